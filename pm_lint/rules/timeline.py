"""The timeline: what happened when, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.markdown import Inline, Link, List, Table, walk_inlines
from pm_lint.postmortem.dates import moments, spell
from pm_lint.postmortem.durations import duration_at
from pm_lint.postmortem.instants import MIDNIGHT, since_midnight, zoned
from pm_lint.postmortem.model import Postmortem, Section, TimelineEntry
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.text import mentions, undecided
from pm_lint.postmortem.zones import Hints, hints_of, may_change
from pm_lint.rules.acts import waiting, waits
from pm_lint.rules.registry import rule
from pm_lint.rules.timeline_dates import wrong_years
from pm_lint.rules.wording import count, quote

_OTHER_ORDER = lenient(
    r"\b(?:out\s{1,3}of|not\s{1,3}in|no|reverse|any)\s{1,3}(?:strict(?:ly)?\s{1,3}|particular\s{1,3})?"
    r"(?:chronological\s{1,3})?order\b|\b(?:newest|latest|most recent)\s{1,3}first\b"
)
_SINCE = lenient(r"\W{0,3}(?:t\s?)?[+\xb1-]\s?[0-9]{1,4}(?:[:.][0-9]{2})?\s?(?:[hms:]|min|$)|\W{0,3}t\s?[+-]\s?[0-9]")
#: No time of the clock, but no slip either: "T+5", "10 minutes later", "Ongoing", "May 2023", "Q3 2023".
_NO_CLOCK = lenient(
    r"\W{0,3}(?:t\s?)?[+\xb1-]\s?[0-9]|.{0,60}\b(?:later|earlier|prior|ago|after|before|ongoing|present|now|onwards?"
    r"|continu\w{1,4}"
    r"|(?:same|next|following|previous)\s(?:day|time|morning|week|month))\b"
    r"|\W{0,3}(?:day|week|month|phase|stage|step|d[+-])\s?[0-9]"
    r"|\W{0,3}(?:(?:early|mid|late|end of|beginning of|start of)[ -])?"
    r"(?:[a-z]{3,9}\.?,?\s|q[1-4]\s)?(?:19|20)[0-9]{2}\W{0,3}\Z"
)
#: "[Date and time]", "{{ hh:mm }}", "YYYY-MM-DD".
_BLANK_TIME = lenient(r"[\W_]{0,3}(?:[\[{<]{1,2}[^\]}>\n]{0,20}\b(?:time|date|hh:mm)|(?:yyyy|20xx)-mm|hh:mm)\b")
#: "09:09" may be after "09:09:01".
_RESOLUTION: Mapping[str, timedelta] = {
    "hour": timedelta(minutes=59, seconds=59),
    "minute": timedelta(seconds=59),
    "second": timedelta(),
    "day": timedelta(),
}
#: What "about 10:30" may be off by, and clocks are set back by.
_AN_HOUR = timedelta(hours=1)


def _inlines(part: Section) -> Iterator[Inline]:
    return (node for leaf in part.leaves for node in walk_inlines(leaf.inlines))


def _section(doc: Postmortem, policy: Policy) -> Section | None:
    """The timeline's section, where there is content to judge."""
    section = doc.timeline_section
    if section is None or section.none or not section.has_content:
        return None
    return None if waits(section, doc, waiting(doc, policy)) else section


