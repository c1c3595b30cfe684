"""What is told to colleagues and customers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity, Span
from pm_lint.markdown import Link, Paragraph, walk_inlines
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import straighten, word_count
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote

#: "A short paragraph" of the default template; twice the longest paragraph that reads as short.
SHORT_WORDS = 120
_URL = re.compile(r"https?://")
_APOLOGY = re.compile(r"\b(?:apolog\w{1,6}|sorry|regret\w{0,5}|forgive\w{0,4})\b", re.I)
_ROTE = re.compile(r"\b(?:any|the|this|for)\s+inconvenience\b|\binconvenience\s+(?:caused|this)", re.I)


def _message(doc: Postmortem, policy: Policy, role: str) -> Section | None:
    """A message that is written and due."""
    section = doc.section(role)
    if section is None or section.none or not section.has_content or waits(section, doc, waiting(doc, policy)):
        return None
    return section


@rule("PM801", "internal-message", Severity.NOTICE)
def internal_message(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The internal message is more than one short paragraph, or links nothing.

    Colleagues read one short paragraph, and follow its link to the postmortem if they want more.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Messaging

    ### Internal
    The database stopped answering on Friday for 14 minutes, and 4,210 requests failed.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Messaging

    ### Internal
    The database stopped answering on Friday for 14 minutes. More in
    [the postmortem](https://example.com/postmortems/2021-12-10).
    ```
    """
    section = _message(doc, policy, "internal-message")
    if section is None:
        return
    left = {found.block for found in section.placeholders if found.whole}
    texts = [leaf for leaf in leaves(section.blocks) if leaf.span not in left]
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph) and block.span not in left]
    words = sum(word_count(leaf.text) for leaf in texts)
    linked = any(isinstance(node, Link) for leaf in texts for node in walk_inlines(leaf.inlines))
    faults = []
    if len(paragraphs) > 1:
        faults.append(f"is {count(len(paragraphs), 'paragraph')}")
    elif words > SHORT_WORDS:
        faults.append(f"is {words} words long")
    if not linked and not any(_URL.search(leaf.text) for leaf in texts):
        faults.append("links nothing")
    if faults and texts:
        yield Finding(
            section.span,
            f"The internal message {listing(faults)}; a short paragraph and a link to this page are enough.",
            key="section:internal-message",
        )


@rule("PM802", "external-apology", Severity.WARNING)
def external_apology(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The external message holds no apology, or a rote one.

    Customers were let down: say so, and mean it. "We apologize for any inconvenience" is the phrase of somebody who
    does not; it is a notice.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Messaging

    ### External
    On Friday 4,210 of your requests failed. The cause is found and mended.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Messaging

    ### External
    On Friday 4,210 of your requests failed. We are sorry: you rely on us, and we let you down.
    ```
    """
    section = _message(doc, policy, "external-message")
    if section is None:
        return
    left = {found.block for found in section.placeholders if found.whole}
    texts = [leaf for leaf in leaves(section.blocks) if leaf.span not in left]
    if not texts:
        return
    if not any(_APOLOGY.search(straighten(leaf.text)) for leaf in texts):
        yield Finding(section.span, f"{quote(section.title)} holds no apology.", key="section:external-message")
        return
    for leaf in texts:
        if match := _ROTE.search(leaf.text):
            span: Span = leaf.prose.locate(match.start(), match.end())
            yield Finding(
                span,
                f"{quote(match[0])} is a rote apology: say what went wrong for them.",
                key="section:external-message",
                severity=Severity.NOTICE,
            )
            return
