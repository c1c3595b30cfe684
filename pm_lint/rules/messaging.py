"""What is told to colleagues and customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pm_lint.finding import Finding, Policy, Severity, Span
from pm_lint.markdown import Leaf, Link, Paragraph, walk_inlines
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import straighten, word_count
from pm_lint.regex import regex
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote

#: "A short paragraph" of the default template; twice the longest paragraph that reads as short.
SHORT_WORDS = 120
_URL = regex(r"https?://")
_APOLOGY = regex(r"\b(?:apolog\w{1,6}|sorry|regret\w{0,5}|forgive\w{0,4})\b", re.I)
_ROTE = regex(r"\b(?:any|the|this|for)\s+inconvenience\b|\binconvenience\s+(?:caused|this)", re.I)
#: Nothing was sent, and the section says so in its own words.
_UNTOLD = regex(
    r"\b(?:no|not|never|nothing|none)\b[^.\n]{0,60}\b(?:sent|told|communicated|announced|published|messages?|messaging"
    r"|communications?|announcements?)\b|\bnot customer[- ]facing\b|\b(?:only|purely) internal\b",
    re.I,
)
#: Longer text is a message whatever it says.
_REMARK_WORDS = 30
#: So few words beside a link are no message: it stands where the link leads.
_ELSEWHERE_WORDS = 15
#: A paragraph of fewer words is a greeting.
_GREETING_WORDS = 8


def _message(doc: Postmortem, policy: Policy, role: str) -> tuple[Section, list[Leaf]] | None:
    """The section of a message that is due, and the texts of it; None where nothing is written, or nothing was sent."""
    section = doc.section(role)
    if section is None or section.none or not section.has_content or waits(section, doc, waiting(doc, policy)):
        return None
    left = {found.block for found in section.placeholders if found.whole}
    texts = [leaf for leaf in section.leaves if leaf.span not in left]
    remark = _words(texts) <= _REMARK_WORDS and any(_UNTOLD.search(leaf.text) for leaf in texts)
    return (section, texts) if texts and not remark else None


def _words(texts: Iterable[Leaf]) -> int:
    return sum(word_count(leaf.text) for leaf in texts)


def _links(texts: Iterable[Leaf]) -> bool:
    return any(
        _URL.search(leaf.text) or any(isinstance(node, Link) for node in walk_inlines(leaf.marked)) for leaf in texts
    )


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
    written = _message(doc, policy, "internal-message")
    if written is None:
        return
    section, texts = written
    paragraphs = [leaf for leaf in texts if isinstance(leaf, Paragraph) and word_count(leaf.text) >= _GREETING_WORDS]
    faults = []
    if len(paragraphs) > 1:
        faults.append(f"is {count(len(paragraphs), 'paragraph')}")
    elif (words := _words(texts)) > SHORT_WORDS:
        faults.append(f"is {words} words long")
    if not _links(texts):
        faults.append("links nothing")
    if faults:
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
    written = _message(doc, policy, "external-message")
    if written is None:
        return
    section, texts = written
    if _words(texts) <= _ELSEWHERE_WORDS and _links(texts):
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
