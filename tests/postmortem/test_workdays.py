"""Deadlines against an independent count, and the calendars that can't be relied on."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.finding import Allowance, CalendarPolicy, DayOff
from pm_lint.postmortem.workdays import (
    CalendarError,
    Deadline,
    Skipped,
    business_days_between,
    check_calendar,
    could_be_excused,
    days_off,
    deadline,
    describe_skipped,
    is_workday,
    why_off,
)

NOWHERE = CalendarPolicy()
US = CalendarPolicy("US")
CALIFORNIA = CalendarPolicy("US", "CA")
FIVE = Allowance()
INCIDENT = date(2021, 11, 22)


def counted(calendar: CalendarPolicy, incident: date, within: int) -> tuple[date, list[date]]:
    """The deadline and the skipped weekdays by a loop that knows nothing of the module under test."""
    off = {own.day for own in calendar.extra_days_off}
    if calendar.country:
        years = range(incident.year, incident.year + 2)
        off |= set(holidays.country_holidays(calendar.country, subdiv=calendar.subdivision, years=years))
    day, skipped = incident, []
    while within:
        day += timedelta(days=1)
        if day.isoweekday() > 5:
            continue
        if day in off:
            skipped.append(day)
        else:
            within -= 1
    return day, skipped


@pytest.mark.parametrize(
    ("incident", "allowance", "calendar", "day"),
    [
        ("2023-04-24", FIVE, NOWHERE, "2023-05-01"),
        ("2023-05-05", FIVE, NOWHERE, "2023-05-12"),
        ("2023-05-06", FIVE, NOWHERE, "2023-05-12"),
        ("2023-05-07", FIVE, NOWHERE, "2023-05-12"),
        ("2023-05-04", Allowance(0), NOWHERE, "2023-05-04"),
        ("2023-05-06", Allowance(1), NOWHERE, "2023-05-08"),
        ("2023-05-04", Allowance(-3), NOWHERE, "2023-05-04"),
        ("2023-05-04", Allowance(3, "calendar-days"), NOWHERE, "2023-05-07"),
        ("2021-11-22", Allowance(3, "calendar-days"), US, "2021-11-25"),
        ("2021-11-22", FIVE, NOWHERE, "2021-11-29"),
        ("2021-11-22", FIVE, US, "2021-11-30"),
        ("2021-11-22", FIVE, CALIFORNIA, "2021-12-01"),
        ("2021-11-22", FIVE, CalendarPolicy("US", "California"), "2021-12-01"),
        ("2021-12-24", FIVE, US, "2022-01-03"),
        ("2023-12-22", FIVE, CalendarPolicy("GB", "ENG"), "2024-01-03"),
        ("2023-04-06", FIVE, CalendarPolicy("DE"), "2023-04-17"),
        ("2024-02-29", Allowance(366, "calendar-days"), NOWHERE, "2025-03-01"),
    ],
)
def test_deadline(incident: str, allowance: Allowance, calendar: CalendarPolicy, day: str) -> None:
    found = deadline(date.fromisoformat(incident), allowance, calendar)
    assert (str(found.day), found.uncertain) == (day, None)


def test_a_deadline_says_what_was_passed_over() -> None:
    assert deadline(INCIDENT, FIVE, US) == Deadline(
        incident=INCIDENT,
        allowance=FIVE,
        day=date(2021, 11, 30),
        skipped=(Skipped(date(2021, 11, 25), "Thanksgiving Day", False),),
        weekend=(date(2021, 11, 27), date(2021, 11, 28)),
        uncertain=None,
    )
    assert describe_skipped(deadline(INCIDENT, FIVE, CALIFORNIA).skipped) == (
        "Thanksgiving Day (Thu 25 Nov 2021), Day After Thanksgiving (Fri 26 Nov 2021)"
    )


def test_the_teams_own_days() -> None:
    company = DayOff(date(2021, 11, 26), "Company day")
    weekend = DayOff(date(2021, 11, 27), "A Saturday")
    holiday = DayOff(date(2021, 11, 25), "Our name for it")
    own = deadline(INCIDENT, FIVE, CalendarPolicy(extra_days_off=(company, weekend)))
    assert (own.day, own.skipped) == (date(2021, 11, 30), (Skipped(company.day, "Company day", False),))
    both = deadline(INCIDENT, FIVE, CalendarPolicy("US", extra_days_off=(holiday, company)))
    assert [off.reason for off in both.skipped] == ["Thanksgiving Day", "Company day"]


CALENDARS = [
    NOWHERE,
    US,
    CALIFORNIA,
    CalendarPolicy("GB", "SCT"),
    CalendarPolicy("DE", "BY"),
    CalendarPolicy("IN"),
    CalendarPolicy("JP"),
    CalendarPolicy("BR", "SP"),
    CalendarPolicy("ZA", extra_days_off=(DayOff(date(2024, 7, 1), "Company day"),)),
]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2026, 12, 31)), st.integers(0, 30), st.sampled_from(CALENDARS))
def test_against_an_independent_count(incident: date, within: int, calendar: CalendarPolicy) -> None:
    day, skipped = counted(calendar, incident, within)
    found = deadline(incident, Allowance(within), calendar)
    assert found.day == day
    assert [off.day for off in found.skipped] == skipped
    assert not set(found.weekend) & set(skipped)
    assert 1 + len(found.weekend) + len(skipped) + within == (day - incident).days + 1
    assert business_days_between(incident, day, calendar) == within


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    st.sampled_from(CALENDARS),
)
def test_business_days_between_is_a_count_of_workdays(incident: date, day: date, calendar: CalendarPolicy) -> None:
    first, last = sorted((incident, day))
    after = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    count = sum(is_workday(each, calendar) for each in after)
    assert business_days_between(incident, day, calendar) == (count if incident <= day else -count)


def test_days_off_are_those_on_weekdays() -> None:
    found = days_off(date(2021, 12, 20), date(2022, 1, 3), US)
    assert [(str(off.day), off.reason) for off in found] == [
        ("2021-12-24", "Christmas Day (observed)"),
        ("2021-12-31", "New Year's Day (observed)"),
    ]
    assert days_off(date(2022, 1, 3), date(2021, 12, 20), US) == ()


@pytest.mark.parametrize(
    ("day", "calendar", "reason"),
    [
        ("2021-11-25", US, "Thanksgiving Day"),
        ("2021-11-25", NOWHERE, None),
        ("2021-11-27", US, "Saturday"),
        ("2021-12-25", US, "Christmas Day"),
        ("2021-12-24", US, "Christmas Day (observed)"),
        ("2021-12-25", NOWHERE, "Saturday"),
    ],
)
def test_why_off(day: str, calendar: CalendarPolicy, reason: str | None) -> None:
    off = why_off(date.fromisoformat(day), calendar)
    assert (off.reason if off else None) == reason


# --- what can't be relied on ---------------------------------------------------------------------------------------


def test_an_estimated_holiday_makes_a_deadline_uncertain() -> None:
    found = deadline(date(2027, 3, 8), FIVE, CalendarPolicy("AE"))
    assert all(off.estimated for off in found.skipped) and found.skipped
    assert found.uncertain is not None and "Eid al-Fitr (estimated)" in found.uncertain
    assert "Tue 9" in found.uncertain and found.uncertain.endswith("is an estimate")
    assert deadline(date(2027, 4, 5), FIVE, CalendarPolicy("AE")).uncertain is None


def test_an_estimated_holiday_just_past_the_deadline_may_yet_fall_within() -> None:
    found = deadline(date(2027, 3, 1), FIVE, CalendarPolicy("AE"))
    assert (found.day, found.skipped) == (date(2027, 3, 8), ())
    assert found.uncertain is not None


def test_the_teams_own_day_overrules_an_estimate() -> None:
    own = tuple(DayOff(date(2027, 3, day), "Eid as announced") for day in (8, 9, 10, 11, 12))
    found = deadline(date(2027, 3, 5), Allowance(1), CalendarPolicy("AE", extra_days_off=own))
    assert found.uncertain is None
    assert {off.reason for off in found.skipped} == {"Eid as announced"}


@pytest.mark.parametrize("incident", [date(1700, 1, 6), date(2101, 5, 5), date(2100, 12, 28)])
def test_a_year_that_is_not_covered_makes_a_deadline_uncertain(incident: date) -> None:
    uncertain = deadline(incident, FIVE, US).uncertain
    assert uncertain is not None and uncertain.startswith("the public holidays of US in ")
    assert deadline(incident, FIVE, NOWHERE).uncertain is None


@pytest.mark.parametrize("calendar", [NOWHERE, US])
@pytest.mark.parametrize(
    "allowance", [FIVE, Allowance(5, "calendar-days"), Allowance(10**12), Allowance(10**12, "calendar-days")]
)
@pytest.mark.parametrize("incident", [date.max, date(9999, 12, 29)])
def test_there_is_no_day_after_the_last(incident: date, allowance: Allowance, calendar: CalendarPolicy) -> None:
    found = deadline(incident, allowance, calendar)
    assert (found.day, found.uncertain) == (date.max, "it lies after the year 9999")


def test_the_first_and_the_last_day_there_is() -> None:
    assert deadline(date.min, FIVE, US).day == date(1, 1, 8)
    assert deadline(date(9999, 12, 24), FIVE, US).day == date.max
    assert business_days_between(date.min, date.max, NOWHERE) == 2_608_614
    assert business_days_between(date.min, date.max, US) < 2_608_614
    assert why_off(date.max, US) is None


# --- the calendar --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "subdivision", "message"),
    [
        ("us", None, 'The calendar\'s country "us" is not known, the nearest known: US'),
        ("Germany", None, 'The calendar\'s country "Germany" is not known, the nearest known: DE'),
        ("Untied States", None, 'The calendar\'s country "Untied States" is not known, the nearest known: US'),
        ("HolidayBase", None, 'The calendar\'s country "HolidayBase" is not known'),
        ("", None, 'The calendar\'s country "" is not known'),
        ("GB", "england", 'The calendar\'s subdivision "england" of GB is not known, the nearest known: ENG'),
        ("US", "Californa", 'The calendar\'s subdivision "Californa" of US is not known, the nearest known: CA'),
        ("IS", "X", 'The calendar\'s subdivision "X" of IS is not known, and the country has none'),
        (None, "CA", 'The calendar\'s subdivision "CA" needs a country'),
    ],
)
def test_a_calendar_that_is_not_known(country: str | None, subdivision: str | None, message: str) -> None:
    calendar = CalendarPolicy(country, subdivision)
    for ask in (
        lambda: check_calendar(calendar),
        lambda: deadline(INCIDENT, FIVE, calendar),
        lambda: business_days_between(INCIDENT, date(2021, 11, 30), calendar),
        lambda: why_off(INCIDENT, calendar),
    ):
        with pytest.raises(CalendarError) as raised:
            ask()
        assert str(raised.value) == message


@pytest.mark.parametrize("country", holidays.list_supported_countries(include_aliases=False))
def test_every_country_can_be_reckoned_with(country: str) -> None:
    calendar = CalendarPolicy(country)
    check_calendar(calendar)
    assert deadline(INCIDENT, FIVE, calendar).day == counted(calendar, INCIDENT, 5)[0]


def test_names_are_english_whatever_the_environment() -> None:
    found = days_off(date(2024, 1, 1), date(2024, 1, 1), CalendarPolicy("DE"))
    assert [off.reason for off in found] == ["New Year's Day"]


def test_without_a_country_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from datetime import date; from pm_lint.finding import Allowance, CalendarPolicy;"
        "from pm_lint.postmortem.workdays import deadline; deadline(date(2021, 11, 22), Allowance(), CalendarPolicy());"
        "assert not {'holidays', 'difflib', 'dateutil'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- the benefit of the doubt --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "allowance", "calendar", "excused"),
    [
        ("2021-11-30", FIVE, NOWHERE, True),
        ("2021-12-01", FIVE, NOWHERE, True),
        ("2021-12-02", FIVE, NOWHERE, False),
        ("2021-12-04", FIVE, NOWHERE, False),
        ("2021-12-01", FIVE, US, False),
        ("2021-11-28", Allowance(5, "calendar-days"), NOWHERE, False),
    ],
)
def test_could_be_excused(day: str, allowance: Allowance, calendar: CalendarPolicy, excused: bool) -> None:
    assert could_be_excused(INCIDENT, date.fromisoformat(day), allowance, calendar) is excused
