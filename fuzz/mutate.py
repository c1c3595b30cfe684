"""New inputs out of old ones: lines and words are moved, doubled, cut and exchanged, as no byte-wise mutator does.

The same generator of random numbers gives the same inputs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

#: No input gets longer than this; what grows with size is measured elsewhere.
LONGEST = 1500
_ODD = (
    "\n", "\r\n", "\r", "\t", " ", "    ", "\0", "\x0b", "\x0c", "\x1b", "\x85", "\xa0", "\u200b", "\u2028", "\u202e",
    "\ufeff", "é", "e\u0301", "ß", "İ", "ǅ", "漢", "\U0001f525", "٣", "²", "½", "Ⅷ", "'", '"', "`", "\\", "%", "-1",
    "0", "9" * 20, "1e9",
)  # fmt: skip
_TOKEN = re.compile(rb"\w{1,40}|\s{1,10}|[^\w\s]")


def mutated(data: bytes, others: Sequence[bytes], words: Sequence[str], random: Random) -> bytes:
    """Some input that is like ``data``, with parts of ``others`` and of ``words``."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        data = random.choice(_MUTATIONS)(data, random.choice(others) if others else b"", words, random)[:LONGEST]
    return data


def _cut(data: bytes, random: Random, most: int = 64) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.randint(0, most))


def _insert_word(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    word = random.choice(words) if words and random.random() < 0.8 else random.choice(_ODD)
    start, end = _cut(data, random, 8)
    return data[:start] + word.encode() * random.choice((1, 1, 1, 2, 30)) + data[random.choice((start, end)) :]


def _exchange_token(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    tokens = list(_TOKEN.finditer(data))
    if not tokens:
        return data
    match = random.choice(tokens)
    ours = words and random.random() < 0.7
    word = random.choice(words).encode() if ours else random.choice(tokens)[0]
    return data[: match.start()] + word + data[match.end() :]


def _splice(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    start, end = _cut(other, random, 256)
    here, there = _cut(data, random)
    return data[:here] + other[start:end] + data[there:]


def _lines(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    move = random.randrange(5)
    if move == 0:
        del lines[at]
    elif move == 1:
        lines.insert(random.randrange(len(lines) + 1), lines[at])
    elif move == 2:
        lines.insert(random.randrange(len(lines) + 1), random.choice(other.split(b"\n")))
    elif move == 3:
        random.shuffle(lines)
    else:
        lines[at] = random.choice((b"  ", b"> ", b"- ", b"\t", b"    ", b"|")) + lines[at]
    return b"\n".join(lines)


def _bytes(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    start, end = _cut(data, random, 4)
    return data[:start] + random.randbytes(random.randint(0, 4)) + data[end:]


def _truncate(data: bytes, other: bytes, words: Sequence[str], random: Random) -> bytes:
    start, end = _cut(data, random, 256)
    return random.choice((data[:start], data[start:], data[:start] + data[end:]))


_MUTATIONS = (_insert_word, _insert_word, _exchange_token, _exchange_token, _splice, _lines, _bytes, _truncate)
