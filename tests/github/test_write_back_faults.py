"""Every request of write-back failing in every way, and people at work during each; then clean runs: one pull request
with the right content, and nobody's commit lost."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from pm_lint.github import write_back
from pm_lint.github.client import Client
from pm_lint.github.issues import run_issues
from pm_lint.github.outcome import Outcome
from pm_lint.github.place import Place
from pm_lint.github.transport import Answer
from pm_lint.github.write_back_text import BRANCH, issues_in
from tests.fake_github import graphql, rest
from tests.fake_github.exchange import HttpError, Request
from tests.fake_github.mishaps import FAULTS, Fault, Killed
from tests.fake_github.render import Renderer
from tests.fake_github.state import Repository, World
from tests.github.issue_world import CONFIG, WorldClock, meant
from tests.github.test_issue_support import TODAY
from tests.github.write_back_world import ON, PATH, TWO, WRITER, Team, linked, linter

_RENDER = Renderer("https://api.github.test")
_HEADERS = {"authorization": f"Bearer {WRITER}", "user-agent": "pm-lint"}
#: All but those of a listing that lags, which only new issues can do.
KINDS = [name for name, fault in FAULTS.items() if not fault.lag]
#: Those that differ the most, for a course that is like another but for its beginning.
FEW = ["502", "422", "dropped after the effect", "killed", "killed after the effect"]
THIRD = f"{TWO}- Third thing\n"


@dataclass
class Life:
    """A world and the runs in it, without sockets or checks. ``faults`` are met by the request of that number, from 1,
    and ``meanwhile`` is called before each."""

    world: World
    faults: Mapping[int, Fault] = field(default_factory=dict)
    meanwhile: Callable[[int], object] = lambda number: None
    #: The methods of the last run's requests; a GraphQL query is a GET.
    methods: list[str] = field(default_factory=list)

    @property
    def repo(self) -> Repository:
        return self.world.repositories["alice/postmortems"]

    def run(self, *, write_back: bool = True) -> Outcome:
        """One run at the tip. Raises Killed."""
        self.methods.clear()
        clock = WorldClock(self.world)
        client = Client(WRITER, "https://api.github.test", clock=clock, transport=self, max_wait=7200.0)
        sha = self.repo.branches["main"]
        data = self.repo.file(PATH, sha)
        assert data is not None
        config = ON if write_back else CONFIG
        place = Place("alice/postmortems", sha)
        return run_issues(client, place, [_checked(data)], config, today=TODAY, clock=clock)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        read = method == "GET" or (path == "graphql" and not body["query"].startswith("mutation"))
        self.methods.append("GET" if read else method)
        number = len(self.methods)
        self.meanwhile(number)
        fault = self.faults.get(number)
        answer = None if fault and not fault.effect else self._real(method, path, params, headers, body)
        if fault and fault.answer:
            answer = fault.answer(self.world.clock.now.timestamp())
        assert answer is not None
        return answer

    def _real(self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any) -> Answer:
        token = self.world.tokens[WRITER]
        if path == "graphql":
            return Answer(200, {}, graphql.answer(self.world, token, body)[0])
        url = urlsplit(path)
        content = b"" if body is None else json.dumps(body).encode()
        sent = _HEADERS | {name.lower(): value for name, value in headers.items()}
        request = Request(method, url.path, urlencode(params) or url.query, sent, content)
        try:
            response = rest.dispatch(self.world, token, request, _RENDER)
        except HttpError as error:
            response = error.response
        return Answer(response.status, {name.lower(): one for name, one in response.headers.items()}, response.body)

    @property
    def open(self) -> list[Any]:
        return [pull for pull in self.repo.pulls if pull.state == "open"]

    @property
    def proposed(self) -> str:
        return (self.repo.file(PATH, BRANCH) or b"").decode() if BRANCH in self.repo.branches else ""

    def state(self) -> tuple[object, ...]:
        """All that the course of further runs depends on."""
        pulls = tuple((pull.number, pull.state, pull.body) for pull in self.repo.pulls)
        return self.proposed, pulls, self.repo.branches["main"]


@cache
def _checked(data: bytes) -> Any:
    return linter().check(PATH, data)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same few texts are read in each of a thousand runs."""
    read = cache(lambda text: _checked(text.encode()).postmortem)
    monkeypatch.setattr(write_back, "read", lambda text, *_, **__: read(text))


def new() -> Life:
    """The issues are there, and nothing else."""
    life = Life(Team.of({PATH: TWO}).github.world)
    life.run(write_back=False)
    return life


