"""Beijing (bj-beijing), worked out straight from its rules: a second opinion on every split.

京医保发〔2022〕37号 and the 2019 critical-illness notice, in force from 2023-01-01. Everything is
whole fen and exact fractions; nothing of the product is imported. No rule of this region looks at
the hospital's level, so every level (and none) is answered alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

REGION = "bj-beijing"
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LARGEST_BILL = 2_000_000_000


def yuan(text: str) -> int:
    """An amount in yuan, in whole fen."""
    amount = Fraction(text) * 100
    assert amount.denominator == 1
    return int(amount)


def percent(text: str) -> Fraction:
    """A rate in per cent, exactly."""
    return Fraction(text) / 100


def half_up(amount: Fraction) -> int:
    """Round to the fen: 2.4 fen -> 2, 2.5 fen -> 3."""
    return int((amount + Fraction(1, 2)) // 1)


def text_of(amount: int) -> str:
    """Whole fen, written in yuan."""
    return f"{amount // 100}.{amount % 100:02d}"


EXCLUSIONS = {"crime", "third_party_liable", "work_injury", "suicide_or_fight"}


# --- The figures -------------------------------------------------------------------------------

IN_FORCE_FROM = "2023-01-01"
LAYERS = ("basic", "critical_illness", "medical_aid", "annual_review")
POOR = ("destitute", "low_income", "low_income_edge")

# critical_illness: yearly, bands counted above the deductible, no cap.
OVER = yuan("30404.00")
FIRST_BAND = yuan("50000.00")
RATES = (percent("60.00"), percent("70.00"))
POOR_OVER = yuan("15202.00")
POOR_FIRST_BAND = yuan("50000.00")
POOR_RATES = (percent("65.00"), percent("75.00"))

# medical_aid, in-patient: the cap binds the destitute too.
INPATIENT_AID = {
    "destitute": percent("100.00"),
    "low_income": percent("85.00"),
    "low_income_edge": percent("85.00"),
}
INPATIENT_AID_CAP = yuan("160000.00")

# medical_aid, out-patient: the destitute have no cap.
OUTPATIENT_AID = {
    "destitute": percent("100.00"),
    "low_income": percent("80.00"),
    "low_income_edge": percent("80.00"),
}
OUTPATIENT_AID_CAP = yuan("8000.00")

# annual_review: of last year's eligible self-pay, for illness_poor.
REVIEW_EDGES = (yuan("30000.00"), yuan("50000.00"))
REVIEW_RATES = (percent("30.00"), percent("40.00"), percent("50.00"))
REVIEW_CAP = yuan("150000.00")


# --- The rules ---------------------------------------------------------------------------------


class Refused(Exception):
    """No answer; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Chain:
    """What is left of the four parts of the bill, and who has paid so far."""

    def __init__(self, request: dict[str, Any]) -> None:
        bill = request["bill"]
        self.left = {part: yuan(bill.get(part, "0.00")) for part in PARTS}
        assert sum(self.left.values()) == yuan(bill["total"])
        given = request.get("prior_payments") or {}
        self.given = {layer: yuan(amount) for layer, amount in given.items()}
        self.payers: dict[str, str] = {}

    def pay(self, layer: str, amount: int) -> None:
        """Let a layer pay: out of eligible first, then the other parts in order."""
        if amount:
            self.payers[layer] = text_of(amount)
        for part in PARTS:
            taken = min(amount, self.left[part])
            self.left[part] -= taken
            amount -= taken
        assert amount == 0

    def took_as_given(self, layer: str) -> bool:
        """A payment another office has made is taken as it is (rule 12)."""
        if layer not in self.given:
            return False
        if self.given[layer] > sum(self.left.values()):
            raise Refused("prior_payment_too_large")
        self.pay(layer, self.given[layer])
        return True

    def answer(self) -> dict[str, Any]:
        """The payers above 0, and what is left."""
        return {"payers": self.payers, "patient": text_of(sum(self.left.values()))}


