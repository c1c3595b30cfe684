"""One line for each finding: ``path:line:column: severity PMnnn message``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.escape import terminal

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece


def piece(checked: Checked, form: Form) -> str:
    return "".join(f"{terminal(line(finding))}\n" for finding in sorted(checked.findings, key=position))


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    return [piece.text for piece in pieces]


def line(finding: Finding) -> str:
    """The finding on one line, not yet escaped."""
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    return f"{where}: {finding.level.label} {finding.rule} {' '.join(finding.message.splitlines())}"
