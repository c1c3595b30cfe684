"""The tree of a Markdown document: small immutable nodes, each with the exact range of its source.

Blocks are built at once; the inline content of a heading, paragraph or table cell is parsed only when asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from pm_lint.finding import Span
from pm_lint.record import dataclass, field

# -- inline ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text. ``text`` has escapes and entities resolved, so it may differ from its source.

    A node is either just its source, or one escape or entity: ``a\\*b`` is three nodes.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code span."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of inline HTML, as it was written; a comment is one."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a block, soft or hard."""

    span: Span
    hard: bool


@dataclass(frozen=True, slots=True)
class Emphasis:
    """``*text*`` or ``_text_``."""

    span: Span
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """``**text**`` or ``__text__``."""

    span: Span
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strikethrough:
    """``~~text~~``."""

    span: Span
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an autolink. ``url`` is the destination as written, percent-encoded by mistune."""

    span: Span
    url: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """An image; its children are the alternative text."""

    span: Span
    url: str
    children: tuple[Inline, ...]


Inline = Text | Code | Html | Break | Emphasis | Strong | Strikethrough | Link | Image
# A union made anew for each look takes longer than the look.
_PARENTS = (Emphasis, Strong, Strikethrough, Link, Image)


def walk_inlines(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Every inline node, parents before their children, in the order of the document."""
    for node in inlines:
        yield node
        if isinstance(node, _PARENTS):
            yield from walk_inlines(node.children)


# -- prose: the text a reader sees, with the way back to the source ----------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` of a prose came from ``node``."""

    start: int
    end: int
    node: Text | Code | Break


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a block as a reader sees it.

    No marks, no HTML; a line break is ``\\n``; an image is its alternative text. Offsets count from 0.
    """

    text: str
    pieces: tuple[Piece, ...]
    #: Where an empty prose stands.
    span: Span
    #: The ranges of the text that are struck through; the end is exclusive.
    struck: tuple[tuple[int, int], ...] = ()

    def locate(self, start: int, end: int) -> Span:
        """The source range of ``text[start:end]``. Of a piece whose text differs from its source, the whole is taken.

        Raises ValueError unless ``0 <= start <= end <= len(text)``.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"{start}:{end} is no range of {len(self.text)} characters")
        if not self.pieces:
            return self.span
        first = self._piece(start)
        if start == end:
            place = first.node.span.end if start == first.end else _position(first, start)
            return Span(*place, *place)
        last = self._piece(end - 1)
        stop = last.node.span.end if end == last.end else _position(last, end, ends=True)
        return Span(*_position(first, start), *stop)

    def _piece(self, offset: int) -> Piece:
        """The piece of the character at an offset; the last one at the end of the text."""
        return self.pieces[bisect_right(self.pieces, offset, key=_start) - 1]


_start = attrgetter("start")


def _position(piece: Piece, offset: int, ends: bool = False) -> tuple[int, int]:
    """Line and column of an offset inside a piece; its rim if the text is not just its source."""
    line, column, end_line, end_column = span = piece.node.span
    # Escapes and entities are longer than what they stand for.
    if isinstance(piece.node, Text) and line == end_line and end_column - column == piece.end - piece.start:
        return line, column + offset - piece.start
    return span.end if ends else span.start


def _text(inlines: tuple[Inline, ...]) -> str:
    """The text of the prose of inline nodes."""
    texts: list[str] = []
    for node in inlines:
        if isinstance(node, (Text, Code)):
            texts.append(node.text)
        elif isinstance(node, _PARENTS):
            texts.append(_text(node.children))
        elif isinstance(node, Break):
            texts.append("\n")
    return "".join(texts)


def _prose(inlines: tuple[Inline, ...], place: Span) -> Prose:
    """The prose of inline nodes; ``place`` is where it stands if it is empty."""
    texts: list[str] = []
    pieces: list[Piece] = []
    struck: list[tuple[int, int]] = []
    length, struck_until = 0, (0, 0)
    for node in walk_inlines(inlines):
        if isinstance(node, (Text, Code)):
            text = node.text
        elif isinstance(node, Break):
            text = "\n"
        else:
            struck_until = node.span.end if isinstance(node, Strikethrough) else struck_until
            continue
        if text:
            if node.span.end <= struck_until:
                struck.append((length, length + len(text)))
            texts.append(text)
            pieces.append(Piece(length, length + len(text), node))
            length += len(text)
    return Prose("".join(texts), tuple(pieces), place, tuple(struck))


# -- blocks -------------------------------------------------------------------------------------------

_set = object.__setattr__


