"""Which sections are not due yet: those that are filled in at a meeting that is still to come."""

from __future__ import annotations

from pm_lint.finding import Policy
from pm_lint.postmortem.model import Postmortem, Section
from pm_lint.postmortem.reckoning import act
from pm_lint.postmortem.schema import SectionSpec


def waiting(doc: Postmortem, policy: Policy) -> frozenset[SectionSpec]:
    """The template's sections that wait for the meeting; none once it is over."""
    if doc.schema.acts == 1 or act(doc, policy) == 2:
        return frozenset()
    return doc.schema.of_second_act


def waits(section: Section, doc: Postmortem, later: frozenset[SectionSpec]) -> bool:
    """Whether a section is among ``later``; one that the template doesn't know is what the section around it is."""
    if not later:
        return False
    while section.spec is None and section.parent is not None:
        section = doc.sections[section.parent]
    return section.spec in later


def leaf_specs(doc: Postmortem) -> list[SectionSpec]:
    """The required sections of the template that hold no other section."""
    around = {spec.parent for spec in doc.schema.sections}
    return [spec for index, spec in enumerate(doc.schema.sections) if index not in around and spec.required]
