"""Durations that contradict the times beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from pm_lint.finding import Finding, Policy, Severity, Span
from pm_lint.markdown import Leaf
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.dates import DateStyle, Moment, moments
from pm_lint.postmortem.durations import Duration, duration_at, names_a_duration
from pm_lint.postmortem.instants import since_midnight, zoned
from pm_lint.postmortem.model import Postmortem, TimelineEntry
from pm_lint.postmortem.patterns import lenient, plain
from pm_lint.postmortem.text import mentions, normalise
from pm_lint.postmortem.zones import Hints, hints_of, may_change, offset_of
from pm_lint.record import NamedTuple, dataclass
from pm_lint.regex import regex
from pm_lint.rules.registry import rule
from pm_lint.rules.timeline_dates import wrong_years
from pm_lint.rules.wording import quote

#: A quick look, so that most texts are passed over.
_SHORT_UNIT = lenient(r"[0-9]\s?(?:h|m|s|min|hr)\b")
_UNIT = lenient(r"hours?\b|minutes?\b|\bmins?\b|\bhrs?\b|\bseconds?\b")
_UNITS = ("hour", "min", "hr", "second")
_SOME = r"(?:about |around |~|approximately )?"
_RANGE = lenient(
    rf"[ \t]{{0,3}}(?:[-\x96]|[-=]?>|(?P<word>to|until|till|and|through))[ \t\n]{{0,3}}(?:at )?{_SOME}\Z", re.I
)
#: Whatever names a time of day has one of these: to look for all moments costs far more.
_TIME = lenient(r"[0-9](?:[:h.][0-9]{2}|[0-9]{3}|[ \t]?[ap]\.?m|z)")
_TIMES = ("noon", "midday", "midnight")
_AROUND = lenient(rf"\b(?:from|between)\s{{1,2}}{_SOME}\Z")
#: Between a range and the duration that is said of it.
_AFTER = lenient(
    r"[*_]{0,2}\s{0,2}(?:[,;:]?\s?[(\[]|[,:=\x96-]\s)\s?"
    r"(?:(?:i\.e\.|lasting|lasted|duration|total(?:l?ing)?|a total)[ :]{1,2}(?:of )?(?:for )?)?"
    r"|[*_]{0,2},?\s(?:lasting|totall?ing|for a total of)\s"
)
_AFTER_END = lenient(
    r"(?:\s(?:in total|total|of downtime|downtime|long|outage))?[*_]{0,2}\s?(?:[)\]]|[.,;:](?=\s|\Z)|\n|\Z)"
)
#: What stands before a duration and its range: "lasted 45 minutes, from 10:30 to 11:15".
_LASTED = regex(
    r"\b(?:last(?:s|ed|ing)?|took|down|unavailable|degraded|outage of|downtime of|duration(?: of|:)?|total of)"
    r"(?: for)?[*_]{0,2}\s{1,2}",
    re.I,
)
_TO_RANGE = frozenset(("(", "from", ", from", "(from", ", between", "(between", "-", "\x96"))
_LENGTH = regex(
    r"(?:total |incident |outage |overall )?(?:duration|downtime)"
    r"|(?:total )?time to (?P<end>repair|resolve|resolution|recover(?:y)?|mitigate|mitigation)"
)
_LENGTHS = ("duration", "downtime", "time")
_STARTS = frozenset(
    ("start", "started", "start time", "start date", "began", "incident start", "incident began", "outage start",
     "incident started", "incident start time", "start of incident", "start of outage")
)  # fmt: skip
_ENDS = frozenset(
    ("end", "ended", "end time", "end date", "incident end", "incident ended", "outage end", "incident end time",
     "resolved", "resolved at", "end of incident", "end of outage")
)  # fmt: skip
_LABEL = regex(r"[ \t]{0,3}(?P<label>[A-Za-z][A-Za-z ]{2,30})(?:\([A-Za-z ]{1,20}\))?[ \t]{0,3}[:=][ \t]{0,3}")
_DONE = {
    "repair": regex(r"\b(?:repaired|fixed|recovered|restored)\b", re.I),
    "resol": regex(r"\bresolved\b", re.I),
    "recov": regex(r"\b(?:recovered|restored)\b", re.I),
    "mitig": regex(r"\bmitigated\b", re.I),
}


@dataclass(frozen=True)
class _Stated:
    """A labelled line: where it stands, and the text after the label."""

    label: str
    leaf: Leaf
    start: int
    text: str

    def span(self, start: int, end: int) -> Span:
        return self.leaf.prose.locate(self.start + start, self.start + end)


class _Clocks(NamedTuple):
    """How times are written, and what tells their offsets: hints for the zone, and the days where none is named."""

    style: DateStyle
    hints: Hints
    days: tuple[date, ...]


@rule("PM409", "duration-mismatch", Severity.WARNING)
def duration_mismatch(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A stated duration differs from the times stated with it.

    Looked at are a duration beside a range of times ("from 10:30 to 11:45 (75 minutes)"), a "Duration" beside "Start"
    and "End", and a "Time to resolve" beside the labelled times that it is the time between. Rounding is no
    contradiction: 10 percent or five minutes, whichever is more, and 25 percent where the document says "about".

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    The database was down from 12:31 to 12:45 UTC (2 hours); a restart brought it back.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Resolution
    The database was down from 12:31 to 12:45 UTC (about a quarter of an hour, or 15 minutes).
    ```
    """
    stated: list[_Stated] = []
    days = tuple(day for day in (doc.incident.start, doc.incident.end) if day)
    clocks = _Clocks(doc.style, hints_of(doc, policy.calendar), days)
    for leaf in leaves(doc.document.blocks):
        text = plain(leaf.text)
        if (doc.style.languages or _TIME.search(text) or mentions(text.lower(), _TIMES)) and _is_measured(text):
            yield from _beside_ranges(leaf, text, clocks)
        if ":" in text or "=" in text:
            stated += _labelled(leaf, text)
    lines = {value.leaf.span.line for value in stated}
    for section in doc.sections:
        if not mentions(section.title.casefold(), _LENGTHS):
            continue
        first = next(iter(section.leaves), None)
        # A bold label that counts as a section was read with its line already.
        if first and first.span.line not in lines and _LENGTH.fullmatch(normalise(section.title)):
            stated.append(_Stated(normalise(section.title), first, 0, first.text))
    yield from _among_labels(stated, clocks)
    yield from _among_times(stated, doc, policy)


