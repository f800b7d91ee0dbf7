"""Amounts, rates and counts in every form a policy may give them (数值的各种写法)."""

import pytest
from ruamel.yaml import YAML

from benefits.formula.chain import formula
from benefits.formula.graph import COUNT, FEN, GraphBuilder
from benefits.formula.nodes import Unit, Whole
from benefits.formula.params import NO_LIMIT_FEN, Params, Said, Site
from benefits.formula.site import merged
from benefits.policy.cited import Cited
from benefits.policy.figures import AmountChange, RateChange, SameAs
from benefits.policy.policy import Policy
from benefits.problems import Refused, Text
from benefits.reading.reader import read_policy
from tests.formula.small import FILE, HEAD, basic, one, paid, ready, refused

INPATIENTS = HEAD + "layers: {basic: {title: {zh: 基本, en: Basic}, rate: 80%}}\n"


# -- amounts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deductible", "due"),
    [
        ("100", "900.00"),
        ("0", "1000.00"),
        ("10%", "900.00"),  # of the total, rounded half up
        ("{share: 10%, of: eligible}", "900.00"),
        ("{lesser_of: {a: 100, b: 20%}}", "900.00"),
        ("{lesser_of: {a: 300, b: 20%}}", "800.00"),
        ("{greater_of: {a: 100, b: 20%}}", "800.00"),
        ("{greater_of: {a: 300, b: 20%}}", "700.00"),
        ("{statistic: poverty_line, otherwise: 250}", "750.00"),
        ("{in_county: 50, otherwise: 400}", "950.00"),
        ("{in_city: 50, otherwise: 400}", "600.00"),
    ],
)
def test_an_amount_in_every_form(deductible: str, due: str) -> None:
    assert basic(one(f"deductible: {deductible}\nrate: 100%"), "1000") == due


def test_a_percentage_of_the_total_is_rounded_half_up() -> None:
    policy = one("deductible: 50%\nrate: 100%")
    assert basic(policy, "0.01") == "0.00"
    assert basic(policy, "0.03") == "0.01"
    assert basic(one("deductible: 10%\nrate: 100%"), "1.04") == "0.94"
    assert basic(one("deductible: 10%\nrate: 100%"), "1.05") == "0.94"
    assert basic(policy, {"eligible": "10", "own_expense": "6"}) == "2.00"


@pytest.mark.parametrize(
    ("of", "due"),
    [
        ("total", "85.00"),
        ("eligible", "99.00"),
        ("first_self_pay", "98.00"),
        ("over_limit", "96.00"),
        ("own_expense", "92.00"),
    ],
)
def test_a_share_is_of_the_part_it_names(of: str, due: str) -> None:
    bill = {"eligible": "100", "first_self_pay": "200", "over_limit": "400", "own_expense": "800"}
    assert basic(one(f"deductible: {{share: 1%, of: {of}}}\nrate: 100%"), bill) == due


def test_an_outside_statistic_is_asked_for() -> None:
    policy = one("deductible: {statistic: poverty_line}\nrate: 100%")
    assert refused(policy) == [("unknown_parameter", "statistics.poverty_line")]
    assert basic(policy, "1000", statistics={"poverty_line": "400"}) == "600.00"
    assert basic(policy, "1000", statistics={"poverty_line": "0"}) == "1000.00"
    share = one("deductible: {share: 50%, of: disposable_income}\nrate: 100%")
    assert basic(share, "1000", statistics={"disposable_income": "400"}) == "800.00"


@pytest.mark.parametrize(
    ("diseases", "due"), [(None, 500), (1, 500), (2, 700), (3, 900), (4, 1000), (9, 1000)]
)
def test_an_amount_grows_with_a_number_up_to_a_share(diseases: int | None, due: int) -> None:
    cap = "{start: 500, raises: {more: {adds: 200, for_each: diseases, beyond: 1, at_most: 100%}}}"
    visit = {} if diseases is None else {"diseases": [f"d{n}" for n in range(diseases)]}
    assert basic(one(f"cap: {cap}\nrate: 100%"), "5000", visit=visit) == f"{due}.00"


def test_an_amount_grows_from_the_first_where_nothing_else_is_said() -> None:
    cap = "{start: 500, raises: {years: {adds: 200, for_each: contribution_years}}}"
    policy = one(f"cap: {cap}\nrate: 100%")
    assert basic(policy, "5000") == "500.00"
    assert basic(policy, "5000", person={"contribution_years": 0}) == "500.00"
    assert basic(policy, "5000", person={"contribution_years": 2}) == "900.00"


