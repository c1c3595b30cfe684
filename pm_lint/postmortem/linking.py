"""Links to their tickets, written into the action items of a document, each in the item's own form.

A link goes into the cell for it where the item is a table's row, else behind the item's text. What stands there may
mean something by its place ("… (Alice)", "…:"), so nothing is taken for granted: the edited document is read again,
and an item whose link changed anything but its ticket gets it elsewhere, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pm_lint.edits import edited
from pm_lint.finding import Edit, Span
from pm_lint.markdown import Break, Html, HtmlBlock, Image, Leaf, Link, Text, walk, walk_inlines
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.spans import Spans
from pm_lint.postmortem.text import undecided
from pm_lint.record import NamedTuple, dataclass, replace
from pm_lint.regex import regex

#: A document is read again at most so often; what has no place by then gets no link.
MOST_READINGS = 60
#: What may stand behind an item's text and say whose or when it is: a bracket, a dash, a label.
_TAIL = regex(r"\s{1,3}(?:[(\[]|[-–—|→]|->|@|(?:owner|assignee|due|by|eta|dri)\b)", re.IGNORECASE)
#: So much of the end of a text is looked at for that, and so many of the places tried.
_TAIL_LENGTH = 160
_MOST_TAILS = 4


@dataclass(frozen=True)
class TicketLink:
    """A ticket as it is written into a document: ``text`` is what a reader sees ("#12")."""

    text: str
    url: str

    @property
    def markdown(self) -> str:
        return f"[{self.text}]({self.url})"

    @property
    def html(self) -> str:
        return f'<a href="{self.url}">{self.text}</a>'


@dataclass(frozen=True)
class Linked:
    """A document with links: its edits in order, its text then, and the items (by index) that got none."""

    edits: tuple[Edit, ...]
    source: str
    left_out: tuple[int, ...]


class _Option(NamedTuple):
    """One way to write a link: the edit, and what it adds to the item's text as a reader sees it."""

    edit: Edit
    shown: str


def write_links(doc: Postmortem, links: Mapping[int, TicketLink], read: Callable[[str], Postmortem]) -> Linked:
    """The document with a link for each of those action items (by index).

    ``read`` reads a text as ``doc`` was read. An item that has a ticket already, or no place for a link, is left out.
    Read again, the document has the same items, and each that was linked has exactly that ticket.
    """
    writer = _Writer(doc, links, read)
    writer.fit([index for index in sorted(links) if writer.options[index]])
    edits = tuple(sorted((option.edit for option in writer.chosen.values()), key=lambda edit: edit.span))
    left_out = tuple(index for index in sorted(links) if index not in writer.chosen)
    return Linked(edits, edited(doc.document.lines, edits).text, left_out)


