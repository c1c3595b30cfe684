"""`pm-lint report --ics`: which meetings are in the feed, when they begin, and where their documents can be read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import icalendar
import pytest

from pm_lint.cli import main
from pm_lint.report import address, hosted

DOCUMENT = """# 2026-03-05 {title}

**Postmortem Owner:** {owner}

**Meeting Scheduled For:** {meeting}

## Timeline
- 2026-03-05 10:00 UTC: The search was slow.
- 2026-03-06 11:00 UTC: Resolved.
"""


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the team, which is where we are, outside of GitHub."""
    for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "postmortems").mkdir()
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(team: Path, name: str, meeting: str, title: str = "Search lag", owner: str = "Alice") -> None:
    text = DOCUMENT.format(meeting=meeting, title=title, owner=owner)
    (team / "postmortems" / f"{name}.md").write_text(text)


def feed(*words: str) -> list[Any]:
    assert main(["report", "--ics", "feed.ics", "--today", "2026-03-06", *words]) == 0
    found: Any = icalendar.Calendar.from_ical(Path("feed.ics").read_bytes())
    return list(found.events)


def git(team: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(team), *words], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("meeting", "start", "said"),
    [
        ("2026-03-12 10:30 UTC", "20260312T103000Z", None),
        ("2026-03-12 10:30", "20260312", "At 10:30 (no time zone is written)"),
        ("2026-03-12 10:30 IST", "20260312", "At 10:30 IST"),  # of India, Ireland or Israel
        ("2026-03-12", "20260312", None),
        ("2026-03-12 10:30 PT", "20260312T173000Z", None),
        ("2026-03-07 10:30 PT", "20260307T183000Z", None),  # before the clocks are changed
        ("2026-03-08 02:30 PT", "20260308", "At 02:30 PT"),  # while they are: there is no such time
        ("Thu 12 Mar 2026, 23:30 UTC-2", "20260313T013000Z", None),
    ],
)
def test_when_a_meeting_begins(team: Path, meeting: str, start: str, said: str | None) -> None:
    """In UTC where time and zone are certain, else all day: no zone is guessed."""
    write(team, "a", meeting)
    found = feed()
    assert [one["DTSTART"].to_ical().decode() for one in found] == [start]
    lines = str(found[0]["DESCRIPTION"]).split("\n")
    assert [line for line in lines if line.startswith("At ")] == ([said] if said else [])


def test_what_an_event_says(team: Path) -> None:
    write(team, "a", "2026-03-12 10:30 UTC", owner="Alice and @bob")
    (event,) = feed()
    assert str(event["SUMMARY"]) == "Postmortem: Search lag"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Owner: Alice, @bob",
        "Incident: Thu 5 Mar 2026 to Fri 6 Mar 2026",
        "To be held by: Fri 13 Mar 2026",
        "Document: postmortems/a.md",
    ]
    assert "ATTENDEE" not in event and "URL" not in event


def test_the_same_bytes_twice_with_ends_of_lines_as_they_must_be(team: Path) -> None:
    write(team, "a", "2026-03-12 10:30 UTC")
    feed()
    first = (team / "feed.ics").read_bytes()
    feed()
    assert (team / "feed.ics").read_bytes() == first
    assert first.count(b"\r\n") == first.count(b"\n") > 10
    assert sorted(path.name for path in team.iterdir()) == [".git", "feed.ics", "postmortems"]


