"""`pm-lint new`: real files, from templates of every form, judged by `pm-lint check`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
from pathlib import Path
from unittest import mock

import pytest

from pm_lint.cli import main
from pm_lint.postmortem.bundled import BUNDLED

#: What only a person can write may be missing; whatever the command writes or leaves must not be wrong.
NEVER = {
    *("PM001", "PM002", "PM003", "PM004", "PM005", "PM008", "PM009", "PM101", "PM103", "PM104", "PM105", "PM106"),
    *("PM201", "PM202", "PM206", "PM301", "PM302", "PM303", "PM304", "PM305", "PM306", "PM309", "PM310"),
    *("PM403", "PM405", "PM408"),
}
BODY = """
## Summary
Say in a sentence or two what happened.

## Timeline
Say what happened when, and how you know it.

## Impact
Say how many people were affected, and for how long.
"""
TEMPLATES = {
    "labels": "# YYYY-MM-DD Title\n\n**Owner:** Your name\n\n**Severity:** SEV-?\n\n**Meeting:** Put the date here.\n"
    + BODY,
    "colon outside": "# Title\n\n**Owner**:\n**Severity**:\n**Meeting**: <when?>\n" + BODY,
    "plain": "# <title> (YYYY-MM-DD)\n\nOwner: _you_\nSeverity: `SEV-?`\nMeeting scheduled for: YYYY-MM-DD\n" + BODY,
    "list": "# Incident: <title>\n\n- **Owner:** [Your name](https://github.com/you)\n- **Severity:** 1 / 2 / 3\n"
    "- **Meeting:** <!-- date and time -->\n- **Date:** YYYY-MM-DD\n" + BODY,
    "table": "# YYYY-MM-DD Title\n\n| Field | Value |\n| --- | --- |\n| Owner | |\n|Severity||\n| Meeting | When? |\n"
    + BODY,
    "table of tags": "# Title\n\nField|Value\n---|---\nOwner|<!-- @you -->\nSeverity|<SEV>\nMeeting|a \\| b\n" + BODY,
    "setext": "YYYY-MM-DD Title\n================\n\n**Owner:** You  \n**Severity:** SEV  \n**Meeting:** When  \n\n"
    "Summary\n-------\nSay in a sentence or two what happened.\n",
    "top sections": "# YYYY-MM-DD Title\n\n**Owner:** You\n**Severity:** SEV\n**Meeting:** When\n"
    + BODY.replace("## ", "# "),
    "no title": "**Owner:** You\n\n**Severity:** SEV\n\n**Meeting:** When\n" + BODY,
    "front matter": '---\ntitle: "Title"\ndate: YYYY-MM-DD\nlayout: post\n---\n\n# Title\n\n**Owner:** You\n'
    "**Severity:** SEV\n**Meeting:** When\n" + BODY,
    "sample rows": "# YYYY-MM-DD Title\n\n**Owner:** You\n**Severity:** SEV\n**Meeting:** When\n\n## Timeline\n\n"
    "- 2021-01-31 10:00 UTC Start\n- 2021-01-31 11:00 UTC End\n",
    "sample table": "# YYYY-MM-DD Title\n\n**Owner:** You\n**Severity:** SEV\n**Meeting:** When\n\n## Timeline\n\n"
    "| Time | Event |\n| --- | --- |\n| 2021-12-31 10:00 UTC | What happened at that time, please |\n",
    "two acts": "# YYYY-MM-DD Title\n\n**Owner:** You\n**Severity:** SEV\n**Meeting:** When\n"
    + BODY
    + "\n## Lessons\n<!-- pm-lint: from=meeting -->\nSay what you learned from all of it.\n",
}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """The command line, whatever this machine's own git is configured to.

    It runs in this process, which has imported all of it: two hundred starts would take a minute. The command line as a
    process of its own is what test_cli.py is about.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    out, err = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, environment, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(words)
        out.flush()
        err.flush()
    return subprocess.CompletedProcess(words, code, *(stream.buffer.getvalue() for stream in (out, err)))


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def findings(folder: Path, path: str, *words: str) -> set[str]:
    done = run(folder, "check", path, "--format", "json", *words)
    assert done.stderr == b""
    return {finding["rule"] for finding in json.loads(done.stdout)["findings"]}


