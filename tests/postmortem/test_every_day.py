"""The deadline of every day of 2015 to 2035 against a second computation, which shares nothing with ours.

It asks `holidays` of each day whether people work on it, and picks the deadline from the list of these days.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta

import holidays
import pytest

from pm_lint.finding import Allowance, CalendarPolicy, DayOff, HolidayCalendar
from pm_lint.postmortem.workdays import business_days_between, deadline

FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)
#: A deadline may lie some weeks after its incident.
DAYS = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 60)]
Works = Callable[[date], bool]


def country(code: str, part: str | None = None) -> Works:
    return holidays.country_holidays(code, subdiv=part, years=range(2014, 2038)).is_working_day


def market(code: str) -> Works:
    return holidays.financial_holidays(code, years=range(2014, 2038)).is_working_day


def in_both(code: str, other: str) -> Works:
    """Whether people work where a day off in any of the two countries is one."""
    first, second = country(code), country(other)
    return lambda day: first(day) and second(day)


def in_either(code: str, other: str) -> Works:
    first, second = country(code), country(other)
    return lambda day: first(day) or second(day)


def own_weekend(code: str, weekend: set[int], off: date, worked: date) -> Works:
    found = holidays.country_holidays(code, years=range(2014, 2038))
    return lambda day: day == worked or (day != off and day.weekday() not in weekend and day not in found)


COMPANY_DAY, INVENTORY = DayOff(date(2024, 7, 1), "Company day"), DayOff(date(2024, 7, 6), "Inventory")
PLACES = [
    ("US", "CA"),
    ("GB", "SCT"),
    ("DE", "BY"),
    ("IN", "KA"),
    ("JP", None),
    ("CN", None),
    ("IL", None),
    ("AE", None),
    ("SA", None),
    ("BR", "SP"),
    ("AU", "NSW"),
    ("CA", "QC"),
    ("HU", None),
    ("ZA", None),
    ("CH", "ZH"),
    ("ES", "MD"),
    ("FR", "57"),
    ("IT", "MI"),
    ("MY", "13"),
    ("NZ", "AUK"),
]
CALENDARS: list[tuple[CalendarPolicy, Callable[[], Works]]] = [
    *((CalendarPolicy(code, part), lambda code=code, part=part: country(code, part)) for code, part in PLACES),
    (CalendarPolicy(market="XNYS"), lambda: market("XNYS")),
    (CalendarPolicy("US", also=(HolidayCalendar("IL"),)), lambda: in_both("US", "IL")),
    (CalendarPolicy("CN", also=(HolidayCalendar("DE"),), off_in_all=True), lambda: in_either("CN", "DE")),
    (
        CalendarPolicy("FR", None, (COMPANY_DAY,), weekend=(4, 5), extra_working_days=(INVENTORY,)),
        lambda: own_weekend("FR", {4, 5}, COMPANY_DAY.day, INVENTORY.day),
    ),
]


def called(calendar: object) -> str | None:
    return "-".join(one.name for one in calendar.calendars) if isinstance(calendar, CalendarPolicy) else None


@pytest.mark.parametrize(("calendar", "second"), CALENDARS, ids=called)
def test_the_deadline_of_every_day(calendar: CalendarPolicy, second: Callable[[], Works]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of India's holidays after 2035
        works = second()
        workdays = [day for day in DAYS if works(day)]
    wrong = []
    for number, incident in enumerate(DAYS[: (LAST - FIRST).days + 1]):
        within = 1 + number % 10
        expected = workdays[bisect_right(workdays, incident) + within - 1]
        found = deadline(incident, Allowance(within), calendar)
        passed = len(found.skipped) + len(found.weekend)
        if found.day != expected or passed + within != (expected - incident).days:
            wrong.append((incident, within, expected, found))
        assert found.earliest <= found.day <= found.latest
        assert found.uncertain or found.earliest == found.day == found.latest
    assert not wrong
    between = bisect_right(workdays, LAST) - bisect_right(workdays, FIRST)
    assert business_days_between(FIRST, LAST, calendar) == between
