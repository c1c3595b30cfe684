"""`pm-lint show`, of a whole document."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy, Policy
from pm_lint.output import show
from pm_lint.postmortem.bundled import bundled
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.reckoning import Allowed, allowed_for, reckon
from pm_lint.postmortem.template import read_template
from tests.output.test_attacks import ATTACKS, assert_inert

DOCUMENT = """\
# 2021-12-10 Database failover

**Postmortem Owner:** Alice Example (@alice)

**Meeting Scheduled For:** 2021-12-16 10:30 ET

## Overview
The database failed over.

## Timeline
**Time (ET)**|**Event**
:-----:|:-----:
2021-12-10 12:31|Page
2021-12-10 14:02|Resolved

## Action Items
- [ ] Add an alert (@bob) by 2022-01-10 [#12](https://github.com/o/r/issues/12)
- [x] Raise the limit
- TBD

## Potential Action Items
- rewrite it all
"""

NOWHERE = CalendarPolicy()

KEYS = {
    "": "version path title template act incident severity severity_line severity_column owners meeting sections"
    " timeline action_items",
    "incident": "date start end sources",
    "sources": "kind date line column",
    "owners": "text handle line column",
    "meeting": "text date time zone readings waived_by waiver_reason line column",
    "sections": "title role level style line column",
    "timeline": "text at precision zone line column",
    "action_items": "text owner due tickets done line column",
}


def _read(text: str) -> Postmortem:
    return read(text, read_template(bundled("default"), "default"), "postmortems/2021-12-10-db.md")


def _said(text: str) -> Any:
    return json.loads(show.render_json(_read(text), 2, NOWHERE))


def test_json_has_every_key() -> None:
    said = _said(DOCUMENT)
    found = {"": list(said), "incident": list(said["incident"]), "meeting": list(said["meeting"])}
    found["sources"] = list(said["incident"]["sources"][0])
    found |= {name: list(said[name][0]) for name in ("owners", "sections", "timeline", "action_items")}
    assert found == {name: keys.split() for name, keys in KEYS.items()}


def test_json_says_what_was_understood() -> None:
    said = _said(DOCUMENT)
    assert (said["version"], said["path"], said["act"]) == (1, "postmortems/2021-12-10-db.md", 2)
    assert (said["template"], said["title"]) == ("default", "2021-12-10 Database failover")
    assert said["incident"]["date"] == "2021-12-10"
    assert {source["kind"]: source["line"] for source in said["incident"]["sources"]} == {
        "timeline": 14,
        "title": 1,
        "file-name": None,
    }
    assert said["owners"] == [{"text": "Alice Example", "handle": "alice", "line": 3, "column": 23}]
    assert said["meeting"] == {
        "text": "2021-12-16 10:30 ET",
        "date": "2021-12-16",
        "time": "10:30",
        "zone": "ET",
        "readings": ["2021-12-16"],
        "waived_by": None,
        "waiver_reason": None,
        "line": 5,
        "column": 28,
    }
    assert said["sections"][0] == {
        "title": "Overview",
        "role": "overview",
        "level": 2,
        "style": "heading",
        "line": 7,
        "column": 1,
    }
    first = said["timeline"][0]
    assert (first["text"], first["precision"], first["zone"], first["line"]) == ("Page", "minute", "ET", 13)
    assert first["at"].startswith("2021-12-10T12:31")
    assert [(item["due"], item["tickets"], item["done"]) for item in said["action_items"]] == [
        ("2022-01-10", ["https://github.com/o/r/issues/12"], False),
        (None, [], True),
    ]


def test_json_of_an_empty_document() -> None:
    said = json.loads(show.render_json(read("", read_template(bundled("default"), "default"), "a.md"), 1, NOWHERE))
    assert list(said) == KEYS[""].split()
    assert (said["title"], said["severity"], said["incident"]["date"]) == (None, None, None)
    assert said["owners"] == said["sections"] == said["timeline"] == said["action_items"] == []


def test_an_open_date_is_unknown() -> None:
    said = _said("**Meeting Scheduled For:** 5/4/23\n")["meeting"]
    assert len(said["readings"]) == 2
    assert said["date"] is None


def test_an_incident_of_two_readings_has_no_date() -> None:
    text = "**Date of incident:** 5/4/23\n"
    said = _said(text)["incident"]
    assert [said["date"], said["start"], said["end"], said["sources"][0]["date"]] == [None] * 4
    assert "  Incident  Wed 5 Apr 2023 or Thu 4 May 2023\n" in show.render_text(_read(text), 1, NOWHERE)


def test_text() -> None:
    text = show.render_text(_read(DOCUMENT), 1, NOWHERE, deadline="Fri 17 Dec 2021")
    for line in (
        "postmortems/2021-12-10-db.md\n",
        "  Title     2021-12-10 Database failover  [1:1]\n",
        "  Act       1, before the meeting: what is filled in there is not asked for yet\n",
        "  Incident  Fri 10 Dec 2021\n",
        "            Fri 10 Dec 2021, from the file name\n",
        "  Owner     Alice Example (@alice)  [3:23]\n",
        '  Meeting   Thu 16 Dec 2021 10:30 ET, from "2021-12-16 10:30 ET"  [5:28]\n',
        "  Deadline  Fri 17 Dec 2021\n",
        "2 timeline entries, times in ET\n",
        "  [x] Raise the limit  [18:1]\n",
        "  and 1 potential one\n",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("value", "shown", "by", "reason"),
    [
        ("Waived by @bob", "waived by @bob", "@bob", None),
        ("Waived by @bob: a drill", "waived by @bob: a drill", "@bob", "a drill"),
        ("No meeting: a drill", "waived: a drill", None, "a drill"),
        ("No meeting", "no date", None, None),
    ],
)
def test_a_waiver(value: str, shown: str, by: str | None, reason: str | None) -> None:
    text = f"**Meeting Scheduled For:** {value}\n"
    assert f'  Meeting   {shown}, from "{value}"  [1:28]\n' in show.render_text(_read(text), 2, NOWHERE)
    assert "all is due: the meeting is waived\n" in show.render_text(_read(text), 2, NOWHERE, waived=True)
    meeting = _said(text)["meeting"]
    assert (meeting["waived_by"], meeting["waiver_reason"], meeting["date"]) == (by, reason, None)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (
            "",
            "Fri 17 Dec 2021, 5 business days after the incident ended on Fri 10 Dec 2021 (timeline, line 14);"
            " where no severity is stated",
        ),
        (
            "**Severity:** SEV 1\n\n",
            "Sun 12 Dec 2021, 2 calendar days after the incident ended on Fri 10 Dec 2021 (timeline, line 16);"
            " for SEV-1",
        ),
        (
            "**Severity:** SEV-3\n\n",
            "Fri 17 Dec 2021, 5 business days after the incident ended on Fri 10 Dec 2021 (timeline, line 16);"
            ' for "SEV-3", which has no allowance of its own',
        ),
    ],
)
def test_why_the_deadline_is_when_it_is(severity: str, expected: str) -> None:
    doc = _read(DOCUMENT.replace("## Overview", f"{severity}## Overview"))
    policy = Policy(date(2022, 1, 31), MeetingPolicy(by_severity={"SEV-1": Allowance(2, "calendar-days")}))
    assert show.told_deadlines(reckon(doc, policy), allowed_for(doc.severity, policy.meeting), doc) == expected


def test_one_deadline_for_each_source() -> None:
    doc = _read(DOCUMENT.replace("# 2021-12-10", "# 2021-12-14"))
    shown = show.told_deadlines(reckon(doc, Policy(date(2022, 1, 31))), Allowed(Allowance()), doc)
    assert shown is not None
    assert " (timeline, line 14) or Tue 21 Dec 2021, 5 business days after the incident was on Tue 14 Dec" in shown
    assert show.told_deadlines((), Allowed(Allowance()), _read("# It broke\n")) is None


def test_a_due_date_without_a_day_is_shown_as_written() -> None:
    text = show.render_text(_read("## Action Items\n- a, due: end of Q1\n"), 2, NOWHERE)
    assert "  [ ] a, due: end of Q1  (due end of Q1)  [2:1]\n" in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_documents(attack: str) -> None:
    text = DOCUMENT.replace("Database failover", attack).replace("Alice Example", attack).replace("Overview", attack)
    text = text.replace("Page", attack).replace("Raise the limit", attack).replace("10:30 ET", attack)
    postmortem = read(text, read_template(bundled("default"), "default"), attack)
    assert_inert(show.render_text(postmortem, 2, NOWHERE, deadline=attack))
    assert_inert(show.render_json(postmortem, 2, NOWHERE))


@pytest.mark.parametrize(
    ("meeting", "act", "shown"),
    [
        ("2021-12-16", 2, "2, at or after the meeting: all is due"),
        ("Waived by @bob", 2, "2, all is due: the meeting is waived"),
    ],
)
def test_the_second_act(meeting: str, act: int, shown: str) -> None:
    text = show.render_text(
        _read(f"# 2021-12-10 A\n\n**Meeting Scheduled For:** {meeting}\n"), act, NOWHERE, waived=meeting[0] == "W"
    )
    assert f"  Act       {shown}\n" in text


def test_an_ambiguous_zone_has_an_offset_only_where_the_team_says_which_is_meant() -> None:
    doc = _read("# 2021-07-10 A\n\n## Timeline\n- 2021-07-10 12:31 IST: a\n- 12:35: b\n")
    for time_zone, offset in ((None, ""), ("Europe/Dublin", "+01:00"), ("Asia/Kolkata", "+05:30")):
        said = json.loads(show.render_json(doc, 2, CalendarPolicy(time_zone=time_zone)))
        assert [entry["at"] for entry in said["timeline"]] == [f"2021-07-10T12:31:00{offset}", "2021-07-10T12:35:00"]


def test_a_range_of_days_is_shown_as_one() -> None:
    text = show.render_text(_read("# 2021-12-10 to 12: it broke\n"), 2, NOWHERE)
    assert "Fri 10 Dec 2021 to Sun 12 Dec 2021, from the title" in text