def split(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what, or the code of the problem; an exclusion nobody speaks of is refused."""
    answer = told(request)
    found = EXCLUSIONS & set(request["visit"].get("findings") or ())
    earlier = ("no_policy_in_force", "unknown_layer", "unknown_programme", "prior_payment_too_large")
    if found and answer.get("error") not in earlier:
        return {"error": "unknown_parameter"}
    return answer


def told(request: dict[str, Any]) -> dict[str, Any]:
    """Who pays what of this request, or the code of the refusal."""
    try:
        return answered(request)
    except Refused as refused:
        return {"error": refused.code}


def answered(request: dict[str, Any]) -> dict[str, Any]:
    """The split, by kind of visit."""
    refuse_the_unknown(request)
    kind = request["visit"]["kind"]
    if kind == "inpatient":
        return inpatient(request)
    if kind == "outpatient":
        return outpatient(request)
    if kind == "annual_review":
        return annual_review(request)
    raise Refused("unknown_parameter")


def refuse_the_unknown(request: dict[str, Any]) -> None:
    """The refusals, in the contract's order."""
    if discharged(request) < date.fromisoformat(IN_FORCE_FROM):
        raise Refused("no_policy_in_force")
    given = request.get("prior_payments") or {}
    if any(layer not in LAYERS for layer in given):
        raise Refused("unknown_layer")
    if request["visit"].get("programme") is not None:
        raise Refused("unknown_programme")
    if sum(yuan(amount) for amount in given.values()) > yuan(request["bill"]["total"]):
        raise Refused("prior_payment_too_large")
    if (request.get("person") or {}).get("insurance", "resident") != "resident":
        raise Refused("unknown_parameter")


def inpatient(request: dict[str, Any]) -> dict[str, Any]:
    """basic (given) -> critical_illness -> medical_aid."""
    chain, identities = Chain(request), identities_of(request)
    if not chain.took_as_given("basic"):
        raise Refused("unknown_parameter")
    if not chain.took_as_given("critical_illness"):
        before = so_far(request, "critical_illness", "base")
        poor = any(identity in POOR for identity in identities)
        both = critical_illness(before + chain.left["eligible"], poor)
        chain.pay("critical_illness", both - critical_illness(before, poor))
    if not chain.took_as_given("medical_aid"):
        rates = {} if unfiled(request) else INPATIENT_AID
        cap = max(INPATIENT_AID_CAP - so_far(request, "medical_aid", "paid"), 0)
        most = max(
            (
                min(half_up(chain.left["eligible"] * rates[identity]), cap)
                for identity in identities
                if identity in rates
            ),
            default=0,
        )
        chain.pay("medical_aid", most)
    return chain.answer()


def critical_illness(base: int, poor: bool) -> int:
    """The year's benefit on a cumulative base."""
    over = max(base - (POOR_OVER if poor else OVER), 0)
    edge = POOR_FIRST_BAND if poor else FIRST_BAND
    low, high = POOR_RATES if poor else RATES
    return half_up(min(over, edge) * low + max(over - edge, 0) * high)


def outpatient(request: dict[str, Any]) -> dict[str, Any]:
    """basic (given) -> medical_aid; no critical illness, and no word on referral."""
    chain = Chain(request)
    if not chain.took_as_given("basic"):
        raise Refused("unknown_parameter")
    chain.took_as_given("critical_illness")
    if not chain.took_as_given("medical_aid"):
        most = max((outpatient_aid(request, chain, i) for i in identities_of(request)), default=0)
        chain.pay("medical_aid", most)
    return chain.answer()


def outpatient_aid(request: dict[str, Any], chain: Chain, identity: str) -> int:
    """What one identity is worth at an out-patient visit."""
    if identity not in OUTPATIENT_AID:
        return 0
    amount = half_up(chain.left["eligible"] * OUTPATIENT_AID[identity])
    if identity == "destitute":
        return amount
    layers = (request.get("year_to_date") or {}).get("layers") or {}
    accounts = (layers.get("medical_aid") or {}).get("accounts") or {}
    paid = yuan((accounts.get("outpatient") or {}).get("paid", "0.00"))
    return min(amount, max(OUTPATIENT_AID_CAP - paid, 0))


def annual_review(request: dict[str, Any]) -> dict[str, Any]:
    """Last year's eligible self-pay, in bands from zero, once a year."""
    chain = Chain(request)
    if chain.took_as_given("annual_review"):
        return chain.answer()
    already = so_far(request, "annual_review", "paid") > 0
    if "illness_poor" in identities_of(request) and not already:
        first, second = REVIEW_EDGES
        low, middle, high = REVIEW_RATES
        base = chain.left["eligible"]
        amount = (
            min(base, first) * low
            + max(min(base, second) - first, 0) * middle
            + max(base - second, 0) * high
        )
        chain.pay("annual_review", min(half_up(amount), REVIEW_CAP))
    return chain.answer()


def unfiled(request: dict[str, Any]) -> bool:
    """Away from home without a filed referral; an emergency counts as filed."""
    visit = request["visit"]
    away = visit.get("place", "in_county") in ("in_province", "out_of_province")
    return away and visit["referral"] in ("local", "unfiled")


def aid_so_far(paid: str, inpatient: bool) -> dict[str, Any]:
    """This year's aid: the in-patient total, or the out-patients' own under its cap."""
    if inpatient:
        return {"base": "0.00", "paid": paid}
    return {"accounts": {"outpatient": {"paid": paid}}}


def so_far(request: dict[str, Any], layer: str, what: str) -> int:
    """What this person has used this year, 0.00 when not given."""
    layers = (request.get("year_to_date") or {}).get("layers") or {}
    return yuan((layers.get(layer) or {}).get(what, "0.00"))


def discharged(request: dict[str, Any]) -> date:
    """The day that chooses the policy."""
    return date.fromisoformat(request["visit"].get("discharged") or request["date"])


def identities_of(request: dict[str, Any]) -> list[str]:
    """Who the patient is: lost during the stay still counts, gained during it counts at once."""
    person = request.get("person") or {}
    if "identities" not in person:
        return list(person.get("categories") or [])
    last = discharged(request)
    first = date.fromisoformat(request["visit"].get("admitted") or request["date"])
    return [
        identity["category"]
        for identity in person["identities"]
        if date.fromisoformat(identity["from"]) <= last
        and (identity["until"] is None or date.fromisoformat(identity["until"]) >= first)
    ]


# --- Random requests ---------------------------------------------------------------------------

NAMED = (*POOR, "illness_poor")
OTHERS = ("registered_poor", "orphan", "severely_disabled", "veteran", "monitored_edge")
LEVELS = ("village", "township", "primary", "secondary", "tertiary", None)
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = ("missing", "too_large", "layer", "programme", "kind", "insurance", "early")
AID_EDGE = half_up(INPATIENT_AID_CAP / percent("85.00"))


def random_request(random: Random) -> dict[str, Any]:
    """A random valid request; one in eight asks for something the policy must refuse."""
    wrong = random.choice(WRONGS) if random.random() < 0.125 else ""
    kind = random.choices(("inpatient", "outpatient", "annual_review"), (70, 18, 12))[0]
    if wrong:
        kind = "inpatient"
    day = date(2023, 1, 1) + timedelta(days=random.randrange(900))
    request = {"region": REGION, "date": day.isoformat(), "person": {}, "visit": {"kind": kind}}
    if kind == "annual_review":
        review_request(random, request)
    else:
        visit_request(random, request)
    spoil(random, request, wrong)
    return request


def visit_request(random: Random, request: dict[str, Any]) -> None:
    """Fill in an in-patient's or out-patient's request."""
    inpatient = request["visit"]["kind"] == "inpatient"
    stays = (OVER, OVER + FIRST_BAND, POOR_OVER, POOR_OVER + POOR_FIRST_BAND, AID_EDGE)
    edges = stays if inpatient else (yuan("8000.00"), yuan("10000.00"))
    request["visit"] |= random_visit(random)
    target = near(random, edges)
    before = random.choice((0, 0, random.randrange(target + 1), random.choice(edges)))
    rest = target - before if target > before else target
    basic = random.choice((0, rest, rest * 3 // 7, random.randrange(rest + 1)))
    request["bill"] = random_bill(random, min(rest + basic, LARGEST_BILL))
    total = yuan(request["bill"]["total"])
    if random.random() < 0.05:
        basic = random.randrange(total + 1)
    request["prior_payments"] = {"basic": text_of(min(basic, total))}
    for layer in ("critical_illness", "medical_aid"):
        if random.random() < 0.05:
            request["prior_payments"][layer] = text_of(random.randrange(total // 4 + 1))
    paid = near(random, (INPATIENT_AID_CAP if inpatient else OUTPATIENT_AID_CAP,))
    layers = {
        "basic": {"base": "0.00", "paid": text_of(random.randrange(20_000_000))},
        "critical_illness": {"base": text_of(before), "paid": text_of(before // 3)},
        "medical_aid": aid_so_far(text_of(random.choice((0, paid, paid // 2))), inpatient),
    }
    if before or random.random() < 0.5:
        request["year_to_date"] = {"layers": layers}
    request["person"] = random_person(random, request, stays=inpatient)


def review_request(random: Random, request: dict[str, Any]) -> None:
    """Fill in a yearly review: the bill is last year's self-pay."""
    edges = (*REVIEW_EDGES, yuan("316000.00"))
    request["bill"] = random_bill(random, near(random, edges))
    bill = request["bill"]
    request["last_year"] = {"eligible_self_paid": bill["eligible"], "self_paid": bill["total"]}
    request["person"] = {"categories": random_identities(random)}
    if random.random() < 0.8:
        request["person"] = {"categories": ["illness_poor"]}
    if random.random() < 0.4:
        paid = text_of(random.choice((0, 0, 1, 900_000)))
        request["year_to_date"] = {"layers": {"annual_review": {"base": "0.00", "paid": paid}}}


def random_visit(random: Random) -> dict[str, Any]:
    """Level, place and referral; a referral always when away from home."""
    visit: dict[str, Any] = {}
    level = random.choice(LEVELS)
    if level:
        visit["hospital_level"] = level
    visit["place"] = random.choice(PLACES)
    if visit["place"] in PLACES[2:] or random.random() < 0.6:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "crime", "accident"))]
    return visit


def random_identities(random: Random) -> list[str]:
    """None, one, or several identities, some of which the region does not name."""
    if random.random() < 0.15:
        return []
    if random.random() < 0.6:
        return [random.choice(NAMED)]
    return random.sample((*NAMED, *OTHERS), random.randrange(1, 5))


def random_person(random: Random, request: dict[str, Any], stays: bool) -> dict[str, Any]:
    """Identities as words, or for a stay dated around its days."""
    categories = random_identities(random)
    if not stays or random.random() < 0.8:
        return {"categories": categories}
    last = date.fromisoformat(request["date"])
    days = {"admitted": last - timedelta(days=20), "discharged": last}
    request["visit"] |= {word: day.isoformat() for word, day in days.items()}
    identities = []
    for category in categories:
        begins = last + timedelta(days=random.choice((-400, -300, -100, -10, 0, 10)))
        ends = random.choice(
            [end for end in (-30, -5, 100, 500) if last + timedelta(days=end) > begins]
        )
        until = random.choice((None, (last + timedelta(days=ends)).isoformat()))
        identities.append({"category": category, "from": begins.isoformat(), "until": until})
    return {"identities": identities}


def near(random: Random, edges: Sequence[int]) -> int:
    """An amount on, or some fen beside, an edge; or small, medium, round or very large."""
    size = random.randrange(8)
    if size < 4:
        return max(random.choice(edges) + random.choice((-2, -1, 0, 0, 1, 1, 2, 5, 99)), 1)
    if size == 4:
        return random.randrange(1, 100_000)
    if size == 5:
        return random.randrange(1, 400) * 100_000
    if size == 6:
        return int(10 ** random.uniform(4, 7.7))
    return int(10 ** random.uniform(7, 9.3))


def random_bill(random: Random, eligible: int) -> dict[str, str]:
    """Four parts of all proportions, adding up to the total."""
    eligible = min(eligible, LARGEST_BILL)
    room = LARGEST_BILL - eligible
    rest = random.choice((0, eligible // 9, random.randrange(eligible + 1), eligible * 3))
    rest = min(rest, room)
    first, second = sorted(random.choice((0, rest, random.randrange(rest + 1))) for _ in "ab")
    parts = (eligible, first, second - first, rest - second)
    bill = {"total": text_of(sum(parts))}
    return bill | {part: text_of(amount) for part, amount in zip(PARTS, parts, strict=True)}


def spoil(random: Random, request: dict[str, Any], wrong: str) -> None:
    """Ask for something that must be refused."""
    total = yuan(request["bill"]["total"])
    if wrong == "missing":
        request["prior_payments"] = {}
    elif wrong == "too_large":
        request["prior_payments"] = {"basic": text_of(min(total + random.choice((1, 100_000)), LARGEST_BILL))}
    elif wrong == "layer":
        request["prior_payments"]["charity_fund"] = random.choice(("0.00", "1.00"))
    elif wrong == "programme":
        request["visit"]["programme"] = "twenty_diseases"
    elif wrong == "kind":
        request["visit"]["kind"] = random.choice(("chronic_outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = "employee"
    elif wrong == "early":
        request["date"] = "2022-12-31"
        request["visit"].pop("discharged", None)
        request["visit"].pop("admitted", None)
