"""When the incident was: what the document says of it in several places."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.incident import spell_source
from pm_lint.postmortem.model import DatedText, DateSource, Postmortem
from pm_lint.rules.file import misnamed
from pm_lint.rules.registry import rule
from pm_lint.rules.timeline_dates import rows_ahead, still_to_come, wrong_years

_SOURCES = {
    "timeline": "timeline",
    "title": "title",
    "front-matter": "front matter",
    "field": "date field",
    "file-name": "file name",
}


def told(source: DateSource) -> str:
    """A source as messages name it."""
    return f"the {_SOURCES[source.kind]}"


def stands_alone(written: DatedText, doc: Postmortem) -> bool:
    """Whether nothing but the date is at its place: no marks around a part of it, no quotes of front matter."""
    return doc.document.slice(written.span) == written.text


@rule("PM309", "incident-date-conflict", Severity.WARNING)
def incident_date_conflict(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """Title, timeline, front matter and file name disagree on the incident's date by more than a day.

    The deadline counts from this date, so it must be the same everywhere. A range of days ("May 4–6, 2023",
    "2023-05-04 to 06") is in the title, the file's name, a field or a row of the timeline the stretch that it says, and
    disagrees with nothing that is within a day of it. Days are those that the document writes, whatever they were in
    UTC. A date in the title that is the meeting's is
    taken as the meeting's, and the timeline is believed. A file name or a "Date" that is later than all else is taken
    for the day of writing, unless it differs in its year alone or in its month alone.

    ```markdown bad
    # 2021-12-13 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2021-12-10 12:45 UTC: resolved.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 2021-12-10 12:31 UTC: the database stopped answering.
    - 2021-12-10 12:45 UTC: resolved.
    ```
    """
    against = doc.incident.conflicts
    if not against or misnamed(doc):
        return  # PM005 says so where only the file's name is wrong
    if wrong_years(doc) or any(rows_ahead(doc, policy)) or still_to_come(doc, policy):
        return  # a wrong day that other rules speak of
    best = next(source for source in doc.incident.sources if source not in against)
    verb = "ends on" if best.kind == "timeline" else "says"
    meeting_days = doc.meeting.days if doc.meeting else ()
    message = (
        f"{_capital(' and '.join(told(source) for source in against if source.days == against[0].days))} say"
        f"{'' if sum(source.days == against[0].days for source in against) > 1 else 's'}"
        f" {spell_source(against[0])}, but {told(best)} {verb} {spell_source(best)}"
        f"{f' (line {best.span.line})' if best.span else ''}."
    )
    more = [source for source in against if source.days != against[0].days]
    if more:
        message += " " + " ".join(f"{_capital(told(source))} says {spell_source(source)}." for source in more)
    theirs = set(against[0].days) & set(meeting_days)
    spans = [source.span for source in (*against, best) if source.span]
    yield Finding(
        spans[0] if spans else doc.document.blocks[0].span,
        message,
        key="incident-date",
        help=f"That is the meeting's date: {told(best)} is believed."
        if theirs
        else "The deadline counts from this date.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@rule("PM310", "incident-in-future", Severity.ERROR, silences=("PM005", "PM309"))
def incident_in_future(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The incident's date is still to come.

    It is compared with tomorrow: where it is today for pm-lint, it is tomorrow already elsewhere on Earth. A date in
    the title that is the meeting's is the meeting's, and may well be to come. Of rows of the timeline,
    `timeline-future` speaks.

    ```markdown bad today=2021-12-13
    # 2021-12-20 The database stopped answering
    ```

    ```markdown good today=2021-12-13
    # 2021-12-10 The database stopped answering
    ```
    """
    if source := still_to_come(doc, policy):
        yield Finding(
            source.span or doc.document.blocks[0].span,
            f"The incident's date is still to come: {told(source)} says {spell_source(source)}.",
            key="incident-date",
        )
