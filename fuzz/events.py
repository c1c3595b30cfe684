"""Any file is an event that names its repository, or an error that says what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fuzz.common import scratch
from fuzz.damage import Choices, damaged
from pm_lint.github.event import MODES, Event, EventError, decide, pull_of_answer, read_event

WORDS = (
    '"repository": {"full_name": "o/r", "default_branch": "main"}', '"pull_request": {"number": 1}',
    '"head": {"sha": "a"}', '"base": {"ref": "main", "repo": {"full_name": "o/r"}}', '"ref": "refs/heads/main"',
    '"after": "', "{", "}", "[", "]", ",", "null", "true", "1e999", "NaN", '"\\ud800"', '""', "-1",
    '"merge_group": {', '"draft": true', "\\u0000", "o/r/x", "/", "[" * 40,
)  # fmt: skip
_NAMES = ("pull_request", "pull_request_target", "push", "merge_group", "schedule", "workflow_dispatch", "issues", "")
_PULL = {
    "number": 7,
    "draft": False,
    "user": {"login": "alice"},
    "head": {"sha": "a" * 40, "ref": "topic"},
    "base": {"ref": "main", "repo": {"full_name": "alice/postmortems"}},
}
_PAYLOAD: dict[str, Any] = {
    "repository": {"full_name": "alice/postmortems", "default_branch": "main"},
    "pull_request": _PULL,
    "ref": "refs/heads/main",
    "after": "b" * 40,
    "merge_group": {"head_sha": "c" * 40, "base_sha": "d" * 40},
}
_FOLDER = scratch()
_FILE = Path(_FOLDER.name, "event.json")


def one(data: bytes) -> None:
    """A file as it is if it begins like JSON, else a payload that the bytes damage."""
    choices = Choices(data)
    name = _NAMES[choices.below(len(_NAMES))]
    payload = data[1:]
    if payload[:1] != b"{":
        made: Any = _PAYLOAD
        for _ in range(1 + choices.below(3)):
            made = damaged(made, choices)
        payload = json.dumps(made).encode()
    _FILE.write_bytes(payload)
    here = {"GITHUB_REPOSITORY": "alice/postmortems"} if choices.below(2) else {}
    environ = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(_FILE), **here}
    try:
        event = read_event(environ)
    except EventError as error:
        assert str(error)
        return
    check(event)
    try:
        pull_of_answer(event.pull and _PULL)
    except EventError as error:
        assert str(error)


def check(event: Event) -> None:
    """Assert that an event has what the rest relies on, and that there is an answer to what is to be done."""
    assert event.repository.count("/") == 1
    if event.pull:
        assert isinstance(event.pull.number, int)
        assert event.pull.head_sha
        assert event.pull.base_ref
    for mode in MODES:
        for number in (None, 7):
            try:
                assert decide(event, mode, number) in MODES[1:]
            except EventError as error:
                assert str(error)
