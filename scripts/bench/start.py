"""How long a command takes until it asks GitHub for the first time: a socket on loopback waits for it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from scripts.bench.measure import BenchError, Case, Figure, run
from tests.fake_github.server import FakeGitHub
from tests.github.support import scene

#: The commands that talk to GitHub, and on which event.
MODES: Mapping[str, str] = {"review": "pull_request", "issues": "push"}
_PATIENCE = 30.0
_OF_GITHUB = re.compile(r"\| +(github|requests|pm_lint\.github)(\.|$)", re.MULTILINE)


class FirstRequest:
    """A GitHub that accepts a connection and does no more."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self._folder = folder
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(_PATIENCE)
        self._environ = {
            **environ,
            "GITHUB_API_URL": f"http://127.0.0.1:{self._socket.getsockname()[1]}",
            "GITHUB_WORKSPACE": str(folder),
            "GITHUB_TOKEN": "not-a-token",
        }
        with FakeGitHub() as github:
            one = scene(github, "# A postmortem\n")
            payloads = {"review": github.event(one.pull), "issues": github.push_event(one.repo)}
        for mode, payload in payloads.items():
            (folder / f"{mode}.json").write_text(json.dumps(payload), encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def in_turn(self, bare: Case, rounds: int) -> list[Figure]:
        """Bare Python and each mode, in turn; each first run warms what there is to warm."""
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in (bare.name, *MODES)}
        for turn in range(rounds + 1):
            sample = run(bare, self._environ)
            figures = {bare.name: (sample.seconds, sample.cpu)} | {mode: self._wait_for(mode) for mode in MODES}
            for name, figure in figures.items():
                if turn:
                    taken[name].append(figure)
        return [
            Figure(name, median(wall for wall, _ in runs), median(cpu for _, cpu in runs), 0, len(runs))
            for name, runs in taken.items()
        ]

    def _wait_for(self, mode: str) -> tuple[float, float]:
        """Seconds and CPU seconds until the connection is made."""
        file = self._folder / f"{mode}.json"
        environ = {**self._environ, "GITHUB_EVENT_NAME": MODES[mode], "GITHUB_EVENT_PATH": str(file)}
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            [str(Path(sys.executable).with_name("pm-lint")), mode],
            cwd=self._folder,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                raise BenchError(f"{mode} asked GitHub for nothing within {_PATIENCE:.0f} s") from None
            took = time.perf_counter() - began
            on_cpu = int(Path(f"/proc/{process.pid}/schedstat").read_text(encoding="ascii").split()[0])
            connection.close()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return took, on_cpu / 1e9

    def github_modules(self, path: str) -> int:
        """How many modules that speak to GitHub are loaded to check a document. Raises BenchError."""
        command = [sys.executable, "-X", "importtime", "-m", "pm_lint", "check", path]
        done = subprocess.run(command, cwd=self._folder, env=self._environ, capture_output=True, text=True)  # noqa: S603
        if done.returncode not in (0, 1):
            raise BenchError(f"check ended with exit code {done.returncode} while its imports were counted")
        return len(_OF_GITHUB.findall(done.stderr))
