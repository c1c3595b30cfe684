"""What is known about a date or a time that is written in a text."""

from __future__ import annotations

from datetime import date, time, timedelta

from pm_lint.record import dataclass


@dataclass(frozen=True)
class Moment:
    """One date, time or both, as it stands in a text: what is missing is known to be missing, never filled in."""

    #: Offsets into the text it was cut from, the end exclusive. A sign or word that marks it as approximate is inside.
    start: int
    end: int
    text: str
    #: Every possible reading of the date, in order; () if no date is written, its year is missing, or none is possible.
    #: A written weekday with which only one reading agrees settles it.
    days: tuple[date, ...]
    #: The written date alone ("" if none), without weekday, time and zone.
    day_text: str
    day_start: int
    day_end: int
    #: A numeric form with two possible orders of day and month, whether or not both readings are valid.
    numeric: bool
    #: Written like a date, but no such day exists.
    impossible: bool
    #: Month and day where the year is missing and only one reading is possible.
    partial: tuple[int, int] | None
    #: Hour, minute and, if written, second, without a zone.
    time: time | None
    #: "", "hour" ("5pm"), "minute" or "second".
    time_precision: str
    approximate: bool
    #: The zone as written: "PT", "UTC+2", "+02:00", "America/New_York". A zone after a range of times is that of both.
    zone: str | None
    #: Only if it is certain from the text: Z, UTC, GMT, +02:00, UTC+2.
    offset: timedelta | None
    #: The written weekday, Monday 0, whether or not it agrees with the date.
    weekday: int | None = None
    #: Where that stands: after the date; or before date or time, with at most a dot, comma, space and "the" between.
    weekday_start: int | None = None
    #: Every possible month and day where the year is missing ("5/4 10:30" has two).
    month_days: tuple[tuple[int, int], ...] = ()
