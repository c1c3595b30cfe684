"""The baseline: what is counted, what is held back, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pm_lint.baseline import counted, gone, held_back, read_baseline, written
from pm_lint.errors import ConfigError
from pm_lint.finding import Finding, Severity, Span
from pm_lint.linter import Checked
from tests.test_cli import LATE, TODAY, run
from tests.test_cli import team as team


def result(path: str, *rules: str) -> Checked:
    """A document with a finding of each of these rules, one a line."""
    found = [
        Finding(Span.at(line), "It is wrong.", "key", Severity.ERROR, rule=rule, path=path)
        for line, rule in enumerate(rules, 1)
    ]
    return Checked(path, "", None, tuple(found))


@pytest.mark.parametrize(
    ("known", "rules", "shown", "baselined", "mended"),
    [
        ({}, ["PM403"], ["PM403"], 0, 0),
        ({"PM403": 1}, ["PM403"], [], 1, 0),
        ({"PM403": 2}, ["PM403", "PM403"], [], 2, 0),
        ({"PM403": 2}, ["PM403"], [], 1, 1),
        ({"PM403": 2}, [], [], 0, 2),
        ({"PM403": 1}, ["PM403", "PM403"], ["PM403", "PM403"], 0, 0),  # which one is new?
        ({"PM403": 1}, ["PM304", "PM403"], ["PM304"], 1, 0),
        ({"PM403": 1, "PM304": 1}, ["PM304", "PM403", "PM403"], ["PM403", "PM403"], 1, 0),
    ],
)
def test_findings_are_held_back_up_to_their_count(
    known: dict[str, int], rules: list[str], shown: list[str], baselined: int, mended: int
) -> None:
    checked = held_back(result("a.md", *rules), {"a.md": known, "b.md": {"PM403": 9}})
    assert [finding.rule for finding in checked.findings] == shown
    assert (checked.baselined, checked.mended) == (baselined, mended)


def test_what_is_written_is_read_again() -> None:
    results = [result("b/ä.md", "PM403", "PM304", "PM403"), result("a.md", "PM001"), result("c.md")]
    counts = counted(results)
    assert counts == {"b/ä.md": {"PM403": 2, "PM304": 1}, "a.md": {"PM001": 1}}
    text = written(counts)
    assert read_baseline(text, "known.json") == counts
    assert text == written(counted(reversed(results)))  # sorted, and so the same bytes
    assert text.isascii() and text.endswith("}\n")
    assert all(not held_back(one, counts).findings for one in results)


def test_what_is_gone_is_counted_for_files_that_are_gone_too() -> None:
    counts = {"a.md": {"PM403": 2}, "gone.md": {"PM403": 3, "PM304": 1}}
    assert gone({"a.md": held_back(result("a.md", "PM403"), counts).mended}, counts) == 5
    assert gone({"a.md": 0}, {"a.md": {"PM403": 2}}) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not valid JSON (line 1, column 1: "),
        ('{"version": 1,\n<<<<<<< HEAD\n', "is not valid JSON (line 2, column 1: "),
        ("[" * 100_000, "is not valid JSON"),
        ('{"version": 1, "counts": {"a.md": {"PM403": ' + "1" * 5000 + "}}}", "is not valid JSON"),
        ("[]", 'must be an object with "version" and "counts" alone'),
        ('{"version": 1}', 'must be an object with "version" and "counts" alone'),
        ('{"version": 2, "counts": {}}', "is not of version 1"),
        ('{"version": true, "counts": {}}', "is not of version 1"),
        ('{"version": 1, "counts": []}', "counts must be an object"),
        ('{"version": 1, "counts": {"a.md": 3}}', "counts['a.md'] must be an object"),
        ('{"version": 1, "counts": {"a.md": {"PM403": "2"}}}', "counts['a.md']['PM403'] must be a whole number from 1"),
        ('{"version": 1, "counts": {"a.md": {"PM403": 0}}}', "must be a whole number from 1"),
        ('{"version": 1, "counts": {"a.md": {"PM403": true}}}', "must be a whole number from 1"),
        ('{"version": 1, "counts": {"a.md": {"PM403": 1.5}}}', "must be a whole number from 1"),
    ],
)
def test_a_damaged_baseline_is_refused(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_baseline(text, "known.json")
    assert str(refused.value).startswith("baseline: 'known.json'")
    assert said in str(refused.value)


# -- on the command line ------------------------------------------------------------------------------------------


def configure(team: Path, text: str = 'baseline = "pm-lint-baseline.json"\n') -> None:
    path = team / "pm-lint.toml"
    path.write_text(text + path.read_text())


def test_write_then_check_then_mend(team: Path) -> None:
    done = run(team, "check", "--write-baseline", *TODAY)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = done.stdout.decode().splitlines()
    assert first.startswith("pm-lint-baseline.json: ") and first.endswith(" in 2 files will be held back")
    assert second == 'Add baseline = "pm-lint-baseline.json" to the configuration.'
    file = team / "pm-lint-baseline.json"
    before = file.read_bytes()
    counts = json.loads(before)["counts"]
    total = sum(sum(rules.values()) for rules in counts.values())
    assert counts[LATE]["PM304"] == 1

    assert run(team, "check", *TODAY).returncode == 1
    configure(team)
    done = run(team, "check", *TODAY)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"No findings in 3 files ({total} in the baseline).\n"
    assert json.loads(run(team, "check", "--format", "json", *TODAY).stdout)["suppressed"] == total
    again = run(team, "check", "--write-baseline", *TODAY)
    assert (again.stdout.decode().splitlines(), file.read_bytes()) == ([first], before)

    document = team / LATE
    document.write_text("\n" + document.read_text().replace("Mon 3/16/2026", "Thu 3/12/2026"))  # moved, and mended
    done = run(team, "check", *TODAY)
    assert done.returncode == 0
    gone = b"pm-lint: 1 finding of the baseline is gone: write it again with --write-baseline\n"
    assert done.stderr == gone
    for some in ((LATE,), ("--ignore", "PM403"), ("--since", "2026-03-01")):  # what isn't looked at isn't gone
        assert run(team, "check", *some, *TODAY).stderr == b""

    document.write_text(document.read_text().replace("TODO: ask", "TODO and TBD: ask"))
    done = run(team, "check", *TODAY, "--format", "concise", "--fail-on", "notice")
    shown = [line.split()[2] for line in done.stdout.decode().splitlines()]
    assert (done.returncode, counts[LATE]["PM007"], shown) == (1, 1, ["PM007", "PM007"])  # which one is new?


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--write-baseline", "postmortems/a.md"), "must be the path of a file that ends in"),
        (("--write-baseline", "../known.json"), "must be a path inside the repository"),
        (("--write-baseline=known.json", "postmortems"), "leave out PATH, --select, --ignore and --since"),
        (("postmortems", "--write-baseline"), "leave out PATH"),
        (("--write-baseline", "--select", "PM304"), "leave out PATH"),
        (("--write-baseline", "--ignore", "PM304"), "leave out PATH"),
        (("--write-baseline", "--since", "2026-01-01"), "leave out PATH"),
    ],
)
def test_what_would_be_written_wrong_is_refused(team: Path, words: tuple[str, ...], said: str) -> None:
    before = sorted(path.name for path in team.rglob("*"))
    done = run(team, "check", *words, *TODAY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert sorted(path.name for path in team.rglob("*")) == before


def test_the_baseline_is_written_where_it_is_said(team: Path) -> None:
    configure(team, 'baseline = "docs/known.json"\n')
    (team / "docs").mkdir()
    (team / "docs" / "known.json").write_text("damaged")
    done = run(team, "check", *TODAY)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"baseline: 'docs/known.json' is not valid JSON (line 1, column 1" in done.stderr
    inner = team / "postmortems"
    assert run(inner, "check", "--write-baseline", *TODAY).stdout.startswith(b"docs/known.json: ")
    assert run(inner, "check", *TODAY).returncode == 0
    done = run(inner, "check", "--write-baseline", "here.json", *TODAY)
    assert done.stdout.endswith(b'Add baseline = "postmortems/here.json" to the configuration.\n')
    assert (inner / "here.json").read_bytes() == (team / "docs" / "known.json").read_bytes()
    (team / "docs" / "known.json").unlink()
    assert b"'docs/known.json' can't be read" in run(team, "check", *TODAY).stderr


def test_a_link_is_not_written_through(team: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.json"
    victim.write_text("{}")
    (team / "pm-lint-baseline.json").symlink_to(victim)
    done = run(team, "check", "--write-baseline", *TODAY)
    assert (done.returncode, victim.read_text()) == (2, "{}")
    assert b"symbolic link" in done.stderr
