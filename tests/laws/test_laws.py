"""Laws that hold for every bill under every policy, made up or a region's; a test is named by its law.

Policies are made up by seed (`policies.py`), bills by Hypothesis (`claims.py`). The long form looks at
ten times as many.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.checks.family_curve import Family, shifting
from benefits.claims.claim import Claim, claim
from benefits.claims.reading import read_request
from benefits.formula.nodes import Ref
from benefits.money import fen, rounded, yuan
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator, Split
from benefits.quotes.answer import answer
from benefits.quotes.notes import notes
from benefits.readers.values import Values
from tests.laws.claims import amounts, requests
from tests.laws.policies import PARTS, MadeUp, made_up
from tests.laws.recompute import recomputed
from tests.laws.regions import Drawn, region_requests

POLICIES = 400
"""So many made-up policies; each law looks at them with 2,000 bills."""

law = settings(
    max_examples=2_000, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
policies = st.integers(0, POLICIES - 1).map(made_up)
refused: Counter[str] = Counter()


def known_layers(asked: dict[str, Any], ready: Adjudicator) -> dict[str, Any]:
    """The request without totals and payments of layers this policy does not have."""

    def kept(of: dict[str, Any]) -> dict[str, Any]:
        return {name: each for name, each in of.items() if name in ready.policy.layers}

    asked = {**asked, "prior_payments": kept(asked.get("prior_payments", {}))}
    year = asked.get("year_to_date")
    if year is None:
        return asked
    of_household = year.get("household", {"layers": {}})
    household = {"household": {"layers": kept(of_household["layers"])}}
    return {**asked, "year_to_date": {"layers": kept(year["layers"]), **household}}


def worked(ready: Adjudicator, asked: dict[str, Any]) -> tuple[Claim, Split] | None:
    """The bill worked out; None where the policy refuses, which is counted."""
    asked_claim = claim(read_request(known_layers(asked, ready)))
    refused["asked"] += 1
    try:
        return asked_claim, ready.split(asked_claim)
    except Refused:
        refused["refused"] += 1
        return None


Law = Callable[[Adjudicator, Claim, Split], None]
LAWS: list[Law] = []
"""Laws of one bill under one policy: each drawn bill is held against all of them."""


@law
@given(policies, requests())
def test_the_laws_hold_under_made_up_policies(policy: MadeUp, asked: dict[str, Any]) -> None:
    found = worked(policy.ready, asked)
    for each in LAWS if found is not None else ():
        each(policy.ready, *found)


@law
@given(region_requests())
def test_the_laws_hold_in_the_sixteen_regions(drawn: Drawn) -> None:
    found = worked(drawn.ready, drawn.asked)
    assert found is not None
    for each in LAWS:
        each(drawn.ready, *found)


@LAWS.append
def every_fen_is_paid_once(ready: Adjudicator, asked: Claim, split: Split) -> None:
    """Payers and patient make the total; what is paid out of eligible is never more than it."""
    formula = ready.formula
    paid = [split[layer.paid] for layer in formula.layers]
    total = sum(asked.facts["part", part] for part in PARTS)
    assert sum(paid) + split[formula.patient] == total
    assert sum(split[layer.of_eligible] for layer in formula.layers) <= split[formula.eligible]
    assert split[formula.eligible_left] >= 0


@LAWS.append
def nobody_pays_less_than_nothing(ready: Adjudicator, asked: Claim, split: Split) -> None:
    """No payer and no patient pays less than 0, and no running total shrinks."""
    formula = ready.formula
    assert min([split[formula.patient], *(split[layer.paid] for layer in formula.layers)]) >= 0
    assert all(split[feed.paid] >= 0 for feed in formula.feeds)


@LAWS.append
def the_program_and_the_plain_reader_agree(ready: Adjudicator, asked: Claim, split: Split) -> None:
    """The desk's program gives each node the value that the plain interpreter gives it."""
    plain = Values(ready.formula.graph, split.facts, split.figures)
    for name, value in split.read.items():
        if name[0] == "v" and name[1:].isdigit():
            assert plain[Ref(int(name[1:]))] == value


