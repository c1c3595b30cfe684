"""Findings for people: place, rule and message, the source with the range underlined, what to do, the fix as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.counting import count_line, fits_line
from pm_lint.output.escape import terminal
from pm_lint.output.snippet import diff, excerpt

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Piece


def piece(checked: Checked) -> str:
    source = checked.source.split("\n") if checked.findings else []
    findings = sorted(checked.findings, key=position)
    return "".join(f"{line}\n" for finding in findings for line in (*_finding(finding, source), ""))


def joined(pieces: Sequence[Piece]) -> list[str]:
    fits = fits_line(piece.template for piece in pieces)
    return [*(piece.text for piece in pieces), f"{count_line(pieces)}\n", f"{fits}.\n" if fits else ""]


def _finding(finding: Finding, source: Sequence[str]) -> Iterator[str]:
    """The lines of one finding, escaped."""
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    yield terminal(f"{where}: {finding.level.label} {finding.rule} {finding.name}")
    yield from _indented(finding.message)
    yield from (f"  {line}" for line in excerpt(source, finding.span))
    if finding.help:
        yield from _indented(f"help: {finding.help}")
    if finding.fix:
        yield from _indented(f"fix: {finding.fix.title}")
        yield from (f"    {line}" for line in diff(source, finding.fix.edits))


def _indented(text: str) -> Iterator[str]:
    return (terminal(f"  {line}".rstrip()) for line in text.strip().split("\n"))
