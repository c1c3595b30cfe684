"""The diff of what fixing changes: git applies it, and what comes out is the fixed text."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pm_lint.edits import edited
from pm_lint.finding import Edit, Span
from pm_lint.fixing_diff import unified
from tests.test_edits import texts_and_edits


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span(line, column, end_line, end_column), text)


def diff(text: str, edits: Sequence[Edit]) -> tuple[list[str], str]:
    """The lines of the diff, and the new text."""
    old = text.split("\n")
    made = edited(old, edits)
    return list(unified("a.md", old, made)), made.text


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("a\nb\n", [], []),
        ("a\nb\n", [edit(1, 1, 1, 2, "a")], []),
        ("a\nb\n", [edit(2, 1, 2, 2, "B")], ["@@ -1,2 +1,2 @@", " a", "-b", "+B"]),
        ("a\n", [edit(1, 1, 1, 1, "x\n")], ["@@ -1 +1,2 @@", "+x", " a"]),
        ("a\n", [edit(2, 1, 2, 1, "x\n")], ["@@ -1 +1,2 @@", " a", "+x"]),
        ("a\n", [edit(1, 1, 2, 1, "")], ["@@ -1 +0,0 @@", "-a"]),
        ("", [edit(1, 1, 1, 1, "a\n")], ["@@ -0,0 +1 @@", "+a"]),
        ("a", [edit(1, 2, 1, 2, "\n")], ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"]),
        ("a\nb", [edit(1, 2, 2, 2, "")], ["@@ -1,2 +1 @@", "-a", "-b", "\\ No newline at end of file", "+a",
                                          "\\ No newline at end of file"]),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9", [edit(5, 1, 5, 2, "x")],
         ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+x", " 6", " 7", " 8"]),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9", [edit(1, 1, 1, 2, "x"), edit(9, 1, 9, 2, "")],
         ["@@ -1,4 +1,4 @@", "-1", "+x", " 2", " 3", " 4", "@@ -6,4 +6,3 @@", " 6", " 7", " 8", "-9",
          "\\ No newline at end of file"]),
        ("1\n2\n3\n4\n5\n6\n7\n8", [edit(1, 1, 1, 2, "x"), edit(8, 1, 8, 2, "y")],
         ["@@ -1,8 +1,8 @@", "-1", "+x", *(f" {n}" for n in range(2, 8)), "-8", "\\ No newline at end of file", "+y",
          "\\ No newline at end of file"]),
        ("a\r\nb\r\n", [edit(2, 1, 2, 2, "B")], ["@@ -1,2 +1,2 @@", " a\r", "-b\r", "+B\r"]),
    ],
)  # fmt: skip
def test_unified(text: str, edits: list[Edit], expected: list[str]) -> None:
    lines, _ = diff(text, edits)
    assert lines == (["--- a.md", "+++ a.md", *expected] if expected else [])


def patched(text: str, lines: Sequence[str]) -> str:
    """What becomes of a text by its diff, read as its format says."""
    old = re.findall(r"[^\n]*\n|[^\n]+$", text)
    made: list[str] = []
    at, before = 0, ""
    for line in lines[2:]:
        if header := re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(header[1]), int(header[2] or 1)
            start = first - 1 if count else first
            made += old[at:start]
            at = start
            assert len(made) == int(header[3]) - (header[4] != "0")
        elif line.startswith("\\"):
            if before == "-":
                assert not old[at - 1].endswith("\n")
            else:
                assert at == len(old)
                made[-1] = made[-1].removesuffix("\n")
        else:
            before = line[0]
            if before != "+":
                assert old[at].removesuffix("\n") == line[1:]
                at += 1
            if before != "-":
                made.append(line[1:] + "\n")
    return "".join(made + old[at:])


@settings(derandomize=True, max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts_and_edits())
def test_applied_it_gives_the_new_text(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    lines, made = diff(text, edits)
    assert patched(text, lines) == made
    assert bool(lines) == (text != made)


def test_git_applies_it(tmp_path: Path) -> None:
    text = "\ufeff# a\r\n\r\nb\nc \n\u2028\n" + "x\n" * 20 + "end"
    lines, made = diff(text, [edit(1, 2, 1, 3, "A"), edit(3, 1, 4, 1, ""), edit(26, 4, 26, 4, "\nmore")])
    (tmp_path / "a.md").write_bytes(text.encode())
    patch = "".join(f"{line}\n" for line in lines).encode()
    subprocess.run(["git", "apply", "-p0", "--whitespace=nowarn"], cwd=tmp_path, input=patch, check=True)
    assert (tmp_path / "a.md").read_bytes() == made.encode()
