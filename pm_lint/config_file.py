"""Where the configuration of a folder stands, and its text."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from pathlib import Path

from pm_lint.config import BASE_CANDIDATES
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, read_file
from pm_lint.record import dataclass

#: No configuration file is larger than this, in bytes.
MAX_SIZE = 1024 * 1024


@dataclass(frozen=True)
class Found:
    """A configuration file and its text."""

    path: Path
    text: str

    @property
    def root(self) -> Path:
        """The folder that paths are relative to: the file's own, but the repository's for one in `.github`."""
        folder = self.path.parent
        return folder.parent if folder.name == ".github" else folder


def discover(start: Path) -> Found | None:
    """The configuration that applies in a folder: its own, else that of the nearest folder above it in the repository.

    The search ends at a folder that holds `.git`. Raises ConfigError for a file that can't be read.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in BASE_CANDIDATES:
            if os.path.lexists(folder / name):
                return load(folder / name)
        found = _pyproject(folder / "pyproject.toml")
        if found or os.path.lexists(folder / ".git"):
            return found
    return None


def load(path: Path) -> Found:
    """Read one configuration file: a regular one, no link, of at most 1 MiB, in UTF-8. Raises ConfigError."""
    if path.parent.name == ".github" and path.parent.is_symlink():
        raise ConfigError(f"{path}: can't be read: .github is a symbolic link")
    try:
        data = read_file(path, MAX_SIZE)
    except UnreadableFile as error:
        raise ConfigError(f"{path}: can't be read: {error}") from None
    return Found(path, decode(data, str(path)))


def decode(data: bytes, origin: str, limit: int = MAX_SIZE) -> str:
    """The text of the bytes of a configuration file, or of one that it names. Raises ConfigError."""
    if len(data) > limit:
        raise ConfigError(f"{origin}: can't be read: it is larger than {limit} bytes")
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")  # "utf-8-sig" is a module more
    except UnicodeDecodeError as error:
        raise ConfigError(f"{origin}: can't be read: it is not UTF-8 (byte {error.start})") from None


def _pyproject(path: Path) -> Found | None:
    """A project's file, if it configures pm-lint. One that can't be read and does not name us is none of ours."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        found = load(path)
    except ConfigError:
        return None
    if "pm-lint" not in found.text:
        return None
    from pm_lint.config_parse import read_toml, tool_table
    from pm_lint.config_values import Place

    try:
        tool_table(read_toml(found.text, str(path)), Place(str(path)))
    except ConfigError:
        return found if re.search(r"(?m)^\s*\[\s*tool\s*\.\s*[\"']?pm-lint\b", found.text) else None
    return found
