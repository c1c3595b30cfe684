"""The sections that the template asks for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Set

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.dates import leading, spell
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.reckoning import reckon
from pm_lint.postmortem.schema import Schema, SectionSpec
from pm_lint.postmortem.text import normalise
from pm_lint.rules.acts import leaf_specs, waiting
from pm_lint.rules.document import unfinished_words
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote

_DASHES = frozenset({"-", "–", "—", "*", "- -", "\\-"})


def in_order(doc: Postmortem, present: Mapping[SectionSpec, Section]) -> frozenset[SectionSpec]:
    """Which of these sections may stay where they are when as few as possible are moved into the template's order."""
    ranks = {spec: rank for rank, spec in enumerate(doc.schema.sections)}
    specs = list(present)
    return frozenset(specs[at] for at in _longest_rising([ranks[spec] for spec in specs]))


def _longest_rising(numbers: list[int]) -> set[int]:
    """The indices of a longest rising subsequence."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(at[place - 1] if place else None)
        tails[place : place + 1] = [number]
        at[place : place + 1] = [index]
    kept: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


@rule("PM101", "section-missing", Severity.ERROR, fixable=True)
def section_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A required section is missing.

    Each heading of the template is a required section, unless `<!-- pm-lint: optional -->` stands under it there.
    Case, quotes and punctuation of a heading don't count, and the usual other names are known ("Root Cause" for
    "Contributing Factors"). A heading that only groups sections is not asked for where these are there. The fix inserts
    the template's own text in its place. A section with nothing to say is kept, with "None" and the reason. Before the
    meeting, sections that are filled in at the meeting are not asked for.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    Be very specific here and include exact numbers.

    ## Resolution
    Include a description of what solved the problem.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.

    ## Resolution
    The runaway query was stopped.
    ```
    """
    present = doc.by_spec
    covered = {spec for section in doc.sections for spec in section.also}
    later = waiting(doc, policy)
    unknown = [quote(section.title) for section in doc.sections if section.spec is None and section.level <= 2]
    which = "it" if len(unknown) == 1 else "one of them"
    there = {*present, *covered}
    stay = in_order(doc, present)
    for index, spec in enumerate(doc.schema.sections):
        if not spec.required or spec in there or spec in later or _only_groups(index, doc.schema, there):
            continue
        around = doc.schema.sections[spec.parent] if spec.parent is not None else None
        inside = f" (in {quote(around.title)})" if around else ""
        place = _place(doc, index, present, stay)
        edit = Edit(place, _inserted(doc, place, spec.skeleton))
        needs = f"section:{normalise(around.title)}" if around and around not in there else None
        yield Finding(
            place,
            f"The section {quote(spec.title)}{inside} is missing.",
            key=f"section:{normalise(spec.title)}",
            help=f"Not in the template: {listing(unknown, 3)}. Is {which} this section?" if unknown else None,
            fix=Fix(f"Insert the section {quote(spec.title)}", (edit,), form=True, needs=needs),
        )


def _only_groups(index: int, schema: Schema, there: set[SectionSpec]) -> bool:
    """Whether a section of the template is but a heading over others, and these are there."""
    inner = [spec for spec in schema.sections if spec.parent == index and spec.required]
    return bool(inner) and not schema.sections[index].has_body and all(spec in there for spec in inner)


def _place(doc: Postmortem, index: int, present: Mapping[SectionSpec, Section], stay: Set[SectionSpec]) -> Span:
    """Where a missing section belongs: after the nearest section before it in the template that is in its place."""
    lines = doc.document.lines
    before = next((present[spec] for spec in reversed(doc.schema.sections[:index]) if spec in stay), None)
    if before is None:
        following = doc.sections[0] if doc.sections else None
    else:
        # What the team put inside the section before, under headings of its own, stays with it.
        after = next((section for section in doc.within(before)[1:] if section.spec), None)
        following = after or (doc.sections[before.end] if before.end < len(doc.sections) else None)
    while following and following.style == "list":  # nothing is put between the items of a list
        following = doc.sections[following.end] if following.end < len(doc.sections) else None
    if following:
        return Span.at(following.span.line)
    return Span.at(len(lines), len(lines[-1]) + 1)


def _inserted(doc: Postmortem, place: Span, text: str) -> str:
    lines = doc.document.lines
    if place.column == 1 and place.line <= len(lines) and lines[place.line - 1].strip():
        above = place.line > 1 and lines[place.line - 2].strip()
        inserted = ("\n" if above else "") + text + "\n\n"
    elif lines[-1].strip():
        inserted = "\n\n" + text  # the document ends as it did
    else:
        gap = not lines[-1] and len(lines) > 1 and not lines[-2].strip()
        inserted = ("" if gap else "\n") + text + "\n"
    return inserted.replace("\n", "\r\n") if lines[0].endswith("\r") else inserted


