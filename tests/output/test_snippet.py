"""Source lines underlined where they should be, and small diffs."""

from __future__ import annotations

import pytest

from pm_lint.finding import Edit, Span
from pm_lint.output.cells import cells
from pm_lint.output.lines import plain
from pm_lint.output.snippet import WIDTH, diff, excerpt, gutter_of, view
from tests.work import Watched, calls, lines


@pytest.mark.parametrize(
    ("line", "start", "end", "text", "mark"),
    [
        ("abc", 1, 2, "abc", " ^"),
        ("abc", 1, 1, "abc", " ^"),
        ("abc", 3, 3, "abc", "   ^"),
        ("abc", 9, 12, "abc", "   ^"),
        ("", 0, 0, "", "^"),
        ("a\tb", 2, 3, "a   b", "    ^"),
        ("abcd\tb", 4, 5, "abcd    b", "    ^^^^"),
        ("数据 b", 0, 2, "数据 b", "^^^^"),
        ("数据 b", 3, 4, "数据 b", "     ^"),
        ("e\u0301\u0301x", 3, 4, "e\u0301\u0301x", " ^"),
        ("e\u0301x", 0, 2, "e\u0301x", "^"),
        ("👩x", 1, 2, "👩x", "  ^"),
        ("❤️x", 2, 3, "❤️x", "  ^"),
        ("👍️x", 2, 3, "👍️x", "  ^"),
        ("👩\u200d💻x", 3, 4, "👩\\u200d💻x", "          ^"),
        ("\x1b[31mx", 5, 6, "\\x1b[31mx", "        ^"),
        ("##[a]x", 5, 6, "##\\[a]x", "      ^"),
    ],
)
def test_the_mark_stands_under_the_range(line: str, start: int, end: int, text: str, mark: str) -> None:
    assert view(line, start, end) == (text, mark)


def _width(text: str) -> int:
    return sum(cell.width for cell in cells(text))


@pytest.mark.parametrize("char", ["x", "数", "\t", "\x1b", "e\u0301"])
@pytest.mark.parametrize("length", [0, 1, 50, 99, 100, 101, 1000])
@pytest.mark.parametrize("marked", ["", "MARKED", "M" * 300])
def test_long_lines_are_cut_around_the_range(char: str, length: int, marked: str) -> None:
    line = char * length + marked + char * length
    start = len(char) * length
    text, mark = view(line, start, start + len(marked))
    assert _width(text) <= WIDTH
    if marked:
        column = len(mark) - len(mark.lstrip())
        before = ""
        for cell in cells(text):
            if _width(before) >= column:
                break
            before += cell.text
        assert text[len(before) :].lstrip("\u0301").startswith(marked[:4])
    assert text.startswith("…") is (length > 0 and not text.startswith(cells(char)[0].text))


@pytest.mark.parametrize(
    ("source", "span", "shown"),
    [
        ("a\nbc", Span(2, 2, 2, 3), ["  |", "2 | bc", "  |  ^"]),
        ("a\r\nbc\r\n", Span(1, 1, 1, 2), ["  |", "1 | a", "  | ^"]),
        ("a\n\nb", Span(2, 1, 2, 1), []),
        ("a", Span(9, 1, 9, 1), []),
        ("", Span(1, 1, 1, 1), []),
        ("- a\n  b\nc", Span(1, 1, 3, 1), ["  |", "1 | - a", "  | ^^^", "2 |   b", "  |   ^"]),
        ("a\n\nb", Span(1, 1, 3, 2), ["  |", "1 | a", "  | ^", "2 |", "3 | b", "  | ^"]),
        (
            "a\nb\nc\nd\ne",
            Span(1, 1, 5, 2),
            ["  |", "1 | a", "  | ^", "2 | b", "  | ^", "3 | c", "  | ^", "  | … 2 more of these lines"],
        ),
        ("\n" * 99 + "x", Span(100, 1, 100, 2), ["    |", "100 | x", "    | ^"]),
    ],
)
def test_excerpt(source: str, span: Span, shown: list[str]) -> None:
    lines = [plain(line) for line in excerpt(source.split("\n"), span, "error")]
    assert not lines or len(lines[0]) == gutter_of(source.split("\n"), span) + 2
    assert [line.rstrip() for line in lines if line.strip() != "|" or line == lines[0]] == shown


@pytest.mark.parametrize(
    ("source", "edits", "shown"),
    [
        ("a\nb\nc", [Edit(Span(2, 1, 2, 2), "x")], ["- b", "+ x"]),
        ("a\nb\nc", [Edit(Span(2, 1, 3, 1), "")], ["- b"]),
        ("a\nb\nc", [Edit(Span(2, 1, 2, 1), "x\n")], ["+ x"]),
        ("a\nb", [Edit(Span(2, 2, 2, 2), "\n\nx\n")], ["+", "+ x", "+"]),
        ("ab", [Edit(Span(1, 2, 1, 3), "y"), Edit(Span(1, 1, 1, 2), "x")], ["- ab", "+ xy"]),
        ("a\nb\nc", [Edit(Span(3, 1, 3, 2), "z"), Edit(Span(1, 1, 1, 2), "x")], ["- a", "+ x", "- c", "+ z"]),
        ("a\n", [Edit(Span(9, 1, 9, 1), "x")], ["+ x"]),
        ("a", [], []),
        ("a", [Edit(Span(1, 1, 1, 1), "x\n" * 20)], ["+ x"] * 12 + ["… 8 more lines"]),
    ],
)
def test_diff(source: str, edits: list[Edit], shown: list[str]) -> None:
    assert [plain(line) for line in diff(source.split("\n"), edits)] == shown


def test_a_diff_of_long_lines_shows_what_differs() -> None:
    line = "x" * 500 + "old" + "y" * 500
    for width in (40, WIDTH):
        removed, added = map(plain, diff([line], [Edit(Span(1, 501, 1, 504), "new")], width))
        assert "old" in removed and "new" in added
        assert max(len(removed), len(added)) == width


def test_what_differs_in_a_long_line_is_found_in_few_steps() -> None:
    line = "x" * 20_000
    for text, place in (("y", 20_000), ("y", 1), ("", 19_000)):
        edits = [Edit(Span(1, place, 1, place + 1), text)]
        assert len(list(diff([line], edits))) == 2
        assert lines(lambda edits=edits: list(diff([line], edits))) < 1_000  # type: ignore[misc]


@pytest.mark.parametrize("sign", "éx")
def test_a_line_of_a_megabyte_costs_no_more(sign: str) -> None:
    line = Watched(sign * 1_000_000)
    shown = list(excerpt([line], Span(1, 500_000, 1, 1_000_000), "error"))
    assert len(shown) == 3 and 0 < line.looked_at < 1_000
    assert calls(lambda: list(excerpt([line], Span(1, 500_000, 1, 1_000_000), "error"))) < 10_000
