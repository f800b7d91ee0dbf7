"""Jiangxi, Yichun (江西宜春), 2018: a plain calculator.

Nothing here comes from the engine: it is read beside section 1 of the facts, one function for each
row of the table, in the order of the chain.
"""

from random import Random

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind
from tests.oracle.shared.stay import Payment, Refused, Request, Stay

REGION = "jx-yichun"
POOR = "registered_poor"
OTHERS = ("low_income", "destitute")

# basic: 90 / 80 / 60% over 100 / 400 / 600; away from home 50% over 600
BASIC = {
    "primary": (fen("100.00"), percent("90")),
    "secondary": (fen("400.00"), percent("80")),
    "tertiary": (fen("600.00"), percent("60")),
}
SMALL_HOSPITALS = ("township", "primary", "secondary")
AWAY = (fen("600.00"), percent("50"))
BASIC_CAP = fen("100000.00")
# critical illness, yearly: over 12,000 50%, the poor over 6,000 55%
SERIOUS = (fen("12000.00"), percent("50"))
SERIOUS_POOR = (fen("6000.00"), percent("55"))
SERIOUS_CAP = fen("250000.00")
# supplementary insurance of the poor: in and out of the catalogue
INSIDE_RATE, OUTSIDE_RATE = percent("90"), percent("75")
OUTSIDE = ("first_self_pay", "over_limit", "own_expense")
SUPPLEMENTARY_CAP = fen("250000.00")
AID_RATE, AID_CAP = percent("70"), fen("30000.00")
SIX_FREE = dict.fromkeys(
    ("injection", "dressing_change", "routine_tests", "chest_xray", "ordinary_bed", "nursing"),
    percent("100"),
)
CEILING = percent("9.5")
# the fixed price: basic, supplementary
QUOTA = "major_disease_quota"
QUOTA_SHARES = {
    "secondary": (percent("80"), percent("18")),
    "tertiary": (percent("70"), percent("27")),
}
# out-patients, chronic out-patients
THREE_FREE = dict.fromkeys(
    ("registration", "intramuscular_injection", "dressing_change"), percent("100")
)
CHRONIC_RATE = percent("60")
CLASS_1_CAP = fen("100000.00")
CLASS_2_CAP, CLASS_2_EACH_FURTHER = fen("5000.00"), fen("2000.00")


def by_fixed_price(stay: Stay) -> bool:
    """15种重大疾病: two layers pay shares of the price, which is the bill's total, no other pays."""
    return bool(stay.visit("programme") == QUOTA)


def of_price(stay: Stay, share: int) -> int:
    """A share of the fixed price by level, at most what is left; it is for the poor alone."""
    if not stay.has(POOR):
        raise Refused
    return min(half_up(stay.total * stay.by_level(QUOTA_SHARES)[share]), stay.share)


def small_and_near(stay: Stay) -> bool:
    """Township to secondary, in county or city: where the poor are spared and waived most."""
    return stay.near and stay.level in SMALL_HOSPITALS


def basic(stay: Stay) -> int:
    """By level at home, otherwise away; at most 100,000."""
    if by_fixed_price(stay):
        return of_price(stay, 0)
    deductible, rate = stay.by_level(BASIC) if stay.near else AWAY
    if stay.has(POOR) and small_and_near(stay):
        deductible = 0
    return stay.within("basic", BASIC_CAP, half_up(max(0, stay.eligible - deductible) * rate))


def chronic(stay: Stay) -> int:
    """60% of eligible, no deductible, within the cap of the class."""
    programme = stay.visit("programme")
    if programme is None:
        raise Refused
    further = max(0, len(stay.visit("diseases", ())) - 1)
    cap = CLASS_1_CAP if programme == "class_1" else CLASS_2_CAP + further * CLASS_2_EACH_FURTHER
    return stay.within("basic", cap, half_up(stay.eligible * CHRONIC_RATE), account=programme)


def critical_illness(stay: Stay) -> int:
    """Yearly on eligible left, at most 250,000."""
    if by_fixed_price(stay):
        return 0
    over, rate = SERIOUS_POOR if stay.has(POOR) else SERIOUS
    return stay.yearly(
        "critical_illness",
        stay.eligible,
        lambda base: min(half_up(max(0, base - over) * rate), SERIOUS_CAP),
    )


