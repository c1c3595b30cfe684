"""What a rule is: one function and its docstring, which is its page and its test."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pm_lint.finding import Finding, Policy, RuleName, Severity
from pm_lint.postmortem.model import Postmortem

#: The groups of rules, by the hundred of their ids.
GROUPS = ("document", "sections", "owner", "meeting", "timeline", "content", "action-items", "lists", "messaging")

Check = Callable[[Postmortem, Policy], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule with its permanent id and name. ``default`` is None for one that is off by default."""

    id: str
    name: str
    default: Severity | None
    check: Check
    #: Some of its findings have a fix.
    fixable: bool = False
    #: Ids of rules that say nothing where this one speaks: one fault, one finding.
    silences: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The name of the rules that it belongs to."""
        return GROUPS[int(self.id[2])]

    @property
    def names(self) -> RuleName:
        """What it is called."""
        return RuleName(self.id, self.name, self.group, self.default is not None)

    @property
    def doc(self) -> str:
        """The rule's page, in Markdown."""
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first sentence of the page, without its full stop."""
        return self.doc.split("\n", 1)[0].rstrip(".")

    def findings(self, doc: Postmortem, policy: Policy, severity: Severity) -> Iterator[Finding]:
        """The rule's findings, signed. A severity that the rule itself chose is never raised above ``severity``."""
        for finding in self.check(doc, policy):
            level = severity if finding.severity is None else min(finding.severity, severity)
            yield replace(finding, rule=self.id, name=self.name, severity=level)


def rule(
    id: str, name: str, default: Severity | None, *, fixable: bool = False, silences: tuple[str, ...] = ()
) -> Callable[[Check], Rule]:
    """Make a rule of a function."""
    return lambda check: Rule(id, name, default, check, fixable, silences)
