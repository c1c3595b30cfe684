"""The commands that speak with GitHub, and their dry runs. Only they import what that takes."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pm_lint.cli_shared import linter_of, no_documents, on_terminal, today_of, write
from pm_lint.errors import GITHUB, UsageError

if TYPE_CHECKING:
    from pm_lint.github.client import Client


def review(options: argparse.Namespace) -> int:
    if options.base is None:
        return _as_action("review", options)
    if not options.dry_run:
        raise UsageError("--base reads the local clone and posts nothing: add --dry-run")
    if options.pull_request is not None:
        raise UsageError("--pull-request is one on GitHub, and --base reads the local clone: give one of them")
    if options.config and options.isolated:
        raise UsageError("--isolated reads no configuration, and --config names one: give one of them")
    from pm_lint.config_values import PATH, Place
    from pm_lint.github.action import real_tools
    from pm_lint.github.inputs import Inputs
    from pm_lint.github.review_local import review_local
    from pm_lint.record import replace

    today = today_of(options)
    tools = real_tools(today, options.act)
    if options.isolated:
        tools = replace(tools, config_paths=())
    # As in the action, configuration and template are files of the base branch, named from the top of the repository.
    config = PATH.read(options.config, Place("the command line", ("config",))) if options.config else None
    inputs = Inputs(config=config, template=options.template, since=options.since)
    _, done = review_local(options.base, Path.cwd(), tools, today=today, inputs=inputs, log=_to_stderr)
    write("".join(f"{on_terminal(line)}\n" for line in done.text.rstrip("\n").split("\n")), None)
    return done.exit_code


def issues(options: argparse.Namespace) -> int:
    if not options.dry_run:
        if options.paths:
            raise UsageError("issues of some documents alone can only be planned: add --dry-run")
        return _as_action("issues", options)
    from pm_lint.files import is_in
    from pm_lint.github.errors import GitHubError
    from pm_lint.github.issue_marker import marked_path
    from pm_lint.github.issues import run_issues
    from pm_lint.github.place import Place
    from pm_lint.project import check_documents, documents, named_documents
    from pm_lint.record import replace

    settings, linter = linter_of(options)
    # The plan needs all documents: an issue of one that is not there would look like that of a document that is gone.
    every, named = dict(documents(settings)), dict(named_documents(settings, options.paths, Path.cwd()))
    if not (named if options.paths else every):
        raise UsageError(no_documents(options.paths, settings.config.paths))
    checked = check_documents(linter, iter((every | named).items()))
    items = settings.config.action_items
    repository = os.environ.get("GITHUB_REPOSITORY", "OWNER/REPOSITORY")
    server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
    try:
        client = _client()
    except GitHubError as error:
        print(on_terminal(f"pm-lint: {error}"), file=sys.stderr)
        return GITHUB
    done = run_issues(
        client,
        Place(repository, os.environ.get("GITHUB_SHA", "HEAD"), server),
        checked,
        replace(items, since=options.since) if options.since else items,
        today=today_of(options),
        max_new=options.max_new,
        dry_run=True,
        as_json=options.format == "json",
        only={marked_path(path) for path in named} if options.paths else None,
        exists=lambda path: is_in(settings.root, path),
        log=_to_stderr,
    )
    if done.exit_code == GITHUB:  # there is no plan, only the reason
        sys.stderr.write(done.text)
    else:
        write(done.text, None)
    return done.exit_code


def _to_stderr(line: str) -> None:
    print(on_terminal(line), file=sys.stderr)


def action(options: argparse.Namespace) -> int:
    from pm_lint.github.action import run

    return run()


def _as_action(mode: str, options: argparse.Namespace) -> int:
    """Run inside GitHub Actions, with the event that the runner wrote."""
    if not os.environ.get("GITHUB_EVENT_PATH"):
        local = "`--dry-run --base BRANCH` on a local clone" if mode == "review" else "`--dry-run` on a checkout"
        raise UsageError(f"{mode} needs the event of a GitHub Actions run (GITHUB_EVENT_PATH); try {local}")
    refused = {
        "--isolated": options.isolated,
        "--act": options.act is not None,
        "--format json": getattr(options, "format", None) == "json",
    }
    if dropped := [option for option, given in refused.items() if given]:
        raise UsageError(f"a run inside GitHub Actions doesn't take {' and '.join(dropped)}")
    from pm_lint.github.action import run

    environment = dict(os.environ)
    given = {
        "mode": mode,
        "token": os.environ.get("INPUT_TOKEN") or os.environ.get("GITHUB_TOKEN", ""),
        "config": options.config or "",
        "template": options.template or "",
        "since": options.since.isoformat() if options.since else "",
        "today": options.today.isoformat() if options.today else "",
        "dry-run": "true" if options.dry_run else "false",
        "pull-request": str(getattr(options, "pull_request", None) or ""),
        "max-new": "" if getattr(options, "max_new", None) is None else str(options.max_new),
    }
    environment |= {f"INPUT_{name.upper()}": value for name, value in given.items()}
    return run(environment)


def _client() -> Client | None:
    """GitHub, where a token and a repository are given; else None: the plan is made without it."""
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token or not os.environ.get("GITHUB_REPOSITORY"):
        return None
    from pm_lint.github.client import Client, SystemClock

    # Whoever sits at a terminal tries again sooner than we would.
    api = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    return Client(token, api, clock=SystemClock(), max_wait=0)
