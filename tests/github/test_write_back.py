"""The links to their issues, proposed by one pull request: what is in it, when it is made, and what people may do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pm_lint.github.action import real_tools
from pm_lint.github.client import Client
from pm_lint.github.event import parse_event
from pm_lint.github.inputs import Inputs
from pm_lint.github.issue_plan import Step
from pm_lint.github.issues import run_issues
from pm_lint.github.outcome import Context
from pm_lint.github.place import Place
from pm_lint.github.review import run_review
from pm_lint.github.transport import Answer, Transport
from pm_lint.github.write_back import Target, wanted
from pm_lint.github.write_back_text import (
    BRANCH,
    END,
    TITLE,
    Head,
    LinkedItem,
    blob_id,
    body,
    digest,
    issues_in,
    message,
    revised,
)
from pm_lint.record import replace
from tests.fake_github.direct import Direct
from tests.fake_github.git import Submodule, Symlink
from tests.fake_github.server import FakeGitHub
from tests.github.issue_world import CONFIG
from tests.github.test_issue_support import TODAY, action, document, ticket
from tests.github.write_back_world import ON, PATH, TWO, WRITER, Team, link, linked, text

LINKED = linked(TWO)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    made = FakeGitHub()
    yield made
    made.assert_clean()


@pytest.fixture
def team(github: FakeGitHub) -> Team:
    return Team.of({PATH: TWO}, github)


def test_one_pull_request_then_nothing_new(team: Team) -> None:
    done = team.run()
    (pull,) = team.open
    assert (done.exit_code, done.verdict, done.issues_created) == (0, "pass", 2)
    assert team.proposed == LINKED
    assert [change.path for change in pull.files()] == [PATH]
    assert (pull.title, pull.head, pull.base) == (TITLE, BRANCH, "main")
    assert f"#{pull.number} proposes to write the links of 2 action items" in done.text
    address = "https://github.com/alice/postmortems/pull/3"
    assert address in done.text and f"[The pull request with the links]({address})" in done.summary_markdown
    assert len(team.requests) == 2 + 2 + 5
    head, text_now = pull.head_sha, pull.body
    again = team.run()
    assert (again.exit_code, len(team.requests), len(team.repo.pulls)) == (0, 2 + 1, 1)
    assert (pull.head_sha, pull.body) == (head, text_now)
    assert address in again.text


def test_off_by_default_and_then_it_asks_for_nothing(team: Team) -> None:
    done = team.run(config=CONFIG)
    assert (done.exit_code, len(team.requests), team.repo.pulls) == (0, 2 + 2, [])
    team.run(config=CONFIG)
    assert len(team.requests) == 2


@pytest.mark.parametrize("method", ["squash", "merge", "rebase"])
@pytest.mark.parametrize("deleted", [True, False])
def test_after_the_merge_the_link_is_the_identity(team: Team, method: str, deleted: bool) -> None:
    team.run()
    team.merge(method)
    if deleted:
        team.repo.delete_branch(BRANCH)
    done = team.run()
    assert (done.exit_code, done.issues_created, len(team.requests), team.open) == (0, 0, 2 + 1, [])
    team.repo.commit("main", {PATH: LINKED.replace("Add an alert", "Order 200 metres of cable") + "- Third thing\n"})
    done = team.run()
    assert (done.issues_created, len(team.repo.issues)) == (1, 3)
    assert team.proposed == LINKED.replace("Add an alert", "Order 200 metres of cable") + f"- Third thing {link(4)}\n"
    assert team.links == [{4}]


def test_new_items_go_into_the_same_pull_request(team: Team) -> None:
    team.run()
    (pull,) = team.open
    other = "postmortems/2026-03-02-api.md"
    team.repo.commit("main", {PATH: TWO + "- Third thing\n", other: text("Page the team")})
    done = team.run()
    assert (done.issues_created, team.open) == (2, [pull])
    assert len(team.requests) == 2 + 2 + 5
    assert team.proposed == f"{LINKED}- Third thing {link(4)}\n"
    assert sorted(change.path for change in pull.files()) == [PATH, other]
    assert team.links == [{1, 2, 4, 5}]
    assert team.repo.store.commits[pull.head_sha].parents == (team.repo.branches["main"],)


def test_a_change_elsewhere_leaves_the_proposal_as_it_is(team: Team) -> None:
    team.run()
    head = team.repo.branches[BRANCH]
    team.repo.commit("main", {"README.md": "new"})
    team.run()
    assert (team.repo.branches[BRANCH], len(team.requests)) == (head, 2 + 1)


def test_an_edit_of_the_document_is_taken_along(team: Team) -> None:
    team.run()
    team.repo.commit("main", {PATH: TWO.replace("Action Items", "Action Items\n\nSee below.")})
    team.run()
    assert team.proposed == LINKED.replace("Action Items", "Action Items\n\nSee below.")
    assert len(team.repo.pulls) == 1


BYTES = {
    "a byte order mark": b"\xef\xbb\xbf" + TWO.encode(),
    "line ends of Windows": TWO.replace("\n", "\r\n").encode(),
    "mixed line ends": TWO.replace("alert\n", "alert\r\n").encode(),
    "no line break at the end": TWO.rstrip("\n").encode(),
    "tabs and white space": TWO.replace("- ", "-\t").replace("alert", "alert \t ").encode(),
    "other alphabets": TWO.replace("alert", "alert für Schlänge 監視 🚨\u00a0\u200d").encode(),
    "a lone carriage return": TWO.replace("## Action", "a\rb\n\n## Action").encode(),
    "a form feed and separators": TWO.replace("## Action", "a\x0cb\x85c\u2028d\n\n## Action").encode(),
    "larger than GraphQL gives": TWO.replace("## Action", f"```\n{'x' * 520_000}\n```\n\n## Action").encode(),
}


@pytest.mark.parametrize("name", BYTES)
def test_nothing_else_is_touched(github: FakeGitHub, name: str) -> None:
    team = Team.of({PATH: BYTES[name]}, github)
    team.run()
    data = team.repo.file(PATH, BRANCH) or b""
    links = [f" {link(number)}".encode() for number in (1, 2)]
    assert [data.count(one) for one in links] == [1, 1]
    assert data.replace(links[0], b"").replace(links[1], b"") == BYTES[name]


def test_a_files_mode_stays(team: Team) -> None:
    tree = dict(team.repo.store.commits[team.repo.branches["main"]].tree)
    tree[PATH] = ("100755", tree[PATH][1])
    made = team.repo.store.commit_tree((team.repo.branches["main"],), tree, "x", "alice", team.repo.clock.now)
    team.repo.move_branch("main", made.sha)
    team.run()
    assert team.repo.store.commits[team.repo.branches[BRANCH]].tree[PATH][0] == "100755"


def test_which_items_are_linked(github: FakeGitHub) -> None:
    old = "postmortems/2025-01-01-old.md"
    items = ("Add an alert", "[x] Ticked off", "TBD", "Has one (#1)", "Same thing", "Same thing")
    both = text(*items) + "\n## Potential Action Items\n\n- Perhaps this\n"
    team = Team.of({PATH: both, old: text("Long ago").replace("2026-03-01", "2025-01-01")}, github)
    team.repo.issue_as("carol", "Somebody's")
    done = team.run()
    assert done.issues_created == 3
    assert team.proposed == both.replace("alert", f"alert {link(2)}").replace(
        "- Same thing\n- Same thing", f"- Same thing {link(3)}\n- Same thing {link(4)}"
    )


def test_a_known_issue_is_linked_even_if_it_is_closed(team: Team) -> None:
    team.run(config=CONFIG)
    team.repo.issues[0].close_as("bob")
    done = team.run()
    assert (done.issues_created, team.proposed) == (0, LINKED)


def test_issues_in_another_repository_are_linked_by_its_name(team: Team) -> None:
    backlog = team.github.repository("org/backlog")
    backlog.issue_as("carol", "Somebody's")
    config = replace(ON, repository="org/backlog")
    assert team.run(config=config).issues_created == 2
    links = [f"([org/backlog#{number}](https://github.com/org/backlog/issues/{number}))" for number in (2, 3)]
    proposed = TWO.replace("alert", f"alert {links[0]}").replace("runbook", f"runbook {links[1]}")
    assert (team.proposed, team.repo.issues) == (proposed, [])
    (pull,) = team.open
    assert "- org/backlog#2: Add an alert" in (pull.body or "")
    bodies = [issue.body for issue in backlog.issues]
    team.merge()
    done = team.run(config=config)
    assert (done.issues_updated, len(team.requests), team.open) == (0, 2 + 1, [])
    assert [issue.body for issue in backlog.issues] == bodies
    team.repo.commit("main", {PATH: proposed.replace("Add an alert", "Order 200 metres of cable")})
    done = team.run(config=config)
    assert (done.issues_created, done.issues_updated, team.open) == (0, 1, [])
    assert backlog.issues[1].title == "Order 200 metres of cable"


def test_of_two_items_on_one_line_each_has_its_own() -> None:
    told = document(PATH, action("Add an alert (#7)", tickets=(ticket(7),)), "Add an alert")
    assert told.postmortem is not None
    line = told.postmortem.action_items[0].span
    items = tuple(replace(item, span=line) for item in told.postmortem.action_items)
    told = replace(told, postmortem=replace(told.postmortem, action_items=items))
    steps = [Step("keep", PATH, line.line, "Add an alert", None, number, "up to date") for number in (7, 8)]
    assert [one.numbers for one in wanted([told], steps)] == [{1: 8}]


# -- what people do ----------------------------------------------------------------------------------------------------


def test_closed_without_merging_is_a_no_to_these_links(team: Team) -> None:
    team.run()
    (pull,) = team.open
    pull.close_as("bob")
    done = team.run()
    assert (done.exit_code, team.open, len(team.requests)) == (0, [], 2 + 1)
    assert "not proposed again" in done.text
    team.repo.commit("main", {PATH: TWO + "- Third thing\n"})
    team.run()
    assert team.links == [{4}]
    assert team.proposed == f"{TWO}- Third thing {link(4)}\n"


def test_reopened_it_is_kept_up_to_date_again(team: Team) -> None:
    team.run()
    (pull,) = team.open
    pull.close_as("bob")
    team.run()
    pull.reopen_as("bob")
    team.repo.commit("main", {PATH: TWO + "- Third thing\n"})
    team.run()
    assert team.open == [pull] and team.proposed == f"{LINKED}- Third thing {link(4)}\n"


def test_somebodys_commit_is_never_overwritten(team: Team) -> None:
    team.run()
    mine = LINKED.replace("Add an alert", "Add two alerts")
    theirs = team.repo.commit(BRANCH, {PATH: mine}, author="bob")
    done = team.run()
    assert (done.exit_code, team.repo.branches[BRANCH]) == (0, theirs)
    assert "with somebody's commits on it: merge it" in done.text
    team.repo.commit("main", {"postmortems/2026-03-02-api.md": text("Page the team")})
    done = team.run()
    assert (done.exit_code, team.repo.branches[BRANCH], len(team.open)) == (0, theirs, 1)
    assert "somebody has committed to the branch pm-lint/issue-links" in done.text
    assert "merge pull request #3" in done.text
    team.merge()
    team.run()
    assert team.links == [{4}]


@pytest.mark.parametrize("how", ["amended", "rebased", "merged into", "their own branch"])
def test_what_is_not_as_we_made_it_is_somebodys(team: Team, how: str) -> None:
    if how != "their own branch":
        team.run()
    repo, tip = team.repo, team.repo.branches["main"]
    ours = repo.store.commits[repo.branches.get(BRANCH, tip)]
    moved = repo.commit("main", {"README.md": "new"})
    made = {
        "amended": lambda: repo.write_commit(ours.parents, {PATH: "x"}, ours.message, ours.author),
        "rebased": lambda: repo.write_commit((moved,), {PATH: LINKED}, ours.message, ours.author),
        "merged into": lambda: repo.write_commit((ours.sha, moved), {}, "Merge branch 'main'", "bob"),
        "their own branch": lambda: repo.write_commit((tip,), {"mine.md": "x"}, "Mine", "bob"),
    }[how]()
    repo.move_branch(BRANCH, made.sha)
    repo.commit("main", {PATH: TWO + "- Third thing\n"})
    done = team.run()
    assert (done.exit_code, repo.branches[BRANCH]) == (0, made.sha)
    assert "somebody has committed" in done.text


def test_a_push_during_the_run_wins(team: Team) -> None:
    team.run()
    team.repo.commit("main", {PATH: TWO + "- Third thing\n"})
    theirs: list[str] = []

    def push() -> None:
        theirs.append(team.repo.commit(BRANCH, {PATH: "mine"}, author="bob"))

    team.github.meanwhile(after=push, method="POST", path="/git/commits$")
    done = team.run()
    assert (done.exit_code, team.repo.branches[BRANCH]) == (0, theirs[0])
    assert "somebody has committed" in done.text


def test_peoples_words_in_the_pull_request_stay(team: Team) -> None:
    team.run()
    (pull,) = team.open
    pull.edit_as("bob", title="Links!", body=(pull.body or "").replace("\n", "\r\n") + "\r\n\r\nPlease look, @carol")
    team.run()
    assert len(team.requests) == 2 + 1
    team.repo.commit("main", {PATH: TWO + "- Third thing\n"})
    team.run()
    assert (pull.title, team.links) == ("Links!", [{1, 2, 4}])
    assert (pull.body or "").endswith(f"{END}\r\n\r\nPlease look, @carol")
    pull.edit_as("bob", body="All mine")
    team.repo.commit("main", {PATH: TWO})
    team.run()
    assert (pull.body, team.proposed, team.open) == ("All mine", LINKED, [pull])


def test_a_pull_request_that_somebody_opened_from_the_branch(team: Team) -> None:
    """As they have to where Actions may not."""
    team.repo.actions_may_open_pulls = False
    done = team.run()
    assert (done.exit_code, done.issues_created, team.proposed) == (3, 2, LINKED)
    assert '"Allow GitHub Actions to create and approve pull requests"' in done.text
    pull = team.repo.pull(BRANCH, title="By hand", author="bob")
    done = team.run()
    assert (done.exit_code, pull.title, len(team.requests)) == (0, "By hand", 2 + 1)
    team.repo.commit("main", {PATH: TWO + "- Third thing\n"})
    team.run()
    assert (team.proposed, pull.body) == (f"{LINKED}- Third thing {link(4)}\n", "")


def test_a_fork_with_a_branch_of_that_name_is_none_of_ours(team: Team) -> None:
    fork = team.github.world.repository("mallory/postmortems", fork_of=team.repo)
    fork.commit(BRANCH, {"a.md": "x"})
    team.repo.pull(BRANCH, fork="mallory/postmortems", author="mallory")
    team.run()
    assert [pull.user.login for pull in team.open] == ["mallory", "github-actions[bot]"]


def test_links_written_by_hand_close_the_pull_request(team: Team) -> None:
    team.run()
    (pull,) = team.open
    team.repo.commit("main", {PATH: LINKED})
    done = team.run()
    assert (pull.state, issues_in(pull.body or ""), done.exit_code) == ("closed", frozenset(), 0)
    assert "no link left" in (pull.body or "")
    team.repo.commit("main", {PATH: TWO})
    team.run()  # which was nobody's no
    assert team.links == [{1, 2}]


@pytest.mark.parametrize("method", ["squash", "merge"])
def test_links_that_somebody_takes_back_are_proposed_again(team: Team, method: str) -> None:
    team.run()
    team.merge(method)
    team.repo.commit("main", {PATH: TWO})
    assert team.run().exit_code == 0
    assert (team.links, team.proposed) == ([{1, 2}], LINKED)


# -- what is left alone ------------------------------------------------------------------------------------------------


def test_a_later_tip_is_left_to_its_own_run(team: Team) -> None:
    tip = team.repo.branches["main"]
    team.github.meanwhile(after=lambda: team.repo.commit("main", {"README.md": "new"}), path="/issues$", nth=3)
    done = team.run(sha=tip)
    assert (done.exit_code, done.issues_created, team.repo.pulls) == (0, 2, [])
    assert "the default branch is at" in done.text
    assert not team.github.log(path="/git/")


@pytest.mark.parametrize(
    "there",
    [None, Symlink("a.md"), Submodule("a" * 40), "other text", b"\xff\xfe", text("Add an alert"), ">" * 2000],
)
def test_a_checkout_that_is_not_the_commit(team: Team, there: Any) -> None:
    tip = team.repo.branches["main"]
    documents = team.documents(tip)
    team.repo.commit("main", {PATH: there})
    done = team.run(documents=documents)
    assert (done.exit_code, done.issues_created, team.repo.pulls) == (0, 2, [])
    assert f"{PATH}: no links are written: the file in the checkout is not the one of the commit" in done.text


def test_a_checkout_with_other_line_ends_is_read_as_the_commit_has_it(team: Team) -> None:
    documents = Team.of({PATH: TWO.replace("\n", "\r\n")}).documents
    done = team.run(documents=documents(Team.of({PATH: TWO.replace("\n", "\r\n")}).repo.branches["main"]))
    assert (done.exit_code, team.proposed) == (0, LINKED)


def test_an_item_without_a_place_is_named(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Target.read
    monkeypatch.setattr(Target, "read", lambda self, text, like: whole(self, text.replace("alert (", "(#9) ("), like))
    done = team.run()
    assert f"{PATH}:5: Add an alert: there is no place for a link" in done.text
    assert team.proposed == LINKED.replace(f" {link(1)}", "")


def test_no_issues_no_links(team: Team) -> None:
    done = team.run(config=replace(ON, create=False))
    assert (done.exit_code, team.requests) == (0, [])
    done = team.run(max_new=1)
    assert (done.exit_code, team.repo.pulls, len(team.requests)) == (1, [], 2)


def test_create_false_plans_what_it_does(team: Team) -> None:
    team.run(config=CONFIG)
    team.repo.commit("main", {PATH: TWO.replace("Add an alert", "Add an alert on the queue")})
    planned = team.run(config=replace(ON, create=False), dry_run=True)
    assert "create = false" in planned.text
    assert "to update" not in planned.text and "+ -" not in planned.text
    assert team.requests == []


def test_of_an_issue_made_twice_the_one_that_stays_is_linked(team: Team) -> None:
    """The first answer is lost and the listing lags, so that only the sweep shows the first issue."""
    team.repo.listing_lag = 3
    team.github.fault(method="POST", path="/issues$", drop="after")

    class Caught:
        def __init__(self, transport: Transport) -> None:
            self.transport = transport

        def exchange(self, method: str, path: str, *more: Any) -> Answer:
            if method == "POST" and path.endswith("/issues") and team.repo.issues:
                team.repo.listing_lag = 0
            return self.transport.exchange(method, path, *more)

    done = team.run(through=Caught, documents=team.documents(team.repo.commit("main", {PATH: text("Add an alert")})))
    assert (done.exit_code, [issue.state_reason for issue in team.repo.issues]) == (0, [None, "duplicate"])
    assert team.proposed == linked(text("Add an alert"), 1)


# -- what GitHub refuses -----------------------------------------------------------------------------------------------

READ_ONLY = {"contents": "read", "pull_requests": "write", "issues": "write"}
NO_PULLS = {"contents": "write", "issues": "write", "pull_requests": "read"}


@pytest.mark.parametrize("allowed", [READ_ONLY, NO_PULLS])
def test_a_token_that_may_not(team: Team, allowed: dict[str, Any]) -> None:
    token = team.github.token("t_less", permissions=allowed)
    done = team.run(token=token)
    assert (done.exit_code, done.verdict, done.issues_created) == (3, "incomplete", 2)
    assert "the permissions `contents: write` and `pull-requests: write`" in done.text
    assert (team.run().exit_code, team.proposed) == (0, LINKED)


REFUSALS = {
    "Repository rule violations found: Cannot create ref": "take the branch pm-lint/issue-links out",
    "Protected branch update failed": "take the branch pm-lint/issue-links out",
    "Something went wrong": "the next run writes them",
}


@pytest.mark.parametrize("said", REFUSALS)
def test_a_branch_that_may_not_be_written(team: Team, said: str) -> None:
    error = {"data": {"updateRefs": None}, "errors": [{"type": "UNPROCESSABLE", "message": said}]}
    team.github.fault(match=lambda request: b"updateRefs" in request.content, times=3, status=200, body=error)
    done = team.run()
    assert (done.exit_code, done.issues_created) == (3, 2)
    assert said in done.text and REFUSALS[said] in done.text
    assert team.clock.slept.count(15.0) == 2
    assert (team.run().exit_code, team.proposed) == (0, LINKED)


def test_a_rate_limit_is_not_waited_out_for_longer_than_allowed(team: Team) -> None:
    limit = {"Retry-After": "7200"}
    team.github.fault(path="/git/trees$", status=403, body={"message": "secondary rate limit"}, headers=limit)
    done = team.run()
    assert (done.exit_code, done.issues_created) == (3, 2)
    assert "max-wait" in done.text and "the next run writes them" in done.text


def test_one_item_that_github_refuses_keeps_no_other_link_back(team: Team) -> None:
    refused = {"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "invalid"}]}
    about = b'"title":"Add an alert'

    def is_it(request: Any) -> bool:
        return about in request.content.replace(b'": "', b'":"')

    team.github.fault(match=is_it, times=2, status=422, body=refused)
    for _ in range(2):
        done = team.run()
        assert (done.exit_code, done.verdict, done.issues_deferred) == (3, "incomplete", 1)
        assert team.proposed == linked(TWO).replace(f" {link(1)}", "").replace(link(2), link(1))
    assert (team.run().exit_code, team.links) == (0, [{1, 3}])


# -- in advance --------------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_the_diff(team: Team) -> None:
    done = team.run(dry_run=True)
    added = [line for line in done.text.splitlines() if line.startswith(("---", "+", "- "))]
    address = "https://github.com/alice/postmortems/issues/NEW"
    assert added[0] == f"--- {PATH}"
    assert f"+ - Add an alert ([#NEW]({address}))" in added
    team.run(config=CONFIG)
    done = team.run(dry_run=True)
    assert f"+ - Add an alert {link(1)}" in done.text
    assert not team.run(dry_run=True, only=set()).text.count("+++")
    assert not team.repo.pulls
    steps = json.loads(team.run(dry_run=True, as_json=True).text)
    assert [step["action"] for step in steps] == ["keep", "keep"]
    assert "+ -" not in team.run(dry_run=True, config=CONFIG).text


def test_a_dry_run_of_some_documents(github: FakeGitHub) -> None:
    other = "postmortems/2026-03-02-api.md"
    team = Team.of({PATH: TWO, other: text("Page the team")}, github)
    done = team.run(dry_run=True, only={other})
    assert "postmortems/2026-03-01-db.md" not in done.text
    assert "Page the team ([#NEW]" in done.text and "Add an alert" not in done.text


# -- its review --------------------------------------------------------------------------------------------------------


def test_its_review_says_nothing_of_what_was_there_before(team: Team) -> None:
    """The document has no timeline, no owner and no meeting, which the pull request with its links can't help."""
    team.run()
    (pull,) = team.open

    def reviewed() -> int:
        event = parse_event("pull_request", team.github.event(pull), {})
        client = Client(WRITER, team.github.url, clock=team.clock, transport=Direct(team.github, WRITER))
        return run_review(Context(client, event, Inputs(), TODAY, clock=team.clock), real_tools(TODAY)).exit_code

    assert (reviewed(), pull.review_comments) == (0, [])
    team.repo.commit(BRANCH, {PATH: LINKED.replace("2026-03-01", "2031-03-01")}, author="bob")
    assert reviewed() == 1
    assert "still to come" in " ".join(comment.body for comment in pull.review_comments)
    team.repo.commit(BRANCH, {PATH: LINKED}, author="bob")
    assert reviewed() == 0
    pull.user = team.repo.user("bob")  # nobody else gets by with it
    assert reviewed() == 1


