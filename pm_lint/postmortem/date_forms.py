"""The forms that people write dates in: by numbers in any order, and with the month's name.

Each function looks at one place of the text alone. Texts have plain characters, as ``patterns.plain`` makes them.
"""

from __future__ import annotations

import re
from datetime import date

from pm_lint.postmortem.calendar_days import LONGEST_MONTH, MONTHS, WEEKDAYS, full_year, months_and_days, valid
from pm_lint.postmortem.patterns import HYPHEN, S, begins_with_year, lenient, past
from pm_lint.record import NamedTuple

# Any word: which are months and weekdays is looked up afterwards, because nineteen names in each pattern take long to
# compile.
_MONTH = r"(?P<month>[a-z]{3,9})(?![a-z])\.?"
_WEEKDAY = r"(?P<weekday>[a-z]{3,9})(?![a-z])\.?"
_YEAR = r"(?:19|20|21)[0-9]{2}"
_ORDINAL = r"(?:st|nd|rd|th)"
#: "4 May 23" names a year only where nothing counted follows.
_BARE_YEAR = rf"(?P<bare>[1-3][0-9])(?={S}{{0,2}}(?:\Z|[,;)|\]\n]|(?:at|on){S}|@|[0-9]{{1,2}}:[0-9]{{2}}))"
# Nothing that goes on as a word, a number or a percentage.
_DONE = r"(?![0-9A-Za-z%]|[.:/][0-9])"

