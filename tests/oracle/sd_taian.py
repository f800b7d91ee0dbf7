"""Shandong, Tai'an (山东泰安), from 2019-01-01: a plain calculator, written from the rules alone.

Nothing here comes from the engine: it is read beside section 9 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; "as 2014" makes critical illness yearly for all, and
the 400,000 binds only the others; waiver, aid and supplement are for the poor, of whom the report
tells; "the same district" is a hospital `in_county`; the township deductible of the poor is 0, a
`primary` hospital's is not; nobody pays what is above 10%.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

REGION = "sd-taian"
LAYERS = ("basic", "critical_illness", "hospital_waiver", "medical_aid", "supplementary")
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
Request = dict[str, Any]


class Refused(Exception):
    """The policy gives no answer; the text is the problem's code."""


def fen(text: str) -> int:
    """An amount in yuan as whole fen: "12.34" is 1234."""
    return int(Fraction(text) * 100)


def yuan(amount: int) -> str:
    """Whole fen as an amount in yuan: 1234 is "12.34"."""
    return f"{amount // 100}.{amount % 100:02d}"


def percent(text: str) -> Fraction:
    """A share: "85" is 85/100."""
    return Fraction(text) / 100


def half_up(exact: Fraction) -> int:
    """Fen, rounded half up: 2.4 is 2, 2.5 is 3."""
    return math.floor(exact + Fraction(1, 2))


@dataclass
class Stay:
    """One request on its way down the chain: what is left of each part, who has paid what."""

    request: Request
    left: dict[str, int]
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The whole bill."""
        return fen(self.request["bill"]["total"])

    @property
    def share(self) -> int:
        """What the patient still has to pay, of all parts."""
        return sum(self.left.values())

    def visit(self, name: str, default: Any = None) -> Any:
        """A field of the visit; what is missing or null takes the default."""
        value = self.request["visit"].get(name)
        return default if value is None else value

    def person(self, name: str) -> Any:
        """A field of the person, or null."""
        return (self.request.get("person") or {}).get(name)

    def so_far(self, layer: str, name: str) -> int:
        """A total of this year: `base` or `paid` of a layer, 0.00 when not given."""
        layers = (self.request.get("year_to_date") or {}).get("layers") or {}
        return fen((layers.get(layer) or {}).get(name, "0.00"))

    def pay(self, layer: str, worked_out: Callable[[], int], *own_parts: str) -> None:
        """A layer's turn: a payment given as a fact stands as it is, else it is worked out."""
        given = (self.request.get("prior_payments") or {}).get(layer)
        amount = worked_out() if given is None else fen(given)
        if amount > self.share:
            raise Refused("prior_payment_too_large")
        self.paid[layer] = amount
        for part in (*own_parts, *(part for part in PARTS if part not in own_parts)):
            used = min(amount, self.left[part])
            self.left[part] -= used
            amount -= used


def parts_of(bill: dict[str, Any]) -> dict[str, int]:
    """The four parts, given as such or as the sums of the items."""
    rows = bill.get("items") or [bill]
    return {part: sum(fen(row.get(part, "0.00")) for row in rows) for part in PARTS}


def split(request: Request) -> dict[str, Any]:
    """Who pays what, or the code of the problem."""
    stay = Stay(request, parts_of(request["bill"]))
    try:
        check(stay)
        walk(stay)
    except Refused as refusal:
        return {"error": str(refusal)}
    payers = {layer: yuan(amount) for layer, amount in stay.paid.items() if amount > 0}
    return {"payers": payers, "patient": yuan(stay.share)}


POOR = {"registered_poor"}
# what the source does not speak of at all is refused, not taken as harmless
EXCLUSIONS = {"crime", "third_party_liable", "work_injury", "suicide_or_fight"}
FIRST_DAY = "2019-01-01"

# basic: 200/90, 500/80, 900/65; township deductible 0 for the poor
PRIMARY = (fen("200.00"), percent("90"))
BASIC = {
    "township": PRIMARY,
    "primary": PRIMARY,
    "secondary": (fen("500.00"), percent("80")),
    "tertiary": (fen("900.00"), percent("65")),
}
TOWNSHIP_POOR_DEDUCTIBLE = fen("0.00")
Bands = list[tuple[int, Fraction]]
# critical illness, yearly, from zero: the poor over 5,000 65%, 100,000 75%, 200,000 85%
SERIOUS_POOR: Bands = [
    (fen("5000.00"), percent("65")),
    (fen("100000.00"), percent("75")),
    (fen("200000.00"), percent("85")),
]
# others as 2014: over 10,000 50%, over 100,000 60%, cap 400,000
SERIOUS: Bands = [(fen("10000.00"), percent("50")), (fen("100000.00"), percent("60"))]
SERIOUS_CAP = fen("400000.00")
# waiver before aid: two free, two half
WAIVED = {
    "registration": percent("100"),
    "consultation": percent("100"),
    "expert_consultation": percent("50"),
    "large_equipment_exam": percent("50"),
}
AID_RATE = percent("70")
AID_CAP = fen("20000.00")
SUPPLEMENTARY_RATE = percent("90")


