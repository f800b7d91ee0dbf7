"""Jiangxi, Nanchang (江西南昌), from 2025-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 4 of the facts (洪府发〔2022〕38号,
赣医保发〔2024〕10号). What medical aid pays is not known and must be given for a poor person.
"""

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice
from tests.oracle.shared.stay import Refused, Stay

REGION = "jx-nanchang"
POOR = ("destitute", "low_income", "returned_to_poverty")

# basic: 100/90, 400/80, 600/60; no deductible for old and young from the fourth admission on
BASIC = {
    "primary": (fen("100.00"), percent("90")),
    "secondary": (fen("400.00"), percent("80")),
    "tertiary": (fen("600.00"), percent("60")),
}
BASIC_CAP = fen("100000.00")
OLD_FROM, YOUNG_UP_TO = 70, 6
FREE_FROM_ADMISSION = 4
# out of the province only: first self-pay taken out of eligible before anything else
FIRST_SELF_PAY_FILED, FIRST_SELF_PAY_UNFILED = percent("10"), percent("20")
# critical illness, yearly: one band above the deductible; no cap for the poor
SERIOUS = (fen("17000.00"), percent("60"))
SERIOUS_POOR = (fen("8500.00"), percent("65"))
SERIOUS_CAP = fen("300000.00")
# that cap grows with years insured and years without a claim, each by at most a fifth of it
UNBROKEN_YEARS = 4
FOR_EACH_FURTHER_YEAR = fen("3000.00")
FOR_EACH_CLAIM_FREE_YEAR = fen("3000.00")
EACH_AT_MOST = percent("20")


def move_first_self_pay(stay: Stay) -> None:
    """Out of the province a share of eligible becomes first self-pay; elsewhere as at home."""
    if stay.place == "out_of_province":
        rate = FIRST_SELF_PAY_FILED if stay.filed else FIRST_SELF_PAY_UNFILED
        stay.move(half_up(stay.eligible * rate))


def basic(stay: Stay) -> int:
    """The rate on what is above the deductible, at most 100,000 a year."""
    deductible, rate = stay.by_level(BASIC)
    age = stay.person("age", YOUNG_UP_TO + 1)
    often = stay.visit("admission_number", 1) >= FREE_FROM_ADMISSION
    if often and (age >= OLD_FROM or age <= YOUNG_UP_TO):
        deductible = 0
    return stay.within("basic", BASIC_CAP, half_up(max(0, stay.eligible - deductible) * rate))


def critical_illness(stay: Stay) -> int:
    """Yearly on eligible left; the poor have terms of their own and no cap."""
    over, rate = SERIOUS_POOR if stay.has(*POOR) else SERIOUS
    cap = serious_cap(stay)

    def year(base: int) -> int:
        amount = half_up(max(0, base - over) * rate)
        return amount if stay.has(*POOR) else min(amount, cap)

    return stay.yearly("critical_illness", stay.eligible, year)


def serious_cap(stay: Stay) -> int:
    """The cap, with both incentives, each at most a fifth of the cap itself."""
    at_most = half_up(SERIOUS_CAP * EACH_AT_MOST)
    further = max(0, int(stay.person("contribution_years", 0)) - UNBROKEN_YEARS)
    for_staying = min(further * FOR_EACH_FURTHER_YEAR, at_most)
    free = int(stay.person("claim_free_years", 0))
    return SERIOUS_CAP + for_staying + min(free * FOR_EACH_CLAIM_FREE_YEAR, at_most)


def medical_aid(stay: Stay) -> int:
    """Nobody knows what the poor get; nothing for others."""
    if stay.has(*POOR):
        raise Refused
    return 0


NOTICE = Notice(
    REGION,
    first_day="2025-01-01",
    before=move_first_self_pay,
    chain={"basic": basic, "critical_illness": critical_illness, "medical_aid": medical_aid},
)
DEDUCTIBLES = [deductible for deductible, _ in BASIC.values()]
BASIC_ENDS = [deductible + int(BASIC_CAP / rate) for deductible, rate in BASIC.values()]
SERIOUS_EDGES = [SERIOUS[0], SERIOUS_POOR[0]]
SERIOUS_ENDS = [fen("517000.00"), fen("522000.00"), fen("617000.00"), fen("717000.00")]
WORLD = World(
    NOTICE,
    edges=[*DEDUCTIBLES, *BASIC_ENDS, *SERIOUS_EDGES, *SERIOUS_ENDS],
    identities=(*POOR, "registered_poor", "orphan", "low_income_edge"),
    usually_given={"medical_aid": POOR},
    base={"critical_illness": [*SERIOUS_EDGES, *SERIOUS_ENDS]},
    paid={"basic": [BASIC_CAP]},
    details={
        "age": (0, 5, 6, 7, 40, 69, 70, 71, 95),
        "contribution_years": (0, 3, 4, 5, 6, 10, 23, 24, 25, 40),
        "claim_free_years": (0, 1, 2, 7, 19, 20, 21, 30),
    },
)

split = NOTICE.split
random_request = WORLD.request
