"""A review ends in an outcome, or in one sentence about GitHub or the configuration, whatever GitHub answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuzz.answers import TOKEN, Clock, GitHub
from pm_lint.errors import FINDINGS, OK, UsageError
from pm_lint.github.action import real_tools
from pm_lint.github.comment import SUMMARY_MARKER, Mark, marker
from pm_lint.github.errors import GitHubError
from pm_lint.github.event import Event, PullRequest
from pm_lint.github.inputs import Inputs
from pm_lint.github.outcome import Context
from pm_lint.github.review import run_review

WORDS = tuple(chr(code) for code in range(0, 128, 3))
_TODAY = date(2026, 1, 20)
_TOOLS = real_tools(_TODAY)
_PATH = "postmortems/2026-01-12-a.md"
_TEXT = """# 2026-01-12 Checkout errors

**Postmortem Owner:** @alice

**Meeting Scheduled For:** 2026-01-28

## Action Items

- TBD
"""
_SHA = "a" * 40
_CONFIG = "[owner]\nhandle = true\n"
_MARK = Mark("0123456789abcdef", "PM304", "meeting", _PATH)


def _comment(number: int, body: str) -> dict[str, Any]:
    return {
        "databaseId": number,
        "fullDatabaseId": str(number),
        "body": body,
        "viewerDidAuthor": True,
        "isMinimized": False,
        "url": f"https://github.com/o/r/pull/7#{number}",
    }


def _blob(text: str) -> dict[str, Any]:
    return {"mode": 0o100644, "object": {"byteSize": len(text), "isBinary": False, "isTruncated": False, "text": text}}


def _pull() -> dict[str, Any]:
    thread = {
        "isResolved": False,
        "isOutdated": False,
        "path": _PATH,
        "line": 5,
        "startLine": None,
        "comments": {"totalCount": 1, "nodes": [_comment(11, f"{marker([_MARK])}\n\nx")]},
    }
    page = {"hasNextPage": False, "endCursor": "more"}
    return {
        "headRefOid": _SHA,
        "isDraft": False,
        "reviewThreads": {"pageInfo": page, "nodes": [thread]},
        "comments": {"pageInfo": page, "nodes": [_comment(12, f"{SUMMARY_MARKER}\nx"), _comment(13, "hello")]},
    }


def _files(variables: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What is at the paths that a query asks for: ``c0f0`` is the first at the first commit."""
    found: dict[str, dict[str, Any]] = {}
    for name, path in variables.items():
        commit, asked, place = name.partition("f")
        if asked and commit[1:].isdigit():
            text = {"pm-lint.toml": _CONFIG, _PATH: _TEXT}.get(path)
            found.setdefault(commit, {})[f"f{place}"] = None if text is None else _blob(text)
    return found


def answer(method: str, path: str, body: Any) -> Any:
    """What GitHub would say."""
    if path == "graphql":
        if "repositoryOwner" in body["query"]:
            return {"data": {name: {"login": login} for name, login in body["variables"].items()}}
        return {"data": {"repository": {"pullRequest": _pull(), **_files(body["variables"])}}}
    if path.endswith("/files"):
        patch = "@@ -0,0 +1,9 @@\n" + "".join(f"+{line}\n" for line in _TEXT.splitlines())
        entry = {"filename": _PATH, "status": "added", "patch": patch, "changes": 9}
        return [entry, {"filename": "new.md", "previous_filename": "old.md", "status": "renamed", "changes": 0}]
    if method == "GET":
        return {"number": 7, "head": {"sha": _SHA}, "base": {"ref": "main"}, "user": {"login": "bob"}}
    return {"id": 21, "html_url": "https://github.com/o/r/pull/7#21"}


def one(data: bytes) -> None:
    """One run."""
    log: list[str] = []
    clock = Clock()
    github = GitHub(data, answer)
    client = github.client(clock, log.append)
    pull = PullRequest(7, _SHA, "main", author="bob") if len(data) % 3 else None
    event = Event("pull_request" if pull else "workflow_dispatch", "alice/postmortems", "main", pull=pull)
    context = Context(client, event, Inputs(pull_request=None if pull else 7), _TODAY, clock=clock, log=log.append)
    try:
        outcome = run_review(context, _TOOLS)
    except (GitHubError, UsageError) as error:
        said = str(error)
        assert said
        assert "\n" not in said
    else:
        assert outcome.exit_code in (OK, FINDINGS, 3)
        said = outcome.text + outcome.summary_markdown + str(outcome.outputs())
    assert TOKEN not in said + "".join(log)
    if not data:
        sent = [method for method, path in github.requests if path != "graphql"]
        assert sent == ["GET", "GET", "POST", "PATCH", "DELETE"], said
