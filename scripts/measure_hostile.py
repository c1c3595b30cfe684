"""What each of the hostile texts of `tests/hostile.py` takes, as a document, a template and more: seconds and memory.

    python -m scripts.measure_hostile [--kind document] [--size 1048576] [--worst 10] [--only WORD]

Each is given to `pm-lint check` in a process of its own. What goes over a limit is marked with a star, and then the
exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.hostile import PATTERNS

#: No process may take more: MiB, and CPU seconds for each MiB of text.
MEMORY, SECONDS = 300, 20
DOCUMENT = "# 2026-01-12 Checkout errors\n"


def _document(folder: Path, text: str) -> list[str]:
    (folder / "a.md").write_text(text, encoding="utf-8", newline="")
    return ["check", "--isolated", "a.md"]


def _template(folder: Path, text: str) -> list[str]:
    (folder / "a.md").write_text(DOCUMENT, encoding="utf-8")
    (folder / "template.md").write_text(text, encoding="utf-8", newline="")
    return ["check", "--isolated", "--template", "template.md", "a.md"]


def _named(key: str, name: str) -> Callable[[Path, str], list[str]]:
    """As a file that the configuration names."""

    def made(folder: Path, text: str) -> list[str]:
        (folder / "a.md").write_text(DOCUMENT, encoding="utf-8")
        (folder / "pm-lint.toml").write_text(f'{key} = "{name}"\n', encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8", newline="")
        return ["check", "a.md"]

    return made


def _config(folder: Path, text: str) -> list[str]:
    """As a value of the configuration."""
    (folder / "a.md").write_text(DOCUMENT, encoding="utf-8")
    quoted = "".join(f"\\U{ord(one):08x}" if one in '"\\' or one < " " or one == "\x7f" else one for one in text)
    (folder / "pm-lint.toml").write_text(f'exclude = ["{quoted}"]\n', encoding="utf-8", newline="")
    return ["check", "a.md"]


KINDS: Mapping[str, Callable[[Path, str], list[str]]] = {
    "document": _document,
    "template": _template,
    "config": _config,
    "baseline": _named("baseline", "known.json"),
    "calendar": _named("meeting.calendar", "team.ics"),
}


def measured(arguments: Sequence[str], folder: Path, patience: int) -> tuple[int, float, float]:
    """Exit code, CPU seconds and MiB of one run; it is ended after so many CPU seconds."""
    import resource

    child = os.fork()
    if not child:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(null, stream)
        os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
        os.execve(sys.executable, [sys.executable, "-m", "pm_lint", *arguments], {**os.environ, "XDG_CACHE_HOME": "."})  # noqa: S606
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """The table of those that take most, and whether all kept to the limits."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=KINDS, default="document")
    parser.add_argument("--size", type=int, default=1024 * 1024)
    parser.add_argument("--worst", type=int, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--patience", type=int, default=120)
    options = parser.parse_args()
    rows = []
    for name, pattern in PATTERNS.items():
        if options.only not in name:
            continue
        text = pattern(options.size).encode()[: options.size].decode("utf-8", "ignore")
        with tempfile.TemporaryDirectory() as folder:
            arguments = KINDS[options.kind](Path(folder), text)
            code, seconds, memory = measured(arguments, Path(folder), options.patience)
        rows.append((code, seconds, memory, name))
        print(f"{name}: exit {code}, {seconds:.2f} s, {memory:.0f} MiB", file=sys.stderr, flush=True)
    allowed = 1 + SECONDS * options.size / 1024 / 1024

    def over(code: int, seconds: float, memory: float) -> bool:
        return code not in (0, 1, 2) or seconds > allowed or memory > MEMORY

    for title, column in (("time", 1), ("memory", 2)):
        print(f"most {title}, as a {options.kind}:")
        for code, seconds, memory, name in sorted(rows, key=lambda row: row[column], reverse=True)[: options.worst]:
            star = " *" if over(code, seconds, memory) else ""
            print(f"{seconds:8.2f} s {memory:6.0f} MiB  exit {code}  {name}{star}")
    return int(any(over(*row[:3]) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
