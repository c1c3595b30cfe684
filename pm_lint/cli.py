"""The command line: a thin function for each command, with what it needs imported inside it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pm_lint.arguments import parser
from pm_lint.errors import BUG, FINDINGS, GITHUB, INTERRUPTED, OK, USAGE, UsageError

if TYPE_CHECKING:
    from pm_lint.github.client import Client
    from pm_lint.linter import Checked, Linter
    from pm_lint.linters import Linters
    from pm_lint.project import Settings


def entry() -> NoReturn:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: every failure is one sentence on stderr, never a traceback."""
    from pm_lint.output.escape import terminal

    for stream in (sys.stdout, sys.stderr):
        # A path may hold bytes that are no UTF-8, and a terminal may know less than UTF-8.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace", newline="\n")
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has seen enough; nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except UsageError as error:
        print(terminal(f"pm-lint: {error}"), file=sys.stderr)
        return USAGE
    except Exception as error:
        # Where it happened, without the error's own text, which may quote a document or a token.
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        print(
            terminal(f"pm-lint: an error of ours: {type(error).__name__} at {place}; please report it"), file=sys.stderr
        )
        return BUG


# -- commands ---------------------------------------------------------------------------------------------------


def check(options: argparse.Namespace) -> int:
    from pm_lint.baseline import gone
    from pm_lint.output import render
    from pm_lint.output.counting import plural
    from pm_lint.project import check_documents, documents, named_documents

    if options.write_baseline is not None and (options.paths or options.select or options.ignore or options.since):
        raise UsageError(
            "--write-baseline is of all documents and rules: leave out PATH, --select, --ignore and --since"
            + (f" ({options.paths[0]!r} is a PATH: the file to write stands after an =)" if options.paths else "")
        )
    settings, linter = _linter(options)
    start = Path.cwd()
    if options.paths == ["-"]:
        results = [linter.check(options.stdin_filename, sys.stdin.buffer.read(settings.config.max_file_size + 1))]
    else:
        found = named_documents(settings, options.paths, start) if options.paths else documents(settings)
        results = check_documents(linter, found)
    if not results:
        raise UsageError(_no_documents(options.paths, settings.config.paths))
    if options.write_baseline is not None:
        return _write_baseline(options, results)
    if not (options.paths or options.select or options.ignore or options.since) and (
        mended := gone(results, linter.baseline)
    ):
        verb = "is" if mended == 1 else "are"
        said = f"{plural(mended, 'finding')} of the baseline {verb} gone: write it again with --write-baseline"
        print(f"pm-lint: {said}", file=sys.stderr)
    _write(render(options.format, results), options.output_file)
    fail_on = settings.config.fail_on
    failed = fail_on is not None and any(f.level >= fail_on for one in results for f in one.findings)
    return FINDINGS if failed else OK


def _write_baseline(options: argparse.Namespace, results: Sequence[Checked]) -> int:
    """Write every finding there is to the baseline, and say so."""
    from pm_lint.baseline import DEFAULT, counted, written
    from pm_lint.config_parse import read_value
    from pm_lint.output.counting import plural
    from pm_lint.project import shown_path

    settings = _settings(options)
    configured = settings.config.baseline
    file = Path(options.write_baseline) if options.write_baseline else settings.root / (configured or DEFAULT)
    # A .json file below the configuration's folder: no document is written over.
    name = read_value("baseline", shown_path(file, settings.root), "--write-baseline")
    counts = counted(results)
    _write(written(counts), str(file))
    number = sum(len(one.findings) for one in results)
    print(_terminal(f"{name}: {plural(number, 'finding')} in {plural(len(counts), 'file')} will be held back"))
    if name != configured:
        print(_terminal(f'Add baseline = "{name}" to the configuration.'))
    return OK


def _no_documents(paths: list[str], configured: tuple[str, ...] | None) -> str:
    if paths:
        return f"no Markdown document was found in {', '.join(paths)}"
    if configured:
        return f"no document matches `paths` ({', '.join(configured)}); correct it, or name files and folders"
    return "no folder here is named like postmortem or incident; set `paths` in pm-lint.toml, or name files and folders"


