"""What an editor can be offered for a finding: its fix, or a comment that holds it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pm_lint.edits import edited
from pm_lint.finding import Edit, Finding, Span
from pm_lint.fixing import MARK, Judged, fixed
from pm_lint.fixing_diff import Change, changes_of
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.markdown import HtmlBlock, List, walk
from pm_lint.regex import regex
from pm_lint.server.judging import Verdict

#: In longer texts no comment is offered, for each is tried first; code points.
LONGEST = 50_000
_INDENT = regex(r"[ \t]*")


def safe_edits(verdict: Verdict) -> tuple[Edit, ...]:
    """What `check --fix` would change, found out once."""
    if None not in verdict.offers:
        verdict.offers[None] = tuple(("", edit) for edit in _safe_edits(verdict))
    return tuple(edit for _, edit in verdict.offers[None])


def _safe_edits(verdict: Verdict) -> Iterator[Edit]:
    checked, linters = verdict.checked, verdict.linters
    if checked is None or linters is None or not any(one.fix and one.fix.safe for one in checked.findings):
        return

    def judge(text: str) -> Judged:
        findings = linters.check(checked.path, text.encode()).findings
        return Judged(findings, findings)

    lines = verdict.text.removeprefix(MARK).split("\n")
    done = fixed(verdict.text, judge, unsafe=False)
    for change in changes_of(lines, done.draft):
        yield _replaced(lines, change, done.draft.lines[change.new_start : change.new_end])


def _replaced(lines: Sequence[str], change: Change, new: Sequence[str]) -> Edit:
    """Lines replaced by others: with the breaks after them, or, where the last one has none, with those before."""
    if change.end < len(lines):
        return Edit(Span(change.start + 1, 1, change.end + 1, 1), "".join(f"{line}\n" for line in new))
    start = (change.start, len(lines[change.start - 1]) + 1) if change.start else (1, 1)
    text = "".join(f"\n{line}" for line in new)
    return Edit(Span(*start, len(lines), len(lines[-1]) + 1), text if change.start else text[1:])


def comments_for(finding: Finding, verdict: Verdict) -> tuple[tuple[str, Edit], ...]:
    """`suppressions`, found out once."""
    if verdict.checked is None or verdict.linters is None:
        return ()
    if finding not in verdict.offers:
        verdict.offers[finding] = tuple(suppressions(finding, verdict.checked, verdict.linters))
    return verdict.offers[finding]


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
    again = linters.check(checked.path, edited(checked.source.split("\n"), [edit]).text.encode())
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
