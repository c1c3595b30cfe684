"""Dates and times as people write them: text in, every moment that is written there out, with its place and readings.

Two promises of DESIGN.md shape this module. *Never guess a date*: a numeric date keeps all its readings until the
caller settles it, and what is missing (year, time, zone) stays missing. *A wrong remark costs more than a missed one*:
versions, addresses, ratios, ports, ids and durations are not dates, so each pattern is strict and what it does not
match is not a moment.

The scanner looks for places where a moment can begin (a number, a month, a weekday) and tries the patterns there. No
pattern repeats without a bound, so the time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import NamedTuple

#: Two-digit years up to this one belong to the 2000s, later ones to the 1900s.
_LAST_YEAR_OF_2000S = 69
_MONTHS = {
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
_WEEKDAYS = {
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
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Moment:
    """One date, time or both, as it stands in a text: what is missing is known to be missing, never filled in."""

    #: Offsets into the text it was cut from, the end exclusive. A sign or word that marks it as approximate is inside.
    start: int
    end: int
    text: str
    #: Every possible reading of the date, in order; () if no date is written, its year is missing, or none is possible.
    #: A written weekday with which only one reading agrees settles it.
    days: tuple[date, ...]
    #: The written date alone ("" if none), without weekday, time and zone.
    day_text: str
    day_start: int
    day_end: int
    #: A numeric form with two possible orders of day and month, whether or not both readings are valid.
    numeric: bool
    #: Written like a date, but no such day exists.
    impossible: bool
    #: Month and day where the year is missing and only one reading is possible.
    partial: tuple[int, int] | None
    #: Hour, minute and, if written, second, without a zone.
    time: time | None
    #: "", "hour" ("5pm"), "minute" or "second".
    time_precision: str
    approximate: bool
    #: The zone as written: "PT", "UTC+2", "+02:00", "America/New_York". A zone after a range of times is that of both.
    zone: str | None
    #: Only if it is certain from the text: Z, UTC, GMT, +02:00, UTC+2.
    offset: timedelta | None
    #: The written weekday, Monday 0, whether or not it agrees with the date.
    weekday: int | None = None
    #: Every possible month and day where the year is missing ("5/4 10:30" has two).
    month_days: tuple[tuple[int, int], ...] = ()


# --- the patterns --------------------------------------------------------------------------------------------------

# Typographic characters by plain ones, one for one so that offsets stay: patterns of plain characters compile in half
# the time. Dashes become the byte that Windows-1252 gives them, for a dash is a range where a hyphen may be an offset.
_DASH = "\x96"
_PLAIN = str.maketrans(
    "\u00a0\u2007\u2009\u202f\u2010\u2011\u2212\u2012\u2013\u2014\u2019\u2192\u2248\u223c",
    "    " + "---" + 3 * _DASH + "'" + ">" + "~~",
)
# White space within a line.
_S = "[ \t]"
# Any word: which are months and weekdays is looked up afterwards, because nineteen names in each pattern take long to
# compile.
_MONTH = r"(?P<month>[a-z]{3,9})(?![a-z])\.?"
_WEEKDAY = r"(?P<weekday>[a-z]{3,9})(?![a-z])\.?"
_YEAR = r"(?:19|20|21)[0-9]{2}"
_ORDINAL = r"(?:st|nd|rd|th)"
# For a character class.
_HYPHEN = rf"\-{_DASH}"
# Nothing that goes on as a word, a number or a percentage.
_DONE = r"(?![0-9A-Za-z%]|[.:/][0-9])"
_MERIDIEM = r"(?P<meridiem>[ap](?:m(?![a-z\xc0-\xff])|\.m(?:\.|(?![a-z]))))"


class _Pattern:
    """A pattern compiled when it is first used: all of them take as long to compile as Python takes to start."""

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]

    def __init__(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE | re.ASCII) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Callable[..., re.Match[str] | None]:
        if name not in ("match", "search"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.match, self.search = compiled.match, compiled.search
        return self.match if name == "match" else self.search


#: A place where a moment can begin, or a link's address, which is passed over.
_CANDIDATE = _Pattern(
    r"(?P<skip>(?:https?|ftp|ssh|git)://[^\s<>\"|`)\]]+|www\.[^\s<>\"|`)\]]+|\]\([^\s()]*)"
    r"|(?<![0-9a-z])(?:[0-9]{8}(?![0-9])"
    rf"|[0-9]{{1,4}}(?=[/.:{_HYPHEN}]|{_S}{{0,3}}[{_HYPHEN}a-z])"
    rf"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}"
    rf"[ \t.,{_HYPHEN}])"
)

_ISO_DAY = _Pattern(
    rf"(?P<year>[0-9]{{4}})(?P<mark>[{_HYPHEN}])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
    r"(?![0-9]|[a-su-z]|t(?![0-9]))"
)
_ISO_LIKE_DAY = _Pattern(
    rf"(?P<year>{_YEAR})(?P<mark>[/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
    r"(?![0-9]|[a-su-z]|t(?![0-9])|[/.][0-9a-z])"
)
_COMPACT_DAY = _Pattern(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9]|[a-su-z]|t(?![0-9])|\.[0-9])")
_NUMERIC_DAY = _Pattern(
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>[/.{_HYPHEN}])(?P<second>[0-9]{{1,2}})(?P=mark)"
    rf"(?P<year>{_YEAR}|[0-9]{{2}})(?![0-9a-z]|[/.][0-9a-z])"
)
_NUMERIC_MONTH_DAY = _Pattern(
    r"(?P<first>[0-9]{1,2})(?P<mark>/)(?P<second>[0-9]{1,2})(?![0-9a-z/%]|[.:][0-9])"
    rf"|(?P<first2>[0-9]{{2}})(?P<mark2>-)(?P<second2>[0-9]{{2}})(?={_S}[0-9]{{1,2}}:)"
)
_DAY_MONTH = _Pattern(
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?P<mark>{_S}{{1,2}}(?:of{_S}{{1,2}})?|\.{_S}|[/{_HYPHEN}.]){_MONTH}"
    rf"(?:(?:,?{_S}{{1,2}}|[/{_HYPHEN}])(?P<year>{_YEAR})(?![0-9a-z%]|[./][0-9])|(?:-|{_S}?')(?P<short>[0-9]{{2}}){_DONE})?"
)
_MONTH_DAY = _Pattern(
    rf"{_MONTH}(?:{_S}{{1,2}}|[{_HYPHEN}])(?:the{_S})?(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?![0-9a-z%]|[:/][0-9])"
    rf"(?:(?:,?{_S}{{1,2}}|,|[{_HYPHEN}])(?P<year>{_YEAR})(?![0-9a-z%]|[./][0-9]|:[0-9]{{2}}(?![0-9:]))"
    rf"|(?:,?{_S}?')(?P<short>[0-9]{{2}}){_DONE})?"
)
_YEAR_MONTH_DAY = _Pattern(
    rf"(?P<year>{_YEAR})(?P<mark>{_S}|[{_HYPHEN}]){_MONTH}(?:{_S}|[{_HYPHEN}])(?P<day>[0-9]{{1,2}}){_ORDINAL}?"
    rf"{_DONE}"
)
#: "Mon May 10 19:03:52 2021 +0900", as git and syslog write it.
_CTIME = _Pattern(
    rf"{_MONTH}{_S}{{1,2}}(?P<day>[0-9]{{1,2}}){_S}(?P<clock>[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})"
    rf"(?:{_S}(?P<zone>[A-Z]{{3,5}}))?{_S}(?P<year>{_YEAR}){_DONE}"
)
#: "October 29-30, 2025" and "29–30 October 2025": two days that share month and year.
_MONTH_DAYS = _Pattern(
    rf"{_MONTH}{_S}{{1,2}}(?P<day>[0-9]{{1,2}}){_ORDINAL}?{_S}?[{_HYPHEN}]{_S}?"
    rf"(?P<last>[0-9]{{1,2}}){_ORDINAL}?(?:,?{_S}{{1,2}}(?P<year>{_YEAR}){_DONE}|(?![0-9a-z%]|[.:/][0-9]|{_S}?[ap]\.?m))"
)
_DAYS_MONTH = _Pattern(
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}?{_S}?[{_HYPHEN}]{_S}?(?P<last>[0-9]{{1,2}}){_ORDINAL}?{_S}{{1,2}}"
    rf"{_MONTH}(?:,?{_S}{{1,2}}(?P<year>{_YEAR}){_DONE})?(?![0-9a-z%]|[.:/][0-9])"
)
_WEEKDAY_BEFORE = _Pattern(rf"{_WEEKDAY}(?:,?{_S}{{1,2}}|,)(?:the{_S})?(?=[0-9a-z~])")
_WEEKDAY_AFTER = _Pattern(rf",?{_S}?\(?{_WEEKDAY}\)?(?![0-9a-z])")

_CLOCK = _Pattern(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?!:?[0-9])"
    rf"(?:{_S}?{_MERIDIEM})?"
)
_HOUR = _Pattern(rf"(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))?{_S}?{_MERIDIEM}")
#: The first of "8-9 PM".
_BARE_HOUR = _Pattern(
    rf"(?P<hour>[0-9]{{1,2}})(?={_S}?(?:[{_HYPHEN}]|to{_S}){_S}?[0-9]{{1,2}}(?::[0-9]{{2}})?{_S}?[ap]\.?m)"
)
_MILITARY = _Pattern(rf"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?=z(?![0-9a-z])|{_S}(?:UTC|GMT)(?![0-9a-z]))")
#: Forms that are times only because a date stands before them: "2022-03-10 11.50", "20230504T1030".
_AFTER_DATE_CLOCK = _Pattern(
    r"(?P<hour>[0-9]{2})\.(?P<minute>[0-9]{2})(?![0-9a-z.:])"
    rf"(?!{_S}?(?:[%$\xa3]|\u20ac|[kmgt]i?b(?![a-z])|m?s(?![a-z])|(?:sec|min|hour|hr|day|EUR|USD|GBP|version|release|million)))"
)
#: "2023 UTC" is a year unless a date stands before it.
_YEARS = _Pattern(r"20[0-3][0-9](?![0-9])")
_COMPACT_CLOCK = _Pattern(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?![0-9])")
#: A number of hours or minutes, not a time of day.
_DURATION_UNIT = _Pattern(rf"{_S}?(?:h(?:rs?|ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])")
_RANGE = _Pattern(rf"{_S}{{0,2}}(?:[{_HYPHEN}]|[=-]?>|(?:to|until|till|and){_S}){_S}{{0,2}}~?")
_NO_PARTIAL_END = _Pattern(r"[0-9a-z%]|[.:/][0-9]|-[a-z]")
_GAP = _Pattern(rf",?{_S}{{0,3}}")
#: Addresses, paths, ids, "file.py:10:30"; but "**Time:** 10:30" and "(10:30".
_NO_CLOCK_AFTER = _Pattern(r"(?:[/#.]|[0-9a-z]:)\Z")
_ISH = _Pattern(r"-?ish(?![a-z])")

# Zones are case-sensitive: "est" and "et" are words.
_NAMED_ZONE = _Pattern(
    rf"(?P<name>[ECMP][SD]?T|AK?[SD]T|H[SD]T|WES?T|CES?T|EES?T|BST|IST|MSK|JST|KST|SGT|HKT|A[CEW][SD]T|AE[SD]?T"
    rf"|NZ[SD]?T|SAST|EAT|WAT|BRT|PKT|pst|pdt|edt|cet|cest"
    rf"|(?:Pacific|Eastern|Central|Mountain)(?:{_S}(?:(?:Standard|Daylight){_S})?[Tt]ime|(?={_S}?(?:[-:,.;)|\]*{_DASH}]|$)))"
    r"|(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:/[A-Z][A-Za-z_]{1,20}){1,2})"
    r"(?![0-9A-Za-z])",
    re.ASCII,
)
_UTC_ZONE = _Pattern(
    rf"(?:UTC|GMT|utc|gmt)(?:{_S}?(?P<sign>[-+])(?:(?P<hours>0?[0-9]|1[0-4])(?::(?P<minutes>[0-5][0-9]))?"
    rf"|(?P<hours4>0[0-9]|1[0-4])(?P<minutes4>[0-5][0-9]))(?![0-9:]|{_S}?(?:UTC|GMT|[AaPp]\.?[Mm](?![a-z]))))?"
    r"(?![0-9A-Za-z])",
    re.ASCII,
)
#: A bare offset. "10:30-11:00" is a range, so a minus with a colon is one only where ``strict`` says that it can't be.
_OFFSET = _Pattern(
    rf"(?P<sign>\+){_S}?(?P<hours>0[0-9]|1[0-4])(?::?(?P<minutes>[0-5][0-9]))?(?![0-9:A-Za-z%])"
    r"|(?P<minus>-)(?P<hours2>0[0-9]|1[0-2])(?P<minutes2>[0-5][0-9])(?![0-9:A-Za-z%])",
    re.ASCII,
)
_STRICT_OFFSET = _Pattern(r"(?P<minus>-)(?P<hours>0[0-9]|1[0-2]):?(?P<minutes>[0-5][0-9])(?![0-9:A-Za-z])", re.ASCII)

_TO_ZONE = _Pattern(rf"{_S}{{0,2}}[(\[]?")
_MARKUP = r"[*_`\[\]()]{0,4}"
_TO_CLOCK = _Pattern(
    rf"t(?=[0-9])|_(?=[0-9])|{_MARKUP}(?:{_S}{{0,2}}[,:;]|{_S}{{1,2}}[{_HYPHEN}]{{1,2}}(?={_S}))?{_S}{{0,3}}{_MARKUP}"
    rf"(?:(?:at|from|between|by|since){_S}{{1,2}}|@{_S}?)?{_MARKUP}"
)
_TO_DAY = _Pattern(rf"{_MARKUP},?(?:{_S}{{1,3}}|\s{{1,3}}(?=on\s))(?P<strong>(?:on|of)\s{{1,2}}(?:the{_S})?)?{_MARKUP}")
_APPROXIMATELY = r"(?:~|(?:ca?\.|ca|circa|about|around|approx\.?|approximately|roughly)(?![a-z]))"
_ABOUT = _Pattern(rf"{_APPROXIMATELY}{_S}{{0,2}}(?:at{_S})?")
_ABOUT_BEFORE = _Pattern(rf"(?<![a-z])(?:{_APPROXIMATELY}){_S}{{0,2}}\Z")
_LONGEST_ABOUT = len("approximately  ")
_RATIO = _Pattern(rf"(?<![a-z])(?:ratio|odds|scale){_S}(?:(?:of|is|was){_S})?\Z")
_LEAD = _Pattern(r"[\s#*_`\[(>|~+\x96-]{0,16}(?:(?:at|on|by|from|between)\s{1,2})?[*_`\[(]{0,4}")


# --- the parts of a moment -----------------------------------------------------------------------------------------


class _Day(NamedTuple):
    """A written date: where it stands and what it can mean."""

    start: int
    end: int
    text_start: int
    text_end: int
    days: tuple[date, ...] = ()
    month_days: tuple[tuple[int, int], ...] = ()
    numeric: bool = False
    impossible: bool = False
    weekday: int | None = None
    #: It is a date only because a weekday or a time stands beside it.
    weak: bool = False


class _Clock(NamedTuple):
    """A written time of day."""

    start: int
    end: int
    time: time
    precision: str
    approximate: bool
    zone: str | None
    offset: timedelta | None


class _Zone(NamedTuple):
    end: int
    text: str
    offset: timedelta | None


def moments(text: str) -> Iterator[Moment]:
    """Every date and time written in the text, in reading order; a date and the time and zone beside it are one.

    A range ("10:30–11:00", "2023-05-04 to 2023-05-05") gives two. Addresses of links are passed over.
    """
    plain = _plain(text)
    position = after = 0
    while candidate := _CANDIDATE.search(plain, position):
        found = () if candidate["skip"] else _moments_at(plain, candidate.start(), after)
        position = candidate.end()
        if found:
            position = after = found[-1].end
            for moment in found:
                yield _as_written(moment, text)


def leading(text: str) -> Moment | None:
    """The moment that a timeline entry begins with, after marks, emphasis or "At"; None if it doesn't."""
    plain = _plain(text)
    position = _past(_ABOUT, plain, _past(_LEAD, plain, 0))
    candidate = _CANDIDATE.match(plain, position)
    if candidate is None or candidate["skip"]:
        return None
    found = _moments_at(plain, position, 0)
    return _as_written(found[0], text) if found else None


