"""What is to be done, decided before anything is written: items in scope and known issues in, steps out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from pm_lint.github.issue_body import issue_title, revise, take_apart
from pm_lint.github.issue_items import Item, Scope
from pm_lint.github.issue_marker import Marker, item_key, marked_text
from pm_lint.github.issue_match import Known, linked_number, match
from pm_lint.github.place import Place
from pm_lint.record import dataclass, field

Action = Literal["create", "update", "close", "adopt", "keep"]


@dataclass(frozen=True)
class Create:
    """Make an issue for the item, with this marker."""

    item: Item
    marker: Marker


@dataclass(frozen=True)
class Update:
    """Bring the issue up to date with the item; ``marker`` is its own, or a new one where it is adopted."""

    item: Item
    marker: Marker


@dataclass(frozen=True)
class Close:
    """Close the issue with this marker as a duplicate of another."""

    marker: Marker
    stays: int


@dataclass(frozen=True)
class Step:
    """One thing to do, or to leave, and why. The first seven are what ``--dry-run --format json`` shows.

    ``line`` is None for an issue whose item is gone; ``title`` is the issue's, as it will be; ``issue`` is its number,
    None where there is none or none yet.
    """

    action: Action
    path: str
    line: int | None
    text: str
    title: str | None
    issue: int | None
    reason: str
    #: What is sent for it, None for nothing: an adopted ticket is never written to, an adopted issue gets its marker.
    deed: Create | Update | Close | None = field(default=None, repr=False)


def plan(scope: Scope, known: Sequence[Known], place: Place, *, create: bool = True) -> list[Step]:
    """A step for each committed item in scope, in the order of the documents; then for each open issue whose item is
    gone; then the duplicates. ``create=False``: a new item is kept without an issue."""
    matched = match(scope.items, known, scope.paths, scope.present, place)
    taken = {issue.name for issue in known if issue.name}
    steps = [_for_item(item, matched.get(item), taken, place, create) for item in scope.items]
    duplicates = sweep(known)
    settled = {issue.number for issue in matched.values()} | {step.issue for step in duplicates}
    steps += [step for issue in known if issue.number not in settled for step in _removed(issue, scope)]
    return steps + duplicates


def sweep(known: Iterable[Known]) -> list[Step]:
    """What to do about open issues with the same marker as an open one of a lower number, which stays."""
    stays: dict[tuple[str, str], int] = {}
    steps = []
    for issue in sorted(known, key=lambda one: one.number):
        if issue.open and issue.marker:
            lowest = stays.setdefault((issue.marker.incident, issue.marker.item), issue.number)
            if issue.number != lowest:
                steps.append(_duplicate(issue, issue.marker, lowest))
    return steps


def _for_item(item: Item, issue: Known | None, taken: set[tuple[str, str]], place: Place, create: bool) -> Step:
    """The step for one item. A key that is made is added to ``taken``."""
    if item.blank:
        return _step("keep", item, "says nothing yet")
    if item.tickets:
        linked = linked_number(item, place)
        number = linked or (issue.number if issue else None)
        beside = f"; #{issue.number}, made before, is left as it is" if issue and issue.number != linked else ""
        ticket = f"#{linked}" if linked else item.tickets[0].text[:100]
        return _step("adopt" if linked else "keep", item, f"has a ticket, {ticket}{beside}", number)
    if issue is not None:
        return _for_known(item, issue, taken, place)
    if item.done:
        return _step("keep", item, "ticked off without an issue: nothing is left to track")
    if not create:
        return _step("keep", item, "has no ticket, and creating issues is switched off (create = false)")
    deed = Create(item, _new_marker(item, taken, issue_title(item)))
    return _step("create", item, "has no issue yet", None, issue_title(item), deed)


def _for_known(item: Item, issue: Known, taken: set[tuple[str, str]], place: Place) -> Step:
    """The step for an item that has an issue of ours."""
    marker = issue.marker or _new_marker(item, taken, issue.title)
    changes = revise(marker, issue.title, issue.body, item, place)
    title = changes.get("title", issue.title)
    if issue.marker is None:
        reason = "an issue of ours has exactly this title, and stands for no other item"
        return _step("adopt", item, reason, issue.number, title, Update(item, marker))
    if changes:
        closed = "" if issue.open else "; the issue is closed: reopen it by hand if work is left"
        return _step("update", item, _why(changes, marker, item) + closed, issue.number, title, Update(item, marker))
    return _step("keep", item, "up to date" if issue.open else "up to date; it is closed", issue.number, title)


def _step(
    action: Action,
    item: Item,
    reason: str,
    number: int | None = None,
    title: str | None = None,
    deed: Create | Update | None = None,
) -> Step:
    return Step(action, item.path, item.line, item.text, title, number, reason, deed)


def _why(changes: dict[str, str], marker: Marker, item: Item) -> str:
    """What differs, in a few words."""
    if marker.path != item.path:
        return f"the document was {marker.path}"
    if marker.text != marked_text(item.text):
        return "the item's text changed"
    return "its title changed" if "body" not in changes else "what the document says about it changed"


def _new_marker(item: Item, taken: set[tuple[str, str]], title: str) -> Marker:
    """A marker for an item without one: its own key, or, where an older issue has that (its item was edited since, or
    another document had this path), that of the next free ordinal."""
    ordinal = item.ordinal
    while (item.path, item_key(item.text, ordinal)) in taken:
        ordinal += 1
    key = item_key(item.text, ordinal)
    taken.add((item.path, key))
    return Marker.of(item.path, key, item.path, item.text, title)


def _removed(issue: Known, scope: Scope) -> Iterable[Step]:
    """A step for an open issue whose item is gone: from a document in scope, or with its file. Of a document that is
    out of scope or can't be read nothing is known."""
    gone = issue.path in scope.paths or issue.path not in scope.present
    if issue.open and issue.marker and gone:
        reason = "the item is no longer in the document; close the issue by hand if it is off"
        yield Step("keep", issue.path, None, issue.marker.text, issue.title, issue.number, reason)


def touched(issue: Known) -> bool:
    """Whether a person has been at an issue: a comment, text of their own in the body, another title."""
    own = take_apart(issue.body).people.strip()
    return issue.comments > 0 or bool(own) or issue.marker is None or issue.title != issue.marker.title


def _duplicate(twin: Known, marker: Marker, stays: int) -> Step:
    if touched(twin):
        reason = f"a duplicate of #{stays}, left open because somebody has worked on it"
        return Step("keep", marker.path, None, marker.text, twin.title, twin.number, reason)
    reason = f"a duplicate of #{stays}, made by two runs at once or an answer that got lost"
    return Step("close", marker.path, None, marker.text, twin.title, twin.number, reason, Close(marker, stays))
