"""GitHub's API as the rest of this room needs it: read everything, write once, wait as told, say one clear sentence.

PyGithub does authentication, addresses and HTTP (`transport.py`). The policy is here, because its own resends POSTs:

- a *read* (and a GraphQL query, which is a POST without effect) is tried again after a 5xx, a timeout or a drop;
- a *write* is sent again only if it is certain that nothing happened: the connection was never made, or GitHub refused
  it for its rate limit. Anything else raises `Unknown`, and the caller reads before it decides;
- writes are at least a second apart and 500 an hour (`pace.py`), and rate limits are waited out, by the injected clock.
  (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from pm_lint.github.errors import GitHubError, Refused, TooLong, Unknown, refusal
from pm_lint.github.pace import Pace
from pm_lint.github.redact import Redactor
from pm_lint.github.transport import NOT_JSON, Answer, NoAnswer, NotSent, PyGithubTransport, Transport, address

__all__ = ["Answer", "Client", "Clock", "GitHubError", "Refused", "SystemClock", "TooLong", "Unknown", "in_path"]

READ_TRIES = 4
#: A list of more pages, of 100 entries each, has no end.
MOST_PAGES = 1_000


class Clock(Protocol):
    """The time, and a way to let it pass; tests bring their own."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...


class SystemClock:
    """The real time."""

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def in_path(text: str) -> str:
    """Untrusted text as one or more segments of an address: slashes stay, everything else is percent-encoded.

    Raises GitHubError for a segment ``.`` or ``..``, which would climb out of it: HTTP libraries decode a ``%2E``.
    """
    segments = text.split("/")
    if "." in segments or ".." in segments:
        raise GitHubError(f"{text!r} is no path of a repository")
    return "/".join(quote(part, safe="", errors="replace") for part in segments)


