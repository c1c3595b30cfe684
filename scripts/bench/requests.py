"""How many requests GitHub gets: for a review, for a rerun with nothing new, for N issues. Counts, no timings.

The numbers are those of real runs against the test GitHub, and the tests hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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


def counts() -> list[Count]:
    return [*_reviews(), *_issues()]


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
