"""`make bench`: measures what is asked for, prints tables, and writes what else is wanted.

All of it takes some twenty minutes, most of them for hostile documents; `--quick` takes some five.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from scripts.bench import attack, inputs, page, plot, requests
from scripts.bench.groups import GROUPS, Bench
from scripts.bench.measure import BenchError, environment, pin
from scripts.bench.peers import install, ours
from scripts.bench.table import Results, machine, tables
from tests.hostile import PATTERNS

HOSTILE, REQUESTS = "hostile", "requests"
_ALL = (*GROUPS, HOSTILE, REQUESTS)
#: With --quick, every so many hostile patterns.
_SOME = 8


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    unknown = [name for name in options.groups if name not in _ALL]
    if unknown:
        print(f"bench: no group is called {unknown[0]!r}; there are {', '.join(_ALL)}", file=sys.stderr)
        return 2
    if options.docs and (options.groups or options.quick):
        print("bench: --docs is of all groups, measured in full: leave out the rest", file=sys.stderr)
        return 2
    try:
        results = measure(options.groups or _ALL, quick=options.quick)
        print(tables(results), end="")
        if options.json:
            Path(options.json).write_text(as_json(results), encoding="utf-8")
        if options.svg:
            Path(options.svg).write_text(plot.drawn(results.groups), encoding="utf-8")
        if options.docs:
            page.write(results)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def measure(groups: Sequence[str], *, quick: bool) -> Results:
    """Run the named groups. Raises BenchError."""
    pin()
    timed = [name for name in _ALL if name in groups and name != REQUESTS]
    tools = [ours(), *(install(_say) if timed and timed != ["start"] else [])]
    measured = []
    ordeals: list[attack.Ordeal] = []
    # Not below this project, whose .gitignore some linters obey.
    with tempfile.TemporaryDirectory(prefix="pm-lint-bench-") as name:
        folder = Path(name)
        inputs.make(folder)
        bench = Bench(folder, environment(folder / "home"), tools, quick)
        for group in (name for name in timed if name in GROUPS):
            _say(f"measuring {group}")
            measured.append(GROUPS[group](bench))
        if HOSTILE in timed:
            chosen = dict(list(PATTERNS.items())[:: _SOME if quick else 1])
            inputs.make_hostile(folder, chosen)
            _say(f"measuring {HOSTILE}: {len(chosen)} patterns")
            for ordeal in attack.ordeals(folder, bench.environ, tools, list(chosen)):
                ordeals.append(ordeal)
                if ordeal.bad:
                    _say(attack.told(ordeal))
    goals = [goal for group in measured for goal in group.goals]
    counts = requests.counts() if REQUESTS in groups else []
    return Results(date.today(), tools, measured, ordeals, goals + (attack.goals(ordeals) if ordeals else []), counts)


def as_json(results: Results) -> str:
    """All figures: seconds, bytes, and how many times."""
    value = {
        "date": results.day.isoformat(),
        "machine": machine(),
        "tools": {tool.name: tool.version for tool in results.tools},
        "goals": [{**asdict(goal), "met": goal.met} for goal in results.goals],
        "groups": {group.name: [asdict(figure) for figure in group.figures] for group in results.groups},
        "hostile": [asdict(ordeal) for ordeal in results.ordeals],
        "requests": [count._asdict() for count in results.requests],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _say(sentence: str) -> None:
    print(f"bench: {sentence}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="Measure pm-lint beside other linters of Markdown.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(_ALL)}; default: all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and patterns: good for a first look only")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--svg", metavar="FILE", help="draw them there")
    parser.add_argument("--docs", action="store_true", help="write the tables and the picture of the documentation")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
