"""Whatever is wrong is one sentence and the right exit code."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pm_lint.cli import main
from tests.test_cli import LATE, TODAY, run, team

__all__ = ["team"]

ROOT = Path(__file__).parent.parent
A = {"a.md": "# A\n"}
LONG = "a" * 300 + ".md"


def command(folder: Path, line: str, **environment: str) -> subprocess.Popen[bytes]:
    """A shell that runs pm-lint, which is `"$0"` with the arguments of ``line``."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.Popen(
        ["sh", "-c", line.replace("pm-lint", '"$0" -m pm_lint'), sys.executable],
        cwd=folder,
        env={**inherited, "PYTHONPATH": str(ROOT), "PM_LINT_CACHE_DIR": "", **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


# -- what is typed, and what is in files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "words", "said"),
    [
        # the command line itself
        ({}, (), "say what to do: `pm-lint check` checks postmortems"),
        ({}, ("chekc",), "there is no command 'chekc'; did you mean check?"),
        (A, ("a.md",), "there is no command 'a.md'; to check it: pm-lint check a.md"),
        ({}, ("help",), "there is no command 'help'; did you mean --help?"),
        ({}, ("--isolated", "check"), "--isolated stands after a command, if at all; see `pm-lint --help`"),
        ({}, ("--verison",), "--verison stands after a command, if at all; did you mean --version?"),
        ({}, ("check", "--formt", "json"), "check: there is no option --formt; did you mean --format?"),
        ({}, ("check", "-x"), "check: there is no option -x; see `pm-lint check --help`"),
        ({}, ("check", "--format", "jsn"), "check: --format: there is no 'jsn'; did you mean json?"),
        ({}, ("check", "--format=os"), "check: --format: there is no 'os'; choose one of text, concise, markdown,"),
        ({}, ("check", "--format"), "check: --format needs a value: one of text, concise"),
        ({}, ("check", "--select", "--no-cache"), "check: --select needs a value: RULES"),
        ({}, ("check", "--no-cache=1"), "check: --no-cache has no value: leave out =1"),
        ({}, ("check", "--jobs", "0"), "check: --jobs: there must be one at least"),
        ({}, ("check", "--jobs", "1e9"), "check: --jobs: '1e9' is no whole number of nine digits at most"),
        ({}, ("check", "--act", "3"), "check: --act: there is no '3'; choose one of 1, 2"),
        ({}, ("check", "--today", "now"), "check: --today: 'now' is no date in the form YYYY-MM-DD"),
        ({}, ("deadline", "2021-02-31"), "deadline: DATE: there is no such day as '2021-02-31'"),
        ({}, ("deadline",), "deadline: DATE is missing"),
        ({}, ("report",), "report: --ics FILE is missing"),
        ({}, ("show", "a", "b"), "show: 'b' is too much: one FILE is expected"),
        ({}, ("clean", "a"), "clean: 'a' is too much"),
        ({}, ("completions", "tcsh"), "completions: SHELL: there is no 'tcsh'; choose one of bash, zsh, fish"),
        ({}, ("check", "--x\n::error::y", "--##[group]z"), "there is no option --x\\n::error::y"),
        # rules
        ({}, ("rule", "meeting-lat"), "did you mean meeting-late?"),
        (A, ("check", "a.md", "--select", "PM999"), "--select: unknown rule 'PM999'"),
        (A, ("check", "a.md", "--ignore", "meting-late"), 'did you mean "meeting-late"?'),
        (A, ("check", "a.md", "--select", "PM1"), "unknown rule 'PM1'; did you mean the group \"sections\"?"),
        (A, ("check", "a.md", "--select", " ,"), "--select: ' ,' names no rule"),
        # options that contradict each other
        (A, ("check", "a.md", "--isolated", "--config", "c.toml"), "give one of them"),
        (A, ("check", "a.md", "--format=text", "--output=json=-"), "both go to standard output"),
        (A, ("check", "a.md", "--statistics", "--format=json"), "--statistics are text, which json is not"),
        (A, ("check", "a.md", "--color=blue"), "--color"),
        (A, ("check", "a.md", "--output=text=-", "--output=json=-"), "only one format can go to standard output"),
        (A, ("check", "a.md", "--output=json=o", "--output=sarif=./o"), "./o: two formats can't go to one file"),
        (A, ("check", "a.md", "--output=json=o", "--output-file=o"), "o: two formats can't go to one file"),
        (A, ("check", "a.md", "-"), "-: standard input is checked alone: leave out the other paths"),
        (A, ("check", "-", "--stdin-filename", ""), "--stdin-filename: the name is empty"),
        ({}, ("check", "--write-baseline", "--format", "json"), "--write-baseline prints no findings"),
        ({}, ("deadline", "2021-11-22", "--subdivision", "CA"), "--subdivision needs --country"),
        ({}, ("review", "--base", "main"), "--dry-run"),
        # what is not there, or no file
        ({}, ("check", "missing.md"), "missing.md: there is no such file or folder"),
        (A, ("check", "a.md", ""), "one of the paths is empty"),
        ({"d/.keep": ""}, ("check", "d"), "no Markdown document was found in d"),
        ({}, ("check",), "no folder here is named like postmortem or incident"),
        ({}, ("check", LONG), "there is no such file or folder"),
        ({}, ("show", "missing.md"), "missing.md: there is no such file"),
        ({"d/.keep": ""}, ("show", "d"), "d is a folder: name a file in it"),
        ({}, ("show", LONG), "there is no such file"),
        ({}, ("show",), "show needs a FILE, or a --template alone"),
        ({}, ("show", "--template", "auto"), "show one of default, pagerduty, srebook, incident-review"),
        (A, ("check", "a.md", "--config", "none.toml"), "none.toml"),
        (A, ("check", "a.md", "--config", "."), ".: can't be read: it is not a regular file"),
        ({}, ("check", "--config", LONG), LONG),
        (A, ("check", "a.md", "--config", "/proc/self/mem"), "/proc/self/mem: can't be read: reading it fails (Input/"),
        (A, ("check", "a.md", "--template", "nope"), "nope"),
        (A, ("check", "a.md", "--template", "./"), "template: './' can't be read: it is not a regular file"),
        (A, ("check", "a.md", "--template", LONG), LONG),
        ({}, ("review",), "GITHUB_EVENT_PATH"),
        ({}, ("review", "--base", "main", "--dry-run"), "main"),
        ({}, ("issues",), "GITHUB_EVENT_PATH"),
        # what can't be written
        (A, ("check", "a.md", "--output-file", "no/such"), "no/such: can't be written: No such file or directory"),
        (A, ("check", "a.md", "--output-file", ""), "--output-file: the name of the file is empty"),
        (A, ("check", "a.md", "--output", "json=."), ".: can't be written: Is a directory"),
        (A, ("check", "a.md", "--output", "json=a.md/b"), "a.md/b: can't be written: Not a directory"),
        (A, ("check", "a.md", "--output", f"json={LONG}"), "can't be written: File name too long"),
        (A, ("check", "a.md", "--output", "text=./a.md"), "it is one of the documents that are checked"),
        # configurations and templates
        ({"pm-lint.toml": 'paths = ["x/*.md"]'}, ("check",), "no document matches `paths` (x/*.md)"),
        ({"pm-lint.toml": "paths = ["}, ("check",), "pm-lint.toml"),
        ({"pm-lint.toml": "pathes = []"}, ("check",), "paths"),
        ({"pm-lint.toml": '[calendar]\ncountry = "XX"', "postmortems/a.md": "# A"}, ("check",), "XX"),
        ({"pm-lint.toml": 'template = "no.md"', "postmortems/a.md": "# A"}, ("check",), "no.md"),
        ({"pm-lint.toml": 'template = "../no.md"', "postmortems/a.md": "# A"}, ("check",), "../no.md"),
        ({"t.md": "no heading"}, ("check", "t.md", "--template", "t.md"), "no section"),
        (
            {"t.md": "## A\n<!-- pm-lint: of -->"},
            ("show", "--template", "t.md"),
            "t.md, line 2: unknown directive 'of'",
        ),
        ({}, ("deadline", "2021-11-22", "--country", "Atlantis"), "Atlantis"),
        ({}, ("deadline", "2021-11-22", "--country", "US", "--subdivision", "QQ"), "QQ"),
    ],
)
def test_wrong_use_is_one_clear_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    files: Mapping[str, str],
    words: Sequence[str],
    said: str,
) -> None:
    """In this process: there are many, and what a start could add is tried below."""
    (tmp_path / ".git").mkdir()
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "INPUT_"))]:
        monkeypatch.delenv(name)
    assert main(words) == 2
    out, error = capfd.readouterr()
    assert out == ""
    assert said in error
    assert error.startswith("pm-lint: ") and len(error.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_wrong_use_is_one_clear_sentence_at_a_start(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "missing.md")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"pm-lint: missing.md: there is no such file or folder\n"


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (": > a.md", 1, "PM002"),
        ("mkfifo a.md", 1, "PM001 The file can't be checked: it is not a regular file."),
        ("ln -s nowhere a.md", 1, "PM001 The file can't be checked: it is a symbolic link, which is not followed."),
        ("ln -s /proc/self a.md", 2, "a.md: a symbolic link leads out of the repository"),
        ("printf 'a\\0' > a.md", 1, "PM001 The file can't be checked: it holds NUL bytes."),
        ("printf '\\377' > a.md", 1, "PM001 The file can't be checked: it is not UTF-8"),
    ],
)
def test_a_document_that_is_none_is_a_finding(tmp_path: Path, made: str, code: int, said: str) -> None:
    (tmp_path / ".git").mkdir()
    subprocess.run(["sh", "-c", made], cwd=tmp_path, check=True)
    done = run(tmp_path, "check", "a.md", "--format", "concise", "--jobs", "999999999")
    assert done.returncode == code
    assert said in (done.stdout + done.stderr).decode()