class Client:
    """One run's access to one GitHub. ``max_wait`` bounds all its waiting together, for rate limits and between
    tries, in seconds."""

    def __init__(
        self,
        token: str,
        api_url: str = "https://api.github.com",
        *,
        clock: Clock | None = None,
        max_wait: float = 600.0,
        log: Callable[[str], None] = lambda line: None,
        transport: Transport | None = None,
    ) -> None:
        self._token = token.strip()
        if any(not "!" <= character <= "~" for character in self._token):
            # requests would refuse the header with a message that holds the token
            raise GitHubError("the token holds characters that no token has; check the `token` input")
        self._clock = clock or SystemClock()
        self._max_wait = max_wait
        self._waited = 0.0
        self._log = log
        self.pace = Pace()
        self._origin = address(api_url)[:2]
        self._redact = Redactor(self._token)
        self._transport = transport or PyGithubTransport(self._token, api_url)

    def get(self, path: str, params: Mapping[str, Any] | None = None, accept: str | None = None) -> Answer:
        """Read ``path`` ("/repos/…", parts from outside passed through `in_path`). Raises GitHubError."""
        headers = {"Accept": accept or "application/vnd.github+json"}
        for _ in range(3):
            answer = self._read("GET", path, params or {}, headers, None)
            if not 300 <= answer.status < 400:
                return answer
            target = answer.headers.get("location", "")
            if self._elsewhere(target):
                break
            path, params = target, {}
        raise self._refused(f"GET {path}", answer)

    def pages(self, path: str, params: Mapping[str, Any] | None = None) -> Iterator[Any]:
        """Every entry of a list, page by page, until none has a ``rel="next"``. A failed page raises GitHubError:
        a caller that needs the whole list must have read it to the end before it writes."""
        query: Mapping[str, Any] = {"per_page": 100, **(params or {})}
        next_path: str | None = path
        seen: set[str] = set()
        while next_path is not None:
            if next_path in seen or len(seen) == MOST_PAGES:
                raise GitHubError(self._clean(f"the pages of {path} have no end; try again later"))
            seen.add(next_path)
            answer = self.get(next_path, query)
            if not isinstance(answer.data, list):
                raise GitHubError(self._clean(f"GitHub's answer to GET {path} is not a list; try again later"))
            yield from answer.data
            next_path, query = _next_page(answer.headers.get("link", "")), {}  # it holds its own parameters
            if next_path is not None and self._elsewhere(next_path):
                raise GitHubError(
                    self._clean(f"the next page of {path} is said to be on another host, which is not asked")
                )

    def _elsewhere(self, url: str) -> bool:
        """Whether an address that an answer names is not the API's own: the token is for that host alone."""
        try:
            return urlsplit(url)[:2] != self._origin
        except ValueError:
            return True

    def graphql(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        optional: Container[str] = (),
        patient: bool = True,
    ) -> dict[str, Any]:
        """The ``data`` of a query (never a mutation: it is sent again like any read). An answer 200 can carry errors;
        any error raises GitHubError, or Refused where the token may not see or the thing isn't there. Only for the
        fields (or aliases) in ``optional`` is NOT_FOUND an answer: a file that isn't there is null *and* an error.
        What nobody wants to wait for is not ``patient``: it is sent once, and any failure raises GitHubError."""
        body = {"query": query, "variables": dict(variables or {})}
        data = self._read("POST", "graphql", {}, {}, body, patient=patient).data
        if not isinstance(data, dict):
            raise GitHubError("GitHub's answer to a GraphQL query is not an object; try again later")
        said = data.get("errors") or []
        errors = [one if isinstance(one, dict) else {} for one in (said if isinstance(said, list) else [said])]
        serious = [error for error in errors if not _missing(error, optional)]
        if serious or not isinstance(data.get("data"), dict):
            status, why = _graphql_error(serious[0] if serious else {})
            if status:
                raise self._refused("a GraphQL query", Answer(status, {}, {"message": why}))
            raise GitHubError(self._clean(f"GitHub could not answer a GraphQL query: {why}"))
        result: dict[str, Any] = data["data"]
        return result

    def mutate(self, mutation: str, variables: Mapping[str, Any], what: str) -> None:
        """Write by GraphQL, once. ``what`` is what is done, for messages. An error in the answer is a refusal: the
        status is 422 where GitHub doesn't say which. Raises like `send`."""
        data = self.send("POST", "graphql", {"query": mutation, "variables": dict(variables)}, what).data
        if not isinstance(data, dict):
            raise Unknown(self._clean(f"GitHub's answer to {what} is not an object: unknown whether it happened"))
        if errors := data.get("errors"):
            status, said = _graphql_error(errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {})
            raise self._refused(what, Answer(status or 422, {}, {"message": said}))
        if not isinstance(data.get("data"), dict):
            raise Unknown(self._clean(f"GitHub's answer to {what} says nothing: unknown whether it happened"))

    def send(self, method: str, path: str, body: Any = None, what: str = "") -> Answer:
        """Write, once. Raises Refused (no effect), TooLong (no effect), Unknown (read before you decide)."""
        request = what or f"{method} {path}"
        attempt = 0
        while True:
            self._slow_down(request)
            try:
                answer = self._transport.exchange(method, path, {}, {"Accept": "application/vnd.github+json"}, body)
            except NotSent as error:
                attempt += 1
                pause = 2.0**attempt
                if attempt == READ_TRIES or self._waited + pause > self._max_wait:
                    raise GitHubError(self._clean(f"GitHub could not be reached for {request}: {error}")) from None
                self._waited += pause
                self._clock.sleep(pause)
                continue
            except NoAnswer as error:
                self.pace.wrote(self._clock.now())
                raise Unknown(self._clean(f"no answer to {request} ({error}): unknown whether it happened")) from None
            self.pace.wrote(self._clock.now())
            if (delay := _rate_limit(answer, attempt, self._clock.now())) is not None:
                self._wait(request, delay)
                attempt += 1
                continue
            if answer.status >= 500 or (answer.status < 300 and answer.data is NOT_JSON):
                raise Unknown(self._clean(f"GitHub answered {answer.status} to {request}: unknown whether it happened"))
            if answer.status >= 300:
                raise self._refused(request, answer)
            self.pace.answered(answer.headers)
            return answer

    def _read(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any],
        headers: Mapping[str, str],
        body: Any,
        *,
        patient: bool = True,
    ) -> Answer:
        """Read with patience: tried again after whatever may pass."""
        request = "a GraphQL query" if path == "graphql" else f"{method} {path}"
        failures = limits = 0
        while True:
            if (empty := self.pace.empty("graphql" if path == "graphql" else "core", self._clock.now())) > 0:
                self._wait(request, empty)
            try:
                answer = self._transport.exchange(method, path, params, headers, body)
                why = f"it answered {answer.status}"
            except (NotSent, NoAnswer) as error:
                answer, why = Answer(599, {}, None), str(error)
            if (delay := _rate_limit(answer, limits, self._clock.now())) is not None:
                if not patient:
                    raise GitHubError(self._clean(f"GitHub's rate limit forbids {request} now"))
                limits += 1
                self._wait(request, delay)
                continue
            passing = answer.status >= 500 or answer.status == 202 or answer.data is NOT_JSON
            if not passing:
                if answer.status >= 400:
                    raise self._refused(request, answer)
                self.pace.answered(answer.headers)
                return answer
            failures += 1
            pause = 2.0**failures
            if failures == READ_TRIES or not patient or self._waited + pause > self._max_wait:
                times = "once" if failures == 1 else f"{failures} times"
                raise GitHubError(
                    self._clean(f"GitHub could not be read ({request}): {why}, {times}; run the job again later")
                )
            self._waited += pause
            self._clock.sleep(pause)

    def wait(self, seconds: float, what: str) -> None:
        """Wait before what may have happened is read. Raises TooLong where `max-wait` allows no more."""
        if self._waited + seconds > self._max_wait:
            raise TooLong(
                self._clean(
                    f"{what} would be read again after {seconds:.0f} s, longer than `max-wait` allows "
                    f"({self._max_wait:.0f} s in all); run the job again later"
                )
            )
        self._waited += seconds
        self._clock.sleep(seconds)

    def _slow_down(self, request: str) -> None:
        """Keep to the pace before a write."""
        now = self._clock.now()
        if (limited := max(self.pace.full(now), self.pace.empty("core", now))) > 0:
            self._wait(request, limited)
        if (gap := self.pace.gap(self._clock.now())) > 0:
            self._clock.sleep(gap)

    def _wait(self, request: str, delay: float) -> None:
        if self._waited + delay > self._max_wait:
            raise TooLong(
                self._clean(
                    f"GitHub's rate limit asks to wait {delay:.0f} s for {request}, longer than `max-wait` allows "
                    f"({self._max_wait:.0f} s in all); run the job again later"
                )
            )
        self._log(self._clean(f"GitHub's rate limit: waiting {delay:.0f} s before {request}"))
        self._waited += delay
        self._clock.sleep(delay)

    def _refused(self, request: str, answer: Answer) -> Refused:
        error = refusal(request, answer.status, answer.headers, answer.data)
        error.args = (self._clean(str(error)),)
        return error

    def _clean(self, text: str) -> str:
        """One line, without the token."""
        return " ".join(self._redact.said(text).split())


