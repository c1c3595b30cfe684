"""The title, and text that is no content: placeholders and unfinished words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.markdown import Heading, Html, Leaf, Table
from pm_lint.postmortem.action_tables import columns_of
from pm_lint.postmortem.content import leaves, outside_code
from pm_lint.postmortem.dates import moments, spell
from pm_lint.postmortem.model import DatedText, Placeholder, Postmortem, Section, Title
from pm_lint.postmortem.text import mentions, normalise
from pm_lint.regex import regex
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

_MARKS = regex(r"\*+|_+|`+|~+")
_DATE_FORM = regex(r"YYYY-MM-DD")
_LINKED = regex(r"\]\(|\]\[|://|<a\s|<img\s", re.I)
_LIST_MARK = regex(r"\A(?:[-*+|]|\d{1,9}[.)])\s{1,9}")


@rule("PM001", "unreadable-document", Severity.ERROR)
def unreadable_document(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The file can't be read as a Markdown document.

    It is not UTF-8, holds NUL bytes, is larger than `max-file-size` (1 MiB), is not a regular file, is nested too deep,
    or has more than 100,000 paragraphs, items and other blocks. Nothing else is checked in such a file. Save it as
    UTF-8 text, or exclude it:

    ```toml
    exclude = ["postmortems/attachments/**"]
    ```
    """
    yield from ()  # the linter finds this one: there is no postmortem to look at


@rule("PM002", "title-missing", Severity.ERROR, fixable=True)
def title_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The document has no title, or several.

    The title is the heading of level 1, or the `title` of the front matter. It is what people see in every list of
    postmortems. Where there is no heading of level 1, a first heading above all others or a first line in bold counts.
    Several headings of level 1 are a warning: the first one counts. Where no template is followed, all is a warning.

    ```markdown bad
    ## Timeline

    - 2021-12-10 12:31 The database stopped answering.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 The database stopped answering.
    ```
    """
    if not doc.titles and doc.schema.titled:
        front = doc.document.front_matter
        first = front.span.end_line + 1 if front else 1
        place = Span.at(min(first, len(doc.document.lines)))
        yield Finding(
            place,
            "The document has no title.",
            key="title",
            severity=None if doc.schema.sections else Severity.WARNING,
            help=f"Write it as the first heading: `# {doc.schema.title or 'YYYY-MM-DD Title'}`.",
            fix=_title_fix(doc, place) if doc.schema.title and place.line == first else None,
        )
    for extra in doc.titles[1:]:
        yield Finding(
            extra.span,
            f"This is a second title ({quote(extra.text)}); the first one, {quote(doc.titles[0].text)}, counts.",
            key="title:several",
            severity=Severity.WARNING,
            help="Make it a heading of level 2 or more.",
        )


def _title_fix(doc: Postmortem, place: Span) -> Fix:
    """Inserts the template's title."""
    text = f"# {doc.schema.title}\n\n"
    text = text.replace("\n", "\r\n") if doc.document.lines[0].endswith("\r") else text
    return Fix("Insert the template's title", (Edit(place, text),), form=True)


