"""The driver: `python -m fuzz TARGET|all [--runs N | --seconds N] [--seed N] [--plain]`.

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

from fuzz.mutate import LONGEST, mutated
from fuzz.targets import SHARES, Target, load

#: Inputs that reach something new are kept here between runs; not in the repository.
CORPUS = Path(".fuzz")
#: Without atheris, so many of the inputs tried are tried again, mutated further.
_POOL = 200


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; 1 if something was found."""
    options = _parser().parse_args(arguments)
    if options.target == "all":
        return _all(options)
    runs = options.runs if options.runs or options.seconds else 20_000
    if options.plain or importlib.util.find_spec("atheris") is None:
        return plain(load(options.target), runs=runs, seconds=options.seconds, seed=options.seed)
    return _atheris(options.target, runs=runs, seconds=options.seconds, seed=options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Random input for what reads strangers' text.")
    parser.add_argument("target", choices=["all", *SHARES], metavar="TARGET|all", help=", ".join(SHARES))
    bound = parser.add_mutually_exclusive_group()
    bound.add_argument("--runs", type=int, help="so many executions, of all targets together (default: 20000)")
    bound.add_argument("--seconds", type=int, help="about so long, all targets together")
    parser.add_argument("--seed", type=int, default=1, help="the same number tries the same inputs (default: 1)")
    parser.add_argument("--plain", action="store_true", help="without atheris, though it is there")
    return parser


def _all(options: argparse.Namespace) -> int:
    """Each target in a process of its own, one after the other, each with its share."""
    total = sum(SHARES.values())
    failed = []
    for name, share in SHARES.items():
        bound = ["--seconds", str(max(1, options.seconds // len(SHARES)))] if options.seconds else []
        bound = bound or ["--runs", str(max(1, (options.runs or 20_000) * share // total))]
        more = ["--seed", str(options.seed), *["--plain"] * options.plain]
        command = [sys.executable, "-m", "fuzz", name, *bound, *more]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
        lines = (done.stdout + done.stderr).splitlines()
        for line in (
            lines[-60:]
            if done.returncode
            else (line for line in lines if "DONE" in line or line.startswith(f"{name}: "))
        ):
            print(f"{name}: {line.removeprefix(f'{name}: ').strip()}", flush=True)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"FOUND something in {', '.join(failed)}")
    return 1 if failed else 0


def plain(target: Target, *, runs: int | None, seconds: int | None, seed: int) -> int:
    """Mutations of the seeds, and of what came of them, until the bound is reached or something is found."""
    random = Random(seed)  # noqa: S311 - repeatable
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
            return 1
        if len(pool) < len(seeds) + _POOL:
            pool.append(data)
        else:
            pool[random.randrange(len(seeds), len(pool))] = data
    print(f"{target.name}: {done} executions in {time.monotonic() - began:.1f} s, nothing found", flush=True)
    return 0


def _kept(target: Target, data: bytes) -> Path:
    """The input, kept as a seed."""
    target.folder.mkdir(parents=True, exist_ok=True)
    file = target.folder / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
    file.write_bytes(data)
    return file


def _atheris(name: str, *, runs: int | None, seconds: int | None, seed: int) -> int:
    """The same by libFuzzer, which ends the process itself."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["pm_lint"]):
        target = load(name)
    seeds = [data for _, data in target.seeds()]

    def mutate(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)  # noqa: S311 - repeatable
        if random.random() < 0.5:
            made: bytes = atheris.Mutate(data, most)
            return made
        return mutated(data, seeds, target.words, random)[:most]

    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    target.folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-runs={runs}" if runs else f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={target.folder}/found-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([name, *options, str(corpus), str(target.folder)], target.one, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
