"""Hunan county (湖南 三提高两补贴一减免一兜底), 2018-01-01 to 2020-12-31: a plain calculator.

Nothing here comes from the engine: it is read beside section 12 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay (nobody says "yearly");
aid, waiver and backstop are for the poor, whom the scheme is for; the waiver names no place; "above
10% of the total" is the patient's share less that 10%, itself rounded half up.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

REGION = "hn-county"
LAYERS = (
    "basic",
    "critical_illness",
    "supplementary",
    "medical_aid",
    "hospital_waiver",
    "backstop",
)
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
FIRST_DAY, LAST_DAY = "2018-01-01", "2020-12-31"
YEARLY_CRITICAL_ILLNESS = False

# basic: 200/80, 500/70, 1,000/60, poor +10 points
PRIMARY = (fen("200.00"), percent("80"))
BASIC = {
    "township": PRIMARY,
    "primary": PRIMARY,
    "secondary": (fen("500.00"), percent("70")),
    "tertiary": (fen("1000.00"), percent("60")),
}
BASIC_POOR_MORE = percent("10")
# critical illness: over 20,000, counted above it; poor half of that, +5 points
SERIOUS_DEDUCTIBLE = fen("20000.00")
SERIOUS_POOR_SHARE = percent("50")
SERIOUS_POOR_MORE = percent("5")
Bands = list[tuple[int, Fraction]]
SERIOUS: Bands = [
    (fen("0.00"), percent("50")),
    (fen("30000.00"), percent("60")),
    (fen("80000.00"), percent("70")),
    (fen("150000.00"), percent("80")),
]
SUPPLEMENTARY_RATE = percent("90")
AID_RATE = percent("50")
AID_CAP = fen("30000.00")
# waiver: half of the share above 10% of the total; backstop: the rest above it, in the county
PROMISED_SHARE = percent("10")
WAIVER_RATE = percent("50")


def banded(base: Fraction, bands: Bands) -> Fraction:
    """Each slice at its own rate; a slice runs from its own start to the start of the next."""
    ends = [*(Fraction(start) for start, _ in bands[1:]), base]
    slices = zip(bands, ends, strict=True)
    return sum(
        (max(Fraction(0), min(base, end) - start) * rate for (start, rate), end in slices),
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
    """The chain: basic, critical illness, special cover, aid, hospital waiver, backstop."""
    stay.pay("basic", lambda: basic(stay), "eligible")
    stay.pay("critical_illness", lambda: critical_illness(stay), "eligible")
    stay.pay("supplementary", lambda: supplementary(stay), "eligible")
    stay.pay("medical_aid", lambda: medical_aid(stay), "eligible")
    stay.pay("hospital_waiver", lambda: half_up(above_promise(stay) * WAIVER_RATE))
    stay.pay("backstop", lambda: backstop(stay))


def is_poor(stay: Stay) -> bool:
    """Whether one of the identities makes the person poor in this region's sense."""
    return bool(POOR & set(stay.person("categories") or ()))


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate, the poor 10 points more."""
    level = stay.visit("hospital_level")
    if level not in BASIC:
        raise Refused("unknown_parameter")
    deductible, rate = BASIC[level]
    rate += BASIC_POOR_MORE if is_poor(stay) else 0
    return half_up(max(0, stay.left["eligible"] - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """Bands above the deductible on what is left of eligible; the poor have half and +5 points."""
    deductible, bands = Fraction(SERIOUS_DEDUCTIBLE), SERIOUS
    if is_poor(stay):
        deductible *= SERIOUS_POOR_SHARE
        bands = [(start, rate + SERIOUS_POOR_MORE) for start, rate in SERIOUS]
    before = stay.so_far("critical_illness", "base") if YEARLY_CRITICAL_ILLNESS else 0
    after = before + stay.left["eligible"]
    year = half_up(banded(max(Fraction(0), after - deductible), bands))
    return year - half_up(banded(max(Fraction(0), before - deductible), bands))


def supplementary(stay: Stay) -> int:
    """The poor: 90% of eligible left."""
    return half_up(stay.left["eligible"] * SUPPLEMENTARY_RATE) if is_poor(stay) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 50% of eligible left, at most 30,000 a year."""
    if not is_poor(stay):
        return 0
    room = max(0, AID_CAP - stay.so_far("medical_aid", "paid"))
    return min(half_up(stay.left["eligible"] * AID_RATE), room)


def above_promise(stay: Stay) -> int:
    """How far a poor patient's share is above 10% of the total."""
    if not is_poor(stay):
        return 0
    return max(0, stay.share - half_up(stay.total * PROMISED_SHARE))


def backstop(stay: Stay) -> int:
    """The rest above 10% of the total, for stays in the county."""
    return above_promise(stay) if stay.visit("place", "in_county") == "in_county" else 0


# Random requests.

EDGES = [SERIOUS_DEDUCTIBLE + start for start, _ in SERIOUS]
EDGES += [SERIOUS_DEDUCTIBLE // 2 + start for start, _ in SERIOUS]
DAYS = [FIRST_DAY, LAST_DAY, *(["2019-06-15"] * 40), "2017-12-31", "2021-01-01"]
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


def some_eligible(random: Random, level: str, poor: bool) -> int:
    """Any size, or one that leaves an edge of a later layer after basic."""
    deductible, rate = BASIC.get(level, BASIC["secondary"])
    rate += BASIC_POOR_MORE if poor else 0
    if random.random() < 0.5:
        return some_size(random)
    if random.random() < 0.2:
        return near(random, deductible)
    target = random.choice([*EDGES, int(AID_CAP / AID_RATE)])
    return near(random, int((target - deductible) / (1 - rate)) + deductible)


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
        visit["programme"] = "natural"
    return visit


def some_year(random: Random) -> dict[str, Any]:
    """What the year has used so far, near the cap of aid."""
    aid = random.choice((0, AID_CAP - 1, AID_CAP, AID_CAP + 1, random.randint(0, 3_500_000)))
    serious = {"base": yuan(near(random, random.choice(EDGES))), "paid": yuan(some_size(random))}
    return {"layers": {"medical_aid": {"paid": yuan(aid)}, "critical_illness": serious}}


def random_request(random: Random) -> Request:
    """A valid request of the contract that may reach any rule of this region."""
    levels = ("township", "primary", "secondary", "tertiary", "village")
    level = random.choices(levels, (24, 24, 24, 24, 4))[0]
    identities = some_identities(random)
    parts = four_parts(random, some_eligible(random, level, bool(POOR & set(identities))))
    request: Request = {
        "region": REGION,
        "date": random.choice(DAYS),
        "person": {"categories": identities},
        "visit": some_visit(random, level),
        "bill": {"total": yuan(sum(parts.values()))}
        | {part: yuan(amount) for part, amount in parts.items()},
    }
    if random.random() < 0.5:
        request["year_to_date"] = some_year(random)
    if random.random() < 0.15 and level in BASIC:
        amount = random.choice((0, random.randint(0, parts["eligible"]), sum(parts.values())))
        request["prior_payments"] = {random.choice(LAYERS): yuan(amount)}
    return request
