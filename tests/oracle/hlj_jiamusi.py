"""A second calculator for hlj-jiamusi (黑龙江佳木斯, 2018), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 3 of the regions' rules: the figures
stand first, then one function for each sentence of the text, in the order of the chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "hlj-jiamusi"

FIRST_DAY = date(2018, 1, 1)
HOME = ("in_county", "in_city")
POOR = ("destitute", "low_income", "registered_poor")

# basic at home by level, away by place and referral: deductible, rate
AT_HOME = {
    "township": (200_00, Fraction(90, 100)),
    "primary": (300_00, Fraction(80, 100)),
    "secondary": (400_00, Fraction(75, 100)),
    "tertiary": (700_00, Fraction(65, 100)),
}
POOR_MORE = Fraction(5, 100)
AWAY_FILED = {
    "in_province": (1_000_00, Fraction(60, 100)),
    "out_of_province": (1_500_00, Fraction(50, 100)),
}
AWAY_UNFILED = (1_500_00, Fraction(40, 100))
FILED = ("filed", "emergency")
BASIC_CAP, ACCIDENT_CAP = 80_000_00, 3_000_00

# critical_illness
CRITICAL_RATE = Fraction(50, 100)
ORDINARY_OVER, ORDINARY_CAP = 10_000_00, 200_000_00
POOR_OVER = 5_000_00

# deliveries, out-patients
DELIVERY = {"natural": 1_100_00, "caesarean": 1_500_00}
OUTPATIENT_OVER, OUTPATIENT_RATE = 100_00, Fraction(50, 100)

ELIGIBLE = ("eligible",)
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LAYERS = ("basic", "critical_illness")


class Refusal(Exception):
    """No answer, with the code of the contract."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fen(yuan: str) -> int:
    """Yuan as written to whole fen."""
    amount = Fraction(yuan) * 100
    assert amount.denominator == 1
    return int(amount)


def yuan(amount: int) -> str:
    """Whole fen to yuan with two decimals."""
    return f"{amount // 100}.{amount % 100:02d}"


def half_up(amount: Fraction) -> int:
    """Round half up to the fen."""
    return floor(amount + Fraction(1, 2))


@dataclass
class Claim:
    """A request, and what is left of its bill while the layers pay."""

    request: dict[str, Any]
    left: dict[str, int]
    payers: dict[str, int]

    @property
    def visit(self) -> dict[str, Any]:
        """The visit as given."""
        visit: dict[str, Any] = self.request["visit"]
        return visit

    @property
    def place(self) -> str:
        """Where the hospital stands; `in_county` when not said."""
        return str(self.visit.get("place") or "in_county")

    @property
    def categories(self) -> list[str]:
        """The person's identities."""
        return list((self.request.get("person") or {}).get("categories") or [])

    @property
    def poor(self) -> bool:
        """Destitute, low-income or registered poor."""
        return any(identity in POOR for identity in self.categories)

    @property
    def total(self) -> int:
        """The whole bill."""
        return fen(self.request["bill"]["total"])

    @property
    def patient(self) -> int:
        """What is left of all four parts."""
        return sum(self.left.values())

    @property
    def prior(self) -> dict[str, str]:
        """What other offices have paid already."""
        return dict(self.request.get("prior_payments") or {})

    @property
    def home(self) -> bool:
        """In the patient's county or city."""
        return self.place in HOME

    def so_far(self, layer: str, word: str) -> int:
        """The year to date of a layer: `base` or `paid`."""
        layers = (self.request.get("year_to_date") or {}).get("layers") or {}
        return fen((layers.get(layer) or {}).get(word) or "0")

    def given(self, layer: str) -> bool:
        """Book the layer's prior payment, if there is one."""
        if layer not in self.prior:
            return False
        prior = fen(self.prior[layer])
        if prior > self.patient:
            raise Refusal("prior_payment_too_large")
        self.pay(layer, prior, PARTS)
        return True

    def pay(self, layer: str, amount: int, parts: Sequence[str]) -> None:
        """The layer pays, using up the parts in this order."""
        self.payers[layer] = self.payers.get(layer, 0) + amount
        for part in parts:
            used = min(amount, self.left[part])
            self.left[part] -= used
            amount -= used
        assert amount == 0


