"""A Markdown template in, the schema that it asks for out. The conventions are on the page "Templates"."""

from __future__ import annotations

import re
from importlib import resources

from pm_lint.markdown import Block, Html, HtmlBlock, Leaf, List, Paragraph, Table, parse
from pm_lint.postmortem.labels import labelled_values
from pm_lint.postmortem.outline import Outline, Part, outline, without
from pm_lint.postmortem.placeholders import instruction_texts, telling, units
from pm_lint.postmortem.roles import field_role, section_role
from pm_lint.postmortem.schema import FieldSpec, Schema, SectionSpec
from pm_lint.postmortem.text import normalise, sentences

BUNDLED = ("default",)
#: A template of more sections is some other file.
MOST_SECTIONS = 300
DIRECTIVE = re.compile(r"<!--[ \t]{0,9}pm-lint:[ \t]{0,9}([a-z-]{1,40}(?:=[a-z-]{1,40})?)[ \t]{0,9}-->")
_TITLE_DATE = re.compile(r"\s*YYYY-MM-DD\b")


class TemplateError(ValueError):
    """The template can't be used; the message is one sentence that names the file and the line."""


def bundled(name: str) -> str:
    """The text of a bundled template. Raises TemplateError for an unknown name."""
    if name not in BUNDLED:
        raise TemplateError(f"there is no bundled template {name!r}; there is: {', '.join(BUNDLED)}")
    return (resources.files("pm_lint") / "templates" / f"{name}.md").read_text(encoding="utf-8")


def read_template(text: str, name: str) -> Schema:
    """The schema of a template. ``name`` is shown to people.

    Raises TemplateError for a directive that is unknown, and for a template without any section or with too many.
    """
    document = parse(text)
    plan = outline(document)
    parts = without(plan.parts, frozenset({0} if plan.parts and _is_title(plan.parts[0], plan) else ()))
    if not parts:
        raise TemplateError(f"{name}: the template has no section: write each as a heading of level 2 or more")
    if len(parts) > MOST_SECTIONS:
        line = parts[MOST_SECTIONS].heading.span.line
        raise TemplateError(f"{name}, line {line}: the template has more than {MOST_SECTIONS} sections")
    specs: list[SectionSpec] = []
    act = 1
    following = [part.heading.span.line - 1 for part in parts[1:]] + [len(document.lines)]
    for part, end in zip(parts, following, strict=True):
        directives = _directives(part.blocks, name)
        act = 2 if "from=meeting" in directives else act
        role = next((word.removeprefix("role=") for word in directives if word.startswith("role=")), None)
        specs.append(
            SectionSpec(
                title=part.title,
                level=part.level,
                role=role or section_role(part.title),
                required="optional" not in directives,
                parent=part.parent,
                skeleton=_skeleton(document.lines[part.heading.span.line - 1 : end]),
                columns=next((_columns(block) for block in part.blocks if isinstance(block, Table)), ()),
                list_expected=not any(isinstance(block, Table) for block in part.blocks)
                and any(isinstance(block, List) and not block.ordered for block in part.blocks),
                act=act,
                line=part.heading.span.line,
                has_body=any(not isinstance(block, HtmlBlock) for block in part.blocks),
            )
        )
    title = next((part.title for part in plan.parts if _is_title(part, plan)), None)
    before = _before_sections(plan)
    texts = _instructions(before) | {text for part in parts for text in _instructions(part.blocks)}
    return Schema(
        name=name,
        title=title,
        title_date=bool(title and _TITLE_DATE.match(title)),
        fields=tuple(
            FieldSpec(
                label=value.label,
                role=field_role(value.label),
                skeleton=document.lines[value.line_span.line - 1].strip(),
                line=value.line_span.line,
                instruction=normalise(value.text),
            )
            for value in labelled_values(before)
        ),
        sections=tuple(specs),
        instructions=frozenset(text for text in texts if telling(text)),
        fragments=frozenset(text for text in texts if text and not telling(text)),
    )


def _is_title(part: Part, plan: Outline) -> bool:
    return part.level == 1 and part is plan.parts[0]


def _before_sections(plan: Outline) -> tuple[Block, ...]:
    first = plan.parts[0]
    return plan.preamble + (first.blocks if _is_title(first, plan) else ())


def _directives(blocks: tuple[Block, ...], name: str) -> list[str]:
    found: list[str] = []
    for block in blocks:
        texts = [block.text] if isinstance(block, HtmlBlock) else []
        if isinstance(block, Paragraph):
            texts = [node.text for node in block.inlines if isinstance(node, Html)]
        for match in (match for text in texts for match in DIRECTIVE.finditer(text)):
            if match[1] not in ("optional", "keep", "from=meeting") and not match[1].startswith("role="):
                raise TemplateError(f"{name}, line {block.span.line}: unknown directive {match[1]!r}")
            found.append(match[1])
    return found


def _skeleton(source: tuple[str, ...]) -> str:
    """The lines of a heading and the text under it, without directives."""
    kept = (DIRECTIVE.sub("", line).rstrip() for line in source if not DIRECTIVE.fullmatch(line.strip()))
    return "\n".join(kept).strip("\n")


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(cell.text.strip() for cell in table.head.cells)


def _instructions(blocks: tuple[Block, ...]) -> set[str]:
    texts: set[str] = set()
    last: Leaf | None = None
    for block in blocks:
        if isinstance(block, HtmlBlock) and "keep" in DIRECTIVE.findall(block.text) and last is not None:
            texts.discard(normalise(last.text[slice(*list(sentences(last.text))[-1])]))
        for _, unit in units((block,)):
            texts.update(instruction_texts(unit))
            if isinstance(unit, Leaf):
                texts.difference_update(_kept(unit))
                last = unit
        for value in labelled_values((block,)):
            texts.update(normalise(value.text[start:end]) for start, end in sentences(value.text))
    return texts


def _kept(leaf: Leaf) -> set[str]:
    """The sentences of a unit that a ``keep`` directive follows directly."""
    keeps = [
        node.span.start for node in leaf.inlines if isinstance(node, Html) and "keep" in DIRECTIVE.findall(node.text)
    ]
    kept: set[str] = set()
    ranges = list(sentences(leaf.text)) if keeps else []
    for place in keeps:
        before = [(start, end) for start, end in ranges if leaf.prose.locate(start, end).end <= place]
        if before:
            kept.add(normalise(leaf.text[slice(*before[-1])]))
    return kept
