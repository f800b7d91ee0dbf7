"""Whoever comes (身份与规则): the first rule that applies, the identity that pays most in each layer."""

from tests.formula.small import basic, left, one, paid, ready, refused, year

POOR, LOW = {"categories": ["registered_poor"]}, {"categories": ["low_income"]}
BOTH = {"categories": ["registered_poor", "low_income"]}


def test_the_first_rule_that_applies_counts() -> None:
    policy = one("""\
        rules:
          near: {when: {place: in_county}, rate: 90%}
          nearer: {when: {place: [in_county, in_city]}, rate: 50%}
        """)
    assert basic(policy, "100") == "90.00"
    assert basic(policy, "100", visit={"place": "in_city"}) == "50.00"
    away = {"place": "out_of_province", "referral": "filed"}
    assert basic(policy, "100", visit=away) == "0.00"


def test_the_identity_that_pays_most_counts_and_benefits_are_not_added() -> None:
    policy = one("rate: 10%\ntilt: {registered_poor: {rate: 60%}, low_income: {rate: 70%}}")
    assert basic(policy, "100") == "10.00"
    assert basic(policy, "100", person=POOR) == "60.00"
    assert basic(policy, "100", person=LOW) == "70.00"
    assert basic(policy, "100", person=BOTH) == "70.00"


def test_an_identity_that_gets_less_than_anybody_gets_less() -> None:
    """A tilt is the rule for whom it names, even where the normal rule would pay more."""
    policy = one("rate: 50%\ntilt: {registered_poor: {rate: 10%}, low_income: {rate: 20%}}")
    assert basic(policy, "100", person=POOR) == "10.00"
    assert basic(policy, "100", person=BOTH) == "20.00"


def test_an_identity_that_gets_nothing_gets_nothing() -> None:
    policy = one("rate: 50%\ntilt: {registered_poor: {rate: 0%}, low_income: {rate: 20%}}")
    assert basic(policy, "100", person=POOR) == "0.00"
    assert basic(policy, "100", person=BOTH) == "20.00"


def test_which_identity_pays_most_depends_on_the_bill() -> None:
    policy = one("""\
        deductible: 100
        rate: 50%
        tilt: {registered_poor: {deductible: 0}, low_income: {rate: 100%}}
        """)
    assert basic(policy, "150", person=BOTH) == "75.00"
    assert basic(policy, "300", person=BOTH) == "200.00"


def test_each_layer_chooses_for_itself() -> None:
    policy = ready("""\
        basic:
          title: {zh: 基本, en: Basic}
          rate: 10%
          tilt: {registered_poor: {rate: 60%}, low_income: {rate: 50%}}
        aid:
          title: {zh: 救助, en: Aid}
          rate: {registered_poor: 50%, low_income: 100%, otherwise: 0%}
        """)
    assert paid(policy, "100", person=BOTH) == {"basic": "60.00", "aid": "40.00"}


def test_identities_that_a_layer_treats_alike_are_worked_out_once() -> None:
    policy = one(
        "rate: 10%\ntilt: {registered_poor: {rate: 60%}}", "groups: {g: [orphan, veteran]}\n"
    )
    assert basic(policy, "100", person={"categories": ["orphan"]}) == "10.00"
    grouped = one("rate: {g: 30%, otherwise: 10%}", "groups: {g: [orphan, veteran]}\n")
    for held in ("orphan", "veteran"):
        assert basic(grouped, "100", person={"categories": [held]}) == "30.00"
    assert basic(grouped, "100", person=POOR) == "10.00"


def test_an_identity_that_changes_nothing_is_not_asked_for() -> None:
    policy = one("when: {any_of: [{identity: registered_poor}, {kind: inpatient}]}\nrate: 10%")
    assert basic(policy, "100", person=POOR) == basic(policy, "100") == "10.00"
    assert ("categories",) not in policy.keys


def test_an_identity_may_stand_in_a_table_that_stands_elsewhere() -> None:
    policy = one(
        "deductible: {same_as: figures.line}\nrate: 100%",
        "figures: {line: {registered_poor: 0, otherwise: 60}}\n",
    )
    assert (basic(policy, "100"), basic(policy, "100", person=POOR)) == ("40.00", "100.00")


def test_an_identity_may_stand_within_a_boundary_or_a_list_of_conditions() -> None:
    bound = one(
        "when: {total: {at_least: {registered_poor: 50, otherwise: 500}}}\nrate: 100%",
    )
    assert (basic(bound, "100"), basic(bound, "100", person=POOR)) == ("0.00", "100.00")
    for when in (
        "{any_of: [{identity: registered_poor}, {place: in_city}]}",
        "{none_of: [{none_of: [{identity: registered_poor}]}]}",
    ):
        policy = one(f"when: {when}\nrate: 100%")
        assert (basic(policy, "100"), basic(policy, "100", person=POOR)) == ("0.00", "100.00")


def test_identities_may_use_up_other_parts_of_the_bill() -> None:
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, base: own_expense, rate: 100%}
          low: {when: {identity: low_income}, base: [over_limit, eligible], rate: 50%}
          others: {rate: 10%}
        """)
    bill = {"eligible": "100", "over_limit": "20", "own_expense": "70"}
    assert left(policy, bill)["eligible"] == "90.00"
    assert left(policy, bill, person=POOR) == {
        "eligible": "100.00",
        "first_self_pay": "0.00",
        "over_limit": "20.00",
        "own_expense": "0.00",
    }
    low = left(policy, bill, person=LOW)
    assert (low["eligible"], low["over_limit"], low["own_expense"]) == ("60.00", "0.00", "70.00")
    both = left(policy, bill, person=BOTH)
    assert (both["eligible"], both["own_expense"]) == ("100.00", "0.00")
    given = left(policy, bill, person=POOR, prior_payments={"basic": "75"})
    assert basic(policy, bill, person=POOR, prior_payments={"basic": "75"}) == "75.00"
    assert sum(float(each) for each in given.values()) == 115.0


def test_one_identity_may_use_up_another_part_of_the_bill() -> None:
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, base: own_expense, rate: 100%}
          others: {rate: 10%}
        """)
    bill = {"eligible": "100", "own_expense": "70"}
    for person, rest in ((POOR, ("100.00", "0.00")), (LOW, ("90.00", "70.00"))):
        found = left(policy, bill, person=person)
        assert (found["eligible"], found["own_expense"]) == rest


def test_identities_may_feed_other_totals() -> None:
    policy = one("""\
        rules:
          poor: {when: {identity: registered_poor}, yearly: true, account: poor, rate: 100%}
          others: {yearly: true, deductible: 50, rate: 100%}
        """)
    used = year(base="50.00", paid="0.00", accounts={"poor": {"base": "0.00", "paid": "0.00"}})
    assert basic(policy, "100", year_to_date=used) == "100.00"
    assert basic(policy, "100", person=POOR, year_to_date=year(base="0.00")) == "100.00"
    assert basic(policy, "100", year_to_date=year(base="0.00")) == "50.00"


def test_a_refusal_for_one_identity_is_not_met_by_others() -> None:
    policy = one("rate: {registered_poor: {unknown: {zh: 未知, en: not known}}, otherwise: 10%}")
    assert basic(policy, "100") == "10.00"
    assert refused(policy, person=POOR) == [
        ("unknown_parameter", "layers.basic.rate.registered_poor")
    ]


def test_a_rule_that_never_applies_is_left_out() -> None:
    policy = one("when: {identity: registered_poor}\nrate: 50%")
    assert basic(policy, "100") == "0.00"
    assert basic(policy, "100", person=POOR) == "50.00"
