"""Title, owners and meeting: the values that stand before the first section."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from pm_lint.finding import Span
from pm_lint.markdown import Prose
from pm_lint.postmortem.dates import DateStyle, Moment, moments, month_days, plausible, settle, valid
from pm_lint.postmortem.labels import Labelled
from pm_lint.postmortem.model import DatedText, Field, Meeting, Owner, StatedSeverity, Title
from pm_lint.postmortem.ranges import end_of
from pm_lint.postmortem.roles import field_role
from pm_lint.postmortem.schema import Schema
from pm_lint.postmortem.text import normalise, nothing, undecided
from pm_lint.postmortem.waivers import waiver
from pm_lint.regex import regex

_HANDLE = regex(r"(?<![\w@./-])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?![\w/@]|\.\w)")
_PROFILE = regex(r"https?://(?:www\.)?github\.com/([A-Za-z0-9][A-Za-z0-9-]{0,38})/?$")
_BETWEEN_PEOPLE = regex(r"[,;&/+\n]|\band\b|\bwith\b", re.I)
_ASIDE = regex(r"\([^()]{0,200}\)|<[^<>]{0,200}>|\[[^\[\]]{0,200}\]")
_SEVERITY = regex(r"\bSEV(?:ERITY)?[ -]?[0-5]\b", re.I)
_BRACKETS = str.maketrans("()<>[]", "      ")
#: "Alice Smith, SRE lead" is one person.
_JOB = regex(
    r"\b(?:lead|manager|engineer|engineering|sre|director|head|team|on-?call|cto|ceo|vp|developer|architect|operations|ops"
    r"|platform|support|security|infrastructure|inc|ltd|llc|jr|sr|phd)\b\.?",
    re.I,
)
#: "(late: why)" is what the fix of a late meeting writes.
_NO_REASONS = frozenset({"", "why", "reason"})
_LATE = regex(r"\(\s{0,9}late\s{0,9}:([^()\n]{1,300})\)", re.I)
#: Before a date that is not the incident's.
OF_WRITING = regex(r"\b(?:updated?|published|posted|written|revised)\b[ \t]?:?[ \t]?(?:on[ \t])?\Z", re.I)
_LEADING_DATE = regex(r"^[\s\[(]*")
#: What follows is the day that holds.
_MOVED = regex(r"\b(?:moved|rescheduled|postponed|pushed|shifted|delayed|changed)\b[^\n]{0,60}?\bto\b", re.I)
_AFTER_DATE = " \t\n-–—:,|])"


def handles(text: str) -> Iterator[re.Match[str]]:
    """The GitHub handles ("@alice") of a text; group 1 is the login. Mail addresses, teams and packages are none."""
    return _HANDLE.finditer(text)


def read_title(prose: Prose, span: Span, style: DateStyle, *, in_front_matter: bool = False) -> Title:
    """A title's text with its date taken apart from its name; ``span`` is the whole heading's."""
    text = prose.text
    found = next((moment for moment in moments(text, style) if not OF_WRITING.search(text, 0, moment.start)), None)
    if found is None or not (found.days or found.impossible):
        return Title(text.strip(), span, None, text.strip(), _trimmed(prose, 0, len(text)), in_front_matter)
    dated = dated_text(prose, found, style)
    before = text[: found.day_end - len(dated.text)]
    if _LEADING_DATE.sub("", before) == "":
        start = end_of(text, found, style) if found.start <= found.day_start else found.day_end
        rest = text[start:]
        start += len(rest) - len(rest.lstrip(_AFTER_DATE))
        end = len(text.rstrip())
    else:
        start, end = 0, len(text.rstrip())
    end = max(start, end)
    name_span = _trimmed(prose, start, end)
    return Title(text.strip(), span, dated, text[start:end].strip(), name_span, in_front_matter)


def _trimmed(prose: Prose, start: int, end: int) -> Span:
    piece = prose.text[start:end]
    if not piece.strip():
        return prose.locate(end, end)
    return prose.locate(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def dated_text(prose: Prose, moment: Moment, style: DateStyle) -> DatedText:
    """The date of a moment with its range, its readings narrowed by the document's order."""
    return DatedText(*_written(prose, moment), settle(moment, style) if moment.days else (), moment.weekday)


