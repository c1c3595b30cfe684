"""`pm-lint report`: what all postmortems say together. For now their meetings, as a calendar."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from posixpath import normpath
from urllib.parse import quote

from pm_lint.cli_shared import no_documents, write
from pm_lint.errors import OK, UsageError
from pm_lint.finding import Policy
from pm_lint.git import git_line
from pm_lint.linter import is_older
from pm_lint.linters import Linters
from pm_lint.output import ics
from pm_lint.output.counting import plural
from pm_lint.output.escape import terminal
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.incident import spell_incident
from pm_lint.postmortem.meeting_time import meeting_start
from pm_lint.postmortem.model import Meeting, Postmortem
from pm_lint.postmortem.reckoning import reckon, waived
from pm_lint.project import Settings, check_documents, documents, named_documents
from pm_lint.regex import regex

_REPOSITORY = r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+?"
_REMOTE = regex(
    rf"(?:https?://(?:[^/@\s]*@)?|ssh://git@|git@)([A-Za-z0-9.-]+)(?::\d+(?=/))?[/:]({_REPOSITORY})(?:\.git)?/?"
)
#: Years that every calendar can hold, the end of an event too.
_YEARS = range(1900, 9999)


def run(options: argparse.Namespace, settings: Settings, linters: Linters) -> int:
    """Write the feed, and say in one line how many postmortems are not in it."""
    found = named_documents(settings, options.paths, Path.cwd()) if options.paths else documents(settings)
    all_checked = check_documents(linters, found)
    if not all_checked:
        raise UsageError(no_documents(options.paths, settings.config.paths))
    server, repository = hosted(settings.root, os.environ)
    top = git_line(settings.root, "rev-parse", "--show-prefix") or ""
    meetings: list[ics.Meeting] = []
    left_out: Counter[str] = Counter()
    for checked in all_checked:
        linter, doc = linters.for_path(checked.path), checked.postmortem
        if doc is None:
            left_out["can't be read"] += 1
        elif linter.config.since and is_older(doc, linter.config.since):
            continue
        elif not waived(doc, linter.policy):
            if why := _undated(doc.meeting):
                left_out[why] += 1
            else:
                path = normpath(top + checked.path)
                meetings.append(meeting_of(doc, linter.policy, path, address(server, repository, path)))
    _write(ics.render(meetings, linters.today, repository=repository), options.ics)
    if left_out:
        number = plural(left_out.total(), "postmortem")
        verb = "is" if left_out.total() == 1 else "are"
        reasons = ", ".join(f"{count} {why}" for why, count in sorted(left_out.items()))
        said = f"pm-lint: {number} {verb} not in the feed: {reasons}; `pm-lint check` says where"
        print(terminal(said), file=sys.stderr)
    return OK


def _write(feed: str, file: str) -> None:
    """A file and a pipe get the very text; a terminal or a runner's log gets nothing that it obeys."""
    if file == "-" and ((sys.stdout and sys.stdout.isatty()) or "GITHUB_ACTIONS" in os.environ):
        feed = "".join(f"{terminal(line)}\r\n" for line in feed.split("\r\n")[:-1])
    write(feed, None if file == "-" else file)


def _undated(meeting: Meeting | None) -> str | None:
    """Why a meeting has no day that a calendar can hold; None if it has."""
    days = meeting.days if meeting else ()
    if len(days) > 1:
        return "with a meeting's date that can be read in two ways"
    return None if days and days[0].year in _YEARS else "without a meeting's date"


def meeting_of(doc: Postmortem, policy: Policy, path: str, url: str | None) -> ics.Meeting:
    """A document's meeting, which has a day, as the feed tells it."""
    start = meeting_start(doc, policy.calendar)
    if start is None:
        raise ValueError("the meeting has no day")
    name = doc.title.name if doc.title else ""
    return ics.Meeting(path, name or Path(path).stem, start, tuple(_lines(doc, policy, url or path)), url)


def _lines(doc: Postmortem, policy: Policy, document: str) -> Iterator[str]:
    meeting, incident = doc.meeting, doc.incident
    if meeting and meeting.time and not isinstance(meeting_start(doc, policy.calendar), datetime):
        yield f"At {meeting.time.isoformat('minutes')} {meeting.zone or '(no time zone is written)'}"
    yield f"Owner: {', '.join(owner.text for owner in doc.owners) or 'nobody is named'}"
    if days := spell_incident(incident):
        yield f"Incident: {days}"
    if doc.severity:
        yield f"Severity: {doc.severity}"
    if deadlines := sorted({found.deadline.day for found in reckon(doc, policy)}):
        yield f"To be held by: {' or '.join(map(spell, deadlines))}"
    yield f"Document: {document}"


# -- where documents can be read ------------------------------------------------------------------------------------


def hosted(root: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    """The server and the repository "owner/name": as GitHub Actions says, else by the remote of a clone from GitHub;
    twice "" where nothing tells."""
    server = environ.get("GITHUB_SERVER_URL", "").rstrip("/") or "https://github.com"
    named = environ.get("GITHUB_REPOSITORY", "")
    if re.fullmatch(_REPOSITORY, named):
        return server, named
    remote = _REMOTE.fullmatch(git_line(root, "remote", "get-url", "origin") or "")
    if remote and remote[1].lower() == server.partition("//")[2].lower():
        return server, remote[2]
    return "", ""


def address(server: str, repository: str, path: str) -> str | None:
    """Where a file of the repository's default branch is shown; None where that is not known."""
    if not server or path.startswith("../"):
        return None
    return f"{server}/{quote(repository)}/blob/HEAD/{quote(path, errors='replace')}"