NOW = ("--today", "2026-11-24")
GIVEN = ("Search index lag", "--date", "2026-11-20", "--owner", "@alice", "--severity", "SEV-2", *NOW)
PATH = "postmortems/2026-11-20-search-index-lag.md"


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_template_gives_a_document_that_lacks_only_its_content(team: Path, name: str) -> None:
    done = run(team, "new", *GIVEN, "--template", name)
    assert (done.returncode, done.stdout.decode()) == (0, f"{PATH}\n")
    text = (team / PATH).read_text(encoding="utf-8")
    assert "pm-lint:" not in text
    assert "Search index lag" in text.split("\n## ")[0]
    assert not findings(team, PATH, "--template", name, *NOW) & NEVER


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_team_s_template_gives_a_document_that_lacks_only_its_content(team: Path, name: str) -> None:
    (team / "template.md").write_bytes(TEMPLATES[name].encode())
    (team / "pm-lint.toml").write_text('template = "template.md"\n')
    assert run(team, "new", *GIVEN).returncode == 0
    text = (team / PATH).read_bytes().decode()
    assert "\r" not in text
    assert "@alice" in text
    assert "SEV-2" in text
    assert "2026-11-27" in text
    assert not findings(team, PATH, *NOW) & NEVER
    shown = json.loads(run(team, "show", PATH, "--format", "json", *NOW).stdout)
    assert shown["incident"]["date"] == "2026-11-20"
    assert [owner["handle"] for owner in shown["owners"]] == ["alice"]
    assert shown["meeting"]["date"] == "2026-11-27"
    assert shown["severity"] == "SEV-2"


WHOLE = """\
---
title: Title # short
date: YYYY-MM-DD
layout:   post
---

# Incident YYYY-MM-DD: **Title** #

- **Owner:**   You\x20\x20
- **Meeting:** Put it here.<br>
- **Channel:** #inc-YYYY

## Summary <!-- pm-lint: optional -->
\tSay, in a sentence, what it was.\x20\x20


## Lessons
<!-- pm-lint: from=meeting -->
<!-- a comment -->
Say what you learned from it. <!-- pm-lint: keep -->"""
FILLED = """\
---
title: Search index lag # short
date: 2026-11-20
layout:   post
---

# Incident 2026-11-20: **Search index lag** #

- **Owner:**   @alice\x20\x20
- **Meeting:** 2026-11-27<br>
- **Channel:** #inc-YYYY

## Summary
\tSay, in a sentence, what it was.\x20\x20


## Lessons
<!-- a comment -->
Say what you learned from it."""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_all_else_is_the_template_s_byte_for_byte(team: Path, end: str, mark: str) -> None:
    (team / "t.md").write_bytes((mark + WHOLE.replace("\n", end)).encode())
    assert run(team, "new", *GIVEN, "--template", "t.md").returncode == 0
    assert (team / PATH).read_bytes().decode() == FILLED.replace("\n", end)


def test_a_sample_row_that_is_known_as_one_stays_one(team: Path) -> None:
    (team / "t.md").write_text(TEMPLATES["sample table"])
    run(team, "new", *GIVEN, "--template", "t.md")
    assert "| 2021-12-31 10:00 UTC | What happened at that time, please |" in (team / PATH).read_text()
    assert "PM006" in findings(team, PATH, "--template", "t.md", *NOW)


def test_what_is_not_given_stays_the_template_s(team: Path) -> None:
    run(team, "new", "DB lag", *NOW)
    text = (team / "postmortems/2026-11-24-db-lag.md").read_text()
    assert text.startswith("# 2026-11-24 DB lag\n\n**Postmortem Owner:** Your name goes here.\n")


