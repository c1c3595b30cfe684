"""What an item links: the issue that is its own, and those that it only mentions.

A link that stands apart from what the item says ("Add an alert (#12)", a column of tickets) names the item's own issue,
whoever wrote it there. One inside a sentence ("once #12 is done") may as well speak of another item's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import Match

from pm_lint.github.place import Place
from pm_lint.postmortem.model import ActionItem, Ticket
from pm_lint.record import replace
from pm_lint.regex import regex

#: In brackets anywhere; before the text or behind it, set off by a colon or a dash.
_IN_BRACKETS = regex(r"\s{0,3}[(\[]\s?([^()\[\]\n]{1,200}?)\s?[)\]]")
_IN_FRONT = regex(r"(\S{1,200}?)\s?[:–—-]\s{1,3}")
_BEHIND = regex(r"\s{0,3}[:–—→-]\s{1,3}(\S{1,200})$")
_LONGEST = 220


def set_apart(item: ActionItem) -> tuple[str, tuple[Ticket, ...]]:
    """The item's text without the links to GitHub's issues that stand apart from it, and those links.

    So the text is the same before and after a link is written behind it. Text that is nothing but a link is left.
    """
    named = {" ".join(one.text.split()): one for one in item.tickets if _may_be_githubs(one)}
    found = [one for one in item.tickets if _in_a_column(one, item)]

    def without(match: Match[str]) -> str:
        if match[1] not in named:
            return match[0]
        found.append(named[match[1]])
        return ""

    text = item.text
    if named:
        text = _IN_BRACKETS.sub(without, text)
        head, tail = text[:-_LONGEST], text[-_LONGEST:]
        text = head + _BEHIND.sub(without, tail, count=1)
        if front := _IN_FRONT.match(text):
            text = without(front) + text[front.end() :]
    return text if any(map(str.isalnum, text)) else item.text, tuple(found)


def _in_a_column(ticket: Ticket, item: ActionItem) -> bool:
    """Whether a ticket stands in a table's row, outside of the cell that says what is to be done."""
    place, row, text = ticket.span, item.span, item.text_span
    within = row.start <= place.start and place.end <= row.end
    apart = place.end <= text.start or text.end <= place.start
    return _may_be_githubs(ticket) and not item.details and within and apart


def _may_be_githubs(ticket: Ticket) -> bool:
    """Whether a ticket may be an issue on GitHub: a server of one's own has any name, but its issues have numbers."""
    return ticket.kind in ("github", "zenhub") or ticket.number > 0


def number_here(tickets: Iterable[Ticket], place: Place) -> int | None:
    """The number of the first of the tickets that is in the repository with the issues, None for none."""
    return next((ticket.number for ticket in tickets if _is_here(ticket, place)), None)


def followed(tickets: Iterable[Ticket], stays: Mapping[int, int], place: Place) -> tuple[Ticket, ...]:
    """The same, but where one is a swept duplicate there, the issue that stayed in its place."""
    return tuple(
        replace(one, number=stays.get(one.number, one.number)) if _is_here(one, place) else one for one in tickets
    )


def _is_here(ticket: Ticket, place: Place) -> bool:
    """Whether a ticket is an issue there; those on a Zenhub board are GitHub's. A number alone is one of the documents'
    own repository."""
    if ticket.number <= 0:
        return False
    host = f"//{place.host.casefold()}/"
    same_host = not ticket.url or ticket.kind == "zenhub" or host in ticket.url.casefold().replace("//www.", "//")
    return same_host and (ticket.repository or place.repository).casefold() == place.tracker.casefold()
