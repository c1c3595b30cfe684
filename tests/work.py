"""How much work something is, in counts: the lines of Python that run and the functions that are called.

No busy machine changes them. What regular expressions cost is counted by `tests/regex_steps.py`; what else happens
inside of one call, as the search for a word in a text, is not seen here, but by `Watched`.
"""

from __future__ import annotations

import cProfile
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, SupportsIndex, TypeVar

T = TypeVar("T")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector, which calls what others have asked it to."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def calls(run: Callable[[], object]) -> int:
    """How many functions are called, of Python's own too."""
    profile = cProfile.Profile()
    with undisturbed():
        profile.enable()
        try:
            run()
        finally:
            profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def lines(run: Callable[[], object]) -> int:
    """How many lines run, one after the other. Takes some ten times as long as `calls`."""
    count = 0

    def line(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    with undisturbed():
        sys.settrace(line)
        try:
            run()
        finally:
            sys.settrace(before)
    return count


def work(run: Callable[[], object]) -> int:
    """How many lines run and how many functions are called. It is done twice: counted together, both miscount."""
    return lines(run) + calls(run)


def growth(run: Callable[[T], object], make: Callable[[int], T], size: int) -> float:
    """How many times as much work twice as much is: 2, or 4 where it grows with the square.

    What is only done once, or anew after a while, as compiling a pattern or a record's constructor, is done before.
    """
    once, twice = map(make, (size, 2 * size))
    run(make(2 * size))
    before = work(lambda: run(once))
    return work(lambda: run(twice)) / before


class Watched(str):
    """A text that counts how many of its characters are looked at, by itself or by the slices that are made of it."""

    looked_at: int = 0

    def __contains__(self, part: str) -> bool:  # type: ignore[override]
        self.looked_at += len(self)
        return str.__contains__(self, part)

    def __iter__(self) -> Iterator[str]:
        self.looked_at += len(self)
        return str.__iter__(self)

    def __getitem__(self, at: SupportsIndex | slice) -> str:
        part = str.__getitem__(self, at)
        self.looked_at += len(part)
        return part

    def find(self, part: str, start: Any = 0, end: Any = None) -> int:
        found = str.find(self, part, start, end)
        self.looked_at += (found if found >= 0 else len(self) if end is None else end) - start
        return found

    def isprintable(self) -> bool:
        self.looked_at += len(self)
        return str.isprintable(self)

    def lstrip(self, characters: str | None = None) -> str:
        self.looked_at += len(self)
        return str.lstrip(self, characters)

    def removesuffix(self, end: str) -> str:
        """Itself where it has no such end, as any text is."""
        return str.removesuffix(self, end) if self.endswith(end) else self
