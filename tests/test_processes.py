"""Several processes say what one would have said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pm_lint import checking, processes
from pm_lint.cli import main
from pm_lint.errors import Killed
from pm_lint.processes import forked, jobs_for, spawned
from tests.process_work import fails_at, squares

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "postmortems"


def in_a_copy(happens: Callable[[], None]) -> Callable[[int], Any]:
    """Work at which this happens in the copy, and the first process does nothing before it has begun."""
    first = os.getpid()
    reading, writing = os.pipe()
    begun: list[int] = []

    def work(index: int) -> Any:
        if os.getpid() != first:
            os.write(writing, b"x")
            happens()
        elif not begun:
            begun.append(index)
            os.read(reading, 1)
        return index

    return work


def fails() -> None:
    raise ValueError


def is_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def by_fork(count: int, jobs: int, make: Callable[..., Callable[[int], Any]], *arguments: Any) -> list[Any]:
    return forked(make(*arguments), count, jobs)


def by_new_interpreters(count: int, jobs: int, make: Callable[..., Callable[[int], Any]], *arguments: Any) -> list[Any]:
    return spawned(make(*arguments), count, jobs, (make, arguments))


def no_child_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.parametrize("count", [1, 2, 3, 100, 1000])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_copies_do_all_of_it_in_order(count: int, jobs: int) -> None:
    assert by_fork(count, jobs, squares) == [squares()(index) for index in range(count)]
    assert no_child_is_left()


def test_new_interpreters_do_too() -> None:
    assert by_new_interpreters(30, 3, squares) == [squares()(index) for index in range(30)]
    assert no_child_is_left()


@pytest.mark.parametrize(("way", "count"), [(by_fork, 500), (by_new_interpreters, 3)])
def test_what_fails_in_another_process_fails_as_in_this_one(way: Callable[..., list[Any]], count: int) -> None:
    with pytest.raises(ValueError, match=f"^at {count - 2}$"):
        way(count, 2, fails_at, count - 2)
    assert no_child_is_left()


def test_a_killed_process_is_one_sentence() -> None:
    with pytest.raises(Killed, match=r"was killed \(signal 9\), for want of memory perhaps; try --jobs 1$"):
        forked(in_a_copy(is_killed), 100, 2)
    assert no_child_is_left()


def test_what_fails_in_a_copy_alone_is_made_up_for() -> None:
    assert forked(in_a_copy(fails), 100, 2) == list(range(100))
    assert no_child_is_left()


def test_no_more_processes_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    assert by_fork(50, 4, squares) == [squares()(index) for index in range(50)]


def test_no_more_pipes_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = os.pipe
    left = [1, 1]

    def scarce() -> tuple[int, int]:
        if not left:
            raise OSError(24, "Too many open files")
        left.pop()
        return pipe()

    monkeypatch.setattr(os, "pipe", scarce)
    assert by_fork(50, 4, squares) == [squares()(index) for index in range(50)]
    assert no_child_is_left()


def test_the_queue_fits_into_a_pipe_of_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    write = os.write

    def noted(handle: int, data: bytes) -> int:
        queued.append(len(data))
        return write(handle, data)

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    monkeypatch.setattr(os, "write", noted)
    assert len(by_fork(5000, 5000, squares)) == 5000
    assert max(queued) <= 4096


def test_a_copy_stops_when_its_parent_is_gone() -> None:
    reading, writing = os.pipe()
    os.write(writing, bytes(4))
    os.close(writing)
    assert list(processes._taken(reading, 9, 9, squares(), parent=-1)) == []


def test_an_interruption_ends_all_of_them_without_a_word() -> None:
    program = """
import os, signal, sys
from pm_lint.processes import forked

signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
ready, told = os.pipe()
first = os.getpid()

def work(index):
    if os.getpid() != first:
        os.write(told, b"x")
        signal.pause()
    if index == 0 or os.getpid() == first:
        os.read(ready, 1)
        os.killpg(0, signal.SIGINT)
        signal.pause()

try:
    forked(work, 1000, 2)
