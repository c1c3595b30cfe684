"""Labels that are made where they are missing, and the milestone: what they cost, and what becomes of an issue where
GitHub refuses them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pm_lint.config import LABELS, ActionItemsConfig, Label
from tests.fake_github.mishaps import FAULTS
from tests.fake_github.server import FakeGitHub
from tests.github.issue_world import Hub, meant, settle, wrong
from tests.github.issue_world import Persons as People
from tests.github.test_issue_support import PATH, Scene, document

NAMES = ["postmortem", "action-item"]
PLAIN = ActionItemsConfig()
QUARTER = ActionItemsConfig(labels=(), milestone="Reliability Q1")
ITEMS = document(PATH, "Add an alert", "Write a runbook")


@pytest.fixture
def scene() -> Iterator[Scene]:
    with FakeGitHub() as running:
        yield Scene.of(running)
    running.assert_clean()


def labels(hub: Hub | Scene) -> list[list[str]]:
    """Those of each issue."""
    return [[label.name for label in issue.labels] for issue in hub.repo.issues]


def test_missing_labels_are_made_as_configured(scene: Scene) -> None:
    config = ActionItemsConfig(labels=(*LABELS, Label("Größe: S", "00ff00", "Small"), Label("plain")))
    scene.run(ITEMS, config=config)
    made = [(one.name, one.color, one.description) for one in scene.repo.labels.values()]
    assert made == [
        ("postmortem", "5319e7", "Comes from the postmortem of an incident"),
        ("action-item", "d93f0b", "Work that a postmortem commits to"),
        ("Größe: S", "00ff00", "Small"),
        ("plain", "fbca04", None),
    ]
    assert labels(scene) == [[*NAMES, "Größe: S", "plain"]] * 2


def test_a_label_that_is_there_is_left_as_it_is(scene: Scene) -> None:
    scene.repo.label("Postmortem").color = "ffffff"  # by another case, which is the same to GitHub
    assert scene.run(ITEMS).text == ""
    assert (scene.repo.labels["postmortem"].name, scene.repo.labels["postmortem"].color) == ("Postmortem", "ffffff")
    assert labels(scene) == [["Postmortem", "action-item"]] * 2


@pytest.mark.parametrize("fault", ["500", "500 after the effect", "dropped", "dropped after the effect"])
def test_a_lost_answer_about_a_label(fault: str) -> None:
    hub = Hub.new()
    hub.faults = {3: FAULTS[fault]}
    done = hub.run(ITEMS, config=PLAIN)
    assert (done.exit_code, done.text, hub.requests) == (0, "", 2 + 3 + 2)
    assert [one.color for one in hub.repo.labels.values()] == ["5319e7", "d93f0b"]


def test_what_labels_and_a_milestone_cost() -> None:
    hub = Hub.new()
    hub.repo.milestone_as("bob", "Reliability Q1")

    def cost(*texts: str, config: ActionItemsConfig = PLAIN) -> int:
        before = hub.requests
        assert hub.run(document(PATH, *texts), config=config).exit_code == 0
        return hub.requests - before

    assert cost("one", "two") == 2 + 2 + 2  # one for each label
    assert cost("one", "two") == 2
    assert cost("one", "two", "three", "four", "five") == 2 + 3  # our issues show them
    hub.repo.issues[0].labels = []
    assert cost("one", "two", "three", "four", "five", "six") == 2 + 1  # others still do
    more = ActionItemsConfig(labels=(*LABELS, Label("new")), milestone="Reliability Q1")
    assert cost("one", "two", "three", "four", "five", "six", config=more) == 2  # nothing is made
    assert cost("one", "two", "three", "four", "five", "six", "seven", config=more) == 2 + 1 + 1 + 1


def test_the_milestone(scene: Scene) -> None:
    for number in range(101):  # it is on the second page
        scene.repo.milestone_as("bob", f"Old {number}")
    scene.repo.milestones[0].state = "closed"
    wanted = [scene.repo.milestone_as("bob", "reliability q1"), scene.repo.milestone_as("bob", "Reliability Q1 ")]
    assert scene.run(ITEMS, config=QUARTER).text == ""
    assert [issue.milestone for issue in scene.repo.issues] == [wanted[1]] * 2
    scene.repo.issues[0].milestone = None  # people's now
    scene.run(ITEMS, config=QUARTER)
    assert scene.repo.issues[0].milestone is None


@pytest.mark.parametrize("state", ["closed", "missing"])
def test_without_an_open_milestone_there_is_one_sentence(state: str) -> None:
    hub = Hub.new()
    if state == "closed":
        hub.repo.milestone_as("bob", "Reliability Q1").state = "closed"
    done = hub.run(ITEMS, config=QUARTER)
    assert (done.exit_code, done.issues_created) == (0, 2)
    assert done.text == (
        "the new issues have no milestone: alice/postmortems has no open one with the title 'Reliability Q1'; open it, "
        "or change milestone under [action-items]\n"
    )


def test_a_milestone_that_goes_meanwhile() -> None:
    hub = Hub.new()
    hub.repo.milestone_as("bob", "Reliability Q1")
    hub.meanwhile = lambda number, method, path: hub.repo.milestones.clear() if number == 4 else None
    done = hub.run(ITEMS, config=QUARTER)
    assert (done.exit_code, done.issues_created, hub.requests) == (0, 2, 2 + 1 + 3)
    assert done.text.startswith("the new issues have no milestone: GitHub refused POST")


@pytest.mark.parametrize(
    ("there", "expected", "requests"),
    [([], [], 2 + 2 + 3), (["action-item"], ["action-item"], 2 + 2 + 3), (NAMES, NAMES, 2 + 2 + 2)],
)
def test_a_token_that_may_make_issues_but_no_labels(there: list[str], expected: list[str], requests: int) -> None:
    hub = Hub.new()
    for name in there:
        hub.repo.label(name)
    hub.token = hub.world.token("t_triage", permissions={"contents": "read", "issues": "write", "labels": "read"})
    done = hub.run(ITEMS, config=PLAIN)
    assert (done.exit_code, done.issues_created, hub.requests) == (0, 2, requests)
    assert labels(hub) == [expected] * 2
    missing = [name for name in NAMES if name not in expected]
    assert not missing or f"the new issues don't have the label {', '.join(missing)}: GitHub refused POST" in done.text
    assert hub.run(ITEMS, config=PLAIN).issues_created == 0


def test_known_labels_stay_where_a_new_one_is_refused() -> None:
    hub = Hub.new()
    hub.run(document(PATH, "Add an alert"), config=PLAIN)
    hub.token = hub.world.token("t_triage", permissions={"contents": "read", "issues": "write", "labels": "read"})
    hub.run(ITEMS, config=ActionItemsConfig(labels=(*LABELS, Label("new"))))
    assert labels(hub)[1] == NAMES


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("request_number", [3, 4, 5])
def test_faults(request_number: int, fault: str) -> None:
    """Of the labels' and the milestone's requests: in the same run each item has its issue, unless GitHub asked to
    wait for too long, or the process was killed; after clean runs there is exactly one, in any case."""
    config = ActionItemsConfig(milestone="Reliability Q1")
    method = "GET" if request_number == 5 else "POST"
    if not meant(FAULTS[fault], method):
        return
    hub = Hub.new()
    hub.repo.milestone_as("bob", "Reliability Q1")
    hub.faults = {request_number: FAULTS[fault]}
    try:
        hub.run(ITEMS, config=config)
    except BaseException as error:
        assert type(error).__name__ == "Killed", error
    else:
        assert len(hub.repo.issues) == 2 or "too long" in fault, fault
    hub.faults = {}
    hub.run(ITEMS, config=config, max_wait=7200)
    settle(hub, ITEMS)
    assert not wrong(hub, {"Add an alert": 1, "Write a runbook": 1}, People({}, {}, {}, frozenset()))
    assert len(hub.repo.issues) == 2
    assert labels(hub) == [NAMES] * 2
