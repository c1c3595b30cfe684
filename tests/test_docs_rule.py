"""docs/adding-a-rule.md: its worked example is a rule that works, and could be the next one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pm_lint.finding import Finding, Severity
from pm_lint.rules import RULES, known
from pm_lint.rules.registry import Rule
from tests.rules.support import apply, check, linter

PAGE = (Path(__file__).parent.parent / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")


def _rule() -> Rule:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102 - a page of ours
    (rule,) = (value for value in made.values() if isinstance(value, Rule))
    return rule


RULE = _rule()
EXAMPLES = re.findall(r"^~~~markdown (bad|good)\n(.*?)^~~~$", RULE.doc, re.M | re.S)


def _findings(text: str) -> list[Finding]:
    doc = check(text).postmortem
    assert doc
    return list(RULE.findings(doc, linter().policy, RULE.default or Severity.WARNING))


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_its_examples(kind: str, text: str) -> None:
    found = _findings(text)
    assert [(finding.rule, finding.level) for finding in found] == [(RULE.id, RULE.default)] * (kind == "bad")
    assert check(text).findings == (), "nothing else is said of it"
    for finding in found:
        assert finding.fix
        assert not _findings(apply(text, finding.fix.edits))


def test_it_is_no_rule_yet() -> None:
    assert [kind for kind, _ in EXAMPLES] == ["bad", "good"]
    assert RULE.id not in RULES
    assert RULE.name not in known().values()
    assert RULE.fixable
