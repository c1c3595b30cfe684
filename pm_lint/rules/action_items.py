"""What the team commits to."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.model import ActionItem, Postmortem
from pm_lint.postmortem.placeholders import has_content
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote


def _committed(doc: Postmortem) -> list[ActionItem]:
    return [item for item in doc.action_items if item.committed and not item.blank]


def _due(doc: Postmortem, policy: Policy) -> list[ActionItem]:
    """The items that are to be judged: committed to, not done, and not still waiting for the meeting."""
    section = doc.section("action-items")
    if section is None or waits(section, doc, waiting(doc, policy)):
        return []
    return [item for item in _committed(doc) if not item.done]


@rule("PM601", "action-items-missing", Severity.ERROR)
def action_items_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No action item is committed to.

    An incident that changes nothing will come back. Where there is really nothing to do, write "None" and the reason.

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
    if section is None or _committed(doc) or waits(section, doc, later):
        return
    if section.none:
        if not section.reason:
            yield Finding(
                section.span,
                f"{quote(section.title)} says that there is none, but not why.",
                key="section:action-items",
                help="Write “None: ” and the reason.",
                scope=section.body,
            )
        return
    if not section.has_content and not section.placeholders:
        return  # PM102 says so
    prose = has_content(section.blocks, doc.schema) and not any(
        item.blank for item in doc.action_items if item.committed
    )
    yield Finding(
        section.span,
        f"{quote(section.title)} holds no list of action items.",
        key="section:action-items",
        severity=Severity.WARNING if prose else None,
        help="Write each one as a list item: after the merge it becomes an issue." if policy.creates_issues else None,
        scope=section.body,
    )


@rule("PM602", "action-item-ticket", Severity.NOTICE)
def action_item_ticket(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Action items link no ticket.

    A link to a GitHub issue or pull request, or to a Zenhub, Jira or other ticket, says where the work is followed.
    Where pm-lint creates issues after the merge, there is nothing to do.

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
    without = [item for item in _due(doc, policy) if not item.tickets]
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


@rule("PM603", "action-item-owner", Severity.WARNING)
def action_item_owner(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Action items name no owner.

    What nobody owns is not done. Name a GitHub handle (`@alice`), or write `Owner: Alice`.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - Limit the run time of queries (#123).
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    ```
    """
    without = [item for item in _due(doc, policy) if not item.owner]
    if without:
        name = "names" if len(without) == 1 else "name"
        yield Finding(
            without[0].text_span,
            f"{count(len(without), 'action item')} {name} no owner: {_named(without)}.",
            key="action-items:owner",
            help="Name a handle in each, such as `@alice`.",
        )


def _named(items: list[ActionItem]) -> str:
    return listing([f"{quote(item.text)} (line {item.line})" for item in items], 10)
