"""One part of the claims worked out (一批测算): the function that runs here, in other processes, elsewhere.

A `Task` is the same for all parts, a `Job` adds which claims; both can be sent to another process, and so
can what comes back: the part's share of the summary and of the tally, and where its results lie.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter_ns
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from benefits.claim_files.opened import Claims, Piece
from benefits.claim_files.runs import Run, run_of
from benefits.claim_files.scattered import Part
from benefits.claim_files.summary import Summary, Sums
from benefits.claim_files.uprated import Uprating
from benefits.problems import Refused
from benefits.simulation.arrays import Array
from benefits.simulation.block import Block, worked_out
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ITSELF, MEASURES, NOT_GIVEN, BadTable, ClaimTable, claim_table


class TallyLike(Protocol):
    """What is kept of the blocks for a report; see `benefits.indicators`."""

    def add(self, block: Block) -> None: ...

    def merge(self, other: Any) -> None: ...


Begin = Callable[[Sequence[Scenario]], TallyLike]


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every part."""

    claims: Claims
    scenarios: tuple[Scenario, ...]
    layers: tuple[str, ...]
    """The layers of the result, the same for every part."""
    given: frozenset[str] = frozenset()
    """Columns that hold something somewhere: where a part of them is empty they are still there."""
    statistics: Mapping[str, int] = field(default_factory=dict)
    uprating: Uprating = field(default_factory=Uprating)
    begin: Begin | None = None
    """Makes an empty tally for the scenarios."""
    kernels: Path | None = None
    python: bool = False

    def table(self, piece: Piece) -> ClaimTable:
        """The claims of a piece as the simulator reads them; raises `Refused`."""
        try:
            table = claim_table(_worded(piece.table), self.claims.region)
        except BadTable as bad:
            raise Refused("invalid_claims", self.claims.told(piece.start, bad)) from None
        return self.uprating.of(self._as_in_the_file(table))

    def _as_in_the_file(self, table: ClaimTable) -> ClaimTable:
        """A column that this part alone leaves empty is there, as it is for other parts."""
        columns, measures = dict(table.columns), dict(table.measures)
        for name in self.given:
            into = measures if name in MEASURES else columns
            if name not in into:
                empty = ITSELF if name == "weight" else NOT_GIVEN
                into[name] = np.full(len(table), empty, dtype=np.int64)
        return replace(table, columns=columns, measures=measures)

    def names(self) -> dict[str, str]:
        """The columns of the result and their types."""
        made = {"claim_id": "i8"}
        for number in range(len(self.scenarios)):
            before = "reform_" if number else ""
            made |= {f"{before}{layer}_fen": "i8" for layer in self.layers}
            made |= {f"{before}patient_fen": "i8", f"{before}status": "u1"}
        return made


def _worded(table: pa.Table) -> pa.Table:
    """Claims of a part that all lack their kind or region are bad rows, not a bad table."""
    for place, name in enumerate(table.column_names):
        if name in ("kind", "region") and table[name].null_count == len(table):
            codes = pa.array(np.zeros(len(table), dtype=np.int32))
            table = table.set_column(place, name, pa.DictionaryArray.from_arrays(codes, [""]))
    return table


@dataclass(slots=True)
class Done:
    """What a piece came to."""

    block: Block
    summary: Summary

    def columns(self, task: Task) -> dict[str, Array]:
        """The columns of the result, by name."""
        made: dict[str, Array] = {"claim_id": self.block.table.claim_id}
        nothing = np.zeros(len(self.block.table), dtype=np.int64)
        for number, result in enumerate(self.block.results):
            before = "reform_" if number else ""
            for layer in task.layers:
                made[f"{before}{layer}_fen"] = result.layers.get(layer, nothing)
            made[f"{before}patient_fen"] = result.patient_fen
            made[f"{before}status"] = result.status
        return made


def done(task: Task, piece: Piece) -> Done:
    """Work a piece out under every scenario."""
    table = task.table(piece)
    began = perf_counter_ns()
    block = worked_out(
        table,
        task.scenarios,
        statistics=task.statistics,
        folder=task.kernels,
        python=task.python,
        eligible=task.begin is not None,
    )
    return Done(block, Summary.of(block, piece.table, task.layers, perf_counter_ns() - began))


@dataclass(frozen=True, slots=True)
class Range:
    """A part that stands together in the files."""

    number: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Job:
    """A part to be worked out, and where its results go; None: nobody wants them."""

    task: Task
    part: Part | Range
    results: Path | None

    def piece(self) -> Piece:
        if isinstance(self.part, Part):
            return self.part.piece()
        pieces = self.task.claims.pieces(start=self.part.start, stop=self.part.stop)
        return Piece(self.part.start, pa.concat_tables([each.table for each in pieces]))


@dataclass(slots=True)
class Sent:
    """What comes back from a job."""

    number: int
    summary: Summary
    tally: TallyLike | None
    run: Run | None


def work(job: Job) -> Sent:
    """Do a job: its claims read, worked out under every scenario, tallied, its results kept.

    It may be done twice, anywhere that sees the same files. Raises `Refused`.
    """
    task = job.task
    made = done(task, job.piece())
    tally = None if task.begin is None else task.begin(task.scenarios)
    if tally is not None:
        tally.add(made.block)
    run = None
    if job.results is not None:
        columns = made.columns(task)
        run = run_of(job.results, [columns[name] for name in task.names()])
    return Sent(job.part.number, made.summary, tally, run)


def nothing(layers: Sequence[str], scenarios: int) -> Summary:
    """The summary of no claim at all."""
    zeros = dict.fromkeys([*layers, "patient"], 0)
    return Summary(scenarios=[Sums(totals_fen=dict(zeros)) for _ in range(scenarios)])
