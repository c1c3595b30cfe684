"""`pm-lint init` in real repositories: what it sees, what it writes, what it leaves alone."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pm_lint.config_schema import json_schema
from pm_lint.rules import rule_names
from tests.test_new import git, run

ROOT = Path(__file__).parent.parent
WORKFLOW = ".github/workflows/postmortems.yml"
TODAY = ("--today", "2026-11-26")
TEMPLATE = """\
# YYYY-MM-DD Title

**Owner:** Your name goes here.

## Summary
Say in a sentence or two what happened.

## Timeline
- Say what happened when, and how you know it.

## Root cause
Say what made this possible, as far as you know.
"""


def postmortem(day: str = "2026-03-05", time: str = "10:00") -> str:
    """A postmortem in the form of the template above, and of no other."""
    return (
        f"# {day} The search index fell behind\n\n**Owner:** @alice\n\n## Summary\nThe index was 40 minutes old.\n\n"
        f"## Timeline\n- {time} UTC The queue began to grow.\n- 11:00 UTC The queue was empty again: resolved.\n\n"
        "## Root cause\nA consumer stopped without a word.\n"
    )


def unowned(day: str) -> str:
    """A postmortem with an error."""
    return postmortem(day).replace("@alice", "TBD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def init(folder: Path, *words: str) -> tuple[str, dict[str, Any]]:
    """What was printed, and the configuration that stands there afterwards."""
    done = run(folder, "init", *TODAY, *words)
    assert (done.returncode, done.stderr) == (0, b"")
    config = folder / "pm-lint.toml"
    return done.stdout.decode(), tomllib.loads(config.read_text()) if config.exists() else {}


# -- what is written ------------------------------------------------------------------------------------------------


def test_an_empty_repository_gets_the_defaults_and_the_workflow_of_the_readme(repository: Path) -> None:
    said, config = init(repository)
    assert config == {}
    assert (repository / WORKFLOW).read_text() in (ROOT / "README.md").read_text()
    assert "Postmortems: none yet" in said
    assert "Template: none found" in said
    assert "Default branch: main." in said
    assert "Wrote pm-lint.toml and .github/workflows/postmortems.yml." in said
    assert run(repository, "new", "DB lag", *TODAY).returncode == 0
    assert run(repository, "check", *TODAY).returncode == 1


def test_the_diff_shows_exactly_what_is_written(repository: Path) -> None:
    dry, _ = init(repository, "--dry-run")
    assert [path.name for path in repository.iterdir()] == [".git"]
    assert "Would write" in dry
    subprocess.run(["git", "apply"], cwd=repository, input=dry.encode(), check=True)
    applied = {path: (repository / path).read_bytes() for path in ("pm-lint.toml", WORKFLOW)}
    for path in applied:
        (repository / path).unlink()
    said, _ = init(repository)
    assert {path: (repository / path).read_bytes() for path in applied} == applied
    assert said.split("Would")[0].split("Wrote")[0] == dry.split("Would")[0]


def test_a_placeholder_of_the_workflow_is_said(repository: Path) -> None:
    said, _ = init(repository)
    assert ("OWNER" in (repository / WORKFLOW).read_text()) == ("Before you commit the workflow" in said)


@pytest.mark.parametrize(
    ("branch", "line"),
    [
        ("main", "branches: [main, master] # your default branch"),
        ("master", "branches: [main, master] # your default branch"),
        ("trunk", 'branches: ["trunk"] # your default branch'),
    ],
)
def test_the_workflow_names_the_default_branch(tmp_path: Path, branch: str, line: str) -> None:
    git(tmp_path, "init", "-q", "-b", branch)
    init(tmp_path)
    assert line in (tmp_path / WORKFLOW).read_text()


def test_the_remote_knows_the_default_branch(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    git(there, "init", "-q", "-b", "trunk")
    git(there, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x")
    git(tmp_path, "clone", "-q", str(there), str(here))
    git(here, "switch", "-q", "-c", "topic")
    said, _ = init(here)
    assert "Default branch: trunk." in said
    assert 'branches: ["trunk"]' in (here / WORKFLOW).read_text()


def test_it_is_written_at_the_top_of_the_repository(repository: Path) -> None:
    (repository / "docs").mkdir()
    init(repository / "docs")
    assert (repository / "pm-lint.toml").is_file()
    assert list((repository / "docs").iterdir()) == []


def test_a_folder_outside_of_git_is_served_too(tmp_path: Path) -> None:
    said, _ = init(tmp_path)
    assert "Default branch" not in said
    assert (tmp_path / WORKFLOW).is_file()


# -- what is seen ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        (["docs/postmortems/2026-03-05-a.md"], None),
        (["incidents/2026-03-05-a.md", "docs/post-mortem/2026-03-05-b.md"], None),
        (["ops/outages/2026-03-05-a.md", "ops/outages/2026-03-06-b.md"], ["ops/outages/*.md"]),
        (["outages/2025/2025-03-05-a.md", "outages/2026/2026-03-06-b.md"], ["outages/**/*.md"]),
        (["2026-03-05-a.md", "2026-03-06-b.md", "GUIDE.md"], ["[0-9]*.md"]),
        (
            ["blog/a-postmortem.md", "blog/b-postmortem.md", "blog/x.md", "blog/y.md", "blog/z.md"],
            ["blog/*postmortem*.md"],
        ),
        (["ops/[old]/2026-03-05-a.md", "ops/[old]/2026-03-06-b.md"], ["ops/[[]old]/*.md"]),
        (
            ["postmortems/2026-03-05-a.md", "outages/2026-03-05-a.md", "outages/2026-03-06-b.md"],
            ["postmortems/**/*.md", "outages/*.md"],
        ),
        (["postmortems/2026-03-05-a.md", "src/incident/api.md"], ["postmortems/**/*.md"]),
        (["docs/a.md", "docs/b.md"], None),
    ],
)
def test_the_postmortems_are_found(repository: Path, files: list[str], paths: list[str] | None) -> None:
    documents = [path for path in files if "20" in path or "postmortem" in path]
    for path in files:
        put(repository, path, postmortem() if path in documents else "# A guide\n\n## Usage\n\nTurn it on.\n")
    put(repository, "README.md", "# Us\n")
    said, config = init(repository)
    assert config.get("paths") == paths
    assert f"Postmortems: {len(documents) or 'none yet'}" in said
    if documents:
        report = json.loads(run(repository, "check", "--format", "json", *TODAY).stdout)
        assert report["files"] == len(documents)


def test_postmortems_named_readme_are_found(repository: Path) -> None:
    put(repository, "postmortems/README.md", "# How we write them\n")
    put(repository, "postmortems/20260305-lag/README.md", postmortem())
    _, config = init(repository)
    assert config["exclude"] == ["**/*template*.md", "postmortems/README.md"]
    assert json.loads(run(repository, "check", "--format", "json", *TODAY).stdout)["files"] == 1
    assert run(repository, "new", "DB lag", *TODAY).stdout == b"postmortems/20261126-db-lag/README.md\n"


@pytest.mark.parametrize(
    ("files", "template"),
    [
        (["postmortems/template.md"], "postmortems/template.md"),
        (["postmortems/TEMPLATE.md", "docs/postmortem-template.md"], "postmortems/TEMPLATE.md"),
        (["docs/templates/incident.md"], "docs/templates/incident.md"),
        ([".github/postmortem_template.md"], ".github/postmortem_template.md"),
        ([".github/ISSUE_TEMPLATE/postmortem.md", ".github/PULL_REQUEST_TEMPLATE.md"], "auto"),
    ],
)
def test_the_template_is_found(repository: Path, files: list[str], template: str) -> None:
    put(repository, "postmortems/2026-03-05-a.md", postmortem())
    put(repository, "docs/rfc-template.md", "# Title\n\n## Summary\n\n## Motivation\n\n## Drawbacks\n")
    for path in files:
        put(repository, path, TEMPLATE)
    said, config = init(repository)
    assert config["template"] == template
    if template != "auto":
        assert f"Template: {template} (3 sections)" in said
        assert "since" not in config
        assert run(repository, "check", *TODAY).returncode == 0
    for other in files[1:] if template != "auto" else ():
        assert f"not used: {other}" in said


def test_a_file_that_is_no_text_is_no_template(repository: Path) -> None:
    put(repository, "postmortems/2026-03-05-a.md", postmortem())
    (repository / "postmortems/template.md").write_bytes(TEMPLATE.encode() + b"\xff")
    _, config = init(repository)
    assert config["template"] == "auto"


@pytest.mark.parametrize(
    ("days", "order", "said"),
    [
        (["2026-03-05"], None, "Dates: YYYY-MM-DD in 1."),
        (["March 5, 2026"], None, "Dates: with the month's name in 1."),
        (["3/25/2026"], "MDY", "the month first"),
        (["25.3.2026", "04.03.2026"], "DMY", "the day first"),
        (["3/25/2026", "25/3/2026"], None, "no order is set"),
        (["03/04/2026"], None, "can't be seen"),
        (["3/25/2026", "03/04/2026", "03/05/2026", "03/06/2026"], None, "can't be seen"),
    ],
)
def test_the_order_of_dates_is_set_where_it_can_be_seen(
    repository: Path, days: list[str], order: str | None, said: str
) -> None:
    for index, day in enumerate(days):
        put(repository, f"postmortems/{index}.md", postmortem(day))
    printed, config = init(repository)
    assert config.get("dates", {}).get("order") == order
    assert said in printed


def test_old_postmortems_with_errors_are_left_alone_and_newer_ones_checked(repository: Path) -> None:
    put(repository, "postmortems/template.md", TEMPLATE)
    put(repository, "postmortems/2026-03-05-a.md", unowned("2026-03-05"))
    put(repository, "postmortems/2026-05-07-b.md", unowned("2026-05-07"))
    said, config = init(repository)
    assert config["since"].isoformat() == "2026-05-08"
    assert "Backlog: 2 of 2 have errors; incidents before Fri 8 May 2026 are left alone" in said
    assert run(repository, "check", *TODAY).returncode == 0
    put(repository, "postmortems/2026-05-08-c.md", unowned("2026-05-08"))
    assert run(repository, "check", *TODAY).returncode == 1


def test_a_postmortem_of_the_future_does_not_hide_those_of_today(repository: Path) -> None:
    put(repository, "postmortems/template.md", TEMPLATE)
    put(repository, "postmortems/2062-03-05-a.md", unowned("2062-03-05"))
    _, config = init(repository)
    assert config["since"].isoformat() == "2026-11-26"


def test_the_configuration_fits_the_published_schema(repository: Path) -> None:
    from jsonschema import validate

    put(repository, "outages/a.md", postmortem("3/25/2026"))
    put(repository, "outages/b.md", postmortem("3/26/2026"))
    put(repository, "outages/template.md", TEMPLATE)
    _, config = init(repository)
    assert set(config) == {"paths", "template", "since", "dates"}
    validate(json.loads(json.dumps(config, default=str)), json_schema(rule_names()))


# -- what is left alone ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pm-lint.toml", "within-nothing"),
        (".github/pm-lint.toml", ""),
        ("pyproject.toml", "[tool.pm-lint]\n"),
    ],
)
def test_a_configuration_is_left_alone(repository: Path, path: str, text: str) -> None:
    put(repository, path, text)
    done = run(repository, "init", *TODAY)
    assert done.returncode == 0
    assert f"Configuration: {path} is there, and is left as it is." in done.stdout.decode()
    assert (repository / path).read_text() == text
    assert (repository / WORKFLOW).is_file()
    assert "+++ b/pm-lint.toml" not in done.stdout.decode()


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (".github/workflows/ci.yaml", "steps:\n  - uses: acme/pm-lint@abc\n", "ci.yaml runs pm-lint"),
        (".github/workflows/ci.yml", "steps:\n  - run: pm-lint check\n", "ci.yml runs pm-lint"),
        (WORKFLOW, "name: mine\n", "is there without pm-lint"),
    ],
)
def test_a_workflow_is_left_alone(repository: Path, path: str, text: str, said: str) -> None:
    put(repository, path, text)
    printed, config = init(repository)
    assert said in printed
    assert (repository / path).read_text() == text
    assert [file.name for file in (repository / ".github/workflows").iterdir()] == [Path(path).name]
    assert config == {}


def test_the_second_time_there_is_nothing_to_write(repository: Path) -> None:
    init(repository)
    before = {path: path.read_bytes() for path in repository.rglob("*.*") if path.is_file()}
    said, _ = init(repository)
    assert said.endswith("Nothing to write.\n")
    assert {path: path.read_bytes() for path in repository.rglob("*.*") if path.is_file()} == before


def test_all_is_written_or_nothing(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repository / ".github").symlink_to(outside)
    done = run(repository, "init", *TODAY)
    assert done.returncode == 2
    assert b"symbolic link" in done.stderr
    assert not (repository / "pm-lint.toml").exists()
    assert list(outside.iterdir()) == []


def test_names_of_files_are_no_commands_of_a_terminal(repository: Path) -> None:
    put(repository, "postmortems/\x1b[31m/2026-03-05-a.md", postmortem())
    put(repository, "postmortems/::stop-commands::x/template.md", TEMPLATE)
    said, _ = init(repository)
    assert "\x1b" not in said
    assert not any(line.startswith("::") for line in said.split("\n"))
