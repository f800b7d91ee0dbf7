"""Henan, Luoyang (河南洛阳), 2020: a plain calculator, written from the rules alone.

Nothing here comes from the engine: it is read beside section 13 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay, its bands counted from
zero (nobody says "yearly"); aid and special fund are for the poor, of whom the report tells; the
"patient's township hospital" is a `township` hospital `in_county`; `primary` is not named.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

REGION = "ha-luoyang"
LAYERS = ("basic", "critical_illness", "supplementary", "medical_aid", "special_fund")
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
FIRST_DAY, LAST_DAY = "2020-01-01", "2020-12-31"
YEARLY_CRITICAL_ILLNESS = False

# basic: township 200/90, secondary 600/80, tertiary 1,200/65
BASIC = {
    "township": (fen("200.00"), percent("90")),
    "secondary": (fen("600.00"), percent("80")),
    "tertiary": (fen("1200.00"), percent("65")),
}
Bands = list[tuple[int, Fraction]]
# critical illness: over 11,000 (poor 5,500) up to 100,000 60% (poor 80%), above 70% (poor 85%)
SERIOUS: Bands = [(fen("11000.00"), percent("60")), (fen("100000.00"), percent("70"))]
SERIOUS_POOR: Bands = [(fen("5500.00"), percent("80")), (fen("100000.00"), percent("85"))]
# reinsurance for the poor: over 3,000, from zero, to 5,000 30%, 10,000 40%, 15,000 50%, ...
REINSURANCE: Bands = [
    (fen("3000.00"), percent("30")),
    (fen("5000.00"), percent("40")),
    (fen("10000.00"), percent("50")),
    (fen("15000.00"), percent("80")),
    (fen("50000.00"), percent("90")),
]
AID_RATE = percent("70")
AID_CAP = fen("10000.00")
WHOLE_YUAN = 100


def banded(base: int, bands: Bands) -> Fraction:
    """Each slice at its own rate; a slice runs from its own start to the start of the next."""
    ends = [start for start, _ in bands[1:]] + [base]
    return sum(
        (
            max(0, min(base, end) - start) * rate
            for (start, rate), end in zip(bands, ends, strict=True)
        ),
        Fraction(0),
    )


def check(stay: Stay) -> None:
    """What the policy does not know, in the order of the contract."""
    if not FIRST_DAY <= stay.visit("discharged", stay.request["date"]) <= LAST_DAY:
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
    """The chain: basic, critical illness, reinsurance, aid, special fund."""
    stay.pay("basic", lambda: basic(stay), "eligible")
    stay.pay("critical_illness", lambda: critical_illness(stay), "eligible")
    stay.pay("supplementary", lambda: supplementary(stay), "eligible")
    stay.pay("medical_aid", lambda: medical_aid(stay), "eligible")
    stay.pay("special_fund", lambda: special_fund(stay), "eligible")


def is_poor(stay: Stay) -> bool:
    """Whether one of the identities makes the person poor in this region's sense."""
    return bool(POOR & set(stay.person("categories") or ()))


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    level = stay.visit("hospital_level")
    if level not in BASIC:
        raise Refused("unknown_parameter")
    deductible, rate = BASIC[level]
    return half_up(max(0, stay.left["eligible"] - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """Bands from zero on what is left of eligible; the poor have their own."""
    bands = SERIOUS_POOR if is_poor(stay) else SERIOUS
    before = stay.so_far("critical_illness", "base") if YEARLY_CRITICAL_ILLNESS else 0
    year = half_up(banded(before + stay.left["eligible"], bands))
    return year - half_up(banded(before, bands))


def supplementary(stay: Stay) -> int:
    """The reinsurance of the poor, bands from zero on what is left of eligible."""
    return half_up(banded(stay.left["eligible"], REINSURANCE)) if is_poor(stay) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 10,000 a year, down to whole yuan."""
    if not is_poor(stay):
        return 0
    room = max(0, AID_CAP - stay.so_far("medical_aid", "paid"))
    exact = min(stay.left["eligible"] * AID_RATE, Fraction(room))
    return math.floor(exact / WHOLE_YUAN) * WHOLE_YUAN


def special_fund(stay: Stay) -> int:
    """What is left of eligible, at the patient's own township hospital."""
    at_home = stay.visit("hospital_level") == "township"
    at_home = at_home and stay.visit("place", "in_county") == "in_county"
    return stay.left["eligible"] if at_home and is_poor(stay) else 0


# Random requests.

EDGES = [start for bands in (SERIOUS, SERIOUS_POOR, REINSURANCE) for start, _ in bands]
DAYS = [FIRST_DAY, LAST_DAY, *(["2020-06-15"] * 40), "2019-12-31", "2021-01-01"]
CATEGORIES = ("low_income", "destitute", "lifted_poor", "severely_disabled")


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
    target = random.choice([*EDGES, int(AID_CAP / AID_RATE)])
    return near(random, int(max(0, target - deductible) / (1 - rate)) + deductible)


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


def random_request(random: Random) -> Request:
    """A valid request of the contract that may reach any rule of this region."""
    level = random.choices(
        ("township", "secondary", "tertiary", "primary", "village"), (40, 25, 25, 3, 3)
    )[0]
    parts = four_parts(random, some_eligible(random, level))
    request: Request = {
        "region": REGION,
        "date": random.choice(DAYS),
        "person": {"categories": some_identities(random)},
        "visit": some_visit(random, level),
        "bill": {"total": yuan(sum(parts.values()))}
        | {part: yuan(amount) for part, amount in parts.items()},
    }
    if random.random() < 0.5:
        aid = random.choice((0, 1_000, 9_999, 10_000, 10_001, random.randint(0, 12_000)))
        serious = {
            "base": yuan(near(random, random.choice(EDGES))),
            "paid": yuan(some_size(random)),
        }
        request["year_to_date"] = {
            "layers": {"medical_aid": {"paid": yuan(aid * 100)}, "critical_illness": serious}
        }
    if random.random() < 0.15 and level in BASIC:
        amount = random.choice((0, random.randint(0, parts["eligible"]), sum(parts.values())))
        request["prior_payments"] = {random.choice(LAYERS): yuan(amount)}
    return request
