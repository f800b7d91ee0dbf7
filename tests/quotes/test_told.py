"""What an answer tells beside the figures is so: tilts, notes of outside layers, payments as given."""

from typing import Any

import pytest

from api.example import EXAMPLE
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.nodes import Figure
from benefits.problems import Refused
from benefits.quotes.notes import notes
from benefits.readers.values import Values
from tests.laws.regions import DESK
from tests.quotes.made_up import layer, noted, paid, quoted, ready, request
from tests.test_figures_matter import _policies


def test_a_tilt_tells_the_figure_before_and_after() -> None:
    policy = ready({"fund": layer(rate="50%", deductible="300", cap="100",
                                  tilt={"destitute": {"rate": {"plus": "10%"}, "deductible": {"times": "50%"},
                                                      "cap": "none"}})})  # fmt: skip
    told = quoted(policy, request("1000.00", who=("destitute",)))
    assert [each["text"]["en"] for each in told["notes"] if each["kind"] == "tilt"] == [
        "destitute: deductible 300.00 → 150.00",
        "destitute: rate 50% → 60%",
        "destitute: cap 100.00 → no limit",
    ]


def test_a_tilt_that_does_not_apply_is_not_told() -> None:
    policy = ready({"fund": layer(rate="50%", tilt={"destitute": {"rate": "90%"}})})
    assert noted(quoted(policy, request("1000.00", who=("low_income",))), "tilt") == {}
    given = request("1000.00", who=("destitute",), prior_payments={"fund": "1.00"})
    assert noted(quoted(policy, given), "tilt") == {}


def test_a_normal_figure_nobody_knows_is_not_told_as_nothing() -> None:
    unknown = {"unknown": {"zh": "起付线？", "en": "the deductible?"}}
    policy = ready(
        {"fund": layer(rate="50%", deductible=unknown, tilt={"destitute": {"deductible": "50"}})}
    )
    told = quoted(policy, request("1000.00", who=("destitute",)))
    assert noted(told, "tilt") == {
        "layers.fund.tilt.destitute": "destitute: deductible unknown → 50.00"
    }
    with pytest.raises(Refused):
        quoted(policy, request("1000.00"))


def test_of_two_tilts_only_the_one_that_applies_is_told() -> None:
    tilts = {
        "poor": {"when": {"place": "in_county"}, "rate": {"plus": "5%"}},
        "destitute": {"rate": {"plus": "10%"}},
    }
    policy = ready(
        {"fund": layer(rate="50%", tilt=tilts)}, groups={"poor": ["destitute", "low_income"]}
    )
    told = quoted(policy, request("1000.00", who=("destitute",)))
    assert paid(told) == {"fund": "550.00"}
    assert noted(told, "tilt") == {"layers.fund.tilt.poor": "destitute: rate 50% → 55%"}


def test_a_tilt_of_bands_is_told() -> None:
    bands = {"first": {"at_most": "100", "rate": "50%"}, "above": {"rate": "60%"}}
    policy = ready(
        {"fund": layer(bands=bands, tilt={"destitute": {"bands": {"all": {"rate": "90%"}}}})}
    )
    told = quoted(policy, request("1000.00", who=("destitute",)))
    assert paid(told) == {"fund": "900.00"}
    assert noted(told, "tilt") != {}


OUTSIDE: dict[str, Any] = {"unknown": {"zh": "标准？", "en": "the rates?"}, "meets": "outside"}


def test_a_layer_whose_payment_is_given_is_not_outside() -> None:
    told = quoted(
        ready({"fund": layer(**OUTSIDE)}), request("1000.00", prior_payments={"fund": "10.00"})
    )
    assert paid(told) == {"fund": "10.00"}
    assert noted(told, "outside") == {}


def test_a_rule_that_did_not_apply_is_not_outside() -> None:
    rules = {"known": {"when": {"place": "in_county"}, "rate": "50%"}, "unknown": OUTSIDE}
    told = quoted(ready({"fund": layer(rules=rules)}), request("1000.00"))
    assert noted(told, "outside") == {}


