"""The curve of a request: kinks, jumps, stretches without values, rounding, and what is refused."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from benefits.checks import curve_answer
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import yuan
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from tests.checks.made_up import ULANQAB, packaged, yichun

DESK: Desk = packaged()


def totals(answer: dict[str, Any], what: str = "kink") -> list[str]:
    return [point["total_exact"] for point in answer["points"] if point["what"] == what]


def plain_stay(categories: list[str]) -> dict[str, Any]:
    """A stay all of which is eligible."""
    return yichun(
        person={"categories": categories},
        bill={"total": "10000.00", "eligible": "10000.00"},
        up_to="200000.00",
    )


def test_the_deductibles_of_yichun_are_kinks() -> None:
    """Critical illness begins where 20% of the bill is 6,000 (poor), or 20% and the 80 of basic 12,000."""
    poor = curve_answer(DESK, plain_stay(["registered_poor"]))
    assert "30000.00" in totals(poor)
    anybody = curve_answer(DESK, plain_stay([]))
    # basic takes off 400 and pays 80%: left are 320 + 20% of the bill; 12,000 of it at 58,400.
    assert "400.00" in totals(anybody)
    assert "58400.00" in totals(anybody)


def test_the_marginal_shares_are_those_of_the_rules() -> None:
    answer = curve_answer(DESK, plain_stay([]))
    slopes = {p["total_exact"]: p["marginal"] for p in answer["points"] if p["marginal"]}
    assert slopes["0.00"]["patient"] == "1"
    assert slopes["400.00"] == {
        "patient": "0.2",
        "payers": {name: "0.8" if name == "basic" else "0" for name in slopes["0.00"]["payers"]},
    }
    assert slopes["58400.00"]["patient"] == "0.1"


def test_the_ceiling_of_yichun_holds_the_patient_at_nine_and_a_half_per_cent() -> None:
    bill = {"total": "100000.00", "eligible": "20000.00", "own_expense": "80000.00"}
    answer = curve_answer(DESK, yichun(bill=bill, up_to="100000.00"))
    last = answer["points"][-1]
    assert (last["what"], last["total"], last["here"]["patient"]) == (
        "end",
        "100000.0000",
        "9500.0000",
    )
    before = answer["points"][-2]
    assert before["marginal"]["patient"] == "0.095"
    assert before["marginal"]["payers"]["backstop"] != "0"


def test_the_single_bill_threshold_of_ulanqab_is_a_jump() -> None:
    answer = curve_answer(DESK, {**ULANQAB, "up_to": "60000.00"})
    assert totals(answer, "jump") == ["30000.00"]
    (jump,) = answer["jumps"]
    point = next(each for each in answer["points"] if each["what"] == "jump")
    # 超过30,000: the number itself is not included.
    assert jump["before"] == jump["here"] == point["before"]["patient"]
    assert point["here"]["payers"]["government_subsidy"] == "0.0000"
    assert point["after"]["payers"]["government_subsidy"] != "0.0000"
    assert Decimal(jump["by"]) == Decimal(jump["after"]) - Decimal(jump["before"]) < 0


@pytest.mark.parametrize(
    "request_",
    [yichun(), yichun(person={"categories": []}), ULANQAB],
    ids=["poor", "anybody", "ulanqab"],
)
def test_the_desk_is_never_further_from_the_curve_than_rounding(request_: dict[str, Any]) -> None:
    chance = random.Random(7)
    answer = curve_answer(DESK, {**request_, "up_to": "2000000.00"})
    apart = sum(Fraction(each["largest"]) for each in answer["rounding"]["layers"]) + Fraction(
        1, 9999
    )
    jumps = {Fraction(each["total_exact"]) for each in answer["jumps"]}
    for _ in range(300):
        total = chance.randrange(1, 2_000_000 // 40) * 40  # the proportions give whole fen
        scaled = _scaled(request_, total)
        quote = DESK.quote(scaled, "none")
        if total in jumps:
            continue
        here = _at(answer, Fraction(total))
        assert abs(Fraction(quote["patient"]) - here["patient"]) <= apart, scaled["bill"]
        paid = {each["layer"]: Fraction(each["amount"]) for each in quote["payers"]}
        for layer, amount in here["payers"].items():
            assert abs(paid.get(layer, Fraction(0)) - amount) <= apart, (layer, scaled["bill"])


def _scaled(request_: dict[str, Any], total: int) -> dict[str, Any]:
    bill = {part: Fraction(amount) for part, amount in request_["bill"].items()}
    scaled = {
        part: yuan(int(amount * total * 100 / bill["total"])) for part, amount in bill.items()
    }
    return {**request_, "bill": scaled}


def _at(answer: dict[str, Any], total: Fraction) -> dict[str, Any]:
    """The printed curve, read at one total."""
    points = answer["points"]
    left = max(
        (p for p in points[:-1] if Fraction(p["total_exact"]) < total),
        key=lambda p: Fraction(p["total"]),
    )
    far = total - Fraction(left["total_exact"])

    def value(of: str) -> Fraction:
        return Fraction(left["after"]["payers"][of]) + far * Fraction(
            left["marginal"]["payers"][of]
        )

    patient = Fraction(left["after"]["patient"]) + far * Fraction(left["marginal"]["patient"])
    return {"patient": patient, "payers": {of: value(of) for of in left["after"]["payers"]}}


def test_rounding_is_reported_once_a_layer() -> None:
    answer = curve_answer(DESK, yichun())
    largest = {each["layer"]: each["largest"] for each in answer["rounding"]["layers"]}
    assert largest["basic"] == "0.0050"
    assert largest["supplementary"] == "0.0100"  # two payments, each rounded
    assert largest["hospital_waiver"] == "0.0000"  # no items, nothing to round


def test_one_part_grows_and_the_others_stand() -> None:
    answer = curve_answer(DESK, yichun(vary="own_expense", up_to="50000.00"))
    assert (answer["vary"], answer["from"], answer["up_to"]) == (
        "own_expense",
        "18000.00",
        "50000.00",
    )
    first = answer["points"][0]
    without = {**yichun()["bill"], "total": "18000.00", "own_expense": "0.00"}
    assert Fraction(first["here"]["patient"]) == Fraction(
        DESK.quote(yichun(bill=without), "none")["patient"]
    )
    assert first["marginal"]["patient"] == "0.25"
    assert first["marginal"]["payers"]["basic"] == "0"


def test_items_grow_with_their_part() -> None:
    items = [
        {"service": "nursing", "eligible": "500.00"},
        {"service": "surgery", "eligible": "9500.00"},
    ]
    answer = curve_answer(
        DESK, yichun(bill={"total": "10000.00", "items": items}, up_to="20000.00")
    )
    # basic 80%, supplementary 90%, aid 70% leave 0.6% of the bill; a twentieth of it is waived.
    assert answer["points"][0]["marginal"]["payers"]["hospital_waiver"] == "0.0003"
    assert answer["points"][-1]["here"]["payers"]["hospital_waiver"] == "6.0000"


def test_without_a_word_the_curve_goes_to_four_times_the_bill() -> None:
    answer = curve_answer(DESK, yichun())
    assert (answer["vary"], answer["from"], answer["up_to"]) == ("all", "0.00", "80000.00")
    assert answer["policy"]["region"] == "jx-yichun"
    large = {"total": "9000000.00", "eligible": "9000000.00"}
    assert curve_answer(DESK, yichun(bill=large))["up_to"] == "20000000.00"


def test_a_stretch_that_the_policy_refuses_has_no_values() -> None:
    """A payment already made of 5,000 is more than a smaller bill holds."""
    answer = curve_answer(DESK, yichun(prior_payments={"basic": "5000.00"}))
    (stretch,) = answer["without_values"]
    assert (stretch["from"], stretch["to"]) == ("0.0000", "5000.0000")
    assert stretch["problems"][0]["code"] == "prior_payment_too_large"
    first, edge = answer["points"][:2]
    assert first["here"] is None
    assert first["marginal"] is None
    assert (edge["what"], edge["before"]) == ("edge", None)
    assert edge["here"]["payers"]["basic"] == "5000.0000"


def test_a_bill_that_is_always_refused_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        curve_answer(DESK, yichun(person={"categories": ["low_income"]}))
    assert refused.value.code == "unknown_parameter"
    assert [each.where for each in refused.value.problems] == [
        "layers.medical_aid.rules.other_identity"
    ]


def test_a_reform_has_a_curve_beside_the_first() -> None:
    path = "layers.critical_illness.tilt.poor.deductible"
    answer = curve_answer(DESK, plain_stay(["registered_poor"]) | {"reform": {path: "3000"}})
    assert "30000.00" in totals(answer)
    assert "15000.00" in totals(answer["reform"])
    assert "15000.00" not in totals(answer)


@pytest.mark.parametrize(
    ("changed", "code", "wheres"),
    [
        ({"vary": "everything"}, "invalid_request", ["vary"]),
        ({"vary": ["all"]}, "invalid_request", ["vary"]),
        ({"up_to": 50000}, "invalid_request", ["up_to"]),
        ({"up_to": "1.005"}, "invalid_request", ["up_to"]),
        ({"up_to": "30000000.00"}, "invalid_request", ["up_to"]),
        ({"up_to": "0.00"}, "invalid_request", ["up_to"]),
        ({"up_to": "18000.00", "vary": "own_expense"}, "invalid_request", ["up_to"]),
        ({"bill": {"total": "0.00"}}, "invalid_request", ["bill.total"]),
        ({"vary": "x", "up_to": 5, "zz": 1}, "invalid_request", ["zz", "vary", "up_to"]),
        ({"prior_payments": {"magic": "1.00"}}, "unknown_layer", ["prior_payments.magic"]),
        ({"region": "xx-nowhere"}, "unknown_region", ["region"]),
        ({"bill": {"total": "1.00"}}, "amounts_do_not_add_up", ["bill"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    changed: dict[str, Any], code: str, wheres: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        curve_answer(DESK, yichun(**changed))
    assert refused.value.code == code
    assert [each.where for each in refused.value.problems] == wheres
    for each in refused.value.problems:
        assert each.what.zh
        assert each.fix.en


@pytest.mark.parametrize("given", [None, [], "x", 7])
def test_what_is_no_request_is_refused(given: object) -> None:
    with pytest.raises(Refused) as refused:
        curve_answer(DESK, given)
    assert refused.value.code == "invalid_request"


def test_a_part_that_is_not_there_yet_can_grow() -> None:
    request_ = read_request(yichun(bill={"total": "100.00", "eligible": "100.00"}))
    assert claim(request_).facts["part", "own_expense"] == 0
    answer = curve_answer(
        DESK,
        yichun(bill={"total": "100.00", "eligible": "100.00"}, vary="own_expense", up_to="200.00"),
    )
    assert answer["points"][0]["marginal"]["payers"]["supplementary"] == "0.75"
