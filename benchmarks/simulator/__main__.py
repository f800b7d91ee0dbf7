"""Ours beside its peers: `python -m benchmarks.simulator [--claims 1000000] [--turns 5]
[--points 1000]`.

Every way does the whole Yichun chain over the same claims and is given its turn once in each round, in
a shuffled order; the best of its turns counts, by processor time. Totals are held against each other.
"""

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.simulator import sweeps
from benchmarks.simulator.hand_written import sorted_claims
from benchmarks.simulator.ours import Ours, again, timed
from benchmarks.simulator.peers import SCRIPTS, Turn, running
from benchmarks.simulator.population import claims
from benchmarks.times import machine, table
from benefits.simulation.table import claim_table

FEW = 20_000
"""Claims that plain Python is given; it needs no more to show its rate."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulator", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--points", type=int, default=1000, help="of the sweep, in hundreds")
    parser.add_argument("--folder", type=Path, help="keeps the peers' environments")
    said = parser.parse_args()
    print(machine())
    with ExitStack() as stack:
        folder = said.folder or Path(stack.enter_context(TemporaryDirectory(prefix="benefits-")))
        folder.mkdir(exist_ok=True)
        measure(said.claims, said.turns, said.points, folder, stack)


def measure(number: int, turns: int, points: int, folder: Path, stack: ExitStack) -> None:
    arrow = claims(number)
    mixed = arrow.take(np.random.default_rng(2).permutation(number))
    fresh = stack.enter_context(TemporaryDirectory(prefix="benefits-kernels-"))
    ours = Ours(
        claim_table(arrow, "jx-yichun"),
        claim_table(mixed, "jx-yichun"),
        Path(fresh) / "benefits" / "kernels",
    )
    first = ours.first_run()
    print(f"\nfirst run of a policy, text and machine code made: {first:.1f} s; a new process later: "
          f"{again(ours.folder):.2f} s of processor time, imports and the policy book included")  # fmt: skip
    path = sweeps.written(arrow, folder / "claims.parquet")
    laid = sweeps.LaidOut.of(path, ours.folder)
    ways: dict[str, Callable[[], Turn]] = {
        KERNEL: ours.kernel_alone,
        HAND: ours.by_hand,
        "ours: sorted claims in memory, in and out, 1 thread": partial(ours.whole, False, 1),
        "ours: the same, 2 threads": partial(ours.whole, False, 2),
        "ours: arrival order in and out, 1 thread": partial(ours.whole, True, 1),
        "ours: the same, 2 threads ": partial(ours.whole, True, 2),
        "ours: one more variant of the figures, 1 thread": partial(ours.variants, 1),
        "ours: the same, 2 threads  ": partial(ours.variants, 2),
        RANKS: partial(laid.turn, 1),
        "ours: the same, 2 threads   ": partial(laid.turn, 2),
        HAND_RANKS: partial(ours.by_rank_by_hand, 1),
        "the same, 2 threads": partial(ours.by_rank_by_hand, 2),
    }
    for name, column in ours.columns().items():
        np.save(folder / f"{name}.npy", column)
    for name in SCRIPTS:
        peer = stack.enter_context(running(name, folder))
        if peer is not None:
            for way in peer.ways:
                ways[f"{name.partition(',')[0]} {peer.version}: {way}"] = partial(peer.turn, way)
    found: dict[str, list[Turn]] = {name: [] for name in ways}
    for work in ways.values():
        work()  # warm
    for turn in range(turns):
        for name in Random(turn).sample(list(ways), len(ways)):
            found[name].append(ways[name]())
    told(found, number, plain_python(ours))
    told_of_sweep = sweeps.measured(path, number, points, Path(fresh), turns)
    print(f"\nA sweep, best of {turns} turns: {told_of_sweep}")
    print(f"\nmemory: {bandwidth():.1f} GB/s read and written by one core")


KERNEL = "ours: the kernel, claims sorted, totals"
HAND = "a loop written by hand for Numba, claims sorted, totals"

RANKS = "ours: a variant's totals and people above shares, claims by rank, 1 thread"
HAND_RANKS = "a loop by rank written by hand, totals alone, 1 thread"


def plain_python(ours: Ours) -> float:
    """Seconds a claim of the loop written by hand, as plain Python over lists."""
    columns = ours.columns()
    given = [
        column[:FEW].tolist() for name, column in columns.items() if name not in ("person", "day")
    ]
    outs = [[0] * FEW for _ in range(9)]
    return timed(lambda: sorted_claims.py_func(*given, *outs)).cpu / FEW


def told(found: dict[str, list[Turn]], number: int, plain: float) -> None:
    """The table, best first by what it is."""
    best = {name: min(turn.cpu for turn in each) for name, each in found.items()}
    quick = {name: min(turn.wall for turn in each) for name, each in found.items()}
    totals, rows = found[KERNEL][0].totals, []
    for name, each in found.items():
        off = sum(abs(each[0].totals[key] - total) for key, total in totals.items())
        rows.append(
            (
                name,
                f"{number / best[name] / 1e6:.2f}",
                f"{number / quick[name] / 1e6:.2f}",
                f"{best[name] / best[KERNEL]:.1f}×",
                "the same" if not off else f"{off / 100:,.2f} yuan apart",
            )
        )
    rows.append(("plain Python, the loop written by hand", f"{1 / plain / 1e6:.2f}", "",
                 f"{plain * number / best[KERNEL]:.0f}×", ""))  # fmt: skip
    heads = ("way", "million claims a second of processor time", "by the clock",
             "our kernel is quicker by", "totals of seven layers and the patient")  # fmt: skip
    print(f"\n{number:,} claims, best of {len(found[KERNEL])} turns.\n")
    print(table(heads, rows))
    print(f"\nour kernel beside the loop written by hand: {best[HAND] / best[KERNEL]:.2f}; "
          f"by rank: {best[HAND_RANKS] / best[RANKS]:.2f}")  # fmt: skip


def bandwidth() -> float:
    """Bytes read and written a second in copying what fits no cache."""
    one, other = np.ones(1 << 25), np.empty(1 << 25)
    other[:] = 0
    best = min(timed(lambda: np.copyto(other, one)).cpu for _ in range(5))
    return 2 * one.nbytes / best / 1e9


if __name__ == "__main__":
    main()
