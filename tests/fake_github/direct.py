"""The fake GitHub without a socket, for tests of thousands of requests: one transport, and what may befall it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from pm_lint.github.transport import Answer, NoAnswer, Transport

from . import mishaps
from .exchange import Request
from .mishaps import Fault
from .server import FakeGitHub


@dataclass
class Direct:
    """Hands each request to the fake as it would come from the wire, and counts them."""

    github: FakeGitHub
    token: str = "t_bot"
    requests: list[str] = field(default_factory=list)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        url = urlsplit("/graphql" if path == "graphql" else path)
        sent = {name.lower(): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {self.token}", "user-agent": "pm-lint"}
        content = b"" if body is None else json.dumps(body).encode()
        self.requests.append(f"{method} {url.path}")
        answer = self.github.handle(Request(method, url.path, urlencode(params) or url.query, sent, content))
        if answer is None:
            raise NoAnswer("the connection broke")
        data = answer.encode()
        known = {name.lower(): value for name, value in answer.headers.items()}
        raw = ".raw" in sent.get("accept", "")
        return Answer(answer.status, known, data if raw else json.loads(data) if data else None)


#: Those that a review is tried with: of several that look the same to the client, one.
FAULTS: Mapping[str, Fault] = {
    name: mishaps.FAULTS[name]
    for name in (
        "500", "502", "502 after the effect", "403 secondary limit", "429 with Retry-After", "429 without Retry-After",
        "401", "never connected", "timeout", "timeout after the effect", "dropped", "dropped after the effect",
        "killed", "killed after the effect",
    )
}  # fmt: skip


@dataclass
class Faulty:
    """Lets the ``nth`` request (from 1) and ``times - 1`` more meet a fault."""

    transport: Transport
    fault: str
    nth: int
    times: int = 1
    seen: int = 0

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        self.seen += 1
        if not self.nth <= self.seen < self.nth + self.times:
            return self.transport.exchange(method, path, params, headers, body)
        fault = FAULTS[self.fault]
        if fault.effect:
            self.transport.exchange(method, path, params, headers, body)
        assert fault.answer is not None
        return fault.answer(0.0)


class Turns:
    """Several clients at the same moment, made repeatable: each request waits for its client's turn."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = list(order)
        self._running = threading.Condition()
        self._left: set[int] = set()

    def together(self, *runs: Callable[[Callable[[Transport], Transport]], object]) -> None:
        """Run all to their end. Each is given what makes its transport wait. Raises what the first of them raised."""
        self._left = set(range(len(runs)))
        errors: list[BaseException] = []

        def one(number: int) -> None:
            try:
                runs[number](lambda transport: _Waiting(transport, self, number))
            except BaseException as error:
                errors.append(error)
            finally:
                with self._running:
                    self._left.discard(number)
                    self._running.notify_all()

        threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in self._left]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def take(self, number: int) -> None:
        """Wait until it is this client's turn, and take it. Without an order left, whoever comes goes."""
        with self._running:
            while True:
                while self._order and self._order[0] not in self._left:
                    del self._order[0]
                if not self._order or self._order[0] == number:
                    break
                self._running.wait(10)
            if self._order:
                del self._order[0]
            self._running.notify_all()


@dataclass(frozen=True)
class _Waiting:
    transport: Transport
    turns: Turns
    number: int

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        self.turns.take(self.number)
        return self.transport.exchange(method, path, params, headers, body)
