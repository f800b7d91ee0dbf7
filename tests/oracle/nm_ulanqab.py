"""A second calculator for nm-ulanqab (内蒙古乌兰察布, 2019), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 2 of the regions' rules: the figures
stand first, then one function for each row of the table, in the order of the chain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "nm-ulanqab"

FIRST_DAY = date(2019, 1, 1)
HOME = ("in_county", "in_city")
LEVELS = ("tertiary",)
KINDS = ("inpatient",)

Bands = tuple[tuple[int | None, Fraction], ...]

# basic
DEDUCTIBLE, LATER_DEDUCTIBLE, LATER_DEDUCTIBLE_POOR = 1_200_00, 1_100_00, 0
BASIC_BANDS: Bands = (
    (30_000_00, Fraction(65, 100)),
    (70_000_00, Fraction(70, 100)),
    (200_000_00, Fraction(75, 100)),
    (None, Fraction(80, 100)),
)
BASIC_CAP = 160_000_00

# away from home, filed
AWAY_FIRST_SELF_PAY = {"in_province": Fraction(15, 100), "out_of_province": Fraction(20, 100)}
FILED = ("filed", "emergency")

# critical_illness
ORDINARY_OVER, ORDINARY_RATE, ORDINARY_CAP = 14_000_00, Fraction(60, 100), 500_000_00
POOR_OVER, POOR_RATE = 7_000_00, Fraction(65, 100)

# the single bill that switches rate and cap
LARGE_BILL = 30_000_00

# medical_aid: rates of a bill up to the limit, and above it
AID_SMALL = {
    "destitute": Fraction(1),
    "orphan": Fraction(1),
    "low_income": Fraction(70, 100),
}
AID_LARGE = {
    "destitute": Fraction(1),
    "orphan": Fraction(1),
    "low_income": Fraction(80, 100),
    "registered_poor": Fraction(80, 100),
}
AID_CAP_SMALL, AID_CAP_LARGE = 10_000_00, 100_000_00

# government_subsidy
SUBSIDY_BANDS: Bands = (
    (30_000_00, Fraction(40, 100)),
    (50_000_00, Fraction(50, 100)),
    (None, Fraction(60, 100)),
)
SUBSIDY_CAP = 50_000_00

FLOOR = Fraction(90, 100)

ELIGIBLE = ("eligible",)
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LAYERS = ("basic", "critical_illness", "medical_aid", "government_subsidy")


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


def banded(amount: int, bands: Iterable[tuple[int | None, Fraction]], start: int = 0) -> Fraction:
    """The slices of an amount, counted from zero, each at its own rate; none below `start`."""
    paid, lower = Fraction(0), 0
    for limit, rate in bands:
        upper = amount if limit is None else min(limit, amount)
        paid += max(upper - max(lower, start), 0) * rate
        lower = max(upper, lower)
    return paid


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
        """Registered poor (建档立卡)."""
        return "registered_poor" in self.categories

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
        move_away_from_home(claim)
        basic(claim)
        critical_illness(claim)
        medical_aid(claim)
        government_subsidy(claim)
    except Refusal as refusal:
        return {"error": refusal.code}
    cut_to_the_floor(claim)
    return {
        "payers": {layer: yuan(paid) for layer, paid in claim.payers.items() if paid > 0},
        "patient": yuan(claim.total - sum(claim.payers.values())),
    }


def check(claim: Claim) -> None:
    """What is refused before any layer, in the contract's order of codes."""
    if date.fromisoformat(claim.visit.get("discharged") or claim.request["date"]) < FIRST_DAY:
        raise Refusal("no_policy_in_force")
    if any(layer not in LAYERS for layer in claim.prior):
        raise Refusal("unknown_layer")
    if claim.visit.get("programme") is not None:
        raise Refusal("unknown_programme")
    if ((claim.request.get("person") or {}).get("insurance") or "resident") != "resident":
        raise Refusal("unknown_parameter")
    if claim.visit["kind"] not in KINDS or claim.visit.get("hospital_level") not in LEVELS:
        raise Refusal("unknown_parameter")


def unfiled(claim: Claim) -> bool:
    """Away from home without a filed referral and no emergency: no layer pays."""
    return claim.place not in HOME and claim.visit.get("referral") not in FILED


def move_away_from_home(claim: Claim) -> None:
    """Away and filed: 15 or 20% of eligible becomes first self-pay before anything else."""
    if claim.place in HOME or unfiled(claim):
        return
    moved = half_up(claim.left["eligible"] * AWAY_FIRST_SELF_PAY[claim.place])
    claim.left["eligible"] -= moved
    claim.left["first_self_pay"] += moved


def basic(claim: Claim) -> None:
    """65 / 70 / 75 / 80% by bands from zero, the deductible inside the first; at most 160,000."""
    if claim.given("basic") or unfiled(claim):
        return
    deductible = DEDUCTIBLE
    if int(claim.visit.get("admission_number") or 1) > 1:
        deductible = LATER_DEDUCTIBLE_POOR if claim.poor else LATER_DEDUCTIBLE
    paid = half_up(banded(claim.left["eligible"], BASIC_BANDS, start=deductible))
    room = max(BASIC_CAP - claim.so_far("basic", "paid"), 0)
    claim.pay("basic", min(paid, room), ELIGIBLE)


def critical_illness(claim: Claim) -> None:
    """Yearly: over 14,000 60%, at most 500,000; registered poor over 7,000 65%, no cap."""
    if claim.given("critical_illness") or unfiled(claim):
        return

    def year(base: int) -> int:
        if claim.poor:
            return half_up(max(base - POOR_OVER, 0) * POOR_RATE)
        return min(half_up(max(base - ORDINARY_OVER, 0) * ORDINARY_RATE), ORDINARY_CAP)

    before, now = claim.so_far("critical_illness", "base"), claim.left["eligible"]
    claim.pay("critical_illness", max(year(before + now) - year(before), 0), ELIGIBLE)


