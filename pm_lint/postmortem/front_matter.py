"""YAML front matter: its top-level values, each with its place, and what is wrong with it.

PyYAML's events are read, never its objects: nothing is built from tags, an alias is not expanded (it stands for a short
text or for nothing), and depth and length are bounded, so hostile front matter costs no more than its length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from pm_lint.finding import Span
from pm_lint.markdown import FrontMatter
from pm_lint.record import dataclass
from pm_lint.regex import regex

#: Longer front matter is not read.
MAX_LENGTH = 64 * 1024
_MAX_DEPTH = 40
#: An alias stands for no longer text than this: many aliases of one long text would be a bomb.
_LONGEST_ALIAS = 200
#: A template engine reads such front matter before YAML does: `{{ page.title }}`, `{% if %}`, `<% %>`.
_TEMPLATE = regex(r"\{[{%]|<%|\$\{")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_NAMES = ("name", "login", "github", "handle")


@dataclass(frozen=True)
class Entry:
    """One top-level value.

    ``text`` is its value as a person reads it: a list is joined by ", ", of a mapping it is the name. ``span`` is the
    value's, with its quotes; empty, just past the colon, where there is none.
    """

    key: str
    text: str
    span: Span


@dataclass(frozen=True)
class Fault:
    """Why front matter is malformed: a phrase for the end of a sentence."""

    message: str
    span: Span


class _Malformed(Exception):
    def __init__(self, message: str, start: int, end: int | None = None) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


def read_front_matter(front: FrontMatter) -> tuple[tuple[Entry, ...], Fault | None]:
    """The values in the order of the document, those before a fault included, and the first fault."""
    entries: list[Entry] = []
    lines = _Lines(front)
    try:
        if len(front.text) > MAX_LENGTH:
            raise _Malformed(f"it is longer than {MAX_LENGTH:,} characters", 0, 0)
        for key, text, start, end in _Reader(front.text).values():
            entries.append(Entry(key, text, lines.span(start, end)))
    except _Malformed as fault:
        if _TEMPLATE.search(front.text):
            return tuple(entries), None
        span = lines.rest(fault.start) if fault.end is None else lines.span(fault.start, fault.end)
        return tuple(entries), Fault(fault.message, span)
    return tuple(entries), None


class _Lines:
    """From offsets in the front matter's text to places in the document."""

    def __init__(self, front: FrontMatter) -> None:
        self._text = front.text
        self._first = front.span.line + 1
        self._starts = [0, *accumulate(len(line) + 1 for line in front.text.split("\n"))][:-1]

    def span(self, start: int, end: int) -> Span:
        """The range of ``text[start:end]`` without the white space at its end."""
        end = start + len(self._text[start:end].rstrip())
        return Span(*self._place(start), *self._place(end))

    def rest(self, start: int) -> Span:
        """The line of an offset from there on; all of it where nothing follows."""
        at = bisect_right(self._starts, min(start, len(self._text.rstrip()))) - 1
        line = self._text[self._starts[at] :].split("\n", 1)[0]
        begin = max(start, self._starts[at])
        if not self._text[begin : self._starts[at] + len(line)].strip():
            begin = self._starts[at] + len(line) - len(line.lstrip())
        return self.span(begin, self._starts[at] + len(line))

    def _place(self, offset: int) -> tuple[int, int]:
        at = bisect_right(self._starts, offset) - 1
        return self._first + at, offset - self._starts[at] + 1


def _index(mark: Any) -> int:
    return mark.index if mark else 0


def _start(event: Any) -> int:
    return _index(event.start_mark)


class _Reader:
    """The events of a text, read once from front to back."""

    def __init__(self, text: str) -> None:
        import yaml

        self._yaml = yaml
        self._events = self._parsed(text)
        self._anchors: dict[str, str] = {}
        #: Where the last event ends.
        self._end = 0

    def values(self) -> Iterator[tuple[str, str, int, int]]:
        """Key, text, start and end of each value of the one mapping at the top. Raises _Malformed."""
        first = self._next()
        if isinstance(first, self._yaml.StreamEndEvent):
            return
        if not isinstance(first, self._yaml.MappingStartEvent):
            raise _Malformed("it holds no lines of the form `key: value`", _start(first))
        for key, event in self._pairs(1):
            text = self._text(event, 1)
            yield key, text, _start(event), self._end
        another = self._next()
        if not isinstance(another, self._yaml.StreamEndEvent):
            raise _Malformed("a second document begins here", _start(another))

    def _parsed(self, text: str) -> Iterator[Any]:
        """All events but the documents' borders. The C library is some twenty times as fast, where it is there."""
        yaml = self._yaml
        try:
            for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent):
                    yield event
        except yaml.MarkedYAMLError as error:
            # What is never closed is best shown where it was opened.
            opened = error.context_mark if "end of stream" in str(error.problem) else None
            raise _Malformed(str(error.problem or error.context), _index(opened or error.problem_mark)) from None
        except (yaml.YAMLError, ValueError):
            raise _Malformed("it holds characters that YAML doesn't allow", 0) from None

    def _next(self) -> Any:
        event = next(self._events)
        self._end = event.end_mark.index
        return event

    def _pairs(self, depth: int) -> Iterator[tuple[str, Any]]:
        """Each key of a mapping ("" for one that is no plain text), and the event that its value begins with."""
        seen: set[str] = set()
        while not isinstance(event := self._next(), self._yaml.MappingEndEvent):
            key = self._text(event, depth + 1)
            if not isinstance(event, self._yaml.ScalarEvent):
                key = ""
            elif key in seen and key != "<<":
                raise _Malformed("this key stands twice", _start(event), self._end)
            seen.add(key)
            yield key, self._next()

    def _text(self, event: Any, depth: int) -> str:
        """The text of the value that begins with an event, read to its end."""
        if depth > _MAX_DEPTH:
            raise _Malformed("it is nested too deep", _start(event))
        if isinstance(event, self._yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise _Malformed("this alias names nothing", _start(event), self._end)
            return self._anchors[event.anchor]
        if event.anchor:
            self._anchors[event.anchor] = ""  # inside of what it names, an alias is nothing
        if isinstance(event, self._yaml.ScalarEvent):
            text = "" if event.implicit[0] and event.value in _NULL else event.value.strip()
        elif isinstance(event, self._yaml.SequenceStartEvent):
            parts = []
            while not isinstance(item := self._next(), self._yaml.SequenceEndEvent):
                parts.append(self._text(item, depth + 1))
            text = ", ".join(filter(None, parts))
        else:
            texts = {key: self._text(value, depth + 1) for key, value in self._pairs(depth)}
            text = next((texts[name] for name in _NAMES if name in texts), next(iter(texts.values()), ""))
        if event.anchor and len(text) <= _LONGEST_ALIAS:
            self._anchors[event.anchor] = text
        return text