def test_several_raises_add_up() -> None:
    policy = one("""\
        cap:
          start: 500
          raises:
            years: {adds: 200, for_each: contribution_years}
            free: {adds: 30, for_each: claim_free_years}
        rate: 100%
        """)
    person = {"contribution_years": 2, "claim_free_years": 3}
    assert basic(policy, "5000", person=person) == "990.00"


def test_a_figure_keeps_the_bounds_of_what_is_assumed() -> None:
    policy = one("""\
        when: {days: {at_least: {value: 3, low: 2, high: 5, evidence: assumed}}}
        deductible: {value: 400, low: 300, high: 500, evidence: assumed}
        rate: {value: 80%, low: 70%, high: 90%, evidence: assumed}
        """)
    bounds = {
        entry.path.removeprefix("layers.basic."): (entry.low, entry.value, entry.high)
        for entry in policy.formula.graph.figures
    }
    assert bounds == {
        "when.days.at_least": (2, 3, 5),
        "deductible": (30_000, 40_000, 50_000),
        "rate": (700_000, 800_000, 900_000),
    }


def test_a_number_the_table_does_not_give_is_refused() -> None:
    policy = one("when: {days: {at_least: {in_county: 3, in_city: 5}}}\nrate: 100%")
    for place, days, due in (("in_county", 3, "9.00"), ("in_city", 4, "0.00")):
        assert basic(policy, "9", visit={"place": place, "days": days}) == due
    away = {"place": "in_province", "referral": "filed", "days": 9}
    assert refused(policy, "9", visit=away) == [
        ("unknown_parameter", "layers.basic.when.days.at_least")
    ]


def test_no_limit_is_above_every_year() -> None:
    assert basic(one("cap: none\nrate: 100%"), "20000000") == "20000000.00"
    table = one("cap: {in_county: none, otherwise: 500}\nrate: 100%")
    assert basic(table, "20000000") == "20000000.00"
    assert basic(table, "1000", visit={"place": "in_city"}) == "500.00"
    assert NO_LIMIT_FEN == 10**12


# -- rates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "due"),
    [
        ("0%", "0.00"),
        ("37.5%", "375.00"),
        ("0.0001%", "0.00"),
        ("2/37", "54.05"),
        ("{in_county: 1/3, otherwise: 60%}", "333.33"),
        ("{in_city: 1/3, otherwise: 60%}", "600.00"),
        ("{in_city: 1/3, otherwise: 2/37}", "54.05"),
    ],
)
def test_a_rate_in_every_form(rate: str, due: str) -> None:
    assert basic(one(f"rate: {rate}"), "1000") == due


def test_a_rate_nobody_knows_is_refused_where_it_is_read() -> None:
    policy = one("rate: {in_county: {unknown: {zh: 未知, en: unknown}}, otherwise: 1/3}")
    assert refused(policy) == [("unknown_parameter", "layers.basic.rate.in_county")]
    assert basic(policy, "900", visit={"place": "in_city"}) == "300.00"


def test_a_rate_may_stand_elsewhere() -> None:
    policy = one("""\
        rules:
          first: {when: {place: in_county}, rate: {in_county: 1/3, otherwise: 1/7}}
          second: {rate: {same_as: layers.basic.rules.first.rate}}
        """)
    assert basic(policy, "700") == "233.33"
    assert basic(policy, "700", visit={"place": "in_city"}) == "100.00"


def test_a_rate_within_a_table_may_stand_elsewhere_in_its_own_scale() -> None:
    policy = one("""\
        rules:
          first: {when: {place: in_county}, rate: 1/7}
          second:
            rate: {in_city: {same_as: layers.basic.rules.first.rate}, otherwise: 50%}
        """)
    assert basic(policy, "700", visit={"place": "in_city"}) == "100.00"
    assert basic(policy, "700", visit={"place": "out_of_province", "referral": "filed"}) == "350.00"


def test_a_table_that_stands_elsewhere_may_name_a_rate_of_another_place_and_scale() -> None:
    policy = one("""\
        rules:
          first: {when: {age: {above: 90}}, rate: 1/7}
          second:
            when: {age: {above: 80}}
            rate: {in_city: {same_as: layers.basic.rules.first.rate}, otherwise: 50%}
          third: {rate: {in_city: {same_as: layers.basic.rules.second.rate}, otherwise: 50%}}
        """)
    assert basic(policy, "700", visit={"place": "in_city"}) == "100.00"


