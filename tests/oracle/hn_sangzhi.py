"""Sangzhi (hn-sangzhi), worked out straight from its rules: a second opinion on every split.

A national news agency's report of 2012, in force from 2011-08-01. Everything is whole fen; nothing
of the product is imported. At a township hospital the patient pays 150 an admission (or the bill,
if smaller) and the fund the rest of the whole bill; no other level is known. No rule looks at
identity, place or referral, so all are answered alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

REGION = "hn-sangzhi"
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

IN_FORCE_FROM = "2011-08-01"
LAYERS = ("basic",)
LEVEL = "township"
CO_PAYMENT = yuan("150.00")


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
    """basic alone: all four parts of the bill above the patient's 150."""
    refuse_the_unknown(request)
    chain = Chain(request)
    if not chain.took_as_given("basic"):
        if request["visit"].get("hospital_level") != LEVEL:
            raise Refused("unknown_parameter")
        chain.pay("basic", max(sum(chain.left.values()) - CO_PAYMENT, 0))
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


def discharged(request: dict[str, Any]) -> date:
    """The day that chooses the policy."""
    return date.fromisoformat(request["visit"].get("discharged") or request["date"])


# --- Random requests ---------------------------------------------------------------------------

IDENTITIES = ("registered_poor", "destitute", "orphan", "low_income", "veteran", "illness_poor")
OTHER_LEVELS = ("village", "primary", "secondary", "tertiary", None)
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("level", "level", "too_large", "layer", "programme", "kind", "insurance", "early")


def random_request(random: Random) -> dict[str, Any]:
    """A random valid request; one in five asks for something the policy must refuse."""
    wrong = random.choice(WRONGS) if random.random() < 0.2 else ""
    day = date(2011, 8, 1) + timedelta(days=random.randrange(900))
    request: dict[str, Any] = {"region": REGION, "date": day.isoformat(), "person": {}}
    if random.random() < 0.5:
        request["person"]["categories"] = random.sample(IDENTITIES, random.randrange(4))
    request["visit"] = random_visit(random)
    request["bill"] = random_bill(random, near(random, (CO_PAYMENT, CO_PAYMENT // 2, 0)))
    if random.random() < 0.3:
        request["bill"] = small_bill(random)
    if random.random() < 0.05:
        total = yuan(request["bill"]["total"])
        request["prior_payments"] = {"basic": text_of(random.randrange(total + 1))}
    if random.random() < 0.3:
        used = {"base": text_of(near(random, (CO_PAYMENT,))), "paid": text_of(10_000_000)}
        request["year_to_date"] = {"layers": {"basic": used}}
    spoil(random, request, wrong)
    return request


def random_visit(random: Random) -> dict[str, Any]:
    """Place, referral and number of the admission; a referral always when away from home."""
    visit: dict[str, Any] = {"kind": "inpatient", "hospital_level": LEVEL}
    visit["place"] = random.choice(PLACES)
    if visit["place"] in PLACES[2:] or random.random() < 0.6:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.4:
        visit["admission_number"] = random.randrange(1, 6)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    return visit


def small_bill(random: Random) -> dict[str, str]:
    """A bill whose total is on 150 or some fen beside it, cut into the four parts at random."""
    total = CO_PAYMENT + random.choice((-2, -1, 0, 1, 2))
    cuts = sorted(random.randrange(total + 1) for _ in range(3))
    parts = [end - begin for begin, end in zip((0, *cuts), (*cuts, total), strict=True)]
    bill = {"total": text_of(total)}
    return bill | {part: text_of(amount) for part, amount in zip(PARTS, parts, strict=True)}


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
    if wrong == "level":
        request.pop("prior_payments", None)
        level = random.choice(OTHER_LEVELS)
        request["visit"] |= {"hospital_level": level}
        if level is None:
            del request["visit"]["hospital_level"]
    elif wrong == "too_large":
        request["prior_payments"] = {"basic": text_of(total + random.choice((1, 100_000)))}
    elif wrong == "layer":
        request["prior_payments"] = {random.choice(("critical_illness", "medical_aid")): "0.00"}
    elif wrong == "programme":
        request["visit"]["programme"] = "natural"
    elif wrong == "kind":
        request["visit"]["kind"] = random.choice(("chronic_outpatient", "outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = "employee"
    elif wrong == "early":
        request["date"] = "2011-07-31"
