"""The forms that people write times of day in, and the zones beside them.

Each function looks at one place of the text alone. Texts have plain characters, as ``patterns.plain`` makes them.
"""

from __future__ import annotations

import re
from datetime import time, timedelta

from pm_lint.postmortem.patterns import ABOUT, DASH, HYPHEN, MARKUP, S, begins_with_year, lenient, past
from pm_lint.postmortem.zone_names import name_at
from pm_lint.record import NamedTuple

#: "11:21a" is one only where nothing stands between.
_MERIDIEM = (
    r"(?P<meridiem>[ap](?:m(?![a-z\xc0-\xff])|\.m(?:\.|(?![a-z])))|(?<=:[0-9][0-9])[ap](?![0-9a-z\xc0-\xff]|\.[a-z]))"
)

_CLOCK = lenient(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?!:?[0-9])"
    rf"(?:{S}?{_MERIDIEM})?"
)
_HOUR = lenient(rf"(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))?{S}?{_MERIDIEM}")
#: The first of "8-9 PM".
_BARE_HOUR = lenient(rf"(?P<hour>[0-9]{{1,2}})(?={S}?(?:[{HYPHEN}]|to{S}){S}?[0-9]{{1,2}}(?::[0-9]{{2}})?{S}?[ap]\.?m)")
_MILITARY = lenient(rf"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?=z(?![0-9a-z])|{S}(?:UTC|GMT)(?![0-9a-z]))")
#: "18h05 UTC", "18.05 CET"; without a zone it may be a length of time, or any number.
_H_CLOCK = lenient(r"(?P<hour>[0-9]{1,2})(?:h|(?<=[0-9][0-9])\.)(?P<minute>[0-5][0-9])(?=[ \t]?\(?[a-z])")
_WORD_CLOCK = lenient(rf"(?:12(?::00)?{S})?(?P<word>noon|midday|midnight)(?!-?[0-9a-z])")
#: No other word may follow, but a zone: "Noon report".
_AFTER_WORD = lenient(rf"(?!{S}{{1,2}}[a-z])|{S}{{1,2}}(?:on|of|to|until|and)(?![a-z])")
#: Forms that are times only because a date stands before them: "2022-03-10 11.50", "20230504T1030".
_AFTER_DATE_CLOCK = lenient(
    r"(?P<hour>[0-9]{2})\.(?P<minute>[0-9]{2})(?![0-9a-z.:])"
    rf"(?!{S}?(?:[%$\xa3]|\u20ac|[kmgt]i?b(?![a-z])|m?s(?![a-z])|(?:sec|min|hour|hr|day|EUR|USD|GBP|version|release|million)))"
)
#: "2024-05-04 0251: ..."; the date has a year, so that this is none.
_AFTER_DATE_MILITARY = lenient(
    rf"(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9])(?={S}?(?:h(?:rs?)?(?![a-z])|[:,|\])*{DASH}]|-{S}|$))"
)
_COMPACT_CLOCK = lenient(r"(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?![0-9])|(?=Z(?![0-9a-z])))")
#: A number of hours or minutes, not a time of day.
_DURATION_UNIT = lenient(rf"{S}?(?:h(?:rs?|ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])")
_RANGE = lenient(rf"{S}{{0,2}}(?:[{HYPHEN}]|[=-]?>|(?:to|until|till|and){S}){S}{{0,2}}~?")
_ISH = lenient(r"-?ish(?![a-z])")

