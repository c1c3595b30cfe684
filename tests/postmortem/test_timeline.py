"""The timeline as people write it, and when each of its entries was."""

from __future__ import annotations

from datetime import datetime

import pytest

from pm_lint.finding import CalendarPolicy
from pm_lint.postmortem.instants import resolved
from pm_lint.postmortem.model import Postmortem, TimelineEntry
from pm_lint.postmortem.reader import read
from tests.rules.support import EMPTY, slice_of


def doc(timeline: str, title: str = "# It broke", heading: str = "## Timeline") -> Postmortem:
    return read(f"{title}\n\n{heading}\n{timeline}\n", EMPTY, "a.md")


def entries(document: Postmortem) -> tuple[TimelineEntry, ...]:
    assert document.timeline
    return document.timeline.entries


def shown(entry: TimelineEntry) -> str:
    """ "2023-05-04 ~10:30 UTC broke": day, time, zone and text, as far as the timeline itself says them."""
    day = "|".join(map(str, entry.days)) or ("{}/{}".format(*entry.partial) if entry.partial else "")
    clock = ("~" if entry.approximate else "") + (entry.time.isoformat("minutes") if entry.time else "")
    text = " ".join(entry.text.split())
    return " ".join(filter(None, (day, clock, entry.zone, text))) + ("" if entry.ordered else " (aside)")


