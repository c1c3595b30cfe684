"""A GitHub of issues alone, without a socket and with every fault: for tests of a hundred thousand requests.

The operations are the fake's own; its checks against GitHub's description are not made here (`test_issues.py` makes
them, over sockets), which is what makes a request a hundred times cheaper.
"""

from __future__ import annotations

import json
import pickle
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from pm_lint.config import ActionItemsConfig
from pm_lint.github.client import Client
from pm_lint.github.issue_body import take_apart
from pm_lint.github.issue_marker import duplicate_of, parse
from pm_lint.github.issues import run_issues
from pm_lint.github.outcome import Outcome
from pm_lint.github.place import Place
from pm_lint.github.transport import Answer
from pm_lint.linter import Checked
from tests.fake_github import rest
from tests.fake_github.exchange import HttpError, Request
from tests.fake_github.mishaps import Fault, Killed
from tests.fake_github.render import Renderer
from tests.fake_github.state import BOT, Issue, Repository, World
from tests.github.test_issue_support import TODAY

NAME = "alice/postmortems"
URL = "https://api.github.test"
_RENDER = Renderer(URL)
_JSON = {"user-agent": "pm-lint"}


#: Without labels: whether they are there would be asked for in every life; `test_issue_labels.py` asks.
CONFIG = ActionItemsConfig(labels=())


def meant(fault: Fault, method: str) -> bool:
    """Whether a fault says anything of its own about such a request: a read has no effect, and only a new issue can be
    missing from the listing."""
    return (not fault.effect or method != "GET") and (not fault.lag or method == "POST")


@dataclass
class WorldClock:
    """GitHub's time and ours, which are one: it passes by being waited for, and never by itself."""

    world: World
    slept: float = 0.0

    def now(self) -> float:
        return self.world.clock.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.world.clock.advance(seconds)


@dataclass
class Hub:
    """One repository of issues and all runs over it. ``faults`` are met by the request of that number, from 1, counted
    over all runs."""

    world: World
    faults: Mapping[int, Fault] = field(default_factory=dict)
    requests: int = 0
    writes: int = 0
    #: The methods of all requests; a GraphQL query is a "GET".
    methods: list[str] = field(default_factory=list)
    #: Called before each request: what others do meanwhile.
    meanwhile: Callable[[int, str, str], object] = lambda number, method, path: None
    #: The token that runs use, and whom it belongs to.
    token: str = "t_bot"
    #: Where it is kept, every request: seconds, method, path, status (0: no answer).
    log: list[tuple[float, str, str, int]] | None = None

    @classmethod
    def new(cls) -> Hub:
        world = World()
        world.token("t_bot")
        world.repository(NAME).commit("main", {"README.md": "x"})
        return cls(world)

    def copy(self, faults: Mapping[int, Fault] | None = None) -> Hub:
        """The same world once more, to live another life."""
        return Hub(pickle.loads(pickle.dumps(self.world)), faults or {})  # noqa: S301 - our own

    @property
    def repo(self) -> Repository:
        return self.world.repositories[NAME]

    @property
    def open(self) -> list[Issue]:
        return [issue for issue in self.repo.issues if issue.state == "open"]

    def state(self) -> tuple[object, ...]:
        """All that a run's course depends on: what comes after is the same wherever this is."""
        return tuple(
            (
                one.number,
                one.title,
                one.body,
                one.state,
                one.state_reason,
                one.hidden_listings,
                len(one.comments),
                len(one.labels),
            )
            for one in self.repo.issues
        )

    def run(self, *documents: Checked, max_wait: float = 600.0, name: str = NAME, **more: Any) -> Outcome:
        """One run at the tip of the repository of that name. Raises Killed."""
        clock = WorldClock(self.world)
        log = more.pop("log", lambda line: None)
        client = Client("t_bot", URL, clock=clock, transport=self, max_wait=max_wait, log=log)
        config = more.pop("config", CONFIG)
        sha = self.world.repositories[name].branches["main"]
        return run_issues(client, Place(name, sha), documents, config, today=TODAY, clock=clock, log=log, **more)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        self.requests += 1
        self.methods.append("GET" if path == "graphql" else method)
        self.meanwhile(self.requests, method, path)
        fault = self.faults.get(self.requests)
        if fault is None:
            return self._noted(method, path, self._real(method, path, params, body))
        answer = self._real(method, path, params, body, fault.lag) if fault.effect or not fault.answer else None
        if fault.answer:
            answer = fault.answer(self.world.clock.now.timestamp())
        assert answer is not None
        return self._noted(method, path, answer)

    def _noted(self, method: str, path: str, answer: Answer) -> Answer:
        if self.log is not None:
            self.log.append((self.world.clock.now.timestamp(), method, path, answer.status))
        return answer

    def _real(self, method: str, path: str, params: Mapping[str, Any], body: Any, lag: int = 0) -> Answer:
        if path == "graphql":
            named = body["variables"]
            sha = self.world.repositories[f"{named['owner']}/{named['name']}"].branches["main"]
            tip = {"defaultBranchRef": {"name": "main", "target": {"oid": sha}}}
            return Answer(200, {}, {"data": {"viewer": {"login": BOT}, "repository": tip}})
        self.writes += method != "GET"
        url = urlsplit(path)
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, url.path, urlencode(params) or url.query, _JSON, content)
        self.repo.listing_lag = lag
        try:
            response = rest.dispatch(self.world, self.world.tokens[self.token], request, _RENDER)
        except HttpError as error:
            response = error.response
        headers = {name.lower(): value for name, value in response.headers.items()} | self._budget()
        return Answer(response.status, headers, response.body)  # made for this answer alone

    def _budget(self) -> dict[str, str]:
        """The headers of the hour's budget, which a request takes one from."""
        rate, now = self.world.rates["core"], self.world.clock.now
        if now >= rate.reset:
            rate.used, rate.reset = 0, datetime.fromtimestamp(now.timestamp() + 3600, UTC)
        rate.used += 1
        return {
            "x-ratelimit-remaining": str(rate.remaining),
            "x-ratelimit-reset": str(int(rate.reset.timestamp())),
            "x-ratelimit-resource": "core",
        }