@LAWS.append
def every_amount_can_be_worked_out_again_from_its_line(
    ready: Adjudicator, asked: Claim, split: Split
) -> None:
    """From the printed `how` alone, in both languages, short and full; each line leads to the patient's."""
    for detail in ("short", "full"):
        sheet = answer(asked, split, [], detail)["worksheet"]
        for language in ("zh", "en"):
            lines: dict[int, int] = {}
            for row in sheet:
                lines[row["no"]] = fen(row["amount"])
                again = recomputed(row["how"][language], lines, language)
                assert again == fen(row["amount"]), (language, row)
        assert fen(sheet[-1]["amount"]) == split[ready.formula.patient]


@LAWS.append
def json_in_and_out_is_a_round_trip(ready: Adjudicator, asked: Claim, split: Split) -> None:
    """An answer survives JSON, and the totals it gives are a next request's."""
    told = answer(asked, split, notes(asked, split), "none")
    assert orjson.loads(orjson.dumps(told)) == told
    next_request = {
        "region": asked.request.region,
        "date": "2020-06-16",
        "visit": {"kind": "inpatient"},
        "bill": {"total": "0.00"},
        "year_to_date": told["year_to_date"],
    }
    again = claim(read_request(orjson.loads(orjson.dumps(next_request))))
    for feed in ready.formula.feeds:
        account = ("so_far", feed.account.scope, feed.account.layer, feed.account.name)
        for what, ref in (("paid", feed.paid), ("base", feed.base)):
            more = 0 if ref is None else split[ref]
            assert again.facts[*account, what] == asked.facts.get((*account, what), 0) + more


@LAWS.append
def floors_hold(ready: Adjudicator, asked: Claim, split: Split) -> None:
    """All payers together stay under the policy's share of the total; what was given is never cut."""
    floor = ready.policy.floor
    if floor is None or floor.when is not None:
        return
    assert hasattr(floor.rate, "value")
    numerator, denominator = floor.rate.value
    total = split[ready.formula.total]
    most = rounded(total * numerator, denominator, "half_up")
    given_already = sum(paid for key, paid in asked.facts.items() if key[0] == "prior")
    assert sum(split[layer.paid] for layer in ready.formula.layers) <= max(most, given_already)


@LAWS.append
def a_fen_moved_to_first_self_pay_makes_nobody_better_off(
    ready: Adjudicator, asked: Claim, split: Split
) -> None:
    """Eligible less a fen, first self-pay more: only a cliff of the exact function may help the patient,
    and that is what `check` lists; each payment's own rounding may move a fen."""
    eligible, first = ready.places["part", "eligible"], ready.places["part", "first_self_pay"]
    if split.facts[eligible] == 0 or asked.request.bill.items is not None:
        return
    moved = list(split.facts)
    moved[eligible] -= 1
    moved[first] += 1
    refusals: list[int] = []
    patient = f"v{ready.formula.patient}"
    better_by = split.read[patient] - ready.run(moved, split.figures, refusals)[patient]
    if better_by > 0 and not refusals:
        family = Family(ready, split.facts, shifting(ready, split.facts))
        exact = family.curve(Fraction(1))
        falls = any(piece.refused or piece.lines[0].slope < 0 for piece in exact.pieces)
        jumps = any(min(kink.here, kink.after) < kink.before for kink in exact.kinks(0))
        assert falls or jumps or better_by <= len(ready.formula.layers)


