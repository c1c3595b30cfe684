"""Labelled values: "**Owner:** Alice" as a paragraph's line, a list item, or a row of a two-column table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pm_lint.finding import Span
from pm_lint.markdown import Block, Leaf, Link, List, Paragraph, Prose, Strong, Table, walk_inlines
from pm_lint.postmortem.roles import field_role
from pm_lint.postmortem.spans import Spans

_LABEL = re.compile(r"[ \t]*([^\s:|][^:|\n]{0,59}?)[ \t]*:(?=\s|$)")


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
                yield from _lines(block, block.span)
            case List():
                for item in block.items:
                    if item.children and isinstance(item.children[0], Paragraph):
                        yield from _lines(item.children[0], item.span)
            case Table() if len(block.head.cells) == 2:
                for row in (block.head, *block.rows):
                    label, value = row.cells
                    if name := label.text.strip().rstrip(":").strip():
                        text = value.prose.text
                        start = len(text) - len(text.lstrip())
                        yield Labelled(
                            name, value.prose, start, max(start, len(text.rstrip())), row.span, _links(value)
                        )


def _lines(leaf: Leaf, block: Span) -> Iterator[Labelled]:
    prose = leaf.prose
    text = prose.text
    bold = Spans(node.span for node in leaf.inlines if isinstance(node, Strong))
    marks: list[tuple[str, int, int]] = []  # label, where its line starts, where its value starts
    at = 0
    for line in text.split("\n"):
        match = _LABEL.match(line)
        if match:
            label = match[1].strip()
            place = prose.locate(at + match.start(1), at + match.end(1))
            if field_role(label) or bold.overlap(place):
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
        yield Labelled(label, prose, start, stop, line_span, links)


def _links(leaf: Leaf) -> tuple[Link, ...]:
    return tuple(node for node in walk_inlines(leaf.inlines) if isinstance(node, Link))
