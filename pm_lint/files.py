"""Documents on disk: which there are, and reading them without being led astray."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pm_lint.errors import UsageError
from pm_lint.tree import ENDINGS, names_below


class UnreadableFile(Exception):
    """The file can't be read as a document; the message is a sentence without the file's name."""


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of ``limit`` bytes at most; links are not followed, and nothing blocks.

    Raises UnreadableFile for anything else.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if os.path.islink(path):
            raise UnreadableFile("it is a symbolic link, which is not followed") from None
        raise UnreadableFile(f"it can't be opened ({error.strerror or error})") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableFile("it is not a regular file")
    with os.fdopen(handle, "rb") as file:
        try:
            data: bytes | None = file.read(limit + 1)
        except OSError as error:
            raise UnreadableFile(f"reading it fails ({error.strerror or error})") from None
    if data is None:  # some files of the kernel's are regular and would have us wait
        raise UnreadableFile("it gives nothing yet")
    if len(data) > limit:
        raise UnreadableFile(f"it is larger than {limit:,} bytes")
    return data


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path is below a folder on disk, wherever links lead."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links that lead to each other
        return False


def leads_out(path: Path, root: Path) -> bool:
    """Whether a path that is below a folder by its name is not so on disk, or is in `.git` there: some link leads out.

    What is elsewhere by its name was meant to be.
    """
    if not Path(os.path.abspath(path)).is_relative_to(os.path.abspath(root)):
        return False
    # Some file systems take `.GIT` for it.
    return not is_inside(path, root) or (
        ".git" not in path.parts and ".git" in str(path.resolve()).lower().split(os.sep)
    )


def repository_of(folder: Path) -> Path:
    """The nearest folder from here upwards that holds `.git`; the folder itself, where none does."""
    folder = folder.absolute()
    return next((one for one in (folder, *folder.parents) if os.path.lexists(one / ".git")), folder)


def is_in(root: Path, name: str) -> bool:
    """Whether something is at this path below the folder. Whoever it comes from, it leads nowhere else by its name."""
    parts = name.split("/")
    if not name or "\0" in name or {"", ".."} & set(parts):
        return False
    return os.path.lexists(root / name) and is_inside((root / name).parent, root)


def draft_beside(path: Path) -> Path:
    """Where to write what is to become this file. To be opened with mode "x", which follows no link; and no link can be
    there already, committed by whoever knows the names of our drafts."""
    return path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.tmp")


def create_file(path: Path, data: bytes, root: Path, shown: str) -> None:
    """Make a file that is not there yet, with its folders, all of it or nothing.

    What lies below ``root`` by its name does so on disk: no link leads out. ``shown`` is the file's name in messages.
    Raises UsageError.
    """
    path = Path(os.path.abspath(path))
    if leads_out(path.parent, root):
        raise UsageError(f"{shown}: a symbolic link on the way leads out of the repository")
    draft = draft_beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{shown}: its folder can't be made: {error.strerror or error}") from None
    try:
        with open(draft, "xb") as file:
            file.write(data)
        os.link(draft, path)  # unlike a renaming, it never replaces a file
    except FileExistsError:
        raise UsageError(f"{shown} exists already, and is left as it is") from None
    except OSError as error:
        raise UsageError(f"{shown} can't be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)


def replace_file(path: Path, data: bytes) -> None:
    """Put a regular file in the place of another, at once or not at all; owner, mode and attributes stay.

    Links are not followed. Raises UnreadableFile where nobody may write it or it is no regular file, and OSError.
    """
    import shutil

    old = os.lstat(path)
    if not stat.S_ISREG(old.st_mode):
        raise UnreadableFile("it is not a regular file")
    if not old.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise UnreadableFile("it is read-only")
    draft = draft_beside(path)
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # else a crash of the machine may leave the new name with nothing behind it
        made = os.lstat(draft)
        if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
            os.chown(draft, old.st_uid, old.st_gid, follow_symlinks=False)
        shutil.copystat(path, draft, follow_symlinks=False)
        os.utime(draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def files_below(folder: Path, *, hidden: bool = False) -> Iterator[Path]:
    """The files below a folder; see `tree.names_below`."""
    return (Path(folder, name) for name in names_below(str(folder), hidden=hidden))


def markdown_files(folder: Path, *, hidden: bool = False) -> Iterator[Path]:
    """Those of `files_below` that are Markdown by their name."""
    return (Path(folder, name) for name in names_below(str(folder), hidden=hidden, endings=ENDINGS))
