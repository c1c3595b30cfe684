"""Regular expressions that cost nothing until they are used, and little then.

Python compiles a pattern by a program that is itself in Python. For the 250 of ours that a document meets, that takes
50 ms at each start, four times as long as Python's own start; to read what they were compiled to takes 2 ms. So a
pattern is compiled when it is first used, and the outcome is kept as Python keeps that of modules: beside the byte
code, if byte code is written at all, for this version of Python and of pm-lint. What is kept is what `re` itself
made, behind a digest of it; where there is none, or it is damaged, patterns are compiled as ever.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pm_lint import __path__, __version__
from pm_lint.store import DIGEST, digest

#: What a kept table is for. Any other is as good as none.
_KIND = f"{sys.version}\n{sys.byteorder} {sys.maxsize}\n{__version__}"

#: By source and flags: all flags, the code, and of its groups the number and the names.
_Known = dict[tuple[str, int], tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]]


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but compiled when it is first used.

    For patterns that stand in the code: what they compile to is kept. It has the methods and attributes of a pattern
    but is no argument for the functions of `re`.
    """
    return _Late(source, flags)  # type: ignore[return-value]


def keep_compiled() -> None:
    """Keep what this process had to compile, so that the next one need not."""
    if not sys.dont_write_bytecode:
        _TABLE.keep()


def compile_all() -> None:
    """Compile all patterns that stand in the code, and keep them: for an image, where nothing can be kept later on."""
    for pattern in _patterns():
        _TABLE.compiled(*pattern.made_of)
    _TABLE.keep()


def _patterns() -> Iterator[_Late]:
    """All patterns that stand in the code by a name of their own."""
    from importlib import import_module
    from pkgutil import walk_packages

    for module in walk_packages(__path__, "pm_lint."):
        if module.name.startswith("pm_lint.server."):
            continue  # it has none, and needs what an image has not
        yield from (value for value in vars(import_module(module.name)).values() if type(value) is _Late)


class _Late:
    """A pattern that is compiled as soon as anything of it is asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self.made_of = source, flags
        self._pattern: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        self._pattern = self._pattern or _TABLE.compiled(*self.made_of)
        value = getattr(self._pattern, name)
        setattr(self, name, value)  # so that this is asked once for each name
        return value


class Table:
    """What patterns were compiled to. ``file`` is where it is kept; None: nowhere."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        #: None: nothing was read yet.
        self._known: _Known | None = None
        self._new: dict[tuple[str, int], re.Pattern[str]] = {}

    def compiled(self, source: str, flags: int) -> re.Pattern[str]:
        """The pattern, from what was kept or compiled now."""
        if self._known is None:
            self._known = _read(self._file) if self._file else {}
        key = source, int(flags)
        if key in self._known:
            return _restored(source, *self._known[key])
        if key not in self._new:
            self._new[key] = re.compile(source, flags)
        return self._new[key]

    def keep(self) -> None:
        """Write what is known and new, at once or not at all. That nothing can be written is no fault."""
        if not self._new or self._file is None:
            return
        known = {**(self._known or {}), **_forms(self._new)}
        data = marshal.dumps((_KIND, known))
        draft = f"{self._file}.{os.getpid()}"
        try:
            with open(draft, "wb") as stream:
                stream.write(digest(data) + data)
            os.replace(draft, self._file)
        except OSError:
            with suppress(OSError):
                os.unlink(draft)
            return
        self._known, self._new = known, {}


def _read(file: str) -> _Known:
    try:
        with open(file, "rb") as stream:
            seal, data = stream.read(DIGEST), stream.read()
    except OSError:
        return {}
    if seal != digest(data):
        return {}
    kind, known = marshal.loads(data)  # noqa: S302 - it is trusted as the byte code beside it is
    return known if kind == _KIND else {}


def _restored(
    source: str, flags: int, code: bytes, groups: int, names: dict[str, int], by_number: tuple[str | None, ...]
) -> re.Pattern[str]:
    """What `re.compile` ends with."""
    import _sre  # type: ignore[import-not-found]

    return _sre.compile(source, flags, memoryview(code).cast("I").tolist(), groups, names, by_number)  # type: ignore[no-any-return]


def _forms(patterns: dict[tuple[str, int], re.Pattern[str]]) -> _Known:
    """What Python makes of patterns. Only those are in it of which the same pattern can be made again."""
    known: _Known = {}
    try:
        from array import array
        from re import _compiler, _parser  # type: ignore[attr-defined]

        for (source, flags), pattern in patterns.items():
            parsed = _parser.parse(source, flags)
            names = parsed.state.groupdict
            by_number: list[str | None] = [None] * parsed.state.groups
            for name, number in names.items():
                by_number[number] = name
            code = array("I", _compiler._code(parsed, flags)).tobytes()
            form = int(flags | parsed.state.flags), code, parsed.state.groups - 1, dict(names), tuple(by_number)
            if _restored(source, *form) == pattern:
                known[source, flags] = form
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError):
        pass  # a Python that does it in another way
    return known


def _place() -> str | None:
    """Beside this module's byte code."""
    cached = __spec__.cached
    return cached.removesuffix(".pyc") + ".patterns" if cached else None


_TABLE = Table(_place())
