"""HTML tables as tables: what stands in ``<table>`` is read like a table of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import Block, Cell, HtmlBlock, Row, Table, Text
from pm_lint.postmortem.spans import column_of
from pm_lint.record import dataclass, field
from pm_lint.regex import regex

#: A tag; what is not one is text. Attributes end at the next angle bracket, so the time grows with the length.
_TAG = regex(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?![A-Za-z0-9])[^<>]{0,2000}>")
_TABLE = regex(r"<table(?![a-z0-9])", re.I)
_SPACE = regex(r"\s+")
_CELLS = ("td", "th")
#: Of so many cells, one at least is written.
_MOST_EMPTY = 20
#: Tags that end a word; others (``<b>``) stand inside one.
_BREAKS = ("br", "p", "div", "li", "ul", "ol")


@dataclass
class _Cell:
    header: bool
    texts: list[str] = field(default_factory=list)
    #: The range of its text in the HTML.
    start: int = -1
    end: int = -1


def with_html_tables(blocks: tuple[Block, ...], lines: tuple[str, ...]) -> tuple[Block, ...]:
    """These blocks with HTML that holds tables replaced by the tables; ``lines`` are the document's.

    A row of ``<th>`` alone, or the first row, is the head.
    """
    if not any(isinstance(block, HtmlBlock) for block in blocks):
        return blocks
    found: list[Block] = []
    run: list[HtmlBlock] = []  # an empty line ends a block of HTML, but not the table
    for block in (*blocks, None):
        if isinstance(block, HtmlBlock):
            run.append(block)
            continue
        found += _tables(run, lines) or run
        run = []
        if block:
            found.append(block)
    return tuple(found)


def _tables(run: list[HtmlBlock], lines: tuple[str, ...]) -> list[Table]:
    """The tables in blocks of HTML that follow one another."""
    if not any(_TABLE.search(block.text) for block in run):
        return []
    places = _Places(run, lines)
    return [
        made
        for rows in _rows(_blank_comments("".join(places.texts)))
        if (made := _table([[(cell, places) for cell in row] for row in rows]))
    ]


class _Places:
    """The way back from the joined text of blocks to their places."""

    def __init__(self, run: list[HtmlBlock], lines: tuple[str, ...]) -> None:
        self.texts: list[str] = []
        #: For each line of the joined text: where it starts, and the line and column of the source.
        self.lines: list[tuple[int, int, int]] = []
        at = 0
        for block in run:
            for number, line in enumerate(block.text.split("\n"), block.span.line):
                self.lines.append((at, number, column_of(line, lines[number - 1])))
                self.texts.append(line + "\n")
                at += len(line) + 1
        self.index = 0

    def span(self, start: int, end: int) -> Span:
        """The range of ``text[start:end]``. Asked from left to right."""
        return Span(*self._place(start), *self._place(end))

    def _place(self, offset: int) -> tuple[int, int]:
        while self.index + 1 < len(self.lines) and self.lines[self.index + 1][0] <= offset:
            self.index += 1
        start, line, column = self.lines[self.index]
        return line, column + offset - start


def _blank_comments(text: str) -> str:
    """The text with spaces for its comments, of the same length."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += (text[at:start], re.sub(r"[^\n]", " ", text[start : end + 3]))
        at = end + 3
    return "".join(parts) + text[at:]


def _rows(text: str) -> Iterator[list[list[_Cell]]]:
    """The rows of each table, of tables inside cells as rows of the outer one; rows without cells are none."""
    rows: list[list[_Cell]] = []
    cell: _Cell | None = None
    depth = at = 0
    for tag in [*_TAG.finditer(text), None]:
        if cell and (written := text[at : tag.start() if tag else len(text)]).strip():
            first = at + len(written) - len(written.lstrip())
            cell.start = first if cell.start < 0 else cell.start
            cell.end = at + len(written.rstrip())
            cell.texts.append(written)
        if tag is None:
            break
        at = tag.end()
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name == "table":
            depth = max(0, depth + (-1 if closes else 1))
            if depth == 0:
                yield [row for row in rows if row]
                rows, cell = [], None
        elif depth and name == "tr":
            cell = None
            if not closes:
                rows.append([])
        elif depth and name in _CELLS:
            cell = None if closes else _Cell(name == "th", start=-1, end=tag.end())
            if cell:
                if not rows:
                    rows.append([])
                rows[-1].append(cell)
        elif cell and name in _BREAKS:
            cell.texts.append(" ")
    if rows:
        yield [row for row in rows if row]


def _table(rows: list[list[tuple[_Cell, _Places]]]) -> Table | None:
    made = [_row(row) for row in rows]
    if not made:
        return None
    width = len(made[0].cells)
    # A wide head over many short rows would be made of far more cells than were written.
    if width * len(made) > _MOST_EMPTY * sum(len(row.cells) for row in made):
        return None
    wide = [made[0], *(_of_width(row, width) for row in made[1:])]
    return Table(made[0].span.to(made[-1].span), wide[0], tuple(wide[1:]))


def _row(cells: list[tuple[_Cell, _Places]]) -> Row:
    made = [_cell(cell, places) for cell, places in cells]
    return Row(made[0].span.to(made[-1].span), tuple(made))


def _of_width(row: Row, width: int) -> Row:
    """As many cells as the head has, as in a table of Markdown."""
    end = Span.at(*row.span.end)
    missing = tuple(Cell(end, ()) for _ in range(width - len(row.cells)))
    return Row(row.span, row.cells[:width] + missing)


def _cell(cell: _Cell, places: _Places) -> Cell:
    from html import unescape  # a table of all entities: only where there is HTML

    text = _SPACE.sub(" ", unescape("".join(cell.texts))).strip()
    span = places.span(cell.start, cell.end) if cell.start >= 0 else places.span(cell.end, cell.end)
    return Cell(span, (Text(span, text),) if text else ())
