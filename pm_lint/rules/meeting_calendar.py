"""Whether the postmortem meeting stands in the team's shared calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from pm_lint.finding import CalendarEvent, Finding, Policy, Severity, Stretch
from pm_lint.postmortem.dates import moments, spell
from pm_lint.postmortem.meeting_time import meeting_offset
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reckoning import waived
from pm_lint.record import NamedTuple
from pm_lint.regex import regex
from pm_lint.rules.meeting_year import DAYS_OF_A_WRONG_YEAR
from pm_lint.rules.registry import rule

#: Of so many events that may be the meeting, or so many that repeat, one surely is: no more are looked into.
_MOST, _MOST_REPEATING = 200, 20
#: A date is looked for in so much of what an event says, and words in so much of a title: each in all that is there.
_LONGEST_TEXT, _LONGEST_TITLE = 10_000, 200
# A string, compiled by the few runs that look into a calendar.
_MEETING = (
    r"(?i)post[- ]?mortem"
    r"|\b(?:incident|outage|learning|blameless|sev\S{0,4}) (?:review|retro|learning|debrief|analysis)"
    r"|\b(?:review|retro|retrospective|analysis) of (?:the )?(?:incident|outage)|\b(?:pir|rca)\b|root cause"
    r"|lessons learned|after[- ]action|ポストモーテム|振り返り|复盘"
)
_WORD = regex(r"[^\W\d_][\w'’]{2,}")
#: Words that say nothing of one incident.
_COMMON = """
    about after again all also and any are because been before being between but can daily degraded did does down
    downtime due during each end error errors even event every failed failing failure failures few following for
    from get got had has have her him his how impact incident incidents into issue issues its just last likely
    longer made many may meeting monthly more mortem most much new nor not now off one only other our out outage
    outages over own per post postmortem postmortems problem problems report review same service services set
    several severity she since slow some such summary sync team than that the their them then there these they this
    those time times too two unavailable under until use very via was way weekly were what when where which while
    who why will with within without yet you your
