"""The postmortem meeting: is it set, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reckoning import Reckoning, reckon
from pm_lint.postmortem.text import undecided
from pm_lint.postmortem.workdays import WEEKDAY_NAMES, why_off
from pm_lint.rules.incident import stands_alone, told
from pm_lint.rules.owner import field_place, line_fix, wanted
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote


def _until_deadline(doc: Postmortem, policy: Policy) -> tuple[Severity | None, str | None]:
    """A meeting that is not set is a warning until the deadline, and what to do about it."""
    deadlines = [found.deadline.day for found in reckon(doc, policy)]
    if not deadlines:
        return None, None
    due = max(deadlines)
    open_still = policy.today <= due
    advice = f"It must be held by {spell(due)}." if open_still else f"It was to be held by {spell(due)}."
    return (Severity.WARNING if open_still and policy.act != 2 else None), advice


@rule("PM301", "meeting-missing", Severity.ERROR, fixable=True, silences=("PM006", "PM007"))
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


@rule("PM302", "meeting-unreadable", Severity.ERROR, silences=("PM007",))
def meeting_unreadable(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's line holds no date.

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
    if meeting is None or not meeting.text or meeting.days or meeting.waived_by:
        return
    if is_instruction(meeting.text, doc.schema):
        return
    severity, advice = _until_deadline(doc, policy)
    if wanted(doc, "meeting") is None:
        # No template asks for a meeting: that of a name such as "Meeting" may be a link, or the call's name.
        if meeting.date is None and not undecided(meeting.text):
            return
        severity = Severity.WARNING
    if meeting.date is None:
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
        help=" ".join(filter(None, ["Write it as YYYY-MM-DD.", advice])),
        scope=meeting.span,
    )


def _names_a_year(text: str) -> bool:
    numbers = "".join(char if char.isdigit() else " " for char in text).split()
    return len(numbers) > 2 or any(len(number) == 4 for number in numbers)


def _passes(day: date, doc: Postmortem, reckonings: tuple[Reckoning, ...]) -> bool:
    early = doc.incident.start is not None and day < doc.incident.start
    return not early and all(day <= found.deadline.day for found in reckonings)


@rule("PM303", "meeting-ambiguous", Severity.WARNING, fixable=True, silences=("PM306", "PM307"))
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
        fix=Fix(f"Write {likely.isoformat()}", (Edit(meeting.date.span, likely.isoformat()),))
        if stands_alone(meeting.date, doc)
        else None,
    )


@rule("PM305", "meeting-before-incident", Severity.ERROR, silences=("PM306", "PM307"))
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
            f"The meeting on {spell(day)} is before the incident ({spell(start)}, {told(best)}).",
            key="field:meeting",
        )
    elif disputed:
        shown = "; ".join(f"{told(source)} says {spell(source.earliest)}" for source in disputed)
        yield Finding(
            meeting.date.span,
            f"The meeting on {spell(day)} is before the incident, if it was when {shown}.",
            key="field:meeting",
            severity=Severity.WARNING,
        )


@rule("PM306", "meeting-day-off", Severity.WARNING)
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
    if meeting is None or meeting.date is None or meeting.date.day is None or meeting.waived_by:
        return
    if off := why_off(meeting.date.day, policy.calendar):
        sure = "probably " if off.estimated else ""
        yield Finding(
            meeting.date.span,
            f"The meeting is on a day off: {spell(off.day)} is {sure}{_named(off.reason)}.",
            key="field:meeting",
            severity=Severity.NOTICE if off.estimated else None,
        )


def _named(reason: str) -> str:
    return f"a {reason}" if reason in WEEKDAY_NAMES else quote(reason)
