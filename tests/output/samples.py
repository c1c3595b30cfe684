"""Findings to render."""

from __future__ import annotations

from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.linter import Checked
from pm_lint.postmortem.fit import Fit

PATH = "docs/postmortems/2021-12-10-db.md"
SOURCE = """\
# 2021-12-10 Database down

**Postmortem Owner:** Alice, Bob

**Meeting Scheduled For:** 12/20/2021 @ 10:30

## Timeline
- one
- two
- three
- four
- five
"""


def finding(
    span: Span,
    message: str = "Something is wrong.",
    *,
    severity: Severity = Severity.ERROR,
    rule: str = "PM304",
    name: str = "meeting-late",
    help: str | None = None,
    fix: Fix | None = None,
    path: str = PATH,
) -> Finding:
    return Finding(span, message, "key", severity, help, fix, None, rule, name, path)


def checked(
    *findings: Finding, source: str = SOURCE, path: str = PATH, suppressed: int = 0, fit: Fit | None = None
) -> Checked:
    return Checked(path, source, None, findings, suppressed, fit=fit)


LATE = finding(
    Span(5, 28, 5, 38),
    "The meeting on Mon 20 Dec is one business day late.\nThe deadline was Fri 17 Dec.",
    help='Move the meeting, or write "(late: reason)".',
    fix=Fix("Say why", (Edit(Span(5, 38, 5, 38), " (late: reason)"),)),
)
OWNERS = finding(
    Span(3, 23, 3, 33), "Two people own this.", severity=Severity.WARNING, rule="PM202", name="owner-several"
)
MISSING = finding(
    Span(7, 1, 7, 1),
    "The section Impact is missing.",
    rule="PM101",
    name="section-missing",
    fix=Fix("Insert it", (Edit(Span(7, 1, 7, 1), "## Impact\n\nBe very specific.\n\n"),), safe=True),
)
