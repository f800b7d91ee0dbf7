"""The forms of a rule (支付方式): what each pays, its caps, and the running totals it reads and feeds."""

from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.nodes import Least
from benefits.money import yuan
from benefits.quotes.adjudicator import Adjudicator
from tests.formula.small import basic, left, one, paid, ready, refused, request, year

MIXED = {"eligible": "100", "first_self_pay": "200", "over_limit": "400", "own_expense": "800"}


def fed(policy: Adjudicator, bill: str, **asked: Any) -> dict[tuple[str, str, str], Any]:
    """What the visit adds to each running total: (base, paid)."""
    split = policy.split(claim(read_request(request(bill, **asked))))
    return {
        (feed.account.scope, feed.account.layer, feed.account.name): (
            None if feed.base is None else yuan(split[feed.base]),
            yuan(split[feed.paid]),
        )
        for feed in policy.formula.feeds
    }


# -- lump sums --------------------------------------------------------------------------


@pytest.mark.parametrize(("bill", "due"), [("99", "0.00"), ("100", "0.00"), ("250", "150.00")])
def test_the_patient_pays_a_fixed_amount(bill: str, due: str) -> None:
    assert basic(one("patient_pays: 100"), bill) == due


@pytest.mark.parametrize(("bill", "due"), [("99", "99.00"), ("100", "100.00"), ("250", "100.00")])
def test_a_layer_pays_a_fixed_amount_out_of_what_there_is(bill: str, due: str) -> None:
    assert basic(one("pays: 100"), bill) == due


def test_a_ceiling_leaves_the_patient_so_much() -> None:
    policy = one("ceiling: 10%\nbase: all")
    assert basic(policy, "1000") == "900.00"
    assert basic(policy, MIXED) == "1350.00"
    assert left(policy, MIXED) == {
        "eligible": "0.00",
        "first_self_pay": "0.00",
        "over_limit": "0.00",
        "own_expense": "150.00",
    }


@pytest.mark.parametrize(
    ("bill", "due"),
    [
        ("99.99", "0.00"),
        ("100", "50.00"),
        ("200", "50.00"),
        ("200.01", "150.00"),
        ("9999", "150.00"),
    ],
)
def test_steps_of_lump_sums(bill: str, due: str) -> None:
    policy = one(
        "steps: {none: {below: 100, pays: 0}, some: {at_most: 200, pays: 50}, more: {pays: 150}}"
    )
    assert basic(policy, bill) == due


def test_a_step_pays_no_more_than_there_is() -> None:
    assert basic(one("steps: {all: {pays: 500}}"), "20") == "20.00"


def test_what_must_be_given_is_refused_where_it_is_not() -> None:
    policy = one("must_be_given: {zh: 须提供, en: give it}")
    assert refused(policy) == [("unknown_parameter", "layers.basic")]
    assert basic(policy, "1000", prior_payments={"basic": "300"}) == "300.00"
    assert basic(policy, "1000", prior_payments={"basic": "0"}) == "0.00"


def test_an_unknown_layer_refuses_or_stands_outside() -> None:
    text = "unknown: {zh: 未知, en: not known}\nmeets: "
    assert refused(one(text + "refuse")) == [("unknown_parameter", "layers.basic")]
    outside = one(text + "outside")
    assert (refused(outside), basic(outside, "1000")) == ([], "0.00")
    said = outside.formula.notes
    assert [(each.kind, each.where) for each in said] == [("outside", "layers.basic")]


