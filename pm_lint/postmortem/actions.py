"""Action items: list items, table rows, subsections and paragraphs, and what they say of owner, due date and ticket."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pm_lint.finding import Span
from pm_lint.markdown import Block, Document, Leaf, Link, List, ListItem, Paragraph, Row, Strikethrough, Strong, Table
from pm_lint.postmortem.action_facts import (
    due_of,
    facts_only,
    labelled_owner,
    owner_of,
    states_a_fact,
    team_of_all,
    whole_due,
    whole_owner,
)
from pm_lint.postmortem.action_tables import (
    Columns,
    columns_of,
    is_struck,
    needs_no_ticket,
    row_is_done,
    row_owner,
    row_tickets,
    text_cell,
    ticket_cell,
)
from pm_lint.postmortem.action_words import (
    asks_for_work,
    begins_with_verb,
    group_is_done,
    heads_a_group,
    labelled_action,
    names_a_group,
    says_done,
    tells_of_done,
    words,
)
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.date_style import DateStyle
from pm_lint.postmortem.fields import handles
from pm_lint.postmortem.model import ActionItem, Owner, Section, Ticket
from pm_lint.postmortem.placeholders import is_placeholder, row_text
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import normalise, nothing, undecided
from pm_lint.postmortem.tickets import find_tickets
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex


@dataclass(frozen=True)
class Reading:
    """What all items of a document are read by."""

    document: Document
    schema: Schema
    style: DateStyle
    #: The team's own ticket hosts.
    hosts: tuple[str, ...]
    #: The names, case folded, that the document gives its owners.
    people: frozenset[str]


@dataclass(frozen=True)
class Group:
    """What a heading or line says of the items under it."""

    committed: bool
    done: bool = False
    owner: Owner | None = None
    #: Where the work under it is followed, where an item names no ticket of its own.
    tickets: tuple[Ticket, ...] = ()

    def under(self, leaf: Leaf, hosts: tuple[str, ...]) -> Group:
        """The group of a line inside this one: it may name owner or ticket of all, or say that all is done."""
        text = leaf.text
        named = next(handles(text), None)
        alone = named is not None and normalise(named[0]) == normalise(text)
        owner = labelled_owner(leaf) or (whole_owner(leaf) if alone else None) or self.owner
        tickets = tuple(find_tickets(leaf, hosts)) or self.tickets
        return replace(self, owner=owner, tickets=tickets, done=self.done or group_is_done(text))


#: What a template's author left to be filled in ("{{ summary }} [link to the issue]").
_SLOT = regex(r"\{\{[^{}]{0,80}\}\}|\[[^\[\]]{0,60}\]")
#: A word or two and what they mean, or what became of them.
_EXPLAINED = regex(r"(?:\S{1,30}[ ]){1,2}(?:[-–—=:]|was|were|is|are|has|have)[ ]|(?:\S{1,30}[ ])?\S{1,30}:[ ]")
_COMMITTED = {"potential-action-items": False, "action-items": True}
#: What stands inside the action items, but holds none.
_OTHER = frozenset(
    {"timeline", "impact", "factors", "review", "went-well", "went-wrong", "lucky", "learned", "background"}
    | {"participants", "metadata"}
)


def read_action_items(sections: tuple[Section, ...], reading: Reading) -> Iterator[ActionItem]:
    """The action items of a document. What a section says of its items holds for those inside it too."""
    known: list[Group | None] = []
    items: list[ActionItem] = []
    for section in sections:
        around = known[section.parent] if section.parent is not None else None
        group = _group_of(section, around, reading)
        known.append(group)
        if group:
            items += _section_items(section, group, reading, inner=around is not None)
    owners = frozenset(item.owner.text.casefold() for item in items if item.owner)
    for item in items:
        # Once "Alice to add alerts" has told who Alice is, "Alice checks the rest" has an owner.
        name, _, rest = item.text.partition(" ")
        named = item.owner is None and rest and name[:1].isupper() and name.casefold() in owners
        yield replace(item, owner=Owner(name, None, item.text_span)) if named else item


def _group_of(section: Section, around: Group | None, reading: Reading) -> Group | None:
    """What a section says of its items; None where it holds none."""
    said = _COMMITTED.get(section.role or "")
    if around is None:
        return None if said is None else Group(said).under(section.heading, reading.hosts)
    if section.role in _OTHER:
        return None
    # "Prevention" is a name for action items, but among potential ones a theme.
    committed = said is not False and (around.committed or "commit" in section.title.casefold())
    return replace(around.under(section.heading, reading.hosts), committed=committed)


def _section_items(section: Section, group: Group, reading: Reading, *, inner: bool) -> Iterator[ActionItem]:
    """The items of a section's own blocks. One inside the action items may be an item itself.

    Paragraphs are items only under a theme, or beside a bold name ("**Actions**: add alerts").
    """
    if inner and _is_item(section):
        yield _heading_item(section, group, reading)
        return
    tables = {block.span: columns_of(block) for block in section.blocks if isinstance(block, Table)}
    tabular = {span: columns for span, columns in tables.items() if columns.what is not None}
    read = tabular or dict([*tables.items()][:1])
    lists = [block for block in section.blocks if isinstance(block, List)]
    if not tabular and _is_torn(lists):
        yield from _torn_list(section, group, reading)
        return
    prose = (inner or section.style != "heading") and not tables and not lists
    orders = not tables and not lists and not prose and sum(map(_is_order, section.blocks)) > 1
    here = group
    for block in section.blocks:
        if isinstance(block, Table) and block.span in read:
            for row in block.rows:
                if found := _row(row, read[block.span], here, reading):
                    yield found
        elif isinstance(block, List):
            tasks = not tabular or any(item.checked is not None for item in block.items)
            yield from (item for item in _list_items(block, here, reading) if tasks or _is_plainly_work(item))
        elif isinstance(block, Paragraph):
            if _is_label(block):
                here = group.under(block, reading.hosts)
            elif labelled_action(block.text) or (prose and _is_work(block, reading)) or (orders and _is_order(block)):
                yield _made(block, block.span, (block,), "", here, reading)
            elif states_a_fact(block):
                here = here.under(block, reading.hosts)
            elif team := team_of_all(block):
                here = replace(here, owner=team)


# -- what is an item, and what only groups them ---------------------------------------------------


def _is_item(section: Section) -> bool:
    """Whether a subsection's heading is an item, and what stands under it its details."""
    if section.end != section.index + 1 or heads_a_group(section.title):
        return False
    if any(isinstance(block, Table) for block in section.blocks):
        return False
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    lists = [block for block in section.blocks if isinstance(block, List)]
    if lists and not any(states_a_fact(paragraph) for paragraph in paragraphs):
        return facts_only(leaf for block in lists for item in block.items if (leaf := _first(item)))
    return bool(paragraphs) or begins_with_verb(section.title)


