"""The answer of an earlier run, given again where nothing has changed that it depends on.

Starting Python takes a sixth of the time of a check and this little more, so it imports next to nothing: no argparse,
no pathlib, no hashlib (which loads OpenSSL). It knows nothing of configurations either: `cache.py` has recorded which
files were read, which were looked for and not found, and which folders were searched; here they are only compared.

A record is one file for each command line and working folder: a seal, which is the digest of the rest; what the record
is for; and `marshal`, which is there anyway. It reads nothing but what the seal says was written here, by this very
Python, in a folder that is the user's alone; and it makes plain values and runs nothing.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time

from pm_lint import __version__
from pm_lint.look import looks
from pm_lint.store import DIGEST, cache_folder, digest, is_ours
from pm_lint.tree import names_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TextIO

#: Changes whenever what a record holds does.
FORMAT = 2
#: Larger records are not kept, and larger documents are judged each time; bytes.
LARGEST = 32 * 1024 * 1024
#: What is answered anew each time: what is read or written is no part of the record, or nobody wants it.
_NEVER = (
    *("-", "-h", "--help", "--no-cache", "--output", "--output-file", "--write-baseline", "--stdin-filename"),
    *("--fix", "--diff"),
)
#: Where the time zones of the machine lie.
_ZONES = "/usr/share/zoneinfo"


class Asked:
    """A command line whose answer is kept, with all that is the same for every document."""

    def __init__(self, folder: str, key: bytes, stamp: bytes, today: str) -> None:
        #: Where records are kept, there yet or not.
        self.folder = folder
        #: Names the command line, the working folder, the terminal's look, and which Python with which modules this is.
        self.key = key
        #: Names the state of this pm-lint, and of what is installed beside it.
        self.stamp = stamp
        self.today = today

    @property
    def file(self) -> str:
        """The record's file."""
        return os.path.join(self.folder, self.key.hex()[:32])


class Record:
    """What one run found, and all that this depends on. Plain values: see `cache.py` for what they mean."""

    def __init__(
        self,
        inputs: Sequence[tuple[str, bytes]],
        walks: Sequence[tuple[str, bool, tuple[str, ...]]],
        listing: bytes,
        documents: Sequence[tuple[str, bytes]] | None,
        out: Sequence[str],
        err: str,
        code: int,
        settings: bytes,
        entries: Sequence[tuple[Any, ...]],
    ) -> None:
        #: Paths that the configuration comes from, with their states.
        self.inputs = inputs
        #: Folders that were searched: hidden ones too?, for which endings; and the digest of the names found.
        self.walks = walks
        self.listing = listing
        #: The documents' paths, with the digests of their contents; None where this answer can't be given again.
        self.documents = documents
        self.out = out
        self.err = err
        self.code = code
        #: Names all that a document is judged by.
        self.settings = settings
        #: What was said of each document.
        self.entries = entries


def ask(arguments: Sequence[str], environment: Mapping[str, str]) -> Asked | None:
    """What a command line asks; None where its answer is not kept."""
    if sys.stdout is None or sys.stderr is None:
        return None
    if list(arguments[:1]) != ["check"] or any(word.partition("=")[0] in _NEVER for word in arguments):
        return None
    cache = cache_folder(environment)
    if cache is None or (environment.get("GITHUB_ACTIONS") and not environment.get("PM_LINT_CACHE_DIR")):
        return None  # a runner is thrown away: what it keeps, it keeps for nobody
    try:
        here = os.getcwd()
        stamp = stamp_of(here, environment)
    except OSError:
        return None
    annotated = environment.get("GITHUB_ACTIONS") == "true"
    facts = (here, list(arguments), annotated, looks(sys.stdout, environment), sys.version, sys.path)
    key = digest(repr(facts).encode("utf-8", "surrogatepass"))
    return Asked(os.path.join(cache, "checks"), key, stamp, today())


def today() -> str:
    """This machine's day."""
    return time.strftime("%Y-%m-%d")


