"""`pm-lint deadline`: the last day on which the meeting may be, and the days that were skipped on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from pm_lint.output.escape import terminal
from pm_lint.output.json import dumps
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.telling import event_on, named, not_counted, told_allowance
from pm_lint.postmortem.workdays import CALENDAR_DAYS
from pm_lint.record import dataclass

if TYPE_CHECKING:
    from pm_lint.postmortem.reckoning import CountedDay, Event
    from pm_lint.postmortem.workdays import Deadline


@dataclass(frozen=True)
class Answer:
    """A deadline with what is said about it."""

    deadline: Deadline
    event: Event = "end"
    #: Whose allowance it is: "for SEV-1"; "" where there is nothing to say.
    whose: str = ""
    #: The severity whose allowance it is, as the policy names it.
    severity: str | None = None
    #: Whether any public holidays count.
    holidays: bool = True
    #: Each day up to the deadline, where that was asked for.
    days: tuple[CountedDay, ...] | None = None
    #: A day that was asked about, and how long after the incident it is.
    meeting: date | None = None
    meeting_after: str = ""

    @property
    def in_time(self) -> bool | None:
        """Whether that day is in time; None where no day was asked about, and where it is uncertain."""
        due = self.deadline
        if self.meeting is None or (due.uncertain and due.earliest < self.meeting <= due.latest):
            return None
        return due.incident <= self.meeting <= due.day


def render_text(answer: Answer) -> str:
    return "".join(f"{terminal(line.rstrip())}\n" for line in _lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    due = answer.deadline
    reason = f"{told_allowance(due.allowance)} after {event_on(answer.event, due.incident)}"
    yield f"{spell(due.day)} is the last day for the meeting: {reason}{answer.whose and f', {answer.whose}'}."
    if answer.days is not None:
        yield from map(_counted, answer.days)
    elif skipped := not_counted(due):
        yield f"Not counted: {skipped}."
    if not answer.holidays and due.allowance.unit != CALENDAR_DAYS:
        yield "Public holidays are not counted: name a country by --country, or by `calendar.country`."
    if due.uncertain:
        yield f"Not certain: {due.uncertain}."
    if answer.meeting is not None:
        yield _meeting(answer, answer.meeting)


def _counted(one: CountedDay) -> str:
    count = "      -" if one.number is None else f"{f'day {one.number}':>7}"
    why = named(one.off) if one.off else "the incident" if one.number == 0 else one.note or ""
    return f"{count}  {spell(one.day):15}  {why}"


def _meeting(answer: Answer, day: date) -> str:
    if day < answer.deadline.incident:
        return f"A meeting on {spell(day)} is before the incident."
    if answer.in_time is None:
        return f"Whether a meeting on {spell(day)} is in time is uncertain."
    late = f"late: {answer.meeting_after} after the incident"
    return f"A meeting on {spell(day)} is {'in time' if answer.in_time else late}."


def render_json(answer: Answer) -> str:
    """Every key is always there, the unknown is null; ``days`` is null where it was not asked for."""
    due = answer.deadline
    return dumps(
        {
            "incident": due.incident.isoformat(),
            "within": due.allowance.within,
            "unit": due.allowance.unit,
            "deadline": due.day.isoformat(),
            "skipped": [{"date": skipped.day.isoformat(), "reason": skipped.reason} for skipped in due.skipped],
            "uncertain": due.uncertain,
            "severity": answer.severity,
            "days": None if answer.days is None else [_day_json(one) for one in answer.days],
            "meeting": None
            if answer.meeting is None
            else {"date": answer.meeting.isoformat(), "in_time": answer.in_time},
        }
    )


def _day_json(one: CountedDay) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "number": one.number,
        "reason": one.off.reason if one.off else None,
        "note": one.note,
        "estimated": one.off.estimated if one.off else False,
    }
