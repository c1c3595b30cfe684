"""One entry of the timeline: what its text says of when, under the day that stands over it."""

from __future__ import annotations

from datetime import date

from pm_lint.finding import Span
from pm_lint.postmortem.dates import DateStyle, Moment, moments, month_days, settle
from pm_lint.postmortem.model import Precision, TimelineEntry
from pm_lint.postmortem.ranges import end_of
from pm_lint.record import dataclass, replace
from pm_lint.regex import regex

_RIM = " \t\n-–—:|)]>_*,"
#: What may stand beside a day over entries: "(Monday)", "- day one" is told by a rule of its own.
_BESIDE_DAY = regex(r"[\s:–—.,_*-]{0,9}(?:\([^()\n]{0,80}\))?[\s:–—.,_*-]{0,9}\Z")


@dataclass(frozen=True)
class Over:
    """The day that stands over entries: its readings, or its month and day if it names no year."""

    days: tuple[date, ...] = ()
    partial: tuple[int, int] | None = None


def over(moment: Moment, style: DateStyle) -> Over:
    """What follows stands under this day."""
    return Over(settle(moment, style), None if moment.days else _month_and_day(moment, style))


def is_day(moment: Moment | None) -> bool:
    """Whether it names a day and no time, so that it may stand over entries."""
    return bool(moment and (moment.days or moment.month_days) and not moment.time)


def stands_alone(moment: Moment, text: str) -> bool:
    """Whether nothing else is said than the moment."""
    return _BESIDE_DAY.match(text, moment.end) is not None


def timed(moment: Moment | None) -> bool:
    """Whether an entry may begin with it."""
    return bool(moment and (moment.time or moment.days or moment.month_days or moment.impossible))


def trailing(text: str, style: DateStyle) -> Moment | None:
    """The moment that a text ends with ("Detected 2021-12-10 09:29"), if it is the only one and has a time."""
    found = list(moments(text, style)) if len(text) < 200 else []
    last = found[0] if len(found) == 1 else None
    alone = last and last.time and last.start > 0 and not text[last.end :].strip(" .)*_")
    return last if alone else None


def after(text: str, moment: Moment, style: DateStyle) -> str:
    """What is said after the moment, and after the end of the range that it begins."""
    return text[end_of(text, moment, style) :].strip(_RIM).strip()


def entry(
    text: str,
    written: tuple[str, Span],
    span: Span,
    day: Moment,
    clock: Moment,
    above: Over,
    style: DateStyle,
    ordered: bool = True,
    more_days: int = 0,
) -> TimelineEntry:
    """The entry of a day and a clock, which are often the same moment; ``written`` is its time and where it stands."""
    own = settle(day, style)
    partial = None if own or day.impossible else _month_and_day(day, style)
    names_day = bool(own or day.month_days or day.impossible)
    return TimelineEntry(
        text=text,
        time_text=written[0],
        time_span=written[1],
        span=span,
        days=own if names_day else above.days,
        own_day=names_day,
        partial=partial if names_day else above.partial,
        time=clock.time,
        precision="none" if day.impossible or clock.impossible else _precision(day, clock),
        approximate=clock.approximate or day.approximate,
        zone=clock.zone,
        offset=clock.offset,
        ordered=ordered,
        more_days=more_days,
        weekday=day.weekday if names_day else None,
    )


def unread(text: str, written: tuple[str, Span], span: Span) -> TimelineEntry:
    """An entry whose time can't be read."""
    return TimelineEntry(text, *written, span, (), False, None, None, "none", False, None, None)


def with_text(entry: TimelineEntry, text: str) -> TimelineEntry:
    """The entry, with what stands below it for a text where it has none."""
    return entry if entry.text or not text else replace(entry, text=text)


def _month_and_day(moment: Moment, style: DateStyle) -> tuple[int, int] | None:
    """Month and day where no year is written, if they are certain."""
    readings = month_days(moment, style)
    return readings[0] if len(readings) == 1 else None


def _precision(day: Moment, clock: Moment) -> Precision:
    match clock.time_precision:
        case "hour" | "minute" | "second" as known:
            return known
        case _:
            return "day" if day.days or day.month_days else "none"