def test_only_the_rule_that_stands_outside_is_told_and_only_where_it_is_taken() -> None:
    policy = one("""\
        rules:
          short: {when: {days: {at_most: 3}}, article: 第一条, unknown: {zh: 甲, en: A}, meets: outside}
          away: {when: {place: in_city}, unknown: {zh: 乙, en: B}, meets: refuse}
          others: {unknown: {zh: 丙, en: C}, meets: outside}
        """)

    def said(**visit: Any) -> list[tuple[str, str]]:
        found = policy.split(claim(read_request(request("100", visit=visit))))
        return [(each.where, each.text.en) for each in policy.formula.notes if found[each.applies]]

    assert said(days=3) == [("layers.basic.rules.short", "Basic insurance is not included: A")]
    assert said(days=4) == [("layers.basic.rules.others", "Basic insurance is not included: C")]
    assert refused(policy, visit={"days": 4, "place": "in_city"}) == [
        ("unknown_parameter", "layers.basic.rules.away")
    ]
    assert [each.where for each in policy.formula.notes] == [
        "layers.basic.rules.short",
        "layers.basic.rules.others",
    ]


def test_a_rule_may_pay_nothing_and_say_so() -> None:
    policy = one("nothing: {zh: 不支付, en: pays nothing}")
    assert (refused(policy), basic(policy, "1000")) == ([], "0.00")


# -- parts of the bill ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "due", "rest"),
    [
        ("eligible", "50.00", ("50.00", "200.00", "400.00", "800.00")),
        ("own_expense", "400.00", ("100.00", "200.00", "400.00", "400.00")),
        ("[first_self_pay, eligible]", "150.00", ("100.00", "50.00", "400.00", "800.00")),
        ("[eligible, over_limit]", "250.00", ("0.00", "200.00", "250.00", "800.00")),
        ("all", "750.00", ("0.00", "0.00", "0.00", "750.00")),
    ],
)
def test_a_payment_uses_up_its_parts_in_order(base: str, due: str, rest: tuple[str, ...]) -> None:
    policy = one(f"base: {base}\nrate: 50%")
    assert basic(policy, MIXED) == due
    assert tuple(left(policy, MIXED).values()) == rest


def test_a_layer_sees_what_the_one_before_left_or_the_bill_itself() -> None:
    policy = ready("""\
        first: {title: {zh: 一, en: One}, rate: 50%}
        second: {title: {zh: 二, en: Two}, rate: 50%}
        third: {title: {zh: 三, en: Three}, of: bill, rate: 50%}
        """)
    assert paid(policy, "1000") == {"first": "500.00", "second": "250.00", "third": "250.00"}
    assert paid(policy, "0.01") == {"first": "0.01"}


def test_several_payments_each_rounded() -> None:
    rule = """\
        payments:
          inside: {base: eligible, rate: 50%}
          outside: {base: [first_self_pay, over_limit], deductible: 100, rate: 10%}
        """
    policy = one(rule)
    assert basic(policy, MIXED) == "100.00"
    assert tuple(left(policy, MIXED).values()) == ("50.00", "150.00", "400.00", "800.00")
    tiny = {"eligible": "0.01", "first_self_pay": "100.05"}
    assert basic(policy, tiny) == "0.02"


def test_a_common_cap_lets_the_first_payment_through_first() -> None:
    payments = "payments: {a: {base: eligible, rate: 50%}, b: {base: own_expense, rate: 50%}}"
    bill = {"eligible": "100", "own_expense": "100"}
    for cap, rest in (
        ("120", ("50.00", "50.00")),
        ("70", ("50.00", "80.00")),
        ("30", ("70.00", "100.00")),
    ):
        policy = one(f"{payments}\ncap: {cap}")
        found = left(policy, bill)
        assert (found["eligible"], found["own_expense"]) == rest
    used = year(base="0.00", paid="60.00")
    assert basic(one(f"{payments}\ncap: 100"), bill, year_to_date=used) == "40.00"


def test_a_single_payment_on_the_bill_pays_no_more_than_is_left() -> None:
    policy = ready("""\
        first: {title: {zh: 一, en: One}, rate: 80%}
        second:
          title: {zh: 二, en: Two}
          payments: {only: {base: eligible, of: bill, rate: 50%}}
        """)
    assert paid(policy, "1000") == {"first": "800.00", "second": "200.00"}


