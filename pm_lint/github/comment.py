"""What we write on GitHub: the texts of inline comments and of the summary, and the markers that make them ours again.

A marker is a comment at the very start of a body, so that nothing quoted further down can pass for it. It is data that
anybody with the bot's login can write: it is parsed strictly and used for matching alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pm_lint.finding import Edit, Finding, Severity
from pm_lint.github.escape import BODY_LIMIT, code, cut, decode, encode, fence, prose
from pm_lint.github.hunks import Lines
from pm_lint.github.place import Place
from pm_lint.output.counting import levels_line, plural

ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "💡"}
SUMMARY_MARKER = "<!-- pm-lint:1 summary -->"
#: Findings beyond this are counted, not listed: a summary of a thousand lines helps nobody and may not fit.
LIST_LIMIT = 48_000
#: Marks beyond this are left out of a marker: a body is cut at its end, and must not be cut in its marker.
MARKS_LIMIT = 20_000

_INLINE_MARKER = re.compile(r"<!-- pm-lint:1 (inline|fixed) doc=(\S{1,13000})((?: finding=\S{1,1400}){1,60}) -->")
_FINDING = re.compile(r" finding=([0-9a-f]{16})/(PM\d{3})/(\S{0,1300})")


@dataclass(frozen=True)
class Mark:
    """What a marker says of one finding. ``document`` is the file's name at the base of the pull request."""

    fingerprint: str
    rule: str
    key: str
    document: str


def marker(marks: Sequence[Mark], *, fixed: bool = False) -> str:
    """The marker of an inline comment; all its marks are of one document."""
    found = ""
    for one in marks[:60]:
        entry = f" finding={one.fingerprint}/{one.rule}/{encode(one.key[:100])}"
        if len(found) + len(entry) > MARKS_LIMIT:
            break
        found += entry
    return f"<!-- pm-lint:1 {'fixed' if fixed else 'inline'} doc={encode(marks[0].document)}{found} -->"


def parse_marker(body: str) -> tuple[tuple[Mark, ...], bool] | None:
    """The marks of an inline comment of ours and whether it says "fixed"; None if the body doesn't start with one."""
    match = _INLINE_MARKER.match(body)
    if match is None:
        return None
    document = decode(match[2])
    marks = tuple(Mark(one[1], one[2], decode(one[3]), document) for one in _FINDING.finditer(match[3]))
    return (marks, match[1] == "fixed") if marks else None


def lines_of(finding: Finding) -> Lines:
    """The lines a finding stands on: a range that ends before a line's first character has nothing of that line."""
    span = finding.span
    last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    return Lines(span.line, last)


def fix_lines(edits: Iterable[Edit]) -> Lines:
    """The lines that edits touch, whole."""
    spans = [edit.span for edit in edits]
    return Lines(min(span.line for span in spans), max(span.end_line for span in spans))


def applied(lines: Sequence[str], place: Lines, edits: Iterable[Edit]) -> str | None:
    """The text of those lines with the edits applied; None if edits overlap or leave the lines."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    if any(one.span.end > other.span.start for one, other in pairwise(ordered)):
        return None
    if not ordered or not place.holds(fix_lines(ordered)) or place.last > len(lines):
        return None
    result = list(lines[place.first - 1 : place.last])
    for edit in reversed(ordered):
        first, last = edit.span.line - place.first, edit.span.end_line - place.first
        before, after = result[first][: edit.span.column - 1], result[last][edit.span.end_column - 1 :]
        result[first : last + 1] = [before + edit.text + after]
    return "\n".join(result)


def suggestion(findings: Iterable[Finding], lines: Sequence[str], place: Lines) -> str:
    """A block that GitHub offers as a commit, or nothing. It replaces all lines of the comment, so every safe fix of
    theirs that fits is in one block."""
    edits: list[Edit] = []
    for finding in findings:
        if finding.fix and finding.fix.safe and applied(lines, place, [*edits, *finding.fix.edits]) is not None:
            edits += finding.fix.edits
    text = applied(lines, place, edits)
    # GitHub takes a `\r` for the end of a line, which would make two of one.
    return "" if text is None or "\r" in text else fence(text, "suggestion")


def said_of(finding: Finding) -> str:
    """One finding in a comment: severity, message, rule, and what to do."""
    text = f"{ICONS[finding.level]} **{finding.level.label}:** {prose(finding.message)} ({finding.rule} {finding.name})"
    return f"{text}\n\n{prose(finding.help)}" if finding.help else text


def inline_body(findings: Sequence[Finding], marks: Sequence[Mark], suggested: str) -> str:
    """The text of an inline comment."""
    parts = [marker(marks), *(said_of(finding) for finding in findings)]
    text = "\n\n".join(parts)
    return f"{text}\n\n{suggested}" if suggested and len(text) + len(suggested) < BODY_LIMIT else cut(text)


def fixed_body(body: str, marks: Sequence[Mark], sha: str) -> str:
    """What a comment becomes whose finding is gone, but that people replied to."""
    said = body.partition("-->")[2].partition("```")[0].strip()
    past = f"<details><summary>It said</summary>\n\n{said}\n\n</details>"
    return cut(f"{marker(marks, fixed=True)}\n\n✅ Fixed in {sha}.\n\n{past}")


def tally(findings: Iterable[Finding]) -> str:
    """ "2 errors, 1 warning"; "nothing to mend" for none."""
    return levels_line(findings) or "nothing to mend"


def listing(findings: Sequence[Finding], place: Place, room: int) -> list[str]:
    """Findings as list items under their file's name, up to ``room`` characters, and how many are left out."""
    lines: list[str] = []
    path = None
    for index, finding in enumerate(findings):
        entry = []
        if finding.path != path:
            entry += ["", f"**{code(finding.path)}**", ""]
        where = f"line {finding.span.line}"
        if place.server_url:
            where = f"[{where}]({place.link(finding.path, finding.span.line)})"
        entry.append(f"- {ICONS[finding.level]} {where}: {prose(finding.message)} ({finding.rule} {finding.name})")
        room -= sum(len(line) + 1 for line in entry)
        if room < 0:
            return [*lines, "", f"… and {plural(len(findings) - index, 'more finding')}."]
        path = finding.path
        lines += entry
    return lines


def summary_body(
    findings: Sequence[Finding],
    listed: Sequence[Finding],
    place: Place,
    *,
    notes: Sequence[str] = (),
    older: Sequence[Finding] = (),
) -> str:
    """The summary: a verdict on all findings, and those of them that stand nowhere else.

    ``notes`` are sentences of ours, escaped already; ``older`` findings stand in conversations on lines that changed.
    """
    grave = [finding for finding in listed if finding.level > Severity.NOTICE]
    notices = [finding for finding in listed if finding.level == Severity.NOTICE]
    errors = any(finding.level == Severity.ERROR for finding in findings)
    parts = [f"{'❌' if errors else '✅'} **pm-lint:** {tally(findings)}"]
    parts += [f"- {note}" for note in notes]
    parts += listing(grave, place, LIST_LIMIT * 2 // 3)
    if older:
        parts += ["", "Still true, and discussed in conversations on lines that have changed since:"]
        parts += listing(older, place, LIST_LIMIT // 6)
    if notices:
        parts += ["", f"<details><summary>{plural(len(notices), 'notice')}: worth a look</summary>"]
        parts += [*listing(notices, place, LIST_LIMIT // 6), "", "</details>"]
    return cut("\n".join(parts))
