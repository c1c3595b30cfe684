"""A shared calendar, read: a text or an address in, events out.

A calendar is anybody's, so nothing in it may cost much or stop us. Lines alone tell what its events are called, which
takes milliseconds; when they take place is read by `icalendar` and `recurring_ical_events`, for those few that a rule
takes for its meeting, and only where a rule of repetition is sure to come to an end soon.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from urllib.parse import urlsplit

from pm_lint.fetch import Unfetched, fetch
from pm_lint.finding import CalendarEvent, SharedCalendar, Stretch
from pm_lint.record import dataclass, field
from pm_lint.regex import regex

#: A larger calendar is refused; bytes.
MAX_SIZE = 5 * 1024 * 1024
#: One of more events is refused too.
MOST = 30_000
#: An address that has not answered by then is given up; seconds.
PATIENCE = 10.0
#: How far from the day asked for an event is looked for.
AROUND = timedelta(days=31)
#: An event is called by so many characters at most.
_LONGEST_NAME = 1_000
#: A series whose dates take more characters is not repeated.
_LONGEST_SERIES = 50_000

_EVENT = ["VCALENDAR", "VEVENT"]
_TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "URL")
_TIMES = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS")
_LINE = regex(r'([A-Za-z0-9-]++)((?:"[^"]*"|[^":])*+):')
_ESCAPED = regex(r"\\([nN,;\\])")
_YEAR = regex(r"(?:19[7-9]|2[01][0-9])[0-9]")
#: Years of which a month and a time zone more or less are years too.
_YEARS = range(1900, 9999)
#: Parts of a rule of repetition that no day depends on.
_BOUNDS = frozenset({"COUNT", "UNTIL", "WKST"})
_WEEKDAYS, _NUMBERED, _DAYS, _MONTHS, _PLACE = (
    f"{name}={one}(?:,{one})*+"
    for name, one in (
        ("BYDAY", "(?:MO|TU|WE|TH|FR|SA|SU)"),
        ("BYDAY", "(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"),
        ("BYMONTHDAY", "-?(?:3[01]|[12][0-9]|[1-9])"),
        ("BYMONTH", "(?:1[0-2]|[1-9])"),
        ("BYSETPOS", "(?:-1|[1-4])"),
    )
)
#: The others, in the order of their names: rules that are sure to fit some day within a few years, by days at most. For
#: one that fits none, every month or day until the year 9999 is tried.
_RULE = regex(
    rf"FREQ=DAILY;INTERVAL=[1-9][0-9]{{0,2}}|(?:{_WEEKDAYS};)?FREQ=DAILY;INTERVAL=1"
    rf"|(?:{_WEEKDAYS};)?FREQ=WEEKLY;INTERVAL=[1-9][0-9]?"
    rf"|(?:{_NUMBERED};|{_DAYS};)?FREQ=MONTHLY;INTERVAL=(?:1[01]|[1-9])"
    rf"|{_WEEKDAYS};{_PLACE};FREQ=MONTHLY;INTERVAL=(?:1[01]|[1-9])"
    rf"|(?:{_NUMBERED};)?(?:{_MONTHS};)?FREQ=YEARLY;INTERVAL=[1-9]"
    rf"|{_MONTHS};BYMONTHDAY=(?:1[0-9]|2[0-8]|[1-9]);FREQ=YEARLY;INTERVAL=[1-9]"
    rf"|{_WEEKDAYS};{_MONTHS};{_PLACE};FREQ=YEARLY;INTERVAL=[1-9]"
)


class NoCalendar(Exception):
    """The text is no calendar; the message is a clause without the file's name or address."""


@dataclass
class _Block:
    """One VEVENT: its texts, and the lines that say when it takes place."""

    texts: dict[str, str] = field(default_factory=dict)
    times: dict[str, list[str]] = field(default_factory=dict)


def at_address(url: str, patience: float = PATIENCE) -> Callable[[], SharedCalendar]:
    """The calendar at an https URL, fetched once, when it is first asked for. One that can't be read has a fault."""
    return cache(partial(_fetched, url, patience))


def _fetched(url: str, patience: float) -> SharedCalendar:
    try:
        return read_calendar(fetch(url, limit=MAX_SIZE, seconds=patience).decode("utf-8-sig"))
    except UnicodeDecodeError:
        why = "it is not UTF-8"
    except (Unfetched, NoCalendar) as error:
        why = str(error)
    return SharedCalendar(fault=f"the shared calendar at {urlsplit(url).hostname} can't be read ({why})")