def _plain(text: str) -> str:
    """The text with plain characters for typographic ones, of the same length."""
    return text if text.isascii() else text.translate(_PLAIN)


def _as_written(moment: Moment, text: str) -> Moment:
    """The moment with the characters that really stand in the text."""
    if text.isascii():
        return moment
    day_text = text[moment.day_start : moment.day_end]
    return replace(moment, text=text[moment.start : moment.end], day_text=day_text)


def _moments_at(text: str, start: int, after: int) -> tuple[Moment, ...]:
    """The moment that begins at ``start`` (two for a range of days), () if none; ``after`` is the last one's end."""
    if not _may_begin(text, start, after):
        return ()
    if text[start].isdigit() and ":" in text[start + 1 : start + 3]:
        return _from_clock(text, start)
    days = _range_of_days(text, start)
    if days:
        first, last = days
        return _moment(text, first, None), _moment(text, last, None, about=False)
    ctime = _ctime(text, start)
    if ctime:
        return (_moment(text, *ctime),)
    day = _day_at(text, start)
    if day:
        return _from_day(text, day)
    return _from_clock(text, start)


def _from_day(text: str, day: _Day) -> tuple[Moment, ...]:
    """The moment that begins with this date."""
    clock = _clock_after(text, day)
    if day.weak and clock is None and day.weekday is None:
        return ()
    if clock and clock.zone is None:
        clock = _with_zone(clock, _zone_at(text, clock.end))
    return (_moment(text, day, clock),)


