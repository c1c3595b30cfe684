"""What a run found, recorded so that it needn't be found again: see `quick.py`, which compares and repeats it.

Here stands what an answer depends on. Whatever was read is read once more while it is recorded, and where it is not
what the run has seen, nothing is kept: somebody is at work. What comes from the network is never kept.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pm_lint import quick
from pm_lint.config import BASE_CANDIDATES, Config, is_address, shared_calendars
from pm_lint.config_file import discover, load
from pm_lint.errors import ConfigError
from pm_lint.files import UnreadableFile, read_file
from pm_lint.linters import Linters
from pm_lint.output import Entry, Form, Piece
from pm_lint.project import (
    Settings,
    decoded,
    is_template_file,
    named_files,
    names_other_files,
    size_limit,
)
from pm_lint.quick import Asked, Record
from pm_lint.record import dataclass
from pm_lint.store import digest, made, prune, put
from pm_lint.tree import ENDINGS

_Walk = tuple[str, bool, tuple[str, ...]]


@dataclass(frozen=True)
class Command:
    """What of the command line says which files are read."""

    paths: tuple[str, ...]
    config: str | None
    isolated: bool
    template: str | None


@dataclass(frozen=True)
class Cache:
    """The record of one command line: what an earlier run said of each document, and a place for what this one says."""

    asked: Asked
    command: Command
    settings: Settings
    linters: Linters
    #: Names all that a document is judged by, and how it is printed.
    judged_by: bytes

    def known(self) -> Mapping[str, Entry]:
        """What an earlier run of today said of each document, by its path, if it judged by the same."""
        record = quick.load(self.asked)
        if record is None or record.settings != self.judged_by:
            return {}
        return {values[0]: Entry(digest, Piece(*values)) for digest, *values in record.entries}

    def listing(self) -> bytes:
        """Names what the folders hold that documents are looked for in."""
        return quick.listing_of(_walks(self.command, self.settings))

    def keep(
        self,
        files: Mapping[str, Path],
        entries: Sequence[Entry],
        listing: bytes,
        out: Sequence[str],
        err: str,
        code: int,
    ) -> None:
        """Record what was said of the documents, and of each, where that is possible.

        ``listing`` is that of a moment after which ``files`` were the documents still.
        """
        if not made(self.asked.folder):
            return
        inputs = self._inputs()
        digests = {entry.piece.path: entry.digest for entry in entries}
        documents = [(str(file), digest) for path, file in files.items() if (digest := digests[path]) is not None]
        record = Record(
            inputs or [],
            _walks(self.command, self.settings),
            listing,
            documents if inputs is not None and len(documents) == len(files) else None,
            out,
            err,
            code,
            self.judged_by,
            [(entry.digest, *entry.piece) for entry in entries if entry.digest is not None],
        )
        parts = quick.sealed(self.asked, record)
        if sum(map(len, parts)) <= quick.LARGEST:
            put(self.asked.folder, os.path.basename(self.asked.file), *parts)
            prune(self.asked.folder, time.time())

    def _inputs(self) -> list[tuple[str, bytes]] | None:
        """What the configuration was read from, with the states of now; None where the run has seen others."""
        start = Path.cwd()
        paths = list(_looked_at(self.command, self.settings, start))
        for place in (start / name for name in self.command.paths):
            paths += (*_between(place, self.settings.root), *[place] * os.path.isdir(place))
        states = [(str(path), quick.state(str(path))) for path in paths]
        try:
            if not self.command.isolated:
                now = load(Path(self.command.config)) if self.command.config else discover(start)
                if now != self.settings.found:
                    return None
            for name, what in named_files(self.settings.config).items():
                own = name == self.command.template and is_template_file(name)
                path = (start if own else self.settings.root) / name
                data = read_file(path, size_limit(what))
                if decoded(data, name, what) != self.linters.texts.get(name):
                    return None
                states.append((str(path), digest(data)))
                states += ((str(folder), quick.state(str(folder))) for folder in _between(path, self.settings.root))
        except (ConfigError, UnreadableFile):
            return None
        return states


def cache_of(
    asked: Asked, command: Command, forms: Sequence[Form], act: int | None, settings: Settings, linters: Linters
) -> Cache | None:
    """The record of what is asked; None where nothing is to be kept."""
    if _from_the_network(settings.config):
        return None
    facts = (settings.config, sorted(linters.texts.items()), linters.today, act, tuple(forms))
    return Cache(asked, command, settings, linters, digest(repr(facts).encode("utf-8", "surrogatepass")))


def _from_the_network(config: Config) -> bool:
    return any(is_address(calendar) for calendar in shared_calendars(config))


def _looked_at(command: Command, settings: Settings, start: Path) -> Iterator[Path]:
    """Every path whose being there, or what is in it, decides which configuration holds."""
    if command.isolated:
        return
    if command.config:
        path = start / command.config
        yield path
        yield path.parent
        return
    for folder in (start, *start.parents):
        looked_for = [folder / name for name in (".git", ".github", *BASE_CANDIDATES, "pyproject.toml")]
        yield from looked_for
        if os.path.lexists(looked_for[0]) or (settings.found and settings.found.path in looked_for):
            return


def _between(path: Path, root: Path) -> Iterator[Path]:
    """The folders on the way from one to a file in it: none of them may become a link."""
    return (folder for folder in path.parents if folder != root and folder.is_relative_to(root))


def _walks(command: Command, settings: Settings) -> list[_Walk]:
    """The folders that documents were looked for in."""
    if not command.paths:
        return [(str(settings.root), True, () if names_other_files(settings.config) else ENDINGS)]
    return [(name, False, ENDINGS) for name in command.paths if os.path.isdir(name)]
