"""The rules' fixes, applied: a document has fewer findings then, no new error, and nothing left to apply."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pm_lint.config import Config
from pm_lint.finding import Finding, Severity
from pm_lint.fixing import Fixed, Judged, fixed
from pm_lint.linter import Linter
from pm_lint.record import replace
from pm_lint.rules import RULES
from tests.rules.support import linter
from tests.rules.test_examples import ALL, Example
from tests.rules.test_properties import DOCUMENTS

LINTERS = {
    name: Linter.of(replace(Config(), template=name), None, today=date(2022, 1, 31)) for name in ("default", "auto")
}
ROOT = Path(__file__).parent.parent


def mend(text: str, linter: Linter, *, unsafe: bool, path: str = "a.md") -> tuple[Judged, Fixed]:
    """What is found before, and what comes of the text."""

    def judge(text: str) -> Judged:
        found = linter.check(path, text.encode()).findings
        return Judged(found, found)

    before, done = judge(text), fixed(text, judge, unsafe=unsafe)
    again = fixed(done.text, judge, unsafe=unsafe)
    assert (again.text, again.applied) == (done.text, ()), "what is fixed is fixed"
    assert done.judged == judge(done.text)
    return before, done


def errors(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.rule, one.key) for one in findings if one.level == Severity.ERROR}


def assert_better(text: str, before: Judged, done: Fixed) -> None:
    forms = sum(bool(one.fix and one.fix.form) for one in done.applied)
    origins = done.draft.origins
    outside = [one for one in done.judged.findings if origins[one.span.line - 1] is not None or not forms]
    assert not errors(outside) - errors(list(before.findings))
    assert len(outside) + len(done.applied) - forms <= len(before.findings)
    # All that stays is as it was, to the byte.
    assert done.text.startswith("\ufeff") == text.startswith("\ufeff")
    old, new = text.removeprefix("\ufeff").split("\n"), done.draft.lines
    kept = [at for at in origins if at is not None]
    assert kept == sorted(set(kept))
    for at, line in zip(origins, new, strict=True):
        if at is not None:
            assert line.removesuffix("\r") == old[at].removesuffix("\r")
    if done.applied and not forms and done.draft.text.strip():
        assert (old[-1] == "") == (new[-1] == ""), "it ends as it did"


BREAKS = st.sampled_from([("\n", "\n"), ("\n", "\r\n"), ("\n\n", "\r\n\n"), ("## ", "\u2028## ")])


@settings(derandomize=True, max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS, BREAKS, st.sampled_from(["", "\ufeff"]), st.sampled_from(["default", "auto"]), st.booleans())
def test_any_document(text: str, breaks: tuple[str, str], mark: str, template: str, unsafe: bool) -> None:
    text = mark + text.replace(*breaks).encode("utf-8", "ignore").decode()
    before, done = mend(text, LINTERS[template], unsafe=unsafe)
    assert_better(text, before, done)


def _applied_to(example: Example) -> tuple[Judged, Fixed]:
    return mend(example.text, example.linter, unsafe=True, path=example.options.get("file", "example.md"))


@pytest.mark.parametrize("example", [one for one in ALL if one.kind == "bad"], ids=lambda example: f"{example.rule.id}")
def test_the_bad_examples_of_the_pages(example: Example) -> None:
    before, done = _applied_to(example)
    assert_better(example.text, before, done)
    assert not done.refused or example.rule.fixable


TEMPLATE = """\
# YYYY-MM-DD Title

**Owner:** Your name goes here.

**Services:** The services that were affected.

**Meeting:** Put the date and time here.

## Overview
What happened, in a sentence or two.

## Lessons

### Good
- List anything the team did well.
"""
WHOLE = """\
# 2022-01-28 The lag

**Owner:** Alice Doe

**Services:** accounts

**Meeting:** 2022-02-01 10:30 UTC

## Overview
A query ran away.

## Lessons

### Good
- The standby.
"""


@pytest.mark.parametrize(
    ("rule", "wrong", "right", "unsafe"),
    [
        ("PM002", ("# 2022-01-28 The lag\n\n", ""), ("2022-01-28 The lag", "YYYY-MM-DD Title"), True),
        ("PM003", ("2022-01-28 The lag", "The lag of (28 Jan 2022)"),
         ("2022-01-28 The lag", "2022-01-28 The lag of (28 Jan 2022)"), False),
        ("PM006", ("A query", "What happened, in a sentence or two. A query"), ("", ""), False),
        ("PM009", ("A query", "<!-- pm-lint-disable PM403 -->\nA query"), ("", ""), False),
        ("PM101", ("\n## Lessons\n\n### Good\n- The standby.\n", ""),
         ("The standby.", "List anything the team did well."), True),
        ("PM104", ("### Good", "## Good"), ("", ""), False),
        ("PM106", ("## Lessons", "## Lesson"), ("", ""), False),
        ("PM201", ("**Owner:** Alice Doe\n\n", ""), ("Alice Doe", "Your name goes here."), True),
        ("PM205", ("**Services:** accounts\n\n", ""), ("accounts", "The services that were affected."), True),
        ("PM301", ("**Meeting:** 2022-02-01 10:30 UTC\n\n", ""),
         ("2022-02-01 10:30 UTC", "Put the date and time here."), True),
        ("PM303", ("2022-02-01", "2/3/22"), ("2022-02-01", "2022-02-03"), True),
        ("PM304", ("2022-02-01", "2023-02-01"), ("", ""), True),
        ("PM305", ("2022-02-01", "2021-02-01"), ("", ""), True),
        ("PM311", ("2022-02-01", "Monday 2022-02-01"), ("2022-02-01", "Tuesday 2022-02-01"), True),
    ],
)  # fmt: skip
def test_each_rule_s_fix(rule: str, wrong: tuple[str, str], right: tuple[str, str], unsafe: bool) -> None:
    made = linter(TEMPLATE)
    text = WHOLE.replace(*wrong)
    before, done = mend(text, made, unsafe=unsafe)
    assert rule in {one.rule for one in done.applied}
    assert done.text == WHOLE.replace(*right)
    assert_better(text, before, done)
    if unsafe:
        assert rule not in {one.rule for one in mend(text, made, unsafe=False)[1].applied}


def test_each_rule_with_a_fix_is_in_this_table() -> None:
    marks = test_each_rule_s_fix.pytestmark  # type: ignore[attr-defined]
    assert [case[0] for case in marks[0].args[1]] == [rule.id for rule in RULES.values() if rule.fixable]


def test_the_documentation_tells_of_each() -> None:
    page = (ROOT / "docs/fixes.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (PM\d{3}) ([a-z-]+) \|.*\| (safe|unsafe|form) \|$", page, re.M)
    assert [(id, name) for id, name, _ in told] == [(rule.id, rule.name) for rule in RULES.values() if rule.fixable]
    safe = {case[0]: not case[3] for case in test_each_rule_s_fix.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    assert {id: kind == "safe" for id, _, kind in told} == safe


@pytest.mark.parametrize("file", sorted((ROOT / "examples").rglob("*.md")), ids=lambda file: file.name)
@pytest.mark.parametrize("unsafe", [False, True])
def test_the_examples(file: Path, unsafe: bool) -> None:
    text = file.read_text(encoding="utf-8")
    before, done = mend(text, LINTERS["default"], unsafe=unsafe, path=file.name)
    assert_better(text, before, done)
