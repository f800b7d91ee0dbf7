"""Claims by rank stand where they should, come to the layers' sums of each alone; a division is exact."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benefits.formula.proof import INT64_MAX
from benefits.money import LARGEST_BILL_FEN
from benefits.simulation import ranks
from benefits.simulation.arrays import Array
from benefits.simulation.ranks import Loop, Ranks, loop, places
from benefits.simulation.run import Simulation, simulate
from benefits.simulation.straight import LARGEST_QUOTIENT, division
from benefits.simulation.table import AMOUNTS, ClaimTable
from tests.laws.regions import CALCULATORS
from tests.simulation.ranked import BOOK, BY_RANK, NOBODY, told

NONE = np.zeros(0, dtype=np.int64)


def loops(table: ClaimTable) -> list[Loop | None]:
    made = Simulation(table, BOOK, {}, None, True)
    made.begin()
    made.under({})
    return [loop(region, False) for region, _ in made.regions]


def laid_out(table: ClaimTable) -> tuple[Loop, Ranks]:
    """The accepted claims of the one region there is."""
    made = Simulation(table, BOOK, {}, None, True)
    made.begin()
    accepted = made.under({}).status == 0
    found = loop(made.regions[0][0], False)
    assert found is not None
    ranked = found.laid_out(accepted, NONE, None)
    assert ranked is not None
    return found, ranked


def own_figures(found: Loop) -> Array:
    return np.array(found.call.versions[0].formula.graph.figure_values(), dtype=np.int64)


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_the_graph_says_which_regions_stand_by_rank(calculator: str) -> None:
    (found,) = loops(told(calculator, 60))
    assert (found is not None) == (calculator in BY_RANK | NOBODY)


def test_totals_near_the_limit_are_left_to_the_order_of_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, here = laid_out(told("jx_yichun", 60))
    assert here.sums(own_figures(found), 1, [], NONE) is not None
    monkeypatch.setattr(ranks, "LARGEST_YEAR_FEN", 1_000)
    assert here.sums(own_figures(found), 1, [], NONE) is None


def test_a_year_that_could_outgrow_the_limit_stands_person_by_person() -> None:
    """A total that no rule reads may refuse a claim there; that none is refused yet says nothing."""
    table = told("hn_sangzhi", 300)
    assert loops(table) != [None]
    nothing, day = np.zeros(len(table), dtype=np.int64), table.days["date"]
    table = replace(table, days={"date": np.full_like(day, np.median(day))}, person_id=nothing)
    for bill, refused in ((LARGEST_BILL_FEN, True), (380_000_000, False)):
        bills = dict.fromkeys(AMOUNTS, nothing) | {"eligible": nothing + bill}
        crowded = replace(table, columns={**table.columns, **bills})
        found = simulate(crowded, BOOK, python=True).statuses()
        assert ("invalid_request" in found) == refused
        assert loops(crowded) == [None]


def test_claims_are_placed_by_block_rank_and_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Years of 1, 3, 0 (all refused) and 2 claims, and one of 2; two people a block."""
    monkeypatch.setattr(ranks, "PEOPLE", 2)
    first = np.array([1, 1, 0, 0, 1, 1, 0, 1, 0], dtype=np.uint8)
    accepted = np.array([1, 1, 1, 1, 0, 1, 1, 1, 1], dtype=np.bool_)
    found = places(first, accepted)
    assert found.rows.tolist() == [1, 0, 2, 3, 5, 7, 6, 8]
    assert found.ranks.tolist() == [0, 2, 3, 4, 6, 8]
    assert found.blocks.tolist() == [0, 3, 5]
    assert found.people().tolist() == [1, 0, 5, 7]


def test_nobody_is_placed_where_all_are_refused() -> None:
    found = places(np.ones(3, dtype=np.uint8), np.zeros(3, dtype=np.bool_))
    assert (found.rows.tolist(), found.blocks.tolist(), found.ranks.tolist()) == ([], [0], [0])
    assert found.people().tolist() == []


@pytest.mark.parametrize("divisor", [2, 3, 7, 100, 10_000, 10**6, 2 * 10**6, 10**8, 10**12])
def test_a_division_in_lanes_is_exact(divisor: int) -> None:
    """The very lines of the loop, about every kind of multiple up to the largest that they are used for."""
    text = _division(divisor)
    chance = random.Random(divisor)
    largest = min(INT64_MAX, divisor * (LARGEST_QUOTIENT - 2)) // divisor
    wholes = [0, 1, 2, 2**52 // divisor, 2**53 // divisor, largest - 1]
    wholes += [chance.randrange(largest) for _ in range(20_000)]
    for whole in wholes:
        for off in (-1, 0, 1, divisor // 2, divisor - 1):
            number = whole * divisor + off
            if number >= 0:
                assert text(number) == number // divisor


def _division(divisor: int) -> Any:
    lines, result = division("number", divisor, 1)
    scope: dict[str, Any] = {}
    body = "".join(f"    {line}\n" for line in lines)
    exec(f"def divided(number):\n{body}    return {result}\n", scope)
    return scope["divided"]
