"""The shared calendar of a pull request's review is the base branch's."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.errors import ConfigError
from pm_lint.github.action import real_tools
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import scene
from tests.test_shared_calendar import TEAM, calendar

CONFIG = {
    "pm-lint.toml": 'template = "our.md"\nmeeting.calendar = "team.ics"\nmeeting.within = 30\n',
    "our.md": "# Title\n\n## Story\nTell it.\n",
}
TODAY = date(2026, 3, 13)


def document(meeting: str) -> str:
    return f"# 2026-03-12 Search index lag\n\n**Meeting Scheduled For:** {meeting} 09:00 UTC\n"


@pytest.mark.parametrize("size", [0, 1_200_000])
def test_the_calendar_of_the_base_branch_counts(github: FakeGitHub, size: int) -> None:
    """One that is larger than a template may be, too."""
    padded = TEAM.replace("BEGIN:VEVENT", f"X-A:{'x' * size}\r\nBEGIN:VEVENT")
    one = scene(github, document("2026-03-17"), base={**CONFIG, "team.ics": padded})
    one.repo.commit("topic", {"team.ics": TEAM.replace("20260316", "20260317")})
    summary = one.run(using=real_tools(TODAY)).summary_markdown
    assert "The meeting on Tue 17 Mar 2026 is not in the shared calendar; there it seems to be" in summary
    assert "`team.ics` changed here: applies after the merge" in summary


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ({}, r"meeting\.calendar: 'team\.ics' is not on the base branch 'main'"),
        ({"team.ics": "<html>"}, r"meeting\.calendar: 'team\.ics' can't be used: it is no iCalendar file"),
        ({"team.ics": calendar()[:30]}, r"meeting\.calendar: 'team\.ics' can't be used: it is damaged"),
    ],
)
def test_one_that_can_not_be_used_is_an_error_of_the_configuration(
    github: FakeGitHub, base: dict[str, str], said: str
) -> None:
    one = scene(github, document("2026-03-17"), base={**CONFIG, **base})
    with pytest.raises(ConfigError, match=said):
        one.run(using=real_tools(TODAY))
    assert not github.writes
