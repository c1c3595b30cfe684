"""What a user of the library writes. mypy reads it with the tests, in strict mode: what is right passes, and in each
line that is wrong it must find just that."""

from __future__ import annotations

from pathlib import Path

import pm_lint
from pm_lint import Config, Edit, Finding, Fix, Severity, Span


def worst(findings: list[Finding]) -> Severity | None:
    return max((finding.level for finding in findings), default=None)


def insertions(fix: Fix) -> list[Edit]:
    return [edit for edit in fix.edits if edit.span.start == edit.span.end]


def used() -> tuple[Severity | None, int, int]:
    config = Config({"meeting": {"within": 3}})
    found = pm_lint.check(b"# 2021-12-10 It broke", path=Path("a.md"), config=config)
    place: Span = found[0].span
    line: int = place.line
    inserted = [edit for finding in found if finding.fix is not None for edit in insertions(finding.fix)]
    postmortem = pm_lint.parse("", config={"template": "pagerduty"})
    items: tuple[pm_lint.ActionItem, ...] = postmortem.action_items
    texts: list[str] = [item.text for item in items]
    return worst(found), line, len(inserted) + len(texts)


def misused() -> None:
    pm_lint.chekc("")  # type: ignore[attr-defined]
    pm_lint.check()  # type: ignore[call-arg]
    pm_lint.check("", config=7)  # type: ignore[arg-type]
    print(pm_lint.check("")[0].lines)  # type: ignore[attr-defined]
