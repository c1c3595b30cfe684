"""What the timeline tells: the four times that matter, and where they were read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import HtmlBlock, Image, Link, walk, walk_inlines
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import normalise
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import listing

#: Fewer entries tell of dates, not of the course of an incident.
_ENTRIES = 4
_START = re.compile(
    r"\b(?:start(?:s|ed|ing)?|began|begins?|beginning|introduc\w{1,4}|deploy\w{0,6}|releas\w{1,3}|roll(?:ed|s|ing)?[ -]?out"
    r"|rollout|merg\w{1,3}|upgrad\w{1,3}|trigger\w{0,3}|caus\w{1,3}|first|initial\w{0,2}|occur\w{0,4}|goes down|went down"
    r"|crash\w{0,3}|outage|down|fail\w{0,4}|stops?|stopped|stalled|spik\w{1,3}|drop\w{0,4}|expire[sd]?|expiry|push\w{0,3}"
    r"|appl(?:y|ied|ies)|chang\w{1,3}|creat\w{1,3}|launch\w{0,3}|migrat\w{1,4}|enabl\w{1,3}|disabl\w{1,3}|delet\w{1,3}"
    r"|remov\w{1,3}|publish\w{0,3}|attack\w{0,4}|exceed\w{0,3}|ran out|full|slow\w{0,3}|update[sd]?)\b",
    re.I,
)
_NOTICED = re.compile(
    r"\b(?:page[sd]?|paging|pagerduty|pingdom|opsgenie|victorops|alert\w{0,4}|alarm\w{0,3}|detect\w{0,4}|notic\w{1,4}"
    r"|discover\w{0,4}|aware|awareness|report\w{0,4}|ticket|complain\w{0,3}|observ\w{1,4}|identif\w{1,5}|monitor\w{0,4}|on-?call"
    r"|realiz\w{1,3}|realis\w{1,3}|saw|seen|sees?|spot(?:s|ted)?|found|finds?|hear[sd]?|flagg\w{1,3}|raise[sd]?|inform\w{0,3}"
    r"|notif\w{1,8}|acknowledg\w{1,3}|ack|bug|issue (?:was )?opened|messag\w{1,3}|asks?|asked|posts?|posted|declar\w{1,3}"
    r"|confirm\w{0,3}|incident|investigat\w{1,4}|user|customer|recogni[sz]e\w{0,2}|mention\w{0,3}|look\w{0,3})\b",
    re.I,
)
_PUBLIC = re.compile(
    r"\bstatus[ .-]?(?:page|site|update|io|entry)?\b|\bstatuspage\b|\btwitter\b|\btweet\w{0,3}|\bx\.com\b|\bmastodon\b|\bbluesky\b"
    r"|\bannounc\w{1,6}|\bpublic\w{0,3}\b|\bpublish\w{0,3}|\bblog\b|\bpost(?:s|ed)?\b|\bdiscourse\b|\bgitter\b|\bforum\b"
    r"|\bmailing list\b|\be-?mail\w{0,3}|\bcommunicat\w{1,4}|\binform\w{0,3}|\bnotif\w{1,8}|\bbanner\b|\btold\b|\breply\b"
    r"|\b(?:customers?|users?|clients?|community|communities|tenants?|everyone|all staff|stakeholders)\b|\bmessag\w{1,3}\b|\bslack\b"
    r"|\bchannel\b|\bissue\b.{0,30}\bopen\w{0,3}|\bopen\w{0,3}\b.{0,30}\b(?:issue|incident|ticket)|\bdeclar\w{1,3}|\bincident\b",
    re.I,
)
_OVER = re.compile(
    r"\b(?:resol\w{1,5}|mitigat\w{1,4}|end(?:s|ed)?|over|recover\w{0,4}|restor\w{1,4}|fix(?:ed|es)?|all clear|normal\w{0,2}|closed?|closes"
    r"|complete[sd]?|completion|success\w{0,5}|work(?:s|ed|ing)(?: again)?|back|stable|stabili[sz]\w{1,3}|healthy|operational|up again"
    r"|online|available|accessible|revert\w{0,3}|roll(?:ed|s|ing)?[ -]?back|rollback|repair\w{0,3}|solv\w{1,3}|finish\w{0,3}|finally"
    r"|released?|re-?deploy\w{0,3}|no longer|stop(?:s|ped)?|cleared?|done|patched|green|passing|merged|enabled|disabled|unblocked"
    r"|removed|live|running|false positive|clean|re-?enabled|addressed|deployed)\b",
    re.I,
)
#: What the default template asks for, and by which words another template asks for it.
_MILESTONES = (
    ("when it began", _START, re.compile(r"\b(?:began|begin|start(?:ed)?|cause)\b", re.I)),
    ("when it was noticed (the page)", _NOTICED, re.compile(r"\b(?:page|paged|detect\w{0,4}|alert\w{0,3}|noticed)\b", re.I)),
    ("when it became public (the status page)", _PUBLIC, re.compile(r"\b(?:status page|public|announced)\b", re.I)),
    ("when it ended", _OVER, re.compile(r"\b(?:end(?:ed)?|resol\w{1,5}|mitigated|recovered|over)\b", re.I)),
)


def _section(doc: Postmortem, policy: Policy) -> Section | None:
    section = doc.section("timeline")
    if section is None or section.none or not section.has_content or waits(section, doc, waiting(doc, policy)):
        return None
    return section


@rule("PM406", "timeline-milestones", Severity.NOTICE)
def timeline_milestones(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The timeline lacks one of the times that matter most: start, notice, public notice and end.

    From when it began to when somebody noticed, from there to when users were told, and to when it was over: these
    stretches are what a team can shorten. Only what the template's timeline asks for is looked for, in any wording.

    ```markdown template
    # YYYY-MM-DD Title

    ## Timeline
    Some important times to include: when it began, the page, the status page, and when it ended.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:25 UTC: the new query goes live, the outage starts.
    - 12:31 UTC: the page about slow answers.
    - 12:38 UTC: the query is killed.
    - 12:45 UTC: the database answers again, all is back to normal.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:25 UTC: the new query goes live, the outage starts.
    - 12:31 UTC: the page about slow answers.
    - 12:36 UTC: the status page says so.
    - 12:38 UTC: the query is killed.
    - 12:45 UTC: the database answers again, all is back to normal.
    ```
    """
    section = _section(doc, policy)
    asked = _asked(doc)
    if section is None or doc.timeline is None or not asked:
        return
    timed = [entry for entry in doc.timeline.entries if entry.precision != "none"]
    if len(timed) < _ENTRIES:
        return
    told = "\n".join(
        [*(entry.text for entry in timed), *(leaf.text for part in doc.within(section) for leaf in leaves(part.blocks))]
    )
    missing = [name for name, words, _ in asked if not words.search(told)]
    if missing:
        yield Finding(
            section.span,
            f"The timeline does not seem to say {listing(missing)}.",
            key="timeline:milestones",
        )