def test_a_payment_in_whole_yuan_pays_no_more_than_there_is() -> None:
    policy = one(
        "payments: {a: {rate: 100%, rounding: {unit: yuan}}, b: {base: own_expense, rate: 1%}}"
    )
    assert basic(policy, "9.40") == "9.00"
    assert basic(policy, "0.60") == "0.60"


def test_only_one_of_several_payments_has_a_line_of_its_own() -> None:
    for rule, named in (
        ("payments: {a: {rate: 50%}}", 0),
        ("payments: {a: {rate: 50%}, b: {base: own_expense, rate: 1%}}", 2),
    ):
        said = [line.what.en for line in one(rule).formula.graph.lines.values()]
        assert len([each for each in said if each.startswith("Basic insurance: on ")]) == named


def test_payments_with_bands_of_their_own() -> None:
    policy = one("""\
        payments:
          inside: {base: eligible, bands: {low: {at_most: 50, rate: 10%}, high: {rate: 90%}}}
          outside: {base: own_expense, rate: 1%, rounding: {mode: down}}
        """)
    assert basic(policy, MIXED) == "58.00"
    of_inside = "layers.basic.payments.inside.bands"
    assert {f"{of_inside}.low.at_most", f"{of_inside}.low.rate", f"{of_inside}.high.rate"} <= {
        entry.path for entry in policy.formula.graph.figures
    }


@pytest.mark.parametrize(
    "rule",
    [
        "rate: 50%",
        "payments: {only: {rate: 50%}}",
        "rate: 50%\nrounding: {unit: yuan, mode: down}",
    ],
)
def test_a_payment_out_of_what_is_left_is_not_compared_with_it(rule: str) -> None:
    """It is compared where it is of the bill or of a price, and only there."""
    assert not any(isinstance(node, Least) for node in one(rule).formula.graph.nodes)
    assert any(isinstance(node, Least) for node in one(f"{rule}\ncap: 9").formula.graph.nodes)


# -- items ------------------------------------------------------------------------------


def items(*listed: tuple[str, str, str], **parts: str) -> dict[str, Any]:
    return {**parts, "items": [{"service": name, part: amount} for name, part, amount in listed]}


def test_a_waiver_takes_its_share_of_the_items() -> None:
    policy = one("items: {injection: 100%, nursing: 50%}")
    bill = items(
        ("injection", "eligible", "30"),
        ("nursing", "eligible", "20"),
        ("nursing", "own_expense", "10"),
        ("drug", "eligible", "50"),
        eligible="100",
        own_expense="10",
    )
    assert basic(policy, bill) == "45.00"
    assert left(policy, bill)["own_expense"] == "5.00"


def test_a_waiver_takes_its_share_of_what_is_left() -> None:
    policy = ready("""\
        first: {title: {zh: 一, en: One}, rate: 50%}
        second: {title: {zh: 二, en: Two}, items: {injection: 1/3, nursing: 100%}}
        """)
    bill = items(("injection", "eligible", "30"), ("drug", "eligible", "70"), eligible="100")
    assert paid(policy, bill) == {"first": "50.00", "second": "5.00"}


def test_away_from_home_the_items_go_along_with_what_is_moved() -> None:
    """Of 100, 10 is moved: it takes 1.50 of the 15.00 waived along, 13.50 stays."""
    away = {"visit": {"place": "in_province", "referral": "filed"}}
    moved = "first_self_pay_away: {in_province: 10%, otherwise: 0%}\n"
    bill = items(("injection", "eligible", "30"), ("drug", "eligible", "70"), eligible="100")
    policy = one("items: {injection: 50%}", moved)
    assert (basic(policy, bill), left(policy, bill)["first_self_pay"]) == ("15.00", "0.00")
    assert basic(policy, bill, **away) == "15.00"
    rest = left(policy, bill, **away)
    assert (rest["eligible"], rest["first_self_pay"]) == ("76.50", "8.50")
    after = ready(
        """\
        first: {title: {zh: 一, en: One}, rate: 50%}
        second: {title: {zh: 二, en: Two}, items: {injection: 50%}}
        """,
        moved,
    )
    # 45.00 is left of eligible, half of it, and all of what was moved: 6.75 + 1.50
    assert paid(after, bill, **away) == {"first": "45.00", "second": "8.25"}
    whole = items(("injection", "eligible", "100"), eligible="100")
    assert basic(one("items: {injection: 100%}", moved), whole, **away) == "100.00"


