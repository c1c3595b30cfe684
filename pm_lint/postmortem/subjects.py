"""What texts are about, in words that two texts on one matter share; and the points that didn't go so well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from pm_lint.markdown import Leaf, Link, List, ListItem, Paragraph, walk_inlines
from pm_lint.postmortem.action_words import word_set
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.model import Section
from pm_lint.postmortem.text import nothing, undecided
from pm_lint.record import dataclass
from pm_lint.regex import regex

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
#: The kin that begin with these letters, each by its number.
_KIN_OF = {stem: f"kin {number}" for number, kin in enumerate(_KIN) for stem in kin}


@dataclass(frozen=True)
class Point:
    """An item of a list that says something."""

    #: Its first paragraph.
    leaf: Leaf
    item: ListItem

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """All its texts, those nested in it included."""
        return tuple(leaves(self.item.children))


def points_of(section: Section) -> Iterator[Point]:
    """The points of a section's own lists."""
    for block in section.blocks:
        if isinstance(block, List):
            for item in block.items:
                leaf = next((child for child in item.children if isinstance(child, Paragraph)), None)
                if leaf and nothing(leaf.text) is None and not undecided(leaf.text):
                    yield Point(leaf, item)


def links_of(leaf: Leaf) -> Iterator[str]:
    """The addresses that a text links."""
    return (node.url for node in walk_inlines(leaf.marked) if isinstance(node, Link))


def subjects_of(texts: Iterable[str]) -> frozenset[str]:
    """What texts are about: their words by their beginnings, and the kin they belong to."""
    words = set(_WORD.findall("\n".join(texts).casefold())) - _COMMON
    return frozenset(chain.from_iterable(map(_subjects_of, words)))


@lru_cache(maxsize=2048)
def _subjects_of(word: str) -> tuple[str, ...]:
    begins = (word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s"))[:5]
    kin = (_KIN_OF.get(word[:length]) for length in range(3, min(len(word), 10) + 1))
    return (begins, *filter(None, kin))
