"""Working days: when a postmortem meeting is due, and which days off were passed over to get there.

The rule is the template's "within five business days after the incident" (DESIGN.md, "Dates"): the incident's date is
day 0, each working day after it is one more, and the end of the last one is the deadline. Days are whole dates in the
meeting's calendar; no time of day and no zone enters here.

``holidays`` is imported only when a country is configured: it takes longer to import than all the rest to run.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from pm_lint.finding import Allowance, CalendarPolicy
from pm_lint.postmortem.dates import spell, spell_days

BUSINESS_DAYS = "business-days"
CALENDAR_DAYS = "calendar-days"

#: Monday is 0, as in ``date.weekday``.
WEEKEND = frozenset({5, 6})
_WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: With no country, a meeting late by no more than this many business days may be on time in the team's own calendar.
_HOLIDAYS_THAT_EXCUSE = 2
_ONE_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """The configured calendar can't be built. The message is one sentence for whoever configured it."""


@dataclass(frozen=True)
class Skipped:
    """A day off that fell on a working weekday. ``estimated``: whether it is really on that day is not yet certain."""

    day: date
    reason: str
    estimated: bool


@dataclass(frozen=True)
class Deadline:
    """The last day on which the meeting may be held, and how it was found."""

    incident: date
    allowance: Allowance
    #: The last allowed day; the deadline is its end.
    day: date
    #: Days off on weekdays after the incident up to and including ``day``, not weekends.
    skipped: tuple[Skipped, ...]
    #: Weekend days passed over.
    weekend: tuple[date, ...]
    #: Why ``day`` can't be relied on, as a clause without a full stop; None if it can.
    uncertain: str | None


class _Off(NamedTuple):
    """A day off and whether its date is an estimate."""

    reason: str
    estimated: bool


class _Coverage(NamedTuple):
    """The first and the last year for which a country's holidays are known."""

    first: int
    last: int


# --- the days off --------------------------------------------------------------------------------------------------


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or a Sunday."""
    return day.weekday() in WEEKEND


def is_workday(day: date, calendar: CalendarPolicy) -> bool:
    """Whether people work on that day. Raises CalendarError if the calendar can't be built."""
    return not is_weekend(day) and _off(day, calendar) is None


def why_off(day: date, calendar: CalendarPolicy) -> Skipped | None:
    """Why people don't work on that day: the holiday's name, else the weekday's; None on a working day.

    Raises CalendarError if the calendar can't be built.
    """
    off = _off(day, calendar)
    if off is not None:
        return Skipped(day, off.reason, off.estimated)
    return Skipped(day, _WEEKDAY_NAMES[day.weekday()], False) if is_weekend(day) else None


def days_off(first: date, last: date, calendar: CalendarPolicy) -> tuple[Skipped, ...]:
    """The weekday days off from ``first`` to ``last``, both included, in order; weekends are not among them.

    Raises CalendarError if the calendar can't be built.
    """
    return tuple(skipped for skipped in _named_days(first, last, calendar) if not is_weekend(skipped.day))


def _off(day: date, calendar: CalendarPolicy) -> _Off | None:
    return _year(calendar, day.year).get(day)


def _named_days(first: date, last: date, calendar: CalendarPolicy) -> list[Skipped]:
    """Holidays and the team's own days from ``first`` to ``last``, whatever weekday they fall on."""
    return [
        Skipped(day, off.reason, off.estimated)
        for year in _years_with_days_off(first, last, calendar)
        for day, off in sorted(_year(calendar, year).items())
        if first <= day <= last
    ]


def _years_with_days_off(first: date, last: date, calendar: CalendarPolicy) -> list[int]:
    """The years from ``first`` to ``last`` that can hold a day off, so that a typo of a year (9023) costs nothing."""
    years = {off.day.year for off in calendar.extra_days_off}
    if calendar.country is not None:
        covered = _coverage(calendar.country)
        years.update(range(max(first.year, covered.first), min(last.year, covered.last) + 1))
    return sorted(year for year in years if first.year <= year <= last.year)


