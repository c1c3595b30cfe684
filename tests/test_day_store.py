"""The store of what was computed of calendars: kept whole or not at all, and only where it is the user's alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

from pm_lint import __version__
from pm_lint.day_store import DayStore, holidays_version, user_store

ROOT = Path(__file__).parent.parent
KEY, TEXT = "a key", "lines\nof text: é\n"


@pytest.fixture
def store(tmp_path: Path) -> DayStore:
    return DayStore(tmp_path / "cache" / "pm-lint")


def the_file(store: DayStore) -> Path:
    (file,) = (path for path in store.cache.rglob("*") if path.is_file())
    return file


def test_what_is_put_is_got_in_this_run_and_later(store: DayStore) -> None:
    assert store.get(KEY) is None
    store.put(KEY, TEXT)
    assert store.get(KEY) == DayStore(store.cache).get(KEY) == TEXT
    assert store.get("another key") is None
    store.put(KEY, "")
    assert store.get(KEY) == ""


def test_it_is_named_after_the_versions(store: DayStore) -> None:
    store.put(KEY, TEXT)
    folder = f"days-off-{__version__}-{version('holidays')}"
    assert holidays_version() == version("holidays")
    assert re.fullmatch(rf"{re.escape(folder)}/[0-9a-f]{{32}}", the_file(store).relative_to(store.cache).as_posix())


def test_other_versions_are_removed_and_other_things_are_not(store: DayStore) -> None:
    for name in ("days-off-0.0-0.1", "findings"):
        (store.cache / name).mkdir(parents=True, mode=0o700)
        (store.cache / name / "file").write_text("x")
    store.cache.chmod(0o700)
    store.put(KEY, TEXT)
    assert sorted(path.name for path in store.cache.iterdir()) == [the_file_of_ours(store).parent.name, "findings"]


def the_file_of_ours(store: DayStore) -> Path:
    (file,) = store.cache.glob("days-off-*/*")
    return file


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data + b"\n",
        lambda data: data.replace(b"text", b"test"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xff" + data,
        lambda data: b"\0" * len(data),
        lambda data: data + b"x" * 100_000,
        lambda data: b"0" * 64 + data[64:],
    ],
)
def test_a_damaged_file_is_as_good_as_absent_and_is_written_anew(store: DayStore, damage: object) -> None:
    store.put(KEY, TEXT)
    file = the_file(store)
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    assert store.get(KEY) is None
    store.put(KEY, TEXT)
    assert store.get(KEY) == TEXT


def test_a_file_of_another_key_is_not_taken_for_this_one(store: DayStore) -> None:
    store.put(KEY, TEXT)
    file = the_file(store)
    data = file.read_bytes()
    store.put("another key", "another text")
    (other,) = (path for path in file.parent.iterdir() if path != file)
    other.write_bytes(data)
    assert store.get("another key") is None


def test_what_is_no_file_is_not_read_and_nothing_waits(store: DayStore) -> None:
    store.put(KEY, TEXT)
    file = the_file(store)
    for make in (os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)):
        file.unlink() if file.exists() and not file.is_dir() else None
        make(file)
        assert store.get(KEY) is None
        store.put(KEY, "new")  # where a folder stands in the way, nothing is kept
        assert store.get(KEY) == (None if file.is_dir() else "new")
        if file.is_dir():
            file.rmdir()


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_where_others_can_write_nothing_is_kept_or_believed(store: DayStore, mode: int) -> None:
    store.put(KEY, TEXT)
    for folder in (store.cache, the_file(store).parent):
        folder.chmod(mode)
        again = DayStore(store.cache)
        again.put("new", TEXT)
        assert again.get(KEY) is None and again.get("new") is None
        folder.chmod(0o700)
    assert DayStore(store.cache).get(KEY) == TEXT


def test_a_link_is_not_followed_out_of_the_cache(store: DayStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    store.cache.parent.mkdir()
    store.cache.symlink_to(tmp_path / "elsewhere")
    store.put(KEY, TEXT)
    assert store.get(KEY) is None and not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    "cache", ["/dev/null/pm-lint", "/proc/pm-lint", "/nowhere-\udcff/pm-lint", f"/proc/{'long' * 2000}/pm-lint"]
)
def test_where_nothing_can_be_kept_nothing_is_said(cache: str) -> None:
    store = DayStore(Path(cache))
    if os.path.exists(os.path.dirname(cache)) or cache.startswith("/dev"):
        store.put(KEY, TEXT)
    assert store.get(KEY) is None


def test_many_at_once(store: DayStore) -> None:
    texts = [str(number) * 1000 for number in range(8)]

    def work(number: int) -> set[str | None]:
        seen: set[str | None] = set()
        for _ in range(20):
            DayStore(store.cache).put(KEY, texts[number])
            seen.add(DayStore(store.cache).get(KEY))
        return seen

    with ThreadPoolExecutor(8) as pool:
        seen = set().union(*pool.map(work, range(8)))
    assert seen <= {*texts, None} and store.get(KEY) in texts
    assert len(list(the_file(store).parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("environment", "cache"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/home/a"}, "/x/pm-lint"),
        ({"XDG_CACHE_HOME": "", "HOME": "/home/a"}, "/home/a/.cache/pm-lint"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/a"}, "/home/a/.cache/pm-lint"),
        ({"HOME": "relative"}, None),
        ({}, None),
    ],
)
def test_the_users_cache(environment: dict[str, str], cache: str | None) -> None:
    found = user_store(environment)
    assert (found and found.cache) == (cache and Path(cache))


# --- a whole run ---------------------------------------------------------------------------------------------------

RUN = """
import sys
from pm_lint.cli import main
code = main(sys.argv[1:])
print("holidays" in sys.modules, file=sys.stderr)
sys.exit(code)
"""
DOCUMENT = """# 2021-12-23 The database stopped answering

**Meeting Scheduled For:** 2022-01-20 10:30 UTC
"""


def run(folder: Path, *words: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.stdout, done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("damaged", [False, True])
def test_a_warm_run_does_without_holidays_and_says_the_same(tmp_path: Path, damaged: bool) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pm-lint.toml").write_text(
        '[calendar]\ncountry = "US"\nalso = [{ market = "XLON" }, { country = "AE" }]\n'
    )
    (tmp_path / "a.md").write_text(DOCUMENT)
    # With the name of a standard input no answer is kept, but days off are.
    words = ("check", "--stdin-filename=-", "a.md", "--select", "PM304,PM306", "--today", "2022-02-01")
    cold = run(tmp_path, *words)
    for file in (tmp_path / "cache").rglob("*") if damaged else ():
        if file.is_file():
            file.write_bytes(file.read_bytes()[:100])
    warm = run(tmp_path, *words)
    assert "PM304" in cold[0] and cold[0] == warm[0]
    assert (cold[1], warm[1]) == ("True", str(damaged))
