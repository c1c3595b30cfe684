"""The command line as people use it: a subprocess, in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fake_github.server import FakeGitHub

EXAMPLES = Path(__file__).parent.parent / "examples"
LATE = "postmortems/2026-03-05-search-index-lag.md"
GOOD = "postmortems/2026-02-11-checkout-errors.md"
TODAY = ("--today", "2026-03-06")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A checkout of the examples."""
    shutil.copytree(EXAMPLES / "postmortems", tmp_path / "postmortems")
    shutil.copy(EXAMPLES / "pm-lint.toml", tmp_path)
    (tmp_path / ".git").mkdir()  # the configuration is not looked for above it
    return tmp_path


def run(
    folder: Path, *words: str, given: bytes = b"", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))}
    return subprocess.run(
        [sys.executable, "-m", "pm_lint", *words],
        cwd=folder,
        input=given,
        env={**inherited, "PYTHONPATH": str(EXAMPLES.parent), **(environment or {})},
        capture_output=True,
        check=False,
        timeout=600,
    )


# -- check ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((GOOD,), 0),
        ((LATE,), 1),
        ((), 1),
        (("postmortems",), 1),
        ((LATE, "--fail-on", "never"), 0),
        ((GOOD, "--fail-on", "notice"), 0),
        (("postmortems/2026-02-24-login-outage.md", "--fail-on", "notice"), 1),
        ((LATE, "--ignore", "PM304,placeholder,section-empty"), 0),
        ((LATE, "--select", "PM202"), 0),
        ((LATE, "--select", "meeting-late"), 1),
        ((LATE, "--since", "2026-03-06"), 0),
    ],
)
def test_the_exit_code_says_what_was_found(team: Path, words: Sequence[str], code: int) -> None:
    done = run(team, "check", *words, *TODAY)
    assert (done.returncode, done.stderr) == (code, b"")


def test_json_is_the_contract(team: Path) -> None:
    done = run(team, "check", LATE, "--format", "json", *TODAY)
    report = json.loads(done.stdout)
    assert (report["version"], report["files"], report["suppressed"]) == (1, 1, 0)
    assert report["summary"] == {"error": 2, "warning": 5, "notice": 2}
    late = next(finding for finding in report["findings"] if finding["rule"] == "PM304")
    assert late["path"] == LATE
    assert (late["line"], late["end_line"], late["name"], late["severity"]) == (5, 5, "meeting-late", "error")
    assert "Thu 12 Mar 2026" in late["message"]
    assert run(team, "check", LATE, "--format", "json", *TODAY).stdout == done.stdout


def test_paths_are_relative_to_the_configuration(team: Path) -> None:
    done = run(team / "postmortems", "check", "--format", "concise", *TODAY)
    assert done.stdout.decode().splitlines()[0].startswith("postmortems/2026-02-24-login-outage.md:50:3: notice PM602")


def test_standard_input_has_the_name_that_is_given(team: Path) -> None:
    given = (team / LATE).read_bytes()
    done = run(
        team,
        "check",
        "-",
        "--stdin-filename",
        "2026-03-05-x.md",
        "--format",
        "concise",
        "--select",
        "PM304",
        *TODAY,
        given=given,
    )
    assert done.stdout.decode().startswith("2026-03-05-x.md:5:")


def test_an_output_file_is_written_whole(team: Path) -> None:
    done = run(team, "check", LATE, "--format", "json", "--output-file", "report.json", *TODAY)
    assert (done.returncode, done.stdout) == (1, b"")
    assert json.loads((team / "report.json").read_text())["files"] == 1
    assert sorted(path.name for path in team.iterdir()) == [".git", "pm-lint.toml", "postmortems", "report.json"]


def test_an_output_file_that_is_no_file_is_written_to(team: Path) -> None:
    done = run(team, "check", GOOD, "--format", "json", "--output-file", "/dev/stdout", *TODAY)
    assert json.loads(done.stdout)["files"] == 1
    full = run(team, "check", GOOD, "--output-file", "/dev/full", *TODAY)
    assert (full.returncode, full.stderr) == (2, b"pm-lint: /dev/full: can't be written: No space left on device\n")
    assert Path("/dev/full").is_char_device()


