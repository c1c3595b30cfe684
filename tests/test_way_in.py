"""No way in: whatever is in the place of a file, it is a finding or one clear sentence, and nothing else is read."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import pm_lint
from pm_lint import quick
from pm_lint.cli import main
from pm_lint.config_file import load
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, is_inside, leads_out, read_file, repository_of
from pm_lint.git import git_line
from pm_lint.project import read_named_file
from pm_lint.store import digest

SECRET = "# 2026-01-12 Of another team\n\nThe password is hunter2.\n"
LIMIT = 100_000
ROOT = Path(pm_lint.__file__).parent


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _bind(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def _in_a_loop(path: Path) -> None:
    path.symlink_to(f"other-{path.name}")
    path.with_name(f"other-{path.name}").symlink_to(path.name)


#: What may be in the place of a file, and what is said of it. `secret` is a file outside of the repository.
PLACES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a link to a file beside it": (_link("real.md"), "it is a symbolic link, which is not followed"),
    "a link to a file outside": (_link("../../secret.md"), "it is a symbolic link, which is not followed"),
    "a link by its full path": (_link("/etc/passwd"), "it is a symbolic link, which is not followed"),
    "a link to nothing": (_link("nowhere"), "it is a symbolic link, which is not followed"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "it is a symbolic link, which is not followed"),
    "links in a loop": (_in_a_loop, "it is a symbolic link, which is not followed"),
    "a link to a device": (_link("/dev/zero"), "it is a symbolic link, which is not followed"),
    "a link to what never ends": (_link("/proc/self/fd/0"), "it is a symbolic link, which is not followed"),
    "a pipe that nobody writes to": (os.mkfifo, "it is not a regular file"),
    "a socket": (_bind, "it can't be opened (No such device or address)"),
    "a file of a terabyte": (_sparse, "it is larger than"),
}
DEVICES = ["/dev/zero", "/dev/full", "/dev/tty", "/dev/null", "/proc/self/fd", "/proc/self/mem", "/proc/kmsg"]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a document, and a secret beside it."""
    (tmp_path / "secret.md").write_text(SECRET)
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "postmortems").mkdir()
    (root / "postmortems" / "real.md").write_text("# 2026-01-12 Ours\n")
    monkeypatch.chdir(root)
    return root


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and all that is said. Nothing of the secret is in it, nor a traceback."""
    code = main(arguments)
    said = "".join(capsys.readouterr())
    assert not any(word in said for word in ("hunter2", "root:", "Traceback", "an error of ours"))
    return code, said


def test_whatever_is_in_the_place_of_a_document_is_a_finding(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = team / "postmortems"
    for number, (make, _) in enumerate(PLACES.values()):
        make(folder / f"{number}.md")
    (folder / "folder.md").mkdir()
    (folder / "folder.md" / "inside.md").write_text("# 2026-01-12 Inside\n")
    (folder / "elsewhere").symlink_to(team.parent)
    (folder / "round").symlink_to(".")
    strange = ["line\nbreak.md", "\udcff\udcfe.md", "\u202e.md", "x" * 252 + ".md", "-rf.md", "::error::.md"]
    for name in strange:
        (folder / name).write_bytes(b"\0")
    for format in ("concise", "json"):
        code, said = told(capsys, "check", "--select", "PM001", "--format", format)
        assert code == 1
        assert said.count("PM001") == len(PLACES) + len(strange) + ("links in a loop" in PLACES)
    for number, (_, why) in enumerate(PLACES.values()):
        assert f"postmortems/{number}.md" in said and why in said


@pytest.mark.parametrize("role", ["template", "baseline", "meeting.calendar"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_is_in_the_place_of_a_file_that_is_named_is_an_error(team: Path, place: str, role: str) -> None:
    make, why = PLACES[place]
    make(team / "postmortems" / "x")
    with pytest.raises(ConfigError) as refused:
        read_named_file(team, "postmortems/x", role)
    assert why in str(refused.value) and f"{role}: 'postmortems/x' can't be read: " in str(refused.value)


@pytest.mark.parametrize("place", PLACES)
def test_whatever_is_in_the_place_of_the_configuration_is_an_error(team: Path, place: str) -> None:
    make, why = PLACES[place]
    make(team / "postmortems" / "pm-lint.toml")
    with pytest.raises(ConfigError) as refused:
        load(team / "postmortems" / "pm-lint.toml")
    assert why in str(refused.value) and "pm-lint.toml: can't be read: " in str(refused.value)


@pytest.mark.parametrize("path", DEVICES)
def test_what_the_kernel_offers_is_not_waited_for(path: str) -> None:
    try:
        assert len(read_file(Path(path), 1000)) <= 1000
    except UnreadableFile as error:
        assert str(error).startswith(("it ", "its ", "reading it "))


def test_a_file_that_is_said_to_be_empty_is_read_up_to_the_limit() -> None:
    assert os.stat("/proc/self/status").st_size == 0
    assert read_file(Path("/proc/self/status"), LIMIT).startswith(b"Name:")
    with pytest.raises(UnreadableFile, match="larger than 10 bytes"):
        read_file(Path("/proc/self/status"), 10)


@pytest.mark.parametrize("change", [lambda file: file.write(b"x" * LIMIT), lambda file: file.truncate(1)])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[object], object]
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * 1000)
    looked_at = os.fstat

    def fstat(handle: int) -> os.stat_result:
        found = looked_at(handle)
        with path.open("r+b") as file:
            file.seek(0, os.SEEK_END)
            change(file)
        return found

    monkeypatch.setattr(os, "fstat", fstat)
    try:
        assert read_file(path, 10_000) == b"x"
    except UnreadableFile as error:
        assert str(error) == "it is larger than 10,000 bytes"
    path.write_bytes(b"x" * 1000)
    assert quick.file_digest(str(path)) == digest(path.read_bytes())


def test_the_cache_reads_no_more_than_a_document_may_have(tmp_path: Path) -> None:
    _sparse(tmp_path / "a.md")
    assert quick.file_digest(str(tmp_path / "a.md")) is None


# -- paths that lead out -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("real/a.md", False),
        ("real/none/a.md", False),
        ("within/a.md", False),
        ("out/a.md", True),
        ("out/repository/real/a.md", False),
        ("dangling/a.md", True),
        ("loop/a.md", True),
        ("hooks/a", True),
        ("loud/a", True),
        (".git/a", False),
        ("real/../../secret.md", False),  # it says so itself
        ("within/../../secret.md", False),
        ("deep/../secret.md", True),
        ("/etc/passwd", False),
    ],
)
def test_what_leads_out_of_the_repository(tmp_path: Path, path: str, out: bool) -> None:
    root = tmp_path / "repository"
    (root / ".git" / "hooks").mkdir(parents=True)
    (root / "real").mkdir()
    (tmp_path / "far" / "away").mkdir(parents=True)
    for name, target in {
        "within": "real", "out": "..", "dangling": "../none", "loop": "loop", "hooks": ".git/hooks",
        "loud": ".GIT/hooks",
        "deep": "../far/away",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    assert leads_out(root / path, root) is out
    assert repository_of(root / "real") == root
    assert not is_inside(root / "loop", root)


@pytest.mark.parametrize("target", ["..", "../../secret.md", "loop", "/etc"])
@pytest.mark.parametrize("below", ["", "/a.md"])
def test_a_named_path_that_leads_out_is_refused(
    team: Path, capsys: pytest.CaptureFixture[str], target: str, below: str
) -> None:
    """A pull request may have put a link in the place of the folder that a workflow names."""
    name = "postmortems/loop"
    (team / name).symlink_to(f"../{target}" if target == ".." else target)
    code, said = told(capsys, "check", name + below)
    if target in ("../../secret.md", "loop") and not below:  # in the place of a file
        assert (code, "PM001" in said) == (1, True)
    else:
        assert code == 2
        assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (["check", "--output-file"], "out.txt"),
        (["check", "--output-file"], "folder/out.txt"),
        (["report", "--ics"], "out.ics"),
        (["check", "--write-baseline=out.json"], "out.json"),
        (["check", "--write-baseline=folder/out.json"], "folder/out.json"),
        (["new", "Down", "--output"], "folder/out.md"),
    ],
)
@pytest.mark.parametrize("target", ["../outside", ".git"])
def test_nothing_is_written_through_a_link_that_leads_out(
    team: Path, capsys: pytest.CaptureFixture[str], command: list[str], file: str, target: str
) -> None:
    (team.parent / "outside").mkdir()
    precious = team / target / Path(file).name
    precious.write_text("precious")
    link = team / file.partition("/")[0]
    link.symlink_to(target if "/" in file else f"{target}/{file}")
    code, said = told(capsys, *command, *[file] * (not command[-1].endswith(file)))
    assert code == 2
    assert said.count("\n") == 1 and ("link" in said or "exists already" in said)
    assert precious.read_text() == "precious"
    assert {one.name for one in precious.parent.iterdir()} == {precious.name}


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (["check", "--output-file"], "out.txt"),
        (["report", "--ics"], "out.ics"),
        (["new", "Down", "--output"], "out.md"),
    ],
)
@pytest.mark.parametrize("chance", ["", "0000000000000000"])
def test_nothing_is_written_through_a_link_in_the_place_of_a_draft(
    team: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    file: str,
    chance: str,
) -> None:
    """A pull request may bring a link for each number that a process can have; and if it could foresee chance, too."""
    precious = team.parent / "precious"
    precious.write_text("precious")
    monkeypatch.setattr(os, "urandom", bytes)
    (team / f".{file}.{chance or os.getpid()}.tmp").symlink_to(precious)
    code, _ = told(capsys, *command, file)
    assert precious.read_text() == "precious" and not (team / file).is_symlink()
    assert code == 2 if chance else (team / file).is_file()


@pytest.mark.parametrize("key", ["template", "baseline", "meeting.calendar"])
@pytest.mark.parametrize(
    "ending", ["/etc/passwd", "../secret", "a/../../secret", "~/secret", "C:/secret", "a\\\\..\\\\b"]
)
@pytest.mark.parametrize("table", ["", '[[overrides]]\npaths = ["a/**"]\n'])
def test_no_key_names_a_file_elsewhere(
    team: Path, capsys: pytest.CaptureFixture[str], key: str, ending: str, table: str
) -> None:
    if table and key == "baseline":
        return
    suffix = {"template": ".md", "baseline": ".json", "meeting.calendar": ".ics"}[key]
    (team / "pm-lint.toml").write_text(f'{table}{key} = "{ending}{suffix}"\n')
    code, said = told(capsys, "check")
    assert code == 2
    assert said.count("\n") == 1 and key in said


def test_a_folder_on_the_way_to_a_named_file_may_not_lead_out(team: Path) -> None:
    (team / "docs").symlink_to("..")
    with pytest.raises(ConfigError, match="outside of the repository"):
        read_named_file(team, "docs/secret.md", "template")


# -- what a document may hold --------------------------------------------------------------------------------------


def test_a_pointer_of_git_lfs_is_no_document(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    (team / "postmortems" / "real.md").write_text(pointer)
    code, said = told(capsys, "check", "--format", "concise")
    assert code == 1
    assert said.count("\n") == 1 and "Git LFS keeps it elsewhere" in said


#: What grows when it is read: kilobytes that want to be gigabytes, seconds that want to be years.
BOMBS: dict[str, str] = {
    "aliases of aliases": "---\n"
    + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    + "---\n",
    "merged aliases": "---\n"
    + "a0: &a0 {x: y}\n"
    + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: *a{n - 1}}}\n" for n in range(1, 40))
    + "---\n",
    "an alias of itself": "---\ntitle: &a [*a, *a]\n---\n",
    "tags that make objects": '---\na: !!python/object/apply:os.system ["touch pwned"]\n'
    "b: !!python/name:os.system x\nc: !<tag:yaml.org,2002:python/module:os> x\n---\n",
    "numbers of many digits": f"---\ndate: {'9' * 50_000}\nb: 0x{'f' * 50_000}\nc: 1e{'9' * 5_000}\n"
    f"d: {':'.join(['59'] * 9_000)}\n---\n# 2026-01-12 {'9' * 50_000}\n",
    "keys in keys": f"---\n{'? ' * 5_000}\n---\n",
    "nested": f"---\na: {'[' * 50_000}\n---\n",
    "nested maps": f"---\n{'{a: ' * 20_000}\n---\n",
    "entities": "&lt;!ENTITY a '&b;&b;'&gt; " * 2_000 + "&NotEqualTilde;" * 4_000,
    "entities of tables": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>\n<table><tr><td>"
    + "&b;" * 20_000,
    "references that grow": f"[a]: /{'x' * 30_000}\n\n" + "[a] " * 8_000,
    "years far off": "# 9999-12-31 a\n\n**Meeting Scheduled For:** 9999-12-31 24:00 UTC-14\n",
    "years before all": "# 0001-01-01 a\n\n**Meeting Scheduled For:** 0001-01-01 00:00 UTC+14\n",
}


def test_what_wants_to_grow_stays_small_and_runs_nothing(team: Path) -> None:
    """In a process of its own that may have little memory and time, and in which no module can be imported by name."""
    import resource

    for number, text in enumerate(BOMBS.values()):
        (team / "postmortems" / f"2026-01-12-{number}.md").write_text(text)

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (300, 300))

    command = [sys.executable, "-m", "pm_lint", "check", "--format", "concise", "--no-cache"]
    done = subprocess.run(command, cwd=team, preexec_fn=bounded, capture_output=True, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (1, b"")
    assert sorted(one.name for one in team.iterdir()) == [".git", "postmortems"]


# -- what a configuration may do ---------------------------------------------------------------------------------------


def test_a_folder_that_looks_like_a_repository_is_none(team: Path) -> None:
    """Its configuration could name a program, and anybody can commit such a folder."""
    inner = team / "postmortems"
    for name, text in {"HEAD": "ref: refs/heads/main\n", "config": "[user]\nname = mallory\n"}.items():
        (inner / name).write_text(text)
    for name in ("objects", "refs"):
        (inner / name).mkdir()
    command = ["git", "-C", str(inner), "config", "user.name"]
    bare = subprocess.run(command, capture_output=True, check=False, env={"PATH": os.environ["PATH"]})
    assert bare.stdout == b"mallory\n"
    assert git_line(inner, "config", "user.name") != "mallory"


@pytest.mark.parametrize("path", ["", ".", "postmortems", ".:postmortems:", "{root}/postmortems/none:."])
def test_no_program_of_the_working_folder_is_taken_for_git(
    team: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for folder in (team, team / "postmortems"):
        (folder / "git").write_text("#!/bin/sh\necho pwned\n")
        (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", path.format(root=team))
    assert git_line(team, "config", "user.name") is None
    monkeypatch.setenv("PATH", f"{path.format(root=team)}:{team / 'postmortems'}")
    assert git_line(team, "config", "user.name") == "pwned"


#: Calls that could run what a text says.
RUNS = re.compile(
    r"eval|exec|compile|__import__|(?:importlib\.)?import_module|os\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*)"
    r"|(?:subprocess|pickle|runpy|ctypes|shelve)\.\w+|marshal\.loads?|yaml\.(?:\w+_)?load(?:_all)?|.*\.format_map"
)
KNOWN = {
    ("git.py", "subprocess.run"): "git's own commands, as a list, without a shell",
    ("__init__.py", "import_module"): "our own modules, by a name of our own",
    ("output/__init__.py", "import_module"): "one of our formats, a choice of the command line",
    ("regex.py", "import_module"): "our own modules, when an image is made",
    ("regex.py", "marshal.loads"): "what we wrote beside our byte code",
    ("quick.py", "marshal.loads"): "what we wrote and sealed, in a folder that is the user's alone",
    ("processes.py", "subprocess.Popen"): "this Python again, as a list, without a shell",
    ("processes.py", "pickle.dumps"): "for that other process",
    ("processes.py", "pickle.loads"): "from the process that started this one",
    ("processes.py", "marshal.loads"): "plain values from a process of ours",
    ("record.py", "exec"): "names of our own fields",
}


def test_nothing_runs_what_a_text_says() -> None:
    found = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and RUNS.fullmatch(called := ast.unparse(node.func)):
                assert "shell" not in {one.arg for one in node.keywords}
                found.add((file.relative_to(ROOT).as_posix(), called))
    assert found == set(KNOWN)


STRANGE = (
    "{0.__class__.__init__.__globals__}", "{config}", "%(token)s", "%s%n", "$(touch pwned)", "`touch pwned`",
    "; touch pwned", "${{ github.token }}", "__import__('os').system('touch pwned')", "(a+)+$", "[", "(?P<x>", "\\\\1",
)  # fmt: skip

WATCHED = """
import sys
def watch(event, given):
    if event.startswith(("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect",
                         "socket.getaddrinfo", "ctypes.dlopen", "pty.spawn", "webbrowser.", "urllib.Request")):
        sys.stderr.write(f"DONE {event} {given}\\n")
sys.addaudithook(watch)
from pm_lint.cli import main
for command in (["check", "--no-cache"], ["show", "postmortems/real.md"], ["issues", "--dry-run"]):
    assert main(command) in (0, 1, 2)
"""


def test_no_value_of_a_configuration_does_anything(team: Path) -> None:
    """Whatever is written where a text may stand, no program is started and nobody is asked."""
    listed = ", ".join(f'"{one}"' for one in STRANGE)
    (team / "pm-lint.toml").write_text(
        f"exclude = [{listed}]\n[sections.Overview]\naliases = [{listed}]\n[action-items]\nlabels = [{listed}]\n"
        + "".join(f'[[overrides]]\npaths = ["postmortems/{one}/*.md"]\n' for one in STRANGE if one[0] not in "/~")
    )
    (team / "postmortems" / "real.md").write_text("# 2026-01-12 Ours\n\n## Action Items\n\n- Fix the queue\n")
    done = subprocess.run([sys.executable, "-c", WATCHED], cwd=team, capture_output=True, check=False, timeout=600)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "DONE" not in said and "an error of ours" not in said
    assert not list(team.rglob("pwned"))