def _from_clock(text: str, start: int) -> tuple[Moment, ...]:
    """The moment that begins with a time, which may have a weekday before it: "10:30 PT on 5/4/23", "Mon 10:30"."""
    if _NO_CLOCK_AFTER.search(text, max(start - 2, 0), start):
        return ()
    weekday = _weekday_before(text, start)
    begin = weekday.end() if weekday else start
    exact = _past(_ABOUT, text, begin)
    clock = _clock_at(text, exact)
    if clock is None or _is_ratio(text, clock) or _YEARS.match(text, clock.start):
        return ()
    if exact > begin:
        clock = clock._replace(approximate=True)
    day = _day_after(text, clock)
    if day:
        if clock.zone is None:
            clock = _with_zone(clock, _zone_at(text, day.end))
        return (_moment(text, day, clock),)
    if weekday:
        number = _WEEKDAYS[weekday["weekday"].lower()]
        return (replace(_moment(text, None, clock), start=start, text=text[start : clock.end], weekday=number),)
    return (_moment(text, None, clock),)


def _with_zone(clock: _Clock, zone: _Zone | None) -> _Clock:
    return clock._replace(zone=zone.text, offset=zone.offset, end=max(clock.end, zone.end)) if zone else clock


def _may_begin(text: str, start: int, after: int) -> bool:
    """Whether what stands before lets a date or time begin here: not inside a version, an address, a price, an id."""
    before = text[max(start - 2, 0) : start]
    if not before:
        return True
    if before[-1] in "$€£+" and text[start].isdigit():
        return False
    # A range's second half follows a moment directly; anything else after "1." or "1-" is the rest of a longer number.
    return not (len(before) == 2 and before[0].isdigit() and before[1] in "-./:," and start - 1 > after)


