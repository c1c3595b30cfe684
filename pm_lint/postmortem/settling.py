"""Which reading of a date is meant: by the order of day and month, and by what is possible."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from pm_lint.postmortem.calendar_days import full_year, valid
from pm_lint.postmortem.date_style import DateStyle
from pm_lint.postmortem.moment import Moment
from pm_lint.postmortem.patterns import HYPHEN, lenient, plain
from pm_lint.record import replace

#: A date by numbers whose first is not the year, with plain hyphens and dashes: "5/4", "4.5.2023", "27-07-2023".
_NUMERIC = lenient(
    rf"[0-9]/[0-9]|[0-9]\.[ \t]?[0-9]{{1,2}}\."
    rf"|(?<![0-9])(?<![0-9][{HYPHEN}])[0-9]{{1,2}}[{HYPHEN}][0-9]{{1,2}}(?:[{HYPHEN}][0-9]{{2}}|[ \t])"
)


def may_be_numeric(text: str) -> bool:
    """Whether a text may hold a date from which ``document_order`` learns: to look for all costs far more."""
    return _NUMERIC.search(plain(text)) is not None


def document_order(moments: Iterable[Moment], *, apart: Collection[str] = ()) -> str | None:
    """ "MDY" or "DMY" if the numeric dates of a document whose order is certain all have it, else None.

    Certain is a date with one possible reading: one of its numbers is over 12, or its weekday agrees with one alone.
    Where there is none, one counts that can be a day written another way as well ("2023-07-05" and "7/5/2023"), unless
    it is one of those ``apart`` (dates as written), which are meant to be other days: the meeting's.
    """
    written = [moment for moment in moments if moment.days or moment.partial]
    orders = {order for moment in written if (order := _certain_order(moment))}
    if not orders:
        known = {moment.days[0] for moment in written if len(moment.days) == 1}
        orders = {order for moment in written if moment.day_text not in apart and (order := _order_by(moment, known))}
    return orders.pop() if len(orders) == 1 else None


def _order_by(moment: Moment, known: set[date]) -> str | None:
    """The order in which an unclear date is a known day, if it is one in one order alone."""
    meant = [day for day in moment.days if day in known]
    return _certain_order(replace(moment, days=tuple(meant))) if len(meant) == 1 else None


def _certain_order(moment: Moment) -> str | None:
    """The order of day and month in a numeric date, if it has one reading and two different numbers."""
    numbers = _numbers(moment)
    if numbers is None:
        return None
    if len(moment.days) == 1:
        month, day = moment.days[0].month, moment.days[0].day
    elif moment.partial:
        month, day = moment.partial
    else:
        return None
    if month == day:
        return None
    return "MDY" if numbers[:2] == (month, day) else "DMY"


def settle(moment: Moment, style: DateStyle) -> tuple[date, ...]:
    """The readings left if the document's or the team's order ("DMY", "MDY", "YMD") holds; all if it excludes all.

    "YMD" reads a date of three two-digit numbers as no other order does: 24/07/25 is 2024-07-25.
    """
    numbers, order = _numbers(moment), style.order
    if numbers is None or order is None or len(numbers) < 3:
        return moment.days
    first, second, last = numbers
    if order == "YMD":
        year_first = re.fullmatch(r"[0-9]{2}.[0-9]{2}.[0-9]{2}", moment.day_text)
        return (valid((full_year(moment.day_text[:2]), second, last)) if year_first else ()) or moment.days
    month, day = (first, second) if order == "MDY" else (second, first)
    return tuple(reading for reading in moment.days if (reading.month, reading.day) == (month, day)) or moment.days


def month_days(moment: Moment, style: DateStyle) -> tuple[tuple[int, int], ...]:
    """The readings of a date without a year that are left if the order holds; all if it excludes all."""
    numbers = _numbers(moment)
    if numbers is None or style.order not in ("MDY", "DMY") or len(moment.month_days) < 2:
        return moment.month_days
    meant = numbers[:2] if style.order == "MDY" else (numbers[1], numbers[0])
    return tuple(reading for reading in moment.month_days if reading == meant) or moment.month_days


def _numbers(moment: Moment) -> tuple[int, ...] | None:
    return tuple(map(int, re.findall(r"[0-9]{1,4}", moment.day_text))) if moment.numeric else None


def plausible(days: Iterable[date], after: date | None, within_days: int = 90) -> tuple[date, ...]:
    """The readings from ``after`` to ``within_days`` days later; all of them where that leaves none to choose from.

    DESIGN.md: "a meeting before the incident or more than 90 days after it is not [possible]".
    """
    readings = tuple(days)
    if after is None:
        return readings
    return tuple(day for day in readings if 0 <= (day - after).days <= within_days) or readings
