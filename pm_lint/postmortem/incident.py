"""When the incident was: every source with its place, and which to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice

from pm_lint.postmortem.dates import DateStyle, moments, settle
from pm_lint.postmortem.front_matter import Entry
from pm_lint.postmortem.instants import carried
from pm_lint.postmortem.model import DateSource, Field, Incident, Meeting, Timeline, TimelineEntry, Title
from pm_lint.postmortem.text import normalise

#: A row so many days away from the others is a wrong year, or long before the incident.
FAR_DAYS = 300

_OVER = re.compile(
    r"(?<!not )(?<!n't )(?<!not yet )\b(?:resolved|resolution|resolves|mitigated|mitigation complete|ended|recovered"
    r"|restored|fixed|all clear|back to normal|incident over|closed)\b",
    re.I,
)
_MEETING_ROW = re.compile(r"\bpost-?\s?mortem\b|\bretro(?:spective)?\b|\breview meeting\b|\bincident review\b", re.I)
#: Keys of the front matter that say when the incident was, in the form in which keys are compared.
_DATE_KEYS = frozenset({"date", "incident date", "date of incident"})

#: "2023_05_04", in file names.
_UNDERSCORED = re.compile(r"(?<![0-9])([0-9]{4})_([0-9]{2})_([0-9]{2})(?![0-9])")
#: In such a folder, file name and front matter say when a page was published: that counts where nothing else does.
_BLOG = frozenset({"blog", "blogs", "posts", "_posts", "news", "articles"})


def rows_by_day(timeline: Timeline | None) -> list[tuple[date, TimelineEntry]]:
    """The entries whose day is known: written, or that of the entry before (the next where the time goes far back)."""
    entries = timeline.entries if timeline else ()
    return [(day, entry) for day, entry in carried(entries) if day]


def resolve_incident(
    path: str,
    title: Title | None,
    metadata: tuple[Entry, ...],
    stated: Field | None,
    timeline: Timeline | None,
    meeting: Meeting | None,
    style: DateStyle,
) -> Incident:
    """All sources, the most trusted first: the timeline's end, title, front matter or date field, file name.

    A date in title or file name that is the meeting's is the meeting's: people put it there.
    """
    rows = [(day, entry) for day, entry in rows_by_day(timeline) if not _MEETING_ROW.search(entry.text)]
    title_day = title.date.day if title and title.date else None
    meeting_days = meeting.days if meeting else ()
    near = _near(rows, title_day if title_day not in meeting_days else None)
    over = [row for row in near if _OVER.search(row[1].text)]
    decisive = over or near
    last = decisive[-1] if decisive else None

    sources: list[DateSource] = []
    start = min((day for day, _ in near), default=None)
    if last:
        latest = max(day for day, _ in near)
        sources.append(DateSource("timeline", (last[0],), last[1].time_text, last[1].time_span, start, latest))
    if title and title.date and title.date.days:
        sources.append(DateSource("title", title.date.days, title.date.text, title.date.span))
    folders = {folder.casefold() for folder in path.split("/")[:-1]}
    if not sources or not folders & _BLOG:
        sources += _written_elsewhere(path, metadata, stated, style)

    sources = _narrowed(sources)
    own = [s for s in sources if s.kind == "timeline" or not set(s.days) & set(meeting_days)] or sources
    conflicts = _conflicts(own[0], sources) if own else ()
    believed = tuple(source for source in own if source is own[0] or _apart(source, own[0]) > 1)
    end = own[0].days[0] if own else None
    return Incident(tuple(sources), believed, conflicts, min((source.earliest for source in own), default=None), end)


def _near(rows: list[tuple[date, TimelineEntry]], title: date | None) -> list[tuple[date, TimelineEntry]]:
    if not rows:
        return []
    middle = sorted(day for day, _ in rows)[len(rows) // 2]
    around_title = [row for row in rows if title and abs((row[0] - title).days) <= FAR_DAYS]
    return around_title or [row for row in rows if abs((row[0] - middle).days) <= FAR_DAYS]


def _narrowed(sources: list[DateSource]) -> list[DateSource]:
    """The sources with those readings of an unclear date alone that another source leaves."""
    certain = [source for source in sources if len(source.days) == 1]
    found: list[DateSource] = []
    for source in sources:
        left = tuple(
            day for day in source.days if any(_apart(replace(source, days=(day,)), other) <= 1 for other in certain)
        )
        found.append(replace(source, days=left) if len(source.days) > 1 and left else source)
    return found


def _conflicts(best: DateSource, sources: list[DateSource]) -> tuple[DateSource, ...]:
    """The sources that contradict the best one, with those that say the same as one of them."""
    found = [source for source in sources if _contradicts(source, best, sources)]
    days = {day for source in found for day in source.days}
    return tuple(s for s in sources if s in found or (_apart(s, best) > 1 and days & set(s.days)))


def _contradicts(source: DateSource, best: DateSource, sources: Iterable[DateSource]) -> bool:
    """Whether they disagree by more than a day, and both mean the incident."""
    if source is best or _apart(source, best) <= 1:
        return False
    return not written_later(source, best, *(other for other in sources if other.kind == "title"))


def written_later(source: DateSource, best: DateSource, *others: DateSource) -> bool:
    """Whether a source is later than the best one because that is when the document was written or published.

    A date that differs in its year alone or in its month alone, from any, is no day of writing, but a slip.
    """
    after = source.of_writing and (best.of_writing or source.earliest > best.latest)
    meant = [day for other in (best, *others) for day in (other.earliest, *other.days)]
    return after and not any(_slip(day, other) for day in source.days for other in meant)


def _slip(day: date, meant: date) -> bool:
    """Whether two dates differ in their year alone, or in their month alone."""
    return day.day == meant.day and (day.month == meant.month) != (day.year == meant.year)


def _apart(one: DateSource, other: DateSource) -> int:
    """How many days two sources are apart at least; 0 where their stretches of days meet."""
    return max((one.earliest - other.latest).days, (other.earliest - one.latest).days, 0)


def _written_elsewhere(
    path: str, metadata: tuple[Entry, ...], stated: Field | None, style: DateStyle
) -> list[DateSource]:
    sources: list[DateSource] = []
    published: list[DateSource] = []
    for entry in metadata:
        key = " ".join(re.split(r"[ _-]+", entry.key.casefold()))
        if key in _DATE_KEYS and (moment := next((m for m in moments(entry.text, style) if m.days), None)):
            days, written = settle(moment, style), moment.day_text
            source = DateSource("front-matter", days, written, entry.span, of_writing=key == "date")
            (published if key == "date" else sources).append(source)
    if stated and (
        named := [moment for moment in islice(moments(stated.text, style, says_when=True), 9) if moment.days]
    ):
        first = min(settle(named[0], style)) if len(named) > 1 else None
        days, written = settle(named[-1], style), named[-1].day_text
        plain = normalise(stated.label) == "date" and first is None
        sources.append(DateSource("field", days, written, stated.span, first, of_writing=plain))
    name = _UNDERSCORED.sub(r"\1-\2-\3", path.rsplit("/", 1)[-1])
    if moment := next((m for m in moments(name.rsplit(".", 1)[0].replace("_", " "), style) if m.days), None):
        sources.append(DateSource("file-name", settle(moment, style), moment.day_text, None, of_writing=True))
    # A page's "date" is as often when it was published: it counts where nothing else does.
    return sources or published
