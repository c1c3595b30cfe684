"""Where things stand: our lines and columns, and those of the protocol.

Ours count from 1, in code points, by `\\n` alone, after a byte order mark. The protocol's count from 0, in units of the
encoding that was agreed on (UTF-16, unless the editor can do better), a byte order mark too, and a lone `\\r` ends a
line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from pm_lint.finding import Span
from pm_lint.regex import regex

#: Line and character, from 0.
Place = tuple[int, int]

_OUR_END = regex(r"\n")
_ANY_END = regex(r"\r\n?|\n")
_WIDTHS: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda char: 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4,
    "utf-16": lambda char: 1 if char < "\U00010000" else 2,
    "utf-32": lambda char: 1,
}


class Positions:
    """The places of a text. ``encoding`` is "utf-8", "utf-16" or "utf-32"."""

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._width = _WIDTHS.get(encoding, _WIDTHS["utf-16"])
        self._even = encoding == "utf-32" or text.isascii()
        mark = 1 if text.startswith("\ufeff") else 0
        self._ours = [mark, *(end.end() for end in _OUR_END.finditer(text))]
        self._theirs = [0, *(end.end() for end in _ANY_END.finditer(text))]
        #: By line of theirs, of those that are asked for: how many units stand before each code point.
        self._units: dict[int, Sequence[int]] = {}

    def range(self, span: Span) -> tuple[Place, Place]:
        """A range of ours as the protocol has it."""
        return self.place(*span.start), self.place(*span.end)

    def place(self, line: int, column: int) -> Place:
        """A place of ours as the protocol has it; one past the end of the text is its end."""
        if line > len(self._ours):
            return self._at(len(self._text))
        end = self._ours[line] - 1 if line < len(self._ours) else len(self._text)
        return self._at(min(self._ours[line - 1] + column - 1, end))

    def _at(self, offset: int) -> Place:
        line = bisect_right(self._theirs, offset) - 1
        column = min(offset - self._theirs[line], len(self._line(line)))  # never between \r and \n
        units = self._units_of(line)
        return line, column if units is None else units[column]

    def _units_of(self, line: int) -> Sequence[int] | None:
        """The units before each code point of a line of theirs, and before its end; None: as many as code points."""
        if self._even:
            return None
        if line not in self._units:
            self._units[line] = list(accumulate(map(self._width, self._line(line)), initial=0))
        return self._units[line]

    def _line(self, line: int) -> str:
        end = self._theirs[line + 1] if line + 1 < len(self._theirs) else len(self._text)
        return self._text[self._theirs[line] : end].rstrip("\r\n")
