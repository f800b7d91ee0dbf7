"""From the bill to the patient (支付链): what is moved, given, left, cut, warned of and granted."""

from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.graph import Account
from benefits.money import yuan
from benefits.quotes.adjudicator import Adjudicator, Split
from tests.formula.small import left, one, paid, ready, refused, request, year

TWO = """\
basic: {title: {zh: 基本, en: Basic}, rate: 60%}
aid: {title: {zh: 救助, en: Aid}, base: all, rate: 100%}
"""


def split(policy: Adjudicator, bill: Any, **asked: Any) -> Split:
    return policy.split(claim(read_request(request(bill, **asked))))


def patient(policy: Adjudicator, bill: Any, **asked: Any) -> str:
    return yuan(split(policy, bill, **asked)[policy.formula.patient])


# -- what is moved away from home -------------------------------------------------------

MOVED = "first_self_pay_away: {in_province: 10%, otherwise: 0%}\n"


def test_away_from_home_a_share_of_eligible_becomes_first_self_pay() -> None:
    policy = one("rate: 100%", MOVED)
    away = {"place": "in_province", "referral": "filed"}
    assert paid(policy, "100.05") == {"basic": "100.05"}
    assert paid(policy, "100.05", visit=away) == {"basic": "90.04"}  # 10.005 is 10.01
    assert paid(policy, "100.04", visit=away) == {"basic": "90.04"}  # 10.004 is 10.00
    assert left(policy, "100.05", visit=away)["first_self_pay"] == "10.01"
    assert patient(policy, "100.05", visit=away) == "10.01"


def test_what_is_moved_is_no_longer_eligible_for_any_rule() -> None:
    policy = one("when: {eligible: {at_least: 95}}\nrate: 100%", MOVED)
    assert paid(policy, "100") == {"basic": "100.00"}
    away = {"place": "in_province", "referral": "filed"}
    assert paid(policy, "100", visit=away) == {}
    found = split(policy, "100", visit=away)
    assert yuan(found[policy.formula.eligible]) == "90.00"
    assert yuan(found[policy.formula.total]) == "100.00"


# -- what is given ----------------------------------------------------------------------


def test_a_payment_that_is_given_stands_as_it_is() -> None:
    policy = ready(TWO)
    assert paid(policy, "100") == {"basic": "60.00", "aid": "40.00"}
    assert paid(policy, "100", prior_payments={"basic": "10"}) == {"basic": "10.00", "aid": "90.00"}
    assert paid(policy, "100", prior_payments={"basic": "0"}) == {"aid": "100.00"}
    assert paid(policy, "100", prior_payments={"aid": "5"}) == {"basic": "60.00", "aid": "5.00"}


def test_a_given_payment_goes_past_the_layers_own_parts() -> None:
    policy = ready(TWO)
    bill = {"eligible": "100", "over_limit": "20", "own_expense": "50"}
    assert paid(policy, bill, prior_payments={"basic": "130"}) == {
        "basic": "130.00",
        "aid": "40.00",
    }
    only = one("base: own_expense\nrate: 100%")
    rest = left(only, bill, prior_payments={"basic": "60"})
    assert (rest["eligible"], rest["over_limit"], rest["own_expense"]) == (
        "90.00",
        "20.00",
        "0.00",
    )


def test_a_given_payment_of_a_layer_of_several_payments_goes_past_them_too() -> None:
    policy = one("payments: {a: {base: own_expense, rate: 1%}, b: {base: over_limit, rate: 1%}}")
    bill = {"eligible": "100", "over_limit": "20", "own_expense": "50"}
    rest = left(policy, bill, prior_payments={"basic": "75"})
    assert tuple(rest.values()) == ("95.00", "0.00", "0.00", "0.00")
    assert left(policy, bill)["own_expense"] == "49.50"


@pytest.mark.parametrize(("given", "told"), [("100", []), ("100.01", ["prior_payments.basic"])])
def test_a_given_payment_is_no_more_than_is_left(given: str, told: list[str]) -> None:
    found = refused(ready(TWO), "100", prior_payments={"basic": given})
    assert found == [("prior_payment_too_large", where) for where in told]


def test_a_later_given_payment_is_held_against_what_the_earlier_ones_left() -> None:
    policy = ready(TWO)
    assert refused(policy, "100", prior_payments={"aid": "40"}) == []
    assert refused(policy, "100", prior_payments={"aid": "40.01"}) == [
        ("prior_payment_too_large", "prior_payments.aid")
    ]


