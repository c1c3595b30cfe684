"""How messages are worded, so that all rules speak alike."""

from __future__ import annotations

from collections.abc import Sequence

QUOTED = 60


def quote(text: str) -> str:
    """A text of the document inside a message: on one line, cut, in curly quotes."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + '…'}”"


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 section", "2 sections"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listing(texts: Sequence[str], most: int = 5) -> str:
    """ "a, b and c"; of more than ``most``, the first ones and how many more."""
    if len(texts) > most:
        return f"{', '.join(texts[:most])} and {len(texts) - most} more"
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]])) if texts else ""
