"""No pattern of the package takes time that grows faster than its text: counted in steps, at n, 2n and 4n.

Each pattern is tried as it is used: at one place (`match`, `fullmatch`), or at all (`search`, `finditer`, `sub`, …).
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

import pytest

import pm_lint
from pm_lint.markdown import parser
from pm_lint.regex import _Late
from tests.regex_steps import SMALL, Machine, TooMany, attacks

ROOT = Path(pm_lint.__file__).parent
AT_ONE_PLACE = {"match", "fullmatch"}
AT_ALL = {"search", "finditer", "findall", "sub", "subn", "split"}
ALL = AT_ONE_PLACE | AT_ALL
#: So many pieces make the shortest text; what is linear grows by 2, what is quadratic by 4, and both nearly so.
COUNT, GROWTH = 8, 2.7


#: Calls of `re` with a pattern that is made of values: which, and why they are safe.
MADE = {
    "github/escape.py": "the words that close an issue",
    "github/issue_body.py": "an address that is escaped",
    "github/redact.py": "escaped forms of the token",
    "output/escape_markdown.py": "a run of one character",
    "postmortem/language_forms.py": "names of months and weekdays",
    "scope.py": "globs: `*` is atomic, so nothing is tried twice",
    "regex.py": "the patterns themselves",
}
#: How a pattern is used that is handed on before it is.
HANDED_ON: Mapping[str, set[str]] = {
    "postmortem.action_tables._TICKED": {"match"},
    "postmortem.action_words._DONE_CELL": {"match"},
    "postmortem.action_words._TICKED_CELL": {"match"},
}
#: Some of mistune's that we never come to, or at one place alone.
UNUSED = {"_striptags_re", "_LINE_HAS_TEXT", "_ATX_HEADING_TRIM", "_BLANK_TO_LINE"}
ONE_PLACE = {"_OPEN_TAG_END", "_CLOSE_TAG_END"}


class Pattern(NamedTuple):
    """A pattern that stands in the code: where, and what is called of it."""

    where: str
    source: str
    flags: int
    uses: frozenset[str]


def patterns() -> Iterator[Pattern]:
    """All patterns of the package, and those of mistune."""
    for found in walk_packages(pm_lint.__path__, "pm_lint."):
        if found.name.endswith("__main__"):
            continue
        module = import_module(found.name)
        file = Path(str(module.__file__))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        uses = _uses(tree)
        for name, value in vars(module).items():
            where = f"{found.name.removeprefix('pm_lint.')}.{name}"
            for late in _lates(value):
                source, flags = late.made_of
                yield Pattern(where, source, int(flags), frozenset(HANDED_ON.get(where) or uses.get(name) or ALL))
        yield from _in_line(file.relative_to(ROOT).as_posix(), tree, vars(module))
    for name, source in parser._PARSER.specification.items():
        yield Pattern(f"mistune, {name}", source, int(parser._PARSER.sc_flag), frozenset(AT_ALL))
    for name, module in list(sys.modules.items()):
        for variable, value in vars(module).items() if name.startswith("mistune") else ():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and variable not in UNUSED:
                used = frozenset({"match"} if variable in ONE_PLACE else ALL)
                yield Pattern(f"{name}.{variable}", value.pattern, value.flags & ~re.U, used)


def _lates(value: Any) -> Iterator[_Late]:
    if type(value) is _Late:
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _lates(one)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _lates(one)


def _uses(tree: ast.Module) -> dict[str, set[str]]:
    """By the name of a variable, what is called of it in a module. One that is handed on is not there."""
    called: dict[str, set[str]] = {}
    heads = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ALL:
            called.setdefault(node.value.id, set()).add(node.attr)
            heads.add(node.value)
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    handed_on = {node.id for node in names if node not in heads}
    return {name: uses for name, uses in called.items() if name not in handed_on}


def _in_line(file: str, tree: ast.Module, known: Mapping[str, Any]) -> Iterator[Pattern]:
    """The patterns given to `re` itself. Of one that is made of values, the source is empty."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if ast.unparse(node.func.value) != "re" or node.func.attr not in {*ALL, "compile"}:
            continue
        uses = ALL if node.func.attr == "compile" else {node.func.attr}
        try:
            source = eval(compile(ast.Expression(node.args[0]), file, "eval"), dict(known))  # noqa: S307 - our own code
        except NameError:
            source = ""
        flags = re.findall(r"\bre\.([A-Z]+)\b", " ".join(map(ast.unparse, [*node.args[1:], *node.keywords])))
        if isinstance(source, bytes):
            source = source.decode("ascii")
        yield Pattern(file, source, sum(getattr(re, flag) for flag in set(flags)), frozenset(uses))


