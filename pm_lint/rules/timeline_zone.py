"""The zone of the timeline's times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pm_lint.finding import Finding, Policy, Severity, Span
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.instants import resolved
from pm_lint.postmortem.model import Postmortem, TimelineEntry
from pm_lint.postmortem.patterns import Pattern
from pm_lint.postmortem.zones import ZONE, misnamed
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

#: Other ways to say which zone is meant, wherever in the document.
_SOME_ZONE = Pattern(
    r"\b(?:[Aa]ll times?(?: are)?(?: shown| given)? in|[Ll]ocal(?: server)? time|[Tt]imes?(?: are)?(?: in)? \(?[Ll]ocal"
    r"|[Tt]ime ?[Zz]one|[Zz]ulu|utc|gmt"
    r"|(?:UK|US|British|London|Dublin|Lisbon|European|Berlin|Paris|Amsterdam|Vienna|Zurich|Oslo|Stockholm|Copenhagen|Madrid"
    r"|Rome|Warsaw|Helsinki|Kyiv|Moscow|Indian?|Beijing|China|Singapore|Japan|Tokyo|Seoul|Sydney|Melbourne|Brisbane"
    r"|Auckland|New York|Boston|Toronto|Chicago|Austin|Denver|Seattle|San Francisco|Los Angeles|Israel|Brazil"
    r"|S.o Paulo)(?: [Ss]tandard| [Ss]ummer)? [Tt]ime)\b"
    r"|\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z\b|[ ]?[+-]\d\d:?\d\d\b)|\d{6}Z\b",
    re.ASCII,
)
_PLACES = {
    "America/New_York": ("EST", "EDT", "ET"),
    "America/Chicago": ("CST", "CDT", "CT"),
    "America/Denver": ("MST", "MDT", "MT"),
    "America/Los_Angeles": ("PST", "PDT", "PT"),
    "Europe/Paris": ("CET", "CEST", ""),
    "Australia/Sydney": ("AEST", "AEDT", ""),
    "Pacific/Auckland": ("NZST", "NZDT", ""),
}


@rule("PM404", "timeline-zone", Severity.WARNING)
def timeline_zone(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The timeline's times have no zone, or one that was not in force on the day.

    Say once which zone the times are in: in the table's head, in the section's title or in a line above. A reader on
    the other side of the world compares them with logs in UTC. It is enough that the document names a zone anywhere.
    Of a list of labelled times ("Detected: 12:31") it is a notice.

    A name for one half of the year is wrong in the other: on a day in summer, "EST" is an hour off from what the clocks
    in New York show, and nobody knows which of the two is meant. "ET" is right all year. Many write "EST" all year and
    mean the clock on the wall, so this is a notice.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    ## Timeline

    - 12:31: the database stopped answering.
    - 12:45: it answered again.
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    ## Timeline

    All times are in UTC.

    - 12:31: the database stopped answering.
    - 12:45: it answered again.
    ```
    """
    timeline = doc.timeline
    timed = [entry for entry in timeline.entries if entry.time] if timeline else []
    if timeline is None or len(timed) < 2:
        return
    if timeline.zone is None and not any(entry.zone for entry in timed):
        if not _names_a_zone(doc.source):
            yield Finding(
                timed[0].time_span,
                "The timeline does not say which zone its times are in.",
                key="timeline:zone",
                severity=None if any(entry.ordered for entry in timed) else Severity.NOTICE,
                help='Say it once, in the table\'s head or in a line above: "All times are in UTC".',
            )
        return
    seen: set[str] = set()
    for entry in resolved(timeline, doc.incident):
        zone = entry.zone or timeline.zone
        if entry.time and entry.day and zone and zone not in seen:
            place = misnamed(zone, entry.day)
            if place:
                seen.add(zone)
                yield _misnamed(entry, zone, place)


def _misnamed(entry: TimelineEntry, zone: str, place: str) -> Finding:
    standard, summer, both = _PLACES[place]
    other = summer if zone == standard else standard
    span: Span = entry.time_span
    write = f"{other}, or {both}, which is right all year" if both else other
    day = f" on {spell(entry.day)}" if entry.day else ""
    return Finding(
        span,
        f"{quote(zone)} was not in force{day}, {quote(other)} was: which of the two is meant?",
        key="timeline:zone:season",
        severity=Severity.NOTICE,
        help=f"Write {write}, if that is what the clocks showed.",
    )


def _names_a_zone(source: str) -> bool:
    return ZONE.search(source) is not None or _SOME_ZONE.search(source) is not None
