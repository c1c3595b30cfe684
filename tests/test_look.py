"""When text is coloured, when it has hyperlinks, and how wide it is."""

from __future__ import annotations

import fcntl
import io
import os
import struct
import termios
from collections.abc import Mapping

import pytest

from pm_lint.look import PLAIN, has_colours, look_of, looks, shows_links

TTY = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("choice", "environment", "on_terminal", "elsewhere"),
    [
        ("auto", TTY, True, False),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"TERM": "dumb", "TERM_PROGRAM": "vscode"}, False, False),
        # of Windows
        ("auto", {"WT_SESSION": "1"}, True, False),
        ("auto", {**TTY, "NO_COLOR": "1"}, False, False),
        ("auto", {**TTY, "NO_COLOR": "0"}, False, False),
        ("auto", {**TTY, "NO_COLOR": ""}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {**TTY, "FORCE_COLOR": "0"}, False, False),
        ("auto", {**TTY, "FORCE_COLOR": ""}, True, False),
        ("auto", {**TTY, "FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {**TTY, "CLICOLOR": "0"}, False, False),
        ("auto", {**TTY, "CLICOLOR": "1"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, True, True),
        ("auto", {**TTY, "CLICOLOR_FORCE": "0"}, True, False),
        # their logs show colours, but a pipe in a step looks the same
        ("auto", {"CI": "true", "GITHUB_ACTIONS": "true"}, False, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {**TTY, "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
    ],
)
def test_colours(choice: str, environment: Mapping[str, str], on_terminal: bool, elsewhere: bool) -> None:
    assert has_colours(choice, environment, terminal=True) is on_terminal
    assert has_colours(choice, environment, terminal=False) is elsewhere


@pytest.mark.parametrize(
    ("environment", "linking"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"WT_SESSION": ""}, False),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"VTE_VERSION": "\u0661\u0661\u0661\u0661\u0661"}, False),
        ({"VTE_VERSION": "9" * 5000}, False),
        ({}, False),
    ],
)
def test_links(environment: Mapping[str, str], linking: bool) -> None:
    assert shows_links(environment) is linking


class Terminal(io.StringIO):
    """One whose size is that of no device."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("said", "width"),
    [
        ("100", 100), ("20", 40), ("9999", 120), ("0", 80), ("", 80), ("x", 80), ("-3", 80), ("9" * 5000, 80),
    ],
)  # fmt: skip
def test_width(said: str, width: int) -> None:
    assert look_of(Terminal(), "auto", {"COLUMNS": said}).width == width
    assert look_of(io.StringIO(), "always", {"COLUMNS": said}).width is None


def test_links_are_for_terminals_and_colours() -> None:
    environment = {**TTY, "WT_SESSION": "1"}
    assert look_of(Terminal(), "auto", environment).links
    assert not look_of(Terminal(), "never", environment).links
    assert not look_of(io.StringIO(), "always", environment).links


def test_nothing_is_known_of_a_stream_that_is_closed() -> None:
    closed = io.StringIO()
    closed.close()
    for stream in (None, closed):
        assert repr(look_of(stream, "auto", TTY)) == repr(PLAIN)


def test_looks_differ_by_what_is_seen_alone() -> None:
    """A record of an answer is looked for by them."""
    seen = {
        looks(stream, environment)
        for stream in (io.StringIO(), Terminal())
        for environment in ({}, TTY, {**TTY, "NO_COLOR": "1"}, {**TTY, "COLUMNS": "60"}, {**TTY, "WT_SESSION": "1"})
    }
    # a pipe; a dumb terminal; one with colours; with none (as a dumb one); narrow; with links
    assert len(seen) == 5
    assert looks(io.StringIO(), {**TTY, "WT_SESSION": "a"}) == looks(io.StringIO(), {"VTE_VERSION": "7600"})
    assert looks(Terminal(), {**TTY, "WT_SESSION": "a"}) == looks(Terminal(), {**TTY, "WT_SESSION": "b"})


def test_the_width_of_a_terminal() -> None:
    ours, theirs = os.openpty()
    with open(theirs, "w", encoding="utf-8") as stream:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 72, 0, 0))
        assert look_of(stream, "auto", {}).width == 72
        assert look_of(stream, "auto", {"COLUMNS": "50"}).width == 50
    os.close(ours)
