"""PM201 to PM205: one person answers for the postmortem, and the other lines that the template asks for."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.finding import Severity
from pm_lint.record import replace
from tests.rules.support import briefs, check, only

TEMPLATE = "# YYYY-MM-DD Title\n\n**Postmortem Owner:** Your name goes here.\n\n## Overview\nSay it in two sentences.\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Postmortem Owner:** Alice", []),
        ("**Postmortem Owner**: @alice", []),
        ("Owner: Alice Doe (SRE, on call)", []),
        ("- **Author:** Alice Doe, SRE lead", []),
        ("| Owner | Alice |\n|--|--|", []),
        ("**Authors:** Alice, Bob", []),
        ("**Author:** Alice, Bob", []),
        ("**Owners:** Alice, Bob", []),
        ("**Postmortem Owner(s):** Alice, Bob", []),
        ("**Postmortem Owner:** Alice, Bob", ["PM202 warning 3:23–3:33"]),
        ("**Postmortem Owner:** @alice and @bob", ["PM202 warning 3:23–3:38"]),
        ("**Postmortem Owner:** Alice\n& Bob", ["PM202 warning 3:23–4:6"]),
        ("**Postmortem Owner:** Your name goes here.", ["PM201 error 3:23–3:43"]),
        ("**Postmortem Owner:** TBD", ["PM201 error 3:23–3:26"]),
        ("**Postmortem Owner:** <name>", ["PM201 error 3:23"]),
        ("**Postmortem Owner:**", ["PM201 error 3:1–3:22"]),
        ("Somebody.", ["PM201 error 2:1"]),
    ],
)
def test_owner(line: str, expected: list[str]) -> None:
    found = briefs(check(f"# 2021-12-10 It broke\n\n{line}\n\n## Overview\nIt broke.\n", TEMPLATE))
    if "<name>" in line:
        assert [brief.split()[0] for brief in found][:1] == ["PM201"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("@alice", []),
        ("Alice Doe (@alice)", []),
        ("[Alice](https://github.com/alice)", []),
        ("Alice Doe", ["PM203 warning 3:12–3:21"]),
        ("Alice, @bob", ["PM203 warning 3:12–3:17", "PM202 warning 3:12–3:23"]),
        ("alice@example.com", ["PM203 warning 3:12–3:29"]),
    ],
)
def test_handles(owner: str, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n\n**Owner:** {owner}\n\n## Overview\nIt broke.\n"
    assert briefs(check(text, config=replace(Config(), owner_handle=True))) == expected
    assert not only(check(text), "PM203")
    assert len(only(check(text, config=replace(Config(), rules={"PM203": Severity.ERROR})), "PM203")) == sum(
        "PM203" in one for one in expected
    )


FIELDS = """# YYYY-MM-DD Title

**Postmortem Owner:** Your name goes here.

**Services:** The services that were affected.

**Severity:** How bad it was, SEV-1 to SEV-5.

## Overview
What happened, in a sentence or two.
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("**Services:** accounts\n\n**Severity:** SEV-1", []),
        ("- Severity: SEV-1\n- **services**: accounts", []),
        ("| Services | accounts |\n|-|-|\n| Severity | 1 |", []),
        ("**Services:** N/A\n\n**Severity:** SEV-1", []),
        ("**Services:**\n\n**Severity:** SEV-1", ["PM205 error 5:1–5:14"]),
        ("**Services:** The services that were affected.\n\n**Severity:** SEV-1", ["PM205 error 5:15–5:47"]),
        ("**Severity:** SEV-1", ["PM205 error 4:1"]),
        ("**Services:** accounts", ["PM205 error 6:1"]),
        ("**Services:** accounts\n\n**Severity:** TBD", ["PM007 warning 7:15–7:18"]),
    ],
)
def test_other_fields(lines: str, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n\n**Postmortem Owner:** Alice\n\n{lines}\n\n## Overview\nIt broke.\n"
    assert briefs(check(text, FIELDS)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Owner:** TBD", ["PM201 warning"]),
        ("**Owner:**", ["PM201 warning"]),
        ("**Owner:** Alice", []),
        ("**Meeting:** TBD", ["PM302 warning"]),
        ("**Meeting:** [the call](https://example.com/call)", []),
        ("**Meeting:** Weekly sync of the team", []),
        ("**Meeting date:** 2021-12-35", ["PM302 error"]),
    ],
)
def test_fields_that_no_template_asks_for(line: str, expected: list[str]) -> None:
    found = briefs(check(f"# 2021-12-10 It broke\n\n{line}\n"))
    assert [brief.rsplit(" ", 1)[0] for brief in found if brief[:5] in ("PM201", "PM302")] == expected


def test_front_matter_without_an_author_is_nothing() -> None:
    assert not check("---\nauthor:\n---\n# 2021-12-10 It broke\n").findings


@pytest.mark.parametrize(
    ("template", "title", "expected"),
    [
        ("**Services:** Which?", "2021-12-10 It broke", ["PM205"]),
        ("**Services:** Which? <!-- pm-lint: optional -->", "2021-12-10 It broke", []),
        ("**Date:** YYYY-MM-DD", "2021-12-10 It broke", []),
        ("**Date:** YYYY-MM-DD", "It broke", ["PM205"]),
    ],
)
def test_fields_that_may_be_left_out(template: str, title: str, expected: list[str]) -> None:
    found = check(f"# {title}\n\n## Overview\nIt broke.\n", f"# Title\n\n{template}\n\n## Overview\nWhat?\n")
    assert [finding.rule for finding in found.findings] == expected
