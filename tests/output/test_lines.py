"""One description of the lines of text, drawn in two ways that say the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.look import PLAIN, Look
from pm_lint.output import render
from pm_lint.output.colour import STYLES
from pm_lint.output.escape import terminal
from pm_lint.output.lines import Part, drawn
from tests.output.samples import LATE, MISSING, OWNERS, checked

#: The control sequences that we print: styles, and links to the pages of rules.
SEQUENCES = re.compile(
    r"\x1b\[[0-9;]*m|\x1b\]8;;(?:https://github\.com/OWNER/pm-lint/blob/main/docs/rules\.md#[\w-]+)?\x1b\\"
)
COLOURED = Look(colours=True, links=True)
PIECES = st.sampled_from(
    ["::", ":", "##[", "#", "[", "\\", " ", "\t", "\x1b[31m", "\u034f", "\u202e", "数", "x", "\ud800", "[red]"]
)
PARTS = st.tuples(st.lists(PIECES, max_size=4).map("".join), st.sampled_from(["", *STYLES]))


@given(st.lists(PARTS, max_size=6).map(tuple))
def test_parts_are_escaped_as_the_whole_line(line: tuple[Part, ...]) -> None:
    whole = terminal("".join(text for text, *_ in line)).rstrip()
    assert drawn([line], PLAIN) == f"{whole}\n"
    assert SEQUENCES.sub("", drawn([line], COLOURED)) == f"{whole}\n"


@pytest.mark.parametrize("format", ["text", "concise", "statistics"])
@pytest.mark.parametrize("width", [None, 40, 80, 120])
def test_colours_change_no_word(format: str, width: int | None) -> None:
    results = [checked(MISSING, LATE, OWNERS)]
    plain, coloured = (render(format, results, Look(colours, colours, width)) for colours in (False, True))
    assert "\x1b" not in plain
    assert SEQUENCES.sub("", coloured) == plain != coloured


def test_coloured() -> None:
    line = (("error", "error"), (" ", ""), ("PM1", "notice", "https://x.example/#y"), ("  ", "added"))
    assert drawn([line], COLOURED) == (
        "\x1b[1;91merror\x1b[0m \x1b]8;;https://x.example/#y\x1b\\\x1b[1;36mPM1\x1b[0m\x1b]8;;\x1b\\\n"
    )
    assert drawn([line, ()], Look(colours=True)) == "\x1b[1;91merror\x1b[0m \x1b[1;36mPM1\x1b[0m\n\n"


@pytest.mark.parametrize("link", ["https://x.example/\x1b\\", "https://x.example/\x07", "https://x.example/\u202e"])
def test_an_address_that_could_end_early_is_no_link(link: str) -> None:
    assert drawn([(("PM1", "", link),)], COLOURED) == "PM1\n"


def test_markup_of_a_library_is_text() -> None:
    assert drawn([(("[bold red]x[/] [link=https://evil.example]y[/link]", ""),)], COLOURED) == (
        "[bold red]x[/] [link=https://evil.example]y[/link]\n"
    )


def test_two_runs_give_the_same() -> None:
    results = [checked(MISSING, LATE, OWNERS)]
    assert render("text", results, COLOURED) == render("text", results, COLOURED)
