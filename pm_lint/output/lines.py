"""The lines of text for people, each in parts that play a role, and how they are drawn: plain, or in colours.

Whatever is drawn, the words are the same: without its control sequences a coloured line is the plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pm_lint.look import Look
from pm_lint.output.escape import terminal, visible

#: A part of a line: its text, not yet escaped; its role, one of `colour.STYLES`, or "" for none; and of some an
#: address of ours that it leads to. There are many, so they are tuples.
Part = tuple[str, str] | tuple[str, str, str]
Line = tuple[Part, ...]


def drawn(lines: Iterable[Line], look: Look) -> str:
    """The lines as they are printed, each with its line break."""
    if look.colours:
        from pm_lint.output.colour import coloured

        return coloured(map(shown, lines), links=look.links)
    return "".join(f"{plain(line)}\n" for line in lines)


def plain(line: Line) -> str:
    """A line without colours, escaped."""
    return terminal("".join([part[0] for part in line])).rstrip()


def shown(line: Line) -> Iterator[Part]:
    """The parts of a line, escaped as in the whole line, which ends in no white space."""
    whole = plain(line)
    at = 0
    for part in line:
        end = _end(visible(part[0]), whole, at)
        if end > at:
            yield (whole[at:end], *part[1:])
        at = end


def _end(text: str, whole: str, at: int) -> int:
    """Where in the whole line this text ends that begins there: to what it is made of, escapes add backslashes."""
    for char in text:
        if at < len(whole) and whole[at] != char:
            at += 1
        at += 1
    return min(at, len(whole))
