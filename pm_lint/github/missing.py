"""What a document lacks of its template, and the template's own text for it, to paste."""

from __future__ import annotations

from collections.abc import Iterable

from pm_lint.finding import Finding
from pm_lint.github.suggestion import inserted
from pm_lint.postmortem.model import Postmortem
from pm_lint.record import dataclass

#: More missing things than this in one document are said once, in the summary, and not one by one.
MOST_APART = 3
_NAMES = frozenset({"title-missing", "section-missing", "field-missing", "owner-missing", "meeting-missing"})


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: what the template calls it, the template's text, its line there (0: not known)."""

    name: str
    text: str
    line: int = 0


def is_missing(finding: Finding) -> bool:
    """Whether the finding speaks of something that is not there at all: it has a place, but no extent."""
    return finding.name in _NAMES and finding.span.start == finding.span.end


def missing(finding: Finding, doc: Postmortem | None) -> Missing | None:
    """What the finding misses; None where it speaks of something else."""
    if not is_missing(finding):
        return None
    text = inserted(finding)
    if text and doc is not None:
        for spec in doc.schema.sections:
            if spec.skeleton == text:
                return Missing(spec.title, text, spec.line)
        for field in doc.schema.fields:
            if field.skeleton == text:
                return Missing(field.label, text, field.line)
        if finding.name == "title-missing":
            return Missing("title", text)
    return Missing("", text)


def skeleton(gaps: Iterable[Missing]) -> str:
    """All of it in the template's order, as one text; "" where the template has none."""
    texts = [gap.text for gap in sorted(gaps, key=lambda gap: gap.line) if gap.text]
    return "\n\n".join(dict.fromkeys(texts))