def test_the_owner_is_the_login_that_git_knows(team: Path) -> None:
    git(team, "config", "github.user", "octocat")
    run(team, "new", "DB lag", *NOW)
    assert "**Postmortem Owner:** @octocat\n" in (team / "postmortems/2026-11-24-db-lag.md").read_text()


# -- the deadline -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "words", "day", "said"),
    [
        ("", (), "2026-11-27", "Fri 27 Nov 2026"),
        ('[calendar]\ncountry = "US"\n', (), "2026-11-30", "Thanksgiving"),
        ("[meeting]\nwithin = 2\n", (), "2026-11-24", "2 business days after Fri 20 Nov 2026"),
        (
            '[meeting]\nwithin = 8\nunit = "calendar-days"\n',
            (),
            "2026-11-27",
            "last working day before Sat 28 Nov 2026",
        ),
        ('[meeting]\nwithin = 1\nunit = "calendar-days"\n', (), "2026-11-20", "1 calendar day after"),
        (
            "[meeting.by-severity]\nSEV-1 = { within = 1 }\n",
            ("--severity", "SEV-1"),
            "2026-11-23",
            "1 business day after",
        ),
        ("[meeting.by-severity]\nSEV-1 = { within = 1 }\n", ("--severity", "SEV-2"), "2026-11-27", "5 business days"),
        ("", ("--date", "2020-01-06"), "2020-01-13", "when it was due"),
    ],
)
def test_the_meeting_is_on_the_last_day_allowed(
    team: Path, config: str, words: tuple[str, ...], day: str, said: str
) -> None:
    (team / "pm-lint.toml").write_text(config)
    done = run(team, "new", *GIVEN, *words)
    assert said in done.stderr.decode()
    path = done.stdout.decode().strip()
    assert f"**Meeting Scheduled For:** {day}\n" in (team / path).read_text()
    assert not findings(team, path, *NOW) & NEVER


def test_an_estimated_holiday_does_not_move_the_meeting(team: Path) -> None:
    (team / "pm-lint.toml").write_text('[calendar]\ncountry = "AE"\n')  # the ninth, if the moon is seen, is a holiday
    then = ("--today", "2027-03-03")
    path = run(team, "new", "DB lag", "--owner", "@alice", "--date", "2027-03-02", *then).stdout.decode().strip()
    assert "**Meeting Scheduled For:** 2027-03-08\n" in (team / path).read_text()
    assert not findings(team, path, *then) & NEVER


def test_a_severity_that_the_deadline_depends_on_gets_a_line(team: Path) -> None:
    (team / "pm-lint.toml").write_text("[meeting.by-severity]\nSEV-2 = { within = 1 }\n")
    run(team, "new", *GIVEN)
    assert "**Meeting Scheduled For:** 2026-11-23\n\n**Severity:** SEV-2\n\n## Overview" in (team / PATH).read_text()


@pytest.mark.parametrize("name", TEMPLATES)
def test_that_line_stands_where_it_is_read_in_any_template(team: Path, name: str) -> None:
    (team / "pm-lint.toml").write_text('template = "t.md"\n[meeting.by-severity]\nSEV-2 = { within = 1 }\n')
    template = "\n".join(line for line in TEMPLATES[name].split("\n") if "Severity" not in line)
    (team / "t.md").write_bytes(template.replace("\n", "\r\n").encode())
    assert run(team, "new", *GIVEN).returncode == 0
    shown = json.loads(run(team, "show", PATH, "--format", "json", *NOW).stdout)
    assert (shown["severity"], shown["meeting"]["date"]) == ("SEV-2", "2026-11-23")
    text = (team / PATH).read_bytes().decode()
    assert text.count("\r\n") == text.count("\n")
    assert not findings(team, PATH, *NOW) & NEVER


def test_what_the_template_has_no_place_for_is_said(team: Path) -> None:
    (team / "t.md").write_text("# Title\n" + BODY)
    said = run(team, "new", *GIVEN, "--template", "t.md").stderr.decode()
    assert "the template has no line for it" in said
    assert "no line for the owner: @alice is not written" in said
    assert "no line for the severity: SEV-2 is not written" in said
    assert "To be written: Summary, Timeline, Impact." in said