def test_a_given_payment_stands_even_where_no_layer_pays() -> None:
    policy = one(
        "rate: 50%",
        "no_layer_pays: {crime: {when: {finding: crime}, says: {zh: 不予支付, en: nobody pays}}}\n",
    )
    found = {"visit": {"findings": ["crime"]}}
    assert paid(policy, "100", **found) == {}
    assert paid(policy, "100", prior_payments={"basic": "7"}, **found) == {"basic": "7.00"}
    excluded = [
        told.en for truth, told in policy.formula.excluded if split(policy, "1", **found)[truth]
    ]
    assert excluded == ["nobody pays"]


# -- the floor --------------------------------------------------------------------------

THREE = """\
first: {title: {zh: 一, en: One}, rate: 50%}
second: {title: {zh: 二, en: Two}, rate: 50%}
third: {title: {zh: 三, en: Three}, rate: 50%}
"""


@pytest.mark.parametrize(
    ("rate", "wanted"),
    [
        ("90%", {"first": "50.00", "second": "25.00", "third": "12.50"}),
        ("87.5%", {"first": "50.00", "second": "25.00", "third": "12.50"}),
        ("87.49%", {"first": "50.00", "second": "25.00", "third": "12.49"}),
        ("80%", {"first": "50.00", "second": "25.00", "third": "5.00"}),
        ("70%", {"first": "50.00", "second": "20.00"}),
        ("40%", {"first": "40.00"}),
        ("0%", {}),
    ],
)
def test_all_payers_together_pay_at_most_a_share_the_last_cut_first(
    rate: str, wanted: dict[str, str]
) -> None:
    policy = ready(THREE, f"floor: {{rate: {rate}}}\n")
    assert paid(policy, "100") == wanted
    found = split(policy, "100")
    total = sum(found[layer.paid] for layer in policy.formula.layers)
    assert total + found[policy.formula.patient] == 10_000
    assert all(found[layer.of_eligible] <= found[layer.paid] for layer in policy.formula.layers)
    cut = sum(policy.split(found_claim).values()[layer.cut]
              for found_claim in [claim(read_request(request("100")))]
              for layer in policy.formula.layers)  # fmt: skip
    assert total + cut == 8_750


def test_the_layers_keep_their_order_and_each_says_what_was_cut_of_it() -> None:
    def cut(policy: Adjudicator) -> list[tuple[str, int]]:
        values = split(policy, "100").values()
        return [(layer.name, values[layer.cut]) for layer in policy.formula.layers]

    assert cut(ready(THREE, "floor: {rate: 70%}\n")) == [
        ("first", 0),
        ("second", 500),
        ("third", 1250),
    ]
    assert cut(ready(THREE)) == [("first", 0), ("second", 0), ("third", 0)]


def test_a_given_payment_is_not_cut() -> None:
    policy = ready(THREE, "floor: {rate: 40%}\n")
    given = {"prior_payments": {"third": "5"}}
    assert paid(policy, "100", **given) == {"first": "35.00", "third": "5.00"}


def test_the_share_allowed_is_rounded_half_up() -> None:
    policy = one("rate: 100%", "floor: {rate: 50%}\n")
    assert paid(policy, "0.03") == {"basic": "0.02"}
    assert paid(one("rate: 100%", "floor: {rate: 40%}\n"), "0.01") == {}


def test_a_floor_holds_for_those_it_names() -> None:
    policy = one("rate: 100%", "floor: {when: {place: in_city}, rate: 40%}\n")
    assert paid(policy, "100") == {"basic": "100.00"}
    assert paid(policy, "100", visit={"place": "in_city"}) == {"basic": "40.00"}


def test_a_figure_of_a_floors_condition_stands_at_its_address() -> None:
    policy = one("rate: 100%", "floor: {when: {total: {at_least: 50}}, rate: 40%}\n")
    assert paid(policy, "49.99") == {"basic": "49.99"}
    assert paid(policy, "50") == {"basic": "20.00"}
    paths = {entry.path for entry in policy.formula.graph.figures}
    assert paths == {"layers.basic.rate", "floor.rate", "floor.when.total.at_least"}


def test_what_is_cut_feeds_no_total() -> None:
    policy = one("rate: 100%", "floor: {rate: 40%}\n")
    found = split(policy, "100")
    assert [yuan(found[feed.paid]) for feed in policy.formula.feeds] == ["40.00"]


