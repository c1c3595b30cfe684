"""A template filled in: the text of a new postmortem. Pure: texts and dates in, a text out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pm_lint.edits import edited
from pm_lint.finding import Edit, Span
from pm_lint.forms import dated_value, fill_front_matter, fill_samples, front_matter_role, heading_text, title_line
from pm_lint.markdown import Heading, Table
from pm_lint.postmortem.directives import DIRECTIVE
from pm_lint.postmortem.model import Field, Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.spans import Spans
from pm_lint.postmortem.text import normalise
from pm_lint.record import dataclass
from pm_lint.regex import regex

#: The labels that are filled in, by what they are about.
ROLES = ("owner", "severity", "incident-date", "meeting")


@dataclass(frozen=True)
class Facts:
    """What is known of an incident when its postmortem is begun. What is None stays as the template has it."""

    title: str
    day: date
    owner: str | None = None
    severity: str | None = None
    meeting: date | None = None
    #: Whether the severity gets a line where the template has none: the deadline may depend on it.
    add_severity: bool = False


def fill(template: str, schema: Schema, facts: Facts) -> str:
    """The template's text with the facts filled in, without directives and byte order mark; all else as it was."""
    doc = read(template, schema)
    edits = [
        *_front_matter(doc, facts),
        *_title(doc, facts),
        *_fields(doc, facts),
        *_added(doc, facts),
        *_timeline(doc, facts.day),
    ]
    return _without_directives(edited(doc.document.lines, edits).text)


def places(template: str, schema: Schema) -> frozenset[str]:
    """The roles that the template has a place for."""
    return _places(read(template, schema))


def _places(doc: Postmortem) -> frozenset[str]:
    front = doc.document.front_matter
    keys = (line.partition(":")[0] for line in front.text.split("\n")) if front else ()
    roles = {role for key in keys if (role := front_matter_role(key))} | {field.role for field in doc.fields}
    return frozenset(role for role in ROLES if role in roles)


# -- where each fact goes ---------------------------------------------------------------------------------------


def _front_matter(doc: Postmortem, facts: Facts) -> Iterator[Edit]:
    front = doc.document.front_matter
    if front is None:
        return
    lines = list(doc.document.lines[1 : front.span.end_line - 1])
    for line, (old, new) in enumerate(zip(lines, fill_front_matter(lines, _values(facts), facts.day), strict=True), 2):
        if old != new:
            yield Edit(Span(line, 1, line, len(old) + 1), new)


def _values(facts: Facts) -> dict[str, str]:
    meeting = facts.meeting.isoformat() if facts.meeting else None
    values = {"title": facts.title, "incident-date": facts.day.isoformat(), "meeting": meeting}
    values |= {"owner": facts.owner, "severity": facts.severity}
    return {role: value for role, value in values.items() if value}


def _title(doc: Postmortem, facts: Facts) -> Iterator[Edit]:
    title = next((block for block in doc.document.blocks if doc.titles and block.span == doc.titles[0].span), None)
    if isinstance(title, Heading):
        place = _heading_place(doc, title)
        yield Edit(place, title_line(doc.document.slice(place), facts.title, facts.day))
        return
    front = doc.document.front_matter
    if front and any(front_matter_role(line.partition(":")[0]) == "title" for line in front.text.split("\n")):
        return
    # The template has no title, and this must stand somewhere.
    end = "\r\n" if doc.document.lines[0].endswith("\r") else "\n"
    blank = end if front else ""
    after = front.span.end if front else (1, 1)
    line = f"# {facts.day.isoformat()} {heading_text(facts.title)}"
    yield Edit(Span.at(*after), f"{end}{blank}{line}" if front else f"{line}{end}{end}")


def _heading_place(doc: Postmortem, heading: Heading) -> Span:
    """The range of a heading's text, with all its marks but those that make it a heading."""
    span = heading.span
    if heading.style == "setext":
        last = span.end_line - 1
        return Span(span.line, span.column, last, len(doc.document.lines[last - 1].rstrip()) + 1)
    source = doc.document.slice(span)
    text = source.lstrip("#").lstrip(" \t")
    start = span.column + len(source) - len(text)
    text = text.rstrip(" \t")
    if (bare := text.rstrip("#")) != text and (not bare or bare[-1] in " \t"):
        text = bare.rstrip(" \t")
    return Span(span.line, start, span.line, start + len(text))


def _fields(doc: Postmortem, facts: Facts) -> Iterator[Edit]:
    above = doc.document.front_matter.span.end_line if doc.document.front_matter else 0
    tables = _tables(doc)
    values = {"owner": facts.owner, "severity": facts.severity}
    dates = {"incident-date": facts.day, "meeting": facts.meeting}
    for role in ROLES:
        field = next((field for field in doc.fields if field.role == role and field.span.line > above), None)
        if field is None:
            continue
        in_table = tables.overlap(field.span)
        place = _cell(doc, field.span) if in_table else _value_place(doc, field)
        day = dates.get(role)
        value = dated_value(doc.document.slice(place), day) if day else values.get(role)
        if value:
            yield Edit(place, _beside(doc, place, value.replace("|", PIPE) if in_table else value))


