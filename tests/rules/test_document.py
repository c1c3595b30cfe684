"""PM002 to PM007: the title, and text that is no content."""

from __future__ import annotations

import pytest

from tests.rules.support import assert_fixed, briefs, check, only

TITLED = "# YYYY-MM-DD Title\n\n## Overview\nSay in two sentences what happened.\n"
BODY = "\n## Overview\nIt broke.\n"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# 2021-12-10 It broke", []),
        ("2021-12-10 It broke\n===", []),
        ("# **2021-12-10** It broke", []),
        ("# YYYY-MM-DD Title", ["PM003 error 1:3–1:19", "PM004 error 1:3–1:19"]),
        ("# 2021-12-10 Title", ["PM004 error 1:14–1:19"]),
        ("# 2021-12-10 title.", ["PM004 error 1:14–1:20"]),
        ("# 2021-12-10", ["PM004 error 1:13"]),
        ("# It broke", ["PM003 error 1:3–1:11"]),
        ("# It broke on 10 December 2021", ["PM003 error 1:15–1:31"]),
        ("# 12/10/21 It broke", ["PM003 error 1:3–1:11"]),
        ("# 2021-12-32 It broke", ["PM003 error 1:3–1:13"]),
        ("", ["PM002 error 1:1"]),
        ("# 2021-12-10 It broke\n# And again", ["PM002 warning 2:1–2:12"]),
        ("---\ntitle: It broke\n---\n", ["PM003 error 2:8–2:16"]),
        ("---\ntitle: 2021-12-10 It broke\n---\n", []),
        ("---\nauthor: Bob\n---\n", ["PM002 error 4:1"]),
    ],
)
def test_title(title: str, expected: list[str]) -> None:
    assert briefs(check(title + "\n" + BODY, TITLED)) == expected


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("# December 10th, 2021: It *broke*", "# 2021-12-10 It *broke*"),
        ("# **10 December 2021:** it broke", "# 2021-12-10 it broke"),
        ("# It broke on 10 December 2021 ##", "# 2021-12-10 It broke ##"),
        ("# It broke on 2021-12-10: again", "# 2021-12-10 It broke: again"),
        ("# Report of 3 outages - 2021-12-10 - of Lag", "# 2021-12-10 Report of 3 outages - of Lag"),
        ("# Report: 10 December 2021 Lag", "# 2021-12-10 Report: Lag"),
        ("# Report 10 December 2021 - Lag", "# 2021-12-10 Report - Lag"),
        ("It broke (13/12/21)\n===", "2021-12-13 It broke\n==="),
        # A sentence would be torn apart, or marks.
        ("# The outage of 2021-12-10 in short", "# 2021-12-10 The outage of 2021-12-10 in short"),
        ("# Incident date: 2021-12-10, lag", "# 2021-12-10 Incident date: 2021-12-10, lag"),
        ("# It broke on 2021-12-10 at 10:31 UTC", "# 2021-12-10 It broke on 2021-12-10 at 10:31 UTC"),
        ("# Lag on 2021-12-10 until 2021-12-11", "# 2021-12-10 Lag on 2021-12-10 until 2021-12-11"),
        ("# It *broke* on 2021-12-10", "# 2021-12-10 It *broke* on 2021-12-10"),
        ("# It broke on Friday, 10 December 2021", "# 2021-12-10 It broke on Friday, 10 December 2021"),
    ],
)
def test_fix_of_a_date_in_another_form(title: str, mended: str) -> None:
    text = f"{title}\n{BODY}"
    (finding,) = only(check(text, TITLED), "PM003")
    assert finding.fix
    assert finding.fix.safe
    assert assert_fixed(text, finding, TITLED) == f"{mended}\n{BODY}"


@pytest.mark.parametrize(
    "title",
    [
        "# 10/12/2021 It broke",  # only the document's other date tells which is the month
        "# Monday 10 December 2021: it broke",  # a Friday: who knows which is wrong
    ],
)
def test_a_date_that_nobody_is_sure_of_is_not_rewritten_of_itself(title: str) -> None:
    (finding,) = only(check(f"{title}\n\n## Timeline\n- 13/12/2021 12:31 UTC: it broke.\n", TITLED), "PM003")
    assert finding.fix
    assert not finding.fix.safe


def test_no_fix_that_tears_emphasis_apart() -> None:
    (finding,) = only(check(f"# **10 December 2021: it broke**\n{BODY}", TITLED), "PM003")
    assert finding.fix is None


