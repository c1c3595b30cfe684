"""The zone of the timeline's times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pm_lint.finding import Finding, Policy, Severity
from pm_lint.postmortem.instants import dated
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.patterns import lenient
from pm_lint.postmortem.zone_names import zone_in
from pm_lint.postmortem.zones import hints_of
from pm_lint.rules.registry import rule
from pm_lint.rules.zone_doubt import ambiguous, out_of_season

#: Other ways to say which zone is meant, wherever in the document.
_SOME_ZONE = lenient(
    r"\b(?:[Aa]ll times?(?: are)?(?: shown| given)? in|[Ll]ocal(?: server)? time|[Tt]imes?(?: are)?(?: in)? \(?[Ll]ocal"
    r"|[Tt]ime ?[Zz]one|[Zz]ulu|utc|gmt|(?:US|European|Brazil|S.o Paulo) [Tt]ime)\b"
    r"|\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z\b|[ ]?[+-]\d\d:?\d\d\b)|\d{6}Z\b",
    re.ASCII,
)


@rule("PM404", "timeline-zone", Severity.WARNING)
def timeline_zone(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """The timeline's times have no zone, one of several meanings, or one that was not in force on the day.

    Say once which zone the times are in: in the table's head, in the section's title or in a line above. A reader on
    the other side of the world compares them with logs in UTC. It is enough that the document names a zone anywhere.
    Of a list of labelled times ("Detected: 12:31") it is a notice, and so is all that follows.

    "IST" is the time in India, in Ireland and in Israel, "CST" that in Chicago and in Shanghai, "BST" that in London
    and in Dhaka. Which one is meant is taken from `calendar.time-zone`, else from `calendar.country`, else from another
    zone that the document names: beside "CDT", "CST" is Chicago's. Where nothing says, the notice shows all.

    A name for one half of the year is wrong in the other: on a day in summer, "EST" is an hour off from what the clocks
    in New York show, and nobody knows which of the two is meant. "ET" is right all year. Many write "EST" all year and
    mean the clock on the wall, so nothing is concluded from the season.

    ```toml
    [calendar]
    time-zone = "Asia/Kolkata"
    ```

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
            example = policy.calendar.time_zone or "UTC"
            yield Finding(
                timed[0].time_span,
                "The timeline does not say which zone its times are in.",
                key="timeline:zone",
                severity=None if any(entry.ordered for entry in timed) else Severity.NOTICE,
                help=f'Say it once, in the table\'s head or in a line above: "All times are in {example}".',
            )
        return
    hints = hints_of(doc, policy.calendar)
    seen: set[tuple[str, date | None]] = set()
    doubtful: set[str] = set()
    for entry in dated(doc):
        zone = entry.zone or timeline.zone
        if not entry.time or not zone or zone in doubtful or (zone, entry.day) in seen:
            continue
        seen.add((zone, entry.day))
        doubt = ambiguous(zone, hints, entry.day) or (out_of_season(zone, entry.day, hints) if entry.day else None)
        if doubt:
            doubtful.add(zone)
            key = f"timeline:zone:{doubt.kind}"
            yield Finding(entry.time_span, doubt.message, key=key, severity=Severity.NOTICE, help=doubt.help)


def _names_a_zone(source: str) -> bool:
    return zone_in(source) is not None or _SOME_ZONE.search(source) is not None