class _Writer:
    def __init__(self, doc: Postmortem, links: Mapping[int, TicketLink], read: Callable[[str], Postmortem]) -> None:
        self.doc = doc
        self.links = links
        self.read = read
        html = Spans(block.span for block in walk(doc.document.blocks) if isinstance(block, HtmlBlock))
        items = doc.action_items
        #: The ways that each item's link has left, the best first.
        self.options = {index: list(_options(items[index], link, doc, html)) for index, link in links.items()}
        #: What has been found to do no harm.
        self.chosen: dict[int, _Option] = {}
        self.readings = 0

    def fit(self, items: Sequence[int]) -> None:
        """Choose a way for each of these items, all at once where that does no harm, else for halves of them."""
        if not items or self.readings >= MOST_READINGS:
            return
        trial = {**self.chosen, **{index: self.options[index][0] for index in items}}
        wrong = self._wrong(trial)
        if wrong is not None and not wrong:
            self.chosen = trial
            return
        if len(items) > 1 and (wrong is None or not wrong <= set(items)):
            self.fit(items[: len(items) // 2])
            self.fit(items[len(items) // 2 :])
            return
        for index in items if wrong is None or not wrong <= set(items) else wrong:
            self.options[index].pop(0)
        self.fit([index for index in items if self.options[index]])

    def _wrong(self, trial: Mapping[int, _Option]) -> set[int] | None:
        """The items that these edits change in more than their ticket; None if they change anything else."""
        self.readings += 1
        after = self.read(edited(self.doc.document.lines, (option.edit for option in trial.values())).text)
        if len(after.action_items) != len(self.doc.action_items) or _frame(after) != _frame(self.doc):
            return None
        pairs = enumerate(zip(self.doc.action_items, after.action_items, strict=True))
        return {index for index, (old, new) in pairs if not _same(old, new, trial.get(index), self.links.get(index))}


def _frame(doc: Postmortem) -> tuple[object, ...]:
    """What no link may change: how the document is made up, and what it says of the incident."""
    sections = [(section.role, section.level, section.style, section.parent) for section in doc.sections]
    timeline = [(entry.text, entry.at) for entry in doc.timeline.entries] if doc.timeline else []
    fields = [(one.label, one.text) for one in doc.fields]
    days = (doc.incident.start, doc.incident.end, doc.severity, doc.meeting and doc.meeting.text)
    return sections, timeline, fields, days, [owner.text for owner in doc.owners]


def _same(old: ActionItem, new: ActionItem, option: _Option | None, link: TicketLink | None) -> bool:
    """Whether an item is what it was, but for the ticket that it was given."""
    if option is None or link is None:
        return _facts(old) == _facts(new) and [one.text for one in old.tickets] == [one.text for one in new.tickets]
    if len(new.tickets) != 1 or new.tickets[0].text != link.text or new.tickets[0].url not in ("", link.url):
        return False
    bare = replace(
        new,
        text=" ".join(new.text.replace(option.shown, "", 1).split()),
        details=new.details.replace(option.edit.text, "", 1),
    )
    return _facts(old) == _facts(bare)


def _facts(item: ActionItem) -> tuple[object, ...]:
    """What an item says, wherever it stands."""
    owner = item.owner and (item.owner.text, item.owner.handle)
    due = item.due and (item.due.text, item.due.days)
    return item.text, item.details, owner, due, item.done, item.committed, item.blank, item.needs_no_ticket, item.line


# -- where a link may go -----------------------------------------------------------------------------


def _options(item: ActionItem, link: TicketLink, doc: Postmortem, html: Spans) -> Iterator[_Option]:
    """The ways to write an item's link, the best first; none for an item that has a ticket."""
    leaf = item.content
    if leaf is None or item.tickets:
        return
    in_html = html.overlap(leaf.span)
    written = link.html if in_html else link.markdown
    lines = doc.document.lines
    cell = item.ticket_cell
    if cell is not None and _is_free(cell):
        yield _Option(_in_cell(written, cell.span, lines), "")
    for place in dict.fromkeys(_places(leaf, in_html)):
        before = "" if _char(lines, place[0], place[1] - 1).isspace() else " "
        behind = "" if not _char(lines, *place).isalnum() else " "
        yield _Option(Edit(Span.at(*place), f"{before}({written}){behind}"), f"{before}({link.text}){behind}")


def _is_free(cell: Leaf) -> bool:
    """Whether a cell holds nothing, or a placeholder alone: no comment, link or image would be lost with it."""
    kept = any(isinstance(node, Html | Link | Image) for node in walk_inlines(cell.marked))
    return not kept and (not cell.text.strip() or undecided(cell.text))


def _char(lines: Sequence[str], line: int, column: int) -> str:
    """The character at a position, "" beyond the line's ends."""
    return lines[line - 1][column - 1 : column] if column > 0 else ""


def _in_cell(written: str, span: Span, lines: Sequence[str]) -> Edit:
    """What goes into a cell, in place of what it holds; into an empty one behind a space, with one to each pipe."""
    if span.start != span.end:
        return Edit(span, written)
    line, column = span.start
    while _char(lines, line, column - 1) == " " == _char(lines, line, column - 2):
        column -= 1
    before = " " if _char(lines, line, column - 1) == "|" else ""
    behind = " " if _char(lines, line, column) == "|" else ""
    return Edit(Span.at(line, column), f"{before}{written}{behind}")


def _places(leaf: Leaf, in_html: bool) -> Iterator[tuple[int, int]]:
    """Where a link may go into a text: behind it, before its colon, before what says whose it is."""
    if in_html:
        yield leaf.span.end
        return
    text = leaf.text.rstrip()
    if not text:
        return
    if text.endswith(":"):
        yield leaf.prose.locate(len(text) - 1, len(text)).start
    yield _end(leaf)
    yield leaf.prose.locate(0, len(text)).end  # inside the emphasis of all of it: a bold line stays one
    first = max(0, len(text) - _TAIL_LENGTH)
    tails = [match.start() for match in _TAIL.finditer(text, first)]
    for at in [*reversed(tails[-_MOST_TAILS:])]:
        if at:
            place = leaf.prose.locate(at - 1, at).end
            yield _outside(leaf, place)
            yield place


def _outside(leaf: Leaf, place: tuple[int, int]) -> tuple[int, int]:
    """The place, or the end of the link or emphasis that it is in."""
    return next(
        (
            node.span.end
            for node in leaf.inlines
            if node.span.start < place < node.span.end and not isinstance(node, Text)
        ),
        place,
    )


def _end(leaf: Leaf) -> tuple[int, int]:
    """The end of what a text shows, marks included: before comments and white space that stand behind it."""
    for node in reversed(leaf.inlines):
        if isinstance(node, Break) or (isinstance(node, Html) and node.text.startswith(("<!--", "<br"))):
            continue
        if isinstance(node, Text):
            kept = node.text.rstrip()
            if not kept:
                continue
            line, column = node.span.end
            return line, column - (len(node.text) - len(kept))
        return node.span.end
    return leaf.span.end