def growth(pattern: Pattern, thorough: bool = False) -> tuple[float, str]:
    """How many times as much four times a text takes as twice the text does, at worst, and on what."""
    worst = 0.0, ""
    machine = Machine(pattern.source, pattern.flags)
    for make in attacks(pattern.source, pattern.flags, *((8, 24) if thorough else ())):
        for places, anywhere in ((AT_ONE_PLACE, False), (AT_ALL, True)):
            if not places & pattern.uses:
                continue
            once, twice = (_steps(machine, make(count), anywhere) for count in (COUNT, 2 * COUNT))
            if twice == math.inf:
                return math.inf, make(2)
            if twice > 2.3 * once:
                worst = max(worst, (_steps(machine, make(4 * COUNT), anywhere) / twice, make(2)))
    return worst


def _steps(machine: Machine, text: str, anywhere: bool) -> float:
    machine.take(text)
    try:
        machine.every() if anywhere else machine.match(0)
    except TooMany:
        return math.inf
    return machine.steps


ALL_PATTERNS = list(patterns())
PATTERNS = {(one.source, one.flags, one.uses): one for one in ALL_PATTERNS}


@pytest.mark.parametrize("name", sorted({one.where.split(".")[0] for one in PATTERNS.values()}))
def test_no_pattern_grows_faster_than_its_text(name: str) -> None:
    some = [one for one in PATTERNS.values() if one.where.split(".")[0] == name and one.source]
    found = {one.where: growth(one) for one in some}
    assert {where: worst for where, worst in found.items() if not worst[0] < GROWTH} == {}


def test_patterns_that_are_made_of_values_are_known() -> None:
    assert {one.where for one in ALL_PATTERNS if not one.source} == set(MADE)
    assert len(PATTERNS) > 300


@pytest.mark.parametrize(
    ("source", "method", "grows"),
    [
        (r"(a+)+b", "match", True),
        (r"(?:a|a)*b", "match", True),
        (r"a*a*b", "match", True),
        (r"[ab]*[bc]*d", "match", True),
        (r"(?:a|ab|b)*c", "match", True),
        (r"\s+$", "match", False),
        (r"\s+$", "search", True),
        (r"(?<!\s)\s+$", "search", False),
        (r"a*b", "search", True),
        (r"<!--.*?-->", "finditer", True),
        (r"<!--(?:(?!<!--).)*?-->", "finditer", False),
        (r"(?>a*)a*b", "match", False),
        (r"(?:a++)*+b", "match", False),
        (r"(?:a{1,50}){1,50}", "match", False),
        (r"(a)\1*b", "match", False),
        (r"(?=(a+))a*b", "match", False),
        (r"x|a*(?:b|c)", "fullmatch", False),
    ],
)
def test_growth_is_seen(source: str, method: str, grows: bool) -> None:
    worst, _ = growth(Pattern("", source, 0, frozenset({method})))
    assert (worst >= GROWTH) is grows


def test_the_counter_finds_what_python_finds() -> None:
    """Where no bound is cut: on the hard texts of each pattern, and on a postmortem's lines."""
    lines = (Path(__file__).parent / "filled" / "default.md").read_text(encoding="utf-8").splitlines()[:12]
    tried = 0
    for source, flags, _ in list(PATTERNS)[::3]:
        if any(bound > SMALL for bound in map(int, re.findall(r"\{\d*,?(\d+)\}", source))) or not source:
            continue
        machine, real = Machine(source, flags), re.compile(source, flags)
        for text in [*lines, *(make(2) for make in islice(attacks(source, flags), 6))]:
            expected = real.search(text)
            with suppress(TooMany):
                assert machine.take(text).search() == (expected and expected.span()), (source, text)
                tried += 1
    assert tried > 500
