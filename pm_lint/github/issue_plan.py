"""What is to be done, decided before anything is written: items in scope and known issues in, steps out. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Literal

from pm_lint.github.issue_body import issue_title, revise
from pm_lint.github.issue_items import Item, Scope
from pm_lint.github.issue_known import Known, touched
from pm_lint.github.issue_links import followed
from pm_lint.github.issue_marker import Marker, item_key, marked_text
from pm_lint.github.issue_match import MOST_RATIOS, alike, linked_number, match, own_number, own_numbers
from pm_lint.github.issue_state import closes_for_tick, difference, unticked_since
from pm_lint.github.place import Place
from pm_lint.record import dataclass, field, replace

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
    """Close the issue with this marker: as a duplicate of ``stays``; as completed, with what its ``item`` says; or,
    without either, as not planned."""

    marker: Marker
    stays: int | None = None
    item: Item | None = None

    @property
    def not_planned(self) -> bool:
        return self.stays is None and self.item is None


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
    #: What the document and GitHub don't agree on, and the run leaves to people; "" for nothing.
    differs: str = field(default="", repr=False)


def plan(
    scope: Scope,
    known: Sequence[Known],
    place: Place,
    *,
    create: bool = True,
    close_done: bool = False,
    close_removed: bool = False,
) -> list[Step]:
    """A step for each committed item in scope, in the order of the documents; then for each open issue whose item is
    gone; then the duplicates. ``create=False``: a new item is kept without an issue. ``close_done``, ``close_removed``:
    the issues of items that are ticked off, or gone, are closed."""
    items = _followed(scope.items, {one.number: one.stays for one in known if one.stays}, place)
    known = [issue for issue in known if not issue.stays]
    matched = match(items, known, scope.paths, scope.present, place)
    holders = {issue.number: item for item, issue in matched.items()}
    taken = {issue.name for issue in known if issue.name}
    planner = _Planner(matched, holders, taken, place, create, close_done)
    steps = [planner.step(item) for item in items]
    duplicates = sweep(known, own_numbers(items, place))
    settled = holders.keys() | {step.issue for step in duplicates} | {step.issue for step in steps}
    gone = [issue for issue in known if issue.number not in settled and _is_gone(issue, scope)]
    few = len(gone) * len(matched) <= MOST_RATIOS
    for issue in gone:
        if issue.marker:
            later = _later(issue, matched) if few else None
            steps.append(_removed(issue, issue.marker, close_removed, later))
    return steps + duplicates


def _followed(items: Sequence[Item], stays: Mapping[int, int], place: Place) -> Sequence[Item]:
    """The items, linking the issues that stayed where they link duplicates that were swept."""
    if not stays:
        return items
    return [
        replace(item, tickets=followed(item.tickets, stays, place), apart=followed(item.apart, stays, place))
        for item in items
    ]


def sweep(known: Iterable[Known], linked: Container[int] = ()) -> list[Step]:
    """What to do about open issues with the same marker as another open one, which stays: the one that a document links
    as an item's own, else that of the lowest number."""
    stays: dict[tuple[str, str], int] = {}
    steps = []
    for issue in sorted(known, key=lambda one: (one.number not in linked, one.number)):
        if issue.open and issue.marker:
            first = stays.setdefault((issue.marker.incident, issue.marker.item), issue.number)
            if issue.number != first:
                steps.append(_duplicate(issue, issue.marker, first))
    return steps


