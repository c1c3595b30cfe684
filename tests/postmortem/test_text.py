"""Small readings of plain text."""

from __future__ import annotations

import pytest

from pm_lint.postmortem.text import normalise, nothing, sentences, undecided, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How’d  We\nDo?", "how'd we do"),
        ("*What* Went Well:", "what* went well"),
        ("“Impact” – all", '"impact" - all'),
        ("", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It took 1.5 s, i.e. long. Yes", ["It took 1.5 s, i.e. long.", "Yes"]),
        ("He said “no.” Then left", ["He said “no.”", "Then left"]),
        ("  a  ", ["a"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("None", ""),
        ("N/A.", ""),
        ("None: all is well", "all is well"),
        ("Not applicable (no customers)", "no customers"),
        ("No action items needed", ""),
        ("None of the servers answered", None),
        ("Nothing happened at first", None),
        ("Nonetheless", None),
    ],
)
def test_nothing(text: str, reason: str | None) -> None:
    assert nothing(text) == reason


def test_words() -> None:
    assert word_count("one – two, 3 ...") == 3
    assert undecided("TBD.")
    assert undecided("")
    assert not undecided("Alice")
