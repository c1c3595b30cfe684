"""Open or closed: where a document and GitHub differ about an item, and which issues a run may close. Pure.

Nothing is ever reopened. An issue that a person reopened is closed again for a tick only once its item was seen without
the tick in between, which its marker keeps.
"""

from __future__ import annotations

from pm_lint.github.issue_items import Item
from pm_lint.github.issue_known import Known

#: What is said of a closed issue whose item is open, by why it is closed.
_CLOSED = {
    "completed": "closed as completed, but not marked as done in the document",
    "not_planned": "closed as not planned, but the document still asks for it",
    "duplicate": "closed as a duplicate, but the document links no other ticket for it",
}


def difference(item: Item, issue: Known) -> str:
    """What the document and GitHub don't agree on, in a few words; "" where they agree."""
    if issue.open and item.done:
        again = ": it was reopened" if issue.reopened else ""
        return f"marked as done in the document, but the issue is open{again}"
    if issue.open or item.done:
        return ""
    return _CLOSED.get(issue.why, "closed, but not marked as done in the document")


def closes_for_tick(item: Item, issue: Known) -> bool:
    """Whether the item's tick closes the issue, where ticks do."""
    return item.done and issue.open and (not issue.reopened or _unticked(issue))


def unticked_since(item: Item, issue: Known) -> bool:
    """What the marker is to say: that the issue is reopened, and its item was seen without a tick since."""
    return issue.reopened and not closes_for_tick(item, issue) and (_unticked(issue) or not item.done)


def _unticked(issue: Known) -> bool:
    return issue.marker is not None and issue.marker.unticked


def too_many_gone(gone: int, kept: int, allowed: int) -> bool:
    """Whether so many of the known items are gone at once that a mistake is likelier: a folder that moved."""
    return gone > kept and gone > allowed
