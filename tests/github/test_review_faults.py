"""Every request of a review that fails, in every way there is: one clean run later nothing shows it.

The life has three acts, each with its run: much is found; some of it is mended, altered, discussed and resolved; then
all of it is mended.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial

import pytest

from pm_lint.github.client import Client, GitHubError
from pm_lint.github.event import Event, PullRequest
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context, Outcome
from pm_lint.github.review import run_review
from pm_lint.github.transport import Transport
from tests.fake_github.direct import FAULTS, Direct, Faulty
from tests.fake_github.mishaps import Killed
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Pull
from tests.github.support import PATH, TODAY, FakeClock, join, scene, tools

TEXT = [f"line {number}" for number in range(1, 30)]
LATE, GONE, TALKED, CLOSED = "!E304 meeting: late", "!E305 owner: gone", "!W403 row: back", "!W409 timeline: long"
NOTICE = "!N501 overview: wordy"
REPOSITORY = "alice/postmortems"
#: Those that may also last; the client makes no difference between these and the others.
LASTING = ("500", "never connected", "dropped", "dropped after the effect")
ACTS = ("found", "changed", "mended")


class Story:
    """A pull request at the beginning of an act, all acts before it having gone well."""

    def __init__(self, github: FakeGitHub) -> None:
        self.github = github
        self.clock = FakeClock()

    @property
    def pull(self) -> Pull:
        return self.github.repository(REPOSITORY).pulls[0]

    def change(self) -> None:
        """One is mended, one mended after a discussion, one closed by a person, one altered, and two are new."""
        pull = self.pull
        by_line = {comment.line: comment for comment in pull.review_comments}
        pull.reply_as("bob", by_line[61] or 0, "really?")
        pull.resolve_as("bob", by_line[91].thread)
        late = "!E304 meeting: even later"
        self.push([late, "!E302 date: none", *TEXT, *TEXT, *TEXT, CLOSED, "!W402 row: unread", *TEXT, NOTICE])

    def mend(self) -> None:
        self.push(TEXT)

    def push(self, lines: list[str]) -> None:
        self.pull.repo.commit("topic", {PATH: join(lines)})

    def run(self, wrap: Callable[[Transport], Transport] = lambda transport: transport) -> Outcome:
        pull = self.pull
        client = Client("t_bot", self.github.url, clock=self.clock, transport=wrap(Direct(self.github)))
        event = Event("pull_request", pull.repo.full_name, "main", pull=PullRequest(pull.number, pull.head_sha, "main"))
        return run_review(Context(client, event, Inputs(), TODAY, clock=self.clock), tools())

    def end(self) -> list[tuple[object, ...]]:
        """What people see, without ids and times."""
        pull = self.pull
        heads = {sha: f"head {number}" for number, sha in enumerate(pull.heads)}

        def text(body: str) -> str:
            return re.sub(r"\b[0-9a-f]{40}\b", lambda found: heads[found[0]], body)

        threads: list[tuple[object, ...]] = [
            (one.path, one.line, one.is_resolved, *(text(comment.body) for comment in one.comments))
            for one in pull.threads
        ]
        return sorted(threads, key=str) + [("summary", text(one.body)) for one in pull.issue_comments]


@cache
def beginnings() -> dict[str, bytes]:
    """The world at the beginning of each act."""
    github = FakeGitHub()
    scene(github, join([LATE, *TEXT, GONE, *TEXT, TALKED, *TEXT, CLOSED, NOTICE]))
    story = Story(github)
    found = {"found": pickle.dumps(github.world)}
    for act, prepare in (("changed", story.change), ("mended", story.mend)):
        assert story.run().verdict == "fail"
        prepare()
        found[act] = pickle.dumps(github.world)
    github.stop()
    return found


def begun(github: FakeGitHub, act: str) -> Story:
    github.world = pickle.loads(beginnings()[act])  # noqa: S301 - our own
    return Story(github)


@cache
def without_faults(act: str) -> tuple[list[tuple[object, ...]], int]:
    """How the act ends, and how many requests it takes."""
    github = FakeGitHub()
    story = begun(github, act)
    story.run()
    github.stop()
    return story.end(), github.count()


def cases(act: str, fault: str) -> list[tuple[int, int]]:
    """Which request of the act meets the fault first, and how many do: one, or all to the end of the run."""
    return [(nth, times) for nth in range(1, without_faults(act)[1] + 1) for times in (1, 99)[: 1 + (fault in LASTING)]]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", ACTS)
def test_one_clean_run_later_nothing_shows_it(act: str, fault: str) -> None:
    expected, _ = without_faults(act)
    github = FakeGitHub()
    for nth, times in cases(act, fault):
        story = begun(github, act)
        with suppress(GitHubError, Killed):
            story.run(partial(Faulty, fault=fault, nth=nth, times=times))
        story.run()
        assert story.end() == expected, (nth, times)
    github.stop()
    github.assert_clean()


def test_how_many_requests_can_fail() -> None:
    """The figures of the test above: a request that is added is tried with every fault, too."""
    assert {act: without_faults(act)[1] for act in ACTS} == {"found": 5, "changed": 8, "mended": 6}
    assert sum(len(cases(act, fault)) for act in ACTS for fault in FAULTS) == 342
