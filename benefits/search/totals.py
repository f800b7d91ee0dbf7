"""What a variant comes to (方案合计): every layer's cost, the patients' own, who is above a share.

Sums of whole numbers over closed blocks, in millionths of a fen and of a person, so that weights are
exact; the order of the blocks does not matter. A claim the variant refuses is counted by its code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from benefits.money import RATE_SCALE, rounded
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.claims import Claims
from benefits.simulation.result import Result
from benefits.simulation.run import simulate
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import AMOUNTS, ClaimTable

MILLION: Final = 1_000_000
"""A claim or a person that stands for itself."""


@dataclass(slots=True)
class Totals:
    """The sums of one variant; amounts in millionths of a fen, people in millionths of a person."""

    layers: dict[str, int] = field(default_factory=dict)
    patient: int = 0
    bill: int = 0
    people: int = 0
    """Years of people with an accepted claim."""
    above: dict[int, int] = field(default_factory=dict)
    """By share (millionths of the bill): years of people who paid more than it."""
    statuses: dict[str, int] = field(default_factory=dict)
    """Claims by what became of them, not weighted."""

    @property
    def funds(self) -> int:
        """What all layers pay together."""
        return sum(self.layers.values())

    @property
    def refused(self) -> int:
        """Claims that have no split."""
        return sum(number for word, number in self.statuses.items() if word != "ok")

    def add(self, other: "Totals") -> None:
        """The same of other blocks."""
        self.patient += other.patient
        self.bill += other.bill
        self.people += other.people
        _add(self.layers, other.layers)
        _add(self.above, other.above)
        _add(self.statuses, other.statuses)


Key = TypeVar("Key")


def _add(into: dict[Key, int], found: Mapping[Key, int]) -> None:
    for key, number in found.items():
        into[key] = into.get(key, 0) + number


def whole(millionths: int) -> int:
    """Fen or people as they are shown: rounded once, half up."""
    return rounded(millionths, MILLION, "half_up")


Ran = Callable[[int], None]
"""Told after each run how many claims it had."""


def totals(
    blocks: Iterable[ClaimTable],
    scenarios: Sequence[Scenario],
    shares: Sequence[int],
    *,
    statistics: Mapping[str, int] | None = None,
    folder: Path | None = None,
    python: bool = False,
    ran: Ran = lambda claims: None,
) -> list[Totals]:
    """The totals of every scenario; all of them are run while a block is at hand.

    `shares` in millionths; `statistics` in fen.
    """
    found = [Totals(above=dict.fromkeys(shares, 0)) for _ in scenarios]
    for table in blocks:
        years = Years(table, scenarios[0].book)
        for scenario, total in zip(scenarios, found, strict=True):
            result = simulate(
                table,
                scenario.book,
                scenario.figures,
                statistics=statistics,
                folder=folder,
                python=python,
            )
            total.add(years.totals(result, shares))
            ran(len(table))
    return found


class Years:
    """A block's claims by the benefit years of its people, put together once for all variants."""

    def __init__(self, table: ClaimTable, book: PolicyBook) -> None:
        keys = table.person_id, _year(table, book)
        self.rows = np.lexsort(keys[::-1])
        begins = np.ones(len(table), dtype=np.bool_)
        if len(table):
            begins[1:] = False
            for key in keys:
                ordered = key[self.rows]
                begins[1:] |= ordered[1:] != ordered[:-1]
        self.starts = np.flatnonzero(begins)
        self.bill = np.zeros(len(table), dtype=np.int64)
        for part in AMOUNTS:
            self.bill += table.columns[part]
        given = table.measures.get("weight")
        self.weight = None if given is None else np.where(given < 0, MILLION, given)

    def totals(self, result: Result, shares: Sequence[int]) -> Totals:
        """The sums of one result."""
        accepted = result.status == 0
        bill = np.where(accepted, self.bill, 0)
        weight = self.weight
        told = Totals(statuses=result.statuses())
        told.layers = {name: weighted(column, weight) for name, column in result.layers.items()}
        told.patient, told.bill = weighted(result.patient_fen, weight), weighted(bill, weight)
        there = self._by_year(np.maximum, accepted.astype(np.int64))
        years = there if weight is None else there * self._by_year(np.maximum, weight)
        stands = years * MILLION if weight is None else years
        told.people = int(stands.sum())
        paid, whole_bill = self._by_year(np.add, result.patient_fen), self._by_year(np.add, bill)
        for share in shares:
            above = paid * RATE_SCALE > whole_bill * share
            told.above[share] = int(stands[above].sum())
        return told

    def _by_year(self, how: np.ufunc, column: Integers) -> Integers:
        if not len(self.starts):
            return np.zeros(0, dtype=np.int64)
        return np.asarray(how.reduceat(column[self.rows], self.starts))


_BITS: Final = 31


def weighted(amounts: Integers, weight: Integers | None) -> int:
    """The exact sum of amounts times weights, in millionths.

    >>> weighted(np.array([2_000_000_000] * 3), np.array([9_000_000_000] * 3))
    54000000000000000000
    """
    if weight is None:
        return int(amounts.sum()) * MILLION
    return _products(amounts, weight >> _BITS) * 2**_BITS + _products(amounts, weight % 2**_BITS)


def _products(amounts: Integers, factors: Integers) -> int:
    """The exact sum of products that each fit: of their upper and their lower halves."""
    product = amounts * factors
    return int((product >> _BITS).sum()) * 2**_BITS + int((product % 2**_BITS).sum())


def _year(table: ClaimTable, book: PolicyBook) -> Array:
    """The benefit year of each claim, by the day that its region's policies name."""
    days = Claims(table, None).days()
    day = days["discharge"]
    for number, region in enumerate(table.region.words):
        day = np.where(table.region.codes == number, days[_year_day(book, region)], day)
    return day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)


def _year_day(book: PolicyBook, region: str) -> str:
    """Versions that do not agree: the discharge, the usual one, stands for them."""
    try:
        documents = [book.document(region, each) for each in book.versions(region)]
    except Refused:
        return "discharge"
    named = {each.policy.year_day for each in documents if isinstance(each.policy, Policy)}
    return named.pop() if len(named) == 1 else "discharge"
