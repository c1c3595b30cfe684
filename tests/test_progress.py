"""A bar is drawn of what takes a while, as often as anybody can see, by the process that has the terminal."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence

import pytest

from pm_lint.progress import watched


def frames(times: Sequence[float], terminal: io.StringIO) -> list[int]:
    """How often something was drawn before each document, where the clock says these times, the first at the start."""
    ticks = iter(times)
    now = [next(ticks)]
    drawn = []

    def work(index: int) -> int:
        drawn.append(len(terminal.getvalue()))
        return index * 2

    with watched(work, 4, terminal, clock=lambda: now[0]) as told:
        for index, now[0] in enumerate(ticks):
            assert told(index) == index * 2
    return [int(after > before) for before, after in zip([0, *drawn], drawn, strict=False)]


@pytest.mark.parametrize(
    ("times", "drawn"),
    [
        ((0, 0.3, 0.6, 0.99), [0, 0, 0]),
        ((5, 5.5, 6, 6.05, 6.2), [0, 1, 0, 1]),
        ((0, 1, 1.2, 1.4, 1.6), [1, 1, 1, 1]),
    ],
)
def test_a_bar_comes_late_and_seldom(times: Sequence[float], drawn: list[int]) -> None:
    terminal = io.StringIO()
    assert frames(times, terminal) == drawn
    assert bool(terminal.getvalue()) is any(drawn)


def test_it_says_how_many_are_done() -> None:
    terminal = io.StringIO()
    frames((0, 2, 3, 4, 5), terminal)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert [f"{number}/4" in shown for number in range(5)] == [True] * 4 + [False]


def test_it_is_gone_whatever_happens() -> None:
    terminal = io.StringIO()
    ticks = iter((0.0, 2.0, 2.0))

    def interrupted(index: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), watched(interrupted, 4, terminal, clock=lambda: next(ticks)) as told:
        told(0)
    assert "Checking" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K") and "\x1b[?25h" in terminal.getvalue()


def test_other_processes_draw_nothing() -> None:
    terminal = io.StringIO()
    ticks = iter((0.0, *[9.0] * 9))
    with watched(lambda index: index, 4, terminal, clock=lambda: next(ticks)) as told:
        child = os.fork()
        if child == 0:
            os._exit(0 if told(0) == 0 and not terminal.getvalue() else 1)
        assert os.waitpid(child, 0)[1] == 0


class Interrupted(io.StringIO):
    """A terminal whose reader presses Ctrl-C as soon as the bar is there."""

    def write(self, text: str) -> int:
        seen = "Checking" in self.getvalue()
        size = super().write(text)
        if "Checking" in text and not seen:
            raise KeyboardInterrupt
        return size


def test_it_is_gone_if_it_was_interrupted_itself() -> None:
    terminal = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        frames((0, 2, 3), terminal)
    assert terminal.getvalue().endswith("\x1b[2K") and "\x1b[?25h" in terminal.getvalue()
