"""Dates in other languages than English: put into English, so that there is one set of forms to read them by.

This is read only where other languages are configured.

Only what makes a date or a time is touched: a month after its day, a weekday beside a date, the words that join dates
and times, a clock as the language writes it. The names of months and weekdays are Unicode's (CLDR), in the file that
``scripts/make_date_names.py`` writes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from pm_lint.postmortem.calendar_days import MONTHS
from pm_lint.postmortem.language_forms import Patterns, patterns
from pm_lint.postmortem.patterns import S, lenient
from pm_lint.record import NamedTuple, dataclass

NAMES_FILE = "date_names.json"

_DOTTED_HOURS = frozenset({"da", "fi"})
#: In English these are other words, so that without a dot they are no weekdays.
_ENGLISH_WORDS = frozenset({"to", "on"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_PM = frozenset({"午後", "下午", "오후"})
_HOUR_SIGNS = frozenset("時时点點시")
#: Not the rest of a longer number or of a word; letters of languages without spaces may stand before.
_NUMBER = lenient(r"(?<![0-9A-Za-z])(?<![0-9][.,:/-])[0-9]{1,4}(?![0-9])")
_NUMERIC = lenient(r"[0-9]{1,4}(?:[./-] ?[0-9]{1,4}){1,2}")
_YEAR_BEFORE = lenient(r"[0-9]{4},?[ \t]{1,2}\Z")
_ENGLISH_DATE = lenient(rf"[0-9]{{1,2}}\.?{S}{{1,2}}[a-z]{{3,9}}\.?(?:,?{S}{{1,2}}[0-9]{{4}})?\Z")
_LONGEST_BEFORE = 40


class Name(NamedTuple):
    """What a word is the name of: the number of a month from 1, or of a weekday from Monday 0."""

    number: int
    #: It is the whole name, no abbreviation.
    full: bool


class InEnglish(NamedTuple):
    """A text with its dates in English, and what of it stood where."""

    text: str
    #: Where each piece that was replaced begins in ``text``, where it begins and ends in the original, and its length.
    starts: list[int]
    pieces: list[tuple[int, int, int]]

    def start(self, position: int) -> int:
        """Where that which begins here began in the original; a piece is taken whole."""
        index = bisect_right(self.starts, position) - 1
        if index < 0:
            return position
        begin, end, length = self.pieces[index]
        inside = position - self.starts[index]
        return begin if inside < length else end + inside - length

    def end(self, position: int) -> int:
        """Where that which ends here ended in the original."""
        index = bisect_left(self.starts, position) - 1
        if index < 0:
            return position
        _, end, length = self.pieces[index]
        return end + max(position - self.starts[index] - length, 0)


#: What is replaced: where it begins and ends, and what by.
Piece = tuple[int, int, str]


@dataclass(frozen=True)
class Languages:
    """The languages beside English that a team writes in."""

    codes: tuple[str, ...]
    #: By folded name. A name that means two things in these languages is in neither.
    months: Mapping[str, Name]
    weekdays: Mapping[str, Name]
    patterns: Patterns
    #: One of them writes "10.30".
    dots: bool

    def in_english(self, text: str) -> InEnglish:
        """The text with its dates and times in English."""
        parts: list[str] = []
        starts: list[int] = []
        pieces: list[tuple[int, int, int]] = []
        done = length = 0
        for begin, end, word in self._pieces(text):
            length += begin - done
            parts += text[done:begin], word
            starts.append(length)
            pieces.append((begin, end, len(word)))
            length += len(word)
            done = end
        return InEnglish("".join([*parts, text[done:]]), starts, pieces)

    def _pieces(self, text: str) -> Iterator[Piece]:
        """What of a text is replaced, in its order, and by what."""
        position = done = 0
        while number := _NUMBER.search(text, position):
            start = number.start()
            position = number.end()
            before = self._said_before(text, start, done)
            date = self._date(text, start)
            found = date or list(self._clock(text, start, before, done))
            numeric = None if date else _NUMERIC.match(text, start)
            if before:
                dated = date is not None or numeric is not None
                yield from self._before(before, start, dated=dated, timed=bool(found))
            if found:
                yield from found
                position = done = max(position, found[-1][1])
            elif numeric:
                position = numeric.end()
            if weekday := self._weekday_after(text, position):
                yield weekday
                position = done = weekday[1]

    def _said_before(self, text: str, start: int, done: int) -> re.Match[str] | None:
        """The weekday and the joining word before a number."""
        last = text[max(start - 3, done) : start].rstrip(" \t,")
        if not (last[-1:].isalpha() or last.endswith(".")) or len(last) == 3:
            return None
        words = text[max(start - _LONGEST_BEFORE, done) : start].split(" ")[-4:]
        return self.patterns.before.search(text, start - sum(map(len, words)) - len(words) + 1, start)

    def _date(self, text: str, start: int) -> list[Piece] | None:
        """4. Mai 2023; 4 de mayo de 2023; 4–6 mai 2023; 2023年5月4日. None if it is none, [] if it is English."""
        match = self.patterns.signs.match(text, start)
        if match:
            return list(_signs(match))
        match = self.patterns.date.match(text, start)
        known = self.months.get(folded(match["month"])) if match else None
        if match is None or known is None or not (known.full or match["year"] or match["dot"]):
            return None
        if _ENGLISH_DATE.match(match[0]) and match["month"].lower() in MONTHS:
            return []
        year = f" {match['year']}" if match["year"] else ""
        end = match.end() if year else match.end("month" if known.full or not match["dot"] else "dot")
        last = match.start("day"), end, f"{match['day']} {_MONTHS[known.number - 1]}{year}"
        return [(match.end("first"), match.start("day"), "-"), last] if match["first"] else [last]

    def _before(self, match: re.Match[str], start: int, *, dated: bool, timed: bool) -> Iterator[Piece]:
        """What stands before a date, or before a time."""
        word = match["weekday"] or ""
        known = self._weekday(word)
        # "Mar 1" is March in English, and "to 4.5.2023" an end.
        if known and (dated or word.lower() not in MONTHS) and (match["dot"] or word.lower() not in _ENGLISH_WORDS):
            yield match.start("weekday"), start, f"{_WEEKDAYS[known.number]} "
        elif match["at"] and timed:
            yield *match.span("at"), "at"
        elif match["to"] and (timed or dated):
            yield *match.span("to"), "to"
        elif match["on"] and dated:
            yield *match.span("on"), "on"

    def _weekday(self, word: str) -> Name | None:
        """The weekday that a word names; "PT" and "CT" are zones."""
        return None if word.isupper() and len(word) < 4 else self.weekdays.get(folded(word))

    def _weekday_after(self, text: str, end: int) -> Piece | None:
        """4.5.2023 (Do); 4 Mayıs 2023 Perşembe."""
        match = self.patterns.after.match(text, end)
        known = self._weekday(match["weekday"]) if match else None
        if match is None or known is None or not (known.full or (match["open"] and match["close"])):
            return None
        return match.start(), match.end(), f"({_WEEKDAYS[known.number]})"

    def _clock(self, text: str, start: int, before: re.Match[str] | None, done: int) -> Iterator[Piece]:
        """10:30 Uhr; 10h30; kl. 10.30; 午後3時30分."""
        match = self.patterns.clock.match(text, start)
        if match is None:
            return
        hour, minute = int(match["hour"]), match["minute"]
        unit, mark = match["unit"] or "", (match["mark"] or "").strip()
        half = self.patterns.half.search(text, max(start - 4, done), start)
        at = before["at"] or "" if before else ""
        # "v 0.5.15" is a version.
        joined = len(at) > 1 if mark == "." else bool(at or (before and before["to"]))
        sign = mark in _HOUR_SIGNS
        alone = (mark == "h" or (mark == "." and self.dots)) and minute and _is_clock(text, match)
        if not (joined or half or sign or len(unit) > 1 or alone):
            return
        if not (minute or unit or sign or mark == "h"):
            return
        if half and hour <= 12:
            hour = hour % 12 + (12 if half[0].strip() in _PM else 0)
        if hour > 23 or int(minute or 0) > 59 or (minute and len(minute) < 2 and not sign):
            return
        end = match.end("unit") if unit else match.end()
        short = f"{(hour + 11) % 12 + 1}{'am' if hour < 12 else 'pm'}"
        second = f":{int(match['second'] or match['second2']):02}" if match["second"] or match["second2"] else ""
        yield half.start() if half else start, end, f"{hour}:{int(minute):02}{second}" if minute else short


def _signs(match: re.Match[str]) -> Iterator[Piece]:
    year = match["year"] or match["dotted_year"]
    month, day = (int(match[name] or match[f"dotted_{name}"]) for name in ("month", "day"))
    if year:
        yield match.start(), match.end(), f"{year}-{month:02}-{day:02} "
    elif 1 <= month <= 12:
        yield match.start(), match.end(), f"{_MONTHS[month - 1]} {day} "


def _is_clock(text: str, match: re.Match[str]) -> bool:
    """Whether "10h30" is a time of day: after a date with its year, or at the beginning of a line."""
    before = text[max(match.start() - 8, 0) : match.start()]
    line = before.rpartition("\n")[2]
    if match["mark"] == ".":
        return _YEAR_BEFORE.search(before) is not None and "," not in before[-2:]
    begins = len(match["hour"]) == 2 and len(line) < 8 and not line.strip(" \t*_`[(>-")
    return begins or _YEAR_BEFORE.search(before) is not None


def folded(name: str) -> str:
    """A name as names are compared: without case, accents and dots."""
    plain = name.casefold().replace("ı", "i").replace("'", "ʼ").rstrip(".")
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


def languages(codes: tuple[str, ...]) -> Languages:
    """The languages of these codes, which are keys of ``date_style.LANGUAGES`` other than English."""
    tables = json.loads((Path(__file__).parent / NAMES_FILE).read_text("utf-8"))
    months = _known(tables[code]["months"] for code in codes)
    weekdays = _known(tables[code]["weekdays"] for code in codes)
    return Languages(
        codes,
        {name: Name(known.number + 1, known.full) for name, known in months.items()},
        weekdays,
        patterns(codes),
        bool(_DOTTED_HOURS.intersection(codes)),
    )


def _known(tables: Iterator[list[list[list[str]]]]) -> dict[str, Name]:
    """The names of some languages, but for those that mean different things in them."""
    found: dict[str, Name] = {}
    several: set[str] = set()
    for table in tables:
        for number, kinds in enumerate(table):
            for full, names in zip((True, False), kinds, strict=True):
                for name in map(folded, names):
                    known = found.setdefault(name, Name(number, full))
                    if known.number != number:
                        several.add(name)
                    elif full:
                        found[name] = Name(number, True)
    return {name: known for name, known in found.items() if name not in several}
