"""Sections as headings of any level and style, bold lines, and bold-led paragraphs and list items."""

from __future__ import annotations

import pytest

from pm_lint.markdown import List, Paragraph, parse
from pm_lint.postmortem.outline import outline
from tests.rules.support import slice_of


def shape(text: str, *, wanted: frozenset[str] = frozenset(), bold: bool = False) -> list[str]:
    """Each part as "level style title: what stands under it"."""
    document = parse(text)
    found = []
    for part in outline(document, wanted, bold=bold).parts:
        texts = [
            block.text.replace("\n", "/") if isinstance(block, Paragraph) else type(block).__name__
            for block in part.blocks
        ]
        found.append(f"{part.level} {part.style} {part.title}: {' | '.join(texts)}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # headings
        ("# A\n\nb\n\n## Impact\nc", ["1 heading A: b", "2 heading Impact: c"]),
        ("Impact\n---\nc", ["2 heading Impact: c"]),
        ("###### Impact ######\nc", ["6 heading Impact: c"]),
        ("> ## Impact\n\n- ## Impact", []),
        # a line in bold
        ("# A\n\n**Impact**\n\nc", ["1 heading A: ", "2 bold Impact: c"]),
        ("# A\n\n**Impact:**\n\nc", ["1 heading A: ", "2 bold Impact: c"]),
        ("# A\n\n**Impact**:\n\nc", ["1 heading A: ", "2 bold Impact: c"]),
        ("# A\n\n__Impact__\nc", ["1 heading A: ", "2 bold Impact: c"]),
        ("**Impact**\n\nc\n\n**Root cause**\n\nd", ["2 bold Impact: c", "2 bold Root cause: d"]),
        ("# A\n\n**Shoes**\n\nc", ["1 heading A: Shoes | c"]),
        ("# A\n\n**Owner:**\n\nc", ["1 heading A: Owner: | c"]),
        ("# A\n\n**The day of it**\n\nc", ["1 heading A: The day of it | c"]),
        ("# A\n\nSo **Impact**\n\nc", ["1 heading A: So Impact | c"]),
        # a heading of that name or role takes precedence
        ("## Impact\nb\n\n**Impact:**\n\nc", ["2 heading Impact: b | Impact: | c"]),
        ("## Root cause\nb\n\n**Cause**\n\nc", ["2 heading Root cause: b | Cause | c"]),
        # inside a known section, a line in bold is a section inside it; bold text before a colon is emphasis
        ("## Lessons\n\n**What went well**\n\n- c", ["2 heading Lessons: ", "3 bold What went well: List"]),
        ("## Lessons learned\n\n**What went well**: c", ["2 heading Lessons learned: What went well: c"]),
        # a bold lead
        ("# A\n\n**Impact:** c", ["1 heading A: ", "2 bold Impact: c"]),
        ("# A\n\n**Impact**: c *d*\ne", ["1 heading A: ", "2 bold Impact: c d/e"]),
        ("# A\n\n**Impact** — c", ["1 heading A: ", "2 bold Impact: c"]),
        ("# A\n\n**Impact** was c", ["1 heading A: Impact was c"]),
        ("# A\n\n**Impact:** c\n**Cause:** d", ["1 heading A: Impact: c/Cause: d"]),
        # where bold leads are a habit, they are sections after a heading too
        (
            "# A\n\n**Summary:** b\n\n**Impact:** c\n\n## Resolution\nd\n\n**Detection**: e",
            [
                "1 heading A: ",
                "2 bold Summary: b",
                "2 bold Impact: c",
                "2 heading Resolution: d",
                "2 bold Detection: e",
            ],
        ),
        # list items with a bold lead, in a list that text tears apart
        (
            "# A\n\n- **Impact**:\n\nb\n\n- **Shoes**:\n\nc\n\n- **Resolution**:\n  - d\n\n- **Action items**:\n  - e",
            [
                "1 heading A: ",
                "2 list Impact: b",
                "2 list Shoes: c",
                "2 list Resolution: List",
                "2 list Action items: List",
            ],
        ),
        # list items with a bold lead
        (
            "# A\n\n- **Impact:** c\n- **Timeline**\n  - 10:30 d\n- **Shoes:** e",
            ["1 heading A: ", "2 list Impact: c", "2 list Timeline: List", "2 list Shoes: e"],
        ),
        (
            "# A\n\n- **Owner:** Alice\n- **Impact:** c\n- **Fix:** d\n- plain",
            ["1 heading A: List", "2 list Impact: c", "2 list Fix: d | List"],
        ),
        ("# A\n\n- **Impact:** c\n- d", ["1 heading A: List"]),
        ("## Timeline\n\n- **Fix:** c\n- **Impact:** d", ["2 heading Timeline: List"]),
    ],
)  # fmt: skip
def test_parts(text: str, expected: list[str]) -> None:
    assert shape(text) == expected


def test_the_templates_names_are_known() -> None:
    assert shape("# A\n\n**Shoes**\n\nc", wanted=frozenset({"shoes"})) == ["1 heading A: ", "2 bold Shoes: c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n**Shoes**\n\nc\n\n**Owner:**", ["1 heading A: ", "2 bold Shoes: c | Owner:"]),
        ("# A\n\n## B\n\n**Shoes**\n\nc", ["1 heading A: ", "2 heading B: Shoes | c"]),
    ],
)
def test_any_line_in_bold_of_a_template_without_headings(text: str, expected: list[str]) -> None:
    assert shape(text, bold=True) == expected


def test_ranges_of_a_lead() -> None:
    source = "# A\n\n- **Impact** :  *c* d\n- **Fix:**\n  e"
    impact, fix = outline(parse(source)).parts[1:]
    assert [slice_of(source, part.heading.span) for part in (impact, fix)] == ["**Impact**", "**Fix:**"]
    assert [slice_of(source, part.blocks[0].span) for part in (impact, fix)] == ["*c* d", "e"]
    (rest,) = impact.blocks
    assert isinstance(rest, Paragraph)
    assert slice_of(source, rest.prose.locate(0, 1)) == "c"
    assert slice_of(source, rest.prose.locate(2, 3)) == "d"


def test_items_before_the_first_section_stay_one_list_each() -> None:
    first = outline(parse("- **Owner:** A\n- **Impact:** b\n- **Fix:** c")).preamble
    assert [type(block) for block in first] == [List]
