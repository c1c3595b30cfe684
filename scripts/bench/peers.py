"""The linters that pm-lint is measured beside: how they are installed, and how each is called."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.measure import BenchError

ROOT = Path(__file__).resolve().parents[2]
#: Ignored by git. What is installed stays there for the next time.
INSTALLED = ROOT / ".bench"
PYTHON_LOCK = ROOT / "requirements-bench.lock"
NODE = Path(__file__).parent
NODE_LOCK = NODE / "package-lock.json"

PM_LINT, RUMDL, MARKDOWNLINT = "pm-lint", "rumdl", "markdownlint-cli2"
MDFORMAT, PYMARKDOWN, REMARK = "mdformat", "pymarkdown", "remark"


@dataclass(frozen=True)
class Tool:
    """A linter and how it is called. A ``path`` is of a file or of a folder."""

    name: str
    version: str
    command: Sequence[str]
    #: What it takes to do all the work each time; empty where it keeps nothing.
    cold: Sequence[str] = ()
    #: Whether it keeps what it found out for the next run.
    keeps: bool = False
    good: frozenset[int] = frozenset({0, 1})

    def call(self, path: str, *, warm: bool = False) -> list[str]:
        folder = not path.endswith(".md")
        named = f"{path}/**/*.md" if folder and self.name == MARKDOWNLINT else path
        return [*self.command, *(() if warm else self.cold), named]


def ours() -> Tool:
    """pm-lint as it is installed beside the interpreter that runs this."""
    from pm_lint import __version__

    program = str(Path(sys.executable).with_name("pm-lint"))
    said = subprocess.run([program, "check", "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603
    keeps = "--no-cache" in said
    return Tool(PM_LINT, __version__, (program, "check"), ("--no-cache",) if keeps else (), keeps)


def install(say: Callable[[str], None]) -> list[Tool]:
    """The peers that can be had; ``say`` is told, in a sentence, which can't and why."""
    tools: list[Tool] = []
    for make in (_python, _node):
        try:
            tools += make(say)
        except BenchError as error:
            say(f"{error}; what can be measured without is measured")
    return tools


def _python(say: Callable[[str], None]) -> Iterator[Tool]:
    folder = INSTALLED / "python"
    _once(folder, PYTHON_LOCK, [str(ROOT / "scripts" / "make-venv"), str(PYTHON_LOCK), str(folder)], ROOT, say)
    versions = dict(re.findall(r"^([\w.-]+)==([^ ]+)", PYTHON_LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    programs = folder / "bin"
    yield Tool(RUMDL, versions["rumdl"], (str(programs / RUMDL), "check"), ("--no-cache",), True)
    yield Tool(MDFORMAT, versions["mdformat"], (str(programs / MDFORMAT), "--check"))
    yield Tool(PYMARKDOWN, versions["pymarkdownlnt"], (str(programs / PYMARKDOWN), "scan"))


def _node(say: Callable[[str], None]) -> Iterator[Tool]:
    if not shutil.which("node") or not shutil.which("npm"):
        raise BenchError(f"{MARKDOWNLINT} and {REMARK} need node and npm, which are not installed")
    folder = INSTALLED / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(NODE / file, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _once(folder, NODE_LOCK, command, folder, say)
    versions = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    programs = folder / "node_modules" / ".bin"
    yield Tool(MARKDOWNLINT, versions[MARKDOWNLINT], (str(programs / MARKDOWNLINT),))
    plugins = [
        f"--use={folder / 'node_modules' / name / 'index.js'}"
        for name in ("remark-gfm", "remark-preset-lint-recommended")
    ]
    # Its exit code is 1 only where it could not do its work: the lint's own remarks are warnings.
    remark = (str(programs / REMARK), "--quiet", "--no-stdout", *plugins)
    yield Tool(REMARK, versions["remark-cli"], remark, good=frozenset({0}))


def _once(folder: Path, lock: Path, command: Sequence[str], where: Path, say: Callable[[str], None]) -> None:
    """Install what ``lock`` says, unless that was done. Raises BenchError."""
    stamp = folder / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    stamp.unlink(missing_ok=True)
    INSTALLED.mkdir(exist_ok=True)
    say(f"installing what {lock.relative_to(ROOT)} names (once)")
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, errors="replace")  # noqa: S603
    if done.returncode:
        # The first line of either that tells why: "ERROR: …" of pip, "npm error …" of npm.
        why = next((line for line in done.stderr.splitlines() if "error" in line[:9].lower()), done.stderr[:200])
        raise BenchError(f"{lock.relative_to(ROOT)} can't be installed: is the registry in reach? ({why.strip()})")
    stamp.write_text(wanted, encoding="utf-8")