def test_a_file_name_that_is_no_text_is_told_in_every_format(tmp_path: Path) -> None:
    name = b"\xff\x1b[31m::error::x.md"
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("# A\n")
    formats = ("text", "concise", "markdown", "json", "sarif", "rdjson", "junit", "github")
    done = run(tmp_path, "check", ".", *(f"--output={format}=out/{format}" for format in formats))
    assert done.returncode == 2  # there is no such folder
    (tmp_path / "out").mkdir()
    done = run(tmp_path, "check", ".", *(f"--output={format}=out/{format}" for format in formats))
    assert (done.returncode, done.stderr) == (1, b"")
    for format in formats:
        said = (tmp_path / "out" / format).read_bytes()
        assert said.decode().startswith(said[:1].decode())
        assert b"\x1b" not in said
        if format != "github":
            assert not re.search(rb"^\s*::", said, re.MULTILINE)


# -- streams -----------------------------------------------------------------------------------------------------------

FULL = "standard output can't be written: No space left on device\n"
CLOSED = "standard output can't be written: it is closed\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("pm-lint check a.md >/dev/full", 2, FULL),
        ("PYTHONUNBUFFERED=1 pm-lint check a.md >/dev/full", 2, FULL),
        ("pm-lint check a.md --format sarif >/dev/full", 2, FULL),
        ("pm-lint check a.md --output json=/dev/full", 2, "/dev/full: can't be written: No space left on device\n"),
        ("pm-lint check a.md >&-", 2, CLOSED),
        ("pm-lint check a.md --output-file out.txt >&-", 1, ""),
        ("pm-lint check a.md --output text=out.txt >/dev/full", 2, FULL),
        ("pm-lint --help >/dev/full", 2, FULL),
        ("PYTHONUNBUFFERED=1 pm-lint --help >/dev/full", 2, FULL),
        ("pm-lint check --help >/dev/full", 2, FULL),
        ("pm-lint --version >/dev/full", 2, FULL),
        ("pm-lint --help >&-", 2, CLOSED),
        ("pm-lint rules >/dev/full", 2, FULL),
        ("pm-lint completions bash >/dev/full", 2, FULL),
        # nobody can be told, and the code says it
        ("pm-lint check --config none.toml 2>/dev/full", 2, ""),
        ("pm-lint check --config none.toml 2>&-", 2, ""),
        ("PYTHONUNBUFFERED=1 pm-lint check --nope 2>/dev/full", 2, ""),
        ("pm-lint check >/dev/full 2>/dev/full", 2, ""),
        ("pm-lint check - <&-", 2, "-: standard input can't be read: it is closed\n"),
        ("mkdir gone; cd gone; rmdir ../gone; pm-lint check", 2,
         "the working folder can't be found: No such file or directory; go to another\n"),
    ],
)  # fmt: skip
def test_a_stream_that_can_not_be_used(tmp_path: Path, line: str, code: int, said: str) -> None:
    (tmp_path / "a.md").write_text("# A\n")
    process = command(tmp_path, line)
    out, err = process.communicate()
    assert (process.returncode, err.decode(), out) == (code, f"pm-lint: {said}" if said else "", b"")


