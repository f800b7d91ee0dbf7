"""A second calculator for cn-frame (国家框架, 国办发〔2021〕42号), written from `policies.md` alone.

Plain whole fen and fractions; it imports nothing of the product, so that a mistake here and
one there are not the same mistake. Read it beside section 16 of the regions' rules. Readings
where the text leaves room: critical illness and aid both run on the year; a share of the
disposable income is rounded half up to the fen, and half of it once more; nobody has a cap on
critical illness, everybody one of 100,000 on the year's aid; what aid pays to those returned to
poverty is not said anywhere.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

REGION = "cn-frame"

FIRST_DAY = date(2021, 10, 28)
HOME = ("in_county", "in_city")
FILED = ("filed", "emergency")

# critical_illness: over a share of the disposable income, rate
OVER, RATE = Fraction(50, 100), Fraction(60, 100)
POOR = ("destitute", "low_income", "returned_to_poverty")
POOR_HALF, POOR_RATE = Fraction(50, 100), Fraction(65, 100)

# medical_aid by identity: over a share of the disposable income, rate; not known for one
NOTHING = Fraction(0)
MONITORED = (Fraction(10, 100), Fraction(60, 100))
AID = {
    "destitute": (NOTHING, Fraction(100, 100)),
    "low_income": (NOTHING, Fraction(70, 100)),
    "monitored_unstable": MONITORED,
    "monitored_edge": MONITORED,
    "monitored_sudden": MONITORED,
    "low_income_edge": MONITORED,
    "illness_poor": (Fraction(25, 100), Fraction(50, 100)),
}
AID_UNKNOWN = "returned_to_poverty"
AID_CAP = 100_000_00

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
LAYERS = ("basic", "critical_illness", "medical_aid")
# The notice does not speak of them at all, so they are refused, not taken as harmless.
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

    def base(self, layer: str) -> int:
        """The year's cumulative base of a layer so far."""
        layers = (self.request.get("year_to_date") or {}).get("layers") or {}
        return fen((layers.get(layer) or {}).get("base") or "0")

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
    if claim.visit["kind"] != "inpatient":
        raise Refusal("unknown_parameter")


def settle(claim: Claim) -> None:
    """basic (given) -> critical_illness -> medical_aid."""
    if not claim.given("basic"):
        raise Refusal("unknown_parameter")
    if not claim.given("critical_illness"):
        claim.pay("critical_illness", critical_illness(claim))
    if not claim.given("medical_aid"):
        claim.pay("medical_aid", medical_aid(claim))


def disposable_income(claim: Claim) -> int:
    """Last year's disposable income per head: an outside statistic, refused where it is missing."""
    stated = (claim.request.get("statistics") or {}).get("disposable_income")
    if stated is None:
        raise Refusal("unknown_parameter")
    return fen(stated)


def critical_illness(claim: Claim) -> int:
    """Yearly: 60% over half the disposable income; the poor 65% over half of that."""
    over, rate = half_up(disposable_income(claim) * OVER), RATE
    if any(identity in POOR for identity in claim.categories):
        over, rate = half_up(over * POOR_HALF), POOR_RATE

    def year(base: int) -> int:
        return half_up(max(base - over, 0) * rate)

    before = claim.base("critical_illness")
    return max(year(before + claim.left["eligible"]) - year(before), 0)


def medical_aid(claim: Claim) -> int:
    """The identity that is paid most; away from home only after a filed referral."""
    away = (claim.visit.get("place") or "in_county") not in HOME
    if away and claim.visit["referral"] not in FILED:
        return 0
    if AID_UNKNOWN in claim.categories:
        raise Refusal("unknown_parameter")
    named = [identity for identity in claim.categories if identity in AID]
    return max((aid_of(claim, *AID[identity]) for identity in named), default=0)


def aid_of(claim: Claim, share: Fraction, rate: Fraction) -> int:
    """Yearly: the rate over a share of the disposable income, at most 100,000."""
    over = half_up(disposable_income(claim) * share) if share else 0

    def year(base: int) -> int:
        return min(half_up(max(base - over, 0) * rate), AID_CAP)

    before = claim.base("medical_aid")
    return max(year(before + claim.left["eligible"]) - year(before), 0)


# Random requests ---------------------------------------------------------------------------