def test_an_output_file_behind_a_link_is_that_file(team: Path) -> None:
    (team / "real.json").write_text("")
    (team / "link.json").symlink_to("real.json")
    run(team, "check", GOOD, "--format", "json", "--output-file", "link.json", *TODAY)
    assert (team / "link.json").is_symlink()
    assert json.loads((team / "real.json").read_text())["files"] == 1


def test_isolated_reads_no_configuration(team: Path) -> None:
    (team / "pm-lint.toml").write_text("this is broken")
    assert run(team, "check", GOOD, "--isolated", *TODAY).returncode == 0


def test_a_teams_own_template(team: Path) -> None:
    (team / "ours.md").write_text("# Title\n\n## Story\nTell what happened in your own words.\n")
    (team / "one.md").write_text("# A bad day\n\n## Story\nIt broke.\n")
    assert run(team, "check", "one.md", "--template", "ours.md", *TODAY).returncode == 0
    (team / "one.md").write_text("# A bad day\n")
    done = run(team, "check", "one.md", "--template", "ours.md", "--format", "concise", *TODAY)
    assert "PM101 The section “Story” is missing." in done.stdout.decode()


# -- odd documents ------------------------------------------------------------------------------------------------


def test_a_binary_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    done = run(tmp_path, "check", "a.md", "--format", "concise")
    assert done.returncode == 1
    assert done.stdout.decode() == "a.md:1:1: error PM001 The file can't be checked: it holds NUL bytes.\n"


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    name = b"\xff\x1b[31m::error::x.md"
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("# A\n")
    for form in ("text", "concise", "json", "github"):
        done = run(tmp_path, "check", ".", "--format", form)
        assert done.returncode == 1, done.stderr
        assert b"\x1b" not in done.stdout
        assert b"Traceback" not in done.stderr
    commands = [line for line in done.stdout.decode().splitlines() if line.startswith("::")]
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in commands)


# -- the other commands ---------------------------------------------------------------------------------------------


def test_deadline_counts_holidays(tmp_path: Path) -> None:
    done = run(tmp_path, "deadline", "2021-11-22", "--country", "US", "--format", "json")
    report = json.loads(done.stdout)
    assert {key: report[key] for key in ("incident", "within", "unit", "deadline", "skipped")} == {
        "incident": "2021-11-22",
        "within": 5,
        "unit": "business-days",
        "deadline": "2021-11-30",
        "skipped": [{"date": "2021-11-25", "reason": "Thanksgiving Day"}],
    }


def test_show_a_template(team: Path) -> None:
    (team / "t.md").write_text("# [Title]\n\n## Impact\n\n## Odds and ends\n")
    done = run(team, "show", "--template", "t.md")
    assert done.stdout.decode().startswith(
        "t.md: what this template asks for\n  Title  [Title]\n\n0 fields\n\n2 sections\n"
    )
    shown = json.loads(run(team, "show", "--template", "srebook", "--format", "json").stdout)
    assert (shown["template"], len(shown["sections"])) == ("srebook", 13)


def test_the_template_that_fits_is_said(team: Path) -> None:
    def show(file: str) -> tuple[str, str | None]:
        words = ("show", file, "--template", "auto", *TODAY)
        line = next(line for line in run(team, *words).stdout.decode().split("\n") if "Template" in line)
        return line.strip(), json.loads(run(team, *words, "--format", "json").stdout)["template"]

    (team / "odd.md").write_text("# It broke\n\n## Why it broke so badly\nNobody knows.\n")
    assert show("odd.md") == ("Template  none fits; checked for what any postmortem has", None)
    assert show(LATE) == ("Template  default (auto: 13 of 17 sections and fields)", "default")
    done = run(team, "check", LATE, "odd.md", "--template", "auto", *TODAY)
    assert done.stdout.decode().endswith("fixes.\nTemplate auto: default for 1 document, none for 1.\n")
    assert b"Template auto" not in run(team, "check", LATE, *TODAY).stdout