def test_a_baseline_to_be_written_again_is_said_to_nobody(tmp_path: Path) -> None:
    """On a full disk standard error is as full."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems" / "a.md").write_text("# A\n")
    (tmp_path / "pm-lint.toml").write_text('baseline = "b.json"\n')
    (tmp_path / "b.json").write_text('{"version": 1, "counts": {"gone.md": {"PM101": 1}}}')
    done = command(tmp_path, "pm-lint check --format concise 2>/dev/full")
    assert b"PM101" in done.communicate()[0]
    assert done.returncode == 1


@pytest.mark.parametrize("format", ["text", "sarif", "github"])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, format: str) -> None:
    (tmp_path / "a.md").write_text("# A\n" + "\n## Impact\n" * 3_000)
    process = command(tmp_path, f"pm-lint check a.md --format {format} | head -n 1; pm-lint --help | head -n 1")
    out, err = process.communicate()
    assert (len(out.splitlines()), err) == (2, b"")


# -- Ctrl-C ------------------------------------------------------------------------------------------------------------


def interrupted(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    return process.returncode, err


def test_ctrl_c_while_input_is_awaited(tmp_path: Path) -> None:
    process = command(tmp_path, "echo; exec pm-lint check -", PYTHONPROFILEIMPORTTIME="1")
    assert process.stderr
    for line in process.stderr:  # the last that is imported before it reads
        if line.endswith(b"pm_lint.postmortem.settling\n"):
            break
    assert interrupted(process)[0] == 130


def test_ctrl_c_while_nobody_reads(tmp_path: Path) -> None:
    """The output is larger than a pipe; the file beside it is whole by then."""
    (tmp_path / "a.md").write_text("# A\n" + "\n## Impact\n" * 3_000)
    process = command(tmp_path, "exec pm-lint check a.md --output sarif=a.sarif")
    assert process.stdout
    process.stdout.read(1)
    assert interrupted(process) == (130, b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "a.sarif"]


#: Judges nothing: each process says that it is there, and waits for what will never come.
WAITING = """
import os, sys
from pm_lint import checking, processes
from pm_lint.__main__ import entry

