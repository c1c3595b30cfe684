"""A run that makes issues ends in an outcome, whatever GitHub answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from fuzz.answers import TOKEN, Clock, GitHub
from pm_lint.config import ActionItemsConfig, Config
from pm_lint.errors import FINDINGS, GITHUB, OK, ConfigError
from pm_lint.github.issue_body import Permalink, compose, issue_title
from pm_lint.github.issue_items import in_scope
from pm_lint.github.issue_marker import Marker
from pm_lint.github.issues import run_issues
from pm_lint.github.place import Place
from pm_lint.linter import Linter
from pm_lint.record import replace

WORDS = tuple(chr(code) for code in range(0, 128, 3))
_TODAY = date(2026, 1, 20)
_PATH = "postmortems/2026-01-12-a.md"
_TEXT = """# 2026-01-12 Checkout errors

## Action Items

- @bob: raise the queue's limit, due 2026-02-01
- Add an alert on the queue's length
- Write down who is told
"""
_CHECKED = Linter.of(Config(), None, today=_TODAY).check(_PATH, _TEXT.encode())
_ITEMS = in_scope([_CHECKED], date(2026, 1, 1)).items
_PLACE = Place("alice/postmortems", "a" * 40)
_CONFIG = ActionItemsConfig(milestone="Next")


def _issue(number: int, of: int, sha: str) -> dict[str, Any]:
    item = _ITEMS[of]
    seen = Marker.of(item.path, item.key, item.path, item.text, issue_title(item))
    body = compose(seen, replace(item, due=""), Permalink(sha, item.path, item.line), _PLACE, "\n\nSeen.")
    return {
        "number": number,
        "title": issue_title(item),
        "body": body,
        "state": "open",
        "comments": 0,
        "user": {"login": "github-actions[bot]"},
        "labels": [{"name": "postmortem"}, "action-item"],
        "created_at": "2026-01-13T10:00:00Z",
        "repository_url": "https://api.github.com/repos/alice/postmortems",
    }


def answer(method: str, path: str, body: Any) -> Any:
    """What GitHub would say: of three items one has an issue that is to be brought up to date."""
    if path == "graphql":
        tip = {"name": "main", "target": {"oid": "a" * 40}}
        return {"data": {"viewer": {"login": "github-actions"}, "repository": {"defaultBranchRef": tip}}}
    if method == "GET" and path.endswith("/issues"):
        return [_issue(1, 0, "b" * 40), {"number": 2, "title": "By hand", "body": None, "state": "closed"}]
    if "/milestones" in path:
        return [{"number": 4, "title": "Next", "state": "open"}]
    if method == "PATCH" or method == "GET":
        return _issue(1, 0, "b" * 40)
    if path.endswith("/labels"):
        return {"name": "postmortem"}
    return {"number": 10, "user": {"login": "github-actions[bot]"}}


def one(data: bytes) -> None:
    """One run."""
    log: list[str] = []
    clock = Clock()
    github = GitHub(data, answer)
    client = github.client(clock, log.append)
    try:
        outcome = run_issues(client, _PLACE, [_CHECKED], _CONFIG, today=_TODAY, clock=clock, log=log.append)
    except ConfigError as error:
        said = str(error)
        assert "\n" not in said
    else:
        assert outcome.exit_code in (OK, FINDINGS, GITHUB)
        said = outcome.text + outcome.summary_markdown + str(outcome.outputs())
    assert TOKEN not in said + "".join(log)
    if not data:
        assert outcome.exit_code == OK, outcome.text
        assert [method for method, _ in github.requests].count("POST") >= 3, github.requests
