"""What a regular expression costs on a text, counted in steps: an engine that tries what Python's tries, in its order.

Growth is judged by these counts, which no busy machine changes. Bounds of repetition (`{0,99}`) are made small, as if
the text were longer: what is tried a bounded number of times at each place is in line with the text's size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: A bound that is larger is made as small as this, one from here on counts as none.
SMALL, ENDLESS = 3, 1_000
#: Nothing is counted any further.
MOST = 20_000

#: From a place to all the places where a match from there may end, the first choice first.
Matcher = Callable[[int], Iterator[int]]


class TooMany(Exception):
    """More steps than anybody wants to count."""


class Machine:
    """One pattern. ``steps`` counts the characters of ``text`` looked at and the ways taken."""

    def __init__(self, source: str, flags: int = 0) -> None:
        tree = _parser.parse(source, flags)
        self.flags: int = tree.state.flags
        self.text = ""
        self.steps = 0
        self.groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(list(tree))

    def take(self, text: str) -> Machine:
        """Turn to another text, with nothing counted."""
        self.text, self.steps, self.groups = text, 0, {}
        return self

    def match(self, start: int) -> int | None:
        """Where the match from there ends."""
        return next(self._match(start), None)

    def search(self) -> tuple[int, int] | None:
        """The first match."""
        for start in range(len(self.text) + 1):
            self._step()
            if (end := self.match(start)) is not None:
                return start, end
        return None

    def every(self) -> list[tuple[int, int]]:
        """All matches, one after the other, as `finditer` has them but for empty ones beside others."""
        found = []
        start = 0
        while start <= len(self.text):
            self._step()
            end = self.match(start)
            if end is not None:
                found.append((start, end))
            start = end if end is not None and end > start else start + 1
        return found

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > MOST:
            raise TooMany

    # -- from the parsed pattern to functions --------------------------------------------------------------------------

    def _sequence(self, items: list[Any]) -> Matcher:
        matchers = [self._one(op, value) for op, value in items]

        def run(at: int, index: int = 0) -> Iterator[int]:
            if index == len(matchers):
                yield at
                return
            for end in matchers[index](at):
                yield from run(end, index + 1)

        return matchers[0] if len(matchers) == 1 else run

    def _one(self, op: Any, value: Any) -> Matcher:
        if self._is_single(op):
            return self._single(self._test(op, value))
        if op is c.BRANCH:
            return self._branch([(self._begins(branch), self._sequence(list(branch))) for branch in value[1]])
        if op is c.SUBPATTERN:
            return self._group(value[0], self._sequence(list(value[3])))
        if op is c.ATOMIC_GROUP:
            return self._first(self._sequence(list(value)))
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            return self._repeat(op, *value)
        if op in (c.ASSERT, c.ASSERT_NOT):
            return self._look(op is c.ASSERT, *value)
        if op is c.AT:
            return self._at(value)
        if op is c.GROUPREF:
            return self._again(value)
        raise NotImplementedError(op)

    @staticmethod
    def _is_single(op: Any) -> bool:
        return op in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)

    def _test(self, op: Any, value: Any) -> Callable[[str], bool]:
        """Whether a character is meant. What it means is asked of Python itself, once for each character."""
        source = _spelled(op, value)
        pattern = re.compile(source, self.flags & (re.I | re.S | re.A))
        known: dict[str, bool] = {}

        def test(character: str) -> bool:
            if character not in known:
                known[character] = pattern.fullmatch(character) is not None
            return known[character]

        return test

    def _single(self, test: Callable[[str], bool]) -> Matcher:
        def run(at: int) -> Iterator[int]:
            self._step()
            if at < len(self.text) and test(self.text[at]):
                yield at + 1

        return run

    def _begins(self, items: Any) -> Callable[[str], bool] | None:
        """Whether a branch may begin with a character, where its first element says so: as Python looks at it too."""
        return self._test(*items[0]) if len(items) and self._is_single(items[0][0]) else None

    def _branch(self, branches: list[tuple[Callable[[str], bool] | None, Matcher]]) -> Matcher:
        def run(at: int) -> Iterator[int]:
            following = self.text[at : at + 1]
            for begins, branch in branches:
                self._step()
                if begins is None or (following and begins(following)):
                    yield from branch(at)

        return run

    def _group(self, number: int | None, inner: Matcher) -> Matcher:
        if number is None:
            return inner

        def run(at: int) -> Iterator[int]:
            before = self.groups.get(number)
            for end in inner(at):
                self.groups[number] = (at, end)
                yield end
            if before is None:
                self.groups.pop(number, None)
            else:
                self.groups[number] = before

        return run

    def _first(self, inner: Matcher) -> Matcher:
        def run(at: int) -> Iterator[int]:
            end = next(inner(at), None)
            if end is not None:
                yield end

        return run

    def _repeat(self, op: Any, low: int, high: Any, items: Any) -> Matcher:
        low, most = min(low, SMALL), math.inf if high >= ENDLESS else min(high, SMALL)
        inner_items = list(items)
        if len(inner_items) == 1 and self._is_single(inner_items[0][0]):
            return self._repeat_single(op, low, most, self._test(*inner_items[0]))
        inner = self._sequence(inner_items)

        def greedy(at: int, count: int = 0) -> Iterator[int]:
            self._step()
            if count < most:
                for end in inner(at):
                    if end > at or count < low:
                        yield from greedy(end, count + 1)
            if count >= low:
                yield at

        def lazy(at: int, count: int = 0) -> Iterator[int]:
            self._step()
            if count >= low:
                yield at
            if count < most:
                for end in inner(at):
                    if end > at or count < low:
                        yield from lazy(end, count + 1)

        def possessive(at: int) -> Iterator[int]:
            count = 0
            while count < most:
                self._step()
                end = next(inner(at), None)
                if end is None or (end == at and count >= low):
                    break
                at, count = end, count + 1
            if count >= low:
                yield at

        return {c.MAX_REPEAT: greedy, c.MIN_REPEAT: lazy, c.POSSESSIVE_REPEAT: possessive}[op]

    def _repeat_single(self, op: Any, low: int, most: float, test: Callable[[str], bool]) -> Matcher:
        def run(at: int) -> Iterator[int]:
            text = self.text
            if op is c.MIN_REPEAT:
                end = at
                while True:
                    self._step()
                    if end - at >= low:
                        yield end
                    if end - at == most or end == len(text) or not test(text[end]):
                        return
                    end += 1
            end = at
            while end < len(text) and end - at < most and test(text[end]):
                end += 1
            self._step(end - at + 1)
            if op is c.POSSESSIVE_REPEAT:
                if end - at >= low:
                    yield end
                return
            for back in range(end, at + low - 1, -1):
                self._step()
                yield back

        return run

    def _look(self, wanted: bool, direction: int, items: Any) -> Matcher:
        inner = self._sequence(list(items))
        width = items.getwidth()[0] if direction < 0 else 0

        def run(at: int) -> Iterator[int]:
            self._step()
            found = at >= width and next(inner(at - width), None) is not None
            if found == wanted:
                yield at

        return run

    def _at(self, where: Any) -> Matcher:
        signs = {
            c.AT_BEGINNING: "^", c.AT_BEGINNING_STRING: r"\A", c.AT_END: "$", c.AT_END_STRING: r"\Z",
            c.AT_BOUNDARY: r"\b", c.AT_NON_BOUNDARY: r"\B",
        }  # fmt: skip
        pattern = re.compile(signs[where], self.flags & (re.M | re.A))

        def run(at: int) -> Iterator[int]:
            self._step()
            if pattern.match(self.text, at):
                yield at

        return run

    def _again(self, number: int) -> Matcher:
        def run(at: int) -> Iterator[int]:
            if number in self.groups:
                start, end = self.groups[number]
                self._step(end - start + 1)
                if self.text.startswith(self.text[start:end], at):
                    yield at + end - start

        return run


def _spelled(op: Any, value: Any) -> str:
    """The pattern of one character, as it would be written."""
    if op is c.LITERAL:
        return re.escape(chr(value))
    if op is c.NOT_LITERAL:
        return f"[^{_in_class(value)}]"
    if op is c.ANY:
        return "."
    negated = "^" if value and value[0][0] is c.NEGATE else ""
    parts = []
    for kind, what in value:
        if kind is c.LITERAL:
            parts.append(_in_class(what))
        elif kind is c.RANGE:
            parts.append(f"{_in_class(what[0])}-{_in_class(what[1])}")
        elif kind is c.CATEGORY:
            parts.append(_CATEGORIES[what])
    return f"[{negated}{''.join(parts)}]"


def _in_class(code: int) -> str:
    return f"\\U{code:08x}"


_CATEGORIES = {
    c.CATEGORY_DIGIT: r"\d", c.CATEGORY_NOT_DIGIT: r"\D", c.CATEGORY_SPACE: r"\s", c.CATEGORY_NOT_SPACE: r"\S",
    c.CATEGORY_WORD: r"\w", c.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


# -- texts that are hard for a pattern -----------------------------------------------------------------------------


def attacks(source: str, flags: int, starts: int = 3, pieces: int = 6) -> Iterator[Callable[[int], str]]:
    """For each repetition without a bound, texts that go on in it and then go wrong; none, where there is none."""
    tree = _parser.parse(source, flags)
    loops = list(_loops(list(tree), [""]))
    again: dict[str, None] = {}
    ahead: dict[str, None] = {"": None}
    for before, inside in loops:
        for piece in inside:
            again[piece] = None
            for start in before:
                ahead[start] = again[start + piece] = None
    for character in dict.fromkeys("".join([*again, *ahead])):
        again[character] = None
    for start in list(ahead)[:starts]:
        for piece in list(filter(None, again))[:pieces]:
            for tail in ("", "\0"):
                yield partial(_spun, start, piece, tail)


def _spun(start: str, piece: str, tail: str, count: int) -> str:
    return start + piece * count + tail


def _loops(items: list[Any], before: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Of each endless repetition what may stand before it, and what it repeats."""
    for op, value in items:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            if value[1] >= ENDLESS:
                yield before, _samples(list(value[2]))
            yield from _loops(list(value[2]), before)
        elif op is c.SUBPATTERN:
            yield from _loops(list(value[3]), before)
        elif op is c.ATOMIC_GROUP:
            yield from _loops(list(value), before)
        elif op is c.BRANCH:
            for branch in value[1]:
                yield from _loops(list(branch), before)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            yield from _loops(list(value[1]), before)
        before = [start + sample for sample in _samples([(op, value)])[:2] for start in before][:2]


