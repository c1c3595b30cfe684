"""The part of ``dataclasses`` that we use, at a cost that nobody waits for.

``dataclasses`` writes the source of four methods for each class and compiles it: 0.6 ms a class, so that our hundred
took longer than the check of a document, on each start. Here the methods are closures over the names of the fields,
0.01 ms a class. Only a class of which many instances are made gets an ``__init__`` written for it, which is then a
little quicker than that of ``dataclasses``.

Types are checked as if ``dataclasses`` were imported, so what is not here (slots, order, ``__post_init__``) is missed
by the tests alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter

TYPE_CHECKING = False  # that of typing, whose import takes a third of Python's own start
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import Any

__all__ = ["dataclass", "field", "replace"]

_MISSING: Any = object()
_set = object.__setattr__
#: After as many instances an `__init__` of its own, 0.1 ms, has paid for itself.
_MANY = 300


class _Field:
    """What `field` says of a field, or a default."""

    __slots__ = ("compare", "default", "factory", "repr")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, repr: bool, compare: bool) -> None:
        self.default = default
        self.factory = factory
        self.repr = repr
        self.compare = compare


def _field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    return _Field(default, default_factory, repr, compare)


def _dataclass(cls: type | None = None, /, *, frozen: bool = False) -> Any:
    return (lambda cls: _made(cls, frozen)) if cls is None else _made(cls, frozen)


def _replace(instance: Any, /, **changes: Any) -> Any:
    cls = instance.__class__
    values = [changes.pop(name) if name in changes else getattr(instance, name) for name in cls.__match_args__]
    return cls(*values, **changes)  # what is left is no field, and Python says so


def _made(cls: Any, frozen: bool) -> type:
    """The class with the methods of a data class."""
    fields: dict[str, _Field] = {}
    for base in cls.__mro__[:0:-1]:
        fields.update(base.__dict__.get("_fields_of_record", ()))
    for name in cls.__annotations__:
        default = cls.__dict__.get(name, _MISSING)
        if not isinstance(default, _Field):
            default = _Field(default, None, True, True)
        elif default.default is _MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, default.default)
        fields[name] = default
    cls._fields_of_record = fields
    methods = {
        "__match_args__": tuple(fields),
        "__init__": _initializer(cls, fields),
        "__repr__": _representation(tuple(name for name, known in fields.items() if known.repr)),
        **_comparison(tuple(name for name, known in fields.items() if known.compare), frozen),
    }
    if frozen:
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return cls  # type: ignore[no-any-return]


def _initializer(cls: Any, fields: Mapping[str, _Field]) -> Callable[..., None]:
    names = tuple(fields)
    count = len(names)
    made = 0

    def __init__(self: Any, *args: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        if made == _MANY:
            cls.__init__ = _written_out(fields)
        if named or len(args) != count:
            args = _completed(fields, names, args, named)
        for name, value in zip(names, args, strict=True):
            _set(self, name, value)

    return __init__


def _completed(
    fields: Mapping[str, _Field], names: tuple[str, ...], args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """A value for each field: those given by position, those given by name, and defaults for the rest."""
    given = dict(named)
    values = list(args)
    for name in names[len(args) :]:
        if name in given:
            values.append(given.pop(name))
            continue
        known = fields[name]
        value = known.factory() if known.factory else known.default
        if value is _MISSING:
            break
        values.append(value)
    if given or len(values) != len(names):
        # Python itself says what is wrong.
        _written_out(fields)(None, *args, **named)
    return tuple(values)


def _written_out(fields: Mapping[str, _Field]) -> Callable[..., None]:
    """The ``__init__`` that one would write by hand."""
    parameters, lines = ["self"], []
    known: dict[str, Any] = {"_set": _set, "_MISSING": _MISSING}
    for name, one in fields.items():
        value = name
        if one.factory:
            known[f"_make_{name}"] = one.factory
            parameters.append(f"{name}=_MISSING")
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        elif one.default is _MISSING:
            parameters.append(name)
        else:
            known[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
        lines.append(f" _set(self, {name!r}, {value})\n")
    source = f"def __init__({', '.join(parameters)}):\n{''.join(lines) or ' pass'}"
    exec(source, known)  # noqa: S102 - the names are those of our own fields
    return known["__init__"]  # type: ignore[no-any-return]


def _representation(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _comparison(names: tuple[str, ...], frozen: bool) -> dict[str, Any]:
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or values(self) == values(other)

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _refuse_to_set(self: Any, name: str, value: Any) -> None:
    raise AttributeError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise AttributeError(f"cannot delete field {name!r}")


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, _field, _replace
