"""A second calculator for jx-yichun (江西宜春, 2018), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 1 of the regions' rules: the figures
stand first, then one function for each row of the table, in the order of the chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "jx-yichun"

FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2018, 12, 31)
HOME = ("in_county", "in_city")
POOR = "registered_poor"

# basic
DEDUCTIBLE = {"township": 100_00, "primary": 100_00, "secondary": 400_00, "tertiary": 600_00}
RATE = {
    "township": Fraction(90, 100),
    "primary": Fraction(90, 100),
    "secondary": Fraction(80, 100),
    "tertiary": Fraction(60, 100),
}
WAIVED_FOR_THE_POOR = ("township", "primary", "secondary")
AWAY_DEDUCTIBLE, AWAY_RATE = 600_00, Fraction(50, 100)
BASIC_CAP = 100_000_00

# critical_illness
ORDINARY_OVER, ORDINARY_RATE = 12_000_00, Fraction(50, 100)
POOR_OVER, POOR_RATE = 6_000_00, Fraction(55, 100)
CRITICAL_CAP = 250_000_00

# supplementary
INSIDE_RATE, OUTSIDE_RATE = Fraction(90, 100), Fraction(75, 100)
SUPPLEMENTARY_CAP = 250_000_00

# medical_aid, hospital_waiver, ceiling
AID_RATE, AID_CAP = Fraction(70, 100), 30_000_00
SIX_FREE = (
    "injection",
    "dressing_change",
    "routine_tests",
    "chest_xray",
    "ordinary_bed",
    "nursing",
)
CEILING = Fraction(95, 1000)

# the fixed price, out-patients, chronic out-patients
QUOTA = {
    "secondary": (Fraction(80, 100), Fraction(18, 100)),
    "tertiary": (Fraction(70, 100), Fraction(27, 100)),
}
THREE_FREE = ("registration", "intramuscular_injection", "dressing_change")
CHRONIC_RATE = Fraction(60, 100)
CLASS_1_CAP = 100_000_00
CLASS_2_CAP, CLASS_2_EACH_FURTHER = 5_000_00, 2_000_00

ELIGIBLE = ("eligible",)
OUTSIDE = ("first_self_pay", "over_limit", "own_expense")
PARTS = ELIGIBLE + OUTSIDE
LAYERS = (
    "basic",
    "critical_illness",
    "supplementary",
    "medical_aid",
    "hospital_waiver",
    "backstop",
    "hospital_borne",
)


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
        """Registered poor (建档立卡)."""
        return POOR in self.categories

    @property
    def level(self) -> str:
        """The hospital's level; refused when the rules do not name it."""
        level = self.visit.get("hospital_level")
        if level not in RATE:
            raise Refusal("unknown_parameter")
        return str(level)

    @property
    def total(self) -> int:
        """The whole bill."""
        return fen(self.request["bill"]["total"])

    @property
    def patient(self) -> int:
        """What is left of all four parts."""
        return sum(self.left.values())

    def so_far(self, layer: str, word: str) -> int:
        """The year to date of a layer: `base` or `paid`."""
        layers = (self.request.get("year_to_date") or {}).get("layers") or {}
        return fen((layers.get(layer) or {}).get(word) or "0")

    def account_paid(self, layer: str, account: str) -> int:
        """The year to date of an account of its own within a layer."""
        layers = (self.request.get("year_to_date") or {}).get("layers") or {}
        accounts = (layers.get(layer) or {}).get("accounts") or {}
        return fen((accounts.get(account) or {}).get("paid") or "0")

    def given(self, layer: str) -> bool:
        """Book the layer's prior payment, if there is one."""
        prior = (self.request.get("prior_payments") or {}).get(layer)
        if prior is None:
            return False
        if fen(prior) > self.patient:
            raise Refusal("prior_payment_too_large")
        self.pay(layer, fen(prior), PARTS)
        return True

    def pay(self, layer: str, amount: int, parts: Sequence[str]) -> None:
        """The layer pays, using up the parts in this order."""
        self.payers[layer] = self.payers.get(layer, 0) + amount
        for part in parts:
            used = min(amount, self.left[part])
            self.left[part] -= used
            amount -= used
        assert amount == 0


