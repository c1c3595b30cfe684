"""Fixes applied to a text until none is left, so that each leaves it better than it was. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pm_lint.edits import Draft, Origins, draft_of, edited, lies_in
from pm_lint.finding import Edit, Finding, Fix, Severity, Span
from pm_lint.record import NamedTuple, dataclass

#: A document is judged so many times at the most while it is mended: what is left then is left.
JUDGEMENTS = 100
#: The byte order mark.
MARK = "\ufeff"


class Judged(NamedTuple):
    """What is found in a text: all of it, and those findings that are shown and so may be mended."""

    findings: Sequence[Finding]
    shown: Sequence[Finding]


@dataclass(frozen=True)
class Fixed:
    """What came of a text. ``draft`` has its lines as they are now, and which lines of the old text they are.

    A byte order mark, which no position counts, is in none of the lines but in ``mark``.
    """

    mark: str
    draft: Draft
    judged: Judged
    #: The findings whose fixes were applied, in that order.
    applied: tuple[Finding, ...] = ()
    #: Fixes that were left out, for the document would be no better with them.
    refused: int = 0
    #: Whether there was more to do than may be tried.
    stopped: bool = False

    @property
    def text(self) -> str:
        """All of it, with the mark."""
        return self.mark + self.draft.text


def together(findings: Iterable[Finding], lines: Sequence[str]) -> list[Finding]:
    """Findings whose fixes can be applied at once, in the order of the document: of two that meet, the first given.

    One whose edits meet each other, or lie outside of the text, is left out.
    """
    taken: list[Span] = []
    found = []
    for finding in findings:
        spans = sorted(edit.span for edit in finding.fix.edits) if finding.fix else []
        own: list[Span] = []
        for span in spans:
            if not lies_in(span, lines) or _meets(span, taken) or (own and own[-1].overlaps(span)):
                break
            own.append(span)
        else:
            if own:
                found.append(finding)
                for span in own:
                    taken.insert(bisect_left(taken, span), span)
    return sorted(found, key=lambda finding: finding.span)


def _meets(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a range meets one of these, which are sorted and don't meet each other."""
    at = bisect_left(taken, span)
    return any(span.overlaps(other) for other in taken[max(0, at - 1) : at + 1])


def fixed(text: str, judge: Callable[[str], Judged], *, unsafe: bool) -> Fixed:
    """The text with fixes applied, round after round, until there is none that makes it better.

    Safe ones come first, then those that are not, then those that insert a form; of the same kind all that don't meet,
    the rest in the next round.
    """
    return _Work(text, judge).done(unsafe=unsafe)


class _Work:
    """A text on its way."""

    def __init__(self, text: str, judge: Callable[[str], Judged]) -> None:
        self.mark = MARK if text.startswith(MARK) else ""
        self.judge = judge
        self.draft = draft_of(text.removeprefix(MARK))
        self.judged = judge(text)
        self.left = JUDGEMENTS
        self.applied: list[Finding] = []

    def done(self, *, unsafe: bool) -> Fixed:
        """All that can be done."""
        kinds = (is_safe, is_unsafe, is_form) if unsafe else (is_safe,)
        while any(self.round(kind) for kind in kinds):
            pass
        refused = sum(any(kind(finding.fix) for kind in kinds) for finding in self.judged.shown if finding.fix)
        return Fixed(self.mark, self.draft, self.judged, tuple(self.applied), refused, self.left <= 0 < refused)

    def round(self, kind: Callable[[Fix], bool]) -> bool:
        """Apply the fixes of a kind that can be applied together and make it better; whether there was one.

        They are tried all at once; where that makes nothing better, by halves: what is wrong with one is no reason to
        go without the others.
        """
        there = {(finding.rule, finding.key) for finding in self.judged.findings}
        left = [
            finding
            for finding in self.judged.shown
            if finding.fix and kind(finding.fix) and (finding.rule, finding.fix.needs) not in there
        ]
        while self.left > 0 and (batch := together(left, self.draft.lines)):
            if self.take(batch, form=kind is is_form):
                return True
            tried = {id(finding) for finding in batch}
            left = [finding for finding in left if id(finding) not in tried]
        return False

    def take(self, batch: Sequence[Finding], *, form: bool) -> bool:
        """Apply those that make it better; whether there was one."""
        groups, good = [batch], list[Finding]()
        before, best = self.judged, None
        while groups and self.left > 0:
            group = groups.pop()
            tried = edited(self.draft.lines, [edit for finding in [*good, *group] for edit in _edits(finding)])
            self.left -= 1
            after = self.judge(self.mark + tried.text)
            if _fills(after, before, tried.origins, group) if form else _is_better(after, before, group):
                good += group
                before, best = after, tried
            elif len(group) > 1:
                half = len(group) // 2
                groups += [group[half:], group[:half]]
        if best is None:
            return False
        origins = [None if at is None else self.draft.origins[at] for at in best.origins]
        self.draft, self.judged = Draft(best.lines, origins), before
        self.applied += good
        return True


def is_safe(fix: Fix) -> bool:
    """Whether it is applied of itself."""
    return fix.safe


def is_unsafe(fix: Fix) -> bool:
    """Whether somebody must want it, since it may say something else than the author meant."""
    return not fix.safe and not fix.form


def is_form(fix: Fix) -> bool:
    """Whether it inserts what somebody has still to fill in."""
    return fix.form


def _edits(finding: Finding) -> Sequence[Edit]:
    return finding.fix.edits if finding.fix else ()


def _is_better(after: Judged, before: Judged, group: Sequence[Finding]) -> bool:
    """Whether less is found by as many as were to be mended, and no new error."""
    new = _named(after.findings, Severity.ERROR) - _named(before.findings, Severity.ERROR)
    return not new and len(after.findings) + len(group) <= len(before.findings)


def _fills(after: Judged, before: Judged, origins: Origins, group: Iterable[Finding]) -> bool:
    """Whether nothing new is found outside of the forms that were inserted, and none of them is offered again.

    What is found in a form is the same want as before: somebody has to write it.
    """
    outside = [finding for finding in after.findings if origins[finding.span.line - 1] is not None]
    again = _named(group) & _named(finding for finding in after.shown if finding.fix)
    return not again and not _named(outside) - _named(before.findings)


def _named(findings: Iterable[Finding], least: Severity = Severity.NOTICE) -> Counter[tuple[str, str]]:
    """What is found, wherever it stands, how many times."""
    return Counter((finding.rule, finding.key) for finding in findings if finding.level >= least)
