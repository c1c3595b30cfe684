"""Any text is a shared calendar or none; and its events take place at some time, or nobody knows."""

from __future__ import annotations

from datetime import date

from fuzz.common import text_of
from pm_lint.shared_calendar import NoCalendar, read_calendar

WORDS = (
    "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VTIMEZONE\r\n",
    "UID:a\r\n", "\r\n ", "SUMMARY:Postmortem\r\n", "DTSTART:20260114T100000Z\r\n",
    "DTSTART;TZID=Europe/Berlin:20260114T100000\r\n", "DTSTART;VALUE=DATE:20260114\r\n", "DTEND:20260114T110000Z\r\n",
    "DURATION:PT1H\r\n", "DURATION:-P1D\r\n", "RRULE:FREQ=DAILY\r\n", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5\r\n",
    "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\r\n", ";UNTIL=20260301T000000Z", "INTERVAL=2",
    "RDATE:20260115T100000Z\r\n", "EXDATE:20260121T100000Z\r\n", "RECURRENCE-ID:20260121T100000Z\r\n",
    "STATUS:CANCELLED\r\n", "SEQUENCE:1\r\n", "X-WR-TIMEZONE:America/New_York\r\n",
    "X-WR-TIMEZONE:../../etc/passwd\r\n", "00000000", "99991231", "T250000", ";TZID=Nowhere", '"', ";", ":", "=",
    "\\n", "\\,", "DESCRIPTION:x\\;y\r\n", "BYSETPOS=-1", "FREQ=SECONDLY", "16010101T000000",
)  # fmt: skip
_DAYS = (date(2026, 1, 14), date(2026, 3, 29), date(1, 1, 1), date(9999, 12, 31))
#: Looking up when an event takes place costs a thousand times as much as reading it.
_MOST = 2


def one(data: bytes) -> None:
    """A calendar, and the days of its first events."""
    try:
        calendar = read_calendar(text_of(data))
    except NoCalendar as error:
        assert str(error)
        return
    assert not calendar.fault
    for event in calendar.events[:_MOST]:
        assert event.text == event.text.casefold()
        for day in _DAYS:
            for stretch in event.around(day) or ():
                assert stretch.start <= stretch.end, stretch
