"""Findings sorted and counted, and words that agree with their numbers: what every format needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pm_lint.finding import Finding, Severity

if TYPE_CHECKING:
    from pm_lint.output import Piece

#: From the gravest down.
LEVELS = tuple(sorted(Severity, reverse=True))


def level_counts(pieces: Iterable[Piece]) -> dict[Severity, int]:
    """How many findings of each level the documents have, the gravest level first; levels without any are there too."""
    counts = dict.fromkeys(LEVELS, 0)
    for piece in pieces:
        for level, count in zip(LEVELS, (piece.errors, piece.warnings, piece.notices), strict=True):
            counts[level] += count
    return counts


def plural(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def levels_line(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``; levels without findings are left out."""
    found = Counter(finding.level for finding in findings)
    return counts_line({level: found[level] for level in LEVELS})


def counts_line(counts: Mapping[Severity, int]) -> str:
    """The same of the counts alone."""
    return ", ".join(plural(count, level.label) for level, count in counts.items() if count)


def count_line(pieces: Sequence[Piece]) -> str:
    """``2 errors, 1 warning in 3 files``; what comments suppressed is said, and what the baseline held back."""
    suppressed = sum(piece.suppressed for piece in pieces)
    baselined = sum(piece.baselined for piece in pieces)
    counts = counts_line(level_counts(pieces)) or "No findings"
    parts = [
        f"{number} {how}" for number, how in ((suppressed, "suppressed"), (baselined, "in the baseline")) if number
    ]
    held_back = f" ({', '.join(parts)})" if parts else ""
    return f"{counts} in {plural(len(pieces), 'file')}{held_back}."


def fixable_line(pieces: Iterable[Piece]) -> str:
    """``3 fixable with --fix, 1 more with --unsafe-fixes``; "" where nothing is."""
    safe = unsafe = 0
    for piece in pieces:
        for one in piece.tallies:
            safe += one.safe
            unsafe += one.unsafe
    return fixable(safe, unsafe)


def fixable(safe: int, unsafe: int) -> str:
    """The same of numbers of findings whose fixes are safe, and not."""
    parts = [f"{safe} fixable with --fix"] * bool(safe)
    if unsafe:
        parts.append(f"{unsafe} {'more with' if safe else 'fixable with --fix'} --unsafe-fixes")
    return ", ".join(parts)


def fits_line(templates: Iterable[str | None]) -> str:
    """``Template auto: srebook for 3 documents, none for 12``, of the templates that documents fit, "" for none.

    None stands for a document for which no template was looked for; "" is said where that is so for all of them.
    """
    found = Counter(name for name in templates if name is not None)
    parts = [(name, number) for name, number in sorted(found.items()) if name]
    if none := found[""]:
        parts.append(("none", none))
    words = [f"{name} for {number if at else plural(number, 'document')}" for at, (name, number) in enumerate(parts)]
    return f"Template auto: {', '.join(words)}" if words else ""
