"""Edits applied to texts: only where an edit speaks, and with the line breaks of the place."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pm_lint.edits import draft_of, edited
from pm_lint.finding import Edit, Span


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span(line, column, end_line, end_column), text)


@pytest.mark.parametrize(
    ("text", "edits", "expected", "origins"),
    [
        ("a\nb\nc", [], "a\nb\nc", [0, 1, 2]),
        ("a\nb\nc", [edit(2, 1, 2, 2, "B")], "a\nB\nc", [0, None, 2]),
        ("a\nb\nc", [edit(2, 1, 3, 1, "")], "a\nc", [0, 2]),
        ("a\nb\nc", [edit(2, 1, 2, 1, "x\ny\n")], "a\nx\ny\nb\nc", [0, None, None, 1, 2]),
        ("a\nb", [edit(2, 2, 2, 2, "\n\nc")], "a\nb\n\nc", [0, 1, None, None]),
        ("a\nb", [edit(1, 2, 2, 2, "")], "a", [0]),
        ("abc", [edit(1, 3, 1, 4, "C"), edit(1, 1, 1, 2, "A")], "AbC", [None]),
        ("", [edit(1, 1, 1, 1, "a\n")], "a\n", [None, 0]),
        ("ab", [edit(1, 2, 1, 2, "x"), edit(1, 2, 1, 2, "y")], "axyb", [None]),
        # Line breaks are those of the place, and none is torn in two.
        ("a\r\nb\r\n", [edit(2, 1, 2, 1, "x\n")], "a\r\nx\r\nb\r\n", [0, None, 1, 2]),
        ("a\r\nb\r\n", [edit(2, 1, 2, 1, "x\r\n")], "a\r\nx\r\nb\r\n", [0, None, 1, 2]),
        ("a\nb\r\nc\n", [edit(1, 2, 1, 2, "\nx")], "a\nx\nb\r\nc\n", [0, None, 1, 2, 3]),
        ("a\nb\r\nc\n", [edit(2, 2, 2, 2, "\nx")], "a\nb\r\nx\r\nc\n", [0, 1, None, 2, 3]),
        ("a\nb\r\nc\n", [edit(2, 3, 2, 3, "\nx")], "a\nb\r\nx\r\nc\n", [0, 1, None, 2, 3]),
        ("a\nb\r\nc\n", [edit(2, 1, 2, 3, "B")], "a\nB\r\nc\n", [0, None, 2, 3]),
        ("a\nb\r\nc\n", [edit(2, 1, 2, 3, "B\r")], "a\nB\r\nc\n", [0, None, 2, 3]),
        ("a\r\nb", [edit(2, 2, 2, 2, "\nc")], "a\r\nb\r\nc", [0, None, None]),
        ("a\r\nb\r\nc", [edit(2, 3, 3, 2, "")], "a\r\nb", [0, None]),
        ("a\r\nb\r\nc", [edit(1, 3, 2, 3, "")], "a\r\nc", [0, 2]),
        # Whatever else breaks lines elsewhere is a character like any other.
        ("a\u2028b\x85c\fd\n", [edit(1, 3, 1, 4, "B")], "a\u2028B\x85c\fd\n", [None, 1]),
        ("\ta  \t \n😀é\n", [edit(2, 2, 2, 3, "e")], "\ta  \t \n😀e\n", [0, None, 2]),
    ],
)
def test_edited(text: str, edits: list[Edit], expected: str, origins: list[int | None]) -> None:
    made = edited(text.split("\n"), edits)
    assert made.text == expected
    assert list(made.origins) == origins


@pytest.mark.parametrize(
    "edits",
    [
        [edit(1, 1, 1, 3, ""), edit(1, 2, 1, 3, "")],
        [edit(1, 1, 2, 2, ""), edit(2, 1, 2, 1, "x")],
        [edit(3, 1, 3, 1, "x")],
        [edit(1, 1, 1, 5, "x")],
        [edit(0, 1, 1, 1, "x")],
        [edit(1, 2, 1, 1, "x")],
    ],
)
def test_edits_that_meet_or_lie_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"^an edit lies outside|^edits overlap"):
        edited(["abc", "def"], edits)


LINES = st.lists(st.text(st.sampled_from("ab \t\f\x85\u2028é😀#"), max_size=4), min_size=1, max_size=9)
BREAKS = st.lists(st.sampled_from(["\n", "\r\n"]), min_size=9, max_size=9)


@st.composite
def texts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text with breaks of both kinds, and edits in it that don't overlap."""
    lines = draw(LINES)
    text = "".join(line + end for line, end in zip(lines, draw(BREAKS), strict=False))
    text = text if draw(st.booleans()) else text.rstrip("\r\n")
    split = text.split("\n")
    places = [(at + 1, column + 1) for at, line in enumerate(split) for column in range(len(line) + 1)]
    chosen = sorted(draw(st.sets(st.integers(0, len(places) - 1), max_size=8)))
    new = st.text(st.sampled_from("xy\n"), max_size=3)
    pairs = list(zip(chosen[::2], chosen[1::2], strict=False))
    return text, [Edit(Span(*places[start], *places[end]), draw(new)) for start, end in pairs]


@settings(derandomize=True, max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts_and_edits())
def test_what_no_edit_speaks_of_stays_as_it_is(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    made = edited(text.split("\n"), edits).text
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        at = starts[line - 1] + column - 1
        return at - (text[at - 1 : at + 1] == "\r\n" and at > 0)

    # The text between the edits, in order, with nothing but their own between it.
    done = at = 0
    for one in sorted(edits, key=lambda edit: edit.span):
        kept = text[done : offset(*one.span.start)]
        assert made.startswith(kept, at)
        at += len(kept)
        own = made[at : at + len(one.text) + one.text.count("\n")]
        new = next(n for n in (one.text.replace("\n", "\r\n"), one.text) if own.startswith(n))
        at, done = at + len(new), offset(*one.span.end)
    assert made[at:] == text[done:]
    assert made.replace("\r\n", "").count("\r") == text.replace("\r\n", "").count("\r")


def test_draft_of_a_text_is_the_text() -> None:
    assert draft_of("a\r\nb").text == "a\r\nb"
