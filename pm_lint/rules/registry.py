"""What a rule is: one function and its docstring, which is its page and its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from pm_lint.finding import Finding, Policy, RuleName, Severity
from pm_lint.postmortem.model import Postmortem
from pm_lint.record import dataclass, replace


@dataclass(frozen=True)
class Group:
    """The rules for one part of the template: those whose ids begin with ``prefix``."""

    name: str
    title: str
    prefix: str


#: Every group by name, in the order of the ids. No group is named like a rule.
GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        name: Group(name, title, prefix)
        for prefix, name, title in (
            ("PM0", "document", "The document as a whole"),
            ("PM1", "sections", "Sections"),
            ("PM2", "owner", "Owner and other fields"),
            ("PM3", "meeting", "The meeting and the incident's date"),
            ("PM4", "timeline", "Timeline"),
            ("PM5", "content", "What the sections say"),
            ("PM6", "action-items", "Action items"),
            ("PM7", "layout", "Lists and tables"),
            ("PM8", "messaging", "Messages"),
        )
    }
)

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
    #: It speaks only of what was looked up on the network, so that without this it judges nothing.
    online: bool = False

    @property
    def group(self) -> Group:
        """The group that the rule's id puts it in."""
        return next(group for group in GROUPS.values() if self.id.startswith(group.prefix))

    @property
    def names(self) -> RuleName:
        """What it is called."""
        return RuleName(self.id, self.name, self.group.name, self.default is not None)

    @property
    def doc(self) -> str:
        """The rule's page, in Markdown."""
        from inspect import cleandoc  # a tenth of a check's time, and no check asks for the page

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first sentence of the page, without its full stop."""
        return self.doc.split("\n", 1)[0].rstrip(".")

    def findings(self, doc: Postmortem, policy: Policy, severity: Severity) -> Iterator[Finding]:
        """The rule's findings, signed."""
        return (self.sign(finding, severity) for finding in self.check(doc, policy))

    def sign(self, finding: Finding, severity: Severity) -> Finding:
        """A finding as this rule's. A severity that the rule itself chose is never raised above ``severity``."""
        level = severity if finding.severity is None else min(finding.severity, severity)
        return replace(finding, rule=self.id, name=self.name, severity=level)


def rule(
    id: str,
    name: str,
    default: Severity | None,
    *,
    fixable: bool = False,
    silences: tuple[str, ...] = (),
    online: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function."""
    return lambda check: Rule(id, name, default, check, fixable, silences, online)
