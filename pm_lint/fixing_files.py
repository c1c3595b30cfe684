"""`check --fix` and `--diff`: what is mended in documents on disk or from standard input, or would be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pm_lint import store
from pm_lint.baseline import held_back
from pm_lint.edits import Draft
from pm_lint.errors import FINDINGS, OK, UsageError
from pm_lint.files import UnreadableFile, read_file, replace_file
from pm_lint.fixing import Fixed, Judged, fixed
from pm_lint.fixing_diff import unified
from pm_lint.linters import Linters
from pm_lint.look import PLAIN, Look
from pm_lint.output.counting import plural
from pm_lint.output.escape import terminal
from pm_lint.processes import at_once
from pm_lint.project import make_linter
from pm_lint.record import NamedTuple
from pm_lint.writing import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

    from pm_lint.linter import Checked
    from pm_lint.processes import Work


class Mended(NamedTuple):
    """What came of one document: plain values."""

    #: The digest of what was read; None where it could not be.
    was: bytes | None
    #: The whole document as it is to be; None where it stays as it is.
    data: bytes | None = None
    #: The lines of a diff, if one is wanted.
    diff: tuple[str, ...] = ()
    #: How many findings were mended, how many forms inserted, and how many findings are left.
    fixed: int = 0
    forms: int = 0
    left: int = 0
    #: How many fixes were left out, and whether there was more to do than is tried at once.
    refused: int = 0
    stopped: bool = False
    #: Why it can't be read, a sentence.
    fault: str = ""


# -- one document after another, or several at once --------------------------------------------------------------------


def tried(options: Namespace, linters: Linters, files: Mapping[str, Path]) -> dict[str, Mended]:
    """What comes of each document, by its path. Nothing is written yet."""
    named = [(path, str(file)) for path, file in files.items()]
    for path in files:
        linters.for_path(path)  # what can't be used is said before anything is done
    how = {"unsafe": options.unsafe_fixes, "diff": options.diff}
    work = _work(linters, named, **how)
    if linters.is_local:
        values = at_once(work, len(named), options.jobs, (_work_again, (*linters.plain(), named, how)))
    else:
        values = [work(index) for index in range(len(named))]
    return {path: Mended(*one) for path, one in zip(files, values, strict=True)}


def tried_on(options: Namespace, linters: Linters, data: bytes) -> dict[str, Mended]:
    """The same of what standard input holds."""
    name = options.stdin_filename
    return {name: mended(linters, name, data, unsafe=options.unsafe_fixes, diff=options.diff)}


def _work(linters: Linters, files: Sequence[tuple[str, str]], *, unsafe: bool, diff: bool) -> Work:
    """What mends the document of an index."""

    def work(index: int) -> Any:
        path, file = files[index]
        try:
            data = read_file(Path(file), linters.for_path(path).config.max_file_size)
        except UnreadableFile as error:
            return tuple(_unread(linters.unreadable(path, str(error))))
        return tuple(mended(linters, path, data, unsafe=unsafe, diff=diff))

    return work


def _work_again(*arguments: Any) -> Work:
    """The same in another process, which has made none of this."""
    config, texts, today, creates_issues, act, files, how = arguments
    linters = make_linter(config, texts, today=today, creates_issues=creates_issues, act=act)
    return _work(linters, files, **how)


def mended(linters: Linters, path: str, data: bytes, *, unsafe: bool, diff: bool = False) -> Mended:
    """One document, mended. What comments or the baseline hold back is not."""
    linter = linters.for_path(path)
    before = linter.check(path, data)
    if before.postmortem is None:
        return _unread(before)

    def judge(text: str) -> Judged:
        new = text.encode()
        checked = before if new == data else linter.check(path, new)
        return Judged(checked.findings, held_back(checked, linters.baseline).findings)

    done = fixed(data.decode(), judge, unsafe=unsafe)
    lines = tuple(unified(path, data.decode().split("\n"), _with_mark(done))) if diff else ()
    forms = sum(finding.fix is not None and finding.fix.form for finding in done.applied)
    new = done.text.encode()
    return Mended(
        store.digest(data),
        new if new != data else None,
        lines,
        len(done.applied) - forms,
        forms,
        len(done.judged.shown),
        done.refused,
        done.stopped,
    )


def _unread(checked: Checked) -> Mended:
    return Mended(None, left=len(checked.findings), fault="".join(finding.message for finding in checked.findings))


def _with_mark(done: Fixed) -> Draft:
    first, *rest = done.draft.lines
    return done.draft._replace(lines=[done.mark + first, *rest])


# -- what is written ---------------------------------------------------------------------------------------------------


def written(done: Mapping[str, Mended], linters: Linters, files: Mapping[str, Path]) -> bool:
    """Write what is mended, say so, and whether all of it could be written.

    What can't be is said. All else is written: each document is whole, and better than it was.
    """
    failures = dict(_failures(done, linters, files))
    _tell(_summary({path: one for path, one in done.items() if path not in failures}))
    _tell(f"{path}: {why}" for path, why in failures.items())
    return not failures


def _failures(done: Mapping[str, Mended], linters: Linters, files: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Write one document after another; those that can't be written, and why."""
    for path, one in done.items():
        if one.data is None:
            continue
        try:
            if store.digest(read_file(files[path], linters.for_path(path).config.max_file_size)) != one.was:
                yield path, "is not written: it was changed meanwhile; run again"
            else:
                replace_file(files[path], one.data)
        except UnreadableFile as error:
            yield path, f"is not written: {error}"
        except OSError as error:
            yield path, f"can't be written, and is left as it was: {error.strerror or error}"


