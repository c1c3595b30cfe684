"""Findings in the words of the protocol."""

from __future__ import annotations

import pytest
from lsprotocol import types

from pm_lint.finding import Edit, Finding, Severity, Span
from pm_lint.server import convert
from pm_lint.server.positions import Positions


def at(*places: int) -> types.Range:
    return types.Range(types.Position(*places[:2]), types.Position(*places[2:]))


def finding(severity: Severity = Severity.ERROR, message: str = "It is wrong.", help: str | None = None) -> Finding:
    return Finding(Span(1, 3, 1, 4), message, "key", severity, help, rule="PM304", name="meeting-late")


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        (Severity.ERROR, types.DiagnosticSeverity.Error),
        (Severity.WARNING, types.DiagnosticSeverity.Warning),
        (Severity.NOTICE, types.DiagnosticSeverity.Information),
    ],
)
def test_a_diagnostic(severity: Severity, expected: types.DiagnosticSeverity) -> None:
    made = convert.diagnostic(finding(severity, help="Do this."), Positions("\U0001f525 x", "utf-16"))
    assert (made.severity, made.message, made.range) == (expected, "It is wrong.\nDo this.", at(0, 3, 0, 4))


def test_of_very_many_the_gravest() -> None:
    findings = [finding(Severity.NOTICE)] * convert.MOST + [finding(message="Grave.")] * 2
    said, *shown = convert.diagnostics(findings, Positions("", "utf-16"))
    assert said.message == "2 more findings are not shown: `pm-lint check` lists them all."
    assert [one.message for one in shown[:3]] == ["Grave.", "Grave.", "It is wrong."]
    assert len(shown) == convert.MOST
    assert len(convert.diagnostics(findings[:-2], Positions("", "utf-16"))) == convert.MOST


@pytest.mark.parametrize(
    ("text", "expected"),
    [("one\ntwo", "x\ny\n"), ("one\r\ntwo\n", "x\r\ny\r\n"), ("one", "x\ny\n"), ("\none\r\n", "x\ny\n")],
)
def test_edits_end_lines_as_the_text_does(text: str, expected: str) -> None:
    edits = [Edit(Span.at(1), "x\r\ny\n")]
    assert convert.text_edits(edits, Positions(text, "utf-8"), text) == [types.TextEdit(at(0, 0, 0, 0), expected)]


@pytest.mark.parametrize(
    ("span", "range", "expected"),
    [
        (Span(1, 3, 1, 5), at(0, 3, 0, 3), True),
        (Span(1, 3, 1, 5), at(0, 2, 0, 2), True),
        (Span(1, 3, 1, 5), at(0, 4, 0, 9), True),
        (Span(1, 3, 1, 5), at(0, 5, 0, 9), False),
        (Span(1, 3, 1, 5), at(0, 0, 0, 1), False),
        (Span.at(2), at(1, 0, 1, 0), True),
        (Span.at(2), at(0, 0, 0, 5), False),
        (Span(1, 1, 2, 1), at(0, 4, 0, 4), True),
    ],
)
def test_what_a_range_touches(span: Span, range: types.Range, expected: bool) -> None:
    assert convert.touched(span, range, Positions("abcdefgh\nij", "utf-16")) == expected


def test_what_is_quoted_is_no_markdown() -> None:
    said = ["by Fri, for ![x](https://e.example/a_b) <b>`c`</b>"]
    assert convert.told(said, markdown=False) == said[0]
    quoted = r"by Fri, for \!\[x\](https://e.example/a\_b) \<b\>\`c\`\</b\>"
    assert convert.told(said, markdown=True) == quoted


@pytest.mark.parametrize(
    ("sentence", "place"),
    [("a: not valid TOML: x (at line 3, column 5)", (2, 4)), ("a: x", (0, 0)), ("x (at end of document)", (0, 0))],
)
def test_where_a_configuration_is_broken(sentence: str, place: tuple[int, int]) -> None:
    assert convert.broken(sentence).range == at(*place, *place)


@pytest.mark.parametrize(("name", "expected"), [("a-b.md", "a-b.md"), ("a[1]{2}*.md", "a?1??2??.md"), ("ä b", "ä b")])
def test_the_glob_of_a_name(name: str, expected: str) -> None:
    assert convert.glob(name) == expected
