"""Workflow commands, which GitHub shows as annotations beside the lines of a pull request.

GitHub shows ten for each level of a step and drops the rest without a word, so that is said here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.output.counting import LEVELS, counts_line, level_counts
from pm_lint.output.escape import command_data, command_property

if TYPE_CHECKING:
    from pm_lint.finding import Finding
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece

#: What GitHub shows for each level of a step.
SHOWN = 10
#: GitHub cuts a message at 4,096 characters, escapes included or not: it doesn't say.
LONGEST = 3500


def piece(checked: Checked, form: Form) -> str:
    """The commands of as many findings of the document as could be shown, the gravest first."""
    findings = sorted(checked.findings, key=position)
    of_level = ([finding for finding in findings if finding.level is level][:SHOWN] for level in LEVELS)
    return "".join(f"{command(finding, form.base)}\n" for found in of_level for finding in found)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    lines = [line for piece in pieces for line in piece.text.splitlines(keepends=True)]
    shown = [line for level in LEVELS for line in [one for one in lines if one.startswith(f"::{level.label} ")][:SHOWN]]
    rest = {level: max(0, count - SHOWN) for level, count in level_counts(pieces).items()}
    if any(rest.values()):
        shown.append(f"{counts_line(rest)} more: GitHub shows {SHOWN} of each level.\n")
    return shown


def command(finding: Finding, base: str = "") -> str:
    """The workflow command of one finding, escaped. ``base`` stands before its path."""
    properties = ",".join(f"{key}={command_property(value)}" for key, value in _properties(finding, base).items())
    message = finding.message if len(finding.message) <= LONGEST else finding.message[: LONGEST - 1] + "…"
    return f"::{finding.level.label} {properties}::{command_data(message)}"


def _properties(finding: Finding, base: str) -> Mapping[str, str]:
    span = finding.span
    # a range that ends before the first character of a line has nothing of that line
    end_line = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    place = {"file": base + finding.path, "line": str(span.line), "endLine": str(end_line)}
    if span.line == span.end_line:  # GitHub refuses columns of a range over several lines
        place |= {"col": str(span.column), "endColumn": str(span.end_column)}
    return {**place, "title": f"{finding.rule} {finding.name}"}
