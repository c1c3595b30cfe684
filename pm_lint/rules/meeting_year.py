"""A meeting whose year is wrong: one of January that is still given last year's, or a slip of a digit."""

from __future__ import annotations

from datetime import date

from pm_lint.finding import Edit, Fix
from pm_lint.postmortem.model import DatedText, Postmortem
from pm_lint.postmortem.workdays import Deadline
from pm_lint.rules.incident import stands_alone

#: So far from the incident, a slip in the year is likelier than such a meeting.
DAYS_OF_A_WRONG_YEAR = 300


def far_off(day: date, due: Deadline) -> bool:
    """Whether a day is so far before the incident, or after the deadline, that its year may be wrong."""
    return max((due.incident - day).days, (day - due.day).days) > DAYS_OF_A_WRONG_YEAR


def year_meant(day: date, due: Deadline) -> date | None:
    """The same day in the incident's year or the next, if that is in time and ``day`` is far off."""
    if not far_off(day, due):
        return None
    for year in (due.incident.year, due.incident.year + 1):
        try:
            meant = day.replace(year=year)
        except ValueError:  # 29 February, or the year 10000
            continue
        if due.incident <= meant <= due.day:
            return meant
    return None


def written_year(written: DatedText, meant: date | None, doc: Postmortem) -> Fix | None:
    """Write that day instead."""
    if meant is None or not stands_alone(written, doc):
        return None
    return Fix(f"Write {meant.isoformat()}", (Edit(written.span, meant.isoformat()),))