def show(options: argparse.Namespace) -> int:
    from pm_lint.output import show as output
    from pm_lint.postmortem.dates import spell
    from pm_lint.postmortem.reckoning import act, reckon
    from pm_lint.project import shown_path

    settings, linter = _linter(options)
    if options.file is None:
        return _show_template(options, linter.for_overrides(()))
    file = Path.cwd() / options.file
    if os.path.isdir(file) or not os.path.lexists(file):
        raise UsageError(f"{options.file}: there is no such file")
    checked = linter.check_file(shown_path(file, settings.root), file)
    if checked.postmortem is None:
        raise UsageError(f"{options.file}: {checked.findings[0].message if checked.findings else 'it is unreadable'}")
    doc = checked.postmortem
    current = act(doc, linter.for_path(checked.path).policy)
    if options.format == "json":
        _write(output.render_json(doc, current), None)
    else:
        deadlines = sorted({found.deadline.day for found in reckon(doc, linter.for_path(checked.path).policy)})
        deadline = " or ".join(spell(day) for day in deadlines) or None
        _write(output.render_text(doc, current, deadline=deadline, fit=checked.fit), None)
    return OK


def _show_template(options: argparse.Namespace, linter: Linter) -> int:
    from pm_lint.output import schema as output

    if not options.template:
        raise UsageError("show needs a FILE, or a --template alone")
    if linter.candidates:
        names = ", ".join(schema.name for schema in linter.candidates)
        raise UsageError(f"auto is one of several templates, by the document: show one of {names}")
    _write(output.render_json(linter.schema) if options.format == "json" else output.render_text(linter.schema), None)
    return OK


def rules(options: argparse.Namespace) -> int:
    from pm_lint.output import rules as output
    from pm_lint.rules import RULES

    every = tuple(RULES.values())
    _write(output.render_json(every) if options.format == "json" else output.render_list(every), None)
    return OK


def rule(options: argparse.Namespace) -> int:
    from difflib import get_close_matches

    from pm_lint.output import rules as output
    from pm_lint.rules import RULES

    asked = options.rule.casefold()
    found = next((r for r in RULES.values() if asked in (r.id.casefold(), r.name)), None)
    if found is None:
        names = {name.casefold(): name for r in RULES.values() for name in (r.id, r.name)}
        near = get_close_matches(asked, names, 1)
        hint = f"; did you mean {names[near[0]]}?" if near else "; `pm-lint rules` lists them"
        raise UsageError(f"there is no rule {options.rule!r}{hint}")
    _write(output.render_page(found), None)
    return OK


def deadline(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from pm_lint.finding import Allowance
    from pm_lint.output import deadline as output
    from pm_lint.postmortem.reckoning import allowance_for
    from pm_lint.postmortem.workdays import CalendarError
    from pm_lint.postmortem.workdays import deadline as reckon

    config = _settings(options).config
    calendar, allowed = config.calendar, allowance_for(options.severity, config.meeting)
    if options.country:
        calendar = replace(calendar, country=options.country, subdivision=options.subdivision)
    elif options.subdivision:
        calendar = replace(calendar, subdivision=options.subdivision)
    if calendar.subdivision and not calendar.country:
        raise UsageError("--subdivision needs --country")
    if options.within is not None:
        allowed = Allowance(options.within, allowed.unit)
    if options.unit:
        allowed = Allowance(allowed.within, options.unit)
    try:
        found = reckon(options.date, allowed, calendar)
    except CalendarError as error:
        raise UsageError(str(error)) from None
    _write(output.render_json(found) if options.format == "json" else output.render_text(found), None)
    return OK


def new(options: argparse.Namespace) -> int:
    from pm_lint.new import run

    settings, linters = _linter(options)
    return run(options, settings.root, linters)


def init(options: argparse.Namespace) -> int:
    from pm_lint.init import run

    return run(Path.cwd(), _today(options), dry_run=options.dry_run)


def review(options: argparse.Namespace) -> int:
    if options.base is None:
        return _as_action("review", options)
    if not options.dry_run:
        raise UsageError("--base reads the local clone and posts nothing: add --dry-run")
    if options.pull_request is not None:
        raise UsageError("--pull-request is one on GitHub, and --base reads the local clone: give one of them")
    if options.config and options.isolated:
        raise UsageError("--isolated reads no configuration, and --config names one: give one of them")
    from dataclasses import replace

    from pm_lint.config_values import PATH, Place
    from pm_lint.github.action import real_tools
    from pm_lint.github.inputs import Inputs
    from pm_lint.github.review_local import review_local

    today = _today(options)
    tools = real_tools(today, options.act)
    if options.isolated:
        tools = replace(tools, config_paths=())
    # As in the action, configuration and template are files of the base branch, named from the top of the repository.
    config = PATH.read(options.config, Place("the command line", ("config",))) if options.config else None
    inputs = Inputs(config=config, template=options.template, since=options.since)
    _, done = review_local(options.base, Path.cwd(), tools, today=today, inputs=inputs)
    _write("".join(f"{_terminal(line)}\n" for line in done.text.rstrip("\n").split("\n")), None)
    return done.exit_code


def issues(options: argparse.Namespace) -> int:
    if not options.dry_run:
        if options.paths:
            raise UsageError("issues of some documents alone can only be planned: add --dry-run")
        return _as_action("issues", options)
    from dataclasses import replace

    from pm_lint.github.errors import GitHubError
    from pm_lint.github.issue_marker import marked_path
    from pm_lint.github.issues import run_issues
    from pm_lint.github.place import Place
    from pm_lint.project import check_documents, documents, named_documents

    settings, linter = _linter(options)
    # The plan needs all documents: an issue of one that is not there would look like that of a document that is gone.
    every, named = dict(documents(settings)), dict(named_documents(settings, options.paths, Path.cwd()))
    if not (named if options.paths else every):
        raise UsageError(_no_documents(options.paths, settings.config.paths))
    checked = check_documents(linter, iter((every | named).items()))
    items = settings.config.action_items
    repository = os.environ.get("GITHUB_REPOSITORY", "OWNER/REPOSITORY")
    server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
    try:
        client = _client()
    except GitHubError as error:
        print(_terminal(f"pm-lint: {error}"), file=sys.stderr)
        return GITHUB
    done = run_issues(
        client,
        Place(repository, os.environ.get("GITHUB_SHA", "HEAD"), server),
        checked,
        replace(items, since=options.since) if options.since else items,
        today=_today(options),
        max_new=options.max_new,
        dry_run=True,
        as_json=options.format == "json",
        only={marked_path(path) for path in named} if options.paths else None,
        log=lambda line: print(_terminal(line), file=sys.stderr),
    )
    if done.exit_code == GITHUB:  # there is no plan, only the reason
        sys.stderr.write(done.text)
    else:
        _write(done.text, None)
    return done.exit_code


def action(options: argparse.Namespace) -> int:
    from pm_lint.github.action import run

    return run()


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": check,
    "show": show,
    "rules": rules,
    "rule": rule,
    "deadline": deadline,
    "new": new,
    "init": init,
    "review": review,
    "issues": issues,
    "action": action,
}