def _moment(text: str, day: _Day | None, clock: _Clock | None, *, about: bool = True) -> Moment:
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
        month_days=months,
    )


# --- dates ---------------------------------------------------------------------------------------------------------


def _day_at(text: str, start: int) -> _Day | None:
    """The date that begins at ``start``, with the weekday before or after it."""
    before = _weekday_before(text, start)
    day = _bare_day_at(text, before.end() if before else start)
    if day is None:
        return None
    if before:
        return _on_weekday(day._replace(start=start), before["weekday"])
    after = _WEEKDAY_AFTER.match(text, day.end)
    # "4 May, Sun" is a weekday; the "Sat" of "4 May Sat 5 May" belongs to the next date.
    if after and _is_weekday(after["weekday"]) and _bare_day_at(text, _past(_GAP, text, after.end())) is None:
        return _on_weekday(day._replace(end=after.end()), after["weekday"])
    return day


def _weekday_before(text: str, start: int) -> re.Match[str] | None:
    """The weekday that begins at ``start``, before a date or a time."""
    match = _WEEKDAY_BEFORE.match(text, start)
    return match if match and _is_weekday(match["weekday"]) else None


def _is_weekday(written: str) -> bool:
    """Whether it is no other word: in lower case, "sat" and "sun" are."""
    return written.lower() in _WEEKDAYS and (written[0].isupper() or written.endswith("day"))


