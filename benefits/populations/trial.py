"""One trial (一次试算): people made from a description, their claims run, and summed by published line.

The simulator's own run is the objective, so what a fit finds is what a desk would say of every claim.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from benefits.populations.claims import claims
from benefits.populations.description import Description
from benefits.populations.report_table import Line
from benefits.reading.book import PolicyBook
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.result import Result
from benefits.simulation.run import Figures, simulate
from benefits.simulation.table import AMOUNTS, ClaimTable, claim_table
from benefits.words import code


@dataclass(frozen=True, slots=True)
class People:
    """A population in memory: its claims, and where each household begins."""

    arrow: pa.Table
    table: ClaimTable
    starts: Integers

    @classmethod
    def of(cls, description: Description) -> "People":
        arrow = pa.concat_tables(claims(description, items=bool(description.items)))
        table = claim_table(arrow)
        household = table.household_id
        first = np.concatenate([[True], household[1:] != household[:-1]])
        return cls(arrow, table, np.flatnonzero(first))

    def by_household(self, column: Array) -> Integers:
        """A column summed over each household's claims."""
        found: Integers = np.add.reduceat(column.astype(np.int64), self.starts)
        return found


def sums(people: People, result: Result, lines: Mapping[str, Line]) -> Integers:
    """For each household, what its claims add to each line: fen, or claims."""
    found = [people.by_household(_column(people.table, result, each)) for each in lines.values()]
    return np.stack(found, axis=1)


def _column(table: ClaimTable, result: Result, line: Line) -> Array:
    """What each claim adds to a line."""
    amount: Any = sum(_part(table, result, line, part) for part in line.parts)
    for dimension, listed in line.where.items():
        words = [listed] if isinstance(listed, str) else listed
        wanted = np.isin(table.columns[dimension], [code(dimension, word) for word in words])
        amount = np.where(wanted, amount, 0)
    return np.asarray(amount)


def _part(table: ClaimTable, result: Result, line: Line, part: str) -> Array:
    if part == "claims":
        return np.full(len(table), 1 if line.each is None else line.each, dtype=np.int64)
    if part == "patient":
        return result.patient_fen
    if part == "total":
        total: Array = np.add.reduce([table.part(each) for each in AMOUNTS])
        return total
    none: Array = np.zeros(len(table), dtype=np.int64)
    return result.layers.get(part, none)


@dataclass(frozen=True, slots=True)
class Trial:
    """The book and the lines that every trial of a calibration shares."""

    book: PolicyBook
    lines: Mapping[str, Line]

    def run(self, people: People, figures: Figures) -> Result:
        return simulate(people.table, self.book, figures)

    def sums(self, people: People, figures: Figures) -> Integers:
        """By household and line."""
        return sums(people, self.run(people, figures), self.lines)

    def totals(self, several: Sequence[People], figures: Figures) -> list[Integers]:
        """Each population's lines, all of them in one run."""
        side_by_side = _together(several)
        result, found, before = simulate(side_by_side, self.book, figures), [], 0
        for people in several:
            rows = slice(before, before + len(people.table))
            own = replace(
                result,
                claim_id=result.claim_id[rows],
                layers={name: column[rows] for name, column in result.layers.items()},
                patient_fen=result.patient_fen[rows],
                status=result.status[rows],
            )
            found.append(sums(people, own, self.lines).sum(axis=0))
            before = rows.stop
        return found


def _together(several: Sequence[People]) -> ClaimTable:
    """Populations side by side: nobody of one shares anything with anybody of another."""
    if len(several) == 1:
        return several[0].table
    moved, claim, person, household = [], 0, 0, 0
    for people in several:
        numbers = {
            "claim_id": pa.array(people.table.claim_id + claim),
            "person_id": pa.array(people.table.person_id + person),
            "household_id": pa.array(people.table.household_id + household),
        }
        arrow = people.arrow
        for name, column in numbers.items():
            arrow = arrow.set_column(arrow.column_names.index(name), name, column)
        moved.append(arrow)
        claim += int(people.table.claim_id.max()) + 1
        person += int(people.table.person_id.max()) + 1
        household += int(people.table.household_id.max()) + 1
    return claim_table(pa.concat_tables(moved))
