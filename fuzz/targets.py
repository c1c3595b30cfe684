"""Which targets there are, and how to get at one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"

#: By name, the share of `all`'s executions: what is quick gets more.
SHARES = {
    "answers_issues": 3,
    "answers_links": 3,
    "answers_review": 3,
    "baselines": 12,
    "calendars": 3,
    "check": 1,
    "config": 3,
    "dates": 6,
    "day_store": 6,
    "events": 12,
    "front_matter": 6,
    "hunks": 20,
    "issue_bodies": 6,
    "links": 3,
    "markdown": 6,
    "markers": 20,
    "records": 6,
    "suppressions": 4,
    "templates": 2,
}


@dataclass(frozen=True)
class Target:
    """One target: what is called with each input, and what the mutator puts into inputs."""

    name: str
    one: Callable[[bytes], None]
    words: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its seeds are."""
        return SEEDS / self.name

    def seeds(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each seed, the empty one first."""
        yield "empty", b""
        for file in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            yield file.name, file.read_bytes()


def load(name: str) -> Target:
    """The target of a name in ``SHARES``; its module, and what that tries, is imported now."""
    module = import_module(f"fuzz.{name}")
    return Target(name, module.one, module.WORDS)
