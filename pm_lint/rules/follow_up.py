"""Whether what didn't go so well is taken up by an action item."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import Leaf, Link, List, ListItem, Paragraph, walk_inlines
from pm_lint.postmortem.action_words import word_set
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import nothing, undecided
from pm_lint.regex import regex
from pm_lint.rules.action_texts import committed, is_only_a_ticket
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote

_WORD = regex(r"[a-z][a-z0-9'-]{2,40}")
#: Words that many points and actions share without being about the same.
_COMMON = word_set(
    """
    about above across action actions after again also always another because been before being below between both
    caused cause could didn does doing done down during each earlier enough even every everything fact fast find first
    from further generally get getting give given going good great happen happened have having help here however
    incident incidents instead into issue issues item just keep kind later less like little long look lots made
    make makes making many maybe might more most much must need needed needs never next nothing only other others our
    out over people perhaps point possible probably problem problems process quick quickly quite rather really same
    several should since some someone something still such sure take taken takes taking team than that the their them
    then there these they thing things this those though through time times took too toward under unable until upon
    used user users uses using very want was way ways well went were what when where whether which while who whole why
    will with within without work worked working works would yet you your its not and but for had has are can did how
    all any new use via due per let lot few far add more
    """
)
#: The subjects that a point is told by, each in the words that are used for it on either side.
_KIN = (
    word_set(
        """
        alert alarm page paged paging pager pagerduty monitor metric dashboard grafana detect notice unnotic observ
        visib aware unaware notif eye eyes watch warn threshold log logs telemetry probe prometheus sentry realiz realis
        communic announc inform messag slack twitter email emailed statuspage
        """
    ),
    word_set(
        """
        docume docs runbook guide guideline playbook wiki instruc procedure checklist knew know knowledge learn training
        train understand understood unclear clear confus experience familiar tribal
        """
    ),
    word_set("test tests tested testing untested staging coverage verif valid regress canary sandbox reproduc simulat"),
    word_set("access permission credential login vpn privilege admin"),
    word_set("oncall on-call rotation escalat hand-off handoff"),
)


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
                point for inner in doc.within(section) for point in _points(inner) if _is_open(point, known, links)
            ]
    if left:
        are = "is" if len(left) == 1 else "are"
        named = listing([f"{quote(leaf.text)} (line {leaf.span.line})" for leaf, _ in left])
        yield Finding(
            left[0][0].span,
            f"{count(len(left), 'point')} that didn't go so well {are} taken up by no action item: {named}.",
            key="went-wrong:follow-up",
            help="Add an action item for each, or say why nothing is to be done.",
        )


Point = tuple[Leaf, ListItem]


def _points(section: Section) -> Iterator[Point]:
    for block in section.blocks:
        if isinstance(block, List):
            for item in block.items:
                leaf = next((child for child in item.children if isinstance(child, Paragraph)), None)
                if leaf and nothing(leaf.text) is None and not undecided(leaf.text):
                    yield leaf, item


def _is_open(point: Point, known: frozenset[str], links: frozenset[str]) -> bool:
    """Whether a point says enough to be told again, and shares nothing with the action items."""
    texts = list(leaves(point[1].children))
    own = frozenset(url for leaf in texts for url in _links(leaf))
    subjects = frozenset(word for leaf in texts for word in _subjects(leaf.text))
    if own & links or any("/issues/" in url or "/pull/" in url or "/browse/" in url for url in own):
        return False
    return any(subject.startswith("kin ") for subject in subjects) and not subjects & known


def _of_actions(doc: Postmortem) -> tuple[frozenset[str], frozenset[str]]:
    """The subjects and links of all action items, with the headings above them."""
    subjects: set[str] = set()
    links: set[str] = set()
    for section in (*doc.sections_of("action-items"), *doc.sections_of("potential-action-items")):
        for inner in doc.within(section):
            for leaf in (inner.heading, *leaves(inner.blocks)):
                subjects.update(_subjects(leaf.text))
                links.update(_links(leaf))
    return frozenset(subjects), frozenset(links)


def _links(leaf: Leaf) -> Iterator[str]:
    return (node.url for node in walk_inlines(leaf.inlines) if isinstance(node, Link))


def _subjects(text: str) -> Iterator[str]:
    """What a text is about: its words by their beginnings, and the kin they belong to."""
    for match in _WORD.finditer(text.casefold()):
        word = match[0]
        if word in _COMMON:
            continue
        yield (word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s"))[:5]
        for number, kin in enumerate(_KIN):
            if any(word[:length] in kin for length in range(3, min(len(word), 10) + 1)):
                yield f"kin {number}"
