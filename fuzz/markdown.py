"""Any text is a document, and every node of its tree is where it says."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from fuzz.common import inside, text_of
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
    NestingError,
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

WORDS = (
    "*", "**", "_", "__", "~~", "`", "``", "```\n", "~~~\n", "\\", "\\*", "&amp;", "&#x41;", "&no;", "&", "[a](b)",
    "[a]", "[a]: /x\n", "[", "](", "]", ")", "![", "<http://a>", "http://b.c", "www.d.e.", "<b>", "</b>", "<",
    "<!-- c -->", "<!--", "-->", "<div>\n", "<hr>\n", "# ", "## h\n", " #\n", "===\n", "---\n", "***\n", "- ", "-\n",
    "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] ", "> ", ">", "\n> ", "\n- ", "\n  ", "\n    ", "|", "|a|b|\n",
    "|-|-|\n", "a|b\n-|-\n", "\\|", "a@b.c", "[^1]", "[^1]: x\n", "<a@b.c>", "<![CDATA[", "<?", "<!X ", "<pre>\n",
    '<a href="b', "\n\n", "- - - ",
)  # fmt: skip


def one(data: bytes) -> None:
    """The tree of a text, and the prose of each of its leaves."""
    source = text_of(data)
    try:
        document = parse(source)
    except NestingError:
        return
    assert document.source == source.removeprefix("\ufeff")
    lines = document.lines
    follows(document.blocks, Span(1, 1, len(lines), len(lines[-1]) + 1))
    for node in walk(document.blocks):
        inside(lines, node.span)
        check_block(node, document)
        if isinstance(node, Leaf):
            check_prose(node, document)
    if document.front_matter:
        inside(lines, document.front_matter.span)
        assert document.front_matter.text in plain(source)


def children(node: Block | ListItem | Row | Cell) -> Sequence[Block | ListItem | Row | Cell]:
    """The blocks directly below a block."""
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


def plain(source: str) -> str:
    """A source as nodes keep it: other ends of lines, and of pages, are spaces."""
    return re.sub("[\r\v\f]", " ", source.replace("\r\n", "\n"))


def check_source(node: Inline, source: str) -> None:
    """Assert that the source of an inline node is that node."""
    source = plain(source)
    match node:
        case Text() if source != node.text:
            escaped = source[0] == "\\" and source[1:] == node.text and node.text in string.punctuation
            assert escaped or (source[0] == "&" and source[-1] == ";" and len(source) > len(node.text))
        case Code():
            assert source[0] == source[-1] == "`"
        case Break():
            assert all(character.isspace() or character in "\\>" for character in source)
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
    """Assert that the source of a block is that block, and that what it holds stands in it."""
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


def check_prose(node: Leaf, document: Document) -> None:
    """Assert that what a reader sees leads back to its source, character by character."""
    prose = node.prose
    assert prose.text == "".join(prose.text[piece.start : piece.end] for piece in prose.pieces)
    for i in range(len(prose.text)):
        span = prose.locate(i, i + 1)
        assert node.span.start <= span.start < span.end <= node.span.end
        if span.end == (span.line, span.column + 1):
            assert plain(document.slice(span)) == prose.text[i] or prose.text[i] == "\n"
