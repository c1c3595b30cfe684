"""PM501, PM503, PM504, PM505 and PM701: how the sections are told."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.finding import OverviewPolicy, Severity
from pm_lint.record import replace
from tests.rules.support import brief, check, only

HEAD = "# 2021-12-10 It broke\n\n"
ON = replace(Config(), rules={"PM504": Severity.NOTICE})


def found(rule: str, section: str, body: str, config: Config = ON) -> list[str]:
    checked = check(f"{HEAD}{section}\n{body}\n", config=config)
    return [
        checked.source.split("\n")[f.span.line - 1][f.span.column - 1 : f.span.end_column - 1]
        for f in only(checked, rule)
    ]


@pytest.mark.parametrize(
    ("section", "body", "message"),
    [
        ("## Overview", "Word. " * 15, None),
        ("## Overview", "Word. " * 16, "“Overview” is 16 sentences long: 15 sentences are enough for an overview."),
        ("## Overview", "word " * 300, None),
        ("## Overview", "word " * 301, "“Overview” is 301 words long: 300 words are enough for an overview."),
        ("## Summary", "- word\n" * 16, "“Summary” is 16 sentences long: 15 sentences are enough for an overview."),
        ("## What happened?", "word " * 400, None),
        ("## Overview", "```\n" + "word " * 400 + "\n```", None),
        ("## Impact", "7 " + "word " * 400, None),
    ],
)
def test_overview_length(section: str, body: str, message: str | None) -> None:
    found = only(check(f"{HEAD}{section}\n{body}\n"), "PM501")
    assert [finding.message for finding in found] == ([message] if message else [])


def test_a_team_sets_its_own_limits() -> None:
    config = replace(Config(), overview=OverviewPolicy(max_sentences=1, max_words=3))
    (finding,) = only(check(f"{HEAD}## Overview\nOne two. Three four.\n", config=config), "PM501")
    assert finding.message == (
        "“Overview” is 2 sentences and 4 words long: 1 sentence and 3 words are enough for an overview."
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We failed to look.", []),
        ("The reviewer failed to look, and @alice failed to ask.", ["The reviewer failed to", "@alice failed to"]),
        ("Despite the plan, @alice had overlooked a case.", ["@alice had overlooked"]),
        ("The engineer ignored the page. She should have known.", ["The engineer ignored", "She should have known"]),
        ("The Redis operator failed to ask. The team failed to reproduce it.", []),
        ("We overlooked a case; the page was ignored.", []),
        ("The on-call engineer had also failed to look.", ["The on-call engineer had also failed to"]),
        ("@alice forgot to look, and Bob neglected to ask.", ["forgot to", "neglected to"]),
        ("It was human error.", ["human error"]),
        ("The cause was an operator error", ["operator error"]),
        ("User error was made here.", ["User error"]),
        ("A careless change.", ["careless"]),
        ("- one\n- he failed to look", ["he failed to"]),
        ("| a |\n|-|\n| he failed to look |", ["he failed to"]),
        ("The database failed to start.", []),
        ("Pods failed to start; users failed to log in.", []),
        ("Don't forget to look. We did not forget to.", []),
        ("The runbook is prone to human error.", []),
        ("Automate it, to reduce the chance of human error.", []),
        ("It was no human error.", []),
        ("Hardware fails, by wear or human error.", []),
        ("It was exacerbated by human error during maintenance.", ["human error"]),
        ("The script forgot to close the file. The new code had neglected to.", []),
        ("User errors rose, and the user error rate fell.", []),
        ("> He failed to look.", []),
        ("The alert said “he failed to connect”.", []),
        ('The log said "he failed to connect".', []),
        ("The log said `he failed to connect`.", []),
        ("```\nhe failed to connect\n```", []),
    ],
)
def test_blame(body: str, expected: list[str]) -> None:
    assert found("PM503", "## Contributing Factors", body) == expected


def test_what_is_told_to_customers_may_take_the_blame() -> None:
    assert found("PM503", "## External", "We are sorry: our engineer failed to look.") == []


@pytest.mark.parametrize(
    ("section", "body", "expected"),
    [
        ("## Overview", "We should have noticed it.", ["We should have noticed"]),
        ("## Overview", "The team shouldn't have been asked.", ["The team shouldn't have been asked"]),
        ("## Timeline", "- 10:30 UTC: the engineer could have known.", ["the engineer could have known"]),
        ("## Overview", "This should have been caught in review.", ["should have been caught"]),
        ("## Overview", "QC should have failed.", []),
        ("## Overview", "We should have alerts.", []),
        ("## Overview", "Every item should have an issue.", []),
        ("## Overview", "> We should have noticed it.", []),
        ("## What Didn't Go So Well?", "- We should have noticed it.", []),
    ],
)
def test_counterfactual(section: str, body: str, expected: list[str]) -> None:
    assert found("PM504", section, body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("As a workaround, it was switched off.", ["workaround"]),
        ("A temporary fix was made.", ["temporary fix"]),
        ("A temporary network mitigation is in place.", ["temporary network mitigation"]),
        ("We temporarily disabled it.", ["temporarily disabled"]),
        ("### Now\nA stop-gap.", ["stop-gap"]),
        ("A workaround. In the long term it goes.", []),
        ("A workaround.\n\nIt was replaced on Monday.", []),
        ("It was temporarily unavailable.", []),
        ("Temporary files were deleted.", []),
        ("`workaround` was set.", []),
        ("A workaround.\n\n## Action Items\n- @alice: mend it #1", []),
        ("A workaround.\n\n## Action Items\n- TBD", ["workaround"]),
        ("A workaround.\n\nAction Items\n- mend it", []),
        ("To temporarily solve this, it was switched off.", ["temporarily solve"]),
    ],
)
def test_temporary_fixes(body: str, expected: list[str]) -> None:
    assert found("PM505", "## Resolution", body) == expected


LISTS = """# YYYY-MM-DD Title

