"""What the command line accepts, and what a plain one says.

Of each argument stands here what argparse is told of it. A plain command line is read by this alone, for to import
argparse and to make its parser takes a third of Python's own start. Whatever is not plain, wrong or a question for help
is left to argparse: see `arguments_parser.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from pm_lint.look import CHOICES as _COLOURS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any
else:
    from types import SimpleNamespace as Namespace

FORMATS = ("text", "concise", "markdown", "json", "sarif", "rdjson", "junit", "github")
SHELLS = ("bash", "zsh", "fish")
_LEVELS = ("error", "warning", "notice", "never")

#: Its name, and the keywords of `ArgumentParser.add_argument`. A command has at most one whose name is no option's.
Argument = tuple[str, "dict[str, Any]"]


class UnfitError(ValueError):
    """A value that can't be meant; the message says why."""


def read_plain(words: Sequence[str]) -> Namespace | None:
    """What argparse makes of a plain command line; None where one is not plain.

    Plain is a command, its options as they are listed, each with a value that suits it, and all else in one row.
    """
    if not words or words[0] not in COMMANDS:
        return None
    command = COMMANDS[words[0]]
    try:
        return Namespace(command=words[0], **given(words[0]), **_read(dict(command[1]()), words[1:]))
    except ValueError:
        return None


def field(name: str) -> str:
    """What the argument is called in what was read."""
    return name.lstrip("-").replace("-", "_")


def given(command: str) -> dict[str, Any]:
    """What a command has instead of arguments that others have."""
    return dict.fromkeys(_GIVEN.get(command, ()))


def _read(arguments: Mapping[str, dict[str, Any]], words: Sequence[str]) -> dict[str, Any]:
    """The values of all arguments, by field. Raises ValueError where the words are not plain."""
    values = {field(name): told.get("default", False if _is_flag(told) else None) for name, told in arguments.items()}
    missing = {name for name, told in arguments.items() if told.get("required")}
    unnamed: list[str] = []
    ended = False
    rest = iter(words)
    for word in rest:
        if not _is_name(word):
            if ended:
                raise UnfitError("they stand apart")
            unnamed.append(word)
            continue
        ended = bool(unnamed)
        name, equals, value = word.partition("=")
        told = arguments.get(name, {"nargs": "unknown"})
        if "nargs" in told or (equals and (_is_flag(told) or not value)):
            raise UnfitError(word)
        if not _is_flag(told):
            value = value if equals else next(rest, "-?")
            if not equals and _is_name(value):
                raise UnfitError(word)
        suiting = True if _is_flag(told) else _suiting(told, value)
        values[field(name)] = [*(values[field(name)] or ()), suiting] if told.get("action") == "append" else suiting
        missing.discard(name)
    if missing:
        raise UnfitError("something is missing")
    return values | _row(arguments, unnamed)