def _written(prose: Prose, moment: Moment, at: int = 0) -> tuple[str, Span]:
    """A moment's date as it is written, with the weekday before it, and its range; ``at``: where its text begins.

    A new date makes that weekday wrong, so the two are replaced together, unless marks between them were torn apart.
    """
    start, end = moment.day_start, moment.day_end
    if moment.weekday_start is not None and moment.weekday_start < start:
        span = prose.locate(at + moment.weekday_start, at + end)
        if span.line == span.end_line and span.end_column - span.column == end - moment.weekday_start:
            return moment.text[moment.weekday_start - moment.start : end - moment.start], span
    return moment.day_text, prose.locate(at + start, at + end)


def read_fields(values: list[Labelled], schema: Schema) -> tuple[Field, ...]:
    """Labelled values, matched with the template's fields by label, else by role."""
    by_label = {normalise(spec.label): spec for spec in schema.fields}
    by_role = {spec.role: spec for spec in reversed(schema.fields) if spec.role}
    fields = []
    for value in values:
        role = field_role(value.label)
        spec = by_label.get(normalise(value.label)) or by_role.get(role or "")
        role = spec.role if spec else role
        fields.append(Field(value.label, spec, role, value.text, value.span, value.line_span, value.carrier))
    return tuple(fields)


def is_instruction(text: str, schema: Schema) -> bool:
    """Whether a field's value is only the template's own text for some field."""
    return any(spec.instruction and normalise(text) == spec.instruction for spec in schema.fields)


def read_severity(fields: tuple[Field, ...], title: Title | None, schema: Schema) -> StatedSeverity | None:
    """The severity that a field states, else the one that the title names ("SEV-2: search was down")."""
    for field in fields:
        if field.role == "severity" and not undecided(field.text) and not is_instruction(field.text, schema):
            return StatedSeverity(field.text, field.span)
    named = _SEVERITY.search(title.text) if title else None
    return StatedSeverity(named[0], title.span) if named and title else None


def read_owners(value: Labelled) -> tuple[Owner, ...]:
    """The people that a value names. Words for "still to come" are nobody."""
    text = value.text
    if undecided(text) or nothing(text) is not None:
        return ()
    # An aside keeps its length, so that what is left stays where it is.
    plain = _ASIDE.sub(lambda aside: " " * len(aside[0]), text)
    if not plain.strip():  # "[Alice]"
        plain = text.translate(_BRACKETS)
    people: list[tuple[int, int, int, int]] = []  # the name without asides, then all that belongs to the person
    at = 0
    for match in [*_BETWEEN_PEOPLE.finditer(plain), None]:
        stop = match.start() if match else len(plain)
        piece = plain[at:stop]
        if piece.strip(" \t.-–—"):
            first = at + len(piece) - len(piece.lstrip())
            people.append((first, at + len(piece.rstrip()), at, stop))
        at = match.end() if match else stop
    kept = [people[0]] if people else []
    kept += [person for person in people[1:] if not _JOB.search(text[person[0] : person[1]])]

    owners = []
    starts = [link.span.start for link in value.links]
    for a, b, whole_start, whole_end in kept:
        name = text[a:b]
        if undecided(name):
            continue
        span = value.prose.locate(value.start + a, value.start + b)
        found = next(handles(text[whole_start:whole_end]), None)
        nearest = bisect_left(starts, span.end) - 1
        link = value.links[nearest] if nearest >= 0 and value.links[nearest].span.overlaps(span) else None
        profile = _PROFILE.match(link.url) if link else None
        owners.append(Owner(name, found[1] if found else profile[1] if profile else None, span))
    return tuple(owners)


