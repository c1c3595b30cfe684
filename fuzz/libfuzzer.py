"""One target under atheris, in a process that libFuzzer ends: `python -m fuzz.libfuzzer NAME CORPUS SEED BOUND`.

It takes half of the inputs from our own mutator, and keeps in CORPUS what reaches code that nothing reached before.
"""

from __future__ import annotations

import importlib
import sys
from random import Random

from fuzz.mutate import LONGEST, mutated
from fuzz.targets import load

#: One input that takes longer, in seconds, is found.
PATIENCE = 20


def fuzz(name: str, corpus: str, seed: str, bound: str) -> None:
    """Run the target until libFuzzer's ``bound`` ("-runs=1000"), or until something is found and kept as a seed."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["pm_lint"]):
        target = load(name)
    seeds = [data for _, data in target.seeds()]

    def mutate(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        made: bytes = (
            atheris.Mutate(data, most) if random.random() < 0.5 else mutated(data, seeds, target.words, random)
        )
        return made[:most]

    target.folder.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_len={LONGEST}", f"-timeout={PATIENCE}", "-rss_limit_mb=2048"]
    options = [f"-seed={seed}", bound, *limits, f"-artifact_prefix={target.folder}/found-"]
    atheris.Setup([name, *options, corpus, str(target.folder)], target.one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(*sys.argv[1:])
