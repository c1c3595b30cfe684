"""PM307 and PM404: a zone that is missing, that several places have, or that was not in force on the day."""

from __future__ import annotations

import pytest

from pm_lint.config import Config
from pm_lint.finding import CalendarPolicy
from pm_lint.record import replace
from tests.rules.support import check, only


def configured(time_zone: str | None = None, country: str | None = None) -> Config:
    return replace(Config(), calendar=CalendarPolicy(country, time_zone=time_zone))


MEETINGS = [
    ("2021-12-14", None, None, "The meeting has no time.", None),
    ("2021-12-14 10:30", None, None, "The meeting's time has no zone.", 'Write it after the time: "10:30 UTC".'),
    (
        "2021-12-14 10:30",
        "Europe/Berlin",
        None,
        "The meeting's time has no zone.",
        'Write it after the time: "10:30 Europe/Berlin".',
    ),
    ("2021-12-14 10:30 PT", None, None, None, None),
    ("2021-12-14 10:30 EST", None, None, None, None),
    (
        "2021-12-14 10:30 EDT",
        None,
        None,
        "“EDT” was not in force on Tue 14 Dec 2021, “EST” was: which of the two is meant?",
        "Write EST, or ET, which is right all year, if that is what the clocks showed.",
    ),
    (
        "2021-12-14 10:30 IST",
        None,
        None,
        "“IST” is UTC+5:30 in Kolkata, UTC+1 in Dublin and UTC+2 in Jerusalem: which is meant?",
        "Write UTC+5:30 or UTC+1 or UTC+2, or set `calendar.time-zone` in the configuration.",
    ),
    ("2021-12-14 10:30 IST", "Asia/Kolkata", None, None, None),
    ("2021-12-14 10:30 IST", "Europe/Berlin", None, "“IST” is UTC+5:30 in ", "Write UTC+5:30 or UTC+1 or UTC+2."),
    ("2021-12-14 10:30 MEZ", None, None, None, None),
    ("2021-12-14 10:30 IST", None, "IL", None, None),
    ("2021-12-14 10:30 IST", "Europe/Dublin", None, "“IST” was not in force on Tue 14 Dec 2021, “GMT” was", None),
    ("12/14/2021 10:30 AST", "America/Halifax", None, None, None),
    ("14/12/2021 10:30 CST", None, "DE", "“CST” is UTC-6 in Chicago and UTC+8 in Shanghai: which is meant?", None),
    ("2021-12-14 10:30 BRST", None, None, "“BRST” was not in force on Tue 14 Dec 2021: which offset is meant?", None),
    ("Waived by @alice, 2021-12-14 10:30 IST", None, None, None, None),
]


@pytest.mark.parametrize(("meeting", "time_zone", "country", "message", "help_text"), MEETINGS)
def test_meeting(
    meeting: str, time_zone: str | None, country: str | None, message: str | None, help_text: str | None
) -> None:
    text = f"# 2021-12-10 It broke\n\n**Meeting:** {meeting}\n"
    found = only(check(text, config=configured(time_zone, country)), "PM307")
    assert len(found) == (message is not None)
    for finding in found:
        assert message
        assert finding.message.startswith(message)
        assert help_text is None or finding.help == help_text


TIMELINE = "# {day} It broke\n\n## Timeline\n\n- 12:31 {zone}: a\n- 12:35 {zone}: b\n"


@pytest.mark.parametrize(
    ("day", "zone", "time_zone", "country", "message"),
    [
        ("2021-12-10", "CST", None, None, "“CST” is UTC-6 in Chicago and UTC+8 in Shanghai: which is meant?"),
        ("2021-12-10", "CST", None, "CN", None),
        ("2021-12-10", "CST", "America/Chicago", None, None),
        ("2021-07-10", "CST", "America/Chicago", None, "“CST” was not in force on Sat 10 Jul 2021, “CDT” was"),
        ("2021-07-10", "CST", None, "CN", None),
        ("2021-07-10", "CST", "America/Regina", None, None),
        ("2021-07-10", "BST", None, "GB", None),
        ("2021-12-10", "BST", None, "GB", "“BST” was not in force on Fri 10 Dec 2021, “GMT” was"),
        ("2021-07-10", "EST", None, "AU", None),
        ("2021-07-10", "EST", None, None, "“EST” was not in force on Sat 10 Jul 2021, “EDT” was"),
        ("2021-07-10", "EST", "America/Panama", None, None),
        ("2021-07-10", "MST", None, None, None),
        ("2021-07-10", "MST", "America/Denver", None, "“MST” was not in force on Sat 10 Jul 2021, “MDT” was"),
        ("2021-07-10", "UTC", "America/Denver", "US", None),
    ],
)
def test_timeline(day: str, zone: str, time_zone: str | None, country: str | None, message: str | None) -> None:
    found = only(check(TIMELINE.format(day=day, zone=zone), config=configured(time_zone, country)), "PM404")
    assert len(found) == (message is not None)
    assert all(message and finding.message.startswith(message) for finding in found)
    assert all(finding.level.label == "notice" for finding in found)


def test_without_a_zone_the_teams_own_is_offered() -> None:
    text = "# 2021-12-10 It broke\n\n## Timeline\n\n- 12:31: a\n- 12:35: b\n"
    (finding,) = only(check(text, config=configured("Europe/Berlin")), "PM404")
    assert finding.help
    assert finding.help.endswith('"All times are in Europe/Berlin".')


def test_each_zone_is_remarked_on_once() -> None:
    rows = "- 2021-12-10 12:31 IST: a\n- 12:35 IST: b\n- 12:40 CST: c\n- 12:45 IST: d\n"
    found = only(check(f"# It broke\n\n## Timeline\n\n{rows}"), "PM404")
    assert [finding.span.line for finding in found] == [5, 7]
