"""What an API may answer: too much, too slowly, without an end, or in another shape. One clear sentence comes of it."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from pm_lint.config import ActionItemsConfig
from pm_lint.errors import UsageError
from pm_lint.github import transport
from pm_lint.github.client import Client, GitHubError, Unknown
from pm_lint.github.issues import run_issues
from pm_lint.github.place import Place
from pm_lint.github.review import run_review
from pm_lint.github.transport import Answer, NoAnswer, PyGithubTransport, Transport
from pm_lint.record import replace
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub
from tests.github.support import FakeClock, scene, tools
from tests.github.test_issue_support import PATH as DOCUMENT
from tests.github.test_issue_support import TODAY, Scene, document

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Reply = Callable[[socket.socket, threading.Event], None]


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
                    connection.recv(65_536)
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

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        asked = repr((method, path, sorted(params.items()), body))
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


def in_every_way(run: Callable[[Client], object], github: FakeGitHub) -> int:
    """Run with each value of each answer bent: all goes well, or one clear sentence says what does not."""
    transport = Bent(PyGithubTransport("t_bot", github.url))
    run(Client("t_bot", github.url, clock=FakeClock(), transport=transport))
    ways = itertools.cycle([*WRONG, GONE])
    asked = {name: answer.data for name, answer in transport.kept.items()}
    tried = 0
    for name, data in asked.items():
        for place in places(data):
            value = next(ways)
            transport.bend = (name, place, None if value is GONE and not place else value)
            tried += 1
            try:
                run(Client("t_bot", github.url, clock=FakeClock(), max_wait=0, transport=transport))
            except (GitHubError, UsageError) as error:
                assert 10 < len(str(error)) < 900 and "\n" not in str(error), transport.bend
            except Exception as error:
                raise AssertionError(transport.bend) from error
    return tried


def test_a_review_of_answers_of_another_shape(github: FakeGitHub) -> None:
    here = scene(github, "!E304 a: one\n!W007 b: two => mended\n", base={"pm-lint.toml": ""})
    here.run()
    here.push("!E304 a: one\n!W101 c: three\n")

    def run(client: Client) -> object:
        return run_review(replace(here.context(), client=client), tools())

    assert in_every_way(run, github) > 50


def test_issues_of_answers_of_another_shape(github: FakeGitHub) -> None:
    here = Scene.of(github)
    items = document(DOCUMENT, "Add an alert on queue depth", "Write a runbook")
    here.run(items)

    def run(client: Client) -> object:
        place = Place("alice/postmortems", here.repo.branches["main"])
        return run_issues(client, place, [items], ActionItemsConfig(), today=TODAY, clock=FakeClock())

    assert in_every_way(run, github) > 20
