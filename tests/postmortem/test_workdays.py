"""Deadlines against an independent count, and the calendars that can't be relied on."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.finding import Allowance, CalendarPolicy, DayOff, HolidayCalendar
from pm_lint.postmortem.workdays import (
    CalendarError,
    Deadline,
    Skipped,
    business_days_between,
    check_calendar,
    could_be_excused,
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
        # Independence Day of 2021 was a Sunday, observed on Monday; the first Juneteenth a Saturday, on Friday.
        ("2021-07-01", FIVE, US, "2021-07-09"),
        ("2021-06-14", FIVE, US, "2021-06-22"),
        # Christmas Day of 2022 was a Sunday: its substitute was the 27th; Scotland has the 2nd of January, too.
        ("2022-12-23", FIVE, CalendarPolicy("GB", "ENG"), "2023-01-04"),
        ("2022-12-23", FIVE, CalendarPolicy("GB", "SCT"), "2023-01-05"),
        # Ten days off in a row, for an emperor's enthronement.
        ("2019-04-26", FIVE, CalendarPolicy("JP"), "2019-05-13"),
        # A day after the rugby world cup; that of São Paulo; Corpus Christi in Bavaria; Karnataka's day after Diwali.
        ("2023-12-12", FIVE, CalendarPolicy("ZA"), "2023-12-20"),
        ("2024-07-05", FIVE, CalendarPolicy("BR", "SP"), "2024-07-15"),
        ("2024-05-27", FIVE, CalendarPolicy("DE", "BY"), "2024-06-04"),
        ("2024-10-30", FIVE, CalendarPolicy("IN", "KA"), "2024-11-08"),
        # China worked on Sun 29 September and Sat 12 October 2024, for the week of its National Day.
        ("2024-09-27", FIVE, CalendarPolicy("CN"), "2024-10-10"),
        ("2024-10-07", FIVE, CalendarPolicy("CN"), "2024-10-12"),
        # Hungary worked on Sat 3 August 2024, for Mon 19 August.
        ("2024-08-01", FIVE, CalendarPolicy("HU"), "2024-08-07"),
        ("2024-08-15", FIVE, CalendarPolicy("HU"), "2024-08-26"),
        # Saudi Arabia's weekend became Fri and Sat on 29 June 2013; that of the Emirates Sat and Sun with 2022.
        ("2013-06-25", FIVE, CalendarPolicy("SA"), "2013-07-03"),
        ("2021-12-29", FIVE, CalendarPolicy("AE"), "2022-01-06"),
        # New York's exchange closes on Good Friday, unlike the country, and not on Columbus Day.
        ("2024-03-25", FIVE, US, "2024-04-01"),
        ("2024-03-25", FIVE, CalendarPolicy(market="XNYS"), "2024-04-02"),
        ("2024-03-25", FIVE, CalendarPolicy("US", market="NYSE"), "2024-04-02"),
        ("2024-10-10", FIVE, CalendarPolicy(market="XNYS"), "2024-10-17"),
        ("2024-10-10", FIVE, CalendarPolicy("US", market="XNYS"), "2024-10-18"),
        # Israel works on Sundays, the United States on Fridays; 12 June 2024 was Shavuot.
        ("2024-06-05", FIVE, CalendarPolicy("IL"), "2024-06-13"),
        ("2024-06-05", FIVE, CalendarPolicy("IL", also=(HolidayCalendar("US"),)), "2024-06-17"),
        ("2024-06-05", FIVE, CalendarPolicy("IL", also=(HolidayCalendar("US"),), off_in_all=True), "2024-06-11"),
        ("2021-11-22", FIVE, CalendarPolicy("US", also=(HolidayCalendar("GB"),), off_in_all=True), "2021-11-29"),
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
        earliest=date(2021, 11, 30),
        latest=date(2021, 11, 30),
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


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    st.sampled_from(CALENDARS),
)
def test_business_days_between_is_a_count_of_workdays(incident: date, day: date, calendar: CalendarPolicy) -> None:
    first, last = sorted((incident, day))
    after = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    count = sum(is_workday(each, calendar) for each in after)
    assert business_days_between(incident, day, calendar) == (count if incident <= day else -count)


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


@pytest.mark.parametrize(
    ("calendar", "incident", "days", "why"),
    [
        # Estimated holidays on Tue to Thu, 9 to 11 March, in or after a week that ends with Mon 8.
        (CalendarPolicy("AE"), "2027-03-01", ("2027-03-08", "2027-03-08", "2027-03-15"), "the date of Eid al-Fitr"),
        (CalendarPolicy("AE"), "2027-03-08", ("2027-03-15", "2027-03-18", "2027-03-19"), "the date of Eid al-Fitr"),
        (CalendarPolicy("SA"), "2027-03-02", ("2027-03-09", "2027-03-15", "2027-03-17"), "the date of Eid al-Fitr"),
        # No schedule for 2027 is known: the weekend may be worked for the Dragon Boat Festival on Wed 9 June.
        (CalendarPolicy("CN"), "2027-06-03", ("2027-06-08", "2027-06-11", "2027-06-21"), "which weekends are worked"),
        (CalendarPolicy("CN"), "2027-07-05", ("2027-07-12", "2027-07-12", "2027-07-12"), None),
        # By law the weekend is Sunday; an office may close on Saturday.
        (CalendarPolicy("HK"), "2024-06-03", ("2024-06-08", "2024-06-08", "2024-06-11"), "whether the weekend in HK"),
        (CalendarPolicy("HK", weekend=(5, 6)), "2024-06-03", ("2024-06-11", "2024-06-11", "2024-06-11"), None),
        # Not all of a year is known, or nothing.
        (CalendarPolicy("IN"), "2036-06-03", ("2036-06-10", "2036-06-10", "9999-12-31"), "not all days off of IN"),
        (CalendarPolicy("LK"), "2027-06-03", ("2027-06-10", "2027-06-10", "9999-12-31"), "the public holidays of LK"),
        (
            CalendarPolicy(market="XLON"),
            "2102-06-02",
            ("2102-06-09", "2102-06-09", "9999-12-31"),
            "the days off of XLON in 2102 are not known",
        ),
        (
            CalendarPolicy("US", also=(HolidayCalendar("AE"),)),
            "2027-03-08",
            ("2027-03-15", "2027-03-18", "2027-03-19"),
            "the date of Eid",
        ),
        # What is uncertain in one country alone is no matter where a day must be off in both.
        (
            CalendarPolicy("US", also=(HolidayCalendar("AE"),), off_in_all=True),
            "2027-03-08",
            ("2027-03-15", "2027-03-15", "2027-03-15"),
            None,
        ),
    ],
)
def test_bounds_of_an_uncertain_deadline(
    calendar: CalendarPolicy, incident: str, days: tuple[str, str, str], why: str | None
) -> None:
    found = deadline(date.fromisoformat(incident), FIVE, calendar)
    assert (str(found.earliest), str(found.day), str(found.latest)) == days
    assert (found.uncertain or "").startswith(why or "") and (found.uncertain is None) is (why is None)


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
        (
            "DE",
            "Bavaria",
            'The calendar\'s subdivision "Bavaria" of DE is not known; it has: Augsburg, BB, BE, BW, BY, HB, HE, HH,'
            " MV, NI, NW, RP, SH, SL, SN, ST, TH",
        ),
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
    counted = holidays.country_holidays(country).get_nth_working_day(INCIDENT, 5)
    assert deadline(INCIDENT, FIVE, CalendarPolicy(country)).day == counted


@pytest.mark.parametrize("market", holidays.list_supported_financial(include_aliases=False))
def test_every_market_can_be_reckoned_with(market: str) -> None:
    counted = holidays.financial_holidays(market).get_nth_working_day(INCIDENT, 5)
    assert deadline(INCIDENT, FIVE, CalendarPolicy(market=market)).day == counted


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