#: Between two days one of which the meeting is on, and what may be left around what is struck through.
_OR = frozenset({"or", "/", "or on", "or maybe", "or perhaps"})
_FURTHEST_OR = 100
_MARKS = " \t~*_.,;:()-–—"
#: A meeting is not before the incident, nor so many days after it: what a reading must be to be believed.
PLAUSIBLE_DAYS = 90


def read_meeting(value: Labelled, style: DateStyle, incident: date | None) -> Meeting:
    """What the meeting's field says.

    ``incident`` (its end) settles which reading of a numeric date is possible, and a date whose year is missing.
    """
    text = value.text
    none = waiver(text)
    said = text[: none.start] if none else text  # a date after these words is not the meeting's
    standing = _without_struck(value)[: len(said)]
    found = list(moments(standing if standing.strip(_MARKS) else said, style, says_when=True))
    moved = max((match.end() for match in _MOVED.finditer(standing)), default=0)
    written = [m for m in found if m.days or m.impossible]
    dated = next((m for m in written if m.start >= moved), written[0] if written else None)
    partial = next((m for m in found if m.month_days and not m.days), None)
    chosen = dated or partial
    timed = chosen if chosen and chosen.time else next((m for m in found if m.time), None)
    date_text = None
    if chosen:
        if chosen.days:
            days = plausible(settle(chosen, style), incident, PLAUSIBLE_DAYS)
        else:
            days = _with_year(month_days(chosen, style), incident)
            agreeing = tuple(day for day in days if day.weekday() == chosen.weekday)
            days = agreeing if len(agreeing) == 1 else days
        date_text = DatedText(*_written(value.prose, chosen, value.start), days, chosen.weekday)
        if other := next((m for m in written if _is_alternative(chosen, m, standing)), None):
            date_text = _either(value, (chosen, other), {*days, *settle(other, style)})
    late = _LATE.search(text)
    return Meeting(
        text=text,
        span=value.span,
        date=date_text,
        time=timed.time if timed else None,
        zone=timed.zone if timed else None,
        waived_by=none.by if none else None,
        late=_reason(late[1]) if late else None,
        waiver_reason=none.reason if none else None,
        declined=none is not None,
    )


def _is_alternative(one: Moment, other: Moment, text: str) -> bool:
    """Whether the text leaves open which of two days is meant: "2023-05-04 or 2023-05-11"."""
    if not (one.days and other.days and one.end < other.start <= one.end + _FURTHEST_OR):
        return False
    return text[one.end : other.start].strip(" \t,*_()?").lower() in _OR


def _either(value: Labelled, both: tuple[Moment, Moment], days: set[date]) -> DatedText:
    first, last = both
    start, end = first.day_start, last.day_end
    return DatedText(
        value.text[start:end], value.prose.locate(value.start + start, value.start + end), tuple(sorted(days))
    )


def _without_struck(value: Labelled) -> str:
    """The value's text with blanks for what is struck through."""
    text, parts, done = value.prose.text, [], value.start
    for start, end in value.prose.struck:
        if value.start <= start and end <= value.end:
            parts += [text[done:start], " " * (end - start)]
            done = end
    return "".join((*parts, text[done : value.end]))


def _reason(said: str) -> str | None:
    """Why a meeting was late; None for the words that stand for a reason until somebody writes one."""
    return None if normalise(said) in _NO_REASONS else said.strip()


def _with_year(readings: tuple[tuple[int, int], ...], incident: date | None) -> tuple[date, ...]:
    """The days that "May 4" can be for a meeting held within 90 days after the incident."""
    if incident is None:
        return ()
    days = valid(*((year, *reading) for year in (incident.year, incident.year + 1) for reading in readings))
    return tuple(day for day in days if 0 <= (day - incident).days <= PLAUSIBLE_DAYS)