TABLES = [
    ("outer pipes", "|Time|Event|\n|--|--|\n|10:30 UTC|a|\n|10:35|b|", ["10:30 UTC a", "10:35 b"]),
    ("no outer pipes", "Time|Event\n--|--\n10:30|a\n10:35|b", ["10:30 a", "10:35 b"]),
    ("no head", "|10:30|a|\n|--|--|\n|10:35|b|", ["10:30 a", "10:35 b"]),
    ("the time last", "|Event|Who|When|\n|--|--|--|\n|a|x|10:30|\n|b|y|10:35|", ["10:30 a x", "10:35 b y"]),
    ("no name for it", "|What|Clock|\n|--|--|\n|a|10:30|\n|b|10:35|", ["10:30 a", "10:35 b"]),
    (
        "date and time",
        "|Date|Time|Event|\n|--|--|--|\n|2023-05-04|10:30|a|\n|2023-05-05|10:35|b|",
        ["2023-05-04 10:30 a", "2023-05-05 10:35 b"],
    ),
    (
        "day and month",
        "|Date|Time|Event|\n|--|--|--|\n|05.11.|22:40|a|\n||22:50|b|\n|06.11.|00:15|c|",
        ["11/5 22:40 a", "22:50 b", "11/6 00:15 c"],
    ),
    (
        "weekday, date and time",
        "|Day|Date|Time|Event|\n|--|--|--|--|\n|Thu|2023-05-04|10:30|a|",
        ["2023-05-04 10:30 a"],
    ),
    (
        "day rows",
        "|Time|Event|\n|--|--|\n|**2023-05-04**||\n|10:30|a|\n|Fri, May 5, 2023|Fri, May 5, 2023|\n|09:00|b|",
        ["2023-05-04 10:30 a", "2023-05-05 09:00 b"],
    ),
    ("a row of a day that tells", "|Time|Event|\n|--|--|\n|2023-05-04|a|\n|10:30|b|", ["2023-05-04 a", "10:30 b"]),
    ("a zone column", "|Time|TZ|Event|\n|--|--|--|\n|10:30|UTC|a|\n|10:35|PT|b|", ["10:30 UTC a", "10:35 PT b"]),
    ("start and end", "|Start|End|Event|\n|--|--|--|\n|10:30|10:40|a|", ["10:30 a"]),
    (
        "named by its zone",
        "|Owner|JST|Event|\n|--|--|--|\n|3 people|10:30|a|\n|4 people|10:35|b|",
        ["10:30 3 people a", "10:35 4 people b"],
    ),
    ("two zones", "|PT|UTC|Event|\n|--|--|--|\n|03:30|10:30|a|\n|03:35|10:35|b|", ["10:30 a", "10:35 b"]),
    ("links and code", "|Time|Event|\n|--|--|\n|[10:30](http://x.test)|a|\n|`10:35`|b|", ["10:30 a", "10:35 b"]),
    (
        "HTML",
        "<table>\n<tr><th>Time</th><th>Event</th></tr>\n<tr><td>10:30</td><td>it <b>broke</b> &amp; fell</td></tr>\n\n"
        "<tr>\n<td>10:35\n<td>b\n</table>",
        ["10:30 it broke & fell", "10:35 b"],
    ),
]
LISTS = [
    (
        "days that Markdown takes for numbers",
        "- 4. May 2023 10:30 UTC: **a**\n- 5. May 2023\n\n  b\n- 1. one\n- 2. May be\n- 6. May 2023\n  7. c",
        ["2023-05-04 10:30 UTC a", "2023-05-05 b"],
    ),
    ("numbered months", "1. May 2023: a\n2. June 2023: b", []),
    ("items", "- 10:30 a\n- 10:35 b", ["10:30 a", "10:35 b"]),
    ("numbered", "1. **10:30 UTC**: a\n2. 10:35 - b", ["10:30 UTC a", "10:35 b"]),
    ("a detail", "- 10:30 a\n  - because\n- 10:35 b", ["10:30 a", "10:35 b"]),
    (
        "a detail with a time",
        "- 10:30 a\n  - 10:20 the cause\n- 10:35 b",
        ["10:30 a", "10:20 the cause (aside)", "10:35 b"],
    ),
    ("the text below", "- 10:30\n\n  It broke.\n- 10:35\n  - It worked.", ["10:30 It broke.", "10:35 It worked."]),
    ("under days", "- **2023-05-04**\n  - 10:30 a\n- May 5\n  - 09:00 b", ["2023-05-04 10:30 a", "2023-05-05 09:00 b"]),
    ("after a day alone", "- 2023-05-04\n- 10:30 a", ["2023-05-04 10:30 a"]),
    ("ranges", "- 10:30 - 10:45 a\n- 11:00–11:10: b\n- 12:00 to 12:05 UTC c", ["10:30 a", "11:00 b", "12:00 UTC c"]),
    ("about", "- ~10:30 a\n- around 10:35 b", ["~10:30 a", "~10:35 b"]),
    ("12 hours", "- 10:30am PT a\n- 1 pm b\n- 12:05 AM c", ["10:30 PT a", "13:00 b", "00:05 c"]),
    ("in brackets", "- [2023-05-04 10:30] a\n- (10:35) b", ["2023-05-04 10:30 a", "10:35 b"]),
    (
        "labelled",
        "- Detected: 10:30\n- Resolved 2023-05-04 11:00",
        ["10:30 Detected (aside)", "2023-05-04 11:00 Resolved (aside)"],
    ),
    ("one that only ends so", "- it broke at 10:30\n- it worked", []),
    ("quoted", "> - 10:30 a\n> - 10:35 b", ["10:30 a", "10:35 b"]),
    ("folded", "<details>\n<summary>All</summary>\n\n- 10:30 a\n\n</details>", ["10:30 a"]),
]
OTHERS = [
    ("bold-led lines", "**10:30** - a\n\n**10:35 UTC:** b", ["10:30 a", "10:35 UTC b"]),
    ("lines", "10:30 a\n10:35 b\nand more", ["10:30 a", "10:35 b and more"]),
    ("a time over its text", "10:30\nIt broke.\n\n10:35\nIt worked.", ["10:30 It broke.", "10:35 It worked."]),
    ("prose", "We saw at\n10:30 that it broke.\n\nIt went on.", []),
    ("a phrase that goes on", "10:30 it broke and at\n10:31 it worked", ["10:30 it broke and at 10:31 it worked"]),
    ("a chart", "![2023-05-04 errors](a.png)\n\n10:30 a", ["10:30 a"]),
    (
        "days in bold",
        "**Thursday, May 4, 2023 (day one)**\n\n- 10:30 a\n\n**May 5**\n\n- 09:00 b",
        ["2023-05-04 10:30 a", "2023-05-05 09:00 b"],
    ),
    (
        "time headings",
        "### 10:30 UTC\nIt broke.\n\nBadly.\n\n### 10:35: fixed\nIt worked.",
        ["10:30 UTC It broke.", "10:35 fixed"],
    ),
    (
        "day headings",
        "### 2023-05-04\n10:30 a\n\n### 2023-05-05\n#### 09:00\nb",
        ["2023-05-04 10:30 a", "2023-05-05 09:00 b"],
    ),
    ("a day heading with prose", "### 2023-05-04\nIt broke.", ["2023-05-04 It broke."]),
    (
        "a day below an item",
        "(All times PST)\n**Thu May 4 - 10:45PM**\n1. It broke\n**Fri May 5**\n1. 2:04 PM a\n2. 3 PM b",
        ["5/4 22:45", "5/5 14:04 a", "5/5 15:00 b"],
    ),
    ("military", "- 2023-05-04 0251: a\n- 2023-05-04 2011 - b", ["2023-05-04 02:51 a", "2023-05-04 20:11 b"]),
    ("in UTC", "- May 4 1924 UTC: a\n- 18h05 UTC: b", ["5/4 19:24 UTC a", "18:05 UTC b"]),
    ("half of a meridiem", "### 2023-05-04 11:21a\na\n\n### 1:28p\nb", ["2023-05-04 11:21 a", "13:28 b"]),
    ("a word like a unit", "- 2023-05-04 15:44 Second try", ["2023-05-04 15:44 Second try"]),
    ("a range of days", "- 2023-05-04 10:30 a\n- 7-13th May - b", ["2023-05-04 10:30 a", "2023-05-07 b"]),
    (
        "breaks in HTML",
        "10:30 - a<br> 10:35 - *b\nc*<br/>10:40 d<br>\n10:45 e",
        ["10:30 a", "10:35 b c", "10:40 d", "10:45 e"],
    ),
    ("parts", "### Detection\n- 10:30 a\n\n### Repair\n- 10:35 b", ["10:30 a", "10:35 b"]),
    ("code", "```\n10:30 a\n10:35 b\n```", ["10:30 a", "10:35 b"]),
    ("a log beside the list", "- 10:30 a\n\n```\n09:00:00 ERROR x\n```", ["10:30 a"]),
    (
        "years of the others",
        "- May 3 10:30 a\n- 2023-05-04 10:30 b\n- Jan 2 c",
        ["2023-05-03 10:30 a", "2023-05-04 10:30 b", "2024-01-02 c"],
    ),
    ("two readings", "- 5/4 10:30 a\n- 10:35 b", ["10:30 a", "10:35 b"]),
    ("read as the others", "- 5/13/2023 10:30 a\n- 5/14 10:35 b", ["2023-05-13 10:30 a", "2023-05-14 10:35 b"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in TABLES + LISTS + OTHERS], ids=lambda case: None)
def test_entries(text: str, expected: list[str]) -> None:
    assert [shown(entry) for entry in entries(doc(text))] == expected


@pytest.mark.parametrize("text", [case[1] for case in TABLES + LISTS + OTHERS])
def test_places(text: str) -> None:
    document = doc(text)
    for entry in entries(document):
        assert slice_of(document.source, entry.time_span).strip()
        assert entry.span.start <= entry.time_span.start < entry.time_span.end <= entry.span.end
        first_line = slice_of(document.source, entry.time_span).split("\n")[0]
        assert any(character.isdigit() for character in first_line), first_line


def test_the_place_of_an_html_row() -> None:
    document = doc("<table>\n<!-- <td> -->\n<tr><td>10:30</td>\n\n<td>a<br>b</td></tr>\n</table>")
    (entry,) = entries(document)
    assert slice_of(document.source, entry.time_span) == "10:30"
    assert (entry.span.line, entry.span.end_line, entry.text) == (6, 8, "a b")


@pytest.mark.parametrize(
    ("heading", "text", "zone"),
    [
        ("## Timeline", "|Time (ET)|Event|\n|--|--|\n|10:30|a|", "ET"),
        ("## Timeline", "|UTC|PT|Event|\n|--|--|--|\n|10:30|03:30|a|", "UTC"),
        ("## Timeline (all times PST)", "- 10:30 a", "PST"),
        ("## Timeline", "All times are in Pacific time.\n\n- 10:30 a", "Pacific time"),
        ("## Timeline (all times in PST/PDT)", "- 10:30 a", "PST/PDT"),
        ("## Timeline", "*(All times US/Pacific.)*\n\n- 10:30 a", "US/Pacific"),
        ("## Timeline", "- Times in UTC+2\n- 10:30 a", "UTC+2"),
        ("## Timeline", "*(Europe/Berlin)*\n\n- 10:30 a", "Europe/Berlin"),
        ("## Timeline", "People in Central were asleep when this began, so that nobody saw it.\n\n- 10:30 a", None),
        ("## Timeline", "- 10:30 UTC a\n- 10:35 b", None),
    ],
)
def test_zone(heading: str, text: str, zone: str | None) -> None:
    timeline = doc(text, heading=heading).timeline
    assert timeline
    assert timeline.zone == zone


def test_a_day_in_the_title_stands_over_the_times() -> None:
    found = doc("- 10:30 a\n- 2023-05-05 09:00 b\n- 09:10 c", heading="## Timeline (Thursday, May 4th, 2023)")
    assert [str(entry.day) for entry in entries(found)] == ["2023-05-04", "2023-05-05", "2023-05-04"]
    assert found.timeline
    assert [str(e.at)[:16] for e in resolved(found, CalendarPolicy())][2] == "2023-05-05 09:10"


def test_of_two_timelines_the_fuller_one_is_read() -> None:
    found = read("# It broke\n\n## Key events\n- 10:30 a\n\n## Timeline\n- 10:30 a\n- 10:35 b\n", EMPTY, "a.md")
    assert [entry.text for entry in entries(found)] == ["a", "b"]
    assert found.timeline_section
    assert found.timeline_section.title == "Timeline"


RESOLVED = [
    ("the incident's day", "# 2023-05-04 It broke", "- 10:30 a\n- 10:35 b", ["2023-05-04T10:30", "2023-05-04T10:35"]),
    ("no day at all", "# It broke", "- 10:30 a", [None]),
    ("disputed", "# 2023-05-04 It broke", "- May 9 10:30 a\n- 10:35 b", ["2023-05-09T10:30", "2023-05-09T10:35"]),
    (
        "midnight",
        "# 2023-05-04 It broke",
        "- 23:50 a\n- 00:10 b\n- 00:20 c",
        ["2023-05-04T23:50", "2023-05-05T00:10", "2023-05-05T00:20"],
    ),
    (
        "midnight under a heading",
        "# It broke",
        "### 2023-05-04\n- 23:50 a\n- 00:10 b\n- 00:20 c",
        ["2023-05-04T23:50", "2023-05-05T00:10", "2023-05-05T00:20"],
    ),
    (
        "a slip is no midnight",
        "# 2023-05-04 It broke",
        "- 10:30 a\n- 10:20 b",
        ["2023-05-04T10:30", "2023-05-04T10:20"],
    ),
    (
        "an aside neither",
        "# 2023-05-04 It broke",
        "- 20:30 a\n  - 09:00 cause\n- 20:40 b",
        ["2023-05-04T20:30", "2023-05-04T09:00", "2023-05-04T20:40"],
    ),
    ("the entry before", "# It broke", "- 2023-05-04 10:30 a\n- 10:35 b", ["2023-05-04T10:30", "2023-05-04T10:35"]),
    ("not past two readings", "# It broke", "- 04/05/2023 10:30 a\n- 10:35 b", [None, None]),
    (
        "an offset",
        "# 2023-05-04 It broke",
        "- 10:30 UTC a\n- 10:31 ET b\n- 10:32 IST c\n- 10:33 EST d",
        ["2023-05-04T10:30+00:00", "2023-05-04T10:31-04:00", "2023-05-04T10:32", "2023-05-04T10:33"],
    ),
    (
        "the zone over all",
        "# 2023-01-04 It broke",
        "All times in PT\n\n- 10:30 a\n- 10:31 UTC b",
        ["2023-01-04T10:30-08:00", "2023-01-04T10:31+00:00"],
    ),
]


@pytest.mark.parametrize(
    ("title", "text", "expected"), [case[1:] for case in RESOLVED], ids=[case[0] for case in RESOLVED]
)
def test_resolved(title: str, text: str, expected: list[str | None]) -> None:
    found = doc(text, title)
    assert found.timeline
    instants = [entry.at for entry in resolved(found, CalendarPolicy())]
    assert [at.isoformat(timespec="minutes") if isinstance(at, datetime) else at for at in instants] == expected


@pytest.mark.parametrize(
    "block",
    [
        "   ```\n10:00 UTC a\n09:00 UTC b\n   ```",
        "> ```\n>10:00 UTC a\n> 09:00 UTC b",
        "> <table>\n><tr><td>10:00 UTC</td><td>a</td></tr>\n> <tr><td>09:00 UTC</td><td>b</td></tr></table>",
    ],
)
def test_ranges_inside_containers(block: str) -> None:
    text = f"# A\n\n## Timeline\n{block}\n"
    doc = read(text, EMPTY)
    assert doc.timeline
    assert [slice_of(text, entry.time_span) for entry in doc.timeline.entries] == ["10:00 UTC", "09:00 UTC"]


def test_a_wide_head_over_many_short_rows_is_no_table() -> None:
    text = "<table><tr>" + "<td>10:00 x" * 300 + "</tr>" + "<tr><td>10:30 y" * 300
    found = doc(text).timeline
    assert found is None or found.entries == ()
