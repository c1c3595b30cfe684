"""What targets share: texts, ranges in them, and a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from itertools import pairwise

from pm_lint.finding import Edit, Span


def text_of(data: bytes) -> str:
    """Any bytes as a text, as if it were read from a file that is UTF-8."""
    return data.decode("utf-8", "replace")


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for files that are written thousands of times: in memory, where that is possible."""
    return tempfile.TemporaryDirectory(prefix="pm-lint-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)


def inside(lines: tuple[str, ...] | list[str], span: Span) -> None:
    """Assert that both ends of a range lie in a text of these lines, the first not after the last."""
    assert span.start <= span.end, span
    for line, column in (span.start, span.end):
        assert 1 <= line <= len(lines), (span, len(lines))
        assert 1 <= column <= len(lines[line - 1]) + 1, (span, lines[line - 1])


def apart(lines: tuple[str, ...] | list[str], edits: Iterable[Edit]) -> None:
    """Assert that edits lie in the text and don't overlap."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    for edit in ordered:
        inside(lines, edit.span)
    for one, other in pairwise(ordered):
        assert one.span.end <= other.span.start, (one, other)
