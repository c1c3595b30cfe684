"""PM308: which event is the meeting, on which day, and what is said where none is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from pm_lint.finding import CalendarEvent, SharedCalendar, Stretch
from pm_lint.linter import Linter
from pm_lint.record import replace
from pm_lint.rules.meeting_calendar import covers, first_day
from tests.rules.support import linter
from tests.work import Watched

DAY = date(2026, 3, 16)
TODAY = date(2026, 3, 13)
TITLE = "Search index lagged behind"
DOCUMENT = """# 2026-03-12 {title}

**Meeting Scheduled For:** {meeting}

## Timeline
- 2026-03-12 10:00 UTC: resolved
"""
MEETING = "2026-03-16 09:00 UTC"
PATH = "postmortems/2026-03-12-search-lag.md"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MISSING = "The meeting on Mon 16 Mar 2026 is not in the shared calendar."


def event(summary: str = "", rest: str = "", *, repeats: bool = False, on: date | None = DAY) -> CalendarEvent:
    """An event all day long; on no day at all if that is None: when it is can't be read."""
    stretches = (Stretch(on, on + timedelta(days=1)),) if on else None
    return CalendarEvent(summary, f"{summary}\n{rest}".casefold(), repeats, lambda day: stretches)


def looking_up(calendar: Callable[[], SharedCalendar]) -> Linter:
    made = linter(today=TODAY)
    return replace(made, policy=replace(made.policy, shared_calendar=calendar))


def said(*events: CalendarEvent, meeting: str = MEETING, path: str = PATH, title: str = TITLE) -> list[str]:
    document = DOCUMENT.format(meeting=meeting, title=title).encode()
    checked = looking_up(lambda: SharedCalendar(events)).check(path, document)
    return [f"{f.level.label}: {f.message}" for f in checked.findings if f.rule == "PM308"]


@pytest.mark.parametrize(
    "meeting", ["2026-03-30 09:00 UTC", "2026-03-14 09:00 UTC", "Mon 2026-03-17 09:00 UTC", "2027-03-16 09:00 UTC"]
)
def test_a_meeting_that_is_to_be_moved_is_not_looked_for(meeting: str) -> None:
    assert said(event("Lunch"), meeting=MEETING) == [f"warning: {MISSING}"]
    assert said(event("Lunch"), meeting=meeting) == []


# -- names ------------------------------------------------------------------------------------------------------------

POSTMORTEM = [
    event("Postmortem: Search index lagged behind"),
    event("search INDEX chat"),  # half of the title's words
    event("Talk", "https://github.com/a/b/blob/HEAD/postmortems/2026-03-12-search-lag.md"),
    event("Talk", "see 2026-03-12-SEARCH-lag"),
    event("Post-mortem"),
    event("Postmortem meeting (weekly)"),
    event("Incident review with the search team"),
    event("Postmortem, room 3", "about the incident of 2026-03-12"),
    event("SEV-1 review"),
    event("Weekly incident review: Alice and Bob", repeats=True),
    event("Search and index postmortems", repeats=True),
    event("振り返り"),
]
OTHER = [
    event("Lunch"),
    event("Postmortem: payments failed in Frankfurt"),
    event("Incident review", on=date(2026, 3, 17)),
    event("Search team standup", repeats=True),
    event("Sprint retro", repeats=True),
    event("Postmortem: payments of Frankfurt", "the incident of 2026-03-11"),
    event("Behind the scenes of payments"),
]


@pytest.mark.parametrize("found", POSTMORTEM, ids=lambda found: found.summary)
def test_an_event_is_the_meeting(found: CalendarEvent) -> None:
    assert said(*OTHER, found) == []


@pytest.mark.parametrize("found", OTHER, ids=lambda found: found.summary)
def test_an_event_is_another(found: CalendarEvent) -> None:
    assert said(found) == [f"warning: {MISSING}"]


def test_what_is_looked_at_of_a_calendar_does_not_grow_with_the_title() -> None:
    words = [f"{first}{second}word" for first in LETTERS for second in LETTERS]

    def looked_at(many: int) -> int:
        texts = [Watched("x" * 1_000) for _ in range(20)]
        said(*(event()._replace(text=text) for text in texts), title=" ".join(words[:many]))
        return sum(text.looked_at for text in texts)

    assert looked_at(5) > 5 * 20_000
    assert looked_at(600) == looked_at(300) < 50 * 20_000


def test_what_repeats_is_no_postmortem_for_one_word() -> None:
    assert said(event("Search team"), title="Search outage") == []
    assert said(event("Search team", repeats=True), title="Search outage") == [f"warning: {MISSING}"]


def test_a_file_that_stands_for_its_folder() -> None:
    there = event("Talk", "incident 2026-03-12-lag-of-index")
    assert said(there, path="postmortems/2026-03-12-lag-of-index/README.md") == []
    assert said(event("Talk", "README"), path="postmortems/x/README.md") == [f"warning: {MISSING}"]


