"""Labelled values: "**Owner:** Alice" as a paragraph's line, a list item, a row of a table, or under a heading."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import (
    Block,
    Leaf,
    Link,
    List,
    Paragraph,
    Piece,
    Prose,
    Quote,
    Strong,
    Table,
    Text,
    walk_inlines,
)
from pm_lint.postmortem.model import Carrier
from pm_lint.postmortem.outline import Part
from pm_lint.postmortem.roles import field_role
from pm_lint.postmortem.spans import Spans
from pm_lint.record import dataclass
from pm_lint.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.postmortem.front_matter import Entry

_LABEL = regex(r"[ \t]*([^\s:|][^:|\n]{0,59}?)[ \t]*:(?=\s|$)")
_LIKE_A_LABEL = regex(r"[A-Z][\w'’/()-]{0,20}(?: [\w'’/()-]{1,20}){0,3}")


@dataclass(frozen=True)
class Labelled:
    """``start`` and ``end`` are the value's range in ``prose``, without white space around it; the end is exclusive."""

    label: str
    prose: Prose
    start: int
    end: int
    #: The line or block of label and value together.
    line_span: Span
    #: The links of the block.
    links: tuple[Link, ...]
    carrier: Carrier = "paragraph"

    @property
    def text(self) -> str:
        return self.prose.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return self.prose.locate(self.start, self.end)


def labelled_values(blocks: tuple[Block, ...]) -> Iterator[Labelled]:
    """The labelled values of these blocks, in their order.

    A label is bold, or a name that fields are known by: other text before a colon is prose.
    """
    for block in blocks:
        match block:
            case Paragraph():
                yield from _lines(block, block.span, "paragraph")
            case Quote():
                yield from labelled_values(block.children)
            case List():
                for item in block.items:
                    if item.children and isinstance(item.children[0], Paragraph):
                        yield from _lines(item.children[0], item.span, "list")
            case Table() if len(block.head.cells) == 2:
                for row in (block.head, *block.rows):
                    yield from _pair(row.cells[0], row.cells[1], row.span)
            case Table() if len(block.rows) == 1 and any(field_role(cell.text) for cell in block.head.cells):
                for label, value in zip(block.head.cells, block.rows[0].cells, strict=True):
                    yield from _pair(label, value, value.span)


def _pair(label: Leaf, value: Leaf, span: Span) -> Iterator[Labelled]:
    """A cell that is a label, and the cell with its value."""
    if name := label.text.strip().rstrip(":").strip():
        text = value.prose.text
        start = len(text) - len(text.lstrip())
        yield Labelled(name, value.prose, start, max(start, len(text.rstrip())), span, _links(value), "table")


def under_heading(part: Part) -> Labelled | None:
    """The value of a heading that is a label: in the heading ("## Owner: Alice"), else the first paragraph under it."""
    label, colon, _ = part.heading.text.partition(":")
    if colon and field_role(label) and (value := next(_lines(part.heading, part.heading.span, "heading"), None)):
        if value.text:
            return value
    elif not field_role(part.title):
        return None
    first = part.blocks[0] if part.blocks else None
    if isinstance(first, List) and first.items and first.items[0].children:
        first = first.items[0].children[0]
    name = part.title.rstrip(":")
    if not isinstance(first, Paragraph):
        prose = part.heading.prose
        end = len(prose.text)
        return None if first else Labelled(name, prose, end, end, part.heading.span, (), "heading")
    text = first.text
    start = len(text) - len(text.lstrip())
    line_span = part.heading.span.to(first.span)
    return Labelled(name, first.prose, start, max(start, len(text.rstrip())), line_span, _links(first), "heading")


def front_matter_values(entries: tuple[Entry, ...]) -> Iterator[Labelled]:
    """The values of front matter, each at its place in the document."""
    for entry in entries:
        pieces = (Piece(0, len(entry.text), Text(entry.span, entry.text)),) if entry.text else ()
        prose = Prose(entry.text, pieces, entry.span)
        yield Labelled(entry.key, prose, 0, len(entry.text), entry.span, (), "front-matter")


def _lines(leaf: Leaf, block: Span, carrier: Carrier) -> Iterator[Labelled]:
    text = leaf.text
    if ":" not in text:
        return
    prose = leaf.prose
    bold = Spans(node.span for node in leaf.marked if isinstance(node, Strong))
    marks: list[tuple[str, int, int]] = []  # label, where its line starts, where its value starts
    at = 0
    for line in text.split("\n"):
        match = _LABEL.match(line)
        if match:
            label = match[1].strip()
            place = prose.locate(at + match.start(1), at + match.end(1))
            # Under a label, a line that looks like one ends its value: "Created by: Alice", "Last modified: May".
            if field_role(label) or bold.overlap(place) or (marks and _LIKE_A_LABEL.fullmatch(label)):
                marks.append((label, at, at + match.end()))
        at += len(line) + 1
    if not marks:
        return
    links = _links(leaf)
    ends = [mark[1] - 1 for mark in marks[1:]] + [len(text)]
    for (label, line_start, value_start), end in zip(marks, ends, strict=True):
        value = text[value_start:end]
        start = value_start + len(value) - len(value.lstrip())
        stop = max(start, value_start + len(value.rstrip()))
        line_span = block if len(marks) == 1 else prose.locate(line_start, max(stop, line_start))
        yield Labelled(label, prose, start, stop, line_span, links, carrier)


def _links(leaf: Leaf) -> tuple[Link, ...]:
    return tuple(node for node in walk_inlines(leaf.marked) if isinstance(node, Link))
