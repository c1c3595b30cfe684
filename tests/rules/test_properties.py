"""Whatever a document holds: nothing crashes, every range lies inside it, two runs are equal."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pm_lint.config import Config
from pm_lint.linter import Linter
from pm_lint.postmortem.bundled import bundled
from tests.rules.support import apply, slice_of

DEFAULT = bundled("default")
LINTER = Linter.of(Config(), None, today=date(2022, 1, 31))
FRAGMENTS = [
    *[piece + "\n\n" for piece in DEFAULT.split("\n\n")],
    *DEFAULT.splitlines(keepends=True),
    "# 10 December 2021: it *broke*\n",
    "# 2021-12-10 x\n",
    "**Meeting Scheduled For:** 04/03/2021 10:30 PT\n",
    "**Meeting Scheduled For:** 2021-12-29\n",
    "**Postmortem Owner:** @alice, Bob\n",
    "- **Owner**: [a](https://github.com/a) & b\n",
    "| Owner | Meeting |\n|--|--|\n",
    "## Timeline\n- 12:31 UTC a\n- 12:20 UTC b\n",
    "## Contributing Factor\n",
    "### Impact\nNone\n",
    "## Action Items\n- [x] TBD\n- do it\n\n|Item|Who|\n|--|--|\n|a|b|\n",
    "<!-- pm-lint-disable PM007 -->\n",
    "<!-- pm-lint-enable -->\n",
    "> ",
    "  ",
    "```\n",
    "---\n",
    "date: 2021-12-10\n",
    "\\*`<name>`&amp;TBD",
    "\r\n",
    "\ufeff",
    "😀 ",
    "|",
    "\t",
]
DOCUMENTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=25).map("".join)


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS)
def test_any_document(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    checked = LINTER.check("a.md", data)
    assert checked == LINTER.check("a.md", data)
    for finding in checked.findings:
        slice_of(checked.source, finding.span)  # asserts that both ends lie inside
        if finding.fix:
            apply(checked.source, finding.fix.edits)
            for edit in finding.fix.edits:
                slice_of(checked.source, edit.span)


@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(DEFAULT)), st.integers(0, 400), st.sampled_from(FRAGMENTS))
def test_the_default_with_a_piece_exchanged(start: int, length: int, piece: str) -> None:
    checked = LINTER.check("a.md", (DEFAULT[:start] + piece + DEFAULT[start + length :]).encode())
    for finding in checked.findings:
        slice_of(checked.source, finding.span)
        if finding.fix and finding.fix.safe:
            mended = apply(checked.source, finding.fix.edits)
            errors = {f.key for f in checked.findings if f.rule == finding.rule}
            after = {f.key for f in LINTER.check("a.md", mended.encode()).findings if f.rule == finding.rule}
            assert after <= errors, finding
