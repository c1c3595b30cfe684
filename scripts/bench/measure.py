"""Runs commands in turn, and keeps what each took."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

#: On as many cores is everything measured, ours and theirs.
CORES = 2
#: After so many seconds a command is ended: it has failed.
LIMIT = 120.0
_LAUNCHER = Path(__file__).with_name("launch.py")
_KILLED = -9


class BenchError(Exception):
    """What can't be measured, in one sentence."""


@dataclass(frozen=True)
class Sample:
    """One run. ``cpu`` is of all its processes; ``peak`` are the bytes of the largest of them."""

    seconds: float
    cpu: float
    peak: int
    code: int

    @property
    def ended(self) -> bool:
        """Whether it was ended at the limit."""
        return self.code == _KILLED


@dataclass(frozen=True)
class Case:
    """A command to measure. ``before`` is done before each run and not measured."""

    name: str
    command: Sequence[str]
    folder: Path
    #: The exit codes of a command that did its work.
    good: frozenset[int] = frozenset({0, 1})
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Figure:
    """Medians of some runs, and the greatest peak. Bytes and seconds."""

    name: str
    seconds: float
    cpu: float
    peak: int
    runs: int


def environment(home: Path) -> dict[str, str]:
    """What each command sees: nothing of whoever runs this, and caches in a folder of their own.

    ``PYTHONDONTWRITEBYTECODE`` is not among it: a program that is used twice is compiled once.
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
    }


def pin() -> None:
    """Keep this process, and all that it starts, on the cores that are measured. Raises BenchError."""
    if not hasattr(os, "sched_setaffinity") or not hasattr(os, "pidfd_open"):
        raise BenchError("make bench needs Linux: it keeps commands on two cores and asks the kernel what they took")
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)


def run(case: Case, environ: Mapping[str, str], limit: float = LIMIT) -> Sample:
    """Run it once. Raises BenchError where there is no such program."""
    program = shutil.which(case.command[0], path=environ["PATH"])
    if program is None:
        raise BenchError(f"{case.name}: there is no program {case.command[0]!r}")
    case.before()
    launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(limit), program, *case.command[1:]]
    done = subprocess.run(launcher, cwd=case.folder, env=environ, stdout=subprocess.PIPE, check=True)  # noqa: S603
    seconds, cpu, peak, code = done.stdout.split()
    return Sample(float(seconds), float(cpu), int(peak) * 1024, int(code))


def in_turn(cases: Sequence[Case], environ: Mapping[str, str], rounds: int, budget: float) -> list[Figure]:
    """Run all cases one after the other, ``rounds`` times over, so that what slows the machine slows all of them.

    The first run of each warms its caches and is not counted, unless it alone takes more than half of ``budget``:
    after as many seconds no case is run again. Raises BenchError where a command fails.
    """
    samples: dict[str, list[Sample]] = {}
    spent = dict.fromkeys((case.name for case in cases), 0.0)
    for turn in range(rounds + 1):
        for case in cases:
            if turn and spent[case.name] > budget:
                continue
            sample = run(case, environ)
            if sample.code not in case.good:
                why = f"took more than {LIMIT:.0f} s" if sample.ended else f"ended with exit code {sample.code}"
                raise BenchError(f"{case.name}: `{' '.join(case.command)}` {why} in {case.folder.name}")
            spent[case.name] += sample.seconds
            if turn or sample.seconds > budget / 2:
                samples.setdefault(case.name, []).append(sample)
    return [_figure(name, taken) for name, taken in samples.items()]


def _figure(name: str, samples: Sequence[Sample]) -> Figure:
    return Figure(
        name,
        median(sample.seconds for sample in samples),
        median(sample.cpu for sample in samples),
        max(sample.peak for sample in samples),
        len(samples),
    )
