"""A GitHub whose answers are as they should be, but for those that the bytes choose, and damage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fuzz.damage import ODD, Choices, damaged
from pm_lint.github.client import Client
from pm_lint.github.transport import NOT_JSON, Answer, NoAnswer, NotSent

TOKEN = "ghs_notATokenButLooksLikeOne0123456789"  # noqa: S105
#: The longest run that is meant makes a tenth of these requests.
MOST_REQUESTS = 400

_HEADERS: tuple[Mapping[str, str], ...] = (
    {"link": '<https://api.github.com/x?page=2>; rel="next"'}, {"link": '<>; rel="next", <'},
    {"link": '<https://[>; rel="next"'}, {"link": '<https://elsewhere.example/>; rel="next"'},
    {"location": "https://api.github.com/repos/o/r"}, {"location": "//["}, {"retry-after": "9" * 400},
    {"retry-after": "-1"}, {"retry-after": "5"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "x"},
    {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" * 11},
    {"x-ratelimit-remaining": "٣", "x-ratelimit-resource": "core"}, {"x-accepted-github-permissions": "=;,="},
    {"x-ratelimit-resource": "\n"},
)  # fmt: skip
_STATUS = (200, 201, 202, 204, 301, 304, 307, 400, 401, 403, 404, 410, 422, 429, 500, 502, 599, 0, 999)


class Clock:
    """Time that passes by being waited for, and by each look at it."""

    def __init__(self) -> None:
        self.time = 1_768_000_000.0

    def now(self) -> float:
        self.time += 0.01
        return self.time

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds <= 4000, seconds
        self.time += seconds


class GitHub:
    """A transport. ``answer`` gives the data that a request would get."""

    def __init__(self, data: bytes, answer: Callable[[str, str, Any], Any]) -> None:
        self._choices = Choices(data)
        self._answer = answer
        #: The first request whose answer is damaged, and how many are.
        self._first = self._choices.below(12)
        self._count = (1, 2, 3, MOST_REQUESTS)[self._choices.below(4)] if data else 0
        self.requests: list[tuple[str, str]] = []

    def client(self, clock: Clock, log: Callable[[str], None]) -> Client:
        return Client(TOKEN, clock=clock, transport=self, log=log)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        number = len(self.requests)
        self.requests.append((method, path))
        assert number < MOST_REQUESTS, "it asks without end"
        raw = ".raw" in headers.get("Accept", "")
        data = self._answer(method, path, body)
        good = Answer(200, {}, data if not raw else b"# 2026-01-12 Checkout errors\n")
        return self._damaged(good) if self._first <= number < self._first + self._count else good

    def _damaged(self, answer: Answer) -> Answer:
        choices = self._choices
        deed = choices.below(8)
        if deed == 0:
            raise (NotSent, NoAnswer)[choices.below(2)]("the connection broke")
        if deed == 1:
            said = {"message": ODD[choices.below(len(ODD))], "errors": ODD[choices.below(len(ODD))]}
            body = (said, NOT_JSON, b"\xff", answer.data)[choices.below(4)]
            return Answer(_STATUS[choices.below(len(_STATUS))], self._headers(), body)
        if deed == 2:
            return Answer(200, self._headers(), answer.data)
        data = answer.data
        for _ in range(1 + choices.below(3)):
            data = damaged(data, choices)
        return Answer(answer.status, answer.headers, data)

    def _headers(self) -> Mapping[str, str]:
        return _HEADERS[self._choices.below(len(_HEADERS))]
