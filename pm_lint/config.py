"""`pm-lint.toml` in, a validated `Config` out.

The keys stand once, in ``TABLES``; messages, parsing and the published JSON Schema are all made from it. The rules that
exist are passed in, so that this module knows none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pm_lint.config_values import (
    BOOLEAN,
    DATE,
    DAY_OFF_SCHEMA,
    PATH,
    RULE_SEVERITY,
    SEVERITIES,
    TEXT,
    UNIT,
    WITHIN,
    Key,
    Place,
    a_choice,
    a_day_off,
    a_glob,
    a_host,
    a_label,
    a_list,
    a_login,
    a_table,
    a_text,
    an_integer,
    hint_for,
    refuse_unknown,
    shown_value,
)
from pm_lint.errors import ConfigError
from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy, OverviewPolicy, Severity

#: Where a repository keeps its configuration, in this order, when it is read by API from a branch.
BASE_CANDIDATES = ("pm-lint.toml", ".github/pm-lint.toml")


@dataclass(frozen=True)
class ActionItemsConfig:
    """`[action-items]`."""

    labels: tuple[str, ...] = ("postmortem", "action-item")
    #: Incidents before this date make no issues; None: 90 days before today.
    since: date | None = None
    create: bool = True
    max_new: int = 20
    #: Logins whose issues are read back as ours.
    creators: tuple[str, ...] = ("github-actions[bot]",)
    ticket_hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """What a team configured, with the defaults filled in."""

    #: Where it was read from, for messages; None: the defaults.
    origin: str | None = None
    #: Globs; None: `*.md` under any folder named like postmortem, post-mortem or incident.
    paths: tuple[str, ...] | None = None
    #: Globs; None: README.md and files named like a template.
    exclude: tuple[str, ...] | None = None
    template: str = "default"
    since: date | None = None
    #: The lowest severity that fails a run; None: never.
    fail_on: Severity | None = Severity.ERROR
    max_file_size: int = 1024 * 1024
    #: By rule id; None: off. Rules not named keep their default.
    rules: Mapping[str, Severity | None] = field(default_factory=dict)
    #: "DMY", "MDY" or "YMD"; None: not configured.
    dates_order: str | None = None
    #: Owners are named by handles: "owner-handle" is on.
    owner_handle: bool = False
    overview: OverviewPolicy = field(default_factory=OverviewPolicy)
    meeting: MeetingPolicy = field(default_factory=MeetingPolicy)
    calendar: CalendarPolicy = field(default_factory=CalendarPolicy)
    action_items: ActionItemsConfig = field(default_factory=ActionItemsConfig)


def severity_of(config: Config, rule_id: str, default: Severity | None) -> Severity | None:
    """The severity of a rule: the configured one, else its default; None: off."""
    if rule_id == "PM203" and config.owner_handle:  # `[owner] handle` is all that turns this one on
        default = Severity.WARNING
    return config.rules.get(rule_id, default)


#: Every key, by table ("" is the top). `[rules]` and `[meeting.by-severity]` have keys of their own: see ``parse``.
TABLES: Mapping[str, tuple[Key, ...]] = {
    "": (
        Key("paths", "paths", a_list(a_glob, TEXT.schema, empty=False), "The documents to check, as globs."),
        Key("exclude", "exclude", a_list(a_glob, TEXT.schema), "Documents to leave alone, as globs."),
        Key("template", "template", PATH, "A bundled template's name, or the path of the team's own."),
        Key("since", "since", DATE, "Older incidents are left alone."),
        Key("fail-on", "fail_on", a_choice({**SEVERITIES, "never": None}), "The lowest severity that fails a run."),
        Key("max-file-size", "max_file_size", an_integer(1, 100 * 1024 * 1024), "Larger documents are refused; bytes."),
    ),
    "dates": (
        Key(
            "order",
            "dates_order",
            a_choice({order: order for order in ("DMY", "MDY", "YMD")}),
            "How numeric dates are read where a document leaves it open.",
        ),
    ),
    "owner": (Key("handle", "owner_handle", BOOLEAN, "Whether the owner is to be named by a GitHub handle."),),
    "overview": (
        Key("max-sentences", "max_sentences", an_integer(1, 10_000), "An overview of more sentences is too long."),
        Key("max-words", "max_words", an_integer(1, 100_000), "An overview of more words is too long."),
    ),
    "meeting": (
        Key("within", "within", WITHIN, "How many days after the incident the meeting may be."),
        Key("unit", "unit", UNIT, "What these days are."),
        Key(
            "count-from",
            "count_from",
            a_choice({start: start for start in ("incident-end", "incident-start", "title")}),
            "What the days are counted from.",
        ),
    ),
    "calendar": (
        Key("country", "country", TEXT, "Whose public holidays count: a country's code, such as US."),
        Key("subdivision", "subdivision", TEXT, "A state or province of that country, such as CA."),
        Key("extra-days-off", "extra_days_off", a_list(a_day_off, DAY_OFF_SCHEMA), "The team's own days off."),
    ),
    "action-items": (
        Key("labels", "labels", a_list(a_label, {**TEXT.schema, "maxLength": 50}), "Labels of the issues."),
        Key("since", "since", DATE, "Incidents before this date make no issues."),
        Key("create", "create", BOOLEAN, "Whether issues are created for action items without a ticket."),
        Key("max-new", "max_new", an_integer(0, 1_000_000), "More new issues at once than this: none is created."),
        Key("creators", "creators", a_list(a_login, TEXT.schema, empty=False), "Whose issues are read back as ours."),
        Key("ticket-hosts", "ticket_hosts", a_list(a_host, TEXT.schema), "Hosts whose links are tickets."),
    ),
}
_ALLOWANCE_KEYS = (TABLES["meeting"][0], TABLES["meeting"][1])
#: Tables whose keys a team chooses, by the table around them.
_OPEN_TABLES = {"": ("rules",), "meeting": ("by-severity",)}


# -- reading ----------------------------------------------------------------------------------------------


def parse(text: str, origin: str, known_rules: Mapping[str, str]) -> Config:
    """The configuration in a TOML text. ``known_rules`` maps the id of each rule to its name.

    Of an ``origin`` named `pyproject.toml` only `[tool.pm-lint]` is read. Raises ConfigError.
    """
    data: Mapping[str, Any] = read_toml(text, origin)
    place = Place(origin)
    if _is_pyproject(origin):
        data, place = tool_table(data, place), place.at("tool", "pm-lint")
    inner = [name for name in TABLES if name]
    top = _read(data, "", place, inner)
    dates, owner, overview, calendar, action_items = (
        _read(a_table(data.get(name, {}), place.at(name)), name, place.at(name))
        for name in ("dates", "owner", "overview", "calendar", "action-items")
    )
    if "subdivision" in calendar and "country" not in calendar:
        raise place.at("calendar", "subdivision").must(calendar["subdivision"], "must stand beside a calendar.country")
    return Config(
        origin=origin,
        rules=_rules(a_table(data.get("rules", {}), place.at("rules")), place.at("rules"), known_rules),
        meeting=_meeting(a_table(data.get("meeting", {}), place.at("meeting")), place.at("meeting")),
        calendar=CalendarPolicy(**calendar),
        overview=OverviewPolicy(**overview),
        action_items=ActionItemsConfig(**action_items),
        **top,
        **dates,
        **owner,
    )


def read_value(key: str, value: object, origin: str) -> Any:
    """One value given elsewhere (an option, an input of the action), checked as the key's own. ``key`` is dotted."""
    table, _, name = key.rpartition(".")
    kind = next(known.kind for known in TABLES[table] if known.name == name)
    return kind.read(value, Place(origin, (key,)))


