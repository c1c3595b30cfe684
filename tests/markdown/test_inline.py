"""Inline content, its ranges, and the prose made of it."""

from __future__ import annotations

import pytest

from pm_lint.finding import Span
from pm_lint.markdown import Cell, Document, Leaf, Link, Piece, Prose, parse, walk, walk_inlines


def leaf(source: str) -> tuple[Document, Leaf]:
    document = parse(source)
    return document, next(node for node in walk(document.blocks) if isinstance(node, Leaf))


CASES = {
    "plain": ("a b", ["Text a b"]),
    "marks": (
        "*a* __b__ ~~c~~ `d`",
        [
            "Emphasis *a*",
            "Text a",
            "Text  ",
            "Strong __b__",
            "Text b",
            "Text  ",
            "Strikethrough ~~c~~",
            "Text c",
            "Text  ",
            "Code `d`",
        ],
    ),
    "marks in marks": ("***a** b*", ["Emphasis ***a** b*", "Strong **a**", "Text a", "Text  b"]),
    "marks left over": ("**a*", ["Text *", "Emphasis *a*", "Text a"]),
    "one tilde": ("~10:30 ~ b", ["Text ~10:30 ~ b"]),
    "escapes and entities": (
        r"a\*b\\&amp;&nosuch;&#x41;\d",
        ["Text a", r"Text \*", "Text b", r"Text \\", "Text &amp;", "Text &nosuch;", "Text &#x41;", r"Text \d"],
    ),
    "an escaped entity": (r"\&amp;", [r"Text \&", "Text amp;"]),
    "escapes in emphasis": (r"*a\*b*", [r"Emphasis *a\*b*", "Text a", r"Text \*", "Text b"]),
    "a link": ('[a *b*](c "d") e', ['Link [a *b*](c "d")', "Text a ", "Emphasis *b*", "Text b", "Text  e"]),
    "references": (
        "[a] [b][a] [c]\n\n[A]: /x",
        ["Link [a]", "Text a", "Text  ", "Link [b][a]", "Text b", "Text  [c]"],
    ),
    "an image": ("![a *b*](c)", ["Image ![a *b*](c)", "Text a ", "Emphasis *b*", "Text b"]),
    "an image in a link": ("[![a](b)](c)", ["Link [![a](b)](c)", "Image ![a](b)", "Text a"]),
    "autolinks": ("<http://a> <b@c.d>", ["Link <http://a>", "Text http://a", "Text  ", "Link <b@c.d>", "Text b@c.d"]),
    "bare URLs": (
        "(https://a.b/c_(d)). **http://e** www.f.g!",
        [
            "Text (",
            "Link https://a.b/c_(d)",
            "Text https://a.b/c_(d)",
            "Text ). ",
            "Strong **http://e**",
            "Link http://e",
            "Text http://e",
            "Text  ",
            "Link www.f.g",
            "Text www.f.g",
            "Text !",
        ],
    ),
    "a URL and an entity": (
        "http://a?b&amp;c&amp;; d",
        ["Link http://a?b&amp;c", "Text http://a?b&amp;c", "Text &amp;", "Text ; d"],
    ),
    "no bare URLs": ("xhttp://a http:// awww.b", ["Text xhttp://a http:// awww.b"]),
    "a bare URL in a link": ("[http://a](b)", ["Link [http://a](b)", "Text http://a"]),
    "a bare URL in brackets": ("[http://a]", ["Text [", "Link http://a", "Text http://a", "Text ]"]),
    "HTML": ("a <b>c</b> <!-- d -->", ["Text a ", "Html <b>", "Text c", "Html </b>", "Text  ", "Html <!-- d -->"]),
    "a URL in an HTML link": ("<a>http://b</a>", ["Html <a>", "Text http://b", "Html </a>"]),
    "breaks": ("a\nb  \n c\\\nd", ["Text a", "Break \n", "Text b", "Break   \n ", "Text c", "Break \\\n", "Text d"]),
    "Windows line ends": ("a\r\nb", ["Text a", "Break \r\n", "Text b"]),
    "breaks in a quote": (
        "> a *b\n>  c* d",
        ["Text a ", "Emphasis *b\n>  c*", "Text b", "Break \n>  ", "Text c", "Text  d"],
    ),
    "a lazy line": ("> - a\n  b `c`", ["Text a", "Break \n  ", "Text b ", "Code `c`"]),
    "tabs and wide characters": (
        "-\t\U0001f525\t漢 *e\u0301*",
        ["Text \U0001f525\t漢 ", "Emphasis *e\u0301*", "Text e\u0301"],
    ),
    "code": ("`` a`b `` `c", ["Code `` a`b ``", "Text  `c"]),
}


