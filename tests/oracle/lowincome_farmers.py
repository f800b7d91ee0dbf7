"""A second calculator for lowincome-farmers (低收入农户, 2018), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 14 of the regions' rules. Readings
where the text leaves room: what basic pays must be given; critical illness and aid stand in the
chain for payments given as facts and pay nothing themselves; the waiver comes after them, for
in-patients and out-patients alike, wherever the hospital stands and whatever its level.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "lowincome-farmers"

FIRST_DAY = date(2018, 1, 1)
FARMER = "low_income_farmer"

# hospital_waiver: two free, two half
WAIVED = {
    "registration": Fraction(100, 100),
    "consultation": Fraction(100, 100),
    "large_equipment_exam": Fraction(50, 100),
    "ordinary_bed": Fraction(50, 100),
}

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LAYERS = ("basic", "critical_illness", "medical_aid", "hospital_waiver")
PAY_NOTHING_THEMSELVES = ("critical_illness", "medical_aid")
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
    def categories(self) -> list[str]:
        """The person's identities."""
        return list(self.person.get("categories") or [])

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
    """The four parts, from the items where the bill has items."""
    rows = bill.get("items") or [bill]
    return {part: sum(fen(row.get(part) or "0") for row in rows) for part in PARTS}


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
    if date.fromisoformat(claim.visit.get("discharged") or claim.request["date"]) < FIRST_DAY:
        raise Refusal("no_policy_in_force")
    if any(layer not in LAYERS for layer in claim.prior):
        raise Refusal("unknown_layer")
    if claim.visit.get("programme") is not None:
        raise Refusal("unknown_programme")
    if sum(fen(amount) for amount in claim.prior.values()) > claim.total:
        raise Refusal("prior_payment_too_large")
    if (claim.person.get("insurance") or "resident") != "resident":
        raise Refusal("unknown_parameter")
    if EXCLUSIONS & set(claim.visit.get("findings") or ()):
        raise Refusal("unknown_parameter")
    if claim.visit["kind"] not in ("inpatient", "outpatient"):
        raise Refusal("unknown_parameter")


def settle(claim: Claim) -> None:
    """basic (given) -> critical_illness, medical_aid (0.00, or given) -> hospital_waiver."""
    if not claim.given("basic"):
        raise Refusal("unknown_parameter")
    for layer in PAY_NOTHING_THEMSELVES:
        claim.given(layer)
    if not claim.given("hospital_waiver") and FARMER in claim.categories:
        hospital_waiver(claim)


def hospital_waiver(claim: Claim) -> None:
    """Of each part: what is left of it times the waived share of it, rounded once."""
    whole, waived = parts_of(claim.request["bill"]), 0
    for part in PARTS:
        if whole[part]:
            amount = half_up(claim.left[part] * forgiven(claim, part) / whole[part])
            claim.left[part] -= amount
            waived += amount
    claim.payers["hospital_waiver"] = waived


def forgiven(claim: Claim, part: str) -> Fraction:
    """The free items of one part of the bill, and half of the half-price ones."""
    items = claim.request["bill"].get("items") or []
    named = (item for item in items if item["service"] in WAIVED)
    return sum(
        (fen(item.get(part) or "0") * WAIVED[item["service"]] for item in named), Fraction(0)
    )


# Random requests ---------------------------------------------------------------------------

LARGEST = 2_000_000_000
SERVICES = (*WAIVED, *WAIVED, "drug", "surgery", "routine_tests", "expert_consultation")
OTHERS = ("low_income", "destitute", "registered_poor", "lifted_poor", "veteran")
LEVELS = ("village", "township", "primary", "secondary", "tertiary", None)
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("basic", "kind", "insurance", "finding", "programme", "layer", "too_large", "day")


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge.

    One in eight asks for something the policy must refuse, and for one such thing only.
    """
    bill = random_bill(random)
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2018-01-01", "2018-06-15", "2020-12-31")),
        "person": {"categories": random_categories(random)},
        "visit": random_visit(random),
        "bill": bill,
        "prior_payments": random_prior(random, fen(bill["total"])),
    }
    if random.random() < 0.2:
        paid = yuan(random.randint(0, 10_000_00))
        request["year_to_date"] = {"layers": {"hospital_waiver": {"base": "0.00", "paid": paid}}}
    if random.random() < 0.125:
        spoil(random, request, random.choice(WRONGS))
    return request


def random_categories(random: Random) -> list[str]:
    """Mostly low-income farmers, sometimes with another identity; others; nobody."""
    farmer = [FARMER] if random.random() < 0.75 else []
    return farmer + random.sample(OTHERS, random.choice((0, 0, 0, 1, 2)))


def random_visit(random: Random) -> dict[str, Any]:
    """A stay or an out-patient visit anywhere, at any level or none."""
    place, level = random.choice(PLACES), random.choice(LEVELS)
    visit: dict[str, Any] = {"kind": random.choice(("inpatient", "outpatient")), "place": place}
    if level is not None:
        visit["hospital_level"] = level
    if place in PLACES[2:] or random.random() < 0.2:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "accident"))]
    return visit


def random_bill(random: Random) -> dict[str, Any]:
    """One to seven items, named and unnamed ones; now and then only the four parts."""
    count = random.choice((1, 1, 2, 3, 4, 7))
    largest = LARGEST // count
    items: list[dict[str, Any]] = []
    for _ in range(count):
        total = random.randint(1, min(10 ** random.randint(1, 9) * 2, largest))
        items.append({"service": random.choice(SERVICES), **random_cut(random, total)})
    parts = parts_of({"items": items})
    total_text = yuan(sum(parts.values()))
    if random.random() < 0.12:
        return {"total": total_text, **{part: yuan(parts[part]) for part in PARTS}}
    return {"total": total_text, "items": items}


def random_cut(random: Random, total: int) -> dict[str, str]:
    """The amount cut into the four parts: all in one, or in any proportions."""
    if random.random() < 0.5:
        return {random.choice(PARTS): yuan(total)}
    cuts = sorted(random.randint(0, total) for _ in range(3))
    ends = [0, *cuts, total]
    return {part: yuan(ends[n + 1] - ends[n]) for n, part in enumerate(PARTS)}


def random_prior(random: Random, total: int) -> dict[str, str]:
    """Basic always; the other layers sometimes, within what is left."""
    prior: dict[str, str] = {}
    room = total
    for layer in LAYERS:
        if layer == "basic" or random.random() < (0.04 if layer == "hospital_waiver" else 0.2):
            paid = random.choice((0, room, room // 2, random.randint(0, room)))
            prior[layer] = yuan(paid)
            room -= paid
    return prior


def spoil(random: Random, request: dict[str, Any], wrong: str) -> None:
    """Ask for one thing that must be refused."""
    visit, total = request["visit"], fen(request["bill"]["total"])
    if wrong == "basic":
        del request["prior_payments"]["basic"]
    elif wrong == "kind":
        visit["kind"] = random.choice(("chronic_outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = random.choice(("employee", "ncms"))
    elif wrong == "finding":
        visit["findings"] = [random.choice(sorted(EXCLUSIONS))]
    elif wrong == "programme":
        visit["programme"] = "class_1"
    elif wrong == "layer":
        request["prior_payments"]["supplementary"] = "0.00"
    elif wrong == "too_large":
        request["prior_payments"] = {"basic": yuan(total), random.choice(LAYERS[1:]): "0.01"}
    else:
        request["date"] = "2017-12-31"