def banded(base: int, bands: Bands) -> Fraction:
    """Each slice at its own rate; a slice runs from its own start to the start of the next."""
    ends = [start for start, _ in bands[1:]] + [base]
    slices = zip(bands, ends, strict=True)
    return sum(
        (max(0, min(base, end) - start) * rate for (start, rate), end in slices), Fraction(0)
    )


def check(stay: Stay) -> None:
    """What the policy does not know, in the order of the contract."""
    if stay.visit("discharged", stay.request["date"]) < FIRST_DAY:
        raise Refused("no_policy_in_force")
    if set(stay.request.get("prior_payments") or {}) - set(LAYERS):
        raise Refused("unknown_layer")
    if stay.visit("programme") is not None:
        raise Refused("unknown_programme")
    if stay.person("insurance") not in (None, "resident"):
        raise Refused("unknown_parameter")
    if EXCLUSIONS & set(stay.visit("findings", ())):
        raise Refused("unknown_parameter")
    if stay.visit("kind") != "inpatient":
        raise Refused("unknown_parameter")


def walk(stay: Stay) -> None:
    """The chain: basic, critical illness, hospital waiver, aid, supplement."""
    stay.pay("basic", lambda: basic(stay), "eligible")
    stay.pay("critical_illness", lambda: critical_illness(stay), "eligible")
    hospital_waiver(stay)
    stay.pay("medical_aid", lambda: medical_aid(stay), "eligible")
    stay.pay("supplementary", lambda: supplementary(stay), "eligible")


def is_poor(stay: Stay) -> bool:
    """Whether one of the identities makes the person poor in this region's sense."""
    return bool(POOR & set(stay.person("categories") or ()))


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    level = stay.visit("hospital_level")
    if level not in BASIC:
        raise Refused("unknown_parameter")
    deductible, rate = BASIC[level]
    if level == "township" and is_poor(stay):
        deductible = TOWNSHIP_POOR_DEDUCTIBLE
    return half_up(max(0, stay.left["eligible"] - deductible) * rate)


def serious_year(base: int, poor: bool) -> int:
    """The year's benefit on a cumulative base, rounded and capped."""
    if poor:
        return half_up(banded(base, SERIOUS_POOR))
    return min(half_up(banded(base, SERIOUS)), SERIOUS_CAP)


def critical_illness(stay: Stay) -> int:
    """Yearly: the year's benefit with this stay less the year's benefit before it."""
    before = stay.so_far("critical_illness", "base")
    after = before + stay.left["eligible"]
    return serious_year(after, is_poor(stay)) - serious_year(before, is_poor(stay))


def hospital_waiver(stay: Stay) -> None:
    """Of each part: what is left of it times the waived items' share of it, in the district."""
    if "hospital_waiver" in (stay.request.get("prior_payments") or {}):
        return stay.pay("hospital_waiver", lambda: 0)
    stay.paid["hospital_waiver"] = 0
    if is_poor(stay) and stay.visit("place", "in_county") == "in_county":
        for part, whole in parts_of(stay.request["bill"]).items():
            amount = half_up(stay.left[part] * waived(stay, part) / max(1, whole))
            stay.left[part] -= amount
            stay.paid["hospital_waiver"] += amount
    return None


