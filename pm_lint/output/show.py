"""`pm-lint show`: what pm-lint understood of one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any

from pm_lint.output.counting import plural
from pm_lint.output.escape import terminal
from pm_lint.output.json import VERSION, dumps
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.incident import spell_incident, spell_source
from pm_lint.postmortem.instants import resolved
from pm_lint.postmortem.telling import since, told_allowance, whose

if TYPE_CHECKING:
    from pm_lint.finding import CalendarPolicy, Span
    from pm_lint.postmortem.fit import Fit
    from pm_lint.postmortem.model import (
        ActionItem,
        DateSource,
        Meeting,
        Owner,
        Postmortem,
        Section,
        Ticket,
        TimelineEntry,
    )
    from pm_lint.postmortem.reckoning import Allowed, Reckoning

#: Facts are shown beside labels of this width.
LABEL = 10


def render_text(
    postmortem: Postmortem,
    act: int,
    calendar: CalendarPolicy,
    *,
    deadline: str | None = None,
    fit: Fit | None = None,
    waived: bool = False,
) -> str:
    """For people. ``deadline`` is one line that says by when the meeting must be, ``fit`` which template was found, and
    ``waived`` whether the policy accepts that there is no meeting."""
    lines = [
        postmortem.path,
        *_facts(postmortem, act, deadline, fit, waived),
        *_sections(postmortem.sections, asked=bool(postmortem.schema.sections)),
        *_timeline(postmortem, calendar),
        *_action_items(postmortem.action_items),
    ]
    return "".join(f"{terminal(line.rstrip())}\n" for line in lines)


def _facts(postmortem: Postmortem, act: int, deadline: str | None, fit: Fit | None, waived: bool) -> Iterator[str]:
    title, incident = postmortem.title, postmortem.incident
    yield _fact("Title", title.text if title else "none found", title.span if title else None)
    yield _fact("Template", fit.text if fit else postmortem.schema.name)
    yield _fact("Act", _act(act, postmortem, waived))
    yield _fact("Incident", spell_incident(incident) or "no date found")
    for source in incident.sources:
        yield _fact("", f"{spell_source(source)}, from the {source.kind.replace('-', ' ')}", source.span)
    yield _fact("Severity", postmortem.severity or "none found", postmortem.severity_span)
    for index, owner in enumerate(postmortem.owners):
        handle = f" (@{owner.handle})" if owner.handle and owner.handle not in owner.text else ""
        yield _fact("" if index else "Owner", owner.text + handle, owner.span)
    if not postmortem.owners:
        yield _fact("Owner", "none found")
    meeting = postmortem.meeting
    yield _fact("Meeting", _meeting(meeting) if meeting else "none found", meeting.span if meeting else None)
    if deadline:
        yield _fact("Deadline", deadline)


def _fact(label: str, text: str, span: Span | None = None) -> str:
    return f"  {label:{LABEL}}{_one_line(text)}{_place(span)}"


def _place(span: Span | None) -> str:
    return f"  [{span.line}:{span.column}]" if span else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def told_deadlines(reckonings: Sequence[Reckoning], allowed: Allowed, postmortem: Postmortem) -> str | None:
    """By when the meeting must be and why: one deadline for each source. None where nothing dates the incident."""
    reasons = [
        f"{spell(one.deadline.day)}, {told_allowance(one.deadline.allowance)} after {since(one)}" for one in reckonings
    ]
    policy = whose(allowed, f'"{_one_line(postmortem.severity or "")}"')
    return (" or ".join(reasons) + (f"; {policy}" if policy else "")) if reasons else None


def _act(act: int, postmortem: Postmortem, waived: bool) -> str:
    if postmortem.schema.acts < 2:
        return "the only one"
    if act == 1:
        return "1, before the meeting: what is filled in there is not asked for yet"
    return "2, all is due: the meeting is waived" if waived else "2, at or after the meeting: all is due"


def _days(days: Sequence[date]) -> str:
    return " or ".join(map(spell, days)) or "no date"


def _meeting(meeting: Meeting) -> str:
    """What was understood, then what stands there."""
    moment = _clock(meeting.time) if meeting.time is not None else ""
    understood = " ".join(part for part in (_days(meeting.days), moment, meeting.zone) if part)
    if meeting.waived:
        understood = f"waived by {meeting.waived_by}" if meeting.waived_by else "waived"
        understood += f": {meeting.waiver_reason}" if meeting.waiver_reason else ""
    if meeting.late:
        understood += f" (late: {meeting.late})"
    return f'{understood}, from "{_one_line(meeting.text)}"' if meeting.text.strip() else "empty"


def _sections(sections: Sequence[Section], *, asked: bool) -> Iterator[str]:
    yield from ("", plural(len(sections), "section"))
    top = min((section.level for section in sections), default=0)
    for section in sections:
        role = f"  ({section.role})" if section.role else "  (not in the template)" * (asked and section.spec is None)
        yield f"  {'  ' * (section.level - top)}{_one_line(section.title)}{role}{_place(section.span)}"


def _timeline(postmortem: Postmortem, calendar: CalendarPolicy) -> Iterator[str]:
    timeline, entries = postmortem.timeline, resolved(postmortem, calendar)
    zone = f", times in {timeline.zone}" if timeline and timeline.zone else ""
    yield from ("", f"{len(entries)} timeline {'entry' if len(entries) == 1 else 'entries'}{zone}")
    moments = [_moment(entry) for entry in entries]
    width = min(30, max(map(len, moments), default=0))
    for entry, moment in zip(entries, moments, strict=True):
        yield f"  {moment:{width}}  {_one_line(entry.text)}{_place(entry.span)}"


def _moment(entry: TimelineEntry) -> str:
    """The day and time of an entry as far as they are known."""
    day = " or ".join(day.isoformat() for day in entry.days)
    moment = _clock(entry.time) if entry.time is not None else ""
    known = " ".join(part for part in (day, "~" * entry.approximate + moment, entry.zone) if part and part != "~")
    return known or "no time"


def _ticket(ticket: Ticket) -> str:
    """The issue that a link stands for, on a Zenhub board or not; of what is none on GitHub, what is written."""
    return f"{ticket.repository}#{ticket.number}" if ticket.repository and ticket.number else ticket.text or ticket.url


def _action_items(items: Sequence[ActionItem]) -> Iterator[str]:
    committed = _committed(items)
    yield from ("", f"{plural(len(committed), 'action item')}")
    for item in committed:
        facts = [f"owner {item.owner.text}"] if item.owner else []
        facts += [f"due {_days(item.due.days) if item.due.days else item.due.text}"] if item.due else []
        facts += [_ticket(ticket) for ticket in item.tickets]
        beside = f"  ({_one_line(', '.join(facts))})" if facts else ""
        yield f"  [{'x' if item.done else ' '}] {_one_line(item.text)}{beside}{_place(item.span)}"
    potential = sum(not item.committed and not item.blank for item in items)
    if potential:
        yield f"  and {plural(potential, 'potential one')}"


def _committed(items: Sequence[ActionItem]) -> list[ActionItem]:
    """The items that the team commits to: not the potential ones, nor "TBD" and the like."""
    return [item for item in items if item.committed and not item.blank]


# -- JSON ------------------------------------------------------------------------------------------------------------


def render_json(postmortem: Postmortem, act: int, calendar: CalendarPolicy) -> str:
    """For tools. Every key is always there and the unknown is null; a date with several readings is unknown."""
    incident, title, severity = postmortem.incident, postmortem.title, postmortem.severity_span
    zone = postmortem.timeline.zone if postmortem.timeline else None
    unclear = any(len(source.days) > 1 for source in incident.believed[:1])
    start, end = (None, None) if unclear else (incident.start, incident.end)
    return dumps(
        {
            "version": VERSION,
            "path": postmortem.path,
            "title": title.text if title else None,
            "template": postmortem.schema.name or None,
            "act": act,
            "incident": {
                "date": _iso(end or start),
                "start": _iso(start),
                "end": _iso(end),
                "sources": [_source_json(source) for source in incident.sources],
            },
            "severity": postmortem.severity,
            "severity_line": severity.line if severity else None,
            "severity_column": severity.column if severity else None,
            "owners": [_owner_json(owner) for owner in postmortem.owners],
            "meeting": _meeting_json(postmortem.meeting) if postmortem.meeting else None,
            "sections": [_section_json(section) for section in postmortem.sections],
            "timeline": [_entry_json(entry, zone) for entry in resolved(postmortem, calendar)],
            "action_items": [_item_json(item) for item in _committed(postmortem.action_items)],
        }
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _only(days: Sequence[date]) -> str | None:
    return days[0].isoformat() if len(days) == 1 else None


def _start(span: Span | None) -> dict[str, int | None]:
    return {"line": span.line if span else None, "column": span.column if span else None}


def _source_json(source: DateSource) -> dict[str, Any]:
    return {"kind": source.kind, "date": _only(source.days), **_start(source.span)}


def _owner_json(owner: Owner) -> dict[str, Any]:
    return {"text": owner.text, "handle": owner.handle, **_start(owner.span)}


def _meeting_json(meeting: Meeting) -> dict[str, Any]:
    return {
        "text": meeting.text,
        "date": _only(meeting.days),
        "time": _clock(meeting.time) if meeting.time is not None else None,
        "zone": meeting.zone,
        "readings": [day.isoformat() for day in meeting.days],
        "waived_by": meeting.waived_by,
        "waiver_reason": meeting.waiver_reason,
        **_start(meeting.span),
    }


def _section_json(section: Section) -> dict[str, Any]:
    known = {"title": section.title, "role": section.role, "level": section.level, "style": section.style}
    return {**known, **_start(section.span)}


def _entry_json(entry: TimelineEntry, zone: str | None) -> dict[str, Any]:
    """``zone`` is the one that stands over the whole timeline."""
    precision = None if entry.precision == "none" else entry.precision
    known = {"text": entry.text, "at": _iso(entry.at), "precision": precision, "zone": entry.zone or zone}
    return {**known, **_start(entry.span)}


def _item_json(item: ActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": item.owner.text if item.owner else None,
        "due": _only(item.due.days) if item.due else None,
        "tickets": [ticket.url or ticket.text for ticket in item.tickets],
        "done": item.done,
        **_start(item.span),
    }


def _clock(moment: time) -> str:
    """``10:30``, with seconds only if there are any."""
    return moment.isoformat("seconds" if moment.second else "minutes")
