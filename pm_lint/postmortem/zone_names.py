"""The names that people give to time zones, and what each may mean: the one table of them.

An abbreviation is no key: "CST" is Chicago's and Shanghai's. What a name means on a day, and which of several meanings
is meant, is for ``zones`` to say; this module knows the names, and finds them in texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pm_lint.postmortem.patterns import DASH, lenient
from pm_lint.postmortem.text import sentences
from pm_lint.record import NamedTuple
from pm_lint.regex import regex


class Meaning(NamedTuple):
    """One thing that a name may mean."""

    #: The IANA name of the zone.
    place: str
    #: The hours from UTC that the name states ("EST": -5); None: whatever the clocks there show ("ET").
    hours: float | None = None
    #: The codes of the countries in which this is what is meant, where the name has several meanings.
    countries: str = ""
    #: Meant only by those of these countries: nobody else need be asked which is meant.
    rare: bool = False


_NEW_YORK, _CHICAGO, _DENVER, _LOS_ANGELES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
_SYDNEY = "Australia/Sydney"

#: Where a name has several meanings with different hours, it is ambiguous; with the same ones, it is in force in one
#: place all year and in the other for a half of it ("MST" in Phoenix and in Denver).
NAMES: dict[str, tuple[Meaning, ...]] = {
    # North America
    "ET": (Meaning(_NEW_YORK),),
    "EST": (Meaning(_NEW_YORK, -5, "US CA"), Meaning(_SYDNEY, 10, "AU", rare=True)),
    "EDT": (Meaning(_NEW_YORK, -4, "US CA"), Meaning(_SYDNEY, 11, "AU", rare=True)),
    "CT": (Meaning(_CHICAGO),),
    "CST": (
        Meaning(_CHICAGO, -6, "US CA"),
        Meaning("Asia/Shanghai", 8, "CN"),
        Meaning("America/Havana", -5, "CU", rare=True),
        Meaning("America/Mexico_City", -6, "MX", rare=True),
        Meaning("America/Costa_Rica", -6, "CR GT HN NI SV", rare=True),
        Meaning("Asia/Taipei", 8, "TW", rare=True),
        Meaning("Australia/Adelaide", 9.5, "AU", rare=True),
    ),
    "CDT": (Meaning(_CHICAGO, -5, "US CA"), Meaning("America/Havana", -4, "CU", rare=True)),
    "MT": (Meaning(_DENVER),),
    "MST": (Meaning(_DENVER, -7), Meaning("America/Phoenix", -7), Meaning("Asia/Kuala_Lumpur", 8, "MY", rare=True)),
    "MDT": (Meaning(_DENVER, -6),),
    "PT": (Meaning(_LOS_ANGELES),),
    "PST": (Meaning(_LOS_ANGELES, -8, "US CA MX"), Meaning("Asia/Manila", 8, "PH", rare=True)),
    "PDT": (Meaning(_LOS_ANGELES, -7),),
    "AKT": (Meaning("America/Anchorage"),),
    "AKST": (Meaning("America/Anchorage", -9),),
    "AKDT": (Meaning("America/Anchorage", -8),),
    "HST": (Meaning("Pacific/Honolulu", -10),),
    "HDT": (Meaning("America/Adak", -9),),
    "AST": (
        Meaning("America/Halifax", -4, "CA"),
        Meaning("America/Puerto_Rico", -4, "PR US DO BB TT"),
        Meaning("Asia/Riyadh", 3, "SA KW BH QA IQ YE"),
    ),
    "ADT": (Meaning("America/Halifax", -3),),
    "NST": (Meaning("America/St_Johns", -3.5),),
    "NDT": (Meaning("America/St_Johns", -2.5),),
    # Latin America
    "BRT": (Meaning("America/Sao_Paulo", -3),),
    "BRST": (Meaning("America/Sao_Paulo", -2),),
    "ART": (Meaning("America/Argentina/Buenos_Aires", -3),),
    "CLT": (Meaning("America/Santiago", -4),),
    "CLST": (Meaning("America/Santiago", -3),),
    "COT": (Meaning("America/Bogota", -5),),
    "PET": (Meaning("America/Lima", -5),),
    "UYT": (Meaning("America/Montevideo", -3),),
    "VET": (Meaning("America/Caracas"),),
    # Europe
    "WET": (Meaning("Europe/Lisbon", 0),),
    "WEST": (Meaning("Europe/Lisbon", 1),),
    "BST": (Meaning("Europe/London", 1, "GB UK"), Meaning("Asia/Dhaka", 6, "BD")),
    "CET": (Meaning("Europe/Paris", 1),),
    "CEST": (Meaning("Europe/Paris", 2),),
    "MEZ": (Meaning("Europe/Berlin", 1),),  # what German calls CET
    "MESZ": (Meaning("Europe/Berlin", 2),),
    "EET": (Meaning("Europe/Helsinki", 2),),
    "EEST": (Meaning("Europe/Helsinki", 3),),
    "MSK": (Meaning("Europe/Moscow"),),
    "TRT": (Meaning("Europe/Istanbul", 3),),
    # Africa and the Near East
    "EAT": (Meaning("Africa/Nairobi", 3),),
    "WAT": (Meaning("Africa/Lagos", 1),),
    "SAST": (Meaning("Africa/Johannesburg", 2),),
    "IDT": (Meaning("Asia/Jerusalem", 3),),
    "GST": (Meaning("Asia/Dubai", 4),),
    # Asia
    "IST": (
        Meaning("Asia/Kolkata", 5.5, "IN"),
        Meaning("Europe/Dublin", 1, "IE"),
        Meaning("Asia/Jerusalem", 2, "IL"),
    ),
    "PKT": (Meaning("Asia/Karachi", 5),),
    "NPT": (Meaning("Asia/Kathmandu", 5.75),),
    "WIB": (Meaning("Asia/Jakarta", 7),),
    "SGT": (Meaning("Asia/Singapore", 8),),
    "MYT": (Meaning("Asia/Kuala_Lumpur", 8),),
    "PHT": (Meaning("Asia/Manila", 8),),
    "HKT": (Meaning("Asia/Hong_Kong", 8),),
    "KST": (Meaning("Asia/Seoul", 9),),
    "JST": (Meaning("Asia/Tokyo", 9),),
    # Australia and the Pacific
    "AWST": (Meaning("Australia/Perth", 8),),
    "ACST": (Meaning("Australia/Adelaide", 9.5), Meaning("Australia/Darwin", 9.5)),
    "ACDT": (Meaning("Australia/Adelaide", 10.5),),
    "AET": (Meaning(_SYDNEY),),
    "AEST": (Meaning(_SYDNEY, 10), Meaning("Australia/Brisbane", 10)),
    "AEDT": (Meaning(_SYDNEY, 11),),
    "NZT": (Meaning("Pacific/Auckland"),),
    "NZST": (Meaning("Pacific/Auckland", 12),),
    "NZDT": (Meaning("Pacific/Auckland", 13),),
    "SST": (Meaning("Pacific/Pago_Pago", -11, "AS US"), Meaning("Asia/Singapore", 8, "SG")),
    "WST": (Meaning("Australia/Perth", 8, "AU"), Meaning("Pacific/Apia", 13, "WS")),
}
#: Words as well ("the GST outage"): in a text they are zones only alone, in brackets, or after one of these.
_ALSO_WORDS = frozenset(
    ("ADT", "ART", "AST", "CLT", "COT", "EAT", "GST", "IDT", "MYT", "NDT", "NPT", "NST", "PET", "SST", "TRT", "UYT",
     "VET", "WAT", "WEST", "WST")
)  # fmt: skip
_BEFORE_WORDS = ("(", "[", " in ", "ime ", "imes ")
#: People write these in lower case after a time; "est" and "et" are words.
_LOWER = frozenset(("cest", "cet", "edt", "pdt", "pst"))

#: Said without "time"; "Central" may be the European one.
_ALONE = {"Eastern": "ET", "Mountain": "MT", "Pacific": "PT"}
_SAID = {
    "eastern": ("ET", "EST", "EDT"),
    "central": ("CT", "CST", "CDT"),
    "mountain": ("MT", "MST", "MDT"),
    "pacific": ("PT", "PST", "PDT"),
    "alaska": ("AKT", "AKST", "AKDT"),
    "hawaii": ("HST", "HST", "HDT"),
    "australian eastern": ("AET", "AEST", "AEDT"),
    "australian western": ("AWST", "AWST", ""),
    "new zealand": ("NZT", "NZST", "NZDT"),
    "western european": ("WET", "WET", "WEST"),
    "central european": ("CET/CEST", "CET", "CEST"),
    "eastern european": ("EET/EEST", "EET", "EEST"),
    "japan": ("JST", "JST", ""),
    "korea": ("KST", "KST", ""),
    "south africa": ("SAST", "SAST", ""),
}
#: What is said of a place, with "time" after it, or with what its standard time is called.
_PLACES = {
    "london uk british": "Europe/London",
    "dublin irish": "Europe/Dublin",
    "lisbon": "Europe/Lisbon",
    "amsterdam": "Europe/Amsterdam",
    "berlin": "Europe/Berlin",
    "copenhagen": "Europe/Copenhagen",
    "madrid": "Europe/Madrid",
    "oslo": "Europe/Oslo",
    "paris": "Europe/Paris",
    "prague": "Europe/Prague",
    "rome": "Europe/Rome",
    "stockholm": "Europe/Stockholm",
    "vienna": "Europe/Vienna",
    "warsaw": "Europe/Warsaw",
    "zurich": "Europe/Zurich",
    "helsinki": "Europe/Helsinki",
    "kyiv": "Europe/Kyiv",
    "moscow": "Europe/Moscow",
    "istanbul": "Europe/Istanbul",
    "israel": "Asia/Jerusalem",
    "gulf dubai": "Asia/Dubai",
    "india indian": "Asia/Kolkata",
    "singapore": "Asia/Singapore",
    "china beijing shanghai": "Asia/Shanghai",
    "tokyo": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "brisbane": "Australia/Brisbane",
    "auckland": "Pacific/Auckland",
    "boston": _NEW_YORK,
    "toronto": "America/Toronto",
    "austin chicago": _CHICAGO,
    "denver": _DENVER,
    "seattle": _LOS_ANGELES,
    "brasilia": "America/Sao_Paulo",
}
_CITIES = {
    "new york": _NEW_YORK,
    "san francisco": _LOS_ANGELES,
    "los angeles": _LOS_ANGELES,
    "hong kong": "Asia/Hong_Kong",
}


@cache
def _phrases() -> dict[str, tuple[Meaning, ...]]:
    """Names of several words, in lower case."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for word, (all_year, standard, summer) in _SAID.items():
        found[f"{word} time"] = _pair(all_year) or NAMES[all_year]
        found[f"{word} standard time"] = _without_rare(standard)
        if summer:
            found[f"{word} daylight time"] = found[f"{word} summer time"] = _without_rare(summer)
    places = {word: place for words, place in _PLACES.items() for word in words.split()}
    for word, place in {**places, **_CITIES}.items():
        found[f"{word} time"] = found[f"{word} standard time"] = (Meaning(place),)
    found["greenwich mean time"] = found["coordinated universal time"] = (Meaning("Etc/UTC", 0),)
    found["british summer time"] = (NAMES["BST"][0],)
    found["irish standard time"] = (NAMES["IST"][1],)
    found["israel standard time"] = (NAMES["IST"][2],)
    found["israel daylight time"] = NAMES["IDT"]
    found["central standard time"] = found["us central standard time"] = (NAMES["CST"][0],)
    for word in ("eastern", "central", "mountain", "pacific"):
        found[f"us {word} time"] = found[f"{word} time"]
        del found[f"{word} summer time"]
    return found


