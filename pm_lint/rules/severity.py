"""How bad the incident was, where the meeting's deadline depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.reckoning import allowed_for, waived
from pm_lint.postmortem.severities import nearest
from pm_lint.postmortem.telling import told_allowance
from pm_lint.rules.owner import under_title, wanted
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import listing, quote


@rule("PM206", "severity-missing", Severity.WARNING)
def severity_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No line states a severity that the policy knows, though the meeting's deadline depends on it.

    Only where the configuration allows each severity its own time. Without a severity, or with one that can mean two of
    them, the general deadline holds. Spelling does not matter: "sev1", "Severity 1" and "1" are SEV-1. Another
    severity of the same scale, as SEV-4 is, has the general deadline, and nothing is said of it here.

    ```toml config
    [meeting.by-severity]
    SEV-1 = { within = 3, unit = "calendar-days" }
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    The runaway query was stopped.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Severity:** SEV-1

    ## Resolution
    The runaway query was stopped.
    ```
    """
    names = tuple(policy.meeting.by_severity)
    if not names or waived(doc, policy):
        return
    known = f"the policy knows {listing([quote(name) for name in names])}"
    if doc.severity is None:
        field, spec = doc.field("severity"), wanted(doc, "severity")
        if spec and (field is None or not field.text or is_instruction(field.text, doc.schema)):
            return  # PM205 says so
        yield Finding(
            field.line_span if field else under_title(doc),
            "No line states the severity, and the meeting's deadline depends on it.",
            key="field:severity",
            help=f"Write a line such as `**Severity:** …`; {known}.",
        )
        return
    allowed = allowed_for(doc.severity, policy.meeting)
    if allowed.meant is None or allowed.meant.name is not None or allowed.meant.other:
        return
    wrong = "can be more than one severity" if allowed.meant.several else "is no severity that the policy knows"
    near = None if allowed.meant.several else nearest(doc.severity, names)
    yield Finding(
        doc.severity_span or under_title(doc),
        f"{quote(doc.severity)} {wrong}: the general allowance holds, {told_allowance(allowed.allowance)}.",
        key="field:severity",
        help=f"Write it as the policy does; {known}{f', the nearest is {quote(near)}' if near else ''}.",
    )
