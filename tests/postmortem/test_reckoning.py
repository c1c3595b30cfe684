"""What the deadline counts from, what the policy allows, and how both are told."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.finding import Allowance, CalendarPolicy, DayOff, MeetingPolicy, Policy
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.reckoning import allowed_for, counted_days, reckon
from pm_lint.postmortem.telling import days_after, named, not_counted, since, told_allowance, whose
from pm_lint.postmortem.workdays import CALENDAR_DAYS, Deadline, Skipped, deadline
from tests.rules.support import EMPTY

STRETCH = (
    "\n## Timeline\n- 2021-12-01 10:00 UTC: It broke.\n- 2021-12-03 10:00 UTC: x\n- 2021-12-10 10:00 UTC: Resolved.\n"
)


@pytest.mark.parametrize(
    ("count_from", "title", "rest", "expected"),
    [
        ("incident-end", "2021-12-01", STRETCH, "the incident ended on Fri 10 Dec 2021 (timeline, line 6)"),
        ("incident-start", "2021-12-01", STRETCH, "the incident began on Wed 1 Dec 2021 (timeline, line 4)"),
        ("title", "2021-12-01", STRETCH, "Wed 1 Dec 2021, the title's date (line 1)"),
        ("title", "", STRETCH, "the incident ended on Fri 10 Dec 2021 (timeline, line 6)"),
        # The title's date is the meeting's, so that the timeline is believed.
        (
            "title",
            "2021-12-14",
            f"\n**Meeting:** 2021-12-14\n{STRETCH}",
            "the incident ended on Fri 10 Dec 2021 (timeline, line 8)",
        ),
        ("incident-end", "2021-12-10", "", "the incident was on Fri 10 Dec 2021 (title, line 1)"),
        ("incident-start", "2021-12-10", "", "the incident was on Fri 10 Dec 2021 (title, line 1)"),
        ("incident-end", "", "\n**Date:** December 8-10, 2021\n", "ended on Fri 10 Dec 2021 (date field, line 3)"),
        ("incident-start", "", "\n**Date:** December 8-10, 2021\n", "began on Wed 8 Dec 2021 (date field, line 3)"),
    ],
)
def test_what_is_counted_from(count_from: str, title: str, rest: str, expected: str) -> None:
    doc = read(f"# {title} It broke\n{rest}", EMPTY, "a.md")
    (found,) = reckon(doc, Policy(date(2022, 1, 31), MeetingPolicy(count_from=count_from)))
    assert since(found).endswith(expected)


def test_the_file_name_has_no_line() -> None:
    (found,) = reckon(read("# It broke\n", EMPTY, "2021-12-10-x.md"), Policy(date(2022, 1, 31)))
    assert since(found) == "the incident was on Fri 10 Dec 2021 (file name)"


NAMED = MeetingPolicy(by_severity={"SEV-1": Allowance(3, CALENDAR_DAYS), "SEV-2": Allowance(1)})


@pytest.mark.parametrize(
    ("stated", "policy", "allowance", "told"),
    [
        ("sev 1", NAMED, "3 calendar days", "for SEV-1"),
        ("SEV-2", NAMED, "1 business day", "for SEV-2"),
        ("SEV-4", NAMED, "5 business days", "for “SEV-4”, which has no allowance of its own"),
        ("bad", NAMED, "5 business days", "for “bad”, which has no allowance of its own"),
        ("SEV-1/2", NAMED, "5 business days", "for “SEV-1/2”, which can be more than one severity"),
        (None, NAMED, "5 business days", "where no severity is stated"),
        ("SEV-1", MeetingPolicy(), "5 business days", ""),
        (None, MeetingPolicy(Allowance(1, CALENDAR_DAYS)), "1 calendar day", ""),
    ],
)
def test_whose_allowance_it_is(stated: str | None, policy: MeetingPolicy, allowance: str, told: str) -> None:
    found = allowed_for(stated, policy)
    assert (told_allowance(found.allowance), whose(found, f"“{stated}”")) == (allowance, told)


@pytest.mark.parametrize(
    ("incident", "within", "country", "expected"),
    [
        ("2023-04-24", 5, None, "Sat 29, Sun 30 Apr"),
        ("2021-12-13", 3, None, ""),
        ("2021-11-22", 5, "US", "Thu 25 Nov (Thanksgiving Day), Sat 27, Sun 28 Nov"),
        ("2021-12-30", 2, "US", "Fri 31 Dec 2021 (New Year's Day, observed), Sat 1, Sun 2 Jan 2022"),
        (
            "2021-11-01",
            40,
            "US",
            "Thu 11 Nov (Veterans Day), Thu 25 Nov (Thanksgiving Day), Fri 24 Dec (Christmas Day, observed),"
            " 16 weekend days",
        ),
    ],
)
def test_what_is_not_counted(incident: str, within: int, country: str | None, expected: str) -> None:
    due = deadline(date.fromisoformat(incident), Allowance(within), CalendarPolicy(country))
    assert not_counted(due) == expected


def test_many_days_off_are_summed_up() -> None:
    start = date(2021, 10, 1)
    week = [Skipped(date(2021, 10, day), "Golden Week", False) for day in (4, 5, 6, 7)]
    more = [Skipped(date(2021, 11, day), f"Day {day}", False) for day in (1, 3, 5, 8, 10, 12)]
    due = Deadline(start, Allowance(20), date(2021, 11, 30), (*week, *more), (), None)
    assert not_counted(due) == (
        "Mon 4 to Thu 7 Oct (Golden Week), Mon 1 Nov (Day 1), Wed 3 Nov (Day 3), Fri 5 Nov (Day 5), Mon 8 Nov (Day 8),"
        " 2 more holidays"
    )


def test_a_name_keeps_its_year_and_says_that_it_is_an_estimate() -> None:
    own = CalendarPolicy(extra_days_off=(DayOff(date(2021, 12, 14), "Summit 2021"),))
    assert not_counted(deadline(date(2021, 12, 13), Allowance(1), own)) == "Tue 14 Dec (Summit 2021)"
    day = date(2030, 2, 4)
    assert named(Skipped(day, "Eid", True)) == named(Skipped(day, "Eid (estimated)", True)) == "Eid (estimated)"


@pytest.mark.parametrize(
    ("day", "unit", "expected"),
    [
        ("2021-12-17", "business-days", "5 business days"),
        ("2021-12-18", "business-days", "more than 5 business days"),
        ("2021-12-20", "business-days", "6 business days"),
        ("2021-12-13", "business-days", "1 business day"),
        ("2021-12-11", CALENDAR_DAYS, "1 day"),
        ("2021-12-18", CALENDAR_DAYS, "8 days"),
    ],
)
def test_days_after(day: str, unit: str, expected: str) -> None:
    due = deadline(date(2021, 12, 10), Allowance(5, unit), CalendarPolicy())
    assert days_after(date.fromisoformat(day), due, CalendarPolicy()) == expected


def test_working_weekends_and_half_holidays_are_noted() -> None:
    chinese, exchange = CalendarPolicy("CN"), CalendarPolicy(market="XNYS")
    swapped = list(counted_days(deadline(date(2024, 10, 10), Allowance(2), chinese), chinese))
    assert [(one.number, one.note) for one in swapped] == [(0, None), (1, None), (2, "a working day")]
    early = list(counted_days(deadline(date(2024, 12, 23), Allowance(1), exchange), exchange))
    assert [(one.number, (one.note or "").endswith("(half a day)")) for one in early] == [(0, False), (1, True)]


@pytest.mark.parametrize("unit", ["business-days", CALENDAR_DAYS])
@pytest.mark.parametrize("within", [0, 1, 5, 30])
@pytest.mark.parametrize("incident", ["2021-11-19", "2021-11-20", "2021-11-25", "2021-12-20", "9999-12-29"])
def test_the_last_counted_day_is_the_deadline(incident: str, within: int, unit: str) -> None:
    calendar = CalendarPolicy("US")
    due = deadline(date.fromisoformat(incident), Allowance(within, unit), calendar)
    days = list(counted_days(due, calendar))
    assert (days[0].day, days[0].number, days[-1].day) == (due.incident, 0, due.day)
    if due.day != date.max:
        assert days[-1].number == within
        assert [one.off for one in days if one.off and one.day not in due.weekend] == list(due.skipped)
    numbers = [one.number for one in days if one.number is not None]
    assert numbers == list(range(len(numbers)))
