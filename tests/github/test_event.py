"""The event, what is decided from it, and the action's inputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pm_lint.finding import Severity
from pm_lint.github.event import Event, EventError, PullRequest, decide, parse_event, read_event
from pm_lint.github.inputs import InputError, read_inputs
from tests.fake_github.fixtures import github as github
from tests.fake_github.server import FakeGitHub

PULL = PullRequest(1, "a" * 40, "main")


def event(name: str, ref: str = "", default: str = "main", pull: PullRequest | None = None) -> Event:
    return Event(name, "alice/x", default, ref, pull=pull)


@pytest.mark.parametrize(
    ("happened", "mode", "number", "decided"),
    [
        (event("pull_request", pull=PULL), "auto", None, "review"),
        (event("pull_request_target", pull=PULL), "auto", None, "review"),
        (event("merge_group"), "auto", None, "check"),
        (event("push", "refs/heads/main"), "auto", None, "issues"),
        (event("push", "refs/heads/trunk", "trunk"), "auto", None, "issues"),
        (event("schedule"), "auto", None, "issues"),
        (event("workflow_dispatch"), "auto", None, "issues"),
        (event("workflow_dispatch"), "auto", 3, "review"),
        (event("pull_request", pull=PULL), "check", None, "check"),
        (event("push", "refs/heads/topic"), "check", None, "check"),
        (event("workflow_run"), "review", 3, "review"),
        (event("push", "refs/heads/topic"), "auto", None, None),
        (event("push", "refs/tags/main"), "auto", None, None),
        (event("push", "refs/heads/main", ""), "auto", None, None),
        (event("issue_comment"), "auto", None, None),
        (event("release"), "auto", None, None),
        (event("push", "refs/heads/main"), "review", None, None),
        (event("pull_request", pull=PULL), "issues", None, None),
    ],
)
def test_decide(happened: Event, mode: str, number: int | None, decided: str | None) -> None:
    if decided is None:
        with pytest.raises(EventError):
            decide(happened, mode, number)
    else:
        assert decide(happened, mode, number) == decided


def test_real_payloads(github: FakeGitHub) -> None:
    repo = github.repository("alice/x")
    repo.commit("main", {"a": "b"})
    repo.commit("topic", {"a": "c"})
    pull = repo.pull("topic", draft=True)
    assert parse_event("pull_request", github.event(pull), {}).pull == PullRequest(
        1, pull.head_sha, "main", True, "alice", "topic"
    )
    pushed = parse_event("push", github.push_event(repo), {})
    assert (pushed.repository, pushed.default_branch, pushed.ref) == ("alice/x", "main", "refs/heads/main")
    assert pushed.sha == repo.branches["main"]
    fork = github.repository("mallory/x", fork_of=repo)
    fork.commit("evil", {"a": "d"})
    theirs = repo.pull("evil", fork="mallory/x")
    payload = github.event(theirs)
    assert parse_event("pull_request", payload, {}).pull == PullRequest(2, theirs.head_sha, "main", author="mallory")
    payload["pull_request"]["head"]["repo"] = None  # the fork was deleted
    assert parse_event("pull_request", payload, {}).pull == PullRequest(2, theirs.head_sha, "main", author="mallory")


@pytest.mark.parametrize(
    ("payload", "missing"),
    [
        ({}, "repository.full_name"),
        ({"repository": {"full_name": "alice"}}, "repository.full_name"),
        ({"repository": {"full_name": "alice/x"}}, "pull_request.number"),
        ({"repository": {"full_name": "alice/x"}, "pull_request": []}, "pull_request.head.sha"),
        (
            {"repository": {"full_name": "a/x"}, "pull_request": {"number": "1", "head": {"sha": "a"}}},
            "pull_request.base.ref",
        ),
    ],
)
def test_missing_fields_are_named(payload: Mapping[str, Any], missing: str) -> None:
    with pytest.raises(EventError, match=missing):
        parse_event("pull_request", payload, {})


@pytest.mark.parametrize("content", [None, "", "[]", "{", "[" * 100_000, "\0", "1" * 10_000])
def test_unreadable_event_files(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "event.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(EventError, match="GITHUB_EVENT_PATH"):
        read_event({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(path)})


def test_no_event_at_all(tmp_path: Path) -> None:
    with pytest.raises(EventError, match="GITHUB_EVENT_NAME"):
        read_event({})
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"schedule": "* * * * *"}))
    found = read_event(
        {"GITHUB_EVENT_NAME": "schedule", "GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "c"}
    )
    assert (found.repository, found.sha) == ("a/b", "c")


def test_inputs() -> None:
    given = read_inputs(
        {
            "INPUT_MODE": "review",
            "INPUT_TOKEN": "secret",
            "INPUT_PATHS": "a/*.md\n\n b/*.md \n",
            "INPUT_SINCE": "2026-01-02",
            "INPUT_FAIL-ON": "warning",
            "INPUT_PULL-REQUEST": "12",
            "INPUT_MAX-NEW": "0",
            "INPUT_MAX-WAIT": "5",
            "INPUT_DRY-RUN": "true",
            "INPUT_TODAY": "2026-02-03",
        }
    )
    assert given.paths == ("a/*.md", "b/*.md") and given.since == date(2026, 1, 2) and given.today == date(2026, 2, 3)
    assert (given.fail_on, given.pull_request, given.max_new, given.max_wait) == (Severity.WARNING, 12, 0, 5.0)
    assert given.dry_run and "secret" not in repr(given)
    nothing = read_inputs({"INPUT_MODE": "", "INPUT_FAIL-ON": "never"})
    assert nothing.mode == "auto" and nothing.never_fail and nothing.paths is None and not nothing.dry_run


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "revew"),
        ("fail-on", "errors"),
        ("dry-run", "yes"),
        ("pull-request", "0"),
        ("pull-request", "-1"),
        ("pull-request", "²"),
        ("max-new", "many"),
        ("max-wait", "1e9"),
        ("since", "2026-1-2"),
        ("since", "20260102"),
        ("today", "2026-02-30"),
    ],
)
def test_impossible_inputs_are_named(name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"`{name}` is "):
        read_inputs({f"INPUT_{name.upper()}": value})