def medical_aid(claim: Claim) -> None:
    """By identity and by the size of the single bill; the most generous identity counts."""
    if claim.given("medical_aid") or unfiled(claim):
        return
    large = claim.total > LARGE_BILL
    rates, cap = (AID_LARGE, AID_CAP_LARGE) if large else (AID_SMALL, AID_CAP_SMALL)
    rate = max((rates.get(identity, Fraction(0)) for identity in claim.categories), default=0)
    room = max(cap - claim.so_far("medical_aid", "paid"), 0)
    paid = half_up(Fraction(claim.left["eligible"] * rate))
    claim.pay("medical_aid", min(paid, room), ELIGIBLE)


def government_subsidy(claim: Claim) -> None:
    """A bill above 30,000: 40 / 50 / 60% of eligible and first self-pay left, at most 50,000."""
    if claim.given("government_subsidy") or unfiled(claim) or claim.total <= LARGE_BILL:
        return
    left = claim.left["eligible"] + claim.left["first_self_pay"]
    room = max(SUBSIDY_CAP - claim.so_far("government_subsidy", "paid"), 0)
    paid = min(half_up(banded(left, SUBSIDY_BANDS)), room)
    claim.pay("government_subsidy", paid, ("eligible", "first_self_pay"))


def cut_to_the_floor(claim: Claim) -> None:
    """All together at most 90% of the total; the last payer is cut first, none below nothing."""
    over = max(sum(claim.payers.values()) - half_up(claim.total * FLOOR), 0)
    for layer in reversed(LAYERS):
        if layer in claim.payers and layer not in claim.prior:
            cut = min(over, claim.payers[layer])
            claim.payers[layer] -= cut
            over -= cut


# Random requests ---------------------------------------------------------------------------

EDGES = (1_100_00, 1_200_00, 7_000_00, 14_000_00, 30_000_00, 50_000_00, 70_000_00, 200_000_00)
IDENTITIES = ("destitute", "orphan", "low_income", "registered_poor", "lifted_poor", "veteran")


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge."""
    count = random.choice((0, 1, 1, 1, 2, 3))
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2019-01-01", "2020-06-15", "2024-12-31")),
        "person": {"categories": random.sample(IDENTITIES, count)},
        "visit": random_visit(random),
        "bill": random_bill(random),
        "year_to_date": {"layers": random_year(random)},
    }
    if random.random() < 0.01:
        request["date"] = "2018-12-31"
    if random.random() < 0.01:
        request["person"]["insurance"] = "employee"
    if random.random() < 0.05:
        layer = random.choice(LAYERS)
        largest = fen(request["bill"]["total"]) // 20
        request["prior_payments"] = {layer: yuan(random.choice((0, random.randint(0, largest))))}
    return request


def random_visit(random: Random) -> dict[str, Any]:
    """Mostly a tertiary in-patient, at home or away by any referral."""
    visit: dict[str, Any] = {
        "kind": "inpatient",
        "hospital_level": "tertiary",
        "place": random.choice((*HOME, "in_province", "out_of_province")),
        "admission_number": random.choice((1, 1, 2, 3)),
    }
    if visit["place"] not in HOME:
        visit["referral"] = random.choice(("filed", "filed", "emergency", "unfiled", "local"))
    elif random.random() < 0.2:
        visit["referral"] = random.choice(("local", "filed", "emergency", "unfiled"))
    odd = random.random()
    if odd < 0.03 and visit["place"] in HOME:
        levels = ("village", "township", "primary", "secondary", None)
        visit["hospital_level"] = random.choice(levels)
    elif odd < 0.045:
        visit["kind"] = random.choice(("outpatient", "chronic_outpatient", "delivery"))
    elif odd < 0.055:
        visit["programme"] = "major_disease_quota"
    if random.random() < 0.1:
        visit["findings"] = ["over_treatment"]
    return visit


def random_bill(random: Random) -> dict[str, Any]:
    """Small, middling, very large, or one whose eligible part or total is at an edge."""
    drawn = random.random()
    if drawn < 0.2:  # eligible at an edge, with something beside it
        eligible = random.choice(EDGES) + random.choice((-1, 0, 1))
        beside = [random.choice((0, random.randint(0, eligible // 2))) for _ in range(3)]
        amounts = [eligible, *beside]
    else:
        total = random.choice(EDGES) + random.choice((-1, 0, 1))
        if drawn < 0.8:
            total = random.randint(0, min(10 ** random.randint(4, 9) * 2, 2_000_000_000))
        amounts = random_cut(random, total)
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


def random_year(random: Random) -> dict[str, Any]:
    """What the year has used: nothing, something, or up to the caps."""
    near = random.choice((0, 1, random.randint(0, 5_000_00), random.randint(0, 100_000_00)))
    caps = (
        ("basic", BASIC_CAP),
        ("medical_aid", AID_CAP_SMALL),
        ("medical_aid", AID_CAP_LARGE),
        ("government_subsidy", SUBSIDY_CAP),
    )
    layers: dict[str, Any] = {}
    for layer, cap in caps:
        if random.random() < 0.25:
            layers[layer] = {"base": "0.00", "paid": yuan(max(cap - near, 0))}
    if random.random() < 0.6:
        base = max(random.choice((7_000_00, 14_000_00, 847_333_33)) - near, 0)
        layers["critical_illness"] = {"base": yuan(base), "paid": "0.00"}
    return layers
