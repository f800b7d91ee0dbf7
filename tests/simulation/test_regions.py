"""Desk and simulator agree to the fen, claim by claim, over the sixteen regions.

20,000 claims of people and households over time; in the long form 1,000,000, by machine code.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benefits.money import fen, yuan
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation.result import STATUSES, Result
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.compared import differences
from tests.simulation.stories import (
    Told,
    arrow,
    as_asked,
    by_the_desk,
    story,
    with_afterwards,
)

BOOK = PolicyBook.packaged()
DESK = Desk(BOOK)
STATISTICS = {"poverty_line": 400_000, "disposable_income": 3_000_000}
BY_MACHINE = ("cq_county", "jx_nanchang")
"""Regions whose machine code the short form compiles: one with households, one that numbers admissions. The
long form compiles all of them."""


SAYS_MORE = ("cn_frame",)
"""Regions that answer next to nothing unless outside statistics are given."""

UNREADABLE = ("unknown_region", "amounts_do_not_add_up")
"""What an independent calculator is not asked: it knows one region, and bills that add up."""


def each(claims: int) -> int:
    return -(-claims // len(CALCULATORS))


def statistics(calculator: str) -> dict[str, int]:
    return STATISTICS if calculator in SAYS_MORE else {}


def claims(calculator: str, number: int, salt: str, given: dict[str, int]) -> list[Told]:
    """A long story of one region: people, households, years, claims taken back, reviews."""
    return with_afterwards(story(calculator, number, given, salt), calculator, salt)


def in_python(told: list[Told], given: dict[str, int] | None = None) -> Result:
    return simulate(claim_table(arrow(told)), BOOK, statistics=given, python=True)


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_desk_and_simulation_agree_to_the_fen(calculator: str) -> None:
    told = claims(calculator, each(19_000), "", statistics(calculator))
    result = in_python(told, statistics(calculator))
    assert differences(result, by_the_desk(DESK, told)) == []
    assert_everything_occurs(result)


def assert_everything_occurs(result: Result) -> None:
    """Every layer pays somebody, and a claim may end in every way that there is."""
    assert [name for name, paid in result.layers.items() if not paid.any()] == []
    assert set(result.statuses()) == set(STATUSES)


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_they_agree_where_statistics_are_given(calculator: str) -> None:
    told = story(calculator, 150, STATISTICS, "with statistics")
    result = simulate(claim_table(arrow(told)), BOOK, statistics=STATISTICS, python=True)
    assert differences(result, by_the_desk(DESK, told)) == []


def test_all_regions_stand_in_one_table() -> None:
    told = [
        _numbered(one, number * 10**12)
        for number, name in enumerate(CALCULATORS)
        for one in claims(name, 60, "together", {})
    ]
    result = in_python(told)
    assert differences(result, by_the_desk(DESK, told)) == []


def _numbered(told: Told, more: int) -> Told:
    """Numbers of claims are the table's, not the region's."""
    row = told.row
    reverses = row.get("reverses_claim_id")
    row = {**row, "claim_id": row["claim_id"] + more}
    return Told(
        row | ({} if reverses is None else {"reverses_claim_id": reverses + more}), told.request
    )


@pytest.mark.parametrize("calculator", BY_MACHINE)
def test_machine_code_gives_the_same(calculator: str, folder: Path) -> None:
    pytest.importorskip("numba")
    told = claims(calculator, each(20_000), "", {})
    table = claim_table(arrow(told))
    assert_same(simulate(table, BOOK, folder=folder), in_python(told))


def assert_same(one: Result, other: Result) -> None:
    assert np.array_equal(one.claim_id, other.claim_id)
    assert one.layers.keys() == other.layers.keys()
    for name in one.layers:
        assert np.array_equal(one.layers[name], other.layers[name]), name
    assert np.array_equal(one.patient_fen, other.patient_fen)
    assert np.array_equal(one.status, other.status)


@pytest.mark.long
@pytest.mark.parametrize("calculator", CALCULATORS)
def test_desk_and_simulation_agree_on_a_million_claims(calculator: str, folder: Path) -> None:
    told = claims(calculator, each(1_000_000), "long", statistics(calculator))
    table, given = claim_table(arrow(told)), statistics(calculator)
    result = simulate(table, BOOK, statistics=given, folder=folder)
    print(calculator, len(told), result.statuses())
    assert differences(result, by_the_desk(DESK, told)) == []
    assert_everything_occurs(result)


def against_the_calculator(calculator: str, number: int, salt: str) -> int:
    """Compare with the independent calculator of a region: it is told the year to date as a fact."""
    given = statistics(calculator)
    told = claims(calculator, number, salt, given)
    result, asked = in_python(told, given), as_asked(DESK, told)
    split = import_module(f"tests.oracle.{calculator}").split
    for place, claim in enumerate(result.claim_id.tolist()):
        word = STATUSES[result.status[place]]
        if claim in asked and word not in UNREADABLE and not _of_neither(asked[claim]):
            payers = {
                name: yuan(int(paid[place])) for name, paid in result.layers.items() if paid[place]
            }
            worked_out = {"payers": payers, "patient": yuan(int(result.patient_fen[place]))}
            assert split(asked[claim]) == (worked_out if word == "ok" else {"error": word}), claim
    return len(asked)


def _of_neither(request: dict[str, Any]) -> bool:
    """A household's layer that has paid to a person and not to the household.

    Only a payment stated with a visit for which the layer has no rule does that; the calculators take a
    layer's total to be the household's where the notice speaks of households.
    """
    so_far = request.get("year_to_date", {})
    household = so_far.get("household", {}).get("layers", {})
    own = so_far.get("layers", {})
    return any(
        fen(total["paid"]) == 0 and fen(own.get(layer, {}).get("paid", "0")) > 0
        for layer, total in household.items()
    )


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_the_independent_calculators_agree(calculator: str) -> None:
    assert against_the_calculator(calculator, 60, "calculators") > 50


@pytest.mark.long
@pytest.mark.parametrize("calculator", CALCULATORS)
def test_the_independent_calculators_agree_on_many_claims(calculator: str) -> None:
    assert against_the_calculator(calculator, each(105_000), "many") > each(100_000)