def test_the_figures_told_are_those_the_split_used() -> None:
    """Each assumed or interpreted figure that the split reads, and of the layers' no other."""
    looked_at = 0
    for ready_, cases in _policies().values():
        for case in cases[::5]:
            asked = claim(read_request(case.request))
            try:
                split = ready_.split(asked)
            except Refused:
                continue
            graph = ready_.formula.graph
            plain = Values(graph, split.facts, split.figures)
            for result in ready_.formula.layers:
                assert plain[result.paid] == split[result.paid]
            read = [
                node for node in map(graph.nodes.__getitem__, plain) if isinstance(node, Figure)
            ]
            entries = [graph.figures[node.figure] for node in read]
            used = {e.path for e in entries if e.source.evidence in ("assumed", "interpretation")}
            told = {
                note.where
                for note in notes(asked, split)
                if note.kind in ("assumed", "interpretation") and note.where in ready_.figure_places
            }
            assert used <= told, case.name
            assert {each for each in told - used if each.startswith("layers.")} == set(), case.name
            looked_at += 1
    assert looked_at > 100


GIVEN = {
    "region": "nm-ulanqab", "date": "2020-06-15", "person": {"categories": ["destitute"]},
    "visit": {"kind": "inpatient", "hospital_level": "tertiary", "place": "in_county"},
    "bill": {"total": "50000.00", "eligible": "50000.00"},
    "prior_payments": {"basic": "20000.00", "critical_illness": "0.00"},
}  # fmt: skip


def test_the_worksheet_says_which_payments_were_given() -> None:
    sheet = DESK.quote(GIVEN, "short")["worksheet"]
    said = {row["what"]["en"]: row["amount"] for row in sheet}
    assert said["Residents' basic insurance pays (as given)"] == "20000.00"
    assert said["Residents' critical-illness insurance pays nothing (as given)"] == "0.00"
    assert said["Government subsidy pays nothing"] == "0.00"
    assert "Medical aid pays" in said
    zh = [row["what"]["zh"] for row in sheet]
    assert "城乡居民基本医疗保险支付（按所给金额）" in zh


def test_a_layer_the_floor_cut_to_nothing_says_so() -> None:
    layers = {"one": layer(rate="90%"), "two": layer(rate="100%")}
    told = quoted(ready(layers, floor={"rate": "90%"}), request("1000.00"), "short")
    assert paid(told) == {"one": "900.00"}
    last = told["worksheet"][-2]
    assert (last["what"]["en"], last["amount"]) == ("Fund: after the common limit", "0.00")


def test_the_full_worksheet_has_every_line_of_the_short_one_and_every_step() -> None:
    short, full = (DESK.quote(GIVEN, detail)["worksheet"] for detail in ("short", "full"))
    assert {row["what"]["en"] for row in short} <= {row["what"]["en"] for row in full}
    parts = [row["what"]["en"] for row in full if row["what"]["en"].startswith("The bill: ")]
    assert len(parts) == 4
    assert len(full) > len(short)


def test_what_is_said_of_a_way_through_a_policy_does_not_depend_on_what_came_before() -> None:
    """What is remembered is bounded, and a reform speaks of its own figures."""
    rate = {
        "registered_poor": {"value": "90%", "evidence": "assumed"},
        "otherwise": {"value": "50%", "evidence": "assumed"},
    }
    asked = [
        request("1000.00", who=who, visit={"kind": kind})
        for who in ((), ("registered_poor",))
        for kind in ("inpatient", "outpatient")
    ]
    fund = {"fund": layer(rate=rate, cap="50000")}
    fresh = [quoted(ready(fund), each) for each in asked]
    policy = ready(fund)
    policy.most_kept = 1
    assert [quoted(policy, each) for each in (*asked, *asked)] == [*fresh, *fresh]
    assert len(policy.cited) == len(policy.watched) == 1
    assert [noted(each, "assumed") for each in fresh[::2]] == [
        {"layers.fund.rate.otherwise": "50% is assumed, not confirmed anywhere"},
        {"layers.fund.rate.registered_poor": "90% is assumed, not confirmed anywhere"},
    ]


def test_an_answer_is_the_callers_own() -> None:
    """Whatever a caller does to an answer, the next is the same."""
    first, kept = DESK.quote(EXAMPLE, "full"), DESK.quote(EXAMPLE, "full")
    waiting: list[Any] = [first]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting += here.values()
            here.clear()
        elif isinstance(here, list):
            waiting += here
            here.clear()
    assert DESK.quote(EXAMPLE, "full") == kept
