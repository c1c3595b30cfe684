"""Dates and times as people write them: text in, every moment that is written there out, with its place and readings.

Two promises of DESIGN.md shape these modules. *Never guess a date*: a numeric date keeps all its readings until the
caller settles it, and what is missing (year, time, zone) stays missing. *A wrong remark costs more than a missed one*:
versions, addresses, ratios, ports, ids and durations are not dates, so each pattern is strict and what it does not
match is not a moment.

This module scans a text and says which date and which time are one moment. It looks for places where a moment can begin
(a number, a month, a weekday) and tries the forms of ``date_forms`` and ``time_forms`` there. No pattern repeats
without a bound, so the time grows with the length of the text.

Others import what they need from here alone. Its parts:

* ``moment``: what is known about a written date or time;
* ``settling``: which reading of a date is meant;
* ``calendar_days``: the names of months and weekdays, and how a date is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pm_lint.postmortem.calendar_days import later, spell, spell_days, valid
from pm_lint.postmortem.date_forms import Day, date_around_clock, day_at, range_of_days, weekday_before, weekday_number
from pm_lint.postmortem.date_style import ENGLISH, DateStyle, date_style
from pm_lint.postmortem.moment import Moment
from pm_lint.postmortem.patterns import ABOUT, APPROXIMATELY, HYPHEN, MARKUP, S, lenient, past, plain
from pm_lint.postmortem.settling import document_order, month_days, plausible, settle
from pm_lint.postmortem.text import mentions
from pm_lint.postmortem.time_forms import Clock, clock_after, clock_at, is_midnight, with_zone, zone_at
from pm_lint.record import replace
from pm_lint.regex import regex

if TYPE_CHECKING:
    from pm_lint.postmortem.languages import InEnglish

__all__ = [
    "ENGLISH",
    "DateStyle",
    "Moment",
    "date_style",
    "document_order",
    "later",
    "leading",
    "moments",
    "month_days",
    "plausible",
    "settle",
    "spell",
    "spell_days",
    "valid",
]

#: What stands before a place where a moment can begin, and how it begins; or a link's address, which is passed over.
#: To begin with a class of few characters makes the search several times faster, and so does a case that counts.
_CANDIDATE = lenient(
    r"[^0-9a-z](?:(?P<skip>(?:(?<=http:)|(?<=https:)|(?<=ftp:)|(?<=ssh:)|(?<=git:))//[^\s<>\"|`)\]]+"
    r"|(?<=www\.)[^\s<>\"|`)\]]+|(?<=\])\([^\s()]*)"
    rf"|[0-9]{{8}}(?![0-9])|[0-9]{{1,4}}(?=[/.:{HYPHEN}]|{S}{{0,3}}[{HYPHEN}a-z])"
    r"|(?=[adfjmnostw])(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
    rf"[ \t.,{HYPHEN}]|(?:noon|midday|midnight)(?![a-z])))",
    re.ASCII,
)
#: Without a digit only these are moments. Words for numbers are none in any language.
_DIGIT = regex(r"[0-9]")
_WORDS = ("noon", "midday", "midnight")
#: "2023 UTC" is a year unless a date stands before it.
_YEARS = lenient(r"20[0-3][0-9](?![0-9])")
#: Addresses, paths, ids, "file.py:10:30"; but "**Time:** 10:30" and "(10:30".
_NO_CLOCK_AFTER = lenient(r"(?:[/#.]|[0-9a-z]:)\Z")
#: After month and day: a year that can't be. Four digits may be a time.
_NO_YEAR = lenient(rf",?{S}{{1,2}}(?:[0-9]{{5,9}}|[0-9]{{3}}|0[0-9]{{3}}|(?<=,{S})[0-9]{{4}})(?![0-9a-z.,:%])")
_TO_DAY = lenient(rf"{MARKUP},?(?:{S}{{1,3}}|\s{{1,3}}(?=on\s))(?P<strong>(?:on|of)\s{{1,2}})?(?:the{S})?{MARKUP}")
#: Between the two ends of a range of days and times.
_TO_LAST = lenient(rf"{S}{{0,2}}(?:[{HYPHEN}]|[=-]?>|(?:to|until|till|through|thru){S}){S}{{0,2}}")
_ABOUT_BEFORE = lenient(rf"(?<![a-z])(?:{APPROXIMATELY}){S}{{0,2}}\Z")
_LONGEST_ABOUT = len("approximately  ")
_RATIO = lenient(rf"(?<![a-z])(?:ratio|odds|scale){S}(?:(?:of|is|was){S})?\Z")
#: A moment at the beginning of a text ends before so many characters.
_LONGEST_LEAD = 200
_LONGEST_CANDIDATE = 16
_LEAD = lenient(r"[\s#*_`\[(>|~+\x96-]{0,16}(?:(?:at|on|by|from|between)\s{1,2})?[*_`\[(]{0,4}")


def moments(text: str, style: DateStyle = ENGLISH, *, says_when: bool = False) -> Iterator[Moment]:
    """Every date and time written in the text, in reading order; a date and the time and zone beside it are one.

    A range ("10:30–11:00", "2023-05-04 to 2023-05-05") gives two. Addresses of links are passed over. ``says_when``:
    the text is there to say when something is, so that "5/4" and "4.5.23" are dates in it, and "May 4, 20233" is none.
    """
    if not _DIGIT.search(text) and not mentions(text.lower(), _WORDS):
        return
    plain_text = plain(text)
    if style.languages is None:
        yield from (_as_written(moment, text) for moment in _moments(plain_text, says_when))
    else:
        said = style.languages.in_english(plain_text)
        yield from (_in_place(moment, text, said) for moment in _moments(said.text, says_when))


def _moments(plain_text: str, says_when: bool) -> Iterator[Moment]:
    """The moments of a text; in "30 April – 2 May 2023" the year is that of both."""
    before: Moment | None = None
    for moment in _each(plain_text, says_when):
        if before:
            yield _with_year_of(before, moment, plain_text)
        before = moment
    if before:
        yield before


def _with_year_of(first: Moment, last: Moment, text: str) -> Moment:
    """The first moment of a range with the year that is written once for both ends, as it is if it is none."""
    if first.partial is None or first.numeric or len(last.days) != 1 or last.numeric:
        return first
    gap = _TO_LAST.match(text, first.end)
    if gap is None or gap.end() != last.start:
        return first
    end = last.days[0]
    days = valid((end.year, *first.partial), (end.year - 1, *first.partial))
    day = max((day for day in days if day <= end), default=None)
    if day is None:
        return first
    days = (day,)
    return replace(first, days=days, partial=None, month_days=())


def _each(plain_text: str, says_when: bool) -> Iterator[Moment]:
    position = after = 0
    searched = _for_search(plain_text)
    while candidate := _CANDIDATE.search(searched, position):
        found = () if candidate["skip"] else _moments_at(plain_text, candidate.start(), after, says_when)
        position = candidate.end() - 1
        if found:
            position = after = found[-1].end
            yield from found


def _for_search(plain_text: str) -> str:
    """A text as candidates are searched in: one character longer, for the first moment stands behind one as well."""
    lower = plain_text.lower()
    return "\n" + (lower if len(lower) == len(plain_text) else plain_text)


def leading(text: str, style: DateStyle = ENGLISH) -> Moment | None:
    """The moment that a timeline entry begins with, after marks, emphasis or "At"; None if it doesn't."""
    plain_text = plain(text)
    if style.languages is None:
        found = _leading(plain_text)
        return _as_written(found, text) if found else None
    said = style.languages.in_english(plain_text[:_LONGEST_LEAD])
    found = _leading(said.text)
    return _in_place(found, text, said) if found else None


