"""What is completed: in bash by its own script, elsewhere by the same table."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from pm_lint.arguments import COMMANDS, FORMATS, SHELLS
from pm_lint.completions import commands, rule_words, script
from pm_lint.rules import RULES

#: As bash splits a line: `=` is a word of its own.
LINES = {
    ("ch",): ["check"],
    ("",): [*COMMANDS, "--help", "--version"],
    ("check", "--exit"): ["--exit-zero"],
    ("check", "--out"): ["--output", "--output-file"],
    ("check", "--nope"): [],
    ("check", "--format", ""): list(FORMATS),
    ("check", "--format", "=", "js"): ["json"],
    ("check", "--format", "="): list(FORMATS),
    ("check", "--select", "meeting-l"): ["meeting-late"],
    ("check", "--select", "PM301,owner-h"): ["PM301,owner-handle"],
    ("check", "--ignore", "=", "PM301,PM20"): [f"PM301,{rule}" for rule in RULES if rule.startswith("PM20")],
    ("check", "--output", "sa"): ["sarif="],
    ("check", "--output", "=", "sa"): ["sarif="],
    ("check", "--output", "sarif", "=", "o"): ["one.sarif"],
    ("check", "--output", "sarif", "="): ["a b.md", "one.sarif", "two"],
    ("check", "--output", "=", "sarif", "=", "t"): ["two"],
    ("check", "--since", ""): [],
    ("check", "a"): ["a b.md"],
    ("check", "--no-cache", "t"): ["two"],
    ("check", "--no-cache", "t", "--fail-on", "w"): ["warning"],
    ("rule", "PM30"): [rule for rule in RULES if rule.startswith("PM30")],
    ("show", "--act", ""): ["1", "2"],
    ("completions", "f"): ["fish"],
    ("clean", ""): [],
    ("nope", "a"): [],
}


@pytest.fixture(scope="module")
def completed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], list[str]]:
    folder = tmp_path_factory.mktemp("completed")
    for name in ("a b.md", "one.sarif"):
        (folder / name).write_text("")
    (folder / "two").mkdir()
    asked = [
        f"COMP_WORDS=(pm-lint {shlex.join(words)}); COMP_CWORD={len(words)}; _pm_lint; "
        'printf "%s\\t" "${COMPREPLY[@]}"; echo'
        for words in LINES
    ]
    done = subprocess.run(
        ["bash", "-c", "\n".join([script("bash"), *asked])], cwd=folder, capture_output=True, text=True, check=True
    )
    answers = [line.split("\t")[:-1] for line in done.stdout.splitlines()]
    return dict(zip(LINES, [[word for word in words if word] for words in answers], strict=True))


@pytest.mark.parametrize("words", LINES, ids=" ".join)
def test_bash(completed: dict[tuple[str, ...], list[str]], words: tuple[str, ...]) -> None:
    assert sorted(completed[words]) == sorted(LINES[words])


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_option_choice_and_rule_is_in_each_script(shell: str) -> None:
    """The parts of a script: whatever is in the tables is there, without its dashes where the shell adds them."""
    text = script(shell)
    for command in commands():
        assert command.name in text
        for option in command.options:
            name = option.name.removeprefix("--") if shell == "fish" else option.name
            assert any(f"{before}{name}{after}" in text for before in " '\"*" for after in " =['\"")
            assert not option.value or all(word in text for word in option.value.words)
    assert all(word in text for word in rule_words())


@pytest.mark.parametrize("shell", SHELLS)
def test_no_word_of_a_script_leaves_its_quotes(shell: str, tmp_path: Path) -> None:
    """What is told in help texts has quotes and backticks, and none of it is run."""
    assert all(line.count("'") % 2 == 0 for line in script(shell).splitlines() if not line.startswith("#"))


def test_every_kind_of_value_is_known() -> None:
    """A new argument is completed as what its help calls it, or says here that nobody can guess it."""
    told = {told["metavar"] for _, arguments in COMMANDS.values() for _, told in arguments() if "metavar" in told}
    assert told - {"FILE", "PATH", "RULE", "RULES", "FORMAT=FILE", "SHELL"} == {
        "BRANCH", "CODE", "DATE", "DAYS", "N", "NAME", "NUMBER", "TITLE",
    }  # fmt: skip
