"""Fixes applied to texts: only where an edit speaks, never two at one place, and never for the worse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pm_lint import fixing
from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.fixing import Judged, fixed, together
from pm_lint.record import replace


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span(line, column, end_line, end_column), text)


# -- fixes that can be applied together -------------------------------------------------------------------------------


def finding(title: str, *edits: Edit, safe: bool = True, form: bool = False) -> Finding:
    span = edits[0].span if edits else Span.at(1)
    return Finding(span, title, title, Severity.WARNING, fix=Fix(title, edits, safe, form), rule="PM000")


A = finding("a", edit(1, 1, 1, 2, "A"))
AB = finding("ab", edit(1, 1, 1, 3, "AB"))
B = finding("b", edit(1, 2, 1, 3, "B"))
AT_B = finding("at b", edit(1, 2, 1, 2, "x"))
AGAIN = finding("again", edit(1, 2, 1, 2, "y"))
D_AND_A = finding("d and a", edit(2, 1, 2, 2, "D"), edit(1, 1, 1, 2, "A"))
OUTSIDE = finding("outside", edit(1, 1, 4, 1, ""))
ITSELF = finding("itself", edit(1, 1, 1, 3, ""), edit(1, 2, 1, 3, ""))


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ([B, A], [A, B]),
        ([A, AB, B], [A, B]),
        ([AB, A, B], [AB]),
        ([A, AT_B, B], [A, B]),
        ([AT_B, AGAIN], [AT_B]),
        ([D_AND_A, A, B], [B, D_AND_A]),
        ([A, D_AND_A], [A]),
        ([OUTSIDE, ITSELF, finding("nothing"), A], [A]),
    ],
)
def test_together(given: list[Finding], taken: list[Finding]) -> None:
    assert together(given, ["abc", "def"]) == sorted(taken, key=lambda one: one.span)


@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(*[st.integers(1, 9)] * 2), max_size=12))
def test_together_never_overlaps(ranges: list[tuple[int, int]]) -> None:
    found = [finding("x", edit(1, min(one), 1, max(one), "x")) for one in ranges]
    spans = [one.span for one in together(found, ["a" * 8])]
    assert not any(one.overlaps(other) for one, other in pairwise(spans))
    left_out = [one.span for one in found if one.span not in spans]
    assert all(any(one.overlaps(other) for other in spans) for one in left_out)


# -- until nothing changes --------------------------------------------------------------------------------------------


def words(text: str) -> Judged:
    """A little linter: "bad" becomes "good" safely, "odd" becomes "even" not so, "trap" only makes it worse, and
    where there is no "form" one is inserted."""
    findings = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        for word, new, safe in (("bad", "good", True), ("odd", "even", False), ("trap", "bad bad", True)):
            column = line.find(word) + 1
            while column:
                place = edit(number, column, number, column + len(word), new)
                findings.append(finding(word, place, safe=safe))
                column = line.find(word, column) + 1
    if "form" not in text:
        findings.append(finding("form", edit(1, 1, 1, 1, "form bad\n"), safe=False, form=True))
    return Judged(findings, findings)


@pytest.mark.parametrize(
    ("text", "unsafe", "expected", "refused"),
    [
        ("form", False, "form", 0),
        ("form bad", False, "form good", 0),
        ("bad\r\nbad bad\nform", False, "good\r\ngood good\nform", 0),
        ("\ufeffbad odd", False, "\ufeffgood odd", 0),
        ("\ufeffform bad odd\r\n", True, "\ufeffform good even\r\n", 0),
        # One that makes it worse is left out, and only that one.
        ("bad trap bad form", False, "good trap good form", 1),
        ("trap form", False, "trap form", 1),
        # What a form brings with it is not new; what can be mended in it is.
        ("odd\nbad", True, "form good\neven\ngood", 0),
    ],
)
def test_fixed(text: str, unsafe: bool, expected: str, refused: int) -> None:
    done = fixed(text, words, unsafe=unsafe)
    assert done.text == expected
    assert (done.refused, done.stopped) == (refused, False)
    again = fixed(done.text, words, unsafe=unsafe)
    assert (again.text, again.applied) == (done.text, ())


def test_origins_tell_of_the_first_text() -> None:
    done = fixed("odd\n\nbad\nrest", words, unsafe=True)
    assert done.draft.text == "form good\neven\n\ngood\nrest"
    assert list(done.draft.origins) == [None, None, 1, None, 3]


def test_a_new_error_outweighs_any_number_of_findings() -> None:
    def judge(text: str) -> Judged:
        if text == "x":
            return Judged([ERROR], [])
        found = [finding("a", edit(1, 1, 1, 4, "x")), finding("b"), finding("c")]
        return Judged(found, found)

    assert fixed("bad", judge, unsafe=False).text == "bad"


ERROR = Finding(Span.at(1), "error", "error", Severity.ERROR, rule="PM001")


def test_one_that_needs_another_comes_after_it() -> None:
    def judge(text: str) -> Judged:
        found = [finding("outer", edit(1, 1, 1, 1, "outer\n"), safe=False, form=True)] if "outer" not in text else []
        if "inner" not in text:
            fix = Fix("inner", (edit(1, 1, 1, 1, "inner\n"),), form=True, needs="outer")
            found.insert(0, replace(finding("inner"), fix=fix))
        return Judged(found, found)

    assert [one.key for one in fixed("", judge, unsafe=True).applied] == ["outer", "inner"]


def test_what_is_held_back_is_not_fixed() -> None:
    def judge(text: str) -> Judged:
        found = words(text).findings
        return Judged(found, [one for one in found if one.span.line > 1])

    assert fixed("form bad\nbad", judge, unsafe=True).text == "form bad\ngood"


def test_a_fix_that_never_helps_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rounds there might be: each costs a judgement, and these are counted."""
    monkeypatch.setattr(fixing, "JUDGEMENTS", 20)
    asked: list[str] = []

    def judge(text: str) -> Judged:
        asked.append(text)
        found = [finding(str(at), edit(1, 1, 1, 1, "x")) for at in range(1000 - len(text))]
        return Judged(found, found)

    done = fixed("", judge, unsafe=False)
    assert done.text == "x" * 20
    assert done.stopped
    assert len(asked) == 21


def test_many_fixes_are_one_round() -> None:
    asked: list[str] = []

    def judge(text: str) -> Judged:
        asked.append(text)
        return words(text)

    assert fixed("form\n" + "bad\n" * 500, judge, unsafe=False).text == "form\n" + "good\n" * 500
    assert len(asked) == 2


def test_one_that_is_wrong_among_many_is_found_by_halves() -> None:
    asked: list[str] = []

    def judge(text: str) -> Judged:
        asked.append(text)
        return words(text)

    text = "form\n" + "bad\n" * 100 + "trap trap\n" + "bad\n" * 100
    assert "bad\n" not in fixed(text, judge, unsafe=False).text
    assert len(asked) < 40
