"""Anhui, Suzhou (安徽宿州 "351", "180"), 2017-07-01 to 2020-12-31: a plain calculator.

Nothing here comes from the engine: it is read beside section 11 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay (nobody says "yearly");
the least payment names no identity, so everybody has it; the ceiling and the "180" are the poor's
(a report on help for the poor); a chronic out-patient's basic payment must be given; county, city
and "province and beyond" are the places; aid is 10% of the bill's eligible part, at most what is
left of it; at a chronic out-patient visit only the "180" pays, the other rules name no kind.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

REGION = "ah-suzhou"
LAYERS = ("basic", "critical_illness", "medical_aid", "backstop", "supplement_180")
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
FIRST_DAY, LAST_DAY = "2017-07-01", "2020-12-31"
YEARLY_CRITICAL_ILLNESS = False

# basic: 150/85, 400/80, 600/70; no deductible for the poor; at least 45% of the bill
PRIMARY = (fen("150.00"), percent("85"))
BASIC = {
    "township": PRIMARY,
    "primary": PRIMARY,
    "secondary": (fen("400.00"), percent("80")),
    "tertiary": (fen("600.00"), percent("70")),
}
POOR_DEDUCTIBLE = fen("0.00")
LEAST_SHARE_OF_BILL = percent("45")
# critical illness: the poor over 5,000 60%, others over 15,000 50%
SERIOUS_POOR = (fen("5000.00"), percent("60"))
SERIOUS = (fen("15000.00"), percent("50"))
# aid: the poor 10% of the eligible part
AID_RATE = percent("10")
# the "351": what is left of eligible and first self-pay, cumulative over the year
COUNTY, CITY, PROVINCE = fen("3000.00"), fen("5000.00"), fen("10000.00")
CEILING = {
    "in_county": COUNTY,
    "in_city": CITY,
    "in_province": PROVINCE,
    "out_of_province": PROVINCE,
}
# the "180": chronic out-patients, 80% of eligible and first self-pay left
SUPPLEMENT_RATE = percent("80")


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
    if stay.visit("kind") not in ("inpatient", "chronic_outpatient"):
        raise Refused("unknown_parameter")


def walk(stay: Stay) -> None:
    """The chain: basic, critical illness, aid, backstop, and after it the "180"."""
    inpatient = stay.visit("kind") == "inpatient"
    if not inpatient and "basic" not in (stay.request.get("prior_payments") or {}):
        raise Refused("unknown_parameter")
    stay.pay("basic", lambda: basic(stay), "eligible")
    stay.pay("critical_illness", lambda: critical_illness(stay) if inpatient else 0, "eligible")
    stay.pay("medical_aid", lambda: medical_aid(stay) if inpatient else 0, "eligible")
    stay.pay("backstop", lambda: backstop(stay) if inpatient else 0, "eligible", "first_self_pay")
    stay.pay("supplement_180", lambda: 0 if inpatient else supplement_180(stay))


def is_poor(stay: Stay) -> bool:
    """Whether one of the identities makes the person poor in this region's sense."""
    return bool(POOR & set(stay.person("categories") or ()))


def basic(stay: Stay) -> int:
    """The level's rate above the deductible, or 45% of the whole bill where that is more."""
    level = stay.visit("hospital_level")
    if level not in BASIC:
        raise Refused("unknown_parameter")
    deductible, rate = BASIC[level]
    if is_poor(stay):
        deductible = POOR_DEDUCTIBLE
    above = max(0, stay.left["eligible"] - deductible)
    return half_up(max(above * rate, stay.total * LEAST_SHARE_OF_BILL))


def critical_illness(stay: Stay) -> int:
    """What is left of eligible above the deductible, both by identity."""
    deductible, rate = SERIOUS_POOR if is_poor(stay) else SERIOUS
    before = stay.so_far("critical_illness", "base") if YEARLY_CRITICAL_ILLNESS else 0
    year = half_up(max(0, before + stay.left["eligible"] - deductible) * rate)
    return year - half_up(max(0, before - deductible) * rate)


def medical_aid(stay: Stay) -> int:
    """The poor: 10% of the bill's eligible part, at most what is left of it."""
    share = half_up(parts_of(stay.request["bill"])["eligible"] * AID_RATE)
    return min(share, stay.left["eligible"]) if is_poor(stay) else 0


def backstop(stay: Stay) -> int:
    """What the year's eligible and first self-pay left are above the place's ceiling, yearly."""
    if not is_poor(stay):
        return 0
    ceiling = CEILING[stay.visit("place", "in_county")]
    before = stay.so_far("backstop", "base")
    after = before + stay.left["eligible"] + stay.left["first_self_pay"]
    return max(0, after - ceiling) - max(0, before - ceiling)


def supplement_180(stay: Stay) -> int:
    """80% of eligible and first self-pay left."""
    if not is_poor(stay):
        return 0
    return half_up((stay.left["eligible"] + stay.left["first_self_pay"]) * SUPPLEMENT_RATE)


# Random requests.

EDGES = [SERIOUS[0], SERIOUS_POOR[0], COUNTY, CITY, PROVINCE]
DAYS = [FIRST_DAY, LAST_DAY, *(["2018-06-15"] * 40), "2017-06-30", "2021-01-01"]
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
    deductible = POOR_DEDUCTIBLE if poor else deductible
    if random.random() < 0.5:
        return some_size(random)
    if random.random() < 0.2:
        return near(random, deductible)
    target = random.choice(EDGES)
    return near(random, int((target - deductible) / (1 - rate)) + deductible)


def some_identities(random: Random) -> list[str]:
    """None, one or several, poor or not."""
    named = ["registered_poor"] if random.random() < 0.6 else []
    return named + random.sample(CATEGORIES, random.choice((0, 0, 1, 2)))


def some_visit(random: Random, level: str) -> dict[str, Any]:
    """A stay or a chronic out-patient visit, rarely something the policy does not know."""
    kind = "chronic_outpatient" if random.random() < 0.2 else "inpatient"
    place = random.choice(("in_county", "in_county", "in_city", "in_province", "out_of_province"))
    visit: dict[str, Any] = {"kind": kind, "hospital_level": level, "place": place}
    if place in ("in_province", "out_of_province") or random.random() < 0.5:
        visit["referral"] = random.choice(("local", "filed", "unfiled", "emergency"))
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    if random.random() < 0.03:
        visit["kind"] = random.choice(("outpatient", "annual_review", "delivery"))
    if random.random() < 0.02:
        visit["programme"] = "class_1"
    return visit


def some_year(random: Random) -> dict[str, Any]:
    """What the year has used so far, near the ceilings."""
    base = near(random, random.choice((*EDGES, 0, random.randint(0, 2_000_000))))
    serious = {"base": yuan(near(random, random.choice(EDGES))), "paid": yuan(some_size(random))}
    return {
        "layers": {
            "backstop": {"base": yuan(base), "paid": yuan(random.choice((0, base // 3)))},
            "critical_illness": serious,
        }
    }


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