_ISO_DAY = lenient(
    rf"(?P<year>[0-9]{{4}})(?P<mark>[{HYPHEN}])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
    r"(?![0-9]|[a-su-z]|t(?![0-9]))"
)
_ISO_LIKE_DAY = lenient(
    rf"(?P<year>{_YEAR})(?P<mark>[/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
    r"(?![0-9]|[a-su-z]|t(?![0-9])|[/.][0-9a-z])"
)
_COMPACT_DAY = lenient(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9]|[a-su-z]|t(?![0-9])|\.[0-9])")
#: "2023-W18-4", as ISO 8601 counts weeks.
_WEEK_DAY = lenient(r"(?P<year>[0-9]{4})(?P<mark>-?)W(?P<week>[0-9]{2})(?P=mark)(?P<day>[1-7])(?![0-9a-z]|-[0-9a-z])")
_NUMERIC_DAY = lenient(
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>[/.{HYPHEN}])(?P<second>[0-9]{{1,2}})(?P=mark)"
    rf"(?P<year>{_YEAR}|[0-9]{{2}})(?![0-9a-z]|[/.][0-9a-z])"
)
#: "4. 5. 2023"
_SPACED_DAY = lenient(
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>\.){S}(?P<second>[0-9]{{1,2}})\.{S}(?P<year>{_YEAR})(?![0-9a-z]|[/.][0-9a-z])"
)
_NUMERIC_MONTH_DAY = lenient(
    r"(?P<first>[0-9]{1,2})(?P<mark>/)(?P<second>[0-9]{1,2})(?![0-9a-z/%]|[.:][0-9])"
    rf"|(?P<first2>[0-9]{{2}})(?P<mark2>-)(?P<second2>[0-9]{{2}})(?={S}[0-9]{{1,2}}:)"
)
#: "05.11. 22:40": the day first, as with every date that ends with a dot.
_DOTTED_DAY_MONTH = lenient(
    rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.(?=,?{S}{{1,2}}(?:at{S})?[0-9]{{1,2}}:[0-9]{{2}}(?![0-9]))"
)
#: "Feb 9 1924 UTC" is a time of the day; "Feb 9 2024 UTC" is a year.
_NO_CLOCK = rf"(?!{S}{{1,2}}(?!20[0-3])(?:[01][0-9]|2[0-3])[0-5][0-9]{S}(?:UTC|GMT)(?![a-z]))"
_DAY_MONTH = lenient(
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?P<mark>{S}{{1,2}}(?:of{S}{{1,2}})?|\.{S}|[/{HYPHEN}.]){_MONTH}"
    rf"(?!{S}{{1,2}}[0-9]{{1,2}}{_ORDINAL}?,?{S}{{1,2}}{_YEAR}(?![0-9]))"  # "Phase 4 May 20, 2023"
    rf"(?:{_NO_CLOCK}(?:,?{S}{{1,2}}|[/{HYPHEN}])(?P<year>{_YEAR})(?![0-9a-z%]|[./][0-9])|(?:-|{S}?')(?P<short>[0-9]{{2}}){_DONE}|{S}{_BARE_YEAR})?"
)
_MONTH_DAY = lenient(
    rf"{_MONTH}(?:{S}{{1,2}}|[{HYPHEN}])(?:the{S})?(?P<day>[0-9]{{1,2}}){_ORDINAL}?(?![0-9a-z%]|[:/][0-9])"
    rf"(?:{_NO_CLOCK}(?:,?{S}{{1,2}}|,|[{HYPHEN}])(?P<year>{_YEAR})(?![0-9a-z%]|[./][0-9]|:[0-9]{{2}}(?![0-9:]))"
    rf"|(?:,?{S}?')(?P<short>[0-9]{{2}}){_DONE})?"
)
_YEAR_MONTH_DAY = lenient(
    rf"(?P<year>{_YEAR})(?P<mark>{S}|[{HYPHEN}]){_MONTH}(?:{S}|[{HYPHEN}])(?P<day>[0-9]{{1,2}}){_ORDINAL}?"
    rf"{_DONE}"
)
#: "Mon May 10 19:03:52 2021 +0900", as git and syslog write it.
_CTIME = lenient(
    rf"{_MONTH}{S}{{1,2}}(?P<day>[0-9]{{1,2}}){S}(?P<clock>[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})"
    rf"(?:{S}(?P<zone>[A-Z]{{3,5}}))?{S}(?P<year>{_YEAR}){_DONE}"
)
#: "October 29-30, 2025" and "29–30 October 2025": two days that share month and year.
_TO_LAST = rf"(?:{S}?[{HYPHEN}]{S}?|{S}{{1,2}}(?:to|until|through|thru|and|&){S}{{1,2}})"
_MONTH_DAYS = lenient(
    rf"{_MONTH}{S}{{1,2}}(?P<day>[0-9]{{1,2}}){_ORDINAL}?{_TO_LAST}"
    rf"(?P<last>[0-9]{{1,2}})(?P<ordinal>{_ORDINAL})?(?:,?{S}{{1,2}}(?P<year>{_YEAR}){_DONE}|(?![0-9a-z%]|[.:/][0-9]|{S}?[ap]\.?m))"
)
_DAYS_MONTH = lenient(
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}?{_TO_LAST}(?P<last>[0-9]{{1,2}})(?P<ordinal>{_ORDINAL})?{S}{{1,2}}(?:of{S})?"
    rf"{_MONTH}(?:,?{S}{{1,2}}(?P<year>{_YEAR}){_DONE})?(?![0-9a-z%]|[.:/][0-9])"
)
_ISO_RANGE = lenient(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})/(?P<last>[0-9]{2})(?![0-9a-z/%]|[-.:][0-9a-z])"
)
_WORD_BEFORE = lenient(rf"(?P<word>[a-z]{{1,12}})[.,]?{S}{{1,2}}\Z")
_MONTH_AFTER = lenient(rf"{S}{{1,2}}(?:of{S})?{_MONTH}")
_WEEKDAY_BEFORE = lenient(rf"{_WEEKDAY}(?:,?{S}{{1,2}}|,)(?:the{S})?(?=[0-9a-z~])")
_WEEKDAY_AFTER = lenient(rf",?{S}?\(?{_WEEKDAY}\)?(?![0-9a-z])")
_NO_PARTIAL_END = lenient(r"[0-9a-z%]|[.:/][0-9]|-[a-z]")
#: "1 Jan 0001 00:00:00": no day that anybody means.
_OTHER_YEAR = lenient(rf",?{S}[0-9]{{4,9}}{S}[0-9]{{1,2}}:[0-9]{{2}}")
_GAP = lenient(rf",?{S}{{0,3}}")


class Day(NamedTuple):
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
    weekday_start: int | None = None
    #: It is a date only because a weekday or a time stands beside it.
    weak: bool = False


def day_at(text: str, start: int) -> Day | None:
    """The date that begins at ``start``, with the weekday before or after it."""
    before = weekday_before(text, start)
    day = _bare_day_at(text, before.end() if before else start)
    if day is None:
        return None
    if before:
        return _on_weekday(day._replace(start=start), before)
    after = _WEEKDAY_AFTER.match(text, day.end)
    # "4 May, Sun" is a weekday; the "Sat" of "4 May Sat 5 May" belongs to the next date.
    if after and _is_weekday(after["weekday"]) and _bare_day_at(text, past(_GAP, text, after.end())) is None:
        return _on_weekday(day._replace(end=after.end()), after)
    return day


def weekday_before(text: str, start: int) -> re.Match[str] | None:
    """The weekday that begins at ``start``, before a date or a time."""
    match = _WEEKDAY_BEFORE.match(text, start)
    return match if match and _is_weekday(match["weekday"]) else None


def weekday_number(match: re.Match[str]) -> int:
    """The weekday of a match, Monday 0."""
    return WEEKDAYS[match["weekday"].lower()]


