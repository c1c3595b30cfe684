"""`pm-lint deadline`: the last day on which the meeting may be, and the days that were skipped on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pm_lint.output.escape import terminal
from pm_lint.output.json import dumps
from pm_lint.postmortem.dates import spell

if TYPE_CHECKING:
    from pm_lint.postmortem.workdays import Deadline


def render_text(deadline: Deadline) -> str:
    return "".join(f"{terminal(line)}\n" for line in _lines(deadline))


def _lines(deadline: Deadline) -> Iterator[str]:
    allowance = deadline.allowance
    unit = allowance.unit.replace("-", " ")
    days = f"{allowance.within} {unit[:-1] if allowance.within == 1 else unit}"
    yield f"{spell(deadline.day)} is the last day for the meeting: {days} after {spell(deadline.incident)}."
    if deadline.skipped or deadline.weekend:
        yield "Not counted:"
    for skipped in deadline.skipped:
        yield f"  {spell(skipped.day)}  {skipped.reason}{' (estimated)' if skipped.estimated else ''}"
    if deadline.weekend:
        yield f"  {', '.join(map(spell, deadline.weekend))}  weekend"
    if deadline.uncertain:
        yield f"Not certain: {deadline.uncertain}"


def render_json(deadline: Deadline) -> str:
    return dumps(
        {
            "incident": deadline.incident.isoformat(),
            "within": deadline.allowance.within,
            "unit": deadline.allowance.unit,
            "deadline": deadline.day.isoformat(),
            "skipped": [{"date": skipped.day.isoformat(), "reason": skipped.reason} for skipped in deadline.skipped],
            "uncertain": deadline.uncertain,
        }
    )