def test_show_as_json(team: Path) -> None:
    done = run(team, "show", LATE, "--format", "json", *TODAY)
    shown = json.loads(done.stdout)
    assert (shown["act"], shown["template"], shown["incident"]["end"]) == (1, "default", "2026-03-05")
    assert [owner["text"] for owner in shown["owners"]] == ["Jonas Weber", "Mei Chen"]
    assert (shown["meeting"]["date"], shown["meeting"]["time"], shown["meeting"]["zone"]) == (
        "2026-03-16",
        "14:00",
        "ET",
    )
    assert len(shown["timeline"]) == 5


def test_rules_and_a_rule(tmp_path: Path) -> None:
    listed = json.loads(run(tmp_path, "rules", "--format", "json").stdout)
    assert {rule["rule"] for rule in listed} >= {"PM001", "PM304", "PM802"}
    page = run(tmp_path, "rule", "MEETING-LATE").stdout.decode()
    assert page.startswith("PM304 meeting-late (error, has a fix)\n\nThe meeting is later than the policy allows.\n")


def test_the_plan_of_the_issues(team: Path) -> None:
    done = run(team, "issues", "--dry-run", "--format", "json", *TODAY)
    steps = json.loads(done.stdout)
    assert [(step["action"], step["line"]) for step in steps if step["action"] == "create"] == [
        ("create", 50),
        ("create", 52),
    ]
    assert all(set(step) == {"action", "path", "line", "text", "title", "issue", "reason"} for step in steps)
    assert done.returncode == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"GITHUB_TOKEN": "bad\x01token"},
        {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "ftp://example.com"},
        {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "http://127.0.0.1:1"},
    ],
)
def test_github_out_of_reach_is_exit_three(team: Path, environment: dict[str, str]) -> None:
    done = run(
        team, "issues", "--dry-run", "--format", "json", *TODAY, environment={"GITHUB_REPOSITORY": "a/b", **environment}
    )
    assert (done.returncode, done.stdout) == (3, b"")
    assert len(done.stderr.splitlines()) == 1 and b"token\n" not in done.stderr


def test_since_holds_for_the_plan_of_the_issues(team: Path) -> None:
    plan = run(team, "issues", "--dry-run", "--since", "2026-02-20", *TODAY).stdout.decode()
    assert "incidents before 2026-02-20" in plan and "2026-02-11-checkout-errors.md" not in plan


@pytest.fixture
def clone(team: Path) -> Path:
    """A clone whose main branch lacks the late postmortem, and whose topic branch adds it."""
    shutil.rmtree(team / ".git")
    late = (team / LATE).read_bytes()
    (team / LATE).unlink()
    (team / "ours.md").write_text("# Title\n\n## Story\nTell what happened in your own words.\n")
    (team / "never.toml").write_text('fail-on = "never"\n')
    git(team, "init", "-q", "-b", "main")
    git(team, "add", ".")
    git(team, "commit", "-qm", "one")
    git(team, "switch", "-qc", "topic")
    (team / LATE).write_bytes(late)
    git(team, "add", ".")
    git(team, "commit", "-qm", "two")
    return team


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "PM304 meeting-late"),
        (("--isolated",), 1, "PM304 meeting-late"),
        (("--config", "never.toml"), 0, "PM304 meeting-late"),
        (("--config", "none.toml"), 2, "config: 'none.toml' is not on 'main'"),
        (("--config", "../none.toml"), 2, "config"),
        (("--config", "never.toml", "--isolated"), 2, "give one of them"),
        (("--template", "ours.md"), 1, "The section “Story” is missing"),
        (("--template", "none.md"), 2, "template: 'none.md' is not on 'main'"),
        (("--since", "2026-03-06"), 0, "is about an incident before `since`: left alone"),
        (("--act", "2"), 1, "PM101"),
        (("--pull-request", "3"), 2, "--pull-request"),
    ],
)
def test_a_local_review_takes_every_option_or_refuses_it(
    clone: Path, words: Sequence[str], code: int, said: str
) -> None:
    done = run(clone, "review", "--dry-run", "--base", "main", *TODAY, *words)
    assert (done.returncode, len(done.stderr.splitlines())) == (code, int(code == 2 or "--since" in words)), done.stderr
    assert said in (done.stdout + done.stderr).decode()


