"""Claims by rank (按次序分层): everybody's first claim of the year, then everybody's second, and so on.

For a sweep. People stand in blocks, in a block those with most claims first, so that the k-th claims are
those of its first people and a total of the n-th person lies at n. No claim of a rank waits for another.
Refused claims are left out: what refuses them no figure changes (`lanes` asks).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add
from typing import Any, Final

import numpy as np

from benefits.formula.proof import INT64_MAX
from benefits.money import LARGEST_YEAR_FEN
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.call import Call
from benefits.simulation.kept import kept
from benefits.simulation.lanes import Lanes, lanes
from benefits.simulation.layout import REFUSED, Kernel
from benefits.simulation.machine import Machine, machine
from benefits.simulation.needs import Needs
from benefits.simulation.region import Region
from benefits.simulation.result import STATUSES
from benefits.simulation.weighted import weighted_sum

PEOPLE: Final = 4_096
"""People of a block: their totals and claims, some 700 KB, stay in the core's own memory."""

_TOO_LARGE: Final = STATUSES.index("invalid_request")


@dataclass(frozen=True, slots=True)
class Loop:
    """The loop by rank of one region whose claims were run once person by person."""

    call: Call
    lanes: Lanes
    machine: Machine

    def layers(self) -> list[str]:
        """The layers it tells, before the patient."""
        return [each.key[0] for each in self.call.kernel.arguments if each.role == "layer"]

    def laid_out(self, chosen: Truths, bills: Integers, weights: Integers | None) -> "Ranks | None":
        """The region's rows among some of the table by rank: whole years of people, none of them refused.

        `bills` and `weights` by row. None where they are so large that no sum would fit.
        """
        call = self.call
        assert call.order.first is not None
        assert (weights is not None) == self.lanes.weighted
        rows = np.arange(len(chosen))[call.order.back(call.claims.rows)]
        to = places(call.order.first, chosen[rows])
        facts = {
            each.key: call.ready(each) for each in call.kernel.arguments if each.role == "fact"
        }
        wanted = [each for each in self.lanes.kernel.arguments if each.role == "fact"]
        columns = [self.lanes.bits_of(facts, len(rows))[to.rows]]
        columns += [facts[each.key][to.rows].astype(each.width, copy=False) for each in wanted]
        parts: list[slice] | None = [slice(0, len(to.blocks) - 1)]
        if weights is not None:
            there = rows[to.rows]
            columns.append(weights[there])
            ends = to.ranks[to.blocks]
            heavy = [_most(bills[some], weights[some]) for some in np.split(there, ends[1:-1])]
            parts = fitting(heavy)
        if parts is None:
            return None
        return Ranks(
            self.lanes,
            self.machine,
            to.blocks,
            to.ranks,
            tuple(map(np.ascontiguousarray, columns)),
            np.array(call.scalars, dtype=np.int64),
            rows[to.people()],
            tuple(parts),
        )


def _most(bills: Integers, weights: Integers) -> int:
    """More than this no sum over some claims can be: of amounts times weights, of what people weigh."""
    return max(weighted_sum(bills, weights), weighted_sum(np.ones_like(weights), weights))


def fitting(most: Sequence[int]) -> list[slice] | None:
    """Blocks that stand together in runs whose sums stay within int64; None where one alone does not.

    >>> fitting([2**62, 2**62 - 1, 1, 5]), fitting([1, 2**63])
    ([slice(0, 2, None), slice(2, 4, None)], None)
    """
    found, total = [slice(0, 0)], 0
    for block, each in enumerate(most):
        if each > INT64_MAX:
            return None
        total += each
        if total > INT64_MAX:
            found, total = [*found, slice(block, block)], each
        found[-1] = slice(found[-1].start, block + 1)
    return found


