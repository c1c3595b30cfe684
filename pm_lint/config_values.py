"""What a value of the configuration may be: each kind reads one, or says in one sentence why it can't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pm_lint.errors import ConfigError
from pm_lint.finding import DayOff, Severity
from pm_lint.postmortem.date_style import LANGUAGES
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

_ISO = regex("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DRIVE = regex("[A-Za-z]:")

# -- messages -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A key of a configuration file, for messages."""

    origin: str
    parts: tuple[str, ...] = ()

    def at(self, *parts: str) -> Place:
        return replace(self, parts=(*self.parts, *parts))

    def __str__(self) -> str:
        return ".".join(part if re.fullmatch(r"[\w-]{1,60}", part) else shown_value(part) for part in self.parts)

    def must(self, value: object, rule: str) -> ConfigError:
        """The error of a value that breaks ``rule`` ("must be …")."""
        return ConfigError(f"{self.origin}: {self} is {shown_value(value)}, but {rule}")


def shown_value(value: object) -> str:
    """A value as it would stand in TOML, cut to a length that fits a sentence."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 200:  # Python refuses to spell one of thousands of digits
        return "a number of many digits"
    if not isinstance(value, str):
        return str(value)
    return '"' + (value if len(value) <= 60 else value[:59] + "…") + '"'


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    from difflib import get_close_matches

    spelled = {name.lower(): name for name in known}
    matches = get_close_matches(word[:80].lower().replace("_", "-"), spelled, n=1, cutoff=likeness)
    return spelled[matches[0]] if matches else None


def hint_for(word: str, known: Iterable[str]) -> str:
    """``; did you mean …?``, or nothing where nothing is near."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def a_table(value: object, place: Place) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise place.must(value, f"must be a table, as in [{place}]")
    return value


def refuse_unknown(
    table: Mapping[str, object], known: Iterable[str], place: Place, elsewhere: Iterable[str] = ()
) -> None:
    """Raise ConfigError for a key that is not ``known``. ``elsewhere`` are the dotted keys of other tables."""
    here = list(known)
    for name, value in table.items():
        if name in here:
            continue
        moved = (key for key in elsewhere if key.rpartition(".")[2] == name)
        near = nearest(name, here, 0.7) or next(moved, None)
        hint = f'did you mean "{near}"?' if near else f"known here: {', '.join(here)}"
        raise ConfigError(f"{place.origin}: unknown key {place.at(name)} = {shown_value(value)}; {hint}")


# -- kinds of values ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How a value is read (or refused), and the JSON Schema that says the same."""

    read: Callable[[object, Place], Any]
    schema: Mapping[str, object]


@dataclass(frozen=True)
class Key:
    """A key of a table, the dataclass field that it fills, and what it is for."""

    name: str
    field: str
    kind: Kind
    doc: str


def a_boolean(value: object, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.must(value, "must be true or false")
    return value


def an_integer(low: int, high: int) -> Kind:
    def read(value: object, place: Place) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise place.must(value, f"must be a whole number from {low} to {high}")
        return value

    return Kind(read, {"type": "integer", "minimum": low, "maximum": high})


def a_text(value: object, place: Place) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise place.must(value, "must be a text of one line that is not empty")
    return value


#: So many words are not listed where one of them is near.
MANY = 9


def a_choice(values: Mapping[str, Any]) -> Kind:
    """One of these words, whatever the case; it stands for the value beside it."""
    folded = {word.lower(): value for word, value in values.items()}

    def read(value: object, place: Place) -> Any:
        if not isinstance(value, str) or value.lower() not in folded:
            near = hint_for(value, values) if isinstance(value, str) else ""
            known = "a known one" if near and len(values) > MANY else f"one of {', '.join(values)}"
            raise place.must(value, f"must be {known}{near}")
        return folded[value.lower()]

    return Kind(read, {"type": "string", "enum": list(values)})


def a_date(value: object, place: Place) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise place.must(value, "must be a date such as 2026-01-31")


def a_path(value: object, place: Place) -> str:
    """A path that stays inside the repository, without `./` and doubled or trailing slashes."""
    text = a_text(value, place)
    if "\\" in text:
        raise place.must(text, "must be written with forward slashes")
    parts = [part for part in text.split("/") if part not in {"", "."}]
    if text.startswith(("/", "~")) or _DRIVE.match(text) or ".." in parts or not parts:
        raise place.must(text, 'must be a path inside the repository: relative, without ".."')
    return "/".join(parts)


def a_glob(value: object, place: Place) -> str:
    text = a_path(value, place)
    if text.startswith("!"):
        raise place.must(value, 'must not be negated: use "exclude"')
    if any("**" in part and part != "**" for part in text.split("/")):
        raise place.must(value, 'must have "**" alone between slashes, as in "docs/**/*.md"')
    return text


def a_json_path(value: object, place: Place) -> str:
    text = a_path(value, place)
    if not text.endswith(".json"):
        raise place.must(value, 'must be the path of a file that ends in ".json"')
    return text


#: No other can be asked for: a part of a host's name is at most so long.
_HOST = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,126}\.?"


