"""No pattern of the package takes time that grows faster than its text: counted in steps, at n, 2n and 4n.

Each pattern is tried as it is used: at one place (`match`, `fullmatch`), or at all (`search`, `finditer`, `sub`, …).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import pm_lint
from pm_lint.regex import _Late
from tests.regex_steps import Machine, TooMany, attacks

ROOT = Path(pm_lint.__file__).parent
AT_ONE_PLACE = {"match", "fullmatch"}
AT_ALL = {"search", "finditer", "findall", "sub", "subn", "split"}
COUNT = 10

#: Patterns that are made of what the code does not say, with what keeps them linear.
MADE = {
    "scope.py": "globs: `*` is atomic, so nothing is tried twice",
}
#: Patterns whose steps may grow faster, with what bounds the texts that they meet.
BOUNDED: Mapping[str, str] = {}


def patterns() -> Iterator[tuple[str, str, int, set[str]]]:
    """All patterns that stand in the code: where, their source and flags, and how they are used."""
    uses = _uses()
    for found in walk_packages(pm_lint.__path__, "pm_lint."):
        if found.name.endswith("__main__"):
            continue
        module = import_module(found.name)
        file = Path(str(module.__file__))
        for name, value in vars(module).items():
            for late in _lates(value):
                yield f"{found.name}.{name}", *late.made_of, uses.get(name, AT_ALL)
        yield from _in_line(file, vars(module))


def _lates(value: Any) -> Iterator[_Late]:
    if type(value) is _Late:
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _lates(one)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _lates(one)


def _uses() -> dict[str, set[str]]:
    """By the name of a variable, what is called of it anywhere. One that is only handed on is not there."""
    called: dict[str, set[str]] = {}
    alone: set[str] = set()
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        heads = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                if node.attr in AT_ONE_PLACE | AT_ALL:
                    called.setdefault(name, set()).add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in heads:
                alone.add(node.id)
    return {name: uses for name, uses in called.items() if name not in alone}


def _in_line(file: Path, known: Mapping[str, Any]) -> Iterator[tuple[str, str, int, set[str]]]:
    """The patterns given to `re` itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        if node.func.attr not in AT_ONE_PLACE | AT_ALL | {"compile"}:
            continue
        where = f"{file.relative_to(ROOT)}:{node.lineno}"
        try:
            source = eval(compile(ast.Expression(node.args[0]), "x", "eval"), dict(known))  # noqa: S307 - our own code
        except NameError:
            yield where, "", 0, set()
            continue
        flags = 0
        for word in (ast.unparse(one) for one in (*node.args[1:], *(key.value for key in node.keywords))):
            flags |= sum({getattr(re, flag) for flag in re.findall(r"\bre\.([A-Z]+)", word)})
        if isinstance(source, str):
            yield where, source, flags, {node.func.attr} if node.func.attr != "compile" else AT_ALL


def growth(source: str, flags: int, uses: set[str]) -> tuple[float, str]:
    """How many times as much four times the text takes as twice the text does, at worst, and on which text."""
    worst = 0.0, ""
    for make in attacks(source, flags):
        for anywhere in (False, True):
            if not uses & (AT_ALL if anywhere else AT_ONE_PLACE):
                continue
            once, twice = (_steps(source, flags, make(count), anywhere) for count in (COUNT, 2 * COUNT))
            if twice < 2.3 * once:
                continue
            worst = max(worst, (_steps(source, flags, make(4 * COUNT), anywhere) / twice, make(3)))
    return worst


def _steps(source: str, flags: int, text: str, anywhere: bool) -> int:
    machine = Machine(source, flags, text)
    try:
        machine.every() if anywhere else machine.match(0)
    except TooMany:
        return 1_000_000
    return machine.steps


if __name__ == "__main__":
    import time
    sys.setrecursionlimit(20_000)
    seen = set()
    for name, source, flags, uses in patterns():
        if (source, flags, tuple(uses)) in seen: continue
        seen.add((source, flags, tuple(uses)))
        t = time.process_time()
        if not source: print("MADE", name); continue
        g, text = growth(source, int(flags), uses)
        t = time.process_time() - t
        if g > 2.6 or t > 1: print(f"{g:.2f} {t:.1f}s {name} {sorted(uses)} {text!r:.60} {source[:150]!r}", flush=True)
    print(len(seen))
