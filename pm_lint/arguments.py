"""What the command line accepts."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from typing import NoReturn

from pm_lint import __version__

FORMATS = ("text", "concise", "json", "github")
_LEVELS = ("error", "warning", "notice", "never")
_CODES = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or configuration, 3 GitHub refused or could not be
reached, 4 an error of ours, 130 interrupted"""


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line; the chosen command's name is ``command``.

    ``command`` is what seems to be chosen: the others are then left out, for to make all takes time at each start.
    """
    top = _Parser(
        prog="pm-lint",
        description="Lint incident postmortems, and turn their action items into issues.",
        epilog=_CODES,
        formatter_class=_unmeasured,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"pm-lint {__version__}")
    # argparse would import a lot to find the prog out.
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, prog=top.prog)
    for name, (help, add_arguments) in _COMMANDS.items():
        if command not in _COMMANDS or command == name:
            each = commands.add_parser(
                name, help=help, description=help, epilog=_CODES, formatter_class=_unmeasured, allow_abbrev=False
            )
            add_arguments(each)
    for each in (top, *commands.choices.values()):
        each.formatter_class = argparse.HelpFormatter
    return top


def _unmeasured(prog: str) -> argparse.HelpFormatter:
    """What argparse tries each argument with as it is added: no need to import what measures the terminal."""
    return argparse.HelpFormatter(prog, width=80)


# -- commands ---------------------------------------------------------------------------------------------------


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("paths", nargs="*", metavar="PATH", help="default: the documents in scope of the configuration")
    check.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    check.add_argument("--output-file", metavar="FILE", help="write there, not to standard output")
    check.add_argument("--fail-on", choices=_LEVELS, help="the lowest severity that fails; default: error")
    check.add_argument("--select", metavar="RULES", help="only these rules, by id, name or group, with commas between")
    check.add_argument("--ignore", metavar="RULES", help="not these rules")
    check.add_argument(
        "--write-baseline", metavar="FILE", nargs="?", const="", help="hold back from now on all findings there are"
    )
    check.add_argument("--stdin-filename", metavar="PATH", default="stdin.md", help="the name of what - reads")
    check.add_argument("--no-cache", action="store_true", help="neither look at what earlier runs kept, nor keep any")
    check.add_argument("--jobs", metavar="N", type=_count, help="how many processes; default: up to one a core")
    _reading(check)


def _show(show: argparse.ArgumentParser) -> None:
    show.add_argument("file", metavar="FILE", nargs="?", help="a postmortem; left out: the schema of --template")
    show.add_argument("--format", choices=("text", "json"), default="text")
    _reading(show)


def _clean(_: argparse.ArgumentParser) -> None:
    """It takes none."""


def _rules(rules: argparse.ArgumentParser) -> None:
    rules.add_argument("--format", choices=("text", "json"), default="text")


def _rule(rule: argparse.ArgumentParser) -> None:
    rule.add_argument("rule", metavar="RULE", help="its id or name")


def _deadline(deadline: argparse.ArgumentParser) -> None:
    deadline.add_argument(
        "date",
        metavar="DATE",
        type=_date,
        help="the incident's last day (or as `meeting.count-from` says): YYYY-MM-DD",
    )
    deadline.add_argument("--country", metavar="CODE", help="whose public holidays count, such as US")
    deadline.add_argument("--subdivision", metavar="CODE", help="such as CA")
    deadline.add_argument("--market", metavar="CODE", help="whose trading holidays count, such as XNYS")
    deadline.add_argument("--within", metavar="DAYS", type=_days)
    deadline.add_argument("--unit", choices=("business-days", "calendar-days"))
    deadline.add_argument("--severity", metavar="NAME", help="as configured in [meeting.by-severity]")
    deadline.add_argument(
        "--meeting", metavar="DATE", type=_date, help="also say whether that day is in time; if not, exit 1"
    )
    deadline.add_argument("--explain", action="store_true", help="day by day, from the incident to the deadline")
    deadline.add_argument("--format", choices=("text", "json"), default="text")
    _configured(deadline)


def _report(report: argparse.ArgumentParser) -> None:
    report.add_argument("paths", nargs="*", metavar="PATH", help="default: the documents in scope of the configuration")
    report.add_argument("--ics", metavar="FILE", required=True, help="write the calendar there; - prints it")
    _configured(report)
    _template(report)
    _since(report)
    _today(report)
    report.set_defaults(act=None)


def _new(new: argparse.ArgumentParser) -> None:
    new.add_argument("title", metavar="TITLE", help="what failed, in a few words")
    new.add_argument("--date", metavar="DATE", type=_date, help="the incident's day; default: today")
    new.add_argument("--owner", metavar="NAME", help="who answers for it; default: git's github.user, if it is set")
    new.add_argument("--severity", metavar="NAME", help="such as SEV-2")
    new.add_argument("--output", metavar="FILE", help="write there, not where postmortems are kept; - prints it")
    new.add_argument("--dry-run", action="store_true", help="print the document, write nothing")
    _configured(new)
    _template(new)
    _today(new)
    new.set_defaults(since=None, act=None)


def _init(init: argparse.ArgumentParser) -> None:
    init.add_argument("--dry-run", action="store_true", help="show what would be written, write nothing")
    _today(init)


def _review(review: argparse.ArgumentParser) -> None:
    review.add_argument("--dry-run", action="store_true", help="print the review instead of posting it")
    review.add_argument(
        "--base", metavar="BRANCH", help="with --dry-run: what HEAD changed since it left BRANCH, by git"
    )
    review.add_argument("--pull-request", metavar="NUMBER", type=_days, help="where the event names none")
    _reading(review)


def _issues(issues: argparse.ArgumentParser) -> None:
    issues.add_argument("paths", nargs="*", metavar="PATH", help="with --dry-run: these documents only")
    issues.add_argument("--dry-run", action="store_true", help="print the plan, write nothing")
    issues.add_argument("--format", choices=("text", "json"), default="text", help="of the plan")
    issues.add_argument(
        "--max-new", metavar="NUMBER", type=_days, help="more new issues than this at once: none is made"
    )
    _reading(issues)


def _action(_: argparse.ArgumentParser) -> None:
    """It takes none: what it does is in its environment."""


#: By name: what the command does, and what adds its arguments.
_COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("check postmortems: files, folders, or - for standard input", _check),
    "show": ("what pm-lint understood of a postmortem, or of a template", _show),
    "clean": ("remove all that runs of pm-lint have kept in the user's cache folder", _clean),
    "rules": ("the list of rules", _rules),
    "rule": ("one rule's page", _rule),
    "deadline": ("the last day on which the meeting may be held, and the days that were skipped", _deadline),
    "report": ("all meetings as one calendar, which a shared calendar can subscribe to", _report),
    "new": ("begin a postmortem from the team's template, with the meeting's deadline filled in", _new),
    "init": ("look around, and write pm-lint.toml and the workflow", _init),
    "review": ("review a pull request, inside GitHub Actions or dry on a local clone", _review),
    "issues": ("make an issue of each action item, inside GitHub Actions or dry on a checkout", _issues),
    "action": ("what the GitHub Action runs: chooses by the event", _action),
}


class _Parser(argparse.ArgumentParser):
    """Quotes what was typed, such as a file's name, in a way that no terminal and no runner obeys."""

    def error(self, message: str) -> NoReturn:
        from pm_lint.output.escape import terminal

        self.exit(2, f"{self.prog}: {terminal(message)}; see `{self.prog} --help`\n")


def _configured(command: argparse.ArgumentParser) -> None:
    command.add_argument("--config", metavar="FILE", help="this configuration, not the one that is found")
    command.add_argument("--isolated", action="store_true", help="read no configuration")


def _reading(command: argparse.ArgumentParser) -> None:
    _configured(command)
    _template(command)
    _since(command)
    _today(command)
    command.add_argument("--act", type=int, choices=(1, 2), help="before or after the meeting; default: by the dates")


def _since(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", metavar="DATE", type=_date, help="leave older incidents alone")


def _template(command: argparse.ArgumentParser) -> None:
    command.add_argument("--template", metavar="FILE", help="the team's template, or the name of a bundled one")


def _today(command: argparse.ArgumentParser) -> None:
    command.add_argument("--today", metavar="DATE", type=_date, help="the day to judge by; default: today")


def _date(text: str) -> date:
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(part.isascii() and part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no date in the form YYYY-MM-DD")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise argparse.ArgumentTypeError(f"there is no such day as {text!r}") from None


def _count(text: str) -> int:
    if not (number := _days(text)):
        raise argparse.ArgumentTypeError("there must be one at least")
    return number


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)
