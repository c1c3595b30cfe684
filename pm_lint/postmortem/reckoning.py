"""When the meeting must be held, and which act the document is in. Pure reckoning: what is late is for rules to say."""

from __future__ import annotations

from dataclasses import dataclass

from pm_lint.finding import Allowance, MeetingPolicy, Policy
from pm_lint.postmortem.model import DateSource, Postmortem
from pm_lint.postmortem.text import normalise
from pm_lint.postmortem.workdays import Deadline, deadline


@dataclass(frozen=True)
class Reckoning:
    """The deadline if the incident was when ``source`` says."""

    source: DateSource
    deadline: Deadline


def allowance_for(severity: str | None, policy: MeetingPolicy) -> Allowance:
    """What the policy allows for a severity as the team writes it; the general allowance for one it does not name."""
    if severity:
        stated = _severity_name(severity)
        for name, allowed in policy.by_severity.items():
            if stated == _severity_name(name) or stated.startswith(_severity_name(name) + " "):
                return allowed
    return policy.allowance


def _severity_name(text: str) -> str:
    return normalise(text.replace("-", "").replace("_", ""))


def reckon(doc: Postmortem, policy: Policy) -> tuple[Reckoning, ...]:
    """The deadline by each source that may be right, the most trusted first; none where nothing dates the incident.

    Of two readings of a date, one that is still to come is no incident's.

    Raises `workdays.CalendarError` where the calendar can't be built.
    """
    allowed = allowance_for(doc.severity, policy.meeting)
    return tuple(
        Reckoning(source, deadline(day, allowed, policy.calendar))
        for source in counted_sources(doc, policy)
        for day in [day for day in source.days if day <= policy.today] or source.days
    )


def counted_sources(doc: Postmortem, policy: Policy) -> tuple[DateSource, ...]:
    """The sources that the deadline counts from, as ``meeting.count-from`` says."""
    incident = doc.incident
    if policy.meeting.count_from == "title" and (title := incident.source("title")):
        return (title,)
    if policy.meeting.count_from == "incident-start" and incident.start:
        best = incident.believed[0]
        return (DateSource(best.kind, (incident.start,), best.text, best.span), *incident.believed[1:])
    return incident.believed


def act(doc: Postmortem, policy: Policy) -> int:
    """1 until the meeting is over (or, with none set, until the deadline), else 2. One act alone: 2, all is due.

    The document says it by its dates; ``policy.act`` overrules.
    """
    if policy.act is not None:
        return policy.act
    if doc.schema.acts == 1 or (doc.meeting and doc.meeting.waived_by):
        return 2
    if doc.meeting and doc.meeting.days:
        return 1 if policy.today <= max(doc.meeting.days) else 2
    deadlines = [found.deadline.day for found in reckon(doc, policy)]
    return 1 if deadlines and policy.today <= max(deadlines) else 2
