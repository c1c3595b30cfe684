"""The days of the calendar: the names of months and weekdays, which days exist, and how one is spelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

#: Two-digit years up to this one belong to the 2000s, later ones to the 1900s.
_LAST_YEAR_OF_2000S = 69
#: The month's number by its names, in lower case.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
#: The weekday's number, Monday 0, by its names, in lower case.
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday",
            "tue tues tuesday",
            "wed weds wednesday",
            "thu thur thurs thursday",
            "fri friday",
            "sat saturday",
            "sun sunday",
        )
    )
    for name in names.split()
}
#: A month without a year may have its leap day.
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def later(day: date, days: int) -> date:
    """The day so many days later; the last one that there is, where that would be past it."""
    return day + timedelta(days=min(days, (date.max - day).days))


def nearest_on(weekday: int, day: date) -> date | None:
    """The nearest day on a weekday (Monday 0), at most three days away; None where the calendar has no such day."""
    ordinal = day.toordinal() + (weekday - day.weekday() + 3) % 7 - 3
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def full_year(written: str) -> int:
    """The year that two or four digits say."""
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year <= _LAST_YEAR_OF_2000S else 1900)


def valid(*readings: tuple[int, int, int]) -> tuple[date, ...]:
    """The readings (year, month, day) that are days of the calendar, in order and once each."""
    days = set()
    for year, month, day in readings:
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    return tuple(sorted(days))


def months_and_days(first: int, second: int) -> tuple[tuple[int, int], ...]:
    """The (month, day) readings of two numbers, in some year."""
    orders = {(first, second), (second, first)}
    return tuple(sorted((m, d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= LONGEST_MONTH[m - 1]))


_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def spell(day: date) -> str:
    """The date in words, the same in every locale: "Thu 4 May 2023"."""
    return f"{_DAY_NAMES[day.weekday()]} {day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def spell_days(days: Iterable[date]) -> str:
    """Several dates in words, month and year said once where neighbours share them: "Sat 29, Sun 30 Apr 2023"."""
    given = tuple(days)
    parts = []
    for index, day in enumerate(given):
        words = spell(day).split(" ")
        following = given[index + 1] if index + 1 < len(given) else None
        if following is not None and following.year == day.year:
            words = words[:2] if following.month == day.month else words[:3]
        parts.append(" ".join(words))
    return ", ".join(parts)