@dataclass(frozen=True)
class Persons:
    """What people wrote and did before anything went wrong: it has to stay."""

    title: Mapping[int, str]
    text: Mapping[int, str]
    labels: Mapping[int, tuple[str, ...]]
    closed: frozenset[int]

    @classmethod
    def of(cls, hub: Hub) -> Persons:
        """Titles that aren't ours, what stands outside our part, labels, and who is closed."""
        titles, texts, labels = {}, {}, {}
        for issue in hub.repo.issues:
            body, marker = issue.body or "", parse(issue.body or "")
            if marker is None or marker.title != issue.title:
                titles[issue.number] = issue.title
            texts[issue.number] = take_apart(body).people
            labels[issue.number] = tuple(label.name for label in issue.labels)
        closed = frozenset(one.number for one in hub.repo.issues if one.state == "closed")
        return cls(titles, texts, labels, closed)

    def hurt(self, hub: Hub) -> list[str]:
        """What of it is not as it was."""
        found = []
        for issue in hub.repo.issues:
            if issue.number not in self.text:
                continue
            body = issue.body or ""
            if issue.number in self.title and issue.title != self.title[issue.number]:
                found.append(f"#{issue.number}: a person's title was changed")
            swept = duplicate_of(body) is not None and not self.text[issue.number].strip()
            if not swept and take_apart(body).people.strip() != self.text[issue.number].strip():
                found.append(f"#{issue.number}: a person's text was changed")
            if tuple(label.name for label in issue.labels) != self.labels[issue.number]:
                found.append(f"#{issue.number}: its labels were changed")
            if issue.number in self.closed and issue.state == "open":
                found.append(f"#{issue.number}: it was reopened")
        return found


MOST_RUNS = 12


def settle(hub: Hub, *documents: Checked, config: ActionItemsConfig | None = None) -> int:
    """Clean runs until one has nothing to write and nothing is hidden from it; how many there were."""
    hub.faults = {}
    for number in range(1, MOST_RUNS + 1):
        written, hidden = hub.writes, any(one.hidden_listings for one in hub.repo.issues)
        hub.run(*documents, max_wait=7200.0, config=config or CONFIG)
        if hub.writes == written and not hidden:
            return number
    raise AssertionError(f"not settled after {MOST_RUNS} clean runs")


def faulty(hub: Hub, *documents: Checked, config: ActionItemsConfig | None = None) -> Hub:
    """One run, whatever comes of it."""
    with suppress(Killed):
        hub.run(*documents, config=config or CONFIG)
    return hub


def wrong(hub: Hub, items: Mapping[str, int], persons: Persons) -> list[str]:
    """What is not as it must be once runs have settled: for each text so many issues that stand for it, no marker on
    two open ones, nothing of a person's changed."""
    standing = Counter(
        marker.text for issue in hub.repo.issues if (marker := parse(issue.body or "")) and issue.state == "open"
    )
    closed = Counter(
        marker.text for issue in hub.repo.issues if (marker := parse(issue.body or "")) and issue.state == "closed"
    )
    found = []
    for text in items.keys() | standing.keys():
        if standing[text] > items.get(text, 0):
            found.append(f"{standing[text]} open issues for {text!r}, which is there {items.get(text, 0)} times")
        if standing[text] + closed[text] < items.get(text, 0):
            found.append(f"{text!r} is lost")
    names = Counter((marker.incident, marker.item) for issue in hub.open if (marker := parse(issue.body or "")))
    found += [f"{count} open issues are named {name}" for name, count in names.items() if count > 1]
    return [*found, *persons.hurt(hub)]
