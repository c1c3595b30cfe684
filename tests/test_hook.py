"""The hook file as pre-commit reads it; `make hook-test` runs it."""

from __future__ import annotations

from pathlib import Path

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
