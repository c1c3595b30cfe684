"""The inline content of a block, put off until somebody wants it, and read quickly where it is nothing but text."""

from __future__ import annotations

from pm_lint.markdown.nodes import Inline
from pm_lint.markdown.plain import joined, lines
from pm_lint.markdown.scan import Scan
from pm_lint.markdown.state import Line, State
from pm_lint.markdown.urls import has_urls
from pm_lint.regex import regex

#: Text without such a character holds no marks, and most that has one holds one; an underscore inside a word is none.
_MAY_MARK = regex(r"[`*\[~<&\\_]")
_MARK = regex(r"[`*\[]|~~|<\S|&[#a-zA-Z]|\\[!-/:-@\[-`{-~\n]|(?<![^\W_])_|_(?![^\W_])")


class Content:
    """The inline content that is ``state.src[start:end]``; in a table cell ``\\|`` is a pipe even in a code span."""

    __slots__ = ("_cell", "_end", "_start", "_state")

    def __init__(self, state: State | Line, cell: bool, start: int, end: int) -> None:
        self._state = state
        self._cell = cell
        self._start = start
        self._end = end

    def plain(self) -> str | None:
        """The text that a reader sees, if there are but text and line breaks."""
        text = self._state.src[self._start : self._end]
        if _has_marks(text):
            return None
        return joined(text)

    def inlines(self) -> tuple[Inline, ...]:
        """The inline nodes."""
        state, start = self._state, self._start
        text = state.src[start : self._end]
        if not _has_marks(text):
            return tuple(lines(text, start, state))
        scan = Scan(text, start, state.near(start, self._end), self._cell)
        return scan.nodes(scan.pieces())


def _has_marks(text: str) -> bool:
    may = _MAY_MARK.search(text)
    return (may is not None and _MARK.search(text, may.start()) is not None) or has_urls(text)