def _samples(items: list[Any]) -> list[str]:
    """A few texts that these match, or nearly so."""
    found = [""]
    for op, value in items:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            inner = [sample * max(1, min(value[0], 4)) for sample in _samples(list(value[2]))]
            some = [*inner[:2], *[""] * (value[0] == 0)] if value[1] else [""]
        elif op is c.SUBPATTERN:
            some = _samples(list(value[3]))
        elif op is c.ATOMIC_GROUP:
            some = _samples(list(value))
        elif op is c.BRANCH:
            some = [sample for branch in value[1] for sample in _samples(list(branch))[:1]][:4]
        elif Machine._is_single(op):
            some = [_character(op, value)]
        else:
            continue
        found = [start + sample for sample in some for start in found][:4]
    return found


def _character(op: Any, value: Any) -> str:
    pattern = re.compile(_spelled(op, value), re.S)
    usual = "a1 -.:/[<*`\"'(_#@,|\\\nTZ&;!)]>=+~?éß\0"
    own = [chr(code) for kind, code in value if kind is c.LITERAL] if op is c.IN and value[0][0] is not c.NEGATE else []
    ranges = [chr(code[0]) for kind, code in value if kind is c.RANGE] if op is c.IN else []
    return next(
        (one for one in (*usual, *own, *ranges) if pattern.fullmatch(one)), chr(value) if op is c.LITERAL else ""
    )
