"""docs/dates.md: what its tables say is what pm-lint counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pm_lint.finding import Allowance, CalendarPolicy
from pm_lint.postmortem.dates import moments, spell
from pm_lint.postmortem.severities import meant
from pm_lint.postmortem.telling import not_counted, told_allowance
from pm_lint.postmortem.waivers import waiver
from pm_lint.postmortem.workdays import deadline

PAGE = (Path(__file__).parent.parent / "docs" / "dates.md").read_text()
ROWS = re.findall(r"^\| (\w{3} \d+ \w{3} \d{4}) \| (\d+) (\w+ days?) \| (\w+) \| (.*?) \| ?(.*?) ?\|$", PAGE, re.M)


@pytest.mark.parametrize("row", ROWS)
def test_the_table_of_deadlines(row: tuple[str, ...]) -> None:
    incident, within, unit, country, last, skipped = row
    allowance = Allowance(int(within), unit.replace(" ", "-").removesuffix("s") + "s")
    (day,) = next(iter(moments(incident))).days
    due = deadline(day, allowance, CalendarPolicy(None if country == "none" else country))
    assert (spell(due.incident), told_allowance(allowance)) == (incident, f"{within} {unit}")
    assert (spell(due.day), not_counted(due)) == (last, skipped)


def test_the_table_is_found() -> None:
    assert len(ROWS) == 6


def test_what_the_page_says_of_severities_and_waivers() -> None:
    section = PAGE.partition("## By severity")[2].partition("##")[0]
    yes, no, several = re.findall(r'"([^"]+)"', section)[:4], re.findall(r'"([^"]+)"', section)[4:7], "SEV-1 or SEV-2"
    assert [meant(text, ("SEV-1", "SEV-2")).name for text in (*yes, *no, several)] == ["SEV-1"] * 4 + [None] * 4
    listed = [text for line in re.findall(r"^- (`.*)$", PAGE, re.M) for text in re.findall(r"`([^`]+)`", line)]
    waivers = [found for text in listed if (found := waiver(text)) and (found.by or found.reason)]
    assert len(waivers) == 5