def waived(stay: Stay, part: str) -> Fraction:
    """The free items of one part of the bill and half of the half-price ones."""
    items = stay.request["bill"].get("items") or ()
    return sum(
        (fen(item.get(part, "0.00")) * WAIVED.get(item["service"], Fraction(0)) for item in items),
        Fraction(0),
    )


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 20,000 a year."""
    if not is_poor(stay):
        return 0
    room = max(0, AID_CAP - stay.so_far("medical_aid", "paid"))
    return min(half_up(stay.left["eligible"] * AID_RATE), room)


def supplementary(stay: Stay) -> int:
    """The poor: 90% of eligible left."""
    return half_up(stay.left["eligible"] * SUPPLEMENTARY_RATE) if is_poor(stay) else 0


# Random requests.

EDGES = [start for start, _ in (*SERIOUS, *SERIOUS_POOR)]
EDGES.append(69166667)  # where the others reach the cap
DAYS = [FIRST_DAY, *(["2019-06-15"] * 30), "2018-12-31", "2026-11-01"]
CATEGORIES = ("low_income", "destitute", "lifted_poor", "severely_disabled")
SERVICES = (*WAIVED, *WAIVED, "drug", "surgery", "routine_tests")


def near(random: Random, amount: int) -> int:
    """An edge, or a fen or a few to one of its sides."""
    return max(1, amount + random.choice((0, 0, -1, 1, -1, 1, random.randint(-30, 30))))


def some_size(random: Random) -> int:
    """A bill of any size, from a fen to some millions of yuan."""
    return min(180_000_000, int(10 ** random.uniform(0.5, 8.3)))


def four_parts(random: Random, eligible: int) -> dict[str, int]:
    """The eligible part given, the three others in all proportions, often nothing."""
    parts = dict.fromkeys(PARTS, 0) | {"eligible": eligible}
    for part in PARTS[1:]:
        if random.random() < 0.5:
            parts[part] = int((eligible + 100) * 10 ** random.uniform(-3, 0.3))
    return parts if random.random() < 0.97 else parts | {"eligible": 0, "own_expense": eligible}


def some_eligible(random: Random, level: str) -> int:
    """Any size, or one that leaves an edge of a later layer after basic."""
    deductible, rate = BASIC.get(level, BASIC["secondary"])
    if random.random() < 0.5:
        return some_size(random)
    if random.random() < 0.2:
        return near(random, deductible)
    target = random.choice([*EDGES[:4], int(AID_CAP / AID_RATE)])
    return near(random, int((target - deductible) / (1 - rate)) + deductible)


def some_items(random: Random, parts: dict[str, int]) -> list[dict[str, str]]:
    """The four parts as items, each part cut among a few services."""
    items = [{"service": random.choice(SERVICES)} for _ in range(random.randint(1, 6))]
    for part, whole in parts.items():
        for item in items[1:]:
            amount = random.choice((0, random.randint(0, whole)))
            item[part] = yuan(amount)
            whole -= amount
        items[0][part] = yuan(whole)
    return items


def some_bill(random: Random, level: str) -> dict[str, Any]:
    """A bill of four parts or, as often, of items."""
    parts = four_parts(random, some_eligible(random, level))
    total = {"total": yuan(sum(parts.values()))}
    if random.random() < 0.5:
        return total | {"items": some_items(random, parts)}
    return total | {part: yuan(amount) for part, amount in parts.items()}


def some_identities(random: Random) -> list[str]:
    """None, one or several, poor or not."""
    named = ["registered_poor"] if random.random() < 0.6 else []
    return named + random.sample(CATEGORIES, random.choice((0, 0, 1, 2)))


def some_visit(random: Random, level: str) -> dict[str, Any]:
    """A stay, rarely something the policy does not know."""
    place = random.choice(("in_county", "in_county", "in_city", "in_province", "out_of_province"))
    visit: dict[str, Any] = {"kind": "inpatient", "hospital_level": level, "place": place}
    if place in ("in_province", "out_of_province") or random.random() < 0.5:
        visit["referral"] = random.choice(("local", "filed", "unfiled", "emergency"))
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    if random.random() < 0.03:
        visit["kind"] = random.choice(("outpatient", "chronic_outpatient", "delivery"))
    if random.random() < 0.02:
        visit["programme"] = "twenty_diseases"
    return visit


def some_year(random: Random) -> dict[str, Any]:
    """What the year has used so far, near the edges of critical illness and the cap of aid."""
    aid = random.choice((0, AID_CAP - 1, AID_CAP, AID_CAP + 1, random.randint(0, 2_500_000)))
    base = near(random, random.choice((*EDGES, random.randint(0, 90_000_000))))
    paid = yuan(random.choice((0, base // 2)))
    return {
        "layers": {
            "medical_aid": {"paid": yuan(aid)},
            "critical_illness": {"base": yuan(base), "paid": paid},
        }
    }


def random_request(random: Random) -> Request:
    """A valid request of the contract that may reach any rule of this region."""
    levels = ("township", "primary", "secondary", "tertiary", "village")
    level = random.choices(levels, (24, 24, 24, 24, 4))[0]
    bill = some_bill(random, level)
    request: Request = {
        "region": REGION,
        "date": random.choice(DAYS),
        "person": {"categories": some_identities(random)},
        "visit": some_visit(random, level),
        "bill": bill,
    }
    if random.random() < 0.5:
        request["year_to_date"] = some_year(random)
    if random.random() < 0.15 and level in BASIC:
        total = fen(bill["total"])
        amount = random.choice((0, random.randint(0, parts_of(bill)["eligible"]), total))
        request["prior_payments"] = {random.choice(LAYERS): yuan(amount)}
    return request
