"""How a deadline is told: the same words in messages, in `pm-lint deadline` and in `pm-lint show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from pm_lint.finding import Allowance, CalendarPolicy
from pm_lint.postmortem.dates import spell, spell_days
from pm_lint.postmortem.model import DateSource
from pm_lint.postmortem.reckoning import Allowed, Event, Reckoning
from pm_lint.postmortem.workdays import CALENDAR_DAYS, Deadline, Skipped, business_days_between, is_workday

#: More days than these are counted, not listed.
_MOST_WEEKEND_DAYS = 6
_MOST_NAMED = 5
_VERBS = {"end": "ended", "start": "began", "incident": "was"}


def told_allowance(allowance: Allowance) -> str:
    """ "5 business days"."""
    unit = allowance.unit.replace("-", " ")
    return f"{allowance.within} {unit.removesuffix('s') if allowance.within == 1 else unit}"


def whose(allowed: Allowed, stated: str) -> str:
    """Whose allowance it is: "for SEV-1". "" where the policy has one alone. ``stated`` is the severity, quoted."""
    if not allowed.depends:
        return ""
    if allowed.meant is None:
        return "where no severity is stated"
    if allowed.meant.name is not None:
        return f"for {allowed.meant.name}"
    if allowed.meant.several:
        return f"for {stated}, which can be more than one severity"
    return f"for {stated}, which has no allowance of its own"


def at_most(due: Deadline, whose: str) -> str:
    """ "At most 5 are allowed for SEV-1: by Mon 1 May 2023." """
    within = due.allowance.within
    most = told_allowance(due.allowance) if due.allowance.unit == CALENDAR_DAYS else str(within)
    return f"At most {most} {'is' if within == 1 else 'are'} allowed{whose and f' {whose}'}: by {spell(due.day)}."


def days_after(day: date, due: Deadline, calendar: CalendarPolicy) -> str:
    """How long after the incident a day is: "8 business days", "more than 5 business days" on the weekend after."""
    if due.allowance.unit == CALENDAR_DAYS:
        number = (day - due.incident).days
        return f"{number} {'day' if number == 1 else 'days'}"
    number = business_days_between(due.incident, day, calendar)
    more = "" if is_workday(day, calendar) or number < 0 else "more than "
    return f"{more}{number} business {'day' if number == 1 else 'days'}"


def since(found: Reckoning) -> str:
    """What is counted from: "the incident ended on Mon 24 Apr 2023 (timeline, line 27)"."""
    line = f"line {found.source.span.line}" if found.source.span else ""
    where = place(found.source) if found.event != "title" else line
    return event_on(found.event, found.deadline.incident) + (f" ({where})" if where else "")


def event_on(event: Event, day: date) -> str:
    """ "the incident ended on Mon 24 Apr 2023", "Mon 24 Apr 2023, the title's date"."""
    if event == "title":
        return f"{spell(day)}, the title's date"
    return f"the incident {_VERBS[event]} on {spell(day)}"


def place(source: DateSource) -> str:
    """Where a date stands: "timeline, line 27"."""
    kind = "date field" if source.kind == "field" else source.kind.replace("-", " ")
    return f"{kind}, line {source.span.line}" if source.span else kind


# -- the days that are passed over ------------------------------------------------------------------------------------


def not_counted(due: Deadline) -> str:
    """The days between that are not counted: "Thu 25 Nov (Thanksgiving Day), Sat 27, Sun 28 Nov"; "" if there are none.

    The year is left out where all is in one. Many weekends are counted, and of many holidays the first are named.
    """
    runs = list(_runs(due.skipped))
    named = {run[0].day: run for run in runs[:_MOST_NAMED]}
    weekend = due.weekend if len(due.weekend) <= _MOST_WEEKEND_DAYS else ()
    year = f" {due.day.year}" if due.incident.year == due.day.year else ""
    parts = []
    for plain, group in groupby(sorted([*named, *weekend]), lambda day: day not in named):
        days = list(group)
        parts += [spell_days(days).replace(year, "")] if plain else [_told_run(named[day], year) for day in days]
    if len(weekend) < len(due.weekend):
        parts.append(f"{len(due.weekend)} weekend days")
    if left := sum(map(len, runs[_MOST_NAMED:])):
        parts.append(f"{left} more {'holiday' if left == 1 else 'holidays'}")
    return ", ".join(parts)


def _runs(skipped: Iterable[Skipped]) -> Iterator[list[Skipped]]:
    """The days off, those together that follow on each other and have one name."""
    run: list[Skipped] = []
    for off in skipped:
        if run and (off.reason != run[-1].reason or off.day - run[-1].day != timedelta(days=1)):
            yield run
            run = []
        run.append(off)
    if run:
        yield run


def _told_run(run: Sequence[Skipped], year: str) -> str:
    """ "Thu 25 Nov (Thanksgiving Day)", "Fri 1 to Thu 7 Oct (National Day)", without the year that is known."""
    days = spell_days((run[0].day, run[-1].day)).replace(", ", " to ") if len(run) > 1 else spell(run[0].day)
    return f"{days.replace(year, '')} ({named(run[0]).replace(' (', ', ').replace(')', '')})"


def named(off: Skipped) -> str:
    """A day off's name, which says so where its date is an estimate."""
    return off.reason if not off.estimated or "estimated" in off.reason else f"{off.reason} (estimated)"
