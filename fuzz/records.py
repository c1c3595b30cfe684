"""What a run recorded is what the next one finds, or nothing, whatever became of the file."""

from __future__ import annotations

import os
from pathlib import Path

from fuzz.common import scratch, text_of
from fuzz.damage import Choices
from pm_lint.quick import Asked, Record, load, sealed
from pm_lint.store import digest, made, put

WORDS = ("\0", "\xff", "checks", "0" * 32, "2026-01-20", "\n", "[]", "é", "PM101")
_FOLDER = scratch()
_ASKED = Asked(str(Path(_FOLDER.name, "pm-lint", "checks")), digest(b"key"), digest(b"stamp"), "2026-01-20")
_OTHER = Asked(_ASKED.folder, _ASKED.key, digest(b"another stamp"), "2026-01-20")
_MADE = made(_ASKED.folder)


def _record(text: str) -> Record:
    entries = [(digest(b"a"), "a.md", text, 1, 0, 0)]
    return Record(
        [("pm-lint.toml", b"-")], [("/w", True, (".md",))], b"x", [("a.md", b"y")], [text], "", 1, b"z", entries
    )


def one(data: bytes) -> None:
    """A record with a text, kept; then with some of its bytes exchanged; and these bytes in its place."""
    assert _MADE
    record = _record(text_of(data))
    parts = sealed(_ASKED, record)
    put(_ASKED.folder, os.path.basename(_ASKED.file), *parts)
    found = load(_ASKED)
    assert found is not None
    assert vars(found) == vars(record)
    assert load(_OTHER) is None
    whole = b"".join(parts)
    choices = Choices(data)
    damage = bytearray(whole)
    for _ in range(1 + choices.below(3)):
        at, end = sorted((choices.below(len(whole)), choices.below(len(whole))))
        damage[at:end] = data[: choices.below(9)]
    for there in (bytes(damage), data, whole + data, whole[: choices.below(200)]):
        Path(_ASKED.file).write_bytes(there)
        assert load(_ASKED) is None or there == whole