class Content(Protocol):
    """The inline content of a block, put off until somebody wants it."""

    def inlines(self) -> tuple[Inline, ...]:
        """Its nodes."""

    def plain(self) -> str | None:
        """The text that a reader sees, if nothing but text and line breaks is in it, each just its source."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block of inline content."""

    span: Span
    _content: tuple[Inline, ...] | Content = field(repr=False, compare=False)
    _text: str | None = field(default=None, repr=False, compare=False)
    _prose: Prose | None = field(default=None, repr=False, compare=False)

    @property
    def inlines(self) -> tuple[Inline, ...]:
        """The inline nodes, parsed at the first call."""
        found = self._content
        if not isinstance(found, tuple):
            found = found.inlines()
            _set(self, "_content", found)
        return found

    @property
    def prose(self) -> Prose:
        """The text that a reader sees, with the way back to the source."""
        found = self._prose
        if found is None:
            found = _prose(self.inlines, Span.at(*self.span.end))
            _set(self, "_prose", found)
        return found

    @property
    def text(self) -> str:
        """The text that a reader sees. For most blocks this is far less work than ``prose``."""
        found = self._text
        if found is None:
            content = self._content
            found = None if isinstance(content, tuple) else content.plain()
            if found is None:
                found = _text(self.inlines)
            _set(self, "_text", found)
        return found

    @property
    def marked(self) -> tuple[Inline, ...]:
        """The inline nodes, but none where all of them are text and line breaks: to look for any other kind."""
        content = self._content
        if isinstance(content, tuple):
            return content
        # To know the text of any other, it was parsed.
        return () if self._text is not None or content.plain() is not None else self.inlines


@dataclass(frozen=True, slots=True)
class Heading(Leaf):
    """``level`` 1 to 6. ``style`` is ``atx`` or ``setext``. The span covers the whole heading, marks included."""

    level: int = 1
    style: str = "atx"


@dataclass(frozen=True, slots=True)
class Paragraph(Leaf):
    """A paragraph. That of a task begins after the box."""


@dataclass(frozen=True, slots=True)
class Cell(Leaf):
    """A table cell; the span is its trimmed text, empty for an empty cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: as many cells as the header has (missing ones are empty, at the row's end)."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the row of dashes under its head is no row."""

    span: Span
    head: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """``checked`` is None unless the item is a task. The span starts at the marker ("- ")."""

    span: Span
    children: tuple[Block, ...]
    checked: bool | None


@dataclass(frozen=True, slots=True)
class List:
    """A list, from its first marker to the end of its last item."""

    span: Span
    ordered: bool
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote, its first ``>`` included."""

    span: Span
    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Fenced or indented code. ``info`` is the text after the opening fence, else empty.

    ``text`` has no fences, no indentation of the block and no last line break.
    """

    span: Span
    text: str
    info: str


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A block of HTML, as it was written; a comment alone is one."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A rule: ``---``."""

    span: Span


Block = Heading | Paragraph | Table | List | Quote | CodeBlock | HtmlBlock | ThematicBreak


@dataclass(frozen=True)
class FrontMatter:
    """YAML front matter: ``text`` is what stands between the fences; the span includes both fences."""

    span: Span
    text: str


@dataclass(frozen=True)
class Document:
    """A whole document. ``source`` is its text as given, without a byte order mark."""

    source: str
    front_matter: FrontMatter | None
    blocks: tuple[Block, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The source by line, split on ``\\n`` alone, without it (a ``\\r`` before it stays)."""
        return tuple(self.source.split("\n"))

    def slice(self, span: Span) -> str:
        """The source of a range. Raises IndexError for a line that the document doesn't have."""
        first, last = span.line - 1, span.end_line - 1
        if first == last:
            return self.lines[first][span.column - 1 : span.end_column - 1]
        middle = self.lines[first + 1 : last]
        return "\n".join((self.lines[first][span.column - 1 :], *middle, self.lines[last][: span.end_column - 1]))


def walk(blocks: tuple[Block, ...]) -> Iterator[Block | ListItem | Row | Cell]:
    """These blocks and all below them, parents before their children, in the order of the document."""
    stack: list[Iterator[Block | ListItem | Row | Cell]] = [iter(blocks)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        yield node
        below: Iterable[Block | ListItem | Row | Cell] = ()
        if isinstance(node, List):
            below = node.items
        elif isinstance(node, (ListItem, Quote)):
            below = node.children
        elif isinstance(node, Table):
            below = (node.head, *node.rows)
        elif isinstance(node, Row):
            below = node.cells
        if below:
            stack.append(iter(below))
