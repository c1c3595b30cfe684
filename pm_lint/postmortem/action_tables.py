"""Action items in tables: which column holds what, told from its name."""

from __future__ import annotations

import re

from pm_lint.markdown import Cell, Leaf, Link, Row, Strikethrough, Table, Text, walk_inlines
from pm_lint.postmortem.action_facts import owner_of, whole_owner
from pm_lint.postmortem.action_words import cell_says_done, says_done
from pm_lint.postmortem.model import Owner, Ticket
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import undecided, word_count
from pm_lint.postmortem.tickets import find_tickets
from pm_lint.record import dataclass

_WHAT = lenient(
    r"\b(?:actions?|tasks?|what|to-?dos?|measures?|follow-?ups?|remediations?|improvements?|recommendations?|mitigations?)\b"
)
_ALSO_WHAT = lenient(r"\b(?:items?|descriptions?|summary|titles?|names?|details?)\b")
_WHO = lenient(r"\b(?:owners?|owned|assignees?|assigned|who|responsible|dri|lead|poc|person|team|accountable)\b")
_WHEN = lenient(r"\b(?:due|deadline|eta|target|when|expected|planned for|completion date|timeline|time ?frame|date)\b")
_WHERE = lenient(
    r"\b(?:tickets?|issues?|tracking|tracked|bugs?|pr|prs|pull requests?|jira|zenhub|github|links?|url|story)\b"
)
_STATE = lenient(r"\b(?:status|state|progress|resolution)\b")
_TICKED = lenient(r"\W*(?:done|completed?|finished|closed)\W*$|\W*[✅✔☑]\W*$")
_KIND = lenient(r"\b(?:type|category|kind|priority|prio|severity|id|no|number|created|theme|area)\b\.?|#")
_NOT_NEEDED = lenient(r"\W*(?:n/?a|not (?:applicable|needed|required|necessary))\W*$")
_HOLDS_TICKET = lenient(r"[\w.-]{0,20}\d")


@dataclass(frozen=True)
class Columns:
    """The index of each column that is known by its name, else None."""

    what: int | None
    who: int | None
    when: int | None
    where: int | None
    state: int | None
    #: Whether the column of states asks for a tick ("Done?").
    ticks: bool


def columns_of(table: Table) -> Columns:
    """What the columns of a table hold."""
    names = [" ".join(cell.text.split()) for cell in table.head.cells]
    taken: set[int] = set()

    def first(*patterns: re.Pattern[str]) -> int | None:
        for pattern in patterns:
            for index, name in enumerate(names):
                if index not in taken and pattern.search(name):
                    taken.add(index)
                    return index
        return None

    ticked = first(_TICKED)
    state = first(_STATE) if ticked is None else ticked
    # "Action owner" is an owner, "Action type" is none of these.
    who, when = first(_WHO), first(_WHEN)
    taken |= {index for index, name in enumerate(names) if _KIND.search(name) and not _ALSO_WHAT.search(name)}
    what = first(_WHAT)
    where = first(_WHERE)
    return Columns(first(_ALSO_WHAT) if what is None else what, who, when, where, state, ticked is not None)


def text_cell(row: Row, columns: Columns) -> Cell:
    """The cell that says what is to be done: that of its column, else the one with the most words."""
    if columns.what is not None:
        return row.cells[columns.what]
    return max(row.cells, key=lambda cell: word_count(cell.text))


def row_owner(row: Row, what: Cell, columns: Columns, people: frozenset[str]) -> Owner | None:
    """The owner in the column of owners, else one named in the row's text."""
    if columns.who is not None:
        return whole_owner(row.cells[columns.who])
    return owner_of(what, (cell for cell in row.cells if cell is not what), people)


def row_tickets(row: Row, columns: Columns, hosts: tuple[str, ...]) -> tuple[Ticket, ...]:
    """The tickets that a row names. What stands in the column of tickets is one, if it has a number or a link."""
    found = tuple(ticket for cell in row.cells for ticket in find_tickets(cell, hosts))
    if found or columns.where is None or columns.where == columns.what:
        return found
    cell = row.cells[columns.where]
    text = " ".join(cell.text.split())
    url = next((node.url for node in walk_inlines(cell.marked) if isinstance(node, Link)), "")
    if undecided(text) or not (url or (" " not in text and _HOLDS_TICKET.match(text))):
        return ()
    return (Ticket(text, url, "other", "", 0, cell.span),)


def ticket_cell(row: Row, columns: Columns) -> Cell | None:
    """The cell in the column of tickets, if there is one."""
    where = columns.where
    return row.cells[where] if where is not None and where != columns.what else None


def needs_no_ticket(row: Row, columns: Columns) -> bool:
    """Whether the column of tickets says that there is to be none."""
    cell = ticket_cell(row, columns)
    return cell is not None and _NOT_NEEDED.match(cell.text) is not None


def row_is_done(row: Row, what: Cell, columns: Columns) -> bool:
    """Whether the row says that its item is done."""
    if is_struck(what) or says_done(what.text):
        return True
    if columns.state is not None:
        return cell_says_done(row.cells[columns.state].text, ticks=columns.ticks)
    return any(cell_says_done(cell.text, ticks=False) for cell in row.cells if cell is not what and len(cell.text) < 15)


def is_struck(leaf: Leaf) -> bool:
    """Whether the whole text is struck through."""
    shown = [node for node in leaf.marked if not (isinstance(node, Text) and not node.text.strip())]
    return bool(shown) and all(isinstance(node, Strikethrough) for node in shown)