# -- counts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("2", {1: "0.00", 2: "100.00", 3: "100.00"}),
        ("{in_county: 3, otherwise: 9}", {2: "0.00", 3: "100.00"}),
        ("{same_as: layers.aid.when.days.at_least}", {3: "0.00", 4: "100.00"}),
    ],
)
def test_a_count_in_every_form(number: str, expected: dict[int, str]) -> None:
    policy = ready(f"""\
        basic:
          title: {{zh: 基本医保, en: Basic insurance}}
          when: {{days: {{at_least: {number}}}}}
          rate: 100%
        aid:
          title: {{zh: 救助, en: Aid}}
          when: {{days: {{at_least: 4}}, place: in_city}}
          rate: 0%
        """)
    for days, due in expected.items():
        assert basic(policy, "100", visit={"days": days}) == due


def test_a_count_nobody_knows_is_refused() -> None:
    policy = one("when: {days: {at_least: {unknown: {zh: 未知, en: unknown}}}}\nrate: 100%")
    assert refused(policy, visit={"days": 3}) == [
        ("unknown_parameter", "layers.basic.when.days.at_least")
    ]
    assert refused(policy) == []  # no days given: no rule of days applies


# -- what is not known within a range ---------------------------------------------------


def test_an_unknown_with_both_ends_still_refuses() -> None:
    policy = one("deductible: {unknown: {zh: 未知, en: unknown}, low: 100, high: 400}\nrate: 100%")
    assert refused(policy) == [("unknown_parameter", "layers.basic.deductible")]
    figures = {each.path: each.value for each in policy.formula.graph.figures}
    assert figures["layers.basic.deductible.low"] == 10_000
    assert figures["layers.basic.deductible.high"] == 40_000


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        (
            "deductible: {unknown: {zh: 未知, en: unknown}, low: 100, high: 400}\nrate: 100%",
            "100.00",
            "400.00",
        ),
        ("rate: {unknown: {zh: 未知, en: unknown}, low: 1/4, high: 2/5}", "600.00", "750.00"),
    ],
)
def test_the_refusal_says_what_the_patient_would_pay_at_either_end(
    rule: str, low: str, high: str
) -> None:
    with pytest.raises(Refused) as told:
        paid(one(rule), "1000")
    (problem,) = told.value.problems
    assert problem.what.en == f"unknown; at the ends of its range the patient pays {low} and {high}"


def test_an_unknown_with_one_end_only_asks_for_no_range() -> None:
    policy = one("deductible: {unknown: {zh: 未知, en: unknown}, low: 100}\nrate: 100%")
    assert refused(policy) == [("unknown_parameter", "layers.basic.deductible")]
    assert ("range",) not in policy.keys
    rate = one("rate: {unknown: {zh: 未知, en: unknown}, high: 50%}")
    assert refused(rate) == [("unknown_parameter", "layers.basic.rate")]
    assert ("range",) not in rate.keys


def test_the_ends_of_an_unknown_rate_may_be_of_another_scale_than_the_tables() -> None:
    policy = one("""\
        rate:
          in_county: {unknown: {zh: 未知, en: unknown}, low: 1/3, high: 2/37}
          otherwise: 50%
        """)
    assert refused(policy) == [("unknown_parameter", "layers.basic.rate.in_county")]
    assert basic(policy, "700", visit={"place": "in_city"}) == "350.00"
    assert {each.path: each.unit.scale for each in policy.formula.graph.figures} == {
        "layers.basic.rate.in_county.low": 3,
        "layers.basic.rate.in_county.high": 37,
        "layers.basic.rate.otherwise": 1_000_000,
    }


# -- what stands elsewhere --------------------------------------------------------------


def test_a_figure_that_stands_elsewhere_is_one_figure() -> None:
    policy = one("deductible: {same_as: figures.line}\nrate: 50%", "figures: {line: 100}\n")
    assert basic(policy, "300") == "100.00"
    assert [each.path for each in policy.formula.graph.figures] == [
        "figures.line",
        "layers.basic.rate",
    ]


def test_benefits_are_not_mixed_through_a_table_that_stands_elsewhere() -> None:
    """Worked out as one identity: the other's deductible does not come along."""
    policy = one(
        "deductible: {same_as: figures.line}\nrate: {low_income: 100%, otherwise: 50%}",
        "figures: {line: {registered_poor: 0, otherwise: 100}}\n",
    )
    assert basic(policy, "300", person={"categories": ["registered_poor"]}) == "150.00"
    for both in (["low_income"], ["low_income", "registered_poor"]):
        assert basic(policy, "300", person={"categories": both}) == "200.00"


