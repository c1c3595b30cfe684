"""The blanks of templates, filled in."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.forms import dated_value, fill_front_matter, fill_samples, title_line

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("YYYY-MM-DD Title", "2026-11-05 DB lag"),
        ("YYYY-MM-DD - Incident Title", "2026-11-05 - DB lag"),
        ("YYYY-MM-DD", "2026-11-05 DB lag"),
        ("yyyy/mm/dd: <title>", "2026/11/05: DB lag"),
        ("[MM/DD/YYYY] [Title of the incident]", "[11/05/2026] DB lag"),
        ("DD.MM.YYYY Titel", "05.11.2026 Titel: DB lag"),
        ("{{ title }} ({{ date }})", "DB lag (2026-11-05)"),
        ("Postmortem: <Incident name> on Month DD, YYYY", "Postmortem: DB lag on November 5, 2026"),
        ("Incident INC-<number>: <short description>", "Incident INC-<number>: DB lag"),
        ("2020-01-31 Title", "2026-11-05 DB lag"),
        ("Title", "DB lag"),
        ("Your title goes here", "DB lag"),
        ("Postmortem Template", "Postmortem: DB lag"),
        ("Template", "DB lag"),
        ("Template for reports", "DB lag"),
        ("Incident report (template)", "Incident report: DB lag"),
        ("Postmortem:", "Postmortem: DB lag"),
        ("Post-mortem of YYYY-MM-DD", "Post-mortem of 2026-11-05: DB lag"),
    ],
)
def test_a_title_takes_the_form_of_the_template(form: str, expected: str) -> None:
    assert title_line(form, "DB lag", DAY) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Lag in C #", "Lag in C \\#"),
        ("Issue #12 again", "Issue #12 again"),
        ("<script> in titles", "\\<script> in titles"),
        ("a < b", "a < b"),
        ("`SELECT` storms", "`SELECT` storms"),
    ],
)
def test_a_title_stays_what_it_is_in_a_heading(title: str, expected: str) -> None:
    assert title_line("Title", title, DAY) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "2026-11-05"),
        ("YYYY-MM-DD", "2026-11-05"),
        ("YYYY-MM-DD HH:MM UTC", "2026-11-05 HH:MM UTC"),
        ("MM/DD/YYYY", "11/05/2026"),
        ("DD Month YYYY", "5 November 2026"),
        ("When was it? Write YYYY-MM-DD.", "2026-11-05"),
        ("2020-01-31 10:00", "2026-11-05"),
        ("Put the date here.", "2026-11-05"),
    ],
)
def test_a_value_keeps_a_form_and_loses_an_instruction(value: str, expected: str) -> None:
    assert dated_value(value, DAY) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("- 2020-01-31 10:00 Pager", "- 2026-11-05 10:00 Pager"),
        ("| 1/2/2020 10:00 | Alert | 3/4/2020 |", "| 2026-11-05 10:00 | Alert | 2026-11-05 |"),
        ("- 10:00 Pager", "- 10:00 Pager"),
        ("### Friday, January 31st, 2020", "### 2026-11-05"),
    ],
)
def test_sample_dates_become_the_day(row: str, expected: str) -> None:
    assert fill_samples(row, DAY) == expected


VALUES = {"title": 'A "B": c', "incident-date": "2026-11-05", "owner": "@alice", "severity": "SEV-2"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("title: x", 'title: "A \\"B\\": c"'),
        ("date: YYYY-MM-DD # when", "date: 2026-11-05 # when"),
        ("date: '2020-01-01'", "date: '2026-11-05'"),
        ("incident_date:", "incident_date: 2026-11-05"),
        ("author: you\r", 'author: "@alice"\r'),
        ("authors: [you]", 'authors: ["@alice"]'),
        ("severity: SEV-?", "severity: SEV-2"),
        ("layout: post", "layout: post"),
        ("  title: nested", "  title: nested"),
        ("tags: [title]", "tags: [title]"),
    ],
)
def test_front_matter_is_filled_in_by_key(line: str, expected: str) -> None:
    assert fill_front_matter([line], VALUES, DAY) == [expected]


def test_a_list_of_the_front_matter_stays() -> None:
    lines = ["authors:", "  - you", "title:"]
    assert fill_front_matter(lines, VALUES, DAY) == ["authors:", "  - you", 'title: "A \\"B\\": c"']
