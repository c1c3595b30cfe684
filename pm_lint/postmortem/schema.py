"""What a template asks for: the schema that a document is read against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pm_lint.postmortem.text import normalise
from pm_lint.record import dataclass, replace


class TemplateError(ValueError):
    """The template can't be used; the message is one sentence that names the file and the line."""


@dataclass(frozen=True)
class FieldSpec:
    """A labelled value. ``skeleton`` is the template's own line for it."""

    label: str
    role: str | None
    skeleton: str
    line: int
    #: The template's text for the value where that is no value ("Your name goes here."), normalised; else "".
    instruction: str
    required: bool = True


@dataclass(frozen=True)
class SectionSpec:
    """A section of the template, in the template's order."""

    title: str
    level: int
    role: str | None
    required: bool
    #: Index into ``Schema.sections`` of the section around this one.
    parent: int | None
    #: The heading and the text under it, as it stands in the template without directives: what a fix inserts.
    skeleton: str
    columns: tuple[str, ...]
    list_expected: bool
    #: 1: due before the meeting; 2: filled in at the meeting.
    act: int
    line: int
    #: Whether the section has any text of its own in the template.
    has_body: bool
    #: Further names that the team gives it.
    aliases: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of what tells the sections of a template apart: rules look them up in sets all the time."""
        return hash((self.title, self.line))

    @property
    def names(self) -> tuple[str, ...]:
        """Its title and aliases."""
        return (self.title, *self.aliases)


@dataclass(frozen=True)
class Schema:
    """A template, understood."""

    #: The file's name or the bundled template's; "" where there is no template.
    name: str
    #: The title's form, such as "YYYY-MM-DD Title"; None where the template's says nothing, as "Incident report".
    title: str | None
    #: The title must begin with an ISO date.
    title_date: bool
    fields: tuple[FieldSpec, ...]
    sections: tuple[SectionSpec, ...]
    #: Every sentence, list item and table row of instruction text that is long enough to be known again, normalised.
    instructions: frozenset[str]
    #: The shorter ones ("E.g.", "Examples:"), and what is meant to stay: no content beside the longer ones.
    fragments: frozenset[str]
    #: Whether a document needs a title: a team whose template has none does without.
    titled: bool = True
    #: Nobody named it: the document fits it (`template = "auto"`).
    guessed: bool = False

    @cached_property
    def acts(self) -> int:
        """2 if part of the document is written at the meeting, else 1."""
        return max((section.act for section in self.sections), default=1)

    @cached_property
    def of_second_act(self) -> frozenset[SectionSpec]:
        """The sections that are filled in at the meeting."""
        return frozenset(section for section in self.sections if section.act == 2)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The normalised names of its sections."""
        return frozenset(normalise(name) for section in self.sections for name in section.names)


@dataclass(frozen=True)
class SectionChange:
    """What a team says of the section of that name beside its template; None: what the template says."""

    name: str
    aliases: tuple[str, ...] = ()
    optional: bool | None = None
    role: str | None = None


def configured(schema: Schema, changes: Mapping[str, SectionChange]) -> Schema:
    """The schema with these changes, by the normalised names of its sections. What it does not have is passed over.

    A section that is made optional makes those inside it optional.
    """
    if not changes:
        return schema
    sections: list[SectionSpec] = []
    for spec in schema.sections:
        change = changes.get(normalise(spec.title), SectionChange(spec.title))
        required = spec.required if change.optional is None else not change.optional
        if change.optional is None and spec.parent is not None:  # nothing is asked of what may be left out
            required = required and sections[spec.parent].required
        role, aliases = change.role or spec.role, (*spec.aliases, *change.aliases)
        sections.append(replace(spec, role=role, aliases=aliases, required=required))
    return replace(schema, sections=tuple(sections))


#: What any postmortem is read against where no template fits: nothing is required, and names tell what is what.
GENERIC = Schema(
    name="",
    title=None,
    title_date=False,
    fields=(),
    sections=(),
    instructions=frozenset(),
    fragments=frozenset(),
)
