"""One document with the same word in everything that may be written, and that word replaced by an attack.

The document is read and checked once, with the plain word. What came of it (fields, findings, action items, …) then
gets the attack in place of the word, whole: also where no parser would leave a line break or a bracket in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pm_lint.config import Config
from pm_lint.finding import Edit, Finding, Fix, Policy, Severity, Span
from pm_lint.github.comment import Mark
from pm_lint.github.issue_items import Item, Wrong, in_scope
from pm_lint.github.issue_plan import Step
from pm_lint.github.issue_text import Piece
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.understood import understand
from pm_lint.linter import Checked
from pm_lint.markdown import Document, Leaf
from pm_lint.postmortem.model import Postmortem
from pm_lint.postmortem.schema import Schema
from pm_lint.project import make_linter
from pm_lint.record import replace

WORD = "wombat"
TODAY = date(2026, 3, 10)
PLACE = Place("o/r", "0123456789abcdef0123456789abcdef01234567")
PATH = f"postmortems/2026-03-01-{WORD}.md"
DOCUMENT = f"""\
---
severity: SEV-1 {WORD}
---
# 2026-03-01 {WORD}

**Postmortem Owner:** @alice {WORD}, {WORD}

**Meeting Scheduled For:** 2026-03-04 10:00 {WORD}, waived by {WORD}: {WORD}

## Overviw {WORD}

TODO {WORD} and `{WORD}`

## {WORD}

<!-- pm-lint: ignore[PM999] {WORD} -->

## Timeline

| Time | What |
| --- | --- |
| 2026-03-01 10:00 UTC | {WORD} |
| 2026-03-01 10:30 UTC | {WORD} deployed |
| ~2026-03-01 11:30 UTC | resolved {WORD} |
| {WORD} | {WORD} |

## What Didn't Go So Well

- {WORD} was slow to page anybody

## Action Items

- [ ] Add an alert for {WORD}, as `{WORD}` and [{WORD}](https://evil.example/{WORD}) say
  (owner: {WORD}, due: {WORD})

  {WORD}

  > {WORD}
- investigate {WORD} @{WORD}, [o/r#12](https://github.com/o/r/issues/12)
"""


@dataclass(frozen=True)
class Material:
    """All that sinks get, with one text in every place."""

    text: str
    checked: Checked
    items: tuple[Item, ...]
    reviewed: Reviewed

    @property
    def doc(self) -> Postmortem:
        assert self.checked.postmortem
        return self.checked.postmortem

    @property
    def policy(self) -> Policy:
        return _linter().policy  # type: ignore[no-any-return]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.checked.findings

    @property
    def marks(self) -> list[Mark]:
        return [Mark(one.fingerprint(), one.rule, one.key[:100], self.checked.path) for one in self.findings]

    @property
    def steps(self) -> list[Step]:
        return [Step("create", one.path, one.line, one.text, one.text, None, self.text, None) for one in self.items] + [
            Step("update", one.path, None, one.text, one.text, 7, self.text, None) for one in self.items
        ]

    @property
    def schema(self) -> Schema:
        """A template of the team's own."""
        return poisoned(_linter().schema, self.text, "Overview")  # type: ignore[no-any-return]


@cache
def material(text: str) -> Material:
    """The material with this text in place of the word."""
    clean, items = _clean()
    checked, config = poisoned(clean, text), Config()
    told = understand(checked, config.action_items, _linter().policy, config.must)
    reviewed = Reviewed(checked, checked.path, (), replace(told, note=text))
    return Material(text, checked, tuple(poisoned(item, text) for item in items), reviewed)


@cache
def _linter() -> Any:
    return make_linter(Config(), {}, today=TODAY).for_path(PATH)


@cache
def _clean() -> tuple[Checked, tuple[Item, ...]]:
    checked = _linter().check(PATH, DOCUMENT.encode())
    everything = Finding(
        Span(14, 6, 14, 20), WORD, WORD, Severity.ERROR, WORD, Fix(WORD, (Edit(Span(14, 6, 14, 8), WORD),), safe=True),
        None, "PM101", "section-missing", path=PATH,
    )  # fmt: skip
    messages = tuple(
        replace(everything, message=f"`{WORD}` is not “{WORD}” ({WORD})", severity=level) for level in Severity
    )
    told = [one for one in checked.findings if WORD in one.message or one.key == "impact"]
    checked = replace(checked, findings=(*told, everything, *messages))
    doc = checked.postmortem
    assert doc and doc.meeting and doc.timeline
    meeting = replace(doc.meeting, zone=WORD, late=WORD)
    doc = replace(doc, meeting=meeting, timeline=replace(doc.timeline, zone=WORD))
    items = in_scope([checked], TODAY.replace(year=2025)).items
    wrong = Wrong(29, (Piece(WORD), Piece(WORD, code=True), Piece(WORD, f"https://evil.example/{WORD}"), Piece(WORD)))
    return replace(checked, postmortem=doc), (replace(items[0], wrong=wrong), *items[1:])


def poisoned(value: Any, text: str, word: str = WORD) -> Any:
    """The value with the text in place of the word, in every record and string of it. Trees stay as they are."""
    if isinstance(value, str):
        return value.replace(word, text)
    if isinstance(value, Document | Leaf) or value is None:
        return value
    if isinstance(value, tuple):
        parts = [poisoned(one, text, word) for one in value]
        return type(value)(*parts) if hasattr(value, "_replace") else tuple(parts)
    if isinstance(value, Mapping):
        return {poisoned(key, text, word): poisoned(one, text, word) for key, one in value.items()}
    if names := getattr(type(value), "_fields_of_record", ()):
        changed = {}
        for name in names:
            before = getattr(value, name)
            after = poisoned(before, text, word)
            if after is not before and after != before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value


def places(value: Any, word: str = WORD) -> int:
    """In how many strings the word stands."""
    if isinstance(value, str):
        return int(word in value)
    if isinstance(value, Document | Leaf) or value is None:
        return 0
    if isinstance(value, tuple):
        return sum(places(one, word) for one in value)
    names = getattr(type(value), "_fields_of_record", ())
    return sum(places(getattr(value, name), word) for name in names)
