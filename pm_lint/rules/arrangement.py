"""Where the template's sections stand, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.markdown import Heading
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.schema import Schema, SectionSpec
from pm_lint.postmortem.text import normalise
from pm_lint.rules.registry import rule
from pm_lint.rules.sections import in_order
from pm_lint.rules.wording import quote


@rule("PM103", "section-order", Severity.WARNING)
def section_order(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section is not where the template has it.

    Readers know where to look when all postmortems have one order. Under `template = "auto"` nobody chose the order,
    and nothing is said.

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
    if doc.schema.guessed:
        return
    ranks = {spec: rank for rank, spec in enumerate(doc.schema.sections)}
    present = doc.by_spec
    stay = in_order(doc, present)
    last_first = [section for spec, section in reversed(present.items()) if spec in stay]
    for spec, section in present.items():
        if spec in stay:
            continue
        after = next((one for one in last_first if one.spec and ranks[one.spec] < ranks[spec]), None)
        where = f"after {quote(after.title)}" if after else "first"
        yield Finding(
            section.span,
            f"The section {quote(section.title)} is out of order: in the template it comes {where}.",
            key=f"section:{normalise(spec.title)}",
        )


@rule("PM104", "section-level", Severity.WARNING, fixable=True)
def section_level(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A section's heading has another level than in the template.

    Under `template = "auto"` nobody chose the levels, and nothing is said.

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
    sections = () if doc.schema.guessed else doc.sections
    around = _around(sections, free := _free(sections))
    for section, may_change, inside in zip(sections, free, around, strict=True):
        spec = section.spec
        if spec is None or section.level == spec.level or not isinstance(section.heading, Heading):
            continue
        fix = None
        # Where the template's section around it is missing, it would get into another one.
        if may_change and _is_around(inside, spec, doc.schema):
            span = section.span
            marks = Span(span.line, span.column, span.line, span.column + section.level)
            edit = Edit(marks, "#" * spec.level)
            outer = sections[section.parent] if section.parent is not None else None
            # What the team has put in a section of its own, it may want there.
            safe = outer is None or outer is inside or outer.spec is not None
            fix = Fix(f"Make it a heading of level {spec.level}", (edit,), safe=safe)
        yield Finding(
            section.span,
            f"The section {quote(section.title)} is a heading of level {section.level}; in the template it is of level"
            f" {spec.level}.",
            key=f"section:{normalise(spec.title)}",
            fix=fix,
        )


def _around(sections: Sequence[Section], free: Sequence[bool]) -> list[Section | None]:
    """The section around each, once those that may change have the template's levels."""
    found: list[Section | None] = []
    open_: list[tuple[int, Section]] = []
    for section, may_change in zip(sections, free, strict=True):
        level = section.spec.level if section.spec and may_change else section.level
        while open_ and open_[-1][0] >= level:
            open_.pop()
        found.append(open_[-1][1] if open_ else None)
        open_.append((level, section))
    return found


def _is_around(inside: Section | None, spec: SectionSpec, schema: Schema) -> bool:
    """Whether a section of the template would stand in the section that the template has around it."""
    if spec.parent is None or inside is None:
        return spec.parent is None and inside is None
    return schema.sections[spec.parent] in (inside.spec, *inside.also)


def _free(sections: Sequence[Section]) -> list[bool]:
    """Whether each section can be given its level in the template without another one, that stays as it is, getting
    into it or out of it: its text and its action items would be in another section then."""
    free = [False] * len(sections)
    #: By level the next section; the next that keeps its level; and of these the next whose level nothing says.
    after: dict[int, int] = {}
    staying: dict[int, int] = {}
    unknown: dict[int, int] = {}
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        level, wanted = section.level, section.spec.level if section.spec else section.level
        if level != wanted and isinstance(section.heading, Heading) and section.heading.style == "atx":
            low, high = sorted((level, wanted))
            end = min((at for one, at in after.items() if one <= low), default=len(sections))
            moved = staying if wanted < level else unknown
            free[index] = all(at >= end for one, at in moved.items() if low < one <= high)
        after[level] = index
        if not free[index]:
            staying[level] = index
            if section.spec is None or level != wanted:
                unknown[level] = index
    return free


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
    first = doc.by_spec
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
            name = section.spec.title
            plain = doc.document.slice(span) == prose.text  # emphasis, a link or an anchor would be torn apart
            yield Finding(
                span,
                f"{quote(section.title)} is nearly the template's {quote(section.spec.title)}.",
                key=f"section:{normalise(section.spec.title)}",
                fix=Fix(f"Name it {quote(name)}", (Edit(span, name),), safe=True) if plain else None,
            )
