"""Records: what we use of ``dataclasses`` behaves as theirs, also where the quick ``__init__`` has taken over."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest

from pm_lint import record


@record.dataclass(frozen=True)
class Base:
    """A record."""

    a: int
    b: str = "b"
    hidden: list[int] = record.field(default_factory=list, compare=False, repr=False)

    @cached_property
    def twice(self) -> int:
        return 2 * self.a


@record.dataclass(frozen=True)
class Derived(Base):
    c: int = 3
    d: dict[str, int] = record.field(default_factory=dict)


@record.dataclass
class Mutable:
    a: int = 1


@record.dataclass(frozen=True)
class Spoken:
    a: int

    def __repr__(self) -> str:
        return "spoken"


@record.dataclass(frozen=True)
class Empty:
    pass


@pytest.fixture(params=["first", "many"])
def derived(request: pytest.FixtureRequest) -> type[Derived]:
    """A class of which few instances were made, and one of which many were: it has an ``__init__`` of its own."""

    @record.dataclass(frozen=True)
    class Derived(Base):
        c: int = 3
        d: dict[str, int] = record.field(default_factory=dict)

    first = Derived.__init__
    if request.param == "many":
        for _ in range(400):
            Derived(1)
        assert Derived.__init__ is not first
    return Derived  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (lambda cls: cls(1), (1, "b", [], 3, {})),
        (lambda cls: cls(1, "x", [2], 4, {"k": 5}), (1, "x", [2], 4, {"k": 5})),
        (lambda cls: cls(a=1, d={"k": 5}), (1, "b", [], 3, {"k": 5})),
        (lambda cls: cls(1, c=4, b="x"), (1, "x", [], 4, {})),
        (lambda cls: record.replace(cls(1, "x"), c=9), (1, "x", [], 9, {})),
    ],
)
def test_made(derived: type[Derived], made: Callable[[type[Derived]], Derived], values: tuple[Any, ...]) -> None:
    one = made(derived)
    assert (one.a, one.b, one.hidden, one.c, one.d) == values


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda cls: cls(), r"missing 1 required positional argument: 'a'"),
        (lambda cls: cls(1, a=2), r"multiple values for argument 'a'"),
        (lambda cls: cls(1, z=2), r"unexpected keyword argument 'z'"),
        (lambda cls: cls(1, 2, 3, 4, 5, 6), r"takes from 2 to 6 positional arguments but 7 were given"),
        (lambda cls: record.replace(cls(1), z=2), r"unexpected keyword argument 'z'"),
    ],
)
def test_refused(derived: type[Derived], made: Callable[[type[Derived]], Derived], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        made(derived)


def test_every_instance_has_its_own_default(derived: type[Derived]) -> None:
    assert derived(1).hidden is not derived(1).hidden


def test_frozen(derived: type[Derived]) -> None:
    one = derived(1)
    with pytest.raises(AttributeError, match="cannot assign to field 'a'"):
        one.a = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot delete field 'a'"):
        del one.a
    assert one.twice == 2


def test_equality_and_hash() -> None:
    assert Base(1, hidden=[1]) == Base(1, hidden=[2])
    assert hash(Base(1, hidden=[1])) == hash(Base(1, hidden=[2]))
    assert Base(1) != Base(2)
    assert Base(1) != Derived(1)
    assert Empty() == Empty() and hash(Empty()) == hash(Empty())
    assert Mutable(1) == Mutable(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Mutable(1))


def test_mutable() -> None:
    one = Mutable()
    one.a = 5
    assert one == Mutable(5)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Base(1, hidden=[1]), "Base(a=1, b='b')"),
        (Derived(1), "Derived(a=1, b='b', c=3, d={})"),
        (Empty(), "Empty()"),
        (Spoken(1), "spoken"),
    ],
)
def test_representation(one: object, said: str) -> None:
    assert repr(one) == said


def test_matched() -> None:
    match Derived(7, "x"):
        case Derived(a, b, c=c):
            assert (a, b, c) == (7, "x", 3)


def test_crosses_processes() -> None:
    assert pickle.loads(pickle.dumps(Derived(1, d={"k": 2}))) == Derived(1, d={"k": 2})  # noqa: S301 - our own


def test_replaces_in_a_data_class_too() -> None:
    @dataclasses.dataclass(frozen=True)
    class Theirs:
        a: int
        b: int = 2

    assert record.replace(Theirs(1), b=3) == Theirs(1, 3)


class Point(record.NamedTuple):
    """A named tuple."""

    x: int
    y: int = 2

    @property
    def both(self) -> int:
        return self.x + self.y

    @classmethod
    def at(cls, x: int) -> Point:
        return cls(x)


@pytest.fixture(params=["first", "many"])
def point(request: pytest.FixtureRequest) -> type[Point]:
    """A class of which few tuples were made, and one of which many were."""

    class Point(record.NamedTuple):
        x: int
        y: int = 2

    if request.param == "many":
        first = Point.__new__
        for _ in range(400):
            Point(1)
        assert Point.__new__ is not first
    return Point  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (lambda cls: cls(1), (1, 2)),
        (lambda cls: cls(1, 3), (1, 3)),
        (lambda cls: cls(y=5, x=4), (4, 5)),
        (lambda cls: cls(1)._replace(y=3), (1, 3)),
        (lambda cls: cls(1)._replace(), (1, 2)),
    ],
)
def test_a_tuple_is_made(point: type[Point], made: Callable[[type[Point]], Point], values: tuple[int, int]) -> None:
    one = made(point)
    assert type(one) is point
    assert one == values
    assert (one.x, one.y) == values
    assert hash(one) == hash(values)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda cls: cls(), r"missing 1 required positional argument: 'x'"),
        (lambda cls: cls(1, 2, 3), r"takes from 2 to 3 positional arguments but 4 were given"),
        (lambda cls: cls(1, z=2), r"unexpected keyword argument 'z'"),
        (lambda cls: cls(1)._replace(z=2), r"unexpected keyword argument 'z'"),
    ],
)
def test_a_tuple_is_refused(point: type[Point], made: Callable[[type[Point]], Point], said: str) -> None:
    with pytest.raises(TypeError, match=said):
        made(point)


def test_a_tuple_is_one() -> None:
    one = Point.at(1)
    assert one.both == 3
    assert repr(one) == "Point(x=1, y=2)"
    assert Point.__doc__ == "A named tuple."
    assert sorted([Point(2), one]) == [one, Point(2)]
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own
    assert type(pickle.loads(pickle.dumps(one))) is Point  # noqa: S301
    with pytest.raises(AttributeError):
        one.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        one.z = 3  # type: ignore[attr-defined]
    match one:
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_needs_nothing_that_is_slow_to_import() -> None:
    code = "import sys, pm_lint.record; print(*{'dataclasses', 'inspect', 'typing', 're'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == ""
