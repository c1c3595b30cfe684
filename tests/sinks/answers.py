"""Whole runs of the action over what GitHub answered once, with other words in all that somebody may have written.

Titles, texts, logins, names of labels, milestones, branches and files, addresses, and what an error says: whoever
answers in GitHub's place, or has written it there, may put anything into them.
"""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pm_lint.config import Config, Label
from pm_lint.github import action
from pm_lint.github.transport import Answer, NoAnswer, Transport
from pm_lint.linter import Checked
from pm_lint.output import render
from pm_lint.record import replace
from tests.fake_github import events
from tests.fake_github.direct import Direct
from tests.fake_github.server import FakeGitHub
from tests.github.support import PATH as MINE
from tests.github.support import FakeClock, join, scene, told, tools
from tests.github.write_back_world import ON, PATH, WRITER, Team, text

#: What somebody may have written, by its name in an answer.
WRITTEN = frozenset({
    "title", "body", "login", "name", "description", "message", "label", "path", "filename", "previous_filename",
    "html_url", "url", "default_branch", "ref", "field", "code", "color", "documentation_url", "repository_url",
    "sha", "oid", "headRefOid",
})  # fmt: skip


@dataclass
class Sent:
    """A request that writes."""

    method: str
    path: str
    body: Any


@dataclass
class Done:
    """What a run left."""

    code: int
    log: str
    outputs: str
    summary: str
    sent: list[Sent]
    #: The addresses of all requests.
    asked: list[str]


#: Another value for one that has this name.
Poison = Callable[[str, str], str]
#: A request by which it is known again, whatever is in its body.
Key = tuple[str, str, str]


def _key(method: str, path: str, body: Any) -> Key:
    return method, path, body["query"][:300] if path == "graphql" else ""


@dataclass
class Recorder:
    """Hands on, and keeps the answers."""

    real: Transport
    kept: dict[Key, list[Answer]] = field(default_factory=dict)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        answer = self.real.exchange(method, path, params, headers, body)
        self.kept.setdefault(_key(method, path, body), []).append(answer)
        return answer


@dataclass
class Player:
    """Answers as GitHub did, with other words; ``instead`` are whole answers in place of some."""

    kept: Mapping[Key, list[Answer]]
    poison: Poison
    instead: Mapping[Key, Answer] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    times: dict[Key, int] = field(default_factory=dict)

    def exchange(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str], body: Any
    ) -> Answer:
        key = _key(method, path, body)
        self.asked.append(path)
        if method != "GET" and not key[2].startswith("query"):
            self.sent.append(Sent(method, path, body))
        if key in self.instead:
            return self.instead[key]
        if key not in self.kept:
            raise NoAnswer("nobody answers this")
        at = self.times[key] = self.times.get(key, -1) + 1
        answer = self.kept[key][min(at, len(self.kept[key]) - 1)]
        return Answer(answer.status, answer.headers, poisoned(answer.data, self.poison))


def poisoned(data: Any, poison: Poison, name: str = "") -> Any:
    """The same JSON with other words in what somebody wrote."""
    if isinstance(data, dict):
        return {key: poisoned(value, poison, key) for key, value in data.items()}
    if isinstance(data, list):
        return [poisoned(one, poison, name) for one in data]
    # The path of an error is one of fields, not of a file.
    return poison(name, data) if isinstance(data, str) and name in WRITTEN and (name != "path" or "/" in data) else data


