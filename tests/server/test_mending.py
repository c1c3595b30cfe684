"""What is offered for a finding: comments that hold it back, where they do nothing else, and all safe fixes at once."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import Edit, Finding, Fix, Span
from pm_lint.linters import Linters
from pm_lint.server.mending import edited, safe_edits, suppressions

LINTERS = Linters(Config(), {}, date(2022, 1, 31))
HEAD = "# 2021-12-10 It broke\n\n"
FILE, LINE = "Disable PM403 for this file", "Disable PM403 for this line"
ITEMS = "## Timeline\n- 2021-12-10 12:31 UTC: a\n- 2021-12-10 12:25 UTC: b\n- 2021-12-10 12:40 UTC: c\n"
TABLE = "## Timeline\n\nTime (UTC)|Event\n-|-\n2021-12-10 12:31|a\n2021-12-10 12:25|b\n2021-12-10 12:40|c\n"
PARTS = "## Timeline\n2021-12-10 12:31 UTC: a\n\n2021-12-10 12:25 UTC: b\n"


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        (HEAD + PARTS, "PM403", {LINE: 6, FILE: 2}),
        (HEAD + ITEMS, "PM403", {LINE: 5, FILE: 2}),
        (HEAD + TABLE, "PM403", {FILE: 2}),  # a comment would part the table
        (f"---\ntitle: x\n---\n{HEAD}{PARTS}", "PM403", {LINE: 9, FILE: 5}),
        ("# 2021-12-10 It broke", "PM101", {"Disable PM101 for this line": 1, "Disable PM101 for this file": 1}),
        ("---\nowner: TBD\n---\n# 2021-12-10 It broke\n", "PM201", {"Disable PM201 for this file": 5}),  # no YAML
        ("\0", "PM001", {}),
    ],
)
def test_comments(text: str, rule: str, expected: dict[str, int]) -> None:
    checked = LINTERS.check("a.md", text.encode())
    finding = next(one for one in checked.findings if one.rule == rule)
    found = dict(suppressions(finding, checked, LINTERS))
    assert {name: edit.span.line for name, edit in found.items()} == expected
    for edit in found.values():
        again = LINTERS.check("a.md", edited(checked.source, [edit]).encode())
        assert finding.key not in {one.key for one in again.findings if one.rule == rule}
        assert {one.rule for one in again.findings} <= {one.rule for one in checked.findings}


def fixed(*edits: tuple[int, int, int, int, str], safe: bool = True) -> Finding:
    return Finding(Span.at(1), "", "", fix=Fix("", tuple(Edit(Span(*span), text) for *span, text in edits), safe=safe))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "one\ntwo"),
        ([fixed((1, 1, 1, 4, "1"))], "1\ntwo"),
        ([fixed((1, 1, 1, 4, "1"), safe=False)], "one\ntwo"),
        ([fixed((2, 1, 2, 4, "2")), fixed((1, 1, 1, 4, "1"))], "1\n2"),
        ([fixed((1, 1, 1, 4, "1")), fixed((1, 2, 2, 2, "x"))], "1\ntwo"),  # where two meet, the first
        ([fixed((1, 1, 2, 1, "")), fixed((2, 1, 2, 4, "2"))], "2"),  # side by side
        ([fixed((1, 1, 1, 1, "a")), fixed((1, 1, 1, 1, "b"))], "aone\ntwo"),  # at one place
        ([fixed((1, 1, 1, 2, "O"), (2, 1, 2, 2, "T")), fixed((1, 3, 1, 4, "x"))], "One\nTwo"),  # all of one or nothing
        ([fixed((2, 4, 2, 4, "\nthree"))], "one\ntwo\nthree"),
    ],
)
def test_all_safe_fixes(findings: list[Finding], expected: str) -> None:
    assert edited("one\ntwo", safe_edits(findings)) == expected
