"""Working days: when a postmortem meeting is due, and which days off were passed over to get there.

The rule is the template's "within five business days after the incident" (DESIGN.md, "Dates"): the incident's date is
day 0, each working day after it is one more, and the end of the last one is the deadline. Days are whole dates in the
meeting's calendar; no time of day and no zone enters here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

from pm_lint.finding import Allowance, CalendarPolicy
from pm_lint.postmortem.dates import spell, spell_days
from pm_lint.postmortem.days_off import (
    WEEKDAY_NAMES,
    Skipped,
    Year,
    check_calendar,
    half_day,
    is_plain,
    is_weekend,
    is_workday,
    why_off,
    works_on_weekend,
    year_for,
)
from pm_lint.postmortem.known_calendars import CalendarError
from pm_lint.record import NamedTuple

__all__ = [
    "BUSINESS_DAYS",
    "CALENDAR_DAYS",
    "WEEKDAY_NAMES",
    "CalendarError",
    "Deadline",
    "Skipped",
    "business_days_between",
    "check_calendar",
    "could_be_excused",
    "deadline",
    "describe_skipped",
    "half_day",
    "is_weekend",
    "is_workday",
    "why_off",
    "works_on_weekend",
]

BUSINESS_DAYS = "business-days"
CALENDAR_DAYS = "calendar-days"

#: With no country, a meeting late by no more than this many business days may be on time in the team's own calendar.
_HOLIDAYS_THAT_EXCUSE = 2
#: A deadline that may be later than the counted one by more than this is one without an end.
_FURTHEST = 60
_ONE_DAY = timedelta(days=1)


class Deadline(NamedTuple):
    """The last day on which the meeting may be held, and how it was found."""

    incident: date
    allowance: Allowance
    #: The last allowed day; the deadline is its end.
    day: date
    #: Days off after the incident up to and including ``day`` that are not off as weekends.
    skipped: tuple[Skipped, ...]
    #: Weekend days passed over.
    weekend: tuple[date, ...]
    #: Why ``day`` can't be relied on, as a clause without a full stop; None if it can.
    uncertain: str | None
    #: A meeting until here is in time whatever is uncertain; ``day`` where nothing is.
    earliest: date = date.min
    #: A meeting after this is late whatever is uncertain; 9999-12-31 where that can't be said.
    latest: date = date.max


def deadline(incident: date, allowance: Allowance, calendar: CalendarPolicy) -> Deadline:
    """The last day on which the meeting may be held. Raises CalendarError if the calendar can't be built.

    A deadline past the last day that Python's calendar has (9999-12-31) is that day, marked as uncertain: a wrong year
    in a document is another rule's business, and must not crash this one. An allowance of less than a day is none.
    """
    check_calendar(calendar)
    within = max(allowance.within, 0)
    if within > (date.max - incident).days:
        return _end_of_time(incident, allowance, incident)
    if within == 0 or allowance.unit == CALENDAR_DAYS:
        day = incident + timedelta(days=within)
        return Deadline(incident, allowance, day, (), (), None, day, day)
    left, passed = within, list[Skipped]()
    for day, year in _days(incident, date.max, calendar):
        if off := year.off.get(day):
            passed.append(off)
        elif left == 1:
            break
        else:
            left -= 1
    else:
        return _end_of_time(incident, allowance, incident + timedelta(days=within))
    earliest, latest = _bounds(incident, within, day, calendar)
    return Deadline(
        incident,
        allowance,
        day,
        tuple(off for off in passed if not off.weekend),
        tuple(off.day for off in passed if off.weekend),
        None if earliest == latest else _why_uncertain(incident, day, calendar),
        earliest,
        latest,
    )


def _end_of_time(incident: date, allowance: Allowance, earliest: date) -> Deadline:
    return Deadline(incident, allowance, date.max, (), (), "it lies after the year 9999", earliest, date.max)


def _days(after: date, until: date, calendar: CalendarPolicy) -> Iterator[tuple[date, Year]]:
    """Each day after the one and not after the other, with the days off of its year."""
    year = None
    day = after
    while day < until:
        day += _ONE_DAY
        if year is None or day.month == day.day == 1:
            year = year_for(calendar, day.year)
        yield day, year


def _reached(
    after: date,
    within: int,
    calendar: CalendarPolicy,
    off: Callable[[Year], Collection[date]],
    until: date,
) -> date | None:
    """The day that is so many working days after that one; None if it lies after ``until``."""
    for day, year in _days(after, until, calendar):
        if day not in off(year):
            within -= 1
            if not within:
                return day
    return None


def _bounds(incident: date, within: int, counted: date, calendar: CalendarPolicy) -> tuple[date, date]:
    """The earliest and the latest day that the deadline may be, if all that is uncertain is settled."""
    furthest = date.fromordinal(min(counted.toordinal() + _FURTHEST, date.max.toordinal()))
    if all(year_for(calendar, number).certain for number in range(incident.year, counted.year + 1)):
        return counted, counted
    earliest = _reached(incident, within, calendar, lambda year: year.at_least, counted)
    latest = _reached(incident, within, calendar, lambda year: year.at_most, furthest)
    return earliest or counted, latest or date.max


def _why_uncertain(incident: date, day: date, calendar: CalendarPolicy) -> str | None:
    # From day 0 to the day after the deadline: an estimated holiday just outside may turn out to lie within.
    last = day if day == date.max else day + _ONE_DAY
    years = [year_for(calendar, number) for number in range(incident.year, last.year + 1)]
    estimated = {day: name for year in years for day, name in sorted(year.moving.items()) if incident <= day <= last}
    if estimated:
        return f"the date of {' and '.join(dict.fromkeys(estimated.values()))} ({spell_days(estimated)}) is an estimate"
    return next((year.unknown for year in years if year.unknown), None)


def business_days_between(incident: date, day: date, calendar: CalendarPolicy) -> int:
    """How many business days ``day`` is after the incident, whose own date is day 0; negative if it is before.

    A day off counts as the working day before it: on the weekend after business day 5 the answer is still 5, though
    the deadline (the end of that working day) has passed. Raises CalendarError if the calendar can't be built.
    """
    check_calendar(calendar)
    if day <= incident:
        return -business_days_between(day, incident, calendar) if day < incident else 0
    off = 0
    # A typo of a year (9023) costs no more than a long deadline: years with nothing but weekends are counted at once.
    for plain, group in itertools.groupby(range(incident.year, day.year + 1), lambda year: is_plain(calendar, year)):
        years = list(group)
        first, last = max(incident + _ONE_DAY, date(years[0], 1, 1)), min(day, date(years[-1], 12, 31))
        if plain:
            weekend = {each.weekday() for each in year_for(calendar, years[0]).off}
            off += _count_weekdays(first, last, weekend)
        else:
            off += sum(first <= each <= last for year in years for each in year_for(calendar, year).off)
    return (day - incident).days - off


def _count_weekdays(first: date, last: date, weekdays: Collection[int]) -> int:
    """How many days from the one to the other, both included, are such weekdays."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * len(weekdays) + sum((first.weekday() + step) % 7 in weekdays for step in range(rest))


def could_be_excused(incident: date, day: date, allowance: Allowance, calendar: CalendarPolicy) -> bool:
    """Whether a late meeting may be on time in a calendar we don't know: no country, and late by two days at most.

    DESIGN.md: with no country, "lateness that two holidays could excuse is a warning". Only business days can be
    excused so, and only a meeting that is late is asked about.
    """
    if calendar.calendars or allowance.unit == CALENDAR_DAYS:
        return False
    return business_days_between(incident, day, calendar) - max(allowance.within, 0) <= _HOLIDAYS_THAT_EXCUSE


def describe_skipped(skipped: Iterable[Skipped]) -> str:
    """Days off for a message: "Thanksgiving Day (Thu 25 Nov 2021), Company day (Fri 26 Nov 2021)"."""
    return ", ".join(f"{off.reason} ({spell(off.day)})" for off in skipped)
