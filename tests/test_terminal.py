"""The command line on a terminal, a real one as far as the system can tell."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TODAY = ("--today", "2026-03-06")
DOCUMENT = "# Lag of the index\n\n**Postmortem Owner:** Alice and Bob\n\n## Overview\n\nTBD\n"
SEQUENCES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;;[^\x1b\x07]*\x1b\\")
LINK = b"\x1b]8;;https://github.com/OWNER/pm-lint/blob/main/docs/rules.md#pm202-owner-several\x1b\\"
CHECK = "from pm_lint.cli import main; import sys; sys.exit(main(sys.argv[1:]))"
#: The same, with a bar from the first document on. Other processes wait until this one has come to a document, so that
#: they don't take them all.
IMPATIENT = f"""
import os
import pm_lint.progress as progress
from pm_lint.linters import Linters

def come_to(self, path, data):
    if os.getpid() == parent:
        os.write(writing, b"x" * 9)
    else:
        os.read(reading, 1)
    return check(self, path, data)

progress._PATIENCE = progress._PACE = 0
check, Linters.check, parent = Linters.check, come_to, os.getpid()
reading, writing = os.pipe()
{CHECK}
"""
INTERRUPTED = IMPATIENT.replace('os.write(writing, b"x" * 9)', "raise KeyboardInterrupt")


def run(
    folder: Path,
    *words: str,
    columns: int = 100,
    where: Mapping[str, str] | None = None,
    code: str = "from pm_lint.__main__ import entry; entry()",
    out: bool = True,
) -> tuple[bytes, bytes, int]:
    """What the terminal gets of ``pm-lint check``, what standard output does where ``out`` is False, and the code."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # line breaks stay what they are
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **(where or {})}
    environment.setdefault("XDG_CACHE_HOME", os.devnull)
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", *words, *TODAY],
        cwd=folder,
        env=environment,
        stdout=theirs if out else subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # nobody is left who could write
            break
        if not data:
            break
        shown += data
    os.close(ours)
    said, _ = process.communicate()
    return shown, said or b"", process.returncode


