"""What holds for every document: random ones, made of pieces of Markdown."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pm_lint.finding import Span
from pm_lint.markdown import (
    Block,
    Break,
    Cell,
    Code,
    Document,
    Emphasis,
    Heading,
    Html,
    Image,
    Inline,
    Leaf,
    Link,
    List,
    ListItem,
    Quote,
    Row,
    Strikethrough,
    Strong,
    Table,
    Text,
    ThematicBreak,
    parse,
    walk,
    walk_inlines,
)

FRAGMENTS = [
    *(
        "a",
        "b c",
        "é",
        "e\u0301",
        "漢字",
        "\U0001f525",
        "1",
        "x_y",
        " ",
        "  ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
    ),
    *(
        "*",
        "**",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "```\n",
        "~~~\n",
        "    code\n",
        "\\",
        "\\*",
        "&amp;",
        "&#x41;",
        "&no;",
        "&",
    ),
    *(
        "[a](b)",
        "[a]",
        "[a]: /x\n",
        "[",
        "](",
        "]",
        ")",
        "![",
        "<http://a>",
        "http://b.c",
        "www.d.e.",
        "<b>",
        "</b>",
        "<",
    ),
    *("<!-- c -->", "<!--", "-->", "<div>\n", "<hr>\n", "# ", "## h\n", " #\n", "===\n", "---\n", "***\n"),
    *("- ", "-\n", "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] ", "> ", ">", "\n> ", "\n- ", "\n  ", "\n    "),
    *("|", "|a|b|\n", "|-|-|\n", "a|b\n-|-\n", "\\|", "\x0b", "\x0c", "\u2028", "\x85", "\xa0", "\0", "\ufeff"),
]
DOCUMENTS = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)

everywhere = settings(derandomize=True, max_examples=600, deadline=None, database=None)


def children(node: Block | ListItem | Row | Cell) -> Sequence[Block | ListItem | Row | Cell]:
    match node:
        case List():
            return node.items
        case ListItem() | Quote():
            return node.children
        case Table():
            return (node.head, *node.rows)
        case Row():
            return node.cells
    return ()


def follows(nodes: Sequence[Block | ListItem | Row | Cell | Inline], within: Span | None) -> None:
    """Assert that the nodes stand in order, apart from each other, and inside the range."""
    end = within.start if within else (1, 1)
    for node in nodes:
        assert end <= node.span.start <= node.span.end, node
        end = node.span.end
    if within:
        assert end <= within.end


def check_source(node: Inline, source: str) -> None:
    """Assert that the source of an inline node is that node."""
    source = re.sub("[\r\v\f]", " ", source.replace("\r\n", "\n"))
    match node:
        case Text() if source != node.text:
            escaped = source[0] == "\\" and source[1:] == node.text and node.text in string.punctuation
            assert escaped or (source[0] == "&" and source[-1] == ";" and len(source) > len(node.text))
        case Code():
            assert source[0] == source[-1] == "`"
        case Break():
            assert source.strip(" \t\n\\>\xa0\u2028\x85") == ""
            assert "\n" in source
        case Html():
            assert source[0] == "<"
            assert source[-1] == ">"
        case Emphasis():
            assert source[0] == source[-1] and source[0] in "*_"
        case Strong():
            assert source[:2] == source[-2:] and source[:2] in ("**", "__")
        case Strikethrough():
            assert source[:2] == source[-2:] == "~~"
        case Image():
            assert source.startswith("![")
            assert source[-1] in ")]"
        case Link():
            assert source.startswith(("[", "<", "http://", "https://", "www."))


def check_block(node: Block | ListItem | Row | Cell, document: Document) -> None:
    source = document.slice(node.span)
    follows(children(node), node.span)
    match node:
        case Heading(style="atx"):
            assert source[0] == "#"
        case Quote():
            assert source[0] == ">"
        case ListItem():
            assert source.lstrip(string.digits)[0] in "-*+.)"
        case ThematicBreak():
            assert set(source) <= set("-*_ \t\r\v\f")
    if isinstance(node, Leaf):
        follows(node.inlines, node.span)
        for inline in walk_inlines(node.inlines):
            check_source(inline, document.slice(inline.span))
            if isinstance(inline, Emphasis | Strong | Strikethrough | Link | Image):
                follows(inline.children, inline.span)


@everywhere
@given(DOCUMENTS)
def test_every_node_is_where_it_says(source: str) -> None:
    document = parse(source)
    lines = document.lines
    follows(document.blocks, Span(1, 1, len(lines), len(lines[-1]) + 1))
    for node in walk(document.blocks):
        check_block(node, document)
        for line, column in (node.span.start, node.span.end):
            assert 1 <= column <= len(lines[line - 1]) + 1


@everywhere
@given(DOCUMENTS)
def test_prose_leads_back_to_its_source(source: str) -> None:
    document = parse(source)
    for node in walk(document.blocks):
        if isinstance(node, Leaf):
            prose = node.prose
            assert prose.text == "".join(prose.text[piece.start : piece.end] for piece in prose.pieces)
            for i in range(len(prose.text)):
                span = prose.locate(i, i + 1)
                assert node.span.start <= span.start < span.end <= node.span.end
                if span.end == (span.line, span.column + 1):
                    assert re.sub("[\r\v\f]", " ", document.slice(span)) == prose.text[i] or prose.text[i] == "\n"


@everywhere
@given(st.text(max_size=60))
def test_any_text_is_a_document(source: str) -> None:
    document = parse(source)
    assert document.source == source.removeprefix("\ufeff")
    for node in walk(document.blocks):
        check_block(node, document)


@everywhere
@given(DOCUMENTS)
def test_windows_line_ends_change_nothing(source: str) -> None:
    source = source.replace("\r", "")
    here, there = parse(source), parse(source.replace("\n", "\r\n"))
    assert here.blocks == there.blocks
    assert here.front_matter == there.front_matter
    for one, other in zip(walk(here.blocks), walk(there.blocks), strict=True):
        if isinstance(one, Leaf) and isinstance(other, Leaf):
            assert one.inlines == other.inlines
