"""Time zones: what a written one means in a document, and which offset it has on a given day.

An abbreviation that several zones have is settled by the team's zone or country, or by another zone of the document;
the season settles nothing, for many write "CST" all year and mean the clock on the wall. What is open has no offset.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pm_lint.finding import CalendarPolicy
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.patterns import plain
from pm_lint.postmortem.time_forms import zone_at
from pm_lint.postmortem.zone_names import Meaning, meanings, names_in
from pm_lint.record import NamedTuple

#: For what does not depend on the day, where none is known.
_SOME_DAY = date(2024, 1, 1)


class Hints(NamedTuple):
    """What settles an abbreviation that several zones have."""

    #: The team's zone, an IANA name, and the codes of its countries.
    time_zone: str | None = None
    countries: tuple[str, ...] = ()
    #: The zones that the document names beyond doubt.
    beside: frozenset[str] = frozenset()


_NO_HINTS = Hints()


def hints_of(doc: Postmortem, calendar: CalendarPolicy) -> Hints:
    """What settles the abbreviations of this document."""
    countries = tuple(each.country.upper() for each in calendar.calendars if each.country)
    hints = Hints(calendar.time_zone, countries)
    written = {entry.zone for entry in doc.timeline.entries} | {doc.timeline.zone} if doc.timeline else set()
    written |= {doc.meeting.zone} if doc.meeting else set()
    names = {zone for zone in written if zone}
    if not any(readings(name, hints) for name in names):
        return hints
    certain = [found for name in names.union(names_in(doc.source)) if _hours_meant(found := meanings(name)) == 1]
    return hints._replace(beside=frozenset(found[0].place for found in certain))


def _hours_meant(found: Sequence[Meaning]) -> int:
    """How many different offsets a name has."""
    return len({meaning.hours for meaning in found if not meaning.rare})


def settled(zone: str, hints: Hints, day: date | None = None) -> tuple[Meaning, ...]:
    """What a name may mean, as far as it is settled: several meanings where it is not."""
    found = meanings(zone)
    if not found or found[0].hours is None:
        return found
    if hints.time_zone and (own := _own(zone, hints.time_zone, found, day or _SOME_DAY)):
        return (own,)
    theirs = tuple(m for m in found if not set(hints.countries).isdisjoint(m.countries.split()))
    common = tuple(m for m in found if not m.rare)
    return theirs or tuple(m for m in common if m.place in hints.beside) or common


def _own(zone: str, place: str, found: Sequence[Meaning], day: date) -> Meaning | None:
    """The meaning that is the team's zone, if its clocks go by that name at some time of the year."""
    for month in (1, 7):
        there = _local(place, datetime(day.year, month, 1, 12))
        if there and there.tzname() == zone.upper():
            return Meaning(place, _hours(there.utcoffset() or timedelta()))
    return next((meaning for meaning in found if meaning.place == place), None)


def readings(zone: str, hints: Hints, day: date | None = None) -> tuple[Meaning, ...]:
    """The meanings of an ambiguous abbreviation that nothing decides between; () where there is no doubt."""
    found = settled(zone, hints, day)
    return found if len({meaning.hours for meaning in found}) > 1 else ()


def offset_of(zone: str, day: date, hour: int = 12, minute: int = 0, hints: Hints = _NO_HINTS) -> timedelta | None:
    """The offset of a written zone at that time, where it is certain.

    A name for half of the year is not certain in the other half; no time is certain that the clocks skip, nor one that
    they show twice, unless the name says which is meant.
    """
    written = zone_at(plain(zone), 0)
    if written and written.offset is not None:
        return written.offset
    local = datetime(day.year, day.month, day.day, hour, minute)
    offsets = {_offset(meaning, local) for meaning in settled(zone, hints, day)}
    return offsets.pop() if len(offsets) == 1 else None


def _offset(meaning: Meaning, local: datetime) -> timedelta | None:
    there = _offsets(meaning.place, local)
    if meaning.hours is None:
        return there[0] if there and there[0] == there[1] else None
    stated = timedelta(hours=meaning.hours)
    return stated if stated in there else None


def may_change(zone: str, day: date, hints: Hints = _NO_HINTS) -> bool:
    """Whether the clocks may have been changed on that day, so that two times with that zone have two offsets."""
    noon = datetime(day.year, day.month, day.day, 12)
    return day > date.min and any(
        _offsets(meaning.place, noon - timedelta(days=1)) != _offsets(meaning.place, noon)
        for meaning in settled(zone, hints, day)
    )


class Misnamed(NamedTuple):
    """A name for one half of the year on a day of the other: which name is in force there, and which is all year."""

    now: str | None
    always: str | None


def misnamed(zone: str, day: date, hints: Hints = _NO_HINTS) -> Misnamed | None:
    """Whether a zone is named for a half of the year that is not in force all that day; None if it is, or may be."""
    found = settled(zone, hints, day)
    if not found or readings(zone, hints, day) or not date.min < day < date.max:
        return None
    if any(meaning.hours is None for meaning in found):
        return None
    noons = [datetime(day.year, day.month, day.day, 12) + timedelta(days=days) for days in (-1, 0, 1)]
    for meaning in found:
        offsets = [_offset(meaning, noon) for noon in noons]
        if offsets != [None] * 3 or not _offsets(meaning.place, noons[1]):
            return None
    there = _local(found[0].place, noons[1])
    name = there.tzname() if there else None
    return Misnamed(name if name and name.isalpha() else None, _ALL_YEAR.get(found[0].place))


#: The name for what the clocks of a place show, whatever the season.
_ALL_YEAR = {
    meanings(name)[0].place: name for name in ("ET", "CT", "MT", "PT", "AKT", "AET", "NZT", "CET/CEST", "EET/EEST")
}


def _hours(offset: timedelta) -> float:
    return offset / timedelta(hours=1)


def _local(place: str, local: datetime) -> datetime | None:
    """A local time with its zone; None where there is no such zone, or the machine has no table of them."""
    from zoneinfo import ZoneInfo  # only where a document names a zone

    try:
        there = local.replace(tzinfo=ZoneInfo(place))
        there.utcoffset()
    except (KeyError, ValueError, OSError, OverflowError):
        return None
    return there


def _offsets(place: str, local: datetime) -> tuple[timedelta, ...]:
    """The two offsets of a local time, which differ while the clocks are set back; () where no clock shows it."""
    there = _local(place, local)
    if there is None:
        return ()
    first, second = there.utcoffset(), there.replace(fold=1).utcoffset()
    if first is None or second is None or first < second:  # the clocks were set forward over it
        return ()
    return first, second
