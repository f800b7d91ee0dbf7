"""Desk and simulator agree to the fen, claim by claim, over the sixteen regions.

20,000 claims of people and households over time; in the long form 1,000,000, by machine code.
"""

from pathlib import Path

import numpy as np
import pytest

from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation.result import Result
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.compared import differences
from tests.simulation.stories import Told, arrow, by_the_desk, story

BOOK = PolicyBook.packaged()
DESK = Desk(BOOK)
STATISTICS = {"poverty_line": 400_000, "disposable_income": 3_000_000}
BY_MACHINE = ("jx_yichun", "cq_county", "jx_nanchang")
"""Regions whose machine code the short form compiles: the longest, one with households, one that numbers
admissions."""


def each(claims: int) -> int:
    return -(-claims // len(CALCULATORS))


def in_python(told: list[Told]) -> Result:
    return simulate(claim_table(arrow(told)), BOOK, python=True)


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_desk_and_simulation_agree_to_the_fen(calculator: str) -> None:
    told = story(calculator, each(20_000), {})
    result = in_python(told)
    assert differences(result, by_the_desk(DESK, told)) == []
    assert result.statuses()["ok"] > each(20_000) * 0.05
    assert len(result.statuses()) >= 4, "refusals are among them"


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_they_agree_where_statistics_are_given(calculator: str) -> None:
    told = story(calculator, 150, STATISTICS, "with statistics")
    result = simulate(claim_table(arrow(told)), BOOK, statistics=STATISTICS, python=True)
    assert differences(result, by_the_desk(DESK, told)) == []


def test_all_regions_stand_in_one_table() -> None:
    told = [one for name in CALCULATORS for one in story(name, 60, {}, "together")]
    for number, one in enumerate(told):
        one.row["claim_id"] = number
    result = in_python(told)
    assert differences(result, by_the_desk(DESK, told)) == []


@pytest.mark.parametrize("calculator", BY_MACHINE)
def test_machine_code_gives_the_same(calculator: str, folder: Path) -> None:
    pytest.importorskip("numba")
    told = story(calculator, each(20_000), {})
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
    told = story(calculator, each(1_000_000), {}, "long")
    result = simulate(claim_table(arrow(told)), BOOK, folder=folder)
    assert differences(result, by_the_desk(DESK, told)) == []
