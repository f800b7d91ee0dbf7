"""Catastrophic spending and poverty (灾难性卫生支出, 因病致贫): a family's payments against its income.

Counted over the years of households whose income is given. Spending is catastrophic above 10, 25 or 40%
of the household's income of the year. A family is pushed under the poverty line where its income is at
or above the line for its members, and what is left after its payments is below it.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.indicators.groups import together
from benefits.indicators.people import above
from benefits.indicators.seen import Seen
from benefits.indicators.sums import Sums
from benefits.simulation.arrays import Integers

OF_INCOME: Final = (100_000, 250_000, 400_000)
"""10%, 25% and 40% of income, in millionths."""

POVERTY: Final = "poverty"
_WAYS: Final = 4
_MOST_FEN: Final = 10**12
"""An income above 10,000 million yuan counts as that much, so that products stay whole numbers."""


@dataclass(slots=True)
class Hardship:
    """Years of families by way (neither, the baseline only, the reform only, both) for each line."""

    poverty_line_fen: int | None
    """A year, a head; None: nobody is asked about poverty."""
    cells: Sums = field(default_factory=lambda: Sums(_WAYS))

    def add(self, seen: Seen) -> None:
        if seen.income is None:
            return
        families = seen.families
        income = families.most(seen.income)
        chosen = income >= 0
        weights = seen.weight_of(families)
        weights = None if weights is None else weights[chosen]
        income = np.minimum(income[chosen], _MOST_FEN)
        paid = [families.sum(seen.patient(number))[chosen] for number in (0, -1)]
        ways = {str(share): [above(each, income, share) for each in paid] for share in OF_INCOME}
        if self.poverty_line_fen is not None:
            needed = _members(seen)[chosen] * self.poverty_line_fen
            ways[POVERTY] = [
                ((income >= needed) & (income - each < needed)).astype(np.int64) for each in paid
            ]
        for measure, (before, after) in ways.items():
            self.cells.count(measure, before + 2 * after, weights)
            self.cells.count(f"n{measure}", before + 2 * after)

    def merge(self, other: "Hardship") -> None:
        self.cells.merge(other.cells)

    def moved(self, measure: str, counted: bool = False) -> tuple[int, int, int, int]:
        """Years beyond a line under neither, the baseline only, the reform only, both."""
        neither, before, after, both = self.cells.of(f"n{measure}" if counted else measure)
        return neither, before, after, both

    @property
    def anybody(self) -> bool:
        return self.cells.total(str(OF_INCOME[0])) > 0


def _members(seen: Seen) -> Integers:
    """How many members each family's year counts: as given, else those with a claim in it."""
    families = seen.families
    given = seen.members
    stated = None if given is None else families.most(given)
    each = together(seen.household, seen.year, seen.person)
    start = np.zeros(len(seen), dtype=np.int64)
    start[each.starts if each.rows is None else each.rows[each.starts]] = 1
    met = families.sum(start)
    return met if stated is None else np.where(stated > 0, stated, met)