def test_an_arm_of_a_table_has_an_address_too() -> None:
    policy = one(
        "deductible: {same_as: figures.line.in_county}\nrate: 50%",
        "figures: {line: {in_county: 100, otherwise: 200}}\n",
    )
    assert basic(policy, "300", visit={"place": "in_city"}) == "100.00"


# -- what only an unread policy can say -------------------------------------------------


def found(rule: str, **heads: object) -> list[Said]:
    """What building the formula finds wrong in a policy that nothing has looked at before."""
    tree = YAML(typ="base", pure=True).load(HEAD)
    layer = YAML(typ="base", pure=True).load(rule)
    layer["title"] = {"zh": "基本", "en": "Basic"}
    policy = Policy.model_validate({**tree, **heads, "layers": {"basic": layer}})
    return formula(policy)[1]


def unread(rule: str, **heads: object) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in found(rule, **heads)]


def test_an_exclusion_nobody_knows_is_told_where_it_stands() -> None:
    says = {"zh": "不付", "en": "nobody pays"}
    excluded = {"odd": {"when": {"finding": "odd"}, "says": says}}
    assert unread("rate: 80%", no_layer_pays=excluded) == [
        ("word_is_not_known", "no_layer_pays"),
        ("word_is_not_known", "no_layer_pays.odd.when.finding"),
    ]


def test_a_word_nobody_knows_in_the_head_is_told_where_it_stands() -> None:
    assert unread("rate: 80%", kinds=["inpatient", "odd"]) == [("word_is_not_known", "kinds")]
    assert unread("rate: 80%", insurance=["odd"]) == [("word_is_not_known", "insurance")]
    programme = {"name": {"zh": "甲类", "en": "First"}, "kinds": ["odd"]}
    assert unread("rate: 80%", programmes={"first": programme}) == [
        ("word_is_not_known", "programmes.first.kinds")
    ]


def test_an_identity_nobody_knows_is_told_where_it_is_read() -> None:
    line = {"odd": {"when": {"identity": "odd"}, "value": "3"}, "otherwise": "5"}
    assert set(
        unread("{deductible: {same_as: figures.line}, rate: 80%}", figures={"line": line})
    ) == {
        ("word_is_not_known", "layers.basic"),
        ("word_is_not_known", "figures.line.odd.when.identity"),
    }

    assert unread("{rate: 80%, when: {without: odd}}") == [
        ("word_is_not_known", "layers.basic.when.without")
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{when: {identity: odd}, rate: 80%}",
        "{rules: {odd: {when: {identity: odd}, rate: 80%}}}",
        "{when: {any_of: [{identity: odd}]}, rate: 80%}",
        "{when: {none_of: [{identity: odd}]}, rate: 80%}",
        "{when: {total: {at_least: {odd: {when: {identity: odd}, value: 5}, otherwise: 9}}}, rate: 80%}",
        "{rate: {odd: {when: {identity: odd}, value: 90%}, otherwise: 80%}}",
        "{rate: {some: 90%, otherwise: 80%}}",
        "{rate: 80%, tilt: {odd: {rate: 90%}}}",
    ],
)
def test_an_identity_nobody_knows_is_told_wherever_a_layer_names_one(rule: str) -> None:
    told = unread(rule, groups={"some": ["orphan", "odd"]})
    assert ("word_is_not_known", "layers.basic") in told


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("{rate: {same_as: figures.gone}}", {"address": "figures.gone"}),
        ("{rate: {same_as: layers.basic.gone}}", {"address": "layers.basic.gone"}),
        ("{rate: {in_city: {same_as: figures.gone}, otherwise: 80%}}", {"address": "figures.gone"}),
        ("{deductible: {same_as: figures.gone}, rate: 80%}", {"address": "figures.gone"}),
        (
            "{when: {days: {above: {same_as: figures.gone}}}, rate: 80%}",
            {"address": "figures.gone"},
        ),
        (
            "{deductible: {lesser_of: {a: {same_as: figures.gone}, b: 5}}, rate: 80%}",
            {"address": "figures.gone"},
        ),
        ("{rate: 80%, source: gone}", {"source": "gone"}),
        ("{rate: {strange: 80%}}", {"arm": "strange"}),
        (
            "{rate: 80%, when: {place: nowhere}}",
            {"word": "nowhere", "dimension": "place"},
        ),
        ("{rate: {plus: 5%}}", {}),
        ("{deductible: {times: 50%}, rate: 80%}", {}),
        ("{deductible: 200000万, rate: 80%}", {}),
    ],
)
def test_what_is_wrong_is_told_with_what_the_author_wrote(rule: str, facts: dict[str, str]) -> None:
    assert [each.facts for each in found(rule)] == [facts]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("rate: 80%", []),
        ("rate: {plus: 5%}", [("change_without_normal", "layers.basic.rate")]),
        (
            "{deductible: {times: 50%}, rate: 80%}",
            [("change_without_normal", "layers.basic.deductible")],
        ),
        (
            "{deductible: 200000万, rate: 80%}",
            [("figure_too_large", "layers.basic.deductible")],
        ),
        (
            "{deductible: {same_as: figures.x}, rate: 80%}",
            [("same_as_leads_nowhere", "layers.basic.deductible")],
        ),
        ("rate: {strange: 80%}", [("arm_without_condition", "layers.basic.rate.strange")]),
        (
            "{when: {place: nowhere}, rate: 80%}",
            [("word_is_not_known", "layers.basic.when.place")],
        ),
        (
            "{when: {place: [in_city, none]}, rate: 80%}",
            [("word_is_not_known", "layers.basic.when.place")],
        ),
        (
            "{when: {programme: [none, odd]}, rate: 80%}",
            [("word_is_not_known", "layers.basic.when.programme")],
        ),
        (
            "{source: unheard, rate: 80%}",
            [("source_is_not_listed", "layers.basic.rate")],
        ),
    ],
)
def test_what_a_policy_says_wrongly_is_told_by_its_address(
    rule: str, told: list[tuple[str, str]]
) -> None:
    assert sorted(set(unread(rule))) == told


