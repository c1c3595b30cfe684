"""The documents that are measured: invented postmortems, the same ones on every machine."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tests import hostile

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "postmortems"
DOCUMENTS = 1000
#: Bytes of the one document, of the mean one of the thousand, of the big one.
ONE, MEAN, BIG = 9_000, 7_000, 1_000_000
#: Characters of hostile input: each is twice the one before. The goal speaks of the one in the middle.
SIZES = (50_000, 100_000, 200_000)
#: For documents of more than 1 MiB, which are not read by default; all else is measured without a configuration.
CONFIG = "max-file-size = 8388608\n"
#: The same on all machines, so that two runs measure the same.
SEED = 20211210

_FILLED = ROOT / "tests" / "filled" / "default.md"
_DAY = date(2021, 12, 10)
_MEETING = date(2021, 12, 14)
#: The last row of its timeline.
_AFTER = time(13, 9)
_WHO = [
    "the order queue",
    "the checkout",
    "a replica",
    "the search index",
    "the mail relay",
    "our cache",
    "the gateway",
]
_DID = ["refused", "delayed", "lost", "answered twice", "retried", "dropped", "served from a stale copy"]
_WHAT = ["requests of customers in `eu-west`", "3.2 % of all orders", "the nightly export", "*every* second message"]
_WHY = [
    "because a certificate had expired",
    "since the retry limit was set to 0 in [the configuration](https://wiki.example.com/limits)",
    "while the on-call engineer was **not** paged",
    "after `deploy --force` had removed the old pool",
    "as the disk held 98 % of what it can",
]
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)


def make(folder: Path) -> None:
    """Write all inputs below ``folder``, each set into a folder of its own."""
    chance = random.Random(SEED)  # noqa: S311 - for documents, not for secrets
    _write(folder / "one", {"2021-12-10-orders.md": document(ONE, _DAY, chance)})
    _write(folder / "thousand", dict(_many(chance) for _ in range(DOCUMENTS)))
    _write(folder / "big", {"2021-12-10-1mb.md": document(BIG, _DAY, chance)})
    _write(folder / "bigger", {"2021-12-10-4mb.md": document(4 * BIG, _DAY, chance)}, CONFIG)


def make_hostile(folder: Path, patterns: Mapping[str, Callable[[int], str]] = hostile.PATTERNS) -> None:
    """Write each pattern in each size, named by its number and its size."""
    texts = {
        hostile_name(number, size): pattern(size) for number, pattern in enumerate(patterns.values()) for size in SIZES
    }
    _write(folder / "hostile", {**texts, "start.md": "# a\n"})


def hostile_name(number: int, size: int) -> str:
    return f"{number:03}-{size}.md"


def document(size: int, day: date, chance: random.Random) -> str:
    """A postmortem of about ``size`` bytes, grown from a filled template: more rows, more items, more sentences."""
    text = _FILLED.read_text(encoding="utf-8")
    text = text.replace(_MEETING.isoformat(), (day + (_MEETING - _DAY)).isoformat())
    text = text.replace(_DAY.isoformat(), day.isoformat())
    head, *sections = _HEADING.split(text)
    marks = _HEADING.findall(text)
    bodies = [[part.rstrip("\n")] for part in sections]
    growing = [body for body in bodies[1:] if "\n" in body[0].strip()]
    clock = datetime.combine(day, _AFTER)
    left = size - len(text.encode())
    while left > 0:
        body = chance.choice(growing)
        clock += timedelta(minutes=1)
        line = _like(body[-1].rsplit("\n", 1)[-1], f"{clock:%Y-%m-%d %H:%M}", chance)
        body.append(line)
        left -= len(line) + 1
    return head + "".join(mark + "\n".join(body) + "\n\n" for mark, body in zip(marks, bodies, strict=True))


def sentence(chance: random.Random) -> str:
    return f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} {chance.choice(_WHY)}."


def _many(chance: random.Random) -> tuple[str, str]:
    day = _DAY + timedelta(chance.randrange(1500))
    size = chance.randrange(MEAN // 4, MEAN * 2 - MEAN // 4)
    return f"{day}-{chance.randrange(10**9):09}.md", document(size, day, chance)


def _like(line: str, at: str, chance: random.Random) -> str:
    """One more line like the last one of a section."""
    text = sentence(chance)
    text = text[0].upper() + text[1:]
    if "|" in line:
        return f"{at}|{text}"
    return f"- {text}" if line.startswith("- ") else text


def _write(folder: Path, texts: Mapping[str, str], config: str = "") -> None:
    documents = folder / FOLDER
    documents.mkdir(parents=True, exist_ok=True)
    if config:
        (folder / "pm-lint.toml").write_text(config, encoding="utf-8")
    for name, text in texts.items():
        (documents / name).write_bytes(text.encode("utf-8", "replace"))
