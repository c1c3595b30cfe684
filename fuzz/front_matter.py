"""Any text between two fences at the top of a document: entries and the fault stand where they say."""

from __future__ import annotations

from itertools import pairwise

from fuzz.common import inside, text_of
from pm_lint.markdown import NestingError, parse
from pm_lint.postmortem.front_matter import read_front_matter

WORDS = (
    "title: ", "date: 2026-01-12\n", "owner: ", "- ", "  - ", ": ", "\n", "? ", "&a ", "*a", "<<: *a\n",
    "!!python/object:os.system ", "!!binary ", "| \n", ">-\n", "'", '"', "{", "}", "[", "]", ", ", "# ", "---\n",
    "...\n", "%YAML 1.2\n", "%TAG ! x\n", "null", "~", "{{ page.title }}", "{% if %}", "${x}", "@", "`", "\\u0000",
    "\\x41", "0x1F", "1_000", "yes", "name: ", "!<x> ", "? [a]\n",
)  # fmt: skip


def one(data: bytes) -> None:
    """A document that begins with such front matter."""
    try:
        document = parse(f"---\n{text_of(data)}\n---\n\n# Title\n")
    except NestingError:  # a blank first line: it is no front matter, but lists
        return
    if document.front_matter is None:
        return
    entries, fault = read_front_matter(document.front_matter)
    assert (entries, fault) == read_front_matter(document.front_matter)
    for entry in entries:
        inside(document.lines, entry.span)
        assert document.front_matter.span.start <= entry.span.start
        assert entry.span.end <= document.front_matter.span.end
    for before, after in pairwise(entries):
        assert before.span.end <= after.span.start, (before, after)
    if fault:
        inside(document.lines, fault.span)
        assert fault.message