def items_of(claim: Claim, services: Sequence[str]) -> dict[str, int]:
    """What the named items hold of each part."""
    items = claim.request["bill"].get("items") or []
    named = [item for item in items if item["service"] in services]
    return {part: sum(fen(item.get(part) or "0") for item in named) for part in PARTS}


def parts_of_bill(bill: dict[str, Any]) -> dict[str, int]:
    """The four parts, from the items where the bill has items."""
    rows = bill.get("items") or [bill]
    return {part: sum(fen(row.get(part) or "0") for row in rows) for part in PARTS}


def split(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what of this bill, or the code of the refusal."""
    claim = Claim(request, parts_of_bill(request["bill"]), {})
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
    if any(layer not in LAYERS for layer in claim.request.get("prior_payments") or {}):
        raise Refusal("unknown_layer")
    if claim.visit.get("programme") not in (None, "major_disease_quota", "class_1", "class_2"):
        raise Refusal("unknown_programme")
    if ((claim.request.get("person") or {}).get("insurance") or "resident") != "resident":
        raise Refusal("unknown_parameter")


def settle(claim: Claim) -> None:
    """The chain for this kind of visit."""
    match claim.visit["kind"]:
        case "inpatient" if claim.visit.get("programme") == "major_disease_quota" and claim.poor:
            fixed_price(claim)
        case "inpatient":
            basic(claim)
            critical_illness(claim)
            supplementary(claim)
            medical_aid(claim)
            six_free(claim)
            ceiling(claim)
        case "chronic_outpatient":
            chronic(claim)
            medical_aid(claim)
            ceiling(claim)
        case "outpatient":
            three_free(claim)
        case _:
            raise Refusal("unknown_parameter")


def basic(claim: Claim) -> None:
    """90 / 80 / 60% over 100 / 400 / 600; away from home 50% over 600; at most 100,000."""
    if claim.given("basic"):
        return
    if claim.place in HOME:
        waived = claim.poor and claim.level in WAIVED_FOR_THE_POOR
        deductible, rate = 0 if waived else DEDUCTIBLE[claim.level], RATE[claim.level]
    else:
        deductible, rate = AWAY_DEDUCTIBLE, AWAY_RATE
    paid = half_up(max(claim.left["eligible"] - deductible, 0) * rate)
    room = max(BASIC_CAP - claim.so_far("basic", "paid"), 0)
    claim.pay("basic", min(paid, room), ELIGIBLE)


def critical_illness(claim: Claim) -> None:
    """Yearly on eligible left: over 12,000 50%, the poor over 6,000 55%, at most 250,000."""
    if claim.given("critical_illness"):
        return
    over, rate = (POOR_OVER, POOR_RATE) if claim.poor else (ORDINARY_OVER, ORDINARY_RATE)

    def year(base: int) -> int:
        return min(half_up(max(base - over, 0) * rate), CRITICAL_CAP)

    before, now = claim.so_far("critical_illness", "base"), claim.left["eligible"]
    claim.pay("critical_illness", max(year(before + now) - year(before), 0), ELIGIBLE)


def supplementary(claim: Claim) -> None:
    """The poor: 90% of eligible left, 75% of the rest left, together at most 250,000."""
    if claim.given("supplementary") or not claim.poor:
        return
    room = max(SUPPLEMENTARY_CAP - claim.so_far("supplementary", "paid"), 0)
    inside = min(half_up(claim.left["eligible"] * INSIDE_RATE), room)
    outside = half_up(sum(claim.left[part] for part in OUTSIDE) * OUTSIDE_RATE)
    claim.pay("supplementary", inside, ELIGIBLE)
    claim.pay("supplementary", min(outside, room - inside), OUTSIDE)


def medical_aid(claim: Claim) -> None:
    """The poor: 70% of eligible left, at most 30,000; other identities: nobody knows."""
    if claim.given("medical_aid") or not claim.categories:
        return
    if not claim.poor:
        raise Refusal("unknown_parameter")
    room = max(AID_CAP - claim.so_far("medical_aid", "paid"), 0)
    claim.pay("medical_aid", min(half_up(claim.left["eligible"] * AID_RATE), room), ELIGIBLE)


def six_free(claim: Claim) -> None:
    """住院六免: the named items' share of what is left of each part, each rounded."""
    if claim.given("hospital_waiver") or not claim.poor or claim.place not in HOME:
        return
    if claim.level not in WAIVED_FOR_THE_POOR:
        return
    whole, named = parts_of_bill(claim.request["bill"]), items_of(claim, SIX_FREE)
    for part in PARTS:
        if named[part]:
            waived = half_up(Fraction(claim.left[part] * named[part], whole[part]))
            claim.pay("hospital_waiver", waived, (part,))


def ceiling(claim: Claim) -> None:
    """The poor pay at most 9.5% of the total; the excess is the backstop's or the hospital's."""
    if not claim.poor:
        return
    over_treatment = "over_treatment" in (claim.visit.get("findings") or [])
    excess = max(claim.patient - half_up(claim.total * CEILING), 0)
    claim.pay("hospital_borne" if over_treatment else "backstop", excess, PARTS)


def fixed_price(claim: Claim) -> None:
    """15种重大疾病: shares of the price, which is the bill's total; nothing else applies."""
    if claim.level not in QUOTA:
        raise Refusal("unknown_parameter")
    basic_share, supplementary_share = QUOTA[claim.level]
    claim.pay("basic", half_up(claim.total * basic_share), PARTS)
    claim.pay("supplementary", half_up(claim.total * supplementary_share), PARTS)


def chronic(claim: Claim) -> None:
    """60% of eligible, no deductible, within the cap of the class."""
    if claim.given("basic"):
        return
    programme = claim.visit.get("programme")
    if programme not in ("class_1", "class_2"):
        raise Refusal("unknown_programme")
    further = max(len(claim.visit.get("diseases") or []) - 1, 0)
    cap = CLASS_1_CAP if programme == "class_1" else CLASS_2_CAP + further * CLASS_2_EACH_FURTHER
    room = max(cap - claim.account_paid("basic", programme), 0)
    claim.pay("basic", min(half_up(claim.left["eligible"] * CHRONIC_RATE), room), ELIGIBLE)


def three_free(claim: Claim) -> None:
    """门诊三免: the named items whole, at the source."""
    if not claim.poor or claim.place not in HOME or claim.level not in WAIVED_FOR_THE_POOR:
        return
    for part, amount in items_of(claim, THREE_FREE).items():
        claim.pay("hospital_waiver", amount, (part,))


# Random requests ---------------------------------------------------------------------------

EDGES = (100_00, 400_00, 600_00, 6_000_00, 12_000_00, 100_000_00, 460_545_45, 512_000_00)
SERVICES = (*SIX_FREE, *THREE_FREE, "drug", "ct", "surgery")
OTHERS = ("low_income", "destitute", "veteran", "lifted_poor")


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge."""
    kind = random.choices(
        ("inpatient", "chronic_outpatient", "outpatient", "delivery", "annual_review"),
        (80, 10, 7, 2, 1),
    )[0]
    categories = random_categories(random, kind)
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2018-01-01", "2018-06-15", "2018-12-31")),
        "person": {"categories": categories},
        "visit": random_visit(random, kind, categories),
        "bill": random_items(random) if kind == "outpatient" else random_bill(random, kind),
        "year_to_date": {"layers": random_year(random, kind, categories)},
    }
    if random.random() < 0.02:
        request["date"] = random.choice(("2017-12-31", "2019-01-01"))
    if random.random() < 0.02:
        request["person"]["insurance"] = "employee"
    if kind == "inpatient":
        add_prior(random, request)
    return request


def random_categories(random: Random, kind: str) -> list[str]:
    """Mostly the poor; sometimes nobody, others, or several."""
    drawn = random.random()
    if drawn < 0.65:
        return [POOR]
    if drawn < 0.85:
        return []
    if drawn < 0.92 and kind != "outpatient":
        return [random.choice(OTHERS)]
    return random.sample([POOR, random.choice(OTHERS)], 2)


def random_visit(random: Random, kind: str, categories: list[str]) -> dict[str, Any]:
    """A visit of this kind, its level, place, referral, programme and findings."""
    visit: dict[str, Any] = {
        "kind": kind,
        "hospital_level": random.choice(tuple(RATE)),
        "place": random.choice((*HOME, *HOME, "in_province", "out_of_province")),
    }
    if kind == "inpatient":
        if visit["place"] in HOME and random.random() < 0.05:
            visit["hospital_level"] = random.choice(("village", None))
        if POOR in categories and random.random() < 0.08:
            visit["programme"] = "major_disease_quota"
        if random.random() < 0.02:
            visit["programme"] = "twenty_diseases"
        visit["admission_number"] = random.choice((1, 1, 2, 3))
    if kind == "chronic_outpatient":
        visit["programme"] = random.choice(("class_1", "class_2", "class_2"))
        visit["diseases"] = [f"disease_{n}" for n in range(random.choice((1, 1, 2, 3, 5)))]
    if visit["place"] not in HOME or random.random() < 0.2:
        visit["referral"] = random.choice(("local", "filed", "unfiled", "emergency"))
    if random.random() < 0.3:
        visit["findings"] = ["over_treatment"]
    return visit


def random_amount(random: Random, largest: int) -> int:
    """Fen: small, middling, very large, or at an edge and one fen to each side of it."""
    if random.random() < 0.2:
        return min(random.choice(EDGES) + random.choice((-1, 0, 1)), largest)
    return random.randint(0, min(largest, 10 ** random.randint(3, 9) * 2))


def random_cut(random: Random, total: int) -> dict[str, str]:
    """The total cut into the four parts: all in one, or in any proportions."""
    only = random.random()
    if only < 0.25:
        return {"eligible": yuan(total)}
    if only < 0.3:
        return {"own_expense": yuan(total)}
    cuts = sorted(random.randint(0, total) for _ in range(3))
    if random.random() < 0.5:  # most of it eligible, as bills are
        cuts = [total - (total - cut) // 6 for cut in cuts]
    ends = [0, *cuts, total]
    return {part: yuan(ends[n + 1] - ends[n]) for n, part in enumerate(PARTS)}


def random_bill(random: Random, kind: str) -> dict[str, Any]:
    """A bill in four parts, or one of items."""
    if kind == "inpatient" and random.random() < 0.35:
        return random_items(random)
    total = random_amount(random, 2_000_000_000)
    return {"total": yuan(total), **random_cut(random, total)}


def random_items(random: Random) -> dict[str, Any]:
    """A bill of one to six items, named and unnamed ones."""
    items: list[dict[str, Any]] = []
    for _ in range(random.randint(1, 6)):
        parts = random_cut(random, random_amount(random, 300_000_000))
        items.append({"service": random.choice(SERVICES), **parts})
    total = sum(parts_of_bill({"items": items}).values())
    return {"total": yuan(total), "items": items}


def random_year(random: Random, kind: str, categories: list[str]) -> dict[str, Any]:
    """What the year has used: nothing, something, or up to the caps."""
    near = random.choice((0, 1, random.randint(0, 5_000_00), random.randint(0, 100_000_00)))
    layers: dict[str, Any] = {}
    if random.random() < 0.5:
        caps = {"basic": BASIC_CAP, "supplementary": SUPPLEMENTARY_CAP, "medical_aid": AID_CAP}
        for layer, cap in caps.items():
            if random.random() < 0.5:
                layers[layer] = {"base": "0.00", "paid": yuan(max(cap - near, 0))}
    if random.random() < 0.6:
        edges = EDGES if len(categories) < 2 else EDGES[:5]
        base = max(random.choice(edges) - near, 0)
        layers["critical_illness"] = {"base": yuan(base), "paid": "0.00"}
    if kind == "chronic_outpatient" and random.random() < 0.6:
        cap = random.choice((CLASS_1_CAP, CLASS_2_CAP, CLASS_2_CAP + CLASS_2_EACH_FURTHER))
        account = {"base": "0.00", "paid": yuan(max(cap - near, 0))}
        accounts = dict.fromkeys(("class_1", "class_2"), account)
        layers["basic"] = {**layers.get("basic", {}), "accounts": accounts}
    return layers


def add_prior(random: Random, request: dict[str, Any]) -> None:
    """Sometimes another office has paid already; for the low-income this opens the answer."""
    if request["visit"].get("programme") or request["visit"]["hospital_level"] not in RATE:
        return
    others = request["person"]["categories"] and POOR not in request["person"]["categories"]
    if random.random() > (0.5 if others else 0.04):
        return
    layer = "medical_aid" if others else random.choice(("basic", "critical_illness", "medical_aid"))
    largest = fen(request["bill"]["total"]) // 20
    request["prior_payments"] = {layer: yuan(random.choice((0, random.randint(0, largest))))}
