"""Open or closed: what is closed, what is left to people, and where documents and GitHub differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.github.issue_marker import parse
from pm_lint.github.issue_state import closes_for_tick, difference, too_many_gone, unticked_since
from pm_lint.linter import Checked
from pm_lint.postmortem.model import ActionItem
from pm_lint.record import replace
from tests.fake_github.state import Issue
from tests.github.issue_world import CONFIG, Hub
from tests.github.test_issue_support import DAY, PATH, action, document, items_of, known, marker_of, ticket

ALERT, RUNBOOK, PAGER, DISKS = "Add an alert on queue depth", "Write a runbook", "Page the team at night", "Order disks"
BOTH = replace(CONFIG, close_done=True, close_removed=True)


def ticked(text: str) -> ActionItem:
    return action(text, done=True)


def lived(*documents: Sequence[str | ActionItem], config: ActionItemsConfig = BOTH) -> Hub:
    """A world after a run for each state of the document."""
    hub = Hub.new()
    for items in documents:
        hub.run(document(PATH, *items), config=config)
    return hub


def states(hub: Hub) -> list[str]:
    return [issue.state_reason or issue.state for issue in hub.repo.issues]


@pytest.mark.parametrize(
    ("open_", "why", "done", "said"),
    [
        (True, "", False, ""),
        (True, "reopened", False, ""),
        (True, "", True, "marked as done in the document, but the issue is open"),
        (True, "reopened", True, "marked as done in the document, but the issue is open: it was reopened"),
        (False, "completed", True, ""),
        (False, "not_planned", True, ""),
        (False, "completed", False, "closed as completed, but not marked as done in the document"),
        (False, "not_planned", False, "closed as not planned, but the document still asks for it"),
        (False, "duplicate", False, "closed as a duplicate, but the document links no other ticket for it"),
        (False, "", False, "closed, but not marked as done in the document"),
    ],
)
def test_difference(open_: bool, why: str, done: bool, said: str) -> None:
    (item,) = items_of(document(PATH, action(ALERT, done=done)))
    assert difference(item, known(item, open=open_, why=why)) == said


@pytest.mark.parametrize(
    ("open_", "why", "marked", "done", "closes", "mark"),
    [
        (True, "", False, True, True, False),
        (True, "", False, False, False, False),
        (True, "reopened", False, True, False, False),  # a person wants it open
        (True, "reopened", False, False, False, True),  # and now the document agrees
        (True, "reopened", True, False, False, True),
        (True, "reopened", True, True, True, False),
        (False, "completed", True, True, False, False),
        (False, "completed", False, False, False, False),
    ],
)
def test_a_tick_and_a_reopened_issue(open_: bool, why: str, marked: bool, done: bool, closes: bool, mark: bool) -> None:
    (item,) = items_of(document(PATH, action(ALERT, done=done)))
    issue = known(item, open=open_, why=why)
    issue = replace(issue, marker=replace(marker_of(issue), unticked=marked))
    assert (closes_for_tick(item, issue), unticked_since(item, issue)) == (closes, mark)


@pytest.mark.parametrize(
    ("gone", "kept", "allowed", "stops"),
    [(0, 0, 0, False), (1, 1, 0, False), (2, 1, 0, True), (1, 0, 0, True), (2, 1, 2, False), (3, 1, 2, True)],
)
def test_too_many_gone(gone: int, kept: int, allowed: int, stops: bool) -> None:
    assert too_many_gone(gone, kept, allowed) is stops


# -- ticked off --------------------------------------------------------------------------------------------------------


def test_a_tick_closes_the_issue_as_completed_with_what_else_changed() -> None:
    hub = lived([ALERT, RUNBOOK])
    hub.repo.issues[0].edit_as("bob", body=f"{hub.repo.issues[0].body}\n\nDone by me.")
    before = hub.requests
    done = hub.run(document(PATH, ticked(f"{ALERT} and age"), RUNBOOK), config=BOTH)
    assert (states(hub), done.issues_closed, done.issues_updated, hub.requests - before) == (
        ["completed", "open"], 1, 0, 4
    )  # fmt: skip
    assert hub.repo.issues[0].title == f"{ALERT} and age"
    assert (hub.repo.issues[0].body or "").endswith("\n\nDone by me.")
    again = hub.run(document(PATH, ticked(f"{ALERT} and age"), RUNBOOK), config=BOTH)
    assert (again.issues_closed, hub.requests - before) == (0, 6)


def test_without_close_done_a_tick_is_only_said() -> None:
    hub = lived([ALERT], [ticked(ALERT)], config=CONFIG)
    assert states(hub) == ["open"]
    said = hub.run(document(PATH, ticked(ALERT)))
    line = f"#1 {ALERT} ({PATH}:10): marked as done in the document, but the issue is open"
    assert said.text == f"action items about which the documents and GitHub differ: 1\n  {line}\n"
    link = "[#\u200b1](https://github.com/alice/postmortems/issues/1)"
    assert f"differ: 1\n\n- {link}: Add an alert on queue depth" in said.summary_markdown
    assert said.exit_code == 0


def test_who_reopens_is_obeyed_until_the_item_is_unticked_and_ticked_again() -> None:
    hub = lived([ALERT], [ticked(ALERT)])
    (issue,) = hub.repo.issues
    issue.reopen_as("bob")
    for _ in range(2):
        said = hub.run(document(PATH, ticked(ALERT)), config=BOTH)
        assert (issue.state, said.issues_updated) == ("open", 0)
        assert "it was reopened" in said.text
    assert hub.run(document(PATH, ALERT), config=BOTH).issues_updated == 1
    assert hub.run(document(PATH, ALERT), config=BOTH).issues_updated == 0
    assert hub.run(document(PATH, ticked(ALERT)), config=BOTH).issues_closed == 1
    assert (issue.state, parse(issue.body or "").unticked) == ("closed", False)  # type: ignore[union-attr]
    issue.reopen_as("bob")
    assert hub.run(document(PATH, ticked(ALERT)), config=BOTH).issues_closed == 0


def test_what_a_person_closed_and_reopened_while_it_was_ticked_stays_open() -> None:
    hub = lived([ALERT])
    (issue,) = hub.repo.issues
    issue.close_as("bob")
    hub.run(document(PATH, ticked(ALERT)), config=BOTH)
    issue.reopen_as("bob")
    assert hub.run(document(PATH, ticked(ALERT)), config=BOTH).issues_closed == 0


def test_nothing_is_reopened_when_a_tick_is_taken_back() -> None:
    hub = lived([ALERT], [ticked(ALERT)], [ALERT])
    assert states(hub) == ["completed"]
    assert "closed as completed, but not marked as done" in hub.run(document(PATH, ALERT), config=BOTH).text


def test_an_issue_reopened_during_the_run_stays_open() -> None:
    hub = lived([ALERT])
    (issue,) = hub.repo.issues
    first = hub.requests + 3  # its issue is read again

    def reopen(number: int, method: str, path: str) -> None:
        if number == first:
            issue.close_as("bob")
            issue.reopen_as("bob")

    hub.meanwhile = reopen
    done = hub.run(document(PATH, ticked(ALERT)), config=BOTH)
    assert (issue.state, done.exit_code, done.issues_closed) == ("open", 3, 0)
    assert "somebody has reopened it meanwhile" in done.text


def test_a_ticked_item_of_a_persons_ticket_is_left_alone() -> None:
    hub = lived([ALERT])
    theirs = hub.repo.issue_as("bob", "Mine", "")
    hub.run(document(PATH, ALERT, action(f"Mine (#{theirs.number})", done=True, tickets=(ticket(2),))), config=BOTH)
    assert theirs.state == "open"


# -- gone --------------------------------------------------------------------------------------------------------------


def test_an_item_that_is_gone_closes_its_issue_as_not_planned() -> None:
    hub = lived([ALERT, RUNBOOK])
    before, written = hub.requests, hub.repo.issues[1].body
    done = hub.run(document(PATH, ALERT), config=BOTH)
    assert (states(hub), done.issues_closed, hub.requests - before) == (["open", "not_planned"], 1, 4)
    assert hub.repo.issues[1].body == written
    assert hub.run(document(PATH, ALERT), config=BOTH).issues_closed == 0
    back = hub.run(document(PATH, ALERT, RUNBOOK), config=BOTH)
    assert (back.issues_created, states(hub)) == (0, ["open", "not_planned"])
    assert "closed as not planned, but the document still asks for it" in back.text


@pytest.mark.parametrize(
    "touch",
    [
        lambda one: one.comment_as("bob", "On it"),
        lambda one: one.edit_as("bob", title="Mine"),
        lambda one: one.edit_as("bob", body=f"{one.body}\n\nMine"),
        lambda one: (one.close_as("bob"), one.reopen_as("bob")),
    ],
    ids=["comment", "title", "text", "reopened"],
)
def test_a_persons_issue_stays_open_when_its_item_is_gone(touch: Callable[[Issue], object]) -> None:
    hub = lived([ALERT, RUNBOOK])
    touch(hub.repo.issues[1])
    done = hub.run(document(PATH, ALERT), config=BOTH)
    assert (hub.repo.issues[1].state, done.issues_closed, done.exit_code) == ("open", 0, 0)
    assert "no longer in the document, and somebody has worked on it; close the issue by hand if it is off" in done.text


def test_more_than_half_gone_closes_nothing_until_it_is_allowed() -> None:
    hub = lived([ALERT, RUNBOOK, PAGER, DISKS])
    written = hub.writes
    for dry_run in (True, False):
        done = hub.run(document(PATH, ALERT), config=BOTH, dry_run=dry_run)
        assert (done.exit_code, done.verdict, hub.writes) == (1, "fail", written)
        assert (
            "3 of 4 known action items are gone at once, so nothing is written and none of their issues is closed; if "
            "they were removed on purpose, close the issues by hand, or set max-removed = 3 under [action-items]"
        ) in done.text
    allowed = hub.run(document(PATH, ALERT), config=replace(BOTH, max_removed=3))
    assert (allowed.exit_code, allowed.issues_closed) == (0, 3)


def test_peoples_tickets_are_none_of_the_known_items() -> None:
    hub = lived([ALERT])
    theirs = hub.repo.issue_as("bob", "Mine", "")
    done = hub.run(document(PATH, action("Mine (#2)", tickets=(ticket(theirs.number),))), config=BOTH)
    assert (done.exit_code, done.issues_closed) == (1, 0)


@pytest.mark.parametrize(
    ("deed", "exit_code", "text"),
    [
        (lambda one: one.comment_as("bob", "On it"), 3, "somebody has worked on it meanwhile"),
        (lambda one: one.close_as("bob"), 0, ""),
    ],
)
def test_what_a_person_does_during_the_run_comes_first(
    deed: Callable[[Issue], object], exit_code: int, text: str
) -> None:
    hub = lived([ALERT, RUNBOOK])
    issue, first, written = hub.repo.issues[1], hub.requests + 3, hub.writes

    def act(number: int, method: str, path: str) -> None:
        if number == first:
            deed(issue)

    hub.meanwhile = act
    done = hub.run(document(PATH, ALERT), config=BOTH)
    assert (done.exit_code, hub.writes, issue.state_reason) in ((3, written, None), (0, written, "completed"))
    assert done.exit_code == exit_code and text in done.text


def test_what_was_gone_long_ago_does_not_count() -> None:
    hub = lived([ALERT, RUNBOOK, PAGER, DISKS])
    for issue in hub.repo.issues[2:]:
        issue.comment_as("bob", "Mine now")
    hub.run(document(PATH, ALERT, RUNBOOK), config=BOTH)
    done = hub.run(document(PATH, ALERT), config=BOTH)
    assert (done.exit_code, done.issues_closed) == (0, 1)


OTHER = document("postmortems/other.md", "Something else", "And more")


@pytest.mark.parametrize(
    ("documents", "there", "closed"),
    [
        ([OTHER], False, 1),
        ([OTHER], True, 0),  # the file is there, but no document any more: `paths` say so
        ([OTHER, replace(document(PATH), postmortem=None)], True, 0),
        ([OTHER, document(PATH, day=DAY.replace(year=2020))], True, 0),
    ],
    ids=["file gone", "not among the paths", "unreadable", "out of scope"],
)
def test_only_a_document_that_is_gone_says_that_its_items_are(
    documents: list[Checked], there: bool, closed: int
) -> None:
    hub = Hub.new()
    hub.run(document(PATH, ALERT), OTHER, config=BOTH)
    done = hub.run(*documents, config=BOTH, exists=lambda path: there and path == PATH)
    assert (done.exit_code, done.issues_closed) == (0, closed)


def test_a_renamed_document_loses_nothing() -> None:
    hub = lived([ALERT, RUNBOOK])
    done = hub.run(document("postmortems/renamed.md", ALERT, RUNBOOK), config=BOTH)
    assert (done.issues_closed, done.issues_created, done.issues_updated) == (0, 0, 2)


def test_a_dry_run_says_what_is_closed_and_what_differs() -> None:
    hub = lived([ALERT, RUNBOOK, PAGER])
    hub.repo.issues[2].close_as("bob", "not_planned")
    now = document(PATH, ticked(ALERT), PAGER)
    plan = json.loads(hub.run(now, config=BOTH, dry_run=True, as_json=True).text)
    assert [(step["action"], step["issue"], step["reason"]) for step in plan] == [
        ("close", 1, "marked as done in the document"),
        ("keep", 3, "up to date; closed as not planned, but the document still asks for it"),
        ("close", 2, "the item is no longer in the document"),
    ]
    assert "marked as done in the document, but the issue is open" in hub.run(now, dry_run=True).text


def test_of_many_differences_the_first_are_named() -> None:
    hub = Hub.new()
    texts = [f"{word} the {thing}" for word in ("Add", "Fix", "Buy", "Move") for thing in "abcdefghijklmnopqrst"]
    hub.run(document(PATH, *texts), max_new=80)
    said = hub.run(document(PATH, *map(ticked, texts)))
    assert said.text.count("#") == said.summary_markdown.count("- [#") == 50
    assert "and 30 more, which `pm-lint issues --dry-run` names" in said.text
    assert "and 30 more" in said.summary_markdown


def test_create_false_closes_nothing() -> None:
    hub = lived([ALERT])
    done = hub.run(document(PATH, ticked(ALERT)), config=replace(BOTH, create=False))
    assert (done.issues_closed, states(hub)) == (0, ["open"])


# -- whatever people do to an issue ------------------------------------------------------------------------------------


def gone(issue: Issue) -> None:
    issue.repo.delete_issue(issue)


@pytest.mark.parametrize(
    ("deed", "created", "updated"),
    [
        (gone, 1, 0),  # deleted or transferred: it can't be seen, and is made again
        (lambda one: one.close_as("bob"), 0, 1),
        (lambda one: one.close_as("bob", "not_planned"), 0, 1),
        (lambda one: setattr(one, "locked", True), 0, 1),
        (lambda one: one.labels.clear(), 0, 1),
        (lambda one: one.edit_as("bob", title="Mine"), 0, 1),
        (lambda one: one.edit_as("bob", body=f"{one.body}\r\n\r\nMine"), 0, 1),
        (lambda one: one.edit_as("bob", body=(one.body or "").replace("Incident", "Accident")), 0, 1),
        (lambda one: one.edit_as("bob", body=(one.body or "").replace("<!-- /pm-lint -->", "")), 0, 1),
    ],
    ids=[
        "deleted", "closed", "not planned", "locked", "relabelled", "retitled", "written below", "hand-edited",
        "end mark deleted",
    ],
)  # fmt: skip
def test_whatever_people_do_the_item_keeps_its_issue(deed: Callable[[Issue], Any], created: int, updated: int) -> None:
    hub = lived([ALERT, RUNBOOK], config=CONFIG)
    issue = hub.repo.issues[0]
    deed(issue)
    title, state, labels = issue.title, issue.state, [one.name for one in issue.labels]
    done = hub.run(document(PATH, f"{ALERT} and age", RUNBOOK))
    assert (done.exit_code, done.issues_created, done.issues_updated) == (0, created, updated)
    if updated:
        retitled = f"{ALERT} and age" if title == ALERT else title
        assert (issue.title, issue.state, [one.name for one in issue.labels]) == (retitled, state, labels)
        assert f"**{ALERT} and age**" in (issue.body or "")
    again = hub.run(document(PATH, f"{ALERT} and age", RUNBOOK))
    assert (again.issues_created, again.issues_updated) == (0, 0)


def test_a_listing_that_lags_behind_an_edit_makes_a_second_issue_which_is_said_and_left_to_people() -> None:
    """Nobody can know: a second item may as well have been added, and the first removed later."""
    hub = Hub.new()
    hub.run(document(PATH, ALERT, RUNBOOK))
    hub.repo.issues[0].hidden_listings = 1
    assert hub.run(document(PATH, f"{ALERT} and age", RUNBOOK)).issues_created == 1
    done = hub.run(document(PATH, f"{ALERT} and age", RUNBOOK))
    assert len(hub.open) == 3
    assert f"#1 {ALERT} ({PATH}): the item is no longer in the document; #3, made later, says much" in done.text
    assert hub.run(document(PATH, f"{ALERT} and age", RUNBOOK), config=BOTH).issues_closed == 1
    assert states(hub) == ["not_planned", "open", "open"]
