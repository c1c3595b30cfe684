"""Whether the postmortem meeting is in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pm_lint.finding import CalendarPolicy, Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.model import DatedText, Meeting, Postmortem
from pm_lint.postmortem.reckoning import Reckoning, allowed_for, reckon, waived
from pm_lint.postmortem.telling import at_most, days_after, not_counted, since, whose
from pm_lint.postmortem.workdays import CALENDAR_DAYS, Deadline, could_be_excused
from pm_lint.rules.incident import stands_alone, told
from pm_lint.rules.meeting_year import DAYS_OF_A_WRONG_YEAR, far_off, written_year, year_meant
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, quote


@rule("PM304", "meeting-late", Severity.ERROR, fixable=True, silences=("PM306", "PM307", "PM308"))
def meeting_late(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting is later than the policy allows.

    Memory fades within days, so the meeting is held within five business days after the incident, unless configured
    otherwise. The incident's last day is day 0: the day of the last timeline entry that says resolved, mitigated or
    ended, else of the last dated entry, else the title's. Day 5's end is the deadline. Without a configured country
    weekends alone are skipped, and a delay that two holidays could excuse is a warning. `pm-lint deadline` counts the
    same way.

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

    A meeting that was held late and says why, as "(late: everybody was at the conference)", is a notice. One that is
    most of a year away is asked whether its year is right.

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
    if meeting is None or meeting.date is None or waived(doc, policy):
        return
    reckonings = reckon(doc, policy)
    day = _judged(meeting.days, reckonings)
    if day is None or (doc.incident.start and day < doc.incident.start):
        return  # PM303 or PM305 says so
    if not reckonings and (day - policy.today).days > DAYS_OF_A_WRONG_YEAR:
        yield _far_ahead(meeting.date, day, policy.today)
    late = [found for found in reckonings if day > found.deadline.day]
    if not late:
        yield from _in_doubt(meeting.date, day, reckonings)
        return
    first, allowed = late[0], allowed_for(doc.severity, policy.meeting)
    due = first.deadline
    explained = meeting.late is not None and day < policy.today
    asked = meeting.late is None and far_off(day, due)
    year = year_meant(day, due) if asked else None
    excused = any(_excusable(found.deadline, day, policy.calendar) for found in late)
    several = allowed.meant is not None and allowed.meant.several
    others = [found for found in reckonings if found is not first][:2]
    meant = meeting.date.by_weekday  # PM311 says that weekday and date disagree
    slip = meant is not None and any(meant <= found.deadline.day for found in reckonings)
    by_all = len(late) == len(reckonings)
    certain = by_all and not (excused or several or slip)
    yield Finding(
        meeting.date.span,
        _lateness(meeting.days, first, whose(allowed, quote(doc.severity or "")), policy.calendar, year, asked=asked)
        + "".join(_otherwise(found, day, first) for found in others),
        key="field:meeting",
        severity=_severity(explained=explained, certain=certain),
        help=None if explained or asked else _help(first, day, policy, excused=excused, by_all=by_all),
        # Where the incident's own date is unclear, that is what is to be mended.
        fix=None
        if len(first.source.days) > 1
        else written_year(meeting.date, year, doc) or _late_fix(doc, meeting, meeting.date, due.day, policy),
    )


def _judged(readings: Sequence[date], reckonings: Sequence[Reckoning]) -> date | None:
    """The meeting's day; of several readings the earliest, where even that is late by all that dates the incident."""
    earliest = min(readings, default=None)
    if earliest is None or len(readings) == 1:
        return earliest
    late = all(earliest > found.deadline.day for found in reckonings)
    return earliest if reckonings and late else None


def _far_ahead(written: DatedText, day: date, today: date) -> Finding:
    """Nothing dates the incident, but no meeting is set so long ahead."""
    message = f"The meeting is on {spell(day)}, {_long((day - today).days)} from now: is the year right?"
    return Finding(written.span, message, key="field:meeting", severity=Severity.WARNING)


