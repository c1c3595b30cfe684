"""Lists where the template has lists."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import Leaf, List, Paragraph, Strong, Table
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import normalise, sentences
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

#: A section of fewer sentences holds one point or two, that nobody need count.
_SENTENCES = 3
#: These hold what is no list of points: logs, pictures, facts; of action items PM601 says it.
_NO_POINTS = frozenset(
    {"supporting", "metadata", "participants", "action-items", "internal-message", "external-message"}
)


@rule("PM701", "list-expected", Severity.NOTICE)
def list_expected(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The template has a list here, the document running text.

    Points of a list can be counted, discussed and followed up one by one. A sentence or two are left alone, and so is a
    timeline whose lines can be read.

    ```markdown template
    # YYYY-MM-DD Title

    ## What Went Well?
    - List anything the team did well and want to call out.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## What Went Well?
    The standby took over within a minute. The runbook was up to date. Support told our customers at once.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## What Went Well?
    - The standby took over within a minute.
    - The runbook was up to date.
    - Support told our customers at once.
    ```
    """
    later = waiting(doc, policy)
    for section in doc.sections:
        spec = section.spec
        if spec is None or not spec.list_expected or section.none or not section.has_content:
            continue
        if section.role in _NO_POINTS or (section.role == "timeline" and doc.timeline and doc.timeline.entries):
            continue
        if waits(section, doc, later) or any(_has_points(part) for part in doc.within(section)):
            continue
        texts = (leaf.text for part in doc.within(section) for leaf in part.leaves)
        if sum(1 for text in texts for _ in sentences(text)) < _SENTENCES:
            continue
        yield Finding(
            section.span,
            f"The template has a list under {quote(section.title)}: write each point as an item.",
            key=f"section:{normalise(spec.title)}",
            scope=section.body,
        )


def _has_points(section: Section) -> bool:
    """Whether what a section says is told point by point."""
    texts = [block for block in section.blocks if isinstance(block, Paragraph)]
    if any(isinstance(block, List | Table) for block in section.blocks):
        return True
    return len(texts) > 1 and all(map(_marked, texts))


def _marked(leaf: Leaf) -> bool:
    """Whether a paragraph begins like a point: with a bold word, or a sign such as "✅"."""
    text = leaf.text.lstrip()
    first = leaf.marked[0] if leaf.marked else None
    return isinstance(first, Strong) or (text[:1] > "\u2000" and not text[:1].isalnum() and text[:1] not in "‘’“”")
