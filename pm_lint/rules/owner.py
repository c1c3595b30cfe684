"""Who answers for the postmortem, and the other lines that the template asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.fields import is_instruction
from pm_lint.postmortem.model import Field, Owner, Postmortem
from pm_lint.postmortem.schema import FieldSpec
from pm_lint.postmortem.text import normalise
from pm_lint.regex import regex
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import listing, quote

#: A label that asks for the one who answers for it, not for whoever wrote it.
_ONE_OWNER = regex(r"\b(?:owner|lead|dri)\b(?!\(s\))", re.I)


def field_place(doc: Postmortem, spec: FieldSpec) -> Span:
    """Where a missing field belongs: after the field that stands before it in the template, else under the title."""
    before = [field for field in doc.fields if field.spec and field.spec.line < spec.line]
    if before:
        return Span.at(min(before[-1].line_span.end_line + 1, len(doc.document.lines)))
    return under_title(doc)


def line_fix(doc: Postmortem, spec: FieldSpec) -> Fix | None:
    """Inserts the template's line for a field that is missing, where it is text of its own in template and document."""
    place = field_place(doc, spec)
    lines = doc.document.lines
    before = [field for field in doc.fields if field.spec and field.spec.line < spec.line]
    above = before[-1].line_span.end_line if before else doc.title.span.end_line if doc.title else 0
    front = doc.document.front_matter
    if (before and before[-1].carrier != "paragraph") or place.line <= max(above, front.span.end_line if front else 0):
        return None
    if not spec.skeleton.startswith(("**", "__")):  # a row, an entry, a heading: it needs its like around it
        return None
    here = lines[place.line - 1].strip()
    close = bool(here) and any(field.line_span.line == place.line for field in doc.fields)  # lines without a gap
    first = "\n" if not close and (not here or (place.line > 1 and lines[place.line - 2].strip())) else ""
    text = f"{first}{spec.skeleton}\n" + "\n" * (bool(here) and not close)
    text = text.replace("\n", "\r\n") if lines[0].endswith("\r") else text
    return Fix(f"Insert the line {quote(spec.label + ':')}", (Edit(place, text),), form=True)


def under_title(doc: Postmortem) -> Span:
    """The line below the title."""
    return Span.at(min(doc.title.span.end_line + 1, len(doc.document.lines)) if doc.title else 1)


def wanted(doc: Postmortem, role: str) -> FieldSpec | None:
    """The field of that role, if the template requires it."""
    return next((spec for spec in doc.schema.fields if spec.role == role and spec.required), None)


@rule("PM201", "owner-missing", Severity.ERROR, fixable=True, silences=("PM006", "PM007", "PM102"))
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
        message = f"No owner is named: the line {quote(label + ':')} is missing."
        yield Finding(place, message, key="field:owner", fix=line_fix(doc, spec) if spec else None)
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


@rule("PM205", "field-missing", Severity.ERROR, fixable=True, silences=("PM006", "PM007"))
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
            message = f"The line {quote(spec.label + ':')} is missing."
            yield Finding(field_place(doc, spec), message, key=key, fix=line_fix(doc, spec))
        elif not written.text:
            yield Finding(written.line_span, f"{quote(written.label)} is empty.", key=key)
        elif is_instruction(written.text, doc.schema):
            message = f"{quote(written.label)} is still the template's text."
            yield Finding(written.span, message, key=key, scope=written.line_span)
