"""The driver: `python -m fuzz TARGET|all [--runs N | --seconds N] [--seed N] [--corpus FOLDER] [--plain]`.

Where atheris is installed, it chooses the inputs by what they reach in the code; else, and with ``--plain``, they are
mutations of the seeds alone. What fails an assertion, or crashes, becomes a seed, named ``found-…``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from fuzz.mutate import mutated
from fuzz.targets import SHARES, Target, load

RUNS = 5_000
#: Without atheris, so many of the inputs tried are tried again, mutated further.
_POOL = 200


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for, one target after the other; 1 if something was found."""
    options = _parser().parse_args(arguments)
    shares = SHARES if options.target == "all" else {options.target: 1}
    guided = not options.plain and importlib.util.find_spec("atheris") is not None
    failed = []
    for name, share in shares.items():
        seconds = max(1, options.seconds // len(shares)) if options.seconds else None
        runs = None if seconds else max(1, (options.runs or RUNS) * share // sum(shares.values()))
        if guided:
            holds = by_atheris(name, runs=runs, seconds=seconds, seed=options.seed, corpus=options.corpus)
        else:
            holds = plain(load(name), runs=runs, seconds=seconds, seed=options.seed)
        failed += [name] * (not holds)
    if failed:
        print(f"Something was found in {', '.join(failed)}")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Random input for what reads strangers' text.")
    parser.add_argument("target", choices=["all", *SHARES], metavar="TARGET|all", help=", ".join(SHARES))
    bound = parser.add_mutually_exclusive_group()
    bound.add_argument("--runs", type=int, help=f"so many executions, of all targets together (default: {RUNS})")
    bound.add_argument("--seconds", type=int, help="about so long, all targets together")
    parser.add_argument("--seed", type=int, default=1, help="the same number tries the same inputs (default: 1)")
    parser.add_argument(
        "--corpus", type=Path, metavar="FOLDER", help="where atheris takes up what it kept there before"
    )
    parser.add_argument("--plain", action="store_true", help="without atheris, though it is there")
    return parser


def plain(target: Target, *, runs: int | None, seconds: int | None, seed: int) -> bool:
    """Mutations of the seeds, and of what came of them, until the bound is reached; False if something is found."""
    random = Random(seed)
    began = time.monotonic()
    seeds = [data for _, data in target.seeds()]
    pool = list(seeds)
    done = 0
    while done < runs if runs else time.monotonic() - began < (seconds or 0):
        data = seeds[done] if done < len(seeds) else mutated(random.choice(pool), pool, target.words, random)
        done += 1
        try:
            target.one(data)
        except Exception:
            traceback.print_exc()
            print(f"{target.name}: found after {done} executions: {_kept(target, data)}")
            return False
        if len(pool) < len(seeds) + _POOL:
            pool.append(data)
        else:
            pool[random.randrange(len(seeds), len(pool))] = data
    print(f"{target.name}: {done} executions in {time.monotonic() - began:.1f} s", flush=True)
    return True


def _kept(target: Target, data: bytes) -> Path:
    """The input, kept as a seed."""
    target.folder.mkdir(parents=True, exist_ok=True)
    file = target.folder / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
    file.write_bytes(data)
    return file


def by_atheris(name: str, *, runs: int | None, seconds: int | None, seed: int, corpus: Path | None) -> bool:
    """The same in a process that libFuzzer guides, and ends."""
    bound = f"-runs={runs}" if runs else f"-max_total_time={seconds}"
    with TemporaryDirectory() as empty:
        folder = corpus / name if corpus else Path(empty)
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "fuzz.libfuzzer", name, str(folder), str(seed), bound]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    lines = [line for line in done.stderr.splitlines() if done.returncode or "DONE" in line]
    print(
        "".join(f"{name}: {line.strip()}\n" for line in lines[-15:]), done.stdout if done.returncode else "", flush=True
    )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
