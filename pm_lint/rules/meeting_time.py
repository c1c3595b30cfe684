"""The time of the meeting, and its zone."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reckoning import waived
from pm_lint.postmortem.zones import hints_of
from pm_lint.rules.registry import rule
from pm_lint.rules.zone_doubt import ambiguous, out_of_season


@rule("PM307", "meeting-time", Severity.NOTICE)
def meeting_time(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The meeting's line names no time, no time zone, or one that leaves doubt.

    Whoever is to come needs both: people of one team often sit in several zones. "IST" is the time in India, in Ireland
    and in Israel: `calendar.time-zone`, `calendar.country` or another zone in the document says which. On a day in
    summer "EST" is an hour off from what the clocks in New York show; "ET" is right all year.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC
    ```
    """
    meeting = doc.meeting
    if meeting is None or meeting.date is None or not meeting.days or waived(doc, policy):
        return
    if meeting.time is None:
        yield Finding(meeting.date.span, "The meeting has no time.", key="field:meeting")
    elif meeting.zone is None:
        example = policy.calendar.time_zone or "UTC"
        yield Finding(
            meeting.span,
            "The meeting's time has no zone.",
            key="field:meeting",
            help=f'Write it after the time: "{meeting.time:%H:%M} {example}".',
        )
    else:
        hints = hints_of(doc, policy.calendar)
        doubt = ambiguous(meeting.zone, hints, meeting.date.day)
        if doubt is None and meeting.date.day:
            doubt = out_of_season(meeting.zone, meeting.date.day, hints)
        if doubt:
            yield Finding(meeting.span, doubt.message, key="field:meeting", help=doubt.help)
