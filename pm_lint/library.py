"""pm-lint as a library: what `import pm_lint` gives. See `docs/library.md`.

Nothing is printed, nothing is kept on disk, and nothing is read from there but what a `Config` was told to read.
All of it may be used by several threads at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pm_lint.config_parse import parse_data
from pm_lint.errors import ConfigError
from pm_lint.finding import Finding
from pm_lint.linters import Linters
from pm_lint.markdown import LimitError
from pm_lint.postmortem.model import Postmortem
from pm_lint.project import Settings, make_linter, named_files, read_named_files, read_settings, shown_path
from pm_lint.record import replace
from pm_lint.rules import rule_names
from pm_lint.scope import covers

#: What a document without a name goes by.
_UNNAMED = "postmortem.md"


class Config:
    """How documents are checked: a configuration, validated, with all files that it names read.

    It never changes. Made once, it serves any number of checks; to see a change of a file, make another.
    """

    __slots__ = ("_linters", "_settings")

    _linters: Linters
    _settings: Settings

    def __init__(
        self, values: Mapping[str, object] | None = None, *, folder: str | os.PathLike[str] | None = None
    ) -> None:
        """``values`` are what `pm-lint.toml` may hold, as `tomllib` reads it; none: the defaults.

        The files that they name, such as a template, are read below ``folder``; without one they may name none.
        Raises ConfigError for what can't be used.
        """
        config = parse_data(_plain(values or {}), "config", rule_names())
        names = named_files(config)
        if folder is None and names:
            name, what = next(iter(names.items()))
            raise ConfigError(f"config: {what} names the file {name!r}; say in which folder, by Config(…, folder=…)")
        self._set(Settings(config, Path(folder or os.curdir).absolute()))

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Config:
        """The configuration in a `pm-lint.toml` or `pyproject.toml`. Raises ConfigError for one that can't be used."""
        return cls._read(read_settings(Path.cwd(), config=os.fspath(file)))

    @classmethod
    def discover(cls, folder: str | os.PathLike[str] = os.curdir) -> Config:
        """What the command would use in a folder: its configuration, or that of a folder above it in the repository.

        Where there is none, the defaults. Raises ConfigError for one that can't be read or used.
        """
        return cls._read(read_settings(Path(folder).absolute()))

    @classmethod
    def _read(cls, settings: Settings) -> Config:
        made = cls.__new__(cls)
        # A library leaves nothing in the user's cache folder.
        quiet = replace(settings.config, calendar=replace(settings.config.calendar, memory=None))
        made._set(replace(settings, config=quiet))
        return made

    def _set(self, settings: Settings) -> None:
        texts = read_named_files(settings.root, settings.config)
        self._settings = settings
        self._linters = make_linter(settings.config, texts, today=_today())

    @property
    def root(self) -> Path:
        """The folder that its paths are relative to."""
        return self._settings.root

    def covers(self, path: str | os.PathLike[str]) -> bool:
        """Whether it takes this file for a postmortem: by `paths` and `exclude`, or their defaults.

        The file need not be there. `check` judges every document that it is given.
        """
        return covers(self._settings.config, self._shown(path))

    def __repr__(self) -> str:
        return f"<Config of {self._settings.config.origin or 'the defaults'}>"

    def _shown(self, path: str | os.PathLike[str]) -> str:
        """The name of a document in findings: relative to the root, if it is absolute, with forward slashes."""
        name = os.fspath(path)
        return shown_path(Path(name), self.root) if os.path.isabs(name) else Path(name).as_posix()

    def _on(self, today: date | None) -> Linters:
        """What checks on a day."""
        day, linters = today or _today(), self._linters
        if linters.today != day:  # another thread may do the same: each has its own
            self._linters = linters = replace(linters, today=day, made={})
        return linters


def check(
    text: str | bytes,
    *,
    path: str | os.PathLike[str] = _UNNAMED,
    config: Config | str | os.PathLike[str] | Mapping[str, object] | None = None,
    today: date | None = None,
) -> list[Finding]:
    """What is missing or wrong in a postmortem, in the order of the document.

    ``text`` is Markdown, or the bytes of a file: what is no UTF-8, or can't be read for another reason, is a finding
    (PM001). Lines end with ``\\n`` or ``\\r\\n``, and a byte order mark is no character of the first line.

    ``path`` is the document's name: it stands in the findings, its date is compared with the title's, and overrides
    and the baseline go by it. It is never opened. A relative one is relative to the configuration's folder.

    ``config``: a `Config`; the path of a configuration file; the values of one; None: the defaults, whatever files
    there are. ``today`` is the day to judge by; None: this machine's.

    Raises ConfigError for a configuration that can't be used, and nothing for any text.
    """
    made = _made(config)
    return list(made._on(today).check(made._shown(path), _bytes(text)).findings)


def parse(
    text: str | bytes,
    *,
    path: str | os.PathLike[str] = _UNNAMED,
    config: Config | str | os.PathLike[str] | Mapping[str, object] | None = None,
) -> Postmortem:
    """What pm-lint understands of a postmortem: title, owners, meeting, incident, timeline, action items, sections.

    The arguments are those of `check`. Raises ValueError for a text that can't be read, with a clause that says why,
    and ConfigError.
    """
    made = _made(config)
    shown = made._shown(path)
    linter = made._linters.for_path(shown)
    data = _bytes(text)
    if why := linter.refused(data):
        raise ValueError(why)
    try:
        return linter.read(shown, data.decode("utf-8"))[0]
    except LimitError as error:
        raise ValueError(error.why) from None


def _made(config: Config | str | os.PathLike[str] | Mapping[str, object] | None) -> Config:
    if config is None:
        return _defaults()
    if isinstance(config, Config):
        return config
    return Config(config) if isinstance(config, Mapping) else Config.load(config)


@cache
def _defaults() -> Config:
    return Config()


def _plain(value: object) -> Any:
    """The same of the types that a TOML file gives."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _bytes(text: str | bytes) -> bytes:
    # Half a character, which UTF-8 can't hold, is found when it is read.
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
