"""A shared calendar, read: what its events are called, when they take place, and what a hostile one costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pm_lint.errors import ConfigError
from pm_lint.finding import CalendarEvent
from pm_lint.project import make_linter, named_files, read_named_files, read_settings
from pm_lint.rules.meeting_calendar import covers
from pm_lint.shared_calendar import MAX_SIZE, MOST, NoCalendar, read_calendar
from tests.work import calls, growth

DAY = date(2026, 3, 16)


def calendar(*events: str, head: str = "") -> str:
    """A calendar of events that are written as "DTSTART:… SUMMARY:…", one property a line or after " | "."""
    blocks = ("BEGIN:VEVENT\n" + event.replace(" | ", "\n") + "\nEND:VEVENT\n" for event in events)
    return ("BEGIN:VCALENDAR\nVERSION:2.0\n" + head + "".join(blocks) + "END:VCALENDAR\n").replace("\n", "\r\n")


def one(*events: str, head: str = "") -> CalendarEvent:
    found = read_calendar(calendar(*events, head=head)).events
    assert len(found) == 1
    return found[0]


def starts(event: CalendarEvent, day: date = DAY) -> list[str] | None:
    found = event.around(day)
    return None if found is None else [stretch.start.isoformat() for stretch in found]


# -- what events say -------------------------------------------------------------------------------------------------


def test_texts_are_unfolded_and_unescaped() -> None:
    event = one(
        'UID:1 | SUMMARY;LANGUAGE="de:x":Search\\, in\n dex\\nlag | description:See po\n\tstmortems/A.md \\\\ \\; | '
        "URL:https://x/B | BEGIN:VALARM | DESCRIPTION:Ring | END:VALARM | LOCATION:Room | ATTENDEE:mailto:a@b"
    )
    assert event.summary == "Search, index\nlag"
    assert event.text == "search, index\nlag\nsee postmortems/a.md \\ ;\nhttps://x/b\nroom"
    assert not event.repeats


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (calendar(), 0),
        (calendar("UID:1 | SUMMARY:a", "UID:2 | SUMMARY:b"), 2),
        (calendar("UID:1 | SUMMARY:a", "UID:1 | RECURRENCE-ID:20260316 | SUMMARY:b"), 1),
        (calendar("UID:1 | SUMMARY:a", "UID:1 | SUMMARY:b"), 2),  # an id used twice
        (calendar("SUMMARY:a", "SUMMARY:b"), 2),  # no ids
        (calendar("a damaged line | SUMMARY:a"), 1),
        (calendar("SUMMARY:a").replace("\r\n", "\n").lower(), 1),
        ("\r\n" + calendar("SUMMARY:a") + calendar("SUMMARY:b"), 2),
    ],
)
def test_events_are_found(text: str, events: int) -> None:
    assert len(read_calendar(text).events) == events


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("\n \n", "it is empty"),
        ("<html></html>", "it is no iCalendar file"),
        ("BEGIN:VCARD\nEND:VCARD", "it is no iCalendar file"),
        ("END:VCALENDAR", "it is no iCalendar file"),
        ("SUMMARY:a\n" + calendar(), "it is no iCalendar file"),
        (calendar() + "x", "it is no iCalendar file"),
        (calendar("SUMMARY:a")[:50], "it is damaged: its end is missing"),
        (calendar(*["SUMMARY:a"] * (MOST + 1)), "it holds more than 30,000 events"),
        (calendar("SUMMARY:a | END:VTODO"), "it is damaged: an END has no BEGIN"),
    ],
)
def test_what_is_no_calendar_says_why(text: str, why: str) -> None:
    with pytest.raises(NoCalendar) as refused:
        read_calendar(text)
    assert str(refused.value) == why


# -- when events are ------------------------------------------------------------------------------------------------

NINE = "2026-03-16T09:00:00"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260316T090000", [NINE]),
        ("DTSTART:20260316T090000Z", [f"{NINE}+00:00"]),
        ("DTSTART;TZID=America/New_York:20260316T090000", [f"{NINE}-04:00"]),
        ("DTSTART;TZID=Eastern Standard Time:20260316T090000", [f"{NINE}-04:00"]),  # as Outlook calls it
        ("DTSTART;TZID=Our Own Zone:20260316T090000", [NINE]),
        ("DTSTART;VALUE=DATE:20260316", ["2026-03-16"]),
        ("DTSTART:20250316T090000", []),
        ("DTSTART:20260316T090000 | STATUS:CANCELLED", []),
        ("DTSTART:20260223T090000 | RRULE:FREQ=WEEKLY;INTERVAL=3;UNTIL=20260316T090000", ["2026-02-23T09:00:00", NINE]),
        ("DTSTART:20260302T090000 | RRULE:FREQ=WEEKLY;COUNT=3 | EXDATE:20260309T090000", ["2026-03-02T09:00:00", NINE]),
        ("DTSTART:20200101 | RRULE:FREQ=MONTHLY;BYDAY=3MO", ["2026-02-16", "2026-03-16"]),
        ("DTSTART:20200101 | RRULE:FREQ=MONTHLY;BYSETPOS=3;BYDAY=MO;INTERVAL=1", ["2026-02-16", "2026-03-16"]),
        ("DTSTART:20200101 | RRULE:BYMONTHDAY=16,-16;FREQ=MONTHLY;UNTIL=20260301", ["2026-02-13", "2026-02-16"]),
        ("DTSTART:20160316 | RRULE:FREQ=YEARLY", ["2026-03-16"]),
        ("DTSTART:20150316 | RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=3MO", ["2026-03-16"]),
        ("DTSTART:20160316 | RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=16;", ["2026-03-16"]),
        ("DTSTART:20260314 | RRULE:FREQ=DAILY;BYDAY=MO;COUNT=1", ["2026-03-14", "2026-03-16"]),
        ("DTSTART:20260316 | RDATE;VALUE=DATE:20260318", ["2026-03-16", "2026-03-18"]),
    ],
)  # fmt: skip
def test_events_are_expanded(event: str, expected: list[str]) -> None:
    assert starts(one(f"UID:1 | SUMMARY:x | {event}")) == expected


def test_a_changed_repetition_is_where_it_was_moved() -> None:
    weekly = "UID:1 | DTSTART:20260302T090000 | RRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:1 | RECURRENCE-ID:20260309T090000 | DTSTART:20260310T090000"
    gone = "UID:1 | RECURRENCE-ID:20260316T090000 | DTSTART:20260316T090000 | STATUS:CANCELLED"
    assert starts(one(weekly, moved, gone)) == ["2026-03-02T09:00:00", "2026-03-10T09:00:00"]


def test_the_calendars_own_zone() -> None:
    found = one("DTSTART:20260317T013000Z", head="X-WR-TIMEZONE:America/New_York\n").around(DAY)
    assert found and found[0].start == datetime(2026, 3, 16, 21, 30, tzinfo=ZoneInfo("America/New_York"))
    assert starts(one("DTSTART:20260317T013000Z", head="X-WR-TIMEZONE:Our Own\n")) == ["2026-03-17T01:30:00+00:00"]


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:no start",
        "DTSTART:20269999T316",
        "DTSTART:99999999",
        "DTSTART:20260316 | RRULE:FREQ=SECONDLY",
        "DTSTART:20260316 | RRULE:FREQ=HOURLY;COUNT=1000000000",
        "DTSTART:20260316 | RRULE:FREQ=DAILY;BYSECOND=1,2,3",
        "DTSTART:20260316 | RRULE:FREQ=DAILY;INTERVAL=0",  # the library would never come back
        "DTSTART:20260316 | RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "DTSTART:20260316 | RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20260316 | RRULE:FREQ=DAILY;FREQ=SECONDLY",
        "DTSTART:20260316 | RRULE:FREQ=DAILY | RRULE:FREQ=DAILY",
        "DTSTART:20260316 | RRULE:",
        "DTSTART:00010101 | RRULE:FREQ=DAILY",
        # These fit no day, and would be tried until the year 9999.
        "DTSTART:20250101 | RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20250201 | RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30",
        "DTSTART:20250101 | RRULE:FREQ=MONTHLY;BYDAY=6MO",
        "DTSTART:20250101 | RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "DTSTART:20250101 | RRULE:FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        # These end before they begin, and all days between would be tried.
        "DTSTART:20250101 | DTEND:19000101 | RRULE:FREQ=DAILY",
        "DTSTART:20250101 | DURATION:-P99999D | RRULE:FREQ=DAILY",
        "DTSTART:20260316 | EXDATE:" + ",".join(["20260316"] * 9_000),
    ],
)
def test_times_that_are_damaged_or_bombs_are_not_known(event: str) -> None:
    found = one(f"UID:1 | {event}")
    assert found.around(DAY) is None
    assert calls(lambda: found.around(DAY)) < 3_000  # a thousand each; what repeats would be tried for years


def test_no_word_of_a_calendar_is_in_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    assert starts(one("DTSTART;TZID=/secret.example/Europe/Paris:20260316T090000"))
    assert not recwarn.list


def test_a_day_at_the_edge_of_time() -> None:
    for day in (date.min, date.max, date(9999, 11, 30)):
        assert one("DTSTART:20260316").around(day) is None


@pytest.mark.parametrize("start", [":20260316T090000Z", ":20260316T090000", ":20260316", ":090000", ":20260316T09Z/P1"])
@pytest.mark.parametrize(
    "end", ["DTEND:20260316T100000Z", "DTEND:20260316T100000", "DTEND:20260317", "DTEND:100000", "DURATION:-P9D"]
)
def test_an_end_of_another_kind_stops_nobody(start: str, end: str) -> None:
    for stretch in one(f"DTSTART{start} | {end}").around(DAY) or ():
        assert stretch.start <= stretch.end
        assert isinstance(covers(stretch, DAY, None), bool)


#: Made large in several ways, of so many pieces.
HUGE: dict[str, Callable[[int], str]] = {
    "many events": lambda count: calendar(*["DTSTART:20260316 | SUMMARY:x"] * count),
    "one long line": lambda count: calendar("SUMMARY:" + "x\n " * count * 10),
    "nested": lambda count: "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * count + "END:VEVENT\n" * count + "END:VCALENDAR",
    "blank lines": lambda count: calendar("SUMMARY:x" + "\n\n \n" * count),
}


@pytest.mark.parametrize("kind", HUGE)
def test_the_work_of_reading_grows_with_the_size(kind: str) -> None:
    assert growth(read_calendar, HUGE[kind], 200) < 2.1


# -- as a file of the repository -----------------------------------------------------------------------------------

TEAM = calendar("UID:1 | DTSTART:20260316T090000Z | SUMMARY:Postmortem: search index")
DOCUMENT = b"# 2026-03-12 Search index lag\n\n**Meeting Scheduled For:** 2026-03-16 09:00 UTC\n"


def checked(root: Path, document: bytes = DOCUMENT, path: str = "a.md") -> list[str]:
    settings = read_settings(root)
    made = make_linter(settings.config, read_named_files(root, settings.config), today=date(2026, 3, 13))
    return [finding.message for finding in made.check(path, document).findings if finding.rule == "PM308"]


def test_a_file_of_the_repository_and_another_for_some_documents(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text(
        'meeting.calendar = "team.ics"\n[[overrides]]\npaths = ["old/**"]\nmeeting.calendar = "docs/old.ics"\n'
    )
    (tmp_path / "team.ics").write_bytes(b"\xef\xbb\xbf" + TEAM.encode())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/old.ics").write_text(calendar())
    config = read_settings(tmp_path).config
    assert named_files(config) == {"team.ics": "meeting.calendar", "docs/old.ics": "meeting.calendar"}
    assert checked(tmp_path) == []
    assert checked(tmp_path, path="old/a.md") == ["The meeting on Mon 16 Mar 2026 is not in the shared calendar."]
    moved = DOCUMENT.replace(b"-16", b"-17")
    assert checked(tmp_path, moved) == [
        "The meeting on Tue 17 Mar 2026 is not in the shared calendar; there it seems to be on Mon 16 Mar 2026."
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "can't be opened"),
        (b"", "'team.ics' can't be used: it is empty"),
        (b"<html>", "'team.ics' can't be used: it is no iCalendar file"),
        (TEAM.encode()[:90], "'team.ics' can't be used: it is damaged: its end is missing"),
        (b"BEGIN:VCALENDAR\xff", "team.ics: can't be read: it is not UTF-8"),
        (b"x" * (MAX_SIZE + 1), "it is larger than 5,242,880 bytes"),
    ],
)
def test_a_file_that_can_not_be_used_is_an_error_of_the_configuration(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    (tmp_path / "pm-lint.toml").write_text('meeting.calendar = "team.ics"\n')
    if content is not None:
        (tmp_path / "team.ics").write_bytes(content)
    with pytest.raises(ConfigError) as refused:
        checked(tmp_path)
    assert why in str(refused.value)
    assert "team.ics" in str(refused.value)


def test_a_file_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text('meeting.calendar = "team.ics"\n')
    (tmp_path / "team.ics").symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="symbolic link"):
        checked(tmp_path)


def test_a_large_file_is_read(tmp_path: Path) -> None:
    """A calendar may be larger than a template."""
    (tmp_path / "pm-lint.toml").write_text('meeting.calendar = "team.ics"\n')
    (tmp_path / "team.ics").write_text(TEAM.replace("BEGIN:VEVENT", f"X-A:{'x' * 1_100_000}\r\nBEGIN:VEVENT"))
    assert checked(tmp_path) == []
