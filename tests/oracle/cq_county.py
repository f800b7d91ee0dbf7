"""A county of the Chongqing type (cq-county), worked out straight from its rules: a second opinion.

A county's notice, in force from 2018-01-01. Everything is whole fen and exact fractions; nothing
of the product is imported. Basic and critical illness must both be given, for everybody; then the
charity fund (扶贫济困医疗基金) pays a share of all that is left to a registered poor person. The
yearly review names no identity, so it is open to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

REGION = "cq-county"
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LARGEST_BILL = 2_000_000_000


def yuan(text: str) -> int:
    """An amount in yuan, in whole fen."""
    amount = Fraction(text) * 100
    assert amount.denominator == 1
    return int(amount)


def percent(text: str) -> Fraction:
    """A rate in per cent, exactly."""
    return Fraction(text) / 100


def half_up(amount: Fraction) -> int:
    """Round to the fen: 2.4 fen -> 2, 2.5 fen -> 3."""
    return int((amount + Fraction(1, 2)) // 1)


def text_of(amount: int) -> str:
    """Whole fen, written in yuan."""
    return f"{amount // 100}.{amount % 100:02d}"


EXCLUSIONS = {"crime", "third_party_liable", "work_injury", "suicide_or_fight"}


# --- The figures -------------------------------------------------------------------------------

IN_FORCE_FROM = "2018-01-01"
LAYERS = ("basic", "critical_illness", "charity_fund", "annual_review")
MUST_BE_GIVEN = ("basic", "critical_illness")

# charity_fund: on the whole of the patient's share; a township hospital is a primary one.
CHARITY_FOR = "registered_poor"
SAME_AS = {"township": "primary"}
CHARITY = {"primary": percent("80.00"), "secondary": percent("60.00"), "tertiary": percent("40.00")}

# annual_review: a lump sum by step; 10,000 itself counts, both ends belong to the lower step.
REVIEW_FROM = yuan("10000.00")
REVIEW_STEPS = (
    (yuan("20000.00"), yuan("8000.00")),
    (yuan("40000.00"), yuan("10000.00")),
)
REVIEW_ABOVE = yuan("12000.00")


# --- The rules ---------------------------------------------------------------------------------


class Refused(Exception):
    """No answer; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Chain:
    """What is left of the four parts of the bill, and who has paid so far."""

    def __init__(self, request: dict[str, Any]) -> None:
        bill = request["bill"]
        self.left = {part: yuan(bill.get(part, "0.00")) for part in PARTS}
        assert sum(self.left.values()) == yuan(bill["total"])
        given = request.get("prior_payments") or {}
        self.given = {layer: yuan(amount) for layer, amount in given.items()}
        self.payers: dict[str, str] = {}

    def pay(self, layer: str, amount: int) -> None:
        """Let a layer pay: out of eligible first, then the other parts in order."""
        if amount:
            self.payers[layer] = text_of(amount)
        for part in PARTS:
            taken = min(amount, self.left[part])
            self.left[part] -= taken
            amount -= taken
        assert amount == 0

    def took_as_given(self, layer: str) -> bool:
        """A payment another office has made is taken as it is (rule 12)."""
        if layer not in self.given:
            return False
        if self.given[layer] > sum(self.left.values()):
            raise Refused("prior_payment_too_large")
        self.pay(layer, self.given[layer])
        return True

    def answer(self) -> dict[str, Any]:
        """The payers above 0, and what is left."""
        return {"payers": self.payers, "patient": text_of(sum(self.left.values()))}


