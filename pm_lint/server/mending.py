"""What an editor can be offered for a finding: its fix, or a comment that holds it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

from pm_lint.finding import Edit, Finding, Fix, Span
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.markdown import HtmlBlock, List, walk
from pm_lint.regex import regex
from pm_lint.server.judging import Verdict

#: In longer texts no comment is offered, for each is tried first; code points.
LONGEST = 50_000
_INDENT = regex(r"[ \t]*")


def safe_edits(findings: Sequence[Finding]) -> tuple[Edit, ...]:
    """The edits of all safe fixes that don't meet: where two do, the first one's."""
    safe = (one.fix for one in findings if one.fix and one.fix.safe and one.fix.edits)
    chosen: list[Edit] = []
    last: Span | None = None
    for span, fix in sorted(((_around(fix), fix) for fix in safe), key=itemgetter(0)):
        if last is None or (last.end <= span.start and not last.overlaps(span)):
            chosen += fix.edits
            last = span
    return tuple(chosen)


def _around(fix: Fix) -> Span:
    return Span(*min(edit.span.start for edit in fix.edits), *max(edit.span.end for edit in fix.edits))


def comments_for(finding: Finding, verdict: Verdict) -> tuple[tuple[str, Edit], ...]:
    """`suppressions`, found out once."""
    if verdict.checked is None or verdict.linters is None:
        return ()
    if finding not in verdict.comments:
        verdict.comments[finding] = tuple(suppressions(finding, verdict.checked, verdict.linters))
    return verdict.comments[finding]


def suppressions(finding: Finding, checked: Checked, linters: Linters) -> Iterator[tuple[str, Edit]]:
    """Comments that hold a finding back, by what to call them: only those that do, and change nothing else.

    A comment can part a table or a list, or mean nothing where it stands, so each is tried.
    """
    doc = checked.postmortem
    if doc is None or len(checked.source) > LONGEST:
        return
    lines = doc.document.lines
    line = finding.span.line
    title = doc.titles[0].span.end_line if doc.titles and not doc.titles[0].in_front_matter else 0
    front = doc.document.front_matter
    top = max(title, front.span.end_line if front else 0) + 1
    indent = _INDENT.match(lines[line - 1])[0] if line <= len(lines) else ""  # type: ignore[index]
    choices = (
        (f"Disable {finding.rule} for this line", line, f"{indent}<!-- pm-lint-disable-next-line {finding.rule} -->"),
        (f"Disable {finding.rule} for this file", top, f"<!-- pm-lint-disable-file {finding.rule} -->"),
    )
    for name, number, comment in choices:
        edit = _line(number, comment, lines)
        if _is_held_back(finding, checked, linters, edit):
            yield name, edit


def _line(number: int, text: str, lines: Sequence[str]) -> Edit:
    """A new line before that of a number, or after the last."""
    if number <= len(lines):
        return Edit(Span.at(number), f"{text}\n")
    return Edit(Span.at(len(lines), len(lines[-1]) + 1), f"\n{text}")


def _is_held_back(finding: Finding, checked: Checked, linters: Linters, edit: Edit) -> bool:
    again = linters.check(checked.path, edited(checked.source, [edit]).encode())
    before, after = (Counter(map(_identity, one.findings)) for one in (checked, again))
    if not (after <= before and after[_identity(finding)] < before[_identity(finding)]):
        return False
    return _shape(again) == _shape(checked)


def _shape(checked: Checked) -> list[type[object]]:
    """The blocks of a document in their order, without comments: two lists are as good as one."""
    blocks = walk(checked.postmortem.document.blocks) if checked.postmortem else ()
    return [type(block) for block in blocks if not isinstance(block, HtmlBlock | List)]


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.key


def edited(source: str, edits: Sequence[Edit]) -> str:
    """A text after edits that don't meet."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(source))

    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        pieces += [source[done : offset(*edit.span.start)], edit.text]
        done = offset(*edit.span.end)
    return "".join((*pieces, source[done:]))
