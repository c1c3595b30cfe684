"""Stretches of time: "10:30–11:00", "May 4–6, 2023", "2023-05-04 to 06"."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from pm_lint.postmortem.calendar_days import valid
from pm_lint.postmortem.dates import DateStyle, Moment, moments, settle
from pm_lint.regex import regex

#: A stretch of more days is a slip, or two things.
LONGEST = 92
_TO = regex(r"[ \t]{0,3}(?:[-–—]{1,2}|→|[-=]?>|(?:to|until|till|through)\b)[ \t]{0,3}")
#: "2023-05-04 to 06", "2023-05-04/06": of the same month.
_TO_DAY = regex(r"(?:[ ]?(?:to|until|through)[ ]|-to-|/)(?P<day>[0-3][0-9])(?![0-9%]|[-/:.][0-9]|[ ][a-z])", re.ASCII)


def range_end(text: str, moment: Moment, style: DateStyle) -> tuple[Moment, int] | None:
    """The moment that ends the range which begins with this one, and where that one ends in the text.

    Both name a time, or the first one names a day and the other one no time.
    """
    gap = _TO.match(text, moment.end)
    if gap is None:
        return None
    found = list(islice(moments(text[moment.start : gap.end() + 60], style, says_when=True), 2))
    last = found[1] if len(found) == 2 and moment.start + found[1].start == gap.end() else None
    if last is None or not (last.time if moment.time else not last.time):
        return None
    return last, moment.start + last.end


def end_of(text: str, moment: Moment, style: DateStyle) -> int:
    """Where the moment ends in the text, or the range that it begins."""
    found = range_end(text, moment, style)
    if found:
        return found[1]
    short = _short(text, moment, style)
    return short[1] if short else moment.end


def _short(text: str, moment: Moment, style: DateStyle) -> tuple[date, int] | None:
    """The last day in "2023-05-04 to 06", and where it ends."""
    match = _TO_DAY.match(text, moment.end) if moment.days and moment.time is None else None
    last = valid((moment.days[0].year, moment.days[0].month, int(match["day"]))) if match else ()
    return (last[0], match.end()) if match and last and until(settle(moment, style), last)[0] else None


def more_days(text: str, moment: Moment, style: DateStyle) -> int:
    """How many days later the range ends that begins with the moment; 0 for none, and where that is not certain."""
    if moment.days:
        first, last = stretch(text, moment, style)
        return (last[0] - first).days if first else 0
    found = range_end(text, moment, style)
    partial = found[0].partial if found else None
    if moment.partial is None or partial is None:
        return 0
    days = (date(2024, *partial) - date(2024, *moment.partial)).days
    return days if 0 < days <= LONGEST else 0


def stretch(text: str, moment: Moment, style: DateStyle) -> tuple[date | None, tuple[date, ...]]:
    """The first day of the stretch of days that begins with a date, and the last one.

    If it begins none, or one whose end is not certain: None, and the date's readings.
    """
    days = settle(moment, style)
    found = range_end(text, moment, style)
    if found and found[0].days:
        return until(days, settle(found[0], style))
    short = _short(text, moment, style)
    return until(days, (short[0],)) if short else (None, days)


def until(days: tuple[date, ...], last: tuple[date, ...]) -> tuple[date | None, tuple[date, ...]]:
    """The stretch between two dates, by their readings, as ``stretch`` gives it."""
    sure = len(days) == len(last) == 1
    return (days[0], last) if sure and 0 < (last[0] - days[0]).days <= LONGEST else (None, days)
