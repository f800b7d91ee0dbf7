"""Running totals: each visit's paid counted once in each total it belongs to, and none lost."""

from typing import Any

import pytest

from benefits.money import fen
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from tests.quotes.made_up import layer, paid, quoted, ready, request

DESK = Desk(PolicyBook.packaged())
CAPS = {
    "sub": {"amount": "5000", "account": "sub"},
    "house": {"amount": "6000", "of": "household"},
    "life": {"amount": "7000", "per": "lifetime"},
    "once": {"amount": "3000", "per": "visit"},
}


def total(base: str, paid_: str) -> dict[str, str]:
    return {"base": base, "paid": paid_}


def test_a_payment_counts_once_in_each_total_it_belongs_to() -> None:
    """The layer's own, its sub-cap's, the household's and the lifetime's; a cap per visit keeps none."""
    policy = ready({"fund": layer(rate="50%", cap="4000", caps=CAPS)})
    year: dict[str, Any] = {}
    for paid_ in ("500.00", "1000.00", "1500.00"):
        told = quoted(policy, request("1000.00", year_to_date=year))
        year = told["year_to_date"]
        sub = {"accounts": {"sub": total("0.00", paid_)}}
        assert year == {
            "layers": {"fund": total("0.00", paid_) | sub},
            "household": {"layers": {"fund": total("0.00", paid_)}},
            "lifetime": {"layers": {"fund": total("0.00", paid_)}},
        }


@pytest.mark.parametrize(
    ("year", "room"),
    [
        ({"layers": {"fund": {"paid": "3900.00"}}}, "100.00"),
        ({"layers": {"fund": {"accounts": {"sub": {"paid": "4800.00"}}}}}, "200.00"),
        ({"layers": {}, "household": {"layers": {"fund": {"paid": "5700.00"}}}}, "300.00"),
        ({"layers": {}, "lifetime": {"layers": {"fund": {"paid": "6600.00"}}}}, "400.00"),
        ({"layers": {}}, "3000.00"),
    ],
)
def test_each_cap_looks_at_its_own_total(year: dict[str, Any], room: str) -> None:
    policy = ready({"fund": layer(rate="50%", cap="4000", caps=CAPS)})
    assert paid(quoted(policy, request("20000.00", year_to_date=year))) == {"fund": room}


def test_a_payment_already_made_counts_in_the_totals_of_the_rule_that_applies() -> None:
    rules = {
        "in": {"when": {"place": "in_county"}, "rate": "50%", "account": "near", "cap": "4000"},
        "out": {"rate": "40%", "account": "far", "cap": "4000"},
    }
    policy = ready({"fund": layer(rules=rules)})
    asked = request("1000.00", prior_payments={"fund": "77.00"})
    accounts = quoted(policy, asked)["year_to_date"]["layers"]["fund"]["accounts"]
    assert accounts == {"near": total("0.00", "77.00"), "far": total("0.00", "0.00")}


def test_a_payment_nobody_was_entitled_to_counts_in_the_layers_own_total() -> None:
    policy = ready({"fund": layer(rate="50%", account="own", when={"identity": "destitute"})})
    told = quoted(policy, request("1000.00", prior_payments={"fund": "77.00"}))
    assert told["year_to_date"]["layers"]["fund"] == total("0.00", "77.00") | {
        "accounts": {"own": total("0.00", "0.00")}
    }


def test_a_total_the_policy_does_not_keep_goes_on_as_it_was_given() -> None:
    policy = ready({"fund": layer(rate="50%")})
    given = {"layers": {}, "household": {"layers": {"fund": total("1.00", "2.00")}}}
    told = quoted(policy, request("1000.00", year_to_date=given))["year_to_date"]
    assert told["household"] == given["household"]
    assert told["layers"] == {"fund": total("0.00", "500.00")}