def test_a_waiver_by_division_only_asks_where_something_is_waived() -> None:
    policy = one("when: {same_division: yes}\nitems: {injection: 100%}")
    assert refused(policy) == []
    for amount in ("30", "0.01"):
        billed = items(("injection", "eligible", amount), eligible=amount)
        assert refused(policy, billed) == [("unknown_parameter", "visit.hospital.division")]


def test_a_waiver_feeds_the_account_of_its_rule() -> None:
    policy = one("items: {injection: 100%}\naccount: waived")
    bill = items(("injection", "eligible", "30"), ("drug", "eligible", "70"), eligible="100")
    split = policy.split(claim(read_request(request(bill))))
    assert {each.account.name: split[each.paid] for each in policy.formula.feeds} == {
        "": 0,
        "waived": 3_000,
    }


# -- prices, least payments, once -------------------------------------------------------

PRICED = """\
kinds: [inpatient, outpatient]
programmes:
  first: {name: {zh: 甲类, en: First}, kinds: [inpatient], price: 800}
  second: {name: {zh: 乙类, en: Second}, kinds: [inpatient], price: 200}
  third: {name: {zh: 丙类, en: Third}, kinds: [inpatient]}
"""


def test_a_fixed_price_belongs_to_its_programme() -> None:
    policy = one("of: price\nbase: all\nrate: 50%", PRICED)
    for programme, due in (("first", "400.00"), ("second", "100.00"), ("third", "0.00")):
        assert basic(policy, "1000", visit={"programme": programme}) == due
    assert basic(policy, "300", visit={"programme": "first"}) == "150.00"


def test_a_price_without_any_programme_is_nothing() -> None:
    assert basic(one("of: price\nrate: 50%"), "1000") == "0.00"


def test_a_price_pays_no_more_than_is_left() -> None:
    policy = ready(
        """\
        first: {title: {zh: 一, en: One}, rate: 90%}
        second: {title: {zh: 二, en: Two}, of: price, base: all, rate: 50%}
        """,
        PRICED,
    )
    asked = {"visit": {"programme": "first"}}
    assert paid(policy, "1000", **asked) == {"first": "900.00", "second": "100.00"}


@pytest.mark.parametrize(
    ("bill", "due", "rest"),
    [
        ({"eligible": "1000"}, "500.00", ("500.00", "0.00", "0.00", "0.00")),
        ({"eligible": "100"}, "80.00", ("20.00", "0.00", "0.00", "0.00")),
        ({"eligible": "50", "own_expense": "100"}, "80.00", ("0.00", "0.00", "0.00", "70.00")),
        ({"eligible": "50", "over_limit": "10"}, "60.00", ("0.00", "0.00", "0.00", "0.00")),
    ],
)
def test_a_least_payment_comes_out_of_its_own_parts_first(
    bill: dict[str, str], due: str, rest: tuple[str, ...]
) -> None:
    policy = one("rate: 50%\nleast_payment: 80")
    assert basic(policy, bill) == due
    assert tuple(left(policy, bill).values()) == rest


def test_a_least_payment_goes_past_its_own_parts_beside_a_rule_of_other_parts_too() -> None:
    policy = one("""\
        rules:
          near: {when: {place: in_county}, rate: 50%, least_payment: 80}
          others: {base: own_expense, rate: 10%}
        """)
    bill = {"eligible": "50", "own_expense": "100"}
    assert basic(policy, bill) == "80.00"
    assert tuple(left(policy, bill).values()) == ("0.00", "0.00", "0.00", "70.00")
    city = {"visit": {"place": "in_city"}}
    assert tuple(left(policy, bill, **city).values()) == ("50.00", "0.00", "0.00", "90.00")


