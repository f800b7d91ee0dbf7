"""Claims a second on one core, Yichun: `python -m tests.simulation.speed`. Printed, not asserted.

30% and more of the people are poor, 2.5 claims a person, all levels and places, 1% refused, claims in
order, every column of the result written.
"""

import dataclasses
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from benefits.reading.book import PolicyBook
from benefits.simulation import region, run
from benefits.simulation.layout import Kernel
from benefits.simulation.machine import Machine, machine
from benefits.simulation.table import claim_table

CLAIMS, TIMES = 2_000_000, 8


def claims(number: int) -> pa.Table:
    """A made-up year of claims, each person's together and by day."""
    random = np.random.default_rng(1)
    person = np.repeat(np.arange(number), 1 + random.poisson(1.5, number))[:number]
    day = np.datetime64("2018-01-01") + random.integers(0, 365, number).astype("m8[D]")
    poor = (random.random(number) < 0.35)[person]

    def drawn(**shares: int) -> pa.DictionaryArray:
        parts = np.array(list(shares.values())) / sum(shares.values())
        return pa.DictionaryArray.from_arrays(
            pa.array(random.choice(len(shares), number, p=parts).astype(np.int32)), list(shares)
        )

    sizes = {"eligible": 13.3, "first_self_pay": 10, "over_limit": 8, "own_expense": 10}
    return pa.table(
        {
            "claim_id": np.arange(number),
            "person_id": person,
            "household_id": person // 3,
            "date": day[np.lexsort((day, person))],
            "categories": pa.DictionaryArray.from_arrays(
                pa.array(poor.astype(np.int32)), ["", "registered_poor"]
            ),
            "kind": drawn(inpatient=99, delivery=1),
            "hospital_level": drawn(township=1, primary=1, secondary=2, tertiary=1),
            "place": drawn(in_county=50, in_city=25, in_province=15, out_of_province=10),
            "referral": drawn(filed=7, unfiled=3),
            "findings": drawn(accident=99, over_treatment=1),
            **{
                f"{part}_fen": np.minimum(random.lognormal(size, 1.2, number), 10**8).astype("i8")
                for part, size in sizes.items()
            },
        }
    )


def main() -> None:
    """Print the kernel's rate and the whole run's, the best of several."""
    table, book = claim_table(claims(CLAIMS), "jx-yichun"), PolicyBook.packaged()
    kernels: list[int] = []

    def timed(kernel: Kernel, folder: Path | None = None) -> Machine:
        made = machine(kernel, folder)

        def once(*arrays: Any) -> None:
            began = time.process_time_ns()
            made.run(*arrays)
            kernels.append(time.process_time_ns() - began)

        return dataclasses.replace(made, run=once)

    region.machine = timed  # type: ignore[attr-defined]
    whole: list[int] = []
    with TemporaryDirectory() as folder:
        for _ in range(TIMES):
            began = time.process_time_ns()
            result = run.simulate(table, book, folder=Path(folder) / "kernels")
            whole.append(time.process_time_ns() - began)
    print(f"statuses {result.statuses()}")
    print(f"first run, compiled {whole[0] / 1e9:.1f} s")
    print(f"kernel {CLAIMS / min(kernels) * 1e3:.1f} million claims a second of processor time")
    print(f"whole run {CLAIMS / min(whole) * 1e3:.1f} million")


if __name__ == "__main__":
    main()