def _on_weekday(day: _Day, written: str) -> _Day:
    """The date with its written weekday, which settles it if exactly one of two readings falls on it."""
    weekday = _WEEKDAYS[written.lower()]
    agreeing = tuple(reading for reading in day.days if reading.weekday() == weekday)
    return day._replace(weekday=weekday, days=agreeing if len(agreeing) == 1 else day.days)


def _bare_day_at(text: str, start: int) -> _Day | None:
    character = text[start : start + 1]
    if not character:
        return None
    if not character.isdigit():
        return _named(text, _MONTH_DAY.match(text, start))
    # Patterns that can't match are not tried, for the first trial of each compiles it.
    if _begins_with_year(text, start):
        return _iso_day_at(text, start) or _named(text, _YEAR_MONTH_DAY.match(text, start))
    return _numeric_day_at(text, start) or _named(text, _DAY_MONTH.match(text, start))


def _begins_with_year(text: str, start: int) -> bool:
    """Whether more than two digits stand there."""
    return text[start : start + 3].isdigit() and len(text) > start + 2


def _iso_day_at(text: str, start: int) -> _Day | None:
    """2023-05-04, 2023/05/04, 2023.05.04, 20230504: the year first, so one reading."""
    before = text[start - 1 : start]
    match = _ISO_DAY.match(text, start)
    if match is None and before != "/":
        match = _ISO_LIKE_DAY.match(text, start)
    if match:
        span, year = match.span(), int(match["year"])
        readings = _valid((year, int(match["month"]), int(match["day"])))
        # With other years "1234-56-78" is some number, and with dots "2023.20.1" a version: no date gone wrong.
        if not readings and (match["mark"] == "." or not 1900 <= year <= 2199):
            return None
        if match["mark"] == "." and len(match["month"] + match["day"]) < 4:
            return None
        return _Day(*span, *span, readings, impossible=not readings)
    match = _COMPACT_DAY.match(text, start)
    if match is None or before == "#" or not 1970 <= int(match["year"]) <= 2099:
        return None
    readings = _valid((int(match["year"]), int(match["month"]), int(match["day"])))
    return _Day(*match.span(), *match.span(), readings) if readings else None