#: Case-sensitive, as all names of zones. "10:30 GMT/BST" is what the clocks in London show.
_UTC_ZONE = lenient(
    rf"(?:UTC|GMT|utc|gmt)(?:{S}?(?P<sign>[-+])(?:(?P<hours>0?[0-9]|1[0-4])(?::(?P<minutes>[0-5][0-9]))?"
    rf"|(?P<hours4>0[0-9]|1[0-4])(?P<minutes4>[0-5][0-9]))(?!:?[0-9]|{S}?(?:UTC|GMT|[AaPp]\.?[Mm](?![a-z]))))?"
    r"(?![0-9A-Za-z]|/BST)",
    re.ASCII,
)
#: A bare offset. "10:30-11:00" is a range, so a minus with a colon is one only where ``strict`` says that it can't be.
_OFFSET = lenient(
    rf"(?P<sign>\+){S}?(?P<hours>0[0-9]|1[0-4])(?::?(?P<minutes>[0-5][0-9]))?(?!:?[0-9]|[A-Za-z%])"
    r"|(?P<minus>-)(?P<hours2>0[0-9]|1[0-2])(?P<minutes2>[0-5][0-9])(?!:?[0-9]|[A-Za-z%])",
    re.ASCII,
)
_STRICT_OFFSET = lenient(r"(?P<minus>-)(?P<hours>0[0-9]|1[0-2]):?(?P<minutes>[0-5][0-9])(?!:?[0-9]|[A-Za-z])", re.ASCII)

#: "10:30 Z", where nothing follows that makes it a word or a drive.
_LONE_Z = lenient(rf"Z(?={S}?(?:[,;|)\]]|\n|\Z))", re.ASCII)
_TO_ZONE = lenient(rf"{S}{{0,2}}[(\[]?")
#: What may stand between a date and its time.
_TO_CLOCK = lenient(
    rf"t(?=[0-9])|_(?=[0-9])|-(?=[0-9]{{2}}:[0-9]{{2}})|{MARKUP}(?:{S}{{0,2}}[,:;]|{S}{{1,2}}[{HYPHEN}]{{1,2}}(?={S}))?{S}{{0,3}}{MARKUP}"
    rf"(?:(?:at|from|between|by|since){S}{{1,2}}|@{S}?)?{MARKUP}"
)


class Clock(NamedTuple):
    """A written time of day."""

    start: int
    end: int
    time: time
    precision: str
    approximate: bool
    zone: str | None
    offset: timedelta | None


class Zone(NamedTuple):
    """A written zone; ``offset`` only if it is certain from the text."""

    end: int
    text: str
    offset: timedelta | None


def clock_after(text: str, end: int, *, dated: bool = False) -> Clock | None:
    """The time that belongs to a date that ends at ``end``; ``dated``: it has a year."""
    start = gap = past(_TO_CLOCK, text, end)
    about = ABOUT.match(text, start)
    if about:
        start = about.end()
    iso = text[end:gap] in ("T", "t")
    clock = clock_at(text, start, iso=iso)
    if clock is None and gap > end:
        match = (_COMPACT_CLOCK if iso else _AFTER_DATE_CLOCK).match(text, start)
        if match is None and dated and text[end:start].isspace():
            match = _AFTER_DATE_MILITARY.match(text, start)
        clock = _read_clock(text, match, iso)
    return clock._replace(approximate=True) if clock and about else clock


def clock_at(text: str, start: int, *, iso: bool = False, ranges: bool = True) -> Clock | None:
    """The time that begins at ``start``, with its zone; ``ranges``: take what a range says once for both ends."""
    if text[start : start + 2] == "12" or text[start : start + 1] in "mnMN":
        word = _WORD_CLOCK.match(text, start)
        if word and (_AFTER_WORD.match(text, word.end()) or zone_at(text, word.end())):
            return _in_words(text, word)
    if begins_with_year(text, start):
        match = _MILITARY.match(text, start)
    else:
        match = _CLOCK.match(text, start) or _HOUR.match(text, start) or _zoned(text, start)
    bare = _BARE_HOUR.match(text, start) if match is None and ranges else None
    clock = _read_clock(text, match or bare, iso)
    if clock is None or not ranges:
        return clock
    has_half = match is not None and "meridiem" in match.re.groupindex and match["meridiem"] is not None
    shared = _shared_by_range(text, clock, has_half)
    return clock if shared is None and bare is None else shared