def test_a_local_review_reads_the_shared_calendar_of_its_base(clone: Path) -> None:
    git(clone, "switch", "-q", "main")
    with (clone / "pm-lint.toml").open("a") as file:
        file.write('[meeting]\ncalendar = "team.ics"\nwithin = 30\n')
    (clone / "team.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "three")
    git(clone, "switch", "-q", "topic")
    git(clone, "rebase", "-q", "main")
    (clone / "team.ics").write_text("broken")
    done = run(clone, "review", "--dry-run", "--base", "main", *TODAY)
    assert "PM308 meeting-not-on-calendar" in done.stdout.decode(), done.stderr


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("review", "--isolated"), "--isolated"),
        (("review", "--act", "2"), "--act"),
        (("issues", "--isolated"), "--isolated"),
        (("issues", "--format", "json"), "--format json"),
    ],
)
def test_inside_actions_no_option_is_dropped(team: Path, words: Sequence[str], option: str) -> None:
    done = run(team, *words, environment={"GITHUB_EVENT_PATH": "x"})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"pm-lint: a run inside GitHub Actions doesn't take {option}\n"


def test_a_plan_for_one_document_knows_the_others(team: Path) -> None:
    """Or the issues of all others would look as if their documents were gone, or renamed to this one."""
    every = json.loads(run(team, "issues", "--dry-run", "--format", "json", *TODAY).stdout)
    with FakeGitHub() as github:
        repo = github.repository("alice/postmortems")
        repo.commit("main", {"README.md": "x"})
        environment = {"GITHUB_TOKEN": "t_bot", "GITHUB_REPOSITORY": "alice/postmortems", "GITHUB_API_URL": github.url}
        event = team / "event.json"
        event.write_text(json.dumps(github.push_event(repo)))
        acted = {
            **environment, "GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(event), "GITHUB_WORKSPACE": str(team)
        }  # fmt: skip
        made = run(team, "issues", *TODAY, environment=acted)
        assert (made.returncode, len(repo.issues)) == (0, 2), made.stdout
        done = run(team, "issues", "--dry-run", "--format", "json", GOOD, *TODAY, environment=environment)
    assert {step["path"] for step in json.loads(done.stdout)} == {GOOD}
    mine = [(step["line"], step["text"]) for step in every if step["path"] == GOOD]
    assert [(step["line"], step["text"]) for step in json.loads(done.stdout)] == mine


def test_issues_of_some_documents_are_only_planned(team: Path) -> None:
    done = run(team, "issues", GOOD, environment={"GITHUB_EVENT_PATH": "x"})
    assert done.returncode == 2 and b"--dry-run" in done.stderr


def test_more_issues_than_max_new_are_none(team: Path) -> None:
    done = run(team, "issues", "--dry-run", "--max-new", "1", *TODAY)
    assert done.returncode == 1
    assert "max-new: 2" in done.stdout.decode()


def test_check_loads_nothing_of_github(team: Path) -> None:
    script = (
        "import sys; from pm_lint.cli import main; main(['check', %r, '--isolated', '--format', 'json']);"
        "print(sorted({'github', 'holidays', 'requests', 'dateutil', 'icalendar', 'recurring_ical_events',"
        " 'urllib.request', 'tzdata'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script % GOOD],
        cwd=team,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert done.stderr.decode().strip() == "[]"


def test_the_demo_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py")], cwd=tmp_path, capture_output=True, check=False, timeout=600
    )
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "PM304 meeting-late" in said
    assert "new comment at" in said
    assert "create  new" in said
