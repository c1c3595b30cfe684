"""A Markdown template in, the schema that it asks for out. The conventions are on the page "Templates"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.markdown import Block, Document, Html, HtmlBlock, LimitError, Table, parse, walk_inlines
from pm_lint.postmortem.dates import leading
from pm_lint.postmortem.directives import Placed, without_directives
from pm_lint.postmortem.front_matter import read_front_matter
from pm_lint.postmortem.instructions import asked_of, has_slot, instructions, lists
from pm_lint.postmortem.labels import labelled_values
from pm_lint.postmortem.outline import Outline, Part, outline, without
from pm_lint.postmortem.placeholders import telling
from pm_lint.postmortem.roles import field_role, names_a_section, section_role
from pm_lint.postmortem.schema import FieldSpec, Schema, SectionSpec, TemplateError
from pm_lint.postmortem.text import normalise
from pm_lint.record import dataclass
from pm_lint.regex import regex

#: A template of more sections is some other file.
MOST_SECTIONS = 300

_TITLE_DATE = regex(r"[\[({<\s]{0,5}YYYY-MM-DD\b", re.I)
_GROUPED = frozenset({"action-items", "potential-action-items", "timeline"})
#: What action items or events are grouped by: "Prevention", "Detection", "Mitigation".
_KINDS = frozenset({"action-items", "potential-action-items", "detection", "resolution", "messaging", "supporting"})
#: What speaks to the author, or holds what is left over: no incident has to have it.
_FREE = regex(
    r"\b(?:instructions|guidelines|how to use|notes? (?:to|for) (?:the |a )?(?:owner|author|writer|reviewer)s?"
    r"|checklist|appendix|appendices|anything else|additional (?:information|notes|resources))\b",
    re.I,
)
#: What a title is called, whatever else it says.
_TITLE_WORD = regex(
    r"\b(?:title|name|post-?\s?mortems?|incident|outage|report|retrospective|review|template|rca|pir)\b", re.I
)
_TO_REPLACE = regex(r"\b(?:title|name|template)\b", re.I)
_MARKS = regex(r"[ ]{0,3}#{1,6}(?=\s)\s{0,9}|\s#{1,6}\s{0,9}$")
_ESCAPE = regex(r"\\([\\<>\[\]{}*_#])")
#: "Appendix (optional)", "[Optional] Appendix"
_OPTIONAL = regex(
    r"\s?[(\[]\s?(?:optional|if applicable|if any|if needed)\s?[)\]]\s?|^optional:\s|\s[-–—]\soptional$", re.I
)
_NUMBER = regex(r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?\s|[^\w\s\"'(\[<{]{1,4}\s)")
_ASIDE = regex(r"\s?\([^()]{1,120}\)$|\s?\[[^\[\]]{1,120}\]$")
#: A line of front matter with a key at the margin.
_KEY = regex(r"([A-Za-z][\w -]{0,59}):[ \t]{0,99}(.{0,300})$")
#: Labels that speak to the author, not of the incident.
_ADVICE = frozenset(
    {
        "note",
        "notes",
        "tip",
        "tips",
        "hint",
        "warning",
        "important",
        "instructions",
        "how to use",
        "usage",
        "guidelines",
    }
    | {"example", "examples", "template", "reminder", "disclaimer", "nb", "attention", "how to use this template"}
)
#: The header of a two-column table of fields.
_HEADER = frozenset({"value", "values", "detail", "details", "description", "information", "info", "content", "data"})


def read_template(text: str, name: str) -> Schema:
    """The schema of a template. ``name`` is shown to people.

    Raises TemplateError, with the line, for a directive that is unknown or stands where it means nothing, for a section
    that stands twice in one place, and for a template without any section or with too many.
    """
    try:
        document = parse(text)
    except LimitError as error:
        raise TemplateError(f"{name}, {error}") from None
    plan = outline(document, bold=True)
    heads = _Heads.of(plan, document)
    parts = without(plan.parts, heads.none)
    if not parts:
        raise TemplateError(f"{name}: the template has no section: write each as a heading of level 2 or more")
    if len(parts) > MOST_SECTIONS:
        line = parts[MOST_SECTIONS].heading.span.line
        raise TemplateError(f"{name}, line {line}: the template has more than {MOST_SECTIONS} sections")

    placed = Placed(document, name)
    before = plan.preamble + tuple(block for i in range(heads.first) for block in plan.parts[i].blocks)
    fields = tuple(_fields(document, before, parts, placed))
    sections = _sections(document, plan, parts, placed)
    _refuse_twins(sections, name)
    placed.refuse_strays([(part.heading.span.line, part.title) for part in plan.parts])

    told, kept = instructions(before, checklist=True)
    for part in plan.parts[heads.first :]:
        tasks = section_role(part.title) in ("action-items", "potential-action-items")
        more, staying = instructions(part.blocks, checklist=not tasks)
        told, kept = told | more, kept | staying
    title = heads.title or _front_title(document)
    return Schema(
        name=name,
        title=title if title and (has_slot(title) or _TO_REPLACE.search(title)) else None,
        title_date=bool(title and _TITLE_DATE.match(title)),
        fields=fields,
        sections=sections,
        instructions=frozenset(text for text in told - kept if telling(text)),
        fragments=frozenset(text for text in told | kept if text and (text in kept or not telling(text))),
        titled=title is not None,
    )


# -- title and headings ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Heads:
    """Which headings are sections. ``none`` are those that are not: the title, and those that are filled in."""

    title: str | None
    #: The index of the first part that comes after the title.
    first: int
    none: frozenset[int]

    @classmethod
    def of(cls, plan: Outline, document: Document) -> _Heads:
        parts = plan.parts
        written = [_written(part, document) for part in parts]
        tops = sum(part.level == 1 for part in parts)
        title = None
        for index, part in enumerate(parts):
            if part.level == 1:
                likely = tops == 1 or has_slot(written[index]) or bool(_TITLE_WORD.search(written[index]))
            else:
                likely = _is_form(written[index]) or (tops == 0 and bool(_TO_REPLACE.search(written[index])))
            section = names_a_section(part.title, alone=tops == 1) if part.level == 1 else _known(part.title)
            if section or not likely:
                break
            title = index
        leading = 0 if title is None else title + 1
        slots = {i for i in range(leading, len(parts)) if not _known(parts[i].title) and _is_form(written[i])}
        slots |= {i for i in range(leading, len(parts)) if _is_moment(parts[i].title)}
        return cls(None if title is None else written[title], leading, frozenset(slots | set(range(leading))))


def _known(title: str) -> bool:
    return section_role(title) is not None or section_role(_other_name(title)) is not None


def _is_moment(title: str) -> bool:
    """Whether a heading is a sample's day or time ("2021-02-03")."""
    moment = leading(title)
    return moment is not None and moment.end >= len(title.rstrip(" :"))


