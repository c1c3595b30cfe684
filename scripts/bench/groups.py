"""What is measured: one document, a thousand, big ones, and the start of what talks to GitHub."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.goals import BARE, LARGER, WARM, Goal, Group, megabytes, peaks, times
from scripts.bench.inputs import FOLDER
from scripts.bench.measure import Case, in_turn
from scripts.bench.peers import MARKDOWNLINT, PM_LINT, PYMARKDOWN, REMARK, RUMDL, Tool
from scripts.bench.start import MODES, FirstRequest

#: A tool that takes as many seconds is not run again in its group.
BUDGET = 60.0
_ROUNDS = {"one": 21, "thousand": 5, "big": 7, "start": 11}
_QUICK = 3


@dataclass(frozen=True)
class Bench:
    """Where and with what it is measured. ``tools`` begins with pm-lint."""

    folder: Path
    environ: Mapping[str, str]
    tools: Sequence[Tool]
    quick: bool

    def rounds(self, group: str) -> int:
        return min(_QUICK, _ROUNDS[group]) if self.quick else _ROUNDS[group]

    def cases(self, folder: str, path: str) -> list[Case]:
        """Each tool with all its work to do, and those that keep what they found with nothing new."""
        where = self.folder / folder
        cold = [Case(tool.name, tool.call(path), where, tool.good) for tool in self.tools]
        warm = [
            Case(f"{tool.name}{WARM}", tool.call(path, warm=True), where, tool.good)
            for tool in self.tools
            if tool.keeps
        ]
        return cold + warm


def one(bench: Bench) -> Group:
    where = bench.folder / "one"
    (document,) = (where / FOLDER).iterdir()
    bare = Case(BARE, [sys.executable, "-c", "pass"], where)
    cases = [bare, *bench.cases("one", f"{FOLDER}/{document.name}")]
    figures = in_turn(cases, bench.environ, bench.rounds("one"), BUDGET)
    return Group(
        "one",
        "One document of 9 KB",
        figures,
        [
            Goal("one document, without cache ÷ bare Python", 6, times(figures, PM_LINT, BARE), "×"),
            Goal(f"one document, without cache ÷ {MARKDOWNLINT}", 0.2, times(figures, PM_LINT, MARKDOWNLINT), "×"),
            Goal(
                "one unchanged document, from the cache ÷ bare Python", 2.5, times(figures, PM_LINT + WARM, BARE), "×"
            ),
            Goal("peak memory of one document ÷ bare Python", 2, peaks(figures, PM_LINT, BARE), "×"),
        ],
    )


def thousand(bench: Bench) -> Group:
    cases = [case for case in bench.cases("thousand", FOLDER) if case.name != PYMARKDOWN]
    figures = in_turn(cases, bench.environ, bench.rounds("thousand"), BUDGET)
    warm = PM_LINT + WARM
    return Group(
        "thousand",
        "1,000 documents of together 7 MB",
        figures,
        [
            Goal(f"1,000 documents, without cache ÷ {RUMDL}", 2.5, times(figures, PM_LINT, RUMDL), "×"),
            Goal(f"1,000 documents, {MARKDOWNLINT} ÷ pm-lint", 4, times(figures, MARKDOWNLINT, PM_LINT), "×", True),
            Goal(f"1,000 unchanged documents ÷ {RUMDL}", 0.7, times(figures, warm, RUMDL + WARM), "×"),
            Goal("peak memory of 1,000 documents, the largest process", 60, megabytes(figures, PM_LINT), "MB"),
        ],
    )


def big(bench: Bench) -> Group:
    cases = [
        Case(case.name, case.command, case.folder, case.good)
        for case in bench.cases("big", f"{FOLDER}/2021-12-10-1mb.md")
        if case.name in (PM_LINT, RUMDL, MARKDOWNLINT, REMARK)
    ]
    tool = bench.tools[0]
    more = PM_LINT + LARGER
    cases.append(Case(more, tool.call(f"{FOLDER}/2021-12-10-4mb.md"), bench.folder / "bigger", tool.good))
    figures = in_turn(cases, bench.environ, bench.rounds("big"), BUDGET)
    return Group(
        "big",
        "One document of 1 MB",
        figures,
        [
            Goal(f"1 MB ÷ {RUMDL}", 4, times(figures, PM_LINT, RUMDL), "×"),
            Goal(f"1 MB ÷ {MARKDOWNLINT}", 1, times(figures, PM_LINT, MARKDOWNLINT), "×"),
            Goal("4 MB ÷ 1 MB", 4.3, times(figures, more, PM_LINT), "×"),
        ],
    )


def start(bench: Bench) -> Group:
    where = bench.folder / "one"
    (document,) = (where / FOLDER).iterdir()
    with FirstRequest(bench.environ, where) as first:
        bare = Case(BARE, [sys.executable, "-c", "pass"], where)
        figures = first.in_turn(bare, bench.rounds("start"))
    loaded = first.github_modules(f"{FOLDER}/{document.name}")
    goals = [
        Goal(f"start of `{mode}` up to the first request ÷ bare Python", 25, times(figures, mode, BARE), "×")
        for mode in MODES
    ]
    of_github = Goal("modules of PyGithub, requests and pm_lint.github loaded by `check`", 0, loaded, "")
    return Group("start", "From the start to the first request to GitHub", figures, [*goals, of_github])


GROUPS: Mapping[str, Callable[[Bench], Group]] = {"one": one, "thousand": thousand, "big": big, "start": start}
