"""`pm-lint deadline`, `pm-lint rules` and `pm-lint rule`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from pm_lint.finding import Allowance, Severity
from pm_lint.output import deadline, rules
from pm_lint.output.deadline import Answer
from pm_lint.postmortem.reckoning import CountedDay
from pm_lint.postmortem.workdays import Deadline, Skipped

REACHED = Deadline(
    date(2021, 11, 22),
    Allowance(),
    date(2021, 11, 30),
    (Skipped(date(2021, 11, 25), "Thanksgiving Day", False),),
    (date(2021, 11, 27), date(2021, 11, 28)),
    None,
)


def test_deadline_text() -> None:
    assert deadline.render_text(Answer(REACHED)) == (
        "Tue 30 Nov 2021 is the last day for the meeting: 5 business days after the incident ended on Mon 22 Nov"
        " 2021.\n"
        "Not counted: Thu 25 Nov (Thanksgiving Day), Sat 27, Sun 28 Nov.\n"
    )


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ({"event": "start"}, "5 business days after the incident began on Mon 22 Nov 2021."),
        ({"event": "title"}, "5 business days after Mon 22 Nov 2021, the title's date."),
        ({"whose": "for SEV-1"}, "5 business days after the incident ended on Mon 22 Nov 2021, for SEV-1."),
        ({"holidays": False}, "Public holidays are not counted: name a country by --country, or by"),
        ({"meeting": date(2021, 11, 30), "meeting_after": "5 business days"}, "is in time."),
        ({"meeting": date(2021, 12, 1), "meeting_after": "6 business days"}, "is late: 6 business days after"),
        ({"meeting": date(2021, 11, 21)}, "A meeting on Sun 21 Nov 2021 is before the incident."),
    ],
)
def test_what_a_deadline_says(how: dict[str, Any], line: str) -> None:
    assert line in deadline.render_text(Answer(REACHED, **how))


def test_deadline_text_says_what_is_not_certain() -> None:
    day = date(2031, 1, 2)
    estimated = (Skipped(day, "Eid", True),)
    reached = Deadline(day, Allowance(1, "calendar-days"), day, estimated, (), "the date of Eid is an estimate")
    assert deadline.render_text(Answer(reached)) == (
        "Thu 2 Jan 2031 is the last day for the meeting: 1 calendar day after the incident ended on Thu 2 Jan 2031.\n"
        "Not counted: Thu 2 Jan (Eid, estimated).\n"
        "Not certain: the date of Eid is an estimate.\n"
    )


def test_deadline_day_by_day() -> None:
    days = (
        CountedDay(date(2021, 11, 24), 0, None),
        CountedDay(date(2021, 11, 25), None, Skipped(date(2021, 11, 25), "Thanksgiving Day", False)),
        CountedDay(date(2021, 11, 26), None, Skipped(date(2021, 11, 26), "Eid", True)),
        CountedDay(date(2021, 11, 30), 10, None, "a working day"),
    )
    assert deadline.render_text(Answer(REACHED, days=days)).split("\n")[1:] == [
        "  day 0  Wed 24 Nov 2021  the incident",
        "      -  Thu 25 Nov 2021  Thanksgiving Day",
        "      -  Fri 26 Nov 2021  Eid (estimated)",
        " day 10  Tue 30 Nov 2021  a working day",
        "",
    ]
    assert json.loads(deadline.render_json(Answer(REACHED, days=days)))["days"][1:3] == [
        {"date": "2021-11-25", "number": None, "reason": "Thanksgiving Day", "note": None, "estimated": False},
        {"date": "2021-11-26", "number": None, "reason": "Eid", "note": None, "estimated": True},
    ]


def test_deadline_json() -> None:
    answer = Answer(REACHED, severity="SEV-1", meeting=date(2021, 12, 1))
    assert json.loads(deadline.render_json(answer)) == {
        "incident": "2021-11-22",
        "within": 5,
        "unit": "business-days",
        "deadline": "2021-11-30",
        "skipped": [{"date": "2021-11-25", "reason": "Thanksgiving Day"}],
        "uncertain": None,
        "severity": "SEV-1",
        "days": None,
        "meeting": {"date": "2021-12-01", "in_time": False},
    }
    assert json.loads(deadline.render_json(Answer(REACHED)))["meeting"] is None


@dataclass(frozen=True)
class Group:
    name: str
    title: str


@dataclass(frozen=True)
class Rule:
    id: str
    name: str
    group: Group
    default: Severity | None
    doc: str
    fixable: bool

    @property
    def summary(self) -> str:
        return self.doc.split("\n")[0]


MEETING = Group("meeting", "The meeting")
CONTENT = Group("content", "What the sections say")
RULES = [
    Rule("PM304", "meeting-late", MEETING, Severity.ERROR, "The meeting is late.\n\nWhy it matters.", True),
    Rule("PM503", "blame", CONTENT, Severity.NOTICE, "Blame.", False),
    Rule("PM504", "counterfactual", CONTENT, None, "Should have.", False),
]


def test_rules() -> None:
    assert rules.render_list(RULES) == (
        "The meeting (meeting)\n"
        "  PM304  meeting-late    error   fix  The meeting is late.\n"  # the widths are those of the widest
        "\n"
        "What the sections say (content)\n"
        "  PM503  blame           notice       Blame.\n"
        "  PM504  counterfactual  off          Should have.\n"
    )
    assert rules.render_list([]) == ""
    assert json.loads(rules.render_json(RULES))[2] == {
        "rule": "PM504",
        "name": "counterfactual",
        "group": "content",
        "default": "off",
        "fixable": False,
        "summary": "Should have.",
    }


def test_rule() -> None:
    assert rules.render_page(RULES[0]) == (
        "PM304 meeting-late (error, has a fix)\n\nThe meeting is late.\n\nWhy it matters.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("markdown bad", "*Bad:*\n\n```markdown"),
        ("markdown good", "*Good:*\n\n```markdown"),
        ("markdown bad file=2021-11-10-database.md", "*Bad, in `2021-11-10-database.md`:*\n\n```markdown"),
        ("markdown good today=2022-01-31 country=US",
         '*Good, on 2022-01-31, with `calendar.country = "US"`:*\n\n```markdown'),
        ("toml config", "*With this configuration:*\n\n```toml"),
        ("toml", "```toml"),
    ],
)  # fmt: skip
def test_examples_are_announced_where_markdown_is_drawn(words: str, said: str) -> None:
    assert rules.readable(f"What.\n\n```{words}\n# A\n```\n") == f"What.\n\n{said}\n# A\n```\n"