def _is_form(text: str) -> bool:
    """Whether a heading is filled in for each incident ("[Date and time]"): no name of a section."""
    return has_slot(_OPTIONAL.sub("", text))


def _written(part: Part, document: Document) -> str:
    """A heading as it is written: `<name>` is HTML, and shows nothing."""
    if not any(isinstance(node, Html) for node in walk_inlines(part.heading.marked)):
        return part.title
    line = without_directives(document.lines[part.heading.span.line - 1])
    return " ".join(_ESCAPE.sub(r"\1", _MARKS.sub("", line)).split()) or part.title


def _front_title(document: Document) -> str | None:
    return next((value for key, value, _ in _front_matter(document) if normalise(key) == "title" and value), None)


# -- fields ------------------------------------------------------------------------------------------------------


def _fields(
    document: Document, before: tuple[Block, ...], parts: tuple[Part, ...], placed: Placed
) -> Iterator[FieldSpec]:
    """The labelled values before the first section, in sections of metadata, and in the front matter."""
    seen: set[str] = set()
    entries, _ = read_front_matter(document.front_matter) if document.front_matter else ((), None)
    read = {entry.key: entry.text for entry in entries}
    for key, written, line in _front_matter(document):
        role = field_role(key)
        unfilled = not written or has_slot(written)
        if normalise(key) != "title" and (role or (written and unfilled)):
            seen.add(normalise(key))
            # What a document's own entry would be: "[name]" is a list to YAML.
            text = normalise(read.get(key, written)) if unfilled else ""
            yield FieldSpec(key, role, document.lines[line - 1].strip(), line, text, required=unfilled)
    blocks = before + tuple(block for part in parts if section_role(part.title) == "metadata" for block in part.blocks)
    for value in labelled_values(blocks):
        name = normalise(value.label)
        if name in seen or name in _ADVICE or normalise(value.text) in _HEADER:
            continue
        seen.add(name)
        directives = placed.of_field(value.line_span)
        role = next((d.role for d in directives if d.role), None) or field_role(value.label)
        yield FieldSpec(
            label=value.label,
            role=role,
            skeleton=without_directives(document.lines[value.line_span.line - 1]).strip(),
            line=value.line_span.line,
            instruction=asked_of(value, role),
            required=not any(d.word == "optional" for d in directives),
        )


