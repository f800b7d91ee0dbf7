"""When a rule applies (适用条件): each word and each boundary, on both sides."""

from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.graph import Graph
from benefits.formula.nodes import Choose, Given, IsOneOf, Refusal
from tests.formula.small import basic, one, paid, ready, refused, request

AWAY: dict[str, Any] = {"place": "in_province"}


def applies(when: str, heads: str = "", /, **asked: Any) -> bool:
    """Whether a rule with this `when` pays."""
    due = basic(one(f"when: {when}\nrate: 100%", heads), "1000", **asked)
    assert due in ("0.00", "1000.00")
    return due == "1000.00"


# -- words ------------------------------------------------------------------------------


def test_a_rule_that_names_no_kind_is_for_in_patients() -> None:
    heads = "kinds: [inpatient, outpatient]\n"
    assert applies("{place: in_county}", heads)
    assert not applies("{place: in_county}", heads, visit={"kind": "outpatient"})
    assert applies("{kind: outpatient}", heads, visit={"kind": "outpatient"})
    assert not applies("{kind: outpatient}", heads)
    assert applies("{kind: [outpatient, inpatient]}", heads, visit={"kind": "outpatient"})


def test_a_rule_without_conditions_is_for_in_patients_too() -> None:
    policy = one("rate: 100%", "kinds: [inpatient, outpatient]\n")
    assert basic(policy, "10") == "10.00"
    assert basic(policy, "10", visit={"kind": "outpatient"}) == "0.00"


@pytest.mark.parametrize(
    "kinds", ["[inpatient, outpatient]", "[inpatient, outpatient, chronic_outpatient]"]
)
def test_a_rule_for_every_kind_there_is_asks_for_none(kinds: str) -> None:
    policy = one(f"when: {{kind: {kinds}}}\nrate: 50%", "kinds: [inpatient, outpatient]\n")
    assert basic(policy, "100", visit={"kind": "outpatient"}) == "50.00"
    for_all = one("rate: 50%")  # of a policy for in-patients only
    assert len(policy.formula.graph.nodes) == len(for_all.formula.graph.nodes)


@pytest.mark.parametrize(
    ("place", "county", "city"), [("in_county", True, True), ("in_city", False, True)]
)
def test_any_word_of_a_list_is_enough(place: str, county: bool, city: bool) -> None:
    visit = {"place": place}
    assert applies("{place: in_county}", visit=visit) is county
    assert applies("{place: [in_county, in_city]}", visit=visit) is city


@pytest.mark.parametrize(
    ("held", "poor", "either", "anyone", "without"),
    [
        ([], False, False, False, True),
        (["veteran"], False, False, True, True),
        (["registered_poor"], True, True, True, True),
        (["destitute"], False, True, True, False),
        (["registered_poor", "destitute"], True, True, True, False),
    ],
)
def test_identities(held: list[str], poor: bool, either: bool, anyone: bool, without: bool) -> None:
    person = {"categories": held}
    assert applies("{identity: registered_poor}", person=person) is poor
    assert applies("{identity: [registered_poor, destitute]}", person=person) is either
    assert applies("{identity: any}", person=person) is anyone
    assert applies("{without: destitute}", person=person) is without


def test_a_group_stands_for_its_members() -> None:
    heads = "groups: {aided: [destitute, orphan]}\n"
    assert applies("{identity: aided}", heads, person={"categories": ["orphan"]})
    assert not applies("{identity: aided}", heads, person={"categories": ["veteran"]})
    assert not applies("{without: aided}", heads, person={"categories": ["orphan"]})
    for word in ("orphan", "veteran"):
        assert applies("{identity: [veteran, aided]}", heads, person={"categories": [word]})


@pytest.mark.parametrize(
    ("level", "secondary", "low"),
    [
        ("village", False, True),
        ("township", False, True),
        ("primary", False, True),
        ("secondary", True, False),
    ],
)
def test_a_level_may_be_treated_as_another(level: str, secondary: bool, low: bool) -> None:
    heads = "treated_as: {township: primary, village: primary}\n"
    visit = {"hospital_level": level}
    assert applies("{hospital_level: secondary}", heads, visit=visit) is secondary
    assert applies("{hospital_level: primary}", heads, visit=visit) is low


def test_a_level_that_is_needed_and_not_given_is_refused() -> None:
    policy = one("when: {hospital_level: primary, place: in_county}\nrate: 100%")
    assert refused(policy) == [("unknown_parameter", "visit.hospital_level")]
    assert refused(policy, visit={"place": "in_city"}) == []
    assert refused(policy, visit={"hospital_level": "tertiary"}) == []


