"""The nodes of plain text: line breaks, and text with its escapes and entities resolved."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from mistune.util import unescape

from pm_lint.markdown.nodes import Break, Inline, Text
from pm_lint.markdown.state import Line, State
from pm_lint.regex import regex

PUNCTUATION = f"[{re.escape(string.punctuation)}]"
_RESOLVED = regex(rf"\\{PUNCTUATION}|&(?:#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});")
_BREAK = regex(r"(?<! ) *+\n\s*")


def joined(text: str) -> str:
    """What a reader sees of text without marks."""
    return _BREAK.sub("\n", text) if "\n" in text else text


def lines(text: str, at: int, state: State | Line) -> Iterator[Inline]:
    """The nodes of text without marks."""
    done = 0
    for m in _BREAK.finditer(text) if "\n" in text else ():
        if done < m.start():
            yield Text(state.span(at + done, at + m.start()), text[done : m.start()])
        yield Break(state.span(at + m.start(), at + m.end()), m[0].startswith("  "))
        done = m.end()
    if done < len(text):
        yield Text(state.span(at + done, at + len(text)), text[done:])


def texts(raw: str, at: int, state: State | Line) -> Iterator[Text]:
    """Plain text in pieces: each is just its source, or is one escape or entity."""
    done = 0
    for m in _RESOLVED.finditer(raw):
        text = m[0][1] if m[0][0] == "\\" else unescape(m[0])
        if text == m[0]:
            continue  # no such entity
        if done < m.start():
            yield Text(state.span(at + done, at + m.start()), raw[done : m.start()])
        yield Text(state.span(at + m.start(), at + m.end()), text)
        done = m.end()
    if done < len(raw):
        yield Text(state.span(at + done, at + len(raw)), raw[done:])