def _numeric_day_at(text: str, start: int) -> _Day | None:
    """5/4/23, 27-07-2023, 4.5.2023; without a year 5/4, weakly."""
    match = _NUMERIC_DAY.match(text, start)
    if match:
        return _numeric_day(text, match)
    match = _NUMERIC_MONTH_DAY.match(text, start)
    if match is None or text[start - 1 : start] == "/":
        return None
    first, second = int(match["first"] or match["first2"]), int(match["second"] or match["second2"])
    month_days = _month_days(first, second)
    if not month_days or (first, second) == (24, 7):
        return None
    span = match.span()
    return _Day(*span, *span, month_days=month_days, numeric=True, weak=True)


def _numeric_day(text: str, match: re.Match[str]) -> _Day | None:
    start, end = match.span()
    mark, year = match["mark"], match["year"]
    if mark == "/" and text[start - 1 : start] == "/":
        return None
    first, second = int(match["first"]), int(match["second"])
    readings = _numeric_readings(first, second, year)
    if not readings and (len(year) == 2 or not (0 < first <= 99 and 0 < second <= 99)):
        return None
    if mark == "." and (not readings and not (first <= 31 and second <= 31)):
        return None
    # "4.5.23" is more often a version, and "1-2-03" a code: a written weekday or time must say that they are not.
    weak = len(year) == 2 and (mark == "." or (mark != "/" and text[end : end + 1] == "-"))
    return _Day(start, end, start, end, readings, numeric=True, impossible=not readings, weak=weak)


def _named(text: str, match: re.Match[str] | None) -> _Day | None:
    """A date with the month's name. Without a year the name must be capitalised: "we may 4 times" is no date."""
    if match is None:
        return None
    groups = match.groupdict()
    month, day = _MONTHS.get(groups["month"].lower()), int(groups["day"])
    if month is None:
        return None
    year = groups.get("year") or groups.get("short")
    span = match.span()
    if year:
        readings = _valid((_full_year(year), month, day))
        return _Day(*span, *span, readings, impossible=not readings)
    if not groups["month"][0].isupper() or not _is_partial_end(text, match.end()):
        return None
    if groups.get("mark") in ("/", "."):
        return None
    end = match.end()
    if text[end - 1] == ".":
        end -= 1
    if not 1 <= day <= _LONGEST_MONTH[month - 1]:
        return None
    return _Day(match.start(), end, match.start(), end, month_days=((month, day),))


def _is_partial_end(text: str, end: int) -> bool:
    """Whether a day and a month may end here: not before "3-day", "%" or more of a number."""
    return _NO_PARTIAL_END.match(text, end) is None


def _range_of_days(text: str, start: int) -> tuple[_Day, _Day] | None:
    """October 29-30, 2025 or 29–30 October 2025, with or without the year."""
    if _begins_with_year(text, start):
        return None
    match = (_DAYS_MONTH if text[start].isdigit() else _MONTH_DAYS).match(text, start)
    if match is None or not match["month"][0].isupper():
        return None
    month, first, last = _MONTHS.get(match["month"].lower()), int(match["day"]), int(match["last"])
    if month is None or not 1 <= first < last <= _LONGEST_MONTH[month - 1]:
        return None
    # "Sep 29 - 12 pods": with spaces, only a year makes it a range.
    if match["year"] is None and any(map(str.isspace, text[match.end("day") : match.start("last")])):
        return None
    spans = (match.start(), match.end("day")), (match.start("last"), match.end())
    days = []
    for span, day in zip(spans, (first, last), strict=True):
        if match["year"]:
            readings = _valid((int(match["year"]), month, day))
            days.append(_Day(*span, *span, readings, impossible=not readings))
        else:
            days.append(_Day(*span, *span, month_days=((month, day),)))
    return days[0], days[1]


def _ctime(text: str, start: int) -> tuple[_Day, _Clock] | None:
    """Mon May 10 19:03:52 2021 +0900: the time stands inside the date."""
    if text[start].isdigit():
        return None
    weekday = _weekday_before(text, start)
    match = _CTIME.match(text, weekday.end() if weekday else start)
    month = _MONTHS.get(match["month"].lower()) if match else None
    clock = _clock_at(text, match.start("clock")) if match else None
    if match is None or month is None or clock is None:
        return None
    readings = _valid((int(match["year"]), month, int(match["day"])))
    day = _Day(start, match.end(), match.start(), match.end(), readings, impossible=not readings)
    if clock.zone is None:
        clock = _with_zone(clock, _zone_at(text, match.end()))
    return (_on_weekday(day, weekday["weekday"]) if weekday else day), clock


