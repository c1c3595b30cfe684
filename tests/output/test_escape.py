"""Every sink's one escape function."""

from __future__ import annotations

import pytest

from pm_lint.output.escape import command_data, command_property, delimiter, json_text, output_file, terminal, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “text” 数据 é́ 👩", "plain – “text” 数据 é́ 👩"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m\x07\x08\x7f\x00", r"\x9b31m\x07\x08\x7f\x00"),
        ("a\tb\rc\nd", r"a\tb\rc\nd"),
        ("\x0b\x0c\x85\u2028\u2029", r"\x0b\x0c\x85\u2028\u2029"),
        ("\u202eevil\u2066\u200b\u200d\ufeff\u00ad", r"\u202eevil\u2066\u200b\u200d\ufeff\xad"),
        ("\U000e0041\U000e0100\U000e0fff", r"\U000e0041\U000e0100\U000e0fff"),
        ("\udcff\ud800", r"\udcff\ud800"),
        ("a\u3164b", r"a\u3164b"),
        ("\u034f\u180d\x00", r"\u034f\u180d\x00"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", r":\:error::x"),
        ("  \u00a0\u3000::error::x", "  \u00a0\u3000:\\:error::x"),
        ("\t::error::x", r"\t::error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a::b", "a::b"),
        (":::x", r":\::x"),
        ("x ##[error]y ###[z", r"x ##\[error]y ###\[z"),
        ("a\n::error::x", r"a\n::error::x"),
        ("# [x]", "# [x]"),
    ],
)
def test_terminal(line: str, shown: str) -> None:
    assert terminal(line) == shown
    assert terminal(shown) == shown


@pytest.mark.parametrize(
    ("text", "data", "prop"),
    [
        ("50% of a, b: c", "50%25 of a, b: c", "50%25 of a%2C b%3A c"),
        ("a\nb\r\nc\rd", "a%0Ab%0Ac%0Ad", "a%0Ab%0Ac%0Ad"),
        ("%0A::error::", "%250A::error::", "%250A%3A%3Aerror%3A%3A"),
        ("\x1b##[x]\0", r"\x1b##\[x]\x00", r"\x1b##\[x]\x00"),
    ],
)
def test_commands(text: str, data: str, prop: str) -> None:
    assert command_data(text) == data
    assert command_property(text) == prop


def test_output_file() -> None:
    assert output_file("summary-url", "https://x", "END") == "summary-url<<END\nhttps://x\nEND\n"
    assert output_file("a", "x\r\ny\rz\n", "END") == "a<<END\nx\ny\nz\n\nEND\n"
    assert output_file("a", "\udcff\x00", "END") == "a<<END\n\\udcff\\x00\nEND\n"
    for name in ("", "a\nb", "a=b", "a<<b", "é"):
        with pytest.raises(ValueError, match="name of an output"):
            output_file(name, "x", "END")
    for bad in ("", "x"):
        with pytest.raises(ValueError, match="delimiter"):
            output_file("a", "x", bad)


def test_delimiters_are_random() -> None:
    assert len({delimiter("") for _ in range(50)}) == 50
    assert output_file("a", "b", delimiter("b"))


def test_json_text_keeps_the_value() -> None:
    import json

    text = json.dumps(['##[error]\\##[x]"##[', "\x7f"])
    assert json.loads(json_text(text)) == json.loads(text)
    assert "##[" not in json_text(text)
    assert "\x7f" not in json_text(text)