def test_a_cap_holds_over_a_least_payment() -> None:
    policy = one("rate: 50%\nleast_payment: 80\ncap: 60")
    assert basic(policy, "100") == "60.00"
    assert basic(policy, "100", year_to_date=year(base="0.00", paid="50.00")) == "10.00"


@pytest.mark.parametrize(
    ("before", "due"), [("0.00", "500.00"), ("0.01", "0.00"), ("500.00", "0.00")]
)
def test_what_is_paid_once_a_year_is_not_paid_again(before: str, due: str) -> None:
    policy = one("pays: 500\nonce: year")
    assert basic(policy, "1000", year_to_date=year(base="0.00", paid=before)) == due
    rated = one("rate: 50%\nonce: year")
    assert basic(rated, "1000", year_to_date=year(base="0.00", paid=before)) == due


# -- caps and running totals ------------------------------------------------------------


@pytest.mark.parametrize("form", ["rate: 50%", "patient_pays: 500", "pays: 500"])
@pytest.mark.parametrize(
    ("before", "due"),
    [("0.00", "500.00"), ("100.00", "500.00"), ("100.01", "499.99"), ("700.00", "0.00")],
)
def test_a_cap_is_on_the_year(form: str, before: str, due: str) -> None:
    policy = one(f"{form}\ncap: 600")
    assert basic(policy, "1000", year_to_date=year(base="0.00", paid=before)) == due


@pytest.mark.parametrize(
    ("cap", "totals", "due"),
    [
        ("{amount: 600, per: visit}", year(paid="500.00"), "500.00"),
        ("{amount: 300, per: visit}", year(paid="500.00"), "300.00"),
        ("{amount: 600}", year(paid="500.00"), "100.00"),
        ("{amount: 600, of: household}", year(paid="500.00"), "500.00"),
        ("{amount: 600, of: household}", year(scope="household", paid="500.00"), "100.00"),
        ("{amount: 600, per: lifetime}", year(paid="500.00"), "500.00"),
        ("{amount: 600, per: lifetime}", year(scope="lifetime", paid="500.00"), "100.00"),
        (
            "{amount: 600, account: special}",
            year(accounts={"special": {"paid": "500.00"}}),
            "100.00",
        ),
        ("{amount: 600, account: special}", year(paid="500.00"), "500.00"),
    ],
)
def test_whose_cap_it_is_and_over_what(cap: str, totals: dict[str, Any], due: str) -> None:
    assert basic(one(f"rate: 50%\ncap: {cap}"), "1000", year_to_date=totals) == due


def test_further_caps_all_hold() -> None:
    policy = one("""\
        rate: 100%
        cap: 500
        caps:
          visit: {amount: 300, per: visit}
          home: {amount: 900, of: household}
        """)
    assert basic(policy, "1000") == "300.00"
    assert basic(policy, "1000", year_to_date=year(paid="250.00")) == "250.00"
    spent = year(scope="household", paid="750.00")
    assert basic(policy, "1000", year_to_date=spent) == "150.00"


def test_a_cap_in_whole_yuan_leaves_whole_yuan() -> None:
    policy = one("rate: 100%\nrounding: {unit: yuan}\ncap: 100.99")
    assert basic(policy, "500") == "100.00"
    in_fen = one("rate: 100%\nrounding: {unit: fen}\ncap: 100.99")
    assert basic(in_fen, "500") == "100.99"


