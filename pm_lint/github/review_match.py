"""Which comment of ours already says a finding. Pure.

A finding is known again by its fingerprint (rule, document, what it is about, ordinal); where an edit shifted the
ordinals, by its place; and else by rule, subject and the most similar text. So a push repeats nothing, and a line that
moved takes its conversation along.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher

from pm_lint.finding import Finding
from pm_lint.github.comment import Mark, Said, said_of
from pm_lint.github.hunks import Lines
from pm_lint.github.review_place import Placed, Reviewed
from pm_lint.record import dataclass

#: difflib takes quadratic time: after so many comparisons of a finding with a comment the oldest comment will do.
MOST_COMPARED = 3_000


@dataclass
class Item:
    """A finding on its way to a place."""

    placed: Placed
    mark: Mark
    document: Reviewed
    said: Said | None = None

    @property
    def finding(self) -> Finding:
        return self.placed.finding

    @property
    def lines(self) -> Lines | None:
        return self.placed.lines


def match(items: Sequence[Item], said: Sequence[Said], documents: Sequence[Reviewed]) -> None:
    """Gives each item the comment that already says it: one mark for one item, the oldest comment first, but what is
    fixed last. The surest sign first, so that a second run decides as the first did."""
    ordered = sorted(said, key=lambda one: (one.fixed, one.id))
    marks = ((one, mark, words) for one in ordered for mark, words in zip(one.marks, _words(one), strict=True))
    free = dict(enumerate(marks))

    def pair(of_item: Callable[[Item], Hashable], of_mark: Callable[[Said, Mark, str], Hashable]) -> None:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for number, entry in free.items():
            waiting[of_mark(*entry)].append(number)
        for item in items if waiting else ():
            if item.said is None and (queue := waiting.get(of_item(item))):
                item.said = free.pop(queue.popleft())[0]

    def at(item: Item) -> Hashable:
        return item.finding.path, item.lines.last if item.lines else 0

    def stands(one: Said) -> Hashable:
        return one.path, None if one.outdated else one.line

    def subject(mark: Mark) -> Hashable:
        return mark.rule, mark.key, mark.document

    pair(
        lambda item: (item.mark.fingerprint, at(item)),
        lambda one, mark, words: (mark.fingerprint, stands(one)),
    )
    pair(lambda item: (subject(item.mark), at(item)), lambda one, mark, words: (subject(mark), stands(one)))
    # The same words, for as many as there is time for.
    subjects = {subject(mark) for _, mark, _ in free.values()}
    few = [item for item in items if item.said is None and subject(item.mark) in subjects][:MOST_COMPARED]
    said_now = {id(item): said_of(item.finding).partition("\n\n")[0] for item in few}
    pair(
        lambda item: (subject(item.mark), said_now.get(id(item), "")),
        lambda one, mark, words: (subject(mark), words or None),
    )
    pair(lambda item: item.mark.fingerprint, lambda one, mark, words: mark.fingerprint)
    left = [(one, mark) for one, mark, _ in free.values()]
    _match_by_text([item for item in items if item.said is None], left, documents)


def _words(one: Said) -> list[str]:
    """What the comment says of each of its marks: they stand in the same order."""
    paragraphs = iter(_said(one).split("\n\n"))
    return [next((text for text in paragraphs if mark.rule in text), "") for mark in one.marks]


def _match_by_text(items: Sequence[Item], free: Iterable[tuple[Said, Mark]], documents: Sequence[Reviewed]) -> None:
    """What is left, where rule and subject are the same: a shifted ordinal, or a document that was renamed in the
    middle of the pull request. The most similar texts find each other first."""
    names = {document.name for document in documents} | {document.checked.path for document in documents}
    # By its id: to hash a comment takes as long as it has marks.
    comments: dict[int, Said] = {}
    alike: dict[Hashable, Counter[tuple[int, str]]] = defaultdict(Counter)
    for one, mark in free:
        comments[one.id] = one
        alike[mark.rule, mark.key][one.id, mark.document] += 1
    pairs: list[tuple[float, int, int, Item, tuple[int, str]]] = []
    for order, item in enumerate(items):
        left = alike.get((item.mark.rule, item.mark.key), Counter())
        text = said_of(item.finding)[:300] if left and len(pairs) < MOST_COMPARED else ""
        for place, entry in enumerate(left):
            renamed = item.document.new and entry[1] not in names
            if not renamed and entry[1] not in (item.mark.document, item.finding.path):
                continue
            unlike = 0.0
            if len(pairs) < MOST_COMPARED:
                unlike = -SequenceMatcher(None, text, _said(comments[entry[0]])[:300]).ratio()
            pairs.append((unlike, order, place, item, entry))
            if len(pairs) >= MOST_COMPARED:
                break
    for _, _, _, item, entry in sorted(pairs, key=lambda pair: pair[:3]):
        left = alike[item.mark.rule, item.mark.key]
        if item.said is None and left[entry]:
            item.said = comments[entry[0]]
            left[entry] -= 1


def _said(one: Said) -> str:
    return one.body.partition("-->")[2].replace("\r\n", "\n").strip()