def test_what_is_left_out_is_counted(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(team, "a", "2026-03-12 10:30 UTC")
    write(team, "b", "TBD")
    write(team, "c", "04/05/2026")
    write(team, "d", "Waived by @alice")
    write(team, "e", "31 February 2026")
    write(team, "f", "9999-12-31 23:30 UTC")
    (team / "postmortems/g.md").write_bytes(b"# \xff")
    (team / "postmortems/h.md").write_text("# 2026-03-05 No meeting at all\n")
    assert len(feed()) == 1
    assert capsys.readouterr().err.splitlines() == [
        "pm-lint: 6 postmortems are not in the feed: 1 can't be read,"
        " 1 with a meeting's date that can be read in two ways, 4 without a meeting's date; `pm-lint check` says where"
    ]


def test_the_feed_may_be_what_the_configuration_names(team: Path) -> None:
    names = 'meeting.calendar = "feed.ics"\n'
    (team / "pm-lint.toml").write_text(f"{names}[[overrides]]\npaths = ['postmortems']\n{names}")
    write(team, "a", "2026-03-12 10:30 UTC")
    assert len(feed()) == 1
    assert main(["check", "--today", "2026-03-06", "--select", "PM308", "--fail-on", "warning"]) == 0
    write(team, "a", "2026-03-11 10:30 UTC")
    assert main(["check", "--today", "2026-03-06", "--select", "PM308", "--fail-on", "warning"]) == 1


def test_an_empty_feed_is_still_one(team: Path) -> None:
    write(team, "a", "TBD")
    assert feed() == []


def test_the_past_is_in_it_and_older_incidents_are_not(team: Path) -> None:
    write(team, "a", "2026-03-12 10:30 UTC")
    old = DOCUMENT.format(title="Old", owner="Bob", meeting="2025-03-12 10:30 UTC").replace("2026-03", "2025-03")
    (team / "postmortems/old.md").write_text(old)
    assert len(feed()) == 2
    assert len(feed("--since", "2026-01-01")) == 1
    assert len(feed("postmortems/old.md")) == 1
    (team / "pm-lint.toml").write_text("[[overrides]]\npaths = ['postmortems/old.md']\nsince = 2026-01-01\n")
    assert len(feed()) == 1


def test_standard_output_is_the_very_text(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(team, "a", "2026-03-12 10:30 UTC", title=f"{'x' * 54} ::error::y ##[group]z")
    feed()
    assert main(["report", "--ics", "-", "--today", "2026-03-06"]) == 0
    assert capsys.readouterr().out == (team / "feed.ics").read_bytes().decode()


def test_a_runners_log_gets_no_command(
    team: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that is folded may begin with whatever a title says."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for width in range(50, 56):
        write(team, "a", "2026-03-12 10:30 UTC", title=f"{'x' * width} ::error::y ##[group]z")
        assert main(["report", "--ics", "-", "--today", "2026-03-06"]) == 0
        out = capsys.readouterr().out
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in out.splitlines())
        assert icalendar.Calendar.from_ical(out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["report"], "--ics FILE is missing"),
        (["report", "--ics", "nowhere/feed.ics"], "nowhere/feed.ics: can't be written: No such file or directory"),
        (["report", "--ics", "feed.ics", "none.md"], "none.md: there is no such file or folder"),
        (["report", "--ics", "feed.ics", "empty"], "no Markdown document was found in empty"),
        (["report", "--ics", "feed.ics", "--template", "none.md"], "none.md"),
    ],
)
def test_wrong_use_is_one_sentence(team: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    write(team, "a", "2026-03-12 10:30 UTC")
    (team / "empty").mkdir()
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert not (team / "feed.ics").exists()


# -- where documents can be read ------------------------------------------------------------------------------------

GITHUB = ("https://github.com", "a/b.c")


@pytest.mark.parametrize(
    ("remote", "environment", "expected"),
    [
        ("https://github.com/a/b.c.git", {}, GITHUB),
        ("https://github.com/a/b.c/", {}, GITHUB),
        ("https://alice:t0ken@github.com/a/b.c", {}, GITHUB),
        ("git@github.com:a/b.c.git", {}, GITHUB),
        ("ssh://git@GitHub.com/a/b.c.git", {}, GITHUB),
        ("https://gitlab.com/a/b.c.git", {}, ("", "")),
        ("https://github.com/a/b/c.git", {}, ("", "")),
        ("https://github.com.evil.example/a/b.git", {}, ("", "")),
        ("/srv/git/a/b.git", {}, ("", "")),
        ("git@g.example:a/b.git", {"GITHUB_SERVER_URL": "https://g.example/"}, ("https://g.example", "a/b")),
        ("git@github.com:x/y.git", {"GITHUB_REPOSITORY": "a/b.c"}, GITHUB),
        ("git@github.com:a/b.c.git", {"GITHUB_REPOSITORY": "no repository"}, GITHUB),
        (None, {}, ("", "")),
    ],
)  # fmt: skip
def test_the_repository(tmp_path: Path, remote: str | None, environment: dict[str, str], expected: object) -> None:
    git(tmp_path, "init", "-q")
    if remote:
        git(tmp_path, "remote", "add", "origin", remote)
    assert hosted(tmp_path, environment) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("postmortems/a.md", "https://github.com/a/b.c/blob/HEAD/postmortems/a.md"),
        ("post mortems/a#é<.md", "https://github.com/a/b.c/blob/HEAD/post%20mortems/a%23%C3%A9%3C.md"),
        ("../elsewhere/a.md", None),
        ("a\udcff\r\n.md", "https://github.com/a/b.c/blob/HEAD/a%3F%0D%0A.md"),
    ],
)
def test_an_address(path: str, expected: str | None) -> None:
    assert address(*GITHUB, path) == expected
    assert address("", "", path) is None


def test_a_configuration_below_the_top_names_documents_from_the_top(team: Path) -> None:
    """So that an event keeps its id when the configuration is moved."""
    (team / ".git").rmdir()
    git(team, "init", "-q")
    git(team, "remote", "add", "origin", "git@github.com:a/b.c.git")
    write(team, "a", "2026-03-12 10:30 UTC")
    (here,) = feed()
    assert here["URL"] == "https://github.com/a/b.c/blob/HEAD/postmortems/a.md"
    (team / "postmortems/pm-lint.toml").write_text("paths = ['*.md']\n")
    (below,) = feed("--config", "postmortems/pm-lint.toml")
    assert (below["URL"], below["UID"]) == (here["URL"], here["UID"])


def test_the_teams_zone_settles_what_a_meetings_zone_means(team: Path) -> None:
    (team / "pm-lint.toml").write_text('[calendar]\ntime-zone = "Asia/Kolkata"\n')
    write(team, "one", "2026-03-12 10:30 IST")
    assert feed()[0]["DTSTART"].to_ical() == b"20260312T050000Z"