## Overview
What happened, in a sentence or two.

## What Went Well?
- List anything the team did well and want to call out.
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One point. Another one. And a third.", ["PM701 notice 6:1–6:19"]),
        ("One point.\n\nAnother one.\n\nAnd a third.", ["PM701 notice 6:1–6:19"]),
        ("<!-- remark -->\nOne point. Another one. And a third.", ["PM701 notice 6:1–6:19"]),
        ("> One point. Another one. And a third.", ["PM701 notice 6:1–6:19"]),
        ("The standby took over at once. All stayed calm.", []),
        ("One point.\n\n### Staff\nAnother one. And a third.", ["PM701 notice 6:1–6:19"]),
        ("- The standby took over at once.", []),
        ("1. The standby took over at once.", []),
        ("Among others:\n\n- The standby took over at once.", []),
        ("### Staff\n- All stayed calm and worked together.", []),
        ("| a |\n|-|\n| The standby took over at once |", []),
        ("**Standby** took over at once.\n\n**Staff** stayed calm.", []),
        ("✅ The standby took over at once.\n\n✅ All stayed calm.", []),
        ("Not much.", []),
        ("None: it all went wrong from the first minute.", []),
    ],
)
def test_lists(body: str, expected: list[str]) -> None:
    text = f"{HEAD}## Overview\nIt broke.\n\n## What Went Well?\n{body}\n"
    assert [brief(finding) for finding in check(text, LISTS).findings] == expected


def test_a_placeholder_is_said_once() -> None:
    text = (
        f"{HEAD}## Overview\nIt broke.\n\n## What Went Well?\nList anything the team did well and want to call out.\n"
    )
    assert [f.rule for f in check(text, LISTS).findings] == ["PM006"]
    assert [f.rule for f in check(text + "\nThe standby took over at once.\n", LISTS).findings] == ["PM006"]
