"""That there is to be no meeting, as people write it in the meeting's line: who waived it, or why there is none."""

from __future__ import annotations

import re

from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import normalise, undecided
from pm_lint.record import NamedTuple


class Waiver(NamedTuple):
    """``start`` is where its words begin in the text. Without ``by`` and ``reason`` it is only a claim."""

    start: int
    by: str | None
    reason: str | None


_BY = lenient(r"\b(?:waived|skipped) by\b[ \t]?:?[ \t]{0,9}")
#: "not waived by", "unless it is waived by", and a template's "or say “Waived by”".
_NOT_BEFORE = frozenset(
    {"not", "never", "no", "unless", "if", "whether", "until", "can", "could", "may", "might", "must", "should", "be"}
    | {"or", "say", "write"}
)
#: Words after a name that are no part of it.
_NAME_ENDS = lenient(
    r"[,;:(\[\n\u2013\u2014]|\.(?=\s|$)|[ ]-[ ]|\s(?:on|because|since|as|due|for|in|at|after|before|via|who|from|,)\b"
)
_KINDS = r"(?:(?:post-?mortem|review|retro|follow-?up|team|separate|dedicated|formal|further|additional)[ ]){0,2}"
_MEETING = r"(?:meeting|retro(?:spective)?)"
_DONE = r"(?:needed|required|necessary|held|wanted|warranted)"
_NO_MEETING = lenient(
    rf"[\s*_]{{0,9}}(?:(?:the[ ])?{_KINDS}{_MEETING}(?:[ ](?:is|was|will[ ]be))?[ :]{{1,2}})?"
    rf"(?:(?P<plain>no[ ]{_KINDS}{_MEETING}(?:(?:[ ](?:is|was|will[ ]be))?[ ]{_DONE})?|waived|skipped)"
    rf"|no[ ]need(?:[ ]for[ ](?:a|the|any)[ ]{_KINDS}{_MEETING})?|not[ ](?:applicable|{_DONE})"
    rf"|none(?:[ ]{_DONE})?|n/?a)(?![\w/-])"
)
_REASON_AFTER = lenient(
    r"(?:[ \t]{0,3}(?:[:,;.(\[\n\u2013\u2014]|-[ ]|(?:because|since|as|due[ ]to|for)\b)[ \t:(]{0,3}){1,2}"
)
#: Not a decision against a meeting, but none so far.
_NOT_YET = lenient(
    r"\b(?:yet|so far|for now|at (?:the|this) moment|currently|schedul\w{1,9}|planned|pending|postponed|tb[acd])\b"
)
_RIM = " \t\n.,:;-–—()[]{}*_`\"'“”…"
_NO_REASON = frozenset(
    {"reason", "the reason", "your reason", "reason here", "why", "because", "your name", "who", "whom", "someone"}
)


def waiver(text: str) -> Waiver | None:
    """What a meeting's value says about there being no meeting; None if it says nothing of the kind."""
    if (by := _BY.search(text)) and not _denied(text[max(by.start() - 40, 0) : by.start()]):
        rest = text[by.end() :]
        end = _NAME_ENDS.search(rest)
        name = rest[: end.start() if end else len(rest)].strip(_RIM)
        return Waiver(
            by.start(), name if _says_something(name) else None, _reason(rest[end.start() :]) if end else None
        )
    found = _NO_MEETING.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if _NOT_YET.search(rest):
        return None
    reason = _reason(rest)
    if reason is None and rest.strip(_RIM) and (not found["plain"] or any(map(str.isdigit, rest))):
        return None  # "None of us can", "No meeting before Tue 14 Dec"
    if reason and re.fullmatch(r"(?:by )?@[\w-]{1,39}", reason):
        return Waiver(found.start(), reason.removeprefix("by "), None)
    return Waiver(found.start(), None, reason)


def _denied(before: str) -> bool:
    words = re.findall(r"[a-z']+", before.casefold().replace("’", "'"))[-3:]
    return any(word in _NOT_BEFORE or word.endswith("n't") for word in words)


def _reason(rest: str) -> str | None:
    after = _REASON_AFTER.match(rest)
    reason = rest[after.end() :].strip(_RIM) if after else ""
    return reason if _says_something(reason) else None


def _says_something(text: str) -> bool:
    """Whether it is a name or a reason, not the words that stand where one is still to come."""
    enough = sum(map(str.isalpha, text[:200])) + text.startswith("@") > 1
    return enough and not text.startswith("<") and not undecided(text) and normalise(text) not in _NO_REASON
