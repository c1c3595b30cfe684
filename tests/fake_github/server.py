"""The server: a real socket, one thread for each connection, one lock around the state."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from . import events, graphql, rest, rest_git  # noqa: F401 - it adds its operations
from .contract import contract
from .exchange import Exchange, HttpError, Request, Response
from .faults import Fault
from .render import Json, Renderer
from .state import BOT, Clock, Issue, Level, Pull, Repository, Token, World

STATE = "/_state"  # not GitHub's: what was created, for shell scripts


class FakeGitHub:
    """A GitHub of one's own. Start it, set the scene, point a client at ``url``, look at what came of it.

    Every exchange is checked against GitHub's own description; :meth:`assert_clean` says what was wrong.
    """

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, now: datetime | None = None) -> None:
        self.world = World(Clock(now) if now else Clock())
        self.requests: list[Exchange] = []
        self.faults: list[Fault] = []
        self.violations: list[str] = []
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.token("t_bot")
        self.token("t_read", permissions={"contents": "read", "pull_requests": "read", "issues": "read"})
        contract()  # loaded now, so that what is wrong with it is seen here
        self._server = _Server((host, port), self)
        self._thread: threading.Thread | None = None
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self.render = Renderer(self.url)

    # life

    def start(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # the scene

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def repository(
        self, full_name: str, default_branch: str = "main", *, private: bool = False, fork_of: Repository | None = None
    ) -> Repository:
        """The repository of that name, made if it is new."""
        return self.world.repository(full_name, default_branch, private=private, fork_of=fork_of)

    def rename(self, old: str, new: str) -> Repository:
        """Rename a repository; requests to its old name are redirected."""
        return self.world.rename(old, new)

    def token(self, name: str | None = None, login: str = BOT, permissions: Mapping[str, Level] | None = None) -> str:
        """A new token; by default the bot's, with what the review and the issues need."""
        return self.world.token(name or f"t_{self.world.next_id()}", login, permissions)

    def event(self, pull: Pull, action: str = "synchronize", base_before: str | None = None) -> Json:
        """The payload of a ``pull_request`` event."""
        return events.pull_request(self.render, pull, action, base_before)

    def push_event(
        self, repo: Repository, before: str | None = None, after: str | None = None, ref: str | None = None
    ) -> Json:
        """The payload of a ``push`` event, by default of the default branch's last commit."""
        return events.push(self.render, repo, before, after, ref)

    def meanwhile(
        self,
        before: Callable[[], object] | None = None,
        after: Callable[[], object] | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        match: Callable[[Request], bool] | None = None,
        nth: int = 1,
        times: int = 1,
    ) -> Fault:
        """Let something happen just before or after a request: a push, another run's comment, a person's reply."""
        fault = Fault(match, method, path, nth, times, before=before, after=after)
        self.faults.append(fault)
        return fault

    def fault(
        self,
        match: Callable[[Request], bool] | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        nth: int = 1,
        times: int = 1,
        status: int | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
        drop: Literal["before", "after"] | None = None,
        effect: bool = False,
    ) -> Fault:
        """Let some requests go wrong; see :class:`Fault`. ``path`` is a regular expression that is searched for."""
        fault = Fault(match, method, path, nth, times, status, body, headers or {}, delay, drop, effect)
        self.faults.append(fault)
        return fault

    # what came of it

    def count(self, method: str | None = None, path: str | None = None, status: int | None = None) -> int:
        """How many requests there were, or how many of one kind."""
        return len(self.log(method, path, status))

    def log(self, method: str | None = None, path: str | None = None, status: int | None = None) -> list[Exchange]:
        return [
            one
            for one in self.requests
            if (method is None or one.method == method)
            and (path is None or re.search(path, one.path))
            and (status is None or one.status == status)
        ]

    @property
    def writes(self) -> list[Exchange]:
        """The requests that may have changed something."""
        return [one for one in self.requests if one.is_write]

    def assert_clean(self) -> None:
        """Fails if a request or an answer broke GitHub's contract."""
        if self.violations:
            raise AssertionError("against GitHub's contract:\n" + "\n".join(f"- {one}" for one in self.violations))

    def state(self) -> Json:
        """What stands in all repositories, as JSON, in the shapes of the REST API but short."""
        return {name: _summary(repo) for name, repo in sorted(self.world.repositories.items())} | {
            "requests": [str(one) for one in self.requests],
            "violations": list(self.violations),
        }

    # one exchange

    def handle(self, request: Request) -> Response | None:
        """The answer; None to drop the connection."""
        if request.path == STATE:
            with self.lock:
                return Response(200, self.state())
        with self.lock:
            self.clock.advance()
            exchange = Exchange(request, self.clock.now)
            self.requests.append(exchange)
            fault = next((one for one in self.faults if one.takes(request)), None)
            response = self._answer(request, exchange) if fault is None else self._go_wrong(fault, request, exchange)
            exchange.status = response.status if response else 0
            exchange.response = response.body if response else None
            self.violations += [f"{exchange}: {one}" for one in exchange.violations]
        if fault is not None and fault.delay:
            self.stopping.wait(fault.delay)
        return response

    def _go_wrong(self, fault: Fault, request: Request, exchange: Exchange) -> Response | None:
        exchange.fault = str(fault)
        if fault.before:
            fault.before()
        response = None
        if fault.has_effect:
            response = self._answer(request, exchange)
        else:
            exchange.violations += self._check_request(request)
        if fault.after:
            fault.after()
        if fault.drop:
            return None
        if fault.status is not None:
            media_type = "text/html" if isinstance(fault.body, bytes) else Response.media_type
            response = Response(fault.status, fault.body, media_type=media_type)
            self._finish(request, response)
            given = {name.lower() for name in fault.headers}
            kept = {name: value for name, value in response.headers.items() if name.lower() not in given}
            response.headers = kept | dict(fault.headers)
        return response

    def _answer(self, request: Request, exchange: Exchange) -> Response:
        request = self._by_name(request)
        try:
            token = self._authenticate(request)
            exchange.login = token.login
            response = self._limited(request) or self._dispatch(request, token, exchange)
        except HttpError as error:
            response = error.response
        except ValueError as error:
            exchange.violations.append(f"body: no JSON: {error}")
            response = HttpError(400, "Problems parsing JSON").response
        except Exception:  # whatever the fake can't do must be seen, and must not hang the client
            exchange.violations.append(f"the fake failed: {traceback.format_exc()}")
            response = Response(500, {"message": "the fake failed", "documentation_url": "", "status": "500"})
        exchange.violations += self._check_request(request)
        if not request.is_graphql:
            exchange.violations += contract().check_response(request, response)
        self._finish(request, response)
        return response

    def _check_request(self, request: Request) -> list[str]:
        if request.is_graphql:
            return []
        try:
            return contract().check_request(request)
        except ValueError:
            return []  # said already

    def _authenticate(self, request: Request) -> Token:
        if "user-agent" not in request.headers:
            raise HttpError(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            )
        token = self.world.tokens.get(request.token or "")
        if token is None:
            raise HttpError(401, "Bad credentials" if request.token else "Requires authentication")
        return token

    def _limited(self, request: Request) -> Response | None:
        """Counts the request; the hour's budget may be spent."""
        rate = self.world.rates["graphql" if request.is_graphql else "core"]
        if self.clock.now >= rate.reset:
            rate.used, rate.reset = 0, self.clock.now + timedelta(hours=1)
        if request.path == "/rate_limit":
            return None
        if rate.remaining == 0:
            return HttpError(403, "API rate limit exceeded for installation ID 1.").response
        rate.used += 1
        return None

    def _dispatch(self, request: Request, token: Token, exchange: Exchange) -> Response:
        if request.is_graphql and request.method == "POST":
            body, wrong = graphql.answer(self.world, token, request.body)
            exchange.violations += wrong
            return Response(200, body)
        return rest.dispatch(self.world, token, request, self.render)

    def _by_name(self, request: Request) -> Request:
        """``/repositories/ID/…``, where redirects lead to, as ``/repos/OWNER/NAME/…``."""
        match = re.match(r"/repositories/(\d+)(?=/|$)", request.path)
        repo = next((one for one in self.world.repositories.values() if match and one.id == int(match[1])), None)
        if match is None or repo is None:
            return request
        path = f"/repos/{repo.full_name}{request.path[match.end() :]}"
        return Request(request.method, path, request.query_string, request.headers, request.content)

    def _finish(self, request: Request, response: Response) -> None:
        """The headers that every answer of GitHub has."""
        name = "graphql" if request.is_graphql else "core"
        rate = self.world.rates[name]
        response.headers |= {
            "X-GitHub-Request-Id": f"{len(self.requests):04X}:FA4E:0:0:0",
            "X-GitHub-Api-Version-Selected": "2022-11-28",
            "X-RateLimit-Limit": str(rate.limit),
            "X-RateLimit-Remaining": str(rate.remaining),
            "X-RateLimit-Used": str(rate.used),
            "X-RateLimit-Reset": str(int(rate.reset.timestamp())),
            "X-RateLimit-Resource": name,
        }
        if request.method == "GET" and response.status == 200:
            etag = f'W/"{hashlib.sha256(response.encode()).hexdigest()}"'
            response.headers["ETag"] = etag
            if request.headers.get("if-none-match") == etag:
                rate.used -= 1  # a conditional request that changes nothing is free
                response.status, response.body = 304, None


