"""Issues in another repository than the documents: whose they are, what their links mean, and who may not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.github.issue_marker import parse
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import BOT, Level, Repository
from tests.github.issue_world import NAME, Hub
from tests.github.test_issue_support import PATH, Scene, action, document, ticket

BACKLOG = "org/backlog"
THERE = ActionItemsConfig(labels=(), repository=BACKLOG)


def hub_with(*names: str) -> tuple[Hub, Repository]:
    """The documents' repository, the backlog, and others."""
    hub = Hub.new()
    for name in (BACKLOG, *names):
        hub.world.repository(name).commit("main", {"README.md": "x"})
    return hub, hub.world.repositories[BACKLOG]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with FakeGitHub() as running:
        yield Scene.of(running)
    running.assert_clean()


def test_everything_is_written_there(scene: Scene) -> None:
    """Over sockets, with labels and milestone."""
    backlog = scene.github.repository(BACKLOG)
    milestone = backlog.milestone_as("bob", "Q1")
    config = ActionItemsConfig(repository="Org/Backlog", milestone="Q1")
    done = scene.run(document(PATH, "Add an alert", "Write a runbook"), config=config)
    assert (done.exit_code, done.issues_created, scene.repo.issues, scene.repo.labels) == (0, 2, [], {})
    (issue, _) = backlog.issues
    assert ([one.name for one in issue.labels], issue.milestone) == (["postmortem", "action-item"], milestone)
    sha = scene.repo.branches["main"]
    assert f"https://github.com/{NAME}/blob/{sha}/{PATH}?plain=1#L10" in (issue.body or "")
    assert "](https://github.com/Org/Backlog/issues/1)" in done.summary_markdown
    before = scene.github.count()
    edited = document(PATH, "Add an alert, soon", "Write a runbook")
    assert scene.run(edited, config=config).issues_updated == 1
    assert scene.github.count() - before == 2 + 2
    assert scene.run(edited, config=config).issues_updated == 0
    assert len(backlog.issues) == 2


def test_two_repositories_of_documents_share_one() -> None:
    hub, backlog = hub_with("alice/other")
    same = document(PATH, "Add an alert", "Write a runbook")
    for name in (NAME, "alice/other") * 2:
        hub.run(same, config=THERE, name=name)
    hub.run(same, name=BACKLOG)  # and it has documents of its own
    markers = [parse(issue.body or "") for issue in backlog.issues]
    assert [marker.source for marker in markers if marker] == [NAME] * 2 + ["alice/other"] * 2 + [""] * 2
    assert all(issue.state == "open" for issue in backlog.issues)
    # What goes, goes from one alone.
    done = hub.run(document(PATH, "Add an alert"), config=THERE, name="alice/other")
    assert "#4 Write a runbook" in done.text
    assert "#2 " not in done.text
    for name, config in ((NAME, THERE), ("alice/other", THERE), (BACKLOG, ActionItemsConfig(labels=()))):
        written = hub.writes
        hub.run(same, config=config, name=name)
        assert hub.writes == written


def test_its_own_name_is_no_other() -> None:
    hub = Hub.new()
    hub.run(document(PATH, "Add an alert"))
    done = hub.run(document(PATH, "Add an alert"), config=ActionItemsConfig(repository="Alice/Postmortems"))
    assert (done.issues_created, done.issues_updated, len(hub.repo.issues)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("repository", "kind", "expected"),
    [
        ("Org/Backlog", "github", ("adopt", 1, "has a ticket, #1")),
        ("org/backlog", "zenhub", ("adopt", 1, "has a ticket, #1")),
        (NAME, "github", ("keep", None, "has a ticket, #1")),
        ("", "github", ("keep", None, "has a ticket, #1")),  # "#1" is one of the documents' repository
    ],
)
def test_links(repository: str, kind: str, expected: tuple[str, int | None, str]) -> None:
    hub, backlog = hub_with()
    backlog.issue_as("bob", "Add an alert", "Mine.")
    item = action("Add an alert", tickets=(ticket(1, repository, kind),))
    shown = hub.run(document(PATH, item), config=THERE, dry_run=True, as_json=True).text
    (step,) = json.loads(shown)
    assert (step["action"], step["issue"], step["reason"]) == expected
    hub.run(document(PATH, item), config=THERE)
    assert hub.writes == 0


@pytest.mark.parametrize(
    ("permissions", "private", "status"),
    [({"contents": "read"}, False, "403"), ({}, True, "404")],
)
def test_a_token_that_cannot_write_there_is_one_sentence(
    permissions: Mapping[str, Level], private: bool, status: str
) -> None:
    hub, backlog = hub_with()
    backlog.private = private
    hub.token = hub.world.token("t_own", permissions=permissions)
    done = hub.run(document(PATH, "Add an alert"), config=ActionItemsConfig(repository=BACKLOG))
    first = done.text.splitlines()[0]
    assert done.exit_code == 3
    assert first.startswith(f"the token can't read and write the issues of org/backlog ({status} ")
    assert first.endswith("with `issues: write` on org/backlog and `contents: read` on alice/postmortems")
    assert len(done.text.splitlines()) == (2 if status == "403" else 1)  # which items are left


def test_issues_switched_off_there_are_one_sentence() -> None:
    hub, backlog = hub_with()
    backlog.has_issues = False
    done = hub.run(document(PATH, "Add an alert"), config=THERE)
    assert done.text.splitlines()[0] == (
        "issues are switched off in org/backlog: switch them on in its settings, or set repository to another under "
        "[action-items]"
    )


def test_a_transferred_issue_is_not_written_to() -> None:
    """Its address leads to its new repository."""
    hub, backlog = hub_with()
    hub.run(document(PATH, "Add an alert"), config=THERE)
    hub.meanwhile = lambda number, method, path: (
        setattr(backlog, "full_name", "org/elsewhere") if path.endswith("/issues/1") and method == "GET" else None
    )
    done = hub.run(document(PATH, "Add an alarm"), config=THERE)
    assert "it was moved or closed as a duplicate meanwhile" in done.text


def test_markers_of_before_are_read_as_they_were() -> None:
    """And one with a source is written back with it."""
    hub, backlog = hub_with()
    hub.run(document(PATH, "Add an alert"), config=THERE)
    (issue,) = backlog.issues
    marker = parse(issue.body or "")
    assert marker
    assert marker.source == NAME
    assert parse(marker.render()) == marker
    old = marker.render().replace(f" source={NAME.replace('/', '%2F')}", "")
    assert old != marker.render()
    assert (found := parse(old)) and found.source == ""


def test_an_issue_of_ours_without_a_marker_is_adopted_there_as_well() -> None:
    hub, backlog = hub_with()
    backlog.issue_as(BOT, "Add an alert", "by hand")
    assert hub.run(document(PATH, "Add an alert"), config=THERE).issues_adopted == 1
    assert (found := parse(backlog.issues[0].body or "")) and found.source == NAME
