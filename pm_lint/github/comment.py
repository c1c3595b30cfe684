"""What we write on lines of the diff, and the markers that make comments ours again.

A marker is a comment at the very start of a body, so that nothing quoted further down can pass for it. It is data that
anybody with the bot's login can write: it is parsed strictly and used for matching alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from pm_lint.finding import Finding, Severity
from pm_lint.github.escape import BODY_LIMIT, cut, decode, encode, prose, repeated
from pm_lint.record import dataclass
from pm_lint.regex import regex

ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "💡"}
SUMMARY_MARKER = "<!-- pm-lint:1 summary -->"
#: Marks beyond this are left out of a marker: a body is cut at its end, and must not be cut in its marker.
MARKS_LIMIT = 20_000

_INLINE_MARKER = regex(r"<!-- pm-lint:1 (inline|fixed) doc=(\S{1,13000})((?: finding=\S{1,1400}){1,60}) -->")
_FINDING = regex(r" finding=([0-9a-f]{16})/(PM\d{3})/(\S{0,1300})")


@dataclass(frozen=True)
class Mark:
    """What a marker says of one finding. ``document`` is the file's name at the base of the pull request."""

    fingerprint: str
    rule: str
    key: str
    document: str


@dataclass(frozen=True)
class Said:
    """One conversation on a line that we began."""

    id: int
    path: str
    body: str
    marks: tuple[Mark, ...]
    line: int | None
    start_line: int | None = None
    outdated: bool = False
    #: A person resolved or hid it.
    closed: bool = False
    replied: bool = False
    #: It already says "fixed".
    fixed: bool = False


@dataclass(frozen=True)
class SaidSummary:
    """A summary comment of ours."""

    id: int
    body: str
    url: str = ""


@dataclass(frozen=True)
class Spoken:
    """All that we said on this pull request so far."""

    inline: tuple[Said, ...] = ()
    summaries: tuple[SaidSummary, ...] = ()


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
    """What a comment becomes whose finding is gone, but that people replied to. What it said comes from GitHub, where
    others may have edited it."""
    said = repeated(body.partition("-->")[2].partition("```")[0].strip())
    past = f"<details><summary>It said</summary>\n\n{said}\n\n</details>"
    return cut(f"{marker(marks, fixed=True)}\n\n✅ Fixed in {sha}.\n\n{past}")
