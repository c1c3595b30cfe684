"""`pm-lint rules` and `pm-lint rule`: the list of all rules, and one rule's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pm_lint.output.escape import terminal
from pm_lint.output.json import dumps
from pm_lint.regex import regex

if TYPE_CHECKING:
    from pm_lint.finding import Severity

#: ``` ```markdown bad country=US ```: the words behind a language are for the tests, and no renderer shows them.
_EXAMPLE = regex(r"^(`{3,9}\w+) (\w+)((?: \w+=\S+)*)$", re.M)
_KINDS = {
    "bad": "Bad",
    "good": "Good",
    "template": "With this template",
    "config": "With this configuration",
    "calendar": "With this calendar",
}
_WHERE = {
    "file": "in `{}`",
    "today": "on {}",
    "country": 'with `calendar.country = "{}"`',
    "unknown": "where nobody is called `@{}`",
}


class Group(Protocol):
    """A group of rules, as far as it is shown."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...


class Rule(Protocol):
    """A registry entry, as far as it is shown."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def group(self) -> Group: ...
    @property
    def default(self) -> Severity | None:
        """None: off."""

    @property
    def doc(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def fixable(self) -> bool: ...


def render_list(rules: Sequence[Rule]) -> str:
    """A table for each group: id, name, default severity, whether there is a fix, summary."""
    rows = [(rule.id, rule.name, default_of(rule), "fix" if rule.fixable else "", rule.summary) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    lines: list[str] = []
    group = None
    for rule, (*cells, summary) in zip(rules, rows, strict=True):
        if rule.group != group:
            group = rule.group
            lines += [*([""] if lines else []), f"{group.title} ({group.name})"]
        padded = (f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True))
        lines.append("  ".join(["", *padded, summary]))
    return "".join(f"{terminal(line)}\n" for line in lines)


def default_of(rule: Rule) -> str:
    return rule.default.label if rule.default else "off"


def render_json(rules: Sequence[Rule]) -> str:
    """A list of rules with the keys ``rule``, ``name``, ``group``, ``default``, ``fixable``, ``summary``."""
    return dumps([_as_json(rule) for rule in rules])


def _as_json(rule: Rule) -> dict[str, Any]:
    keys = {"rule": rule.id, "name": rule.name, "group": rule.group.name, "default": default_of(rule)}
    return {**keys, "fixable": rule.fixable, "summary": rule.summary}


def readable(doc: str) -> str:
    """A rule's documentation where Markdown is drawn: what an example is stands above it."""
    return _EXAMPLE.sub(_announced, doc)


def _announced(match: re.Match[str]) -> str:
    fence, kind, options = match.groups()
    where = [_WHERE[name].format(value) for name, _, value in (option.partition("=") for option in options.split())]
    return f"*{', '.join((_KINDS[kind], *where))}:*\n\n{fence}"


def render_page(rule: Rule) -> str:
    """One rule's page: what it is, then its documentation as it was written."""
    fix = ", has a fix" if rule.fixable else ""
    head = f"{rule.id} {rule.name} ({default_of(rule)}{fix})"
    return "".join(f"{terminal(line)}\n" for line in (head, "", *rule.doc.strip().split("\n")))
