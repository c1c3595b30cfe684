"""The parts of an answer, each of the kind that GitHub's description promises: it is data, and may be damaged."""

from __future__ import annotations

from typing import Any, TypeVar

from pm_lint.github.errors import GitHubError

T = TypeVar("T")

_HEX = frozenset("0123456789abcdef")


def part(data: Any, kind: type[T], *path: str) -> T:
    """What stands at a path of objects. Raises GitHubError where nothing does, or something of another kind."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        named = ".".join(path) or "object"
        raise GitHubError(f"GitHub's answer has no `{named}` where it should; run the job again later")
    return data


def is_oid(text: object) -> bool:
    """Whether it looks like git's id of an object: what is none would be free text, in links and messages of ours."""
    return isinstance(text, str) and 0 < len(text) <= 64 and set(text) <= _HEX


def maybe(data: Any, kind: type[T], name: str) -> T | None:
    """The same of one part that may be null, but not left out."""
    return None if name in part(data, dict) and data[name] is None else part(data, kind, name)


def objects(data: Any, *path: str) -> list[dict[str, Any]]:
    """The same of a list of objects, without those that are null."""
    return [part(entry, dict) for entry in part(data, list, *path) if entry is not None]