def test_an_arm_called_after_a_group_of_nothing_known_has_no_condition() -> None:
    assert unread("{rate: {odd: 90%, otherwise: 80%}}", groups={"odd": ["strange"]}) == [
        ("arm_without_condition", "layers.basic.rate.odd")
    ]


def test_a_figure_without_evidence_is_told() -> None:
    assert set(unread("rate: 80%", evidence=None)) == {
        ("figure_without_evidence", "layers.basic.rate")
    }


def test_a_form_nobody_knows_is_our_own_mistake() -> None:
    policy = read_policy(INPATIENTS, FILE).policy
    assert isinstance(policy, Policy)
    params = Params(policy, GraphBuilder())
    for build in (params.amount, params.rate, params.count):
        with pytest.raises(AssertionError, match="90%"):
            build("90%", Site("layers.basic.rate"))


def test_what_stands_in_for_a_figure_that_is_wrong_is_nothing_of_its_unit() -> None:
    policy = read_policy(INPATIENTS, FILE).policy
    assert isinstance(policy, Policy)
    graph = GraphBuilder()
    params, here = Params(policy, graph), Site("layers.basic.rate")
    for build, unit in ((params.amount, FEN), (params.rate, Unit("rate")), (params.count, COUNT)):
        ref = build(SameAs(same_as="figures.gone"), here)
        assert (graph.node(ref), graph.unit(ref)) == (Whole(0), unit)
    more, half = AmountChange(plus=SameAs(same_as="x")), RateChange(plus=SameAs(same_as="x"))
    for ref, unit in ((params.amount(more, here), FEN), (params.rate(half, here), Unit("rate"))):
        assert (graph.node(ref), graph.unit(ref)) == (Whole(0), unit)
    assert params.source(here).evidence == "assumed"
    assert [each.code for each in params.problems] == [
        *["same_as_leads_nowhere"] * 3,
        *["change_without_normal"] * 2,
        "figure_without_evidence",
    ]


# -- what is cited ----------------------------------------------------------------------


def test_what_is_said_nearest_counts() -> None:
    reading = Text("一说", "one reading")
    outer = Cited(evidence="official", source="a", article="4", quote="far away", reading=reading)
    assert merged(outer, None) == outer
    assert merged(outer, Cited(evidence="assumed")) == Cited(
        evidence="assumed", source="a", article="4"
    )
    assert merged(outer, Cited(source="b")) == Cited(
        evidence="official", source="b", reading=reading
    )
    assert merged(outer, Cited(source="b", article="5")) == Cited(
        evidence="official", source="b", article="5", reading=reading
    )
    assert merged(outer, Cited(article="9", quote="near")) == Cited(
        evidence="official", source="a", article="9", quote="near", reading=reading
    )
    other = Text("另一说", "another")
    assert merged(outer, Cited(reading=other)).reading == other
