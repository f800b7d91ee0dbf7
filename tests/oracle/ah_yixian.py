"""A second calculator for ah-yixian (安徽黟县新农合, 2009), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 15 of the regions' rules. Readings
where the text leaves room: the insurance not given is `ncms`; "county" is a secondary hospital
and "above" a tertiary one, wherever it stands; the least payment is a share of the whole bill.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "ah-yixian"

FIRST_DAY, LAST_DAY = date(2009, 1, 1), date(2009, 12, 31)
INSURANCE = "ncms"

# basic by level: deductible, rate; the least payment above county level
BY_LEVEL = {
    "township": (100_00, Fraction(65, 100)),
    "primary": (100_00, Fraction(65, 100)),
    "secondary": (200_00, Fraction(55, 100)),
    "tertiary": (400_00, Fraction(45, 100)),
}
LEAST = {"tertiary": Fraction(35, 100)}

DELIVERY = 275_00

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LAYERS = ("basic",)
# The report does not speak of them at all, so they are refused, not taken as harmless.
EXCLUSIONS = {"crime", "third_party_liable", "work_injury", "suicide_or_fight"}


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
    def person(self) -> dict[str, Any]:
        """The person as given; nothing known where there is none."""
        return dict(self.request.get("person") or {})

    @property
    def prior(self) -> dict[str, str]:
        """What other offices have paid already."""
        return dict(self.request.get("prior_payments") or {})

    @property
    def total(self) -> int:
        """The whole bill."""
        return fen(self.request["bill"]["total"])

    @property
    def patient(self) -> int:
        """What is left of all four parts."""
        return sum(self.left.values())

    def given(self, layer: str) -> bool:
        """Book the layer's prior payment, if there is one."""
        if layer not in self.prior:
            return False
        prior = fen(self.prior[layer])
        if prior > self.patient:
            raise Refusal("prior_payment_too_large")
        self.pay(layer, prior)
        return True

    def pay(self, layer: str, amount: int) -> None:
        """The layer pays, using up the parts in their order."""
        self.payers[layer] = amount
        for part in PARTS:
            used = min(amount, self.left[part])
            self.left[part] -= used
            amount -= used
        assert amount == 0


def parts_of(bill: dict[str, Any]) -> dict[str, int]:
    """The four parts of the bill."""
    return {part: fen(bill.get(part) or "0") for part in PARTS}


def split(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what of this bill, or the code of the refusal."""
    claim = Claim(request, parts_of(request["bill"]), {})
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
    day = date.fromisoformat(claim.visit.get("discharged") or claim.request["date"])
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refusal("no_policy_in_force")
    if any(layer not in LAYERS for layer in claim.prior):
        raise Refusal("unknown_layer")
    if claim.visit.get("programme") is not None:
        raise Refusal("unknown_programme")
    if sum(fen(amount) for amount in claim.prior.values()) > claim.total:
        raise Refusal("prior_payment_too_large")
    if (claim.person.get("insurance") or INSURANCE) != INSURANCE:
        raise Refusal("unknown_parameter")
    if EXCLUSIONS & set(claim.visit.get("findings") or ()):
        raise Refusal("unknown_parameter")


def settle(claim: Claim) -> None:
    """One layer; what it pays depends on the kind of visit."""
    if claim.visit["kind"] not in ("inpatient", "delivery"):
        raise Refusal("unknown_parameter")
    if not claim.given("basic"):
        stay = claim.visit["kind"] == "inpatient"
        claim.pay("basic", inpatient(claim) if stay else min(DELIVERY, claim.total))


def inpatient(claim: Claim) -> int:
    """The rate on what is above the deductible; above county level at least 35% of the bill."""
    level = claim.visit.get("hospital_level")
    if level not in BY_LEVEL:
        raise Refusal("unknown_parameter")
    deductible, rate = BY_LEVEL[level]
    normal = half_up(max(claim.left["eligible"] - deductible, 0) * rate)
    least = half_up(claim.total * LEAST.get(level, Fraction(0)))
    return max(normal, least)


# Random requests ---------------------------------------------------------------------------

LARGEST = 2_000_000_000
EDGES = (100_00, 200_00, 275_00, 400_00, 1_800_00, 10_000_00)
IDENTITIES = ("destitute", "low_income", "registered_poor", "orphan", "veteran", "illness_poor")
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("kind", "level", "insurance", "finding", "programme", "layer", "too_large", "day")


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge.

    One in eight asks for something the policy must refuse, and for one such thing only.
    """
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2009-01-01", "2009-06-15", "2009-12-31")),
        "person": random_person(random),
        "visit": random_visit(random),
        "bill": random_bill(random),
    }
    if random.random() < 0.3:
        paid = yuan(random.randint(0, 100_000_00))
        request["year_to_date"] = {"layers": {"basic": {"base": paid, "paid": paid}}}
    if random.random() < 0.08:
        total = fen(request["bill"]["total"])
        paid = yuan(random.choice((0, total, random.randint(0, total))))
        request["prior_payments"] = {"basic": paid}
    if random.random() < 0.125:
        spoil(random, request, random.choice(WRONGS))
    return request


