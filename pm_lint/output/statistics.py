"""How often each rule is broken, the most frequent first: shown instead of the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.home import rule_page
from pm_lint.output.counting import fixable
from pm_lint.output.lines import Line, drawn
from pm_lint.output.text import last_lines

if TYPE_CHECKING:
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece, Tally


def piece(checked: Checked, form: Form) -> str:
    return ""


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    return [drawn((*_rows(_totals(pieces)), *last_lines(pieces, form.look.width)), form.look)]


def _totals(pieces: Sequence[Piece]) -> list[Tally]:
    """How often each rule is broken in all documents."""
    from pm_lint.output import Tally

    counts, safe, unsafe = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for rule, name, *numbers in (one for piece in pieces for one in piece.tallies):
        for counter, number in zip((counts, safe, unsafe), numbers, strict=True):
            counter[rule, name] += number
    found = [Tally(*key, count, safe[key], unsafe[key]) for key, count in counts.items()]
    return sorted(found, key=lambda tally: (-tally.findings, tally.rule))


def _rows(tallies: Sequence[Tally]) -> Iterator[Line]:
    """A row for each rule, in columns."""
    digits = max((len(str(tally.findings)) for tally in tallies), default=0)
    longest = max((len(tally.name) for tally in tallies), default=0)
    for tally in tallies:
        yield (
            (f"{tally.findings:>{digits}}", "count"),
            ("  ", ""),
            (tally.rule, "rule", rule_page(tally.rule, tally.name)),
            (f"  {tally.name:{longest}}", ""),
            (f"  {fixable(tally.safe, tally.unsafe)}", "name"),
        )
    if tallies:
        yield ()