def _severity(*, explained: bool, certain: bool) -> Severity | None:
    """A meeting that was held late and says why is past mending; one that may be in time is not surely wrong."""
    return Severity.NOTICE if explained else None if certain else Severity.WARNING


def _excusable(due: Deadline, day: date, calendar: CalendarPolicy) -> bool:
    return due.uncertain is not None or could_be_excused(due.incident, day, due.allowance, calendar)


def _lateness(
    readings: Sequence[date], found: Reckoning, whose: str, calendar: CalendarPolicy, year: date | None, *, asked: bool
) -> str:
    """The reckoning; of a day that is far off, the question whether its year is right. ``year``: the one meant."""
    due, day = found.deadline, min(readings)
    when = f"{spell(day)}{' at the earliest' if len(readings) > 1 else ''}"
    allowed = at_most(due, whose)
    if asked:
        mended = f" {spell(year)} would be in time." if year else ""
        after = _long((day - due.incident).days)
        return f"The meeting is on {when}, {after} after {since(found)}: is the year right?{mended} {allowed}"
    text = f"The meeting is on {when}, {days_after(day, due, calendar)} after {since(found)}. {allowed}"
    skipped = not_counted(due)
    return f"{text} Not counted: {skipped}." if skipped else text


def _long(days: int) -> str:
    return count(round(days / 365.25), "year") if days >= 365 else count(days // 30, "month")


def _otherwise(found: Reckoning, day: date, first: Reckoning) -> str:
    """What comes out by another source, or by another reading of the same one."""
    due = found.deadline
    verdict = "it is late too" if day > due.day else "it is in time"
    if found.source == first.source:
        return f" If {quote(found.source.text)} means {spell(due.incident)}, {verdict}: by {spell(due.day)}."
    return f" By {told(found.source)} ({spell(due.incident)}) {verdict}: by {spell(due.day)}."


# -- in time, but not surely ------------------------------------------------------------------------------------------


def _in_doubt(written: DatedText, day: date, reckonings: Sequence[Reckoning]) -> Iterator[Finding]:
    due = next((found.deadline for found in reckonings if day > found.deadline.earliest), None)
    if due is None:
        return
    yield Finding(
        written.span,
        f"Whether the meeting on {spell(day)} is in time is uncertain: {due.uncertain}.",
        key="field:meeting",
        severity=Severity.WARNING,
        help=f"Held by {spell(due.earliest)}, it is in time in any case.",
    )


# -- what to do -------------------------------------------------------------------------------------------------------


def _help(found: Reckoning, day: date, policy: Policy, *, excused: bool, by_all: bool) -> str | None:
    said, due = [], found.deadline
    if len(found.source.days) > 1:
        said.append(f"Write {quote(found.source.text)} as YYYY-MM-DD.")
    if due.uncertain:
        said.append(f"This is uncertain: {due.uncertain}.")
    elif due.allowance.unit != CALENDAR_DAYS and not policy.calendar.calendars:
        why = "Public holidays are not counted, and may excuse this" if excused else "Public holidays are not counted"
        said.append(f"{why}: set `calendar.country` in the configuration.")
    if by_all and due.day < policy.today <= day:
        said.append("Once the meeting is held, say why it was late: “(late: reason)” after the date.")
    return " ".join(said) or None


def _late_fix(doc: Postmortem, meeting: Meeting, written: DatedText, due: date, policy: Policy) -> Fix | None:
    if written.days[0] < policy.today:
        field = doc.field("meeting")
        quoted = field and field.carrier == "front-matter" and doc.document.slice(meeting.span) != meeting.text
        why = Edit(Span.at(*meeting.span.end), " (late: why)")
        return None if "(late:" in meeting.text.casefold() or quoted else Fix("Say why it was late", (why,), form=True)
    if policy.today <= due and stands_alone(written, doc):
        return Fix(f"Move the meeting to {spell(due)}", (Edit(written.span, due.isoformat()),))
    return None
