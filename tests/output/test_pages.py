"""`pm-lint deadline`, `pm-lint rules` and `pm-lint rule`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from pm_lint.finding import Allowance, Severity
from pm_lint.output import deadline, rules
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
    assert deadline.render_text(REACHED) == (
        "Tue 30 Nov 2021 is the last day for the meeting: 5 business days after Mon 22 Nov 2021.\n"
        "Not counted:\n"
        "  Thu 25 Nov 2021  Thanksgiving Day\n"
        "  Sat 27 Nov 2021, Sun 28 Nov 2021  weekend\n"
    )


def test_deadline_text_says_what_is_not_certain() -> None:
    day = date(2031, 1, 2)
    estimated = (Skipped(day, "Eid", True),)
    reached = Deadline(day, Allowance(1, "calendar-days"), day, estimated, (), "the date of Eid is an estimate")
    assert deadline.render_text(reached) == (
        "Thu 2 Jan 2031 is the last day for the meeting: 1 calendar day after Thu 2 Jan 2031.\n"
        "Not counted:\n"
        "  Thu 2 Jan 2031  Eid (estimated)\n"
        "Not certain: the date of Eid is an estimate\n"
    )


def test_deadline_json() -> None:
    assert json.loads(deadline.render_json(REACHED)) == {
        "incident": "2021-11-22",
        "within": 5,
        "unit": "business-days",
        "deadline": "2021-11-30",
        "skipped": [{"date": "2021-11-25", "reason": "Thanksgiving Day"}],
        "uncertain": None,
    }


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
