"""The timeline as a Mermaid chart: a bar for each entry that lasts until the next one.

What a document says may hold anything. Only letters, digits and a few harmless signs of it get into the chart: none
that ends a line, a text or the block, starts a directive, a comment or an entity, or makes a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from pm_lint.finding import CalendarPolicy
from pm_lint.postmortem.instants import resolved
from pm_lint.postmortem.model import Postmortem, TimelineEntry
from pm_lint.record import dataclass, replace

#: Fewer entries that have an instant are no picture.
LEAST = 3
#: More rows than this are no picture any more.
MOST = 40
#: Of an entry's text so many characters are shown.
TEXT = 56

#: Looks like a colon, which would end an entry's text.
_COLON = "∶"
_SIGNS = frozenset(f" ,.'()/+-–—?!&=_’“”‘…{_COLON}")
_INSTEAD = str.maketrans({":": _COLON, ";": ",", '"': "”", "%": " percent", "\u00a0": " "})
#: The axis has a mark every so many minutes, or days: the first that makes few enough marks.
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
_DAY_STEPS = ((1, "1day"), (2, "2day"), (7, "1week"), (31, "1month"), (92, "3month"))
_MARKS = 6
#: A stretch without entries this many times as long as all on one side of it is left out with the other side.
_LONELY = 4


@dataclass(frozen=True)
class Chart:
    """A chart's text, in Mermaid's language.

    ``left_out`` counts the entries that are not in it: those whose instant is not certain, those far off, and those
    beyond the most that a chart can show.
    """

    text: str
    left_out: int
    #: The zone of its times, as the document writes it; "" where it doesn't say, or where they are days.
    zone: str


def chart(doc: Postmortem, calendar: CalendarPolicy) -> Chart | None:
    """The chart of a document's timeline; None where there is nothing to see."""
    entries = resolved(doc, calendar)
    found = _near(_certain(entries))
    if len(found) < LEAST or found[0][0] == found[-1][0]:
        return None
    shown = found if len(found) <= MOST else [*found[: MOST // 2], *found[-MOST // 2 :]]
    first = shown[0][1]
    zone = (first.zone or (doc.timeline and doc.timeline.zone) or "") if first.time is not None else ""
    return Chart("\n".join(_lines(shown)), len(entries) - len(shown), zone)


def _certain(entries: Sequence[TimelineEntry]) -> list[tuple[datetime, TimelineEntry]]:
    """The entries that have an instant, by time, as clocks showed it at the first one's place.

    Instants with and without an offset can't be compared: the larger kind counts. Where none has a time, days do.
    """
    timed = [(entry.at, entry) for entry in entries if isinstance(entry.at, datetime)]
    aware = [(at, entry) for at, entry in timed if at.tzinfo]
    naive = [(at, entry) for at, entry in timed if not at.tzinfo]
    if len(aware) >= max(len(naive), LEAST):
        zone = aware[0][0].tzinfo
        found = [(at.astimezone(zone).replace(tzinfo=None), entry) for at, entry in aware if _convertible(at)]
    elif len(naive) >= LEAST:
        found = naive
    else:
        days = [(entry.day, replace(entry, time=None)) for entry in entries if entry.day]
        found = [(datetime(day.year, day.month, day.day), entry) for day, entry in days]
    return sorted(found, key=lambda one: one[0])


def _convertible(at: datetime) -> bool:
    return date.min.year < at.year < date.max.year


def _near(found: list[tuple[datetime, TimelineEntry]]) -> list[tuple[datetime, TimelineEntry]]:
    """Without the entries that are so far off that the others would be one stroke."""
    while len(found) > LEAST:
        steps = enumerate(pairwise(found), 1)
        gap, at = max((later[0] - earlier[0], at) for at, (earlier, later) in steps)
        sides = sorted((found[:at], found[at:]), key=len)
        if len(sides[1]) < LEAST or gap <= _LONELY * max(sides[1][-1][0] - sides[1][0][0], timedelta(minutes=1)):
            break
        found = sides[1]
    return found


def _lines(found: Sequence[tuple[datetime, TimelineEntry]]) -> list[str]:
    """The text of a Gantt chart. (https://mermaid.js.org/syntax/gantt.html)"""
    first, last = found[0][0], found[-1][0]
    by_day = all(entry.time is None for _, entry in found)
    several_days = first.date() != last.date()
    axis = "%d %b" if by_day or last - first > timedelta(days=4) else "%a %H:%M" if several_days else "%H:%M"
    lines = ["gantt", "dateFormat YYYY-MM-DD HH:mm:ss", f"axisFormat {axis}", *_marks(last - first), "todayMarker off"]
    lines[1:] = [f"    {line}" for line in lines[1:]]
    for at, (moment, entry) in enumerate(found):
        until = found[at + 1][0] if at + 1 < len(found) else moment
        if until == moment:
            kind, end = "milestone, ", "0m"
        else:
            kind, end = "", f"{until:%Y-%m-%d %H:%M:%S}"
        lines.append(f"    {_label(moment, entry, several_days)} :{kind}{moment:%Y-%m-%d %H:%M:%S}, {end}")
    return lines


def _marks(length: timedelta) -> list[str]:
    """How far the axis's marks are apart; nothing for a stretch of years."""
    minutes = length / timedelta(minutes=1)
    for step in _STEPS:
        if minutes / step <= _MARKS:
            return [f"tickInterval {step}minute" if step < 60 else f"tickInterval {step // 60}hour"]
    return next(([f"tickInterval {name}"] for step, name in _DAY_STEPS if length.days / step <= _MARKS), [])


def _label(moment: datetime, entry: TimelineEntry, several_days: bool) -> str:
    """Begins with a digit, or "about": no keyword of the chart's language ever starts a line."""
    day = f"{moment.day} {moment:%b} " if several_days or entry.time is None else ""
    clock = f"{moment.hour:02}{_COLON}{moment.minute:02} " if entry.time is not None else ""
    return f"{'about ' * entry.approximate}{day}{clock}{words(entry.text)}".strip()


def words(text: str) -> str:
    """A text from outside as a chart may hold it: on one line, short, nothing but letters, digits and plain signs."""
    text = " ".join(word for word in text[: 20 * TEXT].translate(_INSTEAD).split() if f"{_COLON}//" not in word)
    kept = " ".join("".join(sign if sign.isalnum() or sign in _SIGNS else " " for sign in text).split())
    return kept if len(kept) <= TEXT else kept[: TEXT - 1].rstrip() + "…"
