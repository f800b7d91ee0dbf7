"""Scenarios run over claims (方案测算): all of them while a block of claims is at hand.

By rank where claims may stand so and there are variants enough; else one variant after the other.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benefits.reading.book import PolicyBook
from benefits.search.by_rank import Given, by_rank
from benefits.search.totals import Totals
from benefits.search.years import YearDays, Years
from benefits.simulation.run import Simulation
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable

THREADS: Final = min(os.cpu_count() or 1, 16)
"""So many blocks are worked out at a time."""

Ran = Callable[[int], None]
"""Told after each run how many claims it had."""


WORTH: Final = 1_000_000
"""Claims of a block times variants from which it is worth being laid out by rank."""

FEWEST: Final = 16
"""So many variants are worth the laying out where the machine code is there."""

AT_A_TIME: Final = 1_000
"""So many variants are run by rank before progress is told, and an interruption met."""


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
    pass_ = _Pass(YearDays(scenarios[0]), shares, statistics or {}, folder, python, ran)
    books = _by_book(scenarios)

    def of_block(table: ClaimTable) -> list[Totals]:
        years, found = Years(table, pass_.days), [Totals() for _ in scenarios]
        for each in books:
            for place, total in zip(each.places, pass_.run(years, each), strict=True):
                found[place] = total
        return found

    merged = [Totals(above=dict.fromkeys(shares, 0)) for _ in scenarios]
    for found in _each(blocks, of_block, 1 if python else THREADS):
        for total, more in zip(merged, found, strict=True):
            total.add(more)
    return merged


@dataclass(slots=True)
class _Pass:
    """One pass over the claims."""

    days: YearDays
    shares: Sequence[int]
    statistics: Mapping[str, int]
    folder: Path | None
    python: bool
    ran: Ran
    by_rank: bool = False
    """Some block was laid out, so the loops lie ready: then it is worth it for the smallest too."""

    def run(self, years: Years, book: "_Book") -> Iterator[Totals]:
        """The totals of variants that differ in figures alone: by rank, else one by one."""
        made = Simulation(years.table, book.book, self.statistics, self.folder, self.python)
        made.begin()
        given, claims, variants = book.given, len(years.table), len(book.places)
        first = made.under(given.variants[0])
        laid = None
        if self._worth(made, claims, variants):
            laid = by_rank(made, first, years, self.shares)
            self.by_rank = True
        for start in range(0, variants, AT_A_TIME):
            some = slice(start, min(start + AT_A_TIME, variants))
            found = None if laid is None else laid.totals(given, some)
            if found is not None:
                yield from found
                self.ran(claims * len(found))
                continue
            for place in range(some.start, some.stop):
                result = first if place == 0 else made.under(given.variants[place])
                yield years.totals(result, self.shares)
                self.ran(claims)

    def _worth(self, made: Simulation, claims: int, variants: int) -> bool:
        """As plain Python a loop by rank is the slower one: it works both sides of a choice out."""
        ready = [region.ready for region, _ in made.regions if region.ready is not None]
        if not all(machine.compiled for _, machine in ready):
            return False
        return claims * variants >= WORTH or (self.by_rank and variants >= FEWEST)


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


@dataclass(frozen=True, slots=True)
class _Book:
    """Scenarios under one book: those differ in figures alone."""

    book: PolicyBook
    places: list[int] = field(default_factory=list)
    given: Given = field(default_factory=lambda: Given([]))


def _by_book(scenarios: Sequence[Scenario]) -> list[_Book]:
    found: dict[int, _Book] = {}
    for place, each in enumerate(scenarios):
        here = found.setdefault(id(each.book), _Book(each.book))
        here.places.append(place)
        here.given.variants.append(each.figures)
    return list(found.values())
