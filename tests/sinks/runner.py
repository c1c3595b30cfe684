"""GitHub's runner as far as it reads what a step writes: commands in the log, and the file of outputs.

Written anew after what the runner does, and a little more ready to obey than it is.
(https://github.com/actions/runner: ActionCommand.cs, OutputManager.cs, FileCommandManager.cs)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: All that the runner has registered, by any name and case, is known to it; so that a name is one suffices here.
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*\Z")


@dataclass(frozen=True)
class Command:
    """One workflow command as the runner takes it."""

    name: str
    properties: Mapping[str, str] = field(default_factory=dict)
    data: str = ""


def commands(stream: str) -> Iterator[Command]:
    """What the runner obeys in a log, on either stream."""
    for line in re.split(r"\r\n|\r|\n", stream):
        if found := _colons(line) or _brackets(line):
            yield found


#: What has no weight where strings are compared by culture, as .NET does: controls, marks without a shape.
_LIGHT = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)
_COLONS = re.compile(f":{_LIGHT}:")
_BEGIN = re.compile(f"{_LIGHT}:{_LIGHT}:")
_BRACKET = re.compile(rf"#{_LIGHT}#{_LIGHT}\[")


def _colons(line: str) -> Command | None:
    """``::name key=value,key=value::data``, after any white space."""
    line = line.lstrip()
    if not _BEGIN.match(line) or not (found := _COLONS.search(line, 2)):
        return None
    end = found.start()
    name, _, given = line[2:end].partition(" ")
    if not _NAME.match(name):
        return None
    escapes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
    return Command(name.lower(), _properties(given.strip(), ",", escapes), _restored(line[end + 2 :], escapes))


def _brackets(line: str) -> Command | None:
    """``##[name key=value;key=value]data``, anywhere in a line."""
    for found in _BRACKET.finditer(line):  # the runner looks at the first alone
        info, bracket, data = line[found.start() + 3 :].partition("]")
        name, _, given = info.partition(" ")
        if bracket and _NAME.match(name):
            escapes = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]"}
            return Command(name.lower(), _properties(given, ";", escapes), _restored(data, escapes))
    return None


def _properties(text: str, between: str, escapes: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for one in text.split(between):
        name, sign, value = one.partition("=")
        if sign and name and value:
            found[name.lower()] = _restored(value, escapes)
    return found


def _restored(text: str, escapes: Mapping[str, str]) -> str:
    for escape, char in {**escapes, "%25": "%"}.items():
        text = text.replace(escape, char)
    return text


def outputs(text: str) -> dict[str, str]:
    """What a file of outputs sets: ``name=value``, or ``name<<delimiter`` up to the line that is the delimiter alone.
    Raises ValueError for any other line."""
    found = {}
    lines = iter(text.split("\n"))
    for line in lines:
        name, sign, value = line.partition("=")
        before, here, delimiter = line.partition("<<")
        if here and len(before) < len(name):
            kept = []
            for inner in lines:
                if inner == delimiter:
                    break
                kept.append(inner)
            else:
                raise ValueError(f"nothing ends the value of {before!r}")
            found[before] = "\n".join(kept)
        elif sign:
            found[name] = value
        elif line:
            raise ValueError(f"not an output: {line!r}")
    return found
