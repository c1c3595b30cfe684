"""What is right or wrong: postmortem and policy in, findings out. One module for each part of the template."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pm_lint.rules import (
    action_items,
    arrangement,
    content,
    document,
    file,
    impact,
    incident,
    lateness,
    lists,
    meeting,
    messaging,
    owner,
    sections,
    timeline,
)
from pm_lint.rules.registry import Rule

_MODULES = (
    document,
    file,
    sections,
    arrangement,
    owner,
    meeting,
    lateness,
    incident,
    timeline,
    content,
    impact,
    action_items,
    lists,
    messaging,
)

#: Every rule by id, in the order of the ids.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in sorted(
            (value for module in _MODULES for value in vars(module).values() if isinstance(value, Rule)),
            key=lambda rule: rule.id,
        )
    }
)


def known() -> Mapping[str, str]:
    """The name of each rule by its id."""
    return {rule.id: rule.name for rule in RULES.values()}