#: A pipe inside a table's cell.
PIPE = "\\|"
_SPACE = (" ", "\t")
_MARKS = regex(r"[*_`~]+")
#: What ends a line without being part of a value: white space, and the marks of a hard line break.
_LINE_END = regex(r"(?:<br[ ]?/?>|\\)\Z", re.I)


def _without_end(line: str) -> int:
    """How long a line is without what only ends it."""
    end = len(line.rstrip(" \t\r"))
    while end and (match := _LINE_END.search(line, max(0, end - 6), end)):
        end = len(line[: match.start()].rstrip(" \t"))
    return end


def _value_place(doc: Postmortem, field: Field) -> Span:
    """All that stands after a label, tags, comments and links included; the bare value where no label is before it."""
    span = field.span
    line = doc.document.lines[span.line - 1]
    label = normalise(field.label)
    for colon in re.finditer(":[*_]{0,3}[ \t]*", line):
        if normalise(_MARKS.sub("", line[: colon.start()])).endswith(label):
            end_line = max(span.end_line, span.line)
            end = _without_end(doc.document.lines[end_line - 1])
            start = min(colon.end(), end) if end_line == span.line else colon.end()
            return Span(span.line, start + 1, end_line, end + 1)
    return span


def _cell(doc: Postmortem, span: Span) -> Span:
    """The text of the table cell that a range stands in, tags and comments included."""
    line = doc.document.lines[span.line - 1].rstrip("\r")
    bars = [match.start() for match in re.finditer(r"(?<!\\)\|", line)]
    first = max((bar + 1 for bar in bars if bar < span.column - 1), default=0)
    last = min((bar for bar in bars if bar >= span.end_column - 1), default=len(line))
    cell = line[first:last]
    start = first + len(cell) - len(cell.lstrip())
    if not cell.strip():
        return Span.at(span.line, min(first + 1, last) + 1)
    return Span(span.line, start + 1, span.line, first + len(cell.rstrip()) + 1)


def _beside(doc: Postmortem, place: Span, value: str) -> str:
    """The value with the space that it needs where there was none."""
    line = doc.document.lines[place.line - 1]
    before, after = line[: place.column - 1], line[place.column - 1 :]
    return f"{'' if before.endswith(_SPACE) else ' '}{value}{' ' if after.startswith('|') else ''}"


def _added(doc: Postmortem, facts: Facts) -> Iterator[Edit]:
    """A line for the severity after the last label, in the form of that one."""
    if not facts.add_severity or not facts.severity or "severity" in _places(doc):
        return
    above = doc.document.front_matter.span.end_line if doc.document.front_matter else 0
    fields = [field for field in doc.fields if field.span.line > above]
    value = facts.severity
    if fields:
        last = fields[-1]
        number = max(last.line_span.end_line, last.span.end_line)
        line = doc.document.lines[last.line_span.line - 1]
        item = re.match(r"[ \t]*[-*+][ \t]+", line)
        if _tables(doc).overlap(last.line_span):
            new = f"\n| Severity | {value.replace('|', PIPE)} |"
        else:
            new = f"\n{item[0]}**Severity:** {value}" if item else f"\n\n**Severity:** {value}"
    elif doc.titles and not doc.titles[0].in_front_matter:
        number, new = doc.titles[0].span.end_line, f"\n\n**Severity:** {value}"
    else:
        return
    line = doc.document.lines[number - 1]
    end = "\r" if line.endswith("\r") else ""
    yield Edit(Span.at(number, len(line) + 1 - len(end)), new.replace("\n", f"{end}\n"))


def _tables(doc: Postmortem) -> Spans:
    return Spans(block.span for block in doc.document.blocks if isinstance(block, Table))


def _timeline(doc: Postmortem, day: date) -> Iterator[Edit]:
    """The dates of sample rows that would be taken for the incident's: those of rows that are no placeholders."""
    if doc.timeline is None or not any(entry.days for entry in doc.timeline.entries):
        return
    samples = Spans(found.block for section in doc.sections for found in section.placeholders if found.whole)
    for section in doc.sections_of("timeline")[:1]:
        last = max(section.body.end_line, *(entry.span.end_line for entry in doc.timeline.entries))
        for number in range(section.span.end_line + 1, last + 1):
            line = doc.document.lines[number - 1]
            span = Span(number, 1, number, len(line) + 1)
            if line.strip() and not samples.overlap(span) and (new := fill_samples(line, day)) != line:
                yield Edit(span, new)


# -- editing ----------------------------------------------------------------------------------------------------


def _without_directives(text: str) -> str:
    """The text without directives; lines that hold nothing else go with them, and the space before one at an end."""
    pieces, done = [], 0
    for match in DIRECTIVE.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        before, after = text[max(line, done) : match.start()], text[match.end() : end if end >= 0 else len(text)]
        if after.strip():
            start, stop = match.start(), match.end()
        elif before.strip():
            start, stop = match.start() - len(before) + len(before.rstrip()), match.end()
        else:
            start, stop = max(line, done), end + 1 if end >= 0 else len(text)
        pieces.append(text[done:start])
        done = stop
    return "".join([*pieces, text[done:]])