# -- over sockets ------------------------------------------------------------------------------------------------------


def test_over_sockets() -> None:
    with FakeGitHub() as running:
        team = Team.of({PATH: TWO}, running)
        sha = team.repo.branches["main"]
        client = Client(WRITER, running.url, clock=team.clock)
        done = run_issues(
            client, Place("alice/postmortems", sha), team.documents(sha), ON, today=TODAY, clock=team.clock
        )
        assert (done.exit_code, team.proposed, len(team.open)) == (0, LINKED, 1)
    running.assert_clean()


# -- texts -------------------------------------------------------------------------------------------------------------


def test_the_pull_requests_text() -> None:
    hostile = LinkedItem("a|b.md", 5, "Fix @bob's <!-- #3 -->\n![x](y) closes #4", 12)
    made = body([hostile], "org/backlog#")
    assert made.startswith("<!-- pm-lint:1 write-back issues=12 -->\n")
    assert "- org/backlog#12: Fix @\u200bbob's \\<" in made
    assert not [bad for bad in ("@bob", "#3", "#4", "![x]") if bad in made]
    assert made.endswith(END) and made.count("-->") == 2
    many = body([LinkedItem("a.md", n, "word " * 30, n) for n in range(1, 1000)], "#")
    assert len(many) <= 60_000 and many.endswith(END) and issues_in(many) == frozenset(range(1, 1000))


