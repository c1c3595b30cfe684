"""`check --fix`, `--unsafe-fixes` and `--diff`: real files, whole whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pm_lint import fixing_files, quick
from pm_lint.files import replace_file
from tests.test_new import run

TODAY = ("--today", "2026-03-06")
TEMPLATE = """\
# YYYY-MM-DD Title

**Postmortem Owner:** Your name goes here.

## Overview
What happened, in a sentence or two.

## Impact
Be very specific here and include exact numbers.
"""
#: Its title's date, a level and a placeholder are mended safely.
FAULTY = """\
# March 2nd, 2026: the lag

**Postmortem Owner:** Alice Doe

## Overview
A query ran away.

### Impact
Be very specific here and include exact numbers.
4,210 requests failed.
"""
MENDED = """\
# 2026-03-02 the lag

**Postmortem Owner:** Alice Doe

## Overview
A query ran away.

## Impact
4,210 requests failed.
"""
#: What may be mended by a form alone, and by nothing that is sure.
LACKING = MENDED.replace("## Overview\nA query ran away.\n\n", "")
Done = subprocess.CompletedProcess[bytes]
SAID = b"pm-lint: 3 fixed in 1 file; 0 left\n"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A repository with a template and one faulty document."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "template.md").write_text(TEMPLATE)
    (tmp_path / "pm-lint.toml").write_text('paths = ["incidents/**"]\ntemplate = "template.md"\n')
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents/a.md").write_text(FAULTY)
    return tmp_path


def started(team: Path, *words: str, given: bytes = b"", program: Sequence[str] = ("-m", "pm_lint")) -> Done:
    """`check` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))}
    return subprocess.run(
        [sys.executable, *program, "check", *words, *TODAY],
        cwd=team,
        input=given,
        env={**environment, "PYTHONPATH": str(Path(fixing_files.__file__).parent.parent)},
        capture_output=True,
        check=False,
        timeout=60,
    )


def fix(team: Path, *words: str) -> Done:
    return run(team, "check", *words, "--format", "concise", *TODAY)


# -- what is written ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.removesuffix("\n"),
        lambda text: text + "\n\n \t\n",
        lambda text: text.replace("\n\n", "\r\n\n").replace("away.", "away.\u2028\x85\f \t  "),
    ],
    ids=["plain", "crlf", "mark", "no last break", "more breaks", "odd"],
)
def test_what_is_mended_is_mended_and_all_else_stays(team: Path, made: Callable[[str], str]) -> None:
    file = team / "incidents/a.md"
    file.write_bytes(made(FAULTY).encode())
    done = fix(team, "--fix")
    assert (done.stdout, done.stderr, done.returncode) == (b"", SAID, 0)
    assert file.read_bytes() == made(MENDED).encode()
    done = fix(team, "--fix")
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)


@pytest.mark.parametrize(
    ("words", "document", "mended", "said", "code"),
    [
        (("--fix", "--select", "PM003"), FAULTY, FAULTY.replace("March 2nd, 2026:", "2026-03-02"), "1 fixed", 0),
        (("--fix", "--ignore", "placeholder"), FAULTY,
         MENDED.replace("4,", "Be very specific here and include exact numbers.\n4,"), "2 fixed", 0),
        (("--unsafe-fixes",), FAULTY, FAULTY, "", 1),
        (("--fix",), LACKING, LACKING, "", 1),
        (("--fix", "--unsafe-fixes"), LACKING,
         LACKING.replace("## Impact", "## Overview\nWhat happened, in a sentence or two.\n\n## Impact"),
         "1 form inserted in 1 file; 1 left", 1),
        (("--fix", "--unsafe-fixes"), FAULTY.replace("**Postmortem Owner:** Alice Doe\n\n", ""),
         MENDED.replace("Alice Doe", "Your name goes here."), "3 fixed and 1 form inserted in 1 file; 1 left", 1),
        # What a comment or the baseline holds back is nobody's wish.
        (("--fix",), f"<!-- pm-lint-disable-next-line PM003 -->\n{FAULTY}",
         f"<!-- pm-lint-disable-next-line PM003 -->\n{MENDED}".replace("2026-03-02", "March 2nd, 2026:"), "2 fixed", 0),
    ],
)  # fmt: skip
def test_which_fixes_are_applied(
    team: Path, words: Sequence[str], document: str, mended: str, said: str, code: int
) -> None:
    (team / "incidents/a.md").write_text(document)
    done = fix(team, *words)
    assert (team / "incidents/a.md").read_text() == mended
    assert done.returncode == code
    assert done.stderr.decode().startswith(f"pm-lint: {said}" if said else "")
    assert bool(done.stderr) == bool(said)


def test_what_the_baseline_holds_back_is_left(team: Path) -> None:
    run(team, "check", "--write-baseline", *TODAY)
    config = team / "pm-lint.toml"
    config.write_text(f'baseline = "pm-lint-baseline.json"\n{config.read_text()}')
    (team / "incidents/b.md").write_text(FAULTY)
    assert fix(team, "--fix").stderr == SAID
    assert (team / "incidents/a.md").read_text() == FAULTY
    assert (team / "incidents/b.md").read_text() == MENDED


