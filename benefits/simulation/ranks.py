"""Claims by rank (按次序分层): everybody's first claim of the year, then everybody's second, and so on.

For a sweep. People stand in blocks, in a block those with most claims first, so that the k-th claims are
those of its first people and a total of the n-th person lies at n. No claim of a rank waits for another.
Refused claims are left out: what refuses them no figure changes (`lanes` asks).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benefits.claims.claim import Key
from benefits.money import LARGEST_YEAR_FEN
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.call import Call
from benefits.simulation.kept import kept
from benefits.simulation.lanes import Lanes, lanes
from benefits.simulation.layout import REFUSED, Argument, Kernel
from benefits.simulation.machine import Machine, machine
from benefits.simulation.needs import Needs
from benefits.simulation.region import Region
from benefits.simulation.result import STATUSES
from benefits.simulation.threads import threads

PEOPLE: Final = 4_096
"""People of a block: their totals and claims, some 600 KB, stay in the core's own memory."""

_TOO_LARGE: Final = STATUSES.index("invalid_request")


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
    """The bits, then the columns, by rank."""
    scalars: Array

    def totals_for(self, figures: Sequence[Array]) -> list[list[int]] | None:
        """Fen by layer and the patients' own for each set of figures.

        None where some total came near what a request may state: then the order of refusals counts.
        """
        if not figures:
            return []
        given = np.array(figures, dtype=np.int64).reshape(-1)
        number = len(self.blocks) - 1
        parts = max(min(threads(len(self.columns[0])), number), 1)
        edges = [number * part // parts for part in range(parts + 1)]
        with ThreadPoolExecutor(parts) as pool:
            runs = [
                pool.submit(self._run, slice(edges[part], edges[part + 1] + 1), given, len(figures))
                for part in range(parts)
            ]
            found = [each.result().reshape(len(figures), -1) for each in runs]
        if any(int(each[:, -1].max(initial=0)) > LARGEST_YEAR_FEN for each in found):
            return None
        return [[int(each) for each in one] for one in np.sum(found, axis=0)[:, :-1]]

    def _run(self, blocks: slice, figures: Array, variants: int) -> Array:
        told = np.zeros(variants * (self.lanes.told + 1), dtype=np.int64)
        totals = [np.zeros(PEOPLE, dtype=np.int64) for _ in range(self.lanes.totals)]
        begins = self.blocks[blocks]
        self.machine.run(begins, self.ranks, *self.columns, *totals, self.scalars, figures, told)
        return told


def ranks(region: Region, call: Call, ready: Machine) -> Ranks | None:
    """The claims of a region by rank; None where they have to stand person by person."""
    first = call.order.first
    arguments = call.kernel.arguments
    if first is None or call.kernel.slots or any(each.key == REFUSED for each in arguments):
        return None
    rows = call.order.back(call.claims.rows)
    status = region.columns.status[rows]
    if bool(np.any(status == _TOO_LARGE)):
        return None
    given, scalars = tuple(region.given()), [("statistic", word) for word in region.statistics]
    key = ("lanes", region.key, given, *scalars, region.folder, ready.compiled)
    made = kept(key, lambda: _made(region, given, scalars, ready.compiled))
    if made is None:
        return None
    return _laid_out(call, *made, first, status == 0)


def _made(
    region: Region, given: Sequence[Key], scalars: Sequence[Key], compiled: bool
) -> tuple[Lanes, Machine] | None:
    needs = Needs(tuple(region.versions), frozenset(given), tuple(scalars))
    found = lanes(needs)
    if found is None:
        return None
    return found, machine(found.kernel, region.folder) if compiled else plain(found.kernel)


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


def _laid_out(call: Call, made: Lanes, ready: Machine, first: Array, accepted: Array) -> Ranks:
    """The bits and columns put where the claims stand by rank."""
    to = places(first, accepted)
    facts = {each.key: call.ready(each) for each in call.kernel.arguments if each.role == "fact"}
    wanted = [each for each in made.kernel.arguments if each.role == "fact"]
    columns = [made.bits_of(facts, len(first))[to.rows]]
    columns += [_column(facts[each.key], each, to.rows) for each in wanted]
    scalars = np.array(call.scalars, dtype=np.int64)
    return Ranks(made, ready, to.blocks, to.ranks, tuple(columns), scalars)


def _column(column: Array, argument: Argument, chosen: Integers) -> Array:
    return np.ascontiguousarray(column[chosen].astype(argument.width, copy=False))
