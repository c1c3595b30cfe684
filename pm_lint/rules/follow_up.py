"""Whether what didn't go so well is taken up by an action item."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.subjects import Point, links_of, points_of, subjects_of
from pm_lint.rules.action_texts import committed, is_only_a_ticket
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote


@rule("PM607", "follow-up", Severity.NOTICE)
def follow_up(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A point that didn't go so well is taken up by no action item.

    What went wrong and is not followed up goes wrong again. Only points on noticing and telling, knowing, testing,
    access and on-call are looked at, for their words are known. One counts as taken up where it shares a subject, a
    word or a link with any action item, committed or potential, or links a ticket of its own; so do all where an action
    item is nothing but a link.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## What Didn't Go So Well?
    - The query ran for an hour.
    - Nobody noticed it before customers called.

    ## Action Items
    - @alice: limit the run time of queries (#123).
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## What Didn't Go So Well?
    - The query ran for an hour.
    - Nobody noticed it before customers called.

    ## Action Items
    - @alice: limit the run time of queries (#123).
    - @bob: alert on queries that run for a minute (#124).
    ```
    """
    actions = doc.section("action-items")
    later = waiting(doc, policy)
    items = committed(doc)
    if actions is None or not items or waits(actions, doc, later) or any(map(is_only_a_ticket, items)):
        return
    known, links = _of_actions(doc)
    left = []
    for section in doc.sections_of("went-wrong"):
        if not waits(section, doc, later):
            left += [
                point for inner in doc.within(section) for point in points_of(inner) if _is_open(point, known, links)
            ]
    if left:
        are = "is" if len(left) == 1 else "are"
        named = listing([f"{quote(point.leaf.text)} (line {point.leaf.span.line})" for point in left])
        yield Finding(
            left[0].leaf.span,
            f"{count(len(left), 'point')} that didn't go so well {are} taken up by no action item: {named}.",
            key="went-wrong:follow-up",
            help="Add an action item for each, or say why nothing is to be done.",
        )


def _is_open(point: Point, known: frozenset[str], links: frozenset[str]) -> bool:
    """Whether a point says enough to be told again, and shares nothing with the action items."""
    own = frozenset(url for leaf in point.leaves for url in links_of(leaf))
    subjects = subjects_of(leaf.text for leaf in point.leaves)
    if own & links or any("/issues/" in url or "/pull/" in url or "/browse/" in url for url in own):
        return False
    return any(subject.startswith("kin ") for subject in subjects) and not subjects & known


def _of_actions(doc: Postmortem) -> tuple[frozenset[str], frozenset[str]]:
    """The subjects and links of all action items, with the headings above them."""
    outer = (*doc.sections_of("action-items"), *doc.sections_of("potential-action-items"))
    said = [leaf for section in outer for inner in doc.within(section) for leaf in (inner.heading, *inner.leaves)]
    return subjects_of(leaf.text for leaf in said), frozenset(url for leaf in said for url in links_of(leaf))
