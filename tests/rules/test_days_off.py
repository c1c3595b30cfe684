"""What the rules of the meeting make of a calendar: weekends on other days, swapped ones, markets, two countries."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import CalendarPolicy, Finding, HolidayCalendar
from pm_lint.record import replace
from tests.rules.support import check

CHINA, EGYPT, HONG_KONG = CalendarPolicy("CN"), CalendarPolicy("EG"), CalendarPolicy("HK")
EXCHANGE = CalendarPolicy(market="XNYS")
US_AND_ISRAEL = CalendarPolicy("US", also=(HolidayCalendar("IL"),))


def said(title: str, meeting: str, calendar: CalendarPolicy) -> list[Finding]:
    text = f"# {title} It broke\n\n**Meeting:** {meeting} 10:30 UTC\n"
    config = replace(Config(), calendar=calendar)
    found = check(text, config=config, today=date(2030, 1, 1)).findings
    return [finding for finding in found if finding.rule in ("PM304", "PM306")]


@pytest.mark.parametrize(
    ("title", "meeting", "calendar", "expected"),
    [
        ("2024-07-01", "2024-07-05", EGYPT, [("PM306", "warning", "on a weekend: Fri 5 Jul 2024.")]),
        ("2024-07-01", "2024-07-07", EGYPT, []),
        (
            "2024-07-01",
            "2024-07-08",
            EGYPT,
            [],
        ),  # the fifth day
        ("2024-09-05", "2024-09-15", EGYPT, [("PM304", "error", "by Thu 12 Sep 2024. Not counted: Fri 6, Sat 7 Sep")]),
        ("2024-10-08", "2024-10-12", CHINA, []),
        ("2024-10-08", "2024-10-13", CHINA, [("PM306", "warning", "on a weekend: Sun 13 Oct 2024.")]),
        ("2024-10-07", "2024-10-14", CHINA, [("PM304", "error", "by Sat 12 Oct 2024")]),
        ("2024-07-01", "2024-07-05", US_AND_ISRAEL, [("PM306", "warning", "on a weekend: Fri 5 Jul 2024.")]),
        ("2024-03-25", "2024-04-02", EXCHANGE, []),
        ("2024-03-25", "2024-04-03", EXCHANGE, [("PM304", "error", "Fri 29 Mar (Good Friday)")]),
        ("2024-06-03", "2024-06-11", HONG_KONG, [("PM304", "warning", "by Sat 8 Jun 2024")]),
        ("2024-06-03", "2024-06-12", replace(HONG_KONG, weekend=(5, 6)), [("PM304", "error", "by Tue 11 Jun 2024")]),
        ("2027-06-03", "2027-06-09", CHINA, [("PM304", "warning", "which weekends are worked in CN in 2027")]),
    ],
)
def test_days_off(title: str, meeting: str, calendar: CalendarPolicy, expected: list[tuple[str, str, str]]) -> None:
    found = said(title, meeting, calendar)
    assert [(finding.rule, finding.level.label) for finding in found] == [each[:2] for each in expected]
    assert all(text in finding.message for finding, (_, _, text) in zip(found, expected, strict=True))


def test_what_to_do_about_an_uncertain_weekend_is_said() -> None:
    (finding,) = said("2024-06-03", "2024-06-11", HONG_KONG)
    assert finding.help and "whether the weekend in HK is longer than Sunday" in finding.help
    assert "calendar.weekend" in finding.help


def test_with_a_market_nobody_is_told_to_set_a_country() -> None:
    (finding,) = said("2024-03-25", "2024-04-03", EXCHANGE)
    assert "calendar.country" not in (finding.help or "")
