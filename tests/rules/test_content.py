"""PM502, PM601 to PM603, PM801 and PM802: what the sections say."""

from __future__ import annotations

import pytest

from pm_lint.config import ActionItemsConfig, Config
from pm_lint.record import replace
from tests.rules.support import briefs, check

HEAD = "# 2021-12-10 It broke\n\n"


def found(section: str, body: str) -> list[str]:
    return briefs(check(f"{HEAD}{section}\n{body}\n"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("7 people", []),
        ("All of them", []),
        ("Nobody noticed", []),
        ("A dozen people", []),
        ("Some people noticed.", ["PM502 notice 3:1–3:10"]),
        ("None", []),
        ("", []),
        ("Some people.\n\n### Duration\n7 minutes", []),
        ("Some people.\n\n|a|b|\n|-|-|\n|x|7|", []),
        ("```\n7\n```", ["PM502 notice 3:1–3:10"]),
    ],
)
def test_impact(body: str, expected: list[str]) -> None:
    assert found("## Impact", body) == expected


@pytest.mark.parametrize(
    ("asked", "level"),
    [("Include exact numbers.", "warning"), ("How many people?", "warning"), ("What people noticed.", "notice")],
)
def test_impact_where_the_template_asks_for_numbers(asked: str, level: str) -> None:
    template = f"# YYYY-MM-DD Title\n\n## Impact\n{asked}\n"
    assert briefs(check(f"{HEAD}## Impact\nSome people noticed.\n", template)) == [f"PM502 {level} 3:1–3:10"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- @alice: do it (#1)", []),
        ("- [ ] do it #1, owner: Alice", []),
        ("- do it", ["PM602 notice 4:3–4:8", "PM603 warning 4:3–4:8"]),
        ("- @alice: a #1\n- do it", ["PM602 notice 5:3–5:8", "PM603 warning 5:3–5:8"]),
        ("- [x] do it", []),
        ("- ~~do it~~", []),
        ("- ✅ do it", []),
        ("- do it (DONE)", []),
        ("- `@alice` do it", ["PM602 notice 4:3–4:17", "PM603 warning 4:3–4:17"]),
        ("- do it #1", []),
        ("- @alice: [do it](https://app.zenhub.com/workspaces/x-1/issues/gh/a/b/7)", []),
        ("- @alice: [do it](https://docs.google.com/x)", ["PM602 notice 4:3–4:45"]),
        ("None.", ["PM601 warning 3:1–3:16"]),
        ("None: it goes away", []),
        ("N/A", ["PM601 warning 3:1–3:16"]),
        ("- TBD", ["PM601 error 3:1–3:16", "PM007 warning 4:3–4:6"]),
        ("We will do it.", ["PM601 notice 3:1–3:16"]),
        ("", ["PM601 error 3:1–3:16"]),
        ("|Action|Owner|Ticket|\n|-|-|-|\n|do it|Alice|#1|", []),
        ("|Action|Owner|Status|\n|-|-|-|\n|do it||Done|", []),
        (
            "|Action|Owner|\n|-|-|\n|do it|TBD|",
            ["PM602 notice 6:2–6:7", "PM603 warning 6:2–6:7", "PM007 warning 6:8–6:11"],
        ),
    ],
)
def test_action_items(body: str, expected: list[str]) -> None:
    if body:
        assert found("## Action Items", body) == expected
    else:
        assert found("## Action Items", body) == [], "PM102 says so where the template asks for it"


def test_items_of_inner_sections_count_once_and_potential_ones_not() -> None:
    text = f"{HEAD}## Potential Action Items\n- maybe\n\n## Action Items\n### Follow-ups\n- a\n"
    text += "\n### Ideas for action items\n- b\n"
    messages = [finding.message for finding in check(text).findings]
    assert messages[0] == "1 action item links no ticket: “a” (line 8)."
    assert messages[1] == "1 action item names no owner: “a” (line 8)."


def test_items_are_listed_and_cut() -> None:
    text = HEAD + "## Action Items\n" + "".join(f"- part {i}\n" for i in range(12))
    notice, warning = check(text).findings
    assert notice.message.startswith("12 action items link no ticket: “part 0” (line 4), “part 1” (line 5)")
    assert notice.message.endswith("“part 9” (line 13) and 2 more.")
    assert notice.help == "Merging creates an issue for each."
    assert warning.help == "Name a handle in each, such as `@alice`."


def test_no_issues_are_promised_where_none_are_made() -> None:
    config = replace(Config(), action_items=ActionItemsConfig(create=False))
    assert check(f"{HEAD}## Action Items\n- @alice: a\n", config=config).findings[0].help is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Short, with [a link](https://example.com).", []),
        ("Short, see https://example.com/page", []),
        ("Short.", ["PM801 notice 3:1–3:13"]),
        ("Hello all,\n\nShort: https://example.com/page\n\nThanks!", []),
        (f"{'word ' * 8}\n\n{'word ' * 8}: https://example.com/page", ["PM801 notice 3:1–3:13"]),
        ("word " * 121 + "https://example.com/page", ["PM801 notice 3:1–3:13"]),
        ("None", []),
        ("", []),
        ("Nobody was told; no message was needed.", []),
    ],
)
def test_internal_message(body: str, expected: list[str]) -> None:
    assert found("### Internal", body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We are sorry.", []),
        ("We apologise: 7 requests failed.", []),
        ("It is mended.", ["PM802 warning 3:1–3:13"]),
        ("We apologize for any inconvenience.", ["PM802 notice 4:18–4:35"]),
        ("N/A: nobody noticed", []),
        ("", []),
        ("Nothing was sent, as nobody noticed.", []),
        ("No external communication.", []),
        ("Purely internal.", []),
        ("See [our status page](https://example.com/1).", []),
        ("It is mended. No data was lost, and nothing more is to be done.", ["PM802 warning 3:1–3:13"]),
        ("It is mended; [more](https://example.com/1) about it: " + "word " * 15, ["PM802 warning 3:1–3:13"]),
        ("No message was sent while it was broken. " + "It is mended. " * 10, ["PM802 warning 3:1–3:13"]),
    ],
)
def test_external_message(body: str, expected: list[str]) -> None:
    assert found("### External", body) == expected
