"""Which lines a comment may stand on."""

from __future__ import annotations

import pytest

from pm_lint.github.hunks import END, Lines, changed_lines, right_lines, shown


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        (None, []),
        ("", []),
        ("@@ -0,0 +1,2 @@\n+a\n+b", [(1, 2)]),
        ("@@ -1 +1 @@\n-a\n+b", [(1, 1)]),
        ("@@ -1,3 +1,3 @@ context\n a\n-b\n+B\n c\n\\ No newline at end of file", [(1, 3)]),
        ("@@ -1,2 +0,0 @@\n-a\n-b", []),
        ("@@ -5,3 +5,2 @@\n a\n-b\n c", [(5, 6)]),
        ("@@ -1 +1,2 @@\n a\n+b\n@@ -9,2 +10,3 @@\n x\n+y\n z", [(1, 2), (10, 12)]),
        ("@@ -1,9 +1,9 @@\n a\n+b", [(1, 2)]),  # cut short by GitHub
        ("@@ -1 +1,3 @@\n+@@ -1 +99 @@\n \n+\\ x", [(1, 3)]),  # a document about patches
        ("@@ -0,0 +1,2 @@\n+a\r\n+b\u2028c", [(1, 2)]),
        ("no patch\n+x", []),
        ("@@ -1,1 +99999999999999999999 @@\n+x", []),
    ],
)
def test_right_lines(patch: str | None, lines: list[tuple[int, int]]) -> None:
    assert list(right_lines(patch)) == lines


@pytest.mark.parametrize(
    ("patch", "changes", "lines"),
    [
        ("@@ -0,0 +1,2 @@\n+a\n+b", 2, [(1, 2)]),
        ("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\\ No newline at end of file", 2, [(2, 2)]),
        ("@@ -1,4 +1,5 @@\n a\n+b\n c\n+d\n+e\n f", 3, [(2, 2), (4, 5)]),
        ("@@ -5,3 +5,2 @@\n a\n-b\n c", 1, [(5, 6)]),
        ("@@ -1,2 +1,1 @@\n-b\n c", 1, [(1, 1)]),
        ("@@ -1,2 +0,0 @@\n-a\n-b", 2, [(1, 1)]),
        ("@@ -1 +1,2 @@\n a\n+b\n@@ -9,2 +10,3 @@\n x\n+y\n z", 2, [(2, 2), (11, 11)]),
        ("@@ -1,9 +1,9 @@\n a\n+b", 7, [(2, 2), (3, END)]),  # cut short by GitHub
        (None, 9, [(1, END)]),  # left out by GitHub
        (None, 0, []),  # renamed, or its mode changed
        ("no patch\n+x", 0, []),
    ],
)
def test_changed_lines(patch: str | None, changes: int, lines: list[tuple[int, int]]) -> None:
    assert list(changed_lines(patch, changes)) == lines


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [((3, 3), (3, 3)), ((1, 4), (1, 4)), ((4, 12), (4, 5)), ((6, 9), None), ((7, 30), (10, 20)), ((21, 21), None)],
)
def test_shown(wanted: tuple[int, int], expected: tuple[int, int] | None) -> None:
    assert shown(Lines(*wanted), (Lines(1, 5), Lines(10, 20))) == expected
