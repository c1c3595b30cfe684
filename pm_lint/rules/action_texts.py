"""Which action items are judged, and how their texts are compared."""

from __future__ import annotations

from pm_lint.finding import Policy
from pm_lint.postmortem.action_words import begins_with_verb
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.patterns import Pattern
from pm_lint.postmortem.text import straighten
from pm_lint.rules.acts import waiting, waits

_DID = (
    r"(?:added|addressed|adjusted|bumped|built|changed|cleaned|configured|contacted|created|decided|deleted|deployed"
    r"|disabled|discussed|enabled|fixed|identified|implemented|increased|informed|installed|issued|merged|migrated"
    r"|modified|moved|notified|paused|ran|rebuilt|reduced|released|removed|replaced|restarted|restored|resumed|reverted"
    r"|rolled back|rotated|scaled|sent|switched|updated|upgraded|wrote)"
)
#: "We added a limit", "Limits: Added one per node": the past tense of a verb that can't be meant as an adjective there.
_TOLD_AS_PAST = Pattern(
    rf"(?:[^:.]{{1,60}}: )?(?:(?:we|i|the team|team)(?:'ve| have| has)? (?:also |then )?{_DID}\b"
    rf"|(?:have |has |already )?{_DID} (?:the|a|an|all|our|this|that|it|new|to|from|missing|support|more)\b)"
)
#: "Access was restricted", "All machines have been rebuilt".
_PASSIVE = Pattern(
    r"[^.;:?]{1,200}\b(?:was|were|has been|have been) (?:\w{1,30}ly )?\w{1,30}(?:ed|built|sent|made|done|put)\b"
)
_STILL_TO_DO = Pattern(r"\b(?:should|must|need|needs|will|todo|to be|if|when|because|that|which|why|how)\b")


def committed(doc: Postmortem) -> list[ActionItem]:
    """The items that the team commits to and that say something."""
    return [item for item in doc.action_items if item.committed and not item.blank]


def due_for_judgement(doc: Postmortem, policy: Policy) -> list[ActionItem]:
    """Those that are still to be done, and not still waiting for the meeting. What is told as past is history."""
    section = doc.section("action-items")
    if section is None or waits(section, doc, waiting(doc, policy)):
        return []
    return [item for item in committed(doc) if not item.done and not told_as_past(item.text)]


def told_as_past(text: str) -> bool:
    """Whether an item tells of what was done already."""
    plain = straighten(text)
    if _TOLD_AS_PAST.match(plain):
        return True
    told = None if begins_with_verb(plain) else _PASSIVE.match(plain)
    return told is not None and _STILL_TO_DO.search(told[0]) is None


def is_only_a_ticket(item: ActionItem) -> bool:
    """Whether an item is nothing but links to tickets."""
    rest = item.text
    for ticket in item.tickets:
        rest = rest.replace(ticket.text, "", 1)
    return bool(item.tickets) and not any(c.isalnum() for c in rest)
