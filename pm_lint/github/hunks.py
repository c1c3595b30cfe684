"""Which lines of a file a review comment may stand on: those that the pull request's diff shows on the right.

GitHub refuses a whole review for one comment outside of them (422), and a range must lie in one hunk.
(https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request)
"""

from __future__ import annotations

from pm_lint.record import NamedTuple
from pm_lint.regex import regex

_HEADER = regex(r"@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


#: A line number beyond any file.
END = 1_000_000_000


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


def changed_lines(patch: str | None, changes: int) -> tuple[Lines, ...]:
    """The lines on the right side that a patch adds, and those around a place where it only takes some away.

    ``changes`` is how many lines the whole diff adds and takes away: what GitHub doesn't show of it, because the patch
    is left out or cut, may be anywhere below, so all that is there counts as changed.
    """
    changed: list[Lines] = []
    line = seen = added = removed = 0

    def close() -> None:
        if added:
            changed.append(Lines(line - added, line - 1))
        elif removed:
            changed.append(Lines(max(line - 1, 1), line))

    for text in (patch or "").split("\n"):
        header = _HEADER.match(text)
        if header:
            close()
            line, added, removed = max(int(header[1]), 1), 0, 0
        elif not line:
            continue
        elif text.startswith(" "):
            close()
            line, added, removed = line + 1, 0, 0
        elif text.startswith("+"):
            added, line, seen = added + 1, line + 1, seen + 1
        elif text.startswith("-"):
            removed, seen = removed + 1, seen + 1
    close()
    if seen < changes:
        changed.append(Lines(min(max(line, 1), END), END))
    return tuple(changed)


def shown(wanted: Lines, hunks: tuple[Lines, ...]) -> Lines | None:
    """The part of the wanted lines that one hunk shows, None if the diff shows none of them."""
    return next((common for hunk in hunks if (common := hunk.common(wanted))), None)
