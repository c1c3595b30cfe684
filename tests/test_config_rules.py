"""Rules by id, name and group: in `[rules]`, in overrides, and on the command line."""

from __future__ import annotations

import pytest

from pm_lint.config import severity_of
from pm_lint.config_parse import parse
from pm_lint.config_rules import chosen
from pm_lint.finding import RuleName, Severity
from pm_lint.scope import config_for
from tests.test_config import RULES


@pytest.mark.parametrize(
    ("table", "severities"),
    [
        ("meeting = 'warning'", {"PM304": "warning", "PM305": "warning"}),  # PM307 is off, and stays so
        ("meeting = 'off'\nPM304 = 'error'", {"PM304": "error", "PM305": None}),
        ("meeting-late = 'error'\nMeeting = 'off'", {"PM304": "error", "PM305": None}),  # whatever the order
        ("PM307 = 'notice'\nmeeting = 'error'", {"PM307": "notice", "PM304": "error", "PM305": "error"}),
        ("action-items = 'error'", {}),
    ],
)
def test_a_group_is_less_exact_than_a_rule(table: str, severities: dict[str, str | None]) -> None:
    rules = parse(f"[rules]\n{table}", "pm-lint.toml", RULES).rules
    assert {rule: level and level.label for rule, level in rules.items()} == severities


DEFAULTS = {"PM304": Severity.ERROR, "PM305": Severity.ERROR, "PM307": None, "PM604": None}


@pytest.mark.parametrize(
    ("select", "ignore", "here", "there"),
    [
        (None, None, ["PM304"], ["PM305", "PM307"]),
        ("meeting", None, ["PM304"], ["PM305", "PM307"]),
        ("pm305", None, ["PM305"], ["PM305"]),
        ("pm304", None, ["PM304"], ["PM304"]),
        ("action-items", None, [], []),
        ("action-item-due,meeting", None, ["PM304", "PM604"], ["PM305", "PM307", "PM604"]),
        (None, "MEETING", [], []),
        ("meeting", "PM304", [], ["PM305", "PM307"]),
        (None, "PM304, action-items", [], ["PM305", "PM307"]),
    ],
)
def test_selected_and_ignored_everywhere(
    select: str | None, ignore: str | None, here: list[str], there: list[str]
) -> None:
    text = "rules.PM305 = 'off'\n[[overrides]]\npaths = ['x.md']\n[overrides.rules]\n"
    config = parse(text + "PM304 = 'off'\nPM305 = 'error'\nPM307 = 'notice'", "pm-lint.toml", RULES)
    config = chosen(config, RULES, DEFAULTS, select=select, ignore=ignore)
    for path, expected in (("a.md", here), ("x.md", there)):
        found = config_for(config, path)
        assert [rule for rule, default in DEFAULTS.items() if severity_of(found, rule, default)] == expected


def test_severity_of_a_rule() -> None:
    config = parse("[rules]\nmeeting-late = 'off'\nPM604 = 'notice'", "pm-lint.toml", RULES)
    assert severity_of(config, "PM304", Severity.ERROR) is None
    assert severity_of(config, "PM604", None) is Severity.NOTICE
    assert severity_of(config, "PM001", Severity.ERROR) is Severity.ERROR


def test_without_select_and_ignore_an_overrides_handle_counts() -> None:
    known = (*RULES, RuleName("PM203", "owner-handle", "owner", on=False))
    text = "[owner]\nhandle = true\n[[overrides]]\npaths = ['x.md']\n[overrides.owner]\nhandle = false"
    config = chosen(parse(text, "pm-lint.toml", known), known, {"PM203": None})
    found = [severity_of(config_for(config, path), "PM203", None) for path in ("a.md", "x.md")]
    assert found == [Severity.WARNING, None]
