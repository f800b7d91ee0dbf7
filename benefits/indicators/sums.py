"""Exact sums by cell (分组合计): fen, claims or people, each times a weight in millionths.

A tally is nothing but such sums, so two of them are put together by adding whole numbers, and what comes
out does not depend on the order in which blocks were met. Python's whole numbers hold a country's fen
times its weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from benefits.simulation.arrays import Array, Integers
from benefits.simulation.weighted import weighted_sum, weighted_sums

MILLION: Final = 1_000_000
"""A claim that stands for itself weighs a million millionths."""

Key = TypeVar("Key")
Weights = Integers | None
"""Millionths by row; None: each row stands for itself."""


@dataclass(slots=True)
class Sums:
    """Sums of several measures over the cells 0, 1, …, `size` − 1; every sum is in millionths."""

    size: int
    cells: dict[str, Array] = field(default_factory=dict)

    def add(self, measure: str, cell: Array, amounts: Integers, weights: Weights) -> None:
        """Add a column, row by row, into the cells that `cell` names."""
        if weights is None:
            here = np.zeros(self.size, dtype=np.int64)
            np.add.at(here, cell, amounts)
            self._take(measure, here.astype(object) * MILLION)
        else:
            listed = weighted_sums(amounts, weights, cell, self.size)
            self._take(measure, np.array(listed, dtype=object))

    def count(self, measure: str, cell: Array, weights: Weights = None) -> None:
        """Add one for each row, times its weight."""
        self.add(measure, cell, np.ones(len(cell), dtype=np.int64), weights)

    def merge(self, other: "Sums") -> None:
        """Add what another tally of the same cells has found."""
        assert self.size == other.size, "sums of other cells"
        for measure, found in other.cells.items():
            self._take(measure, found)

    def of(self, measure: str) -> list[int]:
        """The sums of one measure, cell by cell; nothing where none was added."""
        found = self.cells.get(measure)
        return [0] * self.size if found is None else [int(each) for each in found]

    def total(self, measure: str) -> int:
        return sum(self.of(measure))

    def _take(self, measure: str, found: Array) -> None:
        before = self.cells.get(measure)
        self.cells[measure] = found if before is None else before + found


def weighted(amounts: Integers, weights: Weights) -> int:
    """One exact sum, in millionths."""
    if weights is None:
        return int(amounts.sum()) * MILLION
    return weighted_sum(amounts, weights)


def added(into: dict[Key, int], found: Mapping[Key, int]) -> None:
    """Add numbers to numbers of the same name."""
    for key, number in found.items():
        into[key] = into.get(key, 0) + number
