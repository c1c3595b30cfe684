"""What `holidays` knows of one calendar: the years that it covers, and for each of them the holidays and the weekends.

It takes longer to import than all the rest to run, so it is asked only for what the memory doesn't hold, and whatever
it says is remembered as text. A remembered text that isn't exactly what would have been written is computed anew.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pm_lint.finding import HolidayCalendar, Memory
from pm_lint.postmortem.known_calendars import check_known
from pm_lint.record import NamedTuple

if TYPE_CHECKING:
    import holidays

#: No incident is older; it bounds what one mistyped year can cost.
_FIRST_YEAR = 1970
_HALF_DAY = "half_day"
#: Options that make names say of a date that it is an estimate; off in some countries.
_ESTIMATES = "_show_estimated"
#: Where the government publishes each year which weekends are worked for days off elsewhere in the year.
_YEARLY_SCHEDULE = frozenset({"AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "UZ", "VN"})

#: The letters of a year's days.
_WEEKDAY, _WEEKEND, _WORKED = ".", "w", "s"
_OFF, _HALF = "off", "half"


class Facts(NamedTuple):
    """What holds for a calendar in all years."""

    #: The first and the last year whose holidays are known.
    first: int
    last: int
    #: The last year for which it is known which weekends are worked.
    scheduled: int

    def covers(self, year: int) -> bool:
        return self.first <= year <= self.last


class HolidayYear(NamedTuple):
    """One year of a calendar."""

    #: The names of each day's holidays ("A; B"), whatever weekday it is.
    holidays: Mapping[date, str]
    #: Likewise the days on which half the day is off, and that are no holidays.
    half_days: Mapping[date, str]
    #: Every day of the country's weekends, and those of them that are worked, for a day off elsewhere in the year.
    weekend: frozenset[date]
    worked: frozenset[date]
    #: False where `holidays` says itself that it doesn't know all of that year's.
    complete: bool


def is_estimated(names: str) -> bool:
    """Whether none of a day's holidays ("A (estimated); B (observed, estimated)") is certain to be on that day."""
    return all(name.endswith("estimated)") for name in names.split("; "))


def moves(names: str) -> bool:
    """Whether one of a day's holidays may yet be on another day."""
    return "estimated)" in names


def facts_of(calendar: HolidayCalendar, memory: Memory | None) -> Facts:
    """Raises CalendarError if there is no such calendar."""
    key = _key(calendar)
    if memory and (text := memory.get(key)) is not None and (known := _read_facts(text)):
        return known
    facts = _ask_facts(calendar)
    if memory:
        memory.put(key, _facts_text(facts))
    return facts


def year_of(calendar: HolidayCalendar, year: int, memory: Memory | None) -> HolidayYear:
    """One of the years that the calendar's facts cover."""
    key = f"{_key(calendar)} {year}"
    if memory and (text := memory.get(key)) is not None and (known := read_year(text, year)):
        return known
    found = _ask_year(calendar, year)
    if memory:
        memory.put(key, year_text(found, year))
    return found


def _key(calendar: HolidayCalendar) -> str:
    kind = "country" if calendar.country is not None else "market"
    return repr((kind, calendar.name, calendar.subdivision, tuple(sorted(calendar.categories))))


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year, 12, 31) - first).days + 1)]


# --- asking --------------------------------------------------------------------------------------------------------


def _holidays(
    calendar: HolidayCalendar, years: range | None = None, categories: tuple[str, ...] = ()
) -> holidays.HolidayBase:
    import holidays

    make = holidays.country_holidays if calendar.country is not None else holidays.financial_holidays
    offered: Iterable[str] = getattr(holidays, calendar.name).get_supported_options()
    options: dict[str, Any] = {name: True for name in offered if name.endswith(_ESTIMATES)}
    return make(
        calendar.name,
        subdiv=calendar.subdivision,
        years=years,
        # Explicit, or names would follow the environment's; where English is not offered the original stays.
        language="en_US",
        categories=categories or None,
        **options,
    )


def _ask_facts(calendar: HolidayCalendar) -> Facts:
    check_known(calendar)
    known = _holidays(calendar)
    last = known.end_year
    if getattr(known, "country", None) in _YEARLY_SCHEDULE:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            swapped = _holidays(calendar, range(2000, last + 1)).weekend_workdays
        last = max((day.year for day in swapped), default=last)
    return Facts(max(known.start_year, _FIRST_YEAR), known.end_year, last)


def _ask_year(calendar: HolidayCalendar, year: int) -> HolidayYear:
    years = range(year, year + 1)
    with warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")
        found = _holidays(calendar, years, calendar.categories)
        names = {day: " ".join(name.split()) for day, name in sorted(found.items())}
    half_days: dict[date, str] = {}
    if _HALF_DAY in found.supported_categories:
        half = _holidays(calendar, years, (_HALF_DAY,))
        half_days = {day: " ".join(name.split()) for day, name in sorted(half.items()) if day not in names}
    weekend = frozenset(day for day in days_of(year) if found.is_weekend(day))
    return HolidayYear(names, half_days, weekend, weekend & found.weekend_workdays, not doubts)


# --- remembering ---------------------------------------------------------------------------------------------------


def _facts_text(facts: Facts) -> str:
    return " ".join(map(str, facts))


def _read_facts(text: str) -> Facts | None:
    try:
        first, last, scheduled = map(int, text.split(" "))
        facts = Facts(first, last, scheduled)
    except ValueError:
        return None
    known = 1 <= first <= 9999 and 1 <= last <= 9999 and _facts_text(facts) == text
    return facts if known else None


def year_text(found: HolidayYear, year: int) -> str:
    """A year as text: whether it is complete, a letter for each day, and a line for each holiday and half-day."""
    letters = (
        _WEEKDAY if day not in found.weekend else _WORKED if day in found.worked else _WEEKEND for day in days_of(year)
    )
    lines = [
        f"{day.isoformat()} {kind} {name}"
        for kind, days in ((_OFF, found.holidays), (_HALF, found.half_days))
        for day, name in days.items()
    ]
    return "\n".join(["complete" if found.complete else "incomplete", "".join(letters), *lines])


def read_year(text: str, year: int) -> HolidayYear | None:
    """A year from its text; None if `year_text` would not have written exactly this."""
    try:
        complete, letters, *lines = text.split("\n")
        entries = [line.split(" ", 2) for line in lines]
        named = [(date.fromisoformat(day), kind, name) for day, kind, name in entries]
    except ValueError:
        return None
    days = days_of(year)
    if any(day.year != year or not name for day, _, name in named) or len(letters) != len(days):
        return None
    of = {
        letter: frozenset(day for day, given in zip(days, letters, strict=True) if given == letter)
        for letter in (_WEEKEND, _WORKED)
    }
    found = HolidayYear(
        {day: name for day, kind, name in named if kind == _OFF},
        {day: name for day, kind, name in named if kind == _HALF},
        of[_WEEKEND] | of[_WORKED],
        of[_WORKED],
        complete == "complete",
    )
    return found if year_text(found, year) == text else None