def _asked(doc: Postmortem) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """The milestones that the template's timeline asks for."""
    spec = next((spec for spec in doc.schema.sections if spec.role == "timeline"), None)
    text = normalise(spec.skeleton) if spec else ""
    return [milestone for milestone in _MILESTONES if milestone[2].search(text)]


@rule("PM407", "timeline-evidence", None)
def timeline_evidence(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The timeline links no tool or log that shows how its times were arrived at.

    Times from memory are minutes off, and nobody can check them later. Off by default; switch it on with
    `timeline-evidence = "notice"` in `[rules]`.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31 UTC: the database stopped answering.
    - 12:45 UTC: it answered again.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31 UTC: the database stopped answering ([dashboard](https://example.com/d/1?from=1231&to=1245)).
    - 12:45 UTC: it answered again.
    ```
    """
    section = _section(doc, policy)
    if section is None or doc.timeline is None or not doc.timeline.entries:
        return
    parts = doc.within(section)
    linked = any(
        isinstance(node, Link | Image)
        for part in parts
        for leaf in (part.heading, *leaves(part.blocks))
        for node in walk_inlines(leaf.inlines)
    )
    raw = any(isinstance(block, HtmlBlock) and "href" in block.text for part in parts for block in walk(part.blocks))
    if not linked and not raw:
        yield Finding(
            section.span,
            "No time of the timeline links the tool or log that shows it.",
            key="timeline:evidence",
        )