# -- warnings, grants -------------------------------------------------------------------


def test_a_warning_where_the_patient_pays_more_than_a_share() -> None:
    policy = one(
        "rate: 90%",
        """\
        warnings:
          target: {patient_above: 10%, says: {zh: 超过目标, en: above the target}}
          near: {when: {place: in_city}, says: {zh: 市内, en: in the city}, kind: outside}
          large: {when: {left: {above: 50}}, says: {zh: 很多, en: much}, kind: interpretation}
        """,
    )

    def warned(bill: Any, **asked: Any) -> list[tuple[str, str, str]]:
        found = split(policy, bill, **asked)
        return [
            (said.kind, said.where, said.text.en)
            for said in policy.formula.notes
            if found[said.applies]
        ]

    assert warned("100") == []
    assert warned({"eligible": "100", "own_expense": "1"}) == [
        ("warning", "warnings.target", "above the target")
    ]
    assert warned("100", visit={"place": "in_city"}) == [
        ("outside", "warnings.near", "in the city")
    ]
    assert ("interpretation", "warnings.large", "much") in warned({"own_expense": "51"})
    assert ("interpretation", "warnings.large", "much") not in warned({"own_expense": "50"})


def test_a_grant_is_money_beside_the_bill() -> None:
    policy = one(
        "rate: 50%",
        """\
        grants:
          meals: {name: {zh: 伙食补助, en: meals}, amount: {in_county: 30, otherwise: 20}}
          poor: {name: {zh: 困难补助, en: aid}, when: {identity: registered_poor}, amount: 9}
        """,
    )
    found = split(policy, "100")
    assert [(name, found[amount]) for name, amount in policy.formula.grants] == [
        ("meals", 3000),
        ("poor", 0),
    ]
    assert patient(policy, "100") == "50.00"
    held = split(policy, "100", person={"categories": ["registered_poor"]})
    assert held[policy.formula.grants[1][1]] == 900


# -- the year ---------------------------------------------------------------------------


def test_running_totals_are_each_layers_own() -> None:
    policy = ready("""\
        basic: {title: {zh: 基本, en: Basic}, rate: 50%, cap: 100}
        aid: {title: {zh: 救助, en: Aid}, rate: 50%, cap: 100}
        """)
    totals = {
        "layers": {**year("basic", paid="90.00")["layers"], **year("aid", paid="60.00")["layers"]}
    }
    assert paid(policy, "1000", year_to_date=totals) == {"basic": "10.00", "aid": "40.00"}


def test_every_layer_feeds_a_total_of_its_own() -> None:
    policy = ready("""\
        basic: {title: {zh: 基本, en: Basic}, yearly: true, rate: 50%}
        aid: {title: {zh: 救助, en: Aid}, rate: 50%, cap: 100}
        """)
    found = split(policy, "100")
    assert [
        (feed.account, feed.base and yuan(found[feed.base]), yuan(found[feed.paid]))
        for feed in policy.formula.feeds
    ] == [
        (Account("person", "basic"), "100.00", "50.00"),
        (Account("person", "aid"), None, "25.00"),
    ]


def test_a_layer_without_accounts_feeds_what_it_pays_whichever_rule_paid_it() -> None:
    policy = one("when: {place: in_county}\nrate: 50%")
    (feed,), (layer,) = policy.formula.feeds, policy.formula.layers
    assert feed.paid == layer.paid


def test_a_visit_that_no_layer_pays_adds_nothing_to_the_year() -> None:
    crime = "no_layer_pays: {crime: {when: {finding: crime}, says: {zh: 不付, en: nobody}}}\n"
    policy = one("yearly: true\ndeductible: 10\nrate: 50%", crime)
    (feed,) = policy.formula.feeds
    assert feed.base is not None
    for findings, base in (([], 10_000), (["crime"], 0)):
        assert split(policy, "100", visit={"findings": findings})[feed.base] == base


def test_every_root_stands_once_and_layers_in_their_order() -> None:
    formula = ready(THREE, "floor: {rate: 40%}\n").formula
    roots = formula.roots()
    assert len(set(roots)) == len(roots)
    places = [roots.index(layer.paid) for layer in formula.layers]
    assert places == sorted(places)
    assert {formula.entry, formula.total, formula.patient} <= set(roots)
    assert {feed.paid for feed in formula.feeds} <= set(roots)