def supplementary(stay: Stay) -> Payment:
    """The poor: 90% of eligible left, 75% of the rest left, together at most 250,000."""
    if not stay.has(POOR):
        return 0
    if by_fixed_price(stay):
        return of_price(stay, 1)
    inside = half_up(stay.eligible * INSIDE_RATE)
    outside = half_up(sum(stay.left[part] for part in OUTSIDE) * OUTSIDE_RATE)
    inside = stay.within("supplementary", SUPPLEMENTARY_CAP, inside)
    both = stay.within("supplementary", SUPPLEMENTARY_CAP, inside + outside)
    return {"eligible": inside, **stay.spread(both - inside, OUTSIDE)}


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 30,000; other identities: nobody knows."""
    if by_fixed_price(stay) or not stay.person("categories"):
        return 0
    if not stay.has(POOR):
        raise Refused
    return stay.within("medical_aid", AID_CAP, half_up(stay.eligible * AID_RATE))


def six_free(stay: Stay) -> Payment:
    """住院六免: the named items' share of what is left of each part, each rounded."""
    if by_fixed_price(stay) or not stay.has(POOR) or not small_and_near(stay):
        return 0
    return stay.waived(SIX_FREE)


def three_free(stay: Stay) -> Payment:
    """门诊三免: the named items whole, at the source."""
    return stay.waived(THREE_FREE) if stay.has(POOR) and small_and_near(stay) else 0


def above_ceiling(stay: Stay) -> int:
    """What the poor would pay above 9.5% of the total."""
    if by_fixed_price(stay) or not stay.has(POOR):
        return 0
    return max(0, stay.share - half_up(stay.total * CEILING))


def backstop(stay: Stay) -> int:
    """The excess is the government's."""
    return 0 if stay.found("over_treatment") else above_ceiling(stay)


def hospital_borne(stay: Stay) -> int:
    """After over-treatment it is the hospital's."""
    return above_ceiling(stay) if stay.found("over_treatment") else 0


NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    last_day="2018-12-31",
    kinds={"inpatient": (QUOTA,), "outpatient": (), "chronic_outpatient": ("class_1", "class_2")},
    chain={
        "basic": by_kind(inpatient=basic, chronic_outpatient=chronic),
        "critical_illness": by_kind(inpatient=critical_illness),
        "supplementary": by_kind(inpatient=supplementary),
        "medical_aid": by_kind(inpatient=medical_aid, chronic_outpatient=medical_aid),
        "hospital_waiver": by_kind(inpatient=six_free, outpatient=three_free),
        "backstop": by_kind(inpatient=backstop, chronic_outpatient=backstop),
        "hospital_borne": by_kind(inpatient=hospital_borne, chronic_outpatient=hospital_borne),
    },
)
SERIOUS_EDGES = [SERIOUS[0], SERIOUS_POOR[0], fen("460545.45"), fen("512000.00")]
WORLD = World(
    NOTICE,
    edges=[
        *(deductible for deductible, _ in BASIC.values()),
        *(int(BASIC_CAP / rate) + deductible for deductible, rate in BASIC.values()),
        *SERIOUS_EDGES,
        int(SUPPLEMENTARY_CAP / INSIDE_RATE),
        int(AID_CAP / AID_RATE),
        int(CLASS_1_CAP / CHRONIC_RATE),
        int(CLASS_2_CAP / CHRONIC_RATE),
    ],
    identities=(POOR, POOR, POOR, *OTHERS),
    services=(*SIX_FREE, *THREE_FREE),
    usually_given={"medical_aid": OTHERS},
    base={"critical_illness": SERIOUS_EDGES},
    paid={
        "basic": [BASIC_CAP],
        "supplementary": [SUPPLEMENTARY_CAP],
        "medical_aid": [AID_CAP],
    },
    accounts={
        "basic": {
            "class_1": [CLASS_1_CAP],
            "class_2": [CLASS_2_CAP, CLASS_2_CAP + CLASS_2_EACH_FURTHER],
        }
    },
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule; chronic out-patients with some diseases, mostly a class."""
    request = WORLD.request(random)
    visit = request["visit"]
    if visit["kind"] == "chronic_outpatient":
        visit["diseases"] = [f"disease_{n}" for n in range(random.choice((0, 1, 1, 2, 3, 5)))]
        if random.random() < 0.1:
            visit["programme"] = None
    return request
