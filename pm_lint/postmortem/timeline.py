"""The timeline: entries from table rows, list items, paragraphs, headings and lines of code that begin with a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pm_lint.finding import Span
from pm_lint.markdown import Block, CodeBlock, Leaf, List, ListItem, Paragraph, Quote, Row, Table
from pm_lint.postmortem.dates import Moment, leading, moments, settle
from pm_lint.postmortem.model import Precision, Section, Timeline, TimelineEntry
from pm_lint.postmortem.placeholders import row_text
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import normalise

_TIME_COLUMN = re.compile(r"\b(?:time|times|timestamp|date|day|when|datetime|utc|start|at)\b|time\b", re.I)
_ZONE = re.compile(
    r"\b(?:UTC(?:[ ]?[+-][ ]?\d{1,2}(?::?\d{2})?)?|GMT|BST|IST|CES?T|EES?T|WES?T|[ECMP][SD]?T|AK[SD]T|HST|JST|KST"
    r"|SGT|NZ[SD]T|AE[SD]?T|AW[SD]?T|Pacific|Eastern|Central|Mountain|[A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,20})\b"
)


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


def read_timeline(section: Section, inner: tuple[Section, ...], schema: Schema, order: str | None) -> Timeline:
    """The timeline of a section and of the sections inside it, in the order of the document."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    reader = _Reader(order, schema)
    entries = list(reader.blocks(section.blocks))
    for part in inner:
        heading = _Line(part.heading, part.heading.text, part.span)
        entries += reader.heading(heading, part)
    columns = tuple(cell.text.strip() for cell in tables[0].head.cells) if tables else ()
    return Timeline(
        entries=tuple(entries),
        columns=columns,
        table=tables[0].span if tables else None,
        zone=next(
            (
                match[0]
                for text in (*columns, section.title, *_captions(section.blocks))
                if (match := _ZONE.search(text))
            ),
            None,
        ),
    )


