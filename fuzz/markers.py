"""Any body has a marker or none; and one that is read is what would be written."""

from __future__ import annotations

from fuzz.common import text_of
from pm_lint.github import issue_marker
from pm_lint.github.comment import marker, parse_marker
from pm_lint.github.escape import decode, encode
from pm_lint.record import replace

WORDS = (
    "<!-- pm-lint:1 ", "inline ", "fixed ", "summary ", "duplicate-of=7 ", "doc=a.md",
    " finding=0123456789abcdef/PM304/meeting", "incident=a.md ", "item=0123456789abcdef ", "path=a.md ",
    "text=Do%20it ", "title=Do%20it ", "source=o/r ", "-->", "<!--", "%2D%2D%3E", "%", "%ED%A0%80", "%00", "%0A",
    "%F0%9F%94%A5", "=", "/", "x" * 600, "é", " ",
)  # fmt: skip


def one(data: bytes) -> None:
    """A body, as one of an issue and as one of a comment."""
    body = text_of(data)
    assert decode(encode(body)) == body
    assert not set(encode(body)) & set("<>& \r\n\t")
    assert issue_marker.length(body) <= len(body)
    found = issue_marker.parse(body)
    if found:
        assert issue_marker.parse(found.render()) == found
        assert issue_marker.length(body)
    short = body[:400]
    made = issue_marker.Marker.of(
        short, issue_marker.item_key(short, 0), f"a/{short}", body, short, unticked=True, source=short
    )
    if made.incident and made.path:
        assert issue_marker.parse(made.render()) == made
    said = parse_marker(body)
    if said:
        marks = tuple(replace(mark, key=mark.key[:100]) for mark in said[0])  # a longer one is not written
        assert parse_marker(marker(marks, fixed=said[1])) == (marks, said[1])
