"""Made-up claims of several regions as files, and what they come to in memory, all at once."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benefits.claim_files import simulate_file
from benefits.reading.book import PolicyBook
from benefits.simulation.result import STATUSES
from benefits.simulation.run import simulate
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import claim_table
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()
BASELINE = (Scenario("baseline", BOOK),)
CALCULATORS = ("cq_county", "jx_yichun", "sc_zangqu")
"""One that keeps household totals, the longest, one with items."""
MOVERS = 7
"""One person in so many changes household from claim to claim; a few have claims in two regions."""
ROWS = 60
"""Claims a part may have, so that there are several."""


@cache
def claims(each: int = 120) -> pa.Table:
    """Claims of three regions, in no order; some people move house, some claims are bad."""
    told = [one for name in CALCULATORS for one in story(name, each, {}, "files")]
    for number, one in enumerate(told):
        one.row["claim_id"] = number * 7919 % 100_003
        one.row["person_id"] += number // each * each // MOVERS
        moves = one.row["person_id"] % MOVERS == 0 and number % 2
        one.row["household_id"] = one.row["person_id"] // 3 + (2 if moves else 0)
    return shuffled(arrow(told))


def shuffled(table: pa.Table, seed: int = 1) -> pa.Table:
    return table.take(pa.array(np.random.default_rng(seed).permutation(len(table))))


def settled(table: pa.Table) -> pa.Table:
    """Nobody moves: each person keeps one household."""
    column = pa.array(table["person_id"].to_numpy() // 3)
    return table.set_column(table.column_names.index("household_id"), "household_id", column)


def by_household(table: pa.Table) -> pa.Table:
    keys = ("household_id", "person_id", "date", "claim_id")
    return table.sort_by([(name, "ascending") for name in keys])


def saved(table: pa.Table, path: Path, rows: int = 50) -> Path:
    pq.write_table(table, path, row_group_size=rows)
    return path


def expected(table: pa.Table, region: str | None = None) -> dict[int, dict[str, Any]]:
    """What the simulator says of the whole table in memory, by claim; layers that pay nothing left out."""
    result = simulate(claim_table(table, region), BOOK, python=True)
    told = {}
    for row, claim in enumerate(result.claim_id.tolist()):
        paid = {f"{name}_fen": int(each[row]) for name, each in result.layers.items() if each[row]}
        told[claim] = {
            **paid,
            "patient_fen": int(result.patient_fen[row]),
            "status": STATUSES[result.status[row]],
        }
    return told


def said(path: Path) -> dict[int, dict[str, Any]]:
    """A result's file in the same form."""
    return {
        row.pop("claim_id"): {
            name: value for name, value in row.items() if value or not _is_layer(name)
        }
        for row in pq.read_table(path).to_pylist()
    }


def _is_layer(name: str) -> bool:
    return name.endswith("_fen") and name != "patient_fen"


def run(files: Path | Sequence[Path], out: Path | None, **options: Any) -> Any:
    """The command's work in plain Python, in small parts."""
    given: Mapping[str, Any] = {"rows": ROWS, "python": True, **options}
    listed = [files] if isinstance(files, Path) else files
    return simulate_file(listed, out, given.get("scenarios", BASELINE), **{
        name: value for name, value in given.items() if name != "scenarios"
    })  # fmt: skip
