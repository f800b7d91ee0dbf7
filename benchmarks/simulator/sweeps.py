"""A sweep as `benefits sweep` runs it (扫描): a file read once, then every point over block after block.

    .venv/bin/python -m benchmarks.simulator.sweeps [--claims 1000000] [--points 1000] [--turns 3]

The whole command is a process of its own. The run inside it is also taken alone: from claims in memory to
every point's totals, claims laid out by rank and people above three shares counted; and in it the loop.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from threading import Lock
from time import perf_counter, process_time, thread_time
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.simulator.peers import Turn
from benchmarks.simulator.population import claims
from benchmarks.times import machine, table
from benefits.indicators.people import USUAL
from benefits.indicators.sums import MILLION
from benefits.reading.book import PolicyBook
from benefits.search.by_rank import ByRank, Given, by_rank
from benefits.search.search import Held, Search, search
from benefits.search.years import YearDays, Years
from benefits.simulation.ranks import Ranks
from benefits.simulation.run import Simulation
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable

REGION: Final = "jx-yichun"
FEWEST: Final = 16
"""Variants of one turn where the claims are laid out before."""
_COMMAND: Final = (sys.executable, "-c", "from api.command import main; main()")


def written(made_up: pa.Table, path: Path) -> Path:
    """The claims as a file, their region in it."""
    here = pa.DictionaryArray.from_arrays(pa.array([0] * len(made_up), pa.int32()), [REGION])
    pq.write_table(made_up.append_column("region", here), path)
    return path


def grid(points: int) -> list[str]:
    """What varies: the ceiling in steps of 0.1 point and, a hundred points each, a deductible."""
    ceilings = "layers.backstop.ceiling=0.1%:10%:0.1%"
    deductibles = ";".join(str(10_000 + 100 * each) for each in range(points // 100))
    return [ceilings, f"layers.critical_illness.deductible={deductibles}"]


@dataclass(slots=True)
class Alone:
    """Seconds of processor time that the loop by rank took, in all threads."""

    seconds: float = 0.0
    _adding: Lock = field(default_factory=Lock)

    def add(self, seconds: float) -> None:
        with self._adding:
            self.seconds += seconds


@contextmanager
def loop_timed() -> Iterator[Alone]:
    """The loop by rank is timed wherever it runs."""
    alone, plain = Alone(), Ranks.sums

    def timed(ranks: Ranks, *how: Any) -> Any:
        began = thread_time()
        try:
            return plain(ranks, *how)
        finally:
            alone.add(thread_time() - began)

    Ranks.sums = timed  # type: ignore[method-assign]
    try:
        yield alone
    finally:
        Ranks.sums = plain  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Measured:
    """One sweep: claims times variants, and seconds by the clock and of processor time."""

    work: int
    command: Turn
    run: Turn
    loop: float

    def rows(self) -> Iterator[tuple[str, ...]]:
        yield "the whole command", *self._rates(self.command)
        yield "the run: claims in memory to the totals of every point", *self._rates(self.run)
        yield "in it the loop", f"{self.loop:.1f}", f"{self.work / self.loop / 1e6:.0f}", "", ""

    def _rates(self, turn: Turn) -> tuple[str, ...]:
        rates = (f"{self.work / seconds / 1e6:.0f}" for seconds in (turn.cpu, turn.wall))
        by_cpu, by_clock = rates
        return f"{turn.cpu:.1f}", by_cpu, f"{turn.wall:.1f}", by_clock


HEADS: Final = ("of a sweep", "s of processor", "million claim-variants a second of processor",
                "s by the clock", "million claim-variants a second, two threads")  # fmt: skip


def measured(path: Path, number: int, points: int, folder: Path, turns: int) -> str:
    """The table of one sweep; of several turns the best by processor time."""
    kernels = folder / "benefits" / "kernels"
    found = search(PolicyBook.packaged(), [path], grid(points), shares=USUAL, folder=kernels)
    scenarios = [found.variants.plan.scenarios[0]]
    scenarios += found.variants.scenarios([*found.variants.points()])
    command(path, points, folder)
    inside(found, scenarios[:FEWEST])
    work = number * len(scenarios)
    whole = min((command(path, points, folder) for _ in range(turns)), key=lambda each: each.cpu)
    runs = [inside(found, scenarios) for _ in range(turns)]
    run, _ = min(runs, key=lambda each: each[0].cpu)
    best = Measured(work, whole, run, min(loop for _, loop in runs))
    return f"{number:,} claims, {len(scenarios):,} variants.\n\n{table(HEADS, best.rows())}"


def command(path: Path, points: int, folder: Path) -> Turn:
    """`benefits sweep` from its start to its end."""
    vary = [word for each in grid(points) for word in ("--vary", each)]
    before, began = getrusage(RUSAGE_CHILDREN), perf_counter()
    ended = subprocess.run(
        [*_COMMAND, "sweep", "--claims", str(path), *vary, "--json"],
        check=True, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": str(folder)},
    )  # fmt: skip
    wall, after = perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Turn(cpu, wall, json.loads(ended.stdout)["baseline"]["totals_fen"])


def inside(found: Search, scenarios: list[Scenario]) -> tuple[Turn, float]:
    """The run of such a command alone, and the loop in it."""
    with loop_timed() as alone:
        began, cpu = perf_counter(), process_time()
        found.run(scenarios)
        turn = Turn(process_time() - cpu, perf_counter() - began, {})
    return turn, alone.seconds


@dataclass(slots=True)
class LaidOut:
    """The blocks of a file laid out before the clock starts, as a sweep lays them out."""

    blocks: list[ByRank]

    @classmethod
    def of(cls, path: Path, folder: Path) -> "LaidOut":
        held, book = Held([path], None), PolicyBook.packaged()
        held.read()
        days = YearDays(Scenario("", book))

        def laid(block: ClaimTable) -> ByRank | None:
            made = Simulation(block, book, {}, folder, False)
            made.begin()
            return by_rank(made, made.under({}), Years(block, days), USUAL)

        return cls([found for block in held if (found := laid(block)) is not None])

    def turn(self, threads: int) -> Turn:
        """A variant's totals and people above shares, by so many threads."""
        given, some = Given([{}] * FEWEST), slice(0, FEWEST)
        began, cpu = perf_counter(), process_time()
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(lambda block: block.totals(given, some), self.blocks))
        cpu, wall = process_time() - cpu, perf_counter() - began
        totals: dict[str, int] = {}
        for block in found:
            assert block is not None
            for name, amount in {**block[0].layers, "patient": block[0].patient}.items():
                totals[name] = totals.get(name, 0) + amount // MILLION
        return Turn(cpu / FEWEST, wall / FEWEST, totals)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulator.sweeps")
    for name, usual in (("claims", 1_000_000), ("points", 1_000), ("turns", 3)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    said = parser.parse_args()
    print(machine())
    with TemporaryDirectory(prefix="benefits-") as folder:
        path = written(claims(said.claims), Path(folder) / "claims.parquet")
        print(f"\n{measured(path, said.claims, said.points, Path(folder), said.turns)}")


if __name__ == "__main__":
    main()
