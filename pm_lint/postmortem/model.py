"""What a postmortem is, as far as rules, `show` and the issues need to know: everything with its range in the source.

Nothing here says what is right or wrong.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Literal

from pm_lint.finding import Span
from pm_lint.markdown import Block, Cell, Document, Leaf
from pm_lint.postmortem.calendar_days import nearest_on
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.date_style import ENGLISH, DateStyle
from pm_lint.postmortem.schema import FieldSpec, Schema, SectionSpec
from pm_lint.record import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.postmortem.front_matter import Entry, Fault


def contradicts(weekday: int | None, days: tuple[dt.date, ...]) -> bool:
    """Whether there are days, but none on that weekday (Monday 0)."""
    return weekday is not None and bool(days) and all(day.weekday() != weekday for day in days)


@dataclass(frozen=True)
class DatedText:
    """A date as it is written: ``days`` holds every reading that the document leaves open, none if there is none."""

    text: str
    span: Span
    days: tuple[dt.date, ...]
    #: The weekday that is written beside it, Monday 0. Where it stands directly before the date, ``text`` has it too.
    weekday: int | None = None

    @property
    def day(self) -> dt.date | None:
        """The date, if there is just one reading."""
        return self.days[0] if len(self.days) == 1 else None

    @property
    def weekday_conflict(self) -> bool:
        """Whether none of its readings falls on the written weekday: one of the two is wrong."""
        return contradicts(self.weekday, self.days)

    @property
    def by_weekday(self) -> dt.date | None:
        """The nearest day on the written weekday, where that contradicts the date."""
        if self.weekday is None or self.day is None or not self.weekday_conflict:
            return None
        return nearest_on(self.weekday, self.day)


@dataclass(frozen=True)
class Title:
    """The first heading of level 1, else the front matter's title.

    ``text`` is all of it; ``name`` is what is left without the date.
    """

    text: str
    span: Span
    date: DatedText | None
    name: str
    name_span: Span
    #: Whether it stands in the front matter.
    in_front_matter: bool = False


#: Where a labelled value stands.
Carrier = Literal["paragraph", "list", "table", "heading", "front-matter"]


@dataclass(frozen=True)
class Field:
    """A labelled value ("**Postmortem Owner:** Alice"). ``span`` is the value's, empty where there is none."""

    label: str
    spec: FieldSpec | None
    role: str | None
    text: str
    span: Span
    #: The block or line that holds label and value.
    line_span: Span
    carrier: Carrier = "paragraph"


@dataclass(frozen=True)
class Placeholder:
    """Instruction text of the template that was left in one block.

    ``span`` covers the text, ``block`` the whole block (list item, row or paragraph); ``whole`` says that the block
    holds nothing else.
    """

    span: Span
    block: Span
    whole: bool


@dataclass(frozen=True)
class Section:
    """A section: a heading and what stands under it up to the next heading of any level."""

    title: str
    level: int
    style: Literal["heading", "bold", "list"]
    #: The heading, or the bold text that serves as one.
    heading: Leaf
    #: From the heading to the end of its last block, subsections included.
    body: Span
    blocks: tuple[Block, ...]
    spec: SectionSpec | None
    #: Further sections of the template that its name covers ("Root cause and resolution").
    also: tuple[SectionSpec, ...]
    role: str | None
    #: Whether the title is the template's but for spelling: "exact", "synonym", "near" or "" for an unknown one.
    match: Literal["exact", "synonym", "near", ""]
    #: Index into ``Postmortem.sections`` of the section around this one.
    parent: int | None
    #: Its own index there, and the index just past its last subsection.
    index: int
    end: int
    placeholders: tuple[Placeholder, ...]
    #: Whether there is any content beside placeholders and HTML comments, in this section or in one of its own.
    has_content: bool
    #: Whether the content is "None" or "N/A", with or without a reason; ``reason`` is what stands beside it.
    none: bool
    reason: str

    @property
    def span(self) -> Span:
        """The heading's range."""
        return self.heading.span

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every paragraph and table cell of its own blocks, in the order of the document."""
        return tuple(leaves(self.blocks))


@dataclass(frozen=True)
class Owner:
    """One person named as the owner. ``handle`` is the GitHub login without the at sign."""

    text: str
    handle: str | None
    span: Span


@dataclass(frozen=True)
class StatedSeverity:
    """The severity as the document writes it."""

    text: str
    span: Span


@dataclass(frozen=True)
class Meeting:
    """What the meeting's field says. ``days`` are the readings of its date that are still open."""

    text: str
    span: Span
    date: DatedText | None
    time: dt.time | None
    zone: str | None
    #: Who waived the meeting ("Waived by @x"), as written, else None.
    waived_by: str | None
    #: The reason in "(late: …)", else None.
    late: str | None
    #: Why there is no meeting ("No meeting: the cause was known"), else None.
    waiver_reason: str | None = None
    #: Whether it says that there is to be no meeting, be it with a name, with a reason or with neither.
    declined: bool = False

    @property
    def waived(self) -> bool:
        """Whether it says who waived the meeting, or why there is none."""
        return self.waived_by is not None or self.waiver_reason is not None

    @property
    def days(self) -> tuple[dt.date, ...]:
        return self.date.days if self.date else ()