def _leading(plain_text: str) -> Moment | None:
    position = past(ABOUT, plain_text, past(_LEAD, plain_text, 0))
    candidate = _CANDIDATE.match(_for_search(plain_text[: position + _LONGEST_CANDIDATE]), position)
    if candidate is None or candidate["skip"]:
        return None
    found = _moments_at(plain_text, position, 0)
    return found[0] if found else None


def _as_written(moment: Moment, text: str) -> Moment:
    """The moment with the characters that really stand in the text."""
    if text.isascii():
        return moment
    day_text = text[moment.day_start : moment.day_end]
    return replace(moment, text=text[moment.start : moment.end], day_text=day_text)


def _in_place(moment: Moment, text: str, said: InEnglish) -> Moment:
    """A moment of the text in English, as it stands in the text."""
    weekday = moment.weekday_start
    start, end = said.start(moment.start), said.end(moment.end)
    day_start, day_end = said.start(moment.day_start), said.end(moment.day_end)
    return replace(
        moment,
        start=start,
        end=end,
        text=text[start:end],
        day_text=text[day_start:day_end],
        day_start=day_start,
        day_end=day_end,
        weekday_start=None if weekday is None else said.start(weekday),
    )


def _moments_at(text: str, start: int, after: int, says_when: bool = False) -> tuple[Moment, ...]:
    """The moment that begins at ``start`` (two for a range of days), () if none; ``after`` is the last one's end."""
    if not _may_begin(text, start, after):
        return ()
    if text[start].isdigit() and ":" in text[start + 1 : start + 3]:
        return _from_clock(text, start)
    days = range_of_days(text, start)
    if days:
        first, last = days
        return _moment(text, first, None), _moment(text, last, None, about=False)
    ctime = _ctime(text, start)
    if ctime:
        return (_moment(text, *ctime),)
    day = day_at(text, start)
    if day:
        return _from_day(text, day, says_when)
    return _from_clock(text, start)


