"""The postmortem meeting: is it set, and in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import Meeting, Postmortem
from pm_lint.postmortem.reckoning import Reckoning, allowed_for, beginning, reckon, waived
from pm_lint.postmortem.telling import place, told_allowance, whose
from pm_lint.postmortem.text import undecided
from pm_lint.postmortem.workdays import WEEKDAY_NAMES, is_workday, why_off
from pm_lint.rules.incident import stands_alone, told
from pm_lint.rules.meeting_year import far_off, written_year, year_meant
from pm_lint.rules.owner import field_place, line_fix, wanted
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote


def _until_deadline(doc: Postmortem, policy: Policy) -> tuple[Severity | None, str | None]:
    """A meeting that is not set is a warning until the deadline, and what to do about it."""
    reckonings = reckon(doc, policy)
    if not reckonings:
        return None, None
    open_still = policy.today <= max(found.deadline.day for found in reckonings)
    return (Severity.WARNING if open_still and policy.act != 2 else None), _due(doc, reckonings, policy)


def _due(doc: Postmortem, reckonings: Sequence[Reckoning], policy: Policy) -> str:
    """ "The meeting is due by Fri 17 Dec 2021 (5 business days after the incident)." """
    due = max((found.deadline for found in reckonings), key=lambda deadline: deadline.day)
    verb = "is" if policy.today <= due.day else "was"
    allowed = whose(allowed_for(doc.severity, policy.meeting), quote(doc.severity or ""))
    after = f"{told_allowance(due.allowance)} after the incident{f', {allowed}' if allowed else ''}"
    return f"The meeting {verb} due by {spell(due.day)} ({after})."


@rule("PM301", "meeting-missing", Severity.ERROR, fixable=True, silences=("PM006", "PM007"))
def meeting_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No meeting is set.

    The line is missing, empty, or still the template's. Until the deadline this is a warning. A meeting that is not
    wanted is waived in writing, with a name or a reason: "Waived by @alice", "No meeting: the cause was known". Where
    the configuration says `meeting.waivers = false`, a waiver is no meeting either.

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
        if doc.meeting and doc.meeting.declined and not policy.meeting.waivers:
            yield from _not_allowed(doc, doc.meeting, policy)
        return
    severity, advice = _until_deadline(doc, policy)
    label = field.label if field else spec.label if spec else "Meeting"
    if field is None:
        place = field_place(doc, spec) if spec else doc.document.blocks[0].span
        message = f"No meeting is set: the line {quote(label + ':')} is missing."
        fix = line_fix(doc, spec) if spec else None
        yield Finding(place, message, key="field:meeting", severity=severity, help=advice, fix=fix)
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


def _not_allowed(doc: Postmortem, meeting: Meeting, policy: Policy) -> Iterator[Finding]:
    if meeting.days:  # "2021-12-11, waived by @alice": a meeting like any other
        return
    severity, advice = _until_deadline(doc, policy)
    message = f"No meeting is set: {quote(meeting.text)} waives it, which the configuration does not allow."
    yield Finding(meeting.span, message, key="field:meeting", severity=severity, help=advice)


@rule("PM302", "meeting-unreadable", Severity.ERROR, silences=("PM007",))
def meeting_unreadable(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's line holds no date.

    Nor does it say that there is none, and who waived it or why: "Waived by @alice", "No meeting: the cause was known".
    Until the deadline this is a warning; it stays one where the template asks for no meeting, and there only words like
    "TBD" and dates that can't be are remarked on.

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
    if meeting is None or not meeting.text or meeting.days or meeting.waived:
        return
    if is_instruction(meeting.text, doc.schema) or (meeting.declined and not policy.meeting.waivers):
        return
    severity, advice = _until_deadline(doc, policy)
    if wanted(doc, "meeting") is None:
        # No template asks for a meeting: that of a name such as "Meeting" may be a link, or the call's name.
        if meeting.date is None and not undecided(meeting.text):
            return
        severity = Severity.WARNING
    form = "Write it as YYYY-MM-DD."
    if meeting.declined:
        message = f"{quote(meeting.text)} says neither who waived the meeting nor why there is none."
        form = "Write “Waived by @name”, “No meeting: reason”, or the day as YYYY-MM-DD."
    elif meeting.date is None:
        message = f"No date can be read in {quote(meeting.text)}."
    elif any(char.isdigit() for char in meeting.date.text) and _names_a_year(meeting.date.text):
        message = f"There is no such day as {quote(meeting.date.text)}."
        severity = None
    else:
        message = f"The meeting's date {quote(meeting.date.text)} has no year."
    yield Finding(
        meeting.date.span if meeting.date else meeting.span,
        message,
        key="field:meeting",
        severity=severity,
        help=" ".join(filter(None, [form, advice])),
        scope=meeting.span,
    )


def _names_a_year(text: str) -> bool:
    numbers = "".join(char if char.isdigit() else " " for char in text).split()
    return len(numbers) > 2 or any(len(number) == 4 for number in numbers)


def _passes(day: date, doc: Postmortem, reckonings: tuple[Reckoning, ...]) -> bool:
    return not _early(day, doc) and all(day <= found.deadline.day for found in reckonings)


def _early(day: date, doc: Postmortem) -> bool:
    return doc.incident.start is not None and day < doc.incident.start


def _late(day: date, reckonings: tuple[Reckoning, ...]) -> bool:
    return all(day > found.deadline.day for found in reckonings)


@rule("PM303", "meeting-ambiguous", Severity.WARNING, fixable=True, silences=("PM306", "PM307", "PM308"))
def meeting_ambiguous(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's date has two readings, and it matters which.

    A numeric date is read by `dates.order` in the configuration, else by the other dates of the document, else by what
    is possible: a meeting is not before the incident, nor more than 90 days after it. What is still open is said here,
    unless the meeting is in time either way, or late either way.

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
    if meeting is None or meeting.date is None or len(meeting.days) < 2 or waived(doc, policy):
        return
    reckonings = reckon(doc, policy)
    if reckonings and all(_passes(day, doc, reckonings) for day in meeting.days):
        return
    if _early(max(meeting.days), doc) or (reckonings and _late(min(meeting.days), reckonings)):
        return  # whichever is meant, PM305 or PM304 says so
    likely = next((day for day in meeting.days if _passes(day, doc, reckonings)), meeting.days[0])
    readings = " or ".join(spell(day) for day in meeting.days)
    yield Finding(
        meeting.date.span,
        f"The meeting's date {quote(meeting.date.text)} can be read as {readings}.",
        key="field:meeting",
        help=f"Write it as {' or '.join(day.isoformat() for day in meeting.days)},"
        " or set `dates.order` in the configuration." + (f" {_due(doc, reckonings, policy)}" if reckonings else ""),
        fix=Fix(f"Write {likely.isoformat()}", (Edit(meeting.date.span, likely.isoformat()),))
        if stands_alone(meeting.date, doc)
        else None,
    )


@rule("PM305", "meeting-before-incident", Severity.ERROR, fixable=True, silences=("PM306", "PM307", "PM308"))
def meeting_before_incident(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting is before the incident.

    One of the two dates is wrong. It is compared with the earliest day that the document gives for the incident. Where
    another year would make it a meeting in time, the fix writes that.

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
    if meeting is None or meeting.date is None or not meeting.days or start is None or waived(doc, policy):
        return
    day = max(meeting.days)
    if len(meeting.days) > 1 and day >= start:
        return
    disputed = [source for source in doc.incident.believed if day < source.earliest]
    if day >= start and not disputed:
        return
    reckonings = reckon(doc, policy)
    year = year_meant(day, reckonings[0].deadline)
    if day < start:
        first, event = beginning(next(one for one in doc.incident.sources if one.earliest == start), doc)
        verb = "began" if event == "start" else "was"
        on = f" on {spell(day)}" if len(meeting.days) == 1 else f", on {spell(day)} at the latest,"
        message = f"The meeting{on} is before the incident, which {verb} on {spell(start)} ({place(first)})"
    else:
        shown = "; ".join(f"{told(source)} says {spell(source.earliest)}" for source in disputed)
        message = f"The meeting on {spell(day)} is before the incident, if it was when {shown}"
    asked = ": is the year right?" if far_off(day, reckonings[0].deadline) else "."
    meant = meeting.date.by_weekday  # PM311 says that weekday and date disagree
    slip = meant is not None and meant >= start
    yield Finding(
        meeting.date.span,
        message + asked + (f" {spell(year)} would be in time." if year else ""),
        key="field:meeting",
        severity=None if day < start and not slip else Severity.WARNING,
        help=f"One of the two dates is wrong. {_due(doc, reckonings, policy)}",
        fix=written_year(meeting.date, year, doc),
    )


@rule("PM306", "meeting-day-off", Severity.WARNING, silences=("PM308",))
def meeting_day_off(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting is on a weekend or a holiday.

    Days off are those of the meeting's calendar: weekends, the configured country's public holidays, the team's own.

    ```toml
    [calendar]
    country = "US"
    extra-days-off = [{ date = 2021-12-24, name = "Company day" }]
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-12 10:30 UTC
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-13 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if meeting is None or meeting.date is None or meeting.date.day is None or waived(doc, policy):
        return
    if off := why_off(meeting.date.day, policy.calendar):
        weekend = off.reason in WEEKDAY_NAMES
        name = f" is {'probably ' if off.estimated else ''}{quote(off.reason)}"
        yield Finding(
            meeting.date.span,
            f"The meeting is on a {'weekend' if weekend else 'day off'}: {spell(off.day)}{'' if weekend else name}.",
            key="field:meeting",
            severity=Severity.NOTICE if off.estimated else None,
            help=_workday_near(off.day, doc, policy) if off.day >= policy.today else None,
        )


def _workday_near(day: date, doc: Postmortem, policy: Policy) -> str | None:
    """The first working day after a day off that is still in time, else the last one before it."""
    reckonings = reckon(doc, policy)
    if not reckonings:
        return None
    first, last = reckonings[0].deadline.incident, max(found.deadline.day for found in reckonings)
    after = range(1, min(15, (last - day).days + 1))
    before = range(1, min(15, (day - first).days + 1))
    near = (day + timedelta(days=steps) for steps in (*after, *(-steps for steps in before)))
    free = next((f"{spell(day)} is a working day. " for day in near if is_workday(day, policy.calendar)), "")
    return free + _due(doc, reckonings, policy)
