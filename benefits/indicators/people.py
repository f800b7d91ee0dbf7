"""People and families above a share of their bills (负担超线人数), before and after the reform.

A person's year is all bills of a person in one benefit year; a family's, those of a household. Above
means more than the share: exactly 10% of the year's bills is not above 10%, nor is what rounding to the
fen adds to it. Whole numbers are compared.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.indicators.groups import Groups
from benefits.indicators.seen import Seen, identity
from benefits.indicators.shares import SIZES
from benefits.indicators.sums import MILLION, Sums
from benefits.simulation.arrays import Array, Integers

USUAL: Final = (50_000, 95_000, 100_000)
"""5%, 9.5% and 10% of the bills, in millionths."""

Ways = tuple[int, int, int, int]

_WAYS: Final = 4
"""Above under neither rule (0), the baseline only (1), the reform only (2), both (3)."""


@dataclass(slots=True)
class Above:
    """How many years of people, or of families, are above each share, by identity."""

    shares: tuple[int, ...]
    cells: Sums = field(default_factory=lambda: Sums(SIZES["identity"] * _WAYS))
    """By identity and way; the measure is the share, weighted, or `n` and the share, not weighted."""

    def add(self, seen: Seen, groups: Groups) -> None:
        total, weights = groups.sum(seen.total), seen.weight_of(groups)
        bills = groups.sum(np.ones(len(seen), dtype=np.int64))
        before = groups.sum(seen.patient(0))
        after = groups.sum(seen.patient(len(seen.results) - 1))
        who = identity(groups.union(seen.identities)) * _WAYS
        for share in self.shares:
            way = who + above(before, total, share, bills) + 2 * above(after, total, share, bills)
            self.cells.count(str(share), way, weights)
            self.cells.count(f"n{share}", way)

    def merge(self, other: "Above") -> None:
        self.cells.merge(other.cells)

    def by_identity(self, share: int, scenario: int, counted: bool = False) -> list[int]:
        """Years above a share: under the baseline (0) or the reform (1); in millionths."""
        listed = self.ways(share, counted)
        return [ways[1 + scenario] + ways[3] for ways in listed]

    def years(self, counted: bool = False) -> list[int]:
        """All years, by identity."""
        return [sum(ways) for ways in self.ways(self.shares[0], counted)]

    def moved(self, share: int, counted: bool = False) -> Ways:
        """Years above under neither, the baseline only, the reform only, both."""
        listed = self.ways(share, counted)
        neither, before, after, both = (sum(ways[n] for ways in listed) for n in range(_WAYS))
        return neither, before, after, both

    def ways(self, share: int, counted: bool = False) -> list[Ways]:
        """The same by identity; `counted` in years that stand for themselves, not weighted."""
        found = self.cells.of(f"n{share}" if counted else str(share))
        four = zip(*(found[n::_WAYS] for n in range(_WAYS)), strict=True)
        return [(neither, before, after, both) for neither, before, after, both in four]


def above(part: Integers, whole: Integers, share: int, bills: Integers | int = 0) -> Array:
    """1 where part is more than a share (millionths) of whole, by more than rounding each bill makes.

    A ceiling of 5% leaves the patient 5% of the bill rounded half up: half a fen more is not above 5%.
    """
    return (part > most_within(whole, share, bills)).astype(np.int64)


def most_within(whole: Integers, share: int, bills: Integers | int = 0) -> Integers:
    """The most fen that are not above a share of whole: half a fen a bill is what rounding makes.

    >>> most_within(np.array([10_000, 10_001]), 95_000), most_within(np.array([10_001]), 95_000, 2)
    (array([950, 950]), array([951]))
    """
    return np.asarray((2 * share * whole + MILLION * bills) // (2 * MILLION))
