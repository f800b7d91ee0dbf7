"""Shandong, Tai'an (山东泰安), from 2019-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 9 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; "as 2014" makes critical illness yearly for all, and
the 400,000 binds only the others; waiver, aid and supplement are for the poor, of whom the report
tells; "the same district" is a hospital `in_county`; the township deductible of the poor is 0, a
`primary` hospital's is not; nobody pays what is above 10%.
"""

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice
from tests.oracle.shared.stay import Payment, Stay

REGION = "sd-taian"
POOR = "registered_poor"

# basic: 200/90, 500/80, 900/65; township deductible 0 for the poor
BASIC = {
    "primary": (fen("200.00"), percent("90")),
    "secondary": (fen("500.00"), percent("80")),
    "tertiary": (fen("900.00"), percent("65")),
}
TOWNSHIP_POOR_DEDUCTIBLE = fen("0.00")
# critical illness, yearly, from zero: the poor over 5,000 65%, 100,000 75%, 200,000 85%
SERIOUS_POOR: Bands = (
    (fen("5000.00"), percent("65")),
    (fen("100000.00"), percent("75")),
    (fen("200000.00"), percent("85")),
)
# others as 2014: over 10,000 50%, over 100,000 60%, cap 400,000
SERIOUS: Bands = ((fen("10000.00"), percent("50")), (fen("100000.00"), percent("60")))
SERIOUS_CAP = fen("400000.00")
# waiver before aid: two free, two half
WAIVED = {
    "registration": percent("100"),
    "consultation": percent("100"),
    "expert_consultation": percent("50"),
    "large_equipment_exam": percent("50"),
}
AID_RATE, AID_CAP = percent("70"), fen("20000.00")
SUPPLEMENTARY_RATE = percent("90")


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    deductible, rate = stay.by_level(BASIC)
    if stay.level == "township" and stay.has(POOR):
        deductible = TOWNSHIP_POOR_DEDUCTIBLE
    return half_up(max(0, stay.eligible - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """Yearly, on a cumulative base; the poor have bands of their own and no cap."""

    def year(base: int) -> int:
        if stay.has(POOR):
            return half_up(banded(base, SERIOUS_POOR))
        return min(half_up(banded(base, SERIOUS)), SERIOUS_CAP)

    return stay.yearly("critical_illness", stay.eligible, year)


def hospital_waiver(stay: Stay) -> Payment:
    """The poor, in the district: of what is left of each part, the waived items' share of it."""
    return stay.waived(WAIVED) if stay.has(POOR) and stay.place == "in_county" else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 20,000 a year."""
    aid = half_up(stay.eligible * AID_RATE)
    return stay.within("medical_aid", AID_CAP, aid) if stay.has(POOR) else 0


def supplementary(stay: Stay) -> int:
    """The poor: 90% of eligible left."""
    return half_up(stay.eligible * SUPPLEMENTARY_RATE) if stay.has(POOR) else 0


NOTICE = Notice(
    REGION,
    first_day="2019-01-01",
    chain={
        "basic": basic,
        "critical_illness": critical_illness,
        "hospital_waiver": hospital_waiver,
        "medical_aid": medical_aid,
        "supplementary": supplementary,
    },
)
# the last is where the others reach the cap
SERIOUS_EDGES = [*(start for start, _ in (*SERIOUS, *SERIOUS_POOR)), fen("691666.67")]
WORLD = World(
    NOTICE,
    edges=[
        *(deductible for deductible, _ in BASIC.values()),
        *SERIOUS_EDGES,
        int(AID_CAP / AID_RATE),
    ],
    identities=(POOR, POOR, "low_income"),
    services=(*WAIVED, "routine_tests"),
    base={"critical_illness": SERIOUS_EDGES},
    paid={"medical_aid": [AID_CAP]},
)

split = NOTICE.split
random_request = WORLD.request