Precision = Literal["day", "hour", "minute", "second", "none"]


@dataclass(frozen=True)
class TimelineEntry:
    """One entry of the timeline. What its time lacks is None. Filled in from the timeline itself are only the day, that
    of the day heading above an entry that names none, and the year, that of the dated entries. ``instants.resolved``
    fills in more."""

    text: str
    #: The time as written, and its range; empty where an entry has none.
    time_text: str
    time_span: Span
    span: Span
    days: tuple[dt.date, ...]
    #: Whether the entry names its day itself; else it is the day heading's above it.
    own_day: bool
    #: Month and day where no year is written; ``days`` has the one that the timeline's other entries tell.
    partial: tuple[int, int] | None
    time: dt.time | None
    precision: Precision
    approximate: bool
    zone: str | None
    offset: dt.timedelta | None
    #: Whether its place says that it was after the entry before: not of a detail below another entry, nor of a value
    #: in a list of labelled ones ("Detected: 09:29").
    ordered: bool = True
    #: How many days later the stretch ends that its time begins ("7–13 Nov": 6).
    more_days: int = 0
    #: The weekday that is written beside its own day, Monday 0.
    weekday: int | None = None

    @property
    def day(self) -> dt.date | None:
        return self.days[0] if len(self.days) == 1 else None

    @property
    def weekday_conflict(self) -> bool:
        """Whether its day does not fall on the written weekday: one of the two is wrong."""
        return contradicts(self.weekday, self.days)

    @property
    def at(self) -> dt.date | dt.datetime | None:
        """The instant as far as it is known: a date, or a date and time (with an offset only if that is known)."""
        if self.day is None or self.time is None:
            return self.day
        return dt.datetime.combine(self.day, self.time, dt.timezone(self.offset) if self.offset is not None else None)


@dataclass(frozen=True)
class Timeline:
    """The timeline section's entries. ``columns`` are the header cells of its first table, as written."""

    entries: tuple[TimelineEntry, ...]
    columns: tuple[str, ...]
    table: Span | None
    #: The zone named in a header, caption or the section's text, as written.
    zone: str | None
    #: The index of the section that it was read from.
    section: int


@dataclass(frozen=True)
class Ticket:
    """A link to a ticket. ``repository`` ("owner/name") and ``number`` are known for GitHub issues, "" and 0 otherwise.

    ``kind`` is ``github``, ``zenhub``, ``jira`` or ``other``. A short form ("#12") has no repository.
    """

    text: str
    url: str
    kind: Literal["github", "zenhub", "jira", "other"]
    repository: str
    number: int
    span: Span


@dataclass(frozen=True)
class ActionItem:
    """One action item. ``text`` is its first paragraph as a reader sees it; ``details`` is the source of the rest."""

    text: str
    span: Span
    text_span: Span
    details: str
    owner: Owner | None
    due: DatedText | None
    tickets: tuple[Ticket, ...]
    done: bool
    #: False for the potential ones.
    committed: bool
    #: It says nothing yet: a placeholder, TBD, TODO or None.
    blank: bool
    #: In place of a ticket it says that there is to be none ("n/a").
    needs_no_ticket: bool = False
    #: The block that ``text`` is the text of.
    content: Leaf | None = field(default=None, repr=False, compare=False)
    #: Of a table's row, the cell for its ticket, where there is a column for that.
    ticket_cell: Cell | None = field(default=None, repr=False, compare=False)

    @property
    def line(self) -> int:
        return self.span.line


