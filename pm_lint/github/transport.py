"""One HTTP exchange with GitHub through PyGithub: authentication, base address and HTTP are its; every policy is ours.

PyGithub is imported here alone, and only when a transport is made: the import takes five times as long as all else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

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


class NotSent(Exception):
    """The connection was never made: the request can't have had an effect."""


class NoAnswer(Exception):
    """The connection broke or timed out after the request may have been sent."""


class Transport(Protocol):
    """Sends one request, once."""

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        """The answer, whatever its status. Raises NotSent and NoAnswer."""
        ...


class PyGithubTransport:
    """PyGithub's requester, with everything switched off that would send a request twice or elsewhere.

    Its retry resends POSTs, its ``seconds_between_writes`` sleeps by the real clock, a 301 is followed even for a
    POST, and a 202 is asked for again without end: so there is no retry, no pacing, and a connection of our own that
    reports those answers under a name the requester leaves alone.
    """

    def __init__(self, token: str, api_url: str, *, timeout: int = 30) -> None:
        from github import Auth
        from github.Requester import (
            HTTPRequestsConnectionClass,
            HTTPSRequestsConnectionClass,
            Requester,
            RequestsResponse,
        )

        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GitHubError(f"the API's address is not a URL: {api_url!r}; check GITHUB_API_URL")

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
            """Keeps the real status from the requester's eyes, which would act on 301 and 202."""

            real_status = 0
            content = b""

            def getresponse(self) -> RequestsResponse:
                response: RequestsResponse = super().getresponse()
                self.real_status = response.status
                response.status = 200
                self.content = response.response.content
                response.response.encoding = "utf-8"  # or requests guesses one, which takes long
                return response

        self._connection = Connection(parts.hostname, parts.port, retry=0, timeout=timeout)
        # Told not to follow, requests would still take a redirect's address apart, and fail on one that is none.
        self._connection.session.get_redirect_target = lambda response: None

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        """See `Transport`. ``graphql`` as the path stands for the GraphQL address of the same host."""
        import requests
        from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

        url = self._requester.graphql_url if path == "graphql" else path
        try:
            _, received, text = self._requester.requestJson(
                method, url, dict(params), dict(headers), body, self._connection
            )
        except requests.RequestException as error:
            reason = getattr(error.args[0] if error.args else None, "reason", None)
            words = _words(error)
            # `from None`: the chained exceptions hold the request, and the request holds the token.
            if isinstance(error, requests.ConnectTimeout) or isinstance(
                reason, NewConnectionError | ConnectTimeoutError
            ):
                raise NotSent(words) from None
            raise NoAnswer(words) from None
        status = self._connection.real_status
        raw = status == 200 and ".raw" in headers.get("Accept", "")
        clean = self._redact
        data = clean.answered_bytes(self._connection.content) if raw else _decoded(clean.answered(text))
        return Answer(status, {name.lower(): clean.answered(str(value)) for name, value in received.items()}, data)


def _words(error: Exception) -> str:
    """A few words for a failed exchange; the library's own text names objects and addresses in memory."""
    name = type(error).__name__
    if "Timeout" in name:
        return "timed out"
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
