"""Many variants of the figures over the same claims (多方案测算): totals, all variants while a block is near.

A sweep asks for totals only, a thousand times. So the claims are put in order and checked once, and cut
into blocks small enough for the processor's nearest memory; each block is run under every variant, into
columns that are added up and used again, before the next block is fetched. Where claims depend on more
than a person's own year, or a review asks for the year before, the plain way is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.simulation.arrays import Array
from benefits.simulation.call import Call
from benefits.simulation.layout import OF_ELIGIBLE, Argument
from benefits.simulation.machine import Machine
from benefits.simulation.ranks import Ranks, ranks
from benefits.simulation.region import Region
from benefits.simulation.run import Figures, Simulation, figures_of
from benefits.simulation.table import ClaimTable
from benefits.simulation.threads import threads

BLOCK: Final = 16_384
"""Claims of a block: with what they come to, about a megabyte."""

_WRITTEN: Final = ("layer", "patient", *OF_ELIGIBLE, "status")
_OF_A_CLAIM: Final = ("first", "version", "fact")


@dataclass(frozen=True, slots=True)
class Layout:
    """Claims made ready for many variants."""

    made: Simulation
    blocks: tuple["_Blocks", ...] | None
    """A region's claims in blocks; None: the plain way."""

    def totals_for(self, variants: Sequence[Figures]) -> list[dict[str, int]]:
        """Fen by layer, and the patients' own, for each variant; as `Result.totals` has them."""
        if self.blocks is None:
            return [self.made.under(each).totals() for each in variants]
        told: list[dict[str, int]] = [{} for _ in variants]
        for region in self.blocks:
            for totals, more in zip(told, region.totals_for(variants), strict=True):
                for name, amount in more.items():
                    totals[name] = totals.get(name, 0) + amount
        layers = dict.fromkeys(name for region in self.blocks for name in region.layers())
        return [{name: each[name] for name in (*layers, "patient")} for each in told]


def layout(
    table: ClaimTable,
    book: PolicyBook,
    *,
    statistics: Mapping[str, int] | None = None,
    folder: Path | None = None,
    python: bool = False,
) -> Layout:
    """Check the claims and put them in order, once for every variant of the figures."""
    made = Simulation(table, book, statistics or {}, folder, python)
    made.begin()
    made.under({})
    blocks: list[_Blocks] = []
    for region, documents in made.regions:
        if region.ready is None or region.ready[0].kernel.slots:
            return Layout(made, None)
        blocks.append(_Blocks(region, documents, *region.ready, ranks(region, *region.ready)))
    return Layout(made, tuple(blocks) or None)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """One region's claims, in the order in which its kernel met them."""

    region: Region
    documents: Sequence[Document]
    call: Call
    machine: Machine
    ranks: Ranks | None = None
    """The same claims by rank, where no figure decides who is refused."""

    def layers(self) -> list[str]:
        return [each.key[0] for each in self.call.kernel.arguments if each.role == "layer"]

    def totals_for(self, variants: Sequence[Figures]) -> list[dict[str, int]]:
        """Every variant over block after block; several threads take a run of blocks each."""
        figures = [self._figures(each) for each in variants]
        if self.ranks is not None:
            found = self.ranks.totals_for([each[0][0] for each in figures])
            if found is not None:
                return [dict(zip(self._told(), one, strict=True)) for one in found]
        blocks = self._blocks()
        number = min(threads(len(self.call.claims)), len(blocks))
        runs = [blocks[part::number] for part in range(number)]
        with ThreadPoolExecutor(number) as pool:
            told = list(pool.map(lambda run: self._run(run, figures), runs))
        sums = [[sum(each) for each in zip(*one, strict=True)] for one in zip(*told, strict=True)]
        return [dict(zip(self._told(), one, strict=True)) for one in sums]

    def _told(self) -> list[str]:
        return [*self.layers(), "patient"]

    def _figures(self, given: Figures) -> list[list[Array]]:
        """The figures of every version, as the loop takes them."""
        values = [
            figures_of(given, document.file, version.formula.graph)
            for document, version in zip(self.documents, self.region.versions, strict=True)
        ]
        return [[np.array(each, dtype=np.int64) for each in values]]

    def _blocks(self) -> list[slice]:
        """Blocks that end where a person's year does."""
        first, claims = self.call.order.first, len(self.call.claims)
        if first is None:
            return [slice(0, claims)]
        edges = [0]
        while edges[-1] + BLOCK < claims:
            start = edges[-1] + BLOCK
            while start < claims and not first[start]:
                start += 1
            edges.append(start)
        return [slice(*each) for each in pairwise([*edges, claims]) if each[0] < each[1]]

    def _run(
        self, blocks: Sequence[slice], figures: Sequence[Sequence[Sequence[Array]]]
    ) -> list[list[int]]:
        """Totals of every variant over some blocks."""
        arguments, most = self.call.kernel.arguments, max(b.stop - b.start for b in blocks)
        columns = {
            each.name: np.zeros(most, dtype=each.width)
            for each in arguments
            if each.role in _WRITTEN
        }
        sizes = self.call.kernel.sizes
        tables = [
            {name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()} for _ in figures
        ]
        told = [[0] * len(self._told()) for _ in figures]
        ready = {
            each.name: self.call.ready(each) for each in arguments if each.role not in _WRITTEN
        }
        for block in blocks:
            size = block.stop - block.start
            for variant, (own, table) in enumerate(zip(figures, tables, strict=True)):
                given = [
                    self._array(each, block, size, own[0], table, columns, ready)
                    for each in arguments
                ]
                self.machine.run(*given)
                totals = told[variant]
                for place, amounts in enumerate(self._amounts(arguments, given)):
                    totals[place] += int(amounts.sum())
        return told

    def _array(
        self,
        argument: Argument,
        block: slice,
        size: int,
        figures: Sequence[Array],
        table: Mapping[str, Array],
        columns: Mapping[str, Array],
        ready: Mapping[str, Array],
    ) -> Array:
        if argument.role in _WRITTEN:
            return columns[argument.name][:size]
        if argument.role == "table":
            return table[argument.name]
        if argument.role == "figures":
            return figures[int(argument.key[0])]
        array = ready[argument.name]
        return array[block] if argument.role in _OF_A_CLAIM else array

    def _amounts(self, arguments: Sequence[Argument], given: Sequence[Array]) -> Iterator[Array]:
        """What the layers and the patient pay, in the order of `_told`."""
        pairs = list(zip(arguments, given, strict=True))
        yield from (array for each, array in pairs if each.role == "layer")
        yield from (array for each, array in pairs if each.role == "patient")