def _is_weekday(written: str) -> bool:
    """Whether it is no other word: in lower case, "sat" and "sun" are."""
    return written.lower() in WEEKDAYS and (written[0].isupper() or written.endswith("day"))


def _on_weekday(day: Day, written: re.Match[str]) -> Day:
    """The date with its written weekday, which settles it if exactly one of two readings falls on it."""
    weekday = weekday_number(written)
    agreeing = tuple(reading for reading in day.days if reading.weekday() == weekday)
    days = agreeing if len(agreeing) == 1 else day.days
    return day._replace(weekday=weekday, weekday_start=written.start("weekday"), days=days)


def _bare_day_at(text: str, start: int) -> Day | None:
    character = text[start : start + 1]
    if not character:
        return None
    if not character.isdigit():
        return _named(text, _MONTH_DAY.match(text, start))
    # Patterns that can't match are not tried, for the first trial of each compiles it.
    if begins_with_year(text, start):
        return _iso_day_at(text, start) or _named(text, _YEAR_MONTH_DAY.match(text, start))
    return _numeric_day_at(text, start) or _named(text, _DAY_MONTH.match(text, start))


def _iso_day_at(text: str, start: int) -> Day | None:
    """2023-05-04, 2023/05/04, 2023.05.04, 20230504: the year first, so one reading."""
    before = text[start - 1 : start]
    match = _ISO_DAY.match(text, start)
    if match is None and before != "/":
        match = _ISO_LIKE_DAY.match(text, start)
    if match:
        span, year = match.span(), int(match["year"])
        readings = valid((year, int(match["month"]), int(match["day"])))
        # With other years "1234-56-78" is some number, and with dots "2023.20.1" a version: no date gone wrong.
        if not readings and (match["mark"] == "." or not 1900 <= year <= 2199):
            return None
        if match["mark"] == "." and len(match["month"] + match["day"]) < 4:
            return None
        return Day(*span, *span, readings, impossible=not readings)
    match = _COMPACT_DAY.match(text, start)
    if match is None and text[start + 4 : start + 6].upper() in ("-W", "W0", "W1", "W2", "W3", "W4", "W5"):
        return _week_day(_WEEK_DAY.match(text, start))
    if match is None or before == "#" or not 1970 <= int(match["year"]) <= 2099:
        return None
    readings = valid((int(match["year"]), int(match["month"]), int(match["day"])))
    return Day(*match.span(), *match.span(), readings) if readings else None


def _week_day(match: re.Match[str] | None) -> Day | None:
    """2023-W18-4, the fourth day of the 18th week."""
    if match is None or not 1970 <= int(match["year"]) <= 2099:
        return None
    try:
        day = date.fromisocalendar(int(match["year"]), int(match["week"]), int(match["day"]))
    except ValueError:
        return None
    return Day(*match.span(), *match.span(), (day,))


def _numeric_day_at(text: str, start: int) -> Day | None:
    """5/4/23, 27-07-2023, 4.5.2023; without a year 5/4, weakly."""
    match = _NUMERIC_DAY.match(text, start)
    if match is None and text[start + 1 : start + 4].find(". ") >= 0:
        match = _SPACED_DAY.match(text, start)
    if match:
        return _numeric_day(text, match)
    match = _DOTTED_DAY_MONTH.match(text, start)
    if match:
        day, month = int(match["day"]), int(match["month"])
        known = 1 <= month <= 12 and 1 <= day <= LONGEST_MONTH[month - 1]
        return Day(*match.span(), *match.span(), month_days=((month, day),), numeric=True, weak=True) if known else None
    match = _NUMERIC_MONTH_DAY.match(text, start)
    if match is None or text[start - 1 : start] == "/":
        return None
    first, second = int(match["first"] or match["first2"]), int(match["second"] or match["second2"])
    month_days = months_and_days(first, second)
    if not month_days or (first, second) == (24, 7):
        return None
    span = match.span()
    return Day(*span, *span, month_days=month_days, numeric=True, weak=True)


def _numeric_day(text: str, match: re.Match[str]) -> Day | None:
    start, end = match.span()
    mark, year = match["mark"], match["year"]
    if mark == "/" and text[start - 1 : start] == "/":
        return None
    first, second = int(match["first"]), int(match["second"])
    full = full_year(year)
    readings = valid((full, first, second), (full, second, first))
    if not readings and (len(year) == 2 or not (0 < first <= 99 and 0 < second <= 99)):
        return None
    if mark == "." and (not readings and not (first <= 31 and second <= 31)):
        return None
    # "4.5.23" is more often a version, and "1-2-03" a code: a written weekday or time must say that they are not.
    weak = len(year) == 2 and (mark == "." or (mark != "/" and text[end : end + 1] == "-"))
    return Day(start, end, start, end, readings, numeric=True, impossible=not readings, weak=weak)