#: tomllib takes time that grows with the square of a dotted key's length.
_DEEP_KEY = r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}"""


def read_toml(text: str, origin: str) -> dict[str, Any]:
    import tomllib

    deep = re.search(_DEEP_KEY, text)
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


def _read(table: Mapping[str, object], name: str, place: Place, inner: Iterable[str] = ()) -> dict[str, Any]:
    """The fields that this table's keys fill. ``inner`` are the tables inside it, read elsewhere."""
    keys = {key.name: key for key in TABLES[name]}
    elsewhere = [f"{group}.{key.name}".strip(".") for group in TABLES for key in TABLES[group]]
    refuse_unknown(table, [*keys, *inner, *_OPEN_TABLES.get(name, ())], place, elsewhere)
    return {key.field: key.kind.read(table[key.name], place.at(key.name)) for key in keys.values() if key.name in table}


def rule_ids(words: str, origin: str, known: Mapping[str, str]) -> frozenset[str]:
    """The rules of a list with commas between, by id or name. Raises ConfigError for an unknown one."""
    by_word = {word.lower(): rule_id for rule_id, name in known.items() for word in (rule_id, name)}
    found = set()
    for word in filter(None, (word.strip() for word in words.split(","))):
        if word.lower() not in by_word:
            hint = hint_for(word, [*known, *known.values()]) or '; "pm-lint rules" lists them'
            raise ConfigError(f"{origin}: unknown rule {word!r}{hint}")
        found.add(by_word[word.lower()])
    return frozenset(found)


