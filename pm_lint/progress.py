"""A bar on standard error while many documents are judged: on a terminal, of what takes a while, and gone at the end.

Documents are taken in their order, by however many processes, so that the one this process has come to tells how far
all have come. The others draw nothing, and no thread is needed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from rich.progress import Progress

    from pm_lint.processes import Work

#: What takes less is not worth a bar; seconds.
_PATIENCE = 1.0
#: It is drawn anew after so long; seconds.
_PACE = 0.1


@contextmanager
def watched(
    work: Work, count: int, terminal: TextIO, *, colours: bool = True, clock: Callable[[], float] = time.monotonic
) -> Iterator[Work]:
    """The same work on indices below ``count``, of which a bar tells how much is done. At the end it is wiped out."""
    bar = _Bar(count, terminal, colours, clock)

    def told(index: int) -> Any:
        bar.come_to(index)
        return work(index)

    try:
        yield told
    finally:
        bar.end()


class _Bar:
    """A bar that is drawn once the work has taken a while."""

    def __init__(self, count: int, terminal: TextIO, colours: bool, clock: Callable[[], float]) -> None:
        self._count = count
        self._terminal = terminal
        self._colours = colours
        self._clock = clock
        self._process = os.getpid()
        self._next = clock() + _PATIENCE
        self._drawn: Progress | None = None

    def come_to(self, index: int) -> None:
        """The document of an index is about to be judged."""
        if os.getpid() != self._process or self._clock() < self._next:
            return
        if self._drawn is None:
            self._drawn = _made(index, self._count, self._terminal, self._colours)
            self._drawn.start()  # known by now, so that it ends whenever we are interrupted
        else:
            self._drawn.update(self._drawn.task_ids[0], completed=index, refresh=True)
        self._next = self._clock() + _PACE

    def end(self) -> None:
        if self._drawn is not None and os.getpid() == self._process:
            self._drawn.stop()


def _made(index: int, count: int, terminal: TextIO, colours: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(file=terminal, force_terminal=True, no_color=not colours, highlight=False)
    progress = Progress(
        TextColumn("Checking"),
        BarColumn(bar_width=24, style="dim", complete_style="cyan", finished_style="cyan"),
        MofNCompleteColumn(),
        console=console,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    progress.add_task("", total=count, completed=index)
    return progress
