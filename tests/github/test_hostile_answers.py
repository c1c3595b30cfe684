"""What an API may answer: too much, too slowly, without an end, or in another shape. One clear sentence comes of it."""

from __future__ import annotations

import gzip
import itertools
import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.errors import UsageError
from pm_lint.github import transport
from pm_lint.github.client import Client, GitHubError, Unknown
from pm_lint.github.issues import run_issues
from pm_lint.github.place import Place
from pm_lint.github.review import run_review
from pm_lint.github.review_state import Reader, Text
from pm_lint.github.transport import Answer, NoAnswer, PyGithubTransport, Transport
from pm_lint.github.write_back_text import BRANCH, Head
from pm_lint.record import replace
from tests.fake_github.direct import Direct
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import FakeClock, scene, tools
from tests.github.test_issue_support import PATH as DOCUMENT
from tests.github.test_issue_support import TODAY, Scene, document
from tests.github.write_back_world import ON, TWO, WRITER, Team, text
from tests.github.write_back_world import PATH as WRITTEN
from tests.github.write_back_world import linked as with_links

URL = "https://api.github.test"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Reply = Callable[[socket.socket, threading.Event], None]


def _hear(connection: socket.socket) -> None:
    """Read a whole request: to close on what is not read would break the connection before the answer is through."""
    heard = b""
    while b"\r\n\r\n" not in heard and (piece := connection.recv(65_536)):
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)^content-length: (\d+)", head, re.M)
    while length and len(body) < int(length[1]) and (piece := connection.recv(65_536)):
        body += piece


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], str]]:
    """A server on loopback that answers each connection alike; what is returned is its address."""
    stop = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    replies: list[Reply] = []

    def work() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            try:
                with connection:
                    _hear(connection)
                    replies[0](connection, stop)
            except OSError:
                continue

    thread = threading.Thread(target=work, daemon=True)

    def start(reply: Reply) -> str:
        replies.append(reply)
        thread.start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    stop.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def sends(*pieces: bytes) -> Reply:
    def reply(connection: socket.socket, stop: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return reply


def floods(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK + b"\r\n")
    while not stop.is_set():
        connection.sendall(b"[" * 10_000)


def drips(connection: socket.socket, stop: threading.Event) -> None:
    """A byte at a time, each in time."""
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    while not stop.wait(0.05):
        connection.sendall(b" ")


def drips_its_head(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(OK)
    for number in range(90):
        connection.sendall(b"X-%d: x\r\n" % number)
        if stop.wait(0.05):
            return
    stop.wait()


def is_silent(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait()


#: 10 MB in 10 KB.
BOMB = gzip.compress(b" " * 10_000_000)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (floods, "its answer is too large"),
        (sends(OK + b"Content-Encoding: gzip\r\n\r\n" + BOMB), "its answer is too large"),
        (
            sends(OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b" " * 10_000_000)),
            "its answer is too large",
        ),
        (sends(OK + b"Content-Encoding: gzip\r\n\r\nno gzip"), "the connection broke"),
        (sends(OK + b"Content-Encoding: " + b", ".join([b"gzip"] * 20) + b"\r\n\r\n" + BOMB), "the connection broke"),
        (sends(OK + b"Content-Length: 99999999999\r\n\r\n[]"), "the connection broke"),
        (sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "the connection broke"),
        (sends(OK + b"A: b\r\n" * 200 + b"\r\n"), "the connection broke"),
        (sends(OK + b"A: " + b"b" * 100_000 + b"\r\n\r\n"), "the connection broke"),
        (sends(b"SSH-2.0-x\r\n"), "the connection broke"),
        (sends(b""), "the connection broke"),
        (is_silent, "it took longer than 0.3 seconds"),
        (drips, "it took longer than 0.3 seconds"),
        (drips_its_head, "it took longer than 0.3 seconds"),
    ],
)
def test_an_answer_out_of_bounds(
    serve: Callable[[Reply], str], monkeypatch: pytest.MonkeyPatch, reply: Reply, why: str
) -> None:
    monkeypatch.setattr(transport, "LARGEST", 500_000)
    url = serve(reply)
    sender = PyGithubTransport("t0ken", url, patience=0.3 if "longer" in why else 600)
    client = Client("t0ken", url, clock=FakeClock(), max_wait=2, transport=sender)
    with pytest.raises(GitHubError) as read:
        client.get("/repos/a/b")
    assert str(read.value) == f"GitHub could not be read (GET /repos/a/b): {why}, 2 times; run the job again later"
    with pytest.raises(Unknown) as written:
        client.send("POST", "/repos/a/b/issues", {})
    assert str(written.value) == f"no answer to POST /repos/a/b/issues ({why}): unknown whether it happened"


# -- lists without an end ------------------------------------------------------------------------------------------


def linked(address: str) -> dict[str, Any]:
    return {"status": 200, "body": [{"number": 1}], "headers": {"Link": f'<{address}>; rel="next"'}, "times": 99}


