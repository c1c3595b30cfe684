"""What the container runs: inputs and event in; a check, a review or issues; outputs, step summary and exit code out.

Nothing that a pull request contains reaches the log but through `pm_lint.output.escape`, and `GITHUB_ENV` and
`GITHUB_PATH` are never written.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from pm_lint.config import Config
from pm_lint.errors import BUG, FINDINGS, GITHUB, INTERRUPTED, OK, USAGE, ConfigError, UsageError
from pm_lint.finding import position
from pm_lint.github.client import Client, Clock, GitHubError, SystemClock
from pm_lint.github.event import Event, decide, read_event
from pm_lint.github.inputs import InputError, Inputs, read_inputs
from pm_lint.github.merge_queue import Queue, read_queue
from pm_lint.github.outcome import Context, Counts, Outcome, error_command
from pm_lint.github.place import Place
from pm_lint.github.review import run_review
from pm_lint.github.review_material import Tools, in_scope, override
from pm_lint.github.review_place import Reviewed
from pm_lint.github.summary import step_summary
from pm_lint.github.understood import Understood, understand
from pm_lint.linter import Checked
from pm_lint.output.escape import delimiter, output_file, terminal
from pm_lint.record import replace

#: GitHub drops a larger step summary whole.
SUMMARY_LIMIT = 1024 * 1024
UNJUDGED = "With `only-changed-lines` nothing fails in a merge queue: which lines it changes is not known here"


def run(environ: Mapping[str, str] | None = None, out: TextIO | None = None, *, clock: Clock | None = None) -> int:
    """Run the action and return its exit code. Every failure is one sentence, and all outputs are always set."""
    environ = os.environ if environ is None else environ
    out = sys.stdout if out is None else out
    clock = clock or SystemClock()

    def log(line: str) -> None:
        print(terminal(line), file=out, flush=True)

    outcome = Outcome("none", BUG, "incomplete")
    handlers = _stop_on_signals()
    try:
        inputs = read_inputs(environ)
        event = read_event(environ)
        outcome = replace(outcome, mode=decide(event, inputs.mode, inputs.pull_request))
        log(f"pm-lint {outcome.mode} on {event.name}")
        outcome = _run(outcome.mode, inputs, event, environ, clock, log)
    except UsageError as error:
        outcome = replace(outcome, exit_code=USAGE, text=error_command(str(error)))
    except GitHubError as error:
        outcome = replace(outcome, exit_code=GITHUB, text=error_command(str(error)))
    except KeyboardInterrupt:
        said = "interrupted before all was done; the next run completes it"
        outcome = replace(outcome, exit_code=INTERRUPTED, text=error_command(said))
    except Exception as error:
        # A traceback shows source lines, never values; the token is in none of our messages.
        log(f"pm-lint failed: {type(error).__name__}; please report this with the lines below")
        _traceback(error, log)
    try:
        if outcome.text:
            # `text` holds workflow commands of ours (annotations), each escaped where it was made.
            out.write(outcome.text if outcome.text.endswith("\n") else f"{outcome.text}\n")
            out.flush()
        _write_outputs(environ, outcome, log)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return outcome.exit_code


def _stop_on_signals() -> dict[int, Any]:
    """Let the runner's signals raise KeyboardInterrupt, once: the outputs are written undisturbed. Without a handler,
    SIGTERM would not even reach the first process of a container. What is returned are the handlers until now."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        return {}

    def stop(_number: int, _frame: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    return {number: signal.signal(number, stop) for number in numbers}


def _run(
    mode: str, inputs: Inputs, event: Event, environ: Mapping[str, str], clock: Clock, log: Callable[[str], None]
) -> Outcome:
    today = inputs.today or datetime.fromtimestamp(clock.now(), UTC).date()
    tools = real_tools(today)
    root = Path(environ.get("GITHUB_WORKSPACE", "."))
    server = environ.get("GITHUB_SERVER_URL", "") or "https://github.com"
    api = environ.get("GITHUB_API_URL", "") or "https://api.github.com"

    def connect() -> Client:
        return Client(inputs.token, api, clock=clock, max_wait=inputs.max_wait, log=log)

    if mode == "check":
        queue = read_queue(event, connect if inputs.token else None) if event.name == "merge_group" else None
        return _check(root, inputs, today, tools, Place(event.repository, event.sha, server), queue)
    if not inputs.token and not inputs.dry_run:
        raise InputError("`token` is empty; leave it out, or give `${{ github.token }}`")
    client = connect()
    context = Context(client, event, inputs, today, root, server, clock, log)
    if mode == "review":
        done = run_review(context, tools)
        if inputs.dry_run:
            done = replace(done, text="".join(f"{terminal(line)}\n" for line in done.text.split("\n")))
        return done
    return _issues(context)


def _workspace(root: Path, inputs: Inputs, today: date) -> tuple[Config, list[Checked]]:
    """The configuration of the checkout, and all its documents checked. Raises ConfigError."""
    from pm_lint.project import Settings, check_documents, documents, make_linter, read_named_files

    if not root.is_dir() or not any(root.iterdir()):
        raise ConfigError("the workspace is empty; add a step with `actions/checkout` before this one")
    config = override(_configuration(root, inputs.config), inputs)
    linter = make_linter(config, read_named_files(root, config), today=today)
    return config, check_documents(linter, documents(Settings(config, root)))


def _configuration(root: Path, named: str | None) -> Config:
    """The one that the review reads on the base branch: else the two would not speak of the same documents. So it is
    looked for in the same places, and its paths count from the top of the checkout. Raises ConfigError."""
    from pm_lint.config import BASE_CANDIDATES
    from pm_lint.config_file import load
    from pm_lint.config_parse import parse
    from pm_lint.rules import rule_names

    name = named or next((name for name in BASE_CANDIDATES if os.path.lexists(root / name)), None)
    if name is None:
        return Config()
    if not (root / name).parent.resolve().is_relative_to(root.resolve()):
        raise ConfigError(f"config: {name!r} is outside of the repository")
    return parse(load(root / name).text, name, rule_names())


def _check(root: Path, inputs: Inputs, today: date, tools: Tools, place: Place, queue: Queue | None) -> Outcome:
    """The outcome of checking the checkout: annotations and the step summary. In a merge queue, what it doesn't change
    is left alone, as older incidents are in a pull request: it must not stop at a document that nobody touches. And
    where changed lines alone count, it stops at nothing, for it doesn't know them: each pull request was reviewed."""
    config, all_checked = _workspace(root, inputs, today)
    changed = queue.changed if queue else None
    checked = [
        one
        for one in all_checked
        if (changed is None or one.path in changed)
        and in_scope(one, bool(changed and changed[one.path]), config, today)
    ]
    notes = [queue.note] if queue and queue.note else []
    if not all_checked or (changed is not None and not checked):
        # A merge queue must not stop because there has been no incident yet, or none of late.
        where = "the checkout" if not all_checked else "what the merge group changes"
        said = f"no postmortem in {where}: nothing to check"
        return Outcome("check", summary_markdown=f"**pm-lint:** {said}.", text=f"{said}\n")
    findings = sorted((finding for one in checked for finding in one.findings), key=position)
    counts = Counts.of(len(checked), (finding.level for finding in findings))
    unjudged = queue is not None and config.review.only_changed_lines
    notes += [UNJUDGED] * unjudged
    failed = counts.reach(config.fail_on) and not unjudged
    return Outcome(
        "check",
        FINDINGS if failed else OK,
        "fail" if failed else "pass",
        counts,
        summary_markdown=step_summary([Reviewed(one, one.path, ()) for one in checked], place, notes, must=config.must),
        text=tools.annotate(checked),
    )


def _issues(context: Context) -> Outcome:
    from pm_lint.files import is_in
    from pm_lint.github.issues import run_issues

    config, checked = _workspace(context.root, context.inputs, context.today)
    event, inputs = context.event, context.inputs
    items = config.action_items if inputs.since is None else replace(config.action_items, since=inputs.since)
    return run_issues(
        context.client,
        Place(event.repository, event.sha, context.server_url),
        checked,
        items,
        today=context.today,
        max_new=inputs.max_new,
        dry_run=inputs.dry_run,
        exists=lambda path: is_in(context.root, path),
        clock=context.clock,
        log=context.log,
    )


def real_tools(today: date, act: int | None = None) -> Tools:
    """The other rooms, as they are; ``act`` overrules the documents' own."""
    from pm_lint.config import BASE_CANDIDATES
    from pm_lint.config_parse import parse
    from pm_lint.output import render
    from pm_lint.project import make_linter
    from pm_lint.rules import rule_names
    from pm_lint.scope import covers

    return Tools(
        config_paths=BASE_CANDIDATES,
        parse_config=lambda text, origin: parse(text, origin, rule_names()),
        covers=covers,
        linter=lambda config, texts: make_linter(config, texts, today=today, act=act),
        understand=lambda config, checked: _understand(config, checked, today, act),
        annotate=lambda results: render("github", results),
    )


def _understand(config: Config, checked: Checked, today: date, overruled: int | None) -> Understood:
    """What is understood of a document, by the configuration for its path."""
    from pm_lint.finding import Policy
    from pm_lint.scope import config_for

    config = config_for(config, checked.path)
    policy = Policy(today, config.meeting, config.calendar, act=overruled)
    return understand(checked, config.action_items, policy, config.must)


def _traceback(error: Exception, log: Callable[[str], None]) -> None:
    """Where it happened, without the error's own text, which may quote a document or an answer."""
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        log(f"  {frame.filename}:{frame.lineno} in {frame.name}")


def _write_outputs(environ: Mapping[str, str], outcome: Outcome, log: Callable[[str], None]) -> None:
    entries = (output_file(name, value, delimiter(value)) for name, value in outcome.outputs().items())
    _append(environ.get("GITHUB_OUTPUT", ""), "".join(entries), log)
    summary = outcome.summary_markdown
    if summary:
        from pm_lint.github.escape import cut

        if len(summary.encode("utf-8", "replace")) >= SUMMARY_LIMIT:
            summary = cut(summary, SUMMARY_LIMIT // 4)  # a character is at most four bytes
        _append(environ.get("GITHUB_STEP_SUMMARY", ""), f"{summary}\n", log)


def _append(path: str, text: str, log: Callable[[str], None]) -> None:
    """To a file of the runner's; without one (a local run) nothing is written."""
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        log(f"can't write {path}: {error.strerror}")
