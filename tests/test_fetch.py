"""A file from the net: over TLS from a real server on loopback, which answers in every wrong way."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat
from pathlib import Path

import pytest
import trustme

from pm_lint.fetch import Unfetched, fetch, within
from pm_lint.project import make_linter, read_named_files, read_settings
from pm_lint.shared_calendar import at_address
from tests.test_shared_calendar import DOCUMENT, TEAM

LIMIT = 100_000
OK = b"HTTP/1.1 200 OK\r\n"
#: What a server does with a connection, until it is told to stop.
Answer = Callable[[ssl.SSLSocket, threading.Event], None]


@dataclass
class Server:
    """Answers each connection over TLS as it is told, and keeps what was asked."""

    url: str
    answer: Answer = lambda connection, stop: None
    asked: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server for `localhost` whose certificate this process trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("no_proxy", "localhost")
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()
    made = Server(f"https://localhost:{listening.getsockname()[1]}/secret-key/team.ics")

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    made.asked.append(connection.recv(65_536))
                    made.answer(connection, stop)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield made
    stop.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def sends(*pieces: bytes) -> Answer:
    def answer(connection: ssl.SSLSocket, stop: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return answer


def floods(connection: ssl.SSLSocket, stop: threading.Event) -> None:
    connection.sendall(OK + b"\r\n")
    while not stop.is_set():
        connection.sendall(b"x" * 10_000)


def drips(connection: ssl.SSLSocket, stop: threading.Event) -> None:
    """One byte at a time, each in time."""
    connection.sendall(OK + b"\r\n")
    while not stop.wait(0.05):
        connection.sendall(b"x")


def drips_its_head(connection: ssl.SSLSocket, stop: threading.Event) -> None:
    connection.sendall(OK)
    for number in range(90):
        connection.sendall(b"X-%d: x\r\n" % number)
        if stop.wait(0.05):
            return
    stop.wait()


def is_silent(connection: ssl.SSLSocket, stop: threading.Event) -> None:
    stop.wait()


def test_a_file_is_fetched_and_nothing_of_ours_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    server.answer = sends(OK + b"Set-Cookie: a=b\r\n\r\n", b"one ", b"two")
    assert fetch(server.url, limit=LIMIT, seconds=600) == b"one two"
    head = server.asked[0].decode().lower()
    assert head.startswith("get /secret-key/team.ics http/1.1\r\n")
    assert {line.split(":")[0] for line in head.split("\r\n")[1:] if line} == {
        "accept-encoding", "host", "user-agent", "accept", "connection",
    }  # fmt: skip
    assert "t0ken" not in head


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (sends(b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nsecret"), "it answers with status 404"),
        (sends(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n"), "it answers with status 401"),
        (sends(b"HTTP/1.1 500 Oops\r\n\r\n"), "it answers with status 500"),
        (
            sends(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"),
            "it is somewhere else now: write the address that this one leads to",
        ),
        (sends(b"HTTP/1.1 307 No\r\nLocation: file:///etc/passwd\r\n\r\n"), "it is somewhere else now: write"),
        (floods, "it is larger than 100,000 bytes"),
        (sends(OK + b"Content-Length: 9999999999\r\n\r\n" + b"x" * (LIMIT + 1)), "it is larger than 100,000 bytes"),
        (sends(b"SSH-2.0-x\r\n"), "its answer is damaged"),
        (sends(b""), "it can't be reached"),
        (sends(OK + b"a: b\r\n" * 200 + b"\r\n"), "its answer is damaged"),
        (sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "its answer is damaged"),
    ],
)
def test_a_wrong_answer_is_one_clause(server: Server, answer: Answer, why: str) -> None:
    server.answer = answer
    with pytest.raises(Unfetched) as refused:
        fetch(server.url, limit=LIMIT, seconds=600)
    assert str(refused.value).startswith(why)
    assert "secret" not in str(refused.value)
    assert len(server.asked) == 1, "no redirect is followed, nothing is asked twice"


class Late:
    """A clock on which as much time passes between two looks as somebody had patience for, after the first look."""

    def __init__(self, patience: float) -> None:
        self.times = chain([0.0], repeat(patience))

    def __call__(self) -> float:
        return next(self.times)


@pytest.mark.parametrize("answer", [is_silent, drips, drips_its_head])
def test_nobody_waits_for_an_answer_that_never_ends(server: Server, answer: Answer) -> None:
    """Whenever the connection is made: on a busy machine that takes longer, too."""
    server.answer = answer
    with pytest.raises(Unfetched, match=r"^it took longer than 0\.2 seconds$"):
        fetch(server.url, limit=LIMIT, seconds=0.2)


def test_nobody_waits_for_an_exchange_that_bounds_itself_in_nothing() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.01, never.wait)
    never.set()
    assert within(600, never.wait)


def test_what_nobody_waits_for_any_more_ends_by_itself(server: Server) -> None:
    server.answer = drips
    with pytest.raises(Unfetched, match=r"^it took longer than 600 seconds$"):
        fetch(server.url, limit=LIMIT, seconds=600, now=Late(600))


def test_a_host_that_nobody_vouches_for(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other.pem"))
    with pytest.raises(Unfetched, match="its certificate is not to be trusted"):
        fetch(server.url, limit=LIMIT, seconds=600)
    assert not server.asked


@pytest.mark.parametrize(("url", "proxy"), [("https://localhost:1/x", ""), ("https://a/x", "http://a..b:1")])
def test_nobody_is_there(url: str, proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "localhost")
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(Unfetched, match="it can't be reached"):
        fetch(url, limit=LIMIT, seconds=600)


@pytest.mark.parametrize("url", ["http://localhost/x", "file:///etc/passwd", "ftp://localhost/x", "data:,x"])
def test_nothing_but_https_is_asked(url: str) -> None:
    with pytest.raises(ValueError, match="not an https URL"):
        fetch(url, limit=LIMIT, seconds=600)


# -- as a shared calendar ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (TEAM.encode(), None),
        (b"<html>Sign in</html>", "the shared calendar at localhost can't be read (it is no iCalendar file)"),
        (TEAM.encode()[:90], "the shared calendar at localhost can't be read (it is damaged: its end is missing)"),
        (b"BEGIN:VCALENDAR\xff", "the shared calendar at localhost can't be read (it is not UTF-8)"),
        (b"", "the shared calendar at localhost can't be read (it is empty)"),
    ],
)
def test_a_calendar_from_the_net(server: Server, body: bytes, fault: str | None) -> None:
    server.answer = sends(OK + b"\r\n" + body)
    assert at_address(server.url)().fault == fault


def test_it_is_fetched_once_and_only_when_it_is_needed(server: Server, tmp_path: Path) -> None:
    server.answer = sends(OK + b"\r\n" + TEAM.encode())
    (tmp_path / "pm-lint.toml").write_text(f"meeting.calendar = {json.dumps(server.url)}\n")
    settings = read_settings(tmp_path)
    linter = make_linter(settings.config, read_named_files(tmp_path, settings.config), today=date(2026, 3, 13))

    def found(document: bytes) -> list[str]:
        return [one.rule for one in linter.check("a.md", document).findings if one.rule == "PM308"]

    assert found(DOCUMENT.replace(b"03-16", b"03-12")) == []
    assert server.asked == []
    assert found(DOCUMENT) == []
    assert found(DOCUMENT.replace(b"03-16", b"03-17")) == ["PM308"]
    assert len(server.asked) == 1
