"""Patterns are compiled late, and what they were compiled to is kept, and is the same."""

from __future__ import annotations

import marshal
import os
import re
from pathlib import Path
from typing import Any

import pytest

from pm_lint.regex import Table, _patterns, compile_all, regex
from pm_lint.store import digest


def test_is_a_pattern() -> None:
    words = regex(r"(?P<first>a+)|B", re.I)
    assert words.sub("-", "xAAb") == "x--"
    assert words.groupindex == {"first": 1}
    assert (words.pattern, words.flags) == (r"(?P<first>a+)|B", re.I | re.U)
    found = words.search("AA")
    assert found and found["first"] == "AA" and found.re == re.compile(r"(?P<first>a+)|B", re.I)


def test_a_wrong_pattern_is_told_at_its_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.match("x")


def test_every_pattern_is_kept_as_it_is(tmp_path: Path) -> None:
    patterns = [pattern.made_of for pattern in _patterns()]
    assert len(set(patterns)) > 200
    file = tmp_path / "kept"
    first = Table(str(file))
    compiled = [first.compiled(*one) for one in patterns]
    first.keep()
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    second = Table(str(file))
    assert [second.compiled(*one) for one in patterns] == compiled
    written = file.stat()
    second.keep()  # there is nothing new
    assert file.stat() == written
    second.compiled("new", 0)
    second.keep()
    assert Table(str(file)).compiled("new", 0) == re.compile("new")
    assert file.stat().st_size > written.st_size


def test_is_read_and_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept"
    first = Table(str(file))
    first.compiled("a+", re.I)
    first.keep()
    monkeypatch.delattr(re, "compile")
    assert Table(str(file)).compiled("a+", re.I).match("Aa")


def test_an_image_keeps_all_when_it_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(str(tmp_path / "kept"))
    monkeypatch.setattr("pm_lint.regex._TABLE", table)
    compile_all()
    monkeypatch.delattr(re, "compile")
    kept = Table(str(tmp_path / "kept"))
    assert all(kept.compiled(*pattern.made_of) for pattern in _patterns())


def sealed(table: Any) -> bytes:
    data = marshal.dumps(table)
    return digest(data) + data


@pytest.mark.parametrize(
    "content",
    [b"", b"no table", bytes(100), sealed(("another Python", {("a+", 0): (32, b"", 0, {}, ())}))],
)
def test_what_is_no_use_is_compiled_and_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept"
    file.write_bytes(content)
    table = Table(str(file))
    assert table.compiled("a+", 0).fullmatch("aa")
    table.keep()
    assert file.read_bytes() != content
    assert Table(str(file)).compiled("a+", 0).fullmatch("aa")


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_what_is_damaged_means_nothing_else(tmp_path: Path, at: int) -> None:
    file = tmp_path / "kept"
    first = Table(str(file))
    first.compiled("(?P<name>ab+)|[c-e]", 0)
    first.keep()
    data = bytearray(file.read_bytes())
    data[at % len(data)] ^= 1
    file.write_bytes(data)
    assert Table(str(file)).compiled("(?P<name>ab+)|[c-e]", 0) == re.compile("(?P<name>ab+)|[c-e]")


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    table = Table(str(tmp_path / "kept"))
    table.compiled("a+", 0)
    table.keep()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", [None, "no/such/folder/kept"])
def test_where_nothing_can_be_kept_all_is_compiled(tmp_path: Path, file: str | None) -> None:
    table = Table(file and str(tmp_path / file))
    assert table.compiled("a+", 0).fullmatch("aa")
    table.keep()
    assert table.compiled("a+", 0).fullmatch("aa")
    assert not list(tmp_path.iterdir())
