"""A request as whole numbers (待遇申请): what follows from what was given."""

from datetime import date
from typing import Any

import pytest

from benefits.claims.claim import Claim, claim, days_of
from benefits.claims.reading import read_request
from benefits.problems import Refused
from benefits.words import bits, code
from tests.formula.small import request


def claimed(bill: str = "100", **asked: Any) -> Claim:
    return claim(read_request(request(bill, **asked)))


# -- contribution periods ---------------------------------------------------------------


def insured(*periods: tuple[str, str | None], day: str = "2020-06-15") -> tuple[int, int]:
    """Whole months of the present period, and whole years without cover, on a day."""
    listed = [{"from": first, "until": last} for first, last in periods]
    found = claimed(person={"contribution_periods": listed}, date=day)
    return found.facts["insured_months",], found.facts["broken_years",]


@pytest.mark.parametrize(
    ("first", "months"),
    [
        ("2020-06-15", 0),
        ("2020-05-16", 0),
        ("2020-05-15", 1),
        ("2019-06-16", 11),
        ("2019-06-15", 12),
        ("2015-01-01", 65),
    ],
)
def test_months_are_whole(first: str, months: int) -> None:
    assert insured((first, None)) == (months, 0)


def test_periods_that_touch_are_one() -> None:
    assert insured(("2019-01-01", "2019-12-31"), ("2020-01-01", None)) == (17, 0)
    assert insured(("2019-01-01", "2019-12-30"), ("2020-01-01", None)) == (5, 0)
    assert insured(("2020-01-01", None), ("2019-01-01", "2019-12-31")) == (17, 0)
    assert insured(("2019-01-01", None), ("2019-03-01", "2019-04-30")) == (17, 0)


def test_who_is_not_insured_on_the_day_has_no_months() -> None:
    assert insured() == (0, 0)
    assert insured(("2020-06-16", None)) == (0, 0)
    assert insured(("2018-01-01", "2018-12-31")) == (0, 1)
    assert insured(("2018-01-01", "2020-06-14")) == (0, 0)
    assert insured(("2018-01-01", "2020-06-15")) == (29, 0)


def test_years_without_any_cover_are_counted_from_the_first_covered_one() -> None:
    assert insured(("2014-05-01", "2014-06-30"), ("2017-01-01", None)) == (41, 2)
    assert insured(("2014-05-01", "2015-01-01"), ("2017-12-31", None)) == (29, 1)


# -- days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visit", "admission", "discharge", "settlement"),
    [
        ({}, 15, 15, 15),
        ({"admitted": "2020-06-10"}, 10, 15, 15),
        ({"discharged": "2020-06-12"}, 12, 12, 15),
        ({"settled": "2020-06-14"}, 14, 14, 14),
        ({"discharged": "2020-06-20"}, 15, 20, 15),
        (
            {"admitted": "2020-06-01", "discharged": "2020-06-05", "settled": "2020-06-09"},
            1,
            5,
            9,
        ),
    ],
)
def test_the_three_days_of_a_visit(
    visit: dict[str, str], admission: int, discharge: int, settlement: int
) -> None:
    found = days_of(read_request(request("100", visit=visit)))
    wanted = {"admission": admission, "discharge": discharge, "settlement": settlement}
    assert found == {name: date(2020, 6, day) for name, day in wanted.items()}


def test_days_are_given_or_follow_from_the_stay() -> None:
    stay = {"admitted": "2020-06-01", "discharged": "2020-06-05"}
    assert claimed(visit=stay).facts["days",] == 4
    assert claimed(visit={**stay, "days": 5}).facts["days",] == 5
    assert ("days",) not in claimed(visit={"admitted": "2020-06-01"}).facts


# -- identities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("admission", ["low_income"]),
        ("discharge", ["destitute"]),
        ("settlement", ["destitute"]),
        ("any_day_of_stay", ["low_income", "destitute"]),
    ],
)
def test_which_identities_count_on_which_day(day: str, held: list[str]) -> None:
    person = {
        "identities": [
            {"category": "low_income", "from": "2019-01-01", "until": "2020-06-03"},
            {"category": "destitute", "from": "2020-06-05", "until": None},
            {"category": "orphan", "from": "2010-01-01", "until": "2020-05-31"},
        ]
    }
    stay = {"admitted": "2020-06-01", "discharged": "2020-06-05"}
    assert claimed(person=person, visit=stay).held(day) == bits("identity", held)


def test_identities_without_days_always_count() -> None:
    held = claimed(person={"categories": ["orphan"]}).held("discharge")
    assert held == bits("identity", ["orphan"])
    assert claimed().held("discharge") == 0


# -- what stands for what ---------------------------------------------------------------


def test_what_is_left_out_has_its_usual_meaning() -> None:
    facts = claimed().facts
    assert facts["place",] == code("place", "in_county")
    assert facts["referral",] == code("referral", "local")
    assert facts["hospital_level",] == facts["insurance",] == 0
    assert facts["admission_number",] == 1
    assert not {("age",), ("diseases",), ("same_division",), ("insured_months",)} & set(facts)


def test_running_totals_say_only_what_was_given() -> None:
    totals = {
        "layers": {"basic": {"paid": "1.00", "accounts": {"stays": {"base": "2.00"}}}},
        "household": {"layers": {"aid": {"paid": "3.00"}}},
    }
    facts = claimed(year_to_date=totals).facts
    assert {key[1:]: value for key, value in facts.items() if key[0] == "so_far"} == {
        ("person", "basic", "", "paid"): 100,
        ("person", "basic", "stays", "base"): 200,
        ("household", "aid", "", "paid"): 300,
    }


# -- what is not a request --------------------------------------------------------------


def _with_quantity(quantity: object) -> dict[str, Any]:
    item = {"service": "drug", "class": "A", "amount": "100.00", "price_limit": "30.00"}
    return request("100") | {"bill": {"total": "100.00", "items": [item | {"quantity": quantity}]}}


@pytest.mark.parametrize(("quantity", "allowed"), [("2.5", 7_500), ("2", 6_000)])
def test_a_quantity_is_exact(quantity: str, allowed: int) -> None:
    facts = claim(read_request(_with_quantity(quantity))).facts
    assert (facts["part", "eligible"], facts["part", "over_limit"]) == (allowed, 10_000 - allowed)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0", "quantity_is_not_a_number"),
        ("2.", "quantity_is_not_a_number"),
        ("two", "quantity_is_not_a_number"),
        (2, "quantity_is_not_text"),
    ],
)
def test_a_quantity_that_is_none_is_refused(quantity: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_request(_with_quantity(quantity))
    assert [(each.code, each.where) for each in refused.value.problems] == [
        (code, "bill.items[0].quantity")
    ]


def test_a_field_nobody_knows_within_an_item_says_which_are_known() -> None:
    item = {"service": "drug", "eligible": "100.00", "elligible": "1.00"}
    asked = request("100") | {"bill": {"total": "100.00", "items": [item]}}
    with pytest.raises(Refused) as refused:
        read_request(asked)
    (found,) = refused.value.problems
    assert found.where == "bill.items[0].elligible"
    assert "eligible" in found.fix.en + found.what.en
