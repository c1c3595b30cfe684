"""When the meeting begins, as far as its line says."""

from __future__ import annotations

import datetime as dt

from pm_lint.finding import CalendarPolicy
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.zones import hints_of, offset_of


def meeting_offset(doc: Postmortem, calendar: CalendarPolicy) -> dt.timedelta | None:
    """What the meeting's zone is ahead of UTC on its day; None where that is not certain."""
    meeting = doc.meeting
    day = meeting.date.day if meeting and meeting.date else None
    if meeting is None or day is None or meeting.zone is None or meeting.time is None:
        return None
    return offset_of(meeting.zone, day, meeting.time.hour, meeting.time.minute, hints_of(doc, calendar))


def meeting_start(doc: Postmortem, calendar: CalendarPolicy) -> dt.date | dt.datetime | None:
    """The time in UTC if time and zone are certain, else the day, if there is just one reading; never a guess."""
    meeting = doc.meeting
    day = meeting.date.day if meeting and meeting.date else None
    offset = meeting_offset(doc, calendar)
    if meeting is None or day is None or meeting.time is None or offset is None:
        return day
    try:
        return (dt.datetime.combine(day, meeting.time) - offset).replace(tzinfo=dt.UTC)
    except OverflowError:  # the first or last day of all
        return day
