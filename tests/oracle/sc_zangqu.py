"""Sichuan, a county of the Tibetan area (四川藏区), 2018: a plain calculator.

Nothing here comes from the engine: it is read beside section 10 of the facts. Readings where the
text leaves room: the plan is for the poor, so all but basic and critical illness is for
`registered_poor`; critical illness is per stay
(nobody says "yearly"); what emergency aid pays is not said, so it must be given; inside the city
the referral has no effect, so the ceiling of 5% holds there; basic for chronic out-patients must be
given; the poverty-line ceiling is a layer of its own behind the 5%;
what is free of charge is the hospital's to waive, items before anything else; the two lists of
diseases are programmes named below.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

REGION = "sc-zangqu"
LAYERS = (
    "hospital_borne",
    "hospital_waiver",
    "basic",
    "critical_illness",
    "county_full_cover",
    "medical_aid",
    "emergency_aid",
    "love_fund",
    "health_fund",
    "backstop",
    "major_disease_ceiling",
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


FIRST_DAY, LAST_DAY = "2018-01-01", "2018-12-31"
YEARLY_CRITICAL_ILLNESS = False
# How a request says that a disease is one of the 93, or a major one: the facts give no words.
ONE_OF_93 = "diseases_93"
MAJOR_DISEASE = "major_disease"

# basic 200/85, 400/75, 600/60
PRIMARY = (fen("200.00"), percent("85"))
BASIC = {
    "township": PRIMARY,
    "primary": PRIMARY,
    "secondary": (fen("400.00"), percent("75")),
    "tertiary": (fen("600.00"), percent("60")),
}
# critical illness: over 5,000 50%
SERIOUS_DEDUCTIBLE = fen("5000.00")
SERIOUS_RATE = percent("50")
# aid: 70%, at most 20,000
AID_RATE = percent("70")
AID_CAP = fen("20000.00")
EMERGENCY_FINDINGS = {"no_identity", "cannot_pay"}
# love fund: 40% of the patient's share, at most 20,000 a person
LOVE_FUND_RATE = percent("40")
LOVE_FUND_CAP = fen("20000.00")
# health fund: gate 500, at most 5,000 a household and year
HEALTH_FUND_GATE = fen("500.00")
HEALTH_FUND_CAP = fen("5000.00")
# ceilings: 5% of the total; for major diseases the year's poverty line
CEILING = percent("5")
POVERTY_LINE = "2995.00"
FREE_ITEMS = {"general_consultation", "in_hospital_consultation"}
FREE_PROGRAMMES = {"cataract", "hiv", "echinococcosis_drug", "delivery"}
POOR = {"registered_poor"}
# what the plan does not speak of at all is refused, not taken as harmless
EXCLUSIONS = {"crime", "third_party_liable", "work_injury", "suicide_or_fight"}


def is_poor(stay: Stay) -> bool:
    """Whether one of the identities makes the person poor in this region's sense."""
    return bool(POOR & set(stay.person("categories") or ()))


def check(stay: Stay) -> None:
    """What the policy does not know, in the order of the contract."""
    if not FIRST_DAY <= stay.visit("discharged", stay.request["date"]) <= LAST_DAY:
        raise Refused("no_policy_in_force")
    if set(stay.request.get("prior_payments") or {}) - set(LAYERS):
        raise Refused("unknown_layer")
    if stay.visit("programme") not in (None, ONE_OF_93, MAJOR_DISEASE, *FREE_PROGRAMMES):
        raise Refused("unknown_programme")
    if EXCLUSIONS & set(stay.visit("findings", ())):
        raise Refused("unknown_parameter")
    if stay.person("insurance") not in (None, "resident"):
        raise Refused("unknown_parameter")
    if stay.visit("kind") not in ("inpatient", "chronic_outpatient"):
        raise Refused("unknown_parameter")


def walk(stay: Stay) -> None:
    """The chain; irregular stays, free programmes, chronic out-patients go past most of it."""
    irregular = "irregular_stay" in stay.visit("findings", [])
    free = is_poor(stay) and stay.visit("programme") in FREE_PROGRAMMES
    whole = stay.visit("kind") == "inpatient" and not irregular and not free
    stay.pay("hospital_borne", lambda: stay.share if irregular else 0)
    hospital_waiver(stay, whole, free)
    chronic = stay.visit("kind") == "chronic_outpatient" and not irregular and not free
    if chronic and "basic" not in (stay.request.get("prior_payments") or {}):
        raise Refused("unknown_parameter")
    stay.pay("basic", lambda: basic(stay) if whole else 0, "eligible")
    stay.pay("critical_illness", lambda: critical_illness(stay) if whole else 0, "eligible")
    stay.pay("county_full_cover", lambda: county_full_cover(stay) if whole else 0, "eligible")
    stay.pay("medical_aid", lambda: medical_aid(stay) if whole else 0, "eligible")
    stay.pay("emergency_aid", lambda: emergency_aid(stay) if whole else 0)
    stay.pay("love_fund", lambda: love_fund(stay) if whole else 0)
    stay.pay("health_fund", lambda: health_fund(stay) if whole else 0)
    stay.pay("backstop", lambda: backstop(stay))
    stay.pay("major_disease_ceiling", lambda: major_disease_ceiling(stay))


