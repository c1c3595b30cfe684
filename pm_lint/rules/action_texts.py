"""Which action items are judged, and how their texts are compared."""

from __future__ import annotations

from functools import lru_cache

from pm_lint.finding import Policy
from pm_lint.postmortem.action_words import begins_with_verb
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import straighten
from pm_lint.rules.acts import waiting, waits

#: Past tenses that nobody takes for an adjective, and those that need a word after them to be told from one.
_DID = (
    r"(?:added|asked|contacted|created|decided|deleted|discussed|filed|got|implemented|informed|merged|notified|opened|ran"
    r"|raised|rebuilt|removed|restarted|reverted|rolled back|sent|spoke|wrote)"
)
_DID_IT = (
    r"(?:addressed|adjusted|bumped|built|changed|cleaned|configured|deployed|disabled|enabled|fixed|identified|increased"
    r"|installed|issued|migrated|modified|moved|paused|reduced|released|replaced|restored|resumed|re-?worked|rotated|scaled"
    r"|switched|updated|upgraded) (?:the|a|an|all|our|this|that|it|new|to|from|missing|support|more|your|its)"
)
#: "We added a limit", "Limits: Added one per node".
_TOLD_AS_PAST = lenient(
    rf"(?:[^:.]{{1,60}}: )?(?:(?:we|i|the team|team)(?:'ve| have| has)? |have |has )?(?:already |also |then )?"
    rf"(?:{_DID}|{_DID_IT})\b"
    r"|(?:we|i|the team|team)(?:'ve| have| has) (?:\w{1,30}ly )?\w{1,30}ed\b"
    r"|(?:we|i|the team|team) (?:\w{1,12} ){0,2}already\b|if (?:we|i|it|this|the team) had\b"
    r"|(?:a |the )?(?:[\w-]{1,20} ){0,3}(?:ticket|case|issue|request)(?: id)?(?: [#\w-]{1,20})? (?:was )?raised\W*$"
)
#: "Access was restricted", "All machines have been rebuilt".
_PASSIVE = lenient(
    r"[^.;:?]{1,200}\b(?:was|were|has been|have been) (?:\w{1,30}ly )?\w{0,30}(?:ed|built|sent|made|done|put|set)\b"
)
#: "Can we alert on it?": an idea that is still to be talked over.
_QUESTION = lenient(r"(?:how|why|what|who|which|is|are|does|did|can|could|any other)\s|[^\n]*\?[\s\"'”’)]*$")
#: "Support case 123 raised".
_RAISED = lenient(r"[^.;:?]{0,60}\b(?:case|ticket|issue|request)\b[^.;:?]{0,60}\b(?:raised|opened|filed)[.!]?$")
#: "If we had looked, we could have…" is no task.
_IF_ONLY = lenient(
    r"(?:if (?:we|i|they|the team|somebody) had|had (?:we|i|they|the team|somebody))\b"
    r"[^?]{1,300}\b(?:would|could|might|should)(?: not)? have\b"
)
_STILL_TO_DO = lenient(r"\b(?:should|must|need|needs|will|todo|to be|if|when|because|that|which|why|how)\b")


#: What a template has where an item is to stand.
_STANDS_FOR_ONE = lenient(
    r"(?:the |an? |your )?(?:(?:first|second|third|next|another|example|sample|some) )?"
    r"(?:(?:action|bulleted|bullet|follow-up)(?: (?:items?|list))?|items?|tasks?|lists?|to-?dos?)"
    r"(?: #?(?:\d{1,2}|[a-z]))?[.:…]*$"
    r"|\{\{[^{}]{1,80}\}\}|<[^<>]{1,80}>$"
)
#: The document is this one's outcome.
_WRITE_THIS = lenient(
    r"(?:write|draft|finish|complete|finali[sz]e|publish|create|prepare|review|share|fill in)(?: up)?"
    r"(?: (?:an?|the|this|our|full|public|detailed)){0,4}"
    r" (?:(?:post-)?incident (?:report|review)|post-?mortem(?: report| document)?|report|rca|pir)\.?$"
)


def committed(doc: Postmortem) -> list[ActionItem]:
    """The items that the team commits to and that say something."""
    return [item for item in doc.action_items if item.committed and not item.blank]


def due_for_judgement(doc: Postmortem, policy: Policy) -> list[ActionItem]:
    """Those that are still to be done, and not still waiting for the meeting.

    What is told as past is history; where most is, the list tells how the incident ended, and the rest of it too.
    """
    section = doc.section("action-items")
    if section is None or waits(section, doc, waiting(doc, policy)):
        return []
    items = [item for item in committed(doc) if not item.done and not _asks_nothing(item.text)]
    still = [item for item in items if not told_as_past(item.text)]
    return still if len(still) * 2 >= len(items) else []


@lru_cache(maxsize=64)
def _asks_nothing(text: str) -> bool:
    """Whether an item is only the template's, or asks for the document that it stands in."""
    return _STANDS_FOR_ONE.match(text) is not None or _WRITE_THIS.match(text) is not None


@lru_cache(maxsize=64)  # several rules ask of each item
def told_as_past(text: str) -> bool:
    """Whether an item tells of what was done already."""
    plain = straighten(text)
    if _TOLD_AS_PAST.match(plain) or _RAISED.match(plain) or _IF_ONLY.match(plain):
        return True
    told = None if begins_with_verb(plain) else _PASSIVE.match(plain)
    return told is not None and _STILL_TO_DO.search(told[0]) is None


def is_a_question(text: str) -> bool:
    """Whether an item is a question rather than work for somebody."""
    plain = straighten(text).strip()
    return _QUESTION.match(plain) is not None


#: An item that mentions more tickets than these is not taken apart.
_MOST_MENTIONS = 20


def without_mentions(item: ActionItem) -> str:
    """The item's text without its owner and tickets."""
    text = item.text
    for mention in (item.owner.text if item.owner else "", *(t.text for t in item.tickets[:_MOST_MENTIONS])):
        text = text.replace(mention, "", 1)
    return text


def is_only_a_ticket(item: ActionItem) -> bool:
    """Whether an item is nothing but links to tickets."""
    return bool(item.tickets) and not any(c.isalnum() for c in without_mentions(item))