@dataclass(frozen=True)
class _Planner:
    """What the steps for items are decided by."""

    matched: Mapping[Item, Known]
    #: The same from the other side, by number.
    holders: Mapping[int, Item]
    #: The names of all issues; those of new ones are added.
    taken: set[tuple[str, str]]
    place: Place
    create: bool
    close_done: bool

    def step(self, item: Item) -> Step:
        """The step for one item."""
        issue = self.matched.get(item)
        if item.blank:
            return _step("keep", item, "says nothing yet", linked_number(item, self.place))
        if item.tickets and not (issue and self._is_its_own(item, issue)):
            return self._for_ticket(item, issue)
        if issue is not None:
            return self._for_known(item, issue)
        if item.done:
            return _step("keep", item, "ticked off without an issue: nothing is left to track")
        if not self.create:
            return _step("keep", item, "has no ticket, and creating issues is switched off (create = false)")
        deed = Create(item, self._new_marker(item, issue_title(item)))
        return _step("create", item, "has no issue yet", None, issue_title(item), deed)

    def _is_its_own(self, item: Item, issue: Known) -> bool:
        """Whether an item with tickets links the issue that is its own, and so is looked after as one without."""
        number = linked_number(item, self.place)
        return (
            issue.marker is not None
            and issue.number == number
            and (number == own_number(item, self.place) or alike(item, issue))
        )

    def _for_ticket(self, item: Item, issue: Known | None) -> Step:
        """The step for an item that has a ticket of people's, or mentions another item's issue."""
        linked = linked_number(item, self.place)
        number = linked or (issue.number if issue else None)
        ticket = f"#{linked}" if linked else item.tickets[0].text[:100]
        holder = self.holders.get(linked or 0, item)
        beside = f"; #{issue.number}, made before, is left as it is" if issue and issue.number != linked else ""
        if holder is not item:
            beside = f", which is the issue of line {holder.line} in {holder.path}"
        return _step("adopt" if linked else "keep", item, f"has a ticket, {ticket}{beside}", number)

    def _for_known(self, item: Item, issue: Known) -> Step:
        """The step for an item that has an issue of ours."""
        marker = issue.marker or self._new_marker(item, issue.title)
        if issue.marker and self.close_done:
            marker = replace(marker, unticked=unticked_since(item, issue))
        changes = revise(marker, issue.title, issue.body, item, self.place)
        title = changes.get("title", issue.title)
        if issue.marker is None:
            reason = "an issue of ours has exactly this title, and stands for no other item"
            return _step("adopt", item, reason, issue.number, title, Update(item, marker))
        if self.close_done and closes_for_tick(item, issue):
            reason = "marked as done in the document"
            return _step("close", item, reason, issue.number, title, Close(marker, item=item))
        differs = difference(item, issue)
        reason = _why(changes, issue.marker, marker, item) if changes else "up to date"
        reason += f"; {differs}" if differs else "" if issue.open else "; it is closed"
        if not changes:
            return _step("keep", item, reason, issue.number, title, None, differs)
        return _step("update", item, reason, issue.number, title, Update(item, marker), differs)

    def _new_marker(self, item: Item, title: str) -> Marker:
        """A marker for an item without one: its own key, or, where an older issue has that (its item was edited since,
        or another document had this path), that of the next free ordinal."""
        ordinal = item.ordinal
        while (item.path, item_key(item.text, ordinal)) in self.taken:
            ordinal += 1
        key = item_key(item.text, ordinal)
        self.taken.add((item.path, key))
        return Marker.of(item.path, key, item.path, item.text, title)


def _step(
    action: Action,
    item: Item,
    reason: str,
    number: int | None = None,
    title: str | None = None,
    deed: Create | Update | Close | None = None,
    differs: str = "",
) -> Step:
    return Step(action, item.path, item.line, item.text, title, number, reason, deed, differs)


def _why(changes: dict[str, str], marker: Marker, wanted: Marker, item: Item) -> str:
    """What differs, in a few words."""
    if marker.path != item.path:
        return f"the document was {marker.path}"
    if marker.text != marked_text(item.text):
        return "the item's text changed"
    if marker.unticked != wanted.unticked:
        return "it was reopened, and the item has no tick: the next one may close it again"
    return "its title changed" if "body" not in changes else "what the document says about it changed"


def _is_gone(issue: Known, scope: Scope) -> bool:
    """Whether the item of an open issue is gone: from a document in scope, or with its file. Of a document that is out
    of scope or can't be read nothing is known."""
    return issue.open and (issue.path in scope.paths or issue.path not in scope.present)


def _later(issue: Known, matched: Mapping[Item, Known]) -> int | None:
    """The number of an issue made later for an item of the document that says much the same. Where the listing lagged
    while an item was edited, it stands for the same item; it may as well be another's, so nothing is closed for it."""
    return next(
        (
            held.number
            for item, held in matched.items()
            if held.number > issue.number and item.path == issue.path and alike(item, issue)
        ),
        None,
    )


def _removed(issue: Known, marker: Marker, close: bool, later: int | None) -> Step:
    """The step for an issue whose item is gone."""
    reason = "the item is no longer in the document"
    if close and not touched(issue):
        return Step("close", issue.path, None, marker.text, issue.title, issue.number, reason, Close(marker))
    reason += ", and somebody has worked on it" if close else ""
    reason += f"; #{later}, made later, says much the same" if later else ""
    reason += "; close the issue by hand if it is off"
    return Step("keep", issue.path, None, marker.text, issue.title, issue.number, reason)


def _duplicate(twin: Known, marker: Marker, stays: int) -> Step:
    if touched(twin):
        reason = f"a duplicate of #{stays}, left open because somebody has worked on it"
        return Step("keep", marker.path, None, marker.text, twin.title, twin.number, reason)
    reason = f"a duplicate of #{stays}, made by two runs at once or an answer that got lost"
    return Step("close", marker.path, None, marker.text, twin.title, twin.number, reason, Close(marker, stays))