def hospital_waiver(stay: Stay, whole: bool, free: bool) -> None:
    """Free items at the source, out of their own parts; under a free programme the whole bill."""
    if "hospital_waiver" in (stay.request.get("prior_payments") or {}) or not whole:
        return stay.pay("hospital_waiver", lambda: stay.share if free else 0)
    stay.paid["hospital_waiver"] = 0
    for item in stay.request["bill"].get("items") or () if is_poor(stay) else ():
        for part in PARTS if item["service"] in FREE_ITEMS else ():
            amount = min(fen(item.get(part, "0.00")), stay.left[part])
            stay.left[part] -= amount
            stay.paid["hospital_waiver"] += amount
    return None


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    level = stay.visit("hospital_level")
    if level not in BASIC:
        raise Refused("unknown_parameter")
    deductible, rate = BASIC[level]
    return half_up(max(0, stay.left["eligible"] - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """50% of what is left of eligible above 5,000."""
    before = stay.so_far("critical_illness", "base") if YEARLY_CRITICAL_ILLNESS else 0
    after = before + stay.left["eligible"]
    year = half_up(max(0, after - SERIOUS_DEDUCTIBLE) * SERIOUS_RATE)
    return year - half_up(max(0, before - SERIOUS_DEDUCTIBLE) * SERIOUS_RATE)


def county_full_cover(stay: Stay) -> int:
    """In the county, all that is left of eligible."""
    in_county = stay.visit("place", "in_county") == "in_county"
    return stay.left["eligible"] if in_county and is_poor(stay) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 20,000 a year."""
    if not is_poor(stay):
        return 0
    room = max(0, AID_CAP - stay.so_far("medical_aid", "paid"))
    return min(half_up(stay.left["eligible"] * AID_RATE), room)


def emergency_aid(stay: Stay) -> int:
    """Only where nobody knows the patient or the patient cannot pay; how much is not said."""
    if EMERGENCY_FINDINGS & set(stay.visit("findings", [])):
        raise Refused("unknown_parameter")
    return 0


def love_fund(stay: Stay) -> int:
    """For the 93 diseases: 40% of the patient's share, at most 20,000 a person and year."""
    if stay.visit("programme") != ONE_OF_93 or not is_poor(stay):
        return 0
    room = max(0, LOVE_FUND_CAP - stay.so_far("love_fund", "paid"))
    return min(half_up(stay.share * LOVE_FUND_RATE), room)


def health_fund(stay: Stay) -> int:
    """The patient's share from 500 on, the whole of it, at most 5,000 a household and year."""
    household = (stay.request.get("year_to_date") or {}).get("household") or {}
    used = (household.get("layers") or {}).get("health_fund") or {}
    room = max(0, HEALTH_FUND_CAP - fen(used.get("paid", "0.00")))
    return min(stay.share, room) if stay.share >= HEALTH_FUND_GATE and is_poor(stay) else 0


def backstop(stay: Stay) -> int:
    """The poor: what is above 5% of the total, where the ceiling holds."""
    return above_ceiling(stay) if ceiling_holds(stay) and is_poor(stay) else 0


def major_disease_ceiling(stay: Stay) -> int:
    """The poor with a major disease: the year's self-pay above the poverty line."""
    if stay.visit("programme") != MAJOR_DISEASE or not is_poor(stay):
        return 0
    line = fen((stay.request.get("statistics") or {}).get("poverty_line") or POVERTY_LINE)
    before = stay.so_far("major_disease_ceiling", "base")
    after = before + stay.share
    return max(0, after - line) - max(0, before - line)


def above_ceiling(stay: Stay) -> int:
    """How far the patient's share is above 5% of the total."""
    return max(0, stay.share - half_up(stay.total * CEILING))


def ceiling_holds(stay: Stay) -> bool:
    """In county and city always; away from home when filed, an emergency counts as filed."""
    place = stay.visit("place", "in_county")
    return place in ("in_county", "in_city") or stay.visit("referral") in ("filed", "emergency")


# Random requests.

EDGES = (SERIOUS_DEDUCTIBLE, int(AID_CAP / AID_RATE))
SHARES = (HEALTH_FUND_GATE, HEALTH_FUND_CAP, int(LOVE_FUND_CAP / LOVE_FUND_RATE), fen(POVERTY_LINE))
DAYS = [FIRST_DAY, LAST_DAY, *(["2018-06-15"] * 40), "2017-12-31", "2019-01-01"]
CATEGORIES = ("registered_poor", "low_income", "destitute", "severely_disabled")
SERVICES = (*FREE_ITEMS, *FREE_ITEMS, "drug", "surgery", "registration")


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
    return near(random, int((random.choice(EDGES) - deductible) / (1 - rate)) + deductible)


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
    """A bill of four parts or of items; sometimes its own expense is near an edge of the funds."""
    parts = four_parts(random, some_eligible(random, level))
    if random.random() < 0.3:
        parts |= dict.fromkeys(PARTS[1:], 0) | {"own_expense": near(random, random.choice(SHARES))}
    total = {"total": yuan(sum(parts.values()))}
    if random.random() < 0.4:
        return total | {"items": some_items(random, parts)}
    return total | {part: yuan(amount) for part, amount in parts.items()}


def some_visit(random: Random, level: str) -> dict[str, Any]:
    """A stay or a chronic out-patient visit, rarely something the policy does not know."""
    kind = "chronic_outpatient" if random.random() < 0.15 else "inpatient"
    place = random.choice(("in_county", "in_county", "in_city", "in_province", "out_of_province"))
    visit: dict[str, Any] = {"kind": kind, "hospital_level": level, "place": place}
    if place in ("in_province", "out_of_province") or random.random() < 0.5:
        visit["referral"] = random.choice(("local", "filed", "unfiled", "emergency"))
    if random.random() < 0.3 and kind == "inpatient":
        visit["programme"] = random.choice((ONE_OF_93, MAJOR_DISEASE))
    elif random.random() < 0.03:
        visit["kind"] = random.choice(("outpatient", "annual_review"))
    elif level in BASIC and kind == "inpatient":
        visit |= some_special_path(random)
    return visit


def some_special_path(random: Random) -> dict[str, Any]:
    """A finding or a programme, not both."""
    chance = random.random()
    if chance < 0.1:
        words = ("irregular_stay", "no_identity", "cannot_pay", "over_treatment", "crime")
        return {"findings": [random.choice(words)]}
    if chance < 0.16:
        return {"programme": random.choice((*FREE_PROGRAMMES, "twenty_diseases"))}
    return {}


def some_year(random: Random) -> dict[str, Any]:
    """What person and household have used so far this year, near the caps."""
    cap = random.choice((0, AID_CAP - 1, AID_CAP, AID_CAP + 1, random.randint(0, 2_500_000)))
    fund = random.choice((0, HEALTH_FUND_CAP - 1, HEALTH_FUND_CAP, random.randint(0, 600_000)))
    base = random.choice((0, near(random, fen(POVERTY_LINE)), random.randint(0, 500_000)))
    serious = {"base": yuan(near(random, SERIOUS_DEDUCTIBLE)), "paid": yuan(some_size(random))}
    return {
        "layers": {
            "critical_illness": serious,
            "medical_aid": {"paid": yuan(cap)},
            "love_fund": {"paid": yuan(max(0, AID_CAP - cap))},
            "major_disease_ceiling": {"base": yuan(base), "paid": yuan(base // 2)},
        },
        "household": {"layers": {"health_fund": {"paid": yuan(fund)}}},
    }


def random_request(random: Random) -> Request:
    """A valid request of the contract that may reach any rule of this region."""
    levels = ("township", "primary", "secondary", "tertiary", "village")
    level = random.choices(levels, (24, 24, 24, 24, 4))[0]
    bill = some_bill(random, level)
    request: Request = {
        "region": REGION,
        "date": random.choice(DAYS),
        "person": {"categories": random.sample(CATEGORIES, random.choice((0, 1, 1, 2, 3)))},
        "visit": some_visit(random, level),
        "bill": bill,
    }
    if random.random() < 0.5:
        request["year_to_date"] = some_year(random)
    if random.random() < 0.2:
        request["statistics"] = {"poverty_line": random.choice(("2995.00", "2800.01", "3218.00"))}
    return with_given_payment(random, request, level)


def with_given_payment(random: Random, request: Request, level: str) -> Request:
    """Sometimes one layer's payment is given; emergency aid always may be, and then must be."""
    findings = request["visit"].get("findings", [])
    if level not in BASIC or "irregular_stay" in findings or "programme" in request["visit"]:
        return request
    if request["visit"]["kind"] == "chronic_outpatient" and random.random() < 0.8:
        half = parts_of(request["bill"])["eligible"] // 2
        return request | {"prior_payments": {"basic": yuan(half)}}
    eligible, total = parts_of(request["bill"])["eligible"], fen(request["bill"]["total"])
    if EMERGENCY_FINDINGS & set(findings):
        if random.random() < 0.7:
            request["prior_payments"] = {"emergency_aid": yuan(random.choice((0, eligible // 20)))}
    elif random.random() < 0.15:
        amount = random.choice((0, random.randint(0, eligible), total))
        request["prior_payments"] = {random.choice(LAYERS): yuan(amount)}
    return request
