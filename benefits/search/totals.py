"""What a variant comes to (方案合计): every layer's cost, the patients' own, who is above a share.

Sums of whole numbers over closed blocks, in millionths of a fen and of a person, so that weights are
exact; the order of the blocks does not matter. A claim the variant refuses is counted by its code.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from benefits.indicators.groups import together
from benefits.indicators.names import region_names
from benefits.indicators.people import above
from benefits.indicators.sums import MILLION, weighted
from benefits.money import rounded
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.claims import Claims
from benefits.simulation.result import Result
from benefits.simulation.run import under_each
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import AMOUNTS, ClaimTable
from benefits.words import code


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
        return sum(each for word, each in self.statuses.items() if word not in ("ok", "reversed"))

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


THREADS: Final = min(os.cpu_count() or 1, 16)
"""So many blocks are worked out at a time."""

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
    days, places = YearDays(scenarios[0]), _by_book(scenarios)

    def of_block(table: ClaimTable) -> list[Totals]:
        years, found = Years(table, days), [Totals() for _ in scenarios]
        for here in places:
            results = under_each(
                table,
                scenarios[here[0]].book,
                [scenarios[place].figures for place in here],
                statistics=statistics,
                folder=folder,
                python=python,
            )
            for place, result in zip(here, results, strict=True):
                found[place] = years.totals(result, shares)
                ran(len(table))
        return found

    merged = [Totals(above=dict.fromkeys(shares, 0)) for _ in scenarios]
    for found in _each(blocks, of_block, 1 if python else THREADS):
        for total, more in zip(merged, found, strict=True):
            total.add(more)
    return merged


def _each(
    blocks: Iterable[ClaimTable], work: Callable[[ClaimTable], list[Totals]], threads: int
) -> Iterator[list[Totals]]:
    """Blocks worked out by so many threads (machine code needs no interpreter), and read no further
    ahead than there are threads."""
    if threads == 1:
        yield from map(work, blocks)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[list[Totals]]] = deque()
        try:
            for table in blocks:
                waiting.append(pool.submit(work, table))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def _by_book(scenarios: Sequence[Scenario]) -> list[list[int]]:
    """The places of scenarios under one book: those differ in figures alone."""
    places: dict[int, list[int]] = {}
    for place, each in enumerate(scenarios):
        places.setdefault(id(each.book), []).append(place)
    return list(places.values())


@dataclass(frozen=True, slots=True)
class _Accepted:
    """The accepted claims of a block: their bills, the years of people they make, what each weighs."""

    claims: Truths
    bill: int
    people: int
    bills: Integers
    number: Integers
    """How many bills each year of a person has: what rounding adds to so many is not above a share."""
    stands: Integers


class Years:
    """A block's claims by the benefit years of its people, put together once for all variants."""

    def __init__(self, table: ClaimTable, days: "YearDays") -> None:
        self.groups = together(table.person_id, days.years(table))
        self.bill = np.zeros(len(table), dtype=np.int64)
        for part in AMOUNTS:
            self.bill += table.columns[part]
        self.review = table.columns["kind"] == code("kind", "annual_review")
        """A yearly review looks back on last year's bill: its own is what payers and patient add up to."""
        given = table.measures.get("weight")
        self.weight = None if given is None else np.where(given < 0, MILLION, given)
        self._last: _Accepted | None = None

    def totals(self, result: Result, shares: Sequence[int]) -> Totals:
        """The sums of one result."""
        accepted = self._accepted(result)
        paid = self.groups.sum(result.patient_fen)
        return Totals(
            layers={name: weighted(each, self.weight) for name, each in result.layers.items()},
            patient=weighted(result.patient_fen, self.weight),
            bill=accepted.bill,
            people=accepted.people,
            above={
                each: int(
                    accepted.stands[above(paid, accepted.bills, each, accepted.number) != 0].sum()
                )
                for each in shares
            },
            statuses=result.statuses(),
        )

    def _accepted(self, result: Result) -> "_Accepted":
        """What mostly turns on the accepted claims alone, and they are those of the variant before."""
        accepted, reviews = result.status == 0, bool(self.review.any())
        if self._last is None or reviews or not np.array_equal(accepted, self._last.claims):
            bill = np.where(accepted, self._bill(result) if reviews else self.bill, 0)
            stands = self.groups.most(self._weights(accepted))
            total, people = weighted(bill, self.weight), int(stands.sum())
            self._last = _Accepted(
                accepted, total, people, self.groups.sum(bill), self.groups.sum(accepted), stands
            )
        return self._last

    def _bill(self, result: Result) -> Integers:
        paid = result.patient_fen + sum(result.layers.values())
        return np.where(self.review, paid, self.bill)

    def _weights(self, accepted: Truths) -> Integers:
        """What each accepted claim weighs; a year of a person weighs what the heaviest does."""
        return np.where(accepted, MILLION if self.weight is None else self.weight, 0)


@dataclass(slots=True)
class YearDays:
    """The day by which each region's policies tell the benefit year; asked once a region."""

    scenario: Scenario
    _known: dict[str, str | None] = field(default_factory=dict)

    def years(self, table: ClaimTable) -> Array:
        """The benefit year of each claim."""
        days = Claims(table, None).days()
        day = days["discharge"]
        for number, region in enumerate(table.region.words):
            named = self._of(region)
            if named is not None:
                day = np.where(table.region.codes == number, days[named], day)
        return day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)

    def _of(self, region: str) -> str | None:
        if region not in self._known:
            names = region_names([self.scenario], region)
            self._known[region] = None if names is None else names.year_day
        return self._known[region]
