"""A yearly review reads what last year's claims left; figures worked out by hand."""

from datetime import date
from typing import Any

import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation.result import STATUSES, Result
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table

BOOK = PolicyBook.packaged()
USUAL: dict[str, Any] = {
    "person_id": 1, "household_id": 1, "region": "bj-beijing", "date": date(2023, 6, 1),
    "kind": "inpatient", "hospital_level": "secondary", "categories": "", "eligible_fen": 0,
    "first_self_pay_fen": 0, "over_limit_fen": 0, "own_expense_fen": 0, "prior_basic_fen": None,
    "prior_critical_illness_fen": None, "reverses_claim_id": None, "last_year_self_paid_fen": None,
    "last_year_eligible_self_paid_fen": None,
}  # fmt: skip


def beijing(year: int, **more: Any) -> dict[str, Any]:
    """A stay of 40,000 + 5,000 own expense, of which basic insurance paid 10,000: 35,000 are left."""
    stay = {
        "date": date(year, 6, 1),
        "eligible_fen": 4_000_000,
        "own_expense_fen": 500_000,
        "prior_basic_fen": 1_000_000,
    }
    return {**stay, **more}


def review(year: int, **more: Any) -> dict[str, Any]:
    asked = {"date": date(year, 3, 1), "kind": "annual_review", "hospital_level": None}
    return {**asked, "categories": "illness_poor", **more}


def county(person: int, left_fen: int, **more: Any) -> dict[str, Any]:
    """A stay in the county of the Chongqing type which leaves this much to the patient."""
    stay = {
        "region": "cq-county",
        "date": date(2019, 6, 1),
        "person_id": person,
        "eligible_fen": left_fen + 500_000,
        "prior_basic_fen": 500_000,
        "prior_critical_illness_fen": 0,
    }
    return {**stay, **more}


def of_county(year: int, **more: Any) -> dict[str, Any]:
    return review(year, region="cq-county", categories="", **more)


def run(*claims: dict[str, Any], **how: Any) -> Result:
    rows = [{"claim_id": number, **USUAL, **each} for number, each in enumerate(claims)]
    table = claim_table({name: [each[name] for each in rows] for name in rows[0]})
    return simulate(table, BOOK, **{"python": True, **how})


def last(result: Result) -> tuple[str, int, int]:
    """What becomes of the last claim: its status, what the review pays, what the patient keeps."""
    word = STATUSES[result.status[-1]]
    return word, int(result.layers["annual_review"][-1]), int(result.patient_fen[-1])


def test_a_review_pays_on_what_last_year_left() -> None:
    """30,000 of the eligible part are left, 5,000 beside it: 30% of 30,000."""
    assert last(run(beijing(2023), review(2024))) == ("ok", 900_000, 2_600_000)


def test_the_eligible_part_of_several_stays_is_added_up() -> None:
    """60,000 eligible and 10,000 beside it. Of the second stay critical illness pays on what the year
    has above 30,404: 29,596 × 60% = 17,757.60. Left: 42,242.40 eligible, 52,242.40 in all.
    30,000 × 30% + 12,242.40 × 40% = 9,000 + 4,896.96."""
    assert last(run(beijing(2023), beijing(2023), review(2024))) == ("ok", 1_389_696, 3_834_544)


REFUSED = ("invalid_request", 0, 0)


def test_nothing_is_known_of_a_person_without_claims_last_year() -> None:
    alone = run(beijing(2023, person_id=2), review(2024))
    assert last(alone) == REFUSED
    assert last(run(beijing(2023), review(2025))) == REFUSED, "two years ago is not last year"
    assert last(run(beijing(2024), review(2024))) == REFUSED, "nor is this year"
    assert last(run(beijing(2023, kind="stay"), review(2024))) == REFUSED, (
        "a refused claim left nothing"
    )
    gone = {"reverses_claim_id": 0, "date": date(2023, 7, 1)}
    assert last(run(beijing(2023), beijing(2023, **gone), review(2024))) == REFUSED


def test_a_refused_review_uses_up_nothing() -> None:
    """The year's one review is still to come."""
    claims = (beijing(2023), review(2023), review(2024, categories="poor"), review(2024))
    result = run(*claims)
    assert result.statuses() == {"ok": 2, "invalid_request": 2}
    assert last(result) == ("ok", 900_000, 2_600_000)


def test_once_a_year() -> None:
    again = run(beijing(2023), review(2024), review(2024, date=date(2024, 9, 1)))
    assert again.layers["annual_review"].tolist() == [0, 900_000, 0]
    assert again.statuses() == {"ok": 3}


def test_a_review_is_no_cost_of_its_own_year() -> None:
    """The review of 2024 pays on 2023; that of 2025 on the stay of 2024 alone."""
    result = run(beijing(2023, prior_basic_fen=0), review(2024), beijing(2024), review(2025))
    assert last(result) == ("ok", 900_000, 2_600_000)


