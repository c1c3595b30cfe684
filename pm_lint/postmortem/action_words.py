"""The words of action items: which lines only group them, which say that one is done, which begin one."""

from __future__ import annotations

import re

from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import mentions, normalise, tells


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


#: Verbs that tell somebody to do something.
_VERBS = word_set(
    """
    add alert adapt adjust adopt agree allow analyse analyze apply archive arrange ask assign audit automate avoid
    backport ban block bring build bump buy call cap capture catch change check clarify clean clear close collect
    come communicate compare complete conduct configure confirm consider continue contact convert coordinate correct
    cover create cut decide decouple decrease define delete deploy deprecate describe design detect determine
    develop devise disable discuss distribute do document drop educate eliminate emit enable encourage enforce
    engage enhance ensure escalate establish evaluate evolve examine expand explore expose extend extract fail
    figure file filter find finish fix force formalise formalize gather generate get give handle harden have hire
    hold identify implement improve include increase inform install integrate introduce inventory invest investigate
    invite isolate keep learn let limit link list lock log look lower make manage map mark measure merge migrate
    minimise minimize modify monitor move notify open optimise optimize order organise organize pause pin plan post
    prepare prevent prioritise prioritize produce prohibit promote propose protect provide provision publish pull
    purchase push put raise re-enable rebuild recommend record recreate redesign redirect reduce refactor refine
    refresh regenerate register reinstate release remediate remind remove rename renew reorganise reorganize replace
    replicate report request require rerun research reset resize resolve restore restrict retire retrain return
    revert review revise revisit revoke rewrite roll rotate run save scale schedule secure see send separate set
    setup share shift ship shorten show simplify simulate speak
    speed spike split stabilise standardise standardize start
    stop store streamline subscribe switch sync take talk teach tell test tighten track train trigger try tune turn
    undo unify unpin update upgrade upload use validate verify wait warn watch wire work write
    """
)
#: Words that a line holds which only says what kind of items stand under it.
_GROUP_WORDS = word_set(
    """
    action actions item items task tasks todo todos to-do improvement improvements change changes fix fixes measure
    measures follow-up follow-ups followup followups step steps plan plans work idea ideas proposal proposals short
    medium mid long longer short-term mid-term medium-term long-term longer-term near-term near term immediate
    immediately next now later future soon quick wins completed complete done finished open outstanding remaining
    ongoing pending planned progress in-progress started backlog high low critical urgent priority p0 p1 p2 p3 p4
    must should could nice have prevent prevention preventative preventive detect detection mitigate mitigation
    mitigative mitigating respond response recover recovery remediation corrective repair protect investigate
    investigation investigative diagnose process processes technical technology people tooling tools documentation
    docs documenting configuration code monitoring alerting alerts observability logging metrics testing tests
    communication communications training infrastructure deployment deployments deploys operations operational
    organisational organizational security reliability resilience resiliency performance capacity engineering
    product support platform backend frontend general misc miscellaneous other others team internal external
    internally externally
    """
)
_FILLERS = word_set(
    """
    a an and or of for the in on by our to already not yet been we are will be being this that from same
    """
)
#: The last word of such a line, whatever stands before it ("JupyterHub improvements", "For the platform team").
_GROUP_ENDS = word_set(
    """
    action actions items tasks improvements changes fixes measures follow-ups steps term side team priority ideas
    """
)
_TAG = lenient(r"\s*(?:\[[^\[\]]{1,20}\]|P\d:)\s*")
_ASIDE = lenient(r"\([^()]{0,200}\)")
_QUESTION = lenient(
    r"(?:how|what|why|when|where|who|which|related|references?|links?|notes?|open questions?|background)\b"
)

