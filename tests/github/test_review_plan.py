"""The decisions of the review, without GitHub."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.github.comment import SUMMARY_MARKER, Mark, Said, SaidSummary, Spoken, inline_body, marker, parse_marker
from pm_lint.github.hunks import Lines
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.review_plan import NewComment, Plan, duplicates, make_plan
from pm_lint.github.suggestion import MAX_CHARACTERS, applied, lines_of, suggestion
from pm_lint.github.summary import Part, summary_body
from pm_lint.linter import Checked
from pm_lint.record import replace
from tests.github.test_issue_support import document
from tests.work import growth

PATH = "postmortems/a.md"
WHERE = Place("alice/x", "f" * 40)


def finding(line: int, key: str = "meeting", message: str = "late", **changes: object) -> Finding:
    made = Finding(Span(line, 1, line, 5), message, key, Severity.ERROR, rule="PM304", name="meeting-late", path=PATH)
    return replace(made, **changes)  # type: ignore[arg-type]


def reviewed(*findings: Finding, hunks: tuple[Lines, ...] = (Lines(1, 50),), name: str = PATH) -> Reviewed:
    source = "\n".join(f"line {number}" for number in range(1, 51))
    path = findings[0].path if findings else PATH
    return Reviewed(Checked(path, source, document(path).postmortem, findings), name, hunks)


def said(number: int, *findings: Finding, line: int | None = None, **changes: object) -> Said:
    """What we said of these findings."""
    marks = tuple(Mark(one.fingerprint(), one.rule, one.key, one.path) for one in findings)
    body = inline_body(findings, marks, "")
    return replace(Said(number, findings[0].path, body, marks, line or findings[-1].span.line), **changes)  # type: ignore[arg-type]


def plan(*findings: Finding, spoken: tuple[Said, ...] = (), summaries: tuple[SaidSummary, ...] = ()) -> Plan:
    return make_plan([reviewed(*findings)], Spoken(spoken, summaries), WHERE)


LATE = finding(5)


@pytest.mark.parametrize(
    ("spoken", "created", "edited", "deleted", "summary"),
    [
        pytest.param((), 1, [], [], False, id="new"),
        pytest.param((said(1, LATE),), 0, [], [], False, id="said"),
        pytest.param((said(1, finding(9), line=5),), 0, [], [], False, id="said, the line moved along"),
        pytest.param((said(1, finding(5, message="x")),), 0, [1], [], False, id="its text changed"),
        pytest.param((said(1, LATE, closed=True),), 0, [], [], False, id="resolved"),
        pytest.param((said(1, LATE, outdated=True, line=None),), 1, [], [1], False, id="outdated"),
        pytest.param((said(1, LATE, outdated=True, replied=True),), 0, [], [], True, id="outdated with replies"),
        pytest.param((said(1, LATE, line=30),), 1, [], [1], False, id="in the wrong place"),
        pytest.param((said(1, finding(9, key="owner")),), 1, [], [1], False, id="gone"),
        pytest.param((said(1, finding(9, key="owner"), replied=True),), 1, [1], [], False, id="gone with replies"),
        pytest.param((said(1, finding(9, "owner"), replied=True, fixed=True),), 1, [], [], False, id="already fixed"),
        pytest.param((said(1, LATE, closed=True, fixed=True),), 1, [], [], False, id="resolved once it was fixed"),
        pytest.param((said(1, LATE), said(2, LATE)), 0, [], [2], False, id="twice"),
        pytest.param((said(1, LATE), said(2, LATE, replied=True)), 0, [2], [], False, id="twice with replies"),
        pytest.param((said(1, LATE, finding(5, "owner")),), 0, [1], [], False, id="one of two is gone"),
    ],
)
def test_what_becomes_of_a_finding(
    spoken: tuple[Said, ...], created: int, edited: list[int], deleted: list[int], summary: bool
) -> None:
    made = plan(LATE, spoken=spoken)
    assert len(made.create) == created
    assert [number for number, _ in made.edit] == edited
    assert list(made.delete) == deleted
    assert (made.summary is not None) == summary


def test_shifted_ordinals_stay_with_their_lines() -> None:
    rows = [finding(line, "row", ordinal=number) for number, line in enumerate((5, 10, 20))]
    spoken = tuple(said(number, row) for number, row in enumerate(rows, 1))
    made = plan(*(replace(row, ordinal=row.ordinal - 1) for row in rows[1:]), spoken=spoken)
    assert not made.create and list(made.delete) == [1]
    assert len(made.edit) == 2, "their markers name the new ordinals"


def test_a_document_renamed_in_the_middle_is_found_by_its_text() -> None:
    old = replace(LATE, path="postmortems/old.md")
    other = replace(old, ordinal=1, message="something else entirely")
    made = plan(LATE, spoken=(said(1, other, outdated=True), said(2, old, closed=True)))
    assert not made.create, "it is what a person resolved"
    assert list(made.delete) == [1]


def test_another_document_is_not_silenced_by_what_was_resolved_in_one_that_is_gone() -> None:
    """Only a file that the base doesn't have may have had another name before."""
    gone = said(1, replace(LATE, path="postmortems/gone.md"), outdated=True, line=None, closed=True)
    for new, created in ((True, 0), (False, 1)):
        made = make_plan([replace(reviewed(LATE), new=new)], Spoken((gone,)), WHERE)
        assert len(made.create) == created