def test_overrides_hold_for_their_paths(team: Path) -> None:
    config = team / "pm-lint.toml"
    config.write_text(
        f'{config.read_text()}\n[[overrides]]\npaths = ["incidents/old/**"]\nrules = {{ PM003 = "off" }}\n'
    )
    (team / "incidents/old").mkdir()
    (team / "incidents/old/b.md").write_text(FAULTY)
    assert b"5 fixed in 2 files" in fix(team, "--fix").stderr
    assert (team / "incidents/old/b.md").read_text() == MENDED.replace("2026-03-02", "March 2nd, 2026:")


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_many_documents_by_several_processes(team: Path, jobs: str) -> None:
    for number in range(20):
        (team / f"incidents/{number}.md").write_text(FAULTY)
    assert fix(team, "--fix", "--jobs", jobs).stderr == b"pm-lint: 63 fixed in 21 files; 0 left\n"
    assert {file.read_text() for file in (team / "incidents").iterdir()} == {MENDED}


def test_only_documents_in_scope_are_written(team: Path) -> None:
    (team / "elsewhere.md").write_text(FAULTY)
    fix(team, "--fix")
    assert (team / "elsewhere.md").read_text() == FAULTY
    assert (team / "template.md").read_text() == TEMPLATE
    fix(team, "--fix", "elsewhere.md")
    assert (team / "elsewhere.md").read_text() == MENDED


def test_paths_out_of_scope_are_left_alone_where_that_is_asked_for(team: Path) -> None:
    (team / "elsewhere.md").write_text(FAULTY)
    assert fix(team, "--fix", "--in-scope", "elsewhere.md", "incidents/a.md").stderr == SAID
    assert (team / "elsewhere.md").read_text() == FAULTY
    done = started(team, "-", "--fix", "--in-scope", "--stdin-filename", "elsewhere.md", given=FAULTY.encode())
    assert (done.stdout, done.returncode) == (FAULTY.encode(), 0)


# -- the diff ----------------------------------------------------------------------------------------------------------


def test_diff_shows_and_writes_nothing(team: Path) -> None:
    done = run(team, "check", "--diff", *TODAY)
    assert (done.stderr, done.returncode) == (b"pm-lint: with --fix: 3 fixed in 1 file; 0 left\n", 1)
    assert (team / "incidents/a.md").read_text() == FAULTY
    subprocess.run(["git", "apply", "-p0"], cwd=team, input=done.stdout, check=True)
    assert (team / "incidents/a.md").read_text() == MENDED
    done = run(team, "check", "--diff", "--fix", *TODAY)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)


def test_diff_in_colours_has_the_same_words(team: Path) -> None:
    plain, coloured = (run(team, "check", "--diff", "--color", how, *TODAY).stdout for how in ("never", "always"))
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", coloured) == plain
    assert b"\x1b[31m-# March 2nd, 2026: the lag\x1b[0m\n\x1b[32m+# 2026-03-02 the lag\x1b[0m\n" in coloured


def test_diff_says_what_it_can_t_read(team: Path) -> None:
    (team / "incidents/a.md").write_bytes(b"\xff")
    (team / "incidents/b.md").symlink_to("a.md")
    done = run(team, "check", "--diff", *TODAY)
    assert (done.stdout, done.returncode) == (b"", 0)
    assert done.stderr.decode().splitlines() == [
        "pm-lint: incidents/a.md: The file can't be checked: it is not UTF-8 (byte 1, line 1).",
        "pm-lint: incidents/b.md: The file can't be checked: it is a symbolic link, which is not followed.",
    ]


def test_diff_does_no_harm_to_a_terminal_and_is_exact_in_a_file(team: Path) -> None:
    odd = FAULTY.replace("Alice Doe", "Alice \x1b[31mDoe\n ::error::x").replace("\n", "\r\n").encode()
    (team / "incidents/a.md").write_bytes(odd)
    done = run(team, "check", "--diff", *TODAY)
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout
    assert b"\n  ::error" not in done.stdout
    assert run(team, "check", "--diff", "--output-file", "fix.patch", *TODAY).stdout == b""
    subprocess.run(["git", "apply", "-p0", "--whitespace=nowarn", "fix.patch"], cwd=team, check=True)
    mended = (team / "incidents/a.md").read_bytes()
    assert mended.startswith(b"# 2026-03-02 the lag\r\n\r\n**Postmortem Owner:** Alice \x1b[31mDoe\r\n ::error::x\r\n")
    assert run(team, "check", "--diff", *TODAY).stdout == b""


# -- standard input ----------------------------------------------------------------------------------------------------


def test_standard_input_comes_out_mended(team: Path) -> None:
    given = ("\ufeff" + FAULTY + "\n## Notes\nTODO\n").replace("\n", "\r\n")
    done = started(team, "-", "--fix", "--format", "concise", given=given.encode())
    assert done.stdout == given.replace(FAULTY.replace("\n", "\r\n"), MENDED.replace("\n", "\r\n")).encode()
    assert done.stderr.startswith(b"pm-lint: 3 fixed in 1 file; 1 left\nstdin.md:12:1: warning PM007 ")
    assert done.returncode == 0


