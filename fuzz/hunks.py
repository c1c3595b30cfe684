"""Any patch has lines on which a comment may stand, or none; and a suggestion replaces whole lines of one hunk."""

from __future__ import annotations

from fuzz.common import text_of
from fuzz.damage import Choices
from pm_lint.finding import Edit, Span
from pm_lint.github.hunks import END, Lines, changed_lines, right_lines, shown
from pm_lint.github.suggestion import applied, source_lines, suggestion

WORDS = (
    "@@ -1,3 +1,4 @@\n", "@@ -0,0 +1 @@\n", "@@ -1 +0,0 @@\n", "@@ -1,1 +999999999,1 @@ x\n", "@@", "+", "-", " ",
    "\n", "\r\n", "\\ No newline", "+a\n", "-a\n", " a\n", "\n@@ -7,2 +7,2 @@", "```\n", "`", "~~~~", "é",
)  # fmt: skip


def one(data: bytes) -> None:
    """The lines of a patch; and edits, of its own text, on some of its lines."""
    patch = text_of(data)
    hunks = right_lines(patch)
    for lines in hunks:
        assert 1 <= lines.first <= lines.last
    for changes in (0, len(data)):
        for lines in changed_lines(patch, changes):
            assert 1 <= lines.first <= lines.last <= END + len(patch), lines
    choices = Choices(data[::-1])
    wanted = Lines(1 + choices.below(40), 1 + choices.below(40))
    part = shown(wanted, hunks)
    if wanted.first <= wanted.last and part:
        assert wanted.holds(part)
    suggested(patch, choices)


def suggested(text: str, choices: Choices) -> None:
    """Assert that some edits of a text are offered as a block that nothing in it ends, or not at all."""
    lines = source_lines(text)
    edits = []
    for _ in range(choices.below(4)):
        line, last = sorted((choices.below(len(lines)), choices.below(len(lines))))
        start, end = choices.below(len(lines[line]) + 1), choices.below(len(lines[last]) + 1)
        if line < last or start <= end:
            edits.append(Edit(Span(line + 1, start + 1, last + 1, end + 1), text[: choices.below(40)]))
    place = Lines(1, len(lines))
    assert edits or applied(lines, place, edits) is None
    if block := suggestion([edits], lines, place):
        mark, *inner, closing = block.rstrip("\n").replace("suggestion", "", 1).split("\n")
        assert closing == mark
        assert set(mark) in ({"`"}, {"~"}), mark
        assert not any(written.strip().startswith(mark) for written in inner)
