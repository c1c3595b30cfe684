"""`pm-lint new`: a postmortem begun from the team's template."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pm_lint.cli_shared import say, write
from pm_lint.config import Config
from pm_lint.errors import OK, UsageError
from pm_lint.files import create_file, markdown_files
from pm_lint.finding import CalendarPolicy, Policy
from pm_lint.git import git_line
from pm_lint.linters import Linters
from pm_lint.naming import place_for
from pm_lint.output.escape import terminal
from pm_lint.postmortem.bundled import AUTO, bundled, bundled_schema
from pm_lint.postmortem.dates import ENGLISH, DateStyle, spell
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.reckoning import allowed_for, reckon
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.telling import told_allowance
from pm_lint.postmortem.workdays import Deadline, deadline, describe_skipped, is_workday
from pm_lint.project import shown_path
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex
from pm_lint.scaffold import Facts, fill, places
from pm_lint.scope import covers

_LONGEST = 200
_ISO_BEFORE = regex(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ \t:–—-]+(?=\S)")
_LOGIN = regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")


@dataclass(frozen=True)
class Begun:
    """A new postmortem: its text, that text read, and the meeting's day with the deadline that it comes from."""

    text: str
    doc: Postmortem
    deadline: Deadline
    meeting: date
    #: The roles that the template has a place for.
    places: frozenset[str]


def run(options: argparse.Namespace, root: Path, linters: Linters) -> int:
    """Write the document, or print it."""
    facts = _facts(options, root, linters.today)
    target = _target(options.output, root, linters.config, facts)
    path = shown_path(target, root) if target else ""
    linter = linters.for_path(path)
    policy, name, schema = linter.policy, linter.config.template, linter.schema
    if name == AUTO:  # there is no document yet that could tell which
        name, schema = "default", bundled_schema("default")
        print("The template is auto: this one begins from default; --template names another.", file=sys.stderr)
    facts = replace(facts, add_severity=bool(policy.meeting.by_severity))
    template = linters.texts.get(name) or bundled(name)
    begun = begin(template, schema, facts, policy, path, style=linter.style)
    shown = shown_path(target, Path.cwd()) if target else None
    if target is None or shown is None or options.dry_run:
        # A file gets the very text; a person or a log gets nothing that a terminal or a runner obeys.
        exact = target is None and not (sys.stdout and sys.stdout.isatty()) and "GITHUB_ACTIONS" not in os.environ
        write(begun.text if exact else "".join(f"{terminal(line)}\n" for line in begun.text.splitlines()), None)
    else:
        create_file(target, begun.text.encode("utf-8"), root, shown)
        say(shown)
    if shown and options.dry_run:
        print(terminal(f"{shown} would be written."), file=sys.stderr)
    for line in _advice(begun, facts, linters.today, shown):
        print(terminal(line), file=sys.stderr)
    if target and not covers(linters.config, path):
        print(terminal(f"{shown} is outside of what is checked by default: see `paths`."), file=sys.stderr)
    return OK


def begin(
    template: str, schema: Schema, facts: Facts, policy: Policy, path: str = "", *, style: DateStyle = ENGLISH
) -> Begun:
    """The template filled in, the last day for the meeting too, counted as `check` will count it."""
    doc = read(fill(template, schema, facts), schema, path, style=style)
    found = [one.deadline for one in reckon(doc, policy)]
    if not found:  # nothing in the document says when the incident was
        found = [deadline(facts.day, allowed_for(facts.severity, policy.meeting).allowance, policy.calendar)]
    due = min(found, key=lambda one: one.day)
    meeting = last_workday(due, policy.calendar)
    text = fill(template, schema, replace(facts, meeting=meeting))
    return Begun(text, read(text, schema, path, style=style), due, meeting, places(template, schema))