def test_each_visit_feeds_the_totals_its_caps_read() -> None:
    policy = one("""\
        rate: 50%
        account: stays
        cap: 5000
        caps:
          home: {amount: 900, of: household}
          ever: {amount: 9000, per: lifetime, account: all}
          once: {amount: 800, per: visit, of: household, account: once}
        """)
    assert fed(policy, "1000") == {
        ("person", "basic", ""): (None, "0.00"),
        ("person", "basic", "stays"): (None, "500.00"),
        ("household", "basic", "stays"): (None, "500.00"),
        ("lifetime", "basic", "all"): (None, "500.00"),
    }
    used = year(accounts={"stays": {"paid": "4800.00"}})
    assert basic(policy, "1000", year_to_date=used) == "200.00"


def test_a_given_payment_feeds_the_total_its_rule_would() -> None:
    policy = one("when: {place: in_county}\nrate: 50%\naccount: stays\ncap: 5000")
    given = {"prior_payments": {"basic": "70"}}
    assert fed(policy, "1000", **given) == {
        ("person", "basic", ""): (None, "0.00"),
        ("person", "basic", "stays"): (None, "70.00"),
    }
    assert fed(policy, "1000", visit={"place": "in_city"}, **given) == {
        ("person", "basic", ""): (None, "70.00"),  # no rule applies: the layer's own
        ("person", "basic", "stays"): (None, "0.00"),
    }


def test_a_yearly_rule_feeds_its_base() -> None:
    policy = one("yearly: true\nbase: [eligible, over_limit]\ndeductible: 400\nrate: 50%")
    assert fed(policy, "1000") == {("person", "basic", ""): ("1000.00", "300.00")}


@pytest.mark.parametrize(
    "rule",
    [
        "rate: 50%",
        "pays: 5",
        "nothing: {zh: 不支付, en: pays nothing}",
        "payments: {a: {rate: 50%}, b: {base: own_expense, rate: 1%}}",
        "items: {injection: 50%}",
    ],
)
def test_only_a_yearly_rule_feeds_a_base(rule: str) -> None:
    assert [base for base, _ in fed(one(rule), "1000").values()] == [None]


def test_several_payments_feed_the_account_of_their_rule() -> None:
    policy = one("payments: {a: {rate: 50%}, b: {base: own_expense, rate: 1%}}\naccount: stays")
    assert fed(policy, "1000") == {
        ("person", "basic", ""): (None, "0.00"),
        ("person", "basic", "stays"): (None, "500.00"),
    }


def test_identities_with_accounts_of_their_own_feed_the_one_that_paid_and_all_of_a_given_payment() -> (
    None
):
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, account: poor, rate: 60%}
          low: {when: {identity: low_income}, account: low, rate: 50%}
          others: {rate: 10%}
        """)

    def paid_to(*held: str, **asked: Any) -> tuple[str, ...]:
        found = fed(policy, "1000", person={"categories": list(held)}, **asked)
        return tuple(found["person", "basic", name][1] for name in ("", "poor", "low"))

    assert paid_to() == ("100.00", "0.00", "0.00")
    assert paid_to("low_income") == ("0.00", "0.00", "500.00")
    assert paid_to("low_income", "registered_poor") == ("0.00", "600.00", "0.00")
    given = {"prior_payments": {"basic": "70"}}
    assert paid_to(**given) == ("70.00", "0.00", "0.00")
    assert paid_to("low_income", **given) == ("0.00", "0.00", "70.00")
    assert paid_to("low_income", "registered_poor", **given) == ("0.00", "70.00", "70.00")


@pytest.mark.parametrize(
    ("poor", "low", "fed_by_both"),
    [("60%", "50%", ("0.00", "600.00", "0.00")), ("50%", "60%", ("0.00", "0.00", "600.00"))],
)
def test_of_two_identities_the_one_that_pays_most_feeds_its_total(
    poor: str, low: str, fed_by_both: tuple[str, ...]
) -> None:
    policy = one(f"""\
        rules:
          poor: {{when: {{identity: registered_poor}}, account: poor, rate: {poor}}}
          low: {{when: {{identity: low_income}}, account: low, rate: {low}}}
          others: {{rate: 10%}}
        """)
    found = fed(policy, "1000", person={"categories": ["registered_poor", "low_income"]})
    assert tuple(found["person", "basic", name][1] for name in ("", "poor", "low")) == fed_by_both


def test_a_yearly_rule_feeds_its_base_whoever_comes() -> None:
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, base: [eligible, over_limit], yearly: true, rate: 60%}
          others: {yearly: true, deductible: 50, rate: 50%}
        """)
    own = ("person", "basic", "")
    assert fed(policy, "1000") == {own: ("1000.00", "475.00")}
    poor = {"person": {"categories": ["registered_poor"]}}
    assert fed(policy, "1000", **poor) == {own: ("1000.00", "600.00")}
    bill = {"eligible": "100", "over_limit": "20"}
    (feed,) = policy.formula.feeds
    assert feed.base is not None
    for person, base in (({}, 10_000), (poor["person"], 12_000)):
        assert policy.split(claim(read_request(request(bill, person=person))))[feed.base] == base


