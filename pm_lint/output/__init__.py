"""Findings in, text out: one module for each format, imported only when it is used.

A format says two things: what is printed of one document, and how such texts are joined. So a document's findings are
forgotten as soon as its texts are made, in another process perhaps, and these can be kept until the document changes. A
run may print several formats: a document is judged once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module

from pm_lint.finding import Severity
from pm_lint.look import PLAIN, Look
from pm_lint.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from pm_lint.finding import Finding
    from pm_lint.linter import Checked

#: For people first, then for programs.
FORMATS = ("text", "concise", "markdown", "json", "sarif", "rdjson", "junit", "github")


class Form(NamedTuple):
    """A format that is asked for, with all that its text depends on besides the findings: plain values."""

    #: One of ``FORMATS``, or ``statistics``.
    name: str
    #: The least level that fails a run; None: nothing does.
    fail_on: Severity | None = Severity.ERROR
    #: What stands before each path where a program looks for the file: "" or, say, "docs/".
    base: str = ""
    #: Of text for people.
    look: Look = PLAIN


class Tally(NamedTuple):
    """How often one rule is broken in a document."""

    rule: str
    name: str
    findings: int
    #: How many of its findings have a safe fix, and how many one that is not.
    safe: int
    unsafe: int


class Piece(NamedTuple):
    """What the output needs of one document: plain values."""

    path: str
    #: As each form that is asked for has it.
    texts: tuple[str, ...]
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
    #: Each a `Tally`, as plain values: a rule's, in the order of the rules.
    counted: tuple[tuple[str, str, int, int, int], ...]

    @property
    def tallies(self) -> list[Tally]:
        """How often each rule is broken."""
        return [Tally(*values) for values in self.counted]

    @property
    def worst(self) -> Severity | None:
        """The level of its gravest finding."""
        counts = {Severity.ERROR: self.errors, Severity.WARNING: self.warnings, Severity.NOTICE: self.notices}
        return next((level for level, count in counts.items() if count), None)

    @property
    def text(self) -> str:
        """Its text, where it was made for one form."""
        [text] = self.texts
        return text


class Entry(NamedTuple):
    """What was said of a document; ``digest`` is that of its content, None where it could not be read."""

    digest: bytes | None
    piece: Piece


def piece(forms: Sequence[Form], checked: Checked) -> Piece:
    """One document in these forms."""
    levels = [finding.level for finding in checked.findings]
    return Piece(
        checked.path,
        tuple(_module(form.name).piece(checked, form) for form in forms),
        levels.count(Severity.ERROR),
        levels.count(Severity.WARNING),
        levels.count(Severity.NOTICE),
        checked.suppressed,
        checked.baselined,
        checked.mended,
        checked.template,
        tuple(_counted(checked.findings)),
    )


def _counted(findings: Sequence[Finding]) -> Iterator[tuple[str, str, int, int, int]]:
    counts: dict[tuple[str, str], list[int]] = {}
    for finding in findings:
        count = counts.setdefault((finding.rule, finding.name), [0, 0, 0])
        count[0] += 1
        if finding.fix:
            count[1 if finding.fix.safe else 2] += 1
    for (rule, name), (found, safe, unsafe) in sorted(counts.items()):
        yield rule, name, found, safe, unsafe


def joined(forms: Sequence[Form], pieces: Iterable[Piece]) -> list[Sequence[str]]:
    """For each of the forms that the pieces were made for, its output of all documents: in parts that end anywhere;
    the whole ends in a line break, or is nothing."""
    pieces = sorted(pieces, key=lambda piece: piece.path)
    return [
        _module(form.name).joined([piece._replace(texts=piece.texts[at : at + 1]) for piece in pieces], form)
        for at, form in enumerate(forms)
    ]


def render(format: str, results: Iterable[Checked], look: Look = PLAIN) -> str:
    """The findings of all documents in one of ``FORMATS``."""
    forms = [Form(format, look=look)]
    return "".join(joined(forms, [piece(forms, checked) for checked in results])[0])


def _module(format: str) -> ModuleType:
    if format not in (*FORMATS, "statistics"):
        raise ValueError(f"unknown format {format!r}: one of {', '.join(FORMATS)}")
    return import_module(f"pm_lint.output.{format}")
