"""The days on which a team doesn't work: holidays and weekends of its calendars, laid together, and its own days.

Each is known three times: as `holidays` has it, as the days that are off for sure, and as those that may be off. They
differ where a holiday's date is an estimate and where a year is not, or not all, known; so a deadline has bounds.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from pm_lint.finding import CalendarPolicy, HolidayCalendar
from pm_lint.postmortem.holiday_calendars import Facts, days_of, facts_of, is_estimated, moves, year_of
from pm_lint.postmortem.known_calendars import CalendarError
from pm_lint.record import NamedTuple

#: Monday is 0, as in `date.weekday`.
SATURDAY_AND_SUNDAY = (5, 6)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: So far from a holiday may a weekend be worked for it, or a day be off beside it, where the schedule is not known yet.
_WORKED_WITHIN = 14
_BRIDGED_WITHIN = 5

_Days = frozenset[date]


class Skipped(NamedTuple):
    """A day off. ``estimated``: whether it is really on that day is not yet certain."""

    day: date
    reason: str
    estimated: bool
    #: Whether it is off as a weekend; ``reason`` is then the weekday's name, or that of a holiday on the same day.
    weekend: bool = False


class Year(NamedTuple):
    """The days off of one year."""

    off: Mapping[date, Skipped]
    #: The days that are off for sure.
    at_least: _Days
    #: The days that may be off: all those above, and more.
    at_most: _Days
    #: The days of a weekend that are days of work, for a day off elsewhere or by the team's own choice.
    worked: _Days
    #: The names of days of work with a half-holiday.
    half_days: Mapping[date, str]
    #: Holidays that may yet move by a day, by where they are now.
    moving: Mapping[date, str]
    #: What is not known of the year, as a clause without a full stop; None if all is.
    unknown: str | None

    @property
    def certain(self) -> bool:
        """Whether it is known of each day."""
        return len(self.at_least) == len(self.at_most)


class _Layer(NamedTuple):
    """One calendar's part of a year."""

    names: Mapping[date, str]
    half_days: Mapping[date, str]
    weekend: _Days
    worked: _Days
    off: _Days
    at_least: _Days
    at_most: _Days
    unknown: str | None


def check_calendar(calendar: CalendarPolicy) -> None:
    """Raise CalendarError if settings contradict each other, or `holidays` does not know one of the calendars."""
    facts(calendar)


@functools.lru_cache(maxsize=64)
def facts(calendar: CalendarPolicy) -> tuple[Facts, ...]:
    """What is known of each calendar. Raises CalendarError."""
    if calendar.subdivision is not None and calendar.country is None:
        raise CalendarError(f'The calendar\'s subdivision "{calendar.subdivision}" needs a country')
    if calendar.categories and not calendar.calendars:
        raise CalendarError("The calendar's categories need a country or a market")
    return tuple(facts_of(one, calendar.memory) for one in calendar.calendars)


def is_weekend(day: date, calendar: CalendarPolicy) -> bool:
    """Whether the day is off as a part of the weekend. Raises CalendarError if the calendar can't be built."""
    off = year_for(calendar, day.year).off.get(day)
    return off is not None and off.weekend


def is_workday(day: date, calendar: CalendarPolicy) -> bool:
    """Whether people work on that day. Raises CalendarError if the calendar can't be built."""
    return day not in year_for(calendar, day.year).off


def why_off(day: date, calendar: CalendarPolicy) -> Skipped | None:
    """Why people don't work on that day: the holiday's name, else the weekday's; None on a working day.

    Raises CalendarError if the calendar can't be built.
    """
    return year_for(calendar, day.year).off.get(day)


def half_day(day: date, calendar: CalendarPolicy) -> str | None:
    """The name of the half-holiday on a working day; None on all other days. Raises CalendarError."""
    return year_for(calendar, day.year).half_days.get(day)


