"""Trees, commits, branches and pull requests that a client makes, as GitHub makes and refuses them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_github.direct import Direct
from tests.fake_github.server import FakeGitHub
from tests.fake_github.state import Repository, node_id

REPO = "/repos/alice/x"
NOWHERE = "0" * 40
MOVE = (
    "mutation($repository: ID!, $name: GitRefname!, $before: GitObjectID, $after: GitObjectID!, $force: Boolean) {"
    " updateRefs(input: {repositoryId: $repository, refUpdates:"
    " [{name: $name, beforeOid: $before, afterOid: $after, force: $force}]}) { clientMutationId } }"
)


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    made = FakeGitHub()
    made.token("t_writer", permissions={"contents": "write", "pull_requests": "write"})
    made.repository("alice/x").commit("main", {"a.md": "one\n", "docs/b.md": "two\n"})
    yield made
    made.assert_clean()


@pytest.fixture
def repo(github: FakeGitHub) -> Repository:
    return github.repository("alice/x")


def ask(github: FakeGitHub, method: str, path: str, body: Any, who: str = "t_writer") -> tuple[int, Any]:
    answer = Direct(github, who).exchange(method, path, {}, {}, body)
    return answer.status, answer.data


def move(github: FakeGitHub, repo: Repository, name: str, before: str | None, after: str, **more: Any) -> Any:
    variables = {"repository": node_id(repo), "name": f"refs/heads/{name}", "before": before, "after": after}
    return ask(github, "POST", "graphql", {"query": MOVE, "variables": variables | {"force": True} | more})[1]


def commit(github: FakeGitHub, repo: Repository, text: str = "new\n") -> str:
    """A commit on top of main that changes one file and has no branch."""
    tip = repo.branches["main"]
    entry = {"path": "docs/b.md", "mode": "100644", "type": "blob", "content": text}
    status, tree = ask(github, "POST", f"{REPO}/git/trees", {"base_tree": tip, "tree": [entry]})
    assert status == 201
    body = {"message": "Change", "tree": tree["sha"], "parents": [tip]}
    status, made = ask(github, "POST", f"{REPO}/git/commits", body)
    assert (status, made["tree"]["sha"]) == (201, tree["sha"])
    return str(made["sha"])


def test_a_commit_changes_what_its_tree_does_and_nothing_else(github: FakeGitHub, repo: Repository) -> None:
    sha = commit(github, repo)
    assert repo.branches.keys() == {"main"}
    assert "errors" not in move(github, repo, "topic", NOWHERE, sha)
    assert (repo.file("a.md", "topic"), repo.file("docs/b.md", "topic")) == (b"one\n", b"new\n")
    assert repo.store.commits[sha].author == "github-actions[bot]"


def test_ids_are_gits_own(github: FakeGitHub, repo: Repository, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    (tmp_path / "docs").mkdir()
    (tmp_path / "a.md").write_text("one\n")
    (tmp_path / "docs/b.md").write_text("new\n")
    git("init", "-q")
    git("add", ".")
    made = repo.store.commits[commit(github, repo)]
    assert git("write-tree").strip() == repo.store.tree_of(made)


def test_a_branch_moves_only_from_where_it_is_said_to_be(github: FakeGitHub, repo: Repository) -> None:
    one, two = commit(github, repo), commit(github, repo, "newer\n")
    not_there, no_commit = move(github, repo, "topic", "f" * 40, one), move(github, repo, "topic", NOWHERE, "e" * 40)
    assert [answer["errors"][0]["type"] for answer in (not_there, no_commit)] == ["UNPROCESSABLE"] * 2
    move(github, repo, "topic", NOWHERE, one)
    assert move(github, repo, "topic", NOWHERE, two)["errors"]
    assert move(github, repo, "topic", one, two, force=False)["errors"]  # side by side
    assert repo.branches["topic"] == one
    move(github, repo, "topic", one, two)
    assert repo.branches["topic"] == two
    assert "errors" not in move(github, repo, "topic", None, one)


def test_a_pull_request_follows_its_branch_and_there_is_one(github: FakeGitHub, repo: Repository) -> None:
    body = {"title": "Links", "head": "topic", "base": "main", "body": "text"}
    status, refused = ask(github, "POST", f"{REPO}/pulls", body)
    assert (status, refused["errors"][0]["field"]) == (422, "head")
    repo.branch("topic")
    assert "No commits" in ask(github, "POST", f"{REPO}/pulls", body)[1]["errors"][0]["message"]
    move(github, repo, "topic", None, commit(github, repo))
    status, made = ask(github, "POST", f"{REPO}/pulls", body)
    assert (status, made["number"], made["user"]["login"]) == (201, 1, "github-actions[bot]")
    assert "already exists" in ask(github, "POST", f"{REPO}/pulls", body)[1]["errors"][0]["message"]
    move(github, repo, "topic", None, commit(github, repo, "newer\n"))
    (pull,) = repo.pulls
    assert pull.head_sha == repo.branches["topic"]
    assert ask(github, "PATCH", f"{REPO}/pulls/1", {"title": "", "state": "closed"})[0] == 422
    assert ask(github, "PATCH", f"{REPO}/pulls/1", {"body": "b", "state": "closed"})[1]["state"] == "closed"
    assert ask(github, "PATCH", f"{REPO}/pulls/1", {"state": "open"})[1]["state"] == "open"
    repo.delete_branch("topic")
    assert (pull.state, pull.body) == ("closed", "b")
    assert ask(github, "PATCH", f"{REPO}/pulls/1", {"state": "open"})[0] == 422


def test_who_may_not(github: FakeGitHub, repo: Repository) -> None:
    tip = repo.branches["main"]
    tree = {"tree": [{"path": "a", "mode": "100644", "type": "blob", "content": "x"}]}
    for path, body in (
        ("git/trees", tree),
        ("git/commits", {"message": "x", "tree": tip}),
        ("pulls", {"head": "a", "base": "b"}),
    ):
        assert ask(github, "POST", f"{REPO}/{path}", body, "t_read")[0] == 403
    variables = {"repository": node_id(repo), "name": "refs/heads/main", "after": tip, "force": True}
    asked = {"query": MOVE, "variables": variables}
    assert ask(github, "POST", "graphql", asked, "t_read")[1]["errors"][0]["type"] == "FORBIDDEN"
    repo.actions_may_open_pulls = False
    status, refused = ask(github, "POST", f"{REPO}/pulls", {"title": "x", "head": "a", "base": "b"})
    assert (status, "not permitted to create" in refused["message"]) == (403, True)
