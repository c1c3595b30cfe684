"""The timeline: entries from table rows, list items, paragraphs, headings and lines of code that begin with a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import (
    Block,
    Break,
    Code,
    CodeBlock,
    Html,
    Image,
    Leaf,
    List,
    ListItem,
    Paragraph,
    Quote,
    Table,
    Text,
    walk_inlines,
)
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.dates import DateStyle, Moment, leading, moments, settle
from pm_lint.postmortem.html_tables import with_html_tables
from pm_lint.postmortem.instants import with_years
from pm_lint.postmortem.model import Section, Timeline, TimelineEntry
from pm_lint.postmortem.ranges import more_days
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.spans import column_of
from pm_lint.postmortem.timeline_entries import (
    Over,
    after,
    entry,
    is_day,
    over,
    stands_alone,
    timed,
    trailing,
    with_text,
)
from pm_lint.postmortem.timeline_tables import columns_of, read_table
from pm_lint.postmortem.zone_names import zone_in, zone_of_times
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

#: A line that ends so goes on in the next one, which begins with a time by chance.
_GOES_ON = regex(
    r"(?:\b(?:at|on|by|from|until|till|since|and|to|of|the|around|about|between|before|after)|[,~(–-])\Z", re.I
)
_BR = regex(r"<br\b", re.I)
#: Between what is told and its time, where that comes last.
_BEFORE = " \t\n-–—:|([@*_"


@dataclass(frozen=True)
class _Line:
    """A text that may be an entry: where it stands, and all that belongs to it."""

    leaf: Leaf | None
    text: str
    span: Span
    start: int = 0

    def locate(self, start: int, end: int) -> Span:
        if self.leaf is None:
            return Span(self.span.line, self.span.column + start, self.span.line, self.span.column + end)
        return self.leaf.prose.locate(self.start + start, self.start + end)


def read_timeline(
    section: Section, inner: tuple[Section, ...], source: tuple[str, ...], schema: Schema, style: DateStyle
) -> Timeline:
    """The timeline of a section and of the sections inside it, in the order of the document.

    ``source`` is the document by line.
    """
    parts = (section, *inner)
    blocks = [part.blocks for part in parts]
    named = [day for moment in moments(section.title, style) for day in settle(moment, style)[:1]]
    entries = _entries(parts, blocks, source, schema, style, code=False)
    if not any(found.precision != "none" for found in entries):
        entries = _entries(parts, blocks, source, schema, style, code=True) or entries
    tables = [block for part in blocks for block in part if isinstance(block, Table)]
    return Timeline(
        entries=tuple(with_years(entries, named)),
        columns=tuple(cell.text.strip() for cell in tables[0].head.cells) if tables else (),
        table=tables[0].span if tables else None,
        zone=next(_zones(section, tables, blocks, style), None),
        section=section.index,
    )


def _zones(section: Section, tables: list[Table], blocks: list[tuple[Block, ...]], style: DateStyle) -> Iterator[str]:
    """The zones that stand over the timeline: in a table's head, the title, or a caption that no time begins."""
    yield from (zone for table in tables if (zone := columns_of(table, style).named))
    if zone := zone_in(section.title):
        yield zone
    texts = (leaf.text for part in blocks for leaf in leaves(tuple(b for b in part if not isinstance(b, Table))))
    yield from (zone for text in texts if leading(text, style) is None and (zone := zone_of_times(text)))


def _entries(
    parts: tuple[Section, ...],
    blocks: list[tuple[Block, ...]],
    source: tuple[str, ...],
    schema: Schema,
    style: DateStyle,
    *,
    code: bool,
) -> list[TimelineEntry]:
    reader = _Reader(source, style, schema, code, _over_all(parts[0].title, style))
    found = list(reader.blocks(blocks[0]))
    for index in range(1, len(parts)):
        alone = index + 1 == len(parts) or parts[index + 1].level <= parts[index].level
        found += reader.heading(parts[index], blocks[index], alone=alone)
    return found


def _over_all(title: str, style: DateStyle) -> Over:
    """The one day that the timeline's title names; several are a stretch of days."""
    days = [moment for moment in moments(title, style) if is_day(moment)]
    return over(days[0], style) if len(days) == 1 else Over()


