"""What is remembered of a calendar: read back as it was computed, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pm_lint.finding import HolidayCalendar
from pm_lint.postmortem.holiday_calendars import facts_of, read_year, year_of, year_text

US, CHINA = HolidayCalendar("US"), HolidayCalendar("CN")
TEXT = year_text(year_of(CHINA, 2024, None), 2024)


@dataclass(frozen=True)
class Remembered:
    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, text: str) -> None:
        self.texts[key] = text


@pytest.mark.parametrize(
    "calendar",
    [
        US,
        CHINA,
        HolidayCalendar("IN", "KA"),
        HolidayCalendar(market="XNYS"),
        HolidayCalendar("DK", None, None, ("optional",)),
    ],
)
@pytest.mark.parametrize("year", [1970, 2024, 2036, 2100])
def test_a_year_reads_back_as_it_was(calendar: HolidayCalendar, year: int) -> None:
    memory = Remembered()
    computed = year_of(calendar, year, memory)
    (text,) = memory.texts.values()
    assert read_year(text, year) == computed == year_of(calendar, year, memory)


def test_what_is_remembered_is_not_asked_again() -> None:
    memory = Remembered()
    assert facts_of(US, memory).covers(2024) and year_of(US, 2024, memory).holidays
    facts, year = memory.texts
    memory.texts[facts] = "2025 2026 2026"
    memory.texts[year] = memory.texts[year].replace("Thanksgiving", "Turkey")
    assert not facts_of(US, memory).covers(2024)
    assert "Turkey Day" in year_of(US, 2024, memory).holidays.values()


def test_each_calendar_is_remembered_by_itself() -> None:
    memory = Remembered()
    alike = [
        HolidayCalendar("ID"),
        HolidayCalendar("US"),
        HolidayCalendar("US", "ID"),
        HolidayCalendar("US", None, None, ("public", "government")),
        HolidayCalendar(market="XNYS"),
    ]
    for calendar in (*alike, HolidayCalendar("US", None, None, ("government", "public"))):
        year_of(calendar, 2024, memory)
        year_of(calendar, 2025, memory)
        facts_of(calendar, memory)
    assert len(memory.texts) == 3 * len(alike)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "complete",
        TEXT[:200],
        TEXT + "\n",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("complete", "perfect"),
        TEXT.replace("complete", "complete "),
        TEXT.replace("w", "x"),
        TEXT.replace(".", "", 1),
        TEXT.replace("2024-10-01", "2023-10-01"),
        TEXT.replace("2024-10-01", "2024-10-32"),
        TEXT.replace("2024-10-01", "20241001"),
        TEXT.replace(" off ", " holiday ", 1),
        TEXT.replace(" off National Day", " off ", 1),
        TEXT + "\n2024-12-24 off",
    ],
)
def test_a_damaged_text_is_computed_anew(text: str) -> None:
    assert text != TEXT
    memory = Remembered()
    year_of(CHINA, 2024, memory)
    (key,) = memory.texts
    memory.texts[key] = text
    assert year_text(year_of(CHINA, 2024, memory), 2024) == TEXT == memory.texts[key]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1970",
        "1970 2100",
        "1970 2100 2100 1",
        "1970 2100 02100",
        "1970 2100 x",
        "1970 2100 2100\n",
        "1970 10000 2100",
        "0 2100 2100",
        "a b c d",
    ],
)
def test_damaged_facts_are_asked_anew(text: str) -> None:
    memory = Remembered()
    known = facts_of(US, memory)
    (key,) = memory.texts
    memory.texts[key] = text
    assert facts_of(US, memory) == known and memory.texts[key] != text


def test_schedules_of_worked_weekends_end_with_the_last_one_published() -> None:
    china, hungary = facts_of(CHINA, None), facts_of(HolidayCalendar("HU"), None)
    assert 2026 <= china.scheduled < china.last and 2026 <= hungary.scheduled < hungary.last
    assert facts_of(HolidayCalendar("BG"), None).scheduled == 2100  # swapped weekends until 2016, and no more
