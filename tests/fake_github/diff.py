"""Patches as GitHub shows them: what changed between two trees, in hunks, and where a line went.

The text of a patch comes from the real ``git``, so that hunks are split, widened and headed as on GitHub.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Side = Literal["LEFT", "RIGHT"]
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
BINARY_PROBE = 8000  # git calls a file binary if there is a NUL in its first 8,000 bytes
PATCH_LINES = 20_000  # GitHub leaves out the patch of a file whose diff is longer than this,
PATCH_BYTES = 1_000_000  # or larger than this
SIMILAR = 0.5  # git's threshold for a rename


@dataclass(frozen=True)
class Line:
    """One line of a hunk; ``position`` counts from the first hunk's header, as the REST API does."""

    text: str
    old: int | None
    new: int | None
    position: int

    def number(self, side: Side) -> int | None:
        return self.old if side == "LEFT" else self.new


@dataclass(frozen=True)
class Hunk:
    header: str
    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FileChange:
    """One file of a comparison. ``patch`` is None where GitHub leaves it out."""

    path: str
    status: Literal["added", "removed", "modified", "renamed"]
    sha: str | None
    additions: int
    deletions: int
    patch: str | None
    previous_path: str | None = None


def is_binary(data: bytes) -> bool:
    return b"\0" in data[:BINARY_PROBE]


@lru_cache(maxsize=512)
def unified(old: bytes, new: bytes) -> str:
    """The hunks that lead from one content to the other, without the file header and the last line break."""
    if old == new:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("old", old), ("new", new)):
            Path(folder, name).write_bytes(data)
        command = [
            "git",
            "diff",
            "--no-index",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--text",
            "-U3",
            "old",
            "new",
        ]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": os.devnull}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    if done.returncode != 1:
        raise RuntimeError(f"git diff: {done.stderr.decode(errors='replace')}")
    text = done.stdout.decode("utf-8", "replace")
    return text[text.index("\n@@") + 1 :].removesuffix("\n")


@lru_cache(maxsize=512)
def hunks(patch: str) -> tuple[Hunk, ...]:
    """A patch, parsed."""
    found: list[Hunk] = []
    lines: list[Line] = []
    header, start = "", (0, 0, 0, 0)
    old = new = 0

    def close() -> None:
        if header:
            found.append(Hunk(header, *start, tuple(lines)))
            lines.clear()

    for position, text in enumerate(patch.split("\n") if patch else ()):
        if match := HUNK.match(text):
            close()
            numbers = match.groups(default="1")
            header, start = text, (int(numbers[0]), int(numbers[1]), int(numbers[2]), int(numbers[3]))
            old, new = start[0], start[2]
        elif text.startswith("+"):
            lines.append(Line(text, None, new, position))
            new += 1
        elif text.startswith("-"):
            lines.append(Line(text, old, None, position))
            old += 1
        elif not text.startswith("\\"):  # "\ No newline at end of file" has a position, but can't be commented on
            lines.append(Line(text, old, new, position))
            old, new = old + 1, new + 1
    close()
    return tuple(found)


def find_line(patch: str, side: Side, number: int) -> tuple[int, Line] | None:
    """The hunk (its index) and the line of the diff that a comment on this line would hang on."""
    for index, hunk in enumerate(hunks(patch)):
        for line in hunk.lines:
            if line.number(side) == number:
                return index, line
    return None


def hunk_until(patch: str, index: int, last: Line) -> str:
    """What GitHub stores as ``diff_hunk``: the hunk up to the commented line."""
    hunk = hunks(patch)[index]
    return "\n".join([hunk.header, *(line.text for line in hunk.lines if line.position <= last.position)])


def moved_line(old: bytes, new: bytes, number: int) -> int | None:
    """Where a line of the old content stands in the new, or None if it was changed or removed."""
    shift = 0
    for hunk in hunks(unified(old, new)):
        if number < hunk.old_start:
            break
        for line in hunk.lines:
            if line.old == number:
                return line.new
        shift = hunk.new_start + hunk.new_count - hunk.old_start - hunk.old_count
    return number + shift


Tree = Mapping[str, tuple[str, str]]
"""Path to mode and object id."""


def compare(old: Tree, new: Tree, blobs: Mapping[str, bytes]) -> list[FileChange]:
    """What changed between two trees, with renames, sorted by path as GitHub lists it."""
    removed = {path: old[path] for path in old.keys() - new.keys()}
    added = {path: new[path] for path in new.keys() - old.keys()}
    changes = [
        _change(path, "modified", old[path], new[path], blobs)
        for path in old.keys() & new.keys()
        if old[path] != new[path]
    ]
    for path, source in sorted(_renames(removed, added, blobs).items()):
        changes.append(_change(path, "renamed", removed.pop(source), added.pop(path), blobs, source))
    changes += [_change(path, "added", None, entry, blobs) for path, entry in added.items()]
    changes += [_change(path, "removed", entry, None, blobs) for path, entry in removed.items()]
    return sorted(changes, key=lambda change: change.path)


def _change(
    path: str,
    status: Literal["added", "removed", "modified", "renamed"],
    old: tuple[str, str] | None,
    new: tuple[str, str] | None,
    blobs: Mapping[str, bytes],
    previous: str | None = None,
) -> FileChange:
    before, after = (blobs.get(entry[1], b"") if entry else b"" for entry in (old, new))
    entry = new or old
    assert entry is not None
    if is_binary(before) or is_binary(after):
        return FileChange(path, status, entry[1], 0, 0, None, previous)
    patch = _whole("-", before) if not after else _whole("+", after) if not before else unified(before, after)
    signs = Counter(line.text[0] for hunk in hunks(patch) for line in hunk.lines if line.text)
    too_large = len(patch.encode()) > PATCH_BYTES or sum(signs.values()) > PATCH_LINES
    shown = None if too_large or not patch else patch
    return FileChange(path, status, entry[1], signs["+"], signs["-"], shown, previous)


def _whole(sign: str, data: bytes) -> str:
    """The patch of a file that is new or gone: one hunk, no need to ask git."""
    if not data:
        return ""
    *lines, rest = data.decode("utf-8", "replace").split("\n")
    lines += [rest] if rest else []
    tail = ["\\ No newline at end of file"] if rest else []
    count = "1" if len(lines) == 1 else f"1,{len(lines)}"
    header = f"@@ -0,0 +{count} @@" if sign == "+" else f"@@ -{count} +0,0 @@"
    return "\n".join([header, *(sign + line for line in lines), *tail])


def _renames(removed: Tree, added: Tree, blobs: Mapping[str, bytes]) -> dict[str, str]:
    """New path to old path: the same content first, then the most similar pairs, each file once."""
    pairs = [
        (_similarity(blobs.get(removed[source][1], b""), blobs.get(added[path][1], b"")), path, source)
        for source in removed
        for path in added
    ]
    found: dict[str, str] = {}
    for score, path, source in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score >= SIMILAR and path not in found and source not in found.values():
            found[path] = source
    return found


def _similarity(old: bytes, new: bytes) -> float:
    """The part of the larger file that is made of lines of the other, near enough to git's measure."""
    if not old or not new:
        return 0.0
    shared = Counter(old.splitlines(keepends=True)) & Counter(new.splitlines(keepends=True))
    return sum(len(line) * count for line, count in shared.items()) / max(len(old), len(new))