def test_the_most_similar_texts_find_each_other_first() -> None:
    """Whatever their order: else a second run, whose order is another, would decide otherwise."""
    old = [replace(LATE, path="postmortems/old.md", ordinal=number, message=text) for number, text in enumerate("ab")]
    rows = [finding(9, message="b", ordinal=2), finding(5, message="a", ordinal=3)]
    spoken = (said(1, old[0], outdated=True, closed=True), said(2, old[1], outdated=True, replied=True))
    for one in (rows, rows[::-1]):
        made = plan(*one, spoken=spoken)
        assert made.summary and ": b (PM304" in made.summary and ": a (PM304" not in made.summary


def test_what_was_fixed_and_comes_back_elsewhere_is_a_conversation_of_its_own() -> None:
    fixed = said(1, finding(30), replied=True, fixed=True, outdated=True, line=None)
    made = plan(LATE, spoken=(fixed,))
    assert len(made.create) == 1 and not made.edit and made.summary is None
    talked = said(2, LATE, replied=True)
    moved = replace(talked, outdated=True, line=None)
    assert plan(LATE, spoken=(fixed, talked)).empty
    made = plan(LATE, spoken=(fixed, moved))
    assert not made.edit and made.summary, "the second conversation is about it, not the first"


def test_what_stands_word_for_word_is_known_before_what_has_its_number() -> None:
    """The first of two rows is mended, and the line of the second altered around it: the second is now the first."""
    first, second = (
        finding(line, "row", ordinal=number, message=text) for number, (line, text) in enumerate(((5, "a"), (9, "b")))
    )
    spoken = (said(1, first, closed=True), said(2, second, outdated=True, line=None))
    made = plan(replace(second, ordinal=0), spoken=spoken)
    assert len(made.create) == 1 and list(made.delete) == [2]


def test_several_on_one_line_are_one_comment() -> None:
    made = plan(LATE, finding(5, "owner", severity=Severity.WARNING), finding(6))
    assert [(one.lines, len(one.marks)) for one in made.create] == [(Lines(5, 5), 2), (Lines(6, 6), 1)]
    assert made.create[0].body.index("error") < made.create[0].body.index("warning")


def test_a_new_finding_joins_the_comment_on_its_line() -> None:
    made = plan(LATE, finding(5, "owner", message="no owner"), spoken=(said(1, LATE),))
    [(number, body)] = made.edit
    assert not made.create and number == 1 and "no owner" in body and len(parse_marker(body)[0]) == 2  # type: ignore[index]


@pytest.mark.parametrize(("number", "inline"), [(3, True), (4, False)])
def test_more_than_three_gaps_are_said_in_the_summary(number: int, inline: bool) -> None:
    gaps = [
        finding(line, f"section-{line}", span=Span.at(line), rule="PM101", name="section-missing")
        for line in range(1, number + 1)
    ]
    made = plan(*gaps, finding(30))
    assert len(made.create) == (number + 1 if inline else 1)
    assert (made.summary is None) == inline