def test_a_line_is_called_after_its_rule_where_the_rule_has_a_name() -> None:
    policy = one("""\
        rules:
          stays: {when: {place: in_county}, name: {zh: 住院, en: Stays}, deductible: 9, rate: 50%}
          others: {deductible: 8, rate: 50%}
        """)
    said = {line.what.en for line in policy.formula.graph.lines.values()}
    assert {"Stays: above the deductible", "Basic insurance: above the deductible"} <= said


def test_a_yearly_rule_with_an_account_feeds_its_base_there() -> None:
    policy = one("yearly: true\naccount: stays\ndeductible: 400\nrate: 50%")
    assert fed(policy, "1000") == {
        ("person", "basic", ""): (None, "0.00"),
        ("person", "basic", "stays"): ("1000.00", "300.00"),
    }


def test_identities_with_accounts_of_their_own_feed_one_base_each() -> None:
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, yearly: true, account: poor, rate: 60%}
          low: {when: {identity: low_income}, yearly: true, account: low, rate: 50%}
          others: {yearly: true, rate: 10%}
        """)

    def bases(*held: str) -> tuple[str, ...]:
        found = fed(policy, "100", person={"categories": list(held)})
        return tuple(found["person", "basic", name][0] for name in ("", "poor", "low"))

    assert bases() == ("100.00", "0.00", "0.00")
    assert bases("registered_poor") == ("0.00", "100.00", "0.00")
    assert bases("low_income") == ("0.00", "0.00", "100.00")


def test_yearly_rules_with_accounts_of_their_own_feed_one_base_each() -> None:
    policy = one("""\
        rules:
          near: {when: {place: in_county}, yearly: true, account: near, rate: 50%}
          others: {yearly: true, account: others, rate: 10%}
        """)
    none = {("person", "basic", ""): (None, "0.00")}
    near, others = ("person", "basic", "near"), ("person", "basic", "others")
    assert fed(policy, "100") == none | {near: ("100.00", "50.00"), others: ("0.00", "0.00")}
    assert fed(policy, "100", visit={"place": "in_city"}) == none | {
        near: ("0.00", "0.00"),
        others: ("100.00", "10.00"),
    }


def test_rules_with_accounts_of_their_own_share_no_cap() -> None:
    policy = one(
        """\
        rules:
          stays: {when: {place: in_county}, rate: 100%, cap: 500}
          others: {account: others, rate: 100%, cap: 500}
        """
    )
    used = year(paid="400.00", accounts={"others": {"paid": "100.00"}})
    assert basic(policy, "1000", year_to_date=used) == "100.00"
    assert basic(policy, "1000", year_to_date=used, visit={"place": "in_city"}) == "400.00"
    assert fed(policy, "1000", visit={"place": "in_city"}) == {
        ("person", "basic", ""): (None, "0.00"),
        ("person", "basic", "others"): (None, "500.00"),
    }
    assert fed(policy, "1000") == {
        ("person", "basic", ""): (None, "500.00"),
        ("person", "basic", "others"): (None, "0.00"),
    }
