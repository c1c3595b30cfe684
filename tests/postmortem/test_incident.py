"""When the incident was: each source with its place, what is believed, and what contradicts it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.config import Config
from pm_lint.config_parse import parse as parse_config
from pm_lint.postmortem.model import DateSource, Incident
from pm_lint.postmortem.reader import read
from pm_lint.rules import rule_names
from tests.rules.support import EMPTY, check, only

#: Over what the table gives as the timeline.
HEAD = "## Timeline\n"


def told(text: str, file: str = "a.md") -> tuple[list[str], str, list[str]]:
    """The sources ("title 2021-12-10 @1:3"), "start..end", and the kinds of those that conflict."""
    incident = read(text, EMPTY, file).incident
    return [shown(source) for source in incident.sources], span(incident), [s.kind for s in incident.conflicts]


def shown(source: DateSource) -> str:
    days = "|".join(str(day)[5:] if day.year == 2021 else str(day) for day in source.days)
    stretch = f"{str(source.first)[5:]}.." if source.first and source.first not in source.days else ""
    place = f" @{source.span.line}:{source.span.column}" if source.span else ""
    return f"{source.kind} {stretch}{days}{place}"


def span(incident: Incident) -> str:
    return f"{str(incident.start)[5:]}..{str(incident.end)[5:]}" if incident.end else "undated"


TITLE = "# 2021-12-10 It broke\n\n"
CASES = [
    # One source
    ("nothing", "# It broke\n", "a.md", [], "undated", []),
    ("the title", TITLE, "a.md", ["title 12-10 @1:3"], "12-10..12-10", []),
    ("last in the title", "# It broke on Dec 10, 2021\n", "a.md", ["title 12-10 @1:15"], "12-10..12-10", []),
    ("a title in front matter", "---\ntitle: 2021-12-10 It broke\n---\nText.\n", "a.md",
     ["title 12-10 @2:8"], "12-10..12-10", []),
    ("when the title was updated", "# It broke (updated 2021-12-20)\n", "a.md", [], "undated", []),
    ("the file's name", "# It broke\n", "x/2021-12-10-db.md", ["file-name 12-10"], "12-10..12-10", []),
    ("a folder's name is none", "# It broke\n", "2021-12-10/db.md", [], "undated", []),
    ("front matter", "---\nincident_date: 2021-12-10\n---\n# It broke\n", "a.md",
     ["front-matter 12-10 @2:16"], "12-10..12-10", []),
    ("front matter with a time", "---\ndate: 2021-12-10T23:30:00-08:00\n---\n# It broke\n", "a.md",
     ["front-matter 12-10 @2:7"], "12-10..12-10", []),
    ("front matter, quoted", "---\nincident-date: '2021-12-10T10:30:00Z'\n---\n# It broke\n", "a.md",
     ["front-matter 12-10 @2:16"], "12-10..12-10", []),
    ("a field", "# It broke\n\n**Incident date:** 10 December 2021\n", "a.md", ["field 12-10 @3:20"],
     "12-10..12-10", []),
    ("a field in a table", "# It broke\n\n|Date|2021-12-10|\n|--|--|\n|Owner|Alice|\n", "a.md",
     ["field 12-10 @3:7"], "12-10..12-10", []),
    ("the timeline", f"# It broke\n\n{HEAD}- 2021-12-10 10:30 a\n- 11:00 b\n", "a.md",
     ["timeline 12-10 @5:3"], "12-10..12-10", []),
    ("two readings", "# 10/11/2021 It broke\n", "a.md", ["title 10-11|11-10 @1:3"], "10-11..10-11", []),
    # Stretches of days
    ("a range in the title", "# May 4–6, 2021: it broke\n", "a.md", ["title 05-04..05-06 @1:3"], "05-04..05-06", []),
    ("two dates", "# 2021-12-10 – 2021-12-12 It broke\n", "a.md", ["title 12-10..12-12 @1:3"], "12-10..12-12", []),
    ("a day of the same month", "# 2021-12-10 to 12: it broke\n", "a.md", ["title 12-10..12-12 @1:3"],
     "12-10..12-12", []),
    ("no such day", "# 2021-12-10 to 09: it broke\n", "a.md", ["title 12-10 @1:3"], "12-10..12-10", []),
    ("no day at all", "# 2021-12-10 to 15 users\n", "a.md", ["title 12-10 @1:3"], "12-10..12-10", []),
    ("too long", "# 2021-12-10 to 2022-12-10 It broke\n", "a.md", ["title 12-10 @1:3"], "12-10..12-10", []),
    ("a range in the file's name", "# It broke\n", "2021-12-10_2021-12-12-db.md", ["file-name 12-10..12-12"],
     "12-10..12-12", []),
    ("with lines below", "# It broke\n", "2021_12_10_2021_12_12_db.md", ["file-name 12-10..12-12"], "12-10..12-12", []),
    ("and in short", "# It broke\n", "2021-12-10-to-12-db.md", ["file-name 12-10..12-12"], "12-10..12-12", []),
    ("a number in the file's name", "# It broke\n", "2021-12-10-12-db.md", ["file-name 12-10"], "12-10..12-10", []),
    ("a list in front matter", "---\nincident_date: [2021-12-10, 2021-12-12]\n---\n# It broke\n", "a.md",
     ["front-matter 12-10..12-12 @2:16"], "12-10..12-12", []),
    ("start and end in front matter", "---\nstart_date: 2021-12-10\nend_date: 2021-12-12\n---\n# It broke\n", "a.md",
     ["front-matter 12-10..12-12 @3:11"], "12-10..12-12", []),
    ("an end alone", "---\nresolved: 2021-12-12T10:30:00Z\n---\n# It broke\n", "a.md",
     ["front-matter 12-12 @2:11"], "12-12..12-12", []),
    ("start and end as fields", "# It broke\n\n- **Start date:** 2021-12-10\n- **Resolved:** 2021-12-12 10:30\n",
     "a.md", ["field 12-10..12-12 @4:17"], "12-10..12-12", []),
    ("a range in a field", "# It broke\n\n**Date:** December 10-12, 2021\n", "a.md", ["field 12-10..12-12 @3:11"],
     "12-10..12-12", []),
    ("a field that tells more", "# It broke\n\n**Date:** 2021-12-10 (updated 2021-12-20)\n", "a.md",
     ["field 12-10 @3:11"], "12-10..12-10", []),
    ("or of another one", "# It broke\n\n**Date:** 2021-12-10, as on 2020-03-01\n", "a.md", ["field 12-10 @3:11"],
     "12-10..12-10", []),
    # The timeline's end
    ("resolved", f"# It broke\n\n{HEAD}- 2021-12-10: a\n- 2021-12-11: resolved\n- 2021-12-13: a refund\n", "a.md",
     ["timeline 12-10..12-11 @5:3"], "12-10..12-11", []),
    ("the last row", f"# It broke\n\n{HEAD}- 2021-12-10: a\n- 2021-12-11: b\n", "a.md",
     ["timeline 12-10..12-11 @5:3"], "12-10..12-11", []),
    ("not resolved yet", f"# It broke\n\n{HEAD}- 2021-12-10: believed to be resolved\n- 2021-12-11: b\n", "a.md",
     ["timeline 12-10..12-11 @5:3"], "12-10..12-11", []),
    ("but", f"# It broke\n\n{HEAD}- 2021-12-10: the API is fixed, but not the site\n- 2021-12-11: b\n", "a.md",
     ["timeline 12-10..12-11 @5:3"], "12-10..12-11", []),
    ("the meeting's row", f"# It broke\n\n{HEAD}- 2021-12-10: a\n- 2021-12-15: postmortem\n", "a.md",
     ["timeline 12-10 @4:3"], "12-10..12-10", []),
    ("a row far off", f"# It broke\n\n{HEAD}- 2020-01-02: introduced\n- 2021-12-10: a\n- 2021-12-11: b\n", "a.md",
     ["timeline 12-10..12-11 @6:3"], "12-10..12-11", []),
    ("a row of several days", f"# It broke\n\n{HEAD}- 2021-12-10: a\n- 11–13 Dec: we mended it\n", "a.md",
     ["timeline 12-10..12-13 @5:3"], "12-10..12-13", []),
    ("over midnight", f"# It broke\n\n{HEAD}- 2021-12-10 23:50 – 2021-12-11 00:10: down\n", "a.md",
     ["timeline 12-10..12-11 @4:3"], "12-10..12-11", []),
    ("unmarked midnight", f"# It broke\n\n{HEAD}- 2021-12-10 23:50: a\n- 00:10: resolved\n", "a.md",
     ["timeline 12-10..12-11 @5:3"], "12-10..12-11", []),
    ("a cell of several days", f"# It broke\n\n{HEAD}|Date|Event|\n|--|--|\n|2021-12-10 – 2021-12-12|down|\n", "a.md",
     ["timeline 12-10..12-12 @6:2"], "12-10..12-12", []),
    ("newest first", f"# It broke\n\n{HEAD}- 2021-12-12: b\n- 2021-12-10: a\n", "a.md",
     ["timeline 12-10..12-12 @4:3"], "12-10..12-12", []),
    ("the next day under a heading",
     f"# It broke\n\n{HEAD}### December 10-11, 2021\n- 23:00 (Dec 10) a\n- 00:03 (Dec 11) b\n- 05:39 resolved\n",
     "a.md", ["timeline 12-10..12-11 @7:3"], "12-10..12-11", []),
    ("late in the evening, west of UTC", f"{TITLE}{HEAD}- 2021-12-10 23:30 PT: resolved\n", "a.md",
     ["timeline 12-10 @4:3", "title 12-10 @1:3"], "12-10..12-10", []),
    ("times without a day", f"{TITLE}{HEAD}- 10:30 a\n- 11:00 b\n", "a.md", ["title 12-10 @1:3"], "12-10..12-10", []),
    # Several sources
    ("all agree", f"---\nincident_date: 2021-12-10\n---\n# 2021-12-10 It broke\n\n{HEAD}- 2021-12-10 10:30 a\n",
     "2021-12-10.md",
     ["timeline 12-10 @7:3", "title 12-10 @4:3", "front-matter 12-10 @2:16", "file-name 12-10"], "12-10..12-10", []),
    ("a day apart", f"{TITLE}{HEAD}- 2021-12-11 00:30 a\n", "a.md", ["timeline 12-11 @4:3", "title 12-10 @1:3"],
     "12-10..12-11", []),
    ("two days apart", f"{TITLE}{HEAD}- 2021-12-12 00:30 a\n", "a.md", ["timeline 12-12 @4:3", "title 12-10 @1:3"],
     "12-10..12-12", ["title"]),
    ("within the stretch", f"{TITLE}{HEAD}- 2021-12-08: a\n- 2021-12-14: b\n", "a.md",
     ["timeline 12-08..12-14 @5:3", "title 12-10 @1:3"], "12-08..12-14", []),
    ("stretches that meet", f"# 2021-12-10 to 12: it broke\n\n{HEAD}- 2021-12-12: a\n- 2021-12-14: b\n", "a.md",
     ["timeline 12-12..12-14 @5:3", "title 12-10..12-12 @1:3"], "12-10..12-14", []),
    ("a file written later", TITLE, "2021-12-20-x.md", ["title 12-10 @1:3", "file-name 12-20"], "12-10..12-10", []),
    ("a file of the day before yesterday", TITLE, "2021-12-08-x.md", ["title 12-10 @1:3", "file-name 12-08"],
     "12-08..12-10", ["file-name"]),
    ("a slip of the month", TITLE, "2021-11-10-x.md", ["title 12-10 @1:3", "file-name 11-10"],
     "11-10..12-10", ["file-name"]),
    ("a page's date", "---\ndate: 2021-12-20\n---\n# 2021-12-10 It broke\n", "a.md",
     ["title 12-10 @4:3", "front-matter 12-20 @2:7"], "12-10..12-10", []),
    ("the title is the meeting's", "# 2021-12-15 It broke\n\n**Meeting:** 2021-12-15 10:30 UTC\n\n"
     f"{HEAD}- 2021-12-10: a\n", "a.md", ["timeline 12-10 @6:3", "title 12-15 @1:3"], "12-10..12-10", ["title"]),
    ("both names are", "# 2021-12-15 It broke\n\n**Meeting:** 2021-12-15\n\n"
     f"{HEAD}- 2021-12-10: a\n", "2021-12-15.md", ["timeline 12-10 @6:3", "title 12-15 @1:3", "file-name 12-15"],
     "12-10..12-10", ["title", "file-name"]),
    ("with nothing else it is the incident's", "# 2021-12-15 It broke\n\n**Meeting:** 2021-12-15\n", "a.md",
     ["title 12-15 @1:3"], "12-15..12-15", []),
    ("two readings, settled by another source", "# 10/11/2021 It broke\n", "2021-11-10.md",
     ["title 11-10 @1:3", "file-name 11-10"], "11-10..11-10", []),
    ("a day in a blog's name", f"# 2021-12-10 It broke\n\n{HEAD}- 2021-12-10: a\n", "blog/2021-12-20-x.md",
     ["timeline 12-10 @4:3", "title 12-10 @1:3"], "12-10..12-10", []),
    ("the template's row", f"{TITLE}{HEAD}- YYYY-MM-DD HH:MM what happened\n", "a.md", ["title 12-10 @1:3"],
     "12-10..12-10", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "file", "sources", "days", "conflicts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_incident(text: str, file: str, sources: list[str], days: str, conflicts: list[str]) -> None:
    assert told(text, file) == (sources, days, conflicts)


def test_what_is_believed() -> None:
    """One source if all agree by a day; else each that disagrees with the best one."""
    agreed = read(f"{TITLE}{HEAD}- 2021-12-11: a\n", EMPTY, "2021-12-10.md").incident
    assert [source.kind for source in agreed.believed] == ["timeline"]
    disputed = read(f"{TITLE}{HEAD}- 2021-12-13: a\n", EMPTY, "2021-12-13.md").incident
    assert [source.kind for source in disputed.believed] == ["timeline", "title"]


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 40))
def test_a_range_is_read_wherever_it_is_written(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    for text, file in (
        (f"# {first} – {last} It broke\n", "a.md"),
        (f"# It broke, {first:%-d %B %Y} to {last:%-d %B %Y}\n", "a.md"),
        (f"# It broke\n\n**Date:** {first} to {last}\n", "a.md"),
        (f"---\nincident_date: {first} - {last}\n---\n# It broke\n", "a.md"),
        ("# It broke\n", f"{first}_{last}_db.md"),
        ("# It broke\n", f"{first}-to-{last}-db.md"),
        (f"# It broke\n\n{HEAD}- {first} – {last}: it was down\n", "a.md"),
    ):
        incident = read(text, EMPTY, file).incident
        assert (incident.start, incident.end) == (first, last), (text, file)


# -- what follows from it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "title", "timeline", "expected"),
    [
        ("2021-12-10.md", "2021-12-10 – 2021-12-12", "", []),
        ("2021-12-11.md", "2021-12-10 – 2021-12-12", "", []),
        ("2021-12-10_2021-12-12.md", "2021-12-10", "", []),
        (
            "2021-11-10.md",
            "2021-12-10 – 2021-12-12",
            "",
            ["PM005 The file's name says Wed 10 Nov 2021, its title Fri 10 Dec 2021 to Sun 12 Dec 2021."],
        ),
        (
            "a.md",
            "2021-12-10 – 2021-12-12",
            "- 2021-12-16 10:30 UTC: a",
            [
                "PM309 The title says Fri 10 Dec 2021 to Sun 12 Dec 2021, but the timeline ends on Thu 16 Dec 2021"
                " (line 4)."
            ],
        ),
    ],
)
def test_messages_tell_a_range(file: str, title: str, timeline: str, expected: list[str]) -> None:
    found = check(f"# {title} It broke\n\n{HEAD * bool(timeline)}{timeline}\n", file=file).findings
    assert [f"{finding.rule} {finding.message}" for finding in found] == expected


MEETING = "# {title} It broke\n\n**Meeting:** {meeting} 10:30 UTC\n\n## Timeline\n{rows}\n"
ROWS = "- 2021-12-06 10:30 UTC: a\n- 2021-12-08 10:30 UTC: resolved\n- 2021-12-09 10:30 UTC: refunds"


def counting(start: str) -> Config:
    return parse_config(f'[meeting]\ncount-from = "{start}"\n', "pm-lint.toml", rule_names())


@pytest.mark.parametrize(
    ("start", "title", "rows", "last"),
    [
        ("incident-end", "2021-12-06", ROWS, "2021-12-15"),
        ("incident-start", "2021-12-06", ROWS, "2021-12-13"),
        ("title", "2021-12-07", ROWS, "2021-12-14"),
        ("incident-end", "2021-12-06 to 08", "- 10:30 UTC: a", "2021-12-15"),
        ("incident-start", "2021-12-06 to 08", "- 10:30 UTC: a", "2021-12-13"),
        ("title", "2021-12-06 to 08", ROWS, "2021-12-15"),
    ],
)
def test_what_the_deadline_counts_from(start: str, title: str, rows: str, last: str) -> None:
    """Five business days: a meeting on the last day is in time, one on the next is late."""
    late = date.fromisoformat(last).toordinal() + 1

    def found(meeting: str) -> list[str]:
        text = MEETING.format(title=title, meeting=meeting, rows=rows)
        return [finding.message for finding in only(check(text, config=counting(start)), "PM304")]

    assert found(last) == []
    assert len(found(str(date.fromordinal(late)))) == 1
