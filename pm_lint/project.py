"""A checkout on disk: its configuration, its template, its documents."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pm_lint.config import Config, parse
from pm_lint.config_file import decode, discover, load
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, files_below, markdown_files, read_file
from pm_lint.linter import Checked, Linter
from pm_lint.postmortem.template import BUNDLED, TemplateError
from pm_lint.postmortem.workdays import CalendarError
from pm_lint.rules import known
from pm_lint.scope import covers, excluded


@dataclass(frozen=True)
class Settings:
    """Where a configuration stands and what it says. ``root`` is the folder that its paths are relative to."""

    config: Config
    root: Path


def read_settings(start: Path, *, config: str | None = None, isolated: bool = False) -> Settings:
    """The configuration for a folder: the file named, else the one found, else the defaults. Raises ConfigError."""
    if isolated:
        return Settings(Config(), start)
    found = load(Path(config)) if config else discover(start)
    if found is None:
        return Settings(Config(), start)
    return Settings(parse(found.text, os.path.relpath(found.path, start), known()), found.root)


def is_template_file(template: str) -> bool:
    """Whether a configured template is a path; else it is the name of a bundled one."""
    return template not in BUNDLED and ("/" in template or "." in template)


def read_template_file(root: Path, template: str, *, confined: bool = True) -> str | None:
    """The text of the team's template, None for a bundled one; a ``confined`` one lies below ``root``.

    Raises ConfigError.
    """
    if not is_template_file(template):
        return None
    path = root / template
    if confined and not path.parent.resolve().is_relative_to(root.resolve()):
        raise ConfigError(f"template: {template!r} is outside of the repository")
    try:
        return decode(read_file(path, 1024 * 1024), template)
    except UnreadableFile as error:
        raise ConfigError(f"template: {template!r} can't be read: {error}") from None


def make_linter(
    config: Config, template: str | None, *, today: date, creates_issues: bool | None = None, act: int | None = None
) -> Linter:
    """`Linter.of`, with every error of template and calendar as a ConfigError."""
    try:
        return Linter.of(config, template, today=today, creates_issues=creates_issues, act=act)
    except (TemplateError, CalendarError) as error:
        raise ConfigError(f"{config.origin}: {error}" if config.origin else str(error)) from None


def documents(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The documents in scope, by their path relative to the configuration's folder, sorted.

    The patterns alone decide, in hidden folders too: the review of a pull request knows no others.
    """
    last = [glob.rpartition("/")[2].lower() for glob in settings.config.paths or ()]
    others = any("." in name and not name.endswith((".md", ".markdown")) for name in last)
    for file in (files_below if others else markdown_files)(settings.root, hidden=True):
        path = file.relative_to(settings.root).as_posix()
        if covers(settings.config, path):
            yield path, file


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


def check_documents(linter: Linter, found: Iterator[tuple[str, Path]]) -> list[Checked]:
    """Each document checked once, sorted by path."""
    return [linter.check_file(path, file) for path, file in sorted(dict(found).items())]
