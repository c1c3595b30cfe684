"""What was computed of the calendars, kept between runs in a folder of the user's cache.

A text is a file of its own, written at once or not at all, so that runs side by side don't disturb each other. Whatever
is not exactly what was written is as good as absent, and where nothing can be kept, nothing is: no error comes of it.
The folder is named after the versions that the texts depend on; those of other versions are removed.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from pathlib import Path

from pm_lint import __version__, store
from pm_lint.files import UnreadableFile, read_file
from pm_lint.record import dataclass
from pm_lint.store import is_ours

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
        if folder is None or not (is_ours(str(folder)) or _made(folder)):
            return
        store.put(str(folder), _file_name(key), f"{_seal(key, text)}\n{text}".encode())

    @functools.cached_property
    def _folder(self) -> Path | None:
        """The folder of these versions, there yet or not; None where nothing can be kept, or somebody else could."""
        version = holidays_version()
        if version is None or (os.path.lexists(self.cache) and not is_ours(str(self.cache))):
            return None
        folder = self.cache / f"{_PREFIX}{__version__}-{version}"
        return folder if is_ours(str(folder)) or not os.path.lexists(folder) else None


def user_store(environment: Mapping[str, str]) -> DayStore | None:
    """The store in the user's cache folder; None where the environment names none."""
    folder = store.cache_folder(environment)
    return DayStore(Path(folder)) if folder else None


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


def _made(folder: Path) -> bool:
    """Make the folder, and remove those of other versions."""
    import shutil

    if not store.made(str(folder)):
        return False
    try:
        others = [name for name in os.listdir(folder.parent) if name.startswith(_PREFIX) and name != folder.name]
    except OSError:
        return False
    for name in others:
        shutil.rmtree(folder.parent / name, ignore_errors=True)
    return True
