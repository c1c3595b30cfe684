"""What stands around the document: the file's name, front matter, and comments that hold findings back."""

from __future__ import annotations

from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.incident import apart, spell_source, written_later
from pm_lint.postmortem.model import DateSource, Postmortem
from pm_lint.rules.registry import rule


def misnamed(doc: Postmortem) -> DateSource | None:
    """The file name's date where it is not the title's, and all else that dates the incident agrees with the title.

    Where more disagrees, or the title's date is the meeting's, PM309 says so.
    """
    title, named = doc.incident.source("title"), doc.incident.source("file-name")
    if title is None or named is None or set(title.days) & set(named.days):
        return None
    if (title.first or named.first) and apart(title, named) == 0:
        return None
    if written_later(named, title) or (doc.meeting and set(doc.meeting.days) & set(title.days)):
        return None
    best = doc.incident.believed[0]
    agreed = title if best is named else best
    others = [source for source in doc.incident.conflicts if source is not named and source is not agreed]
    return None if others else named


@rule("PM005", "file-name-date", Severity.WARNING)
def file_name_date(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The date in the file's name differs from the title's.

    People look for a postmortem by the date in its name. A later one is taken for the day of writing, unless it differs
    in its year alone or in its month alone. Where the timeline or the front matter disagrees as well,
    `incident-date-conflict` speaks of them all instead.

    ```markdown bad file=2021-11-10-database.md
    # 2021-12-10 The database stopped answering
    ```

    ```markdown good file=2021-12-10-database.md
    # 2021-12-10 The database stopped answering
    ```
    """
    named = misnamed(doc)
    title = doc.incident.source("title")
    if named is None or title is None or title.span is None:
        return
    yield Finding(
        title.span,
        f"The file's name says {spell_source(named)}, its title {spell_source(title)}.",
        key="file-name",
        help="Rename the file, or mend the title.",
    )


@rule("PM008", "front-matter", Severity.ERROR)
def front_matter(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The front matter is not valid YAML.

    GitHub shows an error in its place, and what stands in it is lost to every tool. The usual cause is a value with a
    colon in it: put it in quotes. A key that stands twice is a fault as well: which of the two counts is up to the
    reader. Front matter with marks of a template engine (`{{ }}`, `{% %}`) is not judged.

    ```markdown bad
    ---
    tags: postmortem
    summary: Database: it stopped answering
    ---

    # 2021-12-10 The database stopped answering
    ```

    ```markdown good
    ---
    tags: postmortem
    summary: "Database: it stopped answering"
    ---

    # 2021-12-10 The database stopped answering
    ```
    """
    if fault := doc.metadata_fault:
        yield Finding(fault.span, f"The front matter can't be read: {fault.message}.", key="front-matter")


@rule("PM009", "suppression", Severity.WARNING, fixable=True)
def suppression(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A comment that is to hold findings back is malformed, names no rule, or suppresses nothing.

    A comment that does nothing any more hides the next finding there. Rules are named by id or name, and a reason
    follows two dashes:

    ```text
    <!-- pm-lint-disable-next-line PM403 -- the clock was wrong -->
    <!-- pm-lint-disable timeline-order --> … <!-- pm-lint-enable -->
    <!-- pm-lint-disable-file PM403, PM502 -->
    ```

    Of rules that are off, and before the meeting, it is not said that nothing is suppressed.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Resolution
    <!-- pm-lint-disable-next-line PM007 -->
    The database team stopped the runaway query.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Resolution
    <!-- pm-lint-disable-next-line PM007 -- that is the flag's name -->
    The database team set the flag TODO.
    ```
    """
    yield from ()  # the linter finds these: it alone knows what the other rules found
