"""The findings as JSON: a contract, published as `docs/findings.schema.json`.

Every key is always there and the unknown is null; two runs give the same bytes, in ASCII whatever the locale, with
everything else as JSON escapes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pm_lint.output.counting import by_level, findings_of
from pm_lint.output.escape import json_text

if TYPE_CHECKING:
    from pm_lint.finding import Edit, Finding, Fix, Span
    from pm_lint.linter import Checked

VERSION = 1


def render(results: Sequence[Checked]) -> str:
    findings = findings_of(results)
    return dumps(
        {
            "version": VERSION,
            "files": len(results),
            "summary": {level.label: len(found) for level, found in by_level(findings).items()},
            "suppressed": sum(checked.suppressed + checked.baselined for checked in results),
            "findings": [_finding(finding) for finding in findings],
        }
    )


def dumps(value: object) -> str:
    """A value as JSON, ready to be printed."""
    return json_text(json.dumps(value, indent=2, ensure_ascii=True)) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.level.label,
        "path": finding.path,
        **_span(finding.span),
        "message": finding.message,
        "help": finding.help,
        "url": None,
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint(),
    }


def _span(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_span(edit.span), "text": edit.text}
