"""Which point that went wrong an action item answers, and when nothing is said because it isn't clear."""

from __future__ import annotations

import pytest

from pm_lint.postmortem import went_wrong
from pm_lint.postmortem.reader import read
from pm_lint.postmortem.went_wrong import answered
from tests.rules.support import EMPTY

WRONG = """
- The replica ran out of disk because old write-ahead segments were never archived.
- Nobody was paged: the queue alert had been muted.
- The failover script was written for the old cluster, and nobody had tried it since.
"""
ARCHIVED = "The replica ran out of disk because old write-ahead segments were never archived."


def answers(items: str, wrong: str = WRONG, heading: str = "What Didn't Go So Well?") -> list[str | None]:
    """For each item the text of its point."""
    doc = read(f"# T\n\n## {heading}\n{wrong}\n\n## Action Items\n\n{items}\n", EMPTY)
    found = answered(doc, doc.action_items)
    return [point.leaf.text if point else None for point in found]


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("- Archive write-ahead segments of the replica", ARCHIVED),
        ("- Keep more space free\n  - old write-ahead segments are to be archived", ARCHIVED),
        ("- Add an alert on disk usage of the replica", None),  # two words
        ("- Archive old segments and mute no alert of the queue again", None),  # as much of one as of another
        ("- Buy a bigger disk, hire experts, publish a runbook for the replica, test segments weekly, archive logs, "
         "tickets, review budgets, dashboards and quarterly reports, then celebrate the anniversary", None),
        ("- Order cables", None),
        ("- 修复", None),
    ],
)  # fmt: skip
def test_by_words(item: str, answer: str | None) -> None:
    assert answers(item) == [answer]


@pytest.mark.parametrize(
    ("item", "factors", "answer"),
    [
        ("- Fix contributing factor 2", "1. one\n2. two\n3. three", "two"),
        ("- Mend it (root cause #1)", "1. one\n2. two", "one"),
        ("- Fix factor 3", "1. one\n2. two", None),
        ("- Fix factor 0", "1. one\n2. two", None),
        ("- Fix factor 1", "- one\n- two", None),  # not numbered
        ("- Fix factor 1", "1. one\n\nAnd also:\n\n1. eins", None),  # which list?
        ("- Fix factor 2", "1. one\n2. None\n3. three", None),  # which one, if what says nothing doesn't count?
    ],
)
def test_by_number(item: str, factors: str, answer: str | None) -> None:
    assert answers(item, factors, "Contributing Factors") == [answer]


def test_without_points() -> None:
    assert answers("- one\n- two", "It went badly.") == [None, None]


def test_a_word_of_many_points_tells_nothing() -> None:
    same = "- The archive of old replica segments was full"
    assert answers("- Archive old replica segments", "\n".join(f"{same} {n}" for n in range(9))) == [None]


def test_the_work_grows_with_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in words looked up, of a document whose points and items all share their words."""
    looked = 0

    class Counting(frozenset[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal looked
            for word in frozenset.__iter__(self):
                looked += 1
                yield word

    plain = went_wrong._words
    monkeypatch.setattr(went_wrong, "_words", lambda texts: Counting(plain(texts)))
    line = "- The archive of old replica segments was full"
    assert answers("\n".join([line] * 200), "\n".join([line] * 200)) == [None] * 200
    assert looked <= 2 * 200 * 6