@dataclass(frozen=True)
class Play:
    """One kind of run: its event, its answers, and the checkout's documents."""

    event: str
    payload: Any
    kept: Mapping[Key, list[Answer]]
    config: Config = field(default_factory=Config)
    documents: tuple[Checked, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def run(
        self,
        folder: Path,
        patch: pytest.MonkeyPatch,
        poison: Poison = lambda name, value: value,
        instead: Mapping[Key, Answer] | None = None,
    ) -> Done:
        """The action, as the runner runs it, over these answers."""
        player = Player(self.kept, poison, instead or {})
        return Done(*_act(self, folder, patch, player), player.sent, player.asked)


def _act(play: Play, folder: Path, patch: pytest.MonkeyPatch, transport: Transport) -> tuple[int, str, str, str]:
    files = {one: folder / one for one in ("event.json", "output", "summary")}
    for one in files.values():
        one.write_text("")
    files["event.json"].write_text(json.dumps(play.payload))
    environ = {
        "GITHUB_EVENT_NAME": play.event,
        "GITHUB_EVENT_PATH": str(files["event.json"]),
        "GITHUB_REPOSITORY": "alice/postmortems",
        "GITHUB_WORKSPACE": str(folder),
        "GITHUB_OUTPUT": str(files["output"]),
        "GITHUB_STEP_SUMMARY": str(files["summary"]),
        "GITHUB_API_URL": "https://api.github.test",
        "INPUT_TODAY": "2026-03-10",
        "INPUT_TOKEN": "t_player",
        **play.given,
    }
    with patch.context() as patched:
        patched.setattr("pm_lint.github.client.PyGithubTransport", lambda token, url: transport)
        patched.setattr(
            action, "real_tools", lambda today: replace(tools(), annotate=lambda got: render("github", got))
        )
        patched.setattr(action, "_workspace", lambda *_: (play.config, list(play.documents)))
        out = io.StringIO()
        code = action.run(environ, out, clock=FakeClock())
    output, summary = (files[one].read_bytes().decode() for one in ("output", "summary"))
    return code, out.getvalue(), output, summary


# -- the runs --------------------------------------------------------------------------------------------------------


def plays(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[tuple[str, Play]]:
    """Every kind of run by name, with what GitHub answers."""

    def recorded(play: Play, github: FakeGitHub, token: str) -> Play:
        recorder = Recorder(Direct(github, token))
        _act(play, folder, patch, recorder)
        return dataclasses.replace(play, kept=recorder.kept)

    github = FakeGitHub()
    here = scene(github, "!E304 a: one\n!W007 b: two\n!E304 c: gone\n!E304 d: answered\n", base={"pm-lint.toml": ""})
    review = Play("pull_request", github.event(here.pull), {})
    yield "a first review", recorded(review, github, "t_bot")
    answered = next(one for one in here.pull.review_comments if "answered" in one.body)
    here.pull.reply_as("bob", answered, "no")
    here.push(join(["!E304 a: one", "!W007 b: another", "!E101 e: new"]))
    review = Play("pull_request", github.event(here.pull), {})
    yield (
        "a review, dry",
        recorded(Play(review.event, review.payload, {}, given={"INPUT_DRY-RUN": "true"}), github, "t_bot"),
    )
    yield "a review", recorded(review, github, "t_bot")
    here.push("!N304 a: one\n")
    yield "a review with a summary", recorded(Play("pull_request", github.event(here.pull), {}), github, "t_bot")
    asked = Play("workflow_dispatch", events.workflow_dispatch(github.render, here.repo), {})
    given = {"INPUT_PULL-REQUEST": str(here.pull.number)}
    yield "a review that is asked for", recorded(dataclasses.replace(asked, given=given), github, "t_bot")
    yield "a review that may only read", recorded(Play("pull_request", github.event(here.pull), {}), github, "t_read")
    queued = Play(
        "merge_group", events.merge_group(github.render, here.pull), {}, documents=(told(MINE, b"!E304 a: b"),)
    )
    yield "a merge queue", recorded(queued, github, "t_bot")

    labelled = replace(ON, labels=(Label("team"), Label("late")), milestone="Q2", write_back=True, close_done=True)
    team = Team.of({PATH: text("Add an alert", "Write a runbook", "Third thing (@bob)")})
    team.repo.milestone_as("alice", "Q2")

    def issues(**given: str) -> Play:
        sha = team.repo.branches["main"]
        payload = team.github.push_event(team.repo)
        return Play("push", payload, {}, Config(action_items=labelled), tuple(team.documents(sha)), given)

    yield "new issues and links", recorded(issues(), team.github, WRITER)
    team.repo.issues[0].edit_as(
        "bob", title="Renamed by a person", body=f"{team.repo.issues[0].body}\nA person's words"
    )
    team.repo.issues[1].close_as("bob")
    team.repo.commit("main", {PATH: text("Add an alert at night", "Write a runbook", "- [x] Third thing", "A fourth")})
    yield "a plan of issues", recorded(issues(**{"INPUT_DRY-RUN": "true"}), team.github, WRITER)
    yield "known issues and links", recorded(issues(), team.github, WRITER)
