"""Heilongjiang, Jiamusi (黑龙江佳木斯), from 2018-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 3 of the facts, one function for each
sentence of the text, in the order of the chain.
"""

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind
from tests.oracle.shared.stay import Refused, Stay

REGION = "hlj-jiamusi"
POOR = ("destitute", "low_income", "registered_poor")

# basic at home by level, away by place and referral: deductible, rate
AT_HOME = {
    "township": (fen("200.00"), percent("90")),
    "primary": (fen("300.00"), percent("80")),
    "secondary": (fen("400.00"), percent("75")),
    "tertiary": (fen("700.00"), percent("65")),
}
POOR_MORE = percent("5")
AWAY_FILED = {
    "in_province": (fen("1000.00"), percent("60")),
    "out_of_province": (fen("1500.00"), percent("50")),
}
AWAY_UNFILED = (fen("1500.00"), percent("40"))
BASIC_CAP, ACCIDENT_CAP = fen("80000.00"), fen("3000.00")
# critical illness, yearly
SERIOUS_RATE = percent("50")
OVER, CAP = fen("10000.00"), fen("200000.00")
POOR_OVER = fen("5000.00")
# deliveries, out-patients
DELIVERY = {"natural": fen("1100.00"), "caesarean": fen("1500.00")}
OUTPATIENT_OVER, OUTPATIENT_RATE = fen("100.00"), percent("50")


def inpatient(stay: Stay) -> int:
    """The rate on what is above the deductible; at most 80,000, after an accident 3,000."""
    if stay.near:
        deductible, rate = stay.by_level(AT_HOME)
        rate += POOR_MORE if stay.has(*POOR) else 0
    else:
        deductible, rate = AWAY_FILED[stay.place] if stay.filed else AWAY_UNFILED
    cap = ACCIDENT_CAP if stay.found("accident") else BASIC_CAP
    return stay.within("basic", cap, half_up(max(0, stay.eligible - deductible) * rate))


def delivery(stay: Stay) -> int:
    """A flat 1,100 or 1,500, at most the total, whatever part of the bill it is."""
    programme = stay.visit("programme")
    if programme not in DELIVERY:
        raise Refused
    return min(DELIVERY[programme], stay.total)


def outpatient(stay: Stay) -> int:
    """Yearly on eligible: 50% over 100."""
    return stay.yearly(
        "basic",
        stay.eligible,
        lambda base: half_up(max(0, base - OUTPATIENT_OVER) * OUTPATIENT_RATE),
    )


def critical_illness(stay: Stay) -> int:
    """Yearly 50%: over 10,000, at most 200,000; the poor over 5,000, no cap."""

    def year(base: int) -> int:
        if stay.has(*POOR):
            return half_up(max(0, base - POOR_OVER) * SERIOUS_RATE)
        return min(half_up(max(0, base - OVER) * SERIOUS_RATE), CAP)

    return stay.yearly("critical_illness", stay.eligible, year)


NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    kinds={"inpatient": (), "outpatient": (), "delivery": tuple(DELIVERY)},
    chain={
        "basic": by_kind(inpatient=inpatient, outpatient=outpatient, delivery=delivery),
        "critical_illness": by_kind(inpatient=critical_illness),
    },
)
DEDUCTIBLES = [deductible for deductible, _ in (*AT_HOME.values(), *AWAY_FILED.values())]
SERIOUS_EDGES = [OVER, POOR_OVER, OVER + int(CAP / SERIOUS_RATE)]
WORLD = World(
    NOTICE,
    edges=[
        *DEDUCTIBLES,
        *SERIOUS_EDGES,
        OUTPATIENT_OVER,
        *DELIVERY.values(),
        *(int(BASIC_CAP / rate) + deductible for deductible, rate in AT_HOME.values()),
    ],
    identities=(*POOR, "orphan"),
    findings=("accident", "accident", "over_treatment"),
    base={"basic": [OUTPATIENT_OVER], "critical_illness": SERIOUS_EDGES},
    paid={"basic": [BASIC_CAP, ACCIDENT_CAP]},
)

split = NOTICE.split
random_request = WORLD.request