@pytest.fixture
def team(tmp_path: Path) -> Path:
    (tmp_path / "incidents").mkdir()
    for number in range(2):
        (tmp_path / "incidents" / f"2026-03-0{number + 1}-lag.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


def plain(team: Path, *words: str) -> bytes:
    """What a pipe gets."""
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pm_lint", "check", *words, *TODAY]
    return subprocess.run(command, cwd=team, env=where, capture_output=True, check=False).stdout


@pytest.mark.parametrize("words", [(), ("--format", "concise"), ("--statistics",)], ids=str)
def test_a_terminal_shows_what_a_pipe_gets_in_colours(team: Path, words: tuple[str, ...]) -> None:
    shown, _, code = run(team, *words, columns=500)
    assert code == 1
    assert b"\x1b[1;" in shown and b"\x1b]8" not in shown
    assert b"\x1b" not in plain(team, *words)
    assert SEQUENCES.sub(b"", shown) == run(team, *words, columns=500, where={"NO_COLOR": "1"})[0]
    if words:  # what no width changes
        assert SEQUENCES.sub(b"", shown) == plain(team, *words)


@pytest.mark.parametrize(
    ("words", "where", "coloured", "linked"),
    [
        ((), {"TERM_PROGRAM": "vscode"}, True, True),
        ((), {"NO_COLOR": "1", "TERM_PROGRAM": "vscode"}, False, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True, False),
        (("--format", "json"), {"FORCE_COLOR": "1"}, False, False),
        (("--output-file", "/dev/stdout", "--color", "always"), {}, False, False),
    ],
)
def test_when_there_are_colours(
    team: Path, words: tuple[str, ...], where: Mapping[str, str], coloured: bool, linked: bool
) -> None:
    shown, _, _ = run(team, *words, where=where)
    assert (b"\x1b[1" in shown, LINK in shown) == (coloured, linked)
    assert (b"\x1b" in shown) is coloured
    assert b"PM202" in shown


def test_colours_without_a_terminal_if_wanted_but_no_links(team: Path) -> None:
    _, said, _ = run(team, out=False, where={"TERM_PROGRAM": "vscode"})
    assert b"\x1b" not in said
    _, said, _ = run(team, "--color", "always", out=False, where={"TERM_PROGRAM": "vscode"})
    assert b"\x1b[1;" in said and b"\x1b]8" not in said


@pytest.mark.parametrize("columns", [40, 60])
def test_text_keeps_to_the_width(team: Path, columns: int) -> None:
    shown, _, _ = run(team, columns=columns)
    lines = SEQUENCES.sub(b"", shown).decode().split("\n")
    too_wide = [line for line in lines if len(line) > columns]
    assert all("--> incidents/" in line for line in too_wide)
    assert "fixable" in "".join(lines[-3:])


def test_an_answer_is_given_again_as_the_terminal_is_now(team: Path) -> None:
    """In the same colours and width without a library; in others, it is made anew."""
    note = "from pm_lint import process; import sys; leave = process.leave\n"
    note += "said = lambda: sys.stdout.write('rich' if 'rich' in sys.modules else 'bare')\n"
    note += "process.leave = lambda code: (said(), leave(code))\n"
    note += "from pm_lint.__main__ import entry; entry()"
    kept = {"PM_LINT_CACHE_DIR": str(team / "cache" / "pm-lint")}
    wide, _, _ = run(team, where=kept, code=note)
    assert wide.endswith(b"rich")
    assert run(team, where=kept, code=note)[0] == wide.removesuffix(b"rich") + b"bare"
    narrow, _, _ = run(team, where=kept, code=note, columns=50)
    assert narrow.endswith(b"rich") and narrow != wide
    linked, _, _ = run(team, where={**kept, "WT_SESSION": "1"}, code=note)
    assert linked.endswith(b"rich") and LINK in linked
    assert b"\x1b" not in run(team, where={**kept, "NO_COLOR": "1"}, code=note)[0]
    assert b"\x1b" not in run(team, where=kept, code=note, out=False)[1]
    assert run(team, where={**kept, "WT_SESSION": "2"}, code=note)[0] == linked.removesuffix(b"rich") + b"bare"


# -- the bar -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_bar_is_shown_and_gone_before_anything_is_said(team: Path, jobs: str) -> None:
    shown, said, code = run(team, "--jobs", jobs, code=IMPATIENT, out=False)
    assert code == 1
    assert said == plain(team)
    assert b"Checking" in shown and b"/2" in shown
    # what stands there at the end is a line that was wiped, and the cursor
    assert shown.endswith(b"\x1b[2K") and shown.count(b"\x1b[?25l") == shown.count(b"\x1b[?25h") == 1
    assert SEQUENCES.sub(b"", shown).count(b"\n") == shown.count(b"\x1b[1A")


def test_a_bar_is_gone_from_the_terminal_that_findings_are_shown_on(team: Path) -> None:
    shown, _, _ = run(team, "--statistics", "--color", "never", code=IMPATIENT)
    assert b"Checking" in shown
    assert shown[shown.rindex(b"\x1b[2K") + len(b"\x1b[2K") :] == plain(team, "--statistics")


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ((), {"TERM": "dumb"}),
        (("incidents/2026-03-01-lag.md",), {}),
    ],
    ids=["dumb", "one"],
)
def test_no_bar(team: Path, words: tuple[str, ...], where: Mapping[str, str]) -> None:
    assert run(team, *words, code=IMPATIENT, out=False, where=where)[0] == b""
    assert b"Checking" not in plain(team)


def test_a_bar_has_no_colours_where_none_are_wanted(team: Path) -> None:
    shown, _, _ = run(team, "--color", "never", code=IMPATIENT, out=False)
    assert b"Checking" in shown
    assert not re.search(rb"\x1b\[[0-9;]*[3-9][0-9][0-9;]*m", shown)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_leaves_no_bar(team: Path, jobs: str) -> None:
    shown, said, code = run(team, "--jobs", jobs, code=INTERRUPTED, out=False)
    assert (said, code) == (b"", 130)
    assert b"Checking" in shown and shown.endswith(b"\x1b[2K") and b"\x1b[?25h" in shown