# -- where it goes ----------------------------------------------------------------------------------------------------


def test_nothing_is_overwritten(team: Path) -> None:
    (team / "postmortems").mkdir()
    (team / PATH).write_text("mine")
    done = run(team, "new", *GIVEN)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{PATH} exists already" in done.stderr.decode()
    assert (team / PATH).read_text() == "mine"


@pytest.mark.parametrize("words", [("--dry-run",), ("--output", "-")])
def test_a_dry_run_prints_the_document_and_writes_nothing(team: Path, words: tuple[str, ...]) -> None:
    done = run(team, "new", *GIVEN, *words)
    assert done.returncode == 0
    assert done.stdout.startswith(b"# 2026-11-20 Search index lag\n\n**Postmortem Owner:** @alice\n")
    assert [path.name for path in team.iterdir()] == [".git"]


def test_the_output_may_be_named(team: Path) -> None:
    done = run(team, "new", *GIVEN, "--output", "notes/lag.md")
    assert done.stdout == b"notes/lag.md\n"
    assert (team / "notes/lag.md").is_file()
    assert b"outside of what is checked" in done.stderr


def test_the_command_to_copy_runs_nothing_that_a_folder_s_name_says(team: Path) -> None:
    (team / "postmortems $(touch pwned)").mkdir()
    (team / "postmortems $(touch pwned)" / "2026-01-12-old.md").touch()
    said = run(team, "new", *GIVEN).stderr.decode()
    path = "postmortems $(touch pwned)/2026-11-20-search-index-lag.md"
    assert f"`pm-lint check '{path}'` says what is missing" in said


def test_a_configured_folder_is_found_from_inside_the_repository(team: Path) -> None:
    (team / "pm-lint.toml").write_text('paths = ["docs/pm/**/*.md"]\n')
    (team / "src").mkdir()
    done = run(team / "src", "new", *GIVEN)
    assert done.stdout == b"../docs/pm/2026-11-20-search-index-lag.md\n"
    assert (team / "docs/pm/2026-11-20-search-index-lag.md").is_file()


@pytest.mark.parametrize("words", [(), ("--output", "postmortems/x.md")])
def test_a_link_out_of_the_repository_is_not_followed(
    team: Path, words: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (team / "postmortems").symlink_to(outside)
    done = run(team, "new", *GIVEN, *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"symbolic link" in done.stderr
    assert list(outside.iterdir()) == []


def test_a_dangling_link_is_no_place_for_a_document(team: Path) -> None:
    (team / "postmortems").mkdir()
    (team / PATH).symlink_to(team / "elsewhere.md")
    assert run(team, "new", *GIVEN).returncode == 2
    assert not (team / "elsewhere.md").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((" ",), "the title is empty"),
        (("a\x1b[31mb",), "the title holds a character that can't be seen"),
        (("x" * 201,), "the title is longer than 200 characters"),
        (("x", "--owner", ""), "--owner is empty"),
        (("2026-11-20 x", "--date", "2026-11-21"), "the title begins with 2026-11-20, and --date is 2026-11-21"),
        (("2026-02-30 x",), "there is no such day"),
        (("x", "--date", "20.11.2026"), "no date in the form YYYY-MM-DD"),
        (("x", "--template", "missing.md"), "missing.md"),
        (("x", "--output", "."), "is a folder"),
        (("x", "--output", "file/x.md"), "its folder can't be made"),
    ],
)
def test_wrong_use_is_one_sentence(team: Path, words: tuple[str, ...], said: str) -> None:
    (team / "file").write_text("")
    done = run(team, "new", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert "\x1b" not in done.stderr.decode()


def test_a_date_before_the_title_is_the_incident_s(team: Path) -> None:
    done = run(team, "new", "2026-11-20: Search index lag", *NOW)
    assert done.stdout.decode() == f"{PATH}\n"
    assert (team / PATH).read_text().startswith("# 2026-11-20 Search index lag\n")
