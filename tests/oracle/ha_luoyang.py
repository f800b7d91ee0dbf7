"""Henan, Luoyang (河南洛阳), 2020: a plain calculator.

Nothing here comes from the engine: it is read beside section 13 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay, its bands counted from
zero (nobody says "yearly"); aid and special fund are for the poor, of whom the report tells; the
"patient's township hospital" is a `township` hospital `in_county`; `primary` is not named.
"""

from fractions import Fraction
from math import floor

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice
from tests.oracle.shared.stay import Stay

REGION = "ha-luoyang"
POOR = "registered_poor"

# basic: township 200/90, secondary 600/80, tertiary 1,200/65
BASIC = {
    "township": (fen("200.00"), percent("90")),
    "secondary": (fen("600.00"), percent("80")),
    "tertiary": (fen("1200.00"), percent("65")),
}
# critical illness: over 11,000 (poor 5,500) up to 100,000 60% (poor 80%), above 70% (poor 85%)
SERIOUS: Bands = ((fen("11000.00"), percent("60")), (fen("100000.00"), percent("70")))
SERIOUS_POOR: Bands = ((fen("5500.00"), percent("80")), (fen("100000.00"), percent("85")))
# reinsurance for the poor: over 3,000, from zero, to 5,000 30%, 10,000 40%, 15,000 50%, ...
REINSURANCE: Bands = (
    (fen("3000.00"), percent("30")),
    (fen("5000.00"), percent("40")),
    (fen("10000.00"), percent("50")),
    (fen("15000.00"), percent("80")),
    (fen("50000.00"), percent("90")),
)
AID_RATE, AID_CAP = percent("70"), fen("10000.00")
WHOLE_YUAN = 100


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    deductible, rate = stay.by_level(BASIC)
    return half_up(max(0, stay.eligible - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """Bands from zero on what is left of eligible; the poor have their own."""
    return half_up(banded(stay.eligible, SERIOUS_POOR if stay.has(POOR) else SERIOUS))


def supplementary(stay: Stay) -> int:
    """The reinsurance of the poor, bands from zero on what is left of eligible."""
    return half_up(banded(stay.eligible, REINSURANCE)) if stay.has(POOR) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 10,000 a year, down to whole yuan."""
    if not stay.has(POOR):
        return 0
    room = max(0, AID_CAP - stay.so_far("medical_aid", "paid"))
    exact = min(stay.eligible * AID_RATE, Fraction(room))
    return floor(exact / WHOLE_YUAN) * WHOLE_YUAN


def special_fund(stay: Stay) -> int:
    """The poor: what is left of eligible, at their own township hospital."""
    at_home = stay.has(POOR) and stay.place == "in_county" and stay.level == "township"
    return stay.eligible if at_home else 0


NOTICE = Notice(
    REGION,
    first_day="2020-01-01",
    last_day="2020-12-31",
    chain={
        "basic": basic,
        "critical_illness": critical_illness,
        "supplementary": supplementary,
        "medical_aid": medical_aid,
        "special_fund": special_fund,
    },
)
BANDS = [start for bands in (SERIOUS, SERIOUS_POOR, REINSURANCE) for start, _ in bands]
WORLD = World(
    NOTICE,
    edges=[*(deductible for deductible, _ in BASIC.values()), *BANDS, int(AID_CAP / AID_RATE)],
    identities=(POOR, POOR, "low_income"),
    levels=("township", "township", "secondary", "tertiary"),
    paid={"medical_aid": [AID_CAP, fen("9999.00")]},
)

split = NOTICE.split
random_request = WORLD.request