def answer(asked: Asked) -> int | None:
    """Say again what was said before, and return the exit code; None where it may be another one now."""
    record = load(asked)
    if record is None or record.documents is None or not _holds(record, record.documents):
        return None
    try:
        _write(sys.stderr, record.err)
        _write(sys.stdout, "".join(record.out))
    except BrokenPipeError:  # whoever read us has seen enough
        return 0
    except OSError:  # the disk is full, perhaps: the check says so in its own words
        return None
    return record.code


def _write(stream: TextIO, text: str) -> None:
    """Write past all buffers, so that nothing of what can't be written is left in them."""
    raw = getattr(stream.buffer, "raw", stream.buffer)
    left = memoryview(text.encode("utf-8", "backslashreplace"))
    while left:
        written = raw.write(left)
        if written is None:
            raise BlockingIOError
        left = left[written:]


def _holds(record: Record, documents: Sequence[tuple[str, bytes]]) -> bool:
    return (
        all(state(path) == known for path, known in record.inputs)
        and listing_of(record.walks) == record.listing
        and all(file_digest(path) == known for path, known in documents)
    )


# -- what is compared --------------------------------------------------------------------------------------------------


def state(path: str) -> bytes:
    """What is at a path: the digest of a regular file, else a letter for what it is; links are not followed."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return b"-"
    if not stat.S_ISREG(mode):
        return b"d" if stat.S_ISDIR(mode) else b"?"
    return file_digest(path) or b"?"


def file_digest(path: str) -> bytes | None:
    """The digest of a regular file of at most ``LARGEST`` bytes; None of anything else, or what can't be read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
                return None
            data = os.read(handle, found.st_size + 1)
            while len(data) != found.st_size:  # it grew or shrank, or came in parts
                if len(data) > LARGEST:
                    return None
                more = os.read(handle, 1 << 20)
                if not more:
                    break
                data += more
                if len(data) > LARGEST:
                    return None
        finally:
            os.close(handle)
    except OSError:
        return None
    return digest(data)


def listing_of(walks: Sequence[tuple[str, bool, tuple[str, ...]]]) -> bytes:
    """Names what the folders hold that were searched."""
    found = [
        "\0".join(["d" if os.path.isdir(folder) else "-", *names_below(folder, hidden=hidden, endings=endings)])
        for folder, hidden, endings in walks
    ]
    return digest("\0\0".join(found).encode("utf-8", "surrogatepass"))


def stamp_of(here: str, environment: Mapping[str, str]) -> bytes:
    """Names the state of this pm-lint and of what is installed beside it: where findings come from.

    Our own files by their times and sizes, for they may be sources that somebody is working on; what is installed by
    the times of the folders that modules are found in, but not of the working folder, which documents may lie in.
    Raises OSError where our own are no files.
    """
    facts: list[object] = [FORMAT, __version__, environment.get("PYTHONTZPATH")]
    facts += (_changed(place) for place in (_ZONES, *sys.path) if place not in ("", here))
    waiting = [os.path.dirname(__file__)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting += [entry.path] if entry.name != "__pycache__" else []
                else:
                    found = entry.stat()
                    facts += (entry.path, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
    return digest(repr(facts).encode("utf-8", "surrogatepass"))


def _changed(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None


# -- the folder and its records ----------------------------------------------------------------------------------------


def load(asked: Asked) -> Record | None:
    """The record of a command line, made today by this pm-lint; None where there is none that can be relied on."""
    if not (is_ours(os.path.dirname(asked.folder)) and is_ours(asked.folder)):
        return None
    try:
        with open(asked.file, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return None
    head = _head(asked)
    start = DIGEST + len(head)
    if len(data) > LARGEST or data[DIGEST:start] != head or digest(memoryview(data)[DIGEST:]) != data[:DIGEST]:
        return None
    return Record(*marshal.loads(memoryview(data)[start:]))  # noqa: S302 - as the head of this file says


def sealed(asked: Asked, record: Record) -> tuple[bytes, bytes, bytes]:
    """The bytes of a record's file, in parts: together they would take as much memory again."""
    head, body = _head(asked), marshal.dumps(tuple(vars(record).values()))
    return digest(head, body), head, body


def _head(asked: Asked) -> bytes:
    """What a record is for: always of one length."""
    return asked.key + asked.stamp + asked.today.encode()
