"""An answer is given again only where the check would give it: whatever is changed, it is what --no-cache says."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from ast import literal_eval
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pm_lint import checking, process, quick
from pm_lint.__main__ import entry
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.store import cache_folder

ROOT = Path(__file__).parent.parent
TODAY = ("--today", "2026-03-06")
DOCUMENT = """\
# 2026-03-02 Lag of the index

**Postmortem Owner:** {owner}

**Meeting Scheduled For:** 2026-03-05

## Overview

{text}

## Timeline

- 2026-03-02 10:00 UTC it broke
- 2026-03-02 11:00 UTC resolved
"""


class Said(NamedTuple):
    out: bytes
    err: bytes
    code: object


class Team:
    """A repository, and pm-lint run in it as from the console."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.capture = capture
        #: Whether the last run was a repeated answer.
        self.again = False
        for name in ("a", "b", "sub/incidents/c"):
            self.write(f"{'' if '/' in name else 'incidents/'}{name}.md", DOCUMENT.format(owner="Alice", text=name))
        (root / ".git").mkdir()

    def write(self, name: str, text: str) -> None:
        """Nothing but the content tells that a file has changed."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_symlink():
            file.unlink()
        file.write_text(text, encoding="utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))

    def remove(self, name: str) -> None:
        file = self.root / name
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)

    def run(self, *words: str, folder: str = ".") -> Said:
        self.monkeypatch.chdir(self.root / folder)
        self.monkeypatch.setattr(sys, "argv", ["pm-lint", "check", *words])
        ran: list[object] = []
        with self.monkeypatch.context() as patched:
            check = checking.check

            def noted(options: argparse.Namespace) -> int:
                ran.append(options)
                return check(options)

            patched.setattr(checking, "check", noted)
            patched.setattr(process, "begin", lambda: None)
            patched.setattr(process, "leave", sys.exit)
            with pytest.raises(SystemExit) as done:
                entry()
        self.again = not ran
        return Said(*self.capture.readouterr(), done.value.code)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Team:
    monkeypatch.setenv("PM_LINT_CACHE_DIR", str(tmp_path / "cache" / "pm-lint"))
    (tmp_path / "team").mkdir()
    return Team(tmp_path / "team", monkeypatch, capfdbinary)


def records(team: Team) -> list[Path]:
    return [file for file in (team.root.parent / "cache").rglob("*") if file.is_file() and file.name[0] != "."]


# -- the same answer, whatever happens ---------------------------------------------------------------------------------

CONFIGURATIONS = (
    "",
    "[rules]\nPM101 = 'off'\n",
    "fail-on = 'never'\n",
    "exclude = ['**/b.md']\n",
    "paths = ['incidents/*', 'notes/*.txt']\n",
    "template = 'team/template.md'\n",
    "baseline = 'known.json'\n",
    "template = 'auto'\n",
    "[meeting]\ncalendar = 'team.ics'\n",
    "[[overrides]]\npaths = ['sub/**']\nrules = { PM101 = 'notice' }\n",
    "nonsense = 1\n",
)
TEMPLATES = ("# YYYY-MM-DD Title\n\n## Overview\n\n## Causes\n", "# YYYY-MM-DD Title\n\n## Timeline\n", "no template\n")
BASELINES = (
    '{"version": 1, "counts": {"incidents/a.md": {"PM101": 9, "PM202": 1}}}',
    '{"version": 1, "counts": {"incidents/gone.md": {"PM101": 2}}}',
    "damaged",
)
CALENDARS = (
    "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lag of the index\nDTSTART;VALUE=DATE:20260304\nEND:VEVENT\nEND:VCALENDAR\n",
)
PROJECTS = ("[project]\nname = 'x'\n", "[tool.pm-lint]\nfail-on = 'never'\n", "[tool.pm-lint\n")
WORDS = (
    (),
    ("incidents/a.md",),
    ("incidents",),
    ("incidents/a.md", "sub"),
    ("--format", "json"),
    ("--isolated", "--format", "concise"),
    ("--format", "github", "--select", "PM101"),
    ("--config", "other.toml"),
    ("--template", "team/template.md", "incidents/a.md"),
    ("--statistics", "--color", "always"),
)


def edits(team: Team, chance: random.Random) -> dict[str, Callable[[], None]]:
    """What may happen between two runs."""
    at = chance.choice(("", "sub/"))

    def link() -> None:
        name = chance.choice(("incidents/b.md", "pm-lint.toml", "team/template.md", "sub/incidents"))
        team.remove(name)
        (team.root / name).parent.mkdir(exist_ok=True)
        (team.root / name).symlink_to(team.root / "incidents")

    def folder() -> None:
        name = chance.choice(("incidents/b.md", "sub/.git", "pyproject.toml", "incidents/deeper"))
        if not (team.root / name).is_dir():
            team.remove(name)
            (team.root / name).mkdir(parents=True)

    def write(name: str, texts: tuple[str, ...]) -> Callable[[], None]:
        return lambda: team.write(name, chance.choice(texts)) if not (team.root / name).is_dir() else team.remove(name)

    def document() -> None:
        name = chance.choice(("incidents/a.md", "incidents/b.md", "incidents/deeper/d.md", "notes/e.txt", "x/y.md"))
        text = DOCUMENT.format(owner=chance.choice(("Alice", "Ali, Bob")), text=chance.choice(("TBD", "Fine")))
        write(name, (text, "", "\0"))()

    def remove() -> None:
        team.remove(chance.choice(("incidents/b.md", "incidents/deeper", "pm-lint.toml", "sub/.git", "known.json")))
        team.remove(
            chance.choice(("sub/pm-lint.toml", "sub/.github", ".github", "sub/pyproject.toml", "sub/incidents"))
        )

    return {
        "document": document,
        "remove": remove,
        "link": link,
        "folder": folder,
        "configuration": write(f"{at}pm-lint.toml", CONFIGURATIONS),
        "hidden configuration": write(f"{at}.github/pm-lint.toml", CONFIGURATIONS),
        "named configuration": write("other.toml", CONFIGURATIONS),
        "project": write(f"{at}pyproject.toml", PROJECTS),
        "template": write("team/template.md", TEMPLATES),
        "baseline": write("known.json", BASELINES),
        "calendar": write("team.ics", CALENDARS),
    }


@pytest.mark.parametrize("seed", range(3))
def test_every_answer_is_that_of_a_run_without_the_cache(team: Team, seed: int) -> None:
    chance = random.Random(seed)
    commands = [(folder, chance.choice(WORDS)) for folder in (".", ".", "sub")]
    repeated = 0
    for _ in range(6):
        happening = edits(team, chance)
        name = chance.choice([*happening, "nothing"])
        happening.get(name, lambda: None)()
        for folder, words in commands:
            wanted = team.run(*words, *TODAY, "--no-cache", folder=folder)
            for _ in range(2):  # the first may be the check, the second is the answer again
                assert team.run(*words, *TODAY, folder=folder) == wanted, (name, folder, words)
            repeated += team.again
    assert repeated >= 5


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ((), ("pm-lint.toml", ""), ("pm-lint.toml", "fail-on = 'never'")),
        (("incidents/a.md",), ("incidents/a.md", "# A\n"), ("incidents/a.md", "# B\n")),
        ((), ("incidents/a.md", "# A\n"), ("incidents/new.md", "# A\n")),
        ((), ("pm-lint.toml", "template = 't.md'"), ("t.md", "# YYYY-MM-DD T\n\n## B\n")),
        ((), ("pm-lint.toml", "baseline = 'b.json'"), ("b.json", BASELINES[0])),
        ((), ("pm-lint.toml", "[meeting]\ncalendar = 'c.ics'"), ("c.ics", CALENDARS[1])),
        ((), ("x", ""), ("pyproject.toml", PROJECTS[1])),
        ((), ("pyproject.toml", PROJECTS[0]), ("pyproject.toml", PROJECTS[1])),
        ((), ("x", ""), (".github/pm-lint.toml", "fail-on = 'never'")),
        (("--config", "o.toml"), ("o.toml", ""), ("o.toml", "fail-on = 'never'")),
        (("--template", "t.md"), ("t.md", TEMPLATES[0]), ("t.md", TEMPLATES[1])),
        (("incidents",), ("x", ""), ("incidents/n/new.md", "# A\n")),
    ],
)
def test_what_is_noticed(team: Team, words: tuple[str, ...], before: tuple[str, str], after: tuple[str, str]) -> None:
    for name, text in (("t.md", TEMPLATES[0]), ("b.json", BASELINES[1]), ("c.ics", CALENDARS[0])):
        team.write(name, text)
    team.write(*before)
    team.run(*words, *TODAY)
    assert team.run(*words, *TODAY).code in (0, 1)
    assert team.again
    team.write(*after)
    team.run(*words, *TODAY)
    assert not team.again


@pytest.mark.parametrize("name", ["incidents/a.txt", "notes.md.bak", ".cache/x", "deep/er/README"])
def test_what_is_none_of_its_business_is_not_noticed(team: Team, name: str) -> None:
    said = team.run(*TODAY)
    team.write(name, "x")
    assert team.run(*TODAY) == said
    assert team.again


@pytest.mark.parametrize(
    ("words", "configuration", "folder"),
    [
        (("incidents/a.md",), "pm-lint.toml", "team"),
        ((), ".github/pm-lint.toml", ".github"),
        (("--config", ".github/pm-lint.toml"), ".github/pm-lint.toml", ".github"),
        (("incidents",), "pm-lint.toml", "incidents"),
        ((), "pm-lint.toml", "sub"),
    ],
)
def test_a_folder_that_becomes_a_link_to_the_same_is_noticed(
    team: Team, words: tuple[str, ...], configuration: str, folder: str
) -> None:
    team.write("team/template.md", TEMPLATES[0])
    team.write(configuration, "template = 'team/template.md'")
    before = team.run(*words, *TODAY)
    assert before.code == 1
    (team.root / folder).rename(team.root.parent / "elsewhere")
    (team.root / folder).symlink_to(team.root.parent / "elsewhere")
    assert team.run(*words, *TODAY) == team.run(*words, *TODAY, "--no-cache")


def test_a_configuration_nearer_by_is_noticed(team: Team) -> None:
    team.run(*TODAY, folder="sub")
    team.write("sub/pm-lint.toml", "fail-on = 'never'")
    assert team.run(*TODAY, folder="sub").code == 0
    assert not team.again


def test_a_repository_that_begins_nearer_by_is_noticed(team: Team) -> None:
    team.write("pm-lint.toml", "fail-on = 'never'")
    assert team.run(*TODAY, folder="sub").code == 0
    (team.root / "sub" / ".git").mkdir()
    assert team.run(*TODAY, folder="sub").code == 1


def test_each_command_line_and_folder_has_its_own_answer(team: Team) -> None:
    said = {(words, folder): team.run(*words, *TODAY, folder=folder) for words in WORDS[:3] for folder in (".", "sub")}
    for (words, folder), one in said.items():
        assert team.run(*words, *TODAY, folder=folder) == one
    assert team.again
    assert team.run("incidents/a.md", "--act", "1", *TODAY) != said[("incidents/a.md",), "."]


# -- when nothing is kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--no-cache",),
        ("--output-file", "out.txt"),
        ("--output-file=out.txt",),
        ("--output", "json=out.json"),
        ("incidents/none.md",),
        ("--config", "none.toml"),
        ("--select", "nonsense"),
    ],
)
def test_nothing_is_kept_of(team: Team, words: tuple[str, ...]) -> None:
    team.run(*words, *TODAY)
    team.run(*words, *TODAY)
    assert (team.again, records(team)) == (False, [])


def test_no_day_off_is_kept_without_a_cache(team: Team) -> None:
    for country, words in (("IS", ("--no-cache",)), ("FO", ())):  # what one run knows, this process may know already
        team.write("pm-lint.toml", f"[calendar]\ncountry = '{country}'")
        team.run(*words, *TODAY)
        assert any(file.parent.name.startswith("days-off-") for file in records(team)) is not bool(words)


def test_an_answer_with_a_document_that_cannot_be_read_is_not_given_again(team: Team) -> None:
    (team.root / "incidents" / "link.md").symlink_to("a.md")
    said = team.run(*TODAY)
    assert team.run(*TODAY) == said
    assert not team.again


def test_a_calendar_at_an_address_is_asked_each_time(team: Team) -> None:
    team.write("pm-lint.toml", "[meeting]\ncalendar = 'https://calendar.example.com/team.ics'")
    assert team.run("--select", "PM101", *TODAY).code == 1
    assert records(team) == []


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PM_LINT_CACHE_DIR": "/a/b", "HOME": "/home"}, "/a/b"),
        ({"PM_LINT_CACHE_DIR": "", "HOME": "/home"}, None),
        ({"PM_LINT_CACHE_DIR": "relative", "HOME": "/home"}, None),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home"}, "/xdg/pm-lint"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home"}, "/home/.cache/pm-lint"),
        ({"LOCALAPPDATA": "/local"}, "/local/pm-lint"),
        ({}, None),
    ],
)
def test_the_environment_names_the_folder(environment: dict[str, str], folder: str | None) -> None:
    assert cache_folder(environment) == folder
    asked = quick.ask(["check"], environment)
    assert (asked and asked.folder) == (folder and f"{folder}/checks")


def test_on_a_runner_of_github_only_what_is_named_is_used() -> None:
    assert quick.ask(["check"], {"GITHUB_ACTIONS": "true", "HOME": "/home"}) is None
    inside = quick.ask(["check"], {"GITHUB_ACTIONS": "true", "PM_LINT_CACHE_DIR": "/a"})
    outside = quick.ask(["check"], {"PM_LINT_CACHE_DIR": "/a"})
    assert inside and outside and inside.key != outside.key  # there are annotations besides


@pytest.mark.parametrize("words", [[], ["show", "a.md"], ["check", "-"], ["check", "--help"], ["--version"]])
def test_other_commands_are_none_of_its_business(words: list[str]) -> None:
    assert quick.ask(words, {"HOME": "/home"}) is None


# -- what is kept is not believed --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data + b"x",
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"\xff" * 500,
    ],
)
def test_a_damaged_record_is_as_good_as_none(team: Team, damage: Callable[[bytes], bytes]) -> None:
    said = team.run(*TODAY)
    (file,) = records(team)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert team.run(*TODAY) == said
    assert not team.again
    assert len(file.read_bytes()) == len(whole)
    assert team.run(*TODAY) == said
    assert team.again


def test_a_record_of_another_command_line_is_as_good_as_none(team: Team) -> None:
    team.run("incidents/a.md", *TODAY)
    (other,) = records(team)
    said = team.run(*TODAY)
    (own,) = (file for file in records(team) if file != other)
    own.write_bytes(other.read_bytes())
    assert team.run(*TODAY) == said
    assert not team.again


@pytest.mark.parametrize("what", ["stamp", "today"])
def test_a_record_of_another_day_or_program_is_as_good_as_none(
    team: Team, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    team.run(*TODAY)
    team.run(*TODAY)
    assert team.again
    monkeypatch.setattr(
        quick, *{"stamp": ("stamp_of", lambda *_: b"x" * 32), "today": ("today", lambda: "1999-12-31")}[what]
    )
    team.run(*TODAY)
    assert not team.again


def test_what_is_judged_across_midnight_is_not_kept(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter(["2026-03-05", "2026-03-06"])
    monkeypatch.setattr(quick, "today", lambda: next(days))
    team.run()
    assert records(team) == []


@pytest.mark.parametrize("name", ["pm-lint.toml", "team/template.md", "incidents/new.md"])
def test_what_changes_while_it_is_checked_is_not_kept(team: Team, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    team.write("pm-lint.toml", "template = 'team/template.md'")
    team.write("team/template.md", TEMPLATES[0])
    judged = checking._judged

    def busy(*arguments: object) -> object:
        entries = judged(*arguments)  # type: ignore[arg-type]
        team.write(name, "# YYYY-MM-DD Title\n\n## Overview\n")
        return entries

    with monkeypatch.context() as patched:
        patched.setattr(checking, "_judged", busy)
        team.run(*TODAY)
    team.run(*TODAY)
    assert not team.again


def test_a_document_removed_while_it_is_checked_was_checked(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    said = team.run("incidents/a.md", "--no-cache", *TODAY)
    judged = checking._judged

    def busy(*arguments: object) -> object:
        entries = judged(*arguments)  # type: ignore[arg-type]
        team.remove("incidents/a.md")
        return entries

    monkeypatch.setattr(checking, "_judged", busy)
    assert team.run("incidents/a.md", *TODAY) == said
    assert records(team) == []


def test_a_document_that_comes_while_the_answer_is_recorded_is_noticed(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = checking._files
    calls: list[object] = []

    def busy(*arguments: object) -> object:
        found = files(*arguments)  # type: ignore[arg-type]
        calls.append(found)
        if len(calls) == 2:
            team.write("incidents/new.md", "# A\n")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(checking, "_files", busy)
        team.run(*TODAY)
    assert len(calls) == 2
    assert team.run(*TODAY) == team.run(*TODAY, "--no-cache")


@pytest.mark.parametrize("becomes", ["file", "nothing", "link to nothing"])
def test_a_folder_without_documents_that_becomes_something_else_is_noticed(team: Team, becomes: str) -> None:
    (team.root / "notes").mkdir()
    words = ("incidents/a.md", "notes", *TODAY)
    team.run(*words)
    team.run(*words)
    assert team.again
    (team.root / "notes").rmdir()
    if becomes == "file":
        team.write("notes", "# A\n")
    elif becomes == "link to nothing":
        (team.root / "notes").symlink_to("none")
    assert team.run(*words) == team.run(*words, "--no-cache")


def test_of_a_document_that_became_too_large_nothing_is_read(tmp_path: Path) -> None:
    with open(tmp_path / "a.md", "wb") as file:
        file.truncate(quick.LARGEST)
    assert quick.file_digest(str(tmp_path / "a.md"))
    with open(tmp_path / "a.md", "wb") as file:
        file.truncate(quick.LARGEST + 1)
    assert quick.file_digest(str(tmp_path / "a.md")) is None


def test_a_source_of_ours_that_changes_makes_all_records_old(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pm_lint", tmp_path / "pm_lint", ignore=shutil.ignore_patterns("__pycache__"))
    program = "import os; from pm_lint import quick; print(quick.stamp_of(os.getcwd(), {}).hex())"

    def stamp() -> bytes:
        return subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True).stdout

    first = stamp()
    assert stamp() == first
    rule = tmp_path / "pm_lint" / "rules" / "impact.py"
    times = rule.stat()
    rule.write_text(rule.read_text(encoding="utf-8").replace("a", "e", 1), encoding="utf-8")
    os.utime(rule, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert stamp() != first


# -- where nothing can be kept -----------------------------------------------------------------------------------------


def test_a_folder_that_others_can_write_in_is_neither_read_nor_written(team: Team) -> None:
    said = team.run(*TODAY)
    folder = records(team)[0].parent
    folder.chmod(0o777)
    assert team.run(*TODAY) == said
    assert not team.again
    folder.chmod(0o700)
    team.run(*TODAY)
    assert team.again


@pytest.mark.parametrize("kind", ["link", "file", "folder of others"])
def test_a_cache_that_is_not_ours_is_left_alone(team: Team, tmp_path: Path, kind: str) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "elsewhere").mkdir()
    place = tmp_path / "cache" / "pm-lint"
    if kind == "link":
        place.symlink_to(tmp_path / "elsewhere")
    elif kind == "file":
        place.write_text("x")
    else:
        place.mkdir()
        place.chmod(0o777)
    assert team.run(*TODAY) == team.run(*TODAY)
    assert (team.again, list((tmp_path / "elsewhere").iterdir())) == (False, [])


# -- some documents changed --------------------------------------------------------------------------------------------


def test_only_what_has_changed_is_judged_again(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    check = Linters.check

    def check_noted(self: Linters, path: str, data: bytes) -> Checked:
        judged.append(path)
        return check(self, path, data)

    monkeypatch.setattr(Linters, "check", check_noted)
    team.run(*TODAY)
    assert judged == ["incidents/a.md", "incidents/b.md", "sub/incidents/c.md"]
    team.write("incidents/b.md", DOCUMENT.format(owner="Bob", text="b"))
    team.write("incidents/d.md", DOCUMENT.format(owner="Bob", text="d"))
    judged.clear()
    said = team.run(*TODAY)
    assert judged == ["incidents/b.md", "incidents/d.md"]
    judged.clear()
    assert team.run(*TODAY) == said == team.run(*TODAY, "--no-cache")
    team.write("pm-lint.toml", "fail-on = 'warning'")
    judged.clear()
    team.run(*TODAY)
    assert len(judged) == 4


# -- counts ------------------------------------------------------------------------------------------------------------

#: All that a repeated answer imports beside what Python itself has; hashlib's, where there is no _blake2.
LOADED = {
    "__future__",
    "_blake2",
    "gc",
    "pm_lint.process",
    "pm_lint",
    "pm_lint.__main__",
    "pm_lint.look",
    "pm_lint.quick",
    "pm_lint.store",
    "pm_lint.tree",
}


def test_what_a_repeated_answer_loads_and_opens(team: Team) -> None:
    program = """
