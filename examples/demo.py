"""What pm-lint does, shown on the three postmortems in this folder, without GitHub: `make demo`.

A day after an incident, a pull request brings its postmortem (2026-03-05). The other two are merged already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
NEW = "postmortems/2026-03-05-search-index-lag.md"
TODAY = "2026-03-06"
#: A name for the commits, whatever git knows of the person who looks.
GIT = ("git", "-c", "user.name=pm-lint", "-c", "user.email=pm-lint@example.com", "-c", "commit.gpgsign=false")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(EXAMPLES / "postmortems", root / "postmortems")
        shutil.copy(EXAMPLES / "pm-lint.toml", root)
        title("1. The author checks the new postmortem", f"pm-lint check {NEW}")
        codes = [pm_lint(root, "check", NEW) == 1]
        title("2. What pm-lint understood of it", f"pm-lint show {NEW}")
        codes.append(pm_lint(root, "show", NEW) == 0)
        title("3. The review that its pull request would get", "pm-lint review --dry-run --base main")
        if shutil.which("git"):
            make_repository(root)
            codes.append(pm_lint(root, "review", "--dry-run", "--base", "main") == 1)
        else:
            print("This step reads a git repository, and git is not installed.")
        title("4. The issues that merging would make, for all three", "pm-lint issues --dry-run")
        codes.append(pm_lint(root, "issues", "--dry-run") == 0)
    return 0 if all(codes) else 1


def title(what: str, command: str) -> None:
    print(f"\n{'=' * 100}\n{what}\n$ {command}\n", flush=True)


def pm_lint(root: Path, *words: str) -> int:
    """Run the real command, with the day fixed; its exit code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_"))}
    command = [str(Path(sys.executable).with_name("pm-lint")), *words, "--today", TODAY]
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode  # noqa: S603 - our own command


def make_repository(root: Path) -> None:
    """A repository whose main branch lacks the new postmortem, and whose topic branch adds it."""
    new = (root / NEW).read_bytes()
    (root / NEW).unlink()
    for words in (("init", "--quiet", "--initial-branch=main"), ("add", "."), ("commit", "--quiet", "-m", "Start")):
        subprocess.run([*GIT, *words], cwd=root, check=True)  # noqa: S603
    (root / NEW).write_bytes(new)
    for words in (("switch", "--quiet", "-c", "topic"), ("add", "."), ("commit", "--quiet", "-m", "Add a postmortem")):
        subprocess.run([*GIT, *words], cwd=root, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
