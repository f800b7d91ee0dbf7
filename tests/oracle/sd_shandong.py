"""Shandong (sd-shandong), worked out straight from its rules: a second opinion on every split.

The province's press conference of 2014, in force from 2014-04-01 to 2014-12-31. Everything is
whole fen and exact fractions; nothing of the product is imported. Basic must be given, then comes
critical illness. No rule looks at identity, level, place or referral, so all are answered alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

REGION = "sd-shandong"
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

IN_FORCE_FROM = "2014-04-01"
IN_FORCE_UNTIL = "2014-12-31"
LAYERS = ("basic", "critical_illness")
PROGRAMME = "twenty_diseases"

# critical_illness: yearly, bands counted from zero.
EDGES = (yuan("10000.00"), yuan("100000.00"))
RATES = (percent("0.00"), percent("50.00"), percent("60.00"))
CAP = yuan("200000.00")

# The programme twenty_diseases, this year only.
TWENTY_EDGE = yuan("10000.00")
TWENTY_RATES = (percent("17.00"), percent("73.00"))
TWENTY_CAP = yuan("200000.00")


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
    """basic (given) -> critical_illness."""
    refuse_the_unknown(request)
    chain = Chain(request)
    if not chain.took_as_given("basic"):
        raise Refused("unknown_parameter")
    if not chain.took_as_given("critical_illness"):
        benefit = standard if request["visit"].get("programme") is None else twenty_diseases
        before = so_far(request, "critical_illness", "base")
        more = benefit(before + chain.left["eligible"]) - benefit(before)
        chain.pay("critical_illness", more)
    return chain.answer()


def refuse_the_unknown(request: dict[str, Any]) -> None:
    """The refusals, in the contract's order."""
    if not IN_FORCE_FROM <= discharged(request).isoformat() <= IN_FORCE_UNTIL:
        raise Refused("no_policy_in_force")
    given = request.get("prior_payments") or {}
    if any(layer not in LAYERS for layer in given):
        raise Refused("unknown_layer")
    if request["visit"].get("programme") not in (None, PROGRAMME):
        raise Refused("unknown_programme")
    if sum(yuan(amount) for amount in given.values()) > yuan(request["bill"]["total"]):
        raise Refused("prior_payment_too_large")
    if (request.get("person") or {}).get("insurance", "resident") != "resident":
        raise Refused("unknown_parameter")
    if request["visit"]["kind"] != "inpatient":
        raise Refused("unknown_parameter")


def standard(base: int) -> int:
    """The year's benefit on a cumulative base."""
    first, second = EDGES
    low, middle, high = RATES
    amount = (
        min(base, first) * low
        + max(min(base, second) - first, 0) * middle
        + max(base - second, 0) * high
    )
    return min(half_up(amount), CAP)


def twenty_diseases(base: int) -> int:
    """The year's benefit for one of the twenty diseases, on the same cumulative base."""
    low, high = TWENTY_RATES
    amount = min(base, TWENTY_EDGE) * low + max(base - TWENTY_EDGE, 0) * high
    return min(half_up(amount), TWENTY_CAP)


def so_far(request: dict[str, Any], layer: str, what: str) -> int:
    """What this person has used this year, 0.00 when not given."""
    layers = (request.get("year_to_date") or {}).get("layers") or {}
    return yuan((layers.get(layer) or {}).get(what, "0.00"))


def discharged(request: dict[str, Any]) -> date:
    """The day that chooses the policy."""
    return date.fromisoformat(request["visit"].get("discharged") or request["date"])


# --- Random requests ---------------------------------------------------------------------------

IDENTITIES = ("registered_poor", "destitute", "orphan", "low_income", "veteran", "illness_poor")
LEVELS = ("village", "township", "primary", "secondary", "tertiary", None)
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("missing", "too_large", "layer", "programme", "kind", "insurance", "early", "late")
BENDS = (*EDGES, yuan("358333.33"), yuan("281643.84"))


def random_request(random: Random) -> dict[str, Any]:
    """A random valid request; one in eight asks for something the policy must refuse."""
    wrong = random.choice(WRONGS) if random.random() < 0.125 else ""
    day = date(2014, 4, 1) + timedelta(days=random.randrange(275))
    request: dict[str, Any] = {"region": REGION, "date": day.isoformat(), "person": {}}
    if random.random() < 0.5:
        request["person"]["categories"] = random.sample(IDENTITIES, random.randrange(4))
    request["visit"] = random_visit(random)
    target = near(random, BENDS)
    before = random.choice((0, 0, random.randrange(target + 1), random.choice(BENDS)))
    rest = target - before if target > before else target
    basic = random.choice((0, rest, rest * 3 // 7, random.randrange(rest + 1)))
    request["bill"] = random_bill(random, rest + basic)
    total = yuan(request["bill"]["total"])
    if random.random() < 0.05:
        basic = random.randrange(total + 1)
    request["prior_payments"] = {"basic": text_of(min(basic, total))}
    if random.random() < 0.05:
        request["prior_payments"]["critical_illness"] = text_of(random.randrange(total // 3 + 1))
    paid = {"base": text_of(before), "paid": text_of(random.randrange(before + 1))}
    if before or random.random() < 0.5:
        layers = {"basic": {"base": "0.00", "paid": "1000.00"}, "critical_illness": paid}
        request["year_to_date"] = {"layers": layers}
    spoil(random, request, wrong)
    return request


def random_visit(random: Random) -> dict[str, Any]:
    """Level, place, referral and programme; a referral always when away from home."""
    visit: dict[str, Any] = {"kind": "inpatient"}
    level = random.choice(LEVELS)
    if level:
        visit["hospital_level"] = level
    visit["place"] = random.choice(PLACES)
    if visit["place"] in PLACES[2:] or random.random() < 0.6:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.45:
        visit["programme"] = PROGRAMME
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    return visit


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
        request["prior_payments"] = {}
    elif wrong == "too_large":
        request["prior_payments"] = {"basic": text_of(total + random.choice((1, 100_000)))}
    elif wrong == "layer":
        request["prior_payments"]["medical_aid"] = random.choice(("0.00", "1.00"))
    elif wrong == "programme":
        request["visit"]["programme"] = "fifteen_diseases"
    elif wrong == "kind":
        request["visit"]["kind"] = random.choice(("chronic_outpatient", "outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = "employee"
    elif wrong == "early":
        request["date"] = "2014-03-31"
    elif wrong == "late":
        request["date"] = "2015-01-01"
