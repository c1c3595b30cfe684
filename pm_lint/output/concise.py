"""One line for each finding: ``path:line:column: severity PMnnn message``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.home import rule_page
from pm_lint.output.lines import Line, drawn

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece


def piece(checked: Checked, form: Form) -> str:
    return drawn(map(line, sorted(checked.findings, key=position)), form.look)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    return [piece.text for piece in pieces]


def line(finding: Finding) -> Line:
    """The finding on one line."""
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    level, rule = finding.level.label, finding.rule
    return (
        (where, "path"),
        (": ", ""),
        (level, level),
        (" ", ""),
        (rule, level, rule_page(rule, finding.name)),
        (f" {' '.join(finding.message.splitlines())}", ""),
    )
