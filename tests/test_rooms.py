"""Who may import whom: data flows one way through the rooms, and each alone knows its library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pm_lint"
ROOMS = ("markdown", "postmortem", "rules", "output", "github")
FILES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it, by its full name."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: imports are absolute"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    words = module.split(".")
    return words[1] if words[0] == "pm_lint" and len(words) > 1 and words[1] in ROOMS else None


def test_the_rooms_are_there() -> None:
    assert {name.split("/")[0] for name in FILES if "/" in name} >= set(ROOMS)


@pytest.mark.parametrize("file", [name for name in FILES if name.split("/")[0] in ROOMS])
def test_no_room_imports_from_one_to_its_right(file: str) -> None:
    own = ROOMS.index(file.split("/")[0])
    right = {module for module in imported(FILES[file]) if (room := room_of(module)) and ROOMS.index(room) > own}
    assert not right


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("mistune", "markdown/"),
        ("yaml", "postmortem/front_matter.py"),
        ("holidays", "postmortem/"),
        ("recurring_ical_events", "shared_calendar.py"),
        ("github", "github/transport.py"),
        ("requests", "github/"),
    ],
)
def test_a_library_has_one_home(library: str, home: str) -> None:
    users = {name for name, path in FILES.items() if any(module.split(".")[0] == library for module in imported(path))}
    assert users
    assert all(name.startswith(home) for name in users)
