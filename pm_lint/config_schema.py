"""The JSON Schema of `pm-lint.toml`, made from the same definitions as the messages and the parser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pm_lint.config_calendar import NEEDS
from pm_lint.config_keys import ALLOWANCE_KEYS, OVERRIDE_KEYS, PATHS, SECTION_KEYS, TABLES, override_tables
from pm_lint.config_values import RULE_SEVERITY, Key
from pm_lint.finding import RuleName


def json_schema(known: Iterable[RuleName]) -> dict[str, Any]:
    """The schema of the whole file."""
    known = tuple(known)
    top = _object(TABLES[""])
    top["properties"] |= _tables([name for name in TABLES if name], known)
    top["properties"]["calendar"] |= NEEDS
    override = _object((PATHS, *(key for key in TABLES[""] if key.name in OVERRIDE_KEYS)))
    override["properties"] |= _tables(override_tables(), known)
    override["required"] = [PATHS.name]
    top["properties"]["overrides"] = {
        "type": "array",
        "items": override,
        "description": "What is different for some documents; where several match, the last one wins.",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pm-lint.toml", **top}


def _tables(names: Iterable[str], known: Iterable[RuleName]) -> dict[str, Any]:
    """The tables of these names, and those whose keys a team chooses."""
    tables: dict[str, Any] = {name: _object(TABLES[name]) for name in names}
    allowance = {**_object(ALLOWANCE_KEYS), "required": ["within"]}
    tables["meeting"]["properties"]["by-severity"] = {"type": "object", "additionalProperties": allowance}
    words = sorted({word for rule in known for word in (rule.id, rule.name, rule.group)})
    severities = {word: dict(RULE_SEVERITY.schema) for word in words}
    tables["rules"] = {"type": "object", "properties": severities, "additionalProperties": False}
    tables["sections"] = {"type": "object", "additionalProperties": _object(SECTION_KEYS)}
    return tables


def _object(keys: Iterable[Key]) -> dict[str, Any]:
    properties = {key.name: {**key.kind.schema, "description": key.doc} for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}
