"""Whether the postmortem meeting is in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pm_lint.finding import CalendarPolicy, Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.dates import spell, spell_days
from pm_lint.postmortem.model import DatedText, Meeting, Postmortem
from pm_lint.postmortem.reckoning import Reckoning, reckon
from pm_lint.postmortem.workdays import (
    CALENDAR_DAYS,
    Deadline,
    business_days_between,
    could_be_excused,
    describe_skipped,
)
from pm_lint.rules.incident import stands_alone, told
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count


@rule("PM304", "meeting-late", Severity.ERROR, fixable=True, silences=("PM306", "PM307"))
def meeting_late(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting is later than the policy allows.

    Memory fades within days, so the meeting is held within five business days after the incident, unless configured
    otherwise. The incident's last day is day 0: the day of the last timeline entry that says resolved, mitigated or
    ended, else of the last dated entry, else the title's. Day 5's end is the deadline. Without a configured country
    weekends alone are skipped, and a delay that two holidays could excuse is a warning.

    ```toml
    [meeting]
    within = 5
    unit = "business-days"          # or "calendar-days"
    [meeting.by-severity]
    SEV-1 = { within = 3, unit = "calendar-days" }

    [calendar]
    country = "US"
    subdivision = "CA"
    ```

    A meeting that was held late and says why, as "(late: everybody was at the conference)", is a notice.

    ```markdown bad country=US
    # 2021-11-22 The database stopped answering

    **Meeting Scheduled For:** 2021-12-01 10:30 UTC
    ```

    ```markdown good country=US
    # 2021-11-22 The database stopped answering

    **Meeting Scheduled For:** 2021-11-30 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if meeting is None or meeting.date is None or meeting.date.day is None or meeting.waived_by:
        return
    day = meeting.date.day
    reckonings = reckon(doc, policy)
    if doc.incident.start and day < doc.incident.start:
        return  # PM305 says so
    late = [found for found in reckonings if day > found.deadline.day]
    if not late:
        if reckonings and (doubt := _doubt(day, reckonings[0].deadline)):
            yield Finding(
                meeting.date.span,
                f"Whether the meeting on {spell(day)} is in time is uncertain: {doubt}.",
                key="field:meeting",
                severity=Severity.WARNING,
                help=f"Held by {spell(reckonings[0].deadline.earliest)}, it is in time in any case.",
            )
        return
    held = day < policy.today
    certain = len(late) == len(reckonings) and not any(_excusable(found, day, policy.calendar) for found in late)
    severity = Severity.NOTICE if held and meeting.late else None if certain else Severity.WARNING
    message = " ".join(_lateness(doc, found, day, policy.calendar) for found in late[:2])
    others = [found for found in reckonings if day <= found.deadline.day]
    if others:
        message += f" By {told(others[0].source)} it is in time (by {spell(others[0].deadline.day)})."
    yield Finding(
        meeting.date.span,
        message,
        key="field:meeting",
        severity=severity,
        help=_calendar_help(late[0], day, policy),
        fix=_late_fix(doc, meeting, meeting.date, late[0].deadline.day, policy.today),
    )


def _lateness(doc: Postmortem, found: Reckoning, day: date, calendar: CalendarPolicy) -> str:
    due, allowed = found.deadline, found.deadline.allowance
    if allowed.unit == CALENDAR_DAYS:
        after = count((day - due.incident).days, "day")
        most = count(allowed.within, "day")
    else:
        after = count(business_days_between(due.incident, day, calendar), "business day")
        most = str(allowed.within)
    ended = "ended" if found.source.kind == "timeline" else "was"
    where = f"{told(found.source)}{f', line {found.source.span.line}' if found.source.span else ''}"
    verb = "is" if allowed.within == 1 else "are"
    text = (
        f"The meeting is on {spell(day)}, {after} after the incident {ended} on {spell(due.incident)} ({where})."
        f" At most {most} {verb} allowed: by {spell(due.day)}."
    )
    if due.weekend or due.skipped:
        skipped = [spell_days(due.weekend)] if due.weekend else []
        skipped += [describe_skipped(due.skipped)] if due.skipped else []
        text += f" Not counted: {'; '.join(skipped)}."
    return text


def _excusable(found: Reckoning, day: date, calendar: CalendarPolicy) -> bool:
    due = found.deadline
    return due.uncertain is not None or could_be_excused(due.incident, day, due.allowance, calendar)


def _doubt(day: date, due: Deadline) -> str | None:
    """Why a meeting that seems to be in time may not be; None if it is in time in any case."""
    return due.uncertain if day > due.earliest else None


def _calendar_help(found: Reckoning, day: date, policy: Policy) -> str | None:
    due = found.deadline
    if due.uncertain:
        return f"This is uncertain: {due.uncertain}."
    if due.allowance.unit == CALENDAR_DAYS:
        return None
    if not policy.calendar.calendars:
        return "Public holidays are not counted: set `calendar.country` in the configuration."
    return None


def _late_fix(doc: Postmortem, meeting: Meeting, written: DatedText, due: date, today: date) -> Fix | None:
    if written.days[0] < today:
        field = doc.field("meeting")
        quoted = field and field.carrier == "front-matter" and doc.document.slice(meeting.span) != meeting.text
        why = Edit(Span.at(*meeting.span.end), " (late: why)")
        return None if meeting.late or quoted else Fix("Say why it was late", (why,))
    if today <= due and stands_alone(written, doc):
        return Fix(f"Move the meeting to {spell(due)}", (Edit(written.span, due.isoformat()),))
    return None
