"""Our own ways of working the claims out (本系统各路径), and the loop written by hand beside them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

from benchmarks.simulator.hand_written import ranked_claims, sorted_claims, words_of
from benchmarks.simulator.peers import Turn
from benefits.reading.book import PolicyBook
from benefits.simulation import ranks, region
from benefits.simulation.layout import Kernel
from benefits.simulation.machine import Machine, machine
from benefits.simulation.run import simulate, under_each
from benefits.simulation.table import ClaimTable
from benefits.simulation.threads import VARIABLE

FILE: Final = "jx-yichun/2018-01-01.yaml"
BOOK: Final = PolicyBook.packaged()
VARIANTS: Final = 4
LAYERS: Final = (
    "basic",
    "critical_illness",
    "supplementary",
    "medical_aid",
    "hospital_waiver",
    "backstop",
    "hospital_borne",
)


def timed(work: Callable[[], Mapping[str, int] | None]) -> Turn:
    """Do the work once; what adds its totals up is part of no time."""
    began, cpu = perf_counter(), process_time()
    told = work()
    cpu, wall = process_time() - cpu, perf_counter() - began
    return Turn(cpu, wall, told or {})


@dataclass(slots=True)
class Ours:
    """The claims in order, in arrival order, and the arrays that the kernel was given."""

    table: ClaimTable
    arrived: ClaimTable
    folder: Path
    arrays: tuple[Any, ...] = ()
    ready: Machine | None = None
    kernel: Kernel | None = None
    ranked: tuple[Any, list[Any]] | None = None

    def first_run(self) -> float:
        """Seconds of processor time from nothing to the result; keeps what the kernel was given."""

        def kept(kernel: Kernel, folder: Path | None = None) -> Machine:
            ready = machine(kernel, folder)

            def once(*arrays: Any) -> None:
                self.arrays, self.ready, self.kernel = arrays, ready, kernel
                ready.run(*arrays)

            return replace(ready, run=once)

        one = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = "1"
        region.machine = kept  # type: ignore[attr-defined]
        began = process_time()
        simulate(self.table, BOOK, folder=self.folder)
        taken = process_time() - began
        region.machine = machine  # type: ignore[attr-defined]
        os.environ[VARIABLE] = one or ""
        region_kept_forgotten()
        return taken

    def columns(self) -> dict[str, Any]:
        """What peers are given: whole numbers, in order."""
        found: dict[str, Any] = {"person": self.table.person_id, "day": self.table.days["date"]}
        for name, (role, *key) in _COLUMNS.items():
            found[name] = self._array(role, *key)
        return found

    def _array(self, role: str, *key: str) -> Any:
        assert self.kernel is not None
        for argument, array in zip(self.kernel.arguments, self.arrays, strict=True):
            if argument.role == role and argument.key == key:
                return array
        raise KeyError((role, *key))

    # -- ways -----------------------------------------------------------------------

    def kernel_alone(self) -> Turn:
        assert self.ready is not None
        assert self.kernel is not None
        for argument, array in zip(self.kernel.arguments, self.arrays, strict=True):
            if argument.role == "table":
                array[:] = 0
        run = self.ready.run
        turn = timed(lambda: run(*self.arrays))
        return replace(turn, totals=self.totals())

    def totals(self) -> dict[str, int]:
        told = {layer: int(self._array("layer", layer).sum()) for layer in LAYERS}
        return {**told, "patient": int(self._array("patient").sum())}

    def by_hand(self) -> Turn:
        outs = [np.empty(len(self.table), dtype=np.int64) for _ in (*LAYERS, "patient")]
        for out in outs:
            out[:] = 1  # pages that exist, as the kernel's own arrays have them
        arguments = [self._array(*_COLUMNS[name]) for name in _BY_HAND]
        status = np.ones(len(self.table), dtype=np.uint8)
        loop: Any = sorted_claims
        turn = timed(lambda: loop(*arguments, *outs, status))
        names = (*LAYERS, "patient")
        return replace(turn, totals={n: int(o.sum()) for n, o in zip(names, outs, strict=True)})

    def whole(self, arrived: bool, threads: int) -> Turn:
        """Columns in memory in, results in memory out, everything checked."""
        os.environ[VARIABLE] = str(threads)
        table, found = self.arrived if arrived else self.table, {}

        def work() -> None:
            found["result"] = simulate(table, BOOK, folder=self.folder)

        turn = timed(work)
        return replace(turn, totals=found["result"].totals())

    def variants(self, threads: int) -> Turn:
        """The same claims under other figures, everything else made ready before; a variant's time."""
        os.environ[VARIABLE] = str(threads)
        figures: list[dict[str, tuple[int, ...]]] = [{} for _ in range(VARIANTS + 1)]
        each: Iterator[Any] = under_each(self.table, BOOK, figures, folder=self.folder)
        totals = next(each).totals()

        def work() -> None:
            for _ in each:
                pass

        turn = timed(work)
        return Turn(turn.cpu / VARIANTS, turn.wall / VARIANTS, totals)

    def by_rank_by_hand(self, threads: int) -> Turn:
        """Totals by the loop written by hand, claims laid out by rank before; so many parts side by side."""
        blocks, given = self._ranked()
        number = len(blocks) - 1
        edges = [number * part // threads for part in range(threads + 1)]
        told = [np.zeros(8, dtype=np.int64) for _ in range(threads)]

        def part(place: int) -> None:
            here = blocks[edges[place] : edges[place + 1] + 1]
            for _ in range(VARIANTS):
                told[place][:] = 0
                ranked_claims(here, *given, ranks.PEOPLE, told[place])  # type: ignore[call-arg]

        def work() -> None:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(part, range(threads)))

        turn, names = timed(work), (*LAYERS, "patient")
        totals = dict(zip(names, map(int, np.sum(told, axis=0)), strict=True))
        return Turn(turn.cpu / VARIANTS, turn.wall / VARIANTS, totals)

    def _ranked(self) -> tuple[Any, list[Any]]:
        """What the loop by rank is given."""
        if self.ranked is None:
            columns = {name: self._array(*key) for name, key in _COLUMNS.items()}
            words, accepted = words_of(columns)
            to = ranks.places(columns["first"], accepted)
            others = columns["first_self_pay"] + columns["over_limit"] + columns["own_expense"]
            given = [columns["eligible"][to.rows], others[to.rows], words[to.rows]]
            self.ranked = to.blocks, [to.ranks, *given]
        return self.ranked


