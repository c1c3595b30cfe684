"""Patterns are compiled late, and what they were compiled to is kept, and is the same."""

from __future__ import annotations

import importlib
import marshal
import pkgutil
import re
from pathlib import Path

import pytest

import pm_lint
from pm_lint.regex import Table, regex


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


def ours() -> list[tuple[str, int]]:
    """Source and flags of every pattern that stands in the code."""
    names = [one.name for one in pkgutil.walk_packages(pm_lint.__path__, "pm_lint.") if "__main__" not in one.name]
    modules = map(importlib.import_module, names)
    late = {id(value): value for module in modules for value in vars(module).values() if type(value) is type(regex(""))}
    return [(pattern.pattern, pattern.flags) for pattern in late.values()]


def test_every_pattern_is_kept_as_it_is(tmp_path: Path) -> None:
    patterns = ours()
    assert len(patterns) > 200
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


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no table",
        marshal.dumps(("another Python", {("a+", 0): (32, b"", 0, {}, ())})),
        marshal.dumps(("no table",)),
        marshal.dumps(5),
    ],
)
def test_what_is_no_use_is_compiled_and_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept"
    file.write_bytes(content)
    table = Table(str(file))
    assert table.compiled("a+", 0).fullmatch("aa")
    table.keep()
    assert file.read_bytes() != content
    assert Table(str(file)).compiled("a+", 0).fullmatch("aa")


@pytest.mark.parametrize("file", [None, "no/such/folder/kept"])
def test_where_nothing_can_be_kept_all_is_compiled(tmp_path: Path, file: str | None) -> None:
    table = Table(file and str(tmp_path / file))
    assert table.compiled("a+", 0).fullmatch("aa")
    table.keep()
    assert table.compiled("a+", 0).fullmatch("aa")
    assert not list(tmp_path.iterdir())
