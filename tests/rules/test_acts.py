"""The two acts: what is silent before the meeting, and what is due after it."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.postmortem.bundled import bundled
from tests.rules.support import briefs, check, only

DEFAULT = bundled("default")
#: Act 1 as it should be: all that is due before the meeting, and the rest as the template has it.
WRITTEN = (
    DEFAULT.replace("YYYY-MM-DD Title", "2021-12-10 The database stopped answering")
    .replace("Your name goes here.", "Alice Doe")
    .split("## Overview")[0]
    .split("**Meeting")[0]
    + "**Meeting Scheduled For:** 2021-12-14 10:30 ET\n\n"
    + "## Overview\nA query ran away.\n\n## Contributing Factors\nNo limit.\n\n## Resolution\nIt was stopped.\n\n"
    + "## Impact\n4,210 requests failed.\n\n## Timeline\n\n|Time (ET)|Event|\n|:--:|:--:|\n"
    + "|2021-12-10 12:31 PM|It stopped.|\n|2021-12-10 12:45 PM|Resolved.|\n\n"
)
REST = "## How’d We Do?" + DEFAULT.split("## How’d We Do?")[1].replace("<!-- pm-lint: from=meeting -->\n", "")
DRAFT = WRITTEN + REST
BEFORE, AFTER = date(2021, 12, 14), date(2021, 12, 15)


def test_before_the_meeting_all_that_waits_is_one_notice() -> None:
    (finding,) = check(DRAFT, DEFAULT, today=BEFORE).findings
    assert briefs(check(DRAFT, DEFAULT, today=BEFORE)) == ["PM110 notice 26:1–26:16"]
    assert finding.message == "To be filled in at the meeting on Tue 14 Dec 2021: 8 sections."
    assert finding.help == (
        "Still open: What Went Well?, Where Did We Get Lucky?, What Didn’t Go So Well?, What Did We Learn?,"
        " Potential Action Items, Action Items, Internal and External."
    )


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("", id="all of it missing"),
        pytest.param("## How’d We Do?\n\n### What Went Well?\nTBD\n", id="empty and unfinished"),
        pytest.param("## Action Items\n- limit queries\n", id="action items without ticket and owner"),
        pytest.param("## Action Items\nNone.\n", id="None"),
        pytest.param(
            "## Action Items\n- be more careful\n" + "- limit the run time of queries\n" * 2, id="vague and twice"
        ),
        pytest.param("## Potential Action Items\n" + "- an idea\n" * 9, id="a long flat list"),
        pytest.param(
            "### What Didn't Go So Well?\n- nobody was alerted\n\n## Action Items\n- limit queries\n", id="no follow-up"
        ),
        pytest.param("## Messaging\n### External\nIt is mended.\n", id="a message without an apology"),
    ],
)
def test_whatever_waits_is_silent(rest: str) -> None:
    assert [f.rule for f in check(WRITTEN + rest, DEFAULT, today=BEFORE).findings] == ["PM110"]


def test_a_reading_that_is_still_to_come_opens_no_first_act() -> None:
    text = "# 12-01-2021 It broke\n\n## Overview\nIt broke.\n"
    assert only(check(text, DEFAULT, today=date(2021, 11, 26)), "PM110") == []
    assert len(only(check(text, DEFAULT, today=date(2021, 12, 2)), "PM110")) == 1


def test_after_the_meeting_all_is_due() -> None:
    rules = [f.rule for f in check(DRAFT, DEFAULT, today=AFTER).findings]
    assert set(rules) == {"PM006"}
    assert len(rules) >= 8
    missing = [f.rule for f in check(WRITTEN, DEFAULT, today=AFTER).findings]
    assert missing == ["PM101"] * 10, "each missing section, and those inside it"


def test_act_overrules() -> None:
    assert [f.rule for f in check(DRAFT, DEFAULT, today=AFTER, act=1).findings] == ["PM110"]
    assert "PM110" not in [f.rule for f in check(DRAFT, DEFAULT, today=BEFORE, act=2).findings]


NO_MEETING = DRAFT.replace("2021-12-14 10:30 ET", "TBD")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2021-12-17", ["PM302 warning", "PM110 notice"]),
        ("2021-12-18", ["PM302 error", "PM006 error"]),
    ],
)
def test_without_a_meeting_the_deadline_ends_the_act(today: str, expected: list[str]) -> None:
    found = check(NO_MEETING, DEFAULT, today=date.fromisoformat(today)).findings
    assert [f"{f.rule} {f.level.label}" for f in found][:2] == expected
    if today == "2021-12-17":
        (act,) = only(check(NO_MEETING, DEFAULT, today=date.fromisoformat(today)), "PM110")
        assert act.message == "To be filled in at the meeting, by Fri 17 Dec 2021: 8 sections."


def test_a_waiver_begins_the_second_act() -> None:
    waived = DRAFT.replace("2021-12-14 10:30 ET", "Waived by @bob")
    assert {f.rule for f in check(waived, DEFAULT, today=BEFORE).findings} == {"PM006"}


def test_a_template_without_the_directive_has_one_act() -> None:
    plain = DEFAULT.replace("<!-- pm-lint: from=meeting -->\n", "")
    assert {f.rule for f in check(DRAFT, plain, today=BEFORE).findings} == {"PM006"}


def test_what_is_due_before_the_meeting_is_asked_for_before_it() -> None:
    broken = DRAFT.replace("4,210 requests failed.", "TBD").replace("Alice Doe", "Alice, Bob")
    rules = [f.rule for f in check(broken, DEFAULT, today=BEFORE).findings]
    assert rules == ["PM202", "PM502", "PM007", "PM110"] or sorted(rules) == ["PM007", "PM110", "PM202", "PM502"]
