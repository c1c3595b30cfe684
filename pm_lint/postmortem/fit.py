"""Which of several templates a document follows, if any: `template = "auto"`."""

from __future__ import annotations

from collections.abc import Sequence

from pm_lint.markdown import Document
from pm_lint.postmortem.labels import labelled_values
from pm_lint.postmortem.outline import Outline, outline
from pm_lint.postmortem.placeholders import find_placeholders
from pm_lint.postmortem.schema import GENERIC, Schema
from pm_lint.postmortem.text import normalise
from pm_lint.record import dataclass

#: A wrong fit asks for what nobody left out, so it takes this much of the template's required sections and fields, by
#: their exact names, and this much of the document's own sections. A team that has made a template its own, and leaves
#: some of it out for good, should name its own.
WANTED = 0.75
OWN = 0.5
#: Names that many templates share say little: a template is told by so many at least.
FEWEST = 5
#: Instruction text of the template that was left in tells where the document comes from: less will do.
LEFT_OVER = 3
WANTED_WITH_LEFT_OVER = 0.5


@dataclass(frozen=True)
class Fit:
    """The template that a document fits best. ``schema`` is what to read it against: `GENERIC` if the fit is not clear.

    ``matched`` of the ``wanted`` required sections and fields are there by name. ``name`` is None if nothing
    matches at all.
    """

    schema: Schema
    name: str | None
    matched: int
    wanted: int
    clear: bool

    @property
    def text(self) -> str:
        """In words, for people."""
        if self.clear:
            return f"{self.name} (auto: {self.matched} of {self.wanted} sections and fields)"
        closest = f" (closest: {self.name}, {self.matched} of {self.wanted})" if self.name else ""
        return f"none fits{closest}; checked for what any postmortem has"


def best_fit(document: Document, schemas: Sequence[Schema]) -> Fit:
    """The template that a document fits best; of equals the first."""
    plan = outline(
        document, frozenset(normalise(name) for schema in schemas for s in schema.sections for name in s.names)
    )
    scores = [_score(plan, schema) for schema in schemas]
    best = max(scores, key=lambda score: (score.clear, score.share, score.left), default=None)
    if best is None or not best.matched:
        return Fit(GENERIC, None, 0, 0, False)
    return Fit(best.schema if best.clear else GENERIC, best.schema.name, best.matched, best.wanted, best.clear)


@dataclass(frozen=True)
class _Score:
    schema: Schema
    matched: int
    wanted: int
    #: How much of the document's own sections are the template's.
    own: float
    #: How many blocks hold instruction text of the template.
    left: int

    @property
    def share(self) -> float:
        return self.matched / self.wanted if self.wanted else 0.0

    @property
    def clear(self) -> bool:
        if self.matched < FEWEST or self.own < OWN:
            return False
        return self.share >= (WANTED_WITH_LEFT_OVER if self.left >= LEFT_OVER else WANTED)


def _score(plan: Outline, schema: Schema) -> _Score:
    by_name = {normalise(name): spec for spec in reversed(schema.sections) for name in spec.names}
    found = [by_name.get(normalise(part.title)) for part in plan.parts]
    # What a team puts inside a section of the template, under headings of its own, is no section beside it.
    inside: list[bool] = []
    for part in plan.parts:
        inside.append(part.parent is not None and (inside[part.parent] or found[part.parent] is not None))
    beside = [
        spec is not None
        for part, spec, within in zip(plan.parts, found, inside, strict=True)
        if spec or (part.level > 1 and not within)
    ]
    top = plan.parts[:1] if found and found[0] is None else ()
    before = plan.preamble + tuple(block for part in top for block in part.blocks)

    there = {spec.line for spec in found if spec}
    labels = {normalise(value.label) for value in labelled_values(before)}
    wanted = [spec.line in there for spec in schema.sections if spec.required]
    wanted += [normalise(field.label) in labels for field in schema.fields if field.required]
    left = sum(len(find_placeholders(blocks, schema)) for blocks in (before, *(part.blocks for part in plan.parts)))
    return _Score(schema, sum(wanted), len(wanted), sum(beside) / len(beside) if beside else 0.0, left)
