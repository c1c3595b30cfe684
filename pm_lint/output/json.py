"""The findings as JSON: a contract, published as `docs/findings.schema.json`.

Every key is always there and the unknown is null; two runs give the same bytes, in ASCII whatever the locale, with
everything else as JSON escapes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pm_lint.finding import position
from pm_lint.home import rule_page
from pm_lint.output.counting import LEVELS, level_counts
from pm_lint.output.escape import json_text

if TYPE_CHECKING:
    from pm_lint.finding import Edit, Finding, Fix, Span
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece

VERSION = 1
_NOTHING = '"findings": []'


def piece(checked: Checked, form: Form) -> str:
    """The document's findings as they stand in the list, with commas between them and none after the last."""
    findings = [dumps(_finding(finding)).rstrip() for finding in sorted(checked.findings, key=position)]
    return ",\n".join(findings).replace("\n", "\n    ")


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    counts = level_counts(pieces)
    whole = dumps(
        {
            "version": VERSION,
            "files": len(pieces),
            "summary": {level.label: counts[level] for level in LEVELS},
            "suppressed": sum(piece.suppressed + piece.baselined for piece in pieces),
            "findings": [],
        }
    )
    texts = [piece.text for piece in pieces if piece.text]
    if not texts:
        return [whole]
    before, _, after = whole.rpartition(_NOTHING)
    between = [part for text in texts[1:] for part in (",\n    ", text)]
    return [f'{before}"findings": [\n    ', texts[0], *between, f"\n  ]{after}"]


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
        "url": rule_page(finding.rule, finding.name),
        "fix": _fix(finding.fix) if finding.fix else None,
        "fingerprint": finding.fingerprint(),
    }


def _span(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_span(edit.span), "text": edit.text}
