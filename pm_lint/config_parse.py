"""`pm-lint.toml` in, a validated `Config` out. The rules that exist are passed in: this module knows none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pm_lint.config import Config, Given, Override, laid_over
from pm_lint.config_calendar import refuse_contradictions
from pm_lint.config_keys import ALLOWANCE_KEYS, OVERRIDE_KEYS, PATHS, SECTION_KEYS, TABLES, override_tables
from pm_lint.config_rules import read_rules
from pm_lint.config_values import Key, Place, a_table, a_text, refuse_unknown
from pm_lint.errors import ConfigError
from pm_lint.finding import RuleName
from pm_lint.postmortem.severities import folded
from pm_lint.postmortem.text import normalise
from pm_lint.record import replace
from pm_lint.regex import regex

#: Tables whose keys a team chooses, at the top and in an override.
_OPEN = ("rules", "sections")
_OVERRIDES = "overrides"


def parse(text: str, origin: str, known: Iterable[RuleName]) -> Config:
    """The configuration in a TOML text; ``known`` are the rules that there are.

    Of an ``origin`` named `pyproject.toml` only `[tool.pm-lint]` is read. Raises ConfigError.
    """
    return parse_data(read_toml(text, origin), origin, known)


def parse_data(data: Mapping[str, Any], origin: str, known: Iterable[RuleName]) -> Config:
    """As `parse`, of the values that are in the text."""
    known = tuple(known)
    place = Place(origin)
    if _is_pyproject(origin):
        data, place = tool_table(data, place), place.at("tool", "pm-lint")
    tables = [name for name in TABLES if name]
    elsewhere = [f"{table}.{key.name}".strip(".") for table, keys in TABLES.items() for key in keys]
    top = _fields(data, TABLES[""], place, (*tables, *_OPEN, _OVERRIDES), elsewhere)
    config = laid_over(Config(origin), {"": top, **_tables(data, tables, place, known)})
    refuse_contradictions(config.calendar, data.get("calendar", {}), place.at("calendar"))
    overrides = data.get(_OVERRIDES, [])
    if not isinstance(overrides, list):
        raise place.at(_OVERRIDES).must(overrides, "must be a list of tables, as in [[overrides]]")
    places = (place.at(_OVERRIDES, str(number)) for number in range(1, len(overrides) + 1))
    return replace(
        config,
        overrides=tuple(
            _override(a_table(table, here), here, config, known) for table, here in zip(overrides, places, strict=True)
        ),
    )


def read_value(key: str, value: object, origin: str) -> Any:
    """One value given elsewhere (an option, an input of the action), checked as the key's own. ``key`` is dotted."""
    table, _, name = key.rpartition(".")
    kind = next(known.kind for known in TABLES[table] if known.name == name)
    return kind.read(value, Place(origin, (key,)))


#: tomllib takes time that grows with the square of a dotted key's length.
_DEEP_KEY = regex(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")


def read_toml(text: str, origin: str) -> dict[str, Any]:
    import tomllib

    deep = _DEEP_KEY.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise ConfigError(f"{origin}: can't be read: a key of more than 50 parts (at line {line})")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise ConfigError(f"{origin}: not valid TOML: nested too deep") from None
    except ValueError as error:
        raise ConfigError(f"{origin}: not valid TOML: {error}") from None


def _is_pyproject(origin: str) -> bool:
    return origin.replace("\\", "/").rpartition("/")[2] == "pyproject.toml"


def tool_table(data: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    tool = data.get("tool")
    if not isinstance(tool, dict) or "pm-lint" not in tool:
        raise ConfigError(f"{place.origin}: there is no [tool.pm-lint] table to read")
    return a_table(tool["pm-lint"], place.at("tool", "pm-lint"))


# -- tables -----------------------------------------------------------------------------------------------------


def _override(table: Mapping[str, object], place: Place, config: Config, known: Iterable[RuleName]) -> Override:
    tables = list(override_tables())
    keys = (PATHS, *(key for key in TABLES[""] if key.name in OVERRIDE_KEYS))
    top = _fields(table, keys, place, (*tables, *_OPEN))
    if PATHS.name not in table:
        raise place.must(table, 'must have "paths", the documents that it is for')
    given = {"": top, **_tables(table, tables, place, known)}
    laid = laid_over(config, {**given, "": {}})
    refuse_contradictions(laid.calendar, a_table(table.get("calendar", {}), place.at("calendar")), place.at("calendar"))
    return Override(top.pop(PATHS.field), given)


def _tables(data: Mapping[str, object], names: Iterable[str], place: Place, known: Iterable[RuleName]) -> Given:
    """What these tables give, and those whose keys a team chooses."""

    def inner(name: str) -> tuple[Mapping[str, object], Place]:
        return a_table(data.get(name, {}), place.at(name)), place.at(name)

    found: dict[str, Mapping[str, Any]] = {}
    for name in names:
        table, here = inner(name)
        found[name] = _meeting(table, here) if name == "meeting" else _fields(table, TABLES[name], here)
    return {**found, "rules": read_rules(*inner("rules"), known), "sections": _sections(*inner("sections"))}


def _fields(
    table: Mapping[str, object],
    keys: Iterable[Key],
    place: Place,
    inner: Iterable[str] = (),
    elsewhere: Iterable[str] = (),
) -> dict[str, Any]:
    """The fields that these keys fill. ``inner`` are the tables inside this one, read elsewhere; ``elsewhere`` are the
    dotted keys of other tables, for hints."""
    by_name = {key.name: key for key in keys}
    refuse_unknown(table, [*by_name, *inner], place, elsewhere)
    return {key.field: key.kind.read(table[name], place.at(name)) for name, key in by_name.items() if name in table}


def _meeting(table: Mapping[str, object], place: Place) -> dict[str, Any]:
    fields = _fields(table, TABLES["meeting"], place, ("by-severity",))
    severities: dict[str, dict[str, Any]] = {}
    names: set[str] = set()
    place = place.at("by-severity")
    for name, value in a_table(table.get("by-severity", {}), place).items():
        here = place.at(name)
        a_text(name, here)
        if folded(name) in names:
            raise here.must(value, "must not name one severity twice")
        names.add(folded(name))
        allowance = a_table(value, here)
        severities[name] = _fields(allowance, ALLOWANCE_KEYS, here)
        if "within" not in allowance:
            raise here.must(value, 'must have a "within", as in { within = 3 }')
    return {**fields, "by_severity": severities}


def _sections(table: Mapping[str, object], place: Place) -> dict[str, dict[str, Any]]:
    """By the section's name, as templates and documents are compared. No name may mean two sections."""
    sections: dict[str, dict[str, Any]] = {}
    aliases: set[str] = set()
    for name, value in table.items():
        here = place.at(name)
        a_text(name, here)
        fields = _fields(a_table(value, here), SECTION_KEYS, here)
        if normalise(name) in sections:
            raise here.must(value, "must not name one section twice")
        for number, alias in enumerate(fields.get("aliases", ()), 1):
            if normalise(alias) in aliases:
                raise here.at("aliases", str(number)).must(alias, "must not be an alias twice")
            aliases.add(normalise(alias))
        sections[normalise(name)] = {"name": name, **fields}
    return sections
