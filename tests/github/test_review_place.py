"""Where a finding is said, and what one click on it does: no GitHub, a linter where the template matters."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.github.comment import Spoken
from pm_lint.github.hunks import Lines
from pm_lint.github.missing import missing, skeleton
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed, place_findings
from pm_lint.github.review_plan import NewComment, Plan, make_plan
from pm_lint.linter import Checked, Linter

PATH = "postmortems/a.md"
TEMPLATE = """# YYYY-MM-DD Title

**Owner:** Your name goes here, please.

**Meeting:** When the meeting is, with its zone.

## Overview
What happened, in a sentence or two.

## Impact
Be very specific here and use numbers.

### Customers
Who has noticed it, and in which way.

## Resolution
What solved the problem, for now and for good.
"""
LINTER = Linter.of(Config(), TEMPLATE, today=date(2026, 3, 6))
WHOLE = """# 2026-03-05 Search is down

**Owner:** @mei-chen

**Meeting:** 2026-03-09 10:00 UTC

## Overview
It was down.

## Impact
12 people saw it.

### Customers
12 of them.

## Resolution
It is up again.
"""


def without(*parts: str) -> str:
    """The whole document without these parts of it."""
    text = WHOLE
    for part in parts:
        assert part in text
        text = text.replace(part, "")
    return text


def plan(source: str, *hunks: Lines) -> Plan:
    """The review of a document whose diff shows these lines."""
    checked = LINTER.check(PATH, source.encode())
    return make_plan([Reviewed(checked, PATH, hunks or (Lines(1, 99),))], Spoken(), Place("alice/x", "f" * 40))


def clicked(source: str, comment: NewComment) -> str:
    """The document after a click on the comment's suggestion, as GitHub commits it."""
    _, _, block = comment.body.partition("```suggestion\n")
    assert block.endswith("```")
    lines = source.replace("\r\n", "\n").split("\n")
    lines[comment.lines.first - 1 : comment.lines.last] = block[:-3].split("\n")[:-1]
    return "\n".join(lines)


OVERVIEW = "## Overview\nIt was down.\n\n"
IMPACT = "## Impact\n12 people saw it.\n\n"
CUSTOMERS = "### Customers\n12 of them.\n\n"
RESOLUTION = "\n## Resolution\nIt is up again.\n"
OWNER = "**Owner:** @mei-chen\n\n"
MEETING = "**Meeting:** 2026-03-09 10:00 UTC\n\n"
TITLE = "# 2026-03-05 Search is down\n\n"


