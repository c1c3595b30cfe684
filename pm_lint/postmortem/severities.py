"""Which of the severities that a policy names a document's words mean: "Sev 1", "P1", "1 - Critical", "SEV1 (major)".

A wrong severity is a wrong deadline, so words that can mean two of them mean none, and SEV-10 is not SEV-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import straighten
from pm_lint.record import NamedTuple

#: A number with its scale ("sev", "p"; "" where none is written, as in "1 - Critical"), or a word with no number.
Label = tuple[str, int | str]

_CODE = lenient(
    r"(?:(?P<scale>severity|sev|s|priority|prio|p)|level|lvl|l|)(?:[ _-]?level)?[ _#.-]{0,3}"
    r"(?P<number>[0-9]{1,3})(?![0-9a-z]|[.,][0-9]| ?- ?[0-9])"
)
#: A code anywhere in the text: a second one contradicts the first.
_MENTION = lenient(r"(?<![a-z0-9])(?P<scale>sev|severity|p)[ _-]?(?P<number>[0-9])(?![0-9a-z])")
_BETWEEN_PARTS = r"[()\[\]/,;:|\n]| - |--"
_SCALES = {"severity": "sev", "sev": "sev", "s": "sev", "priority": "p", "prio": "p", "p": "p"}
#: Words beside the one that counts: "Critical incident", "Severity: high".
_NOISE = frozenset({"severity", "sev", "priority", "prio", "level", "impact", "incident", "outage", "the", "a", "an"})
#: Words of the scales that people rate by. Of one that the policy does not name the general allowance is meant.
_GRADES = frozenset(
    {"blocker", "urgent", "emergency", "critical", "crit", "severe", "major", "minor", "high", "medium", "moderate"}
    | {"low", "trivial", "negligible", "cosmetic", "info", "informational", "none"}
)


class Meant(NamedTuple):
    """What a document's severity means to a policy.

    ``name`` is one of the policy's, else None. ``several``: the words can mean more than one. ``other``: they are a
    severity on the policy's own scale that it does not name (SEV-4, where it names SEV-1).
    """

    name: str | None
    several: bool = False
    other: bool = False


def meant(stated: str, names: Iterable[str]) -> Meant:
    """Which of ``names`` the words mean."""
    known = {name: _labels(name) for name in names}
    same = [name for name in known if folded(name) == folded(stated)]
    if len(same) == 1:
        return Meant(same[0])
    labels = _labels(stated)
    found = [name for name, own in known.items() if own & labels]
    found = found or [name for name, own in known.items() if any(_alike(one, two) for one in own for two in labels)]
    contradicted = _two_numbers(stated, labels) or _two_grades(labels, found, known)
    if len(found) == 1 and not contradicted:
        return Meant(found[0])
    every = frozenset[Label]().union(*known.values())
    on_scale = any(_one_scale(one, two) for one in labels for two in every)
    return Meant(None, several=bool(found), other=on_scale and not found and not contradicted)


def nearest(stated: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that the words may have been meant for: with the same number, or nearly the same letters."""
    names = tuple(names)
    numbers = {number for _, number in _labels(stated) if isinstance(number, int)}
    same = [name for name in names if numbers & {number for _, number in _labels(name)}]
    if len(same) == 1:
        return same[0]
    if numbers:
        return None
    import difflib

    by_letters = {folded(name): name for name in names if not any(isinstance(one, int) for _, one in _labels(name))}
    near = difflib.get_close_matches(folded(stated[:100]), by_letters, n=1)
    return by_letters[near[0]] if near else None


def folded(name: str) -> str:
    """Letters and digits alone, whatever their case: "SEV-1" and "sev 1" are one name."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _labels(text: str) -> frozenset[Label]:
    """What a severity is called in a text: at its beginning, or alone in a part of it."""
    labels: set[Label] = set()
    for index, part in enumerate(_parts(text)):
        code = _CODE.match(part)
        if code and (index == 0 or code.end() == len(part)):
            # "3 regions" is no severity; "SEV-3 in three regions" is one.
            if code["scale"] or code.end() == len(part):
                labels.add((_SCALES.get(code["scale"] or "", ""), int(code["number"])))
        elif word := "".join(word for word in re.split(r"[ _-]+", part) if index or word not in _NOISE):
            labels.add(("word", word))
    return frozenset(labels)


def _parts(text: str) -> Iterator[str]:
    """The text between brackets, commas and dashes, in small letters, without marks at its rims."""
    for part in re.split(_BETWEEN_PARTS, straighten(text[:200]).casefold()):
        if bare := re.sub(r"^[\W_]+|[\W_]+$", "", part):
            yield bare


def _alike(one: Label, two: Label) -> bool:
    """Whether they are the same number, one without its scale: "1" and "SEV-1"."""
    return isinstance(one[1], int) and one[1] == two[1] and "" in (one[0], two[0])


def _one_scale(one: Label, two: Label) -> bool:
    if isinstance(one[1], int) and isinstance(two[1], int):
        return one[0] == two[0] or "" in (one[0], two[0])
    return one[1] in _GRADES and two[1] in _GRADES


def _two_grades(labels: frozenset[Label], found: Iterable[str], known: Mapping[str, frozenset[Label]]) -> bool:
    """Whether a word was found beside another of its scale: "Major (High)". Beside a number, words only explain."""
    by_word = [name for name in found if {scale for scale, _ in known[name] & labels} == {"word"}]
    return any(word in _GRADES for name in by_word for _, word in labels - known[name])


def _two_numbers(text: str, labels: frozenset[Label]) -> bool:
    """Whether a text names two numbers of one scale: "SEV-1 or SEV-2", "SEV-1/2"."""
    codes = {label for label in labels if isinstance(label[1], int)}
    plain, at = straighten(text[:200]).casefold(), 0
    while found := _MENTION.search(plain, at):
        codes.add((_SCALES[found["scale"]], int(found["number"])))
        at = found.end()
    return any(one[1] != two[1] and _one_scale(one, two) for one in codes for two in codes)
