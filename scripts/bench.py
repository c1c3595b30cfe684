#!/usr/bin/env python3
"""How many requests GitHub gets: for a review, for a rerun with nothing new, for N issues. Counts, no timings.

Run by ``make bench``; ``--json`` prints the same for a machine. The numbers are those of real runs against the test
GitHub, and the tests hold them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # the test GitHub is no part of the package

from tests.fake_github.server import FakeGitHub
from tests.github.support import join, scene
from tests.github.test_issue_support import PATH, Scene, document

_FINDINGS = (0, 1, 30, 31, 300)
_ITEMS = (1, 3, 8)
_LINES_APART = 5


class Count(NamedTuple):
    """The requests of a first run, and of a second one with nothing new."""

    what: str
    first: int
    again: int


def main(arguments: list[str]) -> int:
    counts = [*_reviews(), *_issues()]
    if arguments == ["--json"]:
        print(json.dumps([count._asdict() for count in counts], indent=2))
        return 0
    if arguments:
        print("usage: bench.py [--json]", file=sys.stderr)
        return 2
    print(f"{'requests':<36}{'first':>6}{'again':>6}")
    for count in counts:
        print(f"{count.what:<36}{count.first:>6}{count.again:>6}")
    return 0


def _reviews() -> Iterator[Count]:
    for number in _FINDINGS:
        lines = [f"!E304 meeting-{index}: late" if not at else "text" for index, at in _spread(number)]
        with FakeGitHub() as github:
            one = scene(github, join(lines or ["text"]))
            one.run()
            first = len(github.requests)
            one.run()
            yield Count(f"review, one file, {number} findings", first, len(github.requests))


def _spread(number: int) -> Iterator[tuple[int, int]]:
    return ((index, at) for index in range(number) for at in range(_LINES_APART))


def _issues() -> Iterator[Count]:
    for number in _ITEMS:
        with FakeGitHub() as github:
            one = Scene.of(github)
            items = document(PATH, *(f"Add alert number {index}" for index in range(number)))
            one.run(items)
            first = github.count()
            one.run(items)
            yield Count(f"issues, {number} action items", first, github.count() - first)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