def _captions(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Paragraphs that may say the zone: those that no time begins."""
    for block in blocks:
        if isinstance(block, Paragraph) and leading(block.text) is None:
            yield block.text


class _Reader:
    """Reads one timeline from top to bottom.

    ``days`` are the readings of the day heading in force, ``partial`` its month and day if it names no year.
    """

    def __init__(self, order: str | None, schema: Schema) -> None:
        self.order = order
        self.schema = schema
        self.days: tuple[date, ...] = ()
        self.partial: tuple[int, int] | None = None

    def _under(self, moment: Moment) -> None:
        """What follows stands under this day."""
        self.days = settle(moment, self.order)
        self.partial = None if moment.days else moment.partial

    def heading(self, line: _Line, part: Section) -> Iterator[TimelineEntry]:
        moment = leading(line.text)
        if moment and _is_day(moment):
            self._under(moment)
            inner = list(self.blocks(part.blocks))
            yield from inner or [self._entry(line, moment)]
        elif moment and _timed(moment):
            yield self._entry(line, moment)
        else:
            yield from self.blocks(part.blocks)

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[TimelineEntry]:
        for block in blocks:
            match block:
                case Table():
                    yield from self._table(block)
                case List():
                    for item in block.items:
                        yield from self._item(item)
                case Paragraph():
                    yield from self._paragraph(block, block.span)
                case Quote():
                    yield from self.blocks(block.children)
                case CodeBlock():
                    yield from self._code(block)
                case _:
                    pass

    def _item(self, item: ListItem) -> Iterator[TimelineEntry]:
        if not item.children or not isinstance(item.children[0], Paragraph):
            yield from self.blocks(item.children)
            return
        first, rest = item.children[0], item.children[1:]
        moment = leading(first.text)
        if moment and _is_day(moment) and rest:
            before = self.days, self.partial
            self._under(moment)
            inner = list(self.blocks(rest))
            yield from inner or [self._entry(_Line(first, first.text, item.span), moment)]
            if not inner:
                self.days, self.partial = before
        elif moment and _timed(moment):
            yield self._entry(_Line(first, first.text, item.span), moment)
        else:
            yield from self.blocks(rest)

    def _paragraph(self, paragraph: Paragraph, span: Span) -> Iterator[TimelineEntry]:
        at = 0
        lines = paragraph.text.split("\n")
        for line in lines:
            moment = leading(line)
            if moment and _is_day(moment) and not line[moment.end :].strip(" :–—-"):
                self._under(moment)  # a day alone on its line stands over what follows
            elif moment and _timed(moment):
                place = span if len(lines) == 1 else paragraph.prose.locate(at, at + len(line.rstrip()))
                yield self._entry(_Line(paragraph, line, place, at), moment)
            at += len(line) + 1

    def _code(self, block: CodeBlock) -> Iterator[TimelineEntry]:
        first = block.span.line + (
            1 if block.span.end_line - block.span.line > block.text.rstrip("\n").count("\n") else 0
        )
        for number, line in enumerate(block.text.rstrip("\n").split("\n")):
            moment = leading(line)
            if moment and moment.time:
                column = block.span.column
                place = Span(first + number, column, first + number, column + len(line))
                yield self._entry(_Line(None, line, place), moment)

    def _table(self, table: Table) -> Iterator[TimelineEntry]:
        names = [cell.text for cell in table.head.cells]
        timed = [i for i, name in enumerate(names) if _TIME_COLUMN.search(name)][:3] or [0]
        for row in table.rows:
            yield self._row(row, timed)

    def _row(self, row: Row, timed: list[int]) -> TimelineEntry:
        cells = [row.cells[i] for i in timed if i < len(row.cells)]
        event = " ".join(cell.text.strip() for i, cell in enumerate(row.cells) if i not in timed).strip()
        found = [(cell, moment) for cell in cells for moment in islice(moments(cell.text), 1)]
        dated = next(((c, m) for c, m in found if m.days or m.partial or m.impossible), None)
        clock = next(((c, m) for c, m in found if m.time), None)
        main = dated or clock
        filled = [cell for cell in cells if cell.text.strip()]
        if main is None:
            written = " ".join(cell.text.strip() for cell in filled)
            span = filled[0].span.to(filled[-1].span) if filled else (cells[0].span if cells else row.span)
            return self._unread(event, written, span, row)
        moment = clock[1] if clock else main[1]
        own = settle(main[1], self.order) if main[1].days else ()
        impossible = any(m.impossible for _, m in found)
        return TimelineEntry(
            text=event,
            time_text=" ".join(cell.text.strip() for cell in filled),
            time_span=filled[0].span.to(filled[-1].span),
            span=row.span,
            days=own if own or impossible else self.days,
            own_day=bool(own or main[1].partial),
            partial=self._partial(main[1]),
            time=moment.time,
            precision="none" if impossible else _precision(moment),
            approximate=moment.approximate,
            zone=moment.zone,
            offset=moment.offset,
        )

    def _partial(self, moment: Moment) -> tuple[int, int] | None:
        """The month and day of an entry whose year nothing names."""
        return None if moment.days or moment.impossible else moment.partial or self.partial

    def _unread(self, event: str, written: str, span: Span, row: Row) -> TimelineEntry:
        known = row_text(row) in self.schema.instructions or not normalise(written + event)
        return TimelineEntry(
            text="" if known else event,
            time_text=written,
            time_span=span,
            span=row.span,
            days=(),
            own_day=False,
            partial=None,
            time=None,
            precision="none",
            approximate=False,
            zone=None,
            offset=None,
        )

    def _entry(self, line: _Line, moment: Moment) -> TimelineEntry:
        return TimelineEntry(
            text=line.text[moment.end :].strip(" \t\n-–—:|)]").strip(),
            time_text=moment.text,
            time_span=line.locate(moment.start, moment.end),
            span=line.span,
            days=settle(moment, self.order)
            if moment.days
            else ()
            if moment.impossible or moment.partial
            else self.days,
            own_day=bool(moment.days or moment.partial),
            partial=self._partial(moment),
            time=moment.time,
            precision="none" if moment.impossible else _precision(moment),
            approximate=moment.approximate,
            zone=moment.zone,
            offset=moment.offset,
        )


def _is_day(moment: Moment) -> bool:
    """Whether it names a day and no time, so that it may stand over entries."""
    return bool(moment.days or moment.partial) and not moment.time


def _timed(moment: Moment) -> bool:
    return bool(moment.time or moment.days or moment.partial or moment.impossible)


def _precision(moment: Moment) -> Precision:
    match moment.time_precision:
        case "hour" | "minute" | "second" as written:
            return written
        case _:
            return "day" if moment.days or moment.partial else "none"
