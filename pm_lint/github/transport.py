"""One HTTP exchange with GitHub through PyGithub: authentication, base address and HTTP are its; every policy is ours.

PyGithub is imported here alone, and only when a transport is made: the import takes five times as long as all else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from pm_lint.fetch import within
from pm_lint.github.errors import GitHubError
from pm_lint.github.redact import Redactor
from pm_lint.record import dataclass


@dataclass(frozen=True)
class Answer:
    """What GitHub answered. Header names are lower case; ``data`` is the decoded JSON, None for an empty body, and the
    bytes as they are where a raw media type was asked for."""

    status: int
    headers: Mapping[str, str]
    data: Any


#: Of a larger answer nothing is read but that it is: JSON, and a file as it is (no document may be larger); bytes.
LARGEST, LARGEST_FILE = 32 * 1024 * 1024, 100 * 1024 * 1024
#: After so many seconds an answer is given up, however much of it has come.
PATIENCE = 120.0


class NotSent(Exception):
    """The connection was never made: the request can't have had an effect."""


class NoAnswer(Exception):
    """The connection broke or timed out after the request may have been sent."""


class TooLarge(Exception):
    """The answer is larger than anything that we ask for."""


class Transport(Protocol):
    """Sends one request, once."""

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        """The answer, whatever its status. Raises NotSent and NoAnswer."""
        ...


def address(api_url: str) -> SplitResult:
    """The parts of the API's address. Raises GitHubError, which doesn't repeat it: a password may stand in it."""
    try:
        parts = urlsplit(api_url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise GitHubError("GITHUB_API_URL is no address such as https://api.github.com; correct it")
    return parts


class PyGithubTransport:
    """PyGithub's requester, with everything switched off that would send a request twice or elsewhere.

    Its retry resends POSTs, its ``seconds_between_writes`` sleeps by the real clock, a 301 is followed even for a
    POST, and a 202 is asked for again without end: so there is no retry, no pacing, and a connection of our own that
    reports those answers under a name the requester leaves alone.
    """

    def __init__(self, token: str, api_url: str, *, timeout: int = 30, patience: float = PATIENCE) -> None:
        from github import Auth
        from github.Requester import (
            HTTPRequestsConnectionClass,
            HTTPSRequestsConnectionClass,
            Requester,
            RequestsResponse,
        )

        parts = address(api_url)
        self._redact = Redactor(token)
        self._requester = Requester(
            auth=Auth.Token(token) if token else None,
            base_url=api_url.rstrip("/"),
            timeout=timeout,
            user_agent="pm-lint",
            per_page=100,
            verify=True,
            retry=None,
            pool_size=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version="2022-11-28",
        )

        base: Any = HTTPSRequestsConnectionClass if parts.scheme == "https" else HTTPRequestsConnectionClass

        class Connection(base):  # type: ignore[misc]
            """Keeps the real status from the requester's eyes, which would act on 301 and 202, and reads in bounds."""

            real_status = 0
            content = b""

            def getresponse(self) -> RequestsResponse:
                answer = self.session.request(
                    self.verb,
                    f"{self.protocol}://{self.host}:{self.port}{self.url}",
                    headers=self.headers,
                    data=self.input,
                    timeout=self.timeout,
                    verify=self.verify,
                    allow_redirects=False,
                    stream=True,
                )
                self.real_status = answer.status_code
                self.content = _content(answer, LARGEST_FILE if _is_raw(self.headers) else LARGEST)
                response = RequestsResponse(answer)
                response.status = 200
                response.read = lambda: self.content.decode("utf-8", "replace")  # type: ignore[method-assign]
                return response

        def connect() -> Any:
            connection = Connection(parts.hostname, parts.port, retry=0, timeout=timeout)
            # Told not to follow, requests would still take a redirect's address apart, and fail on one that is none.
            connection.session.get_redirect_target = lambda response: None
            return connection

        self._connect = connect
        self._connection = connect()
        self._patience = patience

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        """See `Transport`. ``graphql`` as the path stands for the GraphQL address of the same host."""
        import requests
        from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

        url = self._requester.graphql_url if path == "graphql" else path
        connection = self._connection
        try:
            _, received, text = within(
                self._patience,
                lambda: self._requester.requestJson(method, url, dict(params), dict(headers), body, connection),
            )
        except TimeoutError:
            self._connection = self._connect()  # the other is still at work
            raise NoAnswer(f"it took longer than {self._patience:g} seconds") from None
        except TooLarge:
            raise NoAnswer("its answer is too large") from None
        except requests.RequestException as error:
            reason = getattr(error.args[0] if error.args else None, "reason", None)
            words = _words(error)
            # `from None`: the chained exceptions hold the request, and the request holds the token.
            if isinstance(error, requests.ConnectTimeout) or isinstance(
                reason, NewConnectionError | ConnectTimeoutError
            ):
                raise NotSent(words) from None
            raise NoAnswer(words) from None
        status = connection.real_status
        clean = self._redact
        raw = status == 200 and _is_raw(headers)
        data = clean.answered_bytes(connection.content) if raw else _decoded(clean.answered(text))
        return Answer(status, {name.lower(): clean.answered(str(value)) for name, value in received.items()}, data)


def _is_raw(headers: Mapping[str, str]) -> bool:
    return ".raw" in headers.get("Accept", "")


def _content(answer: Any, most: int) -> bytes:
    """What an answer holds, unpacked, piece by piece. Raises TooLarge."""
    data = bytearray()
    for piece in answer.iter_content(64 * 1024):
        data += piece
        if len(data) > most:
            answer.close()
            raise TooLarge
    return bytes(data)


def _words(error: Exception) -> str:
    """A few words for a failed exchange; the library's own text names objects and addresses in memory."""
    name = type(error).__name__
    if "Timeout" in name:
        return "timed out"
    if name.startswith("Invalid"):  # the other address is checked
        return "the address of the proxy (HTTPS_PROXY) is no good"
    return "no secure connection" if "SSL" in name else "the connection broke"


class _NotJson:
    """Stands for a body that is not JSON, such as a proxy's error page."""

    def __repr__(self) -> str:
        return "NOT_JSON"


NOT_JSON = _NotJson()


def _decoded(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOT_JSON
