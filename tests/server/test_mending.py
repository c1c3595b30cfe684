"""What is offered for a finding: comments that hold it back, where they do nothing else, and all safe fixes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.edits import edited
from pm_lint.finding import Edit
from pm_lint.fixing_files import mended
from pm_lint.linters import Linters
from pm_lint.server.judging import Verdict
from pm_lint.server.mending import safe_edits, suppressions

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
        again = LINTERS.check("a.md", edited(checked.source.split("\n"), [edit]).text.encode())
        assert finding.key not in {one.key for one in again.findings if one.rule == rule}
        assert {one.rule for one in again.findings} <= {one.rule for one in checked.findings}


HEADING = HEAD + "## Contributing Factor"


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (HEAD, 0),
        (HEADING, 1),  # the last line, which has no break
        (HEADING + "\n", 1),
        (HEADING + "\n\n## Resolutions\n", 2),
        (f"\ufeff{HEADING}\r\nIt broke.\r\n", 1),
        ("# 10 Dec 2021 It broke", 1),  # all of it
        ("# 10 Dec 2021 It broke\n\x0c\u2028## Contributing Factor", 1),
        ("\0", 0),
    ],
)
def test_all_safe_fixes_are_those_of_the_command(text: str, edits: int) -> None:
    verdict = Verdict(text, "a.md", LINTERS.check("a.md", text.encode()), LINTERS)
    found = safe_edits(verdict)
    assert len(found) == edits
    assert safe_edits(verdict) == found  # known now
    expected = mended(LINTERS, "a.md", text.encode(), unsafe=False).data
    assert applied(text, found).encode() == (expected or text.encode())


def applied(text: str, edits: Sequence[Edit]) -> str:
    body = text.removeprefix("\ufeff")
    return text[: len(text) - len(body)] + edited(body.split("\n"), edits).text
