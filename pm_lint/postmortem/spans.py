"""Many ranges, asked all at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from pm_lint.finding import Span


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
