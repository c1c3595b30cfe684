"""One line for each finding: ``path:line:column: severity PMnnn message``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pm_lint.output.counting import findings_of
from pm_lint.output.escape import terminal

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked


def render(results: Sequence[Checked]) -> str:
    return "".join(f"{terminal(line(finding))}\n" for finding in findings_of(results))


def line(finding: Finding) -> str:
    """The finding on one line, not yet escaped."""
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    return f"{where}: {finding.level.label} {finding.rule} {' '.join(finding.message.splitlines())}"
