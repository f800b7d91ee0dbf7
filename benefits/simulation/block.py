"""Claims that belong together, worked out under every scenario (测算批次)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benefits.simulation.result import Result
from benefits.simulation.run import under_each
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the claims that is closed: whoever shares a total in some year is wholly in it.

    `results[n]` is what the claims come to under scenario n, in the order of the table; the baseline
    stands first.
    """

    table: ClaimTable
    results: tuple[Result, ...]


def worked_out(
    table: ClaimTable,
    scenarios: Sequence[Scenario],
    *,
    statistics: Mapping[str, int] | None = None,
    folder: Path | None = None,
    python: bool = False,
    eligible: bool = False,
) -> Block:
    """Every scenario over the same claims while they are at hand, each with its own running totals.

    What no figure decides (order, facts, the policy in force) is made ready once for scenarios of one book.
    `eligible` tells of the eligible part too: a report on the patient's share of it needs that.
    """
    results: dict[int, Result] = {}
    for book in {id(each.book): each.book for each in scenarios}.values():
        places = [number for number, each in enumerate(scenarios) if each.book is book]
        told = under_each(
            table,
            book,
            [scenarios[number].figures for number in places],
            statistics=statistics,
            folder=folder,
            python=python,
            eligible=eligible,
        )
        results |= zip(places, told, strict=True)
    return Block(table, tuple(results[number] for number in range(len(scenarios))))