def test_a_table_by_level_asks_for_it_once_it_is_reached() -> None:
    table = "{in_city: 10%, primary: 90%, secondary: 80%, otherwise: 50%}"
    policy = one(f"rate: {table}")
    assert refused(policy) == [("unknown_parameter", "visit.hospital_level")]
    assert basic(policy, "100", visit={"place": "in_city"}) == "10.00"
    for level, due in (("primary", "90.00"), ("secondary", "80.00"), ("tertiary", "50.00")):
        assert basic(policy, "100", visit={"hospital_level": level}) == due


def test_a_table_by_level_refuses_in_one_place_only() -> None:
    graph = one("rate: {primary: 90%, secondary: 80%, otherwise: 50%}").formula.graph
    tables = [node for node in graph.nodes if isinstance(node, Choose) and len(node.arms) == 3]
    refusals = [[isinstance(graph.nodes[ref], Refusal) for _, ref in each.arms] for each in tables]
    assert [True, False, False] in refusals


def test_an_arm_may_ask_for_the_level_in_its_when() -> None:
    policy = one("rate: {small: {when: {hospital_level: primary}, value: 90%}, otherwise: 50%}")
    assert refused(policy) == [("unknown_parameter", "visit.hospital_level")]
    assert basic(policy, "100", visit={"hospital_level": "primary"}) == "90.00"
    plain = one("rate: {small: {when: {place: in_county}, value: 90%}, otherwise: 50%}")
    assert refused(plain) == []


def test_a_table_that_does_not_speak_of_the_case_refuses() -> None:
    policy = one("rate: {in_county: 90%, in_city: 80%}")
    assert basic(policy, "100", visit={"place": "in_city"}) == "80.00"
    assert refused(policy, visit={**AWAY, "referral": "filed"}) == [
        ("unknown_parameter", "layers.basic.rate")
    ]


@pytest.mark.parametrize(
    ("place", "referral", "filed", "unfiled", "emergency", "local"),
    [
        ("in_county", "filed", False, False, False, True),
        ("in_city", "unfiled", False, False, False, True),
        ("in_city", "emergency", False, False, False, True),
        ("in_province", "filed", True, False, False, False),
        ("in_province", "emergency", True, False, True, False),
        ("in_province", "unfiled", False, True, False, False),
        ("out_of_province", "local", False, True, False, False),
    ],
)
def test_the_referral_only_matters_away_from_home(
    place: str, referral: str, filed: bool, unfiled: bool, emergency: bool, local: bool
) -> None:
    visit = {"place": place, "referral": referral}
    for word, holds in (
        ("filed", filed),
        ("unfiled", unfiled),
        ("emergency", emergency),
        ("local", local),
        ("[emergency, unfiled]", emergency or unfiled),
    ):
        assert applies(f"{{referral: {word}}}", visit=visit) is holds


@pytest.mark.parametrize(
    ("findings", "accident"), [([], False), (["accident"], True), (["cannot_pay"], False)]
)
def test_findings(findings: list[str], accident: bool) -> None:
    assert applies("{finding: accident}", visit={"findings": findings}) is accident


def _programme(graph: Graph) -> int:
    """Which fact the programme is."""
    return [fact.key for fact in graph.facts].index(("programme",))


def test_programmes() -> None:
    heads = """\
        kinds: [inpatient, outpatient]
        programmes:
          first: {name: {zh: 甲类, en: First}, kinds: [inpatient]}
          second: {name: {zh: 乙类, en: Second}, kinds: [inpatient, outpatient]}
        groups: {both: [first, second]}
        """
    for given, held in ((None, "none"), ("first", "first"), ("second", "second")):
        visit = {} if given is None else {"programme": given}
        for word in ("none", "first", "second"):
            assert applies(f"{{programme: {word}}}", heads, visit=visit) is (word == held)
        assert applies("{programme: both}", heads, visit=visit) is (given is not None)
        assert applies("{programme: [none, second]}", heads, visit=visit) is (given != "first")
    policy = one("when: {kind: [inpatient, outpatient]}\nrate: 100%", heads)
    graph = policy.formula.graph
    asked = {
        node.codes
        for node in graph.nodes
        if isinstance(node, IsOneOf) and graph.nodes[node.given] == Given(_programme(graph))
    }
    assert asked == {(0, 1, 2), (1,), (2,)}  # none, the first and the second: there is no third
    wrong = [("unknown_programme", "visit.programme")]
    assert refused(policy, visit={"programme": "third"}) == wrong
    assert refused(policy, visit={"kind": "outpatient", "programme": "first"}) == wrong
    assert refused(policy, visit={"kind": "outpatient", "programme": "second"}) == []