@functools.lru_cache(maxsize=512)
def _year(calendar: CalendarPolicy, year: int) -> Mapping[date, _Off]:
    """The days off of one year: the country's and the team's own. Read-only, because it is shared."""
    _check_needs(calendar)
    days: dict[date, _Off] = {}
    if calendar.country is not None:
        days.update(_public_holidays(calendar.country, calendar.subdivision, year))
    for own in calendar.extra_days_off:
        # The team's own day is certain, so it overrules an estimate; beside a certain holiday the holiday's name stays.
        if own.day.year == year and (own.day not in days or days[own.day].estimated):
            days[own.day] = _Off(own.name, False)
    return MappingProxyType(days)


# --- the countries -------------------------------------------------------------------------------------------------


def check_calendar(calendar: CalendarPolicy) -> None:
    """Raise CalendarError if ``holidays`` does not know the country or its subdivision."""
    _check_needs(calendar)
    if calendar.country is not None:
        _known_subdivision(calendar.country, calendar.subdivision)


def _check_needs(calendar: CalendarPolicy) -> None:
    if calendar.subdivision is not None and calendar.country is None:
        raise CalendarError(f'The calendar\'s subdivision "{calendar.subdivision}" needs a country')


def _public_holidays(country: str, subdivision: str | None, year: int) -> Iterator[tuple[date, _Off]]:
    _known_subdivision(country, subdivision)
    covered = _coverage(country)
    if not covered.first <= year <= covered.last:
        return
    import holidays

    # An explicit language, or names would follow the environment's; where English is not offered the original stays.
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
    for day, names in found.items():
        yield day, _Off(names, _is_estimated(names))


def _is_estimated(names: str) -> bool:
    """Whether a day's name ("A (estimated)", "A; B (observed, estimated)") says that one of its holidays may move."""
    return "estimated)" in names


@functools.lru_cache(maxsize=64)
def _coverage(country: str) -> _Coverage:
    """The years that ``holidays`` covers: a year outside is answered, silently, with no holiday at all."""
    _known_country(country)
    import holidays

    known = holidays.country_holidays(country)
    return _Coverage(known.start_year, known.end_year)


@functools.lru_cache(maxsize=64)
def _known_country(country: str) -> None:
    import holidays

    codes = holidays.list_supported_countries(include_aliases=True)
    if country in codes:
        return
    by_name = {_folded(names[0]): names[1] for names in holidays.registry.COUNTRIES.values()}
    nearest = _nearest(country, codes, by_name)
    raise CalendarError(f'The calendar\'s country "{country}" is not known{_did_you_mean(nearest)}')


@functools.lru_cache(maxsize=64)
def _known_subdivision(country: str, subdivision: str | None) -> None:
    _known_country(country)
    if subdivision is None:
        return
    import holidays

    known = holidays.country_holidays(country)
    aliases: Mapping[str, str] = known.subdivisions_aliases
    if subdivision in known.subdivisions or subdivision in aliases:
        return
    by_name = {_folded(alias): code for alias, code in aliases.items()}
    nearest = _nearest(subdivision, known.subdivisions, by_name)
    hint = _did_you_mean(nearest) if known.subdivisions else ", and the country has none"
    raise CalendarError(f'The calendar\'s subdivision "{subdivision}" of {country} is not known{hint}')


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _nearest(value: str, codes: Iterable[str], by_name: Mapping[str, str]) -> list[str]:
    """Up to three codes that the person may have meant: the same but for case, by the place's name, or a near miss."""
    folded = _folded(value)
    by_code = {_folded(code): code for code in codes}
    if folded in by_code:
        return [by_code[folded]]
    if folded in by_name:
        return [by_name[folded]]
    import difflib

    named = [by_name[name] for name in difflib.get_close_matches(folded, by_name, n=1, cutoff=0.75)]
    near = [by_code[code] for code in difflib.get_close_matches(folded, by_code, n=3, cutoff=0.5)]
    return list(dict.fromkeys(named + near))[:3]


def _did_you_mean(nearest: list[str]) -> str:
    return f", the nearest known: {', '.join(nearest)}" if nearest else ""


