"""When the incident was: every source with its place, and which to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Literal

from pm_lint.finding import Span
from pm_lint.postmortem.dates import DateStyle, later, moments, settle, spell
from pm_lint.postmortem.fields import OF_WRITING
from pm_lint.postmortem.instants import carried
from pm_lint.postmortem.model import DatedText, DateSource, Field, Incident, Meeting, Timeline, TimelineEntry, Title
from pm_lint.postmortem.ranges import LONGEST, stretch, until
from pm_lint.postmortem.roles import field_role
from pm_lint.postmortem.text import normalise
from pm_lint.record import NamedTuple, replace
from pm_lint.regex import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.postmortem.front_matter import Entry

#: A row so many days away from the others is a wrong year, or long before the incident.
FAR_DAYS = 300

_OVER = regex(
    r"\b(?:resolved|resolution|resolves|mitigated|mitigation complete|ended|recovered|restored|fixed|all clear"
    r"|back to normal|incident over|closed)\b(?!,? but\b|\s?\?)",
    re.I,
)
#: What stands before such a word where it was not so, or not yet.
_NOT_YET = regex(
    r"(?:\bnot|n't|\bbe|\b(?:believ|hop|expect|assum)\w{1,4}"
    r"|\b(?:think|thought|once|until|till|unless|if|whether|partially|being))"
    r"\b[^.;:!?]{0,30}\Z",
    re.I,
)
_MEETING_ROW = regex(r"\bpost-?\s?mortem\b|\bretro(?:spective)?\b|\breview meeting\b|\bincident review\b", re.I)
_GAP = regex(r"[ _-]{1,3}(?:to[ _-])?")
#: Labels, and keys of the front matter, of the day it ended.
_ENDS = frozenset(
    ("end", "end date", "end time", "ended", "ended at", "incident end", "incident end date", "incident ended",
     "resolved", "resolved at", "resolved on", "date resolved", "outage end", "outage end date")
)  # fmt: skip
#: "2023_05_04", in file names.
_UNDERSCORED = regex(r"(?<![0-9])([0-9]{4})_([0-9]{2})_([0-9]{2})(?![0-9])")
#: In such a folder, file name and front matter say when a page was published: that counts where nothing else does.
_BLOG = frozenset({"blog", "blogs", "posts", "_posts", "news", "articles"})


#: An entry of the timeline with its day: written, or that of the entry before (the next where the time goes far back).
_Row = tuple[date, TimelineEntry]


def rows_by_day(timeline: Timeline | None) -> list[_Row]:
    """The entries whose day is known."""
    entries = timeline.entries if timeline else ()
    return [(day, entry) for day, entry in carried(entries) if day]


def resolve_incident(
    path: str,
    title: Title | None,
    metadata: tuple[Entry, ...],
    fields: tuple[Field, ...],
    timeline: Timeline | None,
    meeting: Meeting | None,
    style: DateStyle,
) -> Incident:
    """All sources, the most trusted first: the timeline's end, title, front matter or date field, file name.

    A date in title or file name that is the meeting's is the meeting's: people put it there. A day is that of the
    document's own clocks, whatever day it was in UTC.
    """
    rows = [row for row in rows_by_day(timeline) if not _MEETING_ROW.search(row[1].text)]
    title_day = title.date.day if title and title.date else None
    meeting_days = meeting.days if meeting else ()
    near = _near(rows, title_day if title_day not in meeting_days else None)
    last = _last([row for row in near if _over(row[1].text)] or near)
    sources: list[DateSource] = []
    if last:
        start, latest = min(day for day, _ in near), max(_end(row) for row in near)
        sources.append(DateSource("timeline", (_end(last),), last[1].time_text, last[1].time_span, start, latest))
    if title and title.date and title.date.days:
        first, days = _range_in_title(title, title.date, style)
        sources.append(DateSource("title", days, title.date.text, title.date.span, first))
    folders = {folder.casefold() for folder in path.split("/")[:-1]}
    if not sources or not folders & _BLOG:
        sources += _written_elsewhere(path, metadata, fields, style)

    sources = _narrowed(sources)
    own = [s for s in sources if s.kind == "timeline" or not set(s.days) & set(meeting_days)] or sources
    conflicts = _conflicts(own[0], sources) if own else ()
    believed = tuple(source for source in own if source is own[0] or apart(source, own[0]) > 1)
    end = own[0].days[0] if own else None
    return Incident(tuple(sources), believed, conflicts, min((source.earliest for source in own), default=None), end)


def _near(rows: list[_Row], title: date | None) -> list[_Row]:
    if not rows:
        return []
    middle = sorted(day for day, _ in rows)[len(rows) // 2]
    around_title = [row for row in rows if title and abs((row[0] - title).days) <= FAR_DAYS]
    return around_title or [row for row in rows if abs((row[0] - middle).days) <= FAR_DAYS]


def _over(text: str) -> bool:
    """Whether an entry says that the incident was over."""
    return any(not _NOT_YET.search(text, max(said.start() - 50, 0), said.start()) for said in _OVER.finditer(text))


def _end(row: _Row) -> date:
    return later(row[0], row[1].more_days)


def _last(rows: list[_Row]) -> _Row | None:
    """The last of the entries; the latest where they run backwards."""
    if rows and rows[-1][0] < rows[0][0]:
        return max(rows, key=_end)
    return rows[-1] if rows else None


def _narrowed(sources: list[DateSource]) -> list[DateSource]:
    """The sources with those readings of an unclear date alone that another source leaves."""
    certain = [source for source in sources if len(source.days) == 1]
    found: list[DateSource] = []
    for source in sources:
        left = tuple(
            day for day in source.days if any(apart(replace(source, days=(day,)), other) <= 1 for other in certain)
        )
        found.append(replace(source, days=left) if len(source.days) > 1 and left else source)
    return found


def _conflicts(best: DateSource, sources: list[DateSource]) -> tuple[DateSource, ...]:
    """The sources that contradict the best one, with those that say the same as one of them."""
    found = [source for source in sources if _contradicts(source, best, sources)]
    days = {day for source in found for day in source.days}
    return tuple(s for s in sources if s in found or (apart(s, best) > 1 and days & set(s.days)))


def _contradicts(source: DateSource, best: DateSource, sources: Iterable[DateSource]) -> bool:
    """Whether they disagree by more than a day, and both mean the incident."""
    if source is best or apart(source, best) <= 1:
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


def spell_source(source: DateSource) -> str:
    """Its day, its readings, or the first and last day of a stretch."""
    if source.first and source.kind != "timeline":
        return f"{spell(source.first)} to {spell(source.days[-1])}"
    return " or ".join(spell(day) for day in source.days)


def spell_incident(incident: Incident) -> str:
    """Its first and last day, or all readings where its date can be read in two ways; "" where nothing dates it."""
    if incident.believed and len(incident.believed[0].days) > 1:
        return spell_source(incident.believed[0])
    return " to ".join(spell(day) for day in dict.fromkeys((incident.start, incident.end)) if day)


def apart(one: DateSource, other: DateSource) -> int:
    """How many days two sources are apart at least; 0 where their stretches of days meet."""
    return max((one.earliest - other.latest).days, (other.earliest - one.latest).days, 0)


class _Value(NamedTuple):
    """A labelled value that may say when it was."""

    label: str
    role: str | None
    text: str
    span: Span


def _written_elsewhere(
    path: str, metadata: tuple[Entry, ...], fields: tuple[Field, ...], style: DateStyle
) -> list[DateSource]:
    front = [_Value(normalise(_GAP.sub(" ", e.key)), field_role(e.key), e.text, e.span) for e in metadata]
    values = [_Value(normalise(f.label), f.role, f.text, f.span) for f in fields if f.carrier != "front-matter"]
    stated = _stated("front-matter", front, style)
    sources = [source for source in stated if not source.of_writing] + _stated("field", values, style)[:1]
    if named := _of_file(path, style):
        sources.append(named)
    # A page's "date" is as often when it was published: it counts where nothing else does.
    return sources or stated


def _stated(kind: Literal["front-matter", "field"], values: list[_Value], style: DateStyle) -> list[DateSource]:
    """When it was, by the values that say so; one of when it began and one of when it ended are one source."""
    found = [source for value in values if value.role == "incident-date" and (source := _dated(kind, value, style))]
    ends = (source for value in values if value.label in _ENDS and (source := _dated(kind, value, style)))
    end = next(ends, None)
    if end is None:
        return found
    if found and 0 <= (end.days[0] - found[0].earliest).days <= LONGEST:
        end = replace(end, first=found.pop(0).earliest)
    return [end, *found]


def _dated(kind: Literal["front-matter", "field"], value: _Value, style: DateStyle) -> DateSource | None:
    """The days that a value names: the last one, and the first one if there are several."""
    named = [
        m
        for m in islice(moments(value.text, style, says_when=True), 9)
        if m.days and not OF_WRITING.search(value.text, 0, m.start)
    ]
    if not named:
        return None
    readings = {moment.day_text: settle(moment, style) for moment in named}
    start = readings[named[0].day_text][0]
    near = [moment for moment in named if abs((readings[moment.day_text][0] - start).days) <= LONGEST]
    last = max(near, key=lambda moment: max(readings[moment.day_text]))
    days = readings[last.day_text]
    first: date | None = min(day for moment in near for day in readings[moment.day_text])
    if len(near) == 1:
        first, days = stretch(value.text, near[0], style)
    first = None if first in days else first
    plain = value.label == "date" and first is None
    return DateSource(kind, days, last.day_text, value.span, first, of_writing=plain)


def _of_file(path: str, style: DateStyle) -> DateSource | None:
    """The day in a file's name, or the days ("2023-05-04_2023-05-06-outage.md")."""
    name = _UNDERSCORED.sub(r"\1-\2-\3", path.rsplit("/", 1)[-1]).rsplit(".", 1)[0].replace("_", " ")
    found = [moment for moment in islice(moments(name, style), 3) if moment.days]
    if not found:
        return None
    first, days = stretch(name, found[0], style)
    if first is None and len(found) > 1 and _GAP.fullmatch(name, found[0].end, found[1].start):
        first, days = until(days, settle(found[1], style))
    return DateSource("file-name", days, found[0].day_text, None, first, of_writing=True)


def _range_in_title(title: Title, written: DatedText, style: DateStyle) -> tuple[date | None, tuple[date, ...]]:
    """The first day of the range that the title's date begins, and the last one's readings."""
    begins = (m for m in islice(moments(title.text, style), 9) if m.days and written.text.endswith(m.day_text))
    moment = next(begins, None)
    return stretch(title.text, moment, style) if moment else (None, written.days)
