"""Hunan county (湖南 三提高两补贴一减免一兜底), 2018-01-01 to 2020-12-31: a plain calculator.

Nothing here comes from the engine: it is read beside section 12 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay (nobody says "yearly");
aid, waiver and backstop are for the poor, whom the scheme is for; the waiver names no place; "above
10% of the total" is the patient's share less that 10%, itself rounded half up.
"""

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice
from tests.oracle.shared.stay import Stay

REGION = "hn-county"
POOR = "registered_poor"

# basic: 200/80, 500/70, 1,000/60, poor +10 points
BASIC = {
    "primary": (fen("200.00"), percent("80")),
    "secondary": (fen("500.00"), percent("70")),
    "tertiary": (fen("1000.00"), percent("60")),
}
BASIC_POOR_MORE = percent("10")
# critical illness: over 20,000, counted above it; poor half of that, +5 points
OVER, POOR_OVER = fen("20000.00"), fen("10000.00")
SERIOUS: Bands = (
    (fen("0.00"), percent("50")),
    (fen("30000.00"), percent("60")),
    (fen("80000.00"), percent("70")),
    (fen("150000.00"), percent("80")),
)
SERIOUS_POOR_MORE = percent("5")
SUPPLEMENTARY_RATE = percent("90")
AID_RATE, AID_CAP = percent("50"), fen("30000.00")
# waiver: half of the share above 10% of the total; backstop: the rest above it, in the county
PROMISED_SHARE = percent("10")
WAIVER_RATE = percent("50")


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate, the poor 10 points more."""
    deductible, rate = stay.by_level(BASIC)
    rate += BASIC_POOR_MORE if stay.has(POOR) else 0
    return half_up(max(0, stay.eligible - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """Bands above the deductible on what is left of eligible; the poor have half and +5 points."""
    over, bands = OVER, SERIOUS
    if stay.has(POOR):
        over, bands = POOR_OVER, [(start, rate + SERIOUS_POOR_MORE) for start, rate in SERIOUS]
    return half_up(banded(max(0, stay.eligible - over), bands))


def supplementary(stay: Stay) -> int:
    """The poor: 90% of eligible left."""
    return half_up(stay.eligible * SUPPLEMENTARY_RATE) if stay.has(POOR) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 50% of eligible left, at most 30,000 a year."""
    aid = half_up(stay.eligible * AID_RATE)
    return stay.within("medical_aid", AID_CAP, aid) if stay.has(POOR) else 0


def above_promise(stay: Stay) -> int:
    """How far a poor patient's share is above 10% of the total."""
    above = max(0, stay.share - half_up(stay.total * PROMISED_SHARE))
    return above if stay.has(POOR) else 0


def hospital_waiver(stay: Stay) -> int:
    """Half of what is above 10% of the total."""
    return half_up(above_promise(stay) * WAIVER_RATE)


def backstop(stay: Stay) -> int:
    """The rest above 10% of the total, for stays in the county."""
    return above_promise(stay) if stay.place == "in_county" else 0


NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    last_day="2020-12-31",
    chain={
        "basic": basic,
        "critical_illness": critical_illness,
        "supplementary": supplementary,
        "medical_aid": medical_aid,
        "hospital_waiver": hospital_waiver,
        "backstop": backstop,
    },
)
SERIOUS_EDGES = [over + start for over in (OVER, POOR_OVER) for start, _ in SERIOUS]
WORLD = World(
    NOTICE,
    edges=[
        *(deductible for deductible, _ in BASIC.values()),
        *SERIOUS_EDGES,
        int(AID_CAP / AID_RATE),
    ],
    identities=(POOR, POOR, "low_income"),
    paid={"medical_aid": [AID_CAP]},
)

split = NOTICE.split
random_request = WORLD.request
