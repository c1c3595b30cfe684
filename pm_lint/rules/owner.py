"""Who answers for the postmortem, and the other lines that the template asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity, Span
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import Field, Owner, Postmortem
from pm_lint.postmortem.schema import FieldSpec
from pm_lint.postmortem.text import normalise
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import listing, quote

#: A label that asks for the one who answers for it, not for whoever wrote it.
_ONE_OWNER = re.compile(r"\b(?:owner|lead|dri)\b(?!\(s\))", re.I)


def field_place(doc: Postmortem, spec: FieldSpec) -> Span:
    """Where a missing field belongs: after the field that stands before it in the template, else under the title."""
    before = [field for field in doc.fields if field.spec and field.spec.line < spec.line]
    if before:
        return Span.at(min(before[-1].line_span.end_line + 1, len(doc.document.lines)))
    return under_title(doc)


def under_title(doc: Postmortem) -> Span:
    """The line below the title."""
    return Span.at(min(doc.title.span.end_line + 1, len(doc.document.lines)) if doc.title else 1)


def wanted(doc: Postmortem, role: str) -> FieldSpec | None:
    """The field of that role, if the template requires it."""
    return next((spec for spec in doc.schema.fields if spec.role == role and spec.required), None)


@rule("PM201", "owner-missing", Severity.ERROR, silences=("PM006", "PM007", "PM102"))
def owner_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Nobody is named as the owner.

    One person answers for the postmortem: sets the meeting up, sees that the document is finished and that the action
    items are picked up. The template's own text and words like "TBD" name nobody. Where the template asks for no owner,
    a line that names nobody is a warning.

    ```markdown template
    # YYYY-MM-DD Title

    **Postmortem Owner:** Your name goes here.

    ## Overview
    What happened, in a sentence or two.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Your name goes here.

    ## Overview
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe

    ## Overview
    A query ran away.
    ```
    """
    spec = wanted(doc, "owner")
    field = doc.field("owner")
    if doc.owners or (spec is None and (field is None or field.spec or field.carrier == "front-matter")):
        return
    severity = None if spec else Severity.WARNING  # where no template asks for one
    label = field.label if field else spec.label if spec else "Owner"
    if field is None:
        place = field_place(doc, spec) if spec else Span.at(1)
        yield Finding(place, f"No owner is named: the line {quote(label + ':')} is missing.", key="field:owner")
    elif not field.text:
        yield Finding(field.line_span, f"{quote(label)} names nobody.", key="field:owner", severity=severity)
    elif is_instruction(field.text, doc.schema):
        yield Finding(
            field.span,
            f"{quote(label)} is still the template's text.",
            key="field:owner",
            severity=severity,
            scope=field.line_span,
        )
    else:
        message = f"{quote(label)} names nobody: {quote(field.text)}."
        yield Finding(field.span, message, key="field:owner", severity=severity, scope=field.line_span)


