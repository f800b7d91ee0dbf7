"""Nanchang (jx-nanchang), worked out straight from its rules: a second opinion on every split.

洪府发〔2022〕38号 and 赣医保发〔2024〕10号, in force from 2025-01-01. Everything is whole fen and
exact fractions; nothing of the product is imported. The layers are basic -> critical_illness ->
medical_aid; medical aid is not known and must be given for a poor person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

REGION = "jx-nanchang"
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

IN_FORCE_FROM = "2025-01-01"
LAYERS = ("basic", "critical_illness", "medical_aid")
POOR = ("destitute", "low_income", "returned_to_poverty")

# basic: per admission; a township hospital is a primary one; other levels are not named.
SAME_AS = {"township": "primary"}
DEDUCTIBLE = {"primary": yuan("100.00"), "secondary": yuan("400.00"), "tertiary": yuan("600.00")}
RATE = {"primary": percent("90.00"), "secondary": percent("80.00"), "tertiary": percent("60.00")}
BASIC_CAP = yuan("100000.00")

# No deductible for the old and the very young from the fourth admission of the year on.
OLD_FROM = 70
YOUNG_UP_TO = 6
FREE_FROM_ADMISSION = 4

# Out of the province only: first self-pay taken out of eligible before anything else.
FIRST_SELF_PAY_FILED = percent("10.00")
FIRST_SELF_PAY_UNFILED = percent("20.00")

# critical_illness: yearly, one band above the deductible; no cap for the poor.
OVER = yuan("17000.00")
ILLNESS_RATE = percent("60.00")
ILLNESS_CAP = yuan("300000.00")
POOR_OVER = yuan("8500.00")
POOR_RATE = percent("65.00")

# The critical-illness cap grows with years insured and years without a claim.
UNBROKEN_YEARS = 4
FOR_EACH_FURTHER_YEAR = yuan("3000.00")
FOR_EACH_CLAIM_FREE_YEAR = yuan("3000.00")
EACH_AT_MOST = percent("20.00")


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
    """basic -> critical_illness -> medical_aid (given)."""
    refuse_the_unknown(request)
    chain = Chain(request)
    move_first_self_pay(chain, request["visit"])
    if not chain.took_as_given("basic"):
        chain.pay("basic", basic(request, chain.left["eligible"]))
    poor = is_poor(request)
    if not chain.took_as_given("critical_illness"):
        cap = None if poor else illness_cap(request.get("person") or {})
        before = so_far(request, "critical_illness", "base")
        both = critical_illness(before + chain.left["eligible"], poor, cap)
        chain.pay("critical_illness", both - critical_illness(before, poor, cap))
    if not chain.took_as_given("medical_aid") and poor:
        raise Refused("unknown_parameter")
    return chain.answer()


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
    if request["visit"]["kind"] != "inpatient":
        raise Refused("unknown_parameter")


def move_first_self_pay(chain: Chain, visit: dict[str, Any]) -> None:
    """Out of the province a share of eligible becomes first self-pay; elsewhere as at home."""
    if visit.get("place", "in_county") != "out_of_province":
        return
    filed = visit["referral"] in ("filed", "emergency")
    rate = FIRST_SELF_PAY_FILED if filed else FIRST_SELF_PAY_UNFILED
    moved = half_up(chain.left["eligible"] * rate)
    chain.left["eligible"] -= moved
    chain.left["first_self_pay"] += moved


def basic(request: dict[str, Any], eligible: int) -> int:
    """The rate on what is above the deductible, within what is left of the year's cap."""
    named = request["visit"].get("hospital_level")
    level = SAME_AS.get(named, named)
    if level not in RATE:
        raise Refused("unknown_parameter")
    above = max(eligible - (0 if is_spared(request) else DEDUCTIBLE[level]), 0)
    cap = max(BASIC_CAP - so_far(request, "basic", "paid"), 0)
    return min(half_up(above * RATE[level]), cap)


def is_spared(request: dict[str, Any]) -> bool:
    """Whether age and number of the admission spare the deductible."""
    age = (request.get("person") or {}).get("age")
    often = request["visit"].get("admission_number", 1) >= FREE_FROM_ADMISSION
    return often and age is not None and (age >= OLD_FROM or age <= YOUNG_UP_TO)


def critical_illness(base: int, poor: bool, cap: int | None) -> int:
    """The year's benefit on a cumulative base."""
    over, rate = (POOR_OVER, POOR_RATE) if poor else (OVER, ILLNESS_RATE)
    amount = half_up(max(base - over, 0) * rate)
    return amount if cap is None else min(amount, cap)


def illness_cap(person: dict[str, Any]) -> int:
    """The cap, with both incentives, each at most a fifth of the cap itself."""
    at_most = half_up(ILLNESS_CAP * EACH_AT_MOST)
    further = max((person.get("contribution_years") or 0) - UNBROKEN_YEARS, 0)
    for_staying = min(further * FOR_EACH_FURTHER_YEAR, at_most)
    free = person.get("claim_free_years") or 0
    return ILLNESS_CAP + for_staying + min(free * FOR_EACH_CLAIM_FREE_YEAR, at_most)


def is_poor(request: dict[str, Any]) -> bool:
    """Whether one of the identities is named."""
    person = request.get("person") or {}
    return any(category in POOR for category in person.get("categories") or [])


def so_far(request: dict[str, Any], layer: str, what: str) -> int:
    """What this person has used this year, 0.00 when not given."""
    layers = (request.get("year_to_date") or {}).get("layers") or {}
    return yuan((layers.get(layer) or {}).get(what, "0.00"))


