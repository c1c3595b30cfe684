"""A checkout on disk: its configuration, its template, its documents."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pm_lint.baseline import read_baseline
from pm_lint.config import Config, templates
from pm_lint.config_file import decode, discover, load
from pm_lint.config_parse import parse
from pm_lint.day_store import user_store
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, files_below, markdown_files, read_file
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.postmortem.template import BUNDLED
from pm_lint.rules import rule_names
from pm_lint.scope import covers, excluded


@dataclass(frozen=True)
class Settings:
    """Where a configuration stands and what it says. ``root`` is the folder that its paths are relative to."""

    config: Config
    root: Path


def read_settings(start: Path, *, config: str | None = None, isolated: bool = False) -> Settings:
    """The configuration for a folder: the file named, else the one found, else the defaults. Raises ConfigError."""
    if isolated:
        return Settings(_remembering(Config()), start)
    found = load(Path(config)) if config else discover(start)
    if found is None:
        return Settings(_remembering(Config()), start)
    return Settings(_remembering(parse(found.text, os.path.relpath(found.path, start), rule_names())), found.root)


def _remembering(config: Config) -> Config:
    """The same, but what is computed of its calendars is kept in the user's cache folder."""
    return replace(config, calendar=replace(config.calendar, memory=user_store(os.environ)))


def is_template_file(template: str) -> bool:
    """Whether a configured template is a path; else it is the name of a bundled one."""
    return template not in BUNDLED and ("/" in template or "." in template)


def named_files(config: Config) -> Mapping[str, str]:
    """The files that a configuration names, by path: what each is to it."""
    files = {template: "template" for template in templates(config) if is_template_file(template)}
    return files | ({config.baseline: "baseline"} if config.baseline else {})


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
        return decode(read_file(path, 1024 * 1024), name)
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
    baseline = read_baseline(texts[config.baseline], config.baseline) if config.baseline else {}
    linter = Linters(config, texts, today, creates_issues, act, baseline)
    linter.validate()
    return linter


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


def check_documents(linter: Linters, found: Iterator[tuple[str, Path]]) -> list[Checked]:
    """Each document checked once, sorted by path."""
    return [linter.check_file(path, file) for path, file in sorted(dict(found).items())]