def split(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what, or the code of the problem; an exclusion nobody speaks of is refused."""
    answer = told(request)
    found = EXCLUSIONS & set(request["visit"].get("findings") or ())
    earlier = ("no_policy_in_force", "unknown_layer", "unknown_programme", "prior_payment_too_large")
    if found and answer.get("error") not in earlier:
        return {"error": "unknown_parameter"}
    return answer


def told(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what of this request, or the code of the refusal."""
    try:
        return answered(request)
    except Refused as refused:
        return {"error": refused.code}


def answered(request: dict[str, Any]) -> dict[str, Any]:
    """The split, by kind of visit."""
    refuse_the_unknown(request)
    kind = request["visit"]["kind"]
    if kind == "inpatient":
        return inpatient(request)
    if kind == "annual_review":
        return annual_review(request)
    raise Refused("unknown_parameter")


def refuse_the_unknown(request: dict[str, Any]) -> None:
    """The refusals, in the contract's order."""
    if discharged(request) < date.fromisoformat(IN_FORCE_FROM):
        raise Refused("no_policy_in_force")
    given = request.get("prior_payments") or {}
    if any(layer not in LAYERS for layer in given):
        raise Refused("unknown_layer")
    if request["visit"].get("programme") is not None:
        raise Refused("unknown_programme")
    if sum(yuan(amount) for amount in given.values()) > yuan(request["bill"]["total"]):
        raise Refused("prior_payment_too_large")
    if (request.get("person") or {}).get("insurance", "resident") != "resident":
        raise Refused("unknown_parameter")


def inpatient(request: dict[str, Any]) -> dict[str, Any]:
    """basic (given) -> critical_illness (given) -> charity_fund."""
    chain = Chain(request)
    for layer in MUST_BE_GIVEN:
        if not chain.took_as_given(layer):
            raise Refused("unknown_parameter")
    categories = (request.get("person") or {}).get("categories") or []
    if not chain.took_as_given("charity_fund") and CHARITY_FOR in categories:
        named = request["visit"].get("hospital_level")
        level = SAME_AS.get(named, named)
        if level not in CHARITY:
            raise Refused("unknown_parameter")
        chain.pay("charity_fund", half_up(sum(chain.left.values()) * CHARITY[level]))
    return chain.answer()


def annual_review(request: dict[str, Any]) -> dict[str, Any]:
    """A lump sum by the step of last year's self-pay, once a household and year."""
    chain = Chain(request)
    if not chain.took_as_given("annual_review") and not already_reviewed(request):
        chain.pay("annual_review", lump_sum(sum(chain.left.values())))
    return chain.answer()


def lump_sum(self_pay: int) -> int:
    """The step's sum. The steps are not monotone in what they leave: the notice says so."""
    if self_pay < REVIEW_FROM:
        return 0
    for up_to, lump in REVIEW_STEPS:
        if self_pay <= up_to:
            return lump
    return REVIEW_ABOVE


def already_reviewed(request: dict[str, Any]) -> bool:
    """Whether this person, or somebody of the household, has had the year's review."""
    used = request.get("year_to_date") or {}
    persons = used.get("layers") or {}
    households = (used.get("household") or {}).get("layers") or {}
    return any(
        yuan((layers.get("annual_review") or {}).get("paid", "0.00")) > 0
        for layers in (persons, households)
    )


def discharged(request: dict[str, Any]) -> date:
    """The day that chooses the policy."""
    return date.fromisoformat(request["visit"].get("discharged") or request["date"])


# --- Random requests ---------------------------------------------------------------------------

OTHERS = ("destitute", "orphan", "low_income", "veteran", "illness_poor", "lifted_poor")
LEVELS = ("township", "primary", "secondary", "tertiary")
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("missing", "too_large", "layer", "programme", "kind", "insurance", "early", "village")
BENDS = (REVIEW_FROM, *(up_to for up_to, _ in REVIEW_STEPS))


def random_request(random: Random) -> dict[str, Any]:
    """A random valid request; one in eight asks for something the policy must refuse."""
    wrong = random.choice(WRONGS) if random.random() < 0.125 else ""
    day = date(2018, 1, 1) + timedelta(days=random.randrange(900))
    request: dict[str, Any] = {"region": REGION, "date": day.isoformat()}
    request["person"] = {"categories": random_identities(random)}
    request["visit"] = {"kind": "inpatient"}
    request["bill"] = random_bill(random, near(random, BENDS))
    if not wrong and random.random() < 0.3:
        random_review(random, request)
    else:
        random_stay(random, request)
    spoil(random, request, wrong)
    return request


def random_identities(random: Random) -> list[str]:
    """None, one, or several identities, most of which the region does not name."""
    if random.random() < 0.55:
        return ["registered_poor"]
    return random.sample(("registered_poor", *OTHERS), random.randrange(4))


def random_review(random: Random, request: dict[str, Any]) -> None:
    """A yearly review: the bill is last year's self-pay, its total often near a step."""
    if random.random() < 0.6:
        total = near(random, BENDS)
        eligible = random.choice((total, total // 2, random.randrange(total + 1)))
        parts = {"eligible": text_of(eligible), "own_expense": text_of(total - eligible)}
        request["bill"] = {"total": text_of(total)} | parts
    bill = request["bill"]
    request["visit"]["kind"] = "annual_review"
    request["last_year"] = {"eligible_self_paid": bill["eligible"], "self_paid": bill["total"]}
    size = random.random()
    if size < 0.4:
        mine = random.choice(("0.00", "0.00", "8000.00"))
        ours = mine if random.random() < 0.5 else "12000.00"
        household = {"layers": {"annual_review": {"base": "0.00", "paid": ours}}}
        layers = {"annual_review": {"base": "0.00", "paid": mine}}
        request["year_to_date"] = {"layers": layers, "household": household}


def random_stay(random: Random, request: dict[str, Any]) -> None:
    """A stay: level, place and referral, and what basic and critical illness have paid."""
    visit = request["visit"]
    visit["hospital_level"] = random.choice(LEVELS)
    if "registered_poor" not in request["person"]["categories"] and random.random() < 0.2:
        visit["hospital_level"] = "village"
    visit["place"] = random.choice(PLACES)
    if visit["place"] in PLACES[2:] or random.random() < 0.6:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    total = yuan(request["bill"]["total"])
    basic = random.choice((0, total, total * 2 // 5, random.randrange(total + 1)))
    illness = random.choice((0, total - basic, random.randrange(total - basic + 1)))
    prior = {"basic": text_of(basic), "critical_illness": text_of(illness)}
    if random.random() < 0.05:
        prior["charity_fund"] = text_of(random.randrange(total - basic - illness + 1))
    request["prior_payments"] = prior


def near(random: Random, edges: Sequence[int]) -> int:
    """An amount on, or some fen beside, an edge; or small, medium, round or very large."""
    size = random.randrange(8)
    if size < 4:
        return max(random.choice(edges) + random.choice((-2, -1, 0, 0, 1, 1, 2, 5, 99)), 1)
    if size == 4:
        return random.randrange(1, 100_000)
    if size == 5:
        return random.randrange(1, 400) * 100_000
    if size == 6:
        return int(10 ** random.uniform(4, 7.7))
    return int(10 ** random.uniform(7, 9.3))


def random_bill(random: Random, eligible: int) -> dict[str, str]:
    """Four parts of all proportions, adding up to the total."""
    eligible = min(eligible, LARGEST_BILL)
    room = LARGEST_BILL - eligible
    rest = random.choice((0, eligible // 9, random.randrange(eligible + 1), eligible * 3))
    rest = min(rest, room)
    first, second = sorted(random.choice((0, rest, random.randrange(rest + 1))) for _ in "ab")
    parts = (eligible, first, second - first, rest - second)
    bill = {"total": text_of(sum(parts))}
    return bill | {part: text_of(amount) for part, amount in zip(PARTS, parts, strict=True)}


def spoil(random: Random, request: dict[str, Any], wrong: str) -> None:
    """Ask for something that must be refused."""
    total = yuan(request["bill"]["total"])
    if wrong == "missing":
        request["prior_payments"].pop("charity_fund", None)
        del request["prior_payments"][random.choice(MUST_BE_GIVEN)]
    elif wrong == "too_large":
        basic = random.choice((0, total // 2, total))
        illness = total - basic + random.choice((1, 100_000))
        prior = {"basic": text_of(basic), "critical_illness": text_of(illness)}
        request["prior_payments"] = prior
    elif wrong == "layer":
        request["prior_payments"]["medical_aid"] = random.choice(("0.00", "1.00"))
    elif wrong == "programme":
        request["visit"]["programme"] = "twenty_diseases"
    elif wrong == "kind":
        request["visit"]["kind"] = random.choice(("chronic_outpatient", "outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = "employee"
    elif wrong == "early":
        request["date"] = "2017-12-31"
    elif wrong == "village":
        request["person"]["categories"] = ["registered_poor"]
        request["prior_payments"].pop("charity_fund", None)
        request["visit"]["hospital_level"] = "village"
        if random.random() < 0.5:
            del request["visit"]["hospital_level"]