def test_pages_that_lead_to_each_other(github: FakeGitHub) -> None:
    client = Client("t_bot", github.url, clock=FakeClock())
    github.fault(**linked(f"{github.url}/repos/a/b/issues?page=2"))
    with pytest.raises(GitHubError, match="the pages of /repos/a/b/issues have no end; try again later"):
        list(client.pages("/repos/a/b/issues"))
    assert github.count() == 2


def test_pages_without_an_end(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pm_lint.github.client.MOST_PAGES", 4)
    client = Client("t_bot", github.url, clock=FakeClock())
    for page in range(9):
        github.fault(**{**linked(f"{github.url}/repos/a/b/issues?page={page}"), "times": 1})
    with pytest.raises(GitHubError, match="have no end"):
        list(client.pages("/repos/a/b/issues"))
    assert github.count() == 4


# -- answers of another shape --------------------------------------------------------------------------------------

WRONG: tuple[Any, ...] = (None, "text", -1, [], {}, [None], True, 1e300, "\0" * 9)
#: Where a key is left out.
GONE = object()


class Bent:
    """A transport that gives what GitHub answered once, one value of one answer bent."""

    def __init__(self, real: Transport) -> None:
        self.real = real
        self.kept: dict[str, Answer] = {}
        self.bend: tuple[str, tuple[Any, ...], Any] | None = None
        #: What was asked in this run: the addresses, and what was sent there.
        self.asked: list[tuple[str, Any]] = []

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        assert path == "graphql" or re.fullmatch(r"/repos/alice/postmortems(?:/[A-Za-z0-9._%-]+)*", path), path
        asked = repr((method, path, sorted(params.items()), body))
        self.asked.append((path, body))
        if asked not in self.kept:
            if self.bend:
                raise NoAnswer("nobody asks this")
            self.kept[asked] = self.real.exchange(method, path, params, headers, body)
        answer = self.kept[asked]
        if self.bend is None or self.bend[0] != asked:
            return answer
        return Answer(answer.status, answer.headers, bent(answer.data, self.bend[1], self.bend[2]))


def bent(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The same JSON with another value in one place."""
    if not place:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    if len(place) == 1 and value is GONE:
        del copy[place[0]]
    else:
        copy[place[0]] = bent(data[place[0]], place[1:], value)
    return copy


def places(data: Any, depth: int = 0) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON; of a list only its first entries."""
    yield ()
    keys = list(data) if isinstance(data, dict) else range(min(1, len(data))) if isinstance(data, list) else ()
    for key in keys if depth < 9 else ():
        for rest in places(data[key], depth + 1):
            yield (key, *rest)


def in_every_way(
    run: Callable[[Client], object],
    real: Transport,
    bends: Callable[[str, tuple[Any, ...]], bool] = lambda asked, place: True,
    judge: Callable[[list[tuple[str, Any]]], None] = lambda asked: None,
) -> int:
    """Run with each value of each answer bent: all goes well, or one clear sentence says what does not. ``bends`` says
    whether the answer to a request is to be bent at a place, ``judge`` looks at what was asked."""
    transport = Bent(real)
    run(Client("t_bot", URL, clock=FakeClock(), transport=transport))
    ways = itertools.cycle([*WRONG, GONE])
    asked = {name: answer.data for name, answer in transport.kept.items()}
    tried = 0
    for name, data in asked.items():
        for place in (place for place in places(data) if bends(name, place)):
            value = next(ways)
            transport.bend = (name, place, None if value is GONE and not place else value)
            transport.asked.clear()
            tried += 1
            try:
                run(Client("t_bot", URL, clock=FakeClock(), max_wait=0, transport=transport))
            except (GitHubError, UsageError) as error:
                assert 10 < len(str(error)) < 900 and "\n" not in str(error), transport.bend
            except Exception as error:
                raise AssertionError(transport.bend) from error
            judge(transport.asked)
    return tried


def test_a_review_of_answers_of_another_shape(github: FakeGitHub) -> None:
    here = scene(github, "!E304 a: one\n!W007 b: two => mended\n", base={"pm-lint.toml": ""})
    here.run()
    here.push("!E304 a: one\n!W101 c: three\n")

    def run(client: Client) -> object:
        return run_review(replace(here.context(), client=client), tools())

    assert in_every_way(run, PyGithubTransport("t_bot", github.url)) > 50


def test_issues_of_answers_of_another_shape(github: FakeGitHub) -> None:
    here = Scene.of(github)
    items = document(DOCUMENT, "Add an alert on queue depth", "Write a runbook")
    here.run(items)

    def run(client: Client) -> object:
        place = Place("alice/postmortems", here.repo.branches["main"])
        return run_issues(client, place, [items], ActionItemsConfig(), today=TODAY, clock=FakeClock())

    assert in_every_way(run, PyGithubTransport("t_bot", github.url)) > 20


def commits(team: Team) -> None:
    team.repo.commit(BRANCH, {"x.md": "mine\n"}, author="bob")


def declines(team: Team) -> None:
    team.open[0].close_as("bob")
    team.repo.commit("main", {WRITTEN: text("Add an alert", "Write a runbook", "Third thing")})


#: What has happened since a first run, by what write-back does then.
SINCE: dict[str, Callable[[Team], object]] = {
    "keeps it": lambda team: None,
    "brings it up to date": lambda team: team.repo.commit("main", {WRITTEN: text("Add an alert", "Third thing")}),
    "leaves somebody's work": commits,
    "does not propose again": declines,
    "closes it": lambda team: team.repo.commit("main", {WRITTEN: with_links(TWO)}),
}


@dataclass(frozen=True)
class Cutting:
    """Answers without the texts of files, as of large ones, which are then read on their own."""

    real: Transport

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        answer = self.real.exchange(method, path, params, headers, body)
        for place in list(places(answer.data)) if path == "graphql" else ():
            if place[-1:] == ("text",):
                answer = Answer(answer.status, answer.headers, bent(answer.data, place, ""))
        return answer


@pytest.mark.parametrize("what", ["proposes", "proposes for a large file", *SINCE])
def test_write_back_of_answers_of_another_shape(what: str) -> None:
    """Whatever is answered, only our branch is moved, and only to a commit on the tip with the team's documents."""
    team = Team.of({WRITTEN: TWO})
    if what in SINCE:
        team.run()
        SINCE[what](team)
    tip = team.repo.branches["main"]
    documents = team.documents(tip)

    def run(client: Client) -> object:
        place = Place("alice/postmortems", tip)
        done = run_issues(client, place, documents, ON, today=TODAY, clock=FakeClock())
        assert (done.exit_code in (0, 3)) and all(0 < len(line) < 900 for line in done.text.splitlines())
        return done

    def judge(asked: list[tuple[str, Any]]) -> None:
        for path, body in asked:
            if path.endswith("/git/trees"):
                assert body["base_tree"] == tip and [one["path"] for one in body["tree"]] == [WRITTEN], body
                assert {one["mode"] for one in body["tree"]} <= {"100644", "100755"}
            elif path.endswith("/git/commits"):
                assert body["parents"] == [tip]
                assert Head("", body["message"], body["tree"], (tip,)).digest, "nothing else is in it"
            elif path == "graphql" and body["query"].startswith("mutation"):
                assert body["variables"]["branch"] == f"refs/heads/{BRANCH}"
            elif path.endswith("/pulls"):
                assert body["head"] == BRANCH

    def bends(asked: str, place: tuple[Any, ...]) -> bool:
        """All of a query's answer, and the top of what comes back from a write."""
        return "pullRequests(headRefName" in asked or (
            len(place) < 2 and any(one in asked for one in ("/git/", "/pulls", "/contents/", "updateRefs"))
        )

    real = Direct(team.github, WRITER)
    assert in_every_way(run, Cutting(real) if "large" in what else real, bends, judge) > 20
    assert ("large" in what) == any("/contents/" in request for request in real.requests)


# -- addresses ----------------------------------------------------------------------------------------------------

#: What a file in an answer may be called, and whether a file of a repository can be.
NAMES = {
    "postmortems/%2e%2e/x.md": True,
    "postmortems/..%2f..%2fuser.md": True,
    "postmortems/...": True,
    "postmortems/x.md?ref=main#a": True,
    "postmortems/;x=1/\\..\\x.md": True,
    "postmortems/\u202e\ud800é.md": True,
    "https://evil.example/x.md": True,
    "../../../user": False,
    "postmortems/../../../../user": False,
    "postmortems/./x.md": False,
    "..": False,
    ".": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_asked_for_by_its_name_or_not_at_all(github: FakeGitHub, name: str) -> None:
    """As it arrives on the other side: a library may take an address apart on the way."""
    github.repository("alice/postmortems").commit("main", {"README.md": "x"})
    client = Client("t_bot", github.url, clock=FakeClock())
    reader = Reader(client, "alice/postmortems", 1)
    with pytest.raises(GitHubError) as refused:
        reader.whole(name, "main", Text(9, None))
    if NAMES[name]:
        assert unquote(github.requests[-1].request.path) == "/repos/alice/postmortems/contents/" + name.replace(
            "\ud800", "?"
        )
    else:
        assert "is no path of a repository" in str(refused.value) and not github.requests


@pytest.mark.parametrize("name", [name for name, may in NAMES.items() if not may])
def test_such_a_file_of_a_pull_request_is_unreadable(github: FakeGitHub, name: str) -> None:
    """git itself keeps nobody from writing such a tree. What can't be read must not pass."""
    here = scene(github, "!E304 a: one\n")
    path = f"postmortems/{name}/x.md"
    github.fault(path="/files$", status=200, body=[{"filename": path, "status": "added", "changes": 1}])
    done = here.run()
    assert (done.exit_code, done.counts.files, done.counts.errors) == (1, 1, 1)
    assert "GitHub gives no file by this name" in done.summary_markdown
