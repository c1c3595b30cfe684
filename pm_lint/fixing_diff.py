"""What fixing changes, as a unified diff. Linear: which lines are which is known, not searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pm_lint.edits import Draft
from pm_lint.record import NamedTuple

#: Lines shown around a change.
CONTEXT = 3
_NO_END = "\\ No newline at end of file"


class Change(NamedTuple):
    """Old lines that are replaced by new ones; the ends are exclusive, both from 0."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(name: str, old: Sequence[str], draft: Draft) -> Iterator[str]:
    """The lines of the diff, without line breaks; nothing where nothing differs.

    ``old`` and the draft are split on ``\\n`` alone: a ``\\r`` before it is part of the line, in the diff as well.
    """
    # What stands after the last break is no line where it is nothing.
    count, new_count = len(old) - (not old[-1]), len(draft.lines) - (not draft.lines[-1])
    changes = list(changes_of(old, draft))
    if changes:
        yield f"--- {name}"
        yield f"+++ {name}"
    for hunk in _hunks(changes):
        first, last = hunk[0], hunk[-1]
        start, end = max(0, first.start - CONTEXT), min(count, last.end + CONTEXT)
        new_start = first.new_start - (first.start - start)
        new_end = min(new_count, last.new_end + CONTEXT)
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@"
        at = start
        for change in hunk:
            yield from (f" {line}" for line in old[at : change.start])
            yield from _signed("-", old, change.start, change.end)
            yield from _signed("+", draft.lines, change.new_start, change.new_end)
            at = change.end
        yield from _signed(" ", old, at, end)


def changes_of(old: Sequence[str], draft: Draft) -> Iterator[Change]:
    """The runs of lines that went or came, in order. A last line that ends otherwise than before is changed."""
    done = new = 0
    for at, origin in enumerate([*draft.origins, len(old)]):
        if origin is None or (origin < len(old) and _ends(draft.lines, at) != _ends(old, origin)):
            continue
        if (change := _trimmed(old, draft.lines, Change(done, origin, new, at))) is not None:
            yield change
        done, new = origin + 1, at + 1


def _ends(lines: Sequence[str], at: int) -> bool:
    """Whether it is the last line, which has no break."""
    return at == len(lines) - 1


def _trimmed(old: Sequence[str], new: Sequence[str], change: Change) -> Change | None:
    """The change without what is equal at its start, and without the nothing after a last break."""
    start, end, new_start, new_end = change
    end -= end == len(old) and end > start and not old[-1]
    new_end -= new_end == len(new) and new_end > new_start and not new[-1]
    while start < end and new_start < new_end and old[start] == new[new_start]:
        if _ends(old, start) != _ends(new, new_start):
            break
        start, new_start = start + 1, new_start + 1
    return Change(start, end, new_start, new_end) if start < end or new_start < new_end else None


def _hunks(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes that share context together."""
    hunk: list[Change] = []
    for change in changes:
        if hunk and change.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _range(start: int, end: int) -> str:
    """Lines as a diff names them: an empty range by the line before it."""
    if end - start == 1:
        return f"{end}"
    return f"{start + 1 if end > start else start},{end - start}"


def _signed(sign: str, lines: Sequence[str], start: int, end: int) -> Iterator[str]:
    for at in range(start, end):
        yield sign + lines[at]
        if _ends(lines, at):
            yield _NO_END
