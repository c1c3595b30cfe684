"""SARIF 2.1.0, as GitHub's code scanning takes it; each result on a line of its own.

GitHub refuses a run of more than 25,000 results, and shows 5,000, the gravest. What is left out is said in a
notification. Its own fingerprint, of the line, is added by the action that uploads the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pm_lint import __version__
from pm_lint.finding import Severity, position
from pm_lint.home import HOME, rule_page
from pm_lint.output.counting import LEVELS, counts_line, level_counts
from pm_lint.output.escape import json_text, lines_of, uri
from pm_lint.output.rules import readable

if TYPE_CHECKING:
    from pm_lint.finding import Finding, Fix, Span
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece
    from pm_lint.rules.registry import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: GitHub refuses more results than these.
MOST = 25_000
#: What stands for the folder that paths are relative to: the repository's top.
_TOP = "%SRCROOT%"
#: GitHub cuts descriptions here.
_LONGEST = 1_000

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
#: How GitHub sorts alerts: by the rule's severity, and by how seldom it is wrong.
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
_PRECISIONS = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.NOTICE: "medium"}


def piece(checked: Checked, form: Form) -> str:
    """The document's results, each on a line, the gravest of more than are taken."""
    findings = sorted(checked.findings, key=position)
    if len(findings) > MOST:
        gravest = sorted(findings, key=lambda finding: finding.level, reverse=True)[:MOST]
        findings = sorted(gravest, key=position)
    return "".join(f"{_line(_result(finding, form))}\n" for finding in findings)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    lines = [line for piece in pieces for line in piece.text.splitlines()]
    if len(lines) > MOST:
        room = MOST
        kept: dict[str, int] = {}
        for level in _LEVELS.values():
            kept[level] = min(room, sum(_level(line) == level for line in lines))
            room -= kept[level]
        lines = list(_first(lines, kept))
    left_out = level_counts(pieces)
    for line in lines:
        left_out[_BY_NAME[_level(line)]] -= 1
    head = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver({_rule(line) for line in lines})},
                "invocations": [_invocation(left_out)],
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {_TOP: {"description": {"text": "The top of the repository."}}},
                "results": [],
            }
        ],
    }
    before, mark, after = json_text(json.dumps(head, indent=1)).rpartition('"results": []')
    if not lines:
        return [f"{before}{mark}{after}\n"]
    return [f'{before}"results": [\n', *(f"{line},\n" for line in lines[:-1]), lines[-1], f"\n]{after}\n"]


_BY_NAME = {name: level for level, name in _LEVELS.items()}


def _first(lines: Sequence[str], kept: dict[str, int]) -> Iterator[str]:
    """As many lines of each level as are ``kept``, in their order."""
    for line in lines:
        level = _level(line)
        if kept[level]:
            kept[level] -= 1
            yield line


def _level(line: str) -> str:
    """The level of a result: the first thing that its line says."""
    return line.split('"', 4)[3]


def _rule(line: str) -> str:
    """The rule of a result: the second thing that its line says."""
    return line.split('"', 8)[7]


def _line(value: Mapping[str, Any]) -> str:
    return json_text(json.dumps(value, ensure_ascii=True))


# -- results -----------------------------------------------------------------------------------------------------------


def _result(finding: Finding, form: Form) -> dict[str, Any]:
    file = {"uri": uri(form.base + finding.path), "uriBaseId": _TOP}
    said = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    result = {
        "level": _LEVELS[finding.level],
        "ruleId": finding.rule,
        "message": {"text": _plain(said)},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": _shown(finding.span)}}],
        "partialFingerprints": {"pmLint/v1": finding.fingerprint()},
    }
    return {**result, "fixes": [_fix(finding.fix, file)]} if finding.fix else result


def _plain(text: str) -> str:
    """A message in which nothing is a link: "[…](…)" would be one in plain text too."""
    return lines_of(text).replace("](", "] (")


def _shown(span: Span) -> dict[str, int]:
    """The range without the line break at its end, so that nothing of the next line is marked."""
    if span.end_column == 1 and span.end_line > span.line:
        return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line - 1}
    return _region(span)


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: Fix, file: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span), **({"insertedContent": {"text": edit.text}} if edit.text else {})}
        for edit in fix.edits
    ]
    changes = [{"artifactLocation": file, "replacements": replacements}]
    return {"description": {"text": _plain(fix.title)}, "artifactChanges": changes}


# -- about the run -----------------------------------------------------------------------------------------------------


def _driver(rules: set[str]) -> dict[str, Any]:
    from pm_lint.rules import RULES

    return {
        "name": "pm-lint",
        "informationUri": HOME,
        "version": __version__,
        "rules": [_descriptor(RULES[id]) for id in sorted(rules)],
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    level = rule.default or Severity.WARNING  # which it has where it is only switched on
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary[:_LONGEST]},
        "fullDescription": {"text": " ".join(rule.doc.split("\n\n")[0].split())[:_LONGEST]},
        "help": {"text": rule.doc, "markdown": readable(rule.doc)},
        "helpUri": rule_page(rule.id, rule.name),
        "defaultConfiguration": {"level": _LEVELS[level], "enabled": rule.default is not None},
        "properties": {
            "tags": ["postmortem", rule.group.name],
            "precision": _PRECISIONS[level],
            "problem.severity": _PROBLEMS[level],
        },
    }


def _invocation(left_out: Mapping[Severity, int]) -> dict[str, Any]:
    counts = counts_line({level: left_out[level] for level in LEVELS})
    said = f"{counts} more: GitHub takes {MOST:,} results of a run."
    notes = [{"level": "warning", "message": {"text": said}}] if counts else []
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}