def _front_matter(document: Document) -> Iterator[tuple[str, str, int]]:
    """Key, value as it is written, and line of each plain entry of the front matter."""
    if document.front_matter is None:
        return
    first = document.front_matter.span.line + 1
    for at, line in enumerate(document.front_matter.text.split("\n")):
        if match := _KEY.match(line):
            yield match[1].strip(), match[2].partition(" #")[0].strip().strip("\"'"), first + at


# -- sections ----------------------------------------------------------------------------------------------------


def _sections(document: Document, plan: Outline, parts: tuple[Part, ...], placed: Placed) -> tuple[SectionSpec, ...]:
    act = 1
    lines = [part.heading.span.line for part in plan.parts]
    until = dict(zip(lines, [*lines[1:], len(document.lines) + 1], strict=True))
    specs: list[SectionSpec] = []
    following = [part.heading.span.line - 1 for part in parts[1:]] + [len(document.lines)]
    for part, end in zip(parts, following, strict=True):
        words = placed.take(part.heading.span.line, until[part.heading.span.line] - 1)
        act = 2 if any(d.word == "from=meeting" for d in words) else act
        title = " ".join(_OPTIONAL.sub(" ", part.title).split()).rstrip(":")
        short = _other_name(title)
        role = next((d.role for d in words if d.role), None)
        role = role or section_role(title) or section_role(short) or field_role(title)
        optional = any(d.word == "optional" for d in words) or _OPTIONAL.search(part.title) is not None
        table = next((block for block in part.blocks if isinstance(block, Table)), None)
        columns = tuple(cell.text.strip() for cell in table.head.cells) if table else ()
        spec = SectionSpec(
            title=title,
            level=part.level,
            role=role,
            required=not optional and _asked(part, role, specs),
            parent=part.parent,
            skeleton=_skeleton(document.lines[part.heading.span.line - 1 : end]),
            columns=columns if any(columns) else (),
            list_expected=lists(part.blocks),
            act=act,
            line=part.heading.span.line,
            has_body=any(not isinstance(block, HtmlBlock) for block in part.blocks),
            aliases=tuple(name for name in dict.fromkeys((short, part.title)) if normalise(name) != normalise(title)),
        )
        specs.append(spec)
    return tuple(specs)


def _asked(part: Part, role: str | None, before: list[SectionSpec]) -> bool:
    """Whether a section is asked for where no directive says so.

    Not inside an optional one; nor where its heading only groups action items or events, for not every incident has
    those of each kind; nor an appendix or notes to the author; nor a heading over fields, asked for themselves.
    """
    around = before[part.parent] if part.parent is not None else None
    if around and not (around.required and (around.role not in _GROUPED or (role and role not in _KINDS))):
        return False
    if _FREE.search(part.title):
        return False
    return role != "metadata" or not any(True for _ in labelled_values(part.blocks))


def _other_name(title: str) -> str:
    """A title without its number and what stands in brackets behind it: documents leave these out."""
    return _ASIDE.sub("", _NUMBER.sub("", title)).strip() or title


def _skeleton(source: tuple[str, ...]) -> str:
    """The lines of a heading and the text under it, without directives."""
    kept = ((without_directives(line), line) for line in source)
    return "\n".join(line for line, whole in kept if line.strip() or not whole.strip()).strip("\n")


def _refuse_twins(sections: tuple[SectionSpec, ...], name: str) -> None:
    first: dict[tuple[int | None, str], int] = {}
    for spec in sections:
        line = first.setdefault((spec.parent, normalise(spec.title)), spec.line)
        if line != spec.line:
            raise TemplateError(f"{name}, line {spec.line}: the section {spec.title!r} stands on line {line} already")