@pytest.mark.parametrize("case", CASES)
def test_nodes_and_ranges(case: str) -> None:
    source, expected = CASES[case]
    document, block = leaf(source)
    found = [f"{type(node).__name__} {document.slice(node.span)}" for node in walk_inlines(block.inlines)]
    assert found == expected


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("[a](<b c>)", "b%20c"),
        ("[a][b]\n\n[b]: /c", "/c"),
        ("<a@b.c>", "mailto:a@b.c"),
        ("www.a.b", "http://www.a.b"),
        ("https://a/b?c=d&e", "https://a/b?c=d&e"),
    ],
)
def test_urls(source: str, url: str) -> None:
    _, block = leaf(source)
    (link,) = block.inlines
    assert isinstance(link, Link)
    assert link.url == url


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("*a* `b` &lt;c&gt; <!-- d -->![e](f)", "a b <c> e"),
        ("> a\n> b  \nc", "a\nb\nc"),
        ("# a [b](c) #", "a b"),
        ("#", ""),
    ],
)
def test_prose(source: str, text: str) -> None:
    _, block = leaf(source)
    assert block.text == block.prose.text == text
    assert block.prose is block.prose


LOCATIONS = [
    # source, what to look for in the prose, its range
    ("> **ab** cd", "b", (1, 6, 1, 7)),
    ("> **ab** cd", "b c", (1, 6, 1, 11)),
    ("a\\*b", "*", (1, 2, 1, 4)),
    ("a\\*b", "b", (1, 4, 1, 5)),
    ("a &amp; b", "& b", (1, 3, 1, 10)),
    ("a `bcd` e", "c", (1, 3, 1, 8)),
    ("ab\n  cd", "b\nc", (1, 2, 2, 4)),
    ("ab\n  cd", "\n", (1, 3, 2, 3)),
    ("![ab](c)", "b", (1, 4, 1, 5)),
]


@pytest.mark.parametrize(("source", "part", "span"), LOCATIONS)
def test_locate(source: str, part: str, span: tuple[int, int, int, int]) -> None:
    _, block = leaf(source)
    start = block.text.index(part)
    assert block.prose.locate(start, start + len(part)) == Span(*span)


@pytest.mark.parametrize(
    ("source", "at", "column"),
    [("**ab**", 0, 3), ("**ab**", 1, 4), ("**ab**", 2, 5), ("`ab` c", 1, 1), ("`ab` c", 2, 5)],
)
def test_locate_an_empty_range(source: str, at: int, column: int) -> None:
    _, block = leaf(source)
    assert block.prose.locate(at, at) == Span.at(1, column)


def test_an_empty_prose_stands_at_the_end_of_its_block() -> None:
    _, block = leaf("## ")
    assert block.prose == Prose("", (), Span.at(1, 3))
    assert block.prose.locate(0, 0) == Span.at(1, 3)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (1, 0), (0, 3)])
def test_locate_no_range(start: int, end: int) -> None:
    _, block = leaf("ab")
    with pytest.raises(ValueError, match=f"{start}:{end} is no range of 2 characters"):
        block.prose.locate(start, end)


def test_pieces_tile_the_prose() -> None:
    _, block = leaf("a *b* `c`\nd")
    pieces = block.prose.pieces
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert [(p.start, p.end) for p in pieces] == [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7)]


def test_a_pipe_in_a_cell() -> None:
    cells = [node for node in walk(parse("|a|b|\n|-|-|\n|c\\|d|`e\\|f`|\n").blocks) if isinstance(node, Cell)]
    assert [cell.text for cell in cells] == ["a", "b", "c|d", "e|f"]


@pytest.mark.parametrize("source", [case[0] for case in CASES.values()] + ["", "- [ ] a", "<b></b>", "![](a)"])
def test_the_text_is_that_of_the_prose_whichever_is_asked_for_first(source: str) -> None:
    for node in walk(parse(source).blocks):
        if isinstance(node, Leaf):
            assert node.text == node.prose.text
            assert node.marked == node.inlines


@pytest.mark.parametrize(
    ("source", "marked"),
    [("a", False), ("a\nb  \nc", False), ("2 < 3 & a_b", False), ("<b></b>", True), ("*a*", True), ("www.a.b", True)],
)
def test_a_block_of_text_and_breaks_alone_has_no_marks(source: str, marked: bool) -> None:
    _, unasked = leaf(source)
    _, asked = leaf(source)
    assert asked.text is not None
    assert bool(unasked.marked) is bool(asked.marked) is marked
