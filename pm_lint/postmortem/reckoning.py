"""When the meeting must be held, and which act the document is in. Pure reckoning: what is late is for rules to say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy, Policy
from pm_lint.postmortem.incident import rows_by_day
from pm_lint.postmortem.model import DateSource, Postmortem
from pm_lint.postmortem.severities import Meant, meant
from pm_lint.postmortem.workdays import CALENDAR_DAYS, Deadline, Skipped, deadline, half_day, why_off, works_on_weekend
from pm_lint.record import NamedTuple, replace

#: What happened on the day that is counted from: the incident's end or beginning, the incident as far as is known, or
#: only that the title says so.
Event = Literal["end", "start", "incident", "title"]


class Allowed(NamedTuple):
    """What the policy allows, and why it is this much.

    ``meant`` is what the severity means to the policy, None where none is stated. ``depends``: whether the policy has
    allowances by severity at all.
    """

    allowance: Allowance
    meant: Meant | None = None
    depends: bool = False


class Reckoning(NamedTuple):
    """The deadline if the incident was when ``source`` says."""

    source: DateSource
    event: Event
    deadline: Deadline


class CountedDay(NamedTuple):
    """A day from the incident to the deadline: its number, from 0 on, or why it has none."""

    day: date
    number: int | None
    off: Skipped | None
    #: What else is to be said of a working day: that it is one of a weekend, or half a holiday.
    note: str | None = None


def counted_days(due: Deadline, calendar: CalendarPolicy) -> Iterator[CountedDay]:
    """Every day from the incident's, which is day 0, to the deadline. Raises `workdays.CalendarError` as it does."""
    number = 0
    for ordinal in range(due.incident.toordinal(), due.day.toordinal() + 1):
        day = date.fromordinal(ordinal)
        every = day == due.incident or due.allowance.unit == CALENDAR_DAYS
        off = None if every else why_off(day, calendar)
        note = None
        if not off and not every:
            half = half_day(day, calendar)
            note = "a working day" if works_on_weekend(day, calendar) else half and f"{half} (half a day)"
        yield CountedDay(day, None if off else number, off, note)
        number += off is None


def allowed_for(severity: str | None, policy: MeetingPolicy) -> Allowed:
    """What the policy allows for a severity as the team writes it: the general allowance for one it does not name."""
    names = policy.by_severity
    found = meant(severity, names) if severity and names else None
    chosen = names[found.name] if found and found.name is not None else policy.allowance
    return Allowed(chosen, found, bool(names))


def waived(doc: Postmortem, policy: Policy) -> bool:
    """Whether there is to be no meeting, in words that the policy accepts."""
    return policy.meeting.waivers and doc.meeting is not None and doc.meeting.waived


def reckon(doc: Postmortem, policy: Policy) -> tuple[Reckoning, ...]:
    """The deadline by each source that may be right, the most trusted first; none where nothing dates the incident.

    Of two readings of a date, one that is still to come is no incident's.

    Raises `workdays.CalendarError` where the calendar can't be built.
    """
    allowance = allowed_for(doc.severity, policy.meeting).allowance
    return tuple(
        Reckoning(source, event, deadline(day, allowance, policy.calendar))
        for source, event in counted_sources(doc, policy)
        for day in [day for day in source.days if day <= policy.today] or source.days
    )


def counted_sources(doc: Postmortem, policy: Policy) -> tuple[tuple[DateSource, Event], ...]:
    """The sources that the deadline counts from, as ``meeting.count-from`` says, and what was on their day."""
    count_from, incident = policy.meeting.count_from, doc.incident
    title = incident.source("title") if count_from == "title" else None
    if title and not (title in incident.conflicts and doc.meeting and set(title.days) & set(doc.meeting.days)):
        return ((title, "title"),)
    if count_from == "incident-start":
        return tuple(beginning(source, doc) for source in incident.believed)
    return tuple((source, "end" if _is_stretch(source) else "incident") for source in incident.believed)


def _is_stretch(source: DateSource) -> bool:
    """Whether it tells how long the incident took, not only its day."""
    return source.kind == "timeline" or source.first is not None


def beginning(source: DateSource, doc: Postmortem) -> tuple[DateSource, Event]:
    """A source with the first day that it tells of alone, at the place that says so, and what was on that day."""
    if not _is_stretch(source) or source.first is None:
        return source, "incident"
    rows = rows_by_day(doc.timeline) if source.kind == "timeline" else []
    row = next((entry for day, entry in rows if day == source.first), None)
    span = row.time_span if row else source.span
    return replace(source, days=(source.first,), span=span, last=None), "start"


def act(doc: Postmortem, policy: Policy) -> int:
    """1 until the meeting is over (or, with none set, until the deadline), else 2. One act alone: 2, all is due.

    The document says it by its dates; ``policy.act`` overrules.
    """
    known = policy.act or policy.reckoned_act
    if known is not None:
        return known
    if doc.schema.acts == 1 or waived(doc, policy):
        return 2
    if doc.meeting and doc.meeting.days:
        return 1 if policy.today <= max(doc.meeting.days) else 2
    deadlines = [found.deadline.day for found in reckon(doc, policy)]
    return 1 if deadlines and policy.today <= max(deadlines) else 2