def last_workday(due: Deadline, calendar: CalendarPolicy) -> date:
    """The last working day surely not after the deadline; the deadline where there is none since the incident."""
    day = due.earliest
    for back in range((day - due.incident).days + 1):
        if is_workday(day - timedelta(days=back), calendar):
            return day - timedelta(days=back)
    return day


# -- what was given ---------------------------------------------------------------------------------------------


def _facts(options: argparse.Namespace, root: Path, today: date) -> Facts:
    title = _one_line(options.title, "the title")
    day = options.date
    if match := _ISO_BEFORE.match(title):
        try:
            written = date.fromisoformat(match[1])
        except ValueError:
            raise UsageError(f"the title begins with {match[1]}, and there is no such day") from None
        if day and day != written:
            raise UsageError(f"the title begins with {match[1]}, and --date is {day.isoformat()}: give one of them")
        day, title = written, title[match.end() :]
    owner = _one_line(options.owner, "--owner") if options.owner is not None else _github_user(root)
    severity = _one_line(options.severity, "--severity") if options.severity is not None else None
    return Facts(title, day or today, owner, severity)


def _one_line(text: str, what: str) -> str:
    joined = " ".join(text.split())
    if not joined:
        raise UsageError(f"{what} is empty")
    if not joined.isprintable():
        raise UsageError(f"{what} holds a character that can't be seen")
    if len(joined) > _LONGEST:
        raise UsageError(f"{what} is longer than {_LONGEST} characters")
    return joined


def _github_user(root: Path) -> str | None:
    """The author's login, where git knows it."""
    login = git_line(root, "config", "--get", "github.user")
    return f"@{login}" if login and _LOGIN.fullmatch(login) else None


def _target(output: str | None, root: Path, config: Config, facts: Facts) -> Path | None:
    if output == "-":
        return None
    if output is not None:
        target = Path.cwd() / output
    else:
        files = [path.relative_to(root).as_posix() for path in markdown_files(root, hidden=config.paths is not None)]
        name = place_for(facts.day, facts.title, config, files)
        if name is None:
            raise UsageError("`paths` covers no file that could be named by date and title; name it with --output FILE")
        target = root / name
    if os.path.lexists(target):
        kind = "is a folder; name a file in it" if os.path.isdir(target) else "exists already, and is left as it is"
        raise UsageError(f"{shown_path(target, Path.cwd())} {kind}")
    return target


# -- what to tell the author ------------------------------------------------------------------------------------


def _advice(begun: Begun, facts: Facts, today: date, shown: str | None) -> Iterator[str]:
    due, when = begun.deadline, spell(begun.meeting)
    why = f"{told_allowance(due.allowance)} after {spell(due.incident)}"
    if due.skipped:
        why += f", without {describe_skipped(due.skipped)}"
    if begun.meeting != due.day:
        why = f"the last working day before {spell(due.day)}, {why}"
    if "meeting" not in begun.places:
        yield f"The meeting has to be held by {when} ({why}); the template has no line for it."
    elif begun.meeting < today:
        yield f"The meeting is set for {when}, when it was due ({why}): write the day it is held, with its time."
    else:
        yield f"The meeting is set for {when}, the last day allowed ({why}): keep it or move it, and add the time."
    for role, value in (("owner", facts.owner), ("severity", facts.severity)):
        if value and role not in begun.places and not (role == "severity" and facts.add_severity):
            yield f"The template has no line for the {role}: {value} is not written."
    doc = begun.doc
    inner = {section.parent for section in doc.sections}
    open_still = [s for s in doc.sections if s.spec and s.spec.required and not s.has_content and s.index not in inner]
    now = [s.title for s in open_still if s.spec and s.spec.act == 1]
    later = len(open_still) - len(now)
    if now:
        at_the_meeting = f"; at the meeting {later} more" if later else ""
        # The folder's name may be a stranger's, and the command is copied into a shell.
        check = f" `pm-lint check {shlex.quote(shown)}` says what is missing." if shown else ""
        yield f"To be written: {', '.join(now)}{at_the_meeting}.{check}"
