"""What happened on GitHub, from the runner's environment and the event's file; and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pm_lint.errors import UsageError
from pm_lint.github.shape import is_oid
from pm_lint.record import dataclass

#: An event file is a few KB; GitHub cuts payloads at 25 MB.
MAX_EVENT_SIZE = 25 * 1024 * 1024
MODES = ("auto", "check", "review", "issues")


class EventError(UsageError):
    """The event can't be used; the message is one sentence with the next step."""


@dataclass(frozen=True)
class PullRequest:
    """A pull request as far as the event (or the API) tells."""

    number: int
    head_sha: str
    base_ref: str
    draft: bool = False
    #: The login of whoever opened it.
    author: str = ""
    #: The branch that it comes from, "" for one of a fork.
    head_ref: str = ""


@dataclass(frozen=True)
class Event:
    """One event. ``repository`` is "owner/name"; what the event doesn't have is empty."""

    name: str
    repository: str
    default_branch: str = ""
    ref: str = ""
    #: The commit that the event is about; of a push the new tip.
    sha: str = ""
    #: Of a merge group, the commit that it would be merged onto.
    base_sha: str = ""
    pull: PullRequest | None = None


def read_event(environ: Mapping[str, str]) -> Event:
    """The event of this run, from ``GITHUB_EVENT_NAME`` and ``GITHUB_EVENT_PATH``. Raises EventError."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    if not name:
        raise EventError("GITHUB_EVENT_NAME is not set; `pm-lint action` runs inside a GitHub workflow")
    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MAX_EVENT_SIZE + 1)
        payload = json.loads(raw) if len(raw) <= MAX_EVENT_SIZE else None
    except OSError:
        raise EventError(f"the event's file can't be read: GITHUB_EVENT_PATH is {path!r}") from None
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise EventError(f"the event's file is not a JSON object: GITHUB_EVENT_PATH is {path!r}")
    return parse_event(name, payload, environ)


def parse_event(name: str, payload: Mapping[str, Any], environ: Mapping[str, str]) -> Event:
    """The event of that name. Raises EventError where a field that the name promises is missing."""
    repository = _text(payload, "repository", "full_name") or environ.get("GITHUB_REPOSITORY", "")
    owner, _, project = repository.partition("/")
    if not owner or not project or "/" in project:
        raise EventError(f"the {name} event names no repository (`repository.full_name`)")
    running = environ.get("GITHUB_REPOSITORY", "")
    base = _text(payload, "pull_request", "base", "repo", "full_name")
    for other in (running, base):  # its token, its pull requests and its files are not those of this one
        if other and other.lower() != repository.lower():
            raise EventError(f"the {name} event is of {repository!r}, but this run is about {other!r}; start a new run")
    pull = _pull(name, payload) if name in ("pull_request", "pull_request_target") else None
    return Event(
        name=name,
        repository=repository,
        default_branch=_text(payload, "repository", "default_branch"),
        ref=_text(payload, "ref") or environ.get("GITHUB_REF", ""),
        sha=(pull.head_sha if pull else "")
        or _oid(payload, "after")
        or _oid(payload, "merge_group", "head_sha")
        or environ.get("GITHUB_SHA", ""),
        base_sha=_oid(payload, "merge_group", "base_sha"),
        pull=pull,
    )


def pull_of_answer(data: Any) -> PullRequest:
    """The pull request of an answer to ``GET pulls/N``, which has the shape of the event's. Raises EventError."""
    return _pull("pull_request", {"pull_request": data})


def _pull(name: str, payload: Mapping[str, Any]) -> PullRequest:
    found = payload.get("pull_request")
    pull: Mapping[str, Any] = found if isinstance(found, dict) else {}
    number = pull.get("number")
    head_sha, base_ref = _oid(pull, "head", "sha"), _text(pull, "base", "ref")
    # type(), for JSON's `true` is an int too
    values = {"number": type(number) is int and number > 0, "head.sha": head_sha, "base.ref": base_ref}
    missing = [f"`pull_request.{field}`" for field, value in values.items() if not value]
    if missing or not isinstance(number, int):
        raise EventError(f"the {name} event lacks {', '.join(missing)}; a review runs on pull_request events")
    home = _text(pull, "head", "repo", "full_name") == _text(pull, "base", "repo", "full_name")
    return PullRequest(
        number,
        head_sha,
        base_ref,
        draft=pull.get("draft") is True,
        author=_text(pull, "user", "login"),
        head_ref=_text(pull, "head", "ref") if home else "",
    )


def _text(payload: Any, *path: str) -> str:
    for key in path:
        payload = payload.get(key) if isinstance(payload, dict) else None
    return payload if isinstance(payload, str) else ""


def _oid(payload: Any, *path: str) -> str:
    text = _text(payload, *path)
    return text if is_oid(text) else ""


def decide(event: Event, mode: str = "auto", pull_request: int | None = None) -> str:
    """What to do: ``check``, ``review`` or ``issues``. Raises EventError where nothing fits.

    Issues are never made from a pull request's own branch: what it contains is not agreed on yet.
    """
    if mode != "auto":
        if mode == "review" and event.pull is None and pull_request is None:
            raise EventError(f"`mode: review` needs a pull request, and {event.name} has none; give `pull-request`")
        if mode == "issues" and event.name in ("pull_request", "pull_request_target", "merge_group"):
            raise EventError(f"`mode: issues` never runs on {event.name}; run it on a push to the default branch")
        return mode
    if event.pull is not None:
        return "review"
    if event.name == "merge_group":
        return "check"
    if event.name == "schedule":
        return "issues"
    if event.name == "workflow_dispatch":
        return "review" if pull_request is not None else "issues"
    if event.name == "push":
        if not event.default_branch:
            raise EventError("the push event lacks `repository.default_branch`; give `mode`")
        if event.ref == f"refs/heads/{event.default_branch}":
            return "issues"
        raise EventError(
            f"this is a push to {event.ref!r}, and issues are made on {event.default_branch!r} alone; "
            "limit the workflow's `push` to that branch, or give `mode`"
        )
    raise EventError(f"pm-lint has nothing to do on {event.name!r}; use pull_request, push or schedule, or give `mode`")
