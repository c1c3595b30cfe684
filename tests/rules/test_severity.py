"""PM206: the severity is stated in words that the policy knows, where the deadline depends on it."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.finding import Allowance, MeetingPolicy
from pm_lint.record import replace
from tests.rules.support import briefs, check, only
from tests.rules.test_owner import FIELDS

POLICY = MeetingPolicy(by_severity={"SEV-1": Allowance(3, "calendar-days"), "SEV-2": Allowance(4)})
BY_SEVERITY = replace(Config(), meeting=POLICY)


@pytest.mark.parametrize(
    ("line", "template", "expected"),
    [
        ("**Severity:** SEV-1", None, []),
        ("**Severity:** sev 2 (all of Europe)", None, []),
        ("**Severity:** SEV-4", None, []),  # another one of the same scale
        ("**Severity:** Critical", None, ["PM206 warning 3:15–3:23"]),
        ("**Severity:** SEV-1 or SEV-2", None, ["PM206 warning 3:15–3:29"]),
        ("**Meeting:** waived by @alice", None, []),
        ("**Meeting:** No meeting: it was a drill", None, []),
        ("It was bad.", None, ["PM206 warning 2:1"]),
        ("**Severity:** TBD", None, ["PM206 warning 3:1–3:18", "PM007 warning 3:15–3:18"]),
        ("**Severity:**", None, ["PM206 warning 3:1–3:14"]),
        ("**Postmortem Owner:** Alice\n**Services:** all", FIELDS, ["PM205 error 5:1"]),
        ("**Postmortem Owner:** Alice\n**Services:** all\n**Severity:** SEV-2", FIELDS, []),
    ],
)
def test_severity(line: str, template: str | None, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n\n{line}\n\n## Overview\nIt broke.\n"
    assert briefs(check(text, template, config=BY_SEVERITY)) == expected
    assert not only(check(text, template), "PM206")


@pytest.mark.parametrize(
    ("stated", "message", "help"),
    [
        (
            "Urgent",
            "“Urgent” is no severity that the policy knows: the general allowance holds, 5 business days.",
            "Write it as the policy does; the policy knows “SEV-1” and “SEV-2”.",
        ),
        (
            "P1",
            "“P1” is no severity that the policy knows: the general allowance holds, 5 business days.",
            "Write it as the policy does; the policy knows “SEV-1” and “SEV-2”, the nearest is “SEV-1”.",
        ),
        (
            "SEV-1/2",
            "“SEV-1/2” can be more than one severity: the general allowance holds, 5 business days.",
            "Write it as the policy does; the policy knows “SEV-1” and “SEV-2”.",
        ),
    ],
)
def test_what_is_said_of_a_severity(stated: str, message: str, help: str) -> None:
    (finding,) = only(check(f"# 2021-12-10 It broke\n\n**Severity:** {stated}\n", config=BY_SEVERITY), "PM206")
    assert (finding.message, finding.help) == (message, help)


def test_without_waivers_the_severity_counts() -> None:
    config = replace(Config(), meeting=replace(POLICY, waivers=False))
    assert only(check("# 2021-12-10 It broke\n\n**Meeting:** waived by @alice\n", config=config), "PM206")