def _named(text: str, match: re.Match[str] | None) -> Day | None:
    """A date with the month's name. Without a year the name must be capitalised: "we may 4 times" is no date."""
    if match is None:
        return None
    groups = match.groupdict()
    month, day = MONTHS.get(groups["month"].lower()), int(groups["day"])
    if month is None:
        return None
    year = groups.get("year") or groups.get("short") or groups.get("bare")
    if groups.get("bare") and not _begins_a_date(text, match.start()):
        return None  # "Step 4 May 20"
    span = match.span()
    if year:
        readings = valid((full_year(year), month, day))
        return Day(*span, *span, readings, impossible=not readings)
    if not groups["month"][0].isupper() or not _is_partial_end(text, match.end()):
        return None
    if _OTHER_YEAR.match(text, match.end()):
        return None
    if groups.get("mark") in ("/", "."):
        return None
    end = match.end()
    if text[end - 1] == ".":
        end -= 1
    if not 1 <= day <= LONGEST_MONTH[month - 1]:
        return None
    return Day(match.start(), end, match.start(), end, month_days=((month, day),))


def _begins_a_date(text: str, start: int) -> bool:
    """Whether the number there is no other word's: "on 4 May 23", not "Step 4 May 23"."""
    word = _WORD_BEFORE.search(text, max(start - 12, 0), start)
    return word is None or word["word"].lower() in {"on", "by", "the", "from", "to", "until", "since", *WEEKDAYS}


def _is_partial_end(text: str, end: int) -> bool:
    """Whether a day and a month may end here: not before "3-day", "%" or more of a number."""
    return _NO_PARTIAL_END.match(text, end) is None


def range_of_days(text: str, start: int) -> tuple[Day, Day] | None:
    """October 29-30, 2025 or 29–30 October 2025, with or without the year."""
    if begins_with_year(text, start):
        return _iso_range(text, start) if text.startswith("/", start + len("2023-05-04")) else None
    weekday = None if text[start].isdigit() else weekday_before(text, start)
    begin = weekday.end() if weekday else start
    match = (_DAYS_MONTH if text[begin].isdigit() else _MONTH_DAYS).match(text, begin)
    if match is None or not match["month"][0].isupper():
        return None
    month, first, last = MONTHS.get(match["month"].lower()), int(match["day"]), int(match["last"])
    if month is None or not 1 <= first < last <= LONGEST_MONTH[month - 1]:
        return None
    # "Sep 29 - 12 pods": with spaces, only a year or "30th" makes it a range.
    if not (match["year"] or match["ordinal"]) and any(map(str.isspace, text[match.end("day") : match.start("last")])):
        return None
    spans = (match.start(), match.end("day")), (match.start("last"), match.end())
    days = []
    for span, day in zip(spans, (first, last), strict=True):
        if match["year"]:
            readings = valid((int(match["year"]), month, day))
            days.append(Day(*span, *span, readings, impossible=not readings))
        else:
            days.append(Day(*span, *span, month_days=((month, day),)))
    after = _MONTH_AFTER.match(text, match.end()) if match["year"] is None else None
    if after and after["month"].lower() in MONTHS:
        return None  # "May 4th and 6th June"
    # "Thursday and Friday, May 4-5": a weekday before two days may be the second one's.
    return days[0]._replace(start=start) if weekday else days[0], days[1]


def _iso_range(text: str, start: int) -> tuple[Day, Day] | None:
    """2023-05-04/05, as ISO 8601 writes a range of days."""
    match = _ISO_RANGE.match(text, start)
    if match is None or text[start - 1 : start] == "/":
        return None
    year, month, first, last = (int(match[group]) for group in ("year", "month", "day", "last"))
    days = valid((year, month, first), (year, month, last))
    if len(days) < 2 or first > last:
        return None
    spans = (start, match.end("day")), match.span("last")
    one, other = (Day(*span, *span, (day,)) for span, day in zip(spans, days, strict=True))
    return one, other


def date_around_clock(text: str, start: int) -> tuple[Day, int] | None:
    """ "Mon May 10 19:03:52 2021": the date, and where the time that stands inside it begins."""
    if text[start].isdigit():
        return None
    weekday = weekday_before(text, start)
    match = _CTIME.match(text, weekday.end() if weekday else start)
    month = MONTHS.get(match["month"].lower()) if match else None
    if match is None or month is None:
        return None
    readings = valid((int(match["year"]), month, int(match["day"])))
    day = Day(start, match.end(), match.start(), match.end(), readings, impossible=not readings)
    return (_on_weekday(day, weekday) if weekday else day), match.start("clock")
