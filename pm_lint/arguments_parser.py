"""argparse's parser of the command line: it writes the help. What is wrong is said in one sentence of our own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from pm_lint import __version__
from pm_lint.arguments import COMMANDS, UnfitError, given
from pm_lint.writing import write

_CODES = """\
exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or configuration, 3 GitHub refused or could not be
reached, 4 an error of ours, 130 interrupted"""


class RefusedError(Exception):
    """The command line is wrong; the message is argparse's."""


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; the chosen command's name is ``command``. It raises RefusedError."""
    top = _Parser(
        prog="pm-lint",
        description="Lint incident postmortems, and turn their action items into issues.",
        epilog=_CODES,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"pm-lint {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, prog=top.prog)
    for name, (help, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=help, description=help, epilog=_CODES, allow_abbrev=False)
        for argument, told in arguments():
            command.add_argument(argument, **({**told, "type": _reader(told["type"])} if "type" in told else told))
        command.set_defaults(**given(name))
    return top


def _reader(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, but argparse repeats what it says of a value."""

    def reader(text: str) -> Any:
        try:
            return read(text)
        except UnfitError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    reader.__name__ = read.__name__  # it is named where nothing else is said
    return reader


class _Parser(argparse.ArgumentParser):
    """Prints like all else does, and leaves what is wrong to whoever asked."""

    def error(self, message: str) -> NoReturn:
        raise RefusedError(f"{message}; see `{self.prog} --help`")

    def _print_message(self, message: str, file: object = None) -> None:
        if message:
            write(message, None)