def _zoned(text: str, start: int) -> re.Match[str] | None:
    match = _H_CLOCK.match(text, start)
    return match if match and zone_at(text, match.end()) else None


def _in_words(text: str, match: re.Match[str]) -> Clock:
    zone = zone_at(text, match.end())
    hour = 0 if match["word"].lower() == "midnight" else 12
    end = zone.end if zone else match.end()
    return Clock(
        match.start(), end, time(hour), "hour", False, zone.text if zone else None, zone.offset if zone else None
    )


def is_midnight(text: str, clock: Clock) -> bool:
    """Whether it says "midnight": of a day, that is its beginning or its end."""
    return "midnight" in text[clock.start : clock.end].lower()


def _read_clock(text: str, match: re.Match[str] | None, iso: bool) -> Clock | None:
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
    if unit and unit[0].strip()[0].isupper() and unit[0][0].isspace():
        unit = None  # "15:44 Second node restarted"
    if unit:
        # "16:30h" and "16:30 hrs IST" are times of day; "1:30 hours" and "10:30 min" are durations.
        hours = unit[0].strip().lower()
        if len(groups["hour"]) < 2 or not (hours == "h" or (hours[0] == "h" and zone_at(text, unit.end()))):
            return None
        end = unit.end()
    zone = zone_at(text, end, strict=iso or second is not None)
    if zone:
        end = zone.end
    elif not (groups.get("meridiem") or ish) and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return None
    return Clock(
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


def _shared_by_range(text: str, clock: Clock, has_half: bool) -> Clock | None:
    """The first time of a range with what is written once for both ("8-9 PM", "10:30–11:00 UTC"); None if it is none.

    ``has_half``: the time has its own "am" or "pm". In "11:30-1 PM" the first can only be in the other half of the day.
    """
    gap = _RANGE.match(text, clock.end)
    last = clock_at(text, gap.end(), ranges=False) if gap else None
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


def with_zone(clock: Clock, zone: Zone | None) -> Clock:
    """The time with a zone that stands behind it or its date; as it is if there is none."""
    return clock._replace(zone=zone.text, offset=zone.offset, end=max(clock.end, zone.end)) if zone else clock


def zone_at(text: str, start: int, *, strict: bool = False) -> Zone | None:
    """The zone after a time; ``strict``: the form of the time says that a minus begins an offset, not a range."""
    position = past(_TO_ZONE, text, start)
    zone = _bare_zone_at(text, position, attached=position == start, strict=strict)
    if zone and text[position - 1 : position] + text[zone.end : zone.end + 1] in ("()", "[]"):
        return zone._replace(end=zone.end + 1)
    return zone


def _bare_zone_at(text: str, start: int, *, attached: bool, strict: bool) -> Zone | None:
    utc = _UTC_ZONE.match(text, start)
    if utc:
        hours, minutes = utc["hours"] or utc["hours4"], utc["minutes"] or utc["minutes4"]
        return Zone(utc.end(), utc[0], _offset(utc["sign"] or "+", hours or "0", minutes))
    if attached and text[start : start + 1] in ("Z", "z") and not text[start + 1 : start + 2].isalnum():
        return Zone(start + 1, text[start], timedelta())
    if not attached and text.startswith("Z", start) and _LONE_Z.match(text, start):
        return Zone(start + 1, "Z", timedelta())
    named = name_at(text, start)
    if named:
        return Zone(named, text[start:named], None)
    offset = _OFFSET.match(text, start)
    if offset:
        hours, minutes = offset["hours"] or offset["hours2"], offset["minutes"] or offset["minutes2"]
        return Zone(offset.end(), offset[0], _offset(offset["sign"] or "-", hours, minutes))
    minus = _STRICT_OFFSET.match(text, start) if strict and attached else None
    if minus:
        return Zone(minus.end(), minus[0], _offset("-", minus["hours"], minus["minutes"]))
    return None


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return size if sign == "+" else -size