@law
@given(policies, requests())
def test_ceilings_and_caps_hold(policy: MadeUp, asked: dict[str, Any]) -> None:
    """A plain yearly cap is never passed; a ceiling leaves the patient at most its share."""
    found = worked(policy.ready, asked)
    if found is None:
        return
    asked_claim, split = found
    for layer in policy.ready.formula.layers:
        rule = policy.tree["layers"][layer.name]
        if ("prior", layer.name) in asked_claim.facts:
            continue  # taken as another office paid it, whatever the cap
        if isinstance(rule.get("cap"), str) and not rule.get("yearly"):
            cap = _fen_of(rule["cap"])
            before = asked_claim.facts.get(("so_far", "person", layer.name, "", "paid"), 0)
            assert split[layer.paid] <= max(cap - before, 0)
    last = policy.ready.formula.layers[-1].name
    ceiling = policy.tree["layers"][last].get("ceiling")
    holds = "when" not in policy.tree["layers"][last] and asked["visit"]["kind"] == "inpatient"
    holds = holds and ("prior", last) not in asked_claim.facts  # else it pays what is said
    if ceiling is not None and holds and not {"floor", "no_layer_pays"} & policy.tree.keys():
        total = split[policy.ready.formula.total]
        most = (
            total // 10 + 1 if ceiling == "10%" else total // 20 + 1 if ceiling == "5%" else 50_000
        )
        assert split[policy.ready.formula.patient] <= most


def _fen_of(written: str) -> int:
    return {"0.01": 1, "100": 10_000, "400": 40_000, "1500.55": 150_055, "12000": 1_200_000,
            "10万元": 10_000_000, "250,000": 25_000_000}[written]  # fmt: skip


@law
@given(
    st.integers(0, POLICIES - 1).map(lambda seed: made_up(seed, yearly_alone=True)),
    st.lists(st.fixed_dictionaries(dict.fromkeys(PARTS, amounts)), min_size=2, max_size=5),
    st.sampled_from(("registered_poor", "destitute", "low_income", "veteran")),
)
def test_a_year_is_the_same_however_it_is_cut(
    policy: MadeUp, visits: list[dict[str, int]], identity: str
) -> None:
    """One yearly layer pays the same in a year, in one visit or in many."""
    whole = {part: sum(each[part] for each in visits) for part in PARTS}
    assert _year(policy, [whole], identity) == _year(policy, visits, identity)


def _year(policy: MadeUp, visits: list[dict[str, int]], identity: str) -> int:
    paid, year = 0, {}
    for parts in visits:
        asked = {
            "region": "made-up",
            "date": "2020-06-15",
            "person": {"categories": [identity]},
            "visit": {"kind": "inpatient", "hospital_level": "secondary"},
            "bill": {"total": yuan(sum(parts.values()))} | {p: yuan(parts[p]) for p in PARTS},
            "year_to_date": {"layers": year},
        }
        asked_claim = claim(read_request(asked))
        split = policy.ready.split(asked_claim)
        paid += split[policy.ready.formula.layers[0].paid]
        year = answer(asked_claim, split, [], "none")["year_to_date"]["layers"]
    return paid


@law
@given(policies, requests(), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(
    policy: MadeUp, asked: dict[str, Any], random: Any
) -> None:
    """A bill's items in any order give the same split."""
    if "items" not in asked["bill"]:
        return
    items = list(asked["bill"]["items"])
    random.shuffle(items)
    first = worked(policy.ready, asked)
    second = worked(policy.ready, {**asked, "bill": {**asked["bill"], "items": items}})
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first[1].read == second[1].read


def test_at_most_a_tenth_of_the_laws_bills_is_refused() -> None:
    for seed in range(POLICIES):
        for asked in _SAMPLE:
            worked(made_up(seed).ready, asked)
    assert refused["refused"] <= refused["asked"] / 10


_SAMPLE = [
    {"region": "made-up", "date": "2020-06-15", "visit": {"kind": kind, "hospital_level": level},
     "bill": {"total": "5000.00", "eligible": "5000.00"}}
    for kind in ("inpatient", "outpatient") for level in ("township", "tertiary")
]  # fmt: skip


def test_every_node_kind_and_feature_stands_in_a_twentieth_of_the_policies() -> None:
    features: Counter[str] = Counter()
    for seed in range(POLICIES):
        policy = made_up(seed)
        features.update(policy.features)
        features.update({type(node).__name__ for node in policy.ready.formula.graph.nodes})
    assert {name for name, count in features.items() if count < POLICIES / 20} == set()
    assert len(features) >= 60


@pytest.mark.long
def test_the_laws_hold_ten_times_as_often() -> None:
    for name, test in list(globals().items()):
        if name.startswith("test_") and hasattr(test, "hypothesis"):
            settings(law, max_examples=20_000)(test)()
