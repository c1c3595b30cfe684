"""PM101 to PM107: the sections that the template asks for."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.finding import Severity
from pm_lint.postmortem.template import read_template
from pm_lint.record import replace
from tests.rules.support import apply, assert_fixed, briefs, check, linter, only

TEMPLATE = """# YYYY-MM-DD Title

## Overview
What happened, in a sentence or two.

## Contributing Factors
All conditions that contributed to it.

## How’d We Do?

### What Went Well?
- List anything the team did well.

### What Didn’t Go So Well?
- List anything that could have gone better.

## Notes
<!-- pm-lint: optional -->
"""
TITLE = "# 2021-12-10 It broke\n"
OVERVIEW = "\n## Overview\nIt broke.\n"
FACTORS = "\n## Contributing Factors\nA query.\n"
REVIEW = "\n## How'd we do?\n\n### What went well\n- All.\n\n### **What Didn't Go So Well**\n- None of it.\n"
WHOLE = TITLE + OVERVIEW + FACTORS + REVIEW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, []),
        (WHOLE.replace("## Overview", "## OVERVIEW:"), []),
        (WHOLE.replace("## Overview", "## Summary"), []),
        (WHOLE.replace("## Overview", "Overview\n---"), []),
        (WHOLE.replace("## Overview", "**Overview**\n"), []),
        (WHOLE.replace("## Overview\nIt", "**Overview:** It"), []),
        (WHOLE.replace("## Overview\n", "## Summary and root cause\n").replace(FACTORS, ""), []),
        (TITLE + "\n- **Overview:** It broke.\n- **Contributing Factors:** A query.\n" + REVIEW, []),
        (TITLE + FACTORS + REVIEW, ["PM101 error 3:1"]),
        (TITLE + "\nIt broke.\n" + FACTORS + REVIEW, ["PM101 error 5:1"]),
        (TITLE + OVERVIEW + REVIEW, ["PM101 error 6:1"]),
        (TITLE + OVERVIEW + FACTORS, ["PM101 error 8:1"] * 3),
        # a heading that only groups others is not asked for where these are there
        (WHOLE.replace("## How'd we do?\n\n", "").replace("###", "##"), ["PM104 warning"] * 2),
        (TITLE + OVERVIEW + "\n### Details\nMore.\n" + REVIEW, ["PM101 error 9:1"]),
        (WHOLE.replace("It broke.\n", "\n"), ["PM102 error 3:1–3:12"]),
        (WHOLE.replace("It broke.\n", "-\n\n"), ["PM102 warning 3:1–3:12"]),
        (WHOLE.replace("It broke.\n", "None\n"), []),
        (WHOLE.replace("It broke.\n", "N/A: nothing happened\n"), []),
        (WHOLE.replace("It broke.\n", "<!-- later -->\n"), ["PM102 error 3:1–3:12"]),
        (WHOLE.replace("It broke.\n", "### Details\nIt broke.\n"), []),
        (WHOLE.replace("It broke.\n", "TBD\n"), ["PM007 warning 4:1–4:4"]),
        (WHOLE.replace("It broke.\n", "![graph](a.png)\n"), []),
        (TITLE + FACTORS + OVERVIEW + REVIEW, ["PM103 warning 6:1–6:12"]),
        (WHOLE.replace("## Contributing", "### Contributing"), ["PM104 warning 6:1–6:25"]),
        (WHOLE + OVERVIEW, ["PM105 warning 17:1–17:12"]),
        (WHOLE.replace("Factors", "Factor"), ["PM106 warning 6:4–6:23"]),
        (WHOLE.replace("## Contributing Factors", "## Contributors"), ["PM101 error 6:1"]),
    ],
)
def test_sections(text: str, expected: list[str]) -> None:
    found = briefs(check(text, TEMPLATE))
    if expected == ["PM103 warning 6:1–6:12"]:
        assert [brief.split()[0] for brief in found] == ["PM103"]
    elif expected == ["PM104 warning"] * 2:
        assert {brief.split()[0] for brief in found} <= {"PM104"}
    else:
        assert found == expected


@pytest.mark.parametrize(
    "text", [TITLE + FACTORS + OVERVIEW + REVIEW, WHOLE.replace("## Contributing", "### Contributing")]
)
def test_a_template_that_nobody_named_sets_neither_order_nor_levels(text: str) -> None:
    schema = replace(read_template(TEMPLATE, "example"), guessed=True)
    made = replace(linter(TEMPLATE), schema=schema)
    assert briefs(made.check("example.md", text.encode())) == []


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        # deeper: a subsection that nobody moves along would no longer be one
        ("# Contributing Factors\n\n## A query\nIt ran away.\n", [False]),
        ("# Contributing Factors\n\n### A query\nIt ran away.\n", [True]),
        ("# How'd we do?\n\n## What went well\n- All.\n", [True, True]),
        # where the template's section around it is missing, it would get into another one
        ("## Overview\nIt broke.\n\n## What went well\n- All.\n", [False]),
        ("# How'd we do?\n\n## What went well\n- All.\n\n### More\n- x\n", [False, False]),
        ("# Overview\nIt broke.\n\n## Contributing Factors\nA query.\n", [True]),
        # higher up: what stands beside it would become part of it
        ("### Overview\nIt broke.\n\n### Aside\nIt rained.\n", [False]),
        ("### Overview\nIt broke.\n\n### Contributing Factors\nA query.\n", [True, True]),
        ("### Overview\nIt broke.\n\n### Contributing Factors\nA query.\n\n### Aside\nRain.\n", [False, False]),
        ("### Overview\nIt broke.\n\n### What went well\n- All.\n", [False]),
        ("### Overview\nIt broke.\n\n## Aside\nIt rained.\n", [True]),
    ],
)
def test_a_level_is_mended_where_no_other_section_changes_its_place(text: str, offered: list[bool]) -> None:
    found = only(check(f"{TITLE}\n{text}", TEMPLATE), "PM104")
    assert [finding.fix is not None for finding in found] == offered


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("### Overview\nIt broke.\n", True),
        ("## Contributing Factors\nA query.\n\n### Overview\nIt broke.\n", True),
        # what the team has put in a section of its own, it may want there
        ("## Part one\nOdd.\n\n### Overview\nIt broke.\n", False),
    ],
)
def test_a_level_is_mended_safely_where_the_template_alone_says_what_is_around(text: str, safe: bool) -> None:
    (finding,) = only(check(f"{TITLE}\n{text}", TEMPLATE), "PM104")
    assert finding.fix
    assert finding.fix.safe == safe


def test_a_section_inside_another_needs_that_first() -> None:
    found = only(check(TITLE + OVERVIEW + FACTORS, TEMPLATE), "PM101")
    assert [(one.key, one.fix.needs if one.fix else "") for one in found] == [
        ("section:how'd we do", None),
        ("section:what didn't go so well", "section:how'd we do"),
        ("section:what went well", "section:how'd we do"),
    ]
    found = only(check(TITLE + OVERVIEW + FACTORS + "\n## How'd we do?\n", TEMPLATE), "PM101")
    assert [one.fix.needs if one.fix else "" for one in found] == [None, None]


def test_a_section_is_inserted_where_no_other_gets_out_of_order() -> None:
    text = TITLE + REVIEW + "\n## Overview\nIt broke.\n"
    (missing,) = only(check(text, TEMPLATE), "PM101")
    assert missing.fix
    mended = apply(text, missing.fix.edits)
    assert [one.key for one in only(check(mended, TEMPLATE), "PM103")] == [
        one.key for one in only(check(text, TEMPLATE), "PM103")
    ]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
def test_a_document_ends_as_it_did(end: str) -> None:
    text = (TITLE + OVERVIEW).rstrip("\n") + end
    (finding, *_) = only(check(text, TEMPLATE), "PM101")
    assert finding.fix
    mended = apply(text, finding.fix.edits)
    assert mended.endswith("\n") == bool(end)
    assert "\n\n\n" not in mended.removesuffix(end)


def test_messages() -> None:
    (missing,) = check(TITLE + OVERVIEW + "\n## Odd queries\nA query.\n" + REVIEW, TEMPLATE).findings
    assert missing.message == "The section “Contributing Factors” is missing."
    assert missing.help == "Not in the template: “Odd queries”. Is it this section?"
    (missing,) = check(TITLE + OVERVIEW + "\n## Odd\nA query.\n\n## Even\nNone.\n" + REVIEW, TEMPLATE).findings
    assert missing.help == "Not in the template: “Odd” and “Even”. Is one of them this section?"
    inner = check(WHOLE.replace("### What went well\n- All.\n", ""), TEMPLATE).findings
    assert [f.message for f in inner] == ["The section “What Went Well?” (in “How’d We Do?”) is missing."]
    (twice,) = check(WHOLE + OVERVIEW, TEMPLATE).findings
    assert twice.message == "The section “Overview” stands twice, first on line 3."
    (level,) = check(WHOLE.replace("## Contributing", "### Contributing"), TEMPLATE).findings
    assert "a heading of level 3; in the template it is of level 2" in level.message
    (near,) = check(WHOLE.replace("Factors", "Factor"), TEMPLATE).findings
    assert near.message == "“Contributing Factor” is nearly the template's “Contributing Factors”."


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (TITLE + FACTORS + REVIEW, "PM101"),
        (TITLE + OVERVIEW + REVIEW, "PM101"),
        (TITLE + OVERVIEW + FACTORS.rstrip() + "\n\n## How'd we do?\n### What went well\n- All.", "PM101"),
        (WHOLE.replace("## Contributing", "### Contributing"), "PM104"),
        (WHOLE.replace("Factors", "Factor"), "PM106"),
        (WHOLE.replace("Factors", "Factor").replace("\n", "\r\n"), "PM106"),
        ((TITLE + FACTORS + REVIEW).replace("\n", "\r\n"), "PM101"),
    ],
)
def test_fixes(text: str, rule: str) -> None:
    finding = only(check(text, TEMPLATE), rule)[0]
    assert finding.fix
    assert finding.fix.safe == (rule != "PM101")
    mended = apply(text, finding.fix.edits)
    left = [f for f in check(mended, TEMPLATE).findings if (f.rule, f.key) == (rule, finding.key)]
    assert left == []
    if rule == "PM101":
        schema = read_template(TEMPLATE, "example")
        assert any(
            f"“{spec.title}” " in finding.message and spec.skeleton in mended.replace("\r", "")
            for spec in schema.sections
        )
        assert "\n\n\n" not in mended
    else:
        assert_fixed(text, finding, TEMPLATE)


def test_the_skeleton_goes_where_the_section_belongs() -> None:
    text = TITLE + OVERVIEW + "\n### Details\nMore.\n" + REVIEW
    (finding,) = check(text, TEMPLATE).findings
    assert finding.fix
    expected = TITLE + OVERVIEW + "\n### Details\nMore.\n"
    expected += "\n## Contributing Factors\nAll conditions that contributed to it.\n" + REVIEW
    assert apply(text, finding.fix.edits) == expected


def test_a_name_that_the_template_has_twice_is_told_by_what_is_around_it() -> None:
    template = "## Before\n\n### Notes\n\n## After\n\n### Notes\n"
    whole = TITLE + "\n## Before\n\n### Notes\na\n\n## After\n\n### Notes\nb\n"
    assert briefs(check(whole, template)) == []
    second = check(whole.replace("### Notes\na\n", "a\n"), template)
    assert briefs(second) == ["PM101 error 7:1"]
    assert second.findings[0].message == "The section “Notes” (in “Before”) is missing."
    thrice = check(whole + "\n### Notes\nc\n", template)
    assert [f.rule for f in thrice.findings] == ["PM105"]


def test_optional_sections_are_not_asked_for_but_known() -> None:
    assert briefs(check(WHOLE + "\n## Notes\n", TEMPLATE)) == []
    assert briefs(check(WHOLE + "\n### Notes\n", TEMPLATE)) == ["PM104 warning 17:1–17:10"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, []),
        (WHOLE + "\n## Thanks\nAll.\n\n### To Bob\nYes.\n", ["“Thanks”"]),
        (WHOLE + "\n## 2021-12-11\n- 10:30 UTC: a\n", []),  # a day of the timeline
        (WHOLE.replace("It broke.\n", "It broke.\n\n### More\nOf it.\n", 1), []),  # the team's own, inside
        (TITLE + "\n## Report\nAs asked.\n" + WHOLE.removeprefix(TITLE).replace("\n#", "\n##"), []),  # around all
        (WHOLE + "\n## Notes\nNone.\n", []),
    ],
)
def test_sections_that_the_template_lacks(text: str, expected: list[str]) -> None:
    config = replace(Config(), rules={"PM107": Severity.NOTICE})
    found = only(check(text, TEMPLATE, config=config), "PM107")
    assert [finding.message for finding in found] == [
        f"The section {name} is not in the template." for name in expected
    ]
    assert not only(check(text, TEMPLATE), "PM107")


@pytest.mark.parametrize(
    "title", ["Contributing *Factor*", "Contributing [Factor](http://a.b)", "**Contributing** Factor"]
)
def test_a_name_with_marks_has_no_fix(title: str) -> None:
    (finding,) = only(check(WHOLE.replace("Contributing Factors", title), TEMPLATE), "PM106")
    assert finding.fix is None