def again(folder: Path) -> float:
    """Seconds of processor time of a new process, from its start to claims worked out."""
    text = (
        "from pathlib import Path\n"
        "from benchmarks.simulator.population import claims\n"
        "from benefits.reading.book import PolicyBook\n"
        "from benefits.simulation.run import simulate\n"
        "from benefits.simulation.table import claim_table\n"
        "from time import process_time\n"
        "ready = process_time()\n"
        "table = claim_table(claims(1000), 'jx-yichun')\n"
        "began = process_time()\n"
        f"simulate(table, PolicyBook.packaged(), folder=Path({str(folder)!r}))\n"
        "print(ready, process_time() - began)"
    )
    told = subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True)
    imports, run = map(float, told.stdout.split())
    return imports + run


def region_kept_forgotten() -> None:
    """Loops kept by the process hold the measuring one; the next run loads its own."""
    from benefits.simulation import kept

    kept._kept.clear()


_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "first": ("first",),
    "eligible": ("fact", "part", "eligible"),
    "first_self_pay": ("fact", "part", "first_self_pay"),
    "over_limit": ("fact", "part", "over_limit"),
    "own_expense": ("fact", "part", "own_expense"),
    "kind": ("fact", "kind"),
    "findings": ("fact", "findings"),
    "place": ("fact", "place"),
    "level": ("fact", "hospital_level"),
    "categories": ("fact", "categories"),
}
_BY_HAND: Final = tuple(_COLUMNS)
