# ruff: noqa: S107, S310 (the tokens are the fake's own, the URLs too)
"""The fake is believed by all other tests, so here it is held against real clients and GitHub's own rules."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from github import Auth, Github, GithubException
from github.PullRequest import PullRequest
from github.Repository import Repository as ClientRepository
from openapi_schema_validator import OAS30Validator

from tests.fake_github import FakeGitHub, Pull, Repository, Submodule, Symlink, diff, primary_limit, secondary_limit
from tests.fake_github.contract import DESCRIPTION, NULLS, contract
from tests.fake_github.graphql import RESOLVERS, schema

NAME = "alice/postmortems"
LINES = [f"line {number}\n" for number in range(1, 61)]
HUNK = "Pull request review thread start line must be part of the same hunk as the line."
OUTSIDE = (
    "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"
)


@pytest.fixture
def repo(github: FakeGitHub) -> Repository:
    repo = github.repository(NAME)
    repo.commit("main", {"doc.md": "".join(LINES), "old.md": "gone\n"}, "Start")
    return repo


@pytest.fixture
def pull(repo: Repository) -> Pull:
    """Lines 10 and 50 of one file changed: two hunks, 7-13 and 47-53; and a new file."""
    repo.commit("topic", {"doc.md": changed({10: "ten\n", 50: "fifty\n"}), "new.md": "a\nb\nc\n"}, "Change")
    return repo.pull("topic", title="Postmortem")


def changed(lines: Mapping[int, str]) -> str:
    return "".join(lines.get(number, line) for number, line in enumerate(LINES, 1))


def client(github: FakeGitHub, token: str = "t_bot") -> ClientRepository:
    """PyGithub as it comes, but for its pauses."""
    return hub(github, token, retry=None).get_repo(NAME)


def hub(github: FakeGitHub, token: str = "t_bot", **options: Any) -> Github:
    pauses: dict[str, Any] = {"seconds_between_requests": 0, "seconds_between_writes": 0}
    return Github(base_url=github.url, auth=Auth.Token(token), lazy=True, **pauses, **options)


def call(
    github: FakeGitHub, method: str, path: str, body: Any = None, token: str | None = "t_bot", **headers: str
) -> tuple[int, Any, Mapping[str, str]]:
    """One request by urllib: status, JSON or bytes, headers. ``path`` is below the repository, or it is absolute."""
    url = github.url + (path if path.startswith("/") else f"/repos/{NAME}/{path}".rstrip("/"))
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), method=method)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request) as answer:
            status, content, got = answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        status, content, got = error.code, error.read(), error.headers
    is_json = "json" in (got.get("Content-Type") or "") and "raw" not in (got.get("Content-Type") or "")
    return status, json.loads(content) if content and is_json else content, got


def query(github: FakeGitHub, text: str, token: str = "t_bot", **variables: Any) -> Any:
    status, body, _ = call(github, "POST", "/graphql", {"query": text, "variables": variables}, token)
    assert status == 200
    return body


def review(github: FakeGitHub, pull: Pull, *comments: dict[str, Any], **rest: Any) -> tuple[int, Any]:
    body = {"event": "COMMENT", "body": "", "commit_id": pull.head_sha, "comments": list(comments)} | rest
    status, answer, _ = call(github, "POST", f"pulls/{pull.number}/reviews", body)
    return status, answer


def at(line: int, path: str = "doc.md", **rest: Any) -> dict[str, Any]:
    return {"path": path, "line": line, "side": "RIGHT", "body": f"about {line}"} | rest


class TestDiff:
    def test_a_patch_has_gits_hunks(self, pull: Pull) -> None:
        new, old = pull.files()[1], pull.files()[0]
        assert (old.path, old.status, old.additions, old.deletions) == ("doc.md", "modified", 2, 2)
        assert old.patch is not None
        assert old.patch.startswith("@@ -7,7 +7,7 @@ line 6\n line 7\n line 8\n line 9\n-line 10\n+ten\n line 11\n")
        assert (new.path, new.status, new.patch) == ("new.md", "added", "@@ -0,0 +1,3 @@\n+a\n+b\n+c")

    @pytest.mark.parametrize(
        "data", [b"one\n", b"one", b"one\ntwo", b"one\ntwo\n", b"\n", b"a\r\nb\r\n", b"a\x0cb\n\n"]
    )
    def test_a_whole_file_is_what_git_says(self, data: bytes) -> None:
        assert diff._whole("+", data) == diff.unified(b"", data)
        assert diff._whole("-", data) == diff.unified(data, b"")

    def test_a_rename_is_found_by_likeness(self, repo: Repository) -> None:
        repo.commit("topic", {"doc.md": None, "moved.md": changed({1: "else\n"})})
        (change,) = repo.pull("topic").files()
        assert (change.status, change.previous_path, change.additions) == ("renamed", "doc.md", 1)

    def test_no_patch_for_binary_and_for_large_files(self, repo: Repository) -> None:
        repo.commit("topic", {"image.png": b"\x89PNG\0", "long.md": "x\n" * 20_001, "wide.md": "y" * 1_000_001})
        assert [(one.path, one.patch) for one in repo.pull("topic").files()] == [
            ("image.png", None),
            ("long.md", None),
            ("wide.md", None),
        ]

    def test_what_a_pull_request_changes_counts_from_the_merge_base(self, repo: Repository, pull: Pull) -> None:
        repo.commit("main", {"doc.md": "all new\n", "other.md": "x\n"})
        assert [one.path for one in pull.files()] == ["doc.md", "new.md"]

    @pytest.mark.parametrize(("line", "moved"), [(1, 1), (9, 9), (10, None), (11, 13), (49, 51), (50, 52), (60, 61)])
    def test_a_line_is_followed(self, line: int, moved: int | None) -> None:
        after = changed({10: "a\nb\nc\n", 55: ""})
        assert diff.moved_line("".join(LINES).encode(), after.encode(), line) == moved


class TestReview:
    def test_pygithub_sees_the_files_and_writes_the_review(self, github: FakeGitHub, pull: Pull) -> None:
        theirs: PullRequest = client(github).get_pull(pull.number)
        assert [(one.filename, one.status) for one in theirs.get_files()] == [
            ("doc.md", "modified"),
            ("new.md", "added"),
        ]
        commit = client(github).get_commit(theirs.head.sha)
        comments: Any = [at(10), at(13, start_line=11, start_side="RIGHT")]
        theirs.create_review(commit=commit, body="", event="COMMENT", comments=comments)
        assert [(one.line, one.start_line, one.body) for one in pull.review_comments] == [
            (10, None, "about 10"),
            (13, 11, "about 13"),
        ]
        assert pull.threads[0].diff_hunk.endswith("-line 10\n+ten")

    @pytest.mark.parametrize(
        ("comment", "message"),
        [
            (at(6), OUTSIDE),
            (at(1, "old.md"), "Pull request review thread path is invalid"),
            (at(10, side="LEFT"), None),
            (at(13, start_line=13), "Pull request review thread start line must precede the end line."),
            (at(50, start_line=10), HUNK),
            (at(10, start_line=3), HUNK),
            (at(3, "new.md", start_line=1), None),
            (at(4, "new.md"), OUTSIDE),
            (at(1, "new.md", side="LEFT"), OUTSIDE),
            (at(10, body=" "), "Body can't be blank"),
            (at(10, body="x" * 65_537), "Body is too long (maximum is 65536 characters)"),
        ],
    )
    def test_each_comment_must_be_in_the_diff(
        self, github: FakeGitHub, pull: Pull, comment: dict[str, Any], message: str | None
    ) -> None:
        status, answer = review(github, pull, at(10), comment)
        if message is None:
            assert (status, len(pull.review_comments)) == (200, 2)
        else:
            assert status == 422
            assert answer["message"] == "Unprocessable Entity"
            assert answer["errors"][0].startswith(message)
            assert not pull.reviews and not pull.threads  # all or nothing

    def test_the_refusal_has_lately_another_wording(self, github: FakeGitHub, pull: Pull) -> None:
        github.world.terse = True
        assert review(github, pull, at(6))[1]["errors"] == ["Line could not be resolved"]
        assert review(github, pull, at(1, "old.md"))[1]["errors"] == ["Path could not be resolved"]

    def test_a_review_needs_something_to_say_and_a_commit_of_ours(self, github: FakeGitHub, pull: Pull) -> None:
        assert review(github, pull)[0] == 422
        assert review(github, pull, body="x" * 65_537)[0] == 422
        assert review(github, pull, at(10), commit_id="0" * 40)[0] == 422
        assert review(github, pull, body="words")[0] == 200

    def test_threads_follow_their_line_and_become_outdated(
        self, github: FakeGitHub, repo: Repository, pull: Pull
    ) -> None:
        review(github, pull, at(10), at(50), at(2, "new.md"))
        first, second, third = pull.threads
        repo.commit("topic", {"doc.md": changed({2: "two\nmore\n", 10: "ten\n", 50: "FIFTY\n"}), "new.md": None})
        assert (first.line, first.original_line, first.is_outdated) == (11, 10, False)
        assert (second.line, second.original_line, second.is_outdated) == (None, 50, True)
        assert third.is_outdated
        _, shown, _ = call(github, "GET", f"pulls/{pull.number}/comments")
        assert [(one["line"], one["commit_id"] == pull.head_sha) for one in shown] == [
            (11, True),
            (None, False),
            (None, False),
        ]
        repo.commit("topic", {"doc.md": changed({10: "ten\n", 50: "fifty\n"})})
        assert (first.line, second.line) == (10, 50)  # what comes back is found again

    def test_deleting_the_last_comment_removes_the_thread(self, github: FakeGitHub, pull: Pull) -> None:
        review(github, pull, at(10), at(50))
        one, two = pull.review_comments
        reply = pull.reply_as("bob", two, "why?")
        assert call(github, "DELETE", f"pulls/comments/{one.id}")[0] == 204
        assert call(github, "DELETE", f"pulls/comments/{two.id}")[0] == 204
        assert [thread.comments for thread in pull.threads] == [[reply]]
        assert call(github, "DELETE", f"pulls/comments/{reply.id}")[0] == 403  # another's
        assert call(github, "PATCH", f"pulls/comments/{reply.id}", {"body": "x"})[0] == 403
        assert call(github, "GET", f"pulls/comments/{one.id}")[0] == 404

    def test_a_single_comment_is_refused_in_the_other_shape(self, github: FakeGitHub, pull: Pull) -> None:
        path = f"pulls/{pull.number}/comments"
        status, answer, _ = call(github, "POST", path, at(30, commit_id=pull.head_sha))
        assert (status, answer["errors"][0]["field"]) == (422, "pull_request_review_thread.line")
        status, answer, _ = call(github, "POST", path, at(10, commit_id=pull.head_sha))
        assert (status, answer["line"]) == (201, 10)
        status, answer, _ = call(github, "POST", f"{path}/{answer['id']}/replies", {"body": "and"})
        assert (status, answer["in_reply_to_id"]) == (201, pull.review_comments[0].id)

    def test_a_fork(self, github: FakeGitHub, repo: Repository) -> None:
        fork = github.repository("mallory/postmortems", fork_of=repo)
        fork.commit("patch-1", {"evil.md": "x\n"})
        pull = repo.pull("patch-1", fork="mallory/postmortems")
        shown = github.event(pull, "opened")["pull_request"]
        assert shown["head"]["repo"]["full_name"] == "mallory/postmortems"
        text = '{repository(owner:"alice",name:"postmortems"){object(expression:"%s:evil.md"){... on Blob{text}}}}'
        assert query(github, text % pull.head_sha)["data"]["repository"]["object"] == {"text": "x\n"}
        pull.head_repo = None  # deleted
        assert github.event(pull, "reopened")["pull_request"]["head"]["repo"] is None
        assert call(github, "GET", f"pulls/{pull.number}")[0] == 200

    def test_merging(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        sha = pull.merge_as("bob", "squash")
        assert repo.branches["main"] == sha
        assert repo.file("new.md") == b"a\nb\nc\n"
        assert github.event(pull, "closed")["pull_request"]["merged"] is True
        assert github.push_event(repo)["commits"][0]["added"] == ["new.md"]


class TestContents:
    @pytest.fixture(autouse=True)
    def files(self, repo: Repository) -> None:
        repo.commit("main", {
            "docs/a b.md": "é\n", "docs/link.md": Symlink("a b.md"), "docs/out.md": Symlink("../nowhere"),
            "big.md": "x" * 1_000_001, "module": Submodule("1" * 40), "image.png": b"\0\1",
        })  # fmt: skip

    def test_pygithub_reads_a_file(self, github: FakeGitHub) -> None:
        found = client(github).get_contents("docs/a b.md", ref="main")
        assert not isinstance(found, list)
        assert found.decoded_content == "é\n".encode()

    def test_raw(self, github: FakeGitHub) -> None:
        raw = "application/vnd.github.raw+json"
        assert call(github, "GET", "contents/docs/a%20b.md", Accept=raw)[1] == "é\n".encode()
        assert len(call(github, "GET", "contents/big.md", Accept=raw)[1]) == 1_000_001

    def test_a_large_file_has_no_content_in_json(self, github: FakeGitHub) -> None:
        _, body, _ = call(github, "GET", "contents/big.md")
        assert (body["content"], body["encoding"], body["size"]) == ("", "none", 1_000_001)

    def test_folders_links_and_submodules(self, github: FakeGitHub) -> None:
        _, listed, _ = call(github, "GET", "contents/docs?ref=main")
        assert [(one["name"], one["type"]) for one in listed] == [
            ("a b.md", "file"),
            ("link.md", "symlink"),
            ("out.md", "symlink"),
        ]
        assert call(github, "GET", "contents/docs/link.md")[1]["type"] == "file"  # GitHub follows it
        assert call(github, "GET", "contents/docs/out.md")[1]["target"] == "../nowhere"
        assert call(github, "GET", "contents/module")[1]["type"] == "submodule"
        assert len(call(github, "GET", "contents/")[1]) == 6

    def test_what_is_not_there(self, github: FakeGitHub) -> None:
        assert call(github, "GET", "contents/none.md")[0] == 404
        assert call(github, "GET", "contents/docs/a%20b.md?ref=none")[0] == 404
        assert call(github, "GET", "commits/none")[0] == 422

    def test_commits_and_comparisons(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        tip = repo.branches["topic"]
        assert call(github, "GET", "commits/topic", Accept="application/vnd.github.sha")[1] == tip.encode()
        assert call(github, "GET", f"commits/{tip[:10]}")[1]["sha"] == tip
        shown = call(github, "GET", "compare/main...alice:topic")[1]
        assert (shown["status"], shown["ahead_by"], [one["filename"] for one in shown["files"]]) == (
            "ahead", 1, ["doc.md", "new.md"],
        )  # fmt: skip


class TestIssues:
    def test_pygithub_creates_lists_and_closes(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        repo.collaborators.add("bob")
        theirs = client(github)
        made = theirs.create_issue("Do it", body="b", labels=["action-item"], assignees=["bob"])
        made.edit(state="closed", state_reason="not_planned")
        (issue,) = repo.issues
        assert (issue.number, issue.state_reason, [one.name for one in issue.labels]) == (
            2,
            "not_planned",
            ["action-item"],
        )
        assert [one.login for one in issue.assignees] == ["bob"]
        assert [one.number for one in theirs.get_issues(state="all", sort="created", direction="asc")] == [
            pull.number,
            2,
        ]
        ours = theirs.get_issues(state="all", creator=made.user)
        assert [(one.number, one.pull_request) for one in ours] == [(2, None)]

    def test_an_unknown_assignee(self, github: FakeGitHub, repo: Repository) -> None:
        with pytest.raises(GithubException) as caught:
            client(github).create_issue("Do it", assignees=["nobody"])
        assert caught.value.data["errors"] == [
            {"resource": "Issue", "field": "assignees", "code": "invalid", "value": "nobody"}
        ]
        assert not repo.issues

    def test_limits(self, github: FakeGitHub, repo: Repository) -> None:
        assert call(github, "POST", "issues", {"title": "x" * 257})[0] == 422
        assert call(github, "POST", "issues", {"title": "x" * 256, "body": "y" * 65_536})[0] == 201
        assert call(github, "POST", "issues", {"title": "x", "body": "y" * 65_537})[0] == 422
        assert call(github, "POST", "issues/1/comments", {"body": " "})[0] == 422
        repo.has_issues = False
        assert call(github, "POST", "issues", {"title": "x"})[0] == 410

    def test_pages(self, github: FakeGitHub, repo: Repository) -> None:
        for number in range(205):
            repo.issue_as("github-actions[bot]", f"item {number}")
        status, first, headers = call(github, "GET", "issues?state=all&per_page=500&direction=asc")
        assert (status, len(first)) == (200, 100)
        assert 'rel="next"' in headers["Link"] and "&page=3" in headers["Link"]
        _, last, headers = call(github, "GET", "issues?state=all&per_page=100&page=3&direction=asc")
        assert [one["number"] for one in last] == [201, 202, 203, 204, 205]
        assert 'rel="next"' not in headers["Link"] and 'rel="prev"' in headers["Link"]
        assert len(list(client(github).get_issues(state="all"))) == 205

    def test_the_listing_can_lag(self, github: FakeGitHub, repo: Repository) -> None:
        repo.listing_lag = 2
        call(github, "POST", "issues", {"title": "late"})
        assert [len(call(github, "GET", "issues")[1]) for _ in range(3)] == [0, 0, 1]
        assert call(github, "GET", "issues/1")[0] == 200

    def test_people(self, github: FakeGitHub, repo: Repository) -> None:
        issue = repo.issue_as("bob", "by hand", labels=["x"])
        issue.edit_as("bob", body="new")
        issue.close_as("bob")
        since = issue.updated_at.isoformat().replace("+00:00", "Z")
        assert [one["state_reason"] for one in call(github, "GET", f"issues?state=closed&since={since}")[1]] == [
            "completed"
        ]
        issue.reopen_as("bob")
        assert call(github, "GET", "issues?labels=X&assignee=none")[1][0]["state"] == "open"
        repo.delete_issue(issue)
        assert call(github, "GET", "issues/1")[0] == 410
        assert call(github, "GET", "issues?state=all")[1] == []

    def test_labels_and_assignees(self, github: FakeGitHub, repo: Repository) -> None:
        repo.issue_as("bob", "one")
        repo.collaborators.add("bob")
        assert call(github, "POST", "labels", {"name": "P1", "color": "ff0000"})[0] == 201
        assert call(github, "POST", "labels", {"name": "p1"})[1]["errors"][0]["code"] == "already_exists"
        assert [one["name"] for one in call(github, "POST", "issues/1/labels", {"labels": ["p1", "new"]})[1]] == [
            "P1",
            "new",
        ]
        assert call(github, "GET", "assignees/bob")[0] == 204
        assert call(github, "GET", "assignees/nobody")[0] == 404
        assert call(github, "GET", "labels/P1")[1]["color"] == "ff0000"


class TestTokens:
    def test_who_may_what(self, github: FakeGitHub, pull: Pull) -> None:
        assert call(github, "GET", "", token="wrong")[:2] == (
            401,
            {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"},
        )
        assert call(github, "GET", "", token="t_read")[0] == 200
        status, answer, _ = call(github, "POST", f"issues/{pull.number}/comments", {"body": "x"}, token="t_read")
        assert (status, answer["message"]) == (403, "Resource not accessible by integration")
        review_only = github.token(permissions={"contents": "read", "pull_requests": "write"})
        assert call(github, "POST", f"issues/{pull.number}/comments", {"body": "x"}, token=review_only)[0] == 201
        assert call(github, "POST", "issues", {"title": "x"}, token=review_only)[0] == 403

    def test_private_and_unknown_repositories(self, github: FakeGitHub) -> None:
        github.repository("alice/secret", private=True)
        stranger = github.token(login="eve", permissions={})
        assert call(github, "GET", "/repos/alice/secret", token=stranger)[0] == 404
        assert call(github, "GET", "/repos/alice/none")[0] == 404

    def test_the_caller(self, github: FakeGitHub) -> None:
        assert call(github, "GET", "/user")[0] == 403  # a workflow's token is no user's
        bob = github.token(login="bob", permissions={})
        assert call(github, "GET", "/user", token=bob)[1]["login"] == "bob"
        assert call(github, "GET", "/rate_limit")[1]["resources"]["core"]["limit"] == 1000

    def test_the_hours_budget(self, github: FakeGitHub, repo: Repository) -> None:
        github.world.rates["core"].used = 999
        _, _, headers = call(github, "GET", "")
        assert headers["X-RateLimit-Remaining"] == "0"
        assert call(github, "GET", "")[0] == 403
        github.clock.advance(3600)
        assert call(github, "GET", "")[0] == 200


QUERY = """
query($number: Int!, $after: String) { repository(owner: "alice", name: "postmortems") {
  isPrivate defaultBranchRef { name target { oid } }
  ref(qualifiedName: "refs/heads/topic") { target { oid } }
  tree: object(expression: "topic:") { __typename ... on Tree { entries { name type object { __typename oid } } } }
  pullRequest(number: $number) {
    number title isDraft state merged headRefOid baseRefOid baseRefName headRefName isCrossRepository
    headRepository { nameWithOwner } author { login }
    files(first: 100) { nodes { path changeType additions deletions } }
    comments(first: 100) { pageInfo { hasNextPage } nodes { id databaseId body viewerDidAuthor author { login } url } }
    reviewThreads(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
      id isResolved isOutdated path line startLine originalLine resolvedBy { login }
      comments(first: 50) { totalCount nodes { id databaseId fullDatabaseId body viewerDidAuthor isMinimized createdAt
        author { __typename login } path line originalLine commit { oid } originalCommit { oid } url } } } } } } }