def a_calendar(value: object, place: Place) -> str:
    """The path of an .ics file, or an https URL, which may hold a secret: no message repeats more than its host."""
    text = a_text(value, place)
    scheme, colon, rest = text.partition("://")
    if not colon:
        text = a_path(text, place)
        if not text.lower().endswith(".ics"):
            raise place.must(text, 'must be the path of a file that ends in ".ics", or an https URL')
        return text
    host = re.match(_HOST, rest)
    shown = f"{scheme}://{host[0]}/…" if host else f"{scheme}://…"
    if scheme.lower() != "https":
        raise place.must(shown, 'must begin with "https://"')
    if "@" in re.split(r"[/?#]", rest)[0]:
        raise place.must(f"{scheme}://…", "must hold no user name or password: they would stand in the repository")
    after = re.fullmatch(r"(?::([0-9]{1,5}))?(?:[/?][!-~]*)?", rest[host.end() :]) if host else None
    if after is None or int(after[1] or 443) > 65535 or "#" in rest:
        raise place.must(shown, "must be an address such as https://calendar.example.com/team.ics")
    return f"https://{rest}"


def a_label(value: object, place: Place) -> str:
    text = a_text(value, place)
    if "," in text or len(text) > 50:
        raise place.must(text, "must be a GitHub label: at most 50 characters, no comma")
    return text


def a_login(value: object, place: Place) -> str:
    text = a_text(value, place)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?", text):
        raise place.must(text, 'must be a GitHub login, such as "octocat" or "github-actions[bot]"')
    return text


def a_host(value: object, place: Place) -> str:
    text = a_text(value, place)
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?", text):
        raise place.must(text, 'must be a host name alone, such as "tickets.example.com"')
    return text.lower()


def a_language(value: object, place: Place) -> str:
    """The code of a language that dates are written in: its name, or "pt-BR", names the nearest."""
    if isinstance(value, str) and value.lower() in LANGUAGES:
        return value.lower()
    by_name = {word: code for code, name in LANGUAGES.items() for word in (code, name)}
    near = None
    if isinstance(value, str):
        code = re.split("[-_]", value.lower())[0]
        near = code if code in LANGUAGES else by_name.get(nearest(value, by_name) or "")
    hint = f'; did you mean "{near}"?' if near else ""
    raise place.must(value, f"must be one of {', '.join(LANGUAGES)}{hint}")


def a_time_zone(value: object, place: Place) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    from pm_lint.postmortem.zone_names import meanings

    text = a_text(value, place)
    try:
        if re.fullmatch(r"[A-Z][\w+-]*(?:/[A-Z][\w+-]*){0,2}", text, re.ASCII):
            return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder
        pass
    meant = meanings(text)
    near = f'; did you mean "{meant[0].place}"?' if meant else hint_for(text, sorted(available_timezones()))
    raise place.must(value, f'must be the name of a time zone, such as "Europe/Berlin"{near}')


def a_list(
    item: Callable[[object, Place], Any],
    schema: Mapping[str, object],
    *,
    empty: bool = True,
    same: Callable[[Any], object] | None = None,
) -> Kind:
    """A list without duplicates, in the order given. ``same`` says what makes two items the same."""

    def read(value: object, place: Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise place.must(value, 'must be a list, as in ["…"]')
        if not value and not empty:
            raise place.must(value, "must not be empty")
        items, seen = [], set()
        for index, element in enumerate(value):
            items.append(item(element, place.at(str(index + 1))))
            identity = (same or identity_of)(items[-1])
            if identity in seen:
                repeated = identity if isinstance(identity, date) else element
                raise place.at(str(index + 1)).must(repeated, "must not be in the list twice")
            seen.add(identity)
        return tuple(items)

    return Kind(read, {"type": "array", "items": dict(schema), "uniqueItems": True, "minItems": 0 if empty else 1})


def identity_of(item: object) -> object:
    """What makes two items of a list the same. GitHub's labels and logins differ by more than case; globs don't."""
    if isinstance(item, DayOff):
        return item.day
    return item.lower() if isinstance(item, str) and "/" not in item else item


TEXT = Kind(a_text, {"type": "string", "minLength": 1})
BOOLEAN = Kind(a_boolean, {"type": "boolean"})
DATE = Kind(a_date, {"type": "string", "format": "date"})
PATH = Kind(a_path, {"type": "string", "minLength": 1})
JSON_PATH = Kind(a_json_path, {"type": "string", "pattern": r"\.json/*$"})
CALENDAR = Kind(a_calendar, {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]://|\.[Ii][Cc][Ss]/*$"})
ZONE = Kind(a_time_zone, {"type": "string", "minLength": 1})
WITHIN = an_integer(1, 3650)
UNIT = a_choice({"business-days": "business-days", "calendar-days": "calendar-days"})
SEVERITIES = {severity.label: severity for severity in reversed(Severity)}
RULE_SEVERITY = a_choice({**SEVERITIES, "off": None})
LANGUAGE_SCHEMA = {"type": "string", "enum": list(LANGUAGES)}
