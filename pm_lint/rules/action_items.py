"""What the team commits to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import HtmlBlock, Leaf, Paragraph
from pm_lint.postmortem.dates import later
from pm_lint.postmortem.model import ActionItem, Postmortem, Section
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.placeholders import has_content
from pm_lint.postmortem.tickets import find_tickets
from pm_lint.rules.action_texts import committed, due_for_judgement, is_a_question
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote


@rule("PM601", "action-items-missing", Severity.ERROR)
def action_items_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No action item is committed to.

    An incident that changes nothing will come back. Where there is really nothing to do, write "None" and the reason.
    Prose where a list is expected is worth a notice only.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    None.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    None: the machine that failed was to be switched off this week.
    ```
    """
    later = waiting(doc, policy)
    section = doc.section("action-items")
    if section is None or committed(doc) or waits(section, doc, later):
        return
    if section.none:
        if not section.reason:
            yield Finding(
                section.span,
                f"{quote(section.title)} says that there is none, but not why.",
                key="section:action-items",
                severity=None if section.spec else Severity.WARNING,
                help="Write “None: ” and the reason.",
                scope=section.body,
            )
        return
    if not section.has_content and not section.placeholders:
        return  # PM102 says so
    if any(_says_where(inner) for inner in doc.within(section)):
        return
    written = any(has_content(inner.blocks, doc.schema) for inner in doc.within(section))
    prose = written and not any(item.blank for item in doc.action_items if item.committed)
    yield Finding(
        section.span,
        f"{quote(section.title)} holds no list of action items.",
        key="section:action-items",
        severity=Severity.NOTICE if prose else None,
        help="Write each one as a list item: after the merge it becomes an issue." if policy.creates_issues else None,
        scope=section.body,
    )


def _says_where(section: Section) -> bool:
    """Whether the items are elsewhere, behind a link to tickets, or in HTML, which is not read."""
    if any(isinstance(block, HtmlBlock) and ("<li" in block.text or "<td" in block.text) for block in section.blocks):
        return True
    return any(next(find_tickets(leaf), None) for leaf in section.leaves)


#: "Action items are handled elsewhere", "These are tracked in the team's board".
_ELSEWHERE = lenient(
    r"\b(?:is|are|was|were|been|being)(?: all| also| now)?"
    r" (?:tracked|followed(?: up)?|handled|managed|filed|recorded|logged)"
    r" (?:elsewhere|separately|internally|in|on|as|at|by|with|under|via|through)\b"
)


@rule("PM602", "action-item-ticket", Severity.NOTICE)
def action_item_ticket(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Action items link no ticket.

    A link to a GitHub issue or pull request, or to a Zenhub, Jira or other ticket, says where the work is followed.
    A link in the heading or the line above stands for all items below it. Where pm-lint creates issues after the merge,
    there is nothing to do.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    ```
    """
    without = [item for item in due_for_judgement(doc, policy) if not item.tickets and not item.needs_no_ticket]
    if without and (followed := _followed_together(doc)):
        starts = [section.heading.span.start for section in doc.sections]
        without = [item for item in without if bisect_right(starts, item.span.start) - 1 not in followed]
    if not without:
        return
    one = len(without) == 1
    created = f"Merging creates {'an issue for it' if one else 'an issue for each'}."
    yield Finding(
        without[0].text_span,
        f"{count(len(without), 'action item')} {'links' if one else 'link'} no ticket: {_named(without)}.",
        key="action-items:ticket",
        help=created if policy.creates_issues else None,
    )


def _followed_together(doc: Postmortem) -> set[int]:
    """The sections in which a heading, or a line above the items, says where all of them are followed."""
    items = {item.text_span for item in doc.action_items}
    inside: set[int] = set()
    found: set[int] = set()
    for section in doc.sections:
        if section.role == "action-items" or section.parent in inside:
            inside.add(section.index)
            above = (leaf for leaf in _above(section) if leaf.span not in items)
            if section.parent in found or any(map(_says_where_followed, above)):
                found.add(section.index)
    return found


def _above(section: Section) -> Iterator[Leaf]:
    """The heading, and the paragraphs between it and the first list or table."""
    yield section.heading
    yield from takewhile(lambda block: isinstance(block, Paragraph), section.blocks)


def _says_where_followed(leaf: Leaf) -> bool:
    return next(find_tickets(leaf), None) is not None or _ELSEWHERE.search(leaf.text) is not None


@rule("PM603", "action-item-owner", Severity.WARNING)
def action_item_owner(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Action items name no owner.

    What nobody owns is not done. Name a GitHub handle (`@alice`), or write `Owner: Alice`. An item that links its
    ticket has its owner there; open questions are not looked at. Where `template = "auto"` finds no template that the
    document follows, this is a notice.

    ```toml config
    [rules]
    action-item-ticket = "off"
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - Limit the run time of queries.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries.
    - Page on slow queries (#123).
    ```
    """
    due = due_for_judgement(doc, policy)
    without = [item for item in due if not item.owner and not item.tickets and not is_a_question(item.text)]
    if without:
        name = "names" if len(without) == 1 else "name"
        yield Finding(
            without[0].text_span,
            f"{count(len(without), 'action item')} {name} no owner: {_named(without)}.",
            key="action-items:owner",
            severity=None if doc.schema.name else Severity.NOTICE,  # no template asks for action items at all
            help="Name a handle in each, such as `@alice`.",
        )


@rule("PM604", "action-item-due", None)
def action_item_due(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Action items have no due date, or a late one.

    Off by default: few teams give dates here. Where yours does, turn it on, and say within how many days after the end
    of the incident every action item is due:

    ```toml
    [rules]
    action-item-due = "warning"

    [action-items]
    due-within = 30
    ```

    A date is read where it follows "due", "by", "ETA" or "deadline", and in a column of that name.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries by 2021-12-31 (#123).
    ```
    """
    items = due_for_judgement(doc, policy)
    without = [item for item in items if not item.due]
    late: list[ActionItem] = []
    said = []
    if without:
        has = "has" if len(without) == 1 else "have"
        said.append(f"{count(len(without), 'action item')} {has} no due date: {_named(without)}.")
    if policy.due_within is not None and doc.incident.end is not None:
        last = later(doc.incident.end, policy.due_within)
        late = [item for item in items if item.due and item.due.days and min(item.due.days) > last]
        if late:
            are = "is" if len(late) == 1 else "are"
            days = count(policy.due_within, "day")
            said.append(
                f"{count(len(late), 'action item')} {are} due later than {days} after the incident"
                f" ({last.isoformat()}): {_named(late)}."
            )
    if said:
        first = min((*without, *late), key=lambda item: item.span)
        yield Finding(first.text_span, " ".join(said), key="action-items:due", help="Write it as `by 2021-12-31`.")


def _named(items: list[ActionItem]) -> str:
    return listing([f"{quote(item.text)} (line {item.line})" for item in items], 10)
