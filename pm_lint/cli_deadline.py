"""`pm-lint deadline`: by when a meeting must be held, counted as `check` counts it."""

from __future__ import annotations

import argparse
import sys

from pm_lint.cli_shared import on_terminal, settings_of, write
from pm_lint.errors import FINDINGS, OK, UsageError
from pm_lint.finding import Allowance, CalendarPolicy, MeetingPolicy
from pm_lint.output import deadline as output
from pm_lint.postmortem.reckoning import Allowed, Event, allowed_for, counted_days
from pm_lint.postmortem.severities import nearest
from pm_lint.postmortem.telling import days_after, whose
from pm_lint.postmortem.workdays import CalendarError
from pm_lint.postmortem.workdays import deadline as reckon
from pm_lint.record import replace

_EVENTS: dict[str, Event] = {"incident-end": "end", "incident-start": "start", "title": "title"}


def deadline(options: argparse.Namespace) -> int:
    config = settings_of(options).config
    calendar = calendar_of(options, config.calendar)
    allowed = allowed_for(options.severity, config.meeting)
    by_policy = options.within is None
    if options.severity is not None and by_policy and (note := _unknown(options.severity, allowed, config.meeting)):
        print(on_terminal(f"pm-lint: {note}"), file=sys.stderr)
    within = allowed.allowance.within if by_policy else options.within
    try:
        due = reckon(options.date, Allowance(within, options.unit or allowed.allowance.unit), calendar)
        answer = output.Answer(
            due,
            _EVENTS[config.meeting.count_from],
            whose(allowed, options.severity or "") if by_policy and not options.unit else "",
            severity=allowed.meant.name if allowed.meant and by_policy else None,
            holidays=bool(calendar.calendars),
            days=tuple(counted_days(due, calendar)) if options.explain else None,
            meeting=options.meeting,
            meeting_after=days_after(options.meeting, due, calendar) if options.meeting else "",
        )
    except CalendarError as error:
        raise UsageError(str(error)) from None
    write(output.render_json(answer) if options.format == "json" else output.render_text(answer), None)
    return OK if answer.in_time in (True, None) else FINDINGS


def calendar_of(options: argparse.Namespace, configured: CalendarPolicy) -> CalendarPolicy:
    """The team's calendar; with a country or market on the command line, these and the team's own days alone."""
    calendar = configured
    if options.country or options.market:
        asked = {"country": options.country, "subdivision": options.subdivision, "market": options.market}
        calendar = replace(configured, categories=(), also=(), **asked)
    elif options.subdivision:
        calendar = replace(configured, subdivision=options.subdivision)
    if calendar.subdivision and not calendar.country:
        raise UsageError("--subdivision needs --country")
    return calendar


def _unknown(severity: str, allowed: Allowed, policy: MeetingPolicy) -> str | None:
    """That the general allowance counts for a severity, and why; None where the policy names it."""
    if not policy.by_severity:
        return f"the general allowance counts for {severity}: the configuration has none by severity"
    if allowed.meant is None or allowed.meant.name is not None:
        return None
    near = None if allowed.meant.several else nearest(severity, policy.by_severity)
    known = ", ".join(policy.by_severity)
    why = "can be more than one severity" if allowed.meant.several else "has none of its own"
    hint = f"; did you mean {near}?" if near else ""
    return f"the general allowance counts for {severity}, which {why}: the configuration knows {known}{hint}"
