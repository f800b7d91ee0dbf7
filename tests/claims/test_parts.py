"""A raw line of a bill (费用明细) becomes four parts; each fen lands in one of them."""

from typing import Any

import pytest

from benefits.claims.parts import by_service, parts_of, parts_of_item
from benefits.claims.request import Bill, Item


def parts(**item: Any) -> tuple[int, ...]:
    return tuple(parts_of_item(Item.model_validate({"service": "drug", **item})).values())


@pytest.mark.parametrize(
    ("item", "eligible", "first", "over", "own"),
    [
        ({"amount": "100.00"}, 10_000, 0, 0, 0),
        ({"amount": "100.00", "class": "A"}, 10_000, 0, 0, 0),
        ({"amount": "100.00", "class": "C"}, 0, 0, 0, 10_000),
        (
            {"amount": "100.00", "class": "C", "first_self_pay_rate": "10%", "price_limit": "1"},
            0,
            0,
            0,
            10_000,
        ),
        ({"amount": "100.00", "class": "B", "first_self_pay_rate": "10%"}, 9_000, 1_000, 0, 0),
        ({"amount": "100.00", "price_limit": "100.00"}, 10_000, 0, 0, 0),
        ({"amount": "100.00", "price_limit": "99.99"}, 9_999, 0, 1, 0),
        ({"amount": "100.00", "price_limit": "30.00", "quantity": "2"}, 6_000, 0, 4_000, 0),
        ({"amount": "100.00", "price_limit": "0.01", "quantity": "0.5"}, 1, 0, 9_999, 0),
        ({"amount": "100.00", "price_limit": "0.01", "quantity": "0.4"}, 0, 0, 10_000, 0),
        ({"amount": "0.05", "class": "B", "first_self_pay_rate": "10%"}, 4, 1, 0, 0),
        ({"amount": "0.04", "class": "B", "first_self_pay_rate": "10%"}, 4, 0, 0, 0),
        ({"amount": "0.00"}, 0, 0, 0, 0),
    ],
)
def test_a_raw_line(item: dict[str, str], eligible: int, first: int, over: int, own: int) -> None:
    assert parts(**item) == (eligible, first, over, own)


def test_a_line_that_says_its_parts_keeps_them() -> None:
    assert parts(eligible="1.00", own_expense="2.00") == (100, 0, 0, 200)


def test_items_of_one_service_add_up() -> None:
    bill = Bill.model_validate(
        {
            "total": "70.00",
            "items": [
                {"service": "nursing", "eligible": "10.00"},
                {"service": "nursing", "eligible": "20.00", "own_expense": "5.00"},
                {"service": "drug", "amount": "35.00", "class": "C"},
            ],
        }
    )
    assert by_service(bill) == {
        ("nursing", "eligible"): 3_000,
        ("nursing", "own_expense"): 500,
        ("drug", "own_expense"): 3_500,
    }
    assert parts_of(bill) == {
        "eligible": 3_000,
        "first_self_pay": 0,
        "over_limit": 0,
        "own_expense": 4_000,
    }


def test_a_bill_without_items_says_its_parts() -> None:
    bill = Bill.model_validate({"total": "3.00", "eligible": "1.00", "over_limit": "2.00"})
    assert tuple(parts_of(bill).values()) == (100, 0, 200, 0)
    assert by_service(bill) == {}
