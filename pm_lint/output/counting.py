"""Findings sorted and counted, and words that agree with their numbers: what every format needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import Finding, Severity, position

if TYPE_CHECKING:
    from pm_lint.linter import Checked

#: From the gravest down.
LEVELS = tuple(sorted(Severity, reverse=True))


def findings_of(results: Iterable[Checked]) -> list[Finding]:
    """The findings of all documents, in the order that every format has."""
    return sorted((finding for checked in results for finding in checked.findings), key=position)


def by_level(findings: Iterable[Finding]) -> Mapping[Severity, list[Finding]]:
    """The findings of each level, gravest level first; empty levels are there too."""
    levels: dict[Severity, list[Finding]] = {level: [] for level in LEVELS}
    for finding in findings:
        levels[finding.level].append(finding)
    return levels


def plural(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def levels_line(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``; levels without findings are left out."""
    levels = by_level(findings)
    return ", ".join(plural(len(found), level.label) for level, found in levels.items() if found)


def count_line(results: Sequence[Checked], findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning in 3 files``; what comments suppressed is said, and what the baseline held back."""
    suppressed = sum(checked.suppressed for checked in results)
    baselined = sum(checked.baselined for checked in results)
    counts = levels_line(findings) or "No findings"
    parts = [
        f"{number} {how}" for number, how in ((suppressed, "suppressed"), (baselined, "in the baseline")) if number
    ]
    held_back = f" ({', '.join(parts)})" if parts else ""
    return f"{counts} in {plural(len(results), 'file')}{held_back}."


def fits_line(results: Iterable[Checked]) -> str:
    """``Template auto: srebook for 3 documents, none for 12``; "" where no template was looked for."""
    fits = [checked.fit for checked in results if checked.fit]
    found = Counter(fit.schema.name for fit in fits)
    parts = [(name, number) for name, number in sorted(found.items()) if name]
    if none := found[""]:
        parts.append(("none", none))
    words = [f"{name} for {number if at else plural(number, 'document')}" for at, (name, number) in enumerate(parts)]
    return f"Template auto: {', '.join(words)}" if words else ""
