"""Where each finding of a document is said: on which lines of the diff, with which fix to click on, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pm_lint.finding import Edit, Finding
from pm_lint.github.hunks import Lines, shown
from pm_lint.github.missing import Missing, missing
from pm_lint.github.suggestion import MAX_LINES, applied, fix_lines, lines_of, offered, source_lines, suggestion
from pm_lint.github.understood import NOTHING, Understood
from pm_lint.linter import Checked
from pm_lint.record import dataclass, replace


@dataclass(frozen=True)
class Reviewed:
    """One document of the pull request, checked. ``name`` is the file's name at the base: a rename keeps it."""

    checked: Checked
    name: str
    hunks: tuple[Lines, ...]
    understood: Understood = NOTHING
    #: The base has no such file, so that it may have had another name earlier in the pull request.
    new: bool = True


@dataclass(frozen=True)
class Placed:
    """A finding, and the lines of the diff that a comment on it stands on; None: the diff shows none of them.

    ``edits`` is what one click on the comment applies, all within those lines.
    """

    finding: Finding
    lines: Lines | None
    edits: tuple[Edit, ...] = ()
    missing: Missing | None = None

    @property
    def rank(self) -> int:
        """What is missing comes in the template's order, after all else."""
        return self.missing.line if self.missing else 0


def place_findings(document: Reviewed) -> list[Placed]:
    """Every finding of a document with its place, in the order of the findings.

    A finding that can be mended by a click takes the lines of its fix along. Where such lines overlap they become one
    range: of two suggestions for one line GitHub could commit only one.
    """
    lines = source_lines(document.checked.source)
    doc = document.checked.postmortem
    found = [_placed(finding, document.hunks, lines, missing(finding, doc)) for finding in document.checked.findings]
    ranges = _joined((one.lines for one in found if one.edits and one.lines), document.hunks)
    return [_widened(one, ranges) for one in found]


def _placed(finding: Finding, hunks: tuple[Lines, ...], lines: Sequence[str], gap: Missing | None) -> Placed:
    own = lines_of(finding)
    end = len(lines) - (len(lines) > 1 and not lines[-1])
    if own.first > end:  # what is missing at the end of the document belongs to its last line
        own = Lines(end, end)
    if edits := offered(finding, lines, hunks):
        mended = fix_lines(edits)
        both = mended if gap else Lines(min(own.first, mended.first), max(own.last, mended.last))
        fits = both.last - both.first < MAX_LINES and any(hunk.holds(both) for hunk in hunks)
        text = applied(lines, both, edits) if fits else None
        if text is not None and "\r" not in text:
            return Placed(finding, both, edits, gap)
    return Placed(finding, shown(own, hunks), (), gap)


def _joined(ranges: Iterable[Lines], hunks: tuple[Lines, ...]) -> dict[Lines, Lines | None]:
    """For each range the one that it becomes part of; None for one that overlaps what it can't be joined with."""
    found: dict[Lines, Lines | None] = {}
    group: list[Lines] = []
    for one in sorted(set(ranges)):
        if group and one.first <= group[-1].last:
            whole = Lines(group[-1].first, max(group[-1].last, one.last))
            if whole.last - whole.first >= MAX_LINES or not any(hunk.holds(whole) for hunk in hunks):
                found[one] = None
                continue
            group[-1] = whole
        else:
            group.append(one)
        found[one] = one
    bounds = iter(group)
    current = next(bounds, None)
    for one, still in found.items():  # in the order of the ranges, as the groups are
        while current and current.last < one.first:
            current = next(bounds, None)
        found[one] = current if still else None
    return found


def _widened(one: Placed, ranges: dict[Lines, Lines | None]) -> Placed:
    if not one.edits or one.lines is None:
        return one
    whole = ranges[one.lines]
    return replace(one, lines=whole) if whole else replace(one, edits=())


def offer(items: Iterable[Placed], lines: Sequence[str], there: Lines) -> str:
    """The one suggestion of a comment on those lines, "" for none: what is missing stands in the template's order."""
    with_edits = [one for one in items if one.edits]
    if any(one.lines != there for one in with_edits):
        return ""
    ordered = sorted(with_edits, key=lambda one: one.rank)
    return suggestion((one.edits for one in ordered), lines, there)
