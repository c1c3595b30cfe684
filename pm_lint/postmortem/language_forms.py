"""What other languages than English put into dates and times: their small words, and the patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pm_lint.postmortem.patterns import HYPHEN, S
from pm_lint.record import dataclass

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
_WORD = r"[^\W\d_]{1,14}(?:['-][^\W\d_]{1,9})?"


@dataclass(frozen=True)
class Patterns:
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


def _words(table: Mapping[str, str], codes: tuple[str, ...]) -> str:
    """The words of these languages as a pattern, the longest first; one that nothing matches if there are none."""
    words = {word for code in codes for word in table.get(code, "").split("|") if word}
    return "|".join(sorted(words, key=lambda word: (-len(word), word))) or r"(?!)"


def patterns(codes: tuple[str, ...]) -> Patterns:
    """Nothing repeats without a bound. Every language has its own words; what they have in common is tried for all."""
    at, to, on = _words(_AT, codes), _words(_TO, codes), _words(_ON, codes)
    hours = "h" if _SPACED_HOURS.intersection(codes) else r"(?!)"
    signs = bool(_BY_SIGNS.intersection(codes))
    return Patterns(
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
            r"|(?P<dotted_year>[0-9]{4})\. ?(?P<dotted_month>[0-9]{1,2})\. ?(?P<dotted_day>[0-9]{1,2})\."
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
            rf"(?P<hour>[0-9]{{1,2}})(?:(?P<mark>[:.](?!{S}[0-9])|{S}?{hours}|{S}?[時时点點시](?![間间간]))"
            rf"(?:{S}?(?P<minute>[0-9]{{1,2}})(?![0-9])(?:{S}?[分분])?"
            rf"(?:[.:](?P<second>[0-9]{{2}})(?![0-9])|{S}?(?P<second2>[0-9]{{1,2}}){S}?[秒초])?)?)?(?!:?[0-9])"
            rf"(?:{S}?(?P<unit>Uhr|uur|heures?|hod\.?|{hours})(?!\w))?"
        ),
        half=_compiled(rf"(?:午前|午後|上午|下午|오전|오후){S}?\Z" if signs else "(?!)"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
