"""Work grows no faster than the document, whatever it is made of: counted in calls, so that no clock decides."""

from __future__ import annotations

from datetime import date

import pytest

from pm_lint.config import Config
from pm_lint.linter import Linter
from pm_lint.output import render
from tests.hostile import PATTERNS
from tests.work import calls

LINTER = Linter.of(Config(), None, today=date(2026, 2, 1))
SIZE = 600


def work(text: str) -> int:
    """How many calls it takes to check a document and to print its findings."""
    data = text.encode()
    return calls(lambda: render("text", [LINTER.check("2026-01-12-a.md", data)]))


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Every pattern is compiled and every name is known before the work is counted."""
    for make in PATTERNS.values():
        LINTER.check("2026-01-12-a.md", make(200).encode())


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_text_is_twice_the_work(name: str) -> None:
    once, twice = (work(PATTERNS[name](size)) for size in (SIZE, 2 * SIZE))
    assert twice <= 2.05 * once


@pytest.mark.parametrize(
    ("name", "calls"), [("lists", 40), ("action items nested", 48), ("lazy lines of items", 33), ("short rows", 150)]
)
def test_the_worst_take_only_so_many_calls_a_character(name: str, calls: int) -> None:
    once, twice = (work(PATTERNS[name](size)) for size in (SIZE, 2 * SIZE))
    assert twice - once <= calls * SIZE


def test_the_count_sees_quadratic_work() -> None:
    def quadratic(size: int) -> int:
        return calls(lambda: sum(len("x") for _ in range(size * size // 100)))

    assert quadratic(2 * SIZE) > 3 * quadratic(SIZE)


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_pattern_is_about_as_long_as_asked(size: int) -> None:
    assert {
        name: len(make(size)) for name, make in PATTERNS.items() if not 0.7 * size < len(make(size)) < 1.2 * size
    } == {}


def test_there_are_many_patterns() -> None:
    assert len(PATTERNS) >= 60
