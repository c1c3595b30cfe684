"""The command `check`: each document judged, or what an earlier run said of it, and all of it printed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pm_lint import quick, store
from pm_lint.cli_shared import linter_of, no_documents, write
from pm_lint.errors import FINDINGS, OK, UsageError
from pm_lint.files import UnreadableFile, read_file
from pm_lint.linters import Linters
from pm_lint.output import Entry, Piece, joined, piece
from pm_lint.output.counting import plural
from pm_lint.project import Settings, documents, make_linter, named_documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from pm_lint.cache import Cache
    from pm_lint.processes import Work


#: With more documents than these, memory counts too.
_MANY = 100


def check(options: Namespace, given: bytes | None = None) -> int:
    """Check documents, and say what was found. ``given`` is what standard input has said, if it was read."""
    settings, linters = linter_of(options)
    if options.paths == ["-"]:
        data = _given(settings.config.max_file_size + 1) if given is None else given
        checked = linters.check(options.stdin_filename, data)
        return _said(options, settings, linters, [piece(options.format, checked)])[2]
    files = _files(options.paths, settings)
    if not files:
        raise UsageError(no_documents(options.paths, settings.config.paths))
    cache = _cache(options, settings, linters) if options.asked else None
    entries = _judged(options, cache, linters, files)
    out, err, code = _said(options, settings, linters, [entry.piece for entry in entries])
    if cache and options.today is None and quick.today() != cache.asked.today:
        cache = None  # midnight has passed
    if cache:
        listing = cache.listing()  # first, so that whatever comes or goes from here on is noticed
        if _are_the_same(files, options.paths, settings):
            cache.keep(files, entries, listing, out, err, code)
    return code


def _cache(options: Namespace, settings: Settings, linters: Linters) -> Cache | None:
    from pm_lint.cache import Command, cache_of

    command = Command(tuple(options.paths), options.config, options.isolated, options.template)
    return cache_of(options.asked, command, options.format, options.act, settings, linters)


def _are_the_same(files: Mapping[str, Path], paths: Sequence[str], settings: Settings) -> bool:
    """Whether the documents that are checked are these still."""
    try:
        return _files(paths, settings) == files
    except UsageError:  # one that the command line names is gone
        return False


def _given(limit: int) -> bytes:
    """Standard input, as many bytes of it. Raises UsageError."""
    if sys.stdin is None:
        raise UsageError("-: standard input can't be read: it is closed")
    try:
        return sys.stdin.buffer.read(limit)
    except OSError as error:
        raise UsageError(f"-: standard input can't be read: {error.strerror or error}") from None


def _files(paths: Sequence[str], settings: Settings) -> Mapping[str, Path]:
    """The documents that are checked, by the paths they go by, sorted."""
    found = named_documents(settings, paths, Path.cwd()) if paths else documents(settings)
    return dict(sorted(dict(found).items()))


def _said(
    options: Namespace, settings: Settings, linters: Linters, pieces: Sequence[Piece]
) -> tuple[Sequence[str], str, int]:
    """Print it all; what went to standard output and to standard error, and the exit code."""
    partly = options.paths or options.select or options.ignore or options.since or options.template or options.act
    said = ""
    if linters.baseline and not partly and (mended := _gone(linters, pieces)):
        verb = "is" if mended == 1 else "are"
        said = (
            f"pm-lint: {plural(mended, 'finding')} of the baseline {verb} gone: write it again with --write-baseline\n"
        )
        sys.stderr.write(said)
    parts = joined(options.format, pieces)
    write(parts, options.output_file)
    fail_on = settings.config.fail_on
    levels = [one.worst for one in pieces]
    failed = fail_on is not None and any(level is not None and level >= fail_on for level in levels)
    return parts, said, FINDINGS if failed else OK


def _gone(linters: Linters, pieces: Sequence[Piece]) -> int:
    """How many findings of the baseline are there no more."""
    from pm_lint.baseline import gone

    return gone({one.path: one.mended for one in pieces}, linters.baseline)


# -- one document after another, or several at once --------------------------------------------------------------------


def _judged(options: Namespace, cache: Cache | None, linters: Linters, files: Mapping[str, Path]) -> list[Entry]:
    """What is said of each document, in the order of ``files``."""
    known = cache.known() if cache else {}
    same = {path: known[path] for path in files if path in known and _unchanged(files[path], known[path])}
    left = [(path, str(file)) for path, file in files.items() if path not in same]
    for path, _ in left:
        linters.for_path(path)  # what can't be used is said before anything is done
    work = _work(linters, options.format, left)
    if len(left) > _MANY:  # documents leave garbage behind: a third of the memory, if it is looked for seldom
        gc.set_threshold(10_000, 20, 20)
    if len(left) > 1 and linters.is_local:
        again = _work_again, (*linters.plain(), options.format, left)
        values = _at_once(work, len(left), options.jobs, again)
    else:
        values = [work(index) for index in range(len(left))]
    new = {path: Entry(digest, Piece(*rest)) for (path, _), (digest, *rest) in zip(left, values, strict=True)}
    return [same.get(path) or new[path] for path in files]


def _at_once(work: Work, count: int, wanted: int | None, again: object) -> list[Any]:
    """What ``work`` gives for each index, by several processes if that pays; see `processes.spawned` of ``again``."""
    from pm_lint.processes import can_fork, forked, jobs_for, spawned

    jobs = jobs_for(count, wanted)
    if jobs == 1:
        return [work(index) for index in range(count)]
    return forked(work, count, jobs) if can_fork() else spawned(work, count, jobs, again)


def _unchanged(file: Path, entry: Entry) -> bool:
    return quick.file_digest(str(file)) == entry.digest


def _work(linters: Linters, format: str, files: Sequence[tuple[str, str]]) -> Callable[[int], Any]:
    """What judges the document of an index."""

    def work(index: int) -> Any:
        path, file = files[index]
        try:
            data = read_file(Path(file), linters.for_path(path).config.max_file_size)
        except UnreadableFile as error:
            return (None, *piece(format, linters.unreadable(path, str(error))))
        return (store.digest(data), *piece(format, linters.check(path, data)))

    return work


def _work_again(*arguments: Any) -> Callable[[int], Any]:
    """The same in another process, which has made none of this."""
    config, texts, today, creates_issues, act, format, files = arguments
    linters = make_linter(config, texts, today=today, creates_issues=creates_issues, act=act)
    return _work(linters, format, files)
