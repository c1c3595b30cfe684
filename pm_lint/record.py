"""The parts of ``dataclasses`` and of ``typing.NamedTuple`` that we use, at a cost that nobody waits for.

``dataclasses`` writes the source of four methods for each class and compiles it: 0.6 ms a class, so that our hundred
took longer than the check of a document, on each start. Here the methods are closures over the names of the fields,
0.01 ms a class. Only a class of which many instances are made gets an ``__init__`` written for it, which is then a
little quicker than that of ``dataclasses``. ``NamedTuple`` compiles each annotation as well: 0.3 ms a class.

Types are checked as if the originals were imported, so what is not here (order, ``__post_init__``) is missed
by the tests alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter, itemgetter

try:
    from _collections import _tuplegetter  # type: ignore[import-not-found]
except ImportError:  # another Python than CPython

    def _tuplegetter(index: int, doc: str) -> Any:
        return property(itemgetter(index), doc=doc)


TYPE_CHECKING = False  # that of typing, whose import takes a third of Python's own start
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import Any, NamedTuple

__all__ = ["NamedTuple", "dataclass", "field", "replace"]

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


def _dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False) -> Any:
    return (lambda cls: _made(cls, frozen, slots)) if cls is None else _made(cls, frozen, slots)


def _replace(instance: Any, /, **changes: Any) -> Any:
    cls = instance.__class__
    made = object.__new__(cls)
    for name in cls.__match_args__:
        _set(made, name, changes.pop(name) if name in changes else getattr(instance, name))
    return cls(**changes) if changes else made  # what is left is no field, and Python says so


def _made(cls: Any, frozen: bool, slots: bool) -> type:
    """The class with the methods of a data class; with slots, another one like it."""
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
    if slots:
        cls = _slotted(cls, fields)
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


def _slotted(cls: Any, fields: Mapping[str, _Field]) -> Any:
    """The class with slots, which can only be had when a class is made."""
    inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("_fields_of_record", ())}
    members = {name: value for name, value in cls.__dict__.items() if name not in fields}
    for name in ("__dict__", "__weakref__"):
        members.pop(name, None)
    members["__slots__"] = tuple(name for name in fields if name not in inherited)
    members["__setstate__"] = _set_state
    return type(cls)(cls.__name__, cls.__bases__, members)


def _set_state(self: Any, state: tuple[None, dict[str, Any]]) -> None:
    """What pickle does, where attributes can't be set."""
    for name, value in state[1].items():
        _set(self, name, value)


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
            args = _completed(fields, args, named)
        for name, value in zip(names, args, strict=True):
            _set(self, name, value)

    return __init__


def _completed(fields: Mapping[str, _Field], args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """A value for each field: those given by position, those given by name, and defaults for the rest."""
    given = dict(named)
    values = list(args)
    for name in tuple(fields)[len(args) :]:
        if name in given:
            values.append(given.pop(name))
            continue
        known = fields[name]
        value = known.factory() if known.factory else known.default
        if value is _MISSING:
            break
        values.append(value)
    if given or len(values) != len(fields):
        # Python itself says what is wrong.
        _written_out(fields)(None, *args, **named)
    return tuple(values)


def _written_out(fields: Mapping[str, _Field]) -> Callable[..., None]:
    """The ``__init__`` that one would write by hand."""
    values = {
        name: f"_make_{name}() if {name} is _MISSING else {name}" if one.factory else name
        for name, one in fields.items()
    }
    lines = [f" _set(self, {name!r}, {value})\n" for name, value in values.items()]
    return _function("__init__", "self", fields, "".join(lines) or " pass")


def _function(name: str, first: str, fields: Mapping[str, _Field], body: str) -> Callable[..., Any]:
    """A function of which the fields are the parameters."""
    known: dict[str, Any] = {"_set": _set, "_tuple": tuple.__new__, "_MISSING": _MISSING}
    parameters = [first]
    for field_name, one in fields.items():
        if one.factory:
            known[f"_make_{field_name}"] = one.factory
            parameters.append(f"{field_name}=_MISSING")
        elif one.default is _MISSING:
            parameters.append(field_name)
        else:
            known[f"_default_{field_name}"] = one.default
            parameters.append(f"{field_name}=_default_{field_name}")
    exec(f"def {name}({', '.join(parameters)}):\n{body}", known)  # noqa: S102 - the names are those of our own fields
    return known[name]  # type: ignore[no-any-return]


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


class _TupleMaker(type):
    """Makes a class of tuples of the class that a subclass of `NamedTuple` describes."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, namespace)
        names = tuple(namespace["__annotations__"])
        fields = {name: _Field(namespace.get(name, _MISSING), None, True, True) for name in names}
        members = {
            **namespace,
            **{name: _tuplegetter(index, "") for index, name in enumerate(names)},
            "__slots__": (),
            "__match_args__": names,
            "__getnewargs__": _values,
            "_replace": _tuple_replacer(names),
        }
        members.setdefault("__repr__", _representation(names))
        made: Any = type(name, (tuple,), members)
        made.__new__ = staticmethod(_tuple_maker(made, fields))
        return made


def _values(self: Any) -> tuple[Any, ...]:
    """What a copy is made of."""
    return tuple(self)


def _tuple_maker(cls: Any, fields: Mapping[str, _Field]) -> Callable[..., Any]:
    count = len(fields)
    make: Any = tuple.__new__
    made = 0

    def __new__(cls_: Any, *args: Any, **named: Any) -> Any:
        nonlocal made
        made += 1
        if made == _MANY:
            cls.__new__ = staticmethod(
                _function("__new__", "cls", fields, f" return _tuple(cls, ({', '.join([*fields, ''])}))")
            )
        if named or len(args) != count:
            args = _completed(fields, args, named)
        return make(cls_, args)

    return __new__


def _tuple_replacer(names: tuple[str, ...]) -> Callable[..., Any]:
    make: Any = tuple.__new__

    def _replace(self: Any, /, **changes: Any) -> Any:
        values = [changes.pop(name, value) for name, value in zip(names, self, strict=True)]
        return self.__class__(*values, **changes) if changes else make(self.__class__, values)

    return _replace


class _NamedTuple(metaclass=_TupleMaker):
    pass


if not TYPE_CHECKING:
    NamedTuple, dataclass, field, replace = _NamedTuple, _dataclass, _field, _replace