def _without_rare(name: str) -> tuple[Meaning, ...]:
    return tuple(meaning for meaning in NAMES[name] if not meaning.rare)


def _pair(text: str) -> tuple[Meaning, ...]:
    """What "EST/EDT" means: the clocks of the place that has both names."""
    first, _, second = text.partition("/")
    if {first, second} == {"GMT", "BST"}:
        return (Meaning("Europe/London"),)
    places = [meaning.place for meaning in NAMES.get(second, ()) if not meaning.rare]
    return tuple(Meaning(meaning.place) for meaning in NAMES.get(first, ()) if meaning.place in places)[:1]


_AREA = (
    r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Canada|Etc|Europe|Indian|Pacific|US)"
    r"(?:/[A-Z][A-Za-z_+0-9-]{1,24}){1,2}"
)
_FORMS = (
    rf"(?P<area>{_AREA})(?![\w/])"
    r"|(?P<either>(?:CE|EE|WE|AE)[(\[]S[)\]]T)(?![0-9A-Za-z])"
    r"|(?P<pair>[A-Z]{2,4}/[A-Z]{2,4})(?![\w/])"
    r"|(?P<phrase>(?:[A-Z][A-Za-z]{1,11}[ ]){1,4}(?:(?:standard|summer|daylight)[ ])?[Tt]ime)(?![0-9A-Za-z])"
    rf"|(?P<region>Pacific|Eastern|Mountain|Central)(?=[ ]?(?:[-:,.;)|\]*{DASH}\u2013\u2014]|$))"
    r"|(?P<name>[A-Z]{2,4})(?![0-9A-Za-z])"
)
_AT = lenient(rf"{_FORMS}|(?P<lower>[a-z]{{3,4}})(?![0-9A-Za-z])", re.ASCII)
_IN = lenient(
    rf"(?<![\w/.-])(?:(?P<utc>(?:UTC|GMT)(?:[ ]?[+-][ ]?[0-9]{{1,2}}(?::?[0-9]{{2}})?)?)(?![\w/])|{_FORMS})", re.ASCII
)

