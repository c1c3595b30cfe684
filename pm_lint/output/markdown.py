"""A report in Markdown, for the summary of a step or a comment on a merge request: short enough to be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import Severity, position
from pm_lint.home import rule_page
from pm_lint.output.counting import count_line, level_counts, levels_line
from pm_lint.output.escape import broken_up, uri
from pm_lint.output.escape_markdown import code, inline, prose

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece

#: GitHub refuses a comment of more than 65,536 characters.
MOST = 60_000
_ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "💡"}


def piece(checked: Checked, form: Form) -> str:
    """The document's part: a heading and a list, or nothing. No more of it than there is room for in all."""
    findings = sorted(checked.findings, key=position)
    if not findings:
        return ""
    lines = ["", f"#### {code(checked.path)}: {levels_line(findings)}", ""]
    room = MOST
    for finding in findings:
        lines.append(_item(finding))
        room -= len(lines[-1])
        if room < 0:
            break
    return "".join(f"{broken_up(line)}\n" for line in lines)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    counts = level_counts(pieces)
    worst = next((level for level, count in counts.items() if count), None)
    head = f"### {_ICONS[worst] if worst else '✅'} pm-lint: {count_line(pieces).rstrip('.')}\n"
    told: list[str] = []
    room = MOST - len(head)
    for line in (line for piece in pieces for line in piece.text.splitlines(keepends=True)):
        room -= len(line)
        if room < 0:
            break
        told.append(line)
    while told and not told[-1].startswith("- "):  # no heading without a list
        told.pop()
    left = sum(counts.values()) - sum(line.startswith("- ") for line in told)
    return [head, *told, f"\n… and {left} more: this is as long as a comment may be.\n" if left else ""]


def _item(finding: Finding) -> str:
    rule = f"[{inline(f'{finding.rule} {finding.name}')}]({rule_page(finding.rule, uri(finding.name))})"
    help = f"<br>{prose(finding.help)}" if finding.help else ""
    where = f"{_ICONS[finding.level]} line {finding.span.line}"
    return f"- {where}: {prose(finding.message)} ({rule}){help}"
