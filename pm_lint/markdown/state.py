"""Where things stand: mistune's block state, with the way back to the document.

A container (a list item, a quote) is parsed by copying its lines, without the container's marks, into a new text.
The copy keeps the lines: line *n* of it is line *first + n* of the document. Only the front of a line changes, so
columns agree when counted from the right. These two facts locate every offset of every copy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import MutableMapping, Sequence
from itertools import accumulate
from typing import Any

from mistune.core import BlockState

from pm_lint.finding import Span

Token = dict[str, Any]
#: What mistune knows of the whole document: its link definitions.
Env = MutableMapping[str, Any]

#: Lists and quotes inside each other, at most. People stop at five; a parser's stack ends somewhere.
MAX_NESTING = 32

#: Blocks and items, at most; each takes about a kilobyte. People write one for each hundred characters or more.
MAX_BLOCKS = 100_000

#: Signs that may be marks, and line breaks, at most; each may become a node of half a kilobyte or more.
MAX_MARKS = 150_000
_MARKS = "*_[]`<&\\~!\n"

#: Nobody sees it, but it stands between two paragraphs.
_BLANK: Token = {"type": "blank_line"}
#: What is trimmed from the rims of a block.
_WHITE = " \t\n"


class LimitError(ValueError):
    """A document has more than can be read in little time and memory. ``why`` is a clause, ``it is …``."""

    why = "it is too much"

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        #: The line, from 1, on which what is too much begins.
        self.line = line


class NestingError(LimitError):
    """Lists and quotes are nested more than ``MAX_NESTING`` deep."""

    why = "it is nested too deep"

    def __init__(self, line: int) -> None:
        super().__init__(line, f"lists and quotes are nested more than {MAX_NESTING} deep")


class SizeError(LimitError):
    """There are more than ``MAX_BLOCKS`` blocks."""

    why = f"it has more than {MAX_BLOCKS:,} paragraphs, items and other blocks"

    def __init__(self, line: int) -> None:
        super().__init__(line, f"more than {MAX_BLOCKS:,} paragraphs, items and other blocks")


class MarksError(LimitError):
    """There are more than ``MAX_MARKS`` marks."""

    why = f"it has more than {MAX_MARKS:,} marks and line breaks"

    def __init__(self) -> None:
        super().__init__(1, f"more than {MAX_MARKS:,} marks and line breaks")


def refuse_crowds(text: str) -> None:
    """Raise MarksError for a document of too many marks, wherever in it they are."""
    if len(text) > MAX_MARKS and sum(map(text.count, _MARKS)) > MAX_MARKS:
        raise MarksError


class Line:
    """A container that is one line of plain text, as most list items are: a state without what parsing needs."""

    __slots__ = ("_row", "_shift", "env", "src")

    def __init__(self, src: str, env: Env, row: int, shift: int) -> None:
        self.src = src
        self.env = env
        self._row = row
        self._shift = shift

    def span(self, start: int, end: int) -> Span:
        """The document's range of two offsets."""
        row, shift = self._row, self._shift
        return Span(row, start + shift, row, end + shift)

    def near(self, start: int, end: int) -> Line:
        """What locates the offsets between these two."""
        return self


