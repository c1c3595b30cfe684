"""The feed of meetings: parsed back by the library, and whatever a document says stays in its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from pm_lint.output.ics import Meeting, render, uid_of
from tests.output.test_attacks import ATTACKS

TODAY = date(2026, 3, 13)
START = datetime(2026, 3, 16, 18, 0, tzinfo=UTC)
PATH = "postmortems/2026-03-05-search.md"
HOSTILE = [
    *ATTACKS,
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b",
    "a\nATTENDEE:mailto:x@example.com",
    "a\rORGANIZER:mailto:x@example.com",
    "a\r\n ATTACH:http://x",
    "a\\nEND:VEVENT\\n",
    "a\u2028END:VEVENT\u2029\x85\x0b\x0cEND:VCALENDAR",
    "back\\slash; semi, comma: colon \"quote\" 'x' ^n ^' \\",
    "<a href='https://x'>Join</a><!-- -->",
    "é" * 5_000,
    "👩‍🚀" * 400,
    "x" * 100_000,
    "\u0000\u001b]8;;https://x\u0007",
    "%0D%0AATTENDEE:x",
    "",
    " \t ",
]


def parsed(text: str) -> Any:
    """The feed, read back; every line ends and is folded as it must be."""
    assert text.endswith("END:VCALENDAR\r\n")
    for line in text.split("\r\n"):
        assert not set(line) & {"\n", "\r", "\x00"}
        assert len(line.encode()) <= 75
    return icalendar.Calendar.from_ical(text)


def event(meeting: Meeting, **how: Any) -> Any:
    found = parsed(render([meeting], TODAY, **how)).events
    assert len(found) == 1
    return found[0]


def test_an_event() -> None:
    link = "https://github.com/a/b/blob/HEAD/" + PATH
    made = event(Meeting(PATH, "Search; index, lag", START, ("Owner: Alice", "Incident: x"), link), repository="a/b")
    said = {name: made[name].to_ical().decode() for name in made}
    assert said == {
        "UID": uid_of(PATH, "a/b"),
        "DTSTAMP": "20260313T000000Z",
        "LAST-MODIFIED": "20260313T000000Z",
        "SEQUENCE": "20525",
        "DTSTART": "20260316T180000Z",
        "DTEND": "20260316T190000Z",
        "SUMMARY": "Postmortem: Search\\; index\\, lag",
        "DESCRIPTION": "Owner: Alice\\nIncident: x",
        "URL": link,
    }


def test_a_day_alone_lasts_all_day_and_keeps_nobody_busy() -> None:
    made = event(Meeting(PATH, "x", START.date()))
    assert (made["DTSTART"].dt, made["DTEND"].dt) == (date(2026, 3, 16), date(2026, 3, 17))
    assert (made["DTSTART"].params["VALUE"], made["TRANSP"]) == ("DATE", "TRANSPARENT")
    assert "URL" not in made


def test_the_calendar_itself() -> None:
    made = parsed(render([], TODAY, repository="a/b"))
    said = {name: made[name].to_ical().decode() for name in made}
    assert said == {
        "VERSION": "2.0",
        "PRODID": "-//pm-lint//postmortem meetings//EN",
        "METHOD": "PUBLISH",
        "NAME": "Postmortems of a/b",
        "X-WR-CALNAME": "Postmortems of a/b",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    assert made["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert parsed(render([], TODAY))["NAME"] == "Postmortems"


def test_it_is_the_same_all_day_and_in_any_order() -> None:
    meetings = [
        Meeting("b.md", "b", START), Meeting("a.md", "a", START), Meeting("c.md", "c", START.date()),
        Meeting("d.md", "d", START - timedelta(days=9)),
    ]  # fmt: skip
    text = render(meetings, TODAY)
    assert text == render(reversed(meetings), TODAY)
    assert [str(one["SUMMARY"])[-1] for one in parsed(text).events] == ["d", "c", "a", "b"]


def test_an_update_moves_the_event() -> None:
    """The same event, a later revision, whatever of the document has changed but its path."""
    before = event(Meeting(PATH, "Search", START, ("Owner: Alice",)))
    after = parsed(render([Meeting(PATH, "Lag", START.date(), ("Owner: Bob",))], TODAY + timedelta(days=1))).events[0]
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_ids_are_for_good() -> None:
    """Those that are out there are never to change, and no two documents share one."""
    assert uid_of(PATH, "") == "80c80202b23dde101c23101dbc552ca5@postmortems.pm-lint"
    assert len({uid_of("x.md", ""), uid_of("x.md", "a/b"), uid_of("b\0x.md", "a"), uid_of("y.md", "")}) == 4


def test_days_before_all_counting() -> None:
    assert int(parsed(render([Meeting("a", "a", START)], date(1960, 1, 1))).events[0]["SEQUENCE"]) == 0


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_text_stays_in_its_place(text: str) -> None:
    made = event(Meeting(text, text, START, (f"Owner: {text}", f"Severity: {text}", "Document: x")), repository=text)
    assert set(made) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION",
    }  # fmt: skip
    summary, description = str(made["SUMMARY"]), str(made["DESCRIPTION"])
    assert summary.startswith("Postmortem:")
    assert len(summary) <= 200
    assert [line.split(":")[0] for line in description.split("\n")] == ["Owner", "Severity", "Document"]
    for shown in (summary, *description.split("\n")):
        assert all(char.isprintable() or char in "\u00a0\u3000" for char in shown), ascii(shown)
        assert "<" not in shown


def test_a_title_that_says_what_it_is_is_left_alone() -> None:
    assert str(event(Meeting(PATH, "Post-Mortem of the search", START))["SUMMARY"]) == "Post-Mortem of the search"


def test_text_that_is_no_attack_is_left_as_it_is() -> None:
    title = "Ünïcode — „quotes“, 日本語; a\\b (100 %) #1 & co"
    assert str(event(Meeting(PATH, title, START))["SUMMARY"]) == f"Postmortem: {title}"
