"""Any bytes are a document: whatever is found in it stands in it, and can be said in every form there is."""

from __future__ import annotations

import json
from datetime import date

from fuzz.common import apart, inside
from pm_lint.config import Config
from pm_lint.finding import CalendarPolicy
from pm_lint.github.issue_items import in_scope
from pm_lint.github.place import Place
from pm_lint.github.review_place import Reviewed
from pm_lint.github.summary import step_summary
from pm_lint.github.understood import understand
from pm_lint.linter import Checked, Linter
from pm_lint.output import FORMATS, render
from pm_lint.output import show as show_output
from pm_lint.postmortem.reckoning import act
from pm_lint.record import replace

WORDS = (
    "# 2026-01-12 Checkout errors\n", "**Postmortem Owner:** @alice\n",
    "**Meeting Scheduled For:** 2026-01-14 10:00 UTC\n", "**Meeting Scheduled For:** 1/14/26 @ 10am PT\n",
    "## Overview\n", "## What Happened\n", "## Contributing Factors\n", "## Resolution\n", "## Impact\n",
    "## Timeline\n", "## Action Items\n", "## What Went Well?\n", "## What Didn't Go So Well?\n",
    "- 10:30 UTC alert\n", "| Time (UTC) | Event |\n|---|---|\n", "| 2026-01-12 10:30 | alert |\n",
    "### 2026-01-12\n", "- [ ] ", "- [x] do it (@bob, due 2026-02-01) #12\n", "TBD", "TODO", "None", "N/A", "??",
    "<name>", "YYYY-MM-DD", "Waived by @x", "(late: holidays)", "SEV-1", "https://github.com/o/r/issues/1",
    "<!-- pm-lint-disable PM007 -->\n", "<!-- pm-lint-enable -->\n", "---\ndate: 2026-01-12\nowner: alice\n---\n",
    "for 2 hours", "from 10:30 to 11:45", "resolved", "> ", "```\n", "|", "\r\n",
    "<table><tr><td>10:30</td></tr></table>\n", "::error::x", "\x1b[31m", "\u202e", "@everyone", "human error",
    "forgot to", "the next day", "24:00",
)  # fmt: skip
_TODAY = date(2026, 1, 20)
_CONFIG = Config()
_CONFIGS = (
    _CONFIG,
    Config(template="auto", dates_languages=("de", "fr"), owner_handle=True),
    replace(_CONFIG, template="pagerduty", calendar=CalendarPolicy("US"), rules={"PM203": None}),
)
_LINTERS = [Linter.of(config, None, today=_TODAY) for config in _CONFIGS]
_PLACE = Place("alice/postmortems", "a" * 40)


def one(data: bytes) -> None:
    """A document, checked by one of three configurations, which its length chooses, and told in all forms."""
    linter = _LINTERS[len(data) % len(_LINTERS)]
    checked = linter.check("postmortems/2026-01-12-a.md", data)
    assert checked == linter.check("postmortems/2026-01-12-a.md", data)
    lines = checked.source.split("\n")
    for finding in checked.findings:
        inside(lines, finding.span)
        if finding.fix:
            apart(lines, finding.fix.edits)
    told(checked, linter)


def told(checked: Checked, linter: Linter) -> None:
    """All that is made of a result."""
    said = {name: render(name, [checked]) for name in FORMATS}
    assert len(json.loads(said["json"])["findings"]) == len(checked.findings)
    assert sum(line.startswith("::") for line in said["github"].split("\n")) <= len(checked.findings)
    assert all("\x1b" not in text and "\r" not in text for text in said.values())
    known = understand(checked, linter.config.action_items, linter.policy)
    assert step_summary([Reviewed(checked, checked.path, (), known, True)], _PLACE, ())
    in_scope([checked], date(2000, 1, 1))
    if doc := checked.postmortem:
        now = act(doc, linter.policy)
        assert show_output.render_text(doc, now, linter.policy.calendar)
        json.loads(show_output.render_json(doc, now, linter.policy.calendar))