@rule("PM003", "title-date", Severity.ERROR, fixable=True, silences=("PM007", "PM006"))
def title_date(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The title does not begin with a valid date in the template's form.

    Where the template's title begins with `YYYY-MM-DD`, a postmortem's begins with the date of the incident in that
    form, so that postmortems sort by date wherever they are listed. A date in another form that has one reading is
    rewritten by the fix.

    ```markdown template
    # YYYY-MM-DD Title

    ## Overview
    What happened, in a sentence or two.
    ```

    ```markdown bad
    # December 10th, 2021: The database stopped answering

    ## Overview
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Overview
    A query ran away.
    ```
    """
    title = doc.title
    if title is None or doc.schema.title is None or not doc.schema.title_date:
        return
    dated = title.date
    text = title.text if doc.schema.title[:1].isalnum() else title.text.lstrip("[({< ")
    if dated and dated.day and text.startswith(dated.day.isoformat()):
        return
    fix = None
    if dated and dated.day:
        message = f"The title's date is not in the form YYYY-MM-DD: {quote(dated.text)}."
        fix = None if title.in_front_matter else _rewritten(title, dated, dated.day.isoformat(), doc)
    elif dated and dated.days:
        readings = " or ".join(spell(day) for day in dated.days)
        message = f"The title's date {quote(dated.text)} can be read as {readings}: write it as YYYY-MM-DD."
    elif dated:
        message = f"The title's date {quote(dated.text)} does not exist."
    else:
        message = "The title does not begin with the incident's date (YYYY-MM-DD)."
        day = doc.incident.end if len(doc.incident.believed) == 1 else None
        if day and not title.in_front_matter and not _DATE_FORM.search(title.text):
            start = _title_text(title.span, doc)
            fix = Fix(f"Begin the title with {day.isoformat()}", (Edit(Span.at(*start.start), f"{day.isoformat()} "),))
    span = dated.span if dated else title.span if title.in_front_matter else _title_text(title.span, doc)
    yield Finding(span, message, key="title:date", fix=fix, scope=span)


def _title_text(span: Span, doc: Postmortem) -> Span:
    """The range of a title without its marks."""
    source = doc.document.slice(Span(span.line, span.column, span.line, len(doc.document.lines[span.line - 1]) + 1))
    if not source.startswith("#"):
        return Span(span.line, span.column, span.line, span.column + len(source.rstrip()))
    text = source.lstrip("#")
    start = span.column + len(source) - len(text.lstrip())
    closed = re.sub(r"[ \t]#{1,99}[ \t]*$", "", text.strip()) if text.rstrip().endswith("#") else text.strip()
    return Span(span.line, start, span.line, start + len(closed.rstrip()))


def _rewritten(title: Title, dated: DatedText, day: str, doc: Postmortem) -> Fix | None:
    """The date in the template's form before the title's name; None where that would lose anything but the date."""
    whole = _title_text(title.span, doc)
    written = list(moments(title.text, doc.style))
    # What another date of the document has told about the order of day and month, nobody has said of this one.
    sure = not dated.weekday_conflict and all(len(moment.days) == 1 for moment in written)
    bare = len(written) == 1 and not written[0].time
    if title.name == title.text:
        rest = _without_date(title, dated, whole, doc) if bare and dated.weekday is None else None
        edit = Edit(Span.at(*whole.start), f"{day} ") if rest is None else Edit(whole, f"{day} {rest}")
        return Fix(f"Write the date as {day}", (edit,), safe=sure)
    if not bare or title.name_span.line != whole.line:
        return None
    before = doc.document.slice(Span(*whole.start, *title.name_span.start))
    marks = [mark[0] for mark in _MARKS.findall(before)]
    if any(marks.count(mark) % 2 for mark in "*_`~"):
        return None
    shown = title.text[: title.text.rindex(title.name)] if title.name else title.text
    if _MARKS.sub("", before).strip() != _MARKS.sub("", shown).strip():
        return None  # a link, an anchor
    name = doc.document.slice(Span(*title.name_span.start, *whole.end))
    return Fix(f"Write the date as {day}", (Edit(whole, f"{day} {name}".rstrip()),), safe=sure)


#: Between a name and its date.
_BETWEEN = " \t-–—,:|"
#: Words that would be left without what they are about, and the label of a date.
_NEEDS_DATE = regex(
    r"(?:\A|[\s(])(?:of|from|at|since|until|till|to|between|by|in|after|before|for|the|and|through|during|as)\s{0,9}\Z"
    r"|\bdate[sd]?\b",
    re.I,
)
_GOES_ON = regex(r"\s{0,9}(?:[-–—/]\s{0,9}\d|(?:to|until|till|and|through)\b)", re.I)
_ON = regex(r"\son\s{0,9}\Z", re.I)


def _without_date(title: Title, dated: DatedText, whole: Span, doc: Postmortem) -> str | None:
    """The title without the date inside it or at its end; None where a sentence or emphasis would be torn apart."""
    if dated.span.line != whole.line or doc.document.slice(whole) != title.text:
        return None
    before = doc.document.slice(Span(*whole.start, *dated.span.start))
    after = doc.document.slice(Span(*dated.span.end, *whole.end))
    if before.rstrip().endswith("(") and after.startswith(")"):
        before, after = before.rstrip()[:-1], after[1:]
    if _NEEDS_DATE.search(before) or _GOES_ON.match(after) or "(" in before[-1:] or after[:1].isalnum():
        return None
    before = before[: match.start()] if (match := _ON.search(before)) else before.rstrip()
    if not after.strip(_BETWEEN):
        return before.rstrip(_BETWEEN) or None
    if before[-1:] in _BETWEEN:
        after = after.lstrip(_BETWEEN)
    return f"{before}{'' if after[:1] in ',:' else ' '}{after.lstrip()}"


@rule("PM004", "title-text", Severity.ERROR, silences=("PM006", "PM007"))
def title_text(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The title says nothing beside its date, or is still the template's.

    Say in a few words what failed: it is read far more often than the document.

    ```markdown template
    # YYYY-MM-DD Title

    ## Overview
    What happened, in a sentence or two.
    ```

    ```markdown bad
    # 2021-12-10 Title

    ## Overview
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Overview
    A query ran away.
    ```
    """
    title = doc.title
    if title is None or not doc.schema.sections:
        return
    name = normalise(_DATE_FORM.sub("", title.name))
    form = normalise(_DATE_FORM.sub("", doc.schema.title or ""))
    if name and name != form:
        return
    message = "The title is still the template's." if name else "The title says nothing beside its date."
    yield Finding(
        title.name_span if name else Span.at(*title.span.end),
        message,
        key="title:text",
        help="Say in a few words what failed.",
        scope=title.name_span,
    )


@rule(
    "PM006",
    "placeholder",
    Severity.ERROR,
    fixable=True,
    silences=("PM007", "PM102", "PM601", "PM501", "PM503", "PM504", "PM505", "PM701"),
)
def placeholder(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Instruction text of the template was left in.

    Every sentence, list item and table row of the template's body tells the author what to write; found again in a
    document, it is a placeholder. It is an error where nothing else is written, and a warning where real content stands
    beside it: there the fix removes it. Text of the template that is meant to stay is followed by
    `<!-- pm-lint: keep -->` in the template. Before the meeting, sections that are filled in at the meeting are not
    looked at.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    Be very specific here and include exact numbers.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    Be very specific here and include exact numbers.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    Between 12:31 and 12:45, 4,210 requests failed (3 % of all).
    ```
    """
    later = waiting(doc, policy)
    for found in doc.placeholders:
        yield _placeholder(doc, None, found)
    for section in doc.sections:
        if section.placeholders and not waits(section, doc, later):
            for found in section.placeholders:
                yield _placeholder(doc, section, found)


def _placeholder(doc: Postmortem, section: Section | None, found: Placeholder) -> Finding:
    beside = not found.whole or bool(section and section.has_content)
    where = f" of {quote(section.title)}" if section else ""
    text = doc.document.slice(found.span)
    message = f"The template's instruction{where} was left in: {quote(_LIST_MARK.sub('', text))}"
    edits = (Edit(_whole_lines(doc, found.block) if found.whole else _with_space(doc, found.span), ""),)
    return Finding(
        found.span,
        message,
        key=f"placeholder:{(section.role or normalise(section.title)) if section else 'top'}:{_digest(text)}",
        severity=Severity.WARNING if beside else Severity.ERROR,
        help=None if beside else "Write what it asks for in its place.",
        # A link in it may be the author's own.
        fix=Fix("Remove the instruction", edits, safe=not _LINKED.search(text)) if beside else None,
        scope=found.span if beside or section is None else section.body,
    )


def _digest(text: str) -> str:
    """The template's text is what this finding is about; it does not change with the document."""
    return normalise(text)[:40]


def _whole_lines(doc: Postmortem, span: Span) -> Span:
    """The lines of a block, and one blank line after it where one stands before it as well."""
    lines = doc.document.lines
    end = span.end_line if span.end_column > 1 else span.end_line - 1
    before_blank = span.line < 2 or not lines[span.line - 2].strip()
    if before_blank and end < len(lines) and not lines[end].strip() and end + 1 < len(lines):
        end += 1
    return _lines(doc, span.line, end)


def _lines(doc: Postmortem, first: int, last: int) -> Span:
    """Lines with their breaks. A last one that has none goes with the break before it: the document ends as it did."""
    lines = doc.document.lines
    if last < len(lines):
        return Span(first, 1, last + 1, 1)
    start = (first - 1, len(lines[first - 2]) + 1) if first > 1 else (1, 1)
    return Span(*start, len(lines), len(lines[-1]) + 1)


def _with_space(doc: Postmortem, span: Span) -> Span:
    """A piece of a paragraph and the white space after it, or before it where only marks are left: "*7 people. *" is
    no emphasis. The lines are left to nothing else."""
    lines = doc.document.lines
    before, rest = lines[span.line - 1][: span.column - 1], lines[span.end_line - 1][span.end_column - 1 :]
    if not before.strip() and not rest.strip():
        return _lines(doc, span.line, span.end_line)
    if rest.strip("*_~ \t\r"):
        return span._replace(end_column=span.end_column + len(rest) - len(rest.lstrip()))
    return span._replace(column=max(len(before.rstrip()), len(before) - len(before.lstrip())) + 1)


_UNFINISHED = regex(
    r"\b(?:TBD|TBC|TBA|FIXME|TODO(?![-/.]\w))\b|(?<![\w.$€£#/-])XXX(?![\w$%]|[./-]\w)|\bYYYY[-/]MM[-/]DD\b|\bMM[-/]DD[-/]YYYY\b|\bHH:MM\b|(?<![^\s\d:/(\-])\?\?+(?![^\s\d:/).,\-])"
)
_UNFINISHED_MARKS = ("TB", "FIXME", "TODO", "XXX", "YY", "HH:MM", "??")
#: The same for a whole document in lower case.
_UNFINISHED_ANYWHERE = ("tbd", "tbc", "tba", "fixme", "todo", "xxx", "yyyy", "hh:mm", "??")
#: Somebody's words, an issue's title, a line of a log.
_QUOTED = regex(r"[\"“][^\"“”\n]{1,300}[\"”]")
_SLOT = regex(
    r"</?(?:your|insert|name|names|date|time|link|url|owner|author|service|team|title|description|number|ticket|handle|username"
    r"|todo|tbd|placeholder|incident)\b[^<>]{0,60}>",
    re.I,
)


@rule("PM007", "unfinished", Severity.WARNING)
def unfinished(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Something is still to be written.

    `TBD`, `TODO`, `??`, `YYYY-MM-DD`, `HH:MM` or `<name>` stands where a value belongs. Text in code and in quotes is
    not looked at, nor is an action item's state.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    TODO: ask the database team.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Resolution
    The database team stopped the runaway query.
    ```
    """
    later = waiting(doc, policy)
    seen: set[Span] = set()
    possible = "<" in doc.source or mentions(doc.lower, _UNFINISHED_ANYWHERE)
    for section in (None, *doc.sections) if possible else (None,):
        if section and waits(section, doc, later):
            continue
        where = (section.role or normalise(section.title)) if section else "top"
        states = _states(section) if section and _holds_items(section, doc) else None
        for leaf in _texts(doc, section):
            for text, span in unfinished_words(leaf):
                if span in seen or (states is not None and text == "TODO" and _is_state(leaf, states)):
                    continue
                seen.add(span)
                yield Finding(span, f"{quote(text)} is still to be filled in.", key=f"unfinished:{where}")


def _holds_items(section: Section, doc: Postmortem) -> bool:
    while section.role != "action-items" and section.parent is not None:
        section = doc.sections[section.parent]
    return section.role == "action-items"


def _states(section: Section) -> frozenset[Span]:
    """The cells that hold the states of action items."""
    tables = [(block, columns_of(block).state) for block in section.blocks if isinstance(block, Table)]
    return frozenset(row.cells[at].span for table, at in tables if at is not None for row in table.rows)


def _is_state(leaf: Leaf, states: frozenset[Span]) -> bool:
    """Whether "TODO" says of an action item that it is open: in its column, or beside the item or its ticket."""
    rest = leaf.text.replace("TODO", "").strip()
    return isinstance(leaf, Heading) or leaf.span in states or rest == ":" or any(c.isalnum() for c in rest)


def _texts(doc: Postmortem, section: Section | None) -> Iterator[Leaf]:
    if section:
        yield section.heading
        yield from section.leaves
    else:
        first = doc.sections[0].span if doc.sections else None
        for block in doc.document.blocks:
            if first and block.span >= first:
                return
            if isinstance(block, Leaf):
                yield block
            else:
                yield from leaves((block,))


def unfinished_words(leaf: Leaf) -> Iterator[tuple[str, Span]]:
    """The words of a block that stand for something still to be written, outside code."""
    text = leaf.text
    possible = mentions(text, _UNFINISHED_MARKS)
    found = list(outside_code(leaf.prose, _UNFINISHED.finditer(text))) if possible else []
    quoted = [match.span() for match in _QUOTED.finditer(text)] if found else []
    at = 0
    for match in found:
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        # All of a value may stand in quotes.
        if at == len(quoted) or match.start() < quoted[at][0] or quoted[at][1] - quoted[at][0] == len(match[0]) + 2:
            yield match[0], leaf.prose.locate(match.start(), match.end())
    for node in leaf.marked:
        if isinstance(node, Html) and _SLOT.fullmatch(node.text):
            yield node.text, node.span
