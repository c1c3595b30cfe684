"""The postmortem meeting: is it set, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pm_lint.finding import CalendarPolicy, Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.dates import spell, spell_days
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import DatedText, DateSource, Meeting, Postmortem
from pm_lint.postmortem.reckoning import Reckoning, reckon
from pm_lint.postmortem.workdays import (
    CALENDAR_DAYS,
    Deadline,
    business_days_between,
    could_be_excused,
    deadline,
    describe_skipped,
)
from pm_lint.rules.owner import field_place, wanted
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, quote

_SOURCES = {
    "timeline": "timeline",
    "title": "title",
    "front-matter": "front matter",
    "field": "date field",
    "file-name": "file name",
}


def _until_deadline(doc: Postmortem, policy: Policy) -> tuple[Severity | None, str | None]:
    """A meeting that is not set is a warning until the deadline, and what to do about it."""
    deadlines = [found.deadline.day for found in reckon(doc, policy)]
    if not deadlines:
        return None, None
    due = max(deadlines)
    open_still = policy.today <= due
    advice = f"It must be held by {spell(due)}." if open_still else f"It was to be held by {spell(due)}."
    return (Severity.WARNING if open_still and policy.act != 2 else None), advice


@rule("PM301", "meeting-missing", Severity.ERROR, silences=("PM006", "PM007"))
def meeting_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No meeting is set.

    The line is missing, empty, or still the template's. Until the deadline this is a warning. A meeting that is not
    wanted is waived in writing: "Waived by @alice".

    ```markdown template
    # YYYY-MM-DD Title

    **Meeting Scheduled For:** Put the date and time here.

    ## Overview
    What happened, in a sentence or two.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** Put the date and time here.

    ## Overview
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC

    ## Overview
    A query ran away.
    ```
    """
    spec = wanted(doc, "meeting")
    field = doc.field("meeting")
    if spec is None and (field is None or (field.spec and not field.text)):
        return
    if field and field.text and not is_instruction(field.text, doc.schema):
        return
    severity, advice = _until_deadline(doc, policy)
    label = field.label if field else spec.label if spec else "Meeting"
    if field is None:
        place = field_place(doc, spec) if spec else doc.document.blocks[0].span
        message = f"No meeting is set: the line {quote(label + ':')} is missing."
        yield Finding(place, message, key="field:meeting", severity=severity, help=advice)
    else:
        still = "is still the template's text" if field.text else "is empty"
        yield Finding(
            field.span if field.text else field.line_span,
            f"No meeting is set: {quote(label)} {still}.",
            key="field:meeting",
            severity=severity,
            help=advice,
            scope=field.line_span,
        )