def _from_day(text: str, day: Day, says_when: bool) -> tuple[Moment, ...]:
    """The moment that begins with this date."""
    clock = clock_after(text, day.end, dated=bool(day.days))
    if clock and is_midnight(text, clock):
        return (_moment(text, day._replace(end=clock.end), None),)
    if day.weak and clock is None and day.weekday is None and not says_when:
        return ()
    if says_when and clock is None and (number := _NO_YEAR.match(text, day.end)) and day.month_days:
        day = day._replace(end=number.end(), text_end=number.end(), month_days=(), impossible=True)
    if clock and clock.zone is None:
        clock = with_zone(clock, zone_at(text, clock.end))
    return (_moment(text, day, clock),)


def _from_clock(text: str, start: int) -> tuple[Moment, ...]:
    """The moment that begins with a time, which may have a weekday before it: "10:30 PT on 5/4/23", "Mon 10:30"."""
    if _NO_CLOCK_AFTER.search(text, max(start - 2, 0), start):
        return ()
    weekday = weekday_before(text, start)
    begin = weekday.end() if weekday else start
    exact = past(ABOUT, text, begin)
    clock = clock_at(text, exact)
    if clock is None or _is_ratio(text, clock) or _YEARS.match(text, clock.start):
        return ()
    if exact > begin:
        clock = clock._replace(approximate=True)
    day = _day_after(text, clock)
    if day:
        if is_midnight(text, clock):
            return (_moment(text, day._replace(start=clock.start), None),)
        if clock.zone is None:
            clock = with_zone(clock, zone_at(text, day.end))
        return (_moment(text, day, clock),)
    if weekday:
        return (_on_weekday(_moment(text, None, clock), text, weekday),)
    return (_moment(text, None, clock),)


def _on_weekday(moment: Moment, text: str, weekday: re.Match[str]) -> Moment:
    """The moment of a time alone with the weekday before it."""
    start = weekday.start()
    whole = text[start : moment.end]
    return replace(moment, start=start, text=whole, weekday=weekday_number(weekday), weekday_start=start)


def _may_begin(text: str, start: int, after: int) -> bool:
    """Whether what stands before lets a date or time begin here: not inside a version, an address, a price, an id."""
    before = text[max(start - 2, 0) : start]
    if not before:
        return True
    if before[-1] in "$€£+" and text[start].isdigit():
        return False
    # A range's second half follows a moment directly; anything else after "1." or "1-" is the rest of a longer number.
    return not (len(before) == 2 and before[0].isdigit() and before[1] in "-./:," and start - 1 > after)


def _moment(text: str, day: Day | None, clock: Clock | None, *, about: bool = True) -> Moment:
    """Put the parts together, with the word before them that makes them approximate."""
    start = min(part.start for part in (day, clock) if part)
    end = max(part.end for part in (day, clock) if part)
    approximately = _ABOUT_BEFORE.search(text, max(start - _LONGEST_ABOUT, 0), start) if about else None
    if approximately:
        start = approximately.start()
    months = day.month_days if day else ()
    return Moment(
        start=start,
        end=end,
        text=text[start:end],
        days=day.days if day else (),
        day_text=text[day.text_start : day.text_end] if day else "",
        day_start=day.text_start if day else start,
        day_end=day.text_end if day else start,
        numeric=day is not None and day.numeric,
        impossible=day is not None and day.impossible,
        partial=months[0] if len(months) == 1 else None,
        time=clock.time if clock else None,
        time_precision=clock.precision if clock else "",
        approximate=approximately is not None or (clock is not None and clock.approximate),
        zone=clock.zone if clock else None,
        offset=clock.offset if clock else None,
        weekday=day.weekday if day else None,
        weekday_start=day.weekday_start if day else None,
        month_days=months,
    )


def _ctime(text: str, start: int) -> tuple[Day, Clock] | None:
    """Mon May 10 19:03:52 2021 +0900: the time stands inside the date."""
    found = date_around_clock(text, start)
    clock = clock_at(text, found[1]) if found else None
    if found is None or clock is None:
        return None
    day = found[0]
    if clock.zone is None:
        clock = with_zone(clock, zone_at(text, day.end))
    return day, clock


def _day_after(text: str, clock: Clock) -> Day | None:
    """The date that belongs to the time before it, unless it has a time of its own: "10:30, 4 May 11:00"."""
    gap = _TO_DAY.match(text, clock.end)
    if gap is None:
        return None
    day = day_at(text, gap.end())
    if day is None or (not gap["strong"] and day.weak and day.weekday is None):
        return None
    if not gap["strong"] and clock_after(text, day.end) and not _TO_LAST.match(text, day.end):
        return None
    opened = text[gap.start() : gap.end()].count("(")
    return day._replace(end=day.end + 1) if opened and text.startswith(")", day.end) else day


def _is_ratio(text: str, clock: Clock) -> bool:
    return _RATIO.search(text, max(clock.start - 12, 0), clock.start) is not None
