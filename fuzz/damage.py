"""JSON as it should be, and what becomes of it in the hands of a proxy, a bug or an enemy: the bytes choose."""

from __future__ import annotations

import copy
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**70, 1.5, float("inf"), "", "x", "\ud800", "\0", "a\r\nb", "x" * 3000, "-1", "²",
    "9" * 5000, "../../x", "https://elsewhere.example/", "2026-13-45", [], [None], [[]], ["x"], [{}], {},
    {"nodes": None}, {"x": {}}, [0] * 3,
)  # fmt: skip


class Choices:
    """Bytes as a row of decisions; when they are used up, always the first choice."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def left(self) -> int:
        """How many bytes are not used yet."""
        return len(self._data) - self._at

    def below(self, end: int) -> int:
        """A number from 0 to ``end - 1``; 256 at most are told apart."""
        if not self.left() or end < 2:
            return 0
        self._at += 1
        return self._data[self._at - 1] % end


def damaged(value: Any, choices: Choices) -> Any:
    """The value with one part of it, which the choices find, exchanged, left out, doubled or renamed."""
    copied = [copy.deepcopy(value)]
    holder: Any = copied
    key: Any = 0
    while isinstance(holder[key], dict | list) and holder[key] and choices.below(8):
        below = holder[key]
        holder, key = (
            below,
            list(below)[choices.below(len(below))] if isinstance(below, dict) else choices.below(len(below)),
        )
    deed = choices.below(8)
    if deed == 0 and len(holder) and holder is not copied:
        del holder[key]
    elif deed == 1:
        holder[key] = [copy.deepcopy(holder[key])] * 2
    elif deed == 2:
        holder[key] = str(holder[key])
    elif deed == 3 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[key] = copy.deepcopy(ODD[choices.below(len(ODD))])
    return copied[0]
