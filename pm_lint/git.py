"""What git can tell of a checkout, where git is there and willing."""

from __future__ import annotations

import subprocess
from pathlib import Path

#: A folder of the checkout that looks like a repository is none: its configuration could name programs to run.
SAFELY = ("-c", "safe.bareRepository=explicit")


def git_line(root: Path, *arguments: str) -> str | None:
    """The one line that a git command answers; None where it fails, or says nothing, or there is no git."""
    try:
        command = ("git", *SAFELY, "-C", str(root), *arguments)
        done = subprocess.run(command, capture_output=True, check=False, timeout=10)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None if done.returncode == 0 else None
