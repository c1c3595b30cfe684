"""Which point that went wrong an action item answers, and when nothing is said because it isn't clear."""

from __future__ import annotations

from collections import Counter
from typing import Any

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
        ("- Archive old segments of the replica; its muted queue alert is to be heard", None),  # of another as well
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


@pytest.mark.parametrize(
    ("points", "item", "index"),
    [
        # a b c d are shared with one, and two of them with each of two others: nothing is its own
        (["alfa bravo charlie delta", "alfa bravo", "charlie delta"], "alfa bravo charlie delta", None),
        (["alfa bravo charlie delta", "alfa bravo", "charlie echo"], "alfa bravo charlie delta", None),
        (["alfa bravo charlie delta", "alfa bravo", "golf hotel"], "alfa bravo charlie delta", 0),
        # four of twelve words on either side
        (["alfa bravo charlie delta n1ne t1n e1even tw1lve th1rteen f1urteen f1fteen s1xteen"],
         "alfa bravo charlie delta golf hotel india juliett kilo lima mike november", None),
        # what all have counts for none
        ([f"golf hotel india juliett kilo {own}" for own in ("alfa bravo charlie delta", *["mike"] * 8)],
         "golf hotel india juliett kilo alfa bravo charlie delta", 0),
    ],
)  # fmt: skip
def test_what_makes_it_clear(points: list[str], item: str, index: int | None) -> None:
    found = answers(f"- {item}", "\n".join(f"- {point}" for point in points))
    assert found == [None if index is None else points[index]]


def test_the_work_grows_with_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in points looked at, of a document whose points and items all share their words."""
    looked = 0

    class Counting(Counter[int]):
        def update(self, found: Any = (), /, **more: Any) -> None:
            nonlocal looked
            looked += len(found or ())
            super().update(found, **more)

    monkeypatch.setattr(went_wrong, "Counter", Counting)
    line = "- The archive of old replica segments was full"
    assert answers("\n".join([line] * 200), "\n".join([line] * 200)) == [None] * 200
    assert looked <= 200 * 6 * went_wrong.MOST_POINTS * 2