def waiting(*_):
    def work(index):
        os.write(2, b".")
        os.read(os.pipe()[0], 1)
    return work

checking._work = waiting
entry()
"""


def test_ctrl_c_leaves_no_process_behind(tmp_path: Path) -> None:
    """The signal goes to the first process alone, as `kill` sends it; a terminal sends it to all."""
    for name in "abc":
        (tmp_path / f"{name}.md").write_text("# A\n")
    words = ["check", "a.md", "b.md", "c.md", "--jobs", "3", "--output", "json=out.json"]
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    assert process.stderr.read(3) == b"..."
    assert interrupted(process) == (130, b"")  # at the end of the stream, nobody has it open any more
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md", "c.md"]


@pytest.mark.parametrize("first", ["open", "os.replace"])
def test_ctrl_c_while_a_file_is_written_leaves_nothing_half_written(team: Path, first: str) -> None:
    (team / "old.json").write_text("old")
    program = f"""
import builtins, os, sys
from pm_lint.__main__ import entry
genuine = {"builtins." if first == "open" else ""}{first}

def interrupted(*arguments, **named):
    if ".tmp" in str(arguments[0]):
        raise KeyboardInterrupt
    return genuine(*arguments, **named)

{"builtins." if first == "open" else ""}{first} = interrupted
entry()
"""
    words = ["check", LATE, "--output", "json=old.json", "--output", "sarif=new.sarif", *TODAY]
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=team,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, b"")
    assert (team / "old.json").read_text() == "old"
    assert sorted(path.name for path in team.iterdir()) == [".git", "old.json", "pm-lint.toml", "postmortems"]
