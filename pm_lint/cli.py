"""The command line: a thin function for each command, with what it needs imported inside it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pm_lint.arguments import parser
from pm_lint.cli_shared import linter_of, no_documents, on_terminal, settings_of, today_of, write
from pm_lint.errors import BUG, FINDINGS, INTERRUPTED, OK, USAGE, UsageError

if TYPE_CHECKING:
    from pm_lint.linter import Checked, Linter


def entry() -> NoReturn:
    """The console script."""
    from pm_lint.process import begin, leave

    begin()
    leave(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: every failure is one sentence on stderr, never a traceback."""
    from pm_lint.output.escape import terminal
    from pm_lint.regex import keep_compiled

    for stream in (sys.stdout, sys.stderr):
        # A path may hold bytes that are no UTF-8, and a terminal may know less than UTF-8.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace", newline="\n")
    options = parser(arguments[0] if arguments else None).parse_args(arguments)
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
    finally:
        keep_compiled()


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
    settings, linter = linter_of(options)
    start = Path.cwd()
    if options.paths == ["-"]:
        results = [linter.check(options.stdin_filename, sys.stdin.buffer.read(settings.config.max_file_size + 1))]
    else:
        found = named_documents(settings, options.paths, start) if options.paths else documents(settings)
        results = check_documents(linter, found)
    if not results:
        raise UsageError(no_documents(options.paths, settings.config.paths))
    if options.write_baseline is not None:
        return _write_baseline(options, results)
    partly = options.paths or options.select or options.ignore or options.since or options.template or options.act
    if not partly and (mended := gone(results, linter.baseline)):
        verb = "is" if mended == 1 else "are"
        said = f"{plural(mended, 'finding')} of the baseline {verb} gone: write it again with --write-baseline"
        print(f"pm-lint: {said}", file=sys.stderr)
    write(render(options.format, results), options.output_file)
    fail_on = settings.config.fail_on
    failed = fail_on is not None and any(f.level >= fail_on for one in results for f in one.findings)
    return FINDINGS if failed else OK


def _write_baseline(options: argparse.Namespace, results: Sequence[Checked]) -> int:
    """Write every finding there is to the baseline, and say so."""
    from pm_lint.baseline import DEFAULT, counted, written
    from pm_lint.config_parse import read_value
    from pm_lint.output.counting import plural
    from pm_lint.project import shown_path

    settings = settings_of(options)
    configured = settings.config.baseline
    file = Path(options.write_baseline) if options.write_baseline else settings.root / (configured or DEFAULT)
    # A .json file below the configuration's folder: no document is written over.
    name = read_value("baseline", shown_path(file, settings.root), "--write-baseline")
    if file.is_symlink() or not file.parent.resolve().is_relative_to(settings.root.resolve()):
        raise UsageError(f"{name}: can't be written: a symbolic link leads out of the repository")
    counts = counted(results)
    write(written(counts), str(file))
    number = sum(len(one.findings) for one in results)
    print(on_terminal(f"{name}: {plural(number, 'finding')} in {plural(len(counts), 'file')} will be held back"))
    if name != configured:
        print(on_terminal(f'Add baseline = "{name}" to the configuration.'))
    return OK


def show(options: argparse.Namespace) -> int:
    from pm_lint.output import show as output
    from pm_lint.postmortem.reckoning import act, allowed_for, reckon, waived
    from pm_lint.project import shown_path

    settings, linter = linter_of(options)
    if options.file is None:
        return _show_template(options, linter.for_overrides(()))
    file = Path.cwd() / options.file
    if os.path.isdir(file) or not os.path.lexists(file):
        raise UsageError(f"{options.file}: there is no such file")
    checked = linter.check_file(shown_path(file, settings.root), file)
    if checked.postmortem is None:
        raise UsageError(f"{options.file}: {checked.findings[0].message if checked.findings else 'it is unreadable'}")
    doc = checked.postmortem
    policy = linter.for_path(checked.path).policy
    current = act(doc, policy)
    if options.format == "json":
        write(output.render_json(doc, current, policy.calendar), None)
    else:
        deadline = output.told_deadlines(reckon(doc, policy), allowed_for(doc.severity, policy.meeting), doc)
        not_held = waived(doc, policy)
        write(
            output.render_text(doc, current, policy.calendar, deadline=deadline, fit=checked.fit, waived=not_held), None
        )
    return OK


def _show_template(options: argparse.Namespace, linter: Linter) -> int:
    from pm_lint.output import schema as output

    if not options.template:
        raise UsageError("show needs a FILE, or a --template alone")
    if linter.candidates:
        names = ", ".join(schema.name for schema in linter.candidates)
        raise UsageError(f"auto is one of several templates, by the document: show one of {names}")
    write(output.render_json(linter.schema) if options.format == "json" else output.render_text(linter.schema), None)
    return OK


def rules(options: argparse.Namespace) -> int:
    from pm_lint.output import rules as output
    from pm_lint.rules import RULES

    every = tuple(RULES.values())
    write(output.render_json(every) if options.format == "json" else output.render_list(every), None)
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
    write(output.render_page(found), None)
    return OK


def deadline(options: argparse.Namespace) -> int:
    from pm_lint import cli_deadline

    return cli_deadline.deadline(options)


def report(options: argparse.Namespace) -> int:
    from pm_lint.report import run

    return run(options, *linter_of(options))


def new(options: argparse.Namespace) -> int:
    from pm_lint.new import run

    settings, linters = linter_of(options)
    return run(options, settings.root, linters)


def init(options: argparse.Namespace) -> int:
    from pm_lint.init import run

    return run(Path.cwd(), today_of(options), dry_run=options.dry_run)


def review(options: argparse.Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.review(options)


def issues(options: argparse.Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.issues(options)


def action(options: argparse.Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.action(options)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": check,
    "show": show,
    "rules": rules,
    "rule": rule,
    "deadline": deadline,
    "report": report,
    "new": new,
    "init": init,
    "review": review,
    "issues": issues,
    "action": action,
}
