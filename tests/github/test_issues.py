"""The issues over a stateful GitHub: once for each item, whatever goes wrong. (DESIGN, "The issues")"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.errors import ConfigError
from pm_lint.github.issue_body import END
from pm_lint.github.issues import run_issues
from pm_lint.record import replace
from tests.fake_github.exchange import Request
from tests.fake_github.faults import primary_limit, secondary_limit
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import BOT
from tests.github.test_issue_support import PATH, PLACE, TODAY, FakeClock, Scene, action, document, ticket

ISSUES = "/issues$"


@pytest.fixture
def scene() -> Iterator[Scene]:
    with FakeGitHub() as running:
        yield Scene.of(running)
    running.assert_clean()


def test_one_issue_for_each_item_then_nothing_new(scene: Scene) -> None:
    items = document(PATH, "Add an alert on queue depth.", "Write a runbook", "Page the database team")
    made = scene.run(items)
    assert (made.exit_code, made.verdict, made.issues_created) == (0, "pass", 3)
    assert scene.titles() == ["Add an alert on queue depth", "Write a runbook", "Page the database team"]
    assert scene.github.count() == 2 + 2 + 3  # two labels are made
    scene.push()  # a rerun on a later commit changes nothing either
    again = scene.run(items)
    assert (again.exit_code, again.issues_created, again.issues_updated) == (0, 0, 0)
    assert scene.github.count() == 2 + 2 + 3 + 2
    assert scene.clock.slept == [1.0] * 4


def test_an_issue_says_what_the_document_says(scene: Scene) -> None:
    scene.repo.collaborators.add("bob")
    scene.run(document(PATH, action("Add an alert", owner="bob", details="- for `queue`\n- cc @carol, fixes #1")))
    (issue,) = scene.repo.issues
    assert [user.login for user in issue.assignees] == ["bob"]
    assert [label.name for label in issue.labels] == ["postmortem", "action-item"]
    body = issue.body or ""
    assert body.startswith("<!-- pm-lint:1 incident=postmortems%2F2026%2D03%2D01%2Ddb.md item=")
    sha = scene.repo.branches["main"]
    assert f"(https://github.com/alice/postmortems/blob/{sha}/postmortems/2026-03-01-db.md?plain=1#L10)" in body
    assert "2026-03-01 Database outage" in body
    assert "SEV" in body
    assert not [mention for mention in ("@bob", "@carol", "#1,") if mention in body]
    assert body.endswith(END)


def test_an_edit_of_one_item_patches_one_issue(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert on queue depth", "Write a runbook", "Page the database team"))
    first = [issue.body for issue in scene.repo.issues]
    scene.push()
    done = scene.run(document(PATH, "Page the database team", "Add an alert on queue depth and age", "Write a runbook"))
    assert (done.issues_created, done.issues_updated) == (0, 1)
    assert scene.github.count("PATCH") == 1
    assert scene.titles() == ["Add an alert on queue depth and age", "Write a runbook", "Page the database team"]
    assert [issue.body for issue in scene.repo.issues][1:] == first[1:]
    assert f"{scene.repo.branches['main']}/" in (scene.repo.issues[0].body or "")


def test_peoples_text_title_labels_and_state_stay(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert on queue depth", "Write a runbook"))
    one, two = scene.repo.issues
    one.edit_as("bob", title="Alert!", body=(one.body or "").replace("\n", "\r\n") + "\r\n\r\nDone by Friday <b>\r\n")
    one.labels = []
    two.close_as("bob")
    done = scene.run(document(PATH, "Add an alert on queue depth and age", "Write a runbook"))
    assert (done.issues_created, done.issues_updated) == (0, 1)
    assert (one.title, one.labels, two.state) == ("Alert!", [], "closed")
    assert (one.body or "").endswith(END + "\r\n\r\nDone by Friday <b>\r\n")
    assert scene.run(document(PATH, "Add an alert on queue depth and age", "Write a runbook")).issues_updated == 0


def test_a_renamed_document_keeps_its_issues(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert", "Write a runbook"))
    done = scene.run(document("docs/postmortems/db.md", "Write a runbook", "Add an alert"))
    assert (done.issues_created, done.issues_updated) == (0, 2)
    assert scene.run(document("docs/postmortems/db.md", "Write a runbook", "Add an alert")).issues_updated == 0


def test_ticketed_blank_ticked_and_potential_items_make_no_issue(scene: Scene) -> None:
    other = scene.repo.issue_as("carol", "Replace the disk")
    done = scene.run(
        document(
            PATH,
            action("Replace the disk #1", tickets=(ticket(1),)),
            action("Fix OPS-12", tickets=(ticket(kind="jira"),)),
            action("TBD", blank=True),
            action("Done already", done=True),
            action("Perhaps", committed=False),
        )
    )
    assert (done.exit_code, done.issues_created, done.issues_adopted) == (0, 0, 1)
    assert scene.repo.issues == [other]
    assert not scene.github.writes


def test_an_unknown_assignee_is_named_in_the_body_only(scene: Scene) -> None:
    done = scene.run(document(PATH, action("Add an alert", owner="stranger")))
    (issue,) = scene.repo.issues
    assert (done.exit_code, done.issues_created, issue.assignees) == (0, 1, [])
    assert "stranger" in (issue.body or "")
    assert "@stranger" not in (issue.body or "")
    assert [label.name for label in issue.labels] == ["postmortem", "action-item"]


@pytest.mark.parametrize(
    "fault", [{"drop": "before"}, {"drop": "after"}, {"status": 502}, {"status": 502, "effect": True}]
)
@pytest.mark.parametrize("lag", [0, 2])
def test_a_lost_answer_makes_exactly_one_issue(scene: Scene, fault: dict[str, Any], lag: int) -> None:
    scene.repo.listing_lag = lag
    scene.github.fault(method="POST", path=ISSUES, nth=2, **fault)
    done = scene.run(document(PATH, "One alert", "A second thing", "Third"))
    assert done.exit_code == 0
    assert sorted(scene.titles()) == ["A second thing", "One alert", "Third"]
    assert done.issues_created + done.issues_adopted == 3
    had_effect = fault.get("drop") == "after" or "effect" in fault
    assert scene.github.count("POST", ISSUES) == (3 if had_effect else 4)
    scene.repo.listing_lag = 0
    waits = [second for second in scene.clock.slept if second >= 15]
    assert waits == ([15.0, 30.0, 60.0][: lag + 1] if had_effect else [15.0, 30.0, 60.0])


def test_a_listing_that_lags_for_too_long_is_swept(scene: Scene) -> None:
    scene.repo.listing_lag = 4
    scene.github.fault(method="POST", path=ISSUES, drop="after")
    scene.run(document(PATH, "One alert"))
    for _ in range(6):
        scene.run(document(PATH, "One alert"), dry_run=True)
    scene.run(document(PATH, "One alert"))
    assert [(issue.number, issue.state, issue.state_reason) for issue in scene.repo.issues] == [
        (1, "open", None),
        (2, "closed", "duplicate"),
    ]
    assert "#1" in (scene.repo.issues[1].body or "")


def test_two_runs_at_once_are_swept_but_never_what_a_person_touched(scene: Scene) -> None:
    scene.repo.listing_lag = 1
    scene.run(document(PATH, "One alert", "Write a runbook"))
    scene.run(document(PATH, "One alert", "Write a runbook"))  # it could not see what the first made
    assert len(scene.open) == 4
    scene.repo.listing_lag = 0
    scene.repo.issues[3].comment_as("bob", "on it")
    scene.run(document(PATH, "One alert", "Write a runbook"), dry_run=True)
    done = scene.run(document(PATH, "One alert", "Write a runbook"))
    assert done.issues_closed == 1
    assert [issue.number for issue in scene.open] == [1, 2, 4]
    assert "duplicate of #2" in done.text
    again = scene.run(document(PATH, "One alert", "Write a runbook"))
    assert (again.issues_created, again.issues_closed, again.issues_updated) == (0, 0, 0)


def test_an_update_whose_answer_is_lost_is_decided_anew(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert on queue depth"))
    scene.github.fault(method="PATCH", drop="after")
    done = scene.run(document(PATH, "Add an alert on queue age"))
    assert (done.exit_code, done.issues_updated, scene.titles()) == (0, 1, ["Add an alert on queue age"])
    assert scene.github.count("PATCH") == 1


def test_more_than_max_new_makes_none(scene: Scene) -> None:
    items = document(PATH, *(f"Do thing number {number}" for number in range(21)))
    done = scene.run(items)
    assert (done.exit_code, done.verdict, done.issues_created, done.issues_deferred) == (1, "fail", 0, 21)
    assert "max-new: 21" in done.text
    assert not scene.github.writes
    assert scene.run(items, max_new=21).issues_created == 21


def test_a_partial_failure_names_what_is_missing_and_the_next_run_completes(scene: Scene) -> None:
    scene.github.fault(
        method="POST", path=ISSUES, nth=2, status=422, body={"message": "Validation Failed", "errors": ["odd"]}
    )
    done = scene.run(document(PATH, "One alert", "A second thing", "Third"))
    assert (done.exit_code, done.verdict, done.issues_created, done.issues_deferred) == (3, "incomplete", 2, 1)
    assert f"create {PATH}:11 A second thing" in done.text
    assert scene.run(document(PATH, "One alert", "A second thing", "Third")).issues_created == 1
    assert scene.titles() == ["One alert", "Third", "A second thing"]


def test_a_read_only_token_stops_at_the_first_write(scene: Scene) -> None:
    done = scene.run(document(PATH, "One alert", "A second thing"), token="t_read")
    assert (done.exit_code, done.issues_deferred, scene.github.count("POST", ISSUES)) == (3, 2, 1)
    assert "issues: write" in done.text


def test_a_rate_limit_is_waited_out_or_left_to_the_next_run(scene: Scene) -> None:
    scene.github.fault(method="POST", path=ISSUES, **secondary_limit(30))
    assert scene.run(document(PATH, "One alert")).issues_created == 1
    assert 30.0 in scene.clock.slept
    scene.github.fault(method="POST", path=ISSUES, nth=2, **primary_limit(int(scene.clock.now()) + 3600))
    done = scene.run(document(PATH, "One alert", "A second thing", "Third one"))
    assert (done.exit_code, done.issues_created, done.issues_deferred) == (3, 1, 1)
    assert "max-wait" in done.text
    assert f"create {PATH}:12 Third one" in done.text


def test_an_answer_without_a_number_is_not_believed(scene: Scene) -> None:
    scene.github.fault(method="POST", path=ISSUES, status=201, body={}, effect=True)
    done = scene.run(document(PATH, "One alert"))
    assert (done.exit_code, done.issues_adopted, len(scene.open)) == (0, 1, 1)


def test_a_server_that_stays_down_leaves_the_rest_to_the_next_run(scene: Scene) -> None:
    scene.github.fault(method="POST", path=ISSUES, times=2, status=500)
    done = scene.run(document(PATH, "One alert", "A second thing"))
    assert (done.exit_code, done.issues_created, done.issues_deferred) == (3, 0, 2)
    assert scene.run(document(PATH, "One alert", "A second thing")).issues_created == 2


def test_a_person_who_writes_during_the_run_loses_nothing(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert on queue depth"))
    (issue,) = scene.repo.issues

    def note(request: Request) -> bool:
        if request.method == "GET" and request.path.endswith("/issues/1"):  # after the listing
            issue.edit_as("bob", title="Mine", body=f"{issue.body}\nMy note")
        return False

    scene.github.fault(match=note)
    assert scene.run(document(PATH, "Add an alert on queue age")).issues_updated == 1
    assert issue.title == "Mine"
    assert (issue.body or "").endswith(f"{END}\nMy note")


def test_an_issue_deleted_during_the_run_is_named(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert on queue depth", "Write a runbook"))
    scene.github.fault(method="GET", path="/issues/1$", status=410, body={"message": "This issue was deleted"})
    done = scene.run(document(PATH, "Add an alert on queue age", "Write a runbook for it"))
    assert (done.exit_code, done.issues_updated) == (3, 1)
    assert f"update {PATH}:10" in done.text


def test_issues_switched_off(scene: Scene) -> None:
    scene.repo.has_issues = False
    done = scene.run(document(PATH, "One alert", "A second thing"))
    assert done.exit_code == 3
    assert "switched off" in done.text


def test_a_listing_that_breaks_off_writes_nothing(scene: Scene) -> None:
    for number in range(120):
        scene.repo.issue_as(BOT, f"Other {number}")
    scene.github.fault(method="GET", path=ISSUES, nth=2, times=9, status=502)
    done = scene.run(document(PATH, "One alert"))
    assert (done.exit_code, done.verdict) == (3, "incomplete")
    assert not scene.github.writes


def test_a_later_tip_supersedes(scene: Scene) -> None:
    old = scene.repo.branches["main"]
    scene.push()
    done = scene.run(document(PATH, "One alert"), sha=old)
    assert (done.exit_code, done.verdict, scene.github.count()) == (0, "incomplete", 1)
    assert "superseded" in done.text


def test_create_false_asks_github_nothing(scene: Scene) -> None:
    done = scene.run(document(PATH, "One alert"), config=ActionItemsConfig(create=False))
    assert (done.exit_code, scene.github.count()) == (0, 0)
    assert "create = false" in done.text


def test_another_login_stops_before_it_repeats_itself(scene: Scene) -> None:
    token = scene.github.token(login="robot", permissions={"issues": "write", "contents": "read"})
    with pytest.raises(ConfigError, match=r"'robot' to creators under \[action-items\]"):
        scene.run(document(PATH, "One alert", "A second thing"), token=token)
    assert not scene.github.writes
    done = scene.run(document(PATH, "One alert"), token=token, config=ActionItemsConfig(creators=("Robot",)))
    assert (done.exit_code, len(scene.open)) == (0, 1)


def test_a_login_is_the_same_without_the_suffix_of_an_app(scene: Scene) -> None:
    """GraphQL may leave it out; REST never does, and so a mistake in the configuration is still said."""
    target = {"defaultBranchRef": {"name": "main", "target": {"oid": scene.repo.branches["main"]}}}
    answer = {"data": {"viewer": {"login": "github-actions"}, "repository": target}}
    scene.github.fault(path="/graphql$", status=200, body=answer)
    assert scene.run(document(PATH, "One alert")).issues_created == 1
    config = ActionItemsConfig(creators=("github-actions",))
    written = len(scene.github.writes)
    with pytest.raises(ConfigError, match=r"'github-actions\[bot\]' to creators"):
        scene.run(document(PATH, "One alert"), config=config)
    assert len(scene.github.writes) == written
    scene.github.fault(path="/graphql$", status=200, body=answer)
    done = scene.run(document(PATH, "One alert"), config=config)
    assert done.exit_code == 3 and "'github-actions[bot]' to creators" in done.text


@pytest.mark.parametrize("data", [{}, {"viewer": None, "repository": None}, {"repository": {"defaultBranchRef": None}}])
def test_a_tip_that_github_does_not_name(scene: Scene, data: dict[str, Any]) -> None:
    scene.github.fault(path="/graphql$", status=200, body={"data": data})
    done = scene.run(document(PATH, "One alert"))
    assert done.exit_code == 3 and "no default branch" in done.text and not scene.github.writes


def test_a_dry_run_of_some_documents_knows_the_others(scene: Scene) -> None:
    other = document("postmortems/other.md", "Write a runbook", "Page the database team")
    scene.run(document(PATH, "Add an alert"), other)
    both = (document(PATH, "Add an alert", "Replace the disk"), other)
    done = scene.run(*both, dry_run=True, as_json=True, only={PATH})
    assert [(step["action"], step["path"]) for step in json.loads(done.text)] == [("keep", PATH), ("create", PATH)]


def test_other_peoples_markers_are_not_believed(scene: Scene) -> None:
    scene.run(document(PATH, "One alert"))
    (ours,) = scene.repo.issues
    scene.repo.delete_issue(ours)
    scene.repo.issue_as("mallory", ours.title, ours.body)
    assert scene.run(document(PATH, "One alert")).issues_created == 1


def test_one_of_ours_with_exactly_our_title_is_adopted(scene: Scene) -> None:
    issue = scene.repo.issue_as(BOT, "Add an alert", "Old text")
    done = scene.run(document(PATH, "Add an alert."))
    assert (done.issues_created, done.issues_adopted) == (0, 1)
    assert (issue.body or "").endswith("\n\nOld text")
    again = scene.run(document(PATH, "Add an alert."))
    assert (again.issues_adopted, again.issues_updated) == (0, 0)


def test_a_removed_item_is_said_and_its_issue_left(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert", "Write a runbook"))
    done = scene.run(document(PATH, "Add an alert"))
    assert "#2 Write a runbook" in done.text
    assert len(scene.open) == 2


def test_old_incidents_are_out_of_scope_and_undated_ones_in(scene: Scene) -> None:
    old = document("postmortems/old.md", "Old thing", day=TODAY.replace(year=2025))
    unreadable = replace(document("postmortems/broken.md"), postmortem=None)
    done = scene.run(old, unreadable, document("postmortems/undated.md", "New thing", day=None))
    assert scene.titles() == ["New thing"]
    assert "1 document left alone" in done.text
    assert "postmortems/broken.md" in done.text


def test_a_dry_run_writes_nothing(scene: Scene) -> None:
    scene.run(document(PATH, "Add an alert"))
    written = len(scene.github.writes)
    done = scene.run(document(PATH, "Add an alert", "Write a runbook"), dry_run=True, as_json=True)
    steps = json.loads(done.text)
    assert [(step["action"], step["issue"], step["line"]) for step in steps] == [("keep", 1, 10), ("create", None, 11)]
    assert list(steps[0]) == ["action", "path", "line", "text", "title", "issue", "reason"]
    assert len(scene.github.writes) == written


def test_a_dry_run_without_github_says_so() -> None:
    done = run_issues(
        None, PLACE, [document(PATH, "::error::x ##[group]\x1b[2J")], ActionItemsConfig(),
        today=TODAY, dry_run=True, clock=FakeClock(),
    )  # fmt: skip
    first, counts, second = done.text.splitlines()
    assert counts == "1 to create"
    assert first.startswith("create  new")
    assert "\x1b" not in first
    assert "##[" not in first
    assert "without GitHub" in second
