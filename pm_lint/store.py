"""Files in the user's cache folder: written at once or not at all, where nobody else can write, and never in the way.

Imports nothing that Python itself has not, for runs that must not wait.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: Files older than this are removed; seconds.
OLDEST = 30 * 24 * 3600
#: Together they take no more than this, in bytes; the oldest go first.
MOST = 128 * 1024 * 1024
#: So often is that looked after; seconds.
_EVERY = 3600
_LOOKED_AFTER = ".pruned"


def cache_folder(environment: Mapping[str, str]) -> str | None:
    """pm-lint's folder in the user's cache, there yet or not; None where the environment names none.

    `PM_LINT_CACHE_DIR` names the folder itself; where it is set to anything but an absolute path, nothing is kept.
    """
    if "PM_LINT_CACHE_DIR" in environment:
        named = environment["PM_LINT_CACHE_DIR"]
        return named if os.path.isabs(named) else None
    for variable, below in (("XDG_CACHE_HOME", ""), ("HOME", ".cache"), ("LOCALAPPDATA", "")):
        named = environment.get(variable, "")
        if os.path.isabs(named):  # a relative one is to be ignored, says the XDG specification
            return os.path.join(named, below, "pm-lint")
    return None


def is_ours(folder: str) -> bool:
    """Whether it is a folder in which nobody but its user, who we are, can put a file."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):  # on Windows modes say nothing, and the folder inherits from the user's own
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def made(folder: str) -> bool:
    """Make a folder of ours in pm-lint's folder, which is made as well; whether it is there, and ours."""
    cache = os.path.dirname(folder)
    try:
        os.makedirs(os.path.dirname(cache), exist_ok=True)
    except OSError:
        return False
    return all(_is_made(one) for one in (cache, folder))


def _is_made(folder: str) -> bool:
    try:  # noqa: SIM105 - contextlib would have to be imported
        os.mkdir(folder, 0o700)
    except OSError:
        pass  # it is there already, or cannot be
    return is_ours(folder)


def put(folder: str, name: str, *parts: bytes) -> None:
    """Write a file of a folder of ours, where that is possible."""
    draft = os.path.join(folder, f".{name}.{os.getpid()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # EXCL: through no link either
    try:
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as stream:
            stream.writelines(parts)
        os.replace(draft, os.path.join(folder, name))
    except OSError:
        _removed(draft)


def prune(folder: str, now: float) -> None:
    """Remove what is old, and the oldest of what is too much, once an hour; ``now`` is in seconds since 1970."""
    mark = os.path.join(folder, _LOOKED_AFTER)
    try:
        if 0 <= now - os.stat(mark).st_mtime < _EVERY:
            return
    except OSError:
        pass  # never yet
    put(folder, _LOOKED_AFTER, b"")
    files: list[tuple[float, int, str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    files.append((found.st_mtime, found.st_size, entry.path))
    except OSError:
        return
    room = MOST
    for written, size, path in sorted(files, reverse=True):
        room -= size
        if room < 0 or now - written > OLDEST:
            _removed(path)


def _removed(path: str) -> None:
    try:  # noqa: SIM105 - contextlib would have to be imported
        os.unlink(path)
    except OSError:
        pass