@pytest.mark.parametrize("now", ["", "Mine", "<!-- pm-lint:1 write-back issues=1 -->\nno end", f"x\n{END}"])
def test_a_text_without_our_marks_is_left(now: str) -> None:
    assert revised(now, body([], "#")) is None


def test_whose_commit_it_is() -> None:
    made = message("a" * 16, "b" * 40, "c" * 40, 1)
    head = Head("d" * 40, made, "b" * 40, ("c" * 40,))
    assert head.digest == "a" * 16
    for other in (
        Head("d" * 40, made, "e" * 40, ("c" * 40,)),
        Head("d" * 40, made, "b" * 40, ("e" * 40,)),
        Head("d" * 40, made, "b" * 40, ("c" * 40, "e" * 40)),
        Head("d" * 40, f"{made}\n\nCo-authored-by: bob", "b" * 40, ("c" * 40,)),
    ):
        assert other.digest is None


def test_a_digest_is_of_paths_and_contents() -> None:
    one = digest({"a": "1", "b": "2"})
    assert one == digest({"b": "2", "a": "1"})
    assert len({one, digest({"a": "1"}), digest({"a": "2", "b": "1"}), digest({"a": "1", "b": "3"})}) == 4


def test_ids_of_files_are_gits() -> None:
    assert blob_id(b"hello\n", "0" * 40) == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_id(b"hello\n", "0" * 64) == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"


def test_an_enterprise_server_is_linked_as_it_is() -> None:
    place = Place("alice/postmortems", "a" * 40, "https://github.example.com", "org/backlog")
    assert Target(place).link(7).markdown == "[org/backlog#7](https://github.example.com/org/backlog/issues/7)"
    assert Target(replace(place, backlog="Alice/postmortems")).link(7).text == "#7"