@dataclass(frozen=True)
class DateSource:
    """One place that says when the incident was."""

    kind: Literal["timeline", "title", "front-matter", "field", "file-name"]
    days: tuple[dt.date, ...]
    text: str
    #: None for the file name.
    span: Span | None
    #: The first day where the source tells of a stretch of days that ends with ``days``.
    first: dt.date | None = None
    #: The last day that it tells of, where something followed after ``days``.
    last: dt.date | None = None
    #: It does not say of what: a file's name and a plain "Date" are as often the day of writing or publishing.
    of_writing: bool = False

    @property
    def earliest(self) -> dt.date:
        """The earliest day that it can mean."""
        return min(self.days) if self.first is None else min(self.first, *self.days)

    @property
    def latest(self) -> dt.date:
        """The last day that it tells of."""
        return max(self.days) if self.last is None else max(self.last, *self.days)


@dataclass(frozen=True)
class Incident:
    """When the incident was. ``start`` and ``end`` are the first and last day, None where nothing says."""

    #: Every place that names a day, the most trusted first. The timeline's is its end.
    sources: tuple[DateSource, ...]
    #: Those that may be right: one if they agree, several if they disagree by more than a day.
    believed: tuple[DateSource, ...]
    #: Those that contradict the most trusted one by more than a day, the meeting's own date among them, but no day of
    #: writing.
    conflicts: tuple[DateSource, ...]
    start: dt.date | None
    end: dt.date | None

    def source(self, kind: str) -> DateSource | None:
        """The source of that kind."""
        return next((source for source in self.sources if source.kind == kind), None)


@dataclass(frozen=True)
class Postmortem:
    """A document read against a template's schema."""

    path: str
    document: Document
    schema: Schema
    titles: tuple[Title, ...]
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    owners: tuple[Owner, ...]
    meeting: Meeting | None
    timeline: Timeline | None
    action_items: tuple[ActionItem, ...]
    incident: Incident
    severity: str | None
    #: Placeholders outside any section.
    placeholders: tuple[Placeholder, ...]
    #: The values of the front matter, and what is wrong with it.
    metadata: tuple[Entry, ...] = ()
    metadata_fault: Fault | None = None
    #: Where the severity stands.
    severity_span: Span | None = None
    #: How its dates are written.
    style: DateStyle = ENGLISH

    @property
    def source(self) -> str:
        return self.document.source

    @property
    def title(self) -> Title | None:
        return self.titles[0] if self.titles else None

    @cached_property
    def lower(self) -> str:
        """All that stands in its sections, in lower case: no text of theirs holds a word that this doesn't hold."""
        said = [leaf for section in self.sections for leaf in (section.heading, *section.leaves)]
        return "\n".join([leaf.text.lower() for leaf in said])

    @cached_property
    def by_spec(self) -> dict[SectionSpec, Section]:
        """The first section for each section of the template, in the order of the document."""
        found: dict[SectionSpec, Section] = {}
        for section in self.sections:
            if section.spec:
                found.setdefault(section.spec, section)
        return found

    def field(self, role: str) -> Field | None:
        """The first field of that role."""
        return next((field for field in self.fields if field.role == role), None)

    def section(self, role: str) -> Section | None:
        """The first section of that role."""
        return next((section for section in self.sections if section.role == role), None)

    @property
    def timeline_section(self) -> Section | None:
        """The section that the timeline was read from: of several, the fullest."""
        return self.sections[self.timeline.section] if self.timeline else None

    def sections_of(self, role: str) -> tuple[Section, ...]:
        """Every section of that role."""
        return tuple(section for section in self.sections if section.role == role)

    def within(self, section: Section) -> tuple[Section, ...]:
        """A section and those inside it, at any depth."""
        return self.sections[section.index : section.end]
