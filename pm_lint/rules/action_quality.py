"""Whether action items say something that can be done, once each, and potential ones in order."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import List, Paragraph, Table
from pm_lint.postmortem.action_words import words
from pm_lint.postmortem.model import ActionItem, Postmortem, Section
from pm_lint.postmortem.patterns import lenient
from pm_lint.rules.action_texts import committed, due_for_judgement, is_only_a_ticket, told_as_past, without_mentions
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, quote

#: So many potential items in one flat list are not yet asked to be grouped.
FEW = 4
#: A longer item says more than a good intention, whatever words it begins with.
_LONGEST_INTENTION = 9
#: Shorter texts ("Add alerts") may stand under two themes and mean two things.
_TELLING = 4

_THING = (
    r"(?:monitoring|alerting|alerts?|testing|tests?|documentation|docs|communications?|process(?:es)?|procedures?|logging"
    r"|training|observability|visibility|coverage|code reviews?|reviews?|quality|reliability|resilience|security"
    r"|performance|stability|awareness|collaboration|tooling|planning|things)"
)
_IT = (
    r"(?:it|this|that|these|them|further|more|deeper|later|again|issues?|problems?|bugs?|errors?|incidents?|causes?"
    r"|root causes?|options|solutions|possibilities|improvements|what happened|what went wrong)"
)
_START = r"(?:(?:we|everyone|the team|team|please|just|let's|try to|should|must|need to|will|to|consider) ){0,3}"
#: What is no task whatever its ticket says.
_ATTITUDE = lenient(
    rf"{_START}(?:(?:be|being|stay) (?:(?:much|even|far|more|extra|very) )?"
    r"(?:careful|cautious|vigilant|attentive|mindful|diligent|thorough|proactive|aware)(?: .{1,60})?"
    r"|(?:pay|take|use) (?:more |better |greater |extra )?(?:attention|care|caution)(?: .{1,60})?"
    r"|learn from (?:it|this|our mistakes?)|(?:don't|do not|never) (?:do|let) (?:this|that|it)(?: happen)?(?: again)?)$"
)
_INTENTION = lenient(
    rf"{_START}(?:(?:re-?)?(?:investigate|look(?:ing)? (?:into|at)|check|consider|discuss|think about|review|explore"
    r"|analy[sz]e|follow up(?: on)?|monitor|examine|research|debug|watch|keep an eye on|fix|improve|prevent|avoid"
    r"|understand)(?: (?:the|this|that|these|any|such|our|possible|potential|similar|future|for|on)){0,3}"
    rf"(?: {_IT})?(?: (?:further|more|again|later))?"
    r"|(?:improve|better|more|increase|enhance|add|do|have|write|get|strengthen|review|update)"
    rf"(?: (?:more|better|our|the|some|up|on|overall|general)){{0,2}} {_THING}(?: (?:and )?{_THING})?"
    rf"|(?:reduce|decrease|lower|minimi[sz]e|bring down|cut(?: down)?) (?:(?:the|our|any|overall) )?(?:[\w-]{{1,20}} )?"
    r"(?:noise|errors?|mistakes?|risks?|toil|debt|complexity|downtime|incidents?|outages?)"
    r"(?: (?:even )?(?:more|further)| (?:by|from|in|during) (?:the )?[a-z]{1,20})?"
    r"|(?:more|very) (?:carefully|closely|thoroughly) .{1,100}"
    r"|(?:\w{1,20} ){1,5}more (?:carefully|closely|thoroughly)(?: .{1,60})?"
    r"|(?:(?:add|do|have|write|get|create|set ?up|implement) )?(?:more|better|improved)"
    rf" (?:[\w-]{{1,20}} )?{_THING}"
    rf"|{_THING}|(?:communicate|coordinate|plan|test|document|monitor) (?:more|better|earlier|properly|more often))$"
)


@rule("PM605", "action-item-vague", Severity.NOTICE)
def action_item_vague(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """An action item names no outcome.

    "Be more careful" or "Improve monitoring" is never done, for nobody can say when it is. Say what will be there
    afterwards that is not there now. "Improve monitoring" is left alone where a ticket or details beside it say more.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    - @bob: be more careful with queries (#124).
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    - @bob: reject queries without an index in review (#124).
    ```
    """
    for item in due_for_judgement(doc, policy):
        if _is_vague(item):
            yield Finding(
                item.text_span,
                f"{quote(item.text)} names no outcome: when will it be done?",
                key="action-item:vague",
                help="Say what will be there afterwards that is not there now.",
            )


def _is_vague(item: ActionItem) -> bool:
    said = words(without_mentions(item))
    text = " ".join(said)
    if not said or len(said) > _LONGEST_INTENTION:
        return False
    return bool(_ATTITUDE.match(text) or (not item.tickets and not item.details and _INTENTION.match(text)))


@rule("PM606", "action-item-duplicate", Severity.WARNING)
def action_item_duplicate(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """An action item stands there twice.

    Two lines for one task make two issues, and each owner waits for the other. Two different tasks may share a ticket:
    only items with the same text, or that are both nothing but the same link, are the same.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    - @bob: limit the run time of queries (#123).
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Action Items
    - @alice: limit the run time of queries (#123).
    - @bob: tell other teams about the limit (#123).
    ```
    """
    section = doc.section("action-items")
    if section is None or waits(section, doc, waiting(doc, policy)):
        return
    first: dict[tuple[str, ...], ActionItem] = {}
    for item in committed(doc):
        same = _identity(item)
        if same is None:
            continue
        if same in first:
            yield Finding(
                item.text_span,
                f"{quote(item.text)} stands already in line {first[same].line}.",
                key="action-item:duplicate",
            )
        else:
            first[same] = item


def _identity(item: ActionItem) -> tuple[str, ...] | None:
    """What is the same in two items that are one; None for an item that says too little to tell."""
    tickets = sorted(f"{t.repository}#{t.number}" if t.number else t.url or t.text for t in item.tickets)
    if is_only_a_ticket(item):
        return tuple(tickets)
    said = words(without_mentions(item))
    return (" ".join(said), item.details, *tickets) if len(said) >= _TELLING else None


@rule("PM608", "potential-ungrouped", Severity.NOTICE)
def potential_ungrouped(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Potential action items are not grouped by theme.

    A long flat list hides what belongs together, and what has no action yet. Group the items under headings, bold lines
    or bullets that name what didn't go so well.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Potential Action Items
    - Limit the run time of queries.
    - Page on slow queries.
    - Page on a full disk.
    - Say in the runbook how to stop a query.
    - Practise a restart of the database.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Potential Action Items
    **Noticing it earlier**

    - Page on slow queries.
    - Page on a full disk.

    **Mending it faster**

    - Limit the run time of queries.
    - Say in the runbook how to stop a query.
    - Practise a restart of the database.
    ```
    """
    later = waiting(doc, policy)
    for section in doc.sections_of("potential-action-items"):
        if waits(section, doc, later) or section.end != section.index + 1 or _has_groups(section):
            continue
        inside = [item for item in doc.action_items if _within(item, section)]
        said = [item for item in inside if not item.blank and not told_as_past(item.text)]
        if len(said) > FEW:
            yield Finding(
                said[0].text_span,
                f"{count(len(said), 'potential action item')} are not grouped by theme.",
                key="potential-action-items:groups",
                help="Put them under headings or bold lines that name the themes.",
            )


def _within(item: ActionItem, section: Section) -> bool:
    return not item.committed and section.body.start <= item.span.start < section.body.end


def _has_groups(section: Section) -> bool:
    """Whether lines between lists, bullets around bullets, or a table's columns group what stands there."""
    lists = [block for block in section.blocks if isinstance(block, List)]
    texts = [block for block in section.blocks if isinstance(block, Paragraph)]
    nested = any(isinstance(child, List) for block in lists for item in block.items for child in item.children)
    return nested or len(lists) > 1 or len(texts) > 1 or any(isinstance(block, Table) for block in section.blocks)
