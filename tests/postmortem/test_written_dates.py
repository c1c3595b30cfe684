"""Dates where they stand in a document: title, meeting, timeline, due dates, the file's name."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.dates import ENGLISH, DateStyle, date_style
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from tests.rules.support import EMPTY

GERMAN = """\
# 4. Mai 2023: Ausfall der Suche

**Meeting:** Di., 9. Mai 2023 um 10:30 Uhr CEST

## Timeline

| Uhrzeit | Was |
| --- | --- |
| 4. Mai 2023, 10:30 Uhr | Alarm |
| 4. Mai 2023, 23.50 Uhr | Neustart |
| 5. Mai, 0:10 Uhr | behoben |

## Action Items

| What | Due |
| --- | --- |
| Grenze setzen | 31. Mai 2023 |
"""


def doc(text: str, path: str = "a.md", style: DateStyle = ENGLISH) -> Postmortem:
    return read(text, EMPTY, path, style=style)


def meeting(value: str, incident: str = "2023-05-04", order: str | None = None) -> str:
    """The readings of a meeting's date."""
    found = doc(f"# {incident} It broke\n\n**Meeting:** {value}\n\n## Overview\n", style=DateStyle(order)).meeting
    assert found
    return "|".join(map(str, found.days))


def test_a_document_in_another_language() -> None:
    found = doc(GERMAN, style=date_style(None, ("de",)))
    assert found.title
    assert found.title.date
    assert (str(found.title.date.day), found.title.name) == ("2023-05-04", "Ausfall der Suche")
    assert found.meeting
    assert found.meeting.date
    assert (str(found.meeting.date.day), str(found.meeting.time)) == ("2023-05-09", "10:30:00")
    assert (found.meeting.zone, found.meeting.date.weekday) == ("CEST", 1)
    assert found.meeting.date.text == "Di., 9. Mai 2023"
    assert found.timeline
    assert [entry.at.isoformat() for entry in found.timeline.entries if entry.at] == [
        "2023-05-04T10:30:00",
        "2023-05-04T23:50:00",
        "2023-05-05T00:10:00",
    ]
    assert [str(item.due and item.due.day) for item in found.action_items] == ["2023-05-31"]
    assert (str(found.incident.start), str(found.incident.end)) == ("2023-05-04", "2023-05-05")


def test_without_the_language_it_is_not_read() -> None:
    found = doc(GERMAN)
    assert found.meeting
    assert found.meeting.days == ()
    assert found.title
    assert found.title.date is None


@pytest.mark.parametrize(
    ("value", "order", "readings"),
    [
        ("5/8", None, "2023-05-08"),  # 5 August is more than 90 days later
        ("Mon 5/8", None, "2023-05-08"),
        ("5/6, 10:30", None, "2023-05-06|2023-06-05"),
        ("5/6, 10:30", "DMY", "2023-06-05"),
        ("Sat 5/6, 10:30", None, "2023-05-06"),
        ("4.6.23", None, "2023-06-04"),
        ("May 9", None, "2023-05-09"),
        ("May 9, 99999", None, ""),
        ("9 May 0000", None, ""),
        ("31 February", None, ""),
        ("31 Feb 2023", None, ""),
        ("13/13/2023", None, ""),
        ("May 99th, 2023", None, ""),
        ("noon on 9 May 2023", None, "2023-05-09"),
        ("9 May 23, 10:30", None, "2023-05-09"),
        ("the 9th of May 2023", None, "2023-05-09"),
        ("May 9-10, 2023", None, "2023-05-09"),
        ("5/6/23 (Sat)", None, "2023-05-06"),
        ("Fri 5/6/23", None, "2023-05-06|2023-06-05"),
    ],
)
def test_the_meeting(value: str, order: str | None, readings: str) -> None:
    assert meeting(value, order=order) == readings


@pytest.mark.parametrize(
    ("value", "conflict"),
    [
        ("Tue 9 May 2023", False),
        ("Wed 9 May 2023", True),
        ("9 May 2023 (Wed)", True),
        ("Wed, May 9", True),
        ("Tue, May 9", False),
        ("9 May 2023", False),
        ("Tue 31 Feb 2023", False),
    ],
)
def test_a_weekday_that_contradicts_its_date(value: str, conflict: bool) -> None:
    found = doc(f"# 2023-05-04 It broke\n\n**Meeting:** {value}\n\n## Overview\n").meeting
    assert found
    assert found.date
    assert found.date.weekday_conflict is conflict


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("pm/2023-05-04-search.md", "2023-05-04"),
        ("pm/2023_05_04_search.md", "2023-05-04"),
        ("pm/search_20230504.md", "2023-05-04"),
        ("pm/4_May_2023.md", "2023-05-04"),
        ("pm/2023_13_04.md", None),
        ("pm/v1_2_03.md", None),
    ],
)
def test_the_date_of_a_file_name(path: str, day: str | None) -> None:
    source = doc("# It broke\n\n## Overview\n", path).incident.source("file-name")
    assert (str(source.days[0]) if source else None) == day


def test_the_file_name_tells_the_order_of_numeric_dates() -> None:
    text = "# Outage\n\n**Date:** 7/5/2023\n\n**Meeting:** 7/6/2023\n\n## Overview\n"
    found = doc(text, "2023-07-05-outage.md").meeting
    assert found
    assert [str(day) for day in found.days] == ["2023-07-06"]
    unclear = doc(text, "outage.md").meeting
    assert unclear
    assert len(unclear.days) == 2


def test_a_meeting_that_may_be_on_the_day_of_the_incident_tells_no_order() -> None:
    found = doc("# 2023-04-05 Outage\n\n**Meeting:** 5/4/23\n\n## Overview\n").meeting
    assert found
    assert [str(day) for day in found.days] == ["2023-04-05", "2023-05-04"]


def test_a_column_that_says_when_holds_dates_without_a_year() -> None:
    rows = "|Date|Time|Event|\n|-|-|-|\n|2023-05-26|10:30|a|\n|5/27|10:40|b|\n|5/28||c|\n"
    timeline = doc(f"# T\n\n## Timeline\n{rows}").timeline
    assert timeline
    assert [str(entry.day) for entry in timeline.entries] == ["2023-05-26", "2023-05-27", "2023-05-28"]