def works_on_weekend(day: date, calendar: CalendarPolicy) -> bool:
    """Whether it is a day of the weekend on which people work: swapped, or the team's own. Raises CalendarError."""
    return day in year_for(calendar, day.year).worked


# --- one year ------------------------------------------------------------------------------------------------------


def is_plain(calendar: CalendarPolicy, number: int) -> bool:
    """Whether nothing but weekends is known of that year, which is then like all years on its side of the others."""
    own = (*calendar.extra_days_off, *calendar.extra_working_days)
    return not any(known.covers(number) for known in facts(calendar)) and all(day.day.year != number for day in own)


@functools.lru_cache(maxsize=512)
def year_for(calendar: CalendarPolicy, number: int) -> Year:
    """The days off of a year. Raises CalendarError if the calendar can't be built."""
    layers = [
        _layer(one, known, number, calendar) for one, known in zip(calendar.calendars, facts(calendar), strict=True)
    ] or [_weekends_alone(number, SATURDAY_AND_SUNDAY if calendar.weekend is None else calendar.weekend)]
    together: Callable[[Iterable[_Days]], _Days] = _in_all if calendar.off_in_all else _in_any
    own = {day.day: day.name for day in calendar.extra_days_off if day.day.year == number}
    worked = {day.day for day in calendar.extra_working_days if day.day.year == number}
    off, at_least, at_most = (
        (together(sets) | own.keys()) - worked
        for sets in ([one.off for one in layers], [one.at_least for one in layers], [one.at_most for one in layers])
    )
    weekend = together([one.weekend - one.worked for one in layers]) & off
    named = {day: _name(day, layers, own) for day in sorted(off)}
    return Year(
        {day: _skipped(day, name, day in weekend) for day, name in named.items()},
        at_least,
        at_most,
        together([one.weekend for one in layers]) - off,
        {day: name for one in layers for day, name in one.half_days.items() if day not in off},
        {
            day: name
            for one in layers
            for day, name in one.names.items()
            if moves(name) and day not in own and day not in worked
        },
        next((one.unknown for one in layers if one.unknown), None),
    )


def _in_any(sets: Iterable[_Days]) -> _Days:
    return frozenset().union(*sets)


def _in_all(sets: Iterable[_Days]) -> _Days:
    first, *others = sets
    return first.intersection(*others)


def _name(day: date, layers: Sequence[_Layer], own: Mapping[date, str]) -> str:
    """The holidays' names; the team's own where it has one, unless beside a holiday that is certain; "" without any."""
    names = [one.names[day] for one in layers if day in one.names and day in one.off]
    if day in own and not any(not is_estimated(name) for name in names):
        return own[day]
    return "; ".join(dict.fromkeys(part for name in names for part in name.split("; ")))


def _skipped(day: date, name: str, weekend: bool) -> Skipped:
    estimated = bool(name) and is_estimated(name)
    if not name or (weekend and estimated):  # a weekend is certain
        return Skipped(day, WEEKDAY_NAMES[day.weekday()], False, weekend)
    return Skipped(day, name, estimated, weekend)


# --- one calendar --------------------------------------------------------------------------------------------------


def _layer(one: HolidayCalendar, known: Facts, number: int, calendar: CalendarPolicy) -> _Layer:
    if not known.covers(number):
        return _uncovered(one, known, number, calendar)
    found = year_of(one, number, calendar.memory)
    names = {**found.half_days, **found.holidays} if calendar.half_days_off else found.holidays
    weekend = found.weekend if calendar.weekend is None else _weekend_days(number, calendar.weekend)
    worked = found.worked & weekend
    off = (names.keys() - weekend) | (weekend - worked)
    estimated = {day for day, name in names.items() if is_estimated(name)}
    layer = _Layer(
        names,
        {} if calendar.half_days_off else found.half_days,
        weekend,
        worked,
        frozenset(off),
        frozenset(off - (estimated - weekend)),
        frozenset(off | _beside(one, known, number, calendar)),
        None,
    )
    if not found.complete:
        unknown = f"not all days off of {one.name} in {number} are known"
        return layer._replace(at_most=frozenset(days_of(number)), unknown=unknown)
    if number > known.scheduled:
        return _unscheduled(layer, one.name, number)
    weekdays = {day.weekday() for day in weekend}
    if len(weekdays) == 1 and calendar.weekend is None:
        return _perhaps_longer(layer, one.name, number, weekdays.pop())
    return layer