except KeyboardInterrupt:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        sys.exit(130)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, start_new_session=True, check=False, timeout=600
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_new_interpreter_takes_no_module_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text(f"open({str(tmp_path / 'hostile')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    assert by_new_interpreters(2, 2, squares) == [(0, "", None), (1, "x", None)]
    assert not (tmp_path / "hostile").exists()


@pytest.mark.parametrize(
    ("forks", "cores", "count", "wanted", "jobs"),
    [
        (True, 2, 1, None, 1),
        (True, 2, 15, None, 1),
        (True, 2, 16, None, 2),
        (True, 8, 16, None, 2),
        (True, 8, 1000, None, 8),
        (False, 8, 100, None, 1),
        (False, 8, 128, None, 2),
        (True, 8, 1000, 3, 3),
        (True, 1, 1000, 3, 3),
        (True, 8, 2, 3, 2),
        (True, 8, 0, 3, 1),
        (True, 8, 0, None, 1),
    ],
)
def test_how_many(
    monkeypatch: pytest.MonkeyPatch, forks: bool, cores: int, count: int, wanted: int | None, jobs: int
) -> None:
    monkeypatch.setattr(processes, "can_fork", lambda: forks)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert jobs_for(count, wanted) == jobs


# -- the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for index in range(3):
        for file in sorted(EXAMPLES.glob("*.md"))[:2]:
            (tmp_path / f"incidents/{index}").mkdir(parents=True, exist_ok=True)
            (tmp_path / f"incidents/{index}" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "incidents" / "1" / "link.md").symlink_to("none")
    (tmp_path / "pm-lint.toml").write_text(
        "baseline = 'b.json'\ntemplate = 'auto'\n[[overrides]]\npaths = ['incidents/2/**']\ntemplate = 'default'\n"
    )
    (tmp_path / "b.json").write_text('{"version": 1, "counts": {"incidents/0/none.md": {"PM101": 1}}}')
    return tmp_path


def run(capture: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["check", "--today", "2026-03-06", *words])
    return (code, *capture.readouterr())


@pytest.mark.parametrize(
    "words",
    [("--format", "text"), ("--format", "concise"), ("--format", "json"), ("--format", "github"), ("--statistics",)],
    ids=lambda words: words[-1],
)
def test_every_format_has_the_same_bytes(team: Path, capfd: pytest.CaptureFixture[str], words: Sequence[str]) -> None:
    alone = run(capfd, *words, "--jobs", "1")
    assert alone[0] == 1
    assert alone[1].count("\n") >= 4
    assert run(capfd, *words, "--jobs", "3") == alone


def test_new_interpreters_say_the_same_bytes(
    team: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run(capfd, "--jobs", "1")
    monkeypatch.setattr(processes, "can_fork", lambda: False)
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    judged = checking._work

    def work(linters: Any, made: Any, files: Any) -> Callable[[int], Any]:
        one = judged(linters, made, files)
        return lambda index: one(index) if index % 2 == 0 else pytest.fail("another process should have done this")

    monkeypatch.setattr(checking, "_work", work)
    assert run(capfd, "--jobs", "2") == alone


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_cannot_be_used_for_some_document_is_said_once(
    team: Path, capfd: pytest.CaptureFixture[str], jobs: str
) -> None:
    (team / "pm-lint.toml").write_text(
        "[[overrides]]\npaths = ['**/0/**']\ncalendar.subdivision = 'CA'\n"
        "[[overrides]]\npaths = ['**']\ncalendar.country = 'US'\n"
    )
    assert run(capfd, "--jobs", jobs) == run(capfd, "--jobs", "1")


def test_a_killed_process_is_an_error_of_ours(
    team: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "forked", lambda *_: forked(in_a_copy(is_killed), 100, 2))
    code, out, err = run(capfd, "--jobs", "2")
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert err.startswith("pm-lint: one of the processes that check documents was killed (signal 9)")


@pytest.mark.parametrize("number", ["0", "-1", "x", ""])
def test_a_number_of_processes_that_is_none(capfd: pytest.CaptureFixture[str], number: str) -> None:
    assert main(["check", f"--jobs={number}"]) == 2
    assert "--jobs" in capfd.readouterr().err
