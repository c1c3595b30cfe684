"""How fast issues are made: to GitHub's measure, to the end or to a clean stop. (DESIGN, "The issues", 6)"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from pm_lint.github.outcome import Outcome
from pm_lint.github.pace import Pace
from pm_lint.linter import Checked
from tests.fake_github.mishaps import FAULTS
from tests.github.issue_world import Hub
from tests.github.test_issue_support import action, document

TOGETHER = 20


def documents(count: int, due: date | None = None) -> list[Checked]:
    """So many items, in documents of twenty at most."""
    items = [action(f"Do thing {number}", due=due) for number in range(count)]
    return [
        document(f"postmortems/{first:04}.md", *items[first : first + TOGETHER]) for first in range(0, count, TOGETHER)
    ]


@dataclass
class Watched:
    """A hub whose requests are kept, with the log of the last run."""

    hub: Hub = field(default_factory=Hub.new)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub.log = []

    def run(self, items: list[Checked], max_wait: float = 600.0) -> Outcome:
        self.lines.clear()
        return self.hub.run(*items, max_wait=max_wait, max_new=10_000, log=self.lines.append)

    @property
    def requests(self) -> list[float]:
        """When each was sent."""
        return [at for at, *_ in self.hub.log or ()]

    @property
    def writes(self) -> list[float]:
        return [at for at, method, path, _ in self.hub.log or () if method != "GET" and path != "graphql"]

    def later(self, seconds: float) -> None:
        self.hub.world.clock.advance(seconds)

    def assert_within_limits(self) -> None:
        assert all(later - earlier >= 1 for earlier, later in zip(self.writes, self.writes[1:], strict=False))
        assert most(self.writes, 60) <= 80
        assert most(self.writes, 3600) <= 500
        rest = [at for at, _, path, _ in self.hub.log or () if path != "graphql"]  # a query has a budget of its own
        assert most(rest, 3600) <= 1000


def most(times: list[float], seconds: float) -> int:
    """The most of these moments that any such span holds."""
    first = highest = 0
    for last, time in enumerate(times):
        while times[first] <= time - seconds:
            first += 1
        highest = max(highest, last - first + 1)
    return highest


def test_five_hundred_new_items() -> None:
    watched = Watched()
    done = watched.run(documents(500))
    assert (done.exit_code, done.issues_created, len(watched.hub.open)) == (0, 500, 500)
    assert len(watched.requests) == 2 + 500
    assert watched.requests[-1] - watched.requests[0] == pytest.approx(499, abs=2)
    progress = [line for line in watched.lines if "issues written" in line]
    assert progress[0] == "61 of 500 issues written, about 7 min left"
    assert len(progress) == 8
    assert len(watched.run(documents(500)).text) == 0
    assert len(watched.requests) == 2 + 500 + 1 + 5  # one for each hundred issues
    watched.assert_within_limits()


def test_more_than_an_hour_allows_is_left_to_the_next_run() -> None:
    watched = Watched()
    done = watched.run(documents(520))
    assert (done.exit_code, done.verdict, done.issues_created, done.issues_deferred) == (3, "incomplete", 500, 20)
    assert "longer than `max-wait` allows (600 s in all)" in done.text
    assert "not done, and left to the next run: 20 to create: create postmortems/0500.md:10" in done.text
    assert "and 10 more" in done.text
    assert len(done.text) < 2000
    at_once = watched.run(documents(520))  # what the run before has written counts
    assert (at_once.exit_code, at_once.issues_created, at_once.issues_deferred) == (3, 0, 20)
    watched.later(3600)
    assert watched.run(documents(520)).issues_created == 20
    assert len(watched.hub.open) == 520
    watched.assert_within_limits()


def test_a_long_wait_is_allowed() -> None:
    watched = Watched()
    done = watched.run(documents(520), max_wait=3600)
    assert (done.exit_code, done.issues_created) == (0, 520)
    assert any("waiting 3101 s" in line for line in watched.lines)
    watched.assert_within_limits()


def test_requests_that_are_used_up_are_not_asked_for() -> None:
    """Reading before each update takes a thousand requests for five hundred items."""
    watched = Watched()
    watched.run(documents(500))
    watched.later(3600)
    done = watched.run(documents(500, date(2026, 4, 1)))
    assert (done.exit_code, done.verdict) == (3, "incomplete")
    assert done.issues_updated == (1000 - 5) // 2
    assert "left to the next run: 3 to update" in done.text
    assert 403 not in {status for *_, status in watched.hub.log or ()}
    watched.later(3600)
    assert watched.run(documents(500, date(2026, 4, 1))).issues_updated == 3
    watched.assert_within_limits()


@pytest.mark.parametrize(
    ("fault", "waited"),
    [
        ("403 primary limit, short", 31), ("403 secondary limit", 7), ("429 with Retry-After", 7),
        ("429 without Retry-After", 60), ("403 secondary limit without Retry-After", 60),
    ],
)  # fmt: skip
def test_waits_as_told(fault: str, waited: float) -> None:
    watched = Watched()
    watched.hub.faults = {4: FAULTS[fault]}
    assert watched.run(documents(3)).issues_created == 3
    first, second, third, _ = watched.writes
    assert (second - first, third - second) == (1, waited)


def test_without_a_word_of_how_long_the_waits_double_up_to_max_wait() -> None:
    watched = Watched()
    watched.hub.faults = dict.fromkeys(range(3, 10), FAULTS["429 without Retry-After"])
    done = watched.run(documents(2))
    assert [later - earlier for earlier, later in zip(watched.writes, watched.writes[1:], strict=False)] == [
        60,
        120,
        240,
    ]
    assert (done.exit_code, done.issues_deferred) == (3, 2)
    assert "2 to create" in done.text


def test_reading_again_what_got_lost_waits_within_max_wait_too() -> None:
    watched = Watched()
    watched.hub.faults = {3: FAULTS["dropped after the effect"]}
    done = watched.run(documents(2), max_wait=14)
    assert (done.exit_code, done.issues_created, watched.writes) == (3, 0, [])
    assert (
        "the listing of issues would be read again after 15 s, longer than `max-wait` allows (14 s in all)" in done.text
    )
    assert "2 to create" in done.text
    assert watched.run(documents(2)).issues_created == 1, "the other is found"
    assert len(watched.hub.repo.issues) == 2


def test_pace() -> None:
    pace = Pace()
    assert (pace.gap(5), pace.full(5), pace.empty("core", 5)) == (0, 0, 0)
    pace.earlier([100.0] * 499)
    pace.wrote(200.0)
    assert (pace.gap(200.25), pace.full(200.0), pace.full(3699.0), pace.full(3700.0)) == (0.75, 3500, 1, 0)
    pace.earlier([3000.0] * 500)  # by now it has its own
    assert pace.full(3700.0) == 0
    pace.answered({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "900", "x-ratelimit-resource": "graphql"})
    assert (pace.empty("core", 850), pace.empty("graphql", 850), pace.empty("graphql", 901)) == (0, 51, 0)
    pace.answered({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "9000"})
    pace.answered({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"})
    assert pace.empty("core", 850) == 0