def test_fix_of_a_title_without_date_takes_the_timelines() -> None:
    text = f"# It broke\n{BODY}\n## Timeline\n- 2021-12-10 12:31 UTC: It broke.\n"
    (finding,) = only(check(text, TITLED), "PM003")
    assert assert_fixed(text, finding, TITLED).startswith("# 2021-12-10 It broke\n")
    assert finding.fix
    assert not finding.fix.safe


INSTRUCTED = """# YYYY-MM-DD Title

## Impact
Be very specific here and include exact numbers. E.g. how many people.

## Timeline
Some important times to include are these:
1. time of the page and the call

**Time (ET)**|**Event**
:-----:|:-----:
12-10-2021 12:31 PM|Description of an important event

## Learned
All of this stays in the document for good. <!-- pm-lint: keep -->
- List anything that you have learned.
"""
HEAD = "# 2021-12-10 It broke\n\n"
REST = "## Timeline\n- 12:31 UTC: it broke.\n\n## Learned\n- Much.\n"


@pytest.mark.parametrize(
    ("impact", "expected"),
    [
        ("7 people.", []),
        ("Be very specific here and include exact numbers. E.g. how many people.", ["PM006 error 4:1–4:71"]),
        ("Be very specific here and include exact numbers.", ["PM006 error 4:1–4:49"]),
        ("*be very specific here,* and include exact numbers", ["PM502 warning 3:1–3:10"]),
        ("_Be very specific here and include exact numbers!_", ["PM006 error 4:1–4:51"]),
        ("7 people. Be very specific here and include exact numbers.", ["PM006 warning 4:11–4:59"]),
        ("7 people.\n\nBe very specific here and include exact numbers.", ["PM006 warning 6:1–6:49"]),
        ("E.g. 7 people.", []),
        (
            "TBD\n\nBe very specific here and include exact numbers.",
            ["PM006 warning", "PM007 warning", "PM502 warning"],
        ),
    ],
)
def test_placeholder(impact: str, expected: list[str]) -> None:
    found = briefs(check(f"{HEAD}## Impact\n{impact}\n\n{REST}", INSTRUCTED))
    if impact.startswith("TBD"):
        assert sorted(text.rsplit(" ", 1)[0] for text in found) == expected
    else:
        assert found == expected


def test_placeholders_in_lists_and_tables_and_what_is_kept() -> None:
    text = (
        f"{HEAD}## Impact\n7 people.\n\n## Timeline\n1. time of the page and the call\n\n|Time (ET)|Event|\n|--|--|\n"
        "|12-10-2021 12:31 PM|Description of an important event|\n|2021-12-10 12:31|It broke.|\n\n"
        "## Learned\nAll of this stays in the document for good.\n- List anything that you have learned.\n- Much.\n"
    )
    found = check(text, INSTRUCTED)
    assert briefs(found) == ["PM006 warning 7:4–7:33", "PM006 warning 11:1–11:56", "PM006 warning 16:3–16:39"]
    for finding in found.findings:
        assert_fixed(text, finding, INSTRUCTED)


@pytest.mark.parametrize(
    ("impact", "mended"),
    [
        ("7 people. Be very specific here and include exact numbers.", "7 people."),
        ("Be very specific here and include exact numbers. 7 people.", "7 people."),
        ("7 people.\n\nBe very specific here and include exact numbers.", "7 people."),
        ("7 people.\nBe very specific here and include exact numbers.\n8 cats.", "7 people.\n8 cats."),
        ("7 people.\nBe very specific here and include exact numbers.", "7 people."),
        ("*7 people. Be very specific here and include exact numbers.*", "*7 people.*"),
        ("> 7 people.\n> Be very specific here and include exact numbers.\n> 8 cats.", "> 7 people.\n>\n> 8 cats."),
        ("- 7 people.\n- Be very specific here and include exact numbers.\n- 8 cats.", "- 7 people.\n- 8 cats."),
    ],
)
def test_fix_of_a_placeholder(impact: str, mended: str) -> None:
    text = f"{HEAD}## Impact\n{impact}\n\n{REST}"
    (finding,) = check(text, INSTRUCTED).findings
    assert finding.fix
    assert finding.fix.safe
    assert assert_fixed(text, finding, INSTRUCTED) == f"{HEAD}## Impact\n{mended}\n\n{REST}"