@rule("PM102", "section-empty", Severity.ERROR)
def section_empty(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A required section has no content.

    "None" or "N/A", best with a reason, is content: it says that somebody thought of it.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    Be very specific here and include exact numbers.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    None: the standby took over at once.
    ```
    """
    later = waiting(doc, policy)
    for section in doc.sections:
        spec = section.spec
        if spec is None or not spec.required or spec in later or section.has_content:
            continue
        if section.end > section.index + 1:
            continue  # its own sections speak for themselves
        dash = _holds_a_dash(doc, section)
        yield Finding(
            section.span,
            f"The section {quote(section.title)} holds a dash alone."
            if dash
            else f"The section {quote(section.title)} is empty.",
            key=f"section:{normalise(spec.title)}",
            severity=Severity.WARNING if dash else None,  # it may be meant as "none"
            help="Where there is nothing to say, write “None” and why.",
            scope=section.body,
        )


def _holds_a_dash(doc: Postmortem, section: Section) -> bool:
    """Whether a dash is all that stands under a heading."""
    return len(section.blocks) == 1 and doc.document.slice(section.blocks[0].span).strip() in _DASHES


@rule("PM107", "section-unknown", None)
def section_unknown(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section is not in the template.

    Off by default: what a team adds is often worth having. Sections of its own inside the template's are not counted.

    ```toml config
    [rules]
    section-unknown = "notice"
    ```

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.

    ## Thanks
    Everybody stayed calm.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.

    ### Thanks
    Everybody stayed calm.
    ```
    """
    if not doc.schema.sections:
        return
    known = listing([quote(spec.title) for spec in doc.schema.sections], 12)
    inside: set[int] = set()
    for section in doc.sections:
        if section.parent in inside:
            inside.add(section.index)
        elif section.spec or not any(part.spec for part in doc.within(section)):
            inside.add(section.index)
            if section.spec is None and leading(section.title, doc.style) is None:
                yield Finding(
                    section.span,
                    f"The section {quote(section.title)} is not in the template.",
                    key=f"section:{normalise(section.title)}",
                    help=f"The template has {known}.",
                )


@rule("PM110", "second-act", Severity.NOTICE)
def second_act(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """What is still to be filled in at the meeting.

    Where the template says `<!-- pm-lint: from=meeting -->`, the sections from there on are written at the meeting.
    Until the meeting's day is over, or, where none is set, until the deadline, all that is missing there is this one
    notice. After it, each missing or empty section is an error of its own.

    ```markdown template
    # YYYY-MM-DD Title

    **Meeting Scheduled For:** Put the date and time here.

    ## Impact

    ## What Went Well?
    <!-- pm-lint: from=meeting -->
    - List anything the team did well.
    ```

    ```markdown bad today=2021-12-13
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC

    ## Impact
    4,210 requests failed.

    ## What Went Well?
    - List anything the team did well.
    ```

    ```markdown good today=2021-12-15
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** 2021-12-14 10:30 UTC

    ## Impact
    4,210 requests failed.

    ## What Went Well?
    - The standby took over within a minute.
    ```
    """
    later = waiting(doc, policy)
    present = doc.by_spec
    open_specs = [spec for spec in leaf_specs(doc) if spec in later and _unwritten(present.get(spec))]
    if not open_specs:
        return
    days = doc.meeting.days if doc.meeting else ()
    if days:
        when = f"at the meeting on {' or '.join(spell(day) for day in days)}"
    else:
        deadlines = [found.deadline.day for found in reckon(doc, policy)]
        when = f"at the meeting, by {spell(max(deadlines))}" if deadlines else "at the meeting"
    at = next((present[spec].span for spec in doc.schema.sections if spec in later and spec in present), None)
    end = Span.at(len(doc.document.lines), len(doc.document.lines[-1]) + 1)
    yield Finding(
        at or end,
        f"To be filled in {when}: {count(len(open_specs), 'section')}.",
        key="second-act",
        help=f"Still open: {listing([spec.title for spec in open_specs], 12)}.",
    )


def _unwritten(section: Section | None) -> bool:
    if section is None or not section.has_content:
        return True
    return any(True for leaf in section.leaves for _ in unfinished_words(leaf))
