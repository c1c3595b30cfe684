"""Comments that hold findings back."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.edits import edited
from pm_lint.record import replace
from tests.rules.support import assert_fixed, briefs, check, only

HEAD = "# 2021-12-10 It broke\n\n## Overview\n"
ALL = ["first", "second", "third"]


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        (["", "", ""], ALL),
        (["<!-- pm-lint-disable-next-line PM007 -->", "", ""], ["second", "third"]),
        (["", "<!-- pm-lint-disable-next-line unfinished -->", ""], ["first", "third"]),
        (["", "<!-- pm-lint-disable-next-line pm007, PM403 -- the team agreed -- twice -->", ""], ["first", "third"]),
        (["<!-- pm-lint-disable-next-line PM403 -->", "", ""], ALL),
        (["<!-- pm-lint-disable-next-line PM403 -- not PM007 -->", "", ""], ALL),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable -->", ""], ["second", "third"]),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable PM007 -->", ""], ["second", "third"]),
        (["<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable PM403 -->", ""], []),
        (["", "<!-- pm-lint-disable PM007 -->", ""], ["first"]),
        (["", "", "<!-- pm-lint-disable-file PM007 -->"], []),
        (["", "", "<!-- pm-lint-disable-file PM006 -->"], ALL),
        (["<!-- pm-lint-disable -->", "<!-- pm-lint-nonsense PM007 -->", ""], ALL),
        (["`<!-- pm-lint-disable-file PM007 -->`", "    <!-- pm-lint-disable-file PM007 -->", ""], ALL),
        (["<!-- pm-lint-disable PM007 --> <!-- pm-lint-enable -->", "", ""], ALL),
        (["Words <!-- pm-lint-disable-next-line PM007 --> about it.", "", ""], ["second", "third"]),
    ],
)
def test_comments(comments: list[str], left: list[str]) -> None:
    checked = check(document(comments))
    lines = {"first": 5, "second": 8, "third": 11}
    assert [finding.span.line for finding in only(checked, "PM007")] == [lines[name] for name in left]
    assert checked.suppressed == 3 - len(left)


def document(comments: list[str]) -> str:
    """Three findings, each with a comment on the line above it, in paragraphs of their own."""
    return HEAD + "".join(f"{comment or 'Words.'}\nTBD\n\n" for comment in comments)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("<!-- pm-lint-disable-next-line PM007 -->", None),
        ("<!-- pm-lint-disable-next-line PM007, PM403 -->", "suppresses nothing of PM403"),
        ("<!-- pm-lint-disable-next-line PM403, PM502 -->", "suppresses nothing"),
        ("<!-- pm-lint-disable-next-line -->", "names no rule"),
        ("<!-- pm-lint-disable -- because -->", "names no rule"),
        ("<!-- pm-lint-disable-next-line PM7 -->", "names what is no rule: “PM7”"),
        ("<!-- pm-lint-disable-next-line PM007 it is a name -->", "names what is no rule: “it”, “is”, “a” and 1 more"),
        ("<!-- pm-lint-ignore PM007 -->", "is malformed"),
        ("<!-- pm-lint disable PM007 -->", "is malformed"),
        ("<!-- pm-lint: disable-file PM007 -->", "is malformed"),
        ("<!-- pm-lint-enable -->", "ends nothing"),
        ("<!-- pm-lint-enable PM403 -->", "ends nothing"),
        ("<!-- pm-lint: optional -->", None),
        ("<!-- pm-lint wants this -->", None),
        ("<!-- pm-lint:1 issue=7 -->", None),
        ("`<!-- pm-lint-disable-file PM403 -->`", None),
        ("<!-- pm-lint-disable-file PM504 -->", None),  # off: it did not run
        ("<!-- pm-lint-disable-file PM009 -->", None),
    ],
)
def test_comments_that_do_nothing(comment: str, expected: str | None) -> None:
    found = only(check(HEAD + f"{comment}\nTBD\n"), "PM009")
    assert [finding.message for finding in found] == ([] if expected is None else [f"This comment {expected}."])
    assert all(finding.span == (4, 1, 4, len(comment) + 1) for finding in found)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("<!-- pm-lint-disable PM403 -->\nWords.", "Words."),
        ("Words <!-- pm-lint-disable PM403 --> go on.", "Words go on."),
        ("Words <!-- pm-lint-disable PM403 -->", "Words"),
        ("> <!-- pm-lint-disable PM403 -->", ">"),
        ("- a\n- b <!-- pm-lint-enable -->\n- c", "- a\n- b\n- c"),
        ("Words.\n\n<!-- pm-lint-disable\nPM403\n-->\nWords.", "Words.\n\nWords."),
        ("Words.\n\n<!-- pm-lint-disable PM403 -->\n\nWords.", "Words.\n\nWords."),
        ("Words.\n\n<!-- pm-lint-disable PM403 -->\n", "Words.\n"),
    ],
)
def test_a_comment_that_does_nothing_is_removed(text: str, mended: str) -> None:
    (finding,) = only(check(HEAD + text + "\n"), "PM009")
    assert finding.fix
    assert finding.fix.safe
    assert assert_fixed(HEAD + text + "\n", finding) == HEAD + mended + "\n"


def test_without_it_the_document_ends_as_it_did() -> None:
    text = HEAD + "Words.\r\n<!-- pm-lint-enable -->"
    (finding,) = only(check(text), "PM009")
    assert finding.fix
    assert edited(text.split("\n"), finding.fix.edits).text == HEAD + "Words."


def test_what_a_louder_rule_silences_is_suppressed_all_the_same() -> None:
    text = "# 2021-12-10 It broke\n\n<!-- pm-lint-disable PM007 -->\n**Postmortem Owner:** TBD\n"
    assert briefs(check(text)) == ["PM201 warning 4:23–4:26"]


def test_before_the_meeting_nothing_is_said_to_be_useless() -> None:
    template = "# YYYY-MM-DD Title\n\n## Overview\nWords.\n\n## Lessons\n<!-- pm-lint: from=meeting -->\nWords.\n"
    text = HEAD + "Words.\n\n## Lessons\n<!-- pm-lint-disable-next-line PM007 -->\nLater.\n"
    for act, expected in ((1, 0), (2, 1)):
        assert len(only(check(text, template, act=act), "PM009")) == expected


def test_rules_that_are_off_are_not_judged() -> None:
    text = HEAD + "<!-- pm-lint-disable-file PM403 -->\nWords.\n"
    assert only(check(text), "PM009")
    assert not only(check(text, config=replace(Config(), rules={"PM403": None})), "PM009")
    assert not only(check(text, config=replace(Config(), rules={"PM009": None})), "PM009")


def test_a_reason_may_hold_angle_brackets() -> None:
    text = "## Impact\n<!-- pm-lint-disable-next-line PM007 -- the clock was > 5 min off, see <x> -->\n7 people, TBD.\n"
    assert only(check("# 2021-12-10 It broke\n\n" + text), "PM007") == []
    assert only(check("# 2021-12-10 It broke\n\n" + text), "PM009") == []