def random_person(random: Random) -> dict[str, Any]:
    """None, one or several identities: the report names none of them."""
    count = random.choice((0, 0, 1, 2))
    person: dict[str, Any] = {"categories": random.sample(IDENTITIES, count)}
    if random.random() < 0.5:
        person["insurance"] = INSURANCE
    return person


def random_visit(random: Random) -> dict[str, Any]:
    """A stay at a level the report knows, or a delivery at any; the place says nothing."""
    kind = random.choice(("inpatient",) * 5 + ("delivery",))
    place = random.choice(PLACES)
    visit: dict[str, Any] = {"kind": kind, "place": place}
    known = (*BY_LEVEL, "tertiary", "tertiary")
    level = random.choice(known if kind == "inpatient" else (*BY_LEVEL, "village", None))
    if level is not None:
        visit["hospital_level"] = level
    if place in PLACES[2:] or random.random() < 0.2:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "accident"))]
    if random.random() < 0.2:
        visit["admission_number"] = random.choice((1, 2, 3))
    return visit


def random_bill(random: Random) -> dict[str, Any]:
    """Small, middling, very large, or one whose eligible part or total is at an edge."""
    drawn = random.random()
    edge = random.choice(EDGES) + random.choice((-10, -2, -1, 0, 1, 2, 3, 10))
    if drawn < 0.25:  # eligible at an edge, with something beside it
        amounts = [edge, *(random.choice((0, random.randint(0, edge // 2))) for _ in range(3))]
    elif drawn < 0.4:
        amounts = random_cut(random, edge)
    elif drawn < 0.5:  # a stay where the normal payment and the least one nearly meet
        beside = random.randint(0, 100_000_00)
        amounts = [(18_000_00 + 35 * beside) // 10 + random.randint(-9, 9), 0, 0, beside]
    else:
        largest = min(10 ** random.randint(1, 9) * 2, LARGEST)
        amounts = random_cut(random, random.randint(1, largest))
    parts = {part: yuan(amount) for part, amount in zip(PARTS, amounts, strict=True)}
    return {"total": yuan(sum(amounts)), **parts}


def random_cut(random: Random, total: int) -> list[int]:
    """The total cut into the four parts: all in one, or in any proportions."""
    drawn = random.random()
    if drawn < 0.3:
        return [total, 0, 0, 0]
    if drawn < 0.35:
        return [0, 0, 0, total]
    cuts = sorted(random.randint(0, total) for _ in range(3))
    if drawn < 0.7:  # most of it eligible, as bills are
        cuts = [total - (total - cut) // 6 for cut in cuts]
    ends = [0, *cuts, total]
    return [ends[n + 1] - ends[n] for n in range(4)]


def spoil(random: Random, request: dict[str, Any], wrong: str) -> None:
    """Ask for one thing that must be refused."""
    visit = request["visit"]
    request.pop("prior_payments", None)
    if wrong == "kind":
        visit["kind"] = random.choice(("outpatient", "chronic_outpatient"))
    elif wrong == "level":
        visit["kind"] = "inpatient"
        visit["hospital_level"] = random.choice(("village", None))
    elif wrong == "insurance":
        request["person"]["insurance"] = random.choice(("resident", "employee"))
    elif wrong == "finding":
        visit["findings"] = [random.choice(sorted(EXCLUSIONS))]
    elif wrong == "programme":
        visit["programme"] = random.choice(("natural", "major_disease_quota"))
    elif wrong == "layer":
        request["prior_payments"] = {"critical_illness": random.choice(("0.00", "0.01"))}
    elif wrong == "too_large":
        paid = fen(request["bill"]["total"]) + random.choice((1, 100_00))
        request["prior_payments"] = {"basic": yuan(min(paid, LARGEST))}
    else:
        request["date"] = random.choice(("2008-12-31", "2010-01-01"))
