"""Which formats go where, and what is printed inside GitHub Actions."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pm_lint import arguments, output
from pm_lint.arguments import read_plain
from pm_lint.arguments_parser import parser
from pm_lint.cli import main
from pm_lint.config import Config
from pm_lint.linters import Linters
from pm_lint.look import PLAIN, Look
from pm_lint.outputs import Wish, forms, wishes

ACTIONS = {"GITHUB_ACTIONS": "true"}
TEXT, ANNOTATIONS, SARIF = Wish("text", None), Wish("github", None), Wish("sarif", "a")


def options(line: str) -> Namespace:
    read = read_plain(["check", *line.split()])
    assert read
    return read


@pytest.mark.parametrize(
    ("line", "environment", "expected"),
    [
        ("", {}, [TEXT]),
        ("--format json", {}, [Wish("json", None)]),
        ("--output sarif=a", {}, [SARIF, TEXT]),
        ("--output sarif=a --output json=b --format concise", {}, [SARIF, Wish("json", "b"), Wish("concise", None)]),
        ("--output sarif=a --output sarif=b", {}, [SARIF, Wish("sarif", "b"), TEXT]),
        ("--output json=/dev/null --output text=/dev/null", {},
         [Wish("json", "/dev/null"), Wish("text", "/dev/null"), TEXT]),
        ("--output json=- --output sarif=a", {}, [SARIF, Wish("json", None)]),
        ("--output sarif=a=b", {}, [Wish("sarif", "a=b"), TEXT]),
        ("--output-file a", {}, [Wish("text", "a")]),
        ("--output-file a --format json --output sarif=-", {}, [Wish("json", "a"), Wish("sarif", None)]),
        # inside GitHub Actions
        ("", ACTIONS, [ANNOTATIONS, TEXT]),
        ("", {"GITHUB_ACTIONS": "false"}, [TEXT]),
        ("--output sarif=a", ACTIONS, [SARIF, ANNOTATIONS, TEXT]),
        ("--format text", ACTIONS, [TEXT]),
        ("--output json=-", ACTIONS, [Wish("json", None)]),
        ("--output-file a", ACTIONS, [Wish("text", "a")]),
    ],
)  # fmt: skip
def test_what_goes_where(line: str, environment: Mapping[str, str], expected: Sequence[Wish]) -> None:
    assert wishes(options(line), environment) == expected
    assert wishes(parser().parse_args(["check", *line.split()]), environment) == expected


def test_the_command_line_knows_every_format() -> None:
    assert arguments.FORMATS == output.FORMATS


@pytest.mark.parametrize(
    ("format", "base"),
    [("text", ""), ("json", ""), ("sarif", "docs/"), ("github", "docs/"), ("junit", "docs/"), ("rdjson", "../")],
)
def test_programs_look_for_files_from_where_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, base: str
) -> None:
    """A configuration below the top of the repository, and a program that runs below that."""
    (tmp_path / ".git").mkdir()
    here = tmp_path / "docs" / "postmortems"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    [form] = forms([Wish(format, None)], Config(), tmp_path / "docs")
    assert form.base == base


COLOURED = Look(colours=True, width=50)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", [("text", COLOURED)]),
        ("--output text=a --output concise=-", [("text", PLAIN), ("concise", COLOURED)]),
        ("--output-file a", [("text", PLAIN)]),
        ("--statistics", [("statistics", COLOURED)]),
        ("--statistics --format concise --output sarif=a", [("sarif", PLAIN), ("statistics", COLOURED)]),
        ("--statistics --format json --output text=a", [("statistics", PLAIN), ("json", COLOURED)]),
    ],
)
def test_what_is_printed_has_the_look_of_where_it_is(line: str, expected: Sequence[tuple[str, Look]]) -> None:
    read = options(line)
    made = forms(wishes(read, {}), Config(), Path.cwd(), COLOURED, statistics=read.statistics)
    assert [(form.name, form.look) for form in made] == expected


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text("# A\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def test_a_document_is_judged_once_for_all_formats(
    team: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    judged: list[str] = []
    judge = Linters.check

    def noted(linters: Linters, path: str, data: bytes) -> object:
        judged.append(path)
        return judge(linters, path, data)

    monkeypatch.setattr(Linters, "check", noted)
    words = ["--jobs", "1", "--format", "concise", "--output", "sarif=s", "--output=json=j"]
    assert main(["check", "a.md", "b.md", *words]) == 1
    assert judged == ["a.md", "b.md"]
    findings = len(capfd.readouterr().out.splitlines())
    assert len(json.loads((team / "s").read_text())["runs"][0]["results"]) == findings
    assert len(json.loads((team / "j").read_text())["findings"]) == findings


def test_inside_actions_annotations_come_before_the_text(
    team: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "a.md"]) == 1
    text = capfd.readouterr().out
    assert main(["check", "a.md", "--format", "github"]) == 1
    annotations = capfd.readouterr().out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["check", "a.md"]) == 1
    assert capfd.readouterr().out == annotations + text


def test_where_one_file_can_not_be_written_none_is(team: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (team / "old").write_text("old")
    assert main(["check", "a.md", "--output=json=old", "--output=sarif=none/s", "--output=text=t"]) == 2
    assert capfd.readouterr().out == ""
    assert (team / "old").read_text() == "old"
    assert sorted(path.name for path in team.iterdir()) == [".git", "a.md", "b.md", "old"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--exit-zero", "--fail-on", "notice"], 0),
        (["--select", "PM999", "--exit-zero"], 2),
    ],
)
def test_exit_zero_is_for_findings_alone(team: Path, words: list[str], code: int) -> None:
    assert main(["check", "a.md", "--output-file", "o", *words]) == code


def test_exit_zero_leaves_failures_in_a_report(team: Path) -> None:
    main(["check", "a.md", "--output", "junit=o", "--exit-zero"])
    assert "<failure " in (team / "o").read_text()
    main(["check", "a.md", "--output", "junit=o", "--fail-on", "never"])
    assert "<failure " not in (team / "o").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["a.md", "b.md"], {"a.md", "b.md"}),
        (["a.md", "b.md", "--in-scope"], {"b.md"}),
        ([".", "--in-scope"], {"b.md"}),
        (["a.md", "--in-scope"], set()),
        (["--in-scope"], {"b.md"}),
        (["-", "--stdin-filename", "a.md", "--in-scope"], set()),
        (["-", "--stdin-filename", "b.md", "--in-scope"], {"b.md"}),
    ],
)
def test_what_is_not_in_scope_can_be_left_alone(
    team: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: list[str], told: set[str]
) -> None:
    (team / "pm-lint.toml").write_text('paths = ["b.md"]\n')
    monkeypatch.setattr("sys.stdin", (team / "a.md").open())
    assert main(["check", "--format", "concise", *words]) == (1 if told else 0)
    assert {line.partition(":")[0] for line in capfd.readouterr().out.splitlines()} == told
