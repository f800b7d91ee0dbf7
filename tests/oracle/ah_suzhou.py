"""Anhui, Suzhou (安徽宿州 "351", "180"), 2017-07-01 to 2020-12-31: a plain calculator.

Nothing here comes from the engine: it is read beside section 11 of the facts. Readings where the
text leaves room: "poor" is `registered_poor`; critical illness is per stay (nobody says "yearly");
the least payment names no identity, so everybody has it; the ceiling and the "180" are the poor's
(a report on help for the poor); a chronic out-patient's basic payment must be given; county, city
and "province and beyond" are the places; aid is 10% of the bill's eligible part, at most what is
left of it; at a chronic out-patient visit only the "180" pays, the other rules name no kind.
"""

from random import Random

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind, must_be_given
from tests.oracle.shared.stay import Request, Stay, parts_of

REGION = "ah-suzhou"
POOR = "registered_poor"

# basic: 150/85, 400/80, 600/70; no deductible for the poor; at least 45% of the bill
BASIC = {
    "primary": (fen("150.00"), percent("85")),
    "secondary": (fen("400.00"), percent("80")),
    "tertiary": (fen("600.00"), percent("70")),
}
POOR_DEDUCTIBLE = fen("0.00")
LEAST_SHARE_OF_BILL = percent("45")
# critical illness: the poor over 5,000 60%, others over 15,000 50%
SERIOUS_POOR = (fen("5000.00"), percent("60"))
SERIOUS = (fen("15000.00"), percent("50"))
# aid: the poor 10% of the eligible part
AID_RATE = percent("10")
# the "351": what is left of eligible and first self-pay, cumulative over the year
CEILING = {
    "in_county": fen("3000.00"),
    "in_city": fen("5000.00"),
    "in_province": fen("10000.00"),
    "out_of_province": fen("10000.00"),
}
# the "180": chronic out-patients, 80% of eligible and first self-pay left
SUPPLEMENT_RATE = percent("80")


def basic(stay: Stay) -> int:
    """The level's rate above the deductible, or 45% of the whole bill where that is more."""
    deductible, rate = stay.by_level(BASIC)
    if stay.has(POOR):
        deductible = POOR_DEDUCTIBLE
    above = max(0, stay.eligible - deductible)
    return half_up(max(above * rate, stay.total * LEAST_SHARE_OF_BILL))


def critical_illness(stay: Stay) -> int:
    """What is left of eligible above the deductible, both by identity."""
    deductible, rate = SERIOUS_POOR if stay.has(POOR) else SERIOUS
    return half_up(max(0, stay.eligible - deductible) * rate)


def medical_aid(stay: Stay) -> int:
    """The poor: 10% of the bill's eligible part, at most what is left of it."""
    share = half_up(parts_of(stay.request["bill"])["eligible"] * AID_RATE)
    return min(share, stay.eligible) if stay.has(POOR) else 0


def backstop(stay: Stay) -> int:
    """The poor: the year's eligible and first self-pay left, above the place's ceiling."""
    if not stay.has(POOR):
        return 0
    ceiling = CEILING[stay.place]
    now = stay.eligible + stay.left["first_self_pay"]
    return stay.yearly("backstop", now, lambda base: max(0, base - ceiling))


def supplement_180(stay: Stay) -> int:
    """The poor: 80% of eligible and first self-pay left."""
    left = stay.eligible + stay.left["first_self_pay"]
    return half_up(left * SUPPLEMENT_RATE) if stay.has(POOR) else 0


NOTICE = Notice(
    REGION,
    first_day="2017-07-01",
    last_day="2020-12-31",
    kinds={"inpatient": (), "chronic_outpatient": ()},
    chain={
        "basic": by_kind(inpatient=basic, chronic_outpatient=must_be_given),
        "critical_illness": by_kind(inpatient=critical_illness),
        "medical_aid": by_kind(inpatient=medical_aid),
        "backstop": by_kind(inpatient=backstop),
        "supplement_180": by_kind(chronic_outpatient=supplement_180),
    },
)
DEDUCTIBLES = [deductible for deductible, _ in (*BASIC.values(), SERIOUS, SERIOUS_POOR)]
WORLD = World(
    NOTICE,
    edges=[*DEDUCTIBLES, *CEILING.values()],
    identities=(POOR, "low_income"),
    base={"backstop": [*CEILING.values()]},
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule; a chronic visit mostly with its basic payment given."""
    request = WORLD.request(random)
    if request["visit"]["kind"] == "chronic_outpatient" and random.random() < 0.9:
        request.setdefault("prior_payments", {}).setdefault("basic", "0.00")
    return request
