"""`pm-lint init`: looks around, and writes the configuration and the workflow that a repository lacks."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

from pm_lint.cli_shared import say
from pm_lint.config import BASE_CANDIDATES
from pm_lint.config_file import discover
from pm_lint.config_parse import parse
from pm_lint.errors import OK, UsageError
from pm_lint.files import UnreadableFile, create_file, read_file
from pm_lint.finding import Severity
from pm_lint.git import git_line
from pm_lint.postmortem.bundled import AUTO
from pm_lint.postmortem.dates import later, spell
from pm_lint.project import Settings, check_documents, documents, make_linter, read_named_files
from pm_lint.record import dataclass
from pm_lint.regex import regex
from pm_lint.rules import rule_names
from pm_lint.survey import Dates, Survey, survey

CONFIG = BASE_CANDIDATES[0]
WORKFLOW = ".github/workflows/postmortems.yml"
_RUNS_US = regex(r"\buses:[ \t]*[\"']?[\w.-]+/pm-lint@|\bpm-lint[ \t]+(?:check|review|issues|action)\b")
_BRANCHES = "branches: [main, master] # your default branch"
_PLACEHOLDER = "OWNER/pm-lint@0000000000000000000000000000000000000000"


@dataclass(frozen=True)
class Backlog:
    """The postmortems that are there, checked: how many, with errors, and from which day on to check new ones."""

    documents: int
    faulty: int
    #: How many of these nothing dates: they are checked in any case.
    undated: int
    since: date | None


def run(start: Path, today: date, *, dry_run: bool) -> int:
    """Show what was found and what is written, and write it."""
    root = _root(start)
    new: dict[str, str] = {}
    said: list[str] = []
    there = discover(root)
    begun = True  # there may be postmortems to check
    if there:
        said.append(f"Configuration: {os.path.relpath(there.path, root)} is there, and is left as it is.")
    else:
        found = survey(root)
        begun = bool(found.documents)
        backlog = _backlog(root, found, today)
        new[CONFIG] = config_text(found, backlog)
        parse(new[CONFIG], CONFIG, rule_names())
        said += _findings(found, backlog)
    runs = _workflow_that_runs_us(root)
    branch = _default_branch(root)
    if runs:
        said.append(f"Workflow: {runs} runs pm-lint, and is left as it is.")
    elif os.path.lexists(root / WORKFLOW):
        said.append(
            f"Workflow: {WORKFLOW} is there without pm-lint, and is left as it is: see the README for its steps."
        )
    else:
        new[WORKFLOW] = workflow_text(branch)
        said.append("Workflow: none runs pm-lint; a new one comments on pull requests and makes issues.")
    if WORKFLOW in new and branch:
        said.append(f"Default branch: {branch}.")
    say(*said)
    if new:
        say("")
        for path, text in new.items():
            say(*difflib.unified_diff([], text.splitlines(), "/dev/null", f"b/{path}", lineterm=""))
        say("")
    if not dry_run:
        _write_all(root, new)
    say(*_closing(new, begun, dry_run=dry_run))
    return OK


def _root(start: Path) -> Path:
    """The repository's top, else the folder itself."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if os.path.lexists(folder / ".git")), start)


def _write_all(root: Path, new: dict[str, str]) -> None:
    """All files or none."""
    done: list[Path] = []
    try:
        for path, text in new.items():
            create_file(root / path, text.encode("utf-8"), root, path)
            done.append(root / path)
    except UsageError:
        for file in done:
            file.unlink(missing_ok=True)
        raise


# -- the configuration ------------------------------------------------------------------------------------------


def config_text(found: Survey, backlog: Backlog) -> str:
    """The configuration: what differs from the defaults, each key with the reason beside it."""
    lines = ["# What pm-lint checks. All that is not here is as by default."]
    if found.paths:
        lines += ["", "# Where the postmortems are.", f"paths = {_toml_list(found.paths)}"]
    if found.exclude:
        lines += ["", "# Files to leave alone: by default a README.md is none of the postmortems, and here it is."]
        lines += [f"exclude = {_toml_list(found.exclude)}"]
    if found.templates:
        lines += ["", "# The sections, labels and columns that a postmortem has are those of this file."]
        lines += [f"template = {_toml(found.templates[0].path)}"]
    elif found.documents:
        lines += ["", "# Each document is read by the bundled template that it fits best.", f"template = {_toml(AUTO)}"]
    if backlog.since:
        lines += ["", "# Older incidents are left alone: their postmortems were there before pm-lint."]
        lines += [f"since = {backlog.since.isoformat()}"]
    if found.dates.order:
        first = "month" if found.dates.order == "MDY" else "day"
        lines += ["", "[dates]", f"# Numeric dates have the {first} first here.", f"order = {_toml(found.dates.order)}"]
    lines += ["", "# Only weekends are days off, until you say whose public holidays count:"]
    lines += ["# [calendar]", '# country = "US"']
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _toml_list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_toml, texts))}]"


