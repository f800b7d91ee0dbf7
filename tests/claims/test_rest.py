"""All that is wrong with a request is told at once, and nothing that its mistakes leave open."""

import copy
from typing import Any

import pytest

from benefits.claims.reading import read_request
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from tests.api.client import example

DESK = Desk(PolicyBook.packaged())


def wrong(asked: object) -> tuple[str, list[tuple[str, str]]]:
    """The code, and of each problem its code and place."""
    with pytest.raises(Refused) as refused:
        DESK.quote(asked, "none")
    return refused.value.code, [(each.code, each.where) for each in refused.value.problems]


def asked(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(example(**changes))


def test_form_sums_and_region_are_told_together() -> None:
    assert wrong(asked(region="jx-yichung", colour="red", bill__total="20000.01")) == (
        "invalid_request",
        [
            ("field_is_not_known", "colour"),
            ("amounts_do_not_add_up", "bill"),
            ("unknown_region", "region"),
        ],
    )


def test_sums_and_the_policy_are_told_together_and_the_sums_give_the_code() -> None:
    found = wrong(
        asked(bill__total="20000.01", prior_payments={"basik": "1.00"}, date="2018-06-15")
    )
    assert found == (
        "amounts_do_not_add_up",
        [("amounts_do_not_add_up", "bill"), ("unknown_layer", "prior_payments.basik")],
    )
    assert wrong(asked(bill__total="20000.01", date="2031-01-01"))[1] == [
        ("amounts_do_not_add_up", "bill"),
        ("no_policy_in_force", "date"),
    ]


def test_a_day_and_an_amount_are_told_beside_a_wrong_word() -> None:
    found = asked(visit__kind="inpatiant", visit__discharged="1871-01-01", deposit="99999999.00")
    assert wrong(found)[1] == [("word_is_not_known", "visit.kind")]
    found = asked(visit__place="in_citty", visit__discharged="1871-01-01", deposit="99999999.00")
    assert wrong(found)[1] == [
        ("word_is_not_known", "visit.place"),
        ("day_is_absurd", "visit.discharged"),
        ("amount_too_large", "deposit"),
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"bill__eligible": "16000.005"}, "bill.eligible"),
        ({"bill__eligble": "16000.00", "bill__eligible": None}, "bill.eligble"),
        ({"visit__discharged": "2018-6-15", "visit__admitted": "2018-06-20"}, "visit.discharged"),
        ({"visit__referral": "by post", "visit__place": "in_province"}, "visit.referral"),
        ({"known_onn": "2017-01-01", "date": "2031-01-01"}, "known_onn"),
        ({"date": "2031-13-01"}, "date"),
        ({"person__identities": [{"category": "destitute"}]}, "person.identities[0].from"),
        ({"bill__items": [{"service": "drug", "amount": "1.00", "class": "D"}]},
         "bill.items[0].class"),
        ({"prior_payments": {"": "1.00"}}, "prior_payments."),
        ({"visit": "in-patient"}, "visit"),
    ],
)  # fmt: skip
def test_what_a_mistake_leaves_open_is_not_told(changes: dict[str, Any], place: str) -> None:
    code, found = wrong(asked(**changes))
    assert code == "invalid_request"
    assert [where for _, where in found] == [place]


@pytest.mark.parametrize("given", [None, 3, [], "text"])
def test_what_is_no_object_at_all_is_told_as_that(given: object) -> None:
    assert [code for code, _ in wrong(given)[1]] == ["wrong_type"]


def test_a_region_that_cannot_be_read_is_asked_nothing() -> None:
    assert wrong({"region": 7})[1] == [
        ("wrong_type", "region"),
        ("field_is_missing", "date"),
        ("field_is_missing", "visit"),
        ("field_is_missing", "bill"),
    ]


def test_a_request_that_was_refused_is_left_as_it_was() -> None:
    given = asked(bill__total="1", colour="red")
    before = copy.deepcopy(given)
    with pytest.raises(Refused):
        read_request(given)
    assert given == before