def _is_name(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _is_flag(told: dict[str, Any]) -> bool:
    """Whether the option has no value."""
    return told.get("action") == "store_true"


def _suiting(told: dict[str, Any], word: str) -> Any:
    value = told["type"](word) if "type" in told else word
    if "choices" in told and value not in told["choices"]:
        raise UnfitError(word)
    return value


def _row(arguments: Mapping[str, dict[str, Any]], words: Sequence[str]) -> dict[str, Any]:
    """The argument that is not named."""
    for name, told in arguments.items():
        if _is_name(name):
            continue
        values = [_suiting(told, word) for word in words]
        many = told.get("nargs")
        if many == "*":
            return {name: values}
        if len(values) == 1:
            return {name: values[0]}
        if many == "?" and not values:
            return {}
        raise UnfitError("there must be one")
    if words:
        raise UnfitError("nothing is expected")
    return {}


# -- commands ---------------------------------------------------------------------------------------------------


def _argument(name: str, **told: Any) -> Argument:
    return name, told


def _check() -> Iterator[Argument]:
    yield _argument("paths", nargs="*", metavar="PATH", help="default: the documents in scope of the configuration")
    yield _argument("--in-scope", action="store_true", help="leave paths alone that the configuration does not cover")
    yield _argument(
        "--format", choices=FORMATS, help="default: text; in GitHub Actions text, and annotations for the lines"
    )
    yield _argument(
        "--output",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        type=_output,
        help="write this format there as well; can be repeated; - is standard output, in place of --format's",
    )
    yield _argument("--output-file", metavar="FILE", help="write what --format says there, not to standard output")
    yield _argument(
        "--statistics", action="store_true", help="text and concise: how often each rule is broken, not the findings"
    )
    yield _argument("--color", choices=_COLOURS, default="auto", help="default: auto, which is on terminals")
    yield _argument("--fail-on", choices=_LEVELS, help="the lowest severity that fails; default: error")
    yield _argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    yield _argument("--select", metavar="RULES", help="only these rules, by id, name or group, with commas between")
    yield _argument("--ignore", metavar="RULES", help="not these rules")
    yield _argument("--fix", action="store_true", help="mend what can be mended safely, then say what is left")
    yield _argument(
        "--diff", action="store_true", help="show what --fix would change, write nothing; exit 1 if anything"
    )
    yield _argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: what may need a look as well")
    yield _argument(
        "--write-baseline", metavar="FILE", nargs="?", const="", help="hold back from now on all findings there are"
    )
    yield _argument("--stdin-filename", metavar="PATH", default="stdin.md", help="the name of what - reads")
    yield _argument("--no-cache", action="store_true", help="neither look at what earlier runs kept, nor keep any")
    yield _argument("--jobs", metavar="N", type=_count, help="how many processes; default: up to one a core")
    yield from _reading()


def _show() -> Iterator[Argument]:
    yield _argument("file", metavar="FILE", nargs="?", help="a postmortem; left out: the schema of --template")
    yield _argument("--format", choices=("text", "json"), default="text", help="default: text")
    yield from _reading()


def _none() -> Iterator[Argument]:
    yield from ()


def _rules() -> Iterator[Argument]:
    yield _argument("--format", choices=("text", "json"), default="text", help="default: text")


def _rule() -> Iterator[Argument]:
    yield _argument("rule", metavar="RULE", help="its id or name")


def _deadline() -> Iterator[Argument]:
    yield _argument(
        "date",
        metavar="DATE",
        type=_date,
        help="the incident's last day (or as `meeting.count-from` says): YYYY-MM-DD",
    )
    yield _argument("--country", metavar="CODE", help="whose public holidays count, such as US")
    yield _argument("--subdivision", metavar="CODE", help="such as CA")
    yield _argument("--market", metavar="CODE", help="whose trading holidays count, such as XNYS")
    yield _argument("--within", metavar="DAYS", type=_days, help="so many; default: as configured")
    yield _argument("--unit", choices=("business-days", "calendar-days"), help="of these; default: as configured")
    yield _argument("--severity", metavar="NAME", help="as configured in [meeting.by-severity]")
    yield _argument(
        "--meeting", metavar="DATE", type=_date, help="also say whether that day is in time; if not, exit 1"
    )
    yield _argument("--explain", action="store_true", help="day by day, from the incident to the deadline")
    yield _argument("--format", choices=("text", "json"), default="text", help="default: text")
    yield from _configured()


def _report() -> Iterator[Argument]:
    yield _argument("paths", nargs="*", metavar="PATH", help="default: the documents in scope of the configuration")
    yield _argument("--ics", metavar="FILE", required=True, help="write the calendar there; - prints it")
    yield from _configured()
    yield _template()
    yield _since()
    yield _today()


def _new() -> Iterator[Argument]:
    yield _argument("title", metavar="TITLE", help="what failed, in a few words")
    yield _argument("--date", metavar="DATE", type=_date, help="the incident's day; default: today")
    yield _argument("--owner", metavar="NAME", help="who answers for it; default: git's github.user, if it is set")
    yield _argument("--severity", metavar="NAME", help="such as SEV-2")
    yield _argument("--output", metavar="FILE", help="write there, not where postmortems are kept; - prints it")
    yield _argument("--dry-run", action="store_true", help="print the document, write nothing")
    yield from _configured()
    yield _template()
    yield _today()


def _init() -> Iterator[Argument]:
    yield _argument("--dry-run", action="store_true", help="show what would be written, write nothing")
    yield _today()


def _completions() -> Iterator[Argument]:
    yield _argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")


def _review() -> Iterator[Argument]:
    yield _argument("--dry-run", action="store_true", help="print the review instead of posting it")
    yield _argument("--base", metavar="BRANCH", help="with --dry-run: what HEAD changed since it left BRANCH, by git")
    yield _argument("--pull-request", metavar="NUMBER", type=_days, help="where the event names none")
    yield from _reading()


def _issues() -> Iterator[Argument]:
    yield _argument("paths", nargs="*", metavar="PATH", help="with --dry-run: these documents only")
    yield _argument("--dry-run", action="store_true", help="print the plan, write nothing")
    yield _argument("--format", choices=("text", "json"), default="text", help="of the plan")
    yield _argument("--max-new", metavar="NUMBER", type=_days, help="more new issues than this at once: none is made")
    yield from _reading()


def _server() -> Iterator[Argument]:
    yield _argument("--stdio", action="store_true", help="what many editors say: it speaks in no other way anyway")
    yield from _configured()
    yield _today()


#: By name: what the command does, and its arguments. What `action` does is in its environment.
COMMANDS: Mapping[str, tuple[str, Callable[[], Iterator[Argument]]]] = {
    "check": ("check postmortems: files, folders, or - for standard input", _check),
    "show": ("what pm-lint understood of a postmortem, or of a template", _show),
    "clean": ("remove all that runs of pm-lint have kept in the user's cache folder", _none),
    "rules": ("the list of rules", _rules),
    "rule": ("one rule's page", _rule),
    "deadline": ("the last day on which the meeting may be held, and the days that were skipped", _deadline),
    "report": ("all meetings as one calendar, which a shared calendar can subscribe to", _report),
    "new": ("begin a postmortem from the team's template, with the meeting's deadline filled in", _new),
    "init": ("look around, and write pm-lint.toml and the workflow", _init),
    "server": ("speak the Language Server Protocol with an editor, over standard input and output", _server),
    "review": ("review a pull request, inside GitHub Actions or dry on a local clone", _review),
    "issues": ("make an issue of each action item, inside GitHub Actions or dry on a checkout", _issues),
    "completions": ("print what completes pm-lint's commands, options and rules in a shell", _completions),
    "action": ("what the GitHub Action runs: chooses by the event", _none),
}
_GIVEN = {"report": ("act",), "new": ("since", "act")}


def _configured() -> Iterator[Argument]:
    yield _argument("--config", metavar="FILE", help="this configuration, not the one that is found")
    yield _argument("--isolated", action="store_true", help="read no configuration")


def _reading() -> Iterator[Argument]:
    yield from _configured()
    yield _template()
    yield _since()
    yield _today()
    yield _argument("--act", type=int, choices=(1, 2), help="before or after the meeting; default: by the dates")


def _since() -> Argument:
    return _argument("--since", metavar="DATE", type=_date, help="leave older incidents alone")


def _template() -> Argument:
    return _argument("--template", metavar="FILE", help="the team's template, or the name of a bundled one")


def _today() -> Argument:
    return _argument("--today", metavar="DATE", type=_date, help="the day to judge by; default: today")


def _date(text: str) -> date:
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(part.isascii() and part.isdigit() for part in parts):
        raise UnfitError(f"{text!r} is no date in the form YYYY-MM-DD")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise UnfitError(f"there is no such day as {text!r}") from None


def _output(text: str) -> tuple[str, str]:
    format, equals, file = text.partition("=")
    if not equals or not file:
        raise UnfitError(f"{text!r} must be FORMAT=FILE, such as sarif=pm-lint.sarif")
    if format not in FORMATS:
        raise UnfitError(f"there is no format {format!r}{hint(format, FORMATS)}")
    return format, file


def hint(word: str, known: Sequence[str], *, every: bool = True) -> str:
    """Which of the known words may be meant: the nearest; where none is near, each of them, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word[:80].lower(), known, 1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; choose one of {', '.join(known)}" if every else ""


def _count(text: str) -> int:
    if not (number := _days(text)):
        raise UnfitError("there must be one at least")
    return number


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise UnfitError(f"{text!r} is no whole number of nine digits at most")
    return int(text)