def test_a_programme_may_be_an_arm_of_a_table() -> None:
    heads = """\
        programmes:
          first: {name: {zh: 甲类, en: First}, kinds: [inpatient]}
          second: {name: {zh: 乙类, en: Second}, kinds: [inpatient]}
        groups: {later: [second]}
        """
    policy = one("rate: {first: 10%, later: 20%, otherwise: 30%}", heads)
    for programme, due in (("first", "10.00"), ("second", "20.00"), (None, "30.00")):
        assert basic(policy, "100", visit={"programme": programme}) == due


def test_insurance() -> None:
    heads = "insurance: [resident, employee]\n"
    assert applies("{insurance: employee}", heads, person={"insurance": "employee"})
    assert not applies("{insurance: employee}", heads, person={"insurance": "resident"})
    assert not applies("{insurance: employee}", heads)  # the first of the policy's


# -- what a policy does not speak of ----------------------------------------------------


def test_what_is_not_refused_goes_on_with_nothing() -> None:
    policy = one("rate: 100%")
    assert policy.split(claim(read_request(request("9"))))[policy.formula.entry] == 0


def test_another_insurance_or_kind_is_refused() -> None:
    policy = one("rate: 100%")
    assert refused(policy, person={"insurance": "employee"}) == [
        ("unknown_parameter", "person.insurance")
    ]
    assert refused(policy, visit={"kind": "outpatient"}) == [("unknown_parameter", "visit.kind")]


EXCLUDES = """\
no_layer_pays:
  fault: {when: {finding: [crime, work_injury]}, says: {zh: 不予支付, en: no layer pays}}
  away: {when: {referral: unfiled}, says: {zh: 未备案, en: not filed}}
"""
ALL = EXCLUDES.replace(
    "[crime, work_injury]", "[crime, work_injury, third_party_liable, suicide_or_fight]"
)


def test_an_exclusion_named_pays_nothing_and_one_not_named_is_refused() -> None:
    policy = one("rate: 100%", EXCLUDES)
    assert basic(policy, "100") == "100.00"
    for finding in ("crime", "work_injury"):
        assert basic(policy, "100", visit={"findings": [finding]}) == "0.00"
    for finding in ("third_party_liable", "suicide_or_fight"):
        assert refused(policy, visit={"findings": [finding]}) == [
            ("unknown_parameter", "visit.findings")
        ]
    assert basic(policy, "100", visit={**AWAY, "referral": "unfiled"}) == "0.00"
    assert basic(policy, "100", visit={**AWAY, "referral": "filed"}) == "100.00"


def test_a_policy_that_names_every_exclusion_refuses_none() -> None:
    policy = one("rate: 100%", ALL)
    for finding in ("crime", "work_injury", "third_party_liable", "suicide_or_fight"):
        assert basic(policy, "100", visit={"findings": [finding]}) == "0.00"


# -- boundaries -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "on_999", "on_1000", "on_1001"),
    [
        ("{at_least: 1000}", False, True, True),
        ("{above: 1000}", False, False, True),
        ("{at_most: 1000}", True, True, False),
        ("{below: 1000}", True, False, False),
        ("{at_least: 1000, at_most: 1000}", False, True, False),
        ("{above: 999.99, below: 1000.01}", False, True, False),
    ],
)
@pytest.mark.parametrize("of", ["total", "eligible", "left"])
def test_a_boundary_says_whether_it_includes_itself(
    bound: str, of: str, on_999: bool, on_1000: bool, on_1001: bool
) -> None:
    policy = one(f"when: {{{of}: {bound}}}\nrate: 100%")
    for bill, holds in (("999.99", on_999), ("1000.00", on_1000), ("1000.01", on_1001)):
        assert basic(policy, bill) == (bill if holds else "0.00")


@pytest.mark.parametrize("part", ["eligible", "first_self_pay", "over_limit", "own_expense"])
def test_a_boundary_is_of_the_part_it_names(part: str) -> None:
    policy = one(f"when: {{{part}: {{at_least: 100}}}}\nbase: all\nrate: 100%")
    assert basic(policy, {part: "100.00"}) == "100.00"
    assert basic(policy, {part: "99.99"}) == "0.00"
    other = "eligible" if part != "eligible" else "own_expense"
    assert basic(policy, {other: "100.00"}) == "0.00"


