"""Who pays how much (基金支出): fen by region and layer under each scenario, and what was refused.

Refusals are counted by code over every claim; money is summed over the claims every scenario accepts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benefits.indicators.groups import together
from benefits.indicators.seen import Seen
from benefits.indicators.sums import added, weighted
from benefits.simulation.arrays import Integers

PATIENT = "patient"
TOTAL = "total"
ELIGIBLE = "eligible"
"""Measures beside the layers; no layer may have these names."""


@dataclass(slots=True)
class Spend:
    """Exact sums in fen × millionths, and numbers of claims and people."""

    scenarios: int
    claims: int = 0
    """Claims met, refused ones among them."""
    accepted: int = 0
    """Claims that every scenario accepts."""
    weight: int = 0
    """The same, weighted, in millionths."""
    weighted: bool = False
    statuses: list[dict[str, int]] = field(default_factory=list)
    """For each scenario, how many claims have which status."""
    money: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """(region, layer or measure, scenario) → fen × millionths."""
    people: dict[tuple[str, str], int] = field(default_factory=dict)
    """(region, layer) → people the layer pays for under some scenario; (region, "total") → people."""

    def __post_init__(self) -> None:
        self.statuses = self.statuses or [{} for _ in range(self.scenarios)]

    def add(self, seen: Seen) -> None:
        table = seen.block.table
        self.claims += len(table)
        self.accepted += len(seen)
        ones = np.ones(len(seen), dtype=np.int64)
        self.weight += weighted(ones, seen.weights)
        self.weighted = self.weighted or seen.weights is not None
        for into, result in zip(self.statuses, seen.results, strict=True):
            added(into, result.statuses())
        for region, rows in _regions(seen):
            self._region(seen, region, rows)

    def merge(self, other: "Spend") -> None:
        self.claims += other.claims
        self.accepted += other.accepted
        self.weight += other.weight
        self.weighted = self.weighted or other.weighted
        for into, found in zip(self.statuses, other.statuses, strict=True):
            added(into, found)
        added(self.money, other.money)
        added(self.people, other.people)

    def of(self, measure: str, scenario: int, region: str | None = None) -> int:
        """Fen × millionths of one layer or measure, of one region or of all."""
        return sum(
            amount
            for (where, what, number), amount in self.money.items()
            if what == measure and number == scenario and region in (None, where)
        )

    def regions(self) -> list[str]:
        return sorted({region for region, _, _ in self.money})

    def layers(self, region: str) -> list[str]:
        """The layers met in a region."""
        beside = (PATIENT, TOTAL, ELIGIBLE)
        return list(
            dict.fromkeys(
                what for where, what, _ in self.money if where == region and what not in beside
            )
        )

    def _region(self, seen: Seen, region: str, rows: Any) -> None:
        weights = None if seen.weights is None else seen.weights[rows]
        person = together(seen.person[rows])
        found: dict[tuple[str, str, int], int] = {}
        counted: dict[tuple[str, str], int] = {(region, TOTAL): len(person)}
        paid_for: dict[str, Integers] = {}
        known = seen.names[region].layers
        for number, result in enumerate(seen.results):
            for layer, column in result.layers.items():
                paid = seen.of(column)[rows]
                found[region, layer, number] = weighted(paid, weights)
                if layer in known:
                    paid_for[layer] = paid_for.get(layer, 0) + person.most(paid)
            found[region, PATIENT, number] = weighted(seen.patient(number)[rows], weights)
            found[region, TOTAL, number] = weighted(seen.total[rows], weights)
            found[region, ELIGIBLE, number] = weighted(seen.eligible[rows], weights)
        for layer, most in paid_for.items():
            counted[region, layer] = int(np.count_nonzero(most))
        added(
            self.money, {key: n for key, n in found.items() if key[1] in known or n or _beside(key)}
        )
        added(self.people, counted)


def _beside(key: tuple[str, str, int]) -> bool:
    return key[1] in (PATIENT, TOTAL, ELIGIBLE)


def _regions(seen: Seen) -> Iterator[tuple[str, Any]]:
    """Each region of the block with its rows among those that count."""
    listed = seen.block.table.region.words
    for number, region in enumerate(listed):
        if region not in seen.names:
            continue  # nobody knows it, so nothing of it was accepted
        here = seen.region == number
        if bool(here.any()):
            yield region, slice(None) if bool(here.all()) else np.flatnonzero(here)
