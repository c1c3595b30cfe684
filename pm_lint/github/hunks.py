"""Which lines of a file a review comment may stand on: those that the pull request's diff shows on the right.

GitHub refuses a whole review for one comment outside of them (422), and a range must lie in one hunk.
(https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request)
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADER = re.compile(r"@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


class Lines(NamedTuple):
    """Lines of a file, from 1, both ends included."""

    first: int
    last: int

    def holds(self, other: Lines) -> bool:
        """Whether all of the other's lines are among these."""
        return self.first <= other.first and other.last <= self.last

    def common(self, other: Lines) -> Lines | None:
        """The lines of both."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Lines(first, last) if first <= last else None


def right_lines(patch: str | None) -> tuple[Lines, ...]:
    """The lines that each hunk of a patch shows on the right side; none without a patch (a large or binary file).

    Lines are counted, not taken from the header, because GitHub cuts long patches without changing it.
    """
    hunks: list[Lines] = []
    first = line = 0
    for text in (patch or "").split("\n"):
        header = _HEADER.match(text)
        if header:
            if line > first:
                hunks.append(Lines(first, line - 1))
            first = line = int(header[1])
        elif first and (text.startswith((" ", "+"))):
            line += 1
    if line > first:
        hunks.append(Lines(first, line - 1))
    return tuple(hunks)


def shown(wanted: Lines, hunks: tuple[Lines, ...]) -> Lines | None:
    """The part of the wanted lines that one hunk shows, None if the diff shows none of them."""
    return next((common for hunk in hunks if (common := hunk.common(wanted))), None)
