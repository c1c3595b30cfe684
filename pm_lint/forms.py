"""The blanks of a template, filled in: dates, titles, values of labels and of front matter. Text in, text out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date

from pm_lint.postmortem.dates import moments
from pm_lint.postmortem.roles import field_role
from pm_lint.postmortem.text import straighten
from pm_lint.regex import regex

# -- dates ------------------------------------------------------------------------------------------------------


_DATE_FORMS: tuple[tuple[re.Pattern[str], Callable[[date, str], str]], ...] = (
    (regex(r"\bYYYY([-/._])MM\1DD\b", re.I), lambda day, mark: mark.join(day.isoformat().split("-"))),
    (regex(r"\bMM([-/._])DD\1YYYY\b", re.I), lambda day, mark: f"{day:%m}{mark}{day:%d}{mark}{day:%Y}"),
    (regex(r"\bDD([-/._])MM\1YYYY\b", re.I), lambda day, mark: f"{day:%d}{mark}{day:%m}{mark}{day:%Y}"),
    (regex(r"\bYYYYMMDD()\b", re.I), lambda day, _: f"{day:%Y%m%d}"),
    (
        regex(r"\b(?:Month|MMMM?)[ ]DD?(,?[ ])YYYY\b", re.I),
        lambda day, gap: f"{day:%B} {day.day}{gap}{day:%Y}",
    ),
    (regex(r"\bDD?[ ](?:Month|MMMM?)()[ ]YYYY\b", re.I), lambda day, _: f"{day.day} {day:%B} {day:%Y}"),
    (
        regex(r"[<\[{]{1,2} ?(?:incident )?date(?: of (?:the )?incident)?()[ ]?[>\]}]{1,2}(?!\()", re.I),
        lambda day, _: day.isoformat(),
    ),
)
#: What may stand beside a date's form without being words: a time's form, a zone, "at".
_TIME_FORM = regex(r"\b(?:HH|hh):?(?:MM|mm)(?::?(?:SS|ss))?\b|\b(?:[A-Z]{2,4}|[ap]m|at|timezone|tz|zone|time)\b")


def fill_dates(text: str, day: date) -> str:
    """The text with the day for each form of a date ("YYYY-MM-DD", "Month DD, YYYY", "<date>"), in that form."""
    for form, spelled in _DATE_FORMS:
        text = form.sub(lambda match, spelled=spelled: spelled(day, match[1]), text)  # type: ignore[misc]
    return text


def fill_samples(text: str, day: date) -> str:
    """The text with the day, in the form YYYY-MM-DD, for each date that is written in it."""
    pieces, done = [], 0
    for moment in moments(text):
        if moment.days or moment.impossible:
            start = moment.day_start if moment.weekday_start is None else min(moment.weekday_start, moment.day_start)
            pieces += [text[done:start], day.isoformat()]
            done = moment.day_end
    return "".join([*pieces, text[done:]])


def dated_value(text: str, day: date) -> str:
    """The value of a label that asks for a date: in the form that it shows, where it shows no more than a form."""
    rest = text
    for form, _ in _DATE_FORMS:
        rest = form.sub("", rest)
    only_a_form = rest != text and not re.search(r"[^\W\d_]{2}", _TIME_FORM.sub("", rest))
    return fill_dates(text, day) if only_a_form else day.isoformat()


# -- the title --------------------------------------------------------------------------------------------------

_SLOT = regex(
    r"<[^<>]{1,80}>|\{\{[^{}]{1,80}\}\}|\{[^{}]{1,80}\}|\[[^\[\]]{1,80}\](?![(\[])"
    r"|\b(?:(?:incident|postmortem|post-mortem|short|brief|descriptive|your|the|a)[ ]){0,3}"
    r"(?:title|headline|name of (?:the )?incident|incident name|short description|brief description)\b"
    r"(?:[ ](?:of (?:the )?(?:incident|postmortem|post-mortem|outage)|goes here|here)){0,2}",
    re.I,
)
_TEMPLATE_WORD = regex(r"[ ]?\(?\b(?:sample|example|template)\b(?:[ ](?:for|of)[ ].{0,80})?\)?", re.I)
_ENDS_OPEN = regex(r"[:\-–—|][ ]*$")


def title_line(form: str, title: str, day: date) -> str:
    """The title in the template's form: its date filled in, and the name where the form has a place for it."""
    dated = fill_dates(form, day)
    if dated == form:
        dated = fill_samples(form, day)
    title = heading_text(title)
    slots = list(_SLOT.finditer(dated))
    if slots:
        # "INC-<number>: <title>": a number is for its author to fill in.
        slot = next(
            (slot for slot in slots if re.search(r"title|name|descri|headline|summary", slot[0], re.I)), slots[-1]
        )
        return dated[: slot.start()] + title + dated[slot.end() :]
    label = " ".join(_TEMPLATE_WORD.sub("", dated).split())
    if not label.replace(day.isoformat(), "").strip(" -:–—") or _ENDS_OPEN.search(label):
        return f"{label} {title}".strip()
    return f"{label}: {title}"


def heading_text(title: str) -> str:
    """A title that stays what it is in a heading: no HTML begins in it, and no run of # at its end is a mark."""
    title = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", title)
    return re.sub(r"(^|[ ])(#+)$", r"\1\\\2", title)


# -- front matter -----------------------------------------------------------------------------------------------

_KEY = regex(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+|(?=\r?$))")
_COMMENT = regex(r"[ \t]{1,40}#.*$")
_ITEM = regex(r"[ \t]*-[ \t]")


def front_matter_role(key: str) -> str | None:
    """What a key of the front matter is about: "title", or the role of a field."""
    name = re.sub(r"[-_]", " ", key).strip()
    return "title" if name.casefold() == "title" else field_role(name)


def fill_front_matter(lines: list[str], values: Mapping[str, str], day: date) -> list[str]:
    """The lines between the fences, the values of known keys filled in; ``values`` are by role."""
    filled = []
    for index, line in enumerate(lines):
        key = _KEY.match(line)
        role = front_matter_role(key[1]) if key else None
        nested = index + 1 < len(lines) and (_ITEM.match(lines[index + 1]) or lines[index + 1].startswith((" ", "\t")))
        if key is None or role is None or role not in values or (nested and not line[key.end() :].strip()):
            filled.append(line)
            continue
        end = "\r" if line.endswith("\r") else ""
        old = line[key.end() :].removesuffix("\r")
        comment = _COMMENT.search(old)
        quoted = old.removesuffix(comment[0] if comment else "").strip()
        new = _yaml(values[role], quoted, day, role)
        filled.append(f"{line[: key.end()].rstrip()} {new}{comment[0] if comment else ''}{end}")
    return filled


def _yaml(value: str, old: str, day: date, role: str) -> str:
    if role in ("incident-date", "meeting"):
        return old[0] + value + old[0] if old[:1] in ("'", '"') and old[0] not in value else value
    text = value if _is_plain(value) and old[:1] not in ("'", '"') else json.dumps(value, ensure_ascii=False)
    return f"[{text}]" if old.startswith("[") else text


def _is_plain(value: str) -> bool:
    """Whether YAML reads the value as this very text without quotes."""
    words = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
    return bool(re.fullmatch(r"[A-Za-z][\w ./()-]*", straighten(value))) and value.casefold() not in words