@pytest.mark.parametrize(("given", "config"), [(b"\xff\xfe# a\n", ""), (FAULTY.encode(), "max-file-size = 40\n")])
def test_what_can_t_be_read_comes_out_as_it_is(team: Path, given: bytes, config: str) -> None:
    (team / "pm-lint.toml").write_text(config)
    done = started(team, "-", "--fix", "--format", "concise", given=given)
    assert (done.stdout, done.returncode) == (given, 1)
    assert done.stderr.startswith(b"stdin.md:1:1: error PM001 ")


# -- whatever happens --------------------------------------------------------------------------------------------------


def test_mode_and_owner_stay_and_no_draft_is_left(team: Path) -> None:
    file = team / "incidents/a.md"
    file.chmod(0o640)
    before = file.stat()
    fix(team, "--fix")
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert os.listdir(team / "incidents") == ["a.md"]


def test_links_are_not_written_through(team: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "b.md").write_text(FAULTY)
    (team / "incidents/link.md").symlink_to(outside / "b.md")
    (team / "incidents/folder").symlink_to(outside)
    done = fix(team, "--fix")
    assert done.returncode == 1
    assert b"incidents/link.md:1:1: error PM001" in done.stdout
    assert (outside / "b.md").read_text() == FAULTY
    assert (team / "incidents/link.md").is_symlink()
    done = fix(team, "--fix", "incidents/folder/b.md")
    assert (done.returncode, done.stdout) == (2, b"")
    assert (outside / "b.md").read_text() == FAULTY


def test_one_that_can_t_be_written_is_said_and_the_others_are_mended(team: Path) -> None:
    (team / "incidents/b.md").write_text(FAULTY)
    (team / "incidents/a.md").chmod(0o444)
    done = fix(team, "--fix")
    assert done.returncode == 2
    assert done.stderr == SAID + b"pm-lint: incidents/a.md: is not written: it is read-only\n"
    assert b"incidents/a.md:1:3: error PM003" in done.stdout
    assert (team / "incidents/a.md").read_text() == FAULTY
    assert (team / "incidents/b.md").read_text() == MENDED


def test_one_that_was_changed_meanwhile_is_left(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mended = fixing_files.mended

    def slow(*given: object, **how: object) -> object:
        done = mended(*given, **how)  # type: ignore[arg-type]
        (team / "incidents/a.md").write_text("# Somebody is at work\n")
        return done

    monkeypatch.setattr(fixing_files, "mended", slow)
    done = fix(team, "--fix", "--jobs", "1")
    assert done.returncode == 2
    assert done.stderr == b"pm-lint: incidents/a.md: is not written: it was changed meanwhile; run again\n"
    assert (team / "incidents/a.md").read_text() == "# Somebody is at work\n"


def test_a_full_disk(team: Path) -> None:
    large = FAULTY + "\n## Notes\n" + "Words.\n" * 2000
    (team / "incidents/a.md").write_text(large)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))\n"
        "from pm_lint.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = started(team, "--fix", program=("-B", "-c", program))
    assert done.returncode == 2
    assert b"pm-lint: incidents/a.md: can't be written, and is left as it was: File too large\n" in done.stderr
    assert (team / "incidents/a.md").read_text() == large
    assert os.listdir(team / "incidents") == ["a.md"]


@pytest.mark.parametrize("step", ["open", "fsync", "chmod", "utime", "replace"])
def test_killed_at_any_step_leaves_the_old_or_the_new(team: Path, step: str) -> None:
    file = team / "incidents/a.md"
    child = os.fork()
    if child == 0:
        setattr(os, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        replace_file(file, MENDED.encode())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert file.read_text() == FAULTY
    assert fix(team, "--fix").stderr == SAID  # what was left behind is in nobody's way


# -- contradictions ----------------------------------------------------------------------------------------------------

DIFF = "--diff prints a diff and no findings"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fix", "--write-baseline"), "--write-baseline holds back what --fix would mend: run one after the other"),
        (("--diff", "--format", "json"), f"{DIFF}: leave out --format, --output and --statistics"),
        (("--diff", "--statistics"), f"{DIFF}: leave out --format, --output and --statistics"),
    ],
)
def test_contradictions(team: Path, words: Sequence[str], said: str) -> None:
    done = run(team, "check", *words)
    assert (done.stdout, done.stderr.decode(), done.returncode) == (b"", f"pm-lint: {said}\n", 2)
    assert (team / "incidents/a.md").read_text() == FAULTY


def test_nothing_that_is_written_is_answered_from_the_cache(tmp_path: Path) -> None:
    environment = {"PM_LINT_CACHE_DIR": str(tmp_path)}
    assert quick.ask(["check", "--unsafe-fixes"], environment)
    assert not quick.ask(["check", "--fix"], environment)
    assert not quick.ask(["check", "--diff"], environment)
