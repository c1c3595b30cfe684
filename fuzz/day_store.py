"""What is kept of the calendars comes back as it was written, or not at all, whatever became of the file."""

from __future__ import annotations

from pathlib import Path

from fuzz.common import scratch, text_of
from fuzz.damage import Choices
from pm_lint.day_store import DayStore

WORDS = ("0" * 64, "\n", "\n\n", '{"2026-01-01": "New Year"}', "2026", "\0", "\r\n", "é", "{}", "[]")
_FOLDER = scratch()
_STORE = DayStore(Path(_FOLDER.name, "pm-lint"))
_KEYS = ("US||2026", "DE|BY|2026")
_TEXT = '{"2026-01-01": "New Year"}'
for _key in _KEYS:
    _STORE.put(_key, _TEXT)
_FILES = sorted(file for file in Path(_FOLDER.name).rglob("*") if file.is_file())
_WHOLE = [file.read_bytes() for file in _FILES]


def one(data: bytes) -> None:
    """A kept file with some of its bytes exchanged; and a text, put there and asked for."""
    choices = Choices(data)
    for file, whole in zip(_FILES, _WHOLE, strict=True):
        damage = bytearray(whole)
        for _ in range(choices.below(4)):
            at, end = sorted((choices.below(len(whole)), choices.below(len(whole))))
            damage[at:end] = data[: choices.below(9)]
        file.write_bytes(damage)
        assert [_STORE.get(key) for key in _KEYS].count(_TEXT) == len(_KEYS) - (bytes(damage) != whole)
        file.write_bytes(data)
        assert None in [_STORE.get(key) for key in _KEYS]
        file.write_bytes(whole)
    text = text_of(data)
    _STORE.put(_KEYS[0], text)
    assert _STORE.get(_KEYS[0]) == text
    _STORE.put(_KEYS[0], _TEXT)