class State(BlockState):
    """The text of the document or of one container, given by its lines, and the tokens found in it.

    It ends with a line break, like each of its lines.
    Offsets count from 0 in ``src``. A token's ``at`` holds two offsets: its start and its exclusive end.
    """

    def __init__(self, lines: Sequence[str], parent: State | None = None) -> None:
        super().__init__(parent)
        self.process("\n".join(lines) + "\n")
        #: The offset of each line, and that of the end.
        self.line_starts = list(accumulate([len(line) + 1 for line in lines], initial=0))
        #: The document's line, from 0, of the first line of this text.
        self.first_line = 0
        #: The document's column, from 0, of the first column of this text: tab stops depend on it.
        self.column = 0
        #: How many containers this text is in.
        self.level = 0
        self._root: State | None = parent and (parent._root or parent)
        #: The ``line_starts`` of the document.
        self._above = self.line_starts
        #: How many blocks and items the document has so far; the root's counts.
        self._blocks = 0
        if parent:
            self.level = parent.level + 1
            self._above = parent._above
            # Link definitions are the document's; what else mistune keeps there is about one text.
            self.env = {"ref_links": parent.env["ref_links"]}

    def enter_line(self, text: str, start: int) -> Line:
        """The paragraph that is all of a container, on the line of offset ``start``. Raises LimitError."""
        self.count(start)
        line = self.line_of(start)
        row = self._row_below(line)
        # The line's end is where that of the document is; a text ends where its line does.
        above = self._above
        return Line(text, self.env, row, above[row] - above[row - 1] - len(text))

    def _row_below(self, line: int) -> int:
        """The document's line, from 1, of a line of this text, on which a container begins."""
        row = self.first_line + line + 1
        if self.level == MAX_NESTING:
            raise NestingError(row)
        return row

    def count(self, offset: int, number: int = 1) -> None:
        """Count a block or item, or the cells of a row, that begins at an offset. Raises SizeError."""
        root = self._root or self
        root._blocks += number
        if root._blocks > MAX_BLOCKS:
            raise SizeError(self.first_line + self.line_of(offset) + 1)

    def enter(self, lines: list[str], lazy: list[int], start: int, column: int) -> State:
        """The state for the content of a container whose first line is that of offset ``start``.

        ``lazy`` lists the indexes of the lines that lack the container's marks. Raises NestingError.
        """
        first_line = self._row_below(self.line_of(start)) - 1
        child = State(lines, self)
        child.first_line = first_line
        child.column = column
        if lazy:
            child.lazy_line_starts = {child.line_starts[index] for index in lazy}
        return child

    # mistune collects the text of a paragraph by adding line to line, which is quadratic; its range says it all.

    def add_lines(self, end: int) -> None:
        """Add the lines from the cursor to an offset to the open paragraph or to a new one."""
        last = self.tokens[-1] if self.tokens else _BLANK
        if last["type"] == "paragraph":
            last["at"] = (last["at"][0], end)
        else:
            self.append_token({"type": "paragraph", "at": (self.cursor, end)})

    def append_paragraph(self) -> int | None:
        """Add the line at the cursor to the open paragraph, if there is one, and return the line's end."""
        last = self.tokens[-1] if self.tokens else _BLANK
        if last["type"] != "paragraph":
            return None
        end = self.find_line_end()
        last["at"] = (last["at"][0], end)
        return end

    def append_blank(self) -> None:
        """Add a blank line, which ends a paragraph."""
        self.tokens.append(_BLANK)

    def append_token(self, token: Token) -> None:
        """Add a token. Its range is set by who parsed it."""
        self.count(self.cursor)
        self.tokens.append(token)

    def line_of(self, offset: int) -> int:
        """The index, in this text, of the line of an offset."""
        return bisect_right(self.line_starts, offset) - 1

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The range without the white space at its rims."""
        src = self.src
        end = min(end, len(src))
        while end > start and src[end - 1] in _WHITE:
            end -= 1
        while start < end and src[start] in _WHITE:
            start += 1
        return start, end

    def locate(self, offset: int) -> tuple[int, int]:
        """The document's line and column, from 1, of an offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        row = self.first_line + line
        if line == len(starts):
            return row, 1  # after the last line break
        above = self._above
        return row, max(offset - starts[line] + above[row] - above[row - 1] + 1, 1)

    def span(self, start: int, end: int) -> Span:
        """The document's range of two offsets."""
        starts = self.line_starts
        line = bisect_right(starts, start)
        if line == len(starts) or end >= starts[line]:
            return Span(*self.locate(start), *self.locate(end))
        row, above = self.first_line + line, self._above
        shift = above[row] - above[row - 1] - starts[line] + 1
        left, right = start + shift, end + shift
        return Span(row, left if left > 0 else 1, row, right if right > 0 else 1)

    def near(self, start: int, end: int) -> State | Line:
        """What locates the offsets between these two: if they are on one line, there is a quicker way."""
        row, column, end_row, end_column = self.span(start, end)
        if row == end_row and end_column - column == end - start:
            return Line(self.src, self.env, row, column - start)
        return self