def _backlog(root: Path, found: Survey, today: date) -> Backlog:
    """What the configuration, as far as it is known, finds in the postmortems that are there.

    The line is drawn after the newest one that has errors: whatever comes later is checked.
    """
    config = parse(config_text(found, Backlog(0, 0, 0, None)), CONFIG, rule_names())
    linter = make_linter(config, read_named_files(root, config), today=today)
    checked = check_documents(linter, documents(Settings(config, root)))
    faulty = [one for one in checked if any(finding.level is Severity.ERROR for finding in one.findings)]
    ends = [one.postmortem.incident.end for one in faulty if one.postmortem and one.postmortem.incident.end]
    since = min(later(max(ends), 1), today) if ends else None
    return Backlog(len(checked), len(faulty), len(faulty) - len(ends), since)


# -- the workflow -----------------------------------------------------------------------------------------------


def workflow_text(branch: str | None) -> str:
    """The workflow that the README shows, for this default branch."""
    text = (resources.files("pm_lint") / "data" / "postmortems.yml").read_text(encoding="utf-8")
    if branch is None or branch in ("main", "master"):
        return text
    return text.replace(_BRANCHES, f"branches: [{json.dumps(branch)}] # your default branch")


def _workflow_that_runs_us(root: Path) -> str | None:
    folder = root / ".github" / "workflows"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix in (".yml", ".yaml"):
            try:
                text = read_file(file, 1024 * 1024).decode("utf-8", "replace")
            except UnreadableFile:
                continue
            if _RUNS_US.search(text):
                return file.relative_to(root).as_posix()
    return None


def _default_branch(root: Path) -> str | None:
    """As the remote has it; else, where there is no remote, the branch that is checked out."""
    remote = git_line(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if remote:
        return remote.removeprefix("origin/")
    return None if git_line(root, "remote") else git_line(root, "symbolic-ref", "--short", "HEAD")


# -- what is said -----------------------------------------------------------------------------------------------


def _findings(found: Survey, backlog: Backlog) -> Iterator[str]:
    count = backlog.documents
    if count:
        where = ", ".join(folder or "the top folder" for folder in found.folders[:3])
        where += f" and {len(found.folders) - 3} more folders" if len(found.folders) > 3 else ""
        yield f"Postmortems: {count} in {where}."
    else:
        yield "Postmortems: none yet. Those in a folder named like postmortems or incidents will be checked."
    if found.templates:
        first, *others = found.templates
        also = f"; not used: {', '.join(other.path for other in others[:3])}" if others else ""
        yield f"Template: {first.path} ({first.sections} sections){also}."
    else:
        each = ", for each document the one that it fits best" if count else ""
        yield f"Template: none found, so a bundled one says what a postmortem has{each}."
    if count:
        yield f"Dates: {_told(found.dates)}"
    if backlog.faulty:
        line = f"Backlog: {backlog.faulty} of {backlog.documents} have errors"
        if backlog.since:
            line += f"; incidents before {spell(backlog.since)} are left alone (`since`)"
        if backlog.undated:
            line += f"; without a date, and checked in any case: {backlog.undated}"
            line += " (`pm-lint check --write-baseline` holds back what they have now)"
        yield line + "."


def _told(dates: Dates) -> str:
    forms = [("YYYY-MM-DD", dates.iso), ("with the month's name", dates.named), ("numeric", dates.numeric)]
    told = ", ".join(f"{form} in {number}" for form, number in forms if number) or "none found"
    if dates.order:
        told += f" with the {'month' if dates.order == 'MDY' else 'day'} first (`dates.order`)"
    elif dates.month_first and dates.day_first:
        told += f"; the month comes first in {dates.month_first} and the day in {dates.day_first}: no order is set"
    elif dates.numeric:
        told += "; which of day and month comes first can't be seen: set `dates.order` if it is always the same"
    return told + "."


def _closing(new: dict[str, str], begun: bool, *, dry_run: bool) -> Iterator[str]:
    if not new:
        yield "Nothing to write."
        return
    yield f"{'Would write' if dry_run else 'Wrote'} {' and '.join(new)}."
    if _PLACEHOLDER in new.get(WORKFLOW, ""):
        yield "Before you commit the workflow, put the owner and commit of the release you use for OWNER and the zeros."
    if not dry_run:
        check = "`pm-lint check` says what is to mend, " if begun else ""
        yield f'Next: {check}`pm-lint new "What failed"` begins a postmortem.'
