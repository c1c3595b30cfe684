"""What is right or wrong: postmortem and policy in, findings out. One module for each part of the template."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pm_lint.finding import RuleName
from pm_lint.rules import (
    action_items,
    action_quality,
    arrangement,
    content,
    document,
    file,
    follow_up,
    impact,
    incident,
    lateness,
    lists,
    meeting,
    meeting_calendar,
    meeting_time,
    messaging,
    owner,
    sections,
    severity,
    timeline,
    timeline_content,
    timeline_dates,
    timeline_duration,
    timeline_zone,
    weekday,
)
from pm_lint.rules.registry import Rule

_MODULES = (
    document,
    file,
    sections,
    arrangement,
    owner,
    severity,
    meeting,
    meeting_calendar,
    meeting_time,
    lateness,
    incident,
    weekday,
    timeline,
    timeline_content,
    timeline_dates,
    timeline_duration,
    timeline_zone,
    content,
    impact,
    action_items,
    action_quality,
    follow_up,
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


def rule_names() -> tuple[RuleName, ...]:
    """What every rule is called, in the order of the ids."""
    return tuple(rule.names for rule in RULES.values())
