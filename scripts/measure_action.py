"""Measure the action as a job meets it: its image, and the time from the container's start to the verdict.

    python -m scripts.measure_action [--runs N]

Builds the image and runs reviews and issues in it with Docker or Podman, as GitHub's runner does, against the test
GitHub on loopback. Prints Markdown for docs/container.md. *Warm*: the image's files are in memory; *cold*: they were
dropped from it before each run, as on a machine that has just pulled the image. Unpacking is not in it.
"""

# ruff: noqa: S603 - nothing of what is run comes from outside

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.container import check_action, runner
from tests.fake_github.server import FakeGitHub

#: Run inside of the image: the size of each package with its byte code, in bytes.
SIZES = """
import importlib.metadata, json, os
from pathlib import Path
def size(path):
    files = [path] if path.is_file() else path.rglob("*") if path.is_dir() else []
    return sum(file.lstat().st_size for file in files if file.is_file() and not file.is_symlink())
sizes = {}
for one in importlib.metadata.distributions():
    tops = {file.parts[0] for file in one.files or () if file.parts[0] not in ("..", "__pycache__")}
    sizes[f"{one.name} {one.version}"] = sum(size(Path(one.locate_file(top))) for top in tops)
stdlib = Path(os.__file__).parent
packages = stdlib / "site-packages"
other = sum(size(path) for path in Path("/usr/local").glob("*/*python3*") if path.is_file())
sizes["pm-lint"] = size(packages / "pm_lint")
sizes["Python: interpreter"] = other
sizes["Python: standard library"] = size(stdlib) - size(packages)
sizes["shared libraries of Debian"] = sum(size(path) for path in Path("/usr/lib").iterdir())
print(json.dumps(sizes))
"""
MB = 1_000_000


@dataclass(frozen=True)
class Timed:
    """One run, in seconds from the container's start."""

    first_request: float
    verdict: float
    requests: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="of each kind; the median is printed")
    runs = parser.parse_args().runs
    runner.build()
    print("| part of the image | MB |\n| --- | ---: |")
    sizes = json.loads(runner.run_in_image("-c", SIZES).stdout)
    small = sum(size for size in sizes.values() if size < MB / 2)
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        if size >= MB / 2:
            print(f"| {name} | {size / MB:.1f} |")
    print(f"| {sum(size < MB / 2 for size in sizes.values())} smaller packages | {small / MB:.1f} |")
    print(f"| all files | {sum(sizes.values()) / MB:.0f} |\n")

    print("| seconds from the container's start: median (least) | first request | verdict | requests |")
    print("| --- | ---: | ---: | ---: |")
    print(f"| `python -c pass` in the image | | {_told([_bare() for _ in range(runs)])} | |")
    for name, prepare in (("warm", _warm), ("cold", _drop)):
        for kind in (_review, _issues):
            timed = []
            for _ in range(runs):
                prepare()
                timed.append(kind())
            first, verdict = _told([one.first_request for one in timed]), _told([one.verdict for one in timed])
            print(f"| {kind.__doc__}, {name} | {first} | {verdict} | {timed[0].requests} |")
    return 0


def _told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f})"


def _bare() -> float:
    began = time.monotonic()
    runner.run_in_image("-c", "pass")
    return time.monotonic() - began


def _warm() -> None:
    """Nothing: the run before has read it all."""


def _drop() -> None:
    """Let the system forget the image's files, and no others."""
    root = _mounted()
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                handle = os.open(path, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)


def _mounted() -> Path:
    """Where the image's files are; with Podman alone."""
    command = ["podman", "image", "mount", runner.TAG]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def _review() -> Timed:
    """a review, all findings new"""

    def scene(github: FakeGitHub) -> tuple[str, object]:
        repo = github.repository("alice/postmortems")
        repo.commit("main", {"README.md": "# Postmortems\n"})
        repo.commit("topic", {check_action.DOCUMENT: check_action.TEXT})
        return "pull_request", github.event(repo.pull("topic"), "opened")

    return _timed(scene)


def _issues() -> Timed:
    """issues, two of them new"""

    def scene(github: FakeGitHub) -> tuple[str, object]:
        repo = github.repository("alice/postmortems")
        repo.commit("main", {check_action.DOCUMENT: check_action.TEXT})
        return "push", github.push_event(repo)

    return _timed(scene, ref="refs/heads/main")


def _timed(scene: Callable[[FakeGitHub], tuple[str, object]], ref: str = "") -> Timed:
    moments: list[float] = []
    with FakeGitHub() as github, tempfile.TemporaryDirectory() as folder:
        name, payload = scene(github)
        event = Path(folder) / "event.json"
        event.write_text(json.dumps(payload))
        workspace = Path(folder) / "workspace"
        (workspace / check_action.DOCUMENT).parent.mkdir(parents=True)
        (workspace / check_action.DOCUMENT).write_text(check_action.TEXT)
        github.meanwhile(before=lambda: moments.append(time.monotonic()), times=1000)
        ran = runner.run_directly(github.url, event, name, workspace, check_action.TODAY, ref)
    if ran.exit not in (0, 1) or not moments:
        raise SystemExit(f"a run went wrong: {ran}")
    return Timed(moments[0] - ran.began, ran.seconds, len(moments))


if __name__ == "__main__":
    sys.exit(main())
