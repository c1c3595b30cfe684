"""What pm-lint promises, and whether it keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.bench.measure import Figure

BARE = "python -c pass"
#: After a tool's name: with what the run before left behind.
WARM = ", warm"
#: After ours: with a larger document than the rest of its table.
LARGER = ", 4 MB"


@dataclass(frozen=True)
class Goal:
    """``measured`` is None where a peer was missing or pm-lint lacks what is measured."""

    what: str
    limit: float
    measured: float | None
    unit: str
    #: Whether more is better.
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass(frozen=True)
class Group:
    """What was measured of one kind."""

    name: str
    title: str
    figures: Sequence[Figure] = ()
    goals: Sequence[Goal] = ()

    def figure(self, name: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.name == name), None)


def times(figures: Sequence[Figure], one: str, other: str) -> float | None:
    """How many times as long ``one`` takes as ``other``."""
    by_name: Mapping[str, Figure] = {figure.name: figure for figure in figures}
    if one not in by_name or other not in by_name:
        return None
    return by_name[one].seconds / by_name[other].seconds


def peaks(figures: Sequence[Figure], one: str, other: str) -> float | None:
    """How many times as much memory ``one`` takes as ``other``."""
    by_name: Mapping[str, Figure] = {figure.name: figure for figure in figures}
    if one not in by_name or other not in by_name:
        return None
    return by_name[one].peak / by_name[other].peak


def megabytes(figures: Sequence[Figure], name: str) -> float | None:
    return next((figure.peak / 1e6 for figure in figures if figure.name == name), None)
