"""Suppression comments in any text: each stands where it says, and what is idle can be taken out."""

from __future__ import annotations

from fuzz.common import apart, inside, text_of
from pm_lint.markdown import NestingError, parse
from pm_lint.rules import known
from pm_lint.suppressions import comments, held_back, idle, suppressions

WORDS = (
    "<!-- pm-lint-disable PM007 -->", "<!-- pm-lint-enable PM007 -->", "<!-- pm-lint-enable -->",
    "<!-- pm-lint-disable-file PM101 -->", "<!-- pm-lint-disable-next-line PM403 -- the clock was wrong -->",
    "<!-- pm-lint: disable PM007 -->", "<!-- pm-lint", "<!--", "-->", "pm-lint-disable", " PM007", " unfinished",
    " PM999", ", ", " -- ", "--", "\n", "\n\n", "- ", "> ", "# ", "```\n", "a ", "|", "    ", "<div>\n", "disable",
    "enable", "-next-line", "-file", "PM-LINT-DISABLE", "\r\n", "é", "\U0001f525",
)  # fmt: skip


def one(data: bytes) -> None:
    """The comments of a document, all of which suppress nothing."""
    try:
        document = parse(text_of(data))
    except NestingError:
        return
    names = known()
    written = comments(document, names)
    end = (1, 1)
    for comment in written:
        inside(document.lines, comment.span)
        assert end <= comment.span.start
        end = comment.span.end
        source = document.slice(comment.span)
        assert source.startswith("<!--")
        assert source.endswith("-->")
        assert set(comment.rules) <= names.keys()
    rules = suppressions(written, len(document.lines))
    for rule in rules:
        assert rule.first >= 1
        assert rule.last <= len(document.lines) + 1
    found = list(idle(written, rules, [], set(names), document))
    for finding in found:
        inside(document.lines, finding.span)
        if finding.fix:
            apart(document.lines, finding.fix.edits)
    kept, held = held_back(found, ())
    assert (kept, held) == (found, 0)
