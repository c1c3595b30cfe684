"""What a document, a message or a path contains is data, whatever the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from pm_lint.finding import Allowance, Edit, Fix, Severity, Span
from pm_lint.output import FORMATS, deadline, render, rules
from pm_lint.postmortem.reckoning import CountedDay
from pm_lint.postmortem.workdays import Deadline, Skipped
from pm_lint.record import replace
from tests.output.samples import checked, finding

ATTACKS = [
    "::error::x",
    "   ::error::x",
    "\t::error::x",
    "\u00a0\u3000::warning file=a::x",
    "::add-mask::x",
    "::stop-commands::x",
    "::set-output name=a::b",
    "x\n::error::x",
    "x\r::error::x",
    "x\r\n  ::error::x",
    "x\x0b::error::x",
    "x\x85::error::x",
    "x\u2028::error::x",
    "%0A::error::x",
    "%0D%0A##[error]x",
    "##[error]x",
    "x ##[add-mask]x",
    "##\u200b[error]",
    "####[[error]",
    ",title=x::y",
    "::",
    "\x1b[2J\x1b]0;x\x07",
    "\x9b31m",
    "a\x08\x7f",
    "\u202ex\u2066\u2069",
    "\u200b\u200d\ufeff\U000e0041",
    "a\x00b",
    "\ud800 \udcff",
    '"\\',
    "</script><img src=x>",
]


def assert_inert(text: str, own_commands: bool = False, spaces: str = "\u00a0\u3000") -> None:
    """No line is a command (but for our own), nothing is invisible but for some spaces, and it can be printed."""
    text.encode("utf-8")
    assert "##[" not in text
    for line in text.split("\n"):
        # what Python can't print is a control or a format character; spaces of other widths are no harm
        assert all(char.isprintable() or char in spaces for char in line), ascii(line)
        if not own_commands:
            assert not line.lstrip().startswith("::")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("format", FORMATS)
def test_findings(format: str, attack: str) -> None:
    source = f"{attack}\n\n{attack} tail\n" + "y" * 300 + attack + "z" * 300
    edits = (Edit(Span(3, 1, 3, 2), attack), Edit(Span(4, 301, 4, 302), f"\n{attack}\n"))
    last = source.count("\n") + 1
    findings = [
        finding(Span(1, 1, 3, 4), attack, name=attack, help=attack, fix=Fix(attack, edits), path=attack),
        finding(Span(last, 300, last, 305), f"a\n{attack}", severity=Severity.NOTICE, path=attack),
        finding(Span(last, 9999, last, 9999), attack, severity=Severity.NOTICE, path=attack),
    ]
    text = render(format, [checked(*findings, source=source, path=attack)])
    # in Markdown a space of no width is what breaks up mentions
    assert_inert(text, format == "github", "\u00a0\u3000\u200b" if format == "markdown" else "\u00a0\u3000")
    if format == "github":
        lines = text.removesuffix("\n").split("\n")
        assert [line[: line.index(" ")] for line in lines] == ["::error", "::notice", "::notice"]
        for line in lines:
            properties = line[2 : line.index("::", 2)].partition(" ")[2].split(",")
            assert {each.partition("=")[0] for each in properties} <= {
                "file",
                "line",
                "endLine",
                "col",
                "endColumn",
                "title",
            }
    elif format == "concise":
        assert text.count("\n") == 3
    elif format == "json":
        assert {each["path"] for each in json.loads(text)["findings"]} == {attack}


@dataclass(frozen=True)
class HostileGroup:
    name: str
    title: str


@dataclass(frozen=True)
class HostileRule:
    id: str
    name: str
    group: HostileGroup
    default: Severity | None
    doc: str
    summary: str
    fixable: bool


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_other_pages(attack: str) -> None:
    day = date(2021, 11, 22)
    reached = Deadline(day, Allowance(), day, (Skipped(day, attack, True),), (day,), attack)
    answer = deadline.Answer(reached, whose=attack, severity=attack)
    rule = HostileRule(attack, attack, HostileGroup(attack, attack), None, attack, attack, True)
    pages: list[Callable[[], str]] = [
        lambda: deadline.render_text(answer),
        lambda: deadline.render_text(replace(answer, days=(CountedDay(day, None, Skipped(day, attack, True)),))),
        lambda: deadline.render_json(answer),
        lambda: rules.render_list([rule]),
        lambda: rules.render_json([rule]),
        lambda: rules.render_page(rule),
    ]
    for page in pages:
        assert_inert(page())
