"""What git can tell of a checkout, where git is there and willing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

#: A folder of the checkout that looks like a repository is none: its configuration could name programs to run.
_SAFELY = ("-c", "safe.bareRepository=explicit")


def git(root: Path, *arguments: str, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """A git command's end, in a folder. Raises FileNotFoundError where there is no git, and TimeoutExpired."""
    command = (_program(), *_SAFELY, "-C", str(root), *arguments)
    return subprocess.run(command, capture_output=True, check=False, timeout=seconds)  # noqa: S603 - no shell


def _program() -> str:
    """The git program, never one of the working folder: Windows would look there first, a PATH may name it."""
    name = "git.exe" if os.name == "nt" else "git"
    places = (os.path.join(folder, name) for folder in os.get_exec_path() if os.path.isabs(folder))
    found = next((place for place in places if os.path.isfile(place) and os.access(place, os.X_OK)), None)
    if found is None:
        raise FileNotFoundError
    return found


def git_line(root: Path, *arguments: str) -> str | None:
    """The one line that a git command answers; None where it fails, or says nothing, or there is no git."""
    try:
        done = git(root, *arguments, seconds=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None