def test_left_is_what_the_layers_before_have_left() -> None:
    policy = ready("""\
        basic: {title: {zh: 基本, en: Basic}, rate: 50%}
        aid: {title: {zh: 救助, en: Aid}, when: {left: {above: 500}}, rate: 100%}
        """)
    assert paid(policy, "1000") == {"basic": "500.00"}
    assert paid(policy, "1000.02") == {"basic": "500.01", "aid": "500.01"}


@pytest.mark.parametrize(
    ("bound", "on_2", "on_3", "on_4"),
    [
        ("{at_least: 3}", False, True, True),
        ("{above: 3}", False, False, True),
        ("{at_most: 3}", True, True, False),
        ("{below: 3}", True, False, False),
    ],
)
@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("age", "person"),
        ("contribution_years", "person"),
        ("claim_free_years", "person"),
        ("days", "visit"),
        ("admission_number", "visit"),
    ],
)
def test_a_boundary_of_a_number(
    name: str, where: str, bound: str, on_2: bool, on_3: bool, on_4: bool
) -> None:
    for number, holds in ((2, on_2), (3, on_3), (4, on_4)):
        assert applies(f"{{{name}: {bound}}}", "", **{where: {name: number}}) is holds


@pytest.mark.parametrize("bound", ["{at_least: 0}", "{at_most: 99}", "{below: 1}"])
def test_a_number_that_is_not_given_is_within_no_boundary(bound: str) -> None:
    assert not applies(f"{{age: {bound}}}")


def test_diseases_and_contribution_periods_are_counted() -> None:
    assert applies("{diseases: {at_least: 2}}", visit={"diseases": ["a", "b", "a"]})
    assert not applies("{diseases: {at_least: 2}}", visit={"diseases": ["a", "a"]})
    periods = [{"from": "2020-01-01", "until": None}]
    assert applies(
        "{insured_months: {at_least: 5}, broken_years: {below: 1}}",
        person={"contribution_periods": periods},
    )
    assert not applies("{insured_months: {above: 5}}", person={"contribution_periods": periods})


# -- together ---------------------------------------------------------------------------


@pytest.mark.parametrize("poor", [False, True])
@pytest.mark.parametrize("place", ["in_county", "in_city", "out_of_province"])
@pytest.mark.parametrize("age", [None, 30, 80])
def test_any_of_none_of_and_all(poor: bool, place: str, age: int | None) -> None:
    when = """{any_of: [{identity: registered_poor}, {age: {at_least: 70}}],
               none_of: [{place: in_city}, {place: out_of_province, age: {below: 40}}]}"""
    person = {"categories": ["registered_poor"] if poor else [], "age": age}
    old, young = age is not None and age >= 70, age is not None and age < 40
    wanted = (poor or old) and place != "in_city" and not (place == "out_of_province" and young)
    visit = {"place": place, "referral": "filed"}
    assert applies(when, person=person, visit=visit) is wanted


def test_a_figure_within_a_list_of_conditions_stands_at_its_address() -> None:
    policy = one("""\
        when:
          any_of: [{place: in_city}, {total: {at_least: 50}, days: {below: 9}}]
          none_of: [{place: in_city}, {eligible: {above: 60}}]
        rate: 100%
        """)
    assert {entry.path for entry in policy.formula.graph.figures} == {
        "layers.basic.rate",
        "layers.basic.when.any_of.1.total.at_least",
        "layers.basic.when.any_of.1.days.below",
        "layers.basic.when.none_of.1.eligible.above",
    }


@pytest.mark.parametrize(
    ("person", "hospital", "same"),
    [("360900", "360900", True), ("360900", "360100", False)],
)
def test_patient_and_hospital_of_the_same_division(person: str, hospital: str, same: bool) -> None:
    asked: dict[str, Any] = {
        "person": {"division": person},
        "visit": {"kind": "inpatient", "hospital": {"division": hospital}},
    }
    assert applies("{same_division: yes}", **asked) is same
    assert applies("{same_division: no}", **asked) is not same


def test_a_division_nobody_said_is_asked_for() -> None:
    policy = one("when: {same_division: yes, place: in_county}\nrate: 100%")
    assert refused(policy) == [("unknown_parameter", "visit.hospital.division")]
    assert refused(policy, visit={"place": "in_city"}) == []