def test_ranges_are_cut_to_the_hunk() -> None:
    wide = finding(1, span=Span(3, 1, 12, 4))
    made = make_plan([reviewed(wide, hunks=(Lines(5, 8),))], Spoken(), WHERE)
    assert made.create[0].payload() | {"body": ""} == {
        "path": PATH, "start_line": 5, "line": 8, "side": "RIGHT", "start_side": "RIGHT", "body": "",
    }  # fmt: skip
    assert lines_of(finding(1, span=Span(3, 1, 5, 1))) == Lines(3, 4)


def test_what_is_missing_at_the_end_stands_on_the_last_line() -> None:
    made = plan(finding(1, span=Span.at(51)))
    assert made.create[0].lines == Lines(50, 50)


def test_summaries() -> None:
    notice = finding(5, severity=Severity.NOTICE)
    first = plan(notice)
    assert first.summary and first.summary.startswith(SUMMARY_MARKER) and first.summary_changed
    there = SaidSummary(7, first.summary.replace("\n", "\r\n"))
    again = plan(notice, summaries=(SaidSummary(9, "old"), there))
    assert (again.summary_edit, again.summary_changed, again.summary_delete) == (7, False, (9,))
    assert plan(summaries=(there,)).summary_delete == (7,)
    assert plan().empty


def test_duplicates() -> None:
    both = said(3, LATE, finding(5, "owner"))
    spoken = Spoken(
        (said(2, LATE), said(1, LATE), both, said(4, LATE, replied=True), said(5, LATE, outdated=True)),
        (SaidSummary(9, ""), SaidSummary(8, "")),
    )
    assert duplicates(spoken) == ((2,), (9,))


def plan_for(lines: list[str], *findings: Finding, hunks: tuple[Lines, ...] = (Lines(1, 99),)) -> Plan:
    """The plan for a document of these lines."""
    checked = Checked(PATH, "\n".join(lines), document(PATH).postmortem, findings)
    return make_plan([Reviewed(checked, PATH, hunks)], Spoken(), WHERE)


def suggested(comment: NewComment) -> str:
    """The suggestion at the end of a comment, fences included."""
    return comment.body[comment.body.index("```suggestion") :] if "```suggestion" in comment.body else ""


def fix(*edits: Edit, safe: bool = True) -> Fix:
    return Fix("mend", edits, safe)


@pytest.mark.parametrize(
    ("mended", "text"),
    [
        (fix(Edit(Span(2, 1, 2, 3), "B")), "B"),
        (fix(Edit(Span(2, 1, 2, 1), "x"), Edit(Span(2, 3, 2, 3), "y")), "xbby"),
        (fix(Edit(Span(2, 3, 2, 3), "\n\nnew")), "bb\n\nnew"),
        (fix(Edit(Span(2, 1, 2, 3), "")), ""),
        (fix(Edit(Span(2, 1, 2, 3), "B"), safe=False), None),
        (fix(Edit(Span(2, 1, 2, 3), "B"), Edit(Span(2, 2, 2, 3), "C")), None),
        (fix(Edit(Span(1, 1, 2, 3), "B")), "B"),
        (None, None),
    ],
)
def test_suggestions(mended: Fix | None, text: str | None) -> None:
    made = plan_for(["aa", "bb", "cc"], finding(2, fix=mended))
    expected = "" if text is None else f"```suggestion\n{text}\n```" if text else "```suggestion\n```"
    assert suggested(made.create[0]) == expected


def test_a_suggestion_takes_its_lines_along() -> None:
    one = finding(2, fix=fix(Edit(Span(2, 5, 4, 1), "")))
    made = plan(one)
    assert made.create[0].lines == Lines(2, 4) and "```suggestion\nlineline 4\n```" in made.create[0].body
    outside = make_plan([reviewed(one, hunks=(Lines(1, 3),))], Spoken(), WHERE)
    assert outside.create[0].lines == Lines(2, 2) and "suggestion" not in outside.create[0].body


@pytest.mark.parametrize(("length", "offers"), [(MAX_CHARACTERS, True), (MAX_CHARACTERS + 1, False)])
def test_a_line_that_hides_what_changes_is_not_offered(length: int, offers: bool) -> None:
    """Of a line as long as a document each fix would be tried on all of it."""
    made = plan_for(["aa", "b" * length], finding(2, fix=fix(Edit(Span(2, 1, 2, 3), "B"))))
    assert bool(suggested(made.create[0])) is offers


