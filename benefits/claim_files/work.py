"""One part of the claims worked out (一批测算): the function that runs here, in other processes, elsewhere.

A `Task` is the same for all parts, a `Part` says which claims; both can be sent to another process, and so
can what comes back: the part's share of the summary and of the tally.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter_ns
from typing import Protocol

import numpy as np

from benefits.claim_files.opened import Claims, Piece
from benefits.claim_files.summary import Summary
from benefits.claim_files.uprated import Uprating
from benefits.simulation.arrays import Array
from benefits.simulation.block import Block, worked_out
from benefits.simulation.result import Result
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import NOT_GIVEN, BadTable, ClaimTable, claim_table
from benefits.problems import Refused


class TallyLike(Protocol):
    """What is kept of the blocks for a report; see `benefits.indicators`."""

    def add(self, block: Block) -> None: ...

    def merge(self, other: "TallyLike") -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every part."""

    claims: Claims
    scenarios: tuple[Scenario, ...]
    layers: tuple[str, ...]
    """The layers of the result, the same for every part."""
    numbered: bool = False
    """Admissions are numbered somewhere in the table, so nowhere are they counted."""
    statistics: Mapping[str, int] = field(default_factory=dict)
    uprating: Uprating = field(default_factory=Uprating)
    begin: Callable[[Sequence[Scenario]], TallyLike] | None = None
    kernels: Path | None = None


@dataclass(slots=True)
class Done:
    """What a part came to."""

    summary: Summary
    tally: TallyLike | None
    results: tuple[Result, ...]
    columns: dict[str, Array]
    """The columns of the result, by name."""


def table_of(task: Task, piece: Piece) -> ClaimTable:
    """The claims of a piece as the simulator reads them."""
    try:
        table = claim_table(piece.table, task.claims.region)
    except BadTable as bad:
        raise Refused("invalid_claims", [_told(task, piece, bad)]) from None
    if task.numbered and "admission_number" not in table.columns:
        column = np.full(len(table), NOT_GIVEN, dtype=np.int64)
        table = replace(table, columns={**table.columns, "admission_number": column})
    return task.uprating.of(table)


def done(task: Task, piece: Piece) -> Done:
    """Work a piece out under every scenario."""
    table = table_of(task, piece)
    began = perf_counter_ns()
    block = worked_out(
        table, task.scenarios, statistics=task.statistics, folder=task.kernels
    )
    spent = perf_counter_ns() - began
    tally = None
    if task.begin is not None:
        tally = task.begin(task.scenarios)
        tally.add(block)
    summary = Summary.of(block, task.layers, spent)
    return Done(summary, tally, block.results, _columns(block, task.layers))


def _columns(block: Block, layers: Sequence[str]) -> dict[str, Array]:
    made: dict[str, Array] = {"claim_id": block.table.claim_id}
    for number, result in enumerate(block.results):
        before = "reform_" if number else ""
        for layer in layers:
            paid = result.layers.get(layer)
            made[f"{before}{layer}_fen"] = np.zeros(len(block.table), "i8") if paid is None else paid
        made[f"{before}patient_fen"] = result.patient_fen
        made[f"{before}status"] = result.status
    return made
