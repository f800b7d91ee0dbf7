"""The rules of arithmetic, one by one: rounding, order of parts, waivers, boundaries, given payments."""

from typing import Any

import pytest

from benefits.problems import Refused
from tests.quotes.made_up import layer, noted, paid, quoted, ready, request


@pytest.mark.parametrize(
    ("eligible", "fund"), [("0.04", "0.02"), ("0.05", "0.03"), ("0.01", "0.01")]
)
def test_a_payment_is_rounded_half_up_once(eligible: str, fund: str) -> None:
    assert paid(quoted(ready({"fund": layer(rate="50%")}), request(eligible))) == {"fund": fund}


def test_bands_are_summed_before_rounding() -> None:
    bands = {"first": {"at_most": "0.01", "rate": "40%"}, "above": {"rate": "40%"}}
    told = quoted(ready({"fund": layer(bands=bands)}), request("0.03"))
    assert paid(told) == {"fund": "0.01"}  # 1.2 fen; each slice alone is 0.4 and 0.8


def test_two_rates_in_one_layer_are_two_payments_each_rounded() -> None:
    payments = {"in": {"rate": "50%"}, "out": {"base": "own_expense", "rate": "50%"}}
    told = quoted(ready({"fund": layer(payments=payments)}), request("0.01", own="0.01"))
    assert (paid(told), told["patient"]) == ({"fund": "0.02"}, "0.00")


@pytest.mark.parametrize(
    ("base", "left"), [("all", "0.00"), (["own_expense", "eligible"], "200.00")]
)
def test_a_layer_uses_up_the_parts_in_its_own_order(base: Any, left: str) -> None:
    """500 of 300 eligible and 400 own expense; the next layer takes what is left of eligible."""
    layers = {"fund": layer(pays="500", base=base), "rest": layer(rate="100%")}
    told = quoted(ready(layers), request("300.00", own="400.00"))
    assert paid(told).get("rest", "0.00") == left


@pytest.mark.parametrize(
    ("given", "rest"),
    [("0.00", "1000.00"), ("300.00", "1000.00"), ("400.00", "1000.00"), ("450.00", "950.00")],
)
def test_a_given_payment_uses_up_the_layers_own_parts_first_then_the_others(
    given: str, rest: str
) -> None:
    """The fund looks at own expense (400); what is given above that comes out of eligible (1,000)."""
    layers = {"fund": layer(rate="10%", base="own_expense"), "rest": layer(rate="100%")}
    told = quoted(ready(layers), request("1000.00", own="400.00", prior_payments={"fund": given}))
    assert paid(told)["rest"] == rest
    assert paid(told).get("fund", "0.00") == given


def test_a_given_payment_is_taken_entitled_or_not_and_never_cut_by_a_floor() -> None:
    layers = {"one": layer(rate="50%"), "two": layer(rate="50%", when={"identity": "destitute"})}
    policy = ready(layers, floor={"rate": "90%"})
    asked = request("1000.00", prior_payments={"two": "500.00"})
    assert paid(quoted(policy, asked)) == {"one": "400.00", "two": "500.00"}
    both = request("1000.00", prior_payments={"one": "500.00", "two": "500.00"})
    assert quoted(policy, both)["patient"] == "0.00"


@pytest.mark.parametrize(("given", "fits"), [("500.00", True), ("500.01", False)])
def test_a_given_payment_is_never_more_than_is_left(given: str, fits: bool) -> None:
    policy = ready({"one": layer(rate="50%"), "two": layer(rate="50%")})
    asked = request("1000.00", prior_payments={"two": given})
    if fits:
        assert quoted(policy, asked)["patient"] == "0.00"
        return
    with pytest.raises(Refused) as refused:
        quoted(policy, asked)
    assert refused.value.code == "prior_payment_too_large"


BOUNDS = [("at_least", "99.99", "100.00"), ("above", "100.00", "100.01"),
          ("at_most", "100.01", "100.00"), ("below", "100.00", "99.99")]  # fmt: skip


@pytest.mark.parametrize(("bound", "outside", "inside"), BOUNDS)
def test_a_boundary_says_whether_it_includes_the_number(
    bound: str, outside: str, inside: str
) -> None:
    policy = ready({"fund": layer(pays="1", when={"total": {bound: "100"}})})
    assert paid(quoted(policy, request(outside))) == {}
    assert paid(quoted(policy, request(inside))) == {"fund": "1.00"}


