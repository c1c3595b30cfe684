"""The days of the timeline: wrong years, and days that have not come yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.dates import later, spell
from pm_lint.postmortem.model import DateSource, Postmortem, TimelineEntry
from pm_lint.postmortem.patterns import lenient
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

#: An entry that goes back by so much is no slip of the day.
_HALF_A_YEAR = timedelta(days=180)
#: With the year mended, an entry is so near to those around it.
_NEAR = timedelta(days=92)
_FAR = timedelta(days=300)
_DAY = timedelta(days=1)
#: Words of what is still to come.
_PLANNED = lenient(
    r"\b(?:plan\w{0,6}|schedul\w{0,5}|will|expect\w{0,4}|expir\w{0,5}|deadline|due|target\w{0,3}|follow-?ups?|upcoming|future"
    r"|to be|going to|until|end of life|eol|tbd|tentativ\w{1,3}|estimat\w{1,3}|eta|review|postmortem|retrospective)\b"
)


def wrong_years(doc: Postmortem) -> dict[int, date | None]:
    """The entries (by index) whose year is a slip, and the day that is meant; None for one far from those around it.

    Only what the entries around it settle: the first and the last may be long before or after the incident.
    """
    entries = doc.timeline.entries if doc.timeline else ()
    known = [
        (index, entry.day)
        for index, entry in enumerate(entries)
        if entry.day and entry.own_day and not entry.partial and entry.precision != "none"
    ]
    found: dict[int, date | None] = {}
    if not any(entry.ordered for entry in entries):
        return _among_labelled(known, _anchor(doc))
    anchor = _anchor(doc)
    before: date | None = None
    for place, (index, day) in enumerate(known):
        after = known[place + 1][1] if place + 1 < len(known) else None
        meant = _meant(day, before, after, anchor) if entries[index].ordered else None
        if meant:
            found[index] = before = meant
        elif before and after and _lone(day, before, after):
            found[index] = None
        else:
            before = day
    return found


def _anchor(doc: Postmortem) -> date | None:
    """The incident's day as another place than the timeline says it."""
    return next((s.days[0] for s in doc.incident.sources if s.kind != "timeline" and len(s.days) == 1), None)


def _meant(day: date, before: date | None, after: date | None, anchor: date | None) -> date | None:
    """The same day of another year, if the entries before and after leave no doubt that it is meant."""
    if after and day - after > _HALF_A_YEAR and (before or anchor):
        earlier = _in_year(day, day.year - 1)
        if earlier and _follows(after, earlier) and (not before or before - earlier <= _DAY):
            return earlier if _nearer(earlier, day, anchor) else None
    if before and before - day > _HALF_A_YEAR:
        later = _in_year(day, day.year + 1)
        runs_on = after is None or before - after > _HALF_A_YEAR  # several slips in a row
        if later and _follows(later, before) and (runs_on or (after and later - after <= _DAY)):
            return later if _nearer(later, day, anchor) else None
    return None


def _follows(day: date, before: date) -> bool:
    """Whether it is soon after; a day back is a slip of another kind."""
    return -_DAY <= day - before <= _NEAR


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _nearer(meant: date, written: date, anchor: date | None) -> bool:
    return anchor is None or abs(meant - anchor) < abs(written - anchor)


def _lone(day: date, before: date, after: date) -> bool:
    return abs(day - before) > _FAR and abs(day - after) > _FAR and abs(after - before) <= _NEAR / 2


def _among_labelled(known: Sequence[tuple[int, date]], anchor: date | None) -> dict[int, date | None]:
    """The slips in a list of labelled times: a year off from the others, or from where else the incident is dated."""
    middle = anchor or (sorted(day for _, day in known)[len(known) // 2] if len(known) > 2 else None)
    if middle is None or not any(abs(day - middle) <= _NEAR for _, day in known):
        return {}
    far = [(index, day) for index, day in known if abs(day - middle) > _FAR]
    if anchor is None and len(far) > 1:
        return {}
    meant = {index: _in_year(day, day.year + (1 if day < middle else -1)) for index, day in far}
    return {index: day for index, day in meant.items() if day and abs(day - middle) <= _NEAR / 2}


@rule("PM405", "timeline-date", Severity.WARNING, silences=("PM403",))
def timeline_date(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """An entry of the timeline is in another year than those around it.

    In January the old year is soon written. An entry counts as a slip where the entries before and after it leave no
    doubt: a timeline may well begin with what was introduced years before, and end with what followed months later.

    ```markdown bad
    # 2022-01-04 The database stopped answering

    ## Timeline

    - 2021-12-30 12:31 UTC: the disk began to fill.
    - 2021-01-03 23:10 UTC: the database stopped answering.
    - 2022-01-04 00:25 UTC: it answered again.
    ```

    ```markdown good
    # 2022-01-04 The database stopped answering

    ## Timeline

    - 2019-05-02 10:00 UTC: the limit was introduced.
    - 2021-12-30 12:31 UTC: the disk began to fill.
    - 2022-01-03 23:10 UTC: the database stopped answering.
    - 2022-01-04 00:25 UTC: it answered again.
    ```
    """
    if doc.timeline is None:
        return
    for index, meant in wrong_years(doc).items():
        entry = doc.timeline.entries[index]
        if entry.day and not _has_not_come(entry, entry.day, policy):
            likely = f"{spell(meant)} is likely meant" if meant else "it is far from the entries around it"
            yield Finding(
                entry.time_span,
                f"The year of {quote(entry.time_text)} looks wrong: {likely}.",
                key="timeline:date",
            )


@rule("PM408", "timeline-future", Severity.ERROR, silences=("PM403", "PM405"))
def timeline_future(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """An entry of the timeline is in the future.

    It is after today everywhere on Earth, so it can't have happened. Entries that speak of plans, deadlines and
    follow-ups may be in the future.

    ```markdown bad today=2022-01-31
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2022-12-10 12:45 UTC: it answered again.
    ```

    ```markdown good today=2022-01-31
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2021-12-10 12:45 UTC: it answered again.
    - 2022-03-01: the old database is planned to be switched off.
    ```
    """
    if still_to_come(doc, policy):
        return  # PM310 says so of the incident
    for entry in rows_ahead(doc, policy):
        yield Finding(
            entry.time_span,
            f"{quote(entry.time_text)} is in the future: today is {spell(policy.today)}.",
            key="timeline:future",
        )


def still_to_come(doc: Postmortem, policy: Policy) -> DateSource | None:
    """What says that the incident is after today everywhere on Earth: not the timeline, nor a page's "date", which can
    be that of a publication."""
    meeting_days = set(doc.meeting.days) if doc.meeting else set()
    for source in doc.incident.sources:
        published = source.kind == "front-matter" and source.of_writing
        told = source.kind != "timeline" and not published and not meeting_days & set(source.days)
        if told and source.earliest > later(policy.today, 1):
            return source
    return None


def rows_ahead(doc: Postmortem, policy: Policy) -> Iterator[TimelineEntry]:
    """The entries that name a day which has not come yet."""
    for entry in doc.timeline.entries if doc.timeline else ():
        if entry.own_day and entry.day and not entry.partial and _has_not_come(entry, entry.day, policy):
            yield entry


def _has_not_come(entry: TimelineEntry, day: date, policy: Policy) -> bool:
    """Whether it is after today everywhere on Earth, and nobody's plan."""
    return day > later(policy.today, 1) and not _PLANNED.search(entry.text)
