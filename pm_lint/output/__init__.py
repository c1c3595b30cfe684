"""Findings in, text out: one module for each format, imported only when it is used.

A format says two things: what is printed of one document, and how such texts are joined. So a document's findings are
forgotten as soon as its text is made, in another process perhaps, and the text can be kept until the document changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module

from pm_lint.finding import Severity
from pm_lint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from pm_lint.linter import Checked

FORMATS = ("text", "concise", "json", "github")


class Piece(NamedTuple):
    """What the output needs of one document: plain values."""

    path: str
    #: As its format prints it.
    text: str
    #: How many findings of each level, the gravest first.
    errors: int
    warnings: int
    notices: int
    suppressed: int
    baselined: int
    #: How many findings the baseline counts that are there no more.
    mended: int
    #: Which bundled template it fits, "" for none; None where none was looked for.
    template: str | None

    @property
    def worst(self) -> Severity | None:
        """The level of its gravest finding."""
        counts = {Severity.ERROR: self.errors, Severity.WARNING: self.warnings, Severity.NOTICE: self.notices}
        return next((level for level, count in counts.items() if count), None)


class Entry(NamedTuple):
    """What was said of a document; ``digest`` is that of its content, None where it could not be read."""

    digest: bytes | None
    piece: Piece


def piece(format: str, checked: Checked) -> Piece:
    """One document in one of ``FORMATS``."""
    levels = [finding.level for finding in checked.findings]
    return Piece(
        checked.path,
        _module(format).piece(checked),
        levels.count(Severity.ERROR),
        levels.count(Severity.WARNING),
        levels.count(Severity.NOTICE),
        checked.suppressed,
        checked.baselined,
        checked.mended,
        checked.template,
    )


def joined(format: str, pieces: Iterable[Piece]) -> Sequence[str]:
    """The output for all documents, in parts that end anywhere; the whole ends in a line break, or is nothing."""
    parts: Sequence[str] = _module(format).joined(sorted(pieces, key=lambda piece: piece.path))
    return parts


def render(format: str, results: Iterable[Checked]) -> str:
    """The findings of all documents in one of ``FORMATS``."""
    return "".join(joined(format, [piece(format, checked) for checked in results]))


def _module(format: str) -> ModuleType:
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: one of {', '.join(FORMATS)}")
    return import_module(f"pm_lint.output.{format}")
