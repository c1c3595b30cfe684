"""Where the configuration of a folder is looked for, and what is no configuration."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pm_lint.config_file import MAX_SIZE, decode, discover, load
from pm_lint.config_parse import parse
from pm_lint.errors import ConfigError
from tests.test_config import RULES


def _repository(folder: Path) -> Path:
    (folder / ".git").mkdir()
    inner = folder / "docs" / "postmortems"
    inner.mkdir(parents=True)
    return inner


def test_the_nearest_file_is_found_upwards(tmp_path: Path) -> None:
    inner = _repository(tmp_path)
    assert discover(inner) is None
    (tmp_path / "pyproject.toml").write_text("[tool.pm-lint]\nfail-on = 'never'")
    found = discover(inner)
    assert found and (found.path, found.root) == (tmp_path / "pyproject.toml", tmp_path)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "pm-lint.toml").write_text("# github")
    found = discover(inner)
    assert found and (found.text, found.root) == ("# github", tmp_path)
    (tmp_path / "pm-lint.toml").write_text("# root")
    found = discover(inner)
    assert found and found.text == "# root"
    (inner / "pm-lint.toml").write_text("# inner")
    found = discover(inner)
    assert found and (found.text, found.root) == ("# inner", inner)


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    (tmp_path / "pm-lint.toml").write_text("")
    repository = tmp_path / "repository"
    repository.mkdir()
    assert discover(_repository(repository)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[project]\ndependencies = ['pm-lint']", False),
        ("broken [", False),
        ("[project]\ndependencies = ['pm-lint'", False),
        ("[tool.pm-lint]\nbroken", True),
        ('[tool."pm-lint"]', True),
        ("[tool]\npm-lint = {}", True),
    ],
)
def test_a_project_file_counts_if_it_configures_us(tmp_path: Path, text: str, found: bool) -> None:
    _repository(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text)
    assert (discover(tmp_path) is not None) is found


def test_links_and_other_things_are_no_configuration(tmp_path: Path) -> None:
    _repository(tmp_path)
    path = tmp_path / "pm-lint.toml"
    path.symlink_to("/etc/passwd")
    with pytest.raises(ConfigError, match="symbolic link"):
        discover(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        discover(tmp_path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(ConfigError, match="not a regular file"):
        discover(tmp_path)
    path.unlink()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pm-lint.toml").write_text("")
    (tmp_path / ".github").symlink_to("elsewhere")
    with pytest.raises(ConfigError, match=r"\.github is a symbolic link"):
        discover(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pm-lint.toml"
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 5\)"):
        load(path)
    path.write_bytes(b"#" * (MAX_SIZE + 1))
    with pytest.raises(ConfigError, match="larger than"):
        load(path)
    path.unlink()
    with pytest.raises(ConfigError, match="No such file"):
        load(path)
    assert parse(decode(b"\xef\xbb\xbffail-on = 'never'\r\n", "x"), "x", RULES).fail_on is None
