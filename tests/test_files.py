"""Documents on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pm_lint.files import UnreadableFile, is_in, markdown_files, read_file


def test_a_regular_file(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"12345")
    assert read_file(file, 5) == b"12345"
    with pytest.raises(UnreadableFile, match="larger than 4 bytes"):
        read_file(file, 4)


def test_whatever_is_no_regular_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    os.mkfifo(tmp_path / "fifo.md")
    for name, why in {
        "link.md": "symbolic link",
        "fifo.md": "not a regular file",
        ".": "not a regular file",
        "none.md": "can't be opened",
    }.items():
        with pytest.raises(UnreadableFile, match=why):
            read_file(tmp_path / name, 100)


def test_markdown_files(tmp_path: Path) -> None:
    for name in ("b.md", "a.MD", "c.txt", "x/d.markdown", ".git/e.md", "node_modules/f.md", "x/y/g.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    found = [str(path.relative_to(tmp_path)) for path in markdown_files(tmp_path)]
    assert found == ["a.MD", "b.md", "x/d.markdown", "x/y/g.md"]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("docs/a.md", True), ("docs", True), ("docs/gone.md", False), ("", False), ("a\0.md", False),
        ("../beside.md", False), ("docs/../docs/a.md", False), ("/etc/passwd", False), ("docs//a.md", False),
        ("x" * 5000, False),
    ],
)  # fmt: skip
def test_what_is_in_a_folder(tmp_path: Path, name: str, there: bool) -> None:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "a.md").touch()
    (tmp_path / "beside.md").touch()
    assert is_in(root, name) is there