def more() -> Life:
    """Two links are proposed, and one more is to be."""
    life = new()
    life.run()
    life.repo.commit("main", {PATH: THIRD})
    life.run(write_back=False)
    return life


def none_left() -> Life:
    """Two links are proposed, and somebody has written them by hand."""
    life = new()
    life.run()
    life.repo.commit("main", {PATH: linked(TWO)})
    return life


def again() -> Life:
    """A pull request was merged, its branch left; and one more link is to be proposed."""
    life = new()
    life.run()
    life.repo.pulls[0].merge_as("bob", "squash")
    life.repo.commit("main", {PATH: linked(TWO) + "- Third thing\n"})
    life.run(write_back=False)
    return life


#: How each begins, the document as its pull request has it in the end ("": none is open), and what it takes.
ACTS: Mapping[str, tuple[Callable[[], Life], str, int]] = {
    "new": (new, linked(TWO), 7),
    "more": (more, linked(THIRD, 1, 2, 4), 7),
    "none left": (none_left, "", 4),
    "again": (again, linked(THIRD, 1, 2, 4), 7),
}


@cache
def _kept(act: str) -> bytes:
    return pickle.dumps(ACTS[act][0]().world)


def begun(act: str) -> Life:
    """A life of its own that begins so."""
    return Life(pickle.loads(_kept(act)))  # noqa: S301 - our own


def wrong(life: Life, act: str) -> list[str]:
    """What is not as it must be after two clean runs, of which the second has nothing to do."""
    life.faults, life.meanwhile = {}, lambda number: None
    codes = [life.run().exit_code, life.run().exit_code]
    wanted = ACTS[act][1]
    pulls = {len(pull.files()): set(issues_in(pull.body or "") or ()) for pull in life.open}
    found = [] if codes == [0, 0] else [f"the runs ended with {codes}"]
    if life.methods != ["GET"] * 3:
        found.append(f"the last run did {life.methods}")
    if len(life.open) != bool(wanted) or (wanted and life.proposed != wanted):
        found.append(f"{len(life.open)} open, which propose {life.proposed!r}")
    if wanted and pulls != {1: {4} if act == "again" else {1, 2, 4} if act == "more" else {1, 2}}:
        found.append(f"what is proposed is said to be {pulls}")
    return found


@pytest.mark.parametrize("act", ACTS)
def test_one_fault(act: str) -> None:
    clean = begun(act)
    clean.run()
    methods = list(clean.methods)
    assert len(methods) == ACTS[act][2]
    ends: dict[tuple[object, ...], list[str]] = {}
    cases, bad = 0, []
    for number in range(3, len(methods) + 1):  # the tip and the listing are those of every run
        for kind in FEW if act == "again" else KINDS:
            if not meant(FAULTS[kind], methods[number - 1]):
                continue
            life = begun(act)
            life.faults = {number: FAULTS[kind]}
            with suppress(Killed):
                life.run()
            state = life.state()
            if state not in ends:
                ends[state] = wrong(life, act)
            cases += 1
            bad += [f"{kind} at request {number}: {one}" for one in ends[state]]
    assert not bad
    assert cases == {"none left": 18 + 24, "again": 3 + 4 * 5}.get(act, 18 + 4 * 24)


@pytest.mark.parametrize("act", ["new", "more", "again"])
def test_somebody_pushes_before_each_request(act: str) -> None:
    for number in range(3, 8):
        life = begun(act)
        theirs: list[str] = []

        def push(now: int, life: Life = life, at: int = number, theirs: list[str] = theirs) -> None:
            if now == at and not theirs:
                theirs.append(life.repo.commit(BRANCH, {"mine.md": "x"}, author="bob"))

        life.meanwhile = push
        assert life.run().exit_code == 0
        for _ in range(2):
            assert theirs[0] in life.repo.store.ancestors(life.repo.branches[BRANCH])
            life.meanwhile = lambda number: None
            life.run()


@pytest.mark.parametrize("act", ACTS)
def test_another_run_before_each_request(act: str) -> None:
    for number in range(3, ACTS[act][2] + 1):
        life = begun(act)

        def other(now: int, life: Life = life, at: int = number) -> None:
            if now == at:
                life.meanwhile = lambda number: None
                methods = list(life.methods)
                life.run()
                life.methods[:] = methods

        life.meanwhile = other
        assert life.run().exit_code == 0
        assert not wrong(life, act)
