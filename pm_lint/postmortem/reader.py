"""A document read against a schema: the one way from text to `Postmortem`."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import Block, Document, HtmlBlock, Leaf, Paragraph, parse
from pm_lint.postmortem.actions import Reading, read_action_items
from pm_lint.postmortem.dates import ENGLISH, DateStyle, document_order, leading, moments, settle
from pm_lint.postmortem.fields import (
    PLAUSIBLE_DAYS,
    is_instruction,
    read_fields,
    read_meeting,
    read_owners,
    read_severity,
    read_title,
)
from pm_lint.postmortem.incident import resolve_incident
from pm_lint.postmortem.labels import Labelled, front_matter_values, labelled_values, under_heading
from pm_lint.postmortem.leads import bold_lead
from pm_lint.postmortem.model import Incident, Meeting, Owner, Postmortem, Section, Timeline
from pm_lint.postmortem.outline import Outline, Part, outline, without
from pm_lint.postmortem.placeholders import find_placeholders
from pm_lint.postmortem.roles import field_role, names_a_section, section_role
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.sections import read_sections
from pm_lint.postmortem.spans import Spans
from pm_lint.postmortem.text import normalise
from pm_lint.postmortem.timeline import read_timeline
from pm_lint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pm_lint.postmortem.front_matter import Entry, Fault


def read(
    text: str | Document,
    schema: Schema,
    path: str = "",
    *,
    style: DateStyle = ENGLISH,
    ticket_hosts: tuple[str, ...] = (),
) -> Postmortem:
    """Read a document.

    ``path`` is data: its file name may hold a date. ``style`` says how its dates are written; where that leaves the
    order of day and month open, the document's own evidence settles it. Raises `pm_lint.markdown.LimitError` for a
    document nested too deep.
    """
    document = parse(text) if isinstance(text, str) else text
    metadata, fault = _metadata(document)
    plan = outline(document, schema.wanted)
    title_parts = _title_parts(plan, schema.wanted, style)
    parts = without(plan.parts, title_parts)
    sections = read_sections(parts, schema)
    first_section = parts[0].heading.span if parts else None
    preamble = plan.preamble + tuple(
        block
        for i in sorted(title_parts)
        if first_section is None or plan.parts[i].heading.span < first_section
        for block in plan.parts[i].blocks
    )
    values = list(_values(metadata, preamble, parts, sections, schema))
    timelines = [section for section in sections if section.role == "timeline"]
    if style.order is None:
        top = Span(
            1, 1, *(first_section.start if first_section else (len(document.lines), len(document.lines[-1]) + 1))
        )
        evidence = [top, *(section.body for section in timelines)]
        texts = (*map(document.slice, evidence), path.rpartition("/")[2])
        said = next((value.text for value in values if field_role(value.label) == "meeting"), "")
        apart = {moment.day_text for moment in moments(said, style)}
        found = (moment for text in texts for moment in moments(text, style))
        style = replace(style, order=document_order(found, apart=apart))
    titles = tuple(
        read_title(plan.parts[i].heading.prose, plan.parts[i].heading.span, style) for i in sorted(title_parts)
    )
    if not titles and (line := _bold_title(plan)):
        titles = (read_title(line.prose, line.span, style),)
    if not titles and (written := next((v for v in values if _names_the_title(v)), None)):
        titles = (read_title(written.prose, written.line_span, style, in_front_matter=True),)
    fields = read_fields(values, schema)
    timeline = _fullest(
        [
            read_timeline(section, _inside_timeline(section, sections, style), document.lines, schema, style)
            for section in timelines[:TIMELINES]
        ]
    )

    by_role = {field.role: value for field, value in reversed(list(zip(fields, values, strict=True))) if field.role}
    title = titles[0] if titles else None
    told = _without_samples(timeline, sections)
    meeting = None
    if value := by_role.get("meeting"):
        # Two readings: the incident can tell which day the meeting is, and the meeting whose day the title's is.
        first = read_meeting(value, style, None)
        guess = resolve_incident(path, title, metadata, fields, told, first, style)
        order = _order_of_both(first, guess) if style.order is None else None
        if order:
            return read(document, schema, path, style=replace(style, order=order), ticket_hosts=ticket_hosts)
        meeting = read_meeting(value, style, guess.end)
    incident = resolve_incident(path, title, metadata, fields, told, meeting, style)
    owners = _owners(by_role.get("owner"), schema)
    people = frozenset(owner.text.casefold() for owner in owners)
    reading = Reading(document, schema, style, ticket_hosts, people)
    severity = read_severity(fields, title, schema)
    return Postmortem(
        path=path,
        document=document,
        schema=schema,
        titles=titles,
        fields=fields,
        sections=sections,
        owners=owners,
        meeting=meeting,
        timeline=timeline,
        action_items=tuple(read_action_items(sections, reading)),
        incident=incident,
        severity=severity.text if severity else None,
        severity_span=severity.span if severity else None,
        style=style,
        metadata=metadata,
        metadata_fault=fault,
        placeholders=find_placeholders(preamble, schema),
    )


def _metadata(document: Document) -> tuple[tuple[Entry, ...], Fault | None]:
    if document.front_matter is None:
        return (), None
    from pm_lint.postmortem.front_matter import read_front_matter

    return read_front_matter(document.front_matter)


def _order_of_both(meeting: Meeting, incident: Incident) -> str | None:
    """The order of day and month by which the meeting is the incident's, where neither date says it and one does.

    An incident on 5/4/23 and its meeting on 5/9/23 are in May: from 5 April to 5 September is too long.
    """
    source = incident.believed[0] if incident.believed else None
    if source is None or meeting.date is None or min(len(source.days), len(meeting.days)) < 2:
        return None
    possible = []
    for order in ("DMY", "MDY"):
        days = [next(moments(text, DateStyle(order)), None) for text in (source.text, meeting.date.text)]
        when = [settle(moment, DateStyle(order)) for moment in days if moment]
        if [len(readings) for readings in when] != [1, 1]:
            return None
        if 0 <= (when[1][0] - when[0][0]).days <= PLAUSIBLE_DAYS:
            possible.append(order)
    return possible[0] if len(possible) == 1 else None


def _title_parts(plan: Outline, wanted: frozenset[str], style: DateStyle) -> frozenset[int]:
    """The headings of level 1 that are no sections. Where sections are of that level, only the first can be a title.

    Where there is no heading of that level, the first one is the title if it stands above all others.
    """
    parts = plan.parts
    tops = [i for i, part in enumerate(parts) if part.level == 1]
    if not tops:
        return frozenset({0} if parts and _stands_above(plan, wanted, style) else ())
    alone = len(tops) == 1 and tops[0] == 0 and len(parts) > 1
    known = [i for i in tops if normalise(parts[i].title) in wanted or names_a_section(parts[i].title, alone=alone)]
    titles = [i for i in tops if i not in known and (not known or i < known[0])]
    return frozenset(titles[:1] if known else titles)


def _stands_above(plan: Outline, wanted: frozenset[str], style: DateStyle) -> bool:
    """Whether the first heading stands above all others, by its level or with nothing under it, and is no section's."""
    first, *others = plan.parts
    if first.style != "heading" or not others or any(not isinstance(block, HtmlBlock) for block in plan.preamble):
        return False
    label = first.title.partition(":")[0]
    if (
        normalise(first.title) in wanted
        or section_role(first.title)
        or field_role(label)
        or leading(first.title, style)
    ):
        return False
    return first.level < min(part.level for part in others) or not first.blocks


