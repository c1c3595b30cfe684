"""Findings for people: place, rule and message, the source with the range underlined, what to do, the fix as a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.counting import count_line, fits_line
from pm_lint.output.escape import terminal
from pm_lint.output.snippet import diff, excerpt

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece


#: A document's findings beyond so many are said without source, help and fix: nobody reads these to the end.
_IN_FULL = 1_000


def piece(checked: Checked, form: Form) -> str:
    source = checked.source.split("\n") if checked.findings else []
    findings = sorted(checked.findings, key=position)
    lines = [*_in_full(findings[:_IN_FULL], source), *_in_short(findings[_IN_FULL:])]
    return "\n".join([*lines, ""]) if lines else ""


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    fits = fits_line(piece.template for piece in pieces)
    return [*(piece.text for piece in pieces), f"{count_line(pieces)}\n", f"{fits}.\n" if fits else ""]


def _in_full(findings: Iterable[Finding], source: Sequence[str]) -> Iterator[str]:
    """The lines of findings, escaped."""
    for finding in findings:
        yield _head(finding)
        yield from _indented(finding.message)
        yield from (f"  {line}" for line in excerpt(source, finding.span))
        if finding.help:
            yield from _indented(f"help: {finding.help}")
        if finding.fix:
            yield from _indented(f"fix: {finding.fix.title}")
            yield from (f"    {line}" for line in diff(source, finding.fix.edits))
        yield ""


def _in_short(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield _head(finding)
        yield from _indented(finding.message)
        yield ""


def _head(finding: Finding) -> str:
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    return terminal(f"{where}: {finding.level.label} {finding.rule} {finding.name}")


def _indented(text: str) -> Iterator[str]:
    return (terminal(f"  {line}".rstrip()) for line in text.strip().split("\n"))