def _day_after(text: str, clock: _Clock) -> _Day | None:
    """The date that belongs to the time before it, unless it has a time of its own: "10:30, 4 May 11:00"."""
    gap = _TO_DAY.match(text, clock.end)
    if gap is None:
        return None
    day = _day_at(text, gap.end())
    if day is None or (not gap["strong"] and (_clock_after(text, day) or (day.weak and day.weekday is None))):
        return None
    opened = text[gap.start() : gap.end()].count("(")
    return day._replace(end=day.end + 1) if opened and text.startswith(")", day.end) else day


def _full_year(written: str) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year <= _LAST_YEAR_OF_2000S else 1900)


def _valid(*readings: tuple[int, int, int]) -> tuple[date, ...]:
    """The readings (year, month, day) that are days of the calendar, in order and once each."""
    days = set()
    for year, month, day in readings:
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    return tuple(sorted(days))


def _numeric_readings(first: int, second: int, year: str) -> tuple[date, ...]:
    full = _full_year(year)
    return _valid((full, first, second), (full, second, first))


def _month_days(first: int, second: int) -> tuple[tuple[int, int], ...]:
    """The (month, day) readings of two numbers, in some year."""
    orders = {(first, second), (second, first)}
    return tuple(sorted((m, d) for m, d in orders if 1 <= m <= 12 and 1 <= d <= _LONGEST_MONTH[m - 1]))


# --- times and zones -----------------------------------------------------------------------------------------------


def _clock_after(text: str, day: _Day) -> _Clock | None:
    """The time that belongs to the date before it."""
    start = gap = _past(_TO_CLOCK, text, day.end)
    about = _ABOUT.match(text, start)
    if about:
        start = about.end()
    iso = text[day.end : gap] in ("T", "t")
    clock = _clock_at(text, start, iso=iso)
    if clock is None and gap > day.end:
        clock = _read_clock(text, (_COMPACT_CLOCK if iso else _AFTER_DATE_CLOCK).match(text, start), iso)
    return clock._replace(approximate=True) if clock and about else clock


def _clock_at(text: str, start: int, *, iso: bool = False, ranges: bool = True) -> _Clock | None:
    """The time that begins at ``start``, with its zone; ``ranges``: take what a range says once for both ends."""
    if _begins_with_year(text, start):
        match = _MILITARY.match(text, start)
    else:
        match = _CLOCK.match(text, start) or _HOUR.match(text, start)
    bare = _BARE_HOUR.match(text, start) if match is None and ranges else None
    clock = _read_clock(text, match or bare, iso)
    if clock is None or not ranges:
        return clock
    has_half = match is not None and "meridiem" in match.re.groupindex and match["meridiem"] is not None
    shared = _shared_by_range(text, clock, has_half)
    return clock if shared is None and bare is None else shared


def _read_clock(text: str, match: re.Match[str] | None, iso: bool) -> _Clock | None:
    if match is None:
        return None
    groups = match.groupdict()
    hour = _hour(int(groups["hour"]), groups.get("meridiem"))
    minute, second = int(groups.get("minute") or 0), groups.get("second")
    if hour is None or minute > 59 or int(second or 0) > 59:
        return None
    end = match.end()
    precision = "second" if second else "minute" if groups.get("minute") else "hour"
    ish = _ISH.match(text, end)
    if ish:
        end = ish.end()
    unit = None if groups.get("meridiem") or ish else _DURATION_UNIT.match(text, end)
    if unit:
        # "16:30h" is a time of day; "1:30 hours" and "10:30 min" are durations.
        if unit[0].lower() != "h" or len(groups["hour"]) < 2:
            return None
        end = unit.end()
    zone = _zone_at(text, end, strict=iso or second is not None)
    if zone:
        end = zone.end
    elif not (groups.get("meridiem") or ish) and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return None
    return _Clock(
        match.start(),
        end,
        time(hour, minute, int(second or 0)),
        precision,
        ish is not None,
        zone.text if zone else None,
        zone.offset if zone else None,
    )


def _hour(hour: int, meridiem: str | None) -> int | None:
    """The hour of the day, None if there is none such. People also write "17:14pm", which has one reading."""
    if meridiem is None or (hour > 12 and meridiem[0] in "pP"):
        return hour if hour <= 23 else None
    if meridiem[0] in "aA":
        return hour % 12 if hour <= 12 else None
    return hour % 12 + 12 if hour else None