"""


class TestGraphQL:
    def test_the_conversation(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        review(github, pull, at(10), at(50))
        pull.reply_as("bob", pull.review_comments[0], "why?")
        pull.resolve_as("bob", pull.threads[1])
        pull.comment_as("bob", "hello")
        found = query(github, QUERY, number=pull.number)["data"]["repository"]["pullRequest"]
        assert (found["state"], found["headRefOid"], found["author"]) == ("OPEN", pull.head_sha, {"login": "alice"})
        assert [one["changeType"] for one in found["files"]["nodes"]] == ["MODIFIED", "ADDED"]
        threads = found["reviewThreads"]
        assert (threads["totalCount"], threads["pageInfo"]["hasNextPage"]) == (2, True)
        ours, theirs = threads["nodes"][0]["comments"]["nodes"]
        assert (ours["viewerDidAuthor"], ours["author"]) == (True, {"__typename": "Bot", "login": "github-actions"})
        assert (theirs["viewerDidAuthor"], theirs["author"]) == (False, {"__typename": "User", "login": "bob"})
        assert found["comments"]["nodes"][0]["viewerDidAuthor"] is False
        _, rest, _ = call(github, "GET", f"pulls/{pull.number}/comments")
        assert (rest[0]["id"], rest[0]["node_id"]) == (ours["databaseId"], ours["id"])
        assert rest[0]["user"]["login"] == "github-actions[bot]"  # not what GraphQL says, as on GitHub
        more = query(github, QUERY, number=pull.number, after=threads["pageInfo"]["endCursor"])
        (second,) = more["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"]
        assert (second["isResolved"], second["resolvedBy"], second["line"]) == (True, {"login": "bob"}, 50)

    def test_outdated(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        review(github, pull, at(10))
        repo.commit("topic", {"doc.md": "".join(LINES)})
        (thread,) = query(github, QUERY, number=1)["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"]
        assert (thread["isOutdated"], thread["line"], thread["originalLine"]) == (True, None, 10)

    def test_nodes_and_the_viewer(self, github: FakeGitHub, pull: Pull) -> None:
        review(github, pull, at(10))
        (comment,) = call(github, "GET", f"pulls/{pull.number}/comments")[1]
        text = "query($id: ID!) { viewer { login } node(id: $id) { id ... on PullRequestReviewComment { body } } }"
        found = query(github, text, id=comment["node_id"])["data"]
        assert found == {
            "viewer": {"login": "github-actions[bot]"}, "node": {"id": comment["node_id"], "body": "about 10"},
        }  # fmt: skip

    def test_a_file_of_a_commit(self, github: FakeGitHub, repo: Repository) -> None:
        repo.commit("main", {"docs/link.md": Symlink("../doc.md"), "run": Submodule("1" * 40)})
        text = """query($path: String!) { repository(owner: "alice", name: "postmortems") { object(expression: "HEAD") {
          ... on Commit { file(path: $path) { mode type object { __typename } } } } } }"""

        def entry(path: str) -> Any:
            answer = query(github, text, path=path)
            found = answer["data"]["repository"]["object"]["file"]
            return answer["errors"][0]["type"] if found is None else (oct(found["mode"]), found["object"])

        assert entry("doc.md") == ("0o100644", {"__typename": "Blob"})
        assert entry("docs/link.md") == ("0o120000", {"__typename": "Blob"})
        assert entry("docs") == ("0o40000", {"__typename": "Tree"})
        assert entry("run") == ("0o160000", None)
        assert entry("none.md") == "NOT_FOUND"

    def test_issues(self, github: FakeGitHub, repo: Repository) -> None:
        for number in range(3):
            repo.issue_as("github-actions[bot]", f"item {number}", body="b").close_as("bob", "not_planned")
        repo.issue_as("bob", "another")
        text = """{ repository(owner: "alice", name: "postmortems") {
          issues(first: 2, filterBy: {createdBy: "github-actions[bot]"}, orderBy: {field: CREATED_AT, direction: ASC}) {
            totalCount pageInfo { hasNextPage } nodes { number title body state stateReason author { login } } } } }"""
        issues = query(github, text)["data"]["repository"]["issues"]
        assert (issues["totalCount"], issues["pageInfo"]["hasNextPage"]) == (3, True)
        assert issues["nodes"][0]["stateReason"] == "NOT_PLANNED"

    def test_what_is_not_there(self, github: FakeGitHub, repo: Repository) -> None:
        answer = query(github, QUERY, number=7)
        assert answer["data"]["repository"]["pullRequest"] is None
        assert answer["errors"][0]["type"] == "NOT_FOUND"
        assert answer["errors"][0]["path"] == ["repository", "pullRequest"]
        lost = '{ repository(owner: "alice", name: "none") { id } }'
        assert query(github, lost)["data"] == {"repository": None}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{ nonsense }", "Cannot query field 'nonsense'"),
            ("{ viewer {", "Syntax Error"),
            (
                '{ repository(owner: "alice", name: "postmortems") { issues { totalCount } } }',
                "You must provide a `first`",
            ),
            (
                '{ repository(owner: "alice", name: "postmortems") { issues(first: 101) { totalCount } } }',
                "Requesting 101",
            ),
            ('{ repository(owner: "alice", name: "postmortems") { pullRequest(number: "1") { id } } }', "Int cannot"),
        ],
    )
    def test_a_wrong_query(self, text: str, message: str) -> None:
        with FakeGitHub() as github:
            github.repository(NAME)
            assert message in query(github, text)["errors"][0]["message"]
            with pytest.raises(AssertionError, match="graphql"):
                github.assert_clean()

    def test_every_resolver_resolves_a_field_that_exists(self) -> None:
        known = {(name, field) for name, kind in schema().type_map.items() for field in getattr(kind, "fields", ())}
        # one function can serve several types of which not each has every field
        owners = {owner for owner, _ in RESOLVERS}
        assert owners <= schema().type_map.keys()
        assert {field for _, field in RESOLVERS} <= {field for _, field in known}


class TestHttp:
    def test_etags(self, github: FakeGitHub, repo: Repository) -> None:
        _, _, headers = call(github, "GET", "contents/doc.md")
        used = github.world.rates["core"].used
        status, body, again = call(github, "GET", "contents/doc.md", If_None_Match=headers["ETag"])
        assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
        assert github.world.rates["core"].used == used  # free
        repo.commit("main", {"doc.md": "new\n"})
        assert call(github, "GET", "contents/doc.md", If_None_Match=headers["ETag"])[0] == 200

    def test_one_connection_one_write_for_each_answer(
        self, github: FakeGitHub, repo: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests.fake_github import server

        assert server._Handler.disable_nagle_algorithm
        written: list[bytes] = []
        setup = server._Handler.setup

        def spy(handler: server._Handler) -> None:
            setup(handler)
            write = handler.wfile.write

            def counted(data: bytes) -> int:
                written.append(bytes(data))
                return write(data)

            monkeypatch.setattr(handler.wfile, "write", counted)

        monkeypatch.setattr(server._Handler, "setup", spy)
        connection = http.client.HTTPConnection(github.url.removeprefix("http://"))
        headers = {"Authorization": "Bearer t_bot", "User-Agent": "test"}
        for _ in range(3):
            connection.request("GET", f"/repos/{NAME}", headers=headers)
            assert connection.getresponse().read()
        connection.close()
        assert len(written) == 3

    def test_several_clients_at_once(self, github: FakeGitHub, repo: Repository) -> None:
        with ThreadPoolExecutor(8) as pool:
            answers = pool.map(lambda number: call(github, "POST", "issues", {"title": str(number)}), range(40))
        assert sorted(answer["number"] for _, answer, _ in answers) == list(range(1, 41))
        assert len(repo.issues) == github.count("POST", "/issues$", 201) == len(github.writes) == 40

    def test_a_client_must_say_who_it_is(self, github: FakeGitHub) -> None:
        connection = http.client.HTTPConnection(github.url.removeprefix("http://"))
        connection.request("GET", "/user", headers={"Authorization": "Bearer t_bot"})
        assert connection.getresponse().status == 403
        connection.close()

    def test_a_renamed_repository(self, github: FakeGitHub, repo: Repository) -> None:
        github.rename(NAME, "alice/incidents")
        assert client(github).get_issues().totalCount == 0  # PyGithub follows a 301 on a GET
        assert github.log(status=301)
        status, _, headers = call_without_redirect(github, "POST", f"/repos/{NAME}/issues", {"title": "x"})
        assert (status, headers["Location"]) == (307, f"{github.url}/repositories/{repo.id}/issues")
        assert call(github, "POST", f"/repositories/{repo.id}/issues", {"title": "x"})[0] == 201


def call_without_redirect(
    github: FakeGitHub, method: str, path: str, body: Any
) -> tuple[int, bytes, Mapping[str, str]]:
    connection = http.client.HTTPConnection(github.url.removeprefix("http://"))
    headers = {"Authorization": "Bearer t_bot", "User-Agent": "test"}
    connection.request(method, path, json.dumps(body), headers)
    answer = connection.getresponse()
    try:
        return answer.status, answer.read(), dict(answer.headers)
    finally:
        connection.close()


class TestFaults:
    @pytest.mark.parametrize(("drop", "made"), [("before", 0), ("after", 1)])
    def test_a_dropped_connection(self, github: FakeGitHub, repo: Repository, drop: Any, made: int) -> None:
        github.fault(method="POST", path="/issues$", drop=drop)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError, urllib.error.URLError)):
            call(github, "POST", "issues", {"title": "x"})
        assert len(repo.issues) == made
        assert github.requests[0].status == 0
        assert call(github, "POST", "issues", {"title": "x"})[0] == 201  # once only

    def test_a_bad_gateway_with_and_without_effect(self, github: FakeGitHub, repo: Repository) -> None:
        github.fault(method="POST", status=502)
        github.fault(method="POST", status=502, effect=True)
        assert [call(github, "POST", "issues", {"title": str(number)})[0] for number in range(3)] == [502, 502, 201]
        assert [one.title for one in repo.issues] == ["1", "2"]

    def test_nth_and_times_and_match(self, github: FakeGitHub, repo: Repository) -> None:
        github.fault(lambda request: request.method == "GET", nth=2, times=2, **secondary_limit(7))
        answers = [call(github, "GET", "") for _ in range(4)]
        assert [status for status, _, _ in answers] == [200, 403, 403, 200]
        assert answers[1][2]["Retry-After"] == "7"
        github.fault(**primary_limit(1_800_000_000))
        assert call(github, "GET", "")[2]["X-RateLimit-Remaining"] == "0"

    def test_what_others_do_meanwhile(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        github.meanwhile(lambda: repo.commit("topic", {"new.md": "pushed\n"}), method="GET", path="/pulls/1$")
        github.meanwhile(after=lambda: pull.comment_as("bob", "first!"), method="GET", path="/comments$")
        sha = pull.head_sha
        assert call(github, "GET", "pulls/1")[1]["head"]["sha"] != sha
        assert [len(call(github, "GET", "issues/1/comments")[1]) for _ in range(2)] == [0, 1]

    def test_a_page_instead_of_json(self, github: FakeGitHub, repo: Repository) -> None:
        github.fault(status=502, body=b"<h1>Unicorn!</h1>")
        status, body, headers = call(github, "GET", "issues")
        assert (status, body, headers["Content-Type"]) == (502, b"<h1>Unicorn!</h1>", "text/html")
        assert headers["X-RateLimit-Remaining"] == "1000"

    def test_pygithub_by_default_sends_a_post_again(self, github: FakeGitHub, repo: Repository) -> None:
        """Why the product has a policy of its own: one issue asked for, two made."""
        github.fault(method="POST", drop="after")
        hub(github).get_repo(NAME).create_issue("x")
        assert len(repo.issues) == 2


class TestContract:
    @pytest.mark.parametrize(
        ("method", "path", "body", "message"),
        [
            ("GET", "issues?status=all", None, "unknown query parameter: status"),
            ("GET", "issues?state=any", None, "query parameter state"),
            ("GET", "deployments", None, "no such operation"),
            ("POST", "issues", {"title": "x", "assigned": []}, "unknown property assigned"),
            ("POST", "issues", {"body": "x"}, "'title' is a required property"),
            ("POST", "issues", None, "body: missing"),
            ("POST", "pulls/1/reviews", {"event": "SHOUT"}, "'SHOUT' is not one of"),
            ("PATCH", "issues/1", {"state": "done"}, "'done' is not one of"),
        ],
    )
    def test_a_wrong_request_is_noticed(self, method: str, path: str, body: Any, message: str) -> None:
        with FakeGitHub() as github:
            repo = github.repository(NAME)
            repo.commit("main", {"a.md": "a\n"})
            repo.commit("topic", {"a.md": "b\n"})
            repo.pull("topic")
            call(github, method, path, body)
            assert any(message in one for one in github.violations), github.violations
            with pytest.raises(AssertionError, match="contract"):
                github.assert_clean()

    def test_a_wrong_answer_of_ours_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tests.fake_github.render import Renderer

        monkeypatch.setattr(Renderer, "label", lambda *_: {"name": 3})
        with FakeGitHub() as github:
            github.repository(NAME).label("x")
            call(github, "GET", "labels")
            assert any("response 0/name" in one for one in github.violations)

    def test_a_crash_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with FakeGitHub() as github:
            github.repository(NAME)
            status, _, _ = call(github, "GET", "issues?milestone=1")
            assert status == 500
            assert any("issues filtered by milestone" in one for one in github.violations)

    @pytest.mark.parametrize(("schema", "path"), NULLS)
    def test_each_tolerated_null_is_one_that_the_description_rejects(self, schema: str, path: str) -> None:
        described = json.loads(DESCRIPTION.read_text())["components"]["schemas"][schema]
        for name in path.split("."):
            described = described["properties"][name]
        if "$ref" in described:
            described = {"type": "object"}
        assert list(OAS30Validator(described).iter_errors(None))


class TestEvents:
    @pytest.mark.parametrize(
        "action",
        ["opened", "synchronize", "closed", "reopened", "edited", "ready_for_review", "converted_to_draft"],
    )
    def test_pull_requests(self, github: FakeGitHub, pull: Pull, action: str) -> None:
        assert github.event(pull, action)["action"] == action

    def test_synchronize_names_both_ends(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        before = pull.head_sha
        after = repo.commit("topic", {"new.md": "d\n"})
        event = github.event(pull)
        assert (event["before"], event["after"], event["pull_request"]["head"]["sha"]) == (before, after, after)

    def test_pushes(self, github: FakeGitHub, repo: Repository) -> None:
        before = repo.branches["main"]
        repo.commit("main", {"a.md": "1\n"}, "One")
        after = repo.commit("main", {"a.md": "2\n", "old.md": None}, "Two")
        event = github.push_event(repo, before, after)
        assert [one["message"] for one in event["commits"]] == ["One", "Two"]
        assert event["commits"][1]["removed"] == ["old.md"]
        assert github.push_event(repo, "0" * 40)["created"] is True

    def test_the_check_is_real(self, github: FakeGitHub, repo: Repository, pull: Pull) -> None:
        event = github.event(pull)
        del event["pull_request"]["head"]["sha"]
        event["repository"]["private"] = "no"
        assert len(contract().check_event("pull-request-synchronize", event)) >= 2
        push = github.push_event(repo)
        del push["pusher"]
        assert contract().check_event("push", push)


def test_on_the_command_line(tmp_path: Path) -> None:
    for name, text in (("base", "one\n"), ("head", "two\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(text)
    (tmp_path / "base" / "old.md").write_text("x\n")
    command = [
        sys.executable,
        "-m",
        "tests.fake_github",
        "--port",
        "0",
        "--seed",
        str(tmp_path),
        "--out",
        str(tmp_path),
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready, url = process.stdout.readline().split()
        try:
            assert ready == "ready"
            event = json.loads((tmp_path / "pull_request.json").read_text())
            assert json.loads((tmp_path / "push.json").read_text())["ref"] == "refs/heads/main"
            files = event["pull_request"]["url"] + "/files"
            headers = {"Authorization": "Bearer t_bot"}
            with urllib.request.urlopen(urllib.request.Request(files, headers=headers)) as answer:
                assert [one["status"] for one in json.load(answer)] == ["modified", "removed"]
            with urllib.request.urlopen(f"{url}/_state") as answer:
                assert json.load(answer)["alice/postmortems"]["pulls"][0]["number"] == 1
        finally:
            process.send_signal(signal.SIGTERM)
        state = json.loads(process.stdout.read())
    assert process.returncode == 0
    assert state["requests"] == ["GET /repos/alice/postmortems/pulls/1/files -> 200"]
