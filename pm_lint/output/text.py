"""Findings for people: rule and message, place, the source with the range underlined, what to do, the fix as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import position
from pm_lint.home import rule_page
from pm_lint.output.cells import wrapped
from pm_lint.output.counting import count_line, fits_line, fixable_line
from pm_lint.output.escape import visible
from pm_lint.output.lines import Line, drawn
from pm_lint.output.snippet import diff, excerpt, gutter_of

if TYPE_CHECKING:
    from pm_lint.finding import Finding, Fix
    from pm_lint.linter import Checked
    from pm_lint.output import Form, Piece


#: A document's findings beyond so many are said without source, help and fix: nobody reads these to the end.
_IN_FULL = 1_000


def piece(checked: Checked, form: Form) -> str:
    source = checked.source.split("\n") if checked.findings else []
    return drawn(_lines(sorted(checked.findings, key=position), source, form.look.width), form.look)


def joined(pieces: Sequence[Piece], form: Form) -> list[str]:
    return [*(piece.text for piece in pieces), drawn(last_lines(pieces, form.look.width), form.look)]


def last_lines(pieces: Sequence[Piece], width: int | None) -> Iterator[Line]:
    """What is counted: findings and documents, fixes, and which templates documents fit."""
    yield from (((text, "count"),) for text in _wrapped(count_line(pieces), width))
    for line in (fixable_line(pieces), fits_line(piece.template for piece in pieces)):
        if line:
            yield from (((text, ""),) for text in _wrapped(f"{line}.", width))


def _lines(findings: Sequence[Finding], source: Sequence[str], width: int | None) -> Iterator[Line]:
    """The lines of a document's findings; what was shown just before of the same place is not shown again."""
    before = None
    for number, finding in enumerate(findings):
        gutter = gutter_of(source, finding.span)
        yield from _head(finding, gutter, width)
        if number < _IN_FULL:
            if before is None or before.span != finding.span:
                yield from excerpt(source, finding.span, finding.level.label, width)
            if finding.help and (before is None or (before.span, before.help) != (finding.span, finding.help)):
                yield from _hint(gutter, "help", finding.help, width)
            if finding.fix:
                yield from _fix(gutter, source, finding.fix, width)
        yield ()
        before = finding


def _head(finding: Finding, gutter: int, width: int | None) -> Iterator[Line]:
    """Severity, rule and message, and the place, which terminals and editors know as one to go to."""
    level, rule, name = finding.level.label, finding.rule, f"{finding.name}:"
    page = rule_page(rule, finding.name)
    first, *rest = finding.message.strip().split("\n")
    said, *more = _wrapped(first, width, len(f"{level} {rule} {name} "), hanging=2)
    yield (f"{level} ", level), (rule, level, page), (f" {name} ", "name"), (said, "message")
    yield from (((f"  {text}", "message"),) for text in more)
    yield from (((f"  {text}", ""),) for line in rest for text in _wrapped(line, width, 2, hanging=2))
    where = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    yield ((f"{'':{gutter}}--> ", "gutter"), (where, ""))


def _hint(gutter: int, role: str, text: str, width: int | None, title: str = "") -> Iterator[Line]:
    """A hint below the source, by its title."""
    title = f"{title or role}: "
    first, *rest = text.strip().split("\n")
    indent = gutter + 3 + len(title)
    said, *more = _wrapped(first, width, indent, hanging=indent)
    yield ((f"{'':{gutter}} = ", "gutter"), (title, role), (said, ""))
    more += [part for line in rest for part in _wrapped(line, width, indent, hanging=indent)]
    yield from (((f"{'':{indent}}{text}", ""),) for text in more)


def _fix(gutter: int, source: Sequence[str], fix: Fix, width: int | None) -> Iterator[Line]:
    yield from _hint(gutter, "fix", fix.title, width, "fix" if fix.safe else "unsafe fix")
    yield from (((f"{'':{gutter}} ", ""), *line) for line in diff(source, fix.edits, width and width - gutter - 1))


def _wrapped(text: str, width: int | None, used: int = 0, *, hanging: int = 0) -> Iterator[str]:
    """A line in lines that fit beside ``hanging`` columns, the first one beside ``used``; all of it without a width."""
    return iter((text,)) if width is None else wrapped(visible(text), width - hanging, used - hanging)
