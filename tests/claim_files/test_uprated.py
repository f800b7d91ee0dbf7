"""Prices and use put forward: each amount by itself, rounded half up; bills still add up."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benefits.claim_files.uprated import Uprating, factor, times
from benefits.problems import Refused
from benefits.simulation.table import claim_table
from tests.claim_files.made import claims, run, saved
from tests.claim_files.test_bad_tables import rows


def test_amounts_are_rounded_half_up_on_both_sides_of_the_edge() -> None:
    amounts = np.array([0, 9, 10, 29, 30, 2_000_000_000])
    assert times(amounts, Fraction(21, 20)).tolist() == [0, 9, 11, 30, 32, 2_100_000_000]
    assert times(amounts, Fraction(0)).tolist() == [0] * 6


def test_each_part_is_put_forward_and_prior_payments_stay() -> None:
    table = claim_table(rows({"prior_basic_fen": 101}), "jx-yichun")
    put = Uprating(prices=Fraction(101, 100)).of(table)
    assert {name: int(put.columns[name][0]) for name in PARTS} == {
        "eligible": 1_616_000,
        "first_self_pay": 151_500,
        "over_limit": 50_500,
        "own_expense": 202_000,
    }
    assert put.prior["basic"].tolist() == [101]
    assert table.columns["eligible"].tolist() == [1_600_000], "the table itself stays as it was"


PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")


def test_a_bill_with_items_still_adds_up_and_one_that_did_not_does_not() -> None:
    """Two items of 10 fen at +5% are 11 each; 20 fen at once would be 21."""
    items = [{"service": "bed", "eligible_fen": 10}, {"service": "drug", "eligible_fen": 10}]
    nothing = {f"{part}_fen": 0 for part in PARTS}
    table = rows(
        {**nothing, "eligible_fen": 20, "items": items},
        {**nothing, "eligible_fen": 21, "items": items},
        {**nothing, "eligible_fen": 20, "items": None},
    )
    put = Uprating(prices=Fraction(21, 20)).of(claim_table(table, "jx-yichun"))
    assert put.columns["eligible"].tolist() == [22, 23, 21]
    assert put.items is not None
    assert put.items.parts["eligible"].tolist() == [11] * 4


def test_a_claim_and_its_reversal_stay_a_pair(tmp_path: Path) -> None:
    below = {f"{part}_fen": -rows({})[f"{part}_fen"][0].as_py() for part in PARTS}
    table = rows({"reverses_claim_id": None}, {**below, "reverses_claim_id": 1})
    made = run(
        saved(table, tmp_path / "in.parquet"),
        None,
        region="jx-yichun",
        uprating=Uprating(prices=Fraction("1.0333")),
    )
    assert dict(made.summary.scenarios[0].statuses) == {"reversed": 2}


def test_use_changes_weights_and_no_result(tmp_path: Path) -> None:
    file = saved(claims(), tmp_path / "in.parquet")
    before = run(file, tmp_path / "1.parquet")
    after = run(file, tmp_path / "2.parquet", uprating=Uprating(use=Fraction("1.03")))
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    one, other = before.summary.scenarios[0], after.summary.scenarios[0]
    assert one.totals_fen == other.totals_fen
    assert not one.weighted
    assert other.weighted == {name: fen * 1_030_000 for name, fen in one.totals_fen.items()}


def test_a_claim_without_a_weight_counts_once(tmp_path: Path) -> None:
    table = rows({"weight": 2_500_000}, {"weight": None})
    made = run(saved(table, tmp_path / "in.parquet"), None, region="jx-yichun")
    assert made.summary.weights == 3_500_000
    told = made.summary.scenarios[0].told()
    assert told["totals_fen"]["basic"] == 2 * 1_280_000
    assert told["weighted_totals_fen"]["basic"] == 4_480_000


@pytest.mark.parametrize("written", ["5", "x%", "-101%", "1/2", "5.123456%"])
def test_a_factor_is_a_percentage(written: str) -> None:
    with pytest.raises(Refused) as refused:
        factor(written, "--prices")
    assert refused.value.problems[0].where == "--prices"


def test_a_table_without_items_keeps_none() -> None:
    table = claim_table(pa.table(rows({})), "jx-yichun")
    assert Uprating(prices=Fraction(2)).of(table).items is None


def test_what_a_review_says_of_last_year_goes_with_its_parts() -> None:
    """Parts of 10 fen at +5% are 11 each: 44 in all, where 40 at once would be 42."""
    parts = {f"{part}_fen": 10 for part in PARTS}
    review = rows(
        {
            **parts,
            "kind": "annual_review",
            "last_year_self_paid_fen": 40,
            "last_year_eligible_self_paid_fen": 10,
        }
    )
    put = Uprating(prices=Fraction(21, 20)).of(claim_table(review, "bj-beijing"))
    assert {name: each.tolist() for name, each in put.last_year.items()} == {
        "self_paid": [44],
        "eligible_self_paid": [11],
    }
