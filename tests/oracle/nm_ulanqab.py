"""Inner Mongolia, Ulanqab (内蒙古乌兰察布), from 2019-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 2 of the facts, one function for each
row of the table, in the order of the chain.
"""

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Layer, Notice, nothing
from tests.oracle.shared.stay import Stay

REGION = "nm-ulanqab"
POOR = "registered_poor"

# basic: bands from zero, the deductible inside the first; only a tertiary hospital's are known
DEDUCTIBLE, LATER_DEDUCTIBLE, LATER_DEDUCTIBLE_POOR = fen("1200.00"), fen("1100.00"), fen("0.00")
FIRST_RATE = {"tertiary": percent("65")}
FURTHER: Bands = (
    (fen("30000.00"), percent("70")),
    (fen("70000.00"), percent("75")),
    (fen("200000.00"), percent("80")),
)
BASIC_CAP = fen("160000.00")
# away from home and filed: first self-pay
FIRST_SELF_PAY = {"in_province": percent("15"), "out_of_province": percent("20")}
# critical illness, yearly: over, rate; no cap for the poor
SERIOUS, SERIOUS_CAP = (fen("14000.00"), percent("60")), fen("500000.00")
SERIOUS_POOR = (fen("7000.00"), percent("65"))
# the single bill that switches rate and cap
LARGE_BILL = fen("30000.00")
AID_SMALL = {
    "destitute": percent("100"),
    "orphan": percent("100"),
    "low_income": percent("70"),
}
AID_LARGE = {
    "destitute": percent("100"),
    "orphan": percent("100"),
    "low_income": percent("80"),
    POOR: percent("80"),
}
AID_CAP_SMALL, AID_CAP_LARGE = fen("10000.00"), fen("100000.00")
SUBSIDY: Bands = (
    (fen("0.00"), percent("40")),
    (fen("30000.00"), percent("50")),
    (fen("50000.00"), percent("60")),
)
SUBSIDY_CAP = fen("50000.00")
FLOOR = percent("90")


def recognised(layer: Layer) -> Layer:
    """Away from home without a filed referral and no emergency no layer pays."""
    return lambda stay: layer(stay) if stay.near or stay.filed else nothing(stay)


def move_first_self_pay(stay: Stay) -> None:
    """Away and filed: 15 or 20% of eligible becomes first self-pay before anything else."""
    if not stay.near and stay.filed:
        stay.move(half_up(stay.eligible * FIRST_SELF_PAY[stay.place]))


def basic(stay: Stay) -> int:
    """65 / 70 / 75 / 80% by bands from zero, the deductible inside the first; at most 160,000."""
    first_rate = stay.by_level(FIRST_RATE)
    deductible = DEDUCTIBLE
    if stay.visit("admission_number", 1) > 1:
        deductible = LATER_DEDUCTIBLE_POOR if stay.has(POOR) else LATER_DEDUCTIBLE
    paid = half_up(banded(stay.eligible, [(deductible, first_rate), *FURTHER]))
    return stay.within("basic", BASIC_CAP, paid)


def critical_illness(stay: Stay) -> int:
    """Yearly: over 14,000 60%, at most 500,000; registered poor over 7,000 65%, no cap."""
    over, rate = SERIOUS_POOR if stay.has(POOR) else SERIOUS

    def year(base: int) -> int:
        amount = half_up(max(0, base - over) * rate)
        return amount if stay.has(POOR) else min(amount, SERIOUS_CAP)

    return stay.yearly("critical_illness", stay.eligible, year)


def medical_aid(stay: Stay) -> int:
    """By identity and by the size of the single bill; the most generous identity counts."""
    large = stay.total > LARGE_BILL
    rates, cap = (AID_LARGE, AID_CAP_LARGE) if large else (AID_SMALL, AID_CAP_SMALL)
    named = [rates[each] for each in stay.person("categories", ()) if each in rates]
    aid = half_up(stay.eligible * max(named, default=percent("0")))
    return stay.within("medical_aid", cap, aid)


def government_subsidy(stay: Stay) -> int:
    """A bill above 30,000: 40 / 50 / 60% of eligible and first self-pay left, at most 50,000."""
    if stay.total <= LARGE_BILL:
        return 0
    subsidy = half_up(banded(stay.eligible + stay.left["first_self_pay"], SUBSIDY))
    return stay.within("government_subsidy", SUBSIDY_CAP, subsidy)


def cut_to_the_floor(stay: Stay) -> None:
    """All together at most 90% of the total; the last payer is cut first, none below nothing."""
    over = max(0, sum(stay.paid.values()) - half_up(stay.total * FLOOR))
    for layer in reversed(stay.paid):
        if layer not in stay.given:
            cut = min(over, stay.paid[layer])
            stay.paid[layer] -= cut
            over -= cut


NOTICE = Notice(
    REGION,
    first_day="2019-01-01",
    before=move_first_self_pay,
    chain={
        "basic": recognised(basic),
        "critical_illness": recognised(critical_illness),
        "medical_aid": recognised(medical_aid),
        "government_subsidy": recognised(government_subsidy),
    },
    after=cut_to_the_floor,
)
SERIOUS_EDGES = [SERIOUS[0], SERIOUS_POOR[0], fen("847333.33")]
WORLD = World(
    NOTICE,
    edges=[
        DEDUCTIBLE,
        LATER_DEDUCTIBLE,
        LARGE_BILL,
        *(start for start, _ in FURTHER),
        fen("210000.00"),
        fen("219725.00"),  # where basic reaches its cap
        *SERIOUS_EDGES,
        *(start for start, _ in SUBSIDY),
    ],
    identities=(POOR, POOR, "destitute", "orphan", "low_income"),
    levels=("tertiary",) * 15 + ("secondary",),
    base={"critical_illness": SERIOUS_EDGES},
    paid={
        "basic": [BASIC_CAP],
        "medical_aid": [AID_CAP_SMALL, AID_CAP_LARGE],
        "government_subsidy": [SUBSIDY_CAP],
    },
)

split = NOTICE.split
random_request = WORLD.request
