"""When the entries of a timeline were, as far as the document itself says: never from today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta

from pm_lint.finding import CalendarPolicy
from pm_lint.postmortem.model import Incident, Postmortem, TimelineEntry
from pm_lint.postmortem.zones import Hints, hints_of, offset_of
from pm_lint.record import replace

_HALF_A_YEAR = timedelta(days=182)
#: An entry that is so much earlier than the one before is a slip, and not of the next year.
_SLIP = timedelta(days=90)
#: A time that goes back by so much is the next day; less is a slip.
MIDNIGHT = timedelta(hours=6)


def since_midnight(moment: time) -> timedelta:
    """A time of day as what has passed of the day."""
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def with_years(entries: Sequence[TimelineEntry], named: Iterable[date] = ()) -> list[TimelineEntry]:
    """The entries with a day for "May 4 10:30", whose year is missing: the first such day after the entry before.

    Until there is a dated one, it is the day nearest to the first dated entry, or to one ``named`` over the timeline.
    """
    near = next((entry.day for entry in entries if entry.day), None) or next(iter(named), None)
    back = _HALF_A_YEAR
    found: list[TimelineEntry] = []
    for entry in entries:
        if entry.partial and not entry.days and near and (day := _around(entry.partial, near, back)):
            entry = replace(entry, days=(day,))
        if entry.day:
            near, back = entry.day, _SLIP
        found.append(entry)
    return found


def _around(partial: tuple[int, int], near: date, back: timedelta) -> date | None:
    """The first day with this month and day that is at most so far before ``near``."""
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            day = date(year, *partial)
        except ValueError:
            continue
        if near - day <= back:
            return day
    return None


def carried(entries: Iterable[TimelineEntry], day: date | None = None) -> Iterator[tuple[date | None, TimelineEntry]]:
    """Each entry with its day: its own, that over it, or that of the entry before (the next one where the time goes
    far back). ``day`` is the first entry's, where nothing says."""
    before: TimelineEntry | None = None
    over: date | None = None  # the day heading in force
    for entry in entries:
        if entry.precision == "none":
            yield None, entry
            continue
        if len(entry.days) > 1 or (not entry.days and (entry.partial or entry.own_day)):
            yield None, entry
            day = before = over = None
            continue
        if day and before and before.own_day and _goes_on(before, entry, day):
            over = entry.day
        if entry.day and (entry.own_day or entry.day != over):
            day = entry.day
            over = over if entry.own_day else day
        elif day and before and entry.ordered and _back(before, entry) >= MIDNIGHT:
            day = _next(day)
        if entry.ordered:
            before = entry
        yield day, entry


def _goes_on(before: TimelineEntry, entry: TimelineEntry, day: date) -> bool:
    """Whether an entry under a day heading goes on after one there that names a later day: "00:03 (Oct 30)"."""
    under = entry.day is not None and not entry.own_day and entry.day < day
    return under and entry.ordered and before.time is not None and _back(before, entry) <= timedelta()


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _back(before: TimelineEntry, entry: TimelineEntry) -> timedelta:
    if before.time is None or entry.time is None:
        return timedelta()
    return since_midnight(before.time) - since_midnight(entry.time)


def dated(doc: Postmortem) -> tuple[TimelineEntry, ...]:
    """The timeline's entries with their days filled in from the rest of the document, where it leaves no doubt; ()
    without a timeline.

    A timeline that names no day is on the incident's, if that is one and undisputed.
    """
    timeline, incident = doc.timeline, doc.incident
    if timeline is None:
        return ()
    entries = with_years(timeline.entries, (incident.end,) if incident.end and not incident.conflicts else ())
    undated = not any(entry.days or entry.partial or entry.own_day for entry in timeline.entries)
    day = _undisputed(incident) if undated else None
    return tuple(entry if found is None else replace(entry, days=(found,)) for found, entry in carried(entries, day))


def resolved(doc: Postmortem, calendar: CalendarPolicy) -> tuple[TimelineEntry, ...]:
    """The timeline's entries as `dated`, and with their offsets where zone and day leave no doubt.

    The team's ``calendar`` says which zone an abbreviation is; it is never the zone of a time that names none.
    """
    over, hints = doc.timeline.zone if doc.timeline else None, hints_of(doc, calendar)
    return tuple(_placed(entry, over, hints) for entry in dated(doc))


def zoned(doc: Postmortem, calendar: CalendarPolicy) -> tuple[TimelineEntry, ...]:
    """The timeline's entries as they are written, to be compared: each with its zone, if only that over the whole
    timeline, and where there are several zones with its offset, if that is certain."""
    timeline = doc.timeline
    if timeline is None:
        return ()
    entries = [
        replace(entry, zone=timeline.zone) if entry.time and not entry.zone else entry for entry in timeline.entries
    ]
    if len({entry.zone for entry in entries if entry.time}) < 2:
        return tuple(entries)
    placed = resolved(doc, calendar)
    return tuple(replace(entry, offset=known.offset) for entry, known in zip(entries, placed, strict=True))


def _undisputed(incident: Incident) -> date | None:
    """The incident's day, if all that may be right name the same."""
    days = {day for source in incident.believed for day in source.days}
    return incident.end if len(days) == 1 and incident.start == incident.end else None


def _placed(entry: TimelineEntry, over: str | None, hints: Hints) -> TimelineEntry:
    zone = entry.zone or over
    if entry.day is None or entry.time is None or zone is None or entry.offset is not None:
        return entry
    return replace(entry, offset=offset_of(zone, entry.day, entry.time.hour, entry.time.minute, hints))
