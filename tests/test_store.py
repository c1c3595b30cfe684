"""Files in the user's cache folder. Who may write there: `test_day_store.py` and `test_quick.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pm_lint import store
from pm_lint.cli import main

NOW = 2_000_000_000.0
DAY = 24 * 3600


def file(folder: Path, name: str, days: float, size: int = 1) -> None:
    (folder / name).write_bytes(bytes(size))
    os.utime(folder / name, (NOW - days * DAY, NOW - days * DAY))


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()} - {".pruned"}


def test_what_is_put_is_there_at_once_and_alone(tmp_path: Path) -> None:
    store.put(str(tmp_path), "a", b"1")
    store.put(str(tmp_path), "a", b"2")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == ({"a"}, b"2")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["none", "file"])
def test_where_nothing_can_be_put_nothing_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    store.put(str(tmp_path / place), "a", b"1")
    assert names(tmp_path) == {"file"}


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    store.put(str(tmp_path), "a", b"1")
    assert names(tmp_path) == set()


def test_a_draft_that_is_there_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / f".a.{os.getpid()}.tmp").symlink_to(tmp_path / "elsewhere")
    store.put(str(tmp_path), "a", b"1")
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_old_is_removed_and_the_oldest_of_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 100)
    for name, days, size in (("new", 0, 40), ("newer", 1, 50), ("older", 2, 20), ("small", 3, 1), ("old", 31, 1)):
        file(tmp_path, name, days, size)
    (tmp_path / "folder").mkdir()
    store.prune(str(tmp_path), NOW)
    assert names(tmp_path) == {"new", "newer", "folder"}


@pytest.mark.parametrize(("minutes", "looked"), [(-1, True), (0, False), (59, False), (61, True)])
def test_that_is_looked_after_once_an_hour(tmp_path: Path, minutes: int, looked: bool) -> None:
    file(tmp_path, "old", 31)
    file(tmp_path, ".pruned", 0)
    store.prune(str(tmp_path), NOW + minutes * 60)
    assert names(tmp_path) == (set() if looked else {"old"})


@pytest.mark.parametrize(("mode", "ours"), [(0o700, True), (0o755, True), (0o770, False), (0o702, False)])
def test_a_folder_is_ours_where_nobody_else_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, ours: bool
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(mode)
    assert store.is_ours(str(tmp_path / "a")) is ours
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert not store.is_ours(str(tmp_path / "a"))
    monkeypatch.delattr(os, "geteuid")  # Windows, where every folder has the mode 777
    assert store.is_ours(str(tmp_path / "a"))
    file(tmp_path, "b", 0)
    assert not store.is_ours(str(tmp_path / "b"))


# -- pm-lint clean -----------------------------------------------------------------------------------------------------


def clean(capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["clean"])
    return code, "".join(capfd.readouterr())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PM_LINT_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("checks", "days-off-1-2"):
        (tmp_path / "cache" / name).mkdir(parents=True)
        file(tmp_path / "cache" / name, "a", 0)
    (tmp_path / "cache").chmod(0o700)
    return tmp_path / "cache"


def test_clean_removes_what_is_ours(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert clean(capfd) == (0, f"{cache}: emptied\n")
    assert not cache.exists()
    assert clean(capfd) == (0, f"{cache}: there is nothing\n")


def test_clean_leaves_what_is_not_ours(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file(cache, "letter", 0)
    assert clean(capfd) == (0, f"{cache}: emptied\n")
    assert names(cache) == {"letter"}
    cache.chmod(0o777)
    assert clean(capfd) == (
        2,
        f"pm-lint: {cache}: is left alone, for it is no folder that is yours alone to write in\n",
    )


def test_clean_follows_no_link(cache: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "precious").mkdir()
    file(tmp_path / "precious", "a", 0)
    (cache / "checks-2").symlink_to(tmp_path / "precious")
    assert clean(capfd)[0] == 2
    assert names(tmp_path / "precious") == {"a"}


def test_clean_where_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PM_LINT_CACHE_DIR", "")
    assert clean(capfd) == (2, "pm-lint: nothing is kept: neither PM_LINT_CACHE_DIR nor HOME names a folder\n")