def _is_measured(text: str) -> bool:
    """Whether a text may name a duration."""
    units = _SHORT_UNIT.search(text) or (mentions(text.lower(), _UNITS) and _UNIT.search(text))
    return bool(units) and names_a_duration(text)


# -- beside a range of times ------------------------------------------------------------------------------------------


def _beside_ranges(leaf: Leaf, text: str, clocks: _Clocks) -> Iterator[Finding]:
    found = list(moments(text, clocks.style))
    for first, last in pairwise(found):
        if not _is_range(text, first, last):
            continue
        actual = _between(first, last, clocks)
        duration = _said_after(text, last.end) or _said_before(text, first.start)
        if actual is not None and duration and _contradicts(duration, actual, _dated(first, last)):
            yield _finding(leaf.prose.locate(duration.start, duration.end), text, duration, first, last, actual)


def _is_range(text: str, first: Moment, last: Moment) -> bool:
    gap = _RANGE.match(text, first.end, last.start)
    if gap is None or gap.end() != last.start or not (first.time and last.time):
        return False
    return gap["word"] != "and" or _AROUND.search(text, max(first.start - 30, 0), first.start) is not None


def _said_after(text: str, at: int) -> Duration | None:
    gap = _AFTER.match(text, at)
    duration = duration_at(text, gap.end()) if gap else None
    return duration if duration and _AFTER_END.match(text, duration.end) else None


def _said_before(text: str, end: int) -> Duration | None:
    """ "lasted 45 minutes, from 10:30 to 11:15" or "45 minutes (10:30 to 11:15)"; the latter at a line's start only."""
    start = max(end - 90, text.rfind("\n\n", 0, end) + 1, text.rfind(". ", 0, end) + 1)
    for lead in _LASTED.finditer(text, start, end):
        duration = duration_at(text, lead.end())
        gap = text[duration.end : end].strip(" \n*_") if duration else ""
        if duration and duration.end <= end and gap.lower() in _TO_RANGE:
            return duration
    return None


def _between(first: Moment, last: Moment, clocks: _Clocks) -> timedelta | None:
    """How long it is from one to the other; None where that can't be told, as over a change of the clocks."""
    if first.time is None or last.time is None or len(first.days) > 1 or len(last.days) > 1:
        return None
    before, after = _offset(first, first, clocks), _offset(last, last if last.days else first, clocks)
    actual = since_midnight(last.time) - since_midnight(first.time)
    if before is not None and after is not None:
        actual -= after - before
    elif (first.zone and last.zone and first.zone != last.zone) or _may_change(first, last, clocks):
        return None
    if first.days and last.days:
        return actual + (last.days[0] - first.days[0])
    if (last.days or last.month_days) and not first.days:
        return None
    return actual if actual >= timedelta() else actual + timedelta(days=1)


def _offset(moment: Moment, dated: Moment, clocks: _Clocks) -> timedelta | None:
    """The offset of a time, whose day may be that of the time before it."""
    if moment.offset is not None or moment.time is None or moment.zone is None or not dated.days:
        return moment.offset
    return offset_of(moment.zone, dated.days[0], moment.time.hour, moment.time.minute, clocks.hints)


def _may_change(first: Moment, last: Moment, clocks: _Clocks) -> bool:
    days = first.days + last.days or clocks.days
    zones = [zone for zone in (first.zone, last.zone) if zone]
    return any(may_change(zone, day, clocks.hints) for zone in zones for day in days)


def _dated(first: Moment, last: Moment) -> bool:
    return bool(first.days and last.days)


# -- labels -----------------------------------------------------------------------------------------------------------


