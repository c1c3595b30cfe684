"""Documents in, findings out, in the short forms that the tables of cases are written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pm_lint.config import Config
from pm_lint.finding import CalendarPolicy, Edit, Finding, Known, Span
from pm_lint.linter import Checked, Linter
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.template import read_template
from pm_lint.record import replace
from pm_lint.shared_calendar import read_calendar

#: No template: roles come from section names, and nothing is required.
EMPTY = Schema("example", None, False, (), (), frozenset(), frozenset())
TODAY = date(2022, 1, 31)


def linter(
    template: str | None = None,
    *,
    today: date = TODAY,
    country: str | None = None,
    config: Config | None = None,
    act: int | None = None,
    known: Known | None = None,
    calendar: str | None = None,
) -> Linter:
    """A linter for a template's text; None: for none. ``calendar`` is the shared calendar's text."""
    config = config or Config()
    if country:
        config = replace(config, calendar=CalendarPolicy(country))
    events = read_calendar(calendar) if calendar else None
    shared = (lambda: events) if events else None
    made = Linter.of(config, None, today=today, act=act, known=known, shared_calendar=shared)
    return replace(made, schema=EMPTY if template is None else read_template(template, "example"))


def check(
    document: str,
    template: str | None = None,
    *,
    file: str = "example.md",
    today: date = TODAY,
    country: str | None = None,
    config: Config | None = None,
    act: int | None = None,
    known: Known | None = None,
    calendar: str | None = None,
) -> Checked:
    """A document checked with all rules at their defaults."""
    made = linter(template, today=today, country=country, config=config, act=act, known=known, calendar=calendar)
    return made.check(file, document.encode())


def brief(finding: Finding) -> str:
    """Rule, severity and range: "PM403 warning 5:3–5:12", "PM101 error 9:1" for an empty range."""
    span = finding.span
    end = "" if span.start == span.end else f"–{span.end_line}:{span.end_column}"
    return f"{finding.rule} {finding.level.label} {span.line}:{span.column}{end}"


def briefs(checked: Checked) -> list[str]:
    """All findings of a document, in the form of ``brief``."""
    return [brief(finding) for finding in checked.findings]


def only(checked: Checked, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in checked.findings if finding.rule == rule]


def slice_of(source: str, span: Span) -> str:
    """The text of a range."""
    start, end = (_offset(source, place) for place in (span.start, span.end))
    return source[start:end]


def apply(source: str, edits: tuple[Edit, ...]) -> str:
    """The source with these edits applied; they must not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        source = source[: _offset(source, edit.span.start)] + edit.text + source[_offset(source, edit.span.end) :]
    return source


def _offset(source: str, place: tuple[int, int]) -> int:
    lines = source.split("\n")
    line, column = place
    assert 1 <= line <= len(lines), f"line {line} of {len(lines)}"
    assert 1 <= column <= len(lines[line - 1]) + 1, f"column {column} of line {line}: {lines[line - 1]!r}"
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


def assert_fixed(document: str, finding: Finding, template: str | None = None, **how: object) -> str:
    """Apply a finding's fix: the finding is gone, and no error is new. The mended document."""
    assert finding.fix, finding
    mended = apply(document, finding.fix.edits)
    options: Mapping[str, object] = how
    before, after = (check(text, template, **options) for text in (document, mended))  # type: ignore[arg-type]
    same = [f for f in after.findings if (f.rule, f.key) == (finding.rule, finding.key)]
    was = [f for f in before.findings if (f.rule, f.key) == (finding.rule, finding.key)]
    assert len(same) == len(was) - 1, (mended, same)
    errors = {(f.rule, f.key) for f in before.findings if f.level.label == "error"}
    new = {(f.rule, f.key) for f in after.findings if f.level.label == "error"} - errors
    assert not new, (mended, new)
    return mended
