"""What is written where: to standard output, and to files, each of which is replaced at once or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from pm_lint.errors import UsageError

#: The parts of a text, and the file that gets it; None: standard output.
Output = tuple[Sequence[str], "str | None"]


def write(text: str | Sequence[str], file: str | None) -> None:
    """A text, or its parts, to standard output or to a file; see `write_all`."""
    write_all([([text] if isinstance(text, str) else text, file)])


def write_all(outputs: Iterable[Output]) -> None:
    """All of these: no file is touched before each can be, and standard output comes last.

    A link is written through, but not one that leads out of the repository: what it holds, strangers may have made.
    Raises UsageError where something can't be done, and BrokenPipeError where nobody reads any more.
    """
    drafts: list[tuple[Path, Path, str]] = []
    printed: list[Sequence[str]] = []
    devices: list[tuple[Path, str, Sequence[str]]] = []
    try:
        for parts, file in outputs:
            if file is None:
                printed.append(parts)
                continue
            target, draft = _target(file)
            if draft is not None:
                drafts.append((draft, target, file))
                _fill(draft, file, parts, "x")
            else:  # a device or a pipe is written to, never replaced
                devices.append((target, file, parts))
        for target, file, parts in devices:
            _fill(target, file, parts, "w")
        for draft, target, file in drafts:
            _move(draft, target, file)
    finally:
        for draft, _, _ in drafts:
            with suppress(OSError):
                draft.unlink()
    for parts in printed:
        _print(parts)


def _target(file: str) -> tuple[Path, Path | None]:
    """The place that is written to, and where its draft is; none for what is there and is no regular file."""
    from pm_lint.files import draft_beside, leads_out, repository_of

    target = Path(file)
    if leads_out(target, repository_of(Path.cwd())):
        raise UsageError(f"{file}: can't be written: a symbolic link leads out of the repository")
    try:
        if target.exists() and not target.is_file():
            return target, None
        target = target.resolve()
        return target, draft_beside(target)
    except OSError as error:  # a name that is too long
        raise _refused(file, error) from None


def _fill(place: Path, file: str, parts: Sequence[str], mode: str) -> None:
    try:
        with open(place, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.writelines(parts)
    except OSError as error:
        raise _refused(file, error) from None


def _move(draft: Path, target: Path, file: str) -> None:
    try:
        os.replace(draft, target)
    except OSError as error:
        raise _refused(file, error) from None


def _refused(file: str, error: OSError) -> UsageError:
    return UsageError(f"{file}: can't be written: {error.strerror or error}")


def _print(parts: Sequence[str]) -> None:
    if sys.stdout is None:
        raise UsageError("standard output can't be written: it is closed")
    try:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:  # told to nobody: see `cli.main`
        raise
    except OSError as error:
        raise UsageError(f"standard output can't be written: {error.strerror or error}") from None
