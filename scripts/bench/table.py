"""What was measured, as tables: for the terminal and, being Markdown, for the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scripts.bench.attack import Ordeal, told
from scripts.bench.goals import Goal, Group
from scripts.bench.measure import CORES
from scripts.bench.peers import PM_LINT, Tool
from scripts.bench.requests import Count


@dataclass(frozen=True)
class Results:
    """All of one run."""

    day: date
    tools: Sequence[Tool]
    groups: Sequence[Group]
    ordeals: Sequence[Ordeal]
    goals: Sequence[Goal]
    requests: Sequence[Count]


def machine() -> str:
    """What it was measured on, in a line."""
    cores = min(CORES, len(os.sched_getaffinity(0)))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} cores of {_processor()}, {memory:.0f} GiB of memory, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def tables(results: Results) -> str:
    """All tables as Markdown."""
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in results.tools)
    parts = [f"Measured on {results.day}, on {machine()}: {versions}."]
    if results.goals:
        rows = [[goal.what, _limit(goal), _value(goal), _verdict(goal)] for goal in results.goals]
        parts += ["### Goals", table(["what", "goal", "measured", "met"], rows)]
    for group in results.groups:
        parts += [f"### {group.title}", table(*_figures(group))]
    if results.ordeals:
        parts += ["### Hostile documents", table(*_ordeals(results.ordeals))]
        parts += [_list([told(one) for one in results.ordeals if one.bad and one.tool == PM_LINT])]
    if results.requests:
        rows = [[count.what, str(count.first), str(count.again)] for count in results.requests]
        parts += ["### Requests to GitHub", table(["what", "first run", "nothing new"], rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns are even, numbers on the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        even = [
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(even)} |"

    rule = "|".join(("-" * (width + 2)) if not at else "-" * (width + 1) + ":" for at, width in enumerate(widths))
    return "\n".join([line(head), f"|{rule}|", *map(line, rows)])


def _figures(group: Group) -> tuple[list[str], list[list[str]]]:
    """The first row is what the others are compared with."""
    first = group.figures[0].seconds
    rows = [
        [
            figure.name,
            _seconds(figure.seconds),
            f"{figure.seconds / first:.2f}",
            _seconds(figure.cpu),
            f"{figure.peak / 1e6:.0f} MB" if figure.peak else "",
            str(figure.runs),
        ]
        for figure in group.figures
    ]
    return ["", "time", f"× {group.figures[0].name}", "CPU time", "peak memory", "runs"], rows


def _ordeals(ordeals: Sequence[Ordeal]) -> tuple[list[str], list[list[str]]]:
    rows = []
    for tool in dict.fromkeys(ordeal.tool for ordeal in ordeals):
        mine = [ordeal for ordeal in ordeals if ordeal.tool == tool]
        kinds = (
            [ordeal for ordeal in mine if ordeal.failed],
            [ordeal for ordeal in mine if ordeal.slow],
            [ordeal for ordeal in mine if ordeal.grows],
            [ordeal for ordeal in mine if ordeal.bad],
        )
        rows.append([tool, str(len(mine)), *(str(len(kind)) for kind in kinds)])
    return ["", "patterns", "crash or > 10 s", "100 KB: > 1 s", "twice: > 2.5 ×", "any of these"], rows


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _limit(goal: Goal) -> str:
    return f"{'≥' if goal.at_least else '≤'} {goal.limit:g} {goal.unit}".rstrip()


def _value(goal: Goal) -> str:
    if goal.measured is None:
        return "–"
    return f"{goal.measured:.{0 if goal.unit in ('', 'MB') else 2}f} {goal.unit}".rstrip()


def _verdict(goal: Goal) -> str:
    return {None: "–", True: "yes", False: "**no**"}[goal.met]


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _processor() -> str:
    return next(_model_names(), platform.machine())


def _model_names() -> Iterator[str]:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() == "model name":
            yield f"{value.strip()} ({platform.machine()})"
