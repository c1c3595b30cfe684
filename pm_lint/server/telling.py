"""What is said of a place where nothing is wrong: the meeting's deadline."""

from __future__ import annotations

from pm_lint.finding import Span
from pm_lint.output.show import told_deadlines
from pm_lint.postmortem.reckoning import allowed_for, reckon, waived
from pm_lint.postmortem.telling import not_counted
from pm_lint.server.judging import Verdict


def date_of_meeting(verdict: Verdict) -> Span | None:
    """Where the meeting's date stands, or what stands in its place."""
    doc = verdict.checked.postmortem if verdict.checked else None
    meeting = doc.meeting if doc else None
    return None if meeting is None else meeting.date.span if meeting.date else meeting.span


def deadlines(verdict: Verdict) -> list[str]:
    """By when the meeting must be and which days were skipped, as `show` and `deadline` say it; sentences."""
    doc = verdict.checked.postmortem if verdict.checked else None
    if doc is None or verdict.linters is None:
        return []
    policy = verdict.linters.for_path(verdict.path).policy
    reckonings = reckon(doc, policy)
    due = told_deadlines(reckonings, allowed_for(doc.severity, policy.meeting), doc)
    if due is None or waived(doc, policy):
        return []
    skipped = [f"Not counted: {days}." for one in reckonings if (days := not_counted(one.deadline))]
    uncertain = [f"Not certain: {why}." for one in reckonings if (why := one.deadline.uncertain)]
    return [f"The meeting is due by {due}.", *dict.fromkeys(skipped), *dict.fromkeys(uncertain)]
