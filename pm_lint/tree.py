"""The names of the files below a folder. Imports nothing that Python itself has not, for runs that must not wait."""

from __future__ import annotations

import os

#: Folders that hold no documents of the team.
SKIPPED = frozenset({".git", "node_modules", "__pycache__", "site-packages"})
ENDINGS = (".md", ".markdown")


def names_below(folder: str, *, hidden: bool, endings: tuple[str, ...] = ()) -> list[str]:
    """The files below a folder that end so (in any case), by their names relative to it; without ``endings``, all.

    Sorted, a folder's own before those of the folders in it. Links to folders are passed over, and hidden folders
    unless they are asked for; `.git` always. What can't be listed holds nothing.
    """
    found: list[str] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        names, folders = _listed(os.path.join(folder, below) if below else folder)
        start = below + os.sep if below else ""
        found += [start + name for name in sorted(names) if not endings or name.lower().endswith(endings)]
        folders = [name for name in folders if name not in SKIPPED and (hidden or not name.startswith("."))]
        waiting += [start + name for name in sorted(folders, reverse=True)]
    return found


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """The names of the files in a folder, and of the folders in it that are no links."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _is_folder(entry):
                    files.append(entry.name)
                elif not entry.is_symlink():
                    folders.append(entry.name)
    except OSError:
        return [], []
    return files, folders


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
