"""The feed of meetings: one RFC 5545 calendar that others subscribe to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from pm_lint.output.escape import visible
from pm_lint.record import dataclass

if TYPE_CHECKING:
    from icalendar import Event

#: A meeting is taken to last so long: no template asks for its end.
DURATION = timedelta(hours=1)
#: How often a subscriber is asked to look again.
_REFRESH = timedelta(hours=1)
_LONGEST_TITLE, _LONGEST_LINE = 200, 1_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Meeting:
    """One meeting of the feed."""

    #: The document's path in the repository, by which its event is known for good.
    path: str
    title: str
    #: A time in UTC; a day alone where no time is certain.
    start: date | datetime
    #: What its description says, line by line.
    lines: tuple[str, ...] = ()
    #: Where the document can be read; None: nobody knows.
    url: str | None = None


def render(meetings: Iterable[Meeting], today: date, *, repository: str = "") -> str:
    """The feed, in the order of the meetings. ``repository`` ("owner/name") is "" where it is not known."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//pm-lint//postmortem meetings//EN")
    calendar.add("method", "PUBLISH")
    name = _text(f"Postmortems of {repository}" if repository else "Postmortems")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for meeting in sorted(meetings, key=lambda one: (one.start.isoformat(), one.path)):
        calendar.add_component(_event(meeting, today, repository))
    return str(calendar.to_ical(), "utf-8")


def _event(meeting: Meeting, today: date, repository: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid_of(meeting.path, repository))
    # Made today, and a later revision than yesterday's: calendars move an event only for a higher number. The time of
    # day is left out, so that a feed is the same all day.
    stamp = datetime.combine(today, time(), UTC)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", max(0, (today - _EPOCH).days))
    event.add("dtstart", meeting.start)
    if isinstance(meeting.start, datetime):
        event.add("dtend", meeting.start + DURATION)
    else:
        event.add("dtend", meeting.start + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # nobody is busy all day
    said = re.search("post-?mortem", meeting.title, re.I)
    event.add("summary", _text(meeting.title if said else f"Postmortem: {meeting.title}", _LONGEST_TITLE))
    event.add("description", "\n".join(map(_text, meeting.lines)))
    if meeting.url:
        event.add("url", meeting.url)
    return event


def uid_of(path: str, repository: str) -> str:
    """What a meeting's event is called for good. A document's path is all of it that edits leave alone: its title, its
    dates and its owner are what an update changes."""
    identity = "\0".join((repository, path)).encode("utf-8", "surrogatepass")
    return f"{hashlib.sha256(identity).hexdigest()[:32]}@postmortems.pm-lint"


def _text(text: str, longest: int = _LONGEST_LINE) -> str:
    """One line of a text that calendars show: the library escapes what would end it, here goes what nobody sees.

    Some calendars show a description as HTML: no tag begins in it.
    """
    line = visible(" ".join(text.split())).replace("<", "‹")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
