"""The published schema and the page: each says of every key what the parser says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pm_lint.config_keys import ALLOWANCE_KEYS, SECTION_KEYS, TABLES
from pm_lint.config_parse import parse
from pm_lint.config_schema import json_schema
from pm_lint.errors import ConfigError
from pm_lint.finding import RuleName
from pm_lint.rules import rule_names
from tests.test_config import FULL, OVERRIDES, RULES

PAGE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text()


def test_every_key_is_on_the_page() -> None:
    """With its default in a row of a table, and in an example."""
    tables = {**TABLES, "meeting.by-severity": ALLOWANCE_KEYS, "sections": SECTION_KEYS}
    for table, keys in tables.items():
        for key in keys:
            assert re.search(rf"(?m)^\| `(?:{table}\.)?{key.name}` \|", PAGE) or table == "meeting.by-severity", (
                key.name
            )
            assert f"{key.name} = " in PAGE, (table, key.name)
    roles = next(key for key in SECTION_KEYS if key.name == "role").kind.schema["enum"]
    assert isinstance(roles, list) and all(f"`{role}`" in PAGE for role in roles)


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", PAGE, re.S))
def test_every_example_of_the_page_is_right(example: str) -> None:
    parse(example, "pm-lint.toml", rule_names())
    assert _schema_says(example, rule_names())


def _schema_says(text: str, rules: Sequence[RuleName] = RULES) -> bool:
    import tomllib

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each) for each in value]
        return value.isoformat() if isinstance(value, date) else value

    return bool(jsonschema.Draft202012Validator(json_schema(rules)).is_valid(plain(tomllib.loads(text))))


#: The parser reads words whatever their case; the schema offers one spelling to editors.
SPELLED = (
    FULL.replace("pm304", "PM304").replace("OFF", "off").replace("dmy", "DMY").replace('Factors"\n[[', 'factors"\n[[')
)


def _accepted(text: str) -> bool:
    try:
        parse(text, "pm-lint.toml", RULES)
    except ConfigError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (SPELLED, True),
        (OVERRIDES, True),
        *(
            (text, True)
            for text in ("", "rules.meeting = 'off'", "overrides = []", "sections = {}", "baseline = 'a.json'")
        ),
        *((text, False) for text in ("rules.x = 'off'", "overrides = {}", "[[overrides]]", "baseline = 'a.txt'")),
        ("[[overrides]]\npaths = ['a']\nfail-on = 'error'", False),
        ("sections.Impact.role = 'impacts'", False),
        *((text, False) for text in ("pathz = ['a']", "paths = []", "fail-on = 'eror'", "[meeting]\nwithin = 0")),
        *((text, False) for text in ("[rules]\nPM999 = 'off'", "[calendar]\nsubdivision = 'CA'", "meeting = 3")),
    ],
)
def test_the_schema_says_the_same(text: str, valid: bool) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(RULES))
    assert _schema_says(text) is valid is _accepted(text)


@pytest.mark.parametrize("line", [line for line in SPELLED.splitlines() if " = " in line])
def test_the_schema_knows_every_key(line: str) -> None:
    """Of the file with one key misspelt, parser and schema say the same."""
    text = SPELLED.replace(line, line.replace(" = ", "-x = ", 1), 1)
    assert _schema_says(text) is _accepted(text)