def _is_label(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a heading over the list after it: bold, or a few words and a colon."""
    text = paragraph.text.strip()
    return len(words(text)) <= 6 and (text.endswith(":") or _bold(paragraph))


def _is_plainly_work(item: ActionItem) -> bool:
    """Whether a list's item is one of the action items beside a table of them, and doesn't only explain the table's
    words ("Detect - be quicker to see it", "Fix was made")."""
    return bool(item.owner or item.tickets) or (begins_with_verb(item.text) and not _EXPLAINED.match(item.text))


def _is_work(paragraph: Paragraph, reading: Reading) -> bool:
    """Whether a paragraph that stands alone under a theme says what is to be done."""
    text = paragraph.text
    return asks_for_work(text) or says_done(text) or next(find_tickets(paragraph, reading.hosts), None) is not None


def _is_order(block: Block) -> bool:
    """Whether a paragraph begins as an order does: several of them are a list of items without its marks."""
    return isinstance(block, Paragraph) and begins_with_verb(block.text)


def _is_group(item: ListItem) -> bool:
    """Whether a list item only names what the items nested in it have in common."""
    if item.checked is not None or len(item.children) < 2:
        return False
    first, *rest = item.children
    if not isinstance(first, Paragraph) or not all(isinstance(block, List) for block in rest):
        return False
    nested = [inner for block in rest if isinstance(block, List) for inner in block.items]
    if any(states_a_fact(leaf) for inner in nested if (leaf := _first(inner))):
        return False
    text = first.text.strip()
    if names_a_group(text):
        return True
    if begins_with_verb(text):
        return False
    if all(inner.checked is not None for inner in nested):
        return True
    return len(words(text)) <= 4 if text.endswith(":") else len(words(text)) <= 3 and _bold(first)


def _bold(leaf: Leaf) -> bool:
    """Whether all of a text is bold, but for what stands behind it."""
    shown = [node for node in leaf.marked if getattr(node, "text", "x").strip(" \n:")]
    return bool(shown) and all(isinstance(node, Strong) for node in shown)


def _first(item: ListItem) -> Paragraph | None:
    return next((child for child in item.children if isinstance(child, Paragraph)), None)


def _is_torn(lists: list[List]) -> bool:
    """Whether a numbered list is torn by what belongs to its items, but stands unindented below them as bullets."""
    numbered = [block for block in lists if block.ordered]
    if not (1 < len(numbered) < len(lists) and lists[0].ordered):
        return False
    torn = (one for one, other in pairwise(lists) if one.ordered and not other.ordered)
    return all(len(block.items) == 1 or _announces(block.items[-1]) for block in torn)


def _announces(item: ListItem) -> bool:
    leaf = _first(item)
    return leaf is not None and leaf.text.rstrip().endswith(":")


# -- one item ---------------------------------------------------------------------------------------------


def _list_items(block: List, group: Group, reading: Reading) -> Iterator[ActionItem]:
    for item in block.items:
        if _is_group(item):
            here = group.under(first, reading.hosts) if (first := _first(item)) else group
            for nested in item.children:
                if isinstance(nested, List):
                    yield from _list_items(nested, here, reading)
        elif found := _item(item, group, reading):
            yield found


def _item(item: ListItem, group: Group, reading: Reading) -> ActionItem | None:
    leaf = _first(item)
    if leaf is None or not leaf.text.strip():
        return None
    rest = Span(*leaf.span.end, *item.span.end)
    details = reading.document.slice(rest).strip() if len(item.children) > 1 else ""
    made = _made(leaf, item.span, tuple(leaves(item.children)), details, group, reading)
    return replace(made, done=True) if item.checked else made


def _torn_list(section: Section, group: Group, reading: Reading) -> Iterator[ActionItem]:
    blocks = section.blocks
    starts = [(i, block) for i, block in enumerate(blocks) if isinstance(block, List) and block.ordered]
    ends = [*(i for i, _ in starts[1:]), len(blocks)]
    for (start, block), end in zip(starts, ends, strict=True):
        yield from (found for item in block.items[:-1] if (found := _item(item, group, reading)))
        if found := _item(block.items[-1], group, reading):
            whole = block.items[-1].span.to(blocks[end - 1].span)
            below = leaves(blocks[start + 1 : end])
            tickets = tuple(ticket for leaf in below for ticket in find_tickets(leaf, reading.hosts))
            details = reading.document.slice(Span(*found.text_span.end, *whole.end)).strip()
            yield replace(found, span=whole, details=details, tickets=found.tickets + tickets)


def _heading_item(section: Section, group: Group, reading: Reading) -> ActionItem:
    heading = section.heading
    parts = (heading, *leaves(section.blocks))
    details = reading.document.slice(Span(*heading.span.end, *section.body.end)).strip()
    made = _made(heading, section.body, parts, details, group, reading)
    return replace(made, text_span=heading.prose.locate(0, len(heading.text)))


def _made(first: Leaf, span: Span, parts: tuple[Leaf, ...], details: str, group: Group, reading: Reading) -> ActionItem:
    """The item whose text is ``first``; ``parts`` are all its leaves, that one included."""
    text = " ".join(first.text.split())
    rest = parts[1:]
    return ActionItem(
        text=text,
        span=span,
        text_span=first.span,
        details=details,
        owner=owner_of(first, rest, reading.people) or group.owner,
        due=next((due for part in parts if (due := due_of(part, reading.style))), None),
        tickets=tuple(ticket for part in parts for ticket in find_tickets(part, reading.hosts)) or group.tickets,
        done=group.done
        or _crossed_out(first)
        or any(map(says_done, {text, *first.text.splitlines()}))
        or (bool(rest) and tells_of_done(rest[0].text)),
        committed=group.committed,
        blank=_says_nothing(text) or (isinstance(first, Paragraph) and is_placeholder(first, reading.schema)),
        content=first,
    )


def _row(row: Row, columns: Columns, group: Group, reading: Reading) -> ActionItem | None:
    what = text_cell(row, columns)
    text = " ".join(what.text.split())
    if not text:
        return None
    due = whole_due(row.cells[columns.when], reading.style) if columns.when is not None else None
    return ActionItem(
        text=text,
        span=row.span,
        text_span=what.span,
        details="",
        owner=row_owner(row, what, columns, reading.people) or group.owner,
        due=due or due_of(what, reading.style),
        tickets=row_tickets(row, columns, reading.hosts) or group.tickets,
        done=group.done or row_is_done(row, what, columns),
        committed=group.committed,
        blank=row_text(row) in reading.schema.instructions or _says_nothing(text),
        needs_no_ticket=needs_no_ticket(row, columns),
        content=what,
        ticket_cell=ticket_cell(row, columns),
    )


def _says_nothing(text: str) -> bool:
    slots = "{{" in text and not any(c.isalnum() for c in _SLOT.sub("", text))
    return undecided(text) or nothing(text) is not None or slots or not any(c.isalnum() for c in text)


def _crossed_out(leaf: Leaf) -> bool:
    """Whether a text is struck through: all of it, or all but a remark that it is done, or where."""
    if is_struck(leaf):
        return True
    shown = [node for node in leaf.marked if getattr(node, "text", "x").strip(" \n-–—:.,;()")]
    if not shown or not isinstance(shown[0], Strikethrough):
        return False
    others = [node for node in shown if not isinstance(node, Strikethrough | Link)]
    text = "".join(getattr(node, "text", "") for node in others)
    return not others or tells_of_done(text.lstrip(" -–—:.,;()"))
