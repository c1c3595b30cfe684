"""The action in its container, as GitHub's runner runs it: `make container-test`.

Not part of `make test`: it needs Docker or Podman, and builds an image.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from scripts.image_root import UNUSED
from tests.container.runner import ROOT, Ran, build, inspect_image, run_action, run_directly, run_in_image
from tests.fake_github.server import FakeGitHub

DOCUMENT = "postmortems/2026-03-02-checkout.md"
TODAY = {"today": "2026-03-20"}
HOSTILE = ("json.py", "sitecustomize.py", "usercustomize.py", "pm_lint/__init__.py", "pm_lint/__main__.py", "github.py")
TEXT = """\
# 2026-03-02 Checkout down

**Postmortem Owner:** @alice

**Meeting Scheduled For:** Monday 2026-03-16 10:00 UTC

## Overview
On the morning of 2 March checkout failed for every customer for 40 minutes, because a certificate had expired.

## Contributing Factors
The certificate's renewal was turned off in January and nothing watched its age.

## Resolution
The certificate was renewed by hand at 09:52 UTC.

## Impact
1,204 orders failed in 40 minutes.

## Timeline

| Time (UTC) | Event |
| --- | --- |
| 2026-03-02 09:12 | The certificate expired |
| 2026-03-02 09:20 | The on-call engineer was paged |
| 2026-03-02 09:25 | The status page was updated |
| 2026-03-02 09:52 | Checkout recovered, the incident ended |

## How'd We Do?

### What Went Well?
- The page came within eight minutes.

### Where Did We Get Lucky?
- It was a quiet Monday.

### What Didn't Go So Well?
- Nobody knew where the certificate came from.

### What Did We Learn?
- Renewals need an owner.

## Potential Action Items
- Look at other certificates.

## Action Items
- Alert two weeks before a certificate expires
- Turn the renewal on again

## Messaging

### Internal
Checkout was down for 40 minutes because a certificate had expired.

### External
We are sorry that you could not place orders on Monday morning.
"""


@pytest.fixture(scope="session", autouse=True)
def image() -> None:
    try:
        build()
    except subprocess.CalledProcessError as error:
        pytest.exit(f"The image can't be built: {error}", returncode=1)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout of which every file that Python might import is a trap."""
    for name, text in {DOCUMENT: TEXT, **dict.fromkeys(HOSTILE, "raise SystemExit('hostile code was run')\n")}.items():
        path = tmp_path / "workspace" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "workspace"


def check_harmless(ran: Ran) -> None:
    """Whatever a run did: no code of the workspace was run, and nothing was written where nothing may be."""
    assert "hostile" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr, ran
    assert (ran.env, ran.path, ran.written) == ("", "", [])
    assert set(ran.outputs) == set(yaml.safe_load((ROOT / "action.yml").read_text())["outputs"]), ran


def test_a_pull_request_is_reviewed_once(github: FakeGitHub, tmp_path: Path, workspace: Path) -> None:
    repo = github.repository("alice/postmortems")
    repo.commit("main", {"README.md": "# Postmortems\n"})
    repo.commit("topic", {DOCUMENT: TEXT})
    pull = repo.pull("topic")
    event = tmp_path / "pull_request.json"
    event.write_text(json.dumps(github.event(pull, "opened")))

    first = run_action(github.url, event, "pull_request", workspace, TODAY)
    check_harmless(first)
    assert first.exit == 1, first
    assert (first.outputs["mode"], first.outputs["verdict"]) == ("review", "fail"), first
    assert int(first.outputs["errors"]) > 0
    assert int(first.outputs["comments-created"]) > 0
    assert len(pull.reviews) == 1
    assert {comment.path for comment in pull.review_comments} == {DOCUMENT}
    writes = len(github.writes)

    second = run_action(github.url, event, "pull_request", workspace, TODAY)
    check_harmless(second)
    assert second.exit == 1, second
    assert second.outputs["comments-created"] == "0"
    assert len(github.writes) == writes


