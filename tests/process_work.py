"""What the tests have other processes do; imports nothing, for each of them is a new interpreter perhaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def squares() -> Callable[[int], Any]:
    return lambda index: (index * index, "x" * index, None)


def fails_at(wrong: int) -> Callable[[int], Any]:
    def work(index: int) -> Any:
        if index == wrong:
            raise ValueError(f"at {index}")
        return index

    return work
