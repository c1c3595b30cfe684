"""What `check` says in which formats, and where each goes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pm_lint.config import Config
from pm_lint.errors import UsageError
from pm_lint.files import repository_of
from pm_lint.look import PLAIN, Look
from pm_lint.output import Form
from pm_lint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

#: These name files for programs, which look for them from the repository's top, or from where they run.
_FROM_THE_TOP = ("github", "junit", "sarif")
_FROM_HERE = ("rdjson",)
#: `--statistics` changes these.
_TEXTS = ("text", "concise")


class Wish(NamedTuple):
    """A format, and the file that it goes to; None: standard output."""

    format: str
    file: str | None


def wishes(options: Namespace, environment: Mapping[str, str]) -> list[Wish]:
    """What the command line asks for. Raises UsageError where that contradicts itself.

    Where no format is named, GitHub's runner gets annotations for its lines and people the text below them.
    """
    if options.output_file == "":
        raise UsageError("--output-file: the name of the file is empty")
    files = [Wish(format, file) for format, file in options.output if file != "-"]
    printed = [Wish(format, None) for format, file in options.output if file == "-"]
    if len(printed) > 1:
        raise UsageError("--output: only one format can go to standard output: name files for the others")
    if options.output_file is not None:
        files.insert(0, Wish(options.format or "text", options.output_file))
    elif options.format and printed:
        raise UsageError(
            f"--format {options.format} and --output {printed[0].format}=- both go to standard output: "
            "give one of them, or name a file for the other"
        )
    elif options.format:
        printed = [Wish(options.format, None)]
    elif not printed:
        printed = [Wish("text", None)]
        if environment.get("GITHUB_ACTIONS") == "true":
            printed.insert(0, Wish("github", None))
    _refuse_twice(files)
    if options.statistics and not any(wish.format in _TEXTS for wish in (*files, *printed)):
        formats = ", ".join(dict.fromkeys(wish.format for wish in (*files, *printed)))
        raise UsageError(f"--statistics are text, which {formats} is not: leave them out, or ask for --format text")
    return [*files, *printed]


def _refuse_twice(files: Iterable[Wish]) -> None:
    named: dict[str, str] = {}
    for _, file in files:
        place = os.path.realpath(str(file))
        if place in named and (os.path.isfile(place) or not os.path.exists(place)):
            raise UsageError(f"{file}: two formats can't go to one file: name another for one of them")
        named[place] = str(file)


def refuse_documents(asked: Iterable[Wish], documents: Iterable[Path]) -> None:
    """Raise UsageError where one of the documents would be written over."""
    places = {os.path.realpath(wish.file): wish.file for wish in asked if wish.file is not None}
    if places:
        for document in documents:
            if file := places.get(os.path.realpath(document)):
                raise UsageError(f"{file}: can't be written: it is one of the documents that are checked")


def forms(
    asked: Iterable[Wish], config: Config, root: Path, look: Look = PLAIN, *, statistics: bool = False
) -> list[Form]:
    """What is made of each document. ``root`` is the folder that its path is relative to.

    ``look`` is that of standard output: files are plain. ``statistics`` take the place of findings in text.
    """
    return list(_forms(asked, config, root, look, statistics))


def _forms(asked: Iterable[Wish], config: Config, root: Path, look: Look, statistics: bool) -> Iterator[Form]:
    for format, file in asked:
        base = ""
        if format in _FROM_THE_TOP:
            base = _way(repository_of(root), root)
        elif format in _FROM_HERE:
            base = _way(Path.cwd(), root)
        name = "statistics" if statistics and format in _TEXTS else format
        yield Form(name, config.fail_on, base, look if file is None else PLAIN)


def _way(start: Path, root: Path) -> str:
    """What stands before a path below ``root`` to make it one from ``start``."""
    way = Path(os.path.relpath(root, start)).as_posix()
    return "" if way == "." else f"{way}/"
