"""Any text is a baseline that is written again as it was meant, or an error that names it."""

from __future__ import annotations

import json
from typing import Any

from fuzz.common import text_of
from fuzz.damage import Choices, damaged
from pm_lint.baseline import gone, held_back, read_baseline, written
from pm_lint.errors import ConfigError
from pm_lint.finding import Finding, Severity, Span
from pm_lint.linter import Checked

WORDS = (
    '{"version": 1, "counts": {', '"a.md": {', '"PM101": 1', "}", "}}", ",", ":", "[", "]", "null", "true", "1.0",
    "-1", "1e3", "NaN", "9" * 5000, '"counts": ', '"version": ', '""', '"\\ud800"', "[" * 40,
)  # fmt: skip
_COUNTS: Any = {"version": 1, "counts": {"a.md": {"PM101": 2, "PM302": 1}, "b.md": {"PM007": 1}}}
_FINDINGS = tuple(Finding(Span.at(1), "x", "k", Severity.ERROR, rule=rule) for rule in ("PM101", "PM101", "PM007"))
_CHECKED = Checked("a.md", "x", None, _FINDINGS)


def one(data: bytes) -> None:
    """A text as it is if it begins like JSON, else a baseline that the bytes damage."""
    text = text_of(data) if data[:1] in b"{[" else json.dumps(damaged(_COUNTS, Choices(data)))
    try:
        counts = read_baseline(text, "known.json")
    except ConfigError as error:
        assert str(error).startswith("baseline: 'known.json'")
        return
    assert read_baseline(written(counts), "known.json") == counts
    assert all(count > 0 for rules in counts.values() for count in rules.values())
    left = held_back(_CHECKED, counts)
    assert len(left.findings) + left.baselined == len(_FINDINGS)
    assert gone({left.path: left.mended}, counts) >= 0
