"""What we found in the words of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lsprotocol import types

from pm_lint.finding import Edit, Finding, Severity, Span
from pm_lint.home import rule_page
from pm_lint.output.rules import readable
from pm_lint.regex import regex
from pm_lint.rules import RULES
from pm_lint.server.positions import Place, Positions

SOURCE = "pm-lint"
#: More make an editor slow, and nobody reads them.
MOST = 1000
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTICE: types.DiagnosticSeverity.Information,
}


def diagnostics(findings: Sequence[Finding], positions: Positions) -> list[types.Diagnostic]:
    """A diagnostic for each finding; of very many the gravest, and one that says so."""
    if len(findings) <= MOST:
        return [diagnostic(finding, positions) for finding in findings]
    kept = sorted(findings, key=lambda finding: -finding.level)[:MOST]
    said = f"{len(findings) - MOST:,} more findings are not shown: `pm-lint check` lists them all."
    more = types.Diagnostic(_range(((0, 0), (0, 0))), said, types.DiagnosticSeverity.Information, source=SOURCE)
    return [more, *(diagnostic(finding, positions) for finding in kept)]


def diagnostic(finding: Finding, positions: Positions) -> types.Diagnostic:
    return types.Diagnostic(
        range=range_of(finding.span, positions),
        message=f"{finding.message}\n{finding.help}" if finding.help else finding.message,
        severity=_SEVERITIES[finding.level],
        code=finding.rule,
        code_description=types.CodeDescription(rule_page(finding.rule, finding.name)),
        source=SOURCE,
    )


def range_of(span: Span, positions: Positions) -> types.Range:
    return _range(positions.range(span))


def _range(places: tuple[Place, Place]) -> types.Range:
    start, end = places
    return types.Range(types.Position(*start), types.Position(*end))


def text_edits(edits: Iterable[Edit], positions: Positions, text: str) -> list[types.TextEdit]:
    """The edits of a text, with the line ends of its first line."""
    first = text.find("\n")
    end = "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
    return [
        types.TextEdit(range_of(edit.span, positions), edit.text.replace("\r\n", "\n").replace("\n", end))
        for edit in edits
    ]


def touched(span: Span, range: types.Range, positions: Positions) -> bool:
    """Whether a range of ours and one of the protocol's have a character or a rim in common."""
    start, end = positions.range(span)
    first, last = (range.start.line, range.start.character), (range.end.line, range.end.character)
    return start <= last and first <= end


def page(finding: Finding, *, markdown: bool) -> str:
    """The page of a finding's rule."""
    rule = RULES[finding.rule]
    address = rule_page(finding.rule, finding.name)
    if not markdown:
        return f"{rule.id} {rule.name}\n\n{rule.doc}\n\n{address}"
    return f"### [{rule.id} {rule.name}]({address})\n\n{readable(rule.doc)}"


def told(sentences: Sequence[str], *, markdown: bool) -> str:
    """Paragraphs that may quote a document: nothing of it is Markdown."""
    return "\n\n".join(_MARK.sub(r"\\\g<0>", one) if markdown else one for one in sentences)


_MARK = regex(r"[\\`*_{}\[\]<>!#|~&$]")


def broken(sentence: str) -> types.Diagnostic:
    """Why a configuration can't be used, on the line that the sentence names."""
    place = re.search(r"\(at line (\d{1,7}), column (\d{1,7})\)", sentence)
    line, column = (int(place[1]) - 1, int(place[2]) - 1) if place else (0, 0)
    range = _range(((line, column), (line, column)))
    return types.Diagnostic(range, sentence, types.DiagnosticSeverity.Error, source=SOURCE)


def glob(name: str) -> str:
    """A glob that a file's name matches, whatever characters are in it."""
    return re.sub(r"[^\w. -]", "?", name)