def test_a_push_makes_an_issue_of_each_action_item_once(
    github: FakeGitHub,
    tmp_path: Path,
    workspace: Path,
) -> None:
    repo = github.repository("alice/postmortems")
    repo.commit("main", {DOCUMENT: TEXT})
    event = tmp_path / "push.json"
    event.write_text(json.dumps(github.push_event(repo)))

    first = run_action(github.url, event, "push", workspace, TODAY, ref="refs/heads/main")
    check_harmless(first)
    assert first.exit == 0, first
    assert (first.outputs["mode"], first.outputs["issues-created"]) == ("issues", "2"), first
    assert sorted(issue.title for issue in repo.issues) == [
        "Alert two weeks before a certificate expires",
        "Turn the renewal on again",
    ]
    writes = len(github.writes)

    second = run_action(github.url, event, "push", workspace, TODAY, ref="refs/heads/main")
    check_harmless(second)
    assert second.exit == 0, second
    assert second.outputs["issues-created"] == "0"
    assert len(github.writes) == writes


def test_no_shell_stands_between_the_runner_and_the_program() -> None:
    entry = inspect_image()["Config"]["Entrypoint"]
    assert entry[0] == "/usr/local/bin/python", entry
    assert "-I" in entry, "the workspace must not be on the import path"


def test_the_image_has_three_layers() -> None:
    """Python, the dependencies, pm-lint: what changes most often is the last and the smallest."""
    assert len(inspect_image()["RootFS"]["Layers"]) == 3


def test_the_image_s_own_files_need_not_be_writable(github: FakeGitHub, tmp_path: Path, workspace: Path) -> None:
    repo = github.repository("alice/postmortems")
    repo.commit("main", {DOCUMENT: TEXT})
    event = tmp_path / "push.json"
    event.write_text(json.dumps(github.push_event(repo)))
    given = {**TODAY, "dry-run": "true"}
    ran = run_directly(github.url, event, "push", workspace, given, "refs/heads/main", ["--read-only"])
    check_harmless(ran)
    assert (ran.exit, ran.outputs["mode"], ran.outputs["verdict"]) == (0, "issues", "pass"), ran


#: As little as a container can be given: no network, no right of root's, nothing to write to, no memory to waste.
NOTHING = ("--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")


def test_a_check_needs_nothing_but_the_files(workspace: Path) -> None:
    for path in (workspace, *workspace.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    options = (*NOTHING, f"--volume={workspace}:/workspace:ro", "--workdir=/workspace")
    done = run_in_image("-m", "pm_lint", "check", "--today=2026-03-20", options=options)
    assert done.returncode == 1, done
    assert "PM304" in done.stdout and done.stderr == "", done


COMPILED = """
import sys
from pm_lint import regex
from pm_lint.cli import main
main(["check", "--today=2026-03-20"])
print(*regex._TABLE._new, file=sys.stderr)
"""


def test_no_pattern_of_ours_is_compiled_at_a_start(workspace: Path) -> None:
    for path in (workspace, *workspace.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    options = (*NOTHING, f"--volume={workspace}:/workspace:ro", "--workdir=/workspace")
    done = run_in_image("-c", COMPILED, options=options)
    assert "PM304" in done.stdout and done.stderr == "\n", done


LOOK = """
import importlib.metadata, json, os, ssl, sys, sysconfig, zoneinfo
from pathlib import Path
zoneinfo.ZoneInfo("Europe/Berlin")
stale = []
for source in Path(sysconfig.get_path("stdlib")).rglob("*.py"):
    code = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
    if not code.is_file() or code.read_bytes()[4:8] != bytes([1, 0, 0, 0]):
        stale.append(str(source))
print(json.dumps({
    "programs": sorted(
        str(path) for folder in ("/bin", "/sbin", "/usr/bin", "/usr/local/bin", "/opt", "/root", "/home")
        for path in Path(folder).rglob("*")
    ),
    "packages": sorted(one.name.lower().replace("_", "-") for one in importlib.metadata.distributions()),
    "top": sorted(os.listdir("/")),
    "stale": stale,
    "authorities": len(ssl.create_default_context().get_ca_certs()),
    "zones": "tzdata" in sys.modules,
    "records": os.listdir("/var/lib/dpkg/status.d"),
}))
"""


def test_the_image_holds_what_the_lock_file_says_and_nothing_to_work_with() -> None:
    done = run_in_image("-c", LOOK, options=NOTHING)
    assert done.returncode == 0, done
    found = json.loads(done.stdout)
    assert found["programs"] == ["/usr/local/bin/python", "/usr/local/bin/python3.13"]
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert found["packages"] == sorted(set(locked) - set(UNUSED))
    assert found["stale"] == [], "byte code is missing, or compared with its source at every start"
    assert found["authorities"] > 50
    assert found["zones"] is False, "the time zones should be found without a package's help"
    assert {"libc6", "ca-certificates"} <= set(found["records"]), "scanners learn from these what is there"