def _past(pattern: _Pattern, text: str, position: int) -> int:
    """Where the pattern ends that begins at that place; the place itself if it does not begin there."""
    match = pattern.match(text, position)
    return match.end() if match else position


def _shared_by_range(text: str, clock: _Clock, has_half: bool) -> _Clock | None:
    """The first time of a range with what is written once for both ("8-9 PM", "10:30–11:00 UTC"); None if it is none.

    ``has_half``: the time has its own "am" or "pm". In "11:30-1 PM" the first can only be in the other half of the day.
    """
    gap = _RANGE.match(text, clock.end)
    last = _clock_at(text, gap.end(), ranges=False) if gap else None
    if gap is None or last is None:
        return None
    hour = clock.time.hour
    written = _HOUR.match(text, gap.end()) or _CLOCK.match(text, gap.end())
    if written and written["meridiem"] and not has_half and 1 <= hour <= 12:
        late = (written["meridiem"][0] in "pP") == (hour % 12 <= int(written["hour"]) % 12)
        clock = clock._replace(time=clock.time.replace(hour=hour % 12 + (12 if late else 0)))
    if clock.zone is None and last.zone is not None:
        clock = clock._replace(zone=last.zone, offset=last.offset)
    return clock


def _is_ratio(text: str, clock: _Clock) -> bool:
    return _RATIO.search(text, max(clock.start - 12, 0), clock.start) is not None


def _zone_at(text: str, start: int, *, strict: bool = False) -> _Zone | None:
    """The zone after a time; ``strict``: the form of the time says that a minus begins an offset, not a range."""
    position = _past(_TO_ZONE, text, start)
    zone = _bare_zone_at(text, position, attached=position == start, strict=strict)
    if zone and text[position - 1 : position] + text[zone.end : zone.end + 1] in ("()", "[]"):
        return zone._replace(end=zone.end + 1)
    return zone


def _bare_zone_at(text: str, start: int, *, attached: bool, strict: bool) -> _Zone | None:
    utc = _UTC_ZONE.match(text, start)
    if utc:
        hours, minutes = utc["hours"] or utc["hours4"], utc["minutes"] or utc["minutes4"]
        return _Zone(utc.end(), utc[0], _offset(utc["sign"] or "+", hours or "0", minutes))
    if attached and text[start : start + 1] in ("Z", "z") and not text[start + 1 : start + 2].isalnum():
        return _Zone(start + 1, text[start], timedelta())
    named = _NAMED_ZONE.match(text, start)
    if named:
        return _Zone(named.end(), named[0], None)
    offset = _OFFSET.match(text, start)
    if offset:
        hours, minutes = offset["hours"] or offset["hours2"], offset["minutes"] or offset["minutes2"]
        return _Zone(offset.end(), offset[0], _offset(offset["sign"] or "-", hours, minutes))
    minus = _STRICT_OFFSET.match(text, start) if strict and attached else None
    if minus:
        return _Zone(minus.end(), minus[0], _offset("-", minus["hours"], minus["minutes"]))
    return None


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return size if sign == "+" else -size


# --- settling a date -----------------------------------------------------------------------------------------------


def document_order(moments: Iterable[Moment]) -> str | None:
    """ "MDY" or "DMY" if the numeric dates of a document whose order is certain all have it, else None.

    Certain is a date with one possible reading: one of its numbers is over 12, or its weekday agrees with one alone.
    Dates with the year first say nothing about the order of the others.
    """
    orders = {order for moment in moments if (order := _certain_order(moment))}
    return orders.pop() if len(orders) == 1 else None


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


def settle(moment: Moment, order: str | None) -> tuple[date, ...]:
    """The readings left if the document's or the team's order ("DMY", "MDY", "YMD") holds; all if it excludes all.

    "YMD" reads a date of three two-digit numbers as no other order does: 24/07/25 is 2024-07-25.
    """
    numbers = _numbers(moment)
    if numbers is None or order is None or len(numbers) < 3:
        return moment.days
    first, second, last = numbers
    if order == "YMD":
        year_first = re.fullmatch(r"[0-9]{2}.[0-9]{2}.[0-9]{2}", moment.day_text)
        return (_valid((_full_year(moment.day_text[:2]), second, last)) if year_first else ()) or moment.days
    month, day = (first, second) if order == "MDY" else (second, first)
    return tuple(reading for reading in moment.days if (reading.month, reading.day) == (month, day)) or moment.days


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


# --- writing a date ------------------------------------------------------------------------------------------------

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
