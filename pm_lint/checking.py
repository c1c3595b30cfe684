"""The command `check`: each document judged, or what an earlier run said of it, and all of it printed."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, redirect_stdout, suppress
from pathlib import Path

from pm_lint import quick, store
from pm_lint.cli_shared import linter_of, no_documents
from pm_lint.errors import FINDINGS, OK, USAGE, UsageError
from pm_lint.files import UnreadableFile, read_file
from pm_lint.linters import Linters
from pm_lint.look import has_colours, is_terminal, look_of, obeys
from pm_lint.output import Entry, Form, Piece, joined, piece
from pm_lint.output.counting import plural
from pm_lint.outputs import Wish, forms, refuse_documents, wishes
from pm_lint.project import Settings, documents, make_linter, named_documents
from pm_lint.scope import covers
from pm_lint.writing import write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from contextlib import AbstractContextManager
    from typing import Any

    from pm_lint.cache import Cache
    from pm_lint.processes import Work


#: With more documents than these, memory counts too.
_MANY = 100


def check(options: Namespace) -> int:
    """Check documents, and say what was found."""
    if options.diff and (options.format or options.output or options.statistics):
        raise UsageError("--diff prints a diff and no findings: leave out --format, --output and --statistics")
    asked = wishes(options, os.environ)
    if "" in options.paths:  # else it would be the working folder
        raise UsageError("one of the paths is empty: leave it out, or name a file or a folder")
    if not options.stdin_filename:
        raise UsageError("--stdin-filename: the name is empty")
    settings, linters = linter_of(options)
    piped = options.fix and "-" in options.paths
    look = look_of(sys.stderr if piped else sys.stdout, options.color, os.environ)
    made = forms(asked, settings.config, settings.root, look, statistics=options.statistics)
    if "-" in options.paths:
        if len(options.paths) > 1:
            raise UsageError("-: standard input is checked alone: leave out the other paths")
        data = _given(settings.config.max_file_size + 1)
        left_alone = options.in_scope and not covers(settings.config, options.stdin_filename)
        if options.diff or options.fix:
            from pm_lint import fixing_files

            done = {} if left_alone else fixing_files.tried_on(options, linters, data)
            if options.diff:
                return fixing_files.shown(options, done, look)
            data = fixing_files.passed_on(done, data, settings.config.max_file_size)
        pieces = [] if left_alone else [piece(made, linters.check(options.stdin_filename, data))]
        with redirect_stdout(sys.stderr) if piped else nullcontext():  # where the document went
            return _said(options, asked, made, settings, linters, pieces)[2]
    files = _files(options, settings)
    if not files and not (options.in_scope and options.paths):
        raise UsageError(no_documents(options.paths, settings.config.paths))
    refuse_documents(asked, files.values())
    whole = True
    if options.diff or options.fix:
        from pm_lint import fixing_files

        done = fixing_files.tried(options, linters, files)
        if options.diff:
            return fixing_files.shown(options, done, look)
        whole = fixing_files.written(done, linters, files)
    cache = _cache(options, made, settings, linters) if options.asked else None
    entries = _judged(options, made, cache, linters, files)
    out, err, code = _said(options, asked, made, settings, linters, [entry.piece for entry in entries])
    if cache and options.today is None and quick.today() != cache.asked.today:
        cache = None  # midnight has passed
    if cache:
        listing = cache.listing()  # first, so that whatever comes or goes from here on is noticed
        if _are_the_same(files, options, settings):
            cache.keep(files, entries, listing, out, err, code)
    return code if whole else USAGE


def _cache(options: Namespace, made: Sequence[Form], settings: Settings, linters: Linters) -> Cache | None:
    from pm_lint.cache import Command, cache_of

    command = Command(tuple(options.paths), options.config, options.isolated, options.template)
    return cache_of(options.asked, command, made, options.act, settings, linters)


def _are_the_same(files: Mapping[str, Path], options: Namespace, settings: Settings) -> bool:
    """Whether the documents that are checked are these still."""
    try:
        return _files(options, settings) == files
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


def _files(options: Namespace, settings: Settings) -> Mapping[str, Path]:
    """The documents that are checked, by the paths they go by, sorted."""
    found = dict(named_documents(settings, options.paths, Path.cwd()) if options.paths else documents(settings))
    if options.in_scope:
        found = {path: file for path, file in found.items() if covers(settings.config, path)}
    return dict(sorted(found.items()))


def _said(
    options: Namespace,
    asked: Sequence[Wish],
    made: Sequence[Form],
    settings: Settings,
    linters: Linters,
    pieces: Sequence[Piece],
) -> tuple[Sequence[str], str, int]:
    """Print it all; what went to standard output and to standard error, and the exit code."""
    partly = options.paths or options.select or options.ignore or options.since or options.template or options.act
    said = ""
    if linters.baseline and not partly and (mended := _gone(linters, pieces)):
        verb = "is" if mended == 1 else "are"
        said = (
            f"pm-lint: {plural(mended, 'finding')} of the baseline {verb} gone: write it again with --write-baseline\n"
        )
        with suppress(OSError):  # nobody can be told
            sys.stderr.write(said)
            sys.stderr.flush()
    outputs = list(zip(joined(made, pieces), (wish.file for wish in asked), strict=True))
    write_all(outputs)
    fail_on = settings.config.fail_on
    levels = [one.worst for one in pieces]
    failed = fail_on is not None and any(level is not None and level >= fail_on for level in levels)
    printed = [part for parts, file in outputs if file is None for part in parts]
    return printed, said, FINDINGS if failed and not options.exit_zero else OK


def _gone(linters: Linters, pieces: Sequence[Piece]) -> int:
    """How many findings of the baseline are there no more."""
    from pm_lint.baseline import gone

    return gone({one.path: one.mended for one in pieces}, linters.baseline)


# -- one document after another, or several at once --------------------------------------------------------------------


def _judged(
    options: Namespace, made: Sequence[Form], cache: Cache | None, linters: Linters, files: Mapping[str, Path]
) -> list[Entry]:
    """What is said of each document, in the order of ``files``."""
    known = cache.known() if cache else {}
    same = {path: known[path] for path in files if path in known and _unchanged(files[path], known[path])}
    left = [(path, str(file)) for path, file in files.items() if path not in same]
    for path, _ in left:
        linters.for_path(path)  # what can't be used is said before anything is done
    if len(left) > _MANY:  # each finding in JSON leaves garbage behind, together a third of the memory
        gc.set_threshold(10_000, 20, 20)
    with _watched(_work(linters, made, left), len(left), options.color) as work:
        if len(left) > 1 and linters.is_local:
            from pm_lint.processes import at_once

            again = _work_again, (*linters.plain(), made, left)
            values = at_once(work, len(left), options.jobs, again)
        else:
            values = [work(index) for index in range(len(left))]
    new = {path: Entry(digest, Piece(*rest)) for (path, _), (digest, *rest) in zip(left, values, strict=True)}
    return [same.get(path) or new[path] for path in files]


def _watched(work: Work, count: int, color: str) -> AbstractContextManager[Work]:
    """The same work, with a bar on a terminal that tells how much is done."""
    if count < 2 or not is_terminal(sys.stderr) or not obeys(os.environ):
        return nullcontext(work)
    from pm_lint.progress import watched

    return watched(work, count, sys.stderr, colours=has_colours(color, os.environ, terminal=True))


def _unchanged(file: Path, entry: Entry) -> bool:
    return quick.file_digest(str(file)) == entry.digest


def _work(linters: Linters, made: Sequence[Form], files: Sequence[tuple[str, str]]) -> Callable[[int], Any]:
    """What judges the document of an index."""

    def work(index: int) -> Any:
        path, file = files[index]
        try:
            data = read_file(Path(file), linters.for_path(path).config.max_file_size)
        except UnreadableFile as error:
            return (None, *piece(made, linters.unreadable(path, str(error))))
        return (store.digest(data), *piece(made, linters.check(path, data)))

    return work


def _work_again(*arguments: Any) -> Callable[[int], Any]:
    """The same in another process, which has made none of this."""
    config, texts, today, creates_issues, act, made, files = arguments
    linters = make_linter(config, texts, today=today, creates_issues=creates_issues, act=act)
    return _work(linters, made, files)
