"""A checkout on disk: its configuration, its template, its documents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pm_lint.config import Config, is_address, shared_calendars, templates
from pm_lint.config_file import MAX_SIZE, Found, decode, discover, load
from pm_lint.day_store import user_store
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, files_below, markdown_files, read_file
from pm_lint.finding import SharedCalendar
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.postmortem.bundled import BUNDLED
from pm_lint.record import dataclass, replace
from pm_lint.rules import rule_names
from pm_lint.scope import covers, excluded
from pm_lint.tree import ENDINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.baseline import Counts

#: The key, and what messages call the file that it names.
CALENDAR = "meeting.calendar"


@dataclass(frozen=True)
class Settings:
    """Where a configuration stands and what it says. ``root`` is the folder that its paths are relative to."""

    config: Config
    root: Path
    #: The file that it was read from; None: the defaults.
    found: Found | None = None


def read_settings(start: Path, *, config: str | None = None, isolated: bool = False) -> Settings:
    """The configuration for a folder: the file named, else the one found, else the defaults. Raises ConfigError."""
    if isolated:
        return Settings(_remembering(Config()), start)
    found = load(Path(config)) if config else discover(start)
    if found is None:
        return Settings(_remembering(Config()), start)
    from pm_lint.config_parse import parse

    said = parse(found.text, os.path.relpath(found.path, start), rule_names())
    return Settings(_remembering(said), found.root, found)


def _remembering(config: Config) -> Config:
    """The same, but what is computed of its calendars is kept in the user's cache folder."""
    return replace(config, calendar=replace(config.calendar, memory=user_store(os.environ)))


def is_template_file(template: str) -> bool:
    """Whether a configured template is a path; else it is the name of a bundled one."""
    return template not in BUNDLED and ("/" in template or "." in template)


def named_files(config: Config) -> Mapping[str, str]:
    """The files that a configuration names, by path: what each is to it."""
    files = {template: "template" for template in templates(config) if is_template_file(template)}
    files |= {calendar: CALENDAR for calendar in shared_calendars(config) if not is_address(calendar)}
    return files | ({config.baseline: "baseline"} if config.baseline else {})


def decoded(data: bytes, name: str, what: str) -> str:
    """The text of one of ``named_files``, which is ``what`` to the configuration. Raises ConfigError."""
    return decode(data, name, size_limit(what))


def size_limit(what: str) -> int:
    """How many bytes a file that is ``what`` to the configuration may have."""
    if what != CALENDAR:
        return MAX_SIZE
    from pm_lint import shared_calendar

    return shared_calendar.MAX_SIZE


def read_named_files(root: Path, config: Config) -> dict[str, str]:
    """The texts of ``named_files``, each below ``root``. Raises ConfigError."""
    return {path: read_named_file(root, path, what) for path, what in named_files(config).items()}


def read_named_file(root: Path, name: str, what: str, *, confined: bool = True) -> str:
    """The text of a file that is ``what`` ("template") to the configuration; a ``confined`` one lies below ``root``.

    Raises ConfigError.
    """
    path = root / name
    if confined and not path.parent.resolve().is_relative_to(root.resolve()):
        raise ConfigError(f"{what}: {name!r} is outside of the repository")
    try:
        return decoded(read_file(path, size_limit(what)), name, what)
    except UnreadableFile as error:
        raise ConfigError(f"{what}: {name!r} can't be read: {error}") from None


def make_linter(
    config: Config,
    texts: Mapping[str, str],
    *,
    today: date,
    creates_issues: bool | None = None,
    act: int | None = None,
) -> Linters:
    """What checks documents; ``texts`` are those of ``named_files``. Raises ConfigError where one can't be used."""
    baseline = _baseline(texts[config.baseline], config.baseline) if config.baseline else {}
    calendars = {name: _calendar(name, texts) for name in shared_calendars(config)}
    linter = Linters(config, texts, today, creates_issues, act, baseline, calendars)
    linter.validate()
    return linter


def _baseline(text: str, name: str) -> Counts:
    from pm_lint.baseline import read_baseline

    return read_baseline(text, name)


def _calendar(name: str, texts: Mapping[str, str]) -> Callable[[], SharedCalendar]:
    """What reads a shared calendar. A file is read now, and a damaged one is an error of the configuration; an address
    is asked when a document needs it, and one out of reach fails nobody's check."""
    from pm_lint.shared_calendar import NoCalendar, at_address, read_calendar

    if is_address(name):
        return at_address(name)
    try:
        found = read_calendar(texts[name])
    except NoCalendar as error:
        raise ConfigError(f"{CALENDAR}: {name!r} can't be used: {error}") from None
    return lambda: found


def documents(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The documents in scope, by their path relative to the configuration's folder, sorted.

    The patterns alone decide, in hidden folders too: the review of a pull request knows no others.
    """
    list_files = files_below if names_other_files(settings.config) else markdown_files
    for file in list_files(settings.root, hidden=True):
        path = file.relative_to(settings.root).as_posix()
        if covers(settings.config, path):
            yield path, file


def names_other_files(config: Config) -> bool:
    """Whether `paths` means files that are not Markdown by their name."""
    last = [glob.rpartition("/")[2].lower() for glob in config.paths or ()]
    return any("." in name and not name.endswith(ENDINGS) for name in last)


def named_documents(settings: Settings, paths: Sequence[str], start: Path) -> Iterator[tuple[str, Path]]:
    """The documents that a command line names: each file, and the Markdown files below each folder.

    Whatever ``paths`` says; ``exclude`` holds for folders alone. Raises ConfigError for a path that is missing.
    """
    for name in paths:
        place = start / name
        if os.path.isdir(place):
            for file in markdown_files(place):
                path = shown_path(file, settings.root)
                if not excluded(settings.config, path):
                    yield path, file
        elif os.path.lexists(place):
            yield shown_path(place, settings.root), place
        else:
            raise ConfigError(f"{name}: there is no such file or folder")


def shown_path(file: Path, root: Path) -> str:
    """The name of a file in findings: relative to the configuration's folder, with forward slashes."""
    return Path(os.path.relpath(file, root)).as_posix()


def check_documents(linter: Linters, found: Iterator[tuple[str, Path]]) -> list[Checked]:
    """Each document checked once, sorted by path."""
    return [linter.check_file(path, file) for path, file in sorted(dict(found).items())]
