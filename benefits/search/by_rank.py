"""A block by rank (按次序测算): many variants' totals at once, where claims may stand so; the rest apart.

A year of a person stands by rank where all its accepted claims are of one region whose loop can be put
so (`simulation.ranks`). Everybody else's claims are a table of their own, run claim by claim. Nothing
leaves int64: what a claim's layers and patient pay is never below 0 (the graph's intervals) and adds up
to its bill, so no sum of amounts times weights is above the bills times their weights, and no number of
people above what all claims weigh. Both are known before: blocks of people are added up together as far
as these fit, then as Python's whole numbers; where those of one block do not fit, nothing is laid out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from benefits.formula.graph import Graph
from benefits.indicators.people import most_within
from benefits.indicators.sums import MILLION
from benefits.search.ordered import taken
from benefits.search.totals import Totals
from benefits.search.years import Accepted, Years
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.ranks import Loop, Ranks, loop
from benefits.simulation.result import Result
from benefits.simulation.run import Figures, Simulation, figures_of

_ELSEWHERE: Final = -1
"""Stands for the regions that have no loop by rank."""
_NOBODY: Final = 1 << 30


@dataclass(slots=True)
class Given:
    """The figures of many variants; as a loop by rank takes them they are put together once."""

    variants: list[Figures]
    _ready: dict[str, Array] = field(default_factory=dict)

    def of(self, file: str, graph: Graph) -> Array:
        """A row for each variant: the figures of one policy."""
        if file not in self._ready:
            listed = [figures_of(each, file, graph) for each in self.variants]
            self._ready[file] = np.array(listed, dtype=np.int64)
        return self._ready[file]


@dataclass(frozen=True, slots=True)
class _Region:
    """One region's claims by rank, and what each year of a person is held against."""

    file: str
    graph: Graph
    layers: Sequence[str]
    ranks: Ranks
    most: Sequence[Integers]
    """For each share, the most that a year may pay and not be above it."""
    stands: Integers

    def sums(self, given: Given, some: slice) -> list[list[int]] | None:
        """A row for each variant: layers, patient, years above each share."""
        figures = given.of(self.file, self.graph)[some]
        return self.ranks.sums(figures.reshape(-1), len(figures), self.most, self.stands)


@dataclass(frozen=True, slots=True)
class ByRank:
    """A block laid out by rank for many variants."""

    regions: Sequence[_Region]
    shares: Sequence[int]
    settled: Totals
    """What no variant changes: bills, years of people, and the statuses of all but the rest."""
    factor: int
    """What the sums are short of millionths."""
    rest: tuple[Simulation, Years] | None

    def totals(self, given: Given, some: slice) -> list[Totals] | None:
        """The totals of some variants; None where a running total came near its limit: then the order
        of the claims decides which are refused, and all of them have to be run one by one."""
        variants = given.variants[some]
        found = [self._own() for _ in variants]
        for region in self.regions:
            sums = region.sums(given, some)
            if sums is None:
                return None
            for total, row in zip(found, sums, strict=True):
                total.add(self._told(region.layers, row))
        for total in found:
            assert total.funds + total.patient == total.bill, "every fen is paid once"
        if self.rest is not None:
            made, years = self.rest
            for total, figures in zip(found, variants, strict=True):
                total.add(years.totals(made.under(figures), self.shares))
        return found

    def _own(self) -> Totals:
        own = self.settled
        return Totals(bill=own.bill, people=own.people, statuses=dict(own.statuses))

    def _told(self, layers: Sequence[str], row: Sequence[int]) -> Totals:
        paid, patient, above = row[: len(layers)], row[len(layers)], row[len(layers) + 1 :]
        return Totals(
            {name: each * self.factor for name, each in zip(layers, paid, strict=True)},
            patient * self.factor,
            above={each: n * self.factor for each, n in zip(self.shares, above, strict=True)},
        )


def by_rank(made: Simulation, result: Result, years: Years, shares: Sequence[int]) -> ByRank | None:
    """Lay a block out that was run once, with this result; None where nobody's claims stand by rank."""
    loops = _loops(made, years)
    chosen, rest = _parted(made, result, years, loops)
    if not bool(chosen.any()):
        return None
    among = years.among(result, chosen)
    regions: list[_Region] = []
    for number, each in loops.items():
        region = _region(made, number, each, chosen, years, among, shares)
        if region is None:
            return None
        regions.append(region)
    statuses = replace(result, status=result.status[~rest]).statuses()
    settled = Totals(bill=among.bill, people=among.people, statuses=statuses)
    factor = MILLION if years.weight is None else 1
    return ByRank(regions, shares, settled, factor, _rest(made, rest, years))


def _loops(made: Simulation, years: Years) -> dict[int, Loop]:
    """By place among the regions: the loops there are, where a benefit year is what `years` has it be."""
    found: dict[int, Loop] = {}
    for number, (region, _) in enumerate(made.regions):
        one = loop(region, years.weight is not None)
        if one is not None:
            claims = one.call.claims
            own = claims.years(one.call.versions, one.call.version)
            if np.array_equal(own, claims.of(years.year)):
                found[number] = one
    return found


def _parted(
    made: Simulation, result: Result, years: Years, loops: dict[int, Loop]
) -> tuple[Truths, Truths]:
    """The claims that stand by rank, and the rows that are to be run one by one."""
    where = np.full(len(years.year), _ELSEWHERE, dtype=np.int64)
    rest = np.zeros(len(where), dtype=np.bool_)
    for number, (region, _) in enumerate(made.regions):
        rows = slice(None) if region.rows is None else region.rows
        if number in loops:
            where[rows] = number
        else:
            rest[rows] = True
    accepted = result.status == 0
    may_count = accepted | rest  # what is refused elsewhere may be accepted under other figures
    highest = years.groups.most(np.where(may_count, where, _ELSEWHERE))
    lowest = -years.groups.most(np.where(may_count, -where, -_NOBODY))
    whole = (highest == lowest) & (highest != _ELSEWHERE)
    chosen = accepted & years.by_row(whole)
    return chosen, rest | (accepted & ~chosen)


def _region(
    made: Simulation,
    number: int,
    one: Loop,
    chosen: Truths,
    years: Years,
    among: Accepted,
    shares: Sequence[int],
) -> _Region | None:
    region, documents = made.regions[number]
    ranks = one.laid_out(chosen, among.by_claim, years.weight)
    if ranks is None:
        return None
    people = ranks.people

    def by_person(of_group: Integers) -> Integers:
        return np.ascontiguousarray(years.by_row(of_group)[people])

    most = [by_person(most_within(among.bills, each, among.number)) for each in shares]
    graph = region.versions[0].formula.graph
    return _Region(documents[0].file, graph, one.layers(), ranks, most, by_person(among.stands))


def _rest(made: Simulation, rest: Truths, years: Years) -> tuple[Simulation, Years] | None:
    """The claims that are run one by one, as a table of their own."""
    if not bool(rest.any()):
        return None
    table = taken(years.table, np.flatnonzero(rest))
    own = Simulation(table, made.book, made.statistics, made.folder, made.python)
    own.begin()
    return own, Years(table, years.days)
