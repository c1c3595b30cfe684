"""The Reviewdog Diagnostic Format: columns count bytes of UTF-8, and a fix is one suggestion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pm_lint.finding import Severity, Span, position
from pm_lint.home import HOME, rule_page
from pm_lint.output.escape import json_text, lines_of, visible

if TYPE_CHECKING:
    from pm_lint.finding import Finding, Fix
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTICE: "INFO"}
#: Of a line that is not ASCII, it is known where each so many characters begin.
_STEP = 1_000


class _Source:
    """A document's text, by lines and columns in code points."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        #: By line, the bytes before each ``_STEP`` characters: a line may be long, and have many findings.
        self._bytes: dict[int, list[int]] = {}

    def column(self, line: int, column: int) -> int:
        """The column in bytes of UTF-8."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        if text.isascii():
            return column
        if line not in self._bytes:
            counts = [0]
            for start in range(0, len(text), _STEP):
                counts.append(counts[-1] + _size(text[start : start + _STEP]))
            self._bytes[line] = counts
        at = min(column - 1, len(text))
        return self._bytes[line][at // _STEP] + _size(text[at - at % _STEP : at]) + 1

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """The text from one place to another; "" where that goes backwards."""
        (line, column), (last, end_column) = start, end
        if line == last:
            return self._lines[line - 1][column - 1 : end_column - 1]
        lines = self._lines[line - 1 : last]
        if len(lines) < 2:
            return ""
        return "\n".join([lines[0][column - 1 :], *lines[1:-1], lines[-1][: end_column - 1]])


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def piece(checked: Checked, form: Form) -> str:
    """The document's diagnostics, each on a line."""
    source = _Source(checked.source)
    found = (_diagnostic(finding, source, form) for finding in sorted(checked.findings, key=position))
    return "".join(f"{json_text(json.dumps(one, ensure_ascii=True))}\n" for one in found)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    head = json.dumps({"source": {"name": "pm-lint", "url": HOME}})
    lines = [line for piece in pieces for line in piece.text.splitlines()]
    return [f'{head[:-1]}, "diagnostics": [\n', *(f"{line},\n" for line in lines[:-1]), *lines[-1:], "\n]}\n"]


def _diagnostic(finding: Finding, source: _Source, form: Form) -> dict[str, Any]:
    said = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    diagnostic = {
        "message": lines_of(said),
        "location": {"path": visible(form.base + finding.path), "range": _range(finding.span, source)},
        "severity": _SEVERITIES[finding.level],
        "code": {"value": finding.rule, "url": rule_page(finding.rule, finding.name)},
    }
    return {**diagnostic, "suggestions": [_suggestion(finding.fix, source)]} if finding.fix else diagnostic


def _range(span: Span, source: _Source) -> dict[str, Any]:
    return {
        "start": {"line": span.line, "column": source.column(*span.start)},
        "end": {"line": span.end_line, "column": source.column(*span.end)},
    }


def _suggestion(fix: Fix, source: _Source) -> dict[str, Any]:
    """All edits as one, with what stands between them: each alone would be half of a fix."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    text = edits[0].text
    for before, edit in pairwise(edits):
        text += source.between(before.span.end, edit.span.start) + edit.text
    return {"range": _range(edits[0].span.to(edits[-1].span), source), "text": text}
