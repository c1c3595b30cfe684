"""The fuzz targets: every seed holds, what was found once too; and the driver finds what is there to be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.__main__ import main, plain
from fuzz.mutate import LONGEST
from fuzz.targets import SEEDS, SHARES, Target, load

MOST_BYTES = 100_000


@pytest.mark.parametrize("name", SHARES)
def test_every_seed_holds(name: str) -> None:
    target = load(name)
    for _, data in target.seeds():
        target.one(data)


def test_the_seeds_are_few_and_of_targets_that_there_are() -> None:
    assert {folder.name for folder in SEEDS.iterdir()} <= set(SHARES)
    assert sum(file.stat().st_size for file in SEEDS.rglob("*") if file.is_file()) < MOST_BYTES


def picky(data: bytes) -> None:
    assert b"word" not in data


def test_what_is_found_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fuzz.targets.SEEDS", tmp_path)
    target = Target("picky", picky, ("word",))
    assert not plain(target, runs=500, seconds=None, seed=1)
    [file] = target.folder.iterdir()
    assert b"word" in file.read_bytes()
    assert str(file) in capsys.readouterr().out


def test_the_same_seed_tries_the_same() -> None:
    def tried(seed: int) -> list[bytes]:
        seen: list[bytes] = []
        assert plain(Target("none", seen.append, ("a", "b")), runs=200, seconds=None, seed=seed)
        return seen

    assert tried(1) == tried(1) != tried(2)
    assert all(len(data) <= LONGEST for data in tried(3))


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hunks", "--plain", "--runs", "20"]) == 0
    assert capsys.readouterr().out.startswith("hunks: 20 executions in ")