def _labelled(leaf: Leaf, text: str) -> Iterator[_Stated]:
    at = 0
    for line in text.split("\n"):
        match = _LABEL.match(line) if ":" in line or "=" in line else None
        label = normalise(match["label"]) if match else ""
        if match and (label in _STARTS or label in _ENDS or _LENGTH.fullmatch(label)):
            yield _Stated(label, leaf, at + match.end(), line[match.end() :])
        at += len(line) + 1


def _alone(stated: _Stated) -> Duration | None:
    """The duration that is all a value says."""
    first = len(stated.text) - len(stated.text.lstrip())
    duration = duration_at(stated.text, first)
    return duration if duration and not stated.text[duration.end :].strip(" .*_") else None


def _only(stated: list[_Stated], names: frozenset[str], style: DateStyle) -> Moment | None:
    """The moment of the one value with such a label."""
    values = [value for value in stated if value.label in names]
    found = list(moments(values[0].text, style)) if len(values) == 1 else []
    return found[0] if len(found) == 1 and found[0].time else None


def _among_labels(stated: list[_Stated], clocks: _Clocks) -> Iterator[Finding]:
    """ "Duration" against "Start" and "End"."""
    first, last = _only(stated, _STARTS, clocks.style), _only(stated, _ENDS, clocks.style)
    actual = _between(first, last, clocks) if first and last else None
    for value in stated:
        length = _LENGTH.fullmatch(value.label)
        duration = _alone(value) if length and not length["end"] else None
        if duration and first and last and actual and _contradicts(duration, actual, _dated(first, last)):
            span = value.span(duration.start, duration.end)
            yield _finding(span, value.text, duration, first, last, actual)


def _among_times(stated: list[_Stated], doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """ "Time to resolve" against a list of labelled times: from none of them does it take so long."""
    asked = [(value, match["end"]) for value in stated if (match := _LENGTH.fullmatch(value.label)) and match["end"]]
    if not asked or wrong_years(doc):
        return  # PM405 says what is wrong
    entries = [entry for entry in zoned(doc, policy.calendar) if not entry.ordered]
    for value, end in asked:
        duration = _alone(value) if len(entries) <= 12 else None
        if duration is None:
            continue
        word = next(pattern for stem, pattern in _DONE.items() if end.startswith(stem))
        ends = [entry for entry in entries if word.search(entry.text)]
        others = [entry for entry in entries if entry not in ends]
        if len(ends) != 1 or not others or None in map(_instant, entries):
            continue
        gaps = [(entry, gap) for entry in others if (gap := _gap(entry, ends[0])) is not None]
        if gaps and all(gap > timedelta() and not _fits(duration, gap, entry, ends[0]) for entry, gap in gaps):
            nearest = min((gap for _, gap in gaps), key=lambda gap: abs(gap - duration.length))
            yield Finding(
                value.span(duration.start, duration.end),
                f"{quote(value.text[duration.start : duration.end])} does not fit the times listed: the nearest is"
                f" {_spell(nearest)}, to {quote(ends[0].time_text)}.",
                key=f"duration:{value.label}",
            )


def _fits(duration: Duration, gap: timedelta, start: TimelineEntry, end: TimelineEntry) -> bool:
    """Whether it may be the time between the two, or the working hours between them."""
    nights = (end.day - start.day).days if start.day and end.day else 0
    working = nights > 0 and duration.length < gap and duration.length >= timedelta(hours=1) * (nights - 1)
    return working or not _contradicts(duration, gap, dated=True)


def _instant(entry: TimelineEntry) -> datetime | None:
    at: date | datetime | None = entry.at
    return at.replace(tzinfo=None) if isinstance(at, datetime) else None


def _gap(start: TimelineEntry, end: TimelineEntry) -> timedelta | None:
    first, last = _instant(start), _instant(end)
    if first is None or last is None:
        return None
    if start.offset is not None and end.offset is not None:
        return last - first - (end.offset - start.offset)
    return last - first if start.zone == end.zone else None


# -- what is a contradiction ------------------------------------------------------------------------------------------


def _contradicts(duration: Duration, actual: timedelta, dated: bool) -> bool:
    """Whether no rounding explains the difference, nor a half of the day that is not written."""
    if duration.bound or duration.resolution >= timedelta(days=1):
        return False
    share = 0.25 if duration.approximate else 0.1
    allowed = max(timedelta(minutes=5), actual * share, duration.length * share, duration.resolution / 2)
    half = timedelta(hours=12)
    possible = [actual] if dated else [actual, actual - half, actual + half]
    return all(abs(duration.length - each) > allowed for each in possible)


def _finding(span: Span, text: str, duration: Duration, first: Moment, last: Moment, actual: timedelta) -> Finding:
    written = text[duration.start : duration.end]
    return Finding(
        span,
        f"{quote(written)} does not fit: from {quote(first.text)} to {quote(last.text)} is {_spell(actual)}.",
        key="duration",
    )


def _spell(length: timedelta) -> str:
    """ "1 h 14 min"."""
    minutes = round(length.total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "min")) if number]
    return " ".join(parts) or "no time"
