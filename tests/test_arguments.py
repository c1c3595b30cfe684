"""A plain command line is read as argparse reads it; whatever else there is, argparse reads."""

from __future__ import annotations

import pytest

from pm_lint.arguments import COMMANDS, field, read_plain
from pm_lint.arguments_parser import parser


@pytest.mark.parametrize(
    "line",
    [
        "check",
        "check a.md",
        "check a.md b c/d",
        "check -",
        "check --no-cache a.md",
        "check a.md b.md --no-cache --format json",
        "check --format=json --format concise a.md",
        "check --output-file - a.md",
        "check --output sarif=a.sarif --output=json=- --exit-zero a.md",
        "completions zsh",
        "check --stdin-filename=-x.md -",
        "check --select=a=b --ignore PM101,owner",
        "check --today 2026-03-02 --since=2025-01-01 --act 2 --jobs 3 --fail-on never",
        "check --config c.toml --isolated --template t.md",
        "show",
        "show a.md --format json",
        "show --template default",
        "clean",
        "rules --format json",
        "rule PM101",
        "deadline 2026-03-02 --country US --within 3 --unit calendar-days --explain",
        "deadline --meeting 2026-03-04 2026-03-02",
        "report --ics - a b",
        "new --owner @a Outage",
        "init --dry-run",
        "review --dry-run --base main --pull-request 7",
        "issues a.md --max-new 0",
        "action",
    ],
)
def test_plain(line: str) -> None:
    read = read_plain(line.split())
    assert read
    assert vars(read) == vars(parser().parse_args(line.split()))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "--version",
        "nope",
        "check --help",
        "check -h",
        "check --nope",
        "check --form json",
        "check -- a.md",
        "check a.md --no-cache b.md",
        "check --no-cache=1",
        "check --format",
        "check --format=",
        "check --format xml",
        "check --output xml=a",
        "check --output json",
        "check --exit-zero=1",
        "check --output-file -x",
        "check --today yesterday",
        "check --today 2026-02-30",
        "check --jobs 0",
        "check --act 3",
        "check --act x",
        "check --write-baseline",
        "check --write-baseline b.json",
        "clean a",
        "show a b",
        "rule",
        "rule a b",
        "deadline",
        "deadline tomorrow",
        "report",
    ],
)
def test_not_plain(line: str) -> None:
    assert read_plain(line.split()) is None


def test_an_empty_word_is_a_value() -> None:
    words = ["check", "", "--select", ""]
    read = read_plain(words)
    assert read
    assert vars(read) == vars(parser().parse_args(words))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told_in_words_that_are_known_here(command: str) -> None:
    """What argparse knows beside these would be read by it alone."""
    known = {"action", "choices", "const", "default", "help", "metavar", "nargs", "required", "type"}
    told = dict(COMMANDS[command][1]())
    assert {word for each in told.values() for word in each} <= known
    assert all(each.get("help") for each in told.values())
    assert {each.get("action", "store_true") for each in told.values()} <= {"append", "store_true"}
    assert {each.get("nargs", "?") for each in told.values()} <= {"?", "*"}
    assert sum(not name.startswith("-") for name in told) <= 1
    assert len({field(name) for name in told}) == len(told)
