"""How payments are spread (负担分布): deciles, Gini coefficient and concentration index.

People's years lie in fine cells by an amount: below 512 fen each amount has its own, above that a cell
is at most 1/256 of its amount wide. Each cell keeps exact sums, so nothing but the edge of a decile turns
on the width of a cell, and cells of several tallies are added up.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import Final

import numpy as np

from benefits.indicators.seen import Seen
from benefits.indicators.sums import Sums
from benefits.simulation.arrays import Array, Integers

_EXACT: Final = 512
_STEPS: Final = 256
"""Cells between one power of two and the next."""
_DOUBLINGS: Final = 32
CELLS: Final = _EXACT + _STEPS * _DOUBLINGS
"""Up to 2^41 fen, 22,000 million yuan; whatever is above lies in the last cell."""

_POWERS: Final = np.array([1 << bit for bit in range(63)], dtype=np.int64)
DECILES: Final = 10


def cell_of(amounts: Integers) -> Array:
    """The cell of each amount ≥ 0.

    >>> cell_of(np.array([0, 511, 512, 513, 514, 1024])).tolist()
    [0, 511, 512, 512, 513, 768]
    """
    doublings = np.maximum(np.searchsorted(_POWERS, amounts, side="right") - 9, 0)
    cell = (amounts >> doublings) + doublings * _STEPS
    found: Array = np.minimum(cell, CELLS - 1)
    return found


def lowest_of(cell: int) -> int:
    """The smallest amount of a cell.

    >>> [lowest_of(each) for each in (0, 511, 512, 513, 768)]
    [0, 511, 512, 514, 1024]
    """
    if cell < _EXACT:
        return cell
    doublings = (cell - _STEPS) // _STEPS
    return (cell - doublings * _STEPS) << doublings


@dataclass(slots=True)
class Ranked:
    """People's years by the cell of the amount that ranks them: the year's bills, or the income."""

    cells: Sums = field(default_factory=lambda: Sums(CELLS))

    def add(self, seen: Seen, amounts: Integers, chosen: Array) -> None:
        people = seen.people
        weights = seen.weight_of(people)
        weights = None if weights is None else weights[chosen]
        cell = cell_of(amounts[chosen])
        self.cells.count("people", cell, weights)
        self.cells.count("n", cell)
        for measure, column in seen.measures():
            self.cells.add(measure, cell, people.sum(column)[chosen], weights)

    def merge(self, other: "Ranked") -> None:
        self.cells.merge(other.cells)

    @property
    def anybody(self) -> bool:
        return self.cells.total("people") > 0

    def deciles(self) -> list["Decile"]:
        """Tenths of the people in the order of the amount; people in one cell stay together."""
        return _deciles(self.cells.of("people"))

    def within(self, decile: "Decile", measure: str) -> int:
        return sum(self.cells.of(measure)[decile.first_cell : decile.end_cell])

    def concentration(self, measure: str) -> Fraction | None:
        """The concentration index of a measure: below 0 where those ranked low bear more of it."""
        return inequality(self.cells.of("people"), self.cells.of(measure))


@dataclass(frozen=True, slots=True)
class Decile:
    """Tenths `first` to `last` (1 to 10), more than one where many people share a cell."""

    first: int
    last: int
    first_cell: int
    end_cell: int


@dataclass(slots=True)
class Spread:
    """Payments by rank of the year's bills and of income, and by themselves."""

    by_bill: Ranked = field(default_factory=Ranked)
    by_income: Ranked = field(default_factory=Ranked)
    payments: Sums = field(default_factory=lambda: Sums(CELLS))

    def add(self, seen: Seen) -> None:
        people = seen.people
        weights = seen.weight_of(people)
        self.by_bill.add(seen, people.sum(seen.total), np.ones(len(people), dtype=np.bool_))
        if seen.income is not None:
            income = people.most(seen.income)
            self.by_income.add(seen, np.maximum(income, 0), income >= 0)
        for number in range(len(seen.results)):
            paid = people.sum(seen.patient(number))
            cell = cell_of(paid)
            self.payments.count(f"people{number}", cell, weights)
            self.payments.add(f"patient{number}", cell, paid, weights)

    def merge(self, other: "Spread") -> None:
        self.by_bill.merge(other.by_bill)
        self.by_income.merge(other.by_income)
        self.payments.merge(other.payments)

    @property
    def ranked(self) -> Ranked:
        """By income where it is given, else by the year's bills."""
        return self.by_income if self.by_income.anybody else self.by_bill

    def gini(self, scenario: int) -> Fraction | None:
        """The Gini coefficient of what people pay in a year, those who pay nothing among them."""
        cells = self.payments
        return inequality(cells.of(f"people{scenario}"), cells.of(f"patient{scenario}"))


def inequality(people: list[int], amounts: list[int]) -> Fraction | None:
    """Twice the area between the diagonal and the curve of shares, cell after cell; None of nothing.

    >>> inequality([1, 1], [0, 5]), inequality([1, 1], [5, 0]), inequality([2, 2], [3, 3])
    (Fraction(1, 2), Fraction(-1, 2), Fraction(0, 1))
    """
    everybody, everything = sum(people), sum(amounts)
    if not everybody or not everything:
        return None
    below = twice = 0
    for number, amount in zip(people, amounts, strict=True):
        twice += number * (2 * below + amount)
        below += amount
    return 1 - Fraction(twice, everybody * everything)


def _deciles(people: list[int]) -> list[Decile]:
    everybody = sum(people)
    found: list[Decile] = []
    tenth, start = 0, 0
    for cell, reached in enumerate(accumulate(people)):
        now = reached * DECILES // everybody if everybody else 0
        if now > tenth:
            found.append(Decile(tenth + 1, now, start, cell + 1))
            tenth, start = now, cell + 1
    return found