def _uncovered(one: HolidayCalendar, known: Facts, number: int, calendar: CalendarPolicy) -> _Layer:
    """A year whose holidays are not known. Its weekend is the team's own, else that of the nearest week known."""
    weekdays = calendar.weekend
    if weekdays is None:
        nearest = known.first if number < known.first else known.last
        days = days_of(nearest)
        weekend = year_of(one, nearest, calendar.memory).weekend
        week = days[:7] if number < known.first else days[-7:]
        weekdays = tuple(day.weekday() for day in week if day in weekend)
    unknown = f"the {'public holidays' if one.country else 'days off'} of {one.name} in {number} are not known"
    return _weekends_alone(number, weekdays)._replace(at_most=frozenset(days_of(number)), unknown=unknown)


def _unscheduled(layer: _Layer, name: str, number: int) -> _Layer:
    """A year for which it is not known yet which weekends are worked so that other days are off."""
    holidays = sorted(layer.names)
    maybe_worked = {day for day in layer.weekend if _distance(day, holidays) <= _WORKED_WITHIN}
    maybe_off = {day for day in days_of(number) if _distance(day, holidays) <= _BRIDGED_WITHIN}
    return layer._replace(
        at_least=layer.at_least - maybe_worked,
        at_most=layer.at_most | maybe_off,
        unknown=f"which weekends are worked in {name} in {number} is not known",
    )


def _perhaps_longer(layer: _Layer, name: str, number: int, weekday: int) -> _Layer:
    """A year with a weekend of one day, by law; most offices close on another one beside it."""
    beside = _weekend_days(number, (5,) if weekday == 6 else (weekday - 1, weekday + 1))
    unknown = (
        f"whether the weekend in {name} is longer than {WEEKDAY_NAMES[weekday]} is not known (set `calendar.weekend`)"
    )
    return layer._replace(at_most=layer.at_most | beside, unknown=unknown)


def _distance(day: date, days: Sequence[date]) -> int:
    """How many days away the nearest of some sorted days is; very many if there is none."""
    place = bisect_left(days, day)
    return min((abs((day - near).days) for near in days[max(place - 1, 0) : place + 1]), default=date.max.toordinal())


def _weekends_alone(number: int, weekdays: Sequence[int]) -> _Layer:
    weekend = _weekend_days(number, weekdays)
    return _Layer({}, {}, weekend, frozenset(), weekend, weekend, weekend, None)


def _weekend_days(number: int, weekdays: Sequence[int]) -> _Days:
    first, last = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
    # The ordinal 1 is a Monday, 0 in `date.weekday`.
    return frozenset(
        date.fromordinal(ordinal)
        for weekday in weekdays
        for ordinal in range(first + (weekday - first + 1) % 7, last + 1, 7)
    )


def _beside(one: HolidayCalendar, known: Facts, number: int, calendar: CalendarPolicy) -> _Days:
    """The days right before and after a holiday whose date is an estimate: it may be there in truth."""
    own = {day.day for day in (*calendar.extra_days_off, *calendar.extra_working_days)}

    def moving(of: int) -> list[date]:
        return [
            day for day, name in year_of(one, of, calendar.memory).holidays.items() if moves(name) and day not in own
        ]

    days = moving(number)
    if days:
        days += [day for other in (number - 1, number + 1) if known.covers(other) for day in moving(other)]
    near = {date.fromordinal(day.toordinal() + step) for day in days for step in (-1, 1)}
    return frozenset(day for day in near if day.year == number)
