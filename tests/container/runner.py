"""Builds the action's image and runs it the way GitHub's runner does, with Docker or Podman."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.release import with_image

ROOT = Path(__file__).parents[2]
TAG = "localhost/pm-lint-container-test"
TOOLS = ROOT.parent / "shared" / "container"  # for machines that reach no image registry
LOCAL_BASE = "docker.io/library/python:3.13-slim"
COMMAND_FILES = {
    "output": "GITHUB_OUTPUT",
    "summary": "GITHUB_STEP_SUMMARY",
    "env": "GITHUB_ENV",
    "path": "GITHUB_PATH",
}


@dataclass(frozen=True)
class Ran:
    """What one run of the action did."""

    exit: int
    outputs: Mapping[str, str]
    summary: str
    env: str
    path: str
    written: list[str]
    """Files of the workspace that are new, gone or changed, or not the runner's any more."""
    stdout: str
    stderr: str
    seconds: float = 0.0
    """From the engine's start to its end; known where `run_directly` ran it."""
    began: float = 0.0
    """The monotonic clock at that start."""

    def __str__(self) -> str:
        return f"exit {self.exit}\n{self.outputs}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


def run_action(api: str, event: Path, name: str, workspace: Path, given: Mapping[str, str], *, ref: str = "") -> Ran:
    run = _with_tools if TOOLS.is_dir() else run_directly
    return run(api, event, name, workspace, given, ref)


def inspect_image() -> dict[str, Any]:
    """What the engine knows of the built image."""
    shown = subprocess.run([_engine(), "image", "inspect", TAG], check=True, capture_output=True, text=True)
    image: dict[str, Any] = json.loads(shown.stdout)[0]
    return image


def build() -> None:
    """Build the image; ``BASE`` in the environment names another base image than the Dockerfile's."""
    command = ["build", "--quiet", "--tag", TAG, str(ROOT)]
    base = os.environ.get("BASE", "")
    if TOOLS.is_dir():
        base = LOCAL_BASE
        os.environ["CONTAINERS_CONF"] = str(TOOLS / "containers.conf")
        subprocess.run([TOOLS / "make-base-image", base], check=True)
        command.append("--pull=never")
    if base:
        command.append(f"--build-arg=BASE={base}")
    subprocess.run([_engine(), *command], check=True)


@cache
def _engine() -> str:
    """Docker or Podman, whichever works: a client may be there without its daemon."""
    for name in ("podman",) if TOOLS.is_dir() else ("docker", "podman"):
        if shutil.which(name) and subprocess.run([name, "info"], capture_output=True).returncode == 0:
            return name
    raise RuntimeError("The container test needs Docker or Podman.")


def _with_tools(api: str, event: Path, name: str, workspace: Path, given: Mapping[str, str], ref: str) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        # The action as it is released: it names an image that is there already, the one that was built for the tests.
        text = with_image((ROOT / "action.yml").read_text(), f"docker://{TAG}")
        (Path(folder) / "action.yml").write_text(text)
        return _as_released(folder, api, event, name, workspace, given, ref)


def _as_released(
    action: str, api: str, event: Path, name: str, workspace: Path, given: Mapping[str, str], ref: str
) -> Ran:
    command = [sys.executable, str(TOOLS / "run-action"), action]
    command += ["--api", api, "--event", str(event), "--event-name", name, "--workspace", str(workspace)]
    command += [word for pair in given.items() for word in ("--with", "=".join(pair))]
    command += ["--ref", ref] if ref else []
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        said = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise RuntimeError(f"run-action failed:\n{done.stdout}\n{done.stderr}") from None
    return Ran(
        said["exit"], _outputs(said["outputs"]), said["summary"], said["env"], said["path"],
        said["files_written_to_workspace"], said["stdout"], said["stderr"],
    )  # fmt: skip


def run_in_image(*command: str, options: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run Python in the image with these arguments, isolated as the action is; ``options`` are the engine's."""
    run = [_engine(), "run", "--rm", *options, "--entrypoint=/usr/local/bin/python", TAG, "-I", "-B", *command]
    return subprocess.run(run, capture_output=True, text=True)


def run_directly(
    api: str,
    event: Path,
    name: str,
    workspace: Path,
    given: Mapping[str, str],
    ref: str,
    options: Sequence[str] = (),
) -> Ran:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    payload = json.loads(event.read_text())
    pull = payload.get("pull_request")
    defaults = {key: str(one.get("default", "")) for key, one in action["inputs"].items()}
    inputs = {**defaults, "token": "t_bot", **given}
    env = {f"INPUT_{key.upper()}": value for key, value in inputs.items()}
    env |= {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": api,
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": "/github/workflow/event.json",
        "GITHUB_GRAPHQL_URL": f"{api}/graphql",
        "GITHUB_REF": ref or f"refs/pull/{pull['number']}/merge",
        "GITHUB_REPOSITORY": payload["repository"]["full_name"],
        "GITHUB_RUN_ID": "1",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_SHA": pull["merge_commit_sha"] or "" if pull else payload["after"],
        "GITHUB_WORKSPACE": "/github/workspace",
        "HOME": "/github/home",
        "RUNNER_TEMP": "/github/runner_temp",
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        github = Path(folder)
        for part in ("file_commands", "home", "runner_temp", "workflow"):
            (github / part).mkdir()
        shutil.copy(event, github / "workflow" / "event.json")
        shutil.copytree(workspace, github / "workspace", symlinks=True)
        for part, variable in COMMAND_FILES.items():
            (github / "file_commands" / part).touch()
            env[variable] = f"/github/file_commands/{part}"
        before = _snapshot(github / "workspace")
        command = [
            _engine(),
            "run",
            "--rm",
            "--network=host",
            "--workdir=/github/workspace",
            f"--volume={github}:/github",
        ]
        command += [word for pair in env.items() for word in ("--env", "=".join(pair))]
        command += options
        began = time.monotonic()
        done = subprocess.run([*command, TAG], capture_output=True, text=True)
        seconds = time.monotonic() - began
        after = _snapshot(github / "workspace")
        read = {part: (github / "file_commands" / part).read_text() for part in COMMAND_FILES}
    written = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return Ran(
        done.returncode, _outputs(read["output"]), read["summary"], read["env"], read["path"],
        written, done.stdout, done.stderr, seconds, began,
    )  # fmt: skip


def _snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path.relative_to(folder): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def _outputs(text: str) -> dict[str, str]:
    """A GITHUB_OUTPUT file, read as the runner reads it: ``name=value``, or ``name<<delimiter`` and lines up to it."""
    outputs: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if opened := re.fullmatch(r"([^=]+?)<<(.+)", line):
            value = []
            for inner in lines:
                if inner == opened[2]:
                    break
                value.append(inner)
            outputs[opened[1]] = "\n".join(value)
        elif line:
            key, _, outputs_value = line.partition("=")
            outputs[key] = outputs_value
    return outputs
