"""Durations as people write them: "1 hour and 48 minutes", "1h 17m", "about two hours"."""

from __future__ import annotations

from datetime import timedelta

from pm_lint.postmortem.patterns import S, lenient
from pm_lint.record import dataclass

_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
    for word in words.split()
}
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_NUMBER = r"(?:[0-9]{1,4}(?:\.[0-9]{1,2})?|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = r"(?:d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])"
_PART = lenient(rf"(?P<number>{_NUMBER})(?:(?<=[0-9]){S}?|[ -])-?(?P<unit>{_UNIT})")
_BETWEEN = lenient(rf"{S}{{0,2}}(?:,|and|&)?{S}{{0,2}}(?=[0-9a-z])")
#: Words that say that the number is a bound, or that the duration is of another kind.
_BEFORE = lenient(
    rf"(?:(?P<about>~|\xb1|about|around|approx\.?|approximately|circa|ca?\.|roughly|some|an?{S}estimated)"
    rf"|(?P<bound>over|more{S}than|less{S}than|under|at{S}least|at{S}most|up{S}to|within|nearly|almost|every|each|(?:just|a{S}little)"
    rf"{S}(?:over|under)|[<>\u2264\u2265]=?)){S}{{0,2}}"
)


@dataclass(frozen=True)
class Duration:
    """A written duration; ``resolution`` is the smallest unit or fraction that it is written in."""

    start: int
    end: int
    length: timedelta
    resolution: timedelta
    approximate: bool
    #: "over two hours": the number is no more than a bound.
    bound: bool


def names_a_duration(text: str) -> bool:
    """Whether ``duration_at`` finds one anywhere."""
    return _PART.search(text) is not None


def duration_at(text: str, start: int) -> Duration | None:
    """The duration that begins at that place of a text, with the word before it."""
    before = _BEFORE.match(text, start)
    at = before.end() if before else start
    seconds = 0.0
    smallest = 0.0
    end = at
    for _ in range(3):
        part = _PART.match(text, at)
        if part is None:
            break
        size = _UNITS[part["unit"][0].lower()]
        if smallest and size >= smallest:  # "2 hours and 3 hours" are two
            break
        written = part["number"].lower()
        seconds += _NUMBERS.get(written, 0) * size if written in _NUMBERS else float(written) * size
        smallest = size / 10 if "." in written else size
        end = part.end()
        gap = _BETWEEN.match(text, end)
        if gap is None:
            break
        at = gap.end()
    if not smallest:
        return None
    return Duration(
        start,
        end,
        timedelta(seconds=seconds),
        timedelta(seconds=smallest),
        bool(before and before["about"]),
        bool(before and before["bound"]),
    )
