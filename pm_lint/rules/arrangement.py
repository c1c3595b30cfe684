"""Where the template's sections stand, and what they are called."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.markdown import Heading
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.text import normalise
from pm_lint.rules.registry import rule
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
    found = sorted(doc.by_spec.values(), key=lambda section: section.span)
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
    for section, free in zip(sections, _free(sections), strict=True):
        spec = section.spec
        if spec is None or section.level == spec.level or not isinstance(section.heading, Heading):
            continue
        fix = None
        if free:
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