import sys
before = set(sys.modules)
opened = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)
from pm_lint import process
from pm_lint.__main__ import entry
process.leave = sys.exit
try:
    entry()
finally:
    print(sorted(set(sys.modules) - before), file=sys.stderr)
    print([name for name in opened if not name.endswith((".py", ".pyc", ".so"))], file=sys.stderr)
"""
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, "check", *TODAY]
    runs = [subprocess.run(command, cwd=team.root, env=where, capture_output=True, check=False) for _ in range(3)]
    assert runs[0].stdout == runs[2].stdout != b""
    loaded, opened = (literal_eval(line) for line in runs[2].stderr.decode().splitlines()[-2:])
    assert set(loaded) == LOADED
    names = [Path(name).name for name in opened]
    assert names[1:] == ["a.md", "b.md", "c.md"]  # and the record
    assert len(names[0]) == 32


def test_whoever_stops_reading_is_no_error(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    assert team.run(*TODAY).code == 1
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as nobody:
        monkeypatch.setattr(sys, "stdout", nobody)
        assert team.run(*TODAY).code == 0
    assert team.again


def test_a_disk_that_is_full_is_said_as_by_the_check(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.run(*TODAY)
    codes = []
    for words in (TODAY, (*TODAY, "--no-cache")):
        with open("/dev/full", "w") as full, monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", full)
            codes.append(team.run(*words))
            patched.setattr(full, "close", lambda: None, raising=False)
    assert codes[0] == codes[1]
    assert codes[0].code == 2


@pytest.mark.parametrize(
    "where", ["quick.ask", "quick.answer", "cli.read_plain", "checking.check", "regex.keep_compiled", "process.begin"]
)
def test_an_interruption_is_no_traceback(team: Team, where: str) -> None:
    module, name = where.split(".")
    program = f"""
import sys
from pm_lint import checking, cli, process, quick, regex
from pm_lint.__main__ import entry

def interrupted(*_):
    raise KeyboardInterrupt

{module}.{name} = interrupted
entry()
"""
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--select", "PM001"],
        cwd=team.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, b"")