@dataclass(frozen=True, slots=True)
class Ranks:
    """One region's claims by rank, with the loop over them."""

    lanes: Lanes
    machine: Machine
    blocks: Integers
    """Where each block's ranks begin, and the end."""
    ranks: Integers
    """Where each rank's claims begin, and the end."""
    columns: tuple[Array, ...]
    """The bits, then the columns, then the weights if there are any, by rank."""
    scalars: Array
    people: Integers
    """A row of the table for each year of a person, in order."""
    parts: tuple[slice, ...]
    """The blocks in runs whose sums stay within int64."""

    def sums(
        self, figures: Array, variants: int, most: Sequence[Integers], stands: Integers
    ) -> list[list[int]] | None:
        """For each variant the layers' sums, the patients' own, and years above each share.

        `figures` of one variant after the other; `most`, for each share, the most fen that a year of a
        person (as in `people`) may pay and not be above it; `stands`, what such a year weighs. None where
        some running total came near what a request may state: then the order of refusals counts.
        """
        width, top = self.lanes.told + 1 + len(most), self.lanes.told
        sums = [[0] * (width - 1) for _ in range(variants)]
        for part in self.parts:
            told = np.zeros(variants * width, dtype=np.int64)
            self._run(part, figures, variants, most, stands, told)
            found = told.reshape(variants, width)
            if int(found[:, top].max(initial=0)) > LARGEST_YEAR_FEN:
                return None
            rows = np.delete(found, top, axis=1).tolist()
            sums = [list(map(add, *both)) for both in zip(sums, rows, strict=True)]
        return sums

    def _run(
        self,
        part: slice,
        figures: Array,
        variants: int,
        most: Sequence[Integers],
        stands: Integers,
        told: Array,
    ) -> None:
        size = min(PEOPLE, len(self.people))
        by_person = [np.zeros(size, dtype=np.int64) for _ in range(self.lanes.totals)]
        some = slice(part.start * PEOPLE, part.stop * PEOPLE)
        counts = np.array([variants, len(most), len(self.people[some])], dtype=np.int64)
        self.machine.run(
            self.blocks[part.start : part.stop + 1],
            self.ranks,
            *self.columns,
            *by_person,
            self.scalars,
            figures,
            *([stands[some]] if self.lanes.weighted else []),
            np.concatenate([stands[:0], *(each[some] for each in most)]),
            counts,
            told,
        )


def loop(region: Region, weighted: bool) -> Loop | None:
    """The loop by rank of a region that was run; None where claims have to stand person by person."""
    if region.ready is None:
        return None
    call, ready = region.ready
    arguments = call.kernel.arguments
    if call.order.first is None or any(each.key == REFUSED for each in arguments):
        return None
    if bool(np.any(region.columns.status[call.order.back(call.claims.rows)] == _TOO_LARGE)):
        return None
    given, scalars = tuple(region.given()), tuple(("statistic", word) for word in region.statistics)
    key = ("lanes", region.key, given, scalars, weighted, region.folder, ready.compiled)

    def made() -> tuple[Lanes, Machine] | str:
        found = lanes(Needs(tuple(region.versions), frozenset(given), scalars), weighted)
        if found is None:
            return "none"
        kernel = found.kernel
        return found, machine(kernel, region.folder) if ready.compiled else plain(kernel)

    found = kept(key, made)
    return None if isinstance(found, str) else Loop(call, *found)


def plain(kernel: Kernel) -> Machine:
    """The same text as plain Python; parts of an array are seen, not copied."""
    scope: dict[str, Any] = {}
    exec(compile(kernel.text, "<ranks>", "exec"), scope)

    def run(*arrays: Array) -> None:
        scope["run"](*(array.data for array in arrays))

    return Machine(run, False)


@dataclass(frozen=True, slots=True)
class Places:
    """Where claims that stand person by person go."""

    rows: Integers
    """The claims in order of block, rank and person; those left out are not among them."""
    blocks: Integers
    ranks: Integers

    def people(self) -> Integers:
        """The first claim of each person, in order."""
        first, end = self.ranks[self.blocks[:-1]], self.ranks[self.blocks[:-1] + 1]
        spans = [self.rows[start:stop] for start, stop in zip(first, end, strict=True)]
        return np.concatenate([self.rows[:0], *spans])


def places(first: Array, accepted: Array) -> Places:
    """Claims by block, rank and person; `first` marks where a person's year begins."""
    year = (np.cumsum(first) - 1)[accepted]
    count = np.bincount(year)
    person, count = (np.cumsum(count != 0) - 1)[year], count[count != 0]
    rank = np.arange(len(person)) - (np.cumsum(count) - count)[person]
    people = np.arange(len(count))
    place = np.empty(len(count), dtype=np.int64)
    place[np.lexsort((people, -count, people // PEOPLE))] = people
    block = person // PEOPLE
    rows = np.lexsort((place[person], rank, block))
    new_block = np.diff(block[rows], prepend=-1) != 0
    starts = np.flatnonzero(new_block | (np.diff(rank[rows], prepend=-1) != 0))
    return Places(
        rows=np.flatnonzero(accepted)[rows],
        blocks=np.append(np.flatnonzero(new_block[starts]), len(starts)),
        ranks=np.append(starts, len(rows)),
    )
