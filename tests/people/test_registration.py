"""A registration is read with every problem at once, and none of them repeats a name or a number."""

from datetime import date
from typing import Any

import pytest

from benefits.people.registration import read_document, read_registration
from benefits.problems import Refused
from tests.people.made_up import body

TODAY = date(2018, 6, 15)
NUMBER = "360999196003010002"


def codes(id: str = "p1", **given: Any) -> list[tuple[str, str]]:
    refused: Refused | None = None
    try:
        read_registration(id, body(**given), TODAY)
    except Refused as caught:
        refused = caught
    if refused is None:
        return []
    assert refused.code == "invalid_request"
    for canary in ("欧阳", NUMBER, "13900000001"):
        assert canary not in str(refused)
    return [(each.where, each.code) for each in refused.problems]


CARD = {"type": "id_card", "number": NUMBER}
POOR = {"category": "registered_poor", "from": "2016-01-01", "until": None}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"document": {"type": "id_card"}}, [("document.number", "number_is_missing")]),
        ({"document": {"type": "none"}}, [("document.reason", "reason_is_missing")]),
        (
            {"document": {**CARD, "type": "none", "reason": "lost"}},
            [("document.number", "number_is_not_wanted")],
        ),
        (
            {"document": {**CARD, "reason": "lost"}},
            [("document.reason", "reason_is_not_wanted")],
        ),
        ({"name": None}, [("name", "name_is_missing")]),
        ({"name": None, "document": {"type": "none", "reason": "unconscious"}}, []),
        ({"birth_day": "1960-03-02"}, [("birth_day", "birth_days_disagree")]),
        ({"birth_day": "1960-03-01"}, []),
        ({"telephone": "+86-139-0000-0001"}, []),
        ({"telephone": "call me"}, [("telephone", "telephone_has_wrong_form")]),
        ({"household": NUMBER}, [("household", "surrogate_is_a_document")]),
        ({"household": "家一"}, [("household", "surrogate_has_wrong_form")]),
        ({"since": "1900-01-01"}, [("since", "day_is_out_of_range")]),
        (
            {"identities": [POOR, {**POOR, "from": "2017-01-01"}]},
            [("identities[1]", "identities_overlap")],
        ),
        ({"identities": [POOR, POOR]}, [("identities[1]", "identity_twice")]),
        (
            {"identities": [{**POOR, "until": "2015-12-31"}]},
            [("identities[0].until", "until_before_from")],
        ),
        (
            {"identities": [{**POOR, "until": "2016-12-31"}, {**POOR, "from": "2017-01-01"}]},
            [],
        ),
        ({"sex": "f"}, [("sex", "field_is_not_known")]),
        ({"document": {"type": "id"}}, [("document.type", "word_is_not_known")]),
        ({"insurance": "all"}, [("insurance", "word_is_not_known")]),
        ({"division": "36"}, [("division", "division_is_not_six_digits")]),
        (
            {"household": "家", "telephone": "x", "birth_day": "2019-01-01"},
            [
                ("birth_day", "birth_days_disagree"),
                ("telephone", "telephone_has_wrong_form"),
                ("birth_day", "birth_day_is_to_come"),
                ("household", "surrogate_has_wrong_form"),
            ],
        ),
    ],
)
def test_each_thing_wrong_is_told_at_its_place(
    given: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert codes(**given) == found


@pytest.mark.parametrize("id", [NUMBER, f"p-{NUMBER}", "a" * 65, "张三", "a b", "", "a/b"])
def test_an_id_is_a_surrogate_and_nothing_else(id: str) -> None:
    assert [each[0] for each in codes(id)] == ["id"]


def test_a_misspelt_field_is_told_the_name_that_is_near() -> None:
    with pytest.raises(Refused, match="household meant"):
        read_registration("p1", {**body(), "houshold": "h"}, TODAY)


@pytest.mark.parametrize(
    "asked",
    [None, [], {}, {"document": None}, {"document": {"type": "none", "reason": "lost"}},
     {"document": {"type": "id_card"}}, {"document": {"type": "id_card", "number": "1"}},
     {"document": CARD, "name": "欧阳"}],
)  # fmt: skip
def test_nobody_is_looked_up_by_anything_but_a_document(asked: Any) -> None:
    with pytest.raises(Refused) as caught:
        read_document(asked, TODAY)
    assert caught.value.code == "invalid_request"