LARGEST = 2_000_000_000
INCOMES = (35_128_00, 36_883_00, 39_218_01, 41_314_05, 35_128_02, 12_345_67)
OTHERS = ("registered_poor", "orphan", "lifted_poor", "veteran", "severely_disabled")
LEVELS = ("village", "township", "primary", "secondary", "tertiary", None)
AWAY = ("in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
WRONGS = (
    "basic",
    "income",
    "returned",
    "kind",
    "insurance",
    "finding",
    "programme",
    "layer",
    "too_large",
    "day",
)


def random_request(random: Random) -> dict[str, Any]:
    """A plausible request that, over many draws, reaches every rule and both sides of its edge.

    One in eight asks for something the policy must refuse, and for one such thing only.
    """
    income = random_income(random)
    left = random_left(random, income)
    basic = random.choice((0, 0, random.randint(0, max(left, 1)), random.randint(0, 200_000_00)))
    bill = random_bill(random, min(left + basic, LARGEST))
    request: dict[str, Any] = {
        "region": REGION,
        "date": random.choice(("2021-10-28", "2022-06-15", "2024-12-31")),
        "person": {"categories": random_categories(random)},
        "visit": random_visit(random),
        "bill": bill,
        "prior_payments": {"basic": yuan(min(basic, fen(bill["total"])))},
        "statistics": {"disposable_income": yuan(income)},
    }
    if random.random() < 0.5:
        request["year_to_date"] = {"layers": random_year(random, income)}
    add_prior(random, request)
    if random.random() < 0.125:
        spoil(random, request, random.choice(WRONGS))
    return request


def random_income(random: Random) -> int:
    """The real ones of some years, any one, and a very large one."""
    drawn = random.random()
    if drawn < 0.6:
        return random.choice(INCOMES)
    if drawn < 0.9:
        return random.randint(1, 60_000_00)
    return random.randint(1, 1_600_000_000)


def edges(income: int) -> list[int]:
    """Where a layer begins, or aid reaches its cap."""
    over = half_up(income * OVER)
    bends = [over, half_up(over * POOR_HALF)]
    for share, rate in AID.values():
        begins = half_up(income * share)
        bends += [begins, begins + half_up(AID_CAP / rate)]
    return bends


def random_left(random: Random, income: int) -> int:
    """What basic leaves of eligible: of any size, or at an edge and some fen to each side."""
    if random.random() < 0.5:
        edge = random.choice(edges(income)) + random.choice((-2, -1, 0, 0, 1, 1, 2, 3, 5))
        return min(max(edge, 1), LARGEST)
    return random.randint(1, min(10 ** random.randint(2, 9) * 2, LARGEST))


def random_bill(random: Random, eligible: int) -> dict[str, Any]:
    """This eligible part, and beside it the other three in all proportions, often nothing."""
    room = LARGEST - eligible
    others = []
    for _ in PARTS[1:]:
        some = random.choice((0, 0, random.randint(0, eligible), random.randint(0, 10_000_00)))
        others.append(min(some, room))
        room -= others[-1]
    amounts = [eligible, *others]
    parts = {part: yuan(amount) for part, amount in zip(PARTS, amounts, strict=True)}
    return {"total": yuan(sum(amounts)), **parts}


def random_categories(random: Random) -> list[str]:
    """Nobody, one identity, or several; some the notice does not name."""
    drawn = random.random()
    if drawn < 0.12:
        return []
    if drawn < 0.7:
        return [random.choice((*AID, *AID, AID_UNKNOWN, random.choice(OTHERS)))]
    return random.sample((*AID, AID_UNKNOWN, *OTHERS), random.randint(2, 4))


def random_visit(random: Random) -> dict[str, Any]:
    """A stay at any level or none; away from home with any referral."""
    visit: dict[str, Any] = {"kind": "inpatient"}
    level, place = random.choice(LEVELS), random.choice((*HOME, *HOME, None, *AWAY, *AWAY))
    if level is not None:
        visit["hospital_level"] = level
    if place is not None:
        visit["place"] = place
    if place in AWAY or random.random() < 0.3:
        visit["referral"] = random.choice(REFERRALS)
    if random.random() < 0.1:
        visit["findings"] = [random.choice(("over_treatment", "accident"))]
    return visit


def random_year(random: Random, income: int) -> dict[str, Any]:
    """What the year has used: bases at, before or past an edge; what was paid is not read."""
    layers: dict[str, Any] = {}
    for layer in LAYERS[1:]:
        near = random.choice((-2, -1, 0, 1, 2, -random.randint(0, 20_000_00)))
        base = max(random.choice(edges(income)) + near, 0)
        layers[layer] = {"base": yuan(base), "paid": yuan(random.choice((0, base // 2)))}
    return layers


def add_prior(random: Random, request: dict[str, Any]) -> None:
    """Critical illness or aid given as a fact; aid mostly to those returned to poverty."""
    prior = request["prior_payments"]
    room = fen(request["bill"]["total"]) - fen(prior["basic"])
    if random.random() < 0.08:
        paid = random.choice((0, room // 3, room))
        prior["critical_illness"] = yuan(paid)
        room -= paid
        if paid and random.random() < 0.3:
            del request["statistics"]
            prior["medical_aid"] = yuan(random.randint(0, room))
            return
    returned = AID_UNKNOWN in request["person"]["categories"]
    if random.random() < (0.9 if returned else 0.06):
        prior["medical_aid"] = yuan(random.choice((0, room // 4)))


def spoil(random: Random, request: dict[str, Any], wrong: str) -> None:
    """Ask for one thing that must be refused."""
    visit, total = request["visit"], fen(request["bill"]["total"])
    if wrong == "basic":
        del request["prior_payments"]["basic"]
    elif wrong == "income":
        request["prior_payments"].pop("critical_illness", None)
        request["statistics"] = random.choice(({}, {"poverty_line": "2995.00"}))
    elif wrong == "returned":
        request["prior_payments"].pop("medical_aid", None)
        request["person"]["categories"].append(AID_UNKNOWN)
        request["person"]["categories"] = sorted(set(request["person"]["categories"]))
    elif wrong == "kind":
        visit["kind"] = random.choice(("outpatient", "chronic_outpatient", "delivery"))
    elif wrong == "insurance":
        request["person"]["insurance"] = random.choice(("employee", "ncms"))
    elif wrong == "finding":
        visit["findings"] = [random.choice(sorted(EXCLUSIONS))]
    elif wrong == "programme":
        visit["programme"] = "twenty_diseases"
    elif wrong == "layer":
        request["prior_payments"]["backstop"] = "0.00"
    elif wrong == "too_large":
        request["prior_payments"] = {"basic": yuan(total), "medical_aid": "0.01"}
    else:
        request["date"] = "2021-10-27"
