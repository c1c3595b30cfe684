"""Hostile documents: does the time stay in proportion to the size?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from scripts.bench.goals import Goal
from scripts.bench.inputs import FOLDER, SIZES, hostile_name
from scripts.bench.measure import Case, Sample, run
from scripts.bench.peers import MARKDOWNLINT, PM_LINT, REMARK, RUMDL, Tool

#: After as many seconds a tool has failed, and is not tried on more of the same.
LIMIT = 10.0
#: A document of 100 KB may take so many seconds, and one twice as large so many times as long.
SECONDS, DOUBLING = 1.0, 2.5
#: Of CPU time: below this, how it grew is noise.
_NOISE = 0.2
_JUDGED = SIZES[1]
#: Peers are spared the largest, and get every so many patterns: theirs are most of the minutes.
_OF_PEERS, _EVERY = SIZES[:2], 3
#: How often what misses a goal is tried, and how often the start alone is measured.
_RUNS, _STARTS = 3, 5


@dataclass(frozen=True)
class Ordeal:
    """What one pattern did to one tool: the least seconds and CPU seconds by size; a size that is not there failed."""

    tool: str
    pattern: str
    seconds: Mapping[int, float]
    cpu: Mapping[int, float]
    #: Whether it crashed, or took more than the limit, on some size.
    failed: bool
    #: How many times as long each doubling took, the start of the tool taken off; the greatest.
    doubling: float | None

    @property
    def slow(self) -> bool:
        """Whether the document of 100 KB took too long, or was never done."""
        return self.seconds.get(_JUDGED, LIMIT) > SECONDS

    @property
    def grows(self) -> bool:
        """Whether twice as much took more than in proportion."""
        return self.doubling is not None and self.doubling > DOUBLING

    @property
    def bad(self) -> bool:
        return self.failed or self.slow or self.grows


def ordeals(
    folder: Path, environ: Mapping[str, str], tools: Sequence[Tool], patterns: Sequence[str]
) -> Iterator[Ordeal]:
    """Each tool with each of ``patterns``, of which every one has a name and, by its place, its files."""
    tried = [tool for tool in tools if tool.name in (PM_LINT, RUMDL, MARKDOWNLINT, REMARK)]
    starts = {tool.name: min(_try(tool, "start.md", folder, environ).cpu for _ in range(_STARTS)) for tool in tried}
    for number, pattern in enumerate(patterns):
        for tool in tried if number % _EVERY == 0 else [tool for tool in tried if tool.name == PM_LINT]:
            yield _ordeal(tool, number, pattern, folder, environ, starts[tool.name])


def goals(done: Sequence[Ordeal]) -> list[Goal]:
    mine = [ordeal for ordeal in done if ordeal.tool == PM_LINT]
    return [
        Goal(
            f"hostile document of 100 KB, the slowest of {len(mine)} patterns",
            SECONDS,
            max((ordeal.seconds.get(_JUDGED, LIMIT) for ordeal in mine), default=None),
            "s",
        ),
        Goal(
            "hostile document twice as large, the greatest growth",
            DOUBLING,
            max((ordeal.doubling for ordeal in mine if ordeal.doubling is not None), default=None),
            "×",
        ),
        Goal("patterns that crash pm-lint or end it at the limit", 0, sum(ordeal.failed for ordeal in mine), ""),
    ]


def told(ordeal: Ordeal) -> str:
    """What became of it, in a line: by size, then the growth."""
    times = [
        f"{size // 1000} KB {seconds:.2f} s ({ordeal.cpu[size]:.2f} s of CPU)"
        for size, seconds in ordeal.seconds.items()
    ]
    times += ["then failed"] if ordeal.failed else []
    grown = "" if ordeal.doubling is None else f", twice as much {ordeal.doubling:.1f} ×"
    return f"{ordeal.tool}, {ordeal.pattern}: {', '.join(times)}{grown}"


def _ordeal(tool: Tool, number: int, pattern: str, folder: Path, environ: Mapping[str, str], start: float) -> Ordeal:
    """All sizes. Ours are tried again where the goals are missed, and the least time is kept: it is the true one."""
    mine = tool.name == PM_LINT
    seconds: dict[int, float] = {}
    cpu: dict[int, float] = {}
    for _ in range(_RUNS if mine else 1):
        failed = False
        for size in SIZES if mine else _OF_PEERS:
            sample = _try(tool, hostile_name(number, size), folder, environ)
            if sample.code not in tool.good:
                failed = True
                break
            seconds[size] = min(sample.seconds, seconds.get(size, LIMIT))
            cpu[size] = min(sample.cpu, cpu.get(size, sample.cpu))
        ordeal = Ordeal(tool.name, pattern, dict(seconds), dict(cpu), failed, doubling(cpu, start))
        if not ordeal.bad or failed:
            break
    return ordeal


def _try(tool: Tool, name: str, folder: Path, environ: Mapping[str, str]) -> Sample:
    return run(Case(tool.name, tool.call(f"{FOLDER}/{name}"), folder / "hostile"), environ, LIMIT)


def doubling(cpu: Mapping[int, float], start: float) -> float | None:
    """The greatest growth from one size to the next, where it can be told from noise."""
    net = [max(cpu[size] - start, 1e-3) for size in SIZES if size in cpu]
    grown = [large / small for small, large in pairwise(net) if large > _NOISE]
    return max(grown, default=None)