def split(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what of this bill, or the code of the refusal."""
    parts = {part: fen(request["bill"].get(part) or "0") for part in PARTS}
    claim = Claim(request, parts, {})
    assert claim.patient == claim.total
    try:
        check(claim)
        settle(claim)
    except Refusal as refusal:
        return {"error": refusal.code}
    assert sum(claim.payers.values()) + claim.patient == claim.total
    return {
        "payers": {layer: yuan(paid) for layer, paid in claim.payers.items() if paid > 0},
        "patient": yuan(claim.patient),
    }


def check(claim: Claim) -> None:
    """What is refused before any layer, in the contract's order of codes."""
    if date.fromisoformat(claim.visit.get("discharged") or claim.request["date"]) < FIRST_DAY:
        raise Refusal("no_policy_in_force")
    if any(layer not in LAYERS for layer in claim.prior):
        raise Refusal("unknown_layer")
    if claim.visit.get("programme") not in (None, *DELIVERY):
        raise Refusal("unknown_programme")
    if ((claim.request.get("person") or {}).get("insurance") or "resident") != "resident":
        raise Refusal("unknown_parameter")


def settle(claim: Claim) -> None:
    """The chain for this kind of visit."""
    match claim.visit["kind"]:
        case "inpatient":
            basic(claim)
            critical_illness(claim)
        case "delivery":
            delivery(claim)
        case "outpatient":
            outpatient(claim)
        case _:
            raise Refusal("unknown_parameter")


def terms(claim: Claim) -> tuple[int, Fraction]:
    """Deductible and rate: at home by level, 5 points more for the poor; away by referral."""
    if not claim.home:
        filed = claim.visit.get("referral") in FILED
        return AWAY_FILED[claim.place] if filed else AWAY_UNFILED
    level = claim.visit.get("hospital_level")
    if level not in AT_HOME:
        raise Refusal("unknown_parameter")
    deductible, rate = AT_HOME[level]
    return deductible, rate + POOR_MORE if claim.poor else rate


def basic(claim: Claim) -> None:
    """The rate on what is above the deductible; at most 80,000, after an accident 3,000."""
    if claim.given("basic"):
        return
    deductible, rate = terms(claim)
    accident = "accident" in (claim.visit.get("findings") or [])
    cap = ACCIDENT_CAP if accident else BASIC_CAP
    paid = half_up(max(claim.left["eligible"] - deductible, 0) * rate)
    claim.pay("basic", min(paid, max(cap - claim.so_far("basic", "paid"), 0)), ELIGIBLE)


def critical_illness(claim: Claim) -> None:
    """Yearly 50%: over 10,000, at most 200,000; the poor over 5,000, no cap."""
    if claim.given("critical_illness"):
        return

    def year(base: int) -> int:
        if claim.poor:
            return half_up(max(base - POOR_OVER, 0) * CRITICAL_RATE)
        return min(half_up(max(base - ORDINARY_OVER, 0) * CRITICAL_RATE), ORDINARY_CAP)

    before, now = claim.so_far("critical_illness", "base"), claim.left["eligible"]
    claim.pay("critical_illness", max(year(before + now) - year(before), 0), ELIGIBLE)


def delivery(claim: Claim) -> None:
    """A flat 1,100 or 1,500, at most the total, whatever part of the bill it is."""
    if claim.given("basic"):
        return
    programme = claim.visit.get("programme")
    if programme is None:
        raise Refusal("unknown_parameter")
    claim.pay("basic", min(DELIVERY[programme], claim.total), PARTS)


def outpatient(claim: Claim) -> None:
    """Yearly on eligible: 50% over 100."""
    if claim.given("basic"):
        return

    def year(base: int) -> int:
        return half_up(max(base - OUTPATIENT_OVER, 0) * OUTPATIENT_RATE)

    before, now = claim.so_far("basic", "base"), claim.left["eligible"]
    claim.pay("basic", max(year(before + now) - year(before), 0), ELIGIBLE)


# Random requests ---------------------------------------------------------------------------

EDGES = (100_00, 200_00, 300_00, 400_00, 700_00, 1_000_00, 1_500_00, 5_000_00, 10_000_00)
LARGE_EDGES = (89_088_89, 123_776_92, 161_500_00, 201_500_00, 410_000_00)
IDENTITIES = (*POOR, "lifted_poor", "veteran")


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge."""
    count = random.choice((0, 0, 1, 1, 1, 2))
    kinds = ("inpatient", "delivery", "outpatient", "chronic_outpatient", "annual_review")
    kind = random.choices(kinds, (80, 8, 10, 1, 1))[0]
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2018-01-01", "2018-06-15", "2020-12-31")),
        "person": {"categories": random.sample(IDENTITIES, count)},
        "visit": random_visit(random, kind),
        "bill": random_bill(random),
        "year_to_date": {"layers": random_year(random, kind)},
    }
    if random.random() < 0.01:
        request["date"] = "2017-12-31"
    if random.random() < 0.01:
        request["person"]["insurance"] = "employee"
    if kind == "inpatient" and random.random() < 0.05:
        layer = random.choice((*LAYERS, "medical_aid"))
        largest = fen(request["bill"]["total"]) // 20
        request["prior_payments"] = {layer: yuan(random.choice((0, random.randint(0, largest))))}
    return request


def random_visit(random: Random, kind: str) -> dict[str, Any]:
    """A visit of this kind: at home by level, in-patients also away by any referral."""
    visit: dict[str, Any] = {
        "kind": kind,
        "hospital_level": random.choice(tuple(AT_HOME)),
        "place": random.choice(HOME),
    }
    if kind == "delivery":
        visit["programme"] = random.choice(tuple(DELIVERY))
    if random.random() < 0.01:
        visit["programme"] = "major_disease_quota"
    if kind != "inpatient":
        return visit
    visit["place"] = random.choice((*HOME, "in_province", "out_of_province"))
    visit["admission_number"] = random.choice((1, 1, 2))
    if visit["place"] not in HOME:
        visit["referral"] = random.choice(("filed", "filed", "emergency", "unfiled", "local"))
    elif random.random() < 0.2:
        visit["referral"] = random.choice(("local", "filed", "emergency", "unfiled"))
    if visit["place"] in HOME and random.random() < 0.05:
        visit["hospital_level"] = random.choice(("village", None))
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("accident", "accident", "over_treatment"))]
    return visit


def random_bill(random: Random) -> dict[str, Any]:
    """Small, middling, very large, or one whose eligible part or total is at an edge."""
    drawn = random.random()
    edge = random.choice((*EDGES, *LARGE_EDGES)) + random.choice((-1, 0, 1))
    if drawn < 0.2:  # eligible at an edge, with something beside it
        amounts = [edge, *(random.choice((0, random.randint(0, edge // 2))) for _ in range(3))]
    elif drawn < 0.3:
        amounts = random_cut(random, edge)
    else:
        largest = min(10 ** random.randint(4, 9) * 2, 2_000_000_000)
        amounts = random_cut(random, random.randint(0, largest))
    parts = {part: yuan(amount) for part, amount in zip(PARTS, amounts, strict=True)}
    return {"total": yuan(sum(amounts)), **parts}


def random_cut(random: Random, total: int) -> list[int]:
    """The total cut into the four parts: all in one, or in any proportions."""
    drawn = random.random()
    if drawn < 0.25:
        return [total, 0, 0, 0]
    if drawn < 0.28:
        return [0, 0, 0, total]
    cuts = sorted(random.randint(0, total) for _ in range(3))
    if drawn < 0.7:  # most of it eligible, as bills are
        cuts = [total - (total - cut) // 6 for cut in cuts]
    ends = [0, *cuts, total]
    return [ends[n + 1] - ends[n] for n in range(4)]


def random_year(random: Random, kind: str) -> dict[str, Any]:
    """What the year has used: nothing, something, or up to the caps."""
    near = random.choice((0, 1, random.randint(0, 5_000_00), random.randint(0, 100_000_00)))
    layers: dict[str, Any] = {}
    if kind == "outpatient":
        base = random.choice((0, 99_99, 100_00, 100_01, random.randint(0, 1_000_00)))
        return {"basic": {"base": yuan(base), "paid": "0.00"}}
    if kind == "inpatient" and random.random() < 0.4:
        cap = random.choice((ACCIDENT_CAP, BASIC_CAP))
        layers["basic"] = {"base": "0.00", "paid": yuan(max(cap - near, 0))}
    if random.random() < 0.6:
        base = max(random.choice((5_000_00, 10_000_00, 410_000_00)) - near, 0)
        layers["critical_illness"] = {"base": yuan(base), "paid": "0.00"}
    return layers