# --- the deadline --------------------------------------------------------------------------------------------------


def deadline(incident: date, allowance: Allowance, calendar: CalendarPolicy) -> Deadline:
    """The last day on which the meeting may be held. Raises CalendarError if the calendar can't be built.

    A deadline past the last day that Python's calendar has (9999-12-31) is that day, marked as uncertain: a wrong year
    in a document is another rule's business, and must not crash this one. An allowance of less than a day is none.
    """
    check_calendar(calendar)
    within = max(allowance.within, 0)
    if within > (date.max - incident).days:
        return _end_of_time(incident, allowance)
    if allowance.unit == CALENDAR_DAYS:
        return Deadline(incident, allowance, incident + timedelta(days=within), (), (), None)
    day = incident
    skipped: list[Skipped] = []
    weekend: list[date] = []
    while within:
        if day == date.max:
            return _end_of_time(incident, allowance)
        day += _ONE_DAY
        off = why_off(day, calendar)
        if off is None:
            within -= 1
        elif is_weekend(day):
            weekend.append(day)
        else:
            skipped.append(off)
    uncertain = _why_uncertain(incident, day, calendar)
    return Deadline(incident, allowance, day, tuple(skipped), tuple(weekend), uncertain)


def _end_of_time(incident: date, allowance: Allowance) -> Deadline:
    return Deadline(incident, allowance, date.max, (), (), "it lies after the year 9999")


def _why_uncertain(incident: date, day: date, calendar: CalendarPolicy) -> str | None:
    if calendar.country is None or day == incident:
        return None
    covered = _coverage(calendar.country)
    for year in (incident + _ONE_DAY).year, day.year:
        if not covered.first <= year <= covered.last:
            return f"the public holidays of {calendar.country} in {year} are not known"
    # From day 0 to the day after the deadline: an estimated holiday just outside may turn out to lie within.
    last = day if day == date.max else day + _ONE_DAY
    estimated = [skipped for skipped in _named_days(incident, last, calendar) if skipped.estimated]
    if not estimated:
        return None
    names = " and ".join(dict.fromkeys(skipped.reason for skipped in estimated))
    return f"the date of {names} ({spell_days(skipped.day for skipped in estimated)}) is an estimate"


def business_days_between(incident: date, day: date, calendar: CalendarPolicy) -> int:
    """How many business days ``day`` is after the incident, whose own date is day 0; negative if it is before.

    A day off counts as the working day before it: on the weekend after business day 5 the answer is still 5, though
    the deadline (the end of that working day) has passed. Raises CalendarError if the calendar can't be built.
    """
    if day < incident:
        return -business_days_between(day, incident, calendar)
    check_calendar(calendar)
    if day == incident:
        return 0
    return _weekdays_between(incident, day) - len(days_off(incident + _ONE_DAY, day, calendar))


def _weekdays_between(after: date, until: date) -> int:
    """How many days from Monday to Friday lie after the one and not after the other."""
    weeks, rest = divmod((until - after).days, 7)
    start = after.weekday()
    return weeks * (7 - len(WEEKEND)) + sum((start + step) % 7 not in WEEKEND for step in range(1, rest + 1))


def could_be_excused(incident: date, day: date, allowance: Allowance, calendar: CalendarPolicy) -> bool:
    """Whether a late meeting may be on time in a calendar we don't know: no country, and late by two days at most.

    DESIGN.md: with no country, "lateness that two holidays could excuse is a warning". Only business days can be
    excused so, and only a meeting that is late is asked about.
    """
    if calendar.country is not None or allowance.unit == CALENDAR_DAYS:
        return False
    return business_days_between(incident, day, calendar) - max(allowance.within, 0) <= _HOLIDAYS_THAT_EXCUSE


def describe_skipped(skipped: Iterable[Skipped]) -> str:
    """Days off for a message: "Thanksgiving Day (Thu 25 Nov 2021), Company day (Fri 26 Nov 2021)"."""
    return ", ".join(f"{off.reason} ({spell(off.day)})" for off in skipped)