def test_fixes_on_one_line_are_one_suggestion() -> None:
    edits = [Edit(Span(2, 1, 2, 2), "X"), Edit(Span(2, 2, 2, 3), "Y"), Edit(Span(2, 1, 2, 3), "no")]
    assert suggestion([[edit] for edit in edits], ["aa", "bb"], Lines(2, 2)).count("XY") == 1
    assert applied(["a"], Lines(1, 2), [Edit(Span(1, 1, 1, 1), "x")]) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!-- pm-lint:1 inline doc=a -->",
        "> <!-- pm-lint:1 inline doc=a finding=0123456789abcdef/PM304/x -->",
        "<!-- pm-lint:2 inline doc=a finding=0123456789abcdef/PM304/x -->",
        "<!-- pm-lint:1 inline doc=a finding=0123456789ABCDEF/PM304/x -->",
        "<!-- pm-lint:1 inline doc=a finding=0123456789abcdef/PM304 -->",
    ],
)
def test_what_is_no_marker(body: str) -> None:
    assert parse_marker(body) is None


def test_markers_come_back() -> None:
    marks = (Mark("0123456789abcdef", "PM304", "a --> b/é ", "p/--> x.md"), Mark("f" * 16, "PM101", "", "p/--> x.md"))
    assert parse_marker(marker(marks) + "\n\ntext -->") == (marks, False)
    assert parse_marker(marker(marks, fixed=True)) == (marks, True)


def test_a_thousand_findings_fit() -> None:
    many = [finding(line, f"row-{line}", message="x" * 300, severity=Severity(1 + line % 3)) for line in range(1, 1001)]
    body = summary_body([Part(reviewed(*many), tuple(many), tuple(many))], WHERE)
    assert len(body) <= 60_000 and "more findings" in body
    assert body.count("<details>") == body.count("</details>")


def test_a_carriage_return_alone_ends_no_line() -> None:
    source = "a\rb\rc\n## Impacts\nlong\r text\n"
    mends = [
        finding(2, fix=fix(Edit(Span(2, 4, 2, 11), "Impact"))),
        finding(3, fix=fix(Edit(Span(3, 1, 3, 5), "short"))),
    ]
    document = Reviewed(Checked(PATH, source, None, tuple(mends)), PATH, (Lines(1, 3),))
    first, second = make_plan([document], Spoken(), WHERE).create
    assert first.lines == Lines(2, 2) and "```suggestion\n## Impact\n```" in first.body
    assert second.lines == Lines(3, 3) and "suggestion" not in second.body


MATCHED: dict[str, Callable[[list[Finding]], Reviewed]] = {
    "the same": lambda found: reviewed(*found),
    "all with other ordinals, elsewhere": lambda found: replace(
        reviewed(*(replace(one, ordinal=one.ordinal + 50_000) for one in found)), hunks=()
    ),
    "others": lambda found: reviewed(*(replace(one, key="other") for one in found)),
}


@pytest.mark.parametrize("case", MATCHED)
def test_the_work_of_matching_what_was_said_grows_with_the_findings(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pm_lint.github.review_match.MOST_COMPARED", 20)

    def before(many: int) -> tuple[Reviewed, Spoken]:
        found = [finding(1 + index // (many // 30), "row", ordinal=index) for index in range(many)]
        earlier = plan(*found).create
        assert len(earlier) == 30
        said = (
            Said(number, PATH, one.body, parse_marker(one.body)[0], one.lines.last)  # type: ignore[index]
            for number, one in enumerate(earlier)
        )
        return MATCHED[case](found), Spoken(tuple(said))

    assert growth(lambda given: make_plan([given[0]], given[1], WHERE), before, 240) < 2.1


def test_a_marker_always_fits() -> None:
    many = [finding(5, "\U0001f525" * 100, ordinal=number) for number in range(60)]
    [comment] = plan(*many).create
    assert len(comment.body) <= 60_000
    marks = parse_marker(comment.body)
    assert marks and marks[0][0].fingerprint == many[0].fingerprint()
