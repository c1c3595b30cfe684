"""The hook file as pre-commit reads it; `make hook-test` runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest  # type: ignore[import-untyped]

from pm_lint.arguments import read_plain

FILE = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"


def test_the_hook_is_one_that_pre_commit_takes() -> None:
    [hook] = load_manifest(str(FILE))
    assert (hook["id"], hook["language"], hook["pass_filenames"], hook["require_serial"]) == (
        "pm-lint", "python", True, True,
    )  # fmt: skip
    program, *words = hook["entry"].split()
    read = read_plain([*words, "a.md", "b.md"])
    assert program == "pm-lint"
    assert read and (read.paths, read.in_scope) == (["a.md", "b.md"], True)


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("--exit-zero", False), ("--fail-on=never", False), ("--config=a.md", False), ("--output-file=b.md", False),
        ("-", False), ("a.md", True), ("docs/--exit-zero", True), ("postmortems/-a.md", True),
    ],
)  # fmt: skip
def test_no_name_of_a_file_is_passed_that_would_be_an_option(name: str, passed: bool) -> None:
    [hook] = load_manifest(str(FILE))
    assert (re.search(hook["exclude"], name) is None) is passed