def _bold_title(plan: Outline) -> Leaf | None:
    """The line in bold that a document without a title begins with, if it names no section or field."""
    first = next((block for block in plan.preamble if not isinstance(block, HtmlBlock)), None)
    lead = bold_lead(first) if isinstance(first, Paragraph) else None
    if lead is None or lead.rest is not None or section_role(lead.name) or field_role(lead.name.partition(":")[0]):
        return None
    return lead.heading


def _names_the_title(value: Labelled) -> bool:
    return value.carrier == "front-matter" and normalise(value.label) == "title" and bool(value.text)


def _values(
    metadata: tuple[Entry, ...],
    preamble: tuple[Block, ...],
    parts: tuple[Part, ...],
    sections: tuple[Section, ...],
    schema: Schema,
) -> Iterator[Labelled]:
    """The labelled values of a document, those to believe first: the same fact may stand in several places.

    Before the first section and in a section of metadata any label counts, a heading that is a label counts anywhere;
    in front matter, and at the top of the overview or of a section that is no heading's, only what fields are known by.
    """
    yield from labelled_values(preamble)
    named = {normalise(spec.title) for spec in schema.sections}
    for part, section in zip(parts, sections, strict=True):
        if section.role == "metadata":
            yield from labelled_values(part.blocks)
        elif normalise(part.title) in named and field_role(part.title) != section.role:
            continue
        elif value := under_heading(part):
            yield value
    yield from front_matter_values(metadata)
    for part, section in zip(parts, sections, strict=True):
        if section.role == "overview" or (part.style != "heading" and section.role not in _HOLDS_ROWS):
            yield from (value for value in labelled_values(part.blocks) if field_role(value.label))


#: Sections in which an owner or a date is that of an entry, not the document's.
_HOLDS_ROWS = frozenset({"action-items", "potential-action-items", "timeline"})
#: Of so many sections at most the timeline is taken: each may read all that stands after it.
TIMELINES = 5


def _fullest(timelines: list[Timeline]) -> Timeline | None:
    """The one with the most entries: some documents have a list of key times and a timeline."""
    return max(timelines, key=lambda timeline: sum(e.precision != "none" for e in timeline.entries), default=None)


def _owners(value: Labelled | None, schema: Schema) -> tuple[Owner, ...]:
    return () if value is None or is_instruction(value.text, schema) else read_owners(value)


def _without_samples(timeline: Timeline | None, sections: tuple[Section, ...]) -> Timeline | None:
    """The timeline as it dates the incident: the template's own rows, left in, date nothing."""
    samples = Spans(found.block for section in sections for found in section.placeholders if found.whole)
    return timeline and replace(timeline, entries=tuple(e for e in timeline.entries if not samples.overlap(e.span)))


def _inside_timeline(section: Section, sections: tuple[Section, ...], style: DateStyle) -> tuple[Section, ...]:
    """The sections inside the timeline, and those of its level after it that a date or time begins ("## May 12")."""
    found: list[Section] = []
    for other in sections[section.index + 1 :]:
        under_a_day = bool(found) and other.level > found[-1].level
        if other.level <= section.level and not under_a_day and (other.role or leading(other.title, style) is None):
            break
        found.append(other)
    return tuple(found)