_OF_TIMES = regex(r"\btime(?:s|line|stamps?)?\b|\btime[ -]?zones?\b|\bdates?\b", re.I)
#: A caption, not a paragraph: so many characters.
_CAPTION = 60


def meanings(written: str) -> tuple[Meaning, ...]:
    """All that a written name may mean, () for what is none; of a name with an offset nothing is said."""
    name = " ".join(written.split())
    if name in NAMES:
        return NAMES[name]
    if "(" in name or "[" in name:  # "CE(S)T"
        return _pair(f"{name[:2]}T/{name[:2]}ST")
    if "/" in name:
        return _pair(name) or ((Meaning(name),) if re.fullmatch(_AREA, name, re.ASCII) else ())
    if " " in name:
        return _phrases().get(name.lower(), ())
    if name in _LOWER:
        return NAMES[name.upper()]
    return NAMES[_ALONE[name]] if name in _ALONE else ()


def name_at(text: str, start: int) -> int | None:
    """Where the name of a zone ends that begins there, right after a time; None if there is none."""
    match = _AT.match(text, start)
    found = _known(match) if match else None
    return found[1] if found and found[0] == start else None


def names_in(text: str) -> Iterator[str]:
    """The names of zones that stand in a text, in its order, with "UTC+2" and the like."""
    position = 0
    while match := _IN.search(text, position):
        start, position = (match.start(), match.end()) if match["utc"] else _known(match) or (0, 0)
        name = text[start:position]
        if not name:  # a zone may still begin with the next word
            position = match.start() + len(match[0].split(" ")[0])
        elif text[position : position + 1] != "/" and (name not in _ALSO_WORDS or _alone(text, start, position)):
            yield name


