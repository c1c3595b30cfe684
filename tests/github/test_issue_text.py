"""A document's own words in an issue: links that can be followed, and nothing that reaches anybody."""

from __future__ import annotations

import pytest

from pm_lint.github.escape import ZWSP as Z
from pm_lint.github.escape import target
from pm_lint.github.issue_text import MOST_ADDRESSES, Piece, addresses, pieces, shown
from pm_lint.github.place import Place
from pm_lint.markdown import Paragraph, parse

SHA = "a" * 40
HERE = Place("o/r", SHA)
BLOB = f"https://github.com/o/r/blob/{SHA}"


def of(markdown: str) -> tuple[Piece, ...]:
    (leaf,) = parse(markdown).blocks
    assert isinstance(leaf, Paragraph)
    return pieces(leaf, " ".join(leaf.text.split()))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("a *b* **c**  \nd", "a b c d"),
        ("[a *b* `c`](https://e.x)", "[a b c](https://e.x)"),
        ("`a``b`", "```a``b```"),
        ("see [a](https://e.x), [b](https://e.x/b)", "see [a](https://e.x), [b](https://e.x/b)"),
        ("[](https://e.x)", ""),
        ("@<i>bob</i> and @`carol` and #[1](https://e.x)", f"@{Z}bob and @{Z}`carol` and #{Z}[1](https://e.x)"),
        ("[@bob](https://e.x)", f"[@{Z}bob](https://e.x)"),
        ("fixes [#1](https://github.com/o/r/issues/1)", f"fixes [\\#{Z}1](https://redirect.github.com/o/r/issues/1)"),
        ("[x](https://e.x/@bob)", "[x](https://e.x/%40bob)"),
        ("[x](<https://e.x/(a)>)", "[x](https://e.x/%28a%29)"),
        ("[a](../b%20c.md?x=1#d)", f"[a]({BLOB}/b%20c.md#d)"),
        ("[a](/b.md)", f"[a]({BLOB}/b.md)"),
        ("[a](#b)", f"[a]({BLOB}/pm/x.md#b)"),
        ("[a](../../b.md)", "a (`../../b.md`)"),
        ("[a](javascript:alert%281%29)", "a (`javascript:alert%281%29`)"),
        ("[a](//e.x/b)", "a (`//e.x/b`)"),
        ("&#64;bob <!-- x --> ![i](http://e.x/a.png)", f"@{Z}bob i"),
    ],
)  # fmt: skip
def test_shown(markdown: str, text: str) -> None:
    assert shown(of(markdown), 1000, addresses(HERE, "pm/x.md", SHA)) == text


@pytest.mark.parametrize(
    ("markdown", "text", "expected"),
    [
        ("[Add](https://e.x) it ([#1](https://e.x/1))", "Add it", "[Add](https://e.x) it"),
        ("#1: [add](https://e.x) it", "add it", "[add](https://e.x) it"),
        ("Add (#1) [it](https://e.x)", "Add it", "Add [it](https://e.x)"),
        ("Add  it\n(#1)", "Add it", "Add it"),
        ("[a](https://e.x) #1 b #1 c", "a b c", "a b c"),  # in two places
        ("a [b](https://e.x)", "a b", "a [b](https://e.x)"),
        ("a", "b", "b"),
        ("a b", "", ""),
    ],
)
def test_what_is_left_of_it(markdown: str, text: str, expected: str) -> None:
    (leaf,) = parse(markdown).blocks
    assert isinstance(leaf, Paragraph)
    assert shown(pieces(leaf, text), 1000, str) == expected


def test_without_a_block_there_is_its_text() -> None:
    assert shown(pieces(None, "[a](b)"), 1000, str) == r"\[a\](b)"


def test_limits() -> None:
    assert shown((Piece("abc"), Piece("def", "https://e.x"), Piece("g")), 5, str) == "abc[de](https://e.x)"
    assert shown((Piece("a", "https://e.x/" + "b" * 2000),), 9, str) == "a"
    many = [Piece("ab ", f"https://e.x/{n:04}") for n in range(2000)]
    body = shown(many, 100_000, str)
    assert body.count("](") == MOST_ADDRESSES // len("https://e.x/0000")
    assert body.count("ab") == 2000


@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        ("https://e.x/a?b=1&copy;=2#c", "github.com", "https://e.x/a?b=1&amp;copy;=2#c"),
        ("https://e.x/a\nb`c\\d<e>\u200b", "github.com", "https://e.x/a%0Ab%60c%5Cd%3Ce%3E"),
        ("HTTP://e.x", "github.com", "HTTP://e.x"),
        ("https://", "github.com", ""),
        ("data:text/html,x", "github.com", ""),
        ("https://x@github.com:443/o/r/pull/1", "github.com", "https://x%40github.com:443/o/r/pull/1"),
        ("https://github.com/o/r/commit/f00", "github.com", "https://redirect.github.com/o/r/commit/f00"),
        ("https://github.com/o/r/blob/main/a.md", "github.com", "https://github.com/o/r/blob/main/a.md"),
        ("https://ghe.e.x/o/r/issues/1", "ghe.e.x", ""),
        ("https://ghe.e.x/o/r/blob/main/a.md", "ghe.e.x", "https://ghe.e.x/o/r/blob/main/a.md"),
    ],
)
def test_target(url: str, host: str, expected: str) -> None:
    assert target(url, host) == expected
