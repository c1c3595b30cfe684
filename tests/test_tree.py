"""The names of the files below a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pm_lint.tree import ENDINGS, names_below

FILES = ("b.md", "a.MD", "c.txt", "x/d.markdown", ".git/e.md", "node_modules/f.md", "x/y/g.md", ".h/i.md", "x.md/j.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    (tmp_path / "link.md").symlink_to(tmp_path / "c.txt")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "none")
    (tmp_path / "loop").symlink_to(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("hidden", "endings", "names"),
    [
        (False, ENDINGS, ["a.MD", "b.md", "link.md", "nowhere.md", "x/d.markdown", "x/y/g.md", "x.md/j.md"]),
        (True, ENDINGS, ["a.MD", "b.md", "link.md", "nowhere.md", ".h/i.md", "x/d.markdown", "x/y/g.md", "x.md/j.md"]),
        (False, (".txt",), ["c.txt"]),
        (False, (), ["a.MD", "b.md", "c.txt", "link.md", "nowhere.md", "x/d.markdown", "x/y/g.md", "x.md/j.md"]),
    ],
)
def test_names(folder: Path, hidden: bool, endings: tuple[str, ...], names: list[str]) -> None:
    assert names_below(str(folder), hidden=hidden, endings=endings) == names


def test_what_is_no_folder_holds_nothing(folder: Path) -> None:
    assert names_below(str(folder / "b.md"), hidden=True) == names_below(str(folder / "none"), hidden=True) == []
