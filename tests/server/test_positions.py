"""Lines and columns of ours, and places of the protocol, in every encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_lint.finding import Span
from pm_lint.server.positions import Place, Positions

FIRE = "a\U0001f525b\tcé"


@pytest.mark.parametrize(
    ("text", "ours", "encoding", "theirs"),
    [
        ("abc", (1, 1), "utf-16", (0, 0)),
        ("abc\ndef", (2, 3), "utf-16", (1, 2)),
        (FIRE, (1, 2), "utf-16", (0, 1)),
        (FIRE, (1, 3), "utf-16", (0, 3)),  # two units before it
        (FIRE, (1, 3), "utf-8", (0, 5)),
        (FIRE, (1, 3), "utf-32", (0, 2)),
        (FIRE, (1, 5), "utf-16", (0, 5)),  # a tab is one
        (FIRE, (1, 7), "utf-8", (0, 10)),
        (FIRE, (1, 3), "utf-64", (0, 3)),  # an unknown one is the protocol's own
        ("x\n" + FIRE, (2, 3), "utf-16", (1, 3)),
        ("ab\r\ncd\r\n", (1, 3), "utf-16", (0, 2)),
        ("ab\r\ncd\r\n", (1, 4), "utf-16", (0, 2)),  # never between \r and \n
        ("ab\r\ncd\r\n", (2, 1), "utf-16", (1, 0)),
        ("ab\rcd\nef", (1, 4), "utf-16", (1, 0)),  # a line of theirs ends where ours goes on
        ("ab\rcd\nef", (2, 1), "utf-16", (2, 0)),
        ("a\x0cb\u2028c\nd", (1, 6), "utf-16", (0, 5)),  # these end no line
        ("\ufeffab\ncd", (1, 1), "utf-16", (0, 1)),
        ("\ufeffab\ncd", (2, 1), "utf-16", (1, 0)),
        ("\ufeffab", (1, 2), "utf-8", (0, 4)),
        ("ab\ncd", (3, 1), "utf-16", (1, 2)),  # past the end
        ("ab\ncd", (1, 99), "utf-16", (0, 2)),
        ("", (1, 1), "utf-16", (0, 0)),
        ("a\n", (2, 1), "utf-16", (1, 0)),
    ],
)
def test_a_place(text: str, ours: tuple[int, int], encoding: str, theirs: Place) -> None:
    assert Positions(text, encoding).place(*ours) == theirs


def test_a_range() -> None:
    assert Positions(f"# {FIRE}\n", "utf-16").range(Span(1, 3, 1, 5)) == ((0, 2), (0, 5))


@given(
    st.text(alphabet="ab\r\n\té\U0001f525\u2028\x0c", max_size=40).map(lambda text: "\ufeff" * (len(text) % 2) + text),
    st.sampled_from(("utf-8", "utf-16", "utf-32")),
)
def test_every_place_of_the_text_is_where_the_protocol_has_it(text: str, encoding: str) -> None:
    """Against another reading: the text up to there, and what of it stands on its last line."""
    positions = Positions(text, encoding)
    body = text.removeprefix("\ufeff")
    unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    for number, line in enumerate(body.split("\n"), 1):
        for column in range(1, len(line.removesuffix("\r")) + 2):
            end = sum(len(one) + 1 for one in body.split("\n")[: number - 1]) + column - 1
            before = text[: len(text) - len(body) + end].replace("\r\n", "\n").replace("\r", "\n").split("\n")
            if text[len(text) - len(body) + end - 1 :][:2] == "\r\n":
                continue
            codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
            expected = len(before) - 1, len(before[-1].encode(codec)) // unit
            assert positions.place(number, column) == expected
