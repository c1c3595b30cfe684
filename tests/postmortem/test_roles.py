"""What sections and fields are about, told from their names."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.roles import ROLES, field_role, names_a_section, section_role, section_roles


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Timeline (all times PT)", "timeline"),
        ("Timeline (UTC) All Times Approximate", "timeline"),
        ("Issue Timeline – UTC", "timeline"),
        ("Incident Timeline: 12 May", "timeline"),
        ("Timeline of the outage", "timeline"),
        ("3.2 Timeline", "timeline"),
        ("1) Summary", "overview"),
        ("🔥 Impact", "impact"),
        ("Impact on users", "impact"),
        ("Customer impact", "impact"),
        ("Root Cause(s)", "factors"),
        (":fire: Impact", "impact"),
        ("Timeline {draft}", "timeline"),
        ("How did this happen?", "factors"),
        ("How was the issue detected?", "detection"),
        ("How it is fixed", "resolution"),
        ("What went right", "went-well"),
        ("Opportunities for improvement", "went-wrong"),
        ("Steps to prevent recurrence", "action-items"),
        ("Lead-up", "background"),
        ("Conclusions", "review"),
        ("Root Cause Analysis (RCA)", "factors"),
        ("TL;DR", "overview"),
        ("What didn't go so well?", "went-wrong"),
        ("Actions taken", "resolution"),
        ("Actions following review", "action-items"),
        ("Action Items (Follow-ups)", "action-items"),
        ("Timelines of life", None),
        ("Follow-up timeline", None),
        ("Details of the fix", None),
        ("Notes to the owner", None),
        ("Involved Parties", "participants"),
        ("What should you do?", None),
        ("x" * 500, None),
    ],
)
def test_section_roles(title: str, role: str | None) -> None:
    assert section_role(title) == role


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Root cause and resolution", ("factors", "resolution")),
        ("Impact & detection", ("impact", "detection")),
        ("Resolution and recovery", ("resolution",)),
        ("Summary / Impact / Timeline", ("overview", "impact", "timeline")),
        ("Summary and shoes", ()),
        ("Severity & impact", ("impact",)),
        ("Severity & date", ()),
        ("Long term solution", ("resolution", "action-items")),
        ("Causes and effects and fixes and more", ()),
    ],
)
def test_a_title_about_several_things(title: str, roles: tuple[str, ...]) -> None:
    assert section_roles(title) == roles


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Postmortem Owner", "owner"),
        ("Author(s)", "owner"),
        ("Incident commander", None),
        ("incident_date", "incident-date"),
        ("incident-date", "incident-date"),
        ("Severity", "severity"),
        ("Meeting Scheduled For", "meeting"),
        ("Zoom", None),
    ],
)
def test_field_roles(label: str, role: str | None) -> None:
    assert field_role(label) == role


def test_every_role_can_be_given_by_a_directive() -> None:
    assert {"timeline", "owner", "action-items"} <= ROLES


@pytest.mark.parametrize(
    ("title", "alone", "section"),
    [
        ("Summary", True, True),
        ("1. Summary", True, True),
        ("Timeline (UTC)", False, True),
        ("Timeline: the disk filled up", True, False),
        ("Retrospective: the disk filled up", False, False),
        ("Date", True, True),
        ("The disk filled up", True, False),
    ],
)
def test_headings_of_level_one(title: str, alone: bool, section: bool) -> None:
    assert names_a_section(title, alone=alone) is section
