"""Findings for people: place, rule and message, the source with the range underlined, what to do, the fix as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.counting import count_line, findings_of, fits_line
from pm_lint.output.escape import terminal
from pm_lint.output.snippet import diff, excerpt

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked


def render(results: Sequence[Checked]) -> str:
    lines: list[str] = []
    for checked in sorted(results, key=lambda checked: checked.path):
        source = checked.source.split("\n") if checked.findings else []
        for finding in sorted(checked.findings, key=position):
            lines += [*_finding(finding, source), ""]
    findings = findings_of(results)
    lines.append(count_line(results, findings))
    if fits := fits_line(results):
        lines.append(f"{fits}.")
    return "".join(f"{line}\n" for line in lines)


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
