"""What one click may change: fixes as blocks that GitHub offers to commit.

A block replaces all lines of its comment, so an insertion is said as a new text for the line beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pm_lint.finding import Edit, Finding, Span
from pm_lint.github.escape import fence
from pm_lint.github.hunks import Lines
from pm_lint.record import replace

#: A suggestion over more lines or characters than this hides what it changes.
MAX_LINES = 20
MAX_CHARACTERS = 10_000


def source_lines(source: str) -> list[str]:
    """The lines of a document as git and the findings count them: a ``\\r`` alone ends none."""
    return source.replace("\r\n", "\n").split("\n")


def lines_of(finding: Finding) -> Lines:
    """The lines a finding stands on: a range that ends before a line's first character has nothing of that line."""
    span = finding.span
    last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    return Lines(span.line, last)


def fix_lines(edits: Iterable[Edit]) -> Lines:
    """The lines that edits touch, whole."""
    spans = [edit.span for edit in edits]
    return Lines(min(span.line for span in spans), max(span.end_line for span in spans))


def inserted(finding: Finding) -> str:
    """The lines that the finding's fix inserts, if it does nothing else and parts no line in two; else ""."""
    edits = finding.fix.edits if finding.fix else ()
    if not edits or any(edit.span.start != edit.span.end or not _whole_lines(edit) for edit in edits):
        return ""
    return "".join(edit.text for edit in edits).replace("\r\n", "\n").strip("\n")


def _whole_lines(edit: Edit) -> bool:
    return edit.text.endswith("\n") if edit.span.column == 1 else edit.text.startswith(("\n", "\r\n"))


def offered(finding: Finding, lines: Sequence[str], hunks: Sequence[Lines]) -> tuple[Edit, ...]:
    """The edits of the finding's fix that one click may apply, on lines that the diff shows: those of a safe fix, and
    insertions, which lose nothing. None where the diff does not show the place."""
    if finding.fix is None or not (finding.fix.safe or inserted(finding)):
        return ()
    edits = tuple(replace(edit, text=edit.text.replace("\r\n", "\n")) for edit in finding.fix.edits)
    end = len(lines) - (len(lines) > 1 and not lines[-1])
    for tried in (edits, tuple(_after_the_line_before(edit, lines) for edit in edits)):
        touched = fix_lines(tried) if tried else Lines(0, 0)
        fits = touched.first > 0 and touched.last <= end and touched.last - touched.first < MAX_LINES
        fits = fits and sum(map(len, lines[touched.first - 1 : touched.last])) <= MAX_CHARACTERS
        if fits and any(hunk.holds(touched) for hunk in hunks):
            return tried
    return ()


def _after_the_line_before(edit: Edit, lines: Sequence[str]) -> Edit:
    """The same insertion of whole lines, said of the line above."""
    line = edit.span.line - 1
    if edit.span != Span.at(line + 1) or not edit.text.endswith("\n") or not 0 < line <= len(lines):
        return edit
    return Edit(Span.at(line, len(lines[line - 1]) + 1), "\n" + edit.text[:-1])


def applied(lines: Sequence[str], place: Lines, edits: Iterable[Edit]) -> str | None:
    """The text of those lines with the edits applied; None if edits overlap or leave the lines. Insertions at the same
    place follow each other as they are given."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    if any(one.span.end > other.span.start for one, other in pairwise(ordered)):
        return None
    if not ordered or not place.holds(fix_lines(ordered)) or place.last > len(lines):
        return None
    result = list(lines[place.first - 1 : place.last])
    for edit in reversed(_without_gaps(ordered, lines)):
        first, last = edit.span.line - place.first, edit.span.end_line - place.first
        before, after = result[first][: edit.span.column - 1], result[last][edit.span.end_column - 1 :]
        result[first : last + 1] = [before + edit.text + after]
    return "\n".join(result)


def _without_gaps(edits: Sequence[Edit], lines: Sequence[str]) -> list[Edit]:
    """One blank line is enough between two insertions at the same place, and after a line that is blank itself."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].span == edit.span:
            if found[-1].text.endswith("\n\n"):
                edit = replace(edit, text=edit.text.lstrip("\n"))
        elif edit.span.start == edit.span.end and edit.text.startswith("\n\n") and not lines[edit.span.line - 1]:
            edit = replace(edit, text="\n" + edit.text.lstrip("\n"))
        found.append(edit)
    return found


def suggestion(fixes: Iterable[Sequence[Edit]], lines: Sequence[str], place: Lines) -> str:
    """A block that GitHub offers as a commit, or nothing. It replaces all lines of the comment, so every fix that fits
    beside those before it is in one block."""
    edits: list[Edit] = []
    for fix in fixes:
        if applied(lines, place, [*edits, *fix]) is not None:
            edits += fix
    text = applied(lines, place, edits)
    # GitHub takes a `\r` for the end of a line, which would make two of one.
    if text is None or "\r" in text:
        return ""
    return fence(text + "\n" * text.endswith("\n"), "suggestion")  # the block's own last line end is not of the text
