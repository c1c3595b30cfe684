"""Where things stand: mistune's block state, with the way back to the document.

A container (a list item, a quote) is parsed by copying its lines, without the container's marks, into a new text.
The copy keeps the lines: line *n* of it is line *first + n* of the document. Only the front of a line changes, so
columns agree when counted from the right. These two facts locate every offset of every copy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import MutableMapping
from itertools import accumulate, pairwise
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


class State(BlockState):
    """The text of the document or of one container, and the tokens found in it.

    Offsets count from 0 in ``src``. A token's ``at`` holds two offsets: its start and its exclusive end.
    """

    def __init__(self, parent: State | None = None) -> None:
        super().__init__(parent)
        self._root: State | None = parent.root if parent else None
        self.level: int = parent.level + 1 if parent else 0
        #: The document's line, from 0, of the first line of this text.
        self.first_line = 0
        #: The document's column, from 0, of the first column of this text: tab stops depend on it.
        self.column = 0
        self.line_starts: list[int] = [0]
        #: For each line, what makes an offset the document's column, once it is asked for.
        self._shifts: list[int] = []
        #: How many blocks and items the document has so far; the root's counts.
        self._blocks = 0
        if parent:
            # Link definitions are the document's; what else mistune keeps here is about one text.
            self.env = {"ref_links": parent.env["ref_links"]}

    @property
    def root(self) -> State:
        """The state of the document."""
        return self._root or self

    def process(self, src: str) -> None:
        """Take up a text, which ends with a line break."""
        super().process(src)
        self.line_starts = list(accumulate(map((1).__add__, map(len, src.split("\n")[:-1])), initial=0))

    def enter_line(self, text: str, start: int) -> Line:
        """The paragraph that is all of a container, on the line of offset ``start``. Raises LimitError."""
        self.count(start)
        line = self.line_of(start)
        row = self._row_below(line)
        # The line's end is where that of the document is; a text ends where its line does.
        above = self.root.line_starts
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
        child = State(self)
        child.process("\n".join(lines) + "\n")
        child.first_line = first_line
        child.column = column
        child.lazy_line_starts = {child.line_starts[index] for index in lazy}
        return child

    # mistune collects the text of a paragraph by adding line to line, which is quadratic; its range says it all.

    def add_paragraph(self, text: str) -> None:
        """Add text, which begins at the cursor, to the open paragraph or to a new one."""
        end = self.cursor + len(text)
        last = self.last_token()
        if last and last["type"] == "paragraph":
            last["at"] = (last["at"][0], end)
        else:
            self.append_token({"type": "paragraph", "at": (self.cursor, end)})

    def append_paragraph(self) -> int | None:
        """Add the line at the cursor to the open paragraph, if there is one, and return the line's end."""
        last = self.last_token()
        if not last or last["type"] != "paragraph":
            return None
        end = self.find_line_end()
        last["at"] = (last["at"][0], end)
        return end

    def append_token(self, token: Token) -> None:
        """Add a token. Its range is set by who parsed it, but for indented code, which nobody else sees."""
        if token.get("style") == "indent":
            last_line = self.line_of(self.cursor) + token["raw"].count("\n")
            token["at"] = (self.cursor, self.line_end(last_line))
        if token["type"] != "blank_line":
            self.count(self.cursor)
        super().append_token(token)

    def line_of(self, offset: int) -> int:
        """The index, in this text, of the line of an offset."""
        return bisect_right(self.line_starts, offset) - 1

    def line_end(self, line: int) -> int:
        """The offset of the end of a line, before its line break."""
        return self.line_starts[line + 1] - 1 if line + 1 < len(self.line_starts) else len(self.src)

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The range without the white space at its rims."""
        src = self.src
        end = min(end, len(src))
        while end > start and src[end - 1] in _WHITE:
            end -= 1
        while start < end and src[start] in _WHITE:
            start += 1
        return start, end

    def _found_shifts(self) -> list[int]:
        ends, above = self.line_starts[1:], self.root.line_starts
        rows = pairwise(above[self.first_line : self.first_line + len(ends) + 1])
        # Every text ends with a line break; what would follow it has no characters.
        self._shifts = [stop - start - end + 1 for (start, stop), end in zip(rows, ends, strict=True)]
        self._shifts.append(1 - ends[-1])
        return self._shifts

    def locate(self, offset: int) -> tuple[int, int]:
        """The document's line and column, from 1, of an offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return self.first_line + line + 1, max(offset + (self._shifts or self._found_shifts())[line], 1)

    def span(self, start: int, end: int) -> Span:
        """The document's range of two offsets."""
        starts = self.line_starts
        line = bisect_right(starts, start) - 1
        if end >= starts[line + 1 if line + 1 < len(starts) else line]:
            return Span(*self.locate(start), *self.locate(end))
        row, shift = self.first_line + line + 1, (self._shifts or self._found_shifts())[line]
        left, right = start + shift, end + shift
        return Span(row, left if left > 0 else 1, row, right if right > 0 else 1)