def read_calendar(text: str) -> SharedCalendar:
    """The events of an iCalendar text. Raises NoCalendar."""
    zone: str | None = None
    blocks: list[_Block] = []
    inside: list[str] = []
    empty = True
    for line in _unfolded(text):
        match = _LINE.match(line)
        name, value = (match[1].upper(), line[match.end() :]) if match else ("", "")
        if not inside and (name, value.strip().upper()) != ("BEGIN", "VCALENDAR"):
            raise NoCalendar("it is no iCalendar file")
        empty = False
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside == _EVENT:
                blocks.append(_Block())
                if len(blocks) > MOST:
                    raise NoCalendar(f"it holds more than {MOST:,} events")
        elif name == "END":
            if inside.pop() != value.strip().upper():
                raise NoCalendar("it is damaged: an END has no BEGIN")
        elif inside == _EVENT and name in _TEXTS:
            blocks[-1].texts[name] = _ESCAPED.sub(_unescaped, value)
        elif inside == _EVENT and name in _TIMES:
            blocks[-1].times.setdefault(name, []).append(line)
        elif len(inside) == 1 and name == "X-WR-TIMEZONE":
            zone = value.strip()
    if inside or empty:
        raise NoCalendar("it is damaged: its end is missing" if inside else "it is empty")
    return SharedCalendar(tuple(_event(series, zone) for series in _series(blocks)))


def _unfolded(text: str) -> Iterator[str]:
    """The lines of a text, each with those that carry it on."""
    pieces: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in (" ", "\t") and pieces:
            pieces.append(line[1:])
            continue
        if pieces:
            yield "".join(pieces)
        pieces = [line] if line.strip() else []
    if pieces:
        yield "".join(pieces)


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def _series(blocks: Iterable[_Block]) -> Iterable[list[_Block]]:
    """Each event with the changes of its repetitions. An id that two events share, against the standard, parts them."""
    found: dict[object, list[_Block]] = {}
    changes: list[tuple[str, _Block]] = []
    for index, block in enumerate(blocks):
        uid = "".join(block.times.get("UID", ())[:1])
        if "RECURRENCE-ID" in block.times:
            changes.append((uid, block))
        else:
            found.setdefault(uid if uid and uid not in found else index, []).append(block)
    for uid, block in changes:
        found.setdefault(uid, []).append(block)
    return found.values()


def _event(series: list[_Block], zone: str | None) -> CalendarEvent:
    said = "\n".join(text for block in series for text in block.texts.values())
    repeats = any(name in block.times for block in series for name in ("RRULE", "RDATE"))
    when = partial(_around, tuple(block.times for block in series), zone)
    return CalendarEvent(series[0].texts.get("SUMMARY", "")[:_LONGEST_NAME], said.casefold(), repeats, when)


# -- when an event takes place -----------------------------------------------------------------------------------


def _around(series: tuple[dict[str, list[str]], ...], zone: str | None, day: date) -> tuple[Stretch, ...] | None:
    if day.year not in _YEARS:
        return None
    lines = [[line for same in times.values() for line in same] for times in series]
    if sum(len(line) for block in lines for line in block) > _LONGEST_SERIES or not all(map(_ends_soon, series)):
        return None
    import icalendar
    import recurring_ical_events  # type: ignore[import-untyped]

    head = [f"X-WR-TIMEZONE:{zone}"] if zone and _is_zone(zone) else []
    events = [line for block in lines for line in ("BEGIN:VEVENT", *block, "END:VEVENT")]
    text = "\r\n".join(["BEGIN:VCALENDAR", *head, *events, "END:VCALENDAR", ""])
    try:
        with warnings.catch_warnings():  # they repeat what stands there
            warnings.simplefilter("ignore")
            calendar = icalendar.Calendar.from_ical(text)
            found = recurring_ical_events.of(calendar).between(day - AROUND, day + AROUND)
        stretches = [
            Stretch(start := event["DTSTART"].dt, max(start, event["DTEND"].dt))
            for event in found
            if str(event.get("STATUS", "")).upper() != "CANCELLED"
        ]
    except Exception:  # whatever they make of damaged dates: both raise errors of many kinds
        return None
    return tuple(sorted(stretches, key=lambda stretch: stretch.start.isoformat()))


def _ends_soon(times: dict[str, list[str]]) -> bool:
    """Whether it is sure that an event's repetitions are found in little time: every day since 1970 at most."""
    rules = times.get("RRULE", [])
    if not rules:
        return True
    parts = [part for part in rules[0].partition(":")[2].strip().upper().split(";") if part]
    said = {"INTERVAL": "1"} | dict(part.partition("=")[::2] for part in parts)
    others = ";".join(f"{name}={value}" for name, value in sorted(said.items()) if name not in _BOUNDS)
    start = _YEAR.match("".join(times.get("DTSTART", ())).rpartition(":")[2])
    end = _YEAR.match("".join(times["DTEND"]).rpartition(":")[2]) if "DTEND" in times else start
    # All days since an end that lies before the beginning would be tried.
    forward = start and end and start[0] <= end[0] and not any(":-" in line for line in times.get("DURATION", ()))
    twice = len({part.partition("=")[0] for part in parts}) < len(parts) or len(rules) > 1
    return bool(forward) and not twice and _RULE.fullmatch(others) is not None


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):
        return False
