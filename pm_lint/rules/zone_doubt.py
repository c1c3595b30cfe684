"""What is doubtful about a zone, in the words of the rules for the timeline and the meeting."""

from __future__ import annotations

from datetime import date

from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.zones import Hints, misnamed, readings
from pm_lint.record import NamedTuple
from pm_lint.rules.wording import listing, quote


class Doubt(NamedTuple):
    """A finding's message and help, and the end of its key."""

    message: str
    help: str
    kind: str


def ambiguous(zone: str, hints: Hints, day: date | None) -> Doubt | None:
    """An abbreviation that several zones have, where nothing says which one is meant."""
    open_still = readings(zone, hints, day)
    if not open_still:
        return None
    offsets = [_utc(meaning.hours) for meaning in open_still]
    cities = [meaning.place.rpartition("/")[2].replace("_", " ") for meaning in open_still]
    shown = [f"{offset} in {city}" for city, offset in zip(cities, offsets, strict=True)]
    choice = "" if hints.time_zone else ", or set `calendar.time-zone` in the configuration"
    return Doubt(
        f"{quote(zone)} is {listing(shown)}: which is meant?",
        f"Write {' or '.join(dict.fromkeys(offsets))}{choice}.",
        "ambiguous",
    )


def out_of_season(zone: str, day: date, hints: Hints) -> Doubt | None:
    """A name for the other half of the year."""
    found = misnamed(zone, day, hints)
    if found is None:
        return None
    other = f", {quote(found.now)} was: which of the two" if found.now else ": which offset"
    names = [name for name in (found.now, found.always and f"{found.always}, which is right all year") if name]
    return Doubt(
        f"{quote(zone)} was not in force on {spell(day)}{other} is meant?",
        f"Write {', or '.join(names) or 'the offset'}, if that is what the clocks showed.",
        "season",
    )


def _utc(hours: float | None) -> str:
    """The form "UTC+5:30"."""
    minutes = round((hours or 0) * 60)
    rest = f":{abs(minutes) % 60:02}" if minutes % 60 else ""
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60}{rest}"