_DONE_WORD = r"(?:done|completed?|closed|finished|shipped|merged|resolved|fixed|implemented|deployed|delivered)"
_TICK = r"(?:[✅✔☑]\ufe0f?|:(?:white_check_mark|heavy_check_mark|ballot_box_with_check):)"
_SAID_DONE = lenient(
    rf"^\s*(?:{_TICK}|[\[(]?(?:done|completed)[\])]?\s?[:–—]|\[(?:done|completed)\]|(?:done|completed)\s-\s)"
    rf"|^[^\n]{{0,30}}\({_DONE_WORD}\)\s?:"
    r"|\((?!not )\w{1,20} done in [^()]{1,40}\)[.!]?\s*$"
    rf"|[\[(]already {_DONE_WORD}[\])]"
    rf"|[\[(]\s?(?:{_TICK}\s?)?(?:already |now )?{_DONE_WORD}(?:[\s:,][^()\[\]]{{0,60}})?[\])][.!]?\s*$"
    rf"|(?:{_TICK}|[-–—:.]\s+(?:(?:this|it) )?(?:has |is )?(?:already |now )?(?:been )?(?:done|completed)"
    r"(?: (?:in|by|with|on) [^.]{1,80})?)[.!]?\s*$",
    re.IGNORECASE,
)
#: Whatever says so has one of these.
_SAYING_DONE = (
    *("done", "complete", "closed", "finished", "shipped", "merged", "resolved", "fixed", "implemented", "deployed"),
    *("delivered", "✅", "✔", "☑", "_check"),
)
_TOLD_DONE = lenient(
    rf"\s*(?:(?:this|it) (?:has been|was|is) |already |status:\s?)?(?:{_TICK}\s?)?{_DONE_WORD}\b(?!\?)"
)
_DROPPED = r"cancell?ed|failed|won'?t (?:do|fix)|obsolete|abandoned|dropped|rejected"
_DONE_CELL = lenient(rf"\s*(?:{_TICK}\s?)?(?:{_DONE_WORD}\b|{_DROPPED}|{_TICK}|100 ?%)(?!\?)")
_TICKED_CELL = lenient(rf"\s*(?:{_TICK}|\[?x\]?|y|yes|true|{_DONE_WORD})\s*$")
_DONE_GROUP = lenient(
    r".{0,60}\b(?:done|completed|finished|already (?:implemented|fixed|taken|in place)"
    r"|(?:actions?|measures?|steps?|fix|fixes|changes?|mitigations?) (?:applied|implemented|made|performed|taken))\b"
)
_NOT_DONE = lenient(r"(?:\b(?:not|to be|yet|should|can|could|or|and|needs?|must|what)\b|n't|\?)")
#: "We should alert earlier", "Need to devise a plan".
_INTENDED = lenient(
    r"(?:we|i|the team|someone|somebody|let'?s|the \w+ team)?\s?(?:\w+ )?"
    r"(?:should|must|need to|needs to|will|plan to|want to|intend to|ought to|have to|let'?s)\b"
)
_LABELLED_ACTION = lenient(r"(?:action(?: item)?|to-?do|follow-?up)(?: \d{1,3})?\s?:\s?\S")


def words(text: str) -> list[str]:
    """The words of a text, without asides and case."""
    plain, at, pieces = normalise(text), 0, []
    while (aside := _ASIDE.search(plain, at)) is not None:
        pieces.append(plain[at : aside.start()])
        at = aside.end()
    pieces.append(plain[at:])
    return [word.strip("'/-:.,;!?&+*\"()[]") for word in " ".join(pieces).split() if word[0].isalnum() or tells(word)]


def begins_with_verb(text: str) -> bool:
    """Whether a text begins as an order does ("Add an alert", "[P1] Add an alert")."""
    tag = _TAG.match(text)
    found = words(text[tag.end() :] if tag else text)
    return len(found) > 1 and found[0] in _VERBS


def is_verb(word: str) -> bool:
    """Whether a word tells somebody to do something."""
    return word in _VERBS


def asks_for_work(text: str) -> bool:
    """Whether a paragraph says what is to be done."""
    return begins_with_verb(text) or _INTENDED.match(text.strip()) is not None


def labelled_action(text: str) -> bool:
    """Whether a paragraph says of itself that it is one ("Action item: …")."""
    return _LABELLED_ACTION.match(text.strip()) is not None


def names_a_group(text: str) -> bool:
    """Whether a line only says what kind of items stand under it ("Short term", "Process improvements")."""
    found = words(text)
    telling = [word for word in found if word not in _FILLERS]
    if not found or (len(found) <= 5 and telling and all(word in _GROUP_WORDS or word.isdigit() for word in telling)):
        return True
    return len(found) <= 5 and found[-1] in _GROUP_ENDS and not (found[0] in _VERBS and len(found) > 2)


def heads_a_group(text: str) -> bool:
    """Whether a heading is no item itself: it names a group, a theme in a word or two, or asks a question."""
    if names_a_group(text) or _QUESTION.match(normalise(text)):
        return True
    return len(words(text)) <= 2 and not begins_with_verb(text)


def says_done(text: str) -> bool:
    """Whether an item says of itself that it is done."""
    return mentions(text.casefold(), _SAYING_DONE) and _SAID_DONE.search(text) is not None


def tells_of_done(text: str) -> bool:
    """Whether a remark under an item, or beside what is struck through, begins by saying that it is done."""
    return _TOLD_DONE.match(text) is not None


def group_is_done(text: str) -> bool:
    """Whether what stands under this heading is done ("Completed", "Immediate actions (completed)")."""
    return _DONE_GROUP.match(text) is not None and _NOT_DONE.search(text) is None and len(text.split()) <= 6


def cell_says_done(text: str, *, ticks: bool) -> bool:
    """Whether a cell of a column of states says done; ``ticks``: the column asks whether it is done."""
    return (_TICKED_CELL if ticks else _DONE_CELL).match(text) is not None