def discharged(request: dict[str, Any]) -> date:
    """The day that chooses the policy."""
    return date.fromisoformat(request["visit"].get("discharged") or request["date"])


# --- Random requests ---------------------------------------------------------------------------

OTHERS = ("registered_poor", "orphan", "illness_poor", "severely_disabled", "low_income_edge")
LEVELS = ("township", "primary", "secondary", "tertiary")
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("village", "missing", "too_large", "layer", "programme", "kind", "insurance", "early")
CAP_EDGES = (yuan("517000.00"), yuan("522000.00"), yuan("617000.00"), yuan("717000.00"))


def random_request(random: Random) -> dict[str, Any]:
    """A random valid request; one in eight asks for something the policy must refuse."""
    wrong = random.choice(WRONGS) if random.random() < 0.125 else ""
    day = date(2025, 1, 1) + timedelta(days=random.randrange(700))
    request: dict[str, Any] = {"region": REGION, "date": day.isoformat()}
    request["person"] = random_person(random)
    request["visit"] = random_visit(random)
    request["bill"] = random_bill(random, near(random, edges_of(request["visit"])))
    request["year_to_date"] = {"layers": random_year(random, request)}
    if random.random() < 0.3:
        del request["year_to_date"]
    total = yuan(request["bill"]["total"])
    if random.random() < (0.93 if is_poor(request) else 0.03):
        aid = text_of(random.choice((0, 0, total // 50, random.randrange(total // 5 + 1))))
        request["prior_payments"] = {"medical_aid": aid}
    for layer in LAYERS[:2]:
        if random.random() < 0.04:
            request.setdefault("prior_payments", {})
            request["prior_payments"][layer] = text_of(random.randrange(total // 3 + 1))
    spoil(random, request, wrong)
    return request


def edges_of(visit: dict[str, Any]) -> list[int]:
    """Sizes of the eligible part at which a rule of this level bends."""
    level = SAME_AS.get(visit["hospital_level"], visit["hospital_level"])
    gone, rate = DEDUCTIBLE[level], RATE[level]
    basics_cap = gone + half_up(BASIC_CAP / rate)
    bends = [gone, basics_cap, OVER, POOR_OVER]
    bends += [half_up((over - gone * rate) / (1 - rate)) for over in (OVER, POOR_OVER)]
    return bends + [BASIC_CAP + edge for edge in CAP_EDGES]


def random_person(random: Random) -> dict[str, Any]:
    """None, one, or several identities; ages and years of insurance on both sides of the edges."""
    person: dict[str, Any] = {"categories": []}
    if random.random() < 0.4:
        person["categories"] = [random.choice(POOR)]
    elif random.random() < 0.3:
        person["categories"] = random.sample((*POOR, *OTHERS), random.randrange(1, 4))
    if random.random() < 0.6:
        person["age"] = random.choice((0, 5, 6, 7, 40, 69, 70, 71, 95))
    if random.random() < 0.4:
        person["contribution_years"] = random.choice((0, 3, 4, 5, 6, 10, 23, 24, 25, 40))
    if random.random() < 0.4:
        person["claim_free_years"] = random.choice((0, 1, 2, 7, 19, 20, 21, 30))
    return person


def random_visit(random: Random) -> dict[str, Any]:
    """Level, place and referral; a referral always when away from home."""
    visit: dict[str, Any] = {"kind": "inpatient", "hospital_level": random.choice(LEVELS)}
    visit["place"] = random.choice(PLACES)
    if visit["place"] in PLACES[2:] or random.random() < 0.6:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.6:
        visit["admission_number"] = random.choice((1, 2, 3, 4, 5, 9))
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    return visit


def random_year(random: Random, request: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What was used this year, often so that this bill ends near an edge."""
    eligible = yuan(request["bill"]["eligible"])
    used = near(random, (BASIC_CAP, BASIC_CAP - eligible if eligible < BASIC_CAP else BASIC_CAP))
    edge = random.choice((OVER, POOR_OVER, *CAP_EDGES)) + random.choice((-1, 0, 0, 1, 2))
    base = random.choice((0, edge, max(edge - eligible, 0), max(edge - eligible // 5, 0)))
    return {
        "basic": {"base": "0.00", "paid": text_of(random.choice((0, used, used // 2)))},
        "critical_illness": {"base": text_of(base), "paid": text_of(base // 3)},
        "medical_aid": {"base": "0.00", "paid": "0.00"},
    }


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
    if wrong == "village":
        request["visit"] |= {"hospital_level": "village"}
        request["prior_payments"] = {"medical_aid": "0.00"}
        if random.random() < 0.5:
            del request["visit"]["hospital_level"]
    elif wrong == "missing":
        request["person"]["categories"] = [random.choice(POOR)]
        request["prior_payments"] = {}
    elif wrong == "too_large":
        too_large = text_of(total + random.choice((1, 100_000)))
        request["prior_payments"] = {random.choice(LAYERS): too_large}
        request["person"]["categories"] = []
    elif wrong == "layer":
        request["prior_payments"] = {"medical_aid": "0.00", "backstop": "1.00"}
    elif wrong == "programme":
        request["visit"]["programme"] = "class_1"
    elif wrong == "kind":
        request["visit"]["kind"] = random.choice(("chronic_outpatient", "outpatient", "delivery"))
        request["prior_payments"] = {"medical_aid": "0.00"}
    elif wrong == "insurance":
        request["person"]["insurance"] = "employee"
        request["prior_payments"] = {"medical_aid": "0.00"}
    elif wrong == "early":
        request["date"] = "2024-12-31"
