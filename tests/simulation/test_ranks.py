"""Claims by rank, several at a time, come to the totals of each claim alone; a division is exact."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benefits.formula.proof import INT64_MAX
from benefits.money import LARGEST_BILL_FEN
from benefits.simulation import ranks, variants
from benefits.simulation.arrays import Array
from benefits.simulation.lanes import LARGEST_QUOTIENT, division
from benefits.simulation.machine import machine
from benefits.simulation.run import simulate
from benefits.simulation.table import AMOUNTS as AMOUNTS_OF_A_BILL
from benefits.simulation.table import ClaimTable, claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.stories import arrow, story
from tests.simulation.test_variants import BOOK, reforms

AMOUNTS = ("eligible_fen", "first_self_pay_fen", "over_limit_fen", "own_expense_fen")
WORDS = (
    "claim_id", "person_id", "household_id", "date", "region", "kind", "hospital_level", "place",
    "referral", "categories", "findings", "programme",
)  # fmt: skip

BY_RANK = frozenset(
    [
        "ah_suzhou", "ah_yixian", "cn_frame", "ha_luoyang", "hlj_jiamusi", "hn_county",
        "hn_sangzhi", "jx_yichun", "lowincome_farmers", "sd_shandong", "sd_taian",
    ]
)  # fmt: skip
"""Where no figure and no total decides who is refused, and totals are a person's own."""


def told(calculator: str, number: int, *, edges: bool = False) -> ClaimTable:
    """A story with the columns that a claim file has at least; `edges`: amounts about the roundings."""
    table = arrow(story(calculator, number, {}, "ranks"))
    kept = [name for name in (*WORDS, *AMOUNTS) if name in table.column_names]
    table = table.select(kept)
    if edges:
        chance = random.Random(5)
        for name in AMOUNTS:
            drawn = [_about(chance) for _ in range(number)]
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(drawn, pa.int64()))
    return claim_table(table)


def _about(chance: random.Random) -> int:
    whole = chance.choice(
        [0, 1, 2, 100, 10_000, 50_000, 60_000, 10**6, 10**7, LARGEST_BILL_FEN // 4]
    )
    return max(min(whole + chance.randint(-3, 3), LARGEST_BILL_FEN // 4), 0)


def by_rank(table: ClaimTable, **how: Any) -> variants.Layout | None:
    """The layout, where every region of it stands by rank."""
    found = variants.layout(table, BOOK, **how)
    stands = found.blocks is not None and all(each.ranks is not None for each in found.blocks)
    return found if stands else None


@pytest.mark.parametrize("edges", [False, True])
@pytest.mark.parametrize("calculator", CALCULATORS)
def test_claims_by_rank_come_to_what_each_alone_does(
    calculator: str, edges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "PEOPLE", 17)
    table = told(calculator, 300, edges=edges)
    found = by_rank(table, python=True)
    assert (found is not None) == (calculator in BY_RANK)
    if found is not None:
        several = reforms(table.region.words[0])
        alone = [simulate(table, BOOK, each, python=True).totals() for each in several]
        assert found.totals_for(several) == alone


def test_machine_code_by_rank_comes_to_the_same(folder: Path) -> None:
    pytest.importorskip("numba")
    for edges in (False, True):
        table = told("jx_yichun", 1_500, edges=edges)
        found = by_rank(table, python=True)
        assert found is not None
        assert found.blocks is not None
        here = found.blocks[0].ranks
        assert here is not None
        own = own_figures(found)
        lower = own * 9 // 10
        plain = here.totals_for([own, lower])
        assert (
            replace(here, machine=machine(here.lanes.kernel, folder)).totals_for([own, lower])
            == plain
        )


def own_figures(found: variants.Layout) -> Array:
    assert found.blocks is not None
    return np.array(found.blocks[0].region.versions[0].formula.graph.figure_values())


def test_totals_near_the_limit_are_left_to_the_order_of_claims(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = told("jx_yichun", 60)
    found = by_rank(table, python=True)
    assert found is not None
    assert found.blocks is not None
    here = found.blocks[0].ranks
    assert here is not None
    own = own_figures(found)
    assert here.totals_for([own]) is not None
    monkeypatch.setattr(ranks, "LARGEST_YEAR_FEN", 1_000)
    assert here.totals_for([own]) is None
    assert found.totals_for([{}]) == [simulate(table, BOOK, python=True).totals()]


def test_a_year_that_could_outgrow_the_limit_stands_person_by_person() -> None:
    """A total that no rule reads may refuse a claim there."""
    table = told("hn_sangzhi", 300)
    assert by_rank(table, python=True) is not None
    one = np.zeros(len(table), dtype=np.int64)
    bills = {name: np.full_like(one, LARGEST_BILL_FEN // 4) for name in AMOUNTS_OF_A_BILL}
    crowded = replace(table, person_id=one, columns={**table.columns, **bills})
    assert by_rank(crowded, python=True) is None


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
