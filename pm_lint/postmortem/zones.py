"""Time zones: which one stands over a timeline, and which offset a written one means on a given day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from pm_lint.postmortem.patterns import Pattern, plain
from pm_lint.postmortem.text import sentences
from pm_lint.postmortem.time_forms import zone_at

#: Case-sensitive: "est" and "et" are words. "Eastern" alone is one only where nothing goes on.
ZONE = Pattern(
    r"(?<![\w/.-])(?:[ECMP]ST/[ECMP]DT|CET/CEST|US/(?:Eastern|Central|Mountain|Pacific)"
    r"|(?:UTC|GMT)(?:[ ]?[+-][ ]?\d{1,2}(?::?\d{2})?)?|BST|IST|CES?T|EES?T|WES?T|[ECMP][SD]?T"
    r"|AK[SD]T|HST|JST|KST|SGT|NZ[SD]T|AE[SD]?T|AW[SD]?T|MSK|BRT|SAST"
    r"|(?:Pacific|Eastern|Central|Mountain)(?:[ ](?:European|Standard|Daylight)(?:[ ]Summer)?)?[ ][Tt]ime"
    r"|(?:Pacific|Eastern|Mountain|Central)(?=[ ]?(?:[-:,.;)\]*]|$))"
    r"|(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_]{2,20})(?![\w/])",
    re.ASCII,
)
_OF_TIMES = re.compile(r"\btime(?:s|line|stamps?)?\b|\btime[ -]?zones?\b|\bdates?\b", re.I)
#: A caption, not a paragraph: so many characters.
_CAPTION = 60

_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "EST/EDT": "America/New_York",
    "CST/CDT": "America/Chicago",
    "MST/MDT": "America/Denver",
    "PST/PDT": "America/Los_Angeles",
    "CET/CEST": "Europe/Paris",
    "Eastern": "America/New_York",
    "Pacific": "America/Los_Angeles",
    "Eastern time": "America/New_York",
    "Pacific time": "America/Los_Angeles",
}
#: Abbreviations that name one half of the year: where they are used, and the hours from UTC. CST, IST and BST are not
#: here: each is the name of several zones.
_SEASONAL = {
    "EST": ("America/New_York", -5),
    "EDT": ("America/New_York", -4),
    "CDT": ("America/Chicago", -5),
    "MDT": ("America/Denver", -6),
    "PST": ("America/Los_Angeles", -8),
    "PDT": ("America/Los_Angeles", -7),
    "CET": ("Europe/Paris", 1),
    "CEST": ("Europe/Paris", 2),
    "AEDT": ("Australia/Sydney", 11),
    "NZST": ("Pacific/Auckland", 12),
    "NZDT": ("Pacific/Auckland", 13),
}
_FIXED = {"JST": 9, "KST": 9, "SGT": 8, "HST": -10, "MSK": 3, "SAST": 2}


def zone_in(text: str) -> str | None:
    """The zone that a header or a title names."""
    match = ZONE.search(text)
    return match[0] if match else None


def zone_of_times(text: str) -> str | None:
    """The zone that a caption names ("All times are in UTC"); None where it only tells of something."""
    for start, end in sentences(text):
        sentence = text[start:end]
        match = ZONE.search(sentence)
        if match and (len(text) <= _CAPTION or _OF_TIMES.search(sentence)):
            return match[0]
    return None


def offset_of(zone: str, day: date, hour: int = 12, minute: int = 0) -> timedelta | None:
    """The offset of a written zone at that time, where it is certain.

    A name for half of the year is not certain in the other half, and no zone is while the clocks are changed.
    """
    written = zone_at(plain(zone), 0)
    if written and written.offset is not None:
        return written.offset
    name = " ".join(zone.split())
    name = name[:-4] + "time" if name.endswith(" Time") else name
    if name in _FIXED:
        return timedelta(hours=_FIXED[name])
    if name in _SEASONAL:
        place, hours = _SEASONAL[name]
        stated = timedelta(hours=hours)
        return stated if _there(place, day, hour, minute) == stated else None
    return _there(_PLACES.get(name, name), day, hour, minute) if name in _PLACES or "/" in name else None


def misnamed(zone: str, day: date) -> str | None:
    """Where another half of the year's name is in force all that day, if the zone is named for one; else None."""
    if zone not in _SEASONAL:
        return None
    place, hours = _SEASONAL[zone]
    around = {_there(place, day + timedelta(days=off), 12, 0) for off in (-1, 0, 1) if date.min < day < date.max}
    if None in around or timedelta(hours=hours) in around:
        return None
    return place


def _there(place: str, day: date, hour: int, minute: int) -> timedelta | None:
    from zoneinfo import ZoneInfo  # only where a document names a zone

    try:
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(place))
        first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    except (KeyError, ValueError, OSError, OverflowError):  # not a zone, or a machine without their table
        return None
    return first if first == second else None
