"""Action items: list items, and what they say of owner, due date and ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import (
    Document,
    Leaf,
    List,
    ListItem,
    Paragraph,
    Row,
    Strikethrough,
    Table,
    Text,
)
from pm_lint.postmortem.content import leaves, outside_code
from pm_lint.postmortem.dates import moments
from pm_lint.postmortem.fields import dated_text, handles
from pm_lint.postmortem.model import ActionItem, DatedText, Owner, Section
from pm_lint.postmortem.placeholders import find_placeholders, row_text
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import nothing, undecided
from pm_lint.postmortem.tickets import find_tickets

_OWNER = re.compile(
    r"(?:\b(?:owners?|assignees?|dri|responsible|lead)\s{0,3}:|\bassigned to:?|\bowned by:?)\s{0,3}"
    r"(@?[^\s,;()\[\]|.][^,;()\[\]|\n.]{0,60}?)(?=\s{0,9}(?:[,;()\[\]|\n.]|$|\bdue\b|\bby\b|\s[-–—]\s))",
    re.I,
)
_DUE = re.compile(
    r"\b(?:due(?:[ ]date)?|by|until|before|deadline|eta|target(?:[ ]date)?)\b[ ]?:?[ ]?(?:on|by)?[ ]*$", re.I
)

#: Columns of a table of action items.
_WHAT = re.compile(r"\b(?:actions?|items?|tasks?|descriptions?|what|to-?do|measures?|follow-?ups?)\b", re.I)
_WHO = re.compile(r"\b(?:owners?|assignees?|assigned|who|responsible|dri|lead)\b", re.I)
_WHEN = re.compile(r"\b(?:due|deadline|eta|target|by when)\b", re.I)
_DONE = re.compile(r"(?:[✅✔☑]\ufe0f?\s?)?(?:done|closed|completed?|finished|shipped|merged)?(?<=.)", re.I)
_SAID_DONE = re.compile(r"^(?:[✅✔☑]|\[?done\]?:)|[(\[](?:done|completed)[)\]][.!]?$|[✅✔☑]\ufe0f?$", re.I)


def read_action_items(
    section: Section,
    document: Document,
    schema: Schema,
    *,
    committed: bool,
    order: str | None,
    hosts: tuple[str, ...],
) -> Iterator[ActionItem]:
    """The items of a section, not of those inside it.

    Each top-level list item is one, with what is nested in it, and each row of a table.
    """
    tables = [block for block in section.blocks if isinstance(block, Table)]
    tabular = [table for table in tables if any(_WHAT.search(cell.text) for cell in table.head.cells)]
    read = {table.span for table in tabular or tables[:1]}
    for block in section.blocks:
        if isinstance(block, Table) and block.span in read:
            for row in block.rows:
                if found := _row(row, block.head, schema, committed=committed, order=order, hosts=hosts):
                    yield found
        elif isinstance(block, List) and not tabular:  # beside a table of items, a list only explains it
            for item in block.items:
                if found := _item(item, document, schema, committed=committed, order=order, hosts=hosts):
                    yield found


def _item(
    item: ListItem, document: Document, schema: Schema, *, committed: bool, order: str | None, hosts: tuple[str, ...]
) -> ActionItem | None:
    leaf = next((child for child in item.children if isinstance(child, Paragraph)), None)
    if leaf is None or not leaf.text.strip():
        return None
    text = " ".join(leaf.text.split())
    parts = tuple(leaves(item.children))
    placeholder = any(found.whole for found in find_placeholders((leaf,), schema))
    rest = Span(leaf.span.end_line, leaf.span.end_column, item.span.end_line, item.span.end_column)
    return ActionItem(
        text=text,
        span=item.span,
        text_span=leaf.span,
        details=document.slice(rest).strip() if len(item.children) > 1 else "",
        owner=next((owner for part in parts if (owner := _owner(part))), None),
        due=next((due for part in parts if (due := _due(part, order))), None),
        tickets=tuple(ticket for part in parts for ticket in find_tickets(part, hosts)),
        done=bool(item.checked) or _struck(leaf) or _said_done(text),
        committed=committed,
        blank=placeholder or undecided(text) or nothing(text) is not None,
    )


def _row(
    row: Row, head: Row, schema: Schema, *, committed: bool, order: str | None, hosts: tuple[str, ...]
) -> ActionItem | None:
    """A row of a table; its text is the cell under "Action item" or the like, else the first one."""
    named = [cell.text for cell in head.cells]
    what = next((cell for cell, name in zip(row.cells, named, strict=True) if _WHAT.search(name)), row.cells[0])
    text = " ".join(what.text.split())
    if not text:
        return None
    owner = next((cell for cell, name in zip(row.cells, named, strict=True) if _WHO.search(name)), None)
    due = next((cell for cell, name in zip(row.cells, named, strict=True) if _WHEN.search(name)), None)
    day = next((moment for moment in moments(due.text) if moment.days), None) if due else None
    return ActionItem(
        text=text,
        span=row.span,
        text_span=what.span,
        details="",
        owner=_whole_owner(owner) if owner else next((o for cell in row.cells if (o := _owner(cell))), None),
        due=dated_text(due.prose, day, order) if due and day else _due(what, order),
        tickets=tuple(ticket for cell in row.cells for ticket in find_tickets(cell, hosts)),
        done=_struck(what) or any(_DONE.fullmatch(cell.text.strip()) for cell in row.cells) or _said_done(text),
        committed=committed,
        blank=row_text(row) in schema.instructions or undecided(text) or nothing(text) is not None,
    )


def _whole_owner(cell: Leaf) -> Owner | None:
    """The owner in a cell of owners."""
    name = " ".join(cell.text.split())
    if undecided(name) or not name.strip(" -–—?"):
        return None
    handle = next(handles(name), None)
    return Owner(name, handle[1] if handle else None, cell.span)


def _said_done(text: str) -> bool:
    return bool(_SAID_DONE.search(text))


def _owner(leaf: Leaf) -> Owner | None:
    text = leaf.text
    if labelled := _OWNER.search(text):
        name = labelled[1].strip()
        if undecided(name):
            return None
        handle = next(handles(name), None)
        return Owner(
            name, handle[1] if handle else None, leaf.prose.locate(labelled.start(1), labelled.start(1) + len(name))
        )
    named = next(outside_code(leaf.prose, handles(text)), None)
    return Owner(named[0], named[1], leaf.prose.locate(named.start(), named.end())) if named else None


def _due(leaf: Leaf, order: str | None) -> DatedText | None:
    text = leaf.text
    for moment in moments(text):
        if moment.days and _DUE.search(text[max(0, moment.start - 24) : moment.start]):
            return dated_text(leaf.prose, moment, order)
    return None


def _struck(leaf: Leaf) -> bool:
    """Whether the whole text is struck through."""
    shown = [node for node in leaf.inlines if not (isinstance(node, Text) and not node.text.strip())]
    return bool(shown) and all(isinstance(node, Strikethrough) for node in shown)