@pytest.mark.parametrize(
    ("gone", "hunks", "line", "restored"),
    [
        pytest.param([OVERVIEW], [], 7, ["## Overview"], id="before the section after it"),
        pytest.param([RESOLUTION], [], 14, ["## Resolution"], id="at the end"),
        pytest.param([OWNER], [], 2, ["**Owner:**"], id="a line under the title"),
        pytest.param([MEETING], [], 4, ["**Meeting:**"], id="a line after a line"),
        pytest.param([TITLE], [], 1, ["# YYYY-MM-DD Title"], id="the title"),
        pytest.param([OWNER, MEETING], [], 2, ["**Owner:**", "**Meeting:**"], id="two lines at one place"),
        pytest.param([IMPACT, CUSTOMERS], [], 10, ["## Impact", "### Customers"], id="a section and one inside it"),
        pytest.param([OVERVIEW], [Lines(7, 7)], 7, ["## Overview"], id="the diff shows the line after"),
        pytest.param([OVERVIEW], [Lines(5, 6)], 6, ["## Overview"], id="the diff shows the line before"),
        pytest.param([OVERVIEW], [Lines(1, 5)], None, [], id="the diff shows neither"),
        pytest.param([RESOLUTION], [Lines(1, 13)], None, [], id="the diff ends before the end"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_missing_is_inserted_by_a_click(
    gone: list[str], hunks: list[Lines], line: int | None, restored: list[str], end: str
) -> None:
    source = without(*gone).replace("\n", end)
    made = plan(source, *hunks)
    if line is None:
        assert not made.create and made.summary and "```markdown\n" in made.summary
        return
    [comment] = made.create
    assert comment.lines == Lines(line, line) and len(comment.marks) == len(gone)
    mended = clicked(source, comment)
    found = [mended.find(word) for word in restored]
    assert found == sorted(found) and -1 not in found, "in the template's order"
    assert not [one for one in LINTER.check(PATH, mended.encode()).findings if "missing." in one.message]
    assert "\n\n\n" not in mended, "one blank line between parts, never two"
    parts = mended.split("\n\n")
    starts = [line for line in mended.split("\n") if line.startswith(("#", "**"))]
    assert [part.split("\n")[0] for part in parts if part.startswith(("#", "**"))] == starts, "and never none"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(without(IMPACT, CUSTOMERS).replace("down.\n\n", "down.\n"), id="no blank line before the place"),
        pytest.param(without(RESOLUTION) + "\n", id="a blank line at the end"),
        pytest.param(without(RESOLUTION).rstrip(), id="no line end at the end"),
    ],
)
def test_a_click_leaves_one_blank_line(source: str) -> None:
    [comment] = plan(source).create
    mended = clicked(source, comment)
    assert "\n\n\n" not in mended and not re.search(r"[^\n]\n#", mended)


def test_missing_things_come_in_the_templates_order() -> None:
    [comment] = plan(without(IMPACT, CUSTOMERS, RESOLUTION)).create
    names = ["“Impact”", "“Customers”", "“Resolution”"]
    assert sorted(names, key=comment.body.index) == names
    assert comment.body.endswith(
        "```suggestion\nIt was down.\n\n## Impact\nBe very specific here and use numbers.\n\n"
        "### Customers\nWho has noticed it, and in which way.\n\n"
        "## Resolution\nWhat solved the problem, for now and for good.\n```"
    )


def test_more_than_three_missing_things_are_said_once_with_one_skeleton() -> None:
    made = plan(without(OWNER, OVERVIEW, IMPACT, CUSTOMERS, RESOLUTION) + "\n## Thanks\nTo all.\n")
    assert not made.create and made.summary
    assert "5 parts of the template missing: “Owner”, “Overview”, “Impact”, “Customers”, “Resolution”" in made.summary
    block = made.summary.partition("```markdown\n")[2].partition("\n```")[0]
    assert [line for line in block.split("\n") if line.startswith(("#", "**"))] == [
        "**Owner:** Your name goes here, please.", "## Overview", "## Impact", "### Customers", "## Resolution",
    ]  # fmt: skip


IN_A_LIST = TEMPLATE.replace("**Owner:**", "- **Owner:**")


@pytest.mark.parametrize(
    ("template", "source", "rule"),
    [
        pytest.param(IN_A_LIST, TITLE, "PM201", id="an item of the template's list"),
        pytest.param(TEMPLATE, f"{TITLE}- **Owner:** @a\n", "PM301", id="after an item of a list"),
        pytest.param(TEMPLATE, "# 2026-03-05 A\n\n|Owner|@a|\n|--|--|\n|x|y|\n", "PM301", id="after a row"),
        pytest.param(TEMPLATE, "---\nowner: a\n---\n# 2026-03-05 A\n", "PM301", id="after an entry of front matter"),
        pytest.param(TEMPLATE, "---\ntitle: 2026-03-05 A\n---\nx\n", "PM201", id="the title is in the front matter"),
        pytest.param(TEMPLATE, "# 2026-03-05 A", "PM201", id="no line below the title"),
    ],
)
def test_a_line_is_not_offered_where_it_would_not_fit(template: str, source: str, rule: str) -> None:
    linter = Linter.of(Config(), template, today=date(2026, 3, 6))
    [found] = [one for one in linter.check(PATH, source.encode()).findings if one.rule == rule]
    assert found.fix is None


def finding(span: Span, *edits: Edit, safe: bool = True, key: str = "x") -> Finding:
    fix = Fix("mend", edits, safe) if edits else None
    return Finding(span, "late", key, Severity.ERROR, fix=fix, rule="PM304", name="meeting-late", path=PATH)


def edit(*span: int, text: str = "new") -> Edit:
    return Edit(Span(*span), text)


ON_2 = Span(2, 1, 2, 3)


@pytest.mark.parametrize(
    ("findings", "hunks", "expected"),
    [
        pytest.param([finding(ON_2)], [Lines(1, 9)], [(Lines(2, 2), 0)], id="its own line"),
        pytest.param([finding(ON_2)], [Lines(3, 9)], [(None, 0)], id="outside of the diff"),
        pytest.param([finding(Span(2, 1, 5, 2))], [Lines(4, 9)], [(Lines(4, 5), 0)], id="the part that is shown"),
        pytest.param([finding(ON_2, edit(2, 1, 2, 2))], [Lines(1, 9)], [(Lines(2, 2), 1)], id="a safe fix"),
        pytest.param([finding(ON_2, edit(2, 1, 2, 2), safe=False)], [Lines(1, 9)], [(Lines(2, 2), 0)], id="unsafe"),
        pytest.param([finding(ON_2, edit(2, 1, 2, 1), safe=False)], [Lines(1, 9)], [(Lines(2, 2), 0)], id="in a line"),
        pytest.param(
            [finding(ON_2, edit(2, 1, 2, 1, text="new\n"), safe=False)], [Lines(1, 9)], [(Lines(2, 2), 1)], id="lines"
        ),
        pytest.param([finding(ON_2, edit(2, 2, 4, 1))], [Lines(1, 9)], [(Lines(2, 4), 1)], id="several lines"),
        pytest.param([finding(ON_2, edit(2, 2, 4, 1))], [Lines(1, 3), Lines(4, 9)], [(Lines(2, 2), 0)], id="two hunks"),
        pytest.param([finding(ON_2, edit(2, 2, 30, 1))], [Lines(1, 40)], [(Lines(2, 2), 0)], id="too many lines"),
        pytest.param(
            [finding(ON_2, edit(2, 1, 4, 1)), finding(Span.at(4), edit(4, 1, 6, 1)), finding(Span.at(6))],
            [Lines(1, 9)], [(Lines(2, 6), 1), (Lines(2, 6), 1), (Lines(6, 6), 0)], id="overlapping: one comment",
        ),
        pytest.param(
            [finding(ON_2, edit(2, 1, 15, 1)), finding(Span.at(15), edit(15, 1, 30, 1)), finding(Span.at(31))],
            [Lines(1, 40)], [(Lines(2, 15), 1), (Lines(15, 30), 0), (Lines(31, 31), 0)], id="overlapping: too long",
        ),
    ],
)  # fmt: skip
def test_places(findings: list[Finding], hunks: list[Lines], expected: list[tuple[Lines | None, int]]) -> None:
    source = "\n".join(f"line {number}" for number in range(1, 41))
    document = Reviewed(Checked(PATH, source, None, tuple(findings)), PATH, tuple(hunks))
    assert [(one.lines, len(one.edits)) for one in place_findings(document)] == expected


def test_a_skeleton_may_hold_fences() -> None:
    template = TEMPLATE + "\n## Logs\nThe log, as it is:\n\n````suggestion\n```\n````\n"
    linter = Linter.of(Config(), template, today=date(2026, 3, 6))
    checked = linter.check(PATH, WHOLE.encode())
    made = make_plan([Reviewed(checked, PATH, (Lines(1, 99),))], Spoken(), Place("alice/x", "f" * 40))
    assert "`````suggestion\n" in made.create[0].body and made.create[0].body.endswith("\n`````")
    far = make_plan([Reviewed(checked, PATH, ())], Spoken(), Place("alice/x", "f" * 40))
    assert far.summary and "`````markdown\n## Logs" in far.summary


def test_the_templates_names_are_only_text() -> None:
    template = "".join(f"## Factor {number} of @torvalds\nSay it in a few words.\n\n" for number in range(4))
    checked = Linter.of(Config(), template, today=date(2026, 3, 6)).check(PATH, b"# 2026-03-05 A\n")
    made = make_plan([Reviewed(checked, PATH, (Lines(1, 9),))], Spoken(), Place("alice/x", "f" * 40))
    assert made.summary and "“Factor 0 of @\u200btorvalds”" in made.summary


def test_what_no_template_has_makes_no_skeleton() -> None:
    gap = missing(Finding(Span.at(3), "x", "k", name="section-missing"), None)
    assert gap is not None and skeleton([gap, gap]) == ""
