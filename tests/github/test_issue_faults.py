"""Every fault at every request of a run: for lives of one fault all, of two those that are quick; ``make prove`` tries
the rest. And the same over sockets, where a dropped connection is one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_github.faults import primary_limit, secondary_limit
from tests.fake_github.server import FakeGitHub
from tests.github.issue_proof import MOST_ITEMS, firsts, pairs, requests, singles
from tests.github.test_issue_support import PATH, FakeClock, Scene, document

ITEMS = range(1, MOST_ITEMS + 1)


@pytest.mark.parametrize("count", ITEMS)
def test_new_items_and_one_fault(count: int) -> None:
    cases, wrong = singles("created", count)
    assert not wrong
    assert cases == 36 + 28 * count


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("act", ["edited", "doubled", "ticked", "linked"])
def test_known_items_and_one_fault(act: str, count: int) -> None:
    cases, wrong = singles(act, count)
    assert not wrong
    assert cases == 36 + 42 * count


@pytest.mark.parametrize(("count", "changes"), [(1, 1), (2, 1), (3, 2)])
def test_removed_items_and_one_fault(count: int, changes: int) -> None:
    cases, wrong = singles("removed", count)
    assert not wrong
    assert cases == 36 + 42 * changes


@pytest.mark.parametrize("count", [1, 2])
def test_new_items_and_two_faults(count: int) -> None:
    tried = [pairs("created", count, *first) for first in firsts("created", count)]
    assert not [one for _, wrong in tried for one in wrong]
    assert sum(cases for cases, _ in tried) == {1: 1251, 2: 2636}[count]


@pytest.mark.parametrize("count", ITEMS)
def test_how_many_requests_it_takes(count: int) -> None:
    assert len(requests("created", count)) == 2 + count
    # An issue that is written to is read first: a person may have been there since the listing.
    assert {len(requests(act, count)) for act in ("edited", "doubled", "linked")} == {2 + 2 * count}


# -- over sockets ------------------------------------------------------------------------------------------------------


@pytest.fixture
def scene() -> Iterator[Scene]:
    with FakeGitHub() as running:
        yield Scene.of(running)
    running.assert_clean()


LONG = int(FakeClock().now()) + 3600


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500}, {"status": 502, "body": b"<h1>Unicorn!</h1>"}, {"status": 502, "effect": True},
        primary_limit(int(FakeClock().now()) + 30), primary_limit(LONG), secondary_limit(7),
        {"status": 429, "headers": {"Retry-After": "7"}}, {"status": 429}, {"status": 404}, {"status": 410},
        {"status": 422}, {"status": 307, "headers": {"Location": "/repositories/1/issues"}}, {"drop": "before"},
        {"drop": "after"},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("request_number", [1, 2, 4])
def test_over_sockets(scene: Scene, fault: dict[str, Any], request_number: int) -> None:
    items = document(PATH, "Add an alert", "Write a runbook", "Page the team")
    scene.github.fault(nth=request_number, **fault)
    scene.run(items)
    for _ in range(2):
        done = scene.run(items)
    assert (done.exit_code, done.issues_created) == (0, 0)
    assert sorted(scene.titles()) == ["Add an alert", "Page the team", "Write a runbook"]
    assert len(scene.repo.issues) == 3


_RUN = """
import sys
from pm_lint.config import ActionItemsConfig
from pm_lint.github.client import Client
from pm_lint.github.issues import run_issues
from pm_lint.github.place import Place
from tests.github.test_issue_support import PATH, TODAY, FakeClock, document
documents = [document(PATH, "Add an alert", "Write a runbook", "Page the team")]
client = Client("t_bot", sys.argv[1], clock=FakeClock())
run_issues(client, Place("alice/postmortems", sys.argv[2]), documents, ActionItemsConfig(), today=TODAY)
"""


def test_a_process_that_is_killed(scene: Scene) -> None:
    command = [sys.executable, "-c", _RUN, scene.github.url, scene.repo.branches["main"]]
    running: list[subprocess.Popen[bytes]] = []
    scene.github.meanwhile(after=lambda: running[0].kill(), method="POST", path="/issues$", nth=2)
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        running.append(process)
    assert process.returncode == -9
    assert scene.titles() == ["Add an alert", "Write a runbook"]
    assert scene.run(document(PATH, "Add an alert", "Write a runbook", "Page the team")).issues_created == 1
    assert scene.titles() == ["Add an alert", "Write a runbook", "Page the team"]
