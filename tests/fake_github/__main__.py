"""``python -m tests.fake_github``: a server with a small scene, for the container test and for looking at things.

    --base DIR --head DIR     the pull request's two sides; without --head there is none
    --seed FILE               or a scenario as JSON:
        {"repository": "alice/postmortems", "default_branch": "main", "private": false,
         "collaborators": ["bob"], "labels": ["postmortem"],
         "branches": {"main": {"folder": "base"}, "topic": {"files": {"a.md": "text", "old.md": null}}},
         "pull_request": {"head": "topic", "base": "main", "title": "…", "draft": false, "fork": null}}
    --seed DIR                the same as --base DIR/base --head DIR/head

Folders are relative to the scenario. A branch holds exactly its folder; ``files`` change what it starts from.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from .git import Content
from .server import FakeGitHub
from .state import Repository


def main(argv: list[str] | None = None) -> int:
    args = _arguments(argv)
    github = FakeGitHub(host=args.host, port=args.port)
    scenario, root = _scenario(args)
    events = build(github, scenario, root)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        for name, payload in events.items():
            (args.out / f"{name}.json").write_text(json.dumps(payload, indent=1))
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with github:
        print(f"ready {github.url}", flush=True)
        done.wait()
        state = github.state()
    json.dump(state, sys.stdout, indent=1)
    print(flush=True)
    return 1 if state["violations"] else 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fake_github", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4300)
    parser.add_argument("--seed", type=Path, help="a scenario, or a folder that holds the folders base and head")
    parser.add_argument("--base", type=Path, help="what the default branch holds")
    parser.add_argument("--head", type=Path, help="what the pull request's branch holds")
    parser.add_argument("--repository", default="alice/postmortems")
    parser.add_argument("--fork", help="the repository that the pull request comes from, if another")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--out", type=Path, help="where to write pull_request.json and push.json")
    return parser.parse_args(argv)


def _scenario(args: argparse.Namespace) -> tuple[dict[str, Any], Path]:
    """The scenario that the arguments mean, and where its folders are."""
    if args.seed and args.seed.is_file():
        return json.loads(args.seed.read_text()), args.seed.parent
    base, head = args.base, args.head
    if args.seed:
        base, head = args.seed / "base", args.seed / "head"
        head = head if head.is_dir() else None
    branches: dict[str, Any] = {"main": {"folder": str(base)} if base else {"files": {"README.md": "# Postmortems\n"}}}
    scenario: dict[str, Any] = {"repository": args.repository, "branches": branches}
    if head:
        branches["topic"] = {"folder": str(head)}
        scenario["pull_request"] = {"head": "topic", "base": "main", "draft": args.draft, "fork": args.fork}
    return scenario, Path()


def build(github: FakeGitHub, scenario: dict[str, Any], root: Path) -> dict[str, Any]:
    """Sets the scene; gives the payloads of the events by name."""
    default = scenario.get("default_branch", "main")
    repo = github.repository(scenario["repository"], default, private=scenario.get("private", False))
    repo.collaborators |= set(scenario.get("collaborators", ()))
    for name in scenario.get("labels", ()):
        repo.label(name)
    branches = scenario["branches"]
    for name in sorted(branches, key=lambda name: name != default):
        repo.commit(name, _changes(repo, branches[name], root), message=f"Set up {name}")
    events: dict[str, Any] = {}
    if pull_request := scenario.get("pull_request"):
        pull = repo.pull(**pull_request)
        events["pull_request"] = github.event(pull, "opened")
    events["push"] = github.push_event(repo)
    return events


def _changes(repo: Repository, branch: dict[str, Any], root: Path) -> dict[str, Content]:
    changes: dict[str, Content] = dict(branch.get("files", {}))
    if "folder" in branch:
        folder = root / branch["folder"]
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        tip = repo.branches.get(repo.default_branch)
        gone = repo.store.commits[tip].tree.keys() - found.keys() if tip else set[str]()
        changes = {**dict.fromkeys(gone), **found, **changes}
    return changes


if __name__ == "__main__":
    sys.exit(main())