def shown(options: Namespace, done: Mapping[str, Mended], look: Look) -> int:
    """Print the diffs; whether there are any is the exit code. In a file they are exact, on a terminal harmless."""
    lines = [line for one in done.values() for line in one.diff]
    parts = harmless(lines, look) if options.output_file is None else [f"{line}\n" for line in lines]
    _tell(f"{path}: {one.fault}" for path, one in done.items() if one.fault)  # no findings are printed
    _tell(_summary(done, would=True))
    write(parts, options.output_file)
    return FINDINGS if parts and not options.exit_zero else OK


def harmless(lines: Iterable[str], look: Look = PLAIN) -> list[str]:
    """The lines of a diff as a terminal gets them, nothing of them left out."""
    escaped = [terminal(line.removesuffix("\r")) for line in lines]
    if not look.colours:
        return [f"{line}\n" for line in escaped]
    from pm_lint.output.colour import coloured

    return [coloured([[(line, _role(line))] for line in escaped], links=False)] if escaped else []


def _role(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return "path"
    return {"@": "gutter", "-": "removed", "+": "added"}.get(line[:1], "")


def passed_on(done: Mapping[str, Mended], data: bytes, limit: int) -> bytes:
    """Print what standard input held, mended, and return that. ``data`` is what was read: ``limit`` bytes and one."""
    [mended] = [one.data for one in done.values()] or [None]
    _print(data if mended is None else mended)
    if len(data) > limit:  # whatever reads us may put it in the document's place
        while more := sys.stdin.buffer.read(1 << 20):
            _print(more)
    _tell(_summary(done))
    return data if mended is None else mended


def _print(data: bytes) -> None:
    if sys.stdout is None:
        raise UsageError("standard output can't be written: it is closed")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # told to nobody: see `cli.main`
        raise
    except OSError as error:
        raise UsageError(f"standard output can't be written: {error.strerror or error}") from None


# -- what is said ------------------------------------------------------------------------------------------------------


def _summary(done: Mapping[str, Mended], *, would: bool = False) -> Iterator[str]:
    """What was done, or would be; nothing where there was nothing to do."""
    mended = sum(one.fixed for one in done.values())
    forms = sum(one.forms for one in done.values())
    changed = sum(one.data is not None for one in done.values())
    left = sum(one.left for one in done.values())
    refused = sum(one.refused for one in done.values() if not one.stopped)
    if changed:
        said = [f"{mended} fixed"] if mended or not forms else []
        said += [f"{plural(forms, 'form')} inserted"] if forms else []
        when = "with --fix: " if would else ""
        yield f"{when}{' and '.join(said)} in {plural(changed, 'file')}; {left} left"
    if refused:
        fixes = "1 fix is" if refused == 1 else f"{refused} fixes are"
        yield f"{fixes} not applied: nothing would be better with {'it' if refused == 1 else 'them'}"
    for path, one in done.items():
        if one.stopped:
            yield f"{path}: there is more to fix than is tried at once; run again"


def _tell(sentences: Iterable[str]) -> None:
    """Say it on standard error, if anybody can be told anything."""
    for sentence in sentences:
        with suppress(OSError):
            print(terminal(f"pm-lint: {sentence}"), file=sys.stderr)