def _rules(table: Mapping[str, object], place: Place, known: Mapping[str, str]) -> dict[str, Severity | None]:
    by_word = {word.lower(): rule_id for rule_id, name in known.items() for word in (rule_id, name)}
    severities: dict[str, Severity | None] = {}
    for word, value in table.items():
        rule_id = by_word.get(word.lower())
        if rule_id is None:
            hint = hint_for(word, [*known, *known.values()]) or '; "pm-lint rules" lists them'
            raise ConfigError(f"{place.origin}: unknown rule {place.at(word)} = {shown_value(value)}{hint}")
        if rule_id in severities:
            raise place.at(word).must(value, f"must not configure {rule_id} ({known[rule_id]}) a second time")
        severities[rule_id] = RULE_SEVERITY.read(value, place.at(word))
    return severities


def _meeting(table: Mapping[str, object], place: Place) -> MeetingPolicy:
    given = _read(table, "meeting", place)
    allowance = replace(Allowance(), **{name: given[name] for name in ("within", "unit") if name in given})
    by_severity: dict[str, Allowance] = {}
    folded: set[str] = set()
    place = place.at("by-severity")
    for name, value in a_table(table.get("by-severity", {}), place).items():
        a_text(name, place.at(name))
        if name.lower() in folded:
            raise place.at(name).must(value, "must not name one severity twice")
        folded.add(name.lower())
        by_severity[name] = _allowance(value, place.at(name), allowance.unit)
    return MeetingPolicy(allowance, by_severity, given.get("count_from", MeetingPolicy().count_from))


def _allowance(value: object, place: Place, unit: str) -> Allowance:
    """`{ within = 3, unit = "calendar-days" }`; ``unit`` is meant where none is given."""
    table = a_table(value, place)
    refuse_unknown(table, [key.name for key in _ALLOWANCE_KEYS], place)
    if "within" not in table:
        raise place.must(value, 'must have a "within", as in { within = 3 }')
    given = {
        key.field: key.kind.read(table[key.name], place.at(key.name)) for key in _ALLOWANCE_KEYS if key.name in table
    }
    return Allowance(**{"unit": unit, **given})


def json_schema(known_rules: Mapping[str, str]) -> dict[str, Any]:
    """The JSON Schema of `pm-lint.toml`, made from the same table as the messages."""

    def table(name: str) -> dict[str, Any]:
        return _object({key.name: {**key.kind.schema, "description": key.doc} for key in TABLES[name]})

    top = table("")
    top["properties"] |= {name: table(name) for name in TABLES if name}
    words = sorted({*known_rules, *known_rules.values()})
    top["properties"]["rules"] = _object({word: dict(RULE_SEVERITY.schema) for word in words})
    allowance = _object({key.name: dict(key.kind.schema) for key in _ALLOWANCE_KEYS}) | {"required": ["within"]}
    top["properties"]["meeting"]["properties"]["by-severity"] = {"type": "object", "additionalProperties": allowance}
    top["properties"]["calendar"]["dependentRequired"] = {"subdivision": ["country"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pm-lint.toml", **top}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
