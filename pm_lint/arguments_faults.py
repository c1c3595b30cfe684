"""What is wrong with a command line that argparse refuses, in one sentence: argparse's own differ between Pythons."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from pm_lint.arguments import COMMANDS, UnfitError, hint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What is asked without a command; from other programs people know them as commands.
_ALONE = ("--help", "--version")


def fault(words: Sequence[str]) -> str | None:
    """The first fault; None where it is another one than those that people make."""
    if not words:
        return "say what to do: `pm-lint check` checks postmortems, `pm-lint --help` lists the commands"
    command, *rest = words
    if command.startswith("-"):
        near = hint(command, _ALONE, every=False)
        return f"{command} stands after a command, if at all{near or '; see `pm-lint --help`'}"
    if command not in COMMANDS:
        if os.path.exists(command):
            return f"there is no command {command!r}; to check it: pm-lint check {command}"
        return f"there is no command {command!r}{hint(command, (*COMMANDS, *_ALONE))}"
    found = next(_faults(dict(COMMANDS[command][1]()), rest), None)
    return None if found is None else f"{command}: {found}; see `pm-lint {command} --help`"


def _faults(arguments: Mapping[str, dict[str, Any]], words: Sequence[str]) -> Iterator[str]:
    options = {name: told for name, told in arguments.items() if name.startswith("-")}
    missing = {name for name, told in options.items() if told.get("required")}
    unnamed: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            unnamed += rest
            break
        if not word.startswith("-") or word == "-":
            unnamed.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in options:
            yield f"there is no option {name}{hint(name, tuple(options), every=False)}"
            continue
        missing.discard(name)
        told = options[name]
        if told.get("action") == "store_true":
            if equals:
                yield f"{name} has no value: leave out ={value}"
            continue
        if not equals:
            if rest and (rest[0] == "-" or not rest[0].startswith("-")):
                value = rest.pop(0)
            elif "nargs" not in told:
                yield f"{name} needs a value: {_wanted(told)}"
                continue
            else:
                continue
        yield from _unfit(name, told, value)
    for name in missing:
        yield f"{name} {_wanted(options[name])} is missing"
    yield from _faults_of_row(arguments, unnamed)


def _faults_of_row(arguments: Mapping[str, dict[str, Any]], words: Sequence[str]) -> Iterator[str]:
    """Of the argument that is not named."""
    told = next((told for name, told in arguments.items() if not name.startswith("-")), None)
    if told is None:
        if words:
            yield f"{words[0]!r} is too much: nothing but options is expected"
        return
    wanted = str(told["metavar"])
    for word in words:
        yield from _unfit(wanted, told, word)
    if len(words) > 1 and told.get("nargs") != "*":
        yield f"{words[1]!r} is too much: one {wanted} is expected (put quotes around one of several words)"
    if not words and "nargs" not in told:
        yield f"{wanted} is missing: {told['help']}"


def _unfit(name: str, told: Mapping[str, Any], word: str) -> Iterator[str]:
    try:
        value = told["type"](word) if "type" in told else word
    except UnfitError as error:
        yield f"{name}: {error}"
        return
    except ValueError:
        value = word
    known = told.get("choices")
    if known and value not in known:
        yield f"{name}: there is no {word!r}{hint(word, tuple(map(str, known)))}"


def _wanted(told: Mapping[str, Any]) -> str:
    if "choices" in told:
        return f"one of {', '.join(map(str, told['choices']))}"
    return str(told["metavar"])