def test_each_year_hangs_on_the_year_before() -> None:
    claims = [each for year in range(2023, 2029) for each in (beijing(year), review(year + 1))]
    result = run(*claims)
    assert result.layers["annual_review"].tolist() == [0, 900_000] * 6


def test_a_household_is_looked_at_as_a_whole() -> None:
    """7,000 + 7,000 are above 10,000: 8,000 are paid; 7,000 alone are not."""
    two = [county(1, 700_000), county(2, 700_000)]
    assert last(run(*two, of_county(2020, person_id=3))) == ("ok", 800_000, 600_000)
    assert last(run(*two[:1], of_county(2020))) == ("ok", 0, 700_000)
    apart = [county(1, 700_000), county(2, 700_000, household_id=2)]
    assert last(run(*apart, of_county(2020))) == ("ok", 0, 700_000)


def test_who_moves_leaves_last_years_cost_where_it_was() -> None:
    moved = of_county(2020, person_id=2, household_id=2)
    assert last(run(county(2, 1_500_000), moved)) == REFUSED
    stayed = of_county(2020, person_id=1, household_id=1)
    assert last(run(county(2, 1_500_000), moved, stayed)) == ("ok", 800_000, 700_000)


def test_the_year_is_the_policys_year() -> None:
    """The county counts by settlement: a stay of December settled in January is this year's."""
    late = {"date": date(2019, 12, 30), "settled_on": date(2020, 1, 5)}
    settled = {**USUAL, "settled_on": None}
    rows = [
        {"claim_id": 0, **settled, **county(1, 1_500_000), **late},
        {"claim_id": 1, **settled, **of_county(2020)},
    ]
    table = claim_table({name: [each[name] for each in rows] for name in rows[0]})
    assert last(simulate(table, BOOK, python=True)) == REFUSED


STATED: list[tuple[dict[str, Any], tuple[str, int, int]]] = [
    ({"last_year_self_paid_fen": 500, "last_year_eligible_self_paid_fen": 400}, ("ok", 120, 380)),
    ({"last_year_self_paid_fen": 0, "last_year_eligible_self_paid_fen": 0}, ("ok", 0, 0)),
    ({"last_year_self_paid_fen": 500}, REFUSED),
    ({"last_year_eligible_self_paid_fen": 400}, REFUSED),
    ({"last_year_self_paid_fen": 300, "last_year_eligible_self_paid_fen": 400}, REFUSED),
    ({"last_year_self_paid_fen": 300, "last_year_eligible_self_paid_fen": -4}, REFUSED),
    ({"last_year_self_paid_fen": 2 * 10**9 + 1, "last_year_eligible_self_paid_fen": 1}, REFUSED),
    ({"eligible_fen": 1000}, ("ok", 300, 700)),
    ({"eligible_fen": 1000, "last_year_self_paid_fen": 1000}, ("ok", 300, 700)),
    ({"eligible_fen": 1000, "last_year_eligible_self_paid_fen": 1000}, ("ok", 300, 700)),
    (
        {"eligible_fen": 1000, "last_year_self_paid_fen": 1001},
        ("amounts_do_not_add_up", 0, 0),
    ),
    (
        {"eligible_fen": 1000, "own_expense_fen": 1, "last_year_eligible_self_paid_fen": 1001},
        ("amounts_do_not_add_up", 0, 0),
    ),
]


@pytest.mark.parametrize(("said", "outcome"), STATED)
def test_what_a_review_states_counts(said: dict[str, Any], outcome: tuple[str, int, int]) -> None:
    """In whole or in its parts; what the table would give is not looked at then."""
    assert last(run(beijing(2023), review(2024, **said))) == outcome


def test_what_other_claims_state_of_last_year_is_not_looked_at() -> None:
    stated = beijing(2023, last_year_self_paid_fen=1)
    assert STATUSES[run(stated, review(2024)).status[0]] == "ok"


def test_a_bill_of_last_year_may_be_too_large() -> None:
    huge = [beijing(2023, own_expense_fen=1_900_000_000) for _ in range(2)]
    assert last(run(*huge, review(2024))) == REFUSED


def test_a_region_without_reviews_says_so() -> None:
    elsewhere = {"region": "jx-yichun", "date": date(2018, 6, 1)}
    stay = {**elsewhere, "eligible_fen": 1_000_000}
    result = run(stay, {**review(2024), **elsewhere})
    assert result.statuses() == {"ok": 1, "unknown_parameter": 1}, "whatever is known of 2017"
    stated = {"last_year_self_paid_fen": 5, "last_year_eligible_self_paid_fen": 5}
    result = run(stay, {**review(2024), **elsewhere, **stated})
    assert result.statuses() == {"ok": 1, "unknown_parameter": 1}
