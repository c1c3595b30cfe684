"""Which action items are meant to have issues: the committed ones of the documents in scope, as issues show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pm_lint.github.issue_links import set_apart
from pm_lint.github.issue_marker import item_key, marked_path, normalise
from pm_lint.github.issue_text import Piece, pieces
from pm_lint.linter import Checked
from pm_lint.postmortem.model import ActionItem, DatedText, Postmortem, Ticket
from pm_lint.postmortem.subjects import Point
from pm_lint.postmortem.went_wrong import answered
from pm_lint.record import dataclass, field
from pm_lint.regex import regex

#: How far back incidents make issues where the team does not say (``action-items.since``).
DAYS_BACK = 90

#: A login: letters, digits and single hyphens, 39 at most; managed accounts have an underscore before their company's
#: suffix. (https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference)
_LOGIN = regex(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})\Z")


@dataclass(frozen=True)
class Wrong:
    """A point that went wrong: the line it stands on, and what it says."""

    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Item:
    """One committed action item, as its issue shows it. All of it is text from outside."""

    path: str
    line: int
    #: Without the links that stand apart from it.
    text: str
    #: The Markdown source of what stands below the item's first paragraph.
    details: str
    #: The owner as written, "" for none; ``login`` is set only where that could be an account.
    owner: str
    login: str | None
    due: str
    #: The incident's date and title, and its severity, "" where the document doesn't say.
    incident: str
    severity: str
    tickets: tuple[Ticket, ...]
    done: bool
    blank: bool
    #: ``text`` as a reader sees it, with its links and code.
    pieces: tuple[Piece, ...] = field(default=(), compare=False)
    #: What the document says went wrong, where the item clearly refers to it.
    wrong: Wrong | None = field(default=None, compare=False)
    #: Counts from 0 the items of the document that have the same normalised text.
    ordinal: int = 0
    #: The tickets whose links stand apart from the text: of those in it nobody knows whether they are its own.
    apart: tuple[Ticket, ...] = ()

    @property
    def key(self) -> str:
        """The key that a new issue for it gets, and that it is first looked for by."""
        return item_key(self.text, self.ordinal)

    @property
    def normal(self) -> str:
        """Its text as texts are compared."""
        return normalise(self.text)


@dataclass(frozen=True)
class Scope:
    """The items to be looked after, and what was left out and why."""

    items: tuple[Item, ...]
    #: The documents of those items, and those in scope without any.
    paths: frozenset[str]
    #: Every document there is, in scope or not, readable or not: what is not among these is gone.
    present: frozenset[str]
    #: Sentences for the log: never is anything left out silently.
    notes: tuple[str, ...]


def first_day(since: date | None, today: date) -> date:
    """The first incident date in scope. (DESIGN, "The issues")"""
    return since or today - timedelta(days=DAYS_BACK)


def in_scope(documents: Sequence[Checked], since: date) -> Scope:
    """The committed items of every document whose incident is on or after ``since``.

    A document that doesn't say when its incident was is in scope: an issue too many is closed by hand, an action item
    lost is not noticed.
    """
    items: list[Item] = []
    paths: set[str] = set()
    old = 0
    notes = []
    for document in sorted(documents, key=lambda one: one.path):
        path = marked_path(document.path)
        if document.postmortem is None:
            why = document.findings[0].message if document.findings else "it could not be read"
            notes.append(f"{path}: its action items are unknown, and its issues are left alone: {why}")
        elif not is_recent(document.postmortem, since):
            old += 1
        else:
            paths.add(path)
            items += _items(path, document.postmortem)
    if old:
        notes.append(
            f"{old} {'document' if old == 1 else 'documents'} left alone: incidents before {since.isoformat()}"
        )
    return Scope(tuple(items), frozenset(paths), frozenset(marked_path(one.path) for one in documents), tuple(notes))


def is_recent(postmortem: Postmortem, since: date) -> bool:
    """Whether a document is in scope, by the latest day that its incident may have been on: of sources that disagree
    one is enough."""
    incident = postmortem.incident
    days = [day for source in incident.believed for day in source.days]
    return max([*days, *([incident.end] if incident.end else [])], default=since) >= since


def _items(path: str, postmortem: Postmortem) -> Iterable[Item]:
    """The document's committed items, numbered where texts repeat."""
    seen: Counter[str] = Counter()
    committed = [item for item in postmortem.action_items if item.committed]
    for item, point in zip(committed, answered(postmortem, committed), strict=True):
        text, apart = set_apart(item)
        normal = normalise(text)
        yield _item(path, postmortem, item, text, apart, seen[normal], point)
        seen[normal] += 1


def _item(
    path: str,
    postmortem: Postmortem,
    item: ActionItem,
    text: str,
    apart: tuple[Ticket, ...],
    ordinal: int,
    point: Point | None,
) -> Item:
    owner = item.owner
    return Item(
        path=path,
        line=item.line,
        text=text,
        details=_level(item.details, item.text_span.column - 1),
        owner=owner.text if owner else "",
        login=owner.handle if owner and owner.handle and _LOGIN.match(owner.handle) else None,
        due=_due(item.due),
        incident=_incident(postmortem),
        severity=postmortem.severity or "",
        tickets=item.tickets,
        done=item.done,
        blank=item.blank,
        pieces=pieces(item.content, text),
        wrong=Wrong(point.leaf.span.line, pieces(point.leaf, " ".join(point.leaf.text.split()))) if point else None,
        ordinal=ordinal,
        apart=apart,
    )


def _level(details: str, indent: int) -> str:
    """What stands below an item without the indentation that put it there: its first line has none as it is. ``indent``
    is where the item's own text begins."""
    lines = details.split("\n")
    deep = min([indent, *(len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip())])
    return "\n".join([lines[0], *(line[deep:] if line.strip() else "" for line in lines[1:])])


def _incident(postmortem: Postmortem) -> str:
    """ "2026-03-01 Database outage", or as much of it as is known."""
    day = postmortem.incident.start or postmortem.incident.end
    name = (postmortem.title.name or postmortem.title.text) if postmortem.title else ""
    shown = day.isoformat() if day else ""
    return name if shown and shown in name else " ".join(part for part in (shown, name) if part)


def _due(due: DatedText | None) -> str:
    """The date where it has one reading, else what is written."""
    if due is None:
        return ""
    return due.day.isoformat() if due.day else due.text
