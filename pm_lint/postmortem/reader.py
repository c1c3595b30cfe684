"""A document read against a schema: the one way from text to `Postmortem`."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Span
from pm_lint.markdown import parse
from pm_lint.postmortem.actions import read_action_items
from pm_lint.postmortem.dates import document_order, leading, moments
from pm_lint.postmortem.fields import is_instruction, read_fields, read_meeting, read_owners, read_title
from pm_lint.postmortem.front_matter import read_front_matter
from pm_lint.postmortem.incident import resolve_incident
from pm_lint.postmortem.labels import Labelled, labelled_values
from pm_lint.postmortem.model import Owner, Postmortem, Section
from pm_lint.postmortem.outline import outline, without
from pm_lint.postmortem.placeholders import find_placeholders
from pm_lint.postmortem.roles import SECTION_ROLES
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.sections import read_sections
from pm_lint.postmortem.text import normalise, undecided
from pm_lint.postmortem.timeline import read_timeline


def read(
    text: str, schema: Schema, path: str = "", *, order: str | None = None, ticket_hosts: tuple[str, ...] = ()
) -> Postmortem:
    """Read a document.

    ``path`` is data: its file name may hold a date. ``order`` ("DMY", "MDY", "YMD") settles numeric dates; None: the
    document's own evidence does. Raises `pm_lint.markdown.NestingError` for a document nested too deep.
    """
    document = parse(text)
    metadata, fault = read_front_matter(document.front_matter) if document.front_matter else ((), None)
    plan = outline(document)
    wanted = {normalise(spec.title) for spec in schema.sections}
    title_parts = frozenset(
        i
        for i, part in enumerate(plan.parts)
        if part.level == 1 and normalise(part.title) not in wanted and normalise(part.title) not in SECTION_ROLES
    )
    parts = without(plan.parts, title_parts)
    sections = read_sections(parts, schema)
    first_section = parts[0].heading.span if parts else None
    preamble = plan.preamble + tuple(
        block
        for i in sorted(title_parts)
        if first_section is None or plan.parts[i].heading.span < first_section
        for block in plan.parts[i].blocks
    )
    values = list(labelled_values(preamble))
    timelines = [section for section in sections if section.role == "timeline"]
    if order is None:
        top = Span(
            1, 1, *(first_section.start if first_section else (len(document.lines), len(document.lines[-1]) + 1))
        )
        evidence = [top, *(section.body for section in timelines)]
        order = document_order(moment for span in evidence for moment in moments(document.slice(span)))
    titles = tuple(read_title(plan.parts[i].heading, order) for i in sorted(title_parts))
    fields = read_fields(values, schema)
    timeline = None
    if timelines:
        timeline = read_timeline(timelines[0], _inside_timeline(timelines[0], sections), schema, order)

    by_role = {field.role: value for field, value in reversed(list(zip(fields, values, strict=True))) if field.role}
    stated = next((field for field in fields if field.role == "incident-date"), None)
    title = titles[0] if titles else None
    meeting = None
    if value := by_role.get("meeting"):
        # Two readings: the incident can tell which day the meeting is, and the meeting whose day the title's is.
        first = read_meeting(value, order, None)
        guess = resolve_incident(path, title, metadata, stated, timeline, first, order)
        meeting = read_meeting(value, order, guess.end)
    incident = resolve_incident(path, title, metadata, stated, timeline, meeting, order)
    return Postmortem(
        path=path,
        document=document,
        schema=schema,
        titles=titles,
        fields=fields,
        sections=sections,
        owners=_owners(by_role.get("owner"), schema),
        meeting=meeting,
        timeline=timeline,
        action_items=tuple(
            item
            for section, committed in _action_sections(sections)
            for item in read_action_items(
                section, document, schema, committed=committed, order=order, hosts=ticket_hosts
            )
        ),
        incident=incident,
        severity=next((f.text for f in fields if f.role == "severity" and not undecided(f.text)), None),
        metadata=metadata,
        metadata_fault=fault,
        placeholders=find_placeholders(preamble, schema),
    )


def _owners(value: Labelled | None, schema: Schema) -> tuple[Owner, ...]:
    return () if value is None or is_instruction(value.text, schema) else read_owners(value)


_COMMITTED = {"potential-action-items": False, "action-items": True}


def _action_sections(sections: tuple[Section, ...]) -> Iterator[tuple[Section, bool]]:
    """The sections that hold action items, and whether these are committed to: what a section says holds inside it."""
    known: list[bool | None] = []
    for section in sections:
        around = known[section.parent] if section.parent is not None else None
        committed = _COMMITTED.get(section.role or "", around)
        known.append(committed)
        if committed is not None:
            yield section, committed


def _inside_timeline(section: Section, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections inside the timeline, and those of its level after it that a date or time begins ("## May 12")."""
    found: list[Section] = []
    for other in sections[section.index + 1 :]:
        under_a_day = bool(found) and other.level > found[-1].level
        if other.level <= section.level and not under_a_day and (other.role or leading(other.title) is None):
            break
        found.append(other)
    return tuple(found)
