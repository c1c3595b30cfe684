"""The sections that the template asks for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.markdown import Heading
from pm_lint.postmortem.content import leaves
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.reckoning import reckon
from pm_lint.postmortem.schema import SectionSpec
from pm_lint.postmortem.text import normalise
from pm_lint.rules.acts import leaf_specs, waiting
from pm_lint.rules.document import unfinished_words
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import count, listing, quote


def _by_spec(doc: Postmortem) -> dict[SectionSpec, Section]:
    """The first section for each section of the template."""
    found: dict[SectionSpec, Section] = {}
    for section in doc.sections:
        if section.spec:
            found.setdefault(section.spec, section)
    return found


@rule("PM101", "section-missing", Severity.ERROR, fixable=True)
def section_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A required section is missing.

    Each heading of the template is a required section, unless `<!-- pm-lint: optional -->` stands under it there.
    Case, quotes and punctuation of a heading don't count, and the usual other names are known ("Root Cause" for
    "Contributing Factors"). The fix inserts the template's own text in its place. A section with nothing to say is
    kept, with "None" and the reason. Before the meeting, sections that are filled in at the meeting are not asked for.

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
    present = _by_spec(doc)
    covered = {spec for section in doc.sections for spec in section.also}
    later = waiting(doc, policy)
    unknown = [quote(section.title) for section in doc.sections if section.spec is None and section.level <= 2]
    for index, spec in enumerate(doc.schema.sections):
        if spec in present or spec in covered or spec in later or not spec.required:
            continue
        around = doc.schema.sections[spec.parent] if spec.parent is not None else None
        inside = f" (in {quote(around.title)})" if around else ""
        place = _place(doc, index, present)
        yield Finding(
            place,
            f"The section {quote(spec.title)}{inside} is missing.",
            key=f"section:{normalise(spec.title)}",
            help=f"Not in the template: {listing(unknown, 3)}. Is one of them this section?" if unknown else None,
            fix=Fix(f"Insert the section {quote(spec.title)}", (Edit(place, _inserted(doc, place, spec)),)),
        )


def _place(doc: Postmortem, index: int, present: dict[SectionSpec, Section]) -> Span:
    """Where a missing section belongs: after the nearest section before it in the template that is there."""
    lines = doc.document.lines
    before = next((present[spec] for spec in reversed(doc.schema.sections[:index]) if spec in present), None)
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


def _inserted(doc: Postmortem, place: Span, spec: SectionSpec) -> str:
    lines = doc.document.lines
    if place.column == 1 and place.line <= len(lines) and lines[place.line - 1].strip():
        above = place.line > 1 and lines[place.line - 2].strip()
        return ("\n" if above else "") + spec.skeleton + "\n\n"
    gap = "\n" if not lines[-1].strip() else "\n\n"
    return gap + spec.skeleton + "\n"


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
        yield Finding(
            section.span,
            f"The section {quote(section.title)} is empty.",
            key=f"section:{normalise(spec.title)}",
            help="Where there is nothing to say, write “None” and why.",
            scope=section.body,
        )


@rule("PM103", "section-order", Severity.WARNING)
def section_order(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section is not where the template has it.

    Readers know where to look when all postmortems have one order.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    ## Resolution
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    The runaway query was stopped.

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
    ranks = {spec: rank for rank, spec in enumerate(doc.schema.sections)}
    found = sorted(_by_spec(doc).values(), key=lambda section: section.span)
    order = [ranks[section.spec] for section in found if section.spec]
    stay = _longest_rising(order)
    last_first = sorted(stay, reverse=True)
    for at, section in enumerate(found):
        if at in stay or section.spec is None:
            continue
        after = next((found[i] for i in last_first if order[i] < order[at]), None)
        where = f"after {quote(after.title)}" if after else "first"
        yield Finding(
            section.span,
            f"The section {quote(section.title)} is out of order: in the template it comes {where}.",
            key=f"section:{normalise(section.spec.title)}",
        )


def _longest_rising(numbers: list[int]) -> set[int]:
    """The indices of a longest rising subsequence: what may stay where it is when as little as possible is moved."""
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


@rule("PM104", "section-level", Severity.WARNING, fixable=True)
def section_level(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section's heading has another level than in the template.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ### Impact
    4,210 requests failed.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.
    ```
    """
    for section in doc.sections:
        spec = section.spec
        heading = section.heading
        if spec is None or section.level == spec.level or not isinstance(heading, Heading):
            continue
        fix = None
        if heading.style == "atx":
            span = section.span
            marks = Span(span.line, span.column, span.line, span.column + section.level)
            fix = Fix(f"Make it a heading of level {spec.level}", (Edit(marks, "#" * spec.level),), safe=True)
        yield Finding(
            section.span,
            f"The section {quote(section.title)} is a heading of level {section.level}; in the template it is of level"
            f" {spec.level}.",
            key=f"section:{normalise(spec.title)}",
            fix=fix,
        )


@rule("PM105", "section-duplicate", Severity.WARNING)
def section_duplicate(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section stands twice.

    What is written in the second one is easily missed, by people and by tools.

    ```markdown template
    # YYYY-MM-DD Title

    ## Impact
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed.

    ## Impact
    12 customers wrote to us.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Impact
    4,210 requests failed. 12 customers wrote to us.
    ```
    """
    first = _by_spec(doc)
    for section in doc.sections:
        if section.spec and section is not (original := first[section.spec]):
            yield Finding(
                section.span,
                f"The section {quote(section.title)} stands twice, first on line {original.span.line}.",
                key=f"section:{normalise(section.spec.title)}",
                help="Join the two.",
            )


@rule("PM106", "section-name", Severity.WARNING, fixable=True)
def section_name(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section's name is nearly the template's.

    It is read as that section; the fix gives it the template's name.

    ```markdown template
    # YYYY-MM-DD Title

    ## Contributing Factors
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Contributing Factor
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Contributing Factors
    A query ran away.
    ```
    """
    for section in doc.sections:
        if section.spec and section.match == "near":
            prose = section.heading.prose
            span = prose.locate(0, len(prose.text))
            yield Finding(
                span,
                f"{quote(section.title)} is nearly the template's {quote(section.spec.title)}.",
                key=f"section:{normalise(section.spec.title)}",
                fix=Fix(f"Name it {quote(section.spec.title)}", (Edit(span, section.spec.title),), safe=True),
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
    present = _by_spec(doc)
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
    return any(True for leaf in leaves(section.blocks) for _ in unfinished_words(leaf))
