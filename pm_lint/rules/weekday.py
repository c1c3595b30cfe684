"""Whether weekdays and dates agree, wherever both are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.postmortem.calendar_days import WEEKDAYS, nearest_on
from pm_lint.postmortem.dates import spell
from pm_lint.postmortem.model import DatedText, Postmortem
from pm_lint.postmortem.patterns import lenient
from pm_lint.record import replace
from pm_lint.rules.incident import stands_alone
from pm_lint.rules.registry import rule
from pm_lint.rules.wording import quote

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORD = lenient(r"[a-z]+")


@rule("PM311", "date-weekday", Severity.WARNING, fixable=True, silences=("PM306", "PM308"))
def date_weekday(doc: Postmortem, policy: Policy) -> Iterator[Finding]:
    """A weekday contradicts the date beside it.

    One of the two is wrong, and people may come on the other day. Looked at are the title, the meeting, the timeline
    and the due dates of action items. The fix writes the weekday that the date falls on: see first that it is not the
    date that is wrong.

    ```markdown bad
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** Monday 2021-12-14 10:30 UTC
    ```

    ```markdown good
    # 2021-12-10 The database stopped answering

    **Meeting Scheduled For:** Tuesday 2021-12-14 10:30 UTC
    ```
    """
    if doc.title and doc.title.date:
        yield from _of_text(doc.title.date, "The title", "title:date", doc)
    if doc.meeting and doc.meeting.date:
        yield from _of_text(doc.meeting.date, "The meeting's line", "field:meeting", doc)
    told: set[tuple[int, date]] = set()
    for entry in doc.timeline.entries if doc.timeline else ():
        if entry.weekday is not None and entry.day and entry.weekday_conflict:
            if (entry.weekday, entry.day) not in told:  # a day of many entries is said once
                yield _finding(entry.time_span, quote(entry.time_text), "timeline:date", entry.weekday, entry.day)
            told.add((entry.weekday, entry.day))
    for item in doc.action_items:
        if item.due:
            yield from _of_text(item.due, "The due date", "action-items:due", doc)


def _of_text(dated: DatedText, where: str, key: str, doc: Postmortem) -> Iterator[Finding]:
    """Of several readings, none of which is on that weekday, others speak."""
    if dated.weekday is not None and dated.day and dated.weekday_conflict:
        yield replace(_finding(dated.span, where, key, dated.weekday, dated.day), fix=_fix(dated, doc))


def _finding(span: Span, where: str, key: str, weekday: int, day: date) -> Finding:
    meant = nearest_on(weekday, day)
    return Finding(
        span,
        f"{where} says {_NAMES[weekday]}, but {spell(day).partition(' ')[2]} is a {_NAMES[day.weekday()]}.",
        key=key,
        help=f"If the weekday is right, {spell(meant)} is the nearest such day." if meant else None,
    )


def _fix(dated: DatedText, doc: Postmortem) -> Fix | None:
    """The weekday of the date in place of the written one, which stands before it in English."""
    word = _WORD.match(dated.text)
    if word is None or word[0].lower() not in WEEKDAYS or dated.day is None or not stands_alone(dated, doc):
        return None
    right = _NAMES[dated.day.weekday()]
    right = right if word[0].lower().endswith("day") else right[:3]
    right = right.upper() if word[0].isupper() else right
    span = Span(dated.span.line, dated.span.column, dated.span.line, dated.span.column + len(word[0]))
    return Fix(f"Write {right}", (Edit(span, right),))
