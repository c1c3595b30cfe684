"""What the incident did to people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.text import straighten
from pm_lint.regex import regex
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

_NUMBER = regex(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|hundreds?"
    r"|thousands?|millions?|half|third|quarter|once|twice|single|none|nobody|nothing|no one|no|all|every|entire|any)\b",
    re.I,
)
#: What a template says where it wants numbers.
_ASKS = regex(r"\b(?:numbers?|how (?:many|much|long)|quantif\w{1,8}|percent\w{0,5}|metrics?)\b|%|\?\?", re.I)


@rule("PM502", "impact-numbers", Severity.WARNING)
def impact_numbers(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Impact holds no number.

    "Be very specific here and include exact numbers": how long, how many people, how many requests. Numbers in words
    count, and so do "all" and "none". It is a warning where the template asks for numbers there, else a notice.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    Be very specific here and include exact numbers.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    Some users saw errors for a while.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests (3 % of all) failed between 12:31 and 12:45.
    ```
    """
    later = waiting(doc, policy)
    for section in doc.sections_of("impact"):
        inner = doc.within(section)
        if section.none or not section.has_content or waits(section, doc, later):
            continue
        if section.placeholders and not any(leaf for part in inner for leaf in part.leaves):
            continue
        texts = [straighten(leaf.text) for part in inner for leaf in (part.heading, *part.leaves)]
        if not any(_NUMBER.search(text) for text in texts):
            yield Finding(
                section.span,
                f"{quote(section.title)} holds no number: how long, how many?",
                key="section:impact",
                severity=None if section.spec and _ASKS.search(section.spec.skeleton) else Severity.NOTICE,
            )
