"""Totals are exact, weighted or not, and do not depend on how the claims are cut into blocks."""

from datetime import date

import numpy as np

from benefits.reforms import scenarios
from benefits.search.measures import Measure, target
from benefits.search.totals import Totals
from benefits.search.years import YearDays, Years
from benefits.simulation.result import Result
from tests.search.handful import BILLS, BOOK, CEILING, SHARES, run, table

FEN = 1_000_000


def two(ceiling: str, *tables) -> list[Totals]:  # type: ignore[no-untyped-def]
    plan = scenarios(BOOK, [], [f"{CEILING}={ceiling}"], ["jx-yichun"])
    return run(tables or [table()])(plan.scenarios)


def test_each_layer_pays_what_was_worked_out_by_hand() -> None:
    before, after = two("5%")
    assert before.layers["supplementary"] == after.layers["supplementary"] == 25_750_000 * FEN
    assert before.layers["backstop"] == (15_250_000 - 3_895_000) * FEN
    assert after.layers["backstop"] == (15_250_000 - 2_050_000) * FEN
    assert (before.patient, after.patient) == (3_995_000 * FEN, 2_150_000 * FEN)
    assert before.bill == after.bill == before.funds + before.patient == 41_100_000 * FEN


def test_above_means_more_than_the_share_of_the_years_bills() -> None:
    before, after = two("5%")
    assert before.people == after.people == 3 * FEN
    assert before.above == {50_000: 3 * FEN, 95_000: 1 * FEN, 100_000: 1 * FEN}
    assert after.above == {50_000: 1 * FEN, 95_000: 1 * FEN, 100_000: 1 * FEN}


def test_a_years_bills_of_a_person_count_together_and_years_apart() -> None:
    """1,000 paid by herself and 19,000 paid to 50% by nobody: C alone pays all; B with both bills of one
    year pays 950 + 1,000 of 11,000 (above 10%); in two years, 950 of 10,000 and all of 1,000."""
    poor, plain = dict(BILLS[1]), {**BILLS[2], "person_id": 2}
    same = two("9.5%", table([poor, plain]))[0]
    assert same.people == 1 * FEN
    assert same.above == {50_000: 1 * FEN, 95_000: 1 * FEN, 100_000: 1 * FEN}
    apart = two("9.5%", table([poor, {**plain, "date": date(2018, 1, 1)}]))[0]
    assert apart.people == 1 * FEN
    later = two("5%", table([poor, {**poor, "own_expense_fen": 500}]))[1]
    assert later.above == {50_000: 0, 95_000: 0, 100_000: 0}


def test_weights_count_people_and_money_exactly() -> None:
    weights = (2_500_000, 1, 3_000_000)
    heavy = table([{**bill, "weight": each} for bill, each in zip(BILLS, weights, strict=True)])
    before = two("5%", heavy)[0]
    assert before.people == sum(weights)
    assert before.above == {50_000: sum(weights), 95_000: 3_000_000, 100_000: 3_000_000}
    assert before.patient == 3_800_000 * weights[0] + 95_000 * weights[1] + 100_000 * weights[2]


def test_blocks_add_up_in_any_order() -> None:
    alone = [table([{**bill, "claim_id": n}]) for n, bill in enumerate(BILLS)]
    assert two("5%", *alone) == two("5%", *alone[::-1]) == two("5%")


def test_a_refused_claim_is_counted_and_stands_in_no_sum() -> None:
    bad = {**BILLS[0], "date": date(2030, 1, 1)}
    found = two("5%", table([*BILLS, bad]))[0]
    assert found.statuses == {"ok": 3, "no_policy_in_force": 1}
    assert found.refused == 1
    assert found.bill == 41_100_000 * FEN
    assert found.people == 3 * FEN


def test_a_variant_that_refuses_other_claims_has_its_own_bills_and_people() -> None:
    """Three bills; one variant accepts all, the next the second alone, the next all again."""
    years = Years(table(), YearDays(scenarios(BOOK, [], [], ["jx-yichun"]).scenarios[0]))
    paid = np.array([4_000_000, 100_000, 100_000])
    for refused, bill, people, above in ((0, 41_100_000, 3, 3), (2, 1_000_000, 1, 1)) * 2:
        status = np.array([refused, 0, refused], dtype=np.uint8)
        fen = np.where(status == 0, paid, 0)
        told = years.totals(Result(np.arange(3), {}, fen, status), [50_000])
        assert (told.bill, told.people, told.above) == (
            bill * FEN,
            people * FEN,
            {50_000: above * FEN},
        )


def test_measures_are_read_by_name() -> None:
    found = two("5%")[1]
    told = {
        "backstop": "132,000.00",
        "funds": "389,500.00",
        "patient": "21,500.00",
        "above:5%": "1",
        "above:9.5%": "1",
        "people": "3",
        "refused": "0",
        "nothing": "0.00",
    }
    assert {name: Measure(name).shown(Measure(name).of(found)) for name in told} == told


def test_a_target_says_by_how_much_it_is_missed() -> None:
    found = two("5%")[1]
    known = [Measure("backstop"), Measure("above:5%")]
    assert len(SHARES) == 3
    for given, missed in (
        ("backstop<=132000.00", 0),
        ("backstop <= 131,999.99", 1 * FEN),
        ("backstop>=13.2万", 0),
        ("backstop≥132000.01", 1 * FEN),
        ("above<=1", 0),
        ("above:5%<=0", 1 * FEN),
    ):
        read = target(given, known, wrong := [])
        assert not wrong
        assert read is not None
        assert read.missed_by(found) == missed, given


def test_a_reviews_bill_is_what_payers_and_patient_add_up_to() -> None:
    """A household's 15,000 of last year, which the review halves to 7,000: above 10% of its bill, not of 0."""
    stay = {"person_id": 1, "date": date(2018, 6, 1), "kind": "inpatient", "own_expense_fen": 1_500_000,
            "hospital_level": "primary", "prior_basic_fen": 0, "prior_critical_illness_fen": 0}  # fmt: skip
    review = {**stay, "date": date(2019, 3, 1), "kind": "annual_review", "own_expense_fen": 0}
    plan = scenarios(BOOK, [], [], ["cq-county"])
    (found,) = run([table([stay, review], "cq-county")])(plan.scenarios)
    assert found.statuses == {"ok": 2}
    assert found.layers["annual_review"] == 800_000 * FEN
    assert found.bill == 2 * 1_500_000 * FEN
    assert found.bill == found.funds + found.patient
