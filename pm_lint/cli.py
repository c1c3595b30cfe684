"""The command line: a thin function for each command, with what it needs imported inside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pm_lint.arguments import read_plain
from pm_lint.cli_shared import linter_of, today_of, working_folder, write
from pm_lint.errors import BUG, INTERRUPTED, OK, USAGE, Killed, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from pm_lint.linter import Linter
    from pm_lint.quick import Asked


def main(arguments: Sequence[str], asked: Asked | None = None) -> int:
    """Run a command and return its exit code: every failure is one sentence on stderr, never a traceback.

    ``asked`` is where its answer is kept; None: nowhere.
    """
    from pm_lint.regex import keep_compiled

    if sys.stderr is None:  # closed: `print` would take standard output
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as there is anything to say
    for stream in (sys.stdout, sys.stderr):
        # A path may hold bytes that are no UTF-8, and a terminal may know less than UTF-8.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        options = read_plain(arguments) or _read(arguments)
        if options is None:
            return OK
        options.asked = asked
        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has seen enough; nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except UsageError as error:
        _tell(str(error))
        return USAGE
    except Killed as error:
        _tell(str(error))
        return BUG
    except Exception as error:
        # Where it happened, without the error's own text, which may quote a document or a token.
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        _tell(f"an error of ours: {type(error).__name__} at {place}; please report it")
        return BUG
    finally:
        keep_compiled()


def _read(arguments: Sequence[str]) -> Namespace | None:
    """What argparse makes of it; None where it was a question, which is answered. Raises UsageError."""
    from pm_lint.arguments_parser import RefusedError, parser

    try:
        return parser().parse_args(arguments)
    except SystemExit:
        return None
    except RefusedError as error:
        from pm_lint.arguments_faults import fault

        raise UsageError(fault(arguments) or str(error)) from None


def _tell(sentence: str) -> None:
    """Say it on standard error, if anybody can be told anything."""
    from pm_lint.output.escape import terminal

    with suppress(OSError):
        print(terminal(f"pm-lint: {sentence}"), file=sys.stderr)


# -- commands ---------------------------------------------------------------------------------------------------


def check(options: Namespace) -> int:
    from pm_lint.process import import_markdown

    import_markdown()
    if options.write_baseline is not None:
        if options.fix or options.diff:
            raise UsageError("--write-baseline holds back what --fix would mend: run one after the other")
        from pm_lint import baseline_write

        return baseline_write.run(options)
    from pm_lint import checking

    return checking.check(options)


def show(options: Namespace) -> int:
    from pm_lint.output import show as output
    from pm_lint.postmortem.reckoning import act, allowed_for, reckon, waived
    from pm_lint.project import shown_path

    settings, linter = linter_of(options)
    if options.file is None:
        return _show_template(options, linter.for_overrides(()))
    file = Path.cwd() / options.file
    if not os.path.lexists(file):
        raise UsageError(f"{options.file}: there is no such file")
    if os.path.isdir(file):
        raise UsageError(f"{options.file} is a folder: name a file in it")
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


def _show_template(options: Namespace, linter: Linter) -> int:
    from pm_lint.output import schema as output

    if not options.template:
        raise UsageError("show needs a FILE, or a --template alone")
    if linter.candidates:
        names = ", ".join(schema.name for schema in linter.candidates)
        raise UsageError(f"auto is one of several templates, by the document: show one of {names}")
    write(output.render_json(linter.schema) if options.format == "json" else output.render_text(linter.schema), None)
    return OK


def clean(options: Namespace) -> int:
    from pm_lint import cleaning

    return cleaning.clean(os.environ)


def rules(options: Namespace) -> int:
    from pm_lint.output import rules as output
    from pm_lint.rules import RULES

    every = tuple(RULES.values())
    write(output.render_json(every) if options.format == "json" else output.render_list(every), None)
    return OK


def rule(options: Namespace) -> int:
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


def deadline(options: Namespace) -> int:
    from pm_lint import cli_deadline

    return cli_deadline.deadline(options)


def report(options: Namespace) -> int:
    from pm_lint.report import run

    return run(options, *linter_of(options))


def new(options: Namespace) -> int:
    from pm_lint.new import run

    settings, linters = linter_of(options)
    return run(options, settings.root, linters)


def init(options: Namespace) -> int:
    from pm_lint.init import run

    return run(working_folder(), today_of(options), dry_run=options.dry_run)


def server(options: Namespace) -> int:
    from pm_lint.server import serve

    return serve(options)


def review(options: Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.review(options)


def issues(options: Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.issues(options)


def completions(options: Namespace) -> int:
    from pm_lint import completions

    write(completions.script(options.shell), None)
    return OK


def action(options: Namespace) -> int:
    from pm_lint import cli_github

    return cli_github.action(options)


COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "check": check,
    "show": show,
    "clean": clean,
    "rules": rules,
    "rule": rule,
    "deadline": deadline,
    "report": report,
    "new": new,
    "init": init,
    "server": server,
    "review": review,
    "issues": issues,
    "completions": completions,
    "action": action,
}
