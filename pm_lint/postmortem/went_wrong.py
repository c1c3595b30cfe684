"""Which of the points that went wrong an action item is the answer to. Rather none than the wrong one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pm_lint.markdown import List
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.subjects import Point, points_of, subjects_of

#: Item and point share at least so many words, so many of which no other point has, these parts of the words of the
#: shorter and of the longer one, and so many times the words of the point that comes next.
LEAST_SHARED, LEAST_OWN, OF_SHORTER, OF_LONGER, LEAD = 4, 2, 0.4, 0.2, 2
#: A word of more points than these tells none from the others; it also bounds the work.
MOST_POINTS = 8

_NUMBERED = lenient(r"\b(?:contributing factor|root cause|factor|cause) (?:no\.? ?|#|number )?(\d{1,2})\b")


def answered(doc: Postmortem, items: Sequence[ActionItem]) -> tuple[Point | None, ...]:
    """For each item the point under "didn't go so well" or "contributing factors" that it refers to: by its number in
    the one numbered list of factors, or by the words that the two share with nothing else. None where that is not
    clear."""
    points = [
        point
        for role in ("went-wrong", "factors")
        for section in doc.sections_of(role)
        for inner in doc.within(section)
        for point in points_of(inner)
    ]
    if not points:
        return (None,) * len(items)
    words = [_words(leaf.text for leaf in point.leaves) for point in points]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, found in enumerate(words):
        for word in found:
            holders[word].append(index)
    numbered = _numbered(doc)
    answers: list[Point | None] = []
    for item in items:
        named = _NUMBERED.search(item.text)
        if named and 0 < int(named[1]) <= len(numbered):
            answers.append(numbered[int(named[1]) - 1])
        else:
            best = _most_alike(_words((item.text, item.details)), words, holders)
            answers.append(None if best is None else points[best])
    return tuple(answers)


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in subjects_of(texts) if not word.startswith("kin "))


def _most_alike(mine: frozenset[str], words: Sequence[frozenset[str]], holders: dict[str, list[int]]) -> int | None:
    """The index of the point that is clearly meant by these words."""
    shared: Counter[int] = Counter()
    own: Counter[int] = Counter()
    for word in mine:
        found = holders.get(word, ())
        if len(found) <= MOST_POINTS:
            shared.update(found)
        if len(found) == 1:
            own.update(found)
    (best, count), (_, next_count), *_ = [*shared.most_common(2), (0, 0), (0, 0)]
    shorter, longer = sorted((len(mine), len(words[best])))
    clear = count >= max(LEAST_SHARED, OF_SHORTER * shorter, OF_LONGER * longer, LEAD * next_count)
    return best if clear and own[best] >= LEAST_OWN else None


def _numbered(doc: Postmortem) -> list[Point]:
    """The points of the factors, where they are one numbered list."""
    lists = [
        (inner, block)
        for section in doc.sections_of("factors")
        for inner in doc.within(section)
        for block in inner.blocks
        if isinstance(block, List)
    ]
    if len(lists) != 1 or not lists[0][1].ordered:
        return []
    found = list(points_of(lists[0][0]))
    return found if len(found) == len(lists[0][1].items) else []