@pytest.mark.parametrize(
    ("place", "referral", "first"),
    [
        ("in_county", "unfiled", "0.00"),
        ("in_city", "filed", "0.00"),
        ("in_province", "filed", "100.00"),
        ("in_province", "emergency", "100.00"),
        ("in_province", "local", "200.00"),
        ("out_of_province", "unfiled", "200.00"),
    ],
)
def test_the_referral_counts_away_from_home_only(place: str, referral: str, first: str) -> None:
    """Extra first self-pay is moved out of eligible before anything else."""
    away = {"filed": "10%", "unfiled": "20%", "otherwise": "0%"}
    policy = ready({"fund": layer(base="first_self_pay", rate="100%")}, first_self_pay_away=away)
    told = quoted(policy, request("1000.00", visit={"place": place, "referral": referral}))
    assert paid(told).get("fund", "0.00") == first


def test_no_layer_pays_where_a_finding_excludes_it_and_the_answer_says_why() -> None:
    crime = {
        "when": {"finding": "crime"},
        "says": {"zh": "故意犯罪不予支付", "en": "no layer pays for crime"},
    }
    policy = ready({"fund": layer(rate="50%")}, no_layer_pays={"crime": crime})
    told = quoted(policy, request("1000.00", visit={"findings": ["crime"]}))
    assert (paid(told), told["patient"]) == ({}, "1000.00")
    assert noted(told, "excluded") == {"no_layer_pays": "no layer pays for crime"}
    with pytest.raises(Refused):  # the policy says nothing of work injuries
        quoted(policy, request("1000.00", exclusions=["work_injury"]))


def test_the_four_ratios_are_the_patients_share_before_and_after_the_backstop() -> None:
    layers = {"fund": layer(rate="50%"), "last": layer(ceiling="10%", base="all", backstop=True)}
    told = quoted(ready(layers), request("800.00", own="200.00"))
    assert (paid(told), told["patient"]) == ({"fund": "400.00", "last": "500.00"}, "100.00")
    assert told["ratios"] == {
        "total_before": "0.6000", "total_after": "0.1000",
        "eligible_before": "0.5000", "eligible_after": "0.0000",
    }  # fmt: skip


def test_a_waiver_away_from_home_forgives_no_more_than_its_items() -> None:
    policy = ready({"fund": layer(items={"nursing": "100%"})}, first_self_pay_away="10%")
    asked = request(visit={"place": "in_province", "referral": "filed"})
    items = [
        {"service": "drug", "eligible": "10000.00"},
        {"service": "nursing", "first_self_pay": "100.00"},
    ]
    asked["bill"] = {"total": "10100.00", "items": items}
    assert paid(quoted(policy, asked)) == {"fund": "100.00"}


def test_a_band_whose_end_depends_on_the_bill_never_counts_a_fen_twice() -> None:
    ends = {"at_most": {"share": "10%", "of": "total"}, "rate": "100%"}
    bands = {
        "first": {"at_most": "3000", "rate": "100%"},
        "second": ends,
        "above": {"rate": "100%"},
    }
    assert quoted(ready({"fund": layer(bands=bands)}), request("5000.00"))["patient"] == "0.00"


@pytest.mark.parametrize("identity", ["destitute", "low_income"])
def test_a_layer_pays_once_whatever_parts_its_other_rules_look_at(identity: str) -> None:
    """One looks at eligible, one at eligible and over limit, one at eligible and first self-pay."""
    payments = {"in": {"rate": "50%"}, "out": {"base": "own_expense", "rate": "50%"}}
    rules = {
        "one_part": {"when": {"identity": "destitute"}, "rate": "50%"},
        "two_payments": {"when": {"identity": "low_income"}, "payments": payments},
        "over_limit": {
            "when": {"place": "in_city"},
            "base": ["eligible", "over_limit"],
            "rate": "50%",
        },
        "first_self_pay": {"base": ["eligible", "first_self_pay"], "rate": "50%"},
    }
    told = quoted(ready({"fund": layer(rules=rules)}), request("1000.00", who=(identity,)))
    assert paid(told) == {"fund": "500.00"}
