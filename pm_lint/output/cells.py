"""What characters look like on a terminal, and how many columns they take there."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.output.escape import visible
from pm_lint.record import NamedTuple

TAB = 4


class Cell(NamedTuple):
    """What one character of the source looks like, and how many columns it takes."""

    text: str
    width: int


def cells(text: str) -> list[Cell]:
    """The characters of (a part of) a line. A tab is shown as spaces, a control as its escape."""
    if is_plain(text):
        return [Cell(char, 1) for char in text]
    result: list[Cell] = []
    column = 0
    for index, char in enumerate(text):
        result.append(_cell(char, column, text[max(0, index - 2) : index]))
        column += result[-1].width
    return result


def is_plain(text: str) -> bool:
    """Whether each character is shown as it is, one column wide."""
    return text.isascii() and text.isprintable() and "##[" not in text


def _cell(char: str, column: int, before: str) -> Cell:
    if char == "\t":
        width = TAB - column % TAB
        return Cell(" " * width, width)
    shown = "\\[" if char == "[" and before == "##" else visible(char)
    if shown != char:
        return Cell(shown, len(shown))
    return Cell(char, _width(char, before[-1:]))


def _width(char: str, before: str) -> int:
    """The columns of one printable character, as terminals agree on it."""
    if char.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if char == "\ufe0f":  # shows the character before it as an emoji, which is wide
        return 1 if before and east_asian_width(before) not in "WF" else 0
    if category(char) in {"Mn", "Me"} or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def columns(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if is_plain(text) else sum(cell.width for cell in cells(text))


def wrapped(text: str, width: int, used: int = 0) -> Iterator[str]:
    """A text of one line in lines of at most ``width`` columns, broken at its spaces, and inside what is wider alone.

    Of the first line ``used`` columns are taken; it is empty where nothing fits beside them.
    """
    line, left = "", width - used
    for word in text.split(" "):
        size = columns(word)
        if line and size < left:
            line = f"{line} {word}"
            left -= size + 1
            continue
        if line or size > left:
            if line or left < width:
                yield line
            *full, word = _broken(word, width)
            yield from full
            left = width
        line = word
        left -= columns(word)
    yield line


def _broken(word: str, width: int) -> Iterator[str]:
    """A word in parts of at most ``width`` columns."""
    if columns(word) <= width:
        yield word
        return
    part, taken = "", 0
    for char, cell in zip(word, cells(word), strict=True):
        if taken + cell.width > width and part:
            yield part
            part, taken = "", 0
        part += char
        taken += cell.width
    yield part
