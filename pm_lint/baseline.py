"""Known findings that are held back: how many of each rule in each file, so that nothing depends on line numbers.

Up to its count, all findings of a rule in a file are held back; one more, and all of them are shown, since nobody can
tell which of them is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pm_lint.errors import ConfigError
from pm_lint.linter import Checked
from pm_lint.record import replace

#: The file that is written where the configuration names none.
DEFAULT = "pm-lint-baseline.json"
VERSION = 1
SECOND_ACT = "PM110"
_AGAIN = "mend it, or write it again with `pm-lint check --write-baseline`"

#: By path, by rule id.
Counts = Mapping[str, Mapping[str, int]]


def counted(results: Iterable[Checked]) -> Counts:
    """The findings there are, to be held back from now on."""
    counts = {one.path: Counter(finding.rule for finding in one.findings) for one in results}
    return {path: dict(rules) for path, rules in counts.items() if rules}


def written(counts: Counts) -> str:
    """The baseline's file: the same bytes for the same findings."""
    import json

    return json.dumps({"version": VERSION, "counts": counts}, indent=2, sort_keys=True) + "\n"


def read_baseline(text: str, name: str) -> Counts:
    """The counts in a baseline's text. ``name`` is the file's. Raises ConfigError."""
    import json

    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ConfigError(f"baseline: {name!r} is not valid JSON ({where}: {error.msg}); {_AGAIN}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"baseline: {name!r} is not valid JSON; {_AGAIN}") from None
    if not isinstance(data, dict) or set(data) != {"version", "counts"}:
        raise ConfigError(f'baseline: {name!r} must be an object with "version" and "counts" alone; {_AGAIN}')
    if data["version"] != VERSION or isinstance(data["version"], bool):
        raise ConfigError(f"baseline: {name!r} is not of version {VERSION}, the one that this pm-lint reads; {_AGAIN}")
    return {
        path: {
            rule: _count(name, path, rule, count) for rule, count in _object(name, f"counts[{path!r}]", rules).items()
        }
        for path, rules in _object(name, "counts", data["counts"]).items()
    }


def held_back(checked: Checked, counts: Counts) -> Checked:
    """The result without the findings that the baseline counts."""
    known = counts.get(checked.path, {})
    found = Counter(finding.rule for finding in checked.findings)
    shown = tuple(finding for finding in checked.findings if found[finding.rule] > known.get(finding.rule, 0))
    # The second act goes away by itself, on the meeting's day.
    mended = sum(max(0, count - found[rule]) for rule, count in known.items() if rule != SECOND_ACT)
    return replace(checked, findings=shown, baselined=len(checked.findings) - len(shown), mended=mended)


def gone(mended: Mapping[str, int], counts: Counts) -> int:
    """How many findings a baseline counts that are there no more; ``mended`` says so of each document there is."""
    return sum(mended[path] if path in mended else sum(rules.values()) for path, rules in counts.items())


def _object(name: str, place: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"baseline: {name!r}: {place} must be an object; {_AGAIN}")
    return value


def _count(name: str, path: str, rule: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigError(f"baseline: {name!r}: counts[{path!r}][{rule!r}] must be a whole number from 1; {_AGAIN}")
    return value
