"""The timeline's tables: which columns say when, and what each row says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pm_lint.finding import Span
from pm_lint.markdown import Cell, Row, Table
from pm_lint.postmortem.dates import DateStyle, leading, moments
from pm_lint.postmortem.model import TimelineEntry
from pm_lint.postmortem.placeholders import row_text
from pm_lint.postmortem.ranges import more_days
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import normalise
from pm_lint.postmortem.timeline_entries import Over, entry, is_day, over, stands_alone, unread
from pm_lint.postmortem.zone_names import zone_in
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

_TIME_COLUMN = regex(
    r"\b(?:time|times|timestamp|date|day|when|datetime|utc|gmt|start|started|began|from|at|[ecmp][sd]?t|ces?t)\b|time\b",
    re.I,
)
_DAY_COLUMN = regex(r"\b(?:date|day)\b", re.I)
_ZONE_COLUMN = regex(r"\b(?:time)?[ -]?zone\b|\btz\b", re.I)
#: What a cell holds that names a day, in whatever way.
_DAY = regex(r"[^0-9]{0,9}[0-9]|(?:mon|tue|wed|thu|fri|sat|sun)", re.I)
#: Columns about times that say when nothing began.
_NOT_WHEN = regex(r"(?:duration|elapsed|time (?:taken|spent|to|since)|end|ended|until|to)\b", re.I)


@dataclass(frozen=True)
class Columns:
    """Which columns of a table say the day and the time, and which one the zone."""

    when: tuple[int, ...]
    zone: int | None
    #: Other columns of times: of the same in another zone, of the end.
    others: tuple[int, ...]
    #: The zone that stands over the times.
    named: str | None
    #: The first row is an entry as well: the table has no head.
    headless: bool


def columns_of(table: Table, style: DateStyle) -> Columns:
    """Which columns say when, by their names; without names for it, the first one that holds times."""
    names = [cell.text.strip() for cell in table.head.cells]
    zone = next((i for i, name in enumerate(names) if _ZONE_COLUMN.search(name)), None)
    headless = any(moment and moment.time for moment in (leading(name, style) for name in names[:2]))
    named = [i for i, name in enumerate(names) if i != zone and _says_when(name)]
    if headless or not named:
        first = _first_with_times(table, style)
        return Columns((first,), zone, (), None if headless else zone_in(names[first]), headless)
    ends = tuple(i for i, name in enumerate(names) if _NOT_WHEN.match(name))
    zones = {i: found for i in named if (found := zone_in(names[i]))}
    days = [i for i in named if _DAY_COLUMN.search(names[i]) and i not in zones]
    if len(zones) > 1:  # the same time in several zones: one is taken throughout
        clock = next((i for i, found in zones.items() if found.startswith(("UTC", "GMT"))), next(iter(zones)))
        when = tuple(sorted([*days[:1], clock]))
        return Columns(when, zone, (*(i for i in named if i not in when), *ends), zones[clock], False)
    return Columns(tuple(named[:3]), zone, (*named[3:], *ends), next(iter(zones.values()), None), False)


def _says_when(name: str) -> bool:
    about_time = _TIME_COLUMN.search(name) is not None or (name != "" and zone_in(name) == name)
    return about_time and not _NOT_WHEN.match(name)


def _first_with_times(table: Table, style: DateStyle) -> int:
    rows = table.rows[:5]
    for i in range(len(table.head.cells)):
        if sum(1 for row in rows if i < len(row.cells) and leading(row.cells[i].text, style)) * 2 > len(rows):
            return i
    return 0


def read_table(table: Table, above: Over, style: DateStyle, schema: Schema) -> tuple[list[TimelineEntry], Over]:
    """The entries of a table, and the day in force after it."""
    columns = columns_of(table, style)
    found: list[TimelineEntry] = []
    for row in (table.head, *table.rows) if columns.headless else table.rows:
        day = _day_row(row, columns, style)
        if day:
            above = day
        else:
            found += _row(row, columns, above, style, schema)
    return found, above


def _day_row(row: Row, columns: Columns, style: DateStyle) -> Over | None:
    """The day of a row that holds nothing else, and so stands over those below."""
    texts = {text for cell in row.cells if (text := cell.text.strip())}
    if len(texts) != 1:
        return None
    text = texts.pop()
    moment = leading(text, style)
    return over(moment, style) if moment and is_day(moment) and stands_alone(moment, text) else None


def _row(row: Row, columns: Columns, above: Over, style: DateStyle, schema: Schema) -> Iterator[TimelineEntry]:
    cells = [row.cells[i] for i in columns.when if i < len(row.cells)]
    known = {*columns.when, *columns.others, columns.zone}
    event = " ".join(cell.text.strip() for i, cell in enumerate(row.cells) if i not in known).strip()
    filled = [cell for cell in cells if cell.text.strip()]
    written = _written(filled, cells, row)
    firsts = [next(moments(cell.text, style, says_when=True), None) for cell in cells]
    found = [moment for moment in firsts if moment]
    day = next((m for m in found if m.days or m.month_days or m.impossible), None)
    clock = next((m for m in found if m.time), None)
    if day is None and clock:  # "5/4" and "05.11." are days only where a time follows
        day = next((m for m in islice(moments(written[0], style), 1) if m.time and m.month_days), None)
    if day is None and clock is None:
        instruction = row_text(row) in schema.instructions or not normalise(written[0] + event)
        yield unread("" if instruction else event, written, row.span)
        return
    begins = zip(cells, firsts, strict=True)
    more = max((more_days(cell.text, first, style) for cell, first in begins if first), default=0)
    day, clock = day or clock or found[0], clock or day or found[0]
    made = entry(event, written, row.span, day, clock, above, style, more_days=more)
    if made.zone is None and columns.zone is not None and columns.zone < len(row.cells):
        made = replace(made, zone=zone_in(row.cells[columns.zone].text))
    unread_cells = (cell for cell, first in zip(cells, firsts, strict=True) if first is None)
    if not made.own_day and any(_DAY.match(cell.text.strip()) for cell in unread_cells):
        made = replace(made, own_day=True, days=(), partial=None)  # a day that can't be read: "05.11.", "Tue"
    yield made


def _written(filled: list[Cell], cells: list[Cell], row: Row) -> tuple[str, Span]:
    """The time as it is written, and where."""
    if filled:
        return " ".join(cell.text.strip() for cell in filled), filled[0].span.to(filled[-1].span)
    return "", cells[0].span if cells else row.span
