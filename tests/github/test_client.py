"""The client against a GitHub on a real socket: what is sent again, what is waited for, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pm_lint.github.client import Client, GitHubError, Refused, TooLong, Unknown, in_path
from pm_lint.github.errors import Detail
from tests.fake_github.faults import primary_limit, secondary_limit
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import FakeClock

REPO = "/repos/alice/postmortems"
ISSUE = {"title": "one", "body": "text"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def client(github: FakeGitHub, clock: FakeClock) -> Client:
    repo = github.repository("alice/postmortems")
    repo.commit("main", {"README.md": "hello\n"})
    return Client("t_bot", github.url, clock=clock, max_wait=100)


def test_a_page_follows_the_other(client: Client, github: FakeGitHub) -> None:
    for number in range(250):
        github.repository("alice/postmortems").issue_as("bob", f"issue {number}")
    assert len(list(client.pages(f"{REPO}/issues", {"state": "all"}))) == 250
    assert len(github.requests) == 3


def test_a_failed_page_raises(client: Client, github: FakeGitHub) -> None:
    for number in range(150):
        github.repository("alice/postmortems").issue_as("bob", f"issue {number}")
    github.fault(method="GET", nth=2, times=9, status=500)
    with pytest.raises(GitHubError, match="could not be read"):
        list(client.pages(f"{REPO}/issues"))


@pytest.mark.parametrize("fault", [{"status": 502}, {"drop": "before"}, {"drop": "after"}])
def test_reads_are_tried_again(client: Client, github: FakeGitHub, clock: FakeClock, fault: Mapping[str, Any]) -> None:
    github.fault(times=3, **fault)
    assert client.get(REPO).data["full_name"] == "alice/postmortems"
    assert clock.slept == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    "fault", [{"status": 502}, {"drop": "before"}, {"drop": "after"}, {"status": 500, "effect": True}]
)
def test_writes_are_never_sent_again(client: Client, github: FakeGitHub, fault: Mapping[str, Any]) -> None:
    github.fault(method="POST", **fault)
    with pytest.raises(Unknown, match=r"POST /repos/alice/postmortems/issues.*unknown whether it happened"):
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert github.count("POST") == 1


def test_a_connection_never_made_is_sent_again(clock: FakeClock) -> None:
    client = Client("t_bot", "http://127.0.0.1:9", clock=clock)
    with pytest.raises(GitHubError, match="could not be reached") as caught:
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert not isinstance(caught.value, Unknown)
    assert clock.slept == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("fault", "slept"),
    [
        (secondary_limit(7), [7.0]),
        ({"status": 429, "body": {"message": "slow"}}, [60.0]),
        ({"status": 429, "body": {"message": "slow"}, "headers": {"Retry-After": "soon"}}, [60.0]),
    ],
)
def test_rate_limits_are_waited_out(
    client: Client, github: FakeGitHub, clock: FakeClock, fault: Mapping[str, Any], slept: list[float]
) -> None:
    github.fault(method="POST", **fault)
    assert client.send("POST", f"{REPO}/issues", ISSUE).status == 201
    assert clock.slept == slept
    assert len(github.repository("alice/postmortems").issues) == 1


def test_the_primary_limit_says_until_when(client: Client, github: FakeGitHub, clock: FakeClock) -> None:
    github.fault(**primary_limit(int(clock.time) + 30))
    client.get(REPO)
    assert clock.slept == [31.0]


def test_too_long_is_an_error_without_effect(client: Client, github: FakeGitHub, clock: FakeClock) -> None:
    github.fault(method="POST", times=9, **secondary_limit(60))
    with pytest.raises(TooLong, match="`max-wait`"):
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert clock.slept == [60.0]
    assert not github.repository("alice/postmortems").issues


def test_writes_are_a_second_apart(client: Client, clock: FakeClock) -> None:
    for _ in range(3):
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert clock.slept == [1.0, 1.0]


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_redirected_write_is_refused(client: Client, github: FakeGitHub, status: int) -> None:
    github.fault(
        method="POST", status=status, headers={"Location": f"{github.url}{REPO}/labels"}, body={"message": "x"}
    )
    with pytest.raises(Refused, match="redirects"):
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert github.count() == 1


def test_a_renamed_repository_is_still_read(client: Client, github: FakeGitHub) -> None:
    github.fault(method="GET", status=301, headers={"Location": f"{github.url}{REPO}"}, body={})
    assert client.get("/repos/alice/old").data["full_name"] == "alice/postmortems"


def test_the_token_goes_to_the_api_alone(client: Client, github: FakeGitHub) -> None:
    github.fault(method="GET", status=302, headers={"Location": "http://evil.example/x"}, body={})
    with pytest.raises(Refused):
        client.get(REPO)
    assert github.count() == 1


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, {"message": "Bad credentials"}, r"the token was refused: POST .*: 401 Bad credentials; check"),
        (403, {"message": "Resource not accessible by integration"}, r"permission `issues: write`"),
        (404, {"message": "Not Found"}, r"does not find POST"),
        (410, {"message": "Issues are disabled"}, r"410 Issues are disabled"),
        (422, {"message": "Validation Failed", "errors": ["Line must be part of the diff"]}, r"Line must be part"),
    ],
)
def test_refusals_are_one_clear_sentence(
    client: Client, github: FakeGitHub, status: int, body: Mapping[str, Any], sentence: str
) -> None:
    github.fault(method="POST", status=status, body=body)
    with pytest.raises(Refused, match=sentence) as caught:
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert caught.value.status == status
    assert "\n" not in str(caught.value)


def test_both_shapes_of_422(client: Client, github: FakeGitHub) -> None:
    with pytest.raises(Refused) as caught:
        client.send("POST", f"{REPO}/issues", {**ISSUE, "assignees": ["nobody-here"]})
    [detail] = caught.value.errors
    assert (detail.field, detail.code) == ("assignees", "invalid")
    github.fault(method="POST", status=422, body={"message": "Unprocessable Entity", "errors": ["a", "b"]})
    with pytest.raises(Refused) as caught:
        client.send("POST", f"{REPO}/issues", ISSUE)
    assert caught.value.errors == (Detail("a"), Detail("b"))


def test_the_token_is_never_said(github: FakeGitHub, clock: FakeClock) -> None:
    github.repository("alice/postmortems").commit("main", {"a": "b"})
    client = Client("t_bot", github.url, clock=clock)
    github.fault(status=422, body={"message": "you sent t_bot"})
    with pytest.raises(Refused) as caught:
        client.get(REPO)
    assert "t_bot" not in str(caught.value) and "t_bot" not in repr(client)
    with pytest.raises(GitHubError) as bad:
        Client("abc\ndef", github.url)
    assert "abc" not in str(bad.value)


@pytest.mark.parametrize(
    "url",
    ["", "api.github.com", "file:///etc", "https://", "http://[::1", "https://me:hunter2@host:x", "http://a:99999"],
)
def test_an_address_that_is_none_is_one_clear_sentence(url: str) -> None:
    with pytest.raises(GitHubError) as refused:
        Client("t_bot", url)
    assert str(refused.value) == "GITHUB_API_URL is no address such as https://api.github.com; correct it"


@pytest.mark.parametrize("proxy", ["://", "http://[", "socks5://127.0.0.1:9", "http://a:999999"])
def test_a_proxy_that_is_none_is_said(
    client: Client, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(GitHubError, match=r"the address of the proxy \(HTTPS_PROXY\) is no good"):
        client.get(REPO)


def test_graphql_errors_are_errors(client: Client) -> None:
    query = 'query { repository(owner: "alice", name: "postmortems") { pullRequest(number: 99) { id } } }'
    with pytest.raises(Refused, match="Could not resolve"):
        client.graphql(query)


def test_what_is_optional_may_be_missing(client: Client, github: FakeGitHub) -> None:
    query = """query { repository(owner: "alice", name: "postmortems") {
        object(expression: "main") { ... on Commit { f0: file(path: "nope") { mode } } } } }"""
    assert client.graphql(query, optional={"f0"})["repository"]["object"] == {"f0": None}
    with pytest.raises(Refused):
        client.graphql(query)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("alice/x", "alice/x"),
        ("a b#c?d%e", "a%20b%23c%3Fd%25e"),
        ("...", "..."),
        ("\udcff", "%3F"),
        ("é", "%C3%A9"),
        ("a//b", "a//b"),
        ("a\r\nHost: b", "a%0D%0AHost%3A%20b"),
        ("a%2F..%2Fb", "a%252F..%252Fb"),
    ],
)
def test_in_path(text: str, quoted: str) -> None:
    assert in_path(text) == quoted


@pytest.mark.parametrize("text", ["..", "a/../b", "./a", "a/."])
def test_no_path_climbs(text: str) -> None:
    with pytest.raises(GitHubError):
        in_path(text)