"""
_SAY_NOTHING = frozenset(_COMMON.split())
#: Names of a file that stands for its folder.
_NAMELESS = frozenset({"readme", "index", "postmortem", "post-mortem", "incident", "report"})


class _Subject(NamedTuple):
    """What an event that is about an incident may call it, case folded."""

    words: frozenset[str]
    names: tuple[str, ...]
    days: frozenset[date]


@rule("PM308", "meeting-not-on-calendar", Severity.WARNING, online=True)
def meeting_not_on_calendar(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No event of the shared calendar is the meeting.

    On where `meeting.calendar` names one: an .ics file of the repository, or an https URL. It looks for the meetings of
    today and of the next 300 days, and takes an event for the meeting if it is on its day, by the event's own time zone
    or the meeting's, and

    - holds the document's path, its file's name, or at least half of the title's telling words; or
    - is called a postmortem or an incident review, and either repeats, or names nothing else, or holds one of those
      words or the incident's date.

    A calendar that can't be read is a notice, since nothing is known then.

    ```toml config
    [meeting]
    calendar = "team.ics"           # or "https://calendar.example.com/team.ics"
    ```

    ```ics calendar
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:example
    BEGIN:VEVENT
    UID:1@example.com
    DTSTART:20220204T103000Z
    SUMMARY:Postmortem: the database stopped answering
    END:VEVENT
    END:VCALENDAR
    ```

    ```markdown bad
    # 2022-01-30 The database stopped answering

    **Meeting Scheduled For:** 2022-02-03 10:30 UTC
    ```

    ```markdown good
    # 2022-01-30 The database stopped answering

    **Meeting Scheduled For:** 2022-02-04 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if policy.shared_calendar is None or meeting is None or meeting.date is None or waived(doc, policy):
        return
    day = meeting.date.day
    if day is None or not 0 <= (day - policy.today).days <= DAYS_OF_A_WRONG_YEAR:
        return  # nobody is to be invited any more, or yet
    calendar = policy.shared_calendar()
    if calendar.fault:
        message = f"The meeting is not looked up: {calendar.fault}."
        yield Finding(meeting.date.span, message, key="calendar:unread", severity=Severity.NOTICE)
        return
    subject = _subject(doc)
    likely = [event for event in calendar.events if is_about(event, subject)]
    if len(likely) > _MOST or sum(event.repeats for event in likely) > _MOST_REPEATING:
        return
    offset = meeting_offset(doc, policy.calendar)
    found = [event.around(day) for event in likely]
    if any(covers(stretch, day, offset) for stretches in found for stretch in stretches or ()):
        return
    if None in found:
        message = "The meeting is not looked up: in the shared calendar the time of what may be it can't be read."
        yield Finding(meeting.date.span, message, key="calendar:unread", severity=Severity.NOTICE)
        return
    others = {
        first_day(stretch, offset)
        for event, stretches in zip(likely, found, strict=True)
        for stretch in stretches or ()
        if not event.repeats and names(event, subject)
    }
    others -= {other for other in others if doc.incident.start and other < doc.incident.start}
    nearest = min(others, key=lambda other: abs(other - day), default=None)
    yield Finding(
        meeting.date.span,
        f"The meeting on {spell(day)} is not in the shared calendar"
        + (f"; there it seems to be on {spell(nearest)}." if nearest else "."),
        key="field:meeting",
        help="Move one of the two." if nearest else "Add it there, with the title or this file's name in it.",
    )


def _subject(doc: Postmortem) -> _Subject:
    title = doc.title.name if doc.title else ""
    stem = doc.path.casefold().rpartition("/")[2].partition(".")[0]
    if stem in _NAMELESS:
        stem = doc.path.casefold().rpartition("/")[0].rpartition("/")[2]
    names = (doc.path.casefold(), stem)
    days = {day for source in doc.incident.sources for day in (*source.days, source.earliest, source.latest)}
    return _Subject(
        frozenset(_words(title[:_LONGEST_TITLE])),
        tuple(name for name in names if len(name) >= 8 and _words(name)),
        frozenset(days),
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold())) - _SAY_NOTHING


def names(event: CalendarEvent, subject: _Subject) -> bool:
    """Whether an event holds the document's name, or half of the title's words."""
    if any(name in event.text for name in subject.names):
        return True
    shared = sum(word in event.text for word in subject.words)
    # One word in common with what repeats is a team's name, as in "Search team standup".
    return shared > (1 if event.repeats else 0) and 2 * shared >= len(subject.words)


def is_about(event: CalendarEvent, subject: _Subject) -> bool:
    """Whether an event may be the meeting about an incident, on whatever day it is."""
    if names(event, subject):
        return True
    if not re.search(_MEETING, event.summary):
        return False
    if event.repeats or any(word in event.text for word in subject.words):
        return True
    if not _words(re.sub(_MEETING, " ", event.summary)):
        return True
    return any(subject.days & set(moment.days) for moment in moments(event.text[:_LONGEST_TEXT]))


# -- days ------------------------------------------------------------------------------------------------------------


def covers(stretch: Stretch, day: date, offset: timedelta | None) -> bool:
    """Whether an event is on a day, by its own zone or by one that is ``offset`` ahead of UTC.

    A time that its calendar keeps in UTC has no zone of its own: where ``offset`` is not known, any place's day counts.
    """
    return any(first <= day <= last for first, last in _days(stretch, offset))


def first_day(stretch: Stretch, offset: timedelta | None) -> date:
    """The day on which an event begins, by ``offset`` if it is known, else as its calendar has it."""
    own, *others = _days(stretch, offset)
    return others[0][0] if len(others) == 1 else own[0]


def _days(stretch: Stretch, offset: timedelta | None) -> list[tuple[date, date]]:
    """The first and last day, first by the event's own zone."""
    start, end = stretch
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        first, last = _day(start), _day(end)
        return [(first, max(first, last - timedelta(days=1)))]
    last = max(start, end - timedelta(seconds=1))
    zones: list[timezone] = []
    if start.tzinfo is not None and offset is not None:
        zones = [timezone(offset)]
    elif start.tzinfo is not None and start.tzname() in ("UTC", "GMT"):
        zones = [timezone(timedelta(hours=hours)) for hours in (-12, 14)]
    told = [(start, last), *((_in_zone(start, zone), _in_zone(last, zone)) for zone in zones)]
    return [(first.date(), last.date()) for first, last in told]


def _in_zone(moment: datetime, zone: timezone) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:  # the first or last day of all: calendars write it for "always"
        return moment


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
