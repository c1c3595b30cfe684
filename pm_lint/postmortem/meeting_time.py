"""When the meeting begins, as far as its line says."""

from __future__ import annotations

import datetime as dt

from pm_lint.postmortem.model import Meeting
from pm_lint.postmortem.zones import offset_of


def meeting_offset(meeting: Meeting) -> dt.timedelta | None:
    """What the meeting's zone is ahead of UTC on its day; None where that is not certain."""
    day = meeting.date.day if meeting.date else None
    if day is None or meeting.zone is None:
        return None
    return offset_of(meeting.zone, day, meeting.time.hour, meeting.time.minute) if meeting.time else None


def meeting_start(meeting: Meeting) -> dt.date | dt.datetime | None:
    """The time in UTC if time and zone are certain, else the day, if there is just one reading; never a guess."""
    day = meeting.date.day if meeting.date else None
    offset = meeting_offset(meeting)
    if day is None or meeting.time is None or offset is None:
        return day
    try:
        return (dt.datetime.combine(day, meeting.time) - offset).replace(tzinfo=dt.UTC)
    except OverflowError:  # the first or last day of all
        return day