def _alone(text: str, start: int, end: int) -> bool:
    before = text[max(start - 5, 0) : start]
    return before.endswith(_BEFORE_WORDS) or not (before.strip() or text[end:].strip())


def _known(match: re.Match[str]) -> tuple[int, int] | None:
    """Where the zone stands in what has a zone's form."""
    start, written = match.start(), match[0]
    match match.lastgroup:
        case "area" | "either" | "region":
            return start, match.end()
        case "pair" if _pair(written):
            return start, match.end()
        case "lower":
            return (start, match.end()) if written in _LOWER else None
    words = written.replace("/", " ").split(" ")
    at = 0
    for word in words:
        if word in NAMES:
            return start + at, start + at + len(word)
        if written[at:].lower() in _phrases():
            return start + at, match.end()
        if match.lastgroup == "pair":
            return None
        at += len(word) + 1
    return None


def zone_in(text: str) -> str | None:
    """The zone that a header or a title names."""
    return next(iter(names_in(text)), None)


def zone_of_times(text: str) -> str | None:
    """The zone that a caption names ("All times are in UTC"); None where it only tells of something."""
    for start, end in sentences(text):
        sentence = text[start:end]
        zone = zone_in(sentence)
        if zone and (len(text) <= _CAPTION or _OF_TIMES.search(sentence)):
            return zone
    return None
