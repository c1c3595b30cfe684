"""What can go wrong between us and GitHub, as exceptions whose message is one sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pm_lint.record import dataclass

#: Which permission of a workflow's token an address needs, where GitHub doesn't say it in a header.
_PERMISSIONS = (("/pulls", "pull-requests"), ("/issues", "issues"), ("/contents", "contents"), ("/git/", "contents"))


class GitHubError(Exception):
    """A request to GitHub failed for good. The message is one sentence; it never holds the token."""


class TooLong(GitHubError):
    """GitHub told us to wait for longer than the run may take. Nothing was done."""


class Unknown(GitHubError):
    """A write got no answer, or one that says nothing (5xx): whether it happened must be read, never guessed."""


@dataclass(frozen=True)
class Detail:
    """One entry of a 422's ``errors``, in either shape: a string (reviews) or an object (issues)."""

    text: str
    field: str = ""
    code: str = ""


class Refused(GitHubError):
    """GitHub answered 3xx or 4xx: the request is understood, had no effect, and won't be accepted as it is."""

    def __init__(self, sentence: str, *, status: int, message: str = "", errors: tuple[Detail, ...] = ()) -> None:
        super().__init__(sentence)
        self.status = status
        self.message = message
        self.errors = errors


def details(data: Any) -> tuple[Detail, ...]:
    """The ``errors`` of an answer: a list of strings, a list of objects, one string, or nothing."""
    raw = data.get("errors") if isinstance(data, dict) else None
    entries = raw if isinstance(raw, list) else [raw] if isinstance(raw, str) else []
    return tuple(_detail(entry) for entry in entries)


def _detail(entry: Any) -> Detail:
    if not isinstance(entry, dict):
        return Detail(str(entry))
    field, code = str(entry.get("field") or ""), str(entry.get("code") or "")
    text = str(entry.get("message") or " ".join(part for part in (field, code) if part) or entry)
    return Detail(text, field, code)


def refusal(request: str, status: int, headers: Mapping[str, str], data: Any) -> Refused:
    """The exception for an answer 3xx or 4xx: what was asked, what GitHub said, and what to do next."""
    message = str(data.get("message") or "") if isinstance(data, dict) else ""
    found = details(data)
    said = "; ".join(dict.fromkeys(part for part in (message, *(detail.text for detail in found)) if part))
    answer = f"{status} {said}".strip()[:500]
    if status == 401:
        sentence = f"the token was refused: {request}: {answer}; check that `token` is set and has not expired"
    elif status == 403:
        permission = _permission(request, headers)
        sentence = f"GitHub refused {request}: {answer}; give the job the permission `{permission}` if it lacks it"
    elif status == 404:
        sentence = f"GitHub does not find {request}: {answer}; check the repository, and that the token may see it"
    elif 300 <= status < 400:
        sentence = f"GitHub redirects {request} ({status}), which is not followed; was the repository renamed or moved?"
    else:
        sentence = f"GitHub refused {request}: {answer}"
    return Refused(sentence, status=status, message=message, errors=found)


def _permission(request: str, headers: Mapping[str, str]) -> str:
    """``pull-requests: write``: from GitHub's own header (``pull_requests=write``), else by the address."""
    accepted = headers.get("x-accepted-github-permissions", "").split(";")[0].split(",")[0].strip()
    if "=" in accepted:
        name, _, level = accepted.partition("=")
        return f"{name.replace('_', '-')}: {level}"
    if request == "a GraphQL query":  # it reads files and conversations
        return "contents: read, pull-requests: read"
    level = "read" if request.startswith("GET ") else "write"
    name = next((name for part, name in _PERMISSIONS if part in request), "contents")
    return f"{name}: {level}"