@pytest.mark.parametrize(
    ("year", "where"),
    [
        ({"layers": {"basics": {}}}, "year_to_date.layers.basics"),
        (
            {"layers": {"basic": {"accounts": {"class_3": {}}}}},
            "year_to_date.layers.basic.accounts.class_3",
        ),
        ({"household": {"layers": {"basics": {}}}}, "year_to_date.household.layers.basics"),
        (
            {"lifetime": {"layers": {"basics": {"paid": "1.00"}}}},
            "year_to_date.lifetime.layers.basics",
        ),
    ],
)
def test_a_total_of_a_name_the_policy_does_not_have_is_refused(
    year: dict[str, Any], where: str
) -> None:
    """Together with everything else that is wrong with the request under this policy."""
    asked = {
        "region": "jx-yichun", "date": "2018-06-15", "year_to_date": year,
        "visit": {"kind": "inpatient", "hospital_level": "secondary", "programme": "nothing_like_it"},
        "bill": {"total": "1.00", "eligible": "1.00"},
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        DESK.quote(asked, "none")
    assert refused.value.code == "unknown_layer"
    assert [each.where for each in refused.value.problems] == [where, "visit.programme"]


def test_what_a_floor_cut_is_not_in_the_totals_and_not_regained() -> None:
    policy = ready({"fund": layer(rate="100%", yearly=True)}, floor={"rate": "90%"})
    year: dict[str, Any] = {}
    for number in (1, 2):
        told = quoted(policy, request("1000.00", year_to_date=year))
        year = told["year_to_date"]
        assert paid(told) == {"fund": "900.00"}
        assert year["layers"]["fund"] == total(f"{number}000.00", f"{number * 900}.00")


def test_only_the_identity_that_pays_most_feeds_its_total() -> None:
    rules = {
        "destitute": {
            "when": {"identity": "destitute"},
            "rate": "90%",
            "account": "a",
            "cap": "1000",
        },
        "low_income": {
            "when": {"identity": "low_income"},
            "rate": "50%",
            "account": "b",
            "cap": "1000",
        },
    }
    told = quoted(
        ready({"fund": layer(rules=rules)}), request("1000.00", who=("destitute", "low_income"))
    )
    accounts = told["year_to_date"]["layers"]["fund"]["accounts"]
    assert accounts == {"a": total("0.00", "900.00"), "b": total("0.00", "0.00")}


def test_a_visit_no_layer_pays_adds_nothing_to_the_year() -> None:
    asked = {
        "region": "nm-ulanqab", "date": "2020-06-15",
        "visit": {"kind": "inpatient", "hospital_level": "tertiary", "place": "in_province",
                  "referral": "unfiled"},
        "bill": {"total": "50000.00", "eligible": "50000.00"},
    }  # fmt: skip
    told = DESK.quote(asked, "none")
    assert paid(told) == {}
    assert told["year_to_date"]["layers"]["critical_illness"] == total("0.00", "0.00")


def test_a_households_rule_is_capped_over_the_household() -> None:
    year = {"layers": {}, "household": {"layers": {"fund": {"paid": "90.00"}}}}
    policy = ready({"fund": layer(rate="50%", scope="household", cap={"amount": "100"})})
    assert paid(quoted(policy, request("1000.00", year_to_date=year))) == {"fund": "10.00"}


def test_the_totals_after_a_visit_are_those_before_and_what_it_paid() -> None:
    asked = {
        "region": "jx-yichun", "date": "2018-06-15", "person": {"categories": ["registered_poor"]},
        "visit": {"kind": "inpatient", "hospital_level": "secondary"},
        "bill": {"total": "90000.00", "eligible": "80000.00", "own_expense": "10000.00"},
    }  # fmt: skip
    first = DESK.quote(asked, "none")
    second = DESK.quote({**asked, "year_to_date": first["year_to_date"]}, "none")
    for name, after in second["year_to_date"]["layers"].items():
        before = first["year_to_date"]["layers"][name]
        assert fen(after["paid"]) - fen(before["paid"]) == fen(paid(second).get(name, "0.00"))