def _summary(repo: Repository) -> Json:
    return {"pulls": [_pull_summary(one) for one in repo.pulls], "issues": [_issue_summary(one) for one in repo.issues]}


def _pull_summary(pull: Pull) -> Json:
    return {
        "number": pull.number,
        "reviews": [{"id": one.id, "user": one.user.login, "body": one.body} for one in pull.reviews],
        "review_comments": [
            {
                "id": one.id,
                "user": one.user.login,
                "path": one.path,
                "line": one.line,
                "start_line": one.start_line,
                "body": one.body,
            }
            for one in pull.review_comments
        ],
        "comments": [{"id": one.id, "user": one.user.login, "body": one.body} for one in pull.comments],
    }


def _issue_summary(issue: Issue) -> Json:
    return {
        "number": issue.number,
        "user": issue.user.login,
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "labels": [label.name for label in issue.labels],
        "assignees": [user.login for user in issue.assignees],
        "comments": [comment.body for comment in issue.comments],
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with the default of 5 a burst of clients waits a second to try again
    block_on_close = False  # a client may keep its connection open
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], github: FakeGitHub) -> None:
        self.github = github
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive
    disable_nagle_algorithm = True  # TCP_NODELAY: otherwise a small answer waits 40 ms for the client's ACK
    server: _Server

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def exchange(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.server.github.handle(Request(self.command, path, query, headers, content))
        if response is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(self._encode(response))  # head and body in one write, so in one packet where it fits

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = exchange

    def _encode(self, response: Response) -> bytes:
        body = response.encode()
        reason = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "Unknown"
        headers = {
            "Server": "github.com",
            "Date": format_datetime(self.server.github.clock.now.astimezone(UTC), usegmt=True),
        }
        if response.status not in (204, 304):
            headers |= {"Content-Type": response.media_type, "Content-Length": str(len(body))}
        lines = [
            f"HTTP/1.1 {response.status} {reason}",
            *(f"{name}: {value}" for name, value in (headers | response.headers).items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def log_message(self, format: str, *args: Any) -> None:
        """The log is ``requests``."""
