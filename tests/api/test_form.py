"""The form: typing becomes a request, a request becomes typing again."""

from urllib.parse import urlencode

import pytest

from api.example import EXAMPLE
from api.form import PLACES, Typed, request_of, typed, typed_of
from benefits.claims.reading import read_request
from benefits.problems import Refused


def test_the_example_goes_through_the_form_unchanged() -> None:
    filled = typed_of(EXAMPLE)
    body = urlencode([*filled.text.items(), *(("identities", each) for each in filled.identities)])
    again = typed(body.encode())
    assert again == filled
    expected = {**EXAMPLE, "person": {"categories": ["registered_poor"]}}
    assert request_of(again) == read_request(expected)


def test_chinese_and_lines_arrive_as_typed() -> None:
    body = urlencode({"programme": "一类 病", "prior": "basic 1.00\r\nmedical_aid 2.00", "x": "y"})
    filled = typed(body.encode())
    assert filled.text == {"programme": "一类 病", "prior": "basic 1.00\r\nmedical_aid 2.00"}
    assert filled.identities == ()


@pytest.mark.parametrize(
    "body", [b"region=%ff%fe", "地区=1".encode(), b"&".join([b"a=1"] * 201)], ids=repr
)
def test_a_body_that_is_no_form_is_malformed(body: bytes) -> None:
    with pytest.raises(Refused, match="the form cannot be read") as refused:
        typed(body)
    assert refused.value.code == "malformed"


def problems(**text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        request_of(Typed({**typed_of(EXAMPLE).text, **text}))
    return [(each.code, each.where) for each in refused.value.problems]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("basic", [("totals_line_is_not_understood", "year_to_date")]),
        ("basic 1 2 3", [("totals_line_is_not_understood", "year_to_date")]),
        ("basic 1.00 0\nbasic 2.00 0", [("line_names_a_layer_twice", "year_to_date")]),
        ("basic 95000", [("totals_line_is_not_understood", "year_to_date")]),
        ("basic x 0", [("amount_is_not_a_number", "year_to_date.layers.basic.base")]),
    ],
)
def test_lines_of_the_year_to_date_that_cannot_be_read(
    lines: str, found: list[tuple[str, str]]
) -> None:
    assert problems(totals=lines) == found


def test_lines_of_prior_payments_that_cannot_be_read() -> None:
    assert problems(prior="basic\n\nbasic 1.00\nbasic 2.00") == [
        ("payments_line_is_not_understood", "prior_payments"),
        ("line_names_a_layer_twice", "prior_payments"),
    ]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert problems(totals="basic", total="", admission="first", date="") == [
        ("totals_line_is_not_understood", "year_to_date"),
        ("field_is_missing", "date"),
        ("wrong_type", "visit.admission_number"),
        ("field_is_missing", "bill.total"),
    ]


def test_each_field_of_the_form_fills_its_own_place() -> None:
    assert len(set(PLACES.values())) == len(PLACES)
