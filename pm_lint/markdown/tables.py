"""Tables as GitHub reads them: short rows, rows without outer pipes, and tables inside lists and quotes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import cast

from mistune.block_parser import BlockParser
from mistune.core import BlockState

from pm_lint.markdown.state import State, Token
from pm_lint.regex import regex

# Nothing is tried twice, and so nothing is kept to come back to: that took more memory than the text.
_DELIMITER_CELL = r"[ \t]*+:?-++:?[ \t]*+"
#: The row of dashes under the header. One column without a pipe or a colon is a setext heading instead.
DELIMITER_ROW = rf" {{0,3}}(?=[^\n]*[|:])\|?{_DELIMITER_CELL}(?:\|{_DELIMITER_CELL})*+\|?[ \t]*+"
_TABLE = rf"^ {{0,3}}(?P<table_head>\S[^\n]*)\n(?P<table_rule>{DELIMITER_ROW})(?:\n|$)"

#: Cells, at most, that short rows lack. A small text could else ask for a table that fills the memory.
_MAX_MISSING = 10_000

#: An escaped pipe is text.
_PIPE = regex(r"\\.|\|")
_ENDS_TABLE = (
    "blank_line",
    "fenced_code",
    "indent_code",
    "atx_heading",
    "thematic_break",
    "block_quote",
    "list",
    "block_html",
)


def register(block: BlockParser) -> None:
    """Teach a block parser to read tables."""
    block.register("table", _TABLE, _parse_table)


def _cells(line: str) -> list[tuple[int, int]]:
    """The range of the trimmed text of each cell of a row, in that row."""
    edges = [-1, *(m.start() for m in _PIPE.finditer(line) if m[0] == "|"), len(line)]
    cells = []
    for before, after in pairwise(edges):
        text = line[before + 1 : after]
        start = before + 1 + len(text) - len(text.lstrip(" \t"))
        cells.append((start, start + len(text.strip(" \t"))))
    if len(cells) > 1 and cells[0][0] == cells[0][1]:
        del cells[0]
    if len(cells) > 1 and cells[-1][0] == cells[-1][1]:
        del cells[-1]
    return cells


def _row(line: str, offset: int, columns: int) -> Token:
    """A row of just as many cells as the header has; the missing ones are empty, at the row's end."""
    line = line.rstrip(" \t\n")
    cells = _cells(line)[:columns]
    cells += [(len(line), len(line))] * (columns - len(cells))
    return {"at": (offset, offset + len(line)), "cells": [(offset + start, offset + end) for start, end in cells]}


def _parse_table(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    columns = len(_cells(m["table_rule"]))
    if m.start("table_rule") in state.lazy_line_starts:
        return None  # that line only goes on with a paragraph
    if len(_cells(m["table_head"].rstrip(" \t"))) != columns:
        return None
    state = cast(State, state)
    state.count(m.start(), columns)
    ends_table = block.compile_sc(list(_ENDS_TABLE))
    rows = [_row(m["table_head"], m.start("table_head"), columns)]
    end = position = m.end()
    missing = 0
    while position < state.cursor_max and position not in state.lazy_line_starts:
        if ends_table.match(state.src, position):
            break
        line = state.get_line(position)
        missing += max(0, columns - 1 - line.count("|"))
        if missing > _MAX_MISSING:
            break
        state.count(position, columns)
        rows.append(_row(line, position, columns))
        end = position = position + len(line)
    state.append_token({"type": "table", "rows": rows})
    return end