def _rate_limit(answer: Answer, attempt: int, now: float) -> float | None:
    """How long GitHub asks us to wait, None if the answer is no rate limit: ``retry-after``; else until
    ``x-ratelimit-reset`` if nothing remains; else a minute, doubling.
    (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit)"""
    headers = answer.headers
    data = answer.data if isinstance(answer.data, dict) else {}
    exhausted = headers.get("x-ratelimit-remaining") == "0"
    if answer.status == 200:  # GraphQL says it in a 200
        errors = data.get("errors")
        limited = isinstance(errors, list) and any(
            isinstance(error, dict) and error.get("type") == "RATE_LIMITED" for error in errors
        )
    else:
        said = "rate limit" in str(data.get("message") or "").lower()
        limited = answer.status == 429 or (answer.status == 403 and (said or exhausted or "retry-after" in headers))
    if not limited:
        return None
    told = _number(headers.get("retry-after"))
    if told is not None:
        return max(told, 1.0)
    reset = _number(headers.get("x-ratelimit-reset")) if exhausted else None
    if reset is not None:
        return max(reset - now, 0.0) + 1.0
    return float(60 * 2 ** min(attempt, 10))


def _graphql_error(error: Mapping[str, Any]) -> tuple[int | None, str]:
    """The status that an error would have in REST, where its type tells, and its message."""
    status = {"NOT_FOUND": 404, "FORBIDDEN": 403, "INSUFFICIENT_SCOPES": 403}.get(str(error.get("type")))
    return status, str(error.get("message") or "no data")[:500]


def _missing(error: Mapping[str, Any], optional: Container[str]) -> bool:
    """Whether a GraphQL error only says that an optional thing isn't there."""
    path = error.get("path")
    return error.get("type") == "NOT_FOUND" and isinstance(path, list) and any(str(step) in optional for step in path)


def _number(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def _next_page(link: str) -> str | None:
    """The address of the ``rel="next"`` in a Link header, None on the last page."""
    for entry in link.split(","):
        address, _, relation = entry.partition(";")
        if 'rel="next"' in relation:
            return address.strip().removeprefix("<").removesuffix(">")
    return None