class _Reader:
    """Reads one timeline from top to bottom. ``source`` is the document by line, ``above`` the day heading in force."""

    def __init__(self, source: tuple[str, ...], style: DateStyle, schema: Schema, code: bool, above: Over) -> None:
        self.source = source
        self.style = style
        self.schema = schema
        self.code = code
        self.above = above

    def heading(self, part: Section, blocks: tuple[Block, ...], *, alone: bool) -> Iterator[TimelineEntry]:
        """``alone``: there are no headings below it."""
        line = _Line(part.heading, part.heading.text, part.span)
        moment = leading(line.text, self.style)
        if moment and is_day(moment):
            before, self.above = self.above, over(moment, self.style)
            inner = list(self.blocks(blocks))
            yield from inner
            if alone and not inner:
                self.above = before
                yield with_text(self._entry(line, moment), _first_text(blocks))
        elif moment and timed(moment):
            yield with_text(self._entry(line, moment), _first_text(blocks))
            yield from map(_detail, self.blocks(blocks))
        elif last := trailing(line.text, self.style):
            written = last.text, line.locate(last.start, last.end)
            yield entry(line.text[: last.start].strip(_BEFORE), written, line.span, last, last, self.above, self.style)
            yield from map(_detail, self.blocks(blocks))
        else:
            yield from self.blocks(blocks)

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[TimelineEntry]:
        for block in blocks:
            match block:
                case Table():
                    found, self.above = read_table(block, self.above, self.style, self.schema)
                    yield from found
                case List():
                    yield from self._list(block)
                case Paragraph():
                    yield from self._paragraph(block)
                case Quote():
                    yield from self.blocks(with_html_tables(block.children, self.source))
                case CodeBlock() if self.code:
                    yield from self._code(block)
                case _:
                    pass

    def _list(self, block: List) -> Iterator[TimelineEntry]:
        found: list[TimelineEntry] = []
        for item in block.items:
            found += self._item(item)
            if item.children and isinstance(item.children[-1], Paragraph):
                self._day_below(item.children[-1].text)
        yield from found or self._labelled(block)

    def _day_below(self, text: str) -> None:
        """A day alone on the last line stands over what follows: Markdown takes that line for the item's."""
        before, _, last = text.rpartition("\n")
        moment = leading(last, self.style) if before else None
        if moment and is_day(moment) and stands_alone(moment, last):
            self.above = over(moment, self.style)

    def _labelled(self, block: List) -> Iterator[TimelineEntry]:
        """The entries of a list whose items end with their time: "Detected: 09:29"."""
        ends = [
            (item, item.children[0], moment)
            for item in block.items
            if item.children
            and isinstance(item.children[0], Paragraph)
            and (moment := trailing(item.children[0].text, self.style))
        ]
        if len(ends) < 2 or len(ends) * 2 < len(block.items):
            return
        for item, first, moment in ends:
            written = moment.text, first.prose.locate(moment.start, moment.end)
            text = first.text[: moment.start].strip(_BEFORE)
            yield entry(text, written, item.span, moment, moment, self.above, self.style, ordered=False)

    def _item(self, item: ListItem) -> Iterator[TimelineEntry]:
        if not item.children or not isinstance(item.children[0], Paragraph):
            numbered = self._numbered_by_day(item)
            yield from [numbered] if numbered else self.blocks(with_html_tables(item.children, self.source))
            return
        first, rest = item.children[0], with_html_tables(item.children[1:], self.source)
        moment = leading(first.text, self.style)
        if moment and is_day(moment) and rest:
            before, self.above = self.above, over(moment, self.style)
            inner = list(self.blocks(rest))
            yield from inner
            if not inner:
                self.above = before
                yield with_text(self._entry(_Line(first, first.text, item.span), moment), _first_text(rest))
        elif moment and is_day(moment) and stands_alone(moment, first.text):
            self.above = over(moment, self.style)
        elif moment and timed(moment):
            yield with_text(self._entry(_Line(first, first.text, item.span), moment), _first_text(rest))
            yield from map(_detail, self.blocks(rest))
        else:
            yield from self.blocks(rest)

    def _numbered_by_day(self, item: ListItem) -> TimelineEntry | None:
        """The entry "- 9. November 2026 12:31: …", whose day Markdown takes for the number of an inner list."""
        inner = item.children[0] if item.children else None
        first = inner.items[0].children[0] if isinstance(inner, List) and inner.items[0].children else None
        if not isinstance(inner, List) or len(inner.items) > 1 or not isinstance(first, Paragraph):
            return None
        at = inner.span.column - 1
        number = self.source[inner.span.line - 1][at : first.span.column - 1]
        text = number + first.text
        moment = leading(text, self.style) if number.strip()[:-1].isdigit() else None
        dated = moment and (moment.days or (moment.month_days and moment.time))  # but "- 2. May be"
        if moment is None or not dated or moment.end <= len(number):
            return None
        end = first.prose.locate(0, moment.end - len(number)).end
        said = after(text, moment, self.style) or _first_text((*inner.items[0].children[1:], *item.children[1:]))
        written = moment.text, Span(*inner.span.start, *end)
        return entry(said, written, item.span, moment, moment, self.above, self.style)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[TimelineEntry]:
        """Lines that a time begins, each with the lines after it that none begins. Prose has no entries."""
        if paragraph.marked and isinstance(paragraph.marked[0], Image):
            return  # a chart's caption
        begun: tuple[int, Moment] | None = None  # the offset of an entry's line, and its moment in that line
        goes_on = False  # the line before ends in the midst of a phrase
        for at, line in _lines(paragraph):
            moment = None if goes_on else leading(line, self.style)
            if moment and timed(moment):
                if begun:
                    yield self._part(paragraph, begun, at)
                begun = at, moment
                if is_day(moment) and stands_alone(moment, line):
                    self.above = over(moment, self.style)
                    begun = None
            elif at == 0 and not line.rstrip().endswith(":") and not zone_of_times(line):
                return
            goes_on = _GOES_ON.search(line.rstrip()[-10:]) is not None
        if begun:
            yield self._part(paragraph, begun, len(paragraph.text))

    def _part(self, paragraph: Paragraph, begun: tuple[int, Moment], end: int) -> TimelineEntry:
        """The entry of some lines of a paragraph."""
        start, moment = begun
        lines = paragraph.text[start:end].rstrip()
        whole = start == 0 and end == len(paragraph.text)
        place = paragraph.span if whole else paragraph.prose.locate(start, start + len(lines))
        return self._entry(_Line(paragraph, lines, place, start), moment)

    def _code(self, block: CodeBlock) -> Iterator[TimelineEntry]:
        lines = block.text.rstrip("\n").split("\n")
        first = block.span.line + (1 if block.span.end_line - block.span.line >= len(lines) else 0)
        for number, line in enumerate(lines):
            moment = leading(line, self.style)
            if moment and moment.time:
                written = self.source[first + number - 1]
                column = column_of(line, written)
                place = Span(first + number, column, first + number, min(column + len(line), len(written) + 1))
                yield self._entry(_Line(None, line, place), moment)

    def _entry(self, line: _Line, moment: Moment) -> TimelineEntry:
        written = moment.text, line.locate(moment.start, moment.end)
        text, more = after(line.text, moment, self.style), more_days(line.text, moment, self.style)
        return entry(text, written, line.span, moment, moment, self.above, self.style, more_days=more)


def _lines(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    """The lines that a reader sees, each with its offset: ``<br>`` ends one as well."""
    text = paragraph.text
    start = at = 0
    for node in walk_inlines(paragraph.inlines):
        if isinstance(node, Text | Code):
            at += len(node.text)
        elif isinstance(node, Break):
            yield start, text[start:at]
            start = at = at + 1
        elif isinstance(node, Html) and _BR.match(node.text):
            yield start, text[start:at]
            start = at
    yield start, text[start:]


def _detail(found: TimelineEntry) -> TimelineEntry:
    return replace(found, ordered=False)


def _first_text(blocks: tuple[Block, ...]) -> str:
    """What the first block of text says."""
    return next((text for leaf in leaves(blocks) if (text := leaf.text.strip())), "")
