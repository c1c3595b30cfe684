"""Which days are off, and why: countries and markets, the team's own days, weekends, half-days."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.finding import CalendarPolicy, DayOff, HolidayCalendar
from pm_lint.postmortem.workdays import (
    CalendarError,
    check_calendar,
    half_day,
    is_weekend,
    is_workday,
    why_off,
    works_on_weekend,
)

NOWHERE = CalendarPolicy()
US = CalendarPolicy("US")
CHINA = CalendarPolicy("CN")
GULF = CalendarPolicy("US", weekend=(4, 5))
TWO = CalendarPolicy("US", also=(HolidayCalendar("GB", "ENG"),))
BOTH = CalendarPolicy("US", also=(HolidayCalendar("GB", "ENG"),), off_in_all=True)
OWN = CalendarPolicy(
    "US",
    extra_days_off=(DayOff(date(2024, 7, 5), "Bridge"), DayOff(date(2024, 7, 7), "Picnic")),
    extra_working_days=(DayOff(date(2024, 7, 4), "Launch"), DayOff(date(2024, 7, 6), "Inventory")),
)
HALF_DAYS_OFF = CalendarPolicy(market="XNYS", half_days_off=True)


@pytest.mark.parametrize(
    ("day", "calendar", "reason", "weekend"),
    [
        ("2021-11-25", US, "Thanksgiving Day", False),
        ("2021-11-25", NOWHERE, None, False),
        ("2021-11-27", US, "Saturday", True),
        ("2021-12-25", US, "Christmas Day", True),
        ("2021-12-24", US, "Christmas Day (observed)", False),
        ("2021-12-25", NOWHERE, "Saturday", True),
        ("2024-01-01", CalendarPolicy("DE"), "New Year's Day", False),  # in English, whatever the environment
        ("9999-12-31", US, None, False),
        ("9999-12-26", US, "Sunday", True),
        ("0001-01-06", US, "Saturday", True),
        # Swapped: a Sunday and a Saturday of work, and what is off instead.
        ("2024-09-29", CHINA, None, False),
        ("2024-10-12", CHINA, None, False),
        ("2024-10-04", CHINA, "Day off (substituted from 09/29/2024)", False),
        ("2024-10-13", CHINA, "Sunday", True),
        # Weekends of other days, and of other times.
        ("2013-06-27", CalendarPolicy("SA"), "Thursday", True),
        ("2013-07-04", CalendarPolicy("SA"), None, False),
        ("2013-07-06", CalendarPolicy("SA"), "Saturday", True),
        ("2021-12-24", CalendarPolicy("AE"), "Friday", True),
        ("2022-01-07", CalendarPolicy("AE"), None, False),
        ("1900-01-05", CalendarPolicy("AE"), "Friday", True),
        ("2200-01-04", CalendarPolicy("AE"), "Saturday", True),
        ("2024-06-09", CalendarPolicy("IL"), None, False),
        ("2024-07-05", GULF, "Friday", True),
        ("2024-07-07", GULF, None, False),
        ("2024-07-04", GULF, "Independence Day", False),
        ("2024-07-06", CalendarPolicy(weekend=()), None, False),
        ("2024-07-04", CalendarPolicy(weekend=(3,)), "Thursday", True),
        # Several calendars.
        ("2024-07-04", TWO, "Independence Day", False),
        ("2024-08-26", TWO, "Late Summer Bank Holiday", False),
        ("2024-05-27", TWO, "Memorial Day; Spring Bank Holiday", False),
        ("2024-07-04", BOTH, None, False),
        ("2024-05-27", BOTH, "Memorial Day; Spring Bank Holiday", False),
        ("2024-12-25", BOTH, "Christmas Day", False),
        ("2024-07-06", BOTH, "Saturday", True),
        ("2024-07-05", CalendarPolicy("US", also=(HolidayCalendar("IL"),)), "Friday", True),
        ("2024-07-05", CalendarPolicy("US", also=(HolidayCalendar("IL"),), off_in_all=True), None, False),
        ("2024-10-12", CalendarPolicy("CN", also=(HolidayCalendar("DE"),)), "Saturday", True),
        ("2024-10-12", CalendarPolicy("CN", also=(HolidayCalendar("DE"),), off_in_all=True), None, False),
        # Markets and categories.
        ("2024-03-29", CalendarPolicy(market="XNYS"), "Good Friday", False),
        ("2024-10-14", CalendarPolicy(market="XNYS"), None, False),
        ("2024-10-14", CalendarPolicy("US", market="XNYS"), "Columbus Day", False),
        ("2024-03-29", CalendarPolicy("US", market="XNYS"), "Good Friday", False),
        ("2024-12-24", CalendarPolicy("DK"), None, False),
        ("2024-12-24", CalendarPolicy("DK", categories=("public", "optional")), "Christmas Eve", False),
        # The team's own days.
        ("2024-07-04", OWN, None, False),
        ("2024-07-05", OWN, "Bridge", False),
        ("2024-07-06", OWN, None, False),
        ("2024-07-07", OWN, "Picnic", True),
        ("2024-07-06", CalendarPolicy(extra_working_days=OWN.extra_working_days), None, False),
        (
            "2024-10-12",  # a weekend that is worked, and then is not
            CalendarPolicy("CN", extra_days_off=(DayOff(date(2024, 10, 12), "Company day"),)),
            "Company day",
            False,
        ),
        # Half-days, as configured.
        ("2024-07-03", CalendarPolicy(market="XNYS"), None, False),
        ("2024-07-03", HALF_DAYS_OFF, "Day before Independence Day (markets close at 1:00pm)", False),
    ],
)
def test_why_off(day: str, calendar: CalendarPolicy, reason: str | None, weekend: bool) -> None:
    that = date.fromisoformat(day)
    off = why_off(that, calendar)
    assert (off.reason if off else None, is_weekend(that, calendar)) == (reason, weekend)
    assert is_workday(that, calendar) is (reason is None)


@pytest.mark.parametrize(
    ("day", "calendar", "reason", "estimated"),
    [
        ("2027-03-09", CalendarPolicy("AE"), "Eid al-Fitr (estimated)", True),
        ("2027-03-13", CalendarPolicy("AE"), "Saturday", False),
        (
            "2027-03-09",
            CalendarPolicy("AE", extra_days_off=(DayOff(date(2027, 3, 9), "As announced"),)),
            "As announced",
            False,
        ),
    ],
)
def test_estimates(day: str, calendar: CalendarPolicy, reason: str, estimated: bool) -> None:
    off = why_off(date.fromisoformat(day), calendar)
    assert off is not None and (off.reason, off.estimated) == (reason, estimated)


@pytest.mark.parametrize(
    ("day", "calendar", "name"),
    [
        ("2024-07-03", CalendarPolicy(market="XNYS"), "Day before Independence Day (markets close at 1:00pm)"),
        ("2024-07-02", CalendarPolicy(market="XNYS"), None),
        ("2024-07-03", HALF_DAYS_OFF, None),
        ("2024-03-08", CHINA, "International Women's Day"),
        ("2024-06-01", CHINA, None),  # a Saturday
        ("2024-07-03", US, None),
    ],
)
def test_half_days(day: str, calendar: CalendarPolicy, name: str | None) -> None:
    assert half_day(date.fromisoformat(day), calendar) == name


@pytest.mark.parametrize(
    ("day", "calendar", "works"),
    [("2024-10-12", CHINA, True), ("2024-10-13", CHINA, False), ("2024-07-06", OWN, True), ("2024-07-04", OWN, False)],
)
def test_work_on_a_weekend(day: str, calendar: CalendarPolicy, works: bool) -> None:
    assert works_on_weekend(date.fromisoformat(day), calendar) is works


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        (CalendarPolicy(market="nyse"), 'The calendar\'s market "nyse" is not known, the nearest known: NYSE'),
        (
            CalendarPolicy(market="London Stock Exchange"),
            'The calendar\'s market "London Stock Exchange" is not known, the nearest known: XLON',
        ),
        (CalendarPolicy(market="Wall Street #1"), 'The calendar\'s market "Wall Street #1" is not known'),
        (
            CalendarPolicy("US", also=(HolidayCalendar("UX"),)),
            'The calendar\'s country "UX" is not known, the nearest known: LUX, XK, VU',
        ),
        (
            CalendarPolicy("GB", categories=("publik",)),
            'The calendar\'s category "publik" is not known of GB, the nearest known: public',
        ),
        (
            CalendarPolicy(market="XNYS", categories=("school",)),
            'The calendar\'s category "school" is not known of XNYS; it has: public',
        ),
        (CalendarPolicy(categories=("public",)), "The calendar's categories need a country or a market"),
    ],
)
def test_a_calendar_that_is_not_known(calendar: CalendarPolicy, message: str) -> None:
    with pytest.raises(CalendarError) as raised:
        check_calendar(calendar)
    assert str(raised.value) == message
