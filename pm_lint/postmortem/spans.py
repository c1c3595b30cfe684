"""Many ranges, asked all at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from pm_lint.finding import Span


def column_of(text: str, line: str) -> int:
    """The column at which a text stands that ends a line of the source; containers' marks stand before it.

    1 for a text that is not the line's end: a tab that was part of the indentation is spelled out.
    """
    text, line = text.rstrip("\r"), line.rstrip("\r")
    return len(line) - len(text) + 1 if line.endswith(text) else 1


class Spans:
    """A set of ranges that says in logarithmic time whether another one overlaps any of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._filled = _Reach([span for span in ordered if span.start != span.end])
        self._empty = _Reach([span for span in ordered if span.start == span.end])

    def overlap(self, span: Span) -> bool:
        """Whether ``Span.overlaps`` holds for any of the ranges."""
        touching = span.start == span.end
        return self._filled.meets(span, touching) or self._empty.meets(span, True)


class _Reach:
    """Sorted ranges, and how far those up to each of them reach."""

    def __init__(self, ordered: list[Span]) -> None:
        self._starts = [span.start for span in ordered]
        self._reach = list(accumulate((span.end for span in ordered), max))

    def meets(self, span: Span, touching: bool) -> bool:
        """Whether one shares a character with ``span``; ``touching``: or its rim."""
        if touching:
            before = bisect_right(self._starts, span.end)
            return before > 0 and self._reach[before - 1] >= span.start
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start