# -- what the commands share ----------------------------------------------------------------------------------------


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

    return Client(token, os.environ.get("GITHUB_API_URL") or "https://api.github.com", clock=SystemClock())


def _settings(options: argparse.Namespace) -> Settings:
    from pm_lint.project import read_settings

    return read_settings(Path.cwd(), config=options.config, isolated=options.isolated)


def _linter(options: argparse.Namespace) -> tuple[Settings, Linters]:
    """The configuration with what the command line overrules, and what checks by it."""
    from dataclasses import replace

    from pm_lint.config import commanded
    from pm_lint.config_rules import chosen
    from pm_lint.finding import Severity
    from pm_lint.project import is_template_file, make_linter, read_named_file, read_named_files
    from pm_lint.rules import RULES, rule_names

    settings = _settings(options)
    config = settings.config
    if options.since:
        config = commanded(config, since=options.since)
    if getattr(options, "fail_on", None):
        config = replace(config, fail_on=None if options.fail_on == "never" else Severity.parse(options.fail_on))
    if getattr(options, "write_baseline", None) is not None:  # what is there is not read: it may be damaged
        config = replace(config, baseline=None)
    config = chosen(
        config,
        rule_names(),
        {rule.id: rule.default for rule in RULES.values()},
        select=getattr(options, "select", None),
        ignore=getattr(options, "ignore", None),
    )
    if options.template:
        # Named by who types it, so from where they are, and wherever it is.
        texts = read_named_files(settings.root, commanded(config, template="default"))
        config = commanded(config, template=options.template)
        if is_template_file(options.template):
            texts[options.template] = read_named_file(Path.cwd(), options.template, "template", confined=False)
    else:
        texts = read_named_files(settings.root, config)
    return replace(settings, config=config), make_linter(config, texts, today=_today(options), act=options.act)


def _today(options: argparse.Namespace) -> date:
    return options.today or datetime.now(UTC).astimezone().date()


def _write(text: str, file: str | None) -> None:
    """To standard output, or to a file that is replaced at once or not at all."""
    if file is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = draft = Path(file)
    if target.is_file() or not target.exists():  # a device or a pipe is written to, never replaced
        target = target.resolve()
        draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with open(draft, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
        if draft != target:
            os.replace(draft, target)
    except OSError as error:
        if draft != target:
            draft.unlink(missing_ok=True)
        raise UsageError(f"{file}: can't be written: {error.strerror or error}") from None


def _terminal(line: str) -> str:
    from pm_lint.output.escape import terminal

    return terminal(line)