@rule("PM401", "timeline-missing-entries", Severity.ERROR)
def timeline_missing_entries(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The timeline has no entry with a time, or its table lacks a column of the template.

    An entry begins with a date, a time or both, in a row of a table, a list item, a paragraph or a heading.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    - The database stopped answering.
    - We restarted it.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31 UTC: the database stopped answering.
    - 12:45 UTC: it answered again.
    ```
    """
    section = _section(doc, policy)
    if section is None or doc.timeline is None:
        return
    timeline = doc.timeline
    wanted = section.spec.columns if section.spec else ()
    if not any(entry.precision != "none" for entry in timeline.entries):
        inner = doc.within(section)
        if sum(_SINCE.match(leaf.text) is not None for part in inner for leaf in part.leaves) > 1:
            return  # told by what has passed since: "T+5"
        lists = any(isinstance(block, List | Table) for part in inner for block in part.blocks)
        if any(_BLANK_TIME.match(leaf.text) for part in inner for leaf in (part.heading, *part.leaves)):
            return  # a template, whose times are still to be filled in
        if not lists and any(isinstance(node, Link) for part in inner for node in _inlines(part)):
            return  # it is told elsewhere
        told = any(True for part in inner for leaf in part.leaves for _ in moments(leaf.text, doc.style))
        yield Finding(
            section.span,
            "No entry of the timeline begins with a time.",
            key="timeline:entries",
            severity=None if lists and not told else Severity.WARNING,  # a story in prose is hardly a fault
            help=f"Write a table with the columns {' and '.join(quote(name) for name in wanted)}." if wanted else None,
            scope=section.body,
        )
    elif timeline.table and 0 < len(timeline.columns) < len(wanted):
        yield Finding(
            timeline.table._replace(end_line=timeline.table.line, end_column=timeline.table.column + 1)
            if timeline.table.end_line > timeline.table.line
            else timeline.table,
            f"The timeline's table has {count(len(timeline.columns), 'column')}; the template has"
            f" {' and '.join(quote(name) for name in wanted)}.",
            key="timeline:columns",
        )


@rule("PM402", "timeline-timestamp", Severity.WARNING)
def timeline_timestamp(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The time of a timeline row can't be read.

    "T+5", "10 minutes later", "Day 2", "May 2023" and what has no digit are no times of the clock, and nothing is said
    of them.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    | Time | Event |
    | --- | --- |
    | 12:31 UTC | The database stopped answering. |
    | 12h45 or so | It answered again. |
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    | Time | Event |
    | --- | --- |
    | 12:31 UTC | The database stopped answering. |
    | ~12:45 UTC | It answered again. |
    ```
    """
    if _section(doc, policy) is None or doc.timeline is None:
        return
    if not any(entry.precision != "none" for entry in doc.timeline.entries):
        return  # PM401 says so
    for entry in doc.timeline.entries:
        if entry.precision == "none" and entry.time_text and entry.text and not _no_clock(entry.time_text):
            yield Finding(
                entry.time_span,
                f"The time {quote(entry.time_text)} can't be read.",
                key="timeline:time",
                help="Write it as YYYY-MM-DD HH:MM.",
            )


def _no_clock(text: str) -> bool:
    """Whether a text is not meant to be a time of the clock."""
    if not any(character.isdigit() for character in text):
        return True  # "After the incident"
    length = duration_at(text, 0)
    return undecided(text) or _NO_CLOCK.match(text) is not None or (length is not None and length.end == len(text))


@rule("PM403", "timeline-order", Severity.WARNING)
def timeline_order(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A timeline entry is earlier than the one before it.

    Where a time alone goes back by six hours or more, midnight has most likely passed unmarked: that is a notice, and
    asks for the date.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31 UTC: the database stopped answering.
    - 12:25 UTC: we restarted it.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31 UTC: the database stopped answering.
    - 12:35 UTC: we restarted it.
    ```
    """
    section = _section(doc, policy)
    if section is None or doc.timeline is None or _says_so(doc, section):
        return
    wrong = wrong_years(doc)
    hints = hints_of(doc, policy.calendar)
    before: TimelineEntry | None = None
    day: date | None = None  # the last one that is known
    for index, entry in enumerate(zoned(doc, policy.calendar)):
        if entry.precision == "none" or not entry.ordered or index in wrong:
            continue
        if entry.own_day and not entry.day and not entry.partial:
            before = day = None  # two readings
            continue
        if before and len(entry.days) > 1 and entry.days != before.days:
            before = None
        if before and (found := _goes_back(before, entry, day, hints)):
            yield found
        day = entry.day or (None if entry.partial else day)
        before = entry


def _says_so(doc: Postmortem, section: Section) -> bool:
    """Whether the timeline itself says that its order is another."""
    texts = (leaf.text for part in doc.within(section) for leaf in part.leaves)
    return any(_OTHER_ORDER.search(text) for text in texts if mentions(text.lower(), ("order", "first")))


def _goes_back(before: TimelineEntry, entry: TimelineEntry, day: date | None, hints: Hints) -> Finding | None:
    """``day`` is the day of the entry before, as far as it is known."""
    back = _hours_back(before, entry)
    what = f"{quote(entry.time_text)} comes after {quote(before.time_text)}"
    if entry.day and day and entry.day != day:
        if before.time and entry.time and before.zone != entry.zone:
            # At one instant the clocks of two zones may show two days.
            if back is not None and _offsets_known(before, entry):
                late = back - (entry.day - day) > _doubt(before, entry)
            else:
                late = (day - entry.day).days > 1
            return _back(before, entry, what) if late and entry.own_day else None
        if entry.day > day or not entry.own_day:
            return None
        return _back(before, entry, f"{spell(entry.day)} comes after {spell(day)}")
    known = bool(day) or not entry.own_day
    if entry.partial and not entry.day:
        known = entry.partial == before.partial
    if not known:
        return None  # a date against another year's, or against none: nobody can tell
    if back is None or back <= _doubt(before, entry):
        return None
    on = entry.day or day
    if (
        back <= _AN_HOUR
        and on
        and entry.zone
        and not _offsets_known(before, entry)
        and may_change(entry.zone, on, hints)
    ):
        return None  # the clocks may have been set back
    if back >= MIDNIGHT and not entry.own_day:
        if before.zone != entry.zone:
            return None  # midnight in one of the two zones
        return Finding(
            entry.time_span,
            f"{what}: if midnight has passed, add the date.",
            key="timeline:order",
            severity=Severity.NOTICE,
        )
    return _back(before, entry, what)


def _doubt(before: TimelineEntry, entry: TimelineEntry) -> timedelta:
    """By how much two times may be off."""
    about = _AN_HOUR if before.approximate or entry.approximate else timedelta()
    return max(about, _RESOLUTION[before.precision], _RESOLUTION[entry.precision])


def _hours_back(before: TimelineEntry, entry: TimelineEntry) -> timedelta | None:
    """By how much the clock goes back, zones reckoned in; None where they can't be compared."""
    if before.time is None or entry.time is None:
        return None
    back = since_midnight(before.time) - since_midnight(entry.time)
    if before.offset is not None and entry.offset is not None:
        return back + entry.offset - before.offset
    return None if before.zone and entry.zone and before.zone != entry.zone else back


def _offsets_known(*entries: TimelineEntry) -> bool:
    return all(entry.offset is not None for entry in entries)


def _back(before: TimelineEntry, entry: TimelineEntry, what: str) -> Finding:
    return Finding(
        entry.time_span,
        f"The timeline goes back: {what} (line {before.span.line}).",
        key="timeline:order",
        help="Put the entries in order, or mend the time.",
    )
