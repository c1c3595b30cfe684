"""From the text of a document to its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, takewhile

from pm_lint.finding import Span
from pm_lint.markdown.blocks import Blocks
from pm_lint.markdown.inline import Content
from pm_lint.markdown.nodes import (
    Block,
    Cell,
    CodeBlock,
    Document,
    FrontMatter,
    Heading,
    HtmlBlock,
    List,
    ListItem,
    Paragraph,
    Quote,
    Row,
    Table,
    ThematicBreak,
)
from pm_lint.markdown.state import Line, State, Token, refuse_crowds
from pm_lint.regex import regex

_BLANK = regex(r"^[ \t]+$", re.M)
#: Without such a line at its top, what stands between two lines of dashes is no front matter, but text between rules.
_FRONT_MATTER_KEY = regex(r"[\w\"'{][^:\n]{0,200}:(?:\s|$)")
_TASK = regex(r"\[([ xX])\]\s+")

_PARSER = Blocks()


def parse(text: str) -> Document:
    """The tree of a GitHub-flavoured Markdown document: tables, task lists, strikethrough and bare URLs included.

    Raises NestingError if lists and quotes are nested too deep, SizeError if there are too many blocks, MarksError if
    there are too many marks (all are LimitErrors), and nothing else. Inline content that is nested too deep is plain
    text. Not read as GitHub does: ``~one tilde~``, and addresses of mail without ``<>``.
    """
    source = text.removeprefix("\ufeff")
    # A break without "\n" is none, and mistune would take some for one; columns stay as they are.
    plain = source.replace("\r\n", "\n").replace("\r", " ").replace("\v", " ").replace("\f", " ")
    front_matter, plain = _front_matter(plain)
    refuse_crowds(plain)
    state = State(_BLANK.sub("", plain).split("\n"))
    _PARSER.parse(state)
    return Document(source, front_matter, tuple(_blocks(state)))


def _front_matter(text: str) -> tuple[FrontMatter | None, str]:
    """The front matter, and the text with the lines of that made empty.

    It is front matter if one of its first lines, up to a blank one, has a key, or if it is empty.
    """
    if not text.startswith("---"):
        return None, text
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None, text
    for end in range(1, len(lines)):
        fence = lines[end].rstrip()
        if fence in ("---", "..."):
            if end > 1 and not _has_key(lines[1:end]):
                return None, text
            span = Span(1, 1, end + 1, len(fence) + 1)
            return FrontMatter(span, "\n".join(lines[1:end])), "\n".join([""] * (end + 1) + lines[end + 1 :])
    return None, text


def _has_key(lines: list[str]) -> bool:
    written = dropwhile(lambda line: not line.strip(), lines)
    return any(map(_FRONT_MATTER_KEY.match, takewhile(str.strip, written)))


def _blocks(state: State) -> Iterator[Block]:
    """The nodes of the tokens of a text, which are dropped: they would hold states and trees in circles."""
    tokens, state.tokens = state.tokens, []
    for token in tokens:
        if token["type"] != "blank_line":
            yield _block(token, state)


def _block(token: Token, state: State) -> Block:
    start, end = state.trim(*token["at"])
    span = state.span(start, end)
    match token["type"]:
        case "paragraph":
            return Paragraph(span, Content(state, False, start, end))
        case "heading":
            content = Content(state, False, *state.trim(*token["text_at"]))
            return Heading(span, content, level=token["level"], style=token["style"])
        case "list":
            return List(span, token["ordered"], tuple(_item(item, state) for item in token["items"]))
        case "block_quote":
            return Quote(span, tuple(_blocks(token["state"])))
        case "table":
            head, *rows = (_row(row, state) for row in token["rows"])
            return Table(span, head, tuple(rows))
        case "block_code":
            info = token.get("attrs", {}).get("info", "")
            return CodeBlock(span, token["raw"].removesuffix("\n"), info)
        case "block_html":
            return HtmlBlock(span, token["raw"].strip("\n"))
        case _:
            return ThematicBreak(span)


def _item(token: Token, state: State) -> ListItem:
    span = state.span(*state.trim(*token["at"]))
    content: State | Line = token["state"]
    if isinstance(content, Line):
        end = len(content.src.rstrip(" \t"))
        return ListItem(span, (Paragraph(content.span(0, end), Content(content, False, 0, end)),), None)
    checked = None
    first = content.tokens[0] if content.tokens else None
    if first and first["type"] == "paragraph" and "[" in content.src[:4]:
        box = _TASK.match(content.src, *content.trim(*first["at"]))
        if box:
            checked = box[1] != " "
            first["at"] = (box.end(), first["at"][1])
    return ListItem(span, tuple(_blocks(content)), checked)


def _row(token: Token, state: State) -> Row:
    cells = (Cell(state.span(*at), Content(state, True, *at)) for at in token["cells"])
    return Row(state.span(*state.trim(*token["at"])), tuple(cells))
