"""What the timeline tells: the four times that matter, and where they were read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import HtmlBlock, Image, Link, walk, walk_inlines
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import normalise
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import listing

#: Fewer entries tell of dates, not of the course of an incident.
_ENTRIES = 4


def _words(stems: str) -> re.Pattern[str]:
    """Any of these words; a star stands for any ending."""
    return lenient(rf"\b(?:{'|'.join(stems.split()).replace('*', '[a-z]{0,6}').replace('_', '[ -]?')})\b")


# Wide on purpose: what is not there by any of these words is missing.
_BEGAN = _words(
    "start* began begin* introduc* deploy* releas* roll*_out merg* upgrad* trigger* caus* first initial* occur*"
    " goes_down went_down crash* outage down fail* stop* stall* spik* drop* expir* push* appl* chang* creat*"
    " launch* migrat* enabl* disabl* delet* remov* publish* attack* exceed* ran_out full slow* updat*"
)
_NOTICED = _words(
    "page paged pages paging pagerduty pingdom opsgenie victorops alert* alarm* detect* notic* discover* aware*"
    " report* ticket* complain* observ* identif* monitor* on_call reali* saw seen see sees spot* found find finds"
    " hear* flag* rais* inform* notif* acknowledg* ack bug issue message* ask* post* declar* confirm* incident"
    " investigat* user* customer* recogni* mention* look*"
)
_PUBLIC = _words(
    "status statuspage twitter tweet* mastodon bluesky announc* public* publish* blog post posts posted discourse"
    " gitter forum mailing_list email* e_mail* communicat* inform* notif* banner told reply communit* tenant*"
    " everyone stakeholder* slack channel chat issue"
)
_ENDED = _words(
    "resol* mitigat* end ended ends over recover* restor* fix* clear* normal* close* complet* success* succeed* work"
    " works worked working back stable stabili* healthy operational up_again online available accessible revert*"
    " roll*_back repair* solv* finish* finally releas* redeploy* re_deploy* no_longer stop* done patch* green"
    " passing merged enabled disabled unblocked removed live running false_positive clean re_enabled addressed"
    " deployed revoked"
)
#: What is asked for, the words for it, and those by which a template asks for it.
_Milestone = tuple[str, re.Pattern[str], re.Pattern[str]]
#: What the default template asks for, and by which words another template asks for it.
_MILESTONES = (
    ("when it began", _BEGAN, _words("began begin start started cause")),
    ("when it was noticed (the page)", _NOTICED, _words("page paged detect* noticed")),
    ("when it became public (the status page)", _PUBLIC, _words("status_page public announced")),
    ("when it ended", _ENDED, _words("end ended resol* mitigated recovered over")),
)


def _section(doc: Postmortem, policy: Policy) -> Section | None:
    section = doc.timeline_section
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
    timed = [entry for entry in doc.timeline.entries if entry.precision != "none" and entry.ordered]
    if len(timed) < _ENTRIES:
        return
    middle = timed[len(timed) // 2].span.start
    texts = [leaf for part in _parts(doc, section) for leaf in (part.heading, *part.leaves)]
    # An entry's own text too: a timeline in a block of code has no other.
    told = "\n".join([*(leaf.text for leaf in texts), *(entry.text for entry in timed)])
    second_half = (entry.text for entry in timed[len(timed) // 2 :])
    late = "\n".join([*(leaf.text for leaf in texts if leaf.span.start >= middle), *second_half])
    missing = [name for name, words, _ in asked if not words.search(late if words is _ENDED else told)]
    if missing:
        yield Finding(
            section.span,
            f"The timeline does not seem to say {listing(missing)}.",
            key="timeline:milestones",
        )


def _parts(doc: Postmortem, section: Section) -> Iterator[Section]:
    """The sections in which the timeline's entries stand."""
    last = doc.timeline.entries[-1].span.start if doc.timeline and doc.timeline.entries else section.span.start
    for part in doc.sections[section.index :]:
        if part.index >= section.end and part.span.start > last:
            break
        yield part


def _asked(doc: Postmortem) -> tuple[_Milestone, ...]:
    """The milestones that the template's timeline asks for."""
    spec = next((spec for spec in doc.schema.sections if spec.role == "timeline"), None)
    return _asked_in(spec.skeleton) if spec else ()


@lru_cache(maxsize=8)
def _asked_in(skeleton: str) -> tuple[_Milestone, ...]:
    text = normalise(skeleton)
    return tuple(milestone for milestone in _MILESTONES if milestone[2].search(text))


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
    parts = list(_parts(doc, section))
    linked = any(
        isinstance(node, Link | Image)
        for part in parts
        for leaf in (part.heading, *leaves(part.blocks))
        for node in walk_inlines(leaf.marked)
    )
    raw = any(isinstance(block, HtmlBlock) and "href" in block.text for part in parts for block in walk(part.blocks))
    if not linked and not raw:
        yield Finding(
            section.span,
            "No time of the timeline links the tool or log that shows it.",
            key="timeline:evidence",
        )