@rule("PM202", "owner-several", Severity.WARNING)
def owner_several(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Several people are named as the owner.

    What two people own, nobody owns. Others can be thanked anywhere else in the document. A document may have several
    authors: of "Authors", and of a label that asks for several owners, nothing is said.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe, Bob Roe
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe
    ```
    """
    field = doc.field("owner")
    if len(doc.owners) > 1 and (field is None or _ONE_OWNER.search(field.label)):
        names = listing([quote(owner.text) for owner in doc.owners])
        yield Finding(
            doc.owners[0].span.to(doc.owners[-1].span),
            f"{len(doc.owners)} owners are named ({names}): one person is accountable.",
            key="field:owner",
            help="Keep one name here.",
        )


@rule("PM203", "owner-handle", None)
def owner_handle(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The owner is not named by a GitHub handle.

    A handle says who is meant, and lets tools assign what is to be done. Off by default; a link to a profile on GitHub
    counts as a handle.

    ```toml config
    [owner]
    handle = true
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe (@alice)
    ```
    """
    for owner in doc.owners:
        if owner.handle is None:
            yield Finding(
                owner.span,
                f"{quote(owner.text)} is no GitHub handle.",
                key="field:owner",
                help="Write it with an at sign, such as `@alice`.",
            )


@rule("PM204", "owner-unknown", Severity.WARNING, online=True)
def owner_unknown(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A handle belongs to no account on GitHub.

    Whoever is meant never hears of it, and no issue can be assigned to them. Owners of the document and of its action
    items are looked up, only in the review of a pull request; teams are not. Where GitHub can't be asked, nothing is
    said.

    ```markdown bad unknown=alise
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe (@alise)
    ```

    ```markdown good unknown=alise
    # 2021-12-10 The database stopped answering

    **Postmortem Owner:** Alice Doe (@alice)
    ```
    """
    said = set()
    for owner in named_by_handle(doc):
        login = (owner.handle or "").lower()
        if login not in said and policy.known.accounts.get(login) is False:
            said.add(login)
            yield Finding(
                owner.span,
                f"There is no account {quote('@' + (owner.handle or ''))} on GitHub.",
                key="field:owner" if owner in doc.owners else "action-items:owner",
                help="Correct the handle, or write the name without an at sign.",
            )


def named_by_handle(doc: Postmortem) -> Iterator[Owner]:
    """Those who answer for the document or for one of its action items, as far as they are named by a handle."""
    items = (item.owner for item in doc.action_items if not item.blank and not item.done)
    return (owner for owner in (*doc.owners, *items) if owner and owner.handle)


@rule("PM205", "field-missing", Severity.ERROR, silences=("PM006", "PM007"))
def field_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A line that the template asks for is missing, empty, or still the template's.

    Each labelled value before the template's first section is required, unless `<!-- pm-lint: optional -->` stands
    under it there. A title with the incident's date makes a line for it needless. Of the owner and the meeting
    `owner-missing` and `meeting-missing` speak.

    ```markdown template
    # YYYY-MM-DD Title

    **Services:** The services that were affected.

    ## Overview
    What happened, in a sentence or two.
    ```

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Services:**

    ## Overview
    A query ran away.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Services:** accounts, billing

    ## Overview
    A query ran away.
    ```
    """
    found: dict[FieldSpec, Field] = {}
    for field in doc.fields:
        if field.spec:
            found.setdefault(field.spec, field)
    for spec in doc.schema.fields:
        if spec.role in ("owner", "meeting") or not spec.required:
            continue
        written = found.get(spec)
        if written is None and spec.role == "incident-date" and doc.title and doc.title.date and doc.title.date.day:
            continue
        key = f"field:{spec.role or normalise(spec.label)}"
        if written is None:
            yield Finding(field_place(doc, spec), f"The line {quote(spec.label + ':')} is missing.", key=key)
        elif not written.text:
            yield Finding(written.line_span, f"{quote(written.label)} is empty.", key=key)
        elif is_instruction(written.text, doc.schema):
            message = f"{quote(written.label)} is still the template's text."
            yield Finding(written.span, message, key=key, scope=written.line_span)


@rule("PM206", "severity-missing", Severity.WARNING)
def severity_missing(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """No line states the severity, though the meeting's deadline depends on it.

    Only where the configuration allows each severity its own time. Without it, the general deadline holds.

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
    if not policy.meeting.by_severity or doc.severity or (doc.meeting and doc.meeting.waived_by):
        return
    field, spec = doc.field("severity"), wanted(doc, "severity")
    if spec and (field is None or not field.text or is_instruction(field.text, doc.schema)):
        return  # PM205 says so
    known = listing([quote(name) for name in policy.meeting.by_severity])
    yield Finding(
        field.line_span if field else under_title(doc),
        "No line states the severity, and the meeting's deadline depends on it.",
        key="field:severity",
        help=f"Write a line such as `**Severity:** …`; the policy knows {known}.",
    )
