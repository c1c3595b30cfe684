"""What an API may answer: too much, too slowly, without an end, or in another shape. One clear sentence comes of it."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest

from pm_lint.github import transport
from pm_lint.github.client import MOST_PAGES, Client, GitHubError, Unknown
from pm_lint.github.transport import Answer, PyGithubTransport
from tests.github.support import FakeClock

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
    thread.join(5)


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


def is_silent(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait(5)


#: 100 MB in 100 KB.
BOMB = gzip.compress(b" " * 100_000_000)



@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (floods, "its answer is too large"),
        (sends(OK + b"Content-Encoding: gzip\r\n\r\n" + BOMB), "its answer is too large"),
        (sends(OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b" " * 100_000_000)), "its answer is too large"),
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
    sender = PyGithubTransport("t0ken", url, patience=0.3 if "longer" in why else 20)
    client = Client("t0ken", url, clock=FakeClock(), max_wait=2, transport=sender)
    with pytest.raises(GitHubError) as read:
        client.get("/repos/a/b")
    assert str(read.value) == f"GitHub could not be read (GET /repos/a/b): {why}, 2 times; run the job again later"
    with pytest.raises(Unknown) as written:
        client.send("POST", "/repos/a/b/issues", {})
    assert str(written.value) == f"no answer to POST /repos/a/b/issues ({why}): unknown whether it happened"
