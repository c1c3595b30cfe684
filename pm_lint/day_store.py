"""What was computed of the calendars, kept between runs in a folder of the user's cache.

A text is a file of its own, written at once or not at all, so that runs side by side don't disturb each other. Whatever
is not exactly what was written is as good as absent, and where nothing can be kept, nothing is: no error comes of it.
The folder is named after the versions that the texts depend on; those of other versions are removed.
"""

from __future__ import annotations

import functools
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pm_lint import __version__
from pm_lint.files import UnreadableFile, read_file
from pm_lint.record import dataclass

_PREFIX = "days-off-"
#: A year takes 1 to 3 KB.
_LARGEST = 64 * 1024


@dataclass(frozen=True)
class DayStore:
    """Remembers texts by key in files below ``cache``, pm-lint's own folder there. See `finding.Memory`."""

    cache: Path

    def get(self, key: str) -> str | None:
        """The text last put there; None where there is none, or where it may not be what was written."""
        if self._folder is None:
            return None
        try:
            data = read_file(self._folder / _file_name(key), _LARGEST)
            text = data.decode("utf-8")
        except (UnreadableFile, UnicodeDecodeError):
            return None
        head, _, kept = text.partition("\n")
        return kept if head == _seal(key, kept) else None

    def put(self, key: str, text: str) -> None:
        """Remember a text, where that is possible."""
        folder = self._folder
        if folder is None or not (_is_ours(folder) or _made(folder)):
            return
        file = folder / _file_name(key)
        draft = folder / f".{file.name}.{os.getpid()}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            try:
                with os.fdopen(os.open(draft, flags, 0o600), "wb") as stream:
                    stream.write(f"{_seal(key, text)}\n{text}".encode())
                os.replace(draft, file)
            finally:
                draft.unlink(missing_ok=True)
        except OSError:
            return

    @functools.cached_property
    def _folder(self) -> Path | None:
        """The folder of these versions, there yet or not; None where nothing can be kept, or somebody else could."""
        version = holidays_version()
        if version is None or (os.path.lexists(self.cache) and not _is_ours(self.cache)):
            return None
        folder = self.cache / f"{_PREFIX}{__version__}-{version}"
        return folder if _is_ours(folder) or not os.path.lexists(folder) else None


def user_store(environment: Mapping[str, str]) -> DayStore | None:
    """The store in the user's cache folder; None where the environment names none."""
    for variable, below in (("XDG_CACHE_HOME", "."), ("HOME", ".cache"), ("LOCALAPPDATA", ".")):
        named = environment.get(variable, "")
        if os.path.isabs(named):  # a relative one is to be ignored, says the XDG specification
            return DayStore(Path(named, below, "pm-lint"))
    return None


def holidays_version() -> str | None:
    """The installed version of `holidays`, as the name of its metadata's folder says; None where that is not clear.

    Neither the package nor importlib.metadata is imported: that would take longer than all that is saved.
    """
    from importlib.machinery import PathFinder

    try:
        spec = PathFinder.find_spec("holidays")
        names = os.listdir(Path(spec.origin).parent.parent) if spec and spec.origin else []
    except OSError:
        return None
    found = [match[1] for name in names if (match := re.fullmatch(r"holidays-([0-9A-Za-z.+!]{1,40})\.dist-info", name))]
    return found[0] if len(found) == 1 else None


def _file_name(key: str) -> str:
    return _digest(key)[:32]


def _seal(key: str, text: str) -> str:
    return _digest(f"{key}\n{text}")


def _digest(text: str) -> str:
    import hashlib  # only where a calendar is configured

    return hashlib.sha256(text.encode()).hexdigest()


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder in which nobody but its user, who we are, can put a file."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    others = stat.S_IWGRP | stat.S_IWOTH
    owner = os.geteuid() if hasattr(os, "geteuid") else found.st_uid
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & others


def _made(folder: Path) -> bool:
    """Make the folder, and remove those of other versions."""
    import shutil

    try:
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        others = [name for name in os.listdir(folder.parent) if name.startswith(_PREFIX) and name != folder.name]
    except OSError:
        return False
    for name in others:
        shutil.rmtree(folder.parent / name, ignore_errors=True)
    return _is_ours(folder)
