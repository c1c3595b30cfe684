"""Which issue belongs to which item. (DESIGN, "The issues", 5)

Pure. Evidence is used up from the strongest to the weakest, one to one, so that reordering, editing, renaming and
repeating never make a second issue, and no issue is handed to an item while a better one is left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from pm_lint.github.issue_body import issue_title
from pm_lint.github.issue_items import Item
from pm_lint.github.issue_known import Known, touched, without_twins
from pm_lint.github.issue_links import number_here
from pm_lint.github.issue_marker import marked_text, normalise
from pm_lint.github.place import Place
from pm_lint.regex import regex

#: Below this, two texts are not one edited. (difflib's ratio)
SIMILAR = 0.6
#: difflib takes quadratic time: only so much of a text is compared, only so many pairs are looked at in a run, and only
#: so many to the end. What is left over is taken for new, and `max-new` holds it back.
MOST_COMPARED = 120
MOST_PAIRS = 20_000
MOST_RATIOS = 1_000
#: A word of so many letters is about something; "with" and "that" are not.
LONG_WORD = 5
_WORD = regex(r"\w+")


def match(
    items: Sequence[Item], known: Iterable[Known], paths: Collection[str], present: Collection[str], place: Place
) -> dict[Item, Known]:
    """The issue of each item that has one. Items that say nothing have none.

    ``paths`` are the documents in scope, ``present`` all that there are. A link to an issue of ours in the repository
    at ``place`` is the surest evidence where it stands apart from the item's text: such an item has that issue or none.
    """
    return _Matcher(items, known, paths, present, place).run()


class _Matcher:
    """Items and issues not yet paired, and the pairs made."""

    def __init__(
        self,
        items: Sequence[Item],
        known: Iterable[Known],
        paths: Collection[str],
        present: Collection[str],
        place: Place,
    ) -> None:
        self.place = place
        self.issues = without_twins(known, own_numbers(items, place))
        ours = {issue.number for issue in self.issues if issue.marker}
        saying = [item for item in items if not item.blank]
        #: The items that link an issue of ours as their own; and the others, which are matched by what they say.
        self.linking = [item for item in saying if own_number(item, place) in ours]
        self.items = [item for item in saying if own_number(item, place) not in ours]
        self.paths = sorted(paths)
        self.present = present
        self.pairs: dict[Item, Known] = {}
        self.used: set[int] = set()
        self.pairs_left = MOST_PAIRS
        self.ratios_left = MOST_RATIOS

    def run(self) -> dict[Item, Known]:
        """Every rule in turn, the surest first."""
        issues: dict[str, list[Known]] = defaultdict(list)
        items: dict[str, list[Item]] = defaultdict(list)
        for issue in self.issues:
            issues[issue.path].append(issue)
        for item in self.items:
            items[item.path].append(item)
        self._by_own_links(alike_only=True)
        owned = own_numbers(self.linking, self.place)
        for path in self.paths:  # a mention in brackets ("lift the ban (#12)") takes it from nobody who says the same
            needing = _needing(items[path])
            self._word_for_word(needing, [issue for issue in issues[path] if issue.number not in owned])
            self._word_for_word(needing, issues[path])
        self._by_own_links()
        # Before the other links: an item may mention the issue of another ("once #12 is done"), which keeps it when it
        # is edited, unless the one that mentions it is more like it.
        linked = {self._linked(item) for item in self.items}
        for path in self.paths:
            self._similar(items[path], [issue for issue in issues[path] if issue.number in linked])
        self._by(self.items, self.issues, self._linked, lambda issue: issue.number)
        for path in self.paths:
            self._exactly(items[path], issues[path])
            self._similar(items[path], issues[path])
        for path, old in self._renamed():
            self._exactly(items[path], old)
            self._similar(items[path], old)
            issues[path] += old
        self._by(
            _needing(self.items), [one for one in self.issues if not one.marker], issue_title, lambda one: one.title
        )
        for path in self.paths:
            self._last_left(items[path], issues[path])
        return self.pairs

    def _linked(self, item: Item) -> int | None:
        return linked_number(item, self.place)

    def _by_own_links(self, alike_only: bool = False) -> None:
        """Items and the issues of ours that they link as their own: of several that link one, those of its document
        come first. ``alike_only``: that say much the same as it, whoever else does."""
        free = {issue.number: issue for issue in self._free(self.issues) if issue.marker}
        for home in (True, False):
            for item in self._left(self.linking):
                issue = free.get(own_number(item, self.place) or 0)
                if issue and (not home or issue.path == item.path) and (not alike_only or alike(item, issue)):
                    self._pair(item, issue)

    def _exactly(self, items: Sequence[Item], issues: Sequence[Known]) -> None:
        """The same text and key, the same text, the same key (an edit taken back), in this order: a new item that
        repeats the text which an old one had at first has the old one's key, and must not take its issue.

        An item that links a ticket needs none of ours, so the others choose first.
        """
        for group in (_needing(items), items):
            self._word_for_word(group, issues)
            self._by(group, issues, lambda one: one.key, _key)

    def _word_for_word(self, items: Sequence[Item], issues: Sequence[Known]) -> None:
        self._by(items, issues, lambda one: (one.key, _short(one)), lambda one: (_key(one), one.normal))
        self._by(items, issues, _short, lambda one: one.normal)

    def _similar(self, items: Sequence[Item], issues: Sequence[Known]) -> None:
        """The most similar texts first, down to `SIMILAR`."""
        for _, item, issue in sorted(self._likeness(items, issues), key=lambda one: -one[0]):
            self._pair(item, issue)

    def _likeness(self, items: Sequence[Item], issues: Sequence[Known]) -> list[tuple[float, Item, Known]]:
        """How alike the texts of what is left are, where they are alike enough; nothing once the run has compared
        enough."""
        items, issues = self._left(items), self._free(issues)
        self.pairs_left -= len(items) * len(issues)
        if self.pairs_left < 0:
            return []
        found = []
        texts = [item.normal[:MOST_COMPARED] for item in items]
        for issue in issues:
            matcher = SequenceMatcher(None, "", issue.normal[:MOST_COMPARED], autojunk=False)
            for item, text in zip(items, texts, strict=True):
                matcher.set_seq1(text)
                # Two upper bounds, and quick.
                if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
                    continue
                self.ratios_left -= 1
                if self.ratios_left < 0:
                    return []
                if (ratio := matcher.ratio()) >= SIMILAR:
                    found.append((ratio, item, issue))
        return found

    def _renamed(self) -> list[tuple[str, list[Known]]]:
        """Documents whose former file is gone: where at least half of what is left on the smaller side has the same
        text, or else the same or a similar one. Less would hand the issues of a deleted document to another that
        shares a phrase with it."""
        gone: dict[str, list[Known]] = defaultdict(list)
        for issue in self._free(self.issues):
            if issue.marker and issue.path not in self.present:
                gone[issue.path].append(issue)
        new: dict[str, list[Item]] = defaultdict(list)
        for item in self._left(self.items):
            new[item.path].append(item)
        found: list[tuple[str, list[Known]]] = []
        for count in (_shared, self._alike):
            scores = [
                (-same, path, old)
                for (path, old), same in count(new, gone).items()
                if same * 2 >= min(len(new[path]), len(gone[old]))
            ]
            for _, path, old in sorted(scores):
                if path in new and old in gone:
                    found.append((path, gone.pop(old)))
                    del new[path]
        return found

    def _alike(
        self, new: Mapping[str, Sequence[Item]], gone: Mapping[str, Sequence[Known]]
    ) -> Counter[tuple[str, str]]:
        """How many texts each new document and each one that is gone have alike."""
        counts: Counter[tuple[str, str]] = Counter()
        for path, items in new.items():
            for old, issues in gone.items():
                if self.pairs_left < 0 or self.ratios_left < 0:
                    return Counter()
                alike = self._likeness(items, issues)
                # As many pairs as the side with fewer members in them has.
                if alike:
                    mine, theirs = {item for _, item, _ in alike}, {issue.number for _, _, issue in alike}
                    counts[path, old] = min(len(mine), len(theirs))
        return counts

    def _last_left(self, items: Sequence[Item], issues: Sequence[Known]) -> None:
        """One item and one issue left in a document are the same, rewritten beyond recognition.

        Only an open issue: nothing but its being left speaks for it, and a new item handed to a closed one is lost.
        And where a person has been at the issue, only with a word in common: what they wrote is about the old item.
        """
        left, free = self._left(_needing(items)), [issue for issue in self._free(issues) if issue.open]
        if len(left) == len(free) == 1 and not left[0].done:
            (item,), (issue,) = left, free
            if not touched(issue) or _words(item.normal) & _words(issue.normal):
                self._pair(item, issue)

    def _by(
        self,
        items: Sequence[Item],
        issues: Sequence[Known],
        item_key: Callable[[Item], Hashable],
        issue_key: Callable[[Known], Hashable],
    ) -> None:
        """Pair what has the same key: the first item with the lowest number."""
        waiting: dict[Hashable, list[Known]] = defaultdict(list)
        for issue in reversed(self._free(issues)):
            waiting[issue_key(issue)].append(issue)
        for item in self._left(items):
            if queue := waiting.get(item_key(item)):
                self._pair(item, queue.pop())

    def _pair(self, item: Item, issue: Known) -> None:
        if item not in self.pairs and issue.number not in self.used:
            self.pairs[item] = issue
            self.used.add(issue.number)

    def _left(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if item not in self.pairs]

    def _free(self, issues: Iterable[Known]) -> list[Known]:
        return [issue for issue in issues if issue.number not in self.used]


def own_number(item: Item, place: Place) -> int | None:
    """The number of the issue that the item links apart from its text, None for none. (`number_here`)"""
    return number_here(item.apart, place)


def own_numbers(items: Iterable[Item], place: Place) -> set[int]:
    """Those of all items."""
    return {number for item in items if (number := own_number(item, place))}


def linked_number(item: Item, place: Place) -> int | None:
    """The number of the issue or pull request that the item links, None for none. (`number_here`)"""
    return number_here((*item.apart, *item.tickets), place)


def alike(item: Item, issue: Known) -> bool:
    """Whether the item's text may be that of the issue, edited."""
    one, other = item.normal[:MOST_COMPARED], issue.normal[:MOST_COMPARED]
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILAR


def _needing(items: Iterable[Item]) -> list[Item]:
    """The items that no ticket stands for."""
    return [item for item in items if not item.tickets]


def _short(item: Item) -> str:
    """The item's text, normalised, as far as a marker holds it."""
    return normalise(marked_text(item.text))


def _words(text: str) -> set[str]:
    """The words of a text that say something, by their length."""
    return {word for word in _WORD.findall(text) if len(word) >= LONG_WORD}


def _key(issue: Known) -> str:
    return issue.marker.item if issue.marker else ""


def _shared(new: Mapping[str, Sequence[Item]], gone: Mapping[str, Sequence[Known]]) -> Counter[tuple[str, str]]:
    """How many texts each new document and each one that is gone have in common."""
    holders: dict[str, set[str]] = defaultdict(set)
    for old, issues in gone.items():
        for issue in issues:
            holders[issue.normal].add(old)
    return Counter(
        (path, old)
        for path, items in new.items()
        for text in {_short(one) for one in items}
        for old in holders.get(text, ())
    )
