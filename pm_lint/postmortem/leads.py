"""The bold text that a paragraph begins with, taken apart from what follows: "**Impact:** 12 customers"."""

from __future__ import annotations

from itertools import pairwise

from pm_lint.finding import Span
from pm_lint.markdown import Break, Inline, Leaf, Paragraph, Strong, Text
from pm_lint.record import dataclass
from pm_lint.regex import regex

#: A longer one is a sentence in bold, not a name.
LONGEST = 80
_COLON = regex(r"[ \t]{0,9}(?::|[-–—](?=\s))?[ \t]{0,9}")
_LABEL = regex(r"[^:\n]{1,60}:[ \t]")


@dataclass(frozen=True)
class Lead:
    """``name`` is the bold text without its colon, ``rest`` the text after it (None for a line in bold alone)."""

    name: str
    heading: Leaf
    rest: Paragraph | None
    #: How many lines of the paragraph begin with something in bold.
    labels: int


def bold_lead(leaf: Paragraph) -> Lead | None:
    """The bold text that a paragraph begins with, if it is a line alone or a colon or dash follows it."""
    inlines = leaf.marked
    first = inlines[0] if inlines else None
    if not isinstance(first, Strong):
        return None
    prose = Leaf(first.span, first.children)
    name = " ".join(prose.text.split())
    ended = name.endswith(":")
    name = name.rstrip(": \t")
    if not name or len(name) > LONGEST:
        return None
    after = inlines[1:]
    if not any(_shows(node) for node in after):
        return Lead(name, prose, None, 1)
    colon = _COLON.match(after[0].text) if isinstance(after[0], Text) else None
    broken = isinstance(after[0], Break)
    if not ended and not broken and not (colon and colon[0].strip()):
        return None
    rest = (_cut(after[0], colon.end()), *after[1:]) if colon and isinstance(after[0], Text) else after
    kept = tuple(node for node in rest if node is not None)
    while kept and isinstance(kept[0], Break):
        kept = kept[1:]
    span = Span(*kept[0].span.start, *leaf.span.end)
    labels = 1 + sum(isinstance(node, Strong) and isinstance(before, Break) for before, node in pairwise(inlines))
    return Lead(name, prose, Paragraph(span, kept), labels)


def _shows(node: Inline) -> bool:
    return not isinstance(node, Break) and not (isinstance(node, Text) and not node.text.strip(" \t:"))


def _cut(text: Text, count: int) -> Text | None:
    """A text without its first characters; None if nothing is left. One that is an escape is left whole."""
    span = text.span
    if span.end_column - span.column != len(text.text):
        return text
    rest = text.text[count:]
    return Text(span._replace(column=span.column + count), rest) if rest else None
