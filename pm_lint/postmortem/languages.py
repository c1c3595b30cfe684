"""Dates in other languages than English: put into English, so that there is one set of forms to read them by.

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
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pm_lint.postmortem.patterns import HYPHEN, S

#: By code, what a language is called.
LANGUAGES: Mapping[str, str] = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
NAMES_FILE = "date_names.json"

#: By language, what stands before a time of day ("at", "about") and between two dates or times ("to").
_AT = {
    "cs": "v|ve|od",
    "da": r"kl\.?|klokken",
    "de": "um|gegen",
    "es": "a las|a la|sobre las|desde las",
    "fi": r"klo|kello",
    "fr": "à|vers|dès",
    "it": "alle ore|alle|ore|verso le|dalle",
    "nb": r"kl\.?|klokken",
    "nl": "om|rond|vanaf",
    "pl": r"o godz\.?|o godzinie|godz\.?|o|od",
    "pt": "às|as|a partir das",
    "ru": "в|около|с",
    "sv": r"kl\.?|klockan",
    "tr": "saat",
    "uk": "о|об|близько|з",
}
_TO = {
    "cs": "až|do",
    "da": "til",
    "de": "bis(?: zum)?",
    "es": "al|a|hasta(?: el)?",
    "fi": "",
    "fr": "au",
    "it": "al|fino al",
    "nb": "til",
    "nl": "tot|t/m",
    "pl": "do",
    "pt": "a|até",
    "ru": "по|до",
    "sv": "till",
    "uk": "по|до",
}
#: By language, an article or the like before a date.
_ON = {
    "cs": "dne",
    "da": r"den|d\.",
    "de": "am|vom|den|dem|ab|seit",
    "es": "el|del|día|el día",
    "fr": "le|du",
    "it": "il|dal|del",
    "nb": r"den|d\.",
    "nl": "op",
    "pl": "dnia",
    "pt": "em|no dia|dia",
    "sv": "den",
}
#: By language, the word "year" after one.
_YEAR = {"cs": "roku", "pl": r"r\.|roku", "ru": r"г\.|года", "uk": r"р\.|року"}
_SPACED_HOURS = frozenset({"es", "fr", "it", "pt"})
_BY_SIGNS = frozenset({"ja", "ko", "zh"})
#: In English these are other words, so that without a dot they are no weekdays.
_ENGLISH_WORDS = frozenset({"to", "on"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WORD = r"[^\W\d_]{1,14}(?:['-][^\W\d_]{1,9})?"
_PM = frozenset({"午後", "下午", "오후"})
_HOUR_SIGNS = frozenset("時时点點시")
#: Not the rest of a longer number or of a word; letters of languages without spaces may stand before.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][.,:/-])[0-9]{1,4}(?![0-9])")
_NUMERIC = re.compile(r"[0-9]{1,4}(?:[./-] ?[0-9]{1,4}){1,2}")
_YEAR_BEFORE = re.compile(r"[0-9]{4},?[ \t]{1,2}\Z")
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


@dataclass(frozen=True)
class _Patterns:
    """How dates and times are written in some languages."""

    date: re.Pattern[str]
    #: 2023年5月4日
    signs: re.Pattern[str]
    #: What ends where a date or time begins.
    before: re.Pattern[str]
    #: The weekday after a date.
    after: re.Pattern[str]
    clock: re.Pattern[str]
    #: The half of the day that stands before a time.
    half: re.Pattern[str]


#: What is replaced: where it begins and ends, and what by.
Piece = tuple[int, int, str]


@dataclass(frozen=True)
class Languages:
    """The languages beside English that a team writes in."""

    codes: tuple[str, ...]
    #: By folded name. A name that means two things in these languages is in neither.
    months: Mapping[str, Name]
    weekdays: Mapping[str, Name]
    patterns: _Patterns

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
            dated = list(self._date(text, start))
            found = dated or list(self._clock(text, start, done))
            before = self._before(text, max(start - _LONGEST_BEFORE, done), start, timed=bool(found and not dated))
            found = [*before, *found]
            if found:
                yield from found
                position = done = max(position, found[-1][1])
            elif numeric := _NUMERIC.match(text, start):
                position = numeric.end()
            if weekday := self._weekday_after(text, position):
                yield weekday
                position = done = weekday[1]

    def _date(self, text: str, start: int) -> Iterator[Piece]:
        """4. Mai 2023; 4 de mayo de 2023; 4–6 mai 2023; 2023年5月4日."""
        match = self.patterns.signs.match(text, start)
        if match:
            yield from _signs(match)
            return
        match = self.patterns.date.match(text, start)
        known = self.months.get(folded(match["month"])) if match else None
        if match is None or known is None or not (known.full or match["year"] or match["dot"]):
            return
        if match["first"]:
            yield match.end("first"), match.start("day"), "-"
        end = match.end() if match["year"] else match.end("dot" if match["dot"] else "month")
        year = f" {match['year']}" if match["year"] else ""
        yield match.start("day"), end, f"{match['day']} {_MONTHS[known.number - 1]}{year}"

    def _before(self, text: str, begin: int, start: int, *, timed: bool) -> Iterator[Piece]:
        """The weekday and the joining word before a date, or before a time."""
        match = self.patterns.before.search(text, begin, start)
        if match is None:
            return
        known = self.weekdays.get(folded(match["weekday"] or ""))
        if known and (match["dot"] or folded(match["weekday"]) not in _ENGLISH_WORDS):
            yield match.start("weekday"), start, f"{_WEEKDAYS[known.number]} "
        elif match["at"] and timed:
            yield *match.span("at"), "at"
        elif match["to"] and (timed or _NUMERIC.match(text, start)):
            yield *match.span("to"), "to"
        elif match["on"] and not timed:
            yield *match.span("on"), "on"

    def _weekday_after(self, text: str, end: int) -> Piece | None:
        """4.5.2023 (Do); 4 Mayıs 2023 Perşembe."""
        match = self.patterns.after.match(text, end)
        known = self.weekdays.get(folded(match["weekday"])) if match else None
        if match is None or known is None or not (known.full or (match["open"] and match["close"])):
            return None
        return match.start(), match.end(), f"({_WEEKDAYS[known.number]})"

    def _clock(self, text: str, start: int, done: int) -> Iterator[Piece]:
        """10:30 Uhr; 10h30; kl. 10.30; 午後3時30分."""
        match = self.patterns.clock.match(text, start)
        if match is None:
            return
        hour, minute = int(match["hour"]), match["minute"]
        unit, mark = match["unit"] or "", (match["mark"] or "").strip()
        before = self.patterns.before.search(text, max(start - _LONGEST_BEFORE, done), start)
        half = self.patterns.half.search(text, max(start - 4, done), start)
        joined = before is not None and (before["at"] or before["to"]) is not None
        sign = mark in _HOUR_SIGNS
        if not (joined or half or sign or len(unit) > 1 or (mark == "h" and minute and _is_clock(text, match))):
            return
        if not (minute or unit or sign or mark == "h"):
            return
        hour += 12 if half and half[0].strip() in _PM and hour < 12 else 0
        if hour > 23 or int(minute or 0) > 59:
            return
        end = match.end("unit") if unit else match.end()
        short = f"{(hour + 11) % 12 + 1}{'am' if hour < 12 else 'pm'}"
        yield half.start() if half else start, end, f"{hour}:{int(minute):02}" if minute else short


def _signs(match: re.Match[str]) -> Iterator[Piece]:
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        yield match.start(), match.end(), f"{match['year']}-{month:02}-{day:02} "
    elif 1 <= month <= 12:
        yield match.start(), match.end(), f"{_MONTHS[month - 1]} {day} "


def _is_clock(text: str, match: re.Match[str]) -> bool:
    """Whether "10h30" is a time of day: after a date with its year, or at the beginning of a line."""
    before = text[max(match.start() - 8, 0) : match.start()]
    line = before.rpartition("\n")[2]
    begins = len(match["hour"]) == 2 and len(line) < 8 and not line.strip(" \t*_`[(>-")
    return begins or _YEAR_BEFORE.search(before) is not None


def folded(name: str) -> str:
    """A name as names are compared: without case, accents and dots."""
    plain = name.casefold().replace("ı", "i").replace("'", "ʼ").rstrip(".")
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


def languages(codes: tuple[str, ...]) -> Languages | None:
    """The languages of these codes; None if that is English alone."""
    others = tuple(code for code in codes if code != "en")
    if not others:
        return None
    tables = json.loads((Path(__file__).parent / NAMES_FILE).read_text("utf-8"))
    months = _known(tables[code]["months"] for code in others)
    weekdays = _known(tables[code]["weekdays"] for code in others)
    return Languages(
        others,
        {name: Name(known.number + 1, known.full) for name, known in months.items()},
        weekdays,
        _patterns(others),
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


def _words(table: Mapping[str, str], codes: tuple[str, ...]) -> str:
    """The words of these languages as a pattern, the longest first; one that nothing matches if there are none."""
    words = {word for code in codes for word in table.get(code, "").split("|") if word}
    return "|".join(sorted(words, key=lambda word: (-len(word), word))) or r"(?!)"


def _patterns(codes: tuple[str, ...]) -> _Patterns:
    """Nothing repeats without a bound. Every language has its own words; what they have in common is tried for all."""
    at, to, on = _words(_AT, codes), _words(_TO, codes), _words(_ON, codes)
    hours = "h" if _SPACED_HOURS.intersection(codes) else r"(?!)"
    signs = bool(_BY_SIGNS.intersection(codes))
    return _Patterns(
        date=_compiled(
            rf"(?:(?P<first>[0-9]{{1,2}})(?:\.|er|º|ª)?(?:{S}?[{HYPHEN}]{S}?|{S}{{1,2}}(?:{to}){S}{{1,2}}))?"
            rf"(?P<day>[0-9]{{1,2}})(?:\.{S}{{0,2}}|(?:er|re|ro|º|°|ª|:?[ae]|-?го|-?е)?{S}{{1,2}})"
            rf"(?:(?:de|di|del){S}{{1,2}}|d')?(?P<month>{_WORD})(?P<dot>\.)?"
            rf"(?:,?{S}{{1,2}}(?:(?:de|del){S}{{1,2}})?(?P<year>(?:19|20|21)[0-9]{{2}})(?![0-9])"
            rf"(?:{S}?(?:{_words(_YEAR, codes)})(?!\w))?)?"
        ),
        signs=_compiled(
            rf"(?:(?P<year>[0-9]{{4}}){S}?[年년]{S}?)?(?P<month>[0-9]{{1,2}}){S}?[月월]{S}?"
            rf"(?P<day>[0-9]{{1,2}}){S}?[日号號일]"
            if signs
            else "(?!)"
        ),
        before=_compiled(
            rf"(?<!\w)(?:(?:(?P<on>{on})|(?P<at>{at})|(?P<to>{to})){S}{{1,2}}"
            rf"|(?P<weekday>{_WORD})(?P<dot>\.)?(?:,?{S}{{1,2}}|,)(?:(?:{on}){S}{{1,2}})?)\Z"
        ),
        after=_compiled(
            rf"(?:,?{S}{{1,2}}|{S}?(?P<open>[(（])|(?<=[日일]))(?P<weekday>{_WORD})\.?(?:(?P<close>[)）])|(?!\w))"
        ),
        clock=_compiled(
            rf"(?P<hour>[0-9]{{1,2}})(?:(?P<mark>[:.]|{S}?{hours}|{S}?[時时点點시](?![間间간]))"
            rf"(?:{S}?(?P<minute>[0-9]{{1,2}})(?![0-9:])(?:{S}?[分분])?)?)?"
            rf"(?:{S}?(?P<unit>Uhr|uur|heures?|hod\.?|{hours})(?!\w))?"
        ),
        half=_compiled(rf"(?:午前|午後|上午|下午|오전|오후){S}?\Z" if signs else "(?!)"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
