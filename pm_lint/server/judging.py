"""A document of the editor, judged by what is configured for its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pm_lint.config import is_address
from pm_lint.config_file import discover
from pm_lint.errors import ConfigError
from pm_lint.files import repository_of
from pm_lint.finding import Edit, Finding
from pm_lint.linter import Checked
from pm_lint.linters import Linters
from pm_lint.project import Settings, make_linter, named_files, read_named_files, read_settings, shown_path
from pm_lint.record import dataclass, field, replace
from pm_lint.scope import covers
from pm_lint.tree import ENDINGS


@dataclass(frozen=True)
class Configured:
    """What holds in a folder, ready to check by."""

    settings: Settings
    linters: Linters

    @property
    def names(self) -> frozenset[str]:
        """The names of the files that it is made of, without their folders."""
        return _names(self.settings)


@dataclass(frozen=True)
class Broken:
    """A configuration that can't be used, why, and its file, if that is known."""

    sentence: str
    file: Path | None
    #: The names of the files that it is made of, as far as they are known, without their folders.
    names: frozenset[str] = frozenset()


def _names(settings: Settings) -> frozenset[str]:
    own = [settings.found.path.name] if settings.found else []
    return frozenset(own + [name.rpartition("/")[2] for name in named_files(settings.config)])


@dataclass(frozen=True)
class Verdict:
    """What was found in a text. Where it is not in scope, or its configuration is broken, there is no ``checked``."""

    text: str
    path: str = ""
    checked: Checked | None = None
    linters: Linters | None = None
    #: Of the text, as the editor counts.
    version: int | None = None
    #: What can be offered, once it is known, for an editor asks again and again: the comments for a finding by what to
    #: call them, and for None all that can be fixed safely.
    offers: dict[Finding | None, tuple[tuple[str, Edit], ...]] = field(default_factory=dict, compare=False, repr=False)


class Configurations:
    """What is configured for each folder, read when it is first asked for and kept until it is forgotten.

    ``file`` is the one that the command line names; ``isolated``: none is read. Used by one thread at a time.
    """

    def __init__(self, file: str | None, isolated: bool, today: Callable[[], date]) -> None:
        self._file = file
        self._isolated = isolated
        self._today = today
        self._day = today()
        self._known: dict[Path, Configured | Broken] = {}

    def forget(self) -> None:
        """Read all anew when it is next asked for."""
        self._known = {}

    def refuse(self, folder: Path, sentence: str) -> None:
        """What holds in a folder turned out not to be usable."""
        if isinstance(known := self._known.get(folder), Configured):
            found = known.settings.found
            self._known[folder] = Broken(sentence, found.path if found else None, known.names)

    def known(self) -> Sequence[Configured | Broken]:
        """What was read."""
        return tuple(self._known.values())

    def of(self, folder: Path, workspace: Sequence[Path]) -> Configured | Broken:
        """What holds in a folder. Where nothing is configured, paths are relative to the repository, else to the
        workspace's folder around it."""
        if (today := self._today()) != self._day:
            self._day = today
            self.forget()
        if folder not in self._known:
            self._known[folder] = self._read(folder, workspace)
        return self._known[folder]

    def _read(self, folder: Path, workspace: Sequence[Path]) -> Configured | Broken:
        file = Path(self._file).absolute() if self._file else None
        names: frozenset[str] = frozenset()
        try:
            if file is None and not self._isolated and (found := discover(folder)):
                file = found.path
            start = file.parent if file else _root(folder, workspace)
            settings = read_settings(start, config=str(file) if file else None, isolated=file is None)
            names = _names(settings)
            texts = read_named_files(settings.root, settings.config)
            return Configured(settings, _offline(make_linter(settings.config, texts, today=self._day)))
        except ConfigError as error:
            return Broken(str(error), file, names)


def _offline(linters: Linters) -> Linters:
    """The same without the shared calendars at addresses: nobody expects the network of an editor that opens a file."""
    calendars = {name: read for name, read in linters.calendars.items() if not is_address(name)}
    return replace(linters, calendars=calendars, made={}) if calendars != linters.calendars else linters


def _root(folder: Path, workspace: Sequence[Path]) -> Path:
    """The folder that paths are relative to where nothing is configured."""
    repository = repository_of(folder)
    if (repository / ".git").exists():
        return repository
    around = [one for one in workspace if folder.is_relative_to(one)]
    return max(around, key=lambda one: len(one.parts), default=folder)


def judged(text: str, file: Path, configured: Configured, *, everything: bool) -> Verdict:
    """What is found in a text that the editor has of a file. ``everything``: whatever is Markdown is in scope."""
    path = shown_path(file, configured.settings.root)
    if not covers(configured.settings.config, path) and not (everything and path.lower().endswith(ENDINGS)):
        return Verdict(text)
    # Half a character, which an editor can send and UTF-8 can't hold, is found when it is read.
    checked = configured.linters.check(path, text.encode("utf-8", "surrogatepass"))
    return Verdict(text, path, checked, configured.linters)


def broken_ones(known: Sequence[Configured | Broken]) -> Iterator[Broken]:
    """Each broken configuration once."""
    yield from dict.fromkeys(one for one in known if isinstance(one, Broken))