def test_where_it_stands_instead() -> None:
    """Of the incident's own events, not of those that are any postmortem's; a date, and no word of the calendar."""
    moved = event("Postmortem: search index", on=date(2026, 3, 18))
    far = event("Search index postmortem", on=date(2026, 3, 30))
    assert said(moved, far, event("Incident review", on=date(2026, 3, 17))) == [
        f"warning: {MISSING[:-1]}; there it seems to be on Wed 18 Mar 2026."
    ]
    before = event("Search index postmortem", on=date(2026, 3, 11))
    assert said(before) == [f"warning: {MISSING}"]


# -- when nothing is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "meeting",
    ["2026-03-12 09:00 UTC", "TBD", "", "2026-03-16, waived by @alice", "04/05/2026", "Tuesday", "9999-03-16"],
)
def test_a_meeting_that_is_over_or_has_no_day_asks_for_no_calendar(meeting: str) -> None:
    def calendar() -> SharedCalendar:
        raise AssertionError("the calendar is not needed")

    looking_up(calendar).check(PATH, DOCUMENT.format(meeting=meeting, title=TITLE).encode())


def test_a_meeting_today_does() -> None:
    assert said(meeting="2026-03-13 09:00 UTC") == [
        "warning: The meeting on Fri 13 Mar 2026 is not in the shared calendar."
    ]


def test_of_many_events_one_surely_is_it() -> None:
    elsewhere = date(2026, 3, 17)
    assert said(*[event("Incident review", on=elsewhere)] * 201) == []
    assert said(*[event("Incident review", repeats=True, on=elsewhere)] * 21) == []
    assert said(*[event("Incident review", repeats=True, on=elsewhere)] * 20) == [f"warning: {MISSING}"]


# -- what is not known ------------------------------------------------------------------------------------------------


def test_a_calendar_that_can_not_be_read_is_a_notice() -> None:
    fault = "the shared calendar at a.b can't be read (it answers with status 404)"
    made = looking_up(lambda: SharedCalendar(fault=fault))
    document = DOCUMENT.format(meeting=MEETING, title=TITLE).encode()
    found = [f for f in made.check(PATH, document).findings if f.rule == "PM308"]
    assert [(f.level.label, f.message, f.span.line) for f in found] == [
        ("notice", f"The meeting is not looked up: {fault}.", 3)
    ]


def test_an_event_whose_time_can_not_be_read_is_a_notice() -> None:
    unknown = event("Postmortem: search index", on=None)
    assert said(unknown) == [
        "notice: The meeting is not looked up: in the shared calendar the time of what may be it can't be read."
    ]
    assert said(unknown, event("Postmortem: search index")) == []


# -- days -------------------------------------------------------------------------------------------------------------

NEW_YORK = timedelta(hours=-4)


def at(hour: int, zone: timezone | ZoneInfo | None = None, *, day: int = 16, hours: float = 1) -> Stretch:
    start = datetime(2026, 3, day, hour, tzinfo=zone)
    return Stretch(start, start + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("stretch", "offset", "days"),
    [
        (Stretch(DAY, DAY), None, [16]),
        (Stretch(DAY, DAY + timedelta(days=1)), None, [16]),
        (Stretch(DAY, DAY + timedelta(days=3)), None, [16, 17, 18]),
        (Stretch(DAY, DAY + timedelta(days=3)), NEW_YORK, [16, 17, 18]),
        (at(9), None, [16]),
        (at(9), NEW_YORK, [16]),
        (at(23), None, [16]),  # its end is another day's beginning
        (at(23, hours=2), None, [16, 17]),
        (at(0, hours=0), None, [16]),
        (at(23, ZoneInfo("America/New_York")), None, [16]),
        (at(23, ZoneInfo("America/New_York")), timedelta(), [16, 17]),  # by its own zone, or by the meeting's
        (at(1, UTC, day=17), NEW_YORK, [16, 17]),
        (at(1, UTC, day=17), None, [16, 17]),  # who keeps it in UTC may be anywhere
        (at(11, UTC), None, [15, 16, 17]),
        (at(13, UTC), timedelta(), [16]),
        (Stretch(datetime(2026, 3, 24, 20, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)), None, [24]),
    ],
)
def test_the_days_of_an_event(stretch: Stretch, offset: timedelta | None, days: list[int]) -> None:
    assert [day for day in range(10, 25) if covers(stretch, date(2026, 3, day), offset)] == days


@pytest.mark.parametrize(
    ("stretch", "offset", "day"),
    [
        (Stretch(DAY, DAY), NEW_YORK, 16),
        (at(1, UTC, day=17), NEW_YORK, 16),
        (at(1, UTC, day=17), None, 17),
        (at(9), NEW_YORK, 16),
    ],
)
def test_the_day_that_is_told(stretch: Stretch, offset: timedelta | None, day: int) -> None:
    assert first_day(stretch, offset) == date(2026, 3, day)
