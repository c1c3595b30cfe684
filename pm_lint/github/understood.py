"""What pm-lint understood of a document, for the summary: facts, and the timeline's chart. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pm_lint.config import ActionItemsConfig
from pm_lint.finding import Policy, Severity
from pm_lint.github.hunks import Lines
from pm_lint.github.issue_items import first_day, in_scope, is_recent
from pm_lint.github.place import Place
from pm_lint.linter import Checked
from pm_lint.output.counting import plural
from pm_lint.output.mermaid import Chart, chart
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.incident import spell_incident, spell_source
from pm_lint.postmortem.model import Incident, Meeting, Postmortem
from pm_lint.postmortem.reckoning import act, reckon, waived
from pm_lint.record import dataclass

#: So many owners are named, and so many characters of what is quoted.
MOST_OWNERS = 3
MOST_QUOTED = 60


@dataclass(frozen=True)
class Understood:
    """``facts`` are labels of ours with plain text from the document beside them."""

    facts: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    #: How many issues merging makes of its action items: of a document that was there before, how many it may make.
    issues: int = 0
    #: Whether some of them may have one already, which is not asked of GitHub.
    may_have: bool = False
    #: What merging does with each committed action item, as far as its document tells: action, line, text, reason.
    steps: tuple[tuple[str, int, str, str], ...] = ()
    #: The verdict's postscript, such as "Green until Thu 4 May 2026"; plain text.
    note: str = ""


NOTHING = Understood()


def understand(
    checked: Checked,
    items: ActionItemsConfig,
    policy: Policy,
    must: Severity = Severity.ERROR,
    changed: Sequence[Lines] | None = None,
) -> Understood:
    """What is known of a document; what is as grave as ``must`` turns the check red. ``changed`` are the lines that a
    pull request changes, None for all: the items on others may have their issues already.

    Raises `workdays.CalendarError` where the calendar can't be built.
    """
    doc = checked.postmortem
    if doc is None:
        return NOTHING
    issues, told = _action_items(doc, items, policy.today, changed)
    facts = [*_dates(doc, policy), ("Owner", _owners(doc)), ("Action items", told)]
    return Understood(
        tuple(facts),
        chart(doc, policy.calendar),
        issues,
        changed is not None,
        _steps(checked, items, policy.today, changed) if issues else (),
        _until(checked, doc, policy, must),
    )


def _dates(doc: Postmortem, policy: Policy) -> Iterator[tuple[str, str]]:
    yield "Incident", _incident(doc.incident)
    none = waived(doc, policy)
    yield "Meeting", _waiver(doc.meeting) if doc.meeting and none else _meeting(doc.meeting)
    if not none and (deadlines := [found.deadline for found in reckon(doc, policy)]):
        last = max(deadlines, key=lambda one: one.day)
        unit = last.allowance.unit.replace("-", " ").removesuffix("s")
        open_still = " at the latest" if len({one.day for one in deadlines}) > 1 else ""
        yield "Deadline", f"{spell(last.day)}{open_still} ({plural(last.allowance.within, unit)})"


def _incident(incident: Incident) -> str:
    """Its days and what says so; where sources that may be right disagree, each."""
    told = [(spell_source(source), source.kind.replace("-", " ")) for source in incident.believed]
    if len(told) == 1:
        return f"{spell_incident(incident)} ({told[0][1]})"
    return " or ".join(f"{days} ({kind})" for days, kind in told) or "no date found"


def _waiver(meeting: Meeting) -> str:
    if meeting.waived_by:
        return f"waived by {_short(meeting.waived_by)}"
    return f"none: {_short(meeting.waiver_reason or '')}"


def _meeting(meeting: Meeting | None) -> str:
    if meeting is None or not meeting.text.strip():
        return "not set"
    if not meeting.days:
        return "no date found"
    clock = f", {meeting.time:%H:%M} {meeting.zone or ''}".rstrip() if meeting.time else ""
    return " or ".join(map(spell, meeting.days)) + clock


def _owners(doc: Postmortem) -> str:
    names = [_short(owner.text) for owner in doc.owners]
    more = f" and {len(names) - MOST_OWNERS} more" if len(names) > MOST_OWNERS else ""
    return ", ".join(names[:MOST_OWNERS]) + more or "nobody named"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"


def _action_items(
    doc: Postmortem, items: ActionItemsConfig, today: date, changed: Sequence[Lines] | None
) -> tuple[int, str]:
    """How many issues merging makes, and what becomes of the action items."""
    known = [item for item in doc.action_items if item.committed and not item.blank]
    linked = sum(bool(item.tickets) for item in known)
    free = [item for item in known if not item.tickets and not item.done]
    new = len(free)
    done = len(known) - linked - new
    makes = items.create and is_recent(doc, first_day(items.since, today))
    made = sum(changed is None or any(lines.first <= item.line <= lines.last for lines in changed) for item in free)
    made = made if makes else 0
    parts = [f"{new} without a ticket"] * bool(new and not made)
    if made > items.max_new:
        parts, made = [f"{new} without a ticket, more than `max-new` ({items.max_new}): no issue is made"], 0
    there = f" in {items.repository}" if items.repository else ""
    if changed is None:
        parts += [f"merging makes {plural(made, 'issue')}{there}"] * bool(made)
    else:
        parts += [f"{new} without a ticket (merging makes an issue{there} for each that has none)"] * bool(made)
    parts += [f"{linked} with a ticket"] * bool(linked) + [f"{done} done"] * bool(done)
    if makes and items.close_done and any(item.done for item in known):
        parts.append("merging closes the issues that pm-lint made for what is done")
    told = ", ".join(parts)
    return made, f"{len(known)}: {told}" if len(parts) > 1 else told or "none yet"


def _steps(
    checked: Checked, items: ActionItemsConfig, today: date, changed: Sequence[Lines] | None
) -> tuple[tuple[str, int, str, str], ...]:
    """What the plan for the issues says of the document's items before any issue is known."""
    from pm_lint.github.issue_plan import plan

    scope = in_scope([checked], first_day(items.since, today))
    unsure = "" if changed is None else ", unless there is one from before"
    return tuple(
        (step.action, step.line, step.text, step.reason + (unsure if step.action == "create" else ""))
        for step in plan(scope, (), Place("", "", backlog=items.repository))
        if step.line is not None
    )


def _until(checked: Checked, doc: Postmortem, policy: Policy, must: Severity) -> str:
    """While the document waits for its meeting: until when the rest is not asked for."""
    if doc.schema.acts == 1 or act(doc, policy) == 2:
        return ""
    days = doc.meeting.days if doc.meeting else ()
    until = max(days or [found.deadline.day for found in reckon(doc, policy)], default=None)
    if until is None:
        return ""
    green = all(finding.level < must for finding in checked.findings)
    said = f"until {spell(until)}"
    return f"Green {said}" if green else f"What the meeting fills in is not asked for {said}"
