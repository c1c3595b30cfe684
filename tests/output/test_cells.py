"""How wide text is, and where it is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.output.cells import columns, wrapped
from pm_lint.output.escape import visible


@pytest.mark.parametrize(
    ("text", "width", "used", "lines"),
    [
        ("", 10, 0, [""]),
        ("one two", 10, 0, ["one two"]),
        ("one two three", 7, 0, ["one two", "three"]),
        ("one two three", 8, 0, ["one two", "three"]),
        ("one two", 7, 4, ["one", "two"]),
        ("one two", 7, 5, ["", "one two"]),
        ("one two", 7, 9, ["", "one two"]),
        ("abcdefghijkl", 5, 0, ["abcde", "fghij", "kl"]),
        ("a bcdefghijkl m", 5, 0, ["a", "bcdef", "ghijk", "l m"]),
        ("数据库", 4, 0, ["数据", "库"]),
        ("数 据 库", 5, 0, ["数 据", "库"]),
        ("e\u0301e\u0301 e\u0301", 2, 0, ["e\u0301e\u0301", "e\u0301"]),
        ("a  b", 10, 0, ["a  b"]),
    ],
)
def test_wrapped(text: str, width: int, used: int, lines: list[str]) -> None:
    assert list(wrapped(text, width, used)) == lines


@given(st.text(st.sampled_from("ab 数\u0301👍x::#[")).map(visible), st.integers(2, 12), st.integers(0, 12))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int, used: int) -> None:
    first, *rest = wrapped(text, width, used)
    assert not first or columns(first) <= width - used
    assert all(columns(line) <= width for line in rest)
    assert "".join((first, *rest)).replace(" ", "") == text.replace(" ", "")