@rule("PM302", "meeting-unreadable", Severity.ERROR, silences=("PM007",))
def meeting_unreadable(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's line holds no date.

    Until the deadline this is a warning.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** TBD
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if meeting is None or not meeting.text or meeting.days or meeting.waived_by:
        return
    if is_instruction(meeting.text, doc.schema):
        return
    severity, advice = _until_deadline(doc, policy)
    if meeting.date is None:
        message = f"No date can be read in {quote(meeting.text)}."
    elif any(char.isdigit() for char in meeting.date.text) and _names_a_year(meeting.date.text):
        message, severity = f"There is no such day as {quote(meeting.date.text)}.", None
    else:
        message = f"The meeting's date {quote(meeting.date.text)} has no year."
    yield Finding(
        meeting.date.span if meeting.date else meeting.span,
        message,
        key="field:meeting",
        severity=severity,
        help=" ".join(filter(None, ["Write it as YYYY-MM-DD.", advice])),
        scope=meeting.span,
    )


def _names_a_year(text: str) -> bool:
    numbers = "".join(char if char.isdigit() else " " for char in text).split()
    return len(numbers) > 2 or any(len(number) == 4 for number in numbers)


def _passes(day: date, doc: Postmortem, reckonings: tuple[Reckoning, ...]) -> bool:
    early = doc.incident.start is not None and day < doc.incident.start
    return not early and all(day <= found.deadline.day for found in reckonings)


@rule("PM303", "meeting-ambiguous", Severity.WARNING, fixable=True)
def meeting_ambiguous(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's date has two readings, and it matters which.

    A numeric date is read by `dates.order` in the configuration, else by the other dates of the document, else by what
    is possible: a meeting is not before the incident, nor more than 90 days after it. What is still open is said here,
    unless the meeting is in time either way.

    ```markdown bad
    # 2021-02-25 The database stopped answering

    **Meeting Scheduled For:** 04/03/2021 10:30 UTC
    ```

    ```markdown good
    # 2021-02-25 The database stopped answering

    **Meeting Scheduled For:** 2021-03-04 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if meeting is None or meeting.date is None or len(meeting.days) < 2 or meeting.waived_by:
        return
    reckonings = reckon(doc, policy)
    if reckonings and all(_passes(day, doc, reckonings) for day in meeting.days):
        return
    likely = next((day for day in meeting.days if _passes(day, doc, reckonings)), meeting.days[0])
    readings = " or ".join(spell(day) for day in meeting.days)
    yield Finding(
        meeting.date.span,
        f"The meeting's date {quote(meeting.date.text)} can be read as {readings}.",
        key="field:meeting",
        help="Write it as "
        + " or ".join(day.isoformat() for day in meeting.days)
        + ", or set `dates.order` in the configuration.",
        fix=Fix(f"Write {likely.isoformat()}", (Edit(meeting.date.span, likely.isoformat()),)),
    )


@rule("PM304", "meeting-late", Severity.ERROR, fixable=True)
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
        if reckonings and (doubt := _doubt(day, reckonings[0].deadline, policy.calendar)):
            yield Finding(
                meeting.date.span,
                f"Whether the meeting on {spell(day)} is in time is uncertain: {doubt}.",
                key="field:meeting",
                severity=Severity.WARNING,
                help=f"Held by {spell(_surely(reckonings[0].deadline, policy.calendar))}, it is in time in any case.",
            )
        return
    held = day < policy.today
    certain = len(late) == len(reckonings) and not any(_excusable(found, day, policy.calendar) for found in late)
    severity = Severity.NOTICE if held and meeting.late else None if certain else Severity.WARNING
    message = " ".join(_lateness(doc, found, day, policy.calendar) for found in late[:2])
    others = [found for found in reckonings if day <= found.deadline.day]
    if others:
        message += f" By {_told(others[0].source)} it is in time (by {spell(others[0].deadline.day)})."
    yield Finding(
        meeting.date.span,
        message,
        key="field:meeting",
        severity=severity,
        help=_calendar_help(late[0], day, policy),
        fix=_late_fix(meeting, meeting.date, late[0].deadline.day, policy.today),
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
    where = f"{_told(found.source)}{f', line {found.source.span.line}' if found.source.span else ''}"
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


def _told(source: DateSource) -> str:
    return f"the {_SOURCES[source.kind]}"


def _excusable(found: Reckoning, day: date, calendar: CalendarPolicy) -> bool:
    due = found.deadline
    return due.uncertain is not None or could_be_excused(due.incident, day, due.allowance, calendar)


def _surely(due: Deadline, calendar: CalendarPolicy) -> date:
    """The deadline if no public holiday counted: holidays only ever move it further out."""
    return deadline(due.incident, due.allowance, replace(calendar, country=None, subdivision=None)).day


def _doubt(day: date, due: Deadline, calendar: CalendarPolicy) -> str | None:
    """Why a meeting that seems to be in time may not be; None if it is in time in any case."""
    return due.uncertain if due.uncertain and day > _surely(due, calendar) else None


def _calendar_help(found: Reckoning, day: date, policy: Policy) -> str | None:
    due = found.deadline
    if due.uncertain:
        return f"This is uncertain: {due.uncertain}."
    if due.allowance.unit == CALENDAR_DAYS:
        return None
    if policy.calendar.country is None:
        return "Public holidays are not counted: set `calendar.country` in the configuration."
    return None


def _late_fix(meeting: Meeting, written: DatedText, due: date, today: date) -> Fix | None:
    if written.days[0] < today:
        why = Edit(Span.at(*meeting.span.end), " (late: why)")
        return None if meeting.late else Fix("Say why it was late", (why,))
    if today <= due:
        return Fix(f"Move the meeting to {spell(due)}", (Edit(written.span, due.isoformat()),))
    return None


@rule("PM305", "meeting-before-incident", Severity.ERROR)
def meeting_before_incident(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting is before the incident.

    One of the two dates is wrong. It is compared with the earliest day that the document gives for the incident.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-11-14 10:30 UTC
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC
    ```
    """
    meeting = doc.meeting
    start = doc.incident.start
    if meeting is None or meeting.date is None or meeting.date.day is None or start is None:
        return
    day = meeting.date.day
    disputed = [source for source in doc.incident.believed if day < source.earliest]
    if day < start:
        best = doc.incident.believed[0]
        yield Finding(
            meeting.date.span,
            f"The meeting on {spell(day)} is before the incident ({spell(start)}, {_told(best)}).",
            key="field:meeting",
        )
    elif disputed:
        shown = "; ".join(f"{_told(source)} says {spell(source.earliest)}" for source in disputed)
        yield Finding(
            meeting.date.span,
            f"The meeting on {spell(day)} is before the incident, if it was when {shown}.",
            key="field:meeting",
            severity=Severity.WARNING,
        )


@rule("PM309", "incident-date-conflict", Severity.WARNING)
def incident_date_conflict(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Title, timeline, front matter and file name disagree on the incident's date by more than a day.

    The deadline counts from this date, so it must be the same everywhere. A date in the title that is the meeting's is
    taken as the meeting's, and the timeline is believed.

    ```markdown bad
    # 2021-12-13 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2021-12-10 12:45 UTC: resolved.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2021-12-10 12:45 UTC: resolved.
    ```
    """
    sources = doc.incident.sources
    against = doc.incident.conflicts
    if not against:
        return
    best = next(source for source in sources if source not in against)
    verb = "ends on" if best.kind == "timeline" else "says"
    meeting_days = doc.meeting.days if doc.meeting else ()
    message = (
        f"{_capital(' and '.join(_told(source) for source in against if source.days == against[0].days))} say"
        f"{'' if sum(source.days == against[0].days for source in against) > 1 else 's'}"
        f" {_days(against[0])}, but {_told(best)} {verb} {_days(best)}"
        f"{f' (line {best.span.line})' if best.span else ''}."
    )
    more = [source for source in against if source.days != against[0].days]
    if more:
        message += " " + " ".join(f"{_capital(_told(source))} says {_days(source)}." for source in more)
    theirs = set(against[0].days) & set(meeting_days)
    spans = [source.span for source in (*against, best) if source.span]
    yield Finding(
        spans[0] if spans else doc.document.blocks[0].span,
        message,
        key="incident-date",
        help=f"That is the meeting's date: {_told(best)} is believed."
        if theirs
        else "The deadline counts from this date.",
    )


def _days(source: DateSource) -> str:
    return " or ".join(spell(day) for day in source.days)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
