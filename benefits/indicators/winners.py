"""Who gains and who loses (受益与受损): each person's year under the reform against the baseline.

Gains and losses are of the patient's share: who pays less gains. Bands of change are told apart by whole
fen; the largest changes are kept for the bureau, which may see single people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.indicators.seen import Seen, identity
from benefits.indicators.shares import SIZES
from benefits.indicators.sums import Sums

EDGES: Final = (0, 10_000, 50_000, 100_000, 500_000, 1_000_000)
"""A change of more than so many fen lies in the next band; the edge itself lies in the band below."""

SAME: Final = len(EDGES)
"""The place of those whose payment does not change; bands of gains stand before it, of losses after."""

BANDS: Final = 2 * len(EDGES) + 1
WAYS: Final = 3
"""Gains (0), the same (1), loses (2)."""
MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One person's year: what the person pays before and after, in fen."""

    person_id: int
    household_id: int
    year: int
    total_fen: int
    before_fen: int
    after_fen: int

    @property
    def change_fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(slots=True)
class Winners:
    """Years of people by band of change, and by identity and way."""

    bands: Sums = field(default_factory=lambda: Sums(BANDS))
    ways: Sums = field(default_factory=lambda: Sums(SIZES["identity"] * WAYS))
    """By identity × way: `people` and `fen` weighted, `n` not."""
    gains: tuple[Change, ...] = ()
    losses: tuple[Change, ...] = ()

    def add(self, seen: Seen) -> None:
        if len(seen.results) < 2:
            return
        people = seen.people
        weights = seen.weight_of(people)
        before, after = people.sum(seen.patient(0)), people.sum(seen.patient(-1))
        change = after - before
        band = SAME + np.sign(change) * np.searchsorted(np.array(EDGES), np.abs(change))
        way = identity(people.union(seen.identities)) * WAYS + 1 + np.sign(change)
        for sums, cell in ((self.bands, band), (self.ways, way)):
            sums.count("people", cell, weights)
            sums.count("n", cell)
            sums.add("fen", cell, change, weights)
        year, person = people.first(seen.year), people.first(seen.person)
        household, total = people.most(seen.household), people.sum(seen.total)

        def named(rows: Iterable[int]) -> list[Change]:
            columns = (person, household, year, total, before, after)
            return [Change(*(int(column[row]) for column in columns)) for row in rows]

        # The sort is stable and groups stand by person and year, so equals are kept in that order.
        order = np.argsort(change, kind="stable")
        self.gains = _largest(self.gains, named(_few(order, change, -1)))
        self.losses = _largest(
            self.losses, named(_few(np.argsort(-change, kind="stable"), change, 1))
        )

    def merge(self, other: "Winners") -> None:
        self.bands.merge(other.bands)
        self.ways.merge(other.ways)
        self.gains = _largest(self.gains, other.gains)
        self.losses = _largest(self.losses, other.losses)

    def ways_of(self, measure: str) -> list[tuple[int, int, int]]:
        """By identity: gains, the same, loses."""
        found = self.ways.of(measure)
        return [(found[n], found[n + 1], found[n + 2]) for n in range(0, len(found), WAYS)]


def _few(order: np.ndarray, change: np.ndarray, sign: int) -> list[int]:
    first = order[:MOST_NAMED]
    return [int(row) for row in first[np.sign(change[first]) == sign]]


def _largest(some: Iterable[Change], others: Iterable[Change]) -> tuple[Change, ...]:
    ranked = sorted(
        {*some, *others}, key=lambda each: (-abs(each.change_fen), each.person_id, each.year)
    )
    return tuple(ranked[:MOST_NAMED])
