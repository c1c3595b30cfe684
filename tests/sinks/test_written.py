"""That nothing is printed or written past the functions that make it inert: read in the code, all of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pm_lint

ROOT = Path(pm_lint.__file__).parent
INERT = {"terminal", "on_terminal"}
#: All else that writes to a stream, and why it may.
WRITES = {
    # what each format, page or plan has made inert line by line; a file or a pipe gets a new document as it is
    ("writing.py", "sys.stdout"),
    ("cli_github.py", "sys.stderr"),
    ("github/action.py", "out"),
    # the document that standard input held, mended: whoever gave it has it back
    ("fixing_files.py", "sys.stdout.buffer"),
    # a sentence of numbers
    ("checking.py", "sys.stderr"),
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                yield file.relative_to(ROOT).as_posix(), node


def test_what_is_printed_is_inert() -> None:
    printed = [(file, one) for file, one in calls() if isinstance(one.func, ast.Name) and one.func.id == "print"]
    assert len(printed) > 5
    for file, one in printed:
        for argument in one.args:
            ours = isinstance(argument, ast.Constant)
            inert = isinstance(argument, ast.Call) and isinstance(argument.func, ast.Name) and argument.func.id in INERT
            assert ours or inert, f"{file}:{one.lineno}: {ast.unparse(one)}"


def test_streams_are_written_to_in_known_places() -> None:
    found = set()
    for file, one in calls():
        if isinstance(one.func, ast.Attribute) and one.func.attr in ("write", "writelines"):
            stream = ast.unparse(one.func.value)
            if stream in ("out", "log") or stream.startswith("sys."):
                found.add((file, stream))
    assert found == WRITES