def test_a_section_of_nothing_but_placeholders_is_one_fault() -> None:
    text = f"{HEAD}## Impact\nTBD: Be very specific here and include exact numbers.\n\n{REST}"
    assert [f.rule for f in check(text, INSTRUCTED).findings] == ["PM502", "PM007"], "not the template's sentence"
    whole = f"{HEAD}## Impact\nBe very specific here and include exact numbers.\n\n{REST}"
    assert [f.rule for f in check(whole, INSTRUCTED).findings] == ["PM006"], "neither PM102 nor PM502 beside it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TBD", ["4:1–4:4"]),
        ("The cause is TBD, the fix TODO.", ["4:14–4:17", "4:27–4:31"]),
        ("On YYYY-MM-DD at HH:MM.", ["4:4–4:14", "4:18–4:23"]),
        ("It took ?? minutes.", ["4:9–4:11"]),
        ("Ask <name> and <Your team here>.", ["4:5–4:11", "4:16–4:32"]),
        ("- a\n- XXX", ["5:3–5:6"]),
        ("|a|b|\n|-|-|\n|x|TBD|", ["6:4–6:7"]),
        ("`TODO` and `<name>`", []),
        ("```\nTODO\n```", []),
        ("What?? Really?! todo, tbd, <br>, <details>", []),
        ("https://example.com/?a=??", []),
        ('The alert read “TODO: name me”, the issue "XXX fails".', []),
        ('It is "TBD".', ["4:8–4:11"]),
        ("The host XXX.XXX.10.4 lost $XXX, in the repository TODO-app.", []),
    ],
)
def test_unfinished(text: str, expected: list[str]) -> None:
    found = only(check(f"{HEAD}## Overview\n{text}\n"), "PM007")
    assert [f"{f.span.line}:{f.span.column}–{f.span.end_line}:{f.span.end_column}" for f in found] == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- TODO: add alerts\n- add limits (TODO)", []),
        ("TODO:\n\n- add alerts", []),
        ("- TODO\n- add alerts, owner: TBD", [4, 5]),
        ("|Action|Status|\n|-|-|\n|add alerts|TODO|", []),
        ("|Action|Bug|\n|-|-|\n|add alerts|#1 **TODO**|", []),
        ("|Action|Bug|\n|-|-|\n|add alerts|TODO|", [6]),
        ("### Soon\n- TODO: add alerts", []),
    ],
)
def test_the_state_of_an_action_item_is_not_unfinished(text: str, lines: list[int]) -> None:
    found = only(check(f"{HEAD}## Action Items\n{text}\n"), "PM007")
    assert [finding.span.line for finding in found] == lines


def test_what_stands_in_a_list_that_is_a_section_is_said_once() -> None:
    assert (
        len(
            only(
                check("# 2021-12-10 It broke\n\n- **Impact**:\n  - Since 10:00 (end TBC)\n- **Resolution**: x\n"),
                "PM007",
            )
        )
        == 1
    )


def test_unfinished_headings_and_titles() -> None:
    assert briefs(check("# 2021-12-10 TBD\n\n## TODO\nx\n")) == ["PM007 warning 1:14–1:17", "PM007 warning 3:4–3:8"]


def test_the_message_quotes_a_left_over_without_its_list_mark() -> None:
    template = (
        "# A\n\n## Steps\n1. Say when the first page was sent out.\n\n| Time | What |\n|--|--|\n| 12-10-2021 | x |\n"
    )
    messages = [finding.message for finding in only(check(template, template), "PM006")]
    assert [message.split(": ")[1] for message in messages] == ["“Say when the first page was sent out.”"]


ASKING = """# YYYY-MM-DD Title

## Detection
- Which alert told us of it first?

## Resolution
<Include any short term fix to the problem here.>
"""


@pytest.mark.parametrize(
    ("detection", "resolution", "expected"),
    [
        ("- A person.", "We restarted it.", []),
        ("- Which alert told us of it first? The one for disks.", "We restarted it.", []),
        ("- Which alert told us of it first?", "We restarted it.", ["PM006 error 4:3–4:35"]),
        ("- A person.", "<Include any short term fix to the problem here.>", ["PM006 error 7:1–7:50"]),
        ("- A person.", "<details>\nWe restarted it.\n</details>", []),
    ],
)
def test_questions_and_what_looks_like_a_tag(detection: str, resolution: str, expected: list[str]) -> None:
    text = f"# 2021-12-10 It broke\n\n## Detection\n{detection}\n\n## Resolution\n{resolution}\n"
    assert [brief for brief in briefs(check(text, ASKING)) if brief.split()[1] == "error"] == expected


def test_without_a_template_a_missing_title_is_a_warning() -> None:
    assert briefs(check("## Impact\n7 people.\n")) == ["PM002 warning 1:1"]
    assert briefs(check("## Impact\n7 people.\n", "# YYYY-MM-DD Title\n\n## Impact\nWho?\n")) == ["PM002 error 1:1"]
    assert briefs(check("# 2021-12-10\n\n## Impact\n7 people.\n")) == [], "no template says what a title is"
