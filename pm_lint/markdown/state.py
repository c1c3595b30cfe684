"""Where things stand: mistune's block state, with the way back to the document.

A container (a list item, a quote) is parsed by copying its lines, without the container's marks, into a new text.
The copy keeps the lines: line *n* of it is line *first + n* of the document. Only the front of a line changes, so
columns agree when counted from the right. These two facts locate every offset of every copy.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from mistune.core import BlockState

from pm_lint.finding import Span

Token = dict[str, Any]

#: Lists and quotes inside each other, at most. People stop at five; a parser's stack ends somewhere.
MAX_NESTING = 32

#: What is trimmed from the rims of a block.
_WHITE = " \t\n"


#: Blocks in one document, at most; a list item is two. Each takes a kilobyte or two, its text not counted.
MAX_BLOCKS = 100_000
#: Signs that may be a mark, and line breaks, in one document, of which nodes are made, at most.
MAX_MARKS = 150_000
_MARKS = "*_[]`<&\\~!\n"


class TooMuch(ValueError):
    """The document would take too much to read. ``why`` is a clause for people."""

    why = f"it holds more than {MAX_BLOCKS:,} blocks (paragraphs, list items, table cells)"


class NestingError(TooMuch):
    """Lists and quotes are nested more than ``MAX_NESTING`` deep."""

    why = "it is nested too deep"

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}: lists and quotes are nested more than {MAX_NESTING} deep")
        #: The line, from 1, on which the first container that is too deep begins.
        self.line = line


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
        #: Of the whole document, in its root: how many blocks it has, and signs of which nodes were made.
        self.blocks = self.marks = 0
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
        self.line_starts = list(accumulate((len(line) + 1 for line in src.split("\n")[:-1]), initial=0))

    def count(self, blocks: int = 1) -> None:
        """Note that there are more blocks. Raises TooMuch."""
        self.root.blocks += blocks
        if self.root.blocks > MAX_BLOCKS:
            raise TooMuch(f"more than {MAX_BLOCKS} blocks")

    def is_crowded(self, text: str) -> bool:
        """Whether there would be too many nodes, if such were made of the marks in a text too."""
        marks = sum(map(text.count, _MARKS))
        if self.root.marks + marks > MAX_MARKS:
            return True
        self.root.marks += marks
        return False

    def enter(self, lines: list[str], lazy: list[int], start: int, column: int) -> State:
        """The state for the content of a container whose first line is that of offset ``start``.

        ``lazy`` lists the indexes of the lines that lack the container's marks. Raises NestingError.
        """
        first_line = self.first_line + self.line_of(start)
        if self.level == MAX_NESTING:
            raise NestingError(first_line + 1)
        self.count()
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
            self.count()
            self.tokens.append({"type": "paragraph", "at": (self.cursor, end)})

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
        self.count()
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

    @cached_property
    def _shifts(self) -> list[int]:
        """For each line, what makes an offset the document's column."""
        ends, above = self.line_starts[1:], self.root.line_starts
        rows = pairwise(above[self.first_line : self.first_line + len(ends) + 1])
        # Every text ends with a line break; what would follow it has no characters.
        return [*(stop - start - end + 1 for (start, stop), end in zip(rows, ends, strict=True)), 1 - ends[-1]]

    def locate(self, offset: int) -> tuple[int, int]:
        """The document's line and column, from 1, of an offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return self.first_line + line + 1, max(offset + self._shifts[line], 1)

    def span(self, start: int, end: int) -> Span:
        """The document's range of two offsets."""
        line = bisect_right(self.line_starts, start) - 1
        if end >= self.line_starts[min(line + 1, len(self.line_starts) - 1)]:
            return Span(*self.locate(start), *self.locate(end))
        row, shift = self.first_line + line + 1, self._shifts[line]
        return Span(row, max(start + shift, 1), row, max(end + shift, 1))
