"""A county of the Chongqing type (重庆某县), from 2018-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 8 of the facts. The yearly review
names no identity, so it is open to everybody; once a year holds for person and household.
"""

from random import Random

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind, must_be_given
from tests.oracle.shared.stay import Request, Stay

REGION = "cq-county"
POOR = "registered_poor"

# charity fund: on the whole of the patient's share
CHARITY = {"primary": percent("80"), "secondary": percent("60"), "tertiary": percent("40")}
# the yearly review: a lump sum by step; 10,000 itself counts, both ends belong to the lower step
REVIEW_FROM = fen("10000.00")
REVIEW_STEPS = (
    (fen("20000.00"), fen("8000.00")),
    (fen("40000.00"), fen("10000.00")),
)
REVIEW_ABOVE = fen("12000.00")


def charity_fund(stay: Stay) -> int:
    """The poor: a share of all that is left, by level."""
    return half_up(stay.share * stay.by_level(CHARITY)) if stay.has(POOR) else 0


def annual_review(stay: Stay) -> int:
    """A lump sum by the step of last year's self-pay. What the steps leave is not monotone."""
    mine = stay.so_far("annual_review", "paid")
    ours = stay.so_far("annual_review", "paid", household=True)
    if mine > 0 or ours > 0 or stay.share < REVIEW_FROM:
        return 0
    for up_to, lump in REVIEW_STEPS:
        if stay.share <= up_to:
            return lump
    return REVIEW_ABOVE


NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    kinds={"inpatient": (), "annual_review": ()},
    chain={
        "basic": by_kind(inpatient=must_be_given),
        "critical_illness": by_kind(inpatient=must_be_given),
        "charity_fund": by_kind(inpatient=charity_fund),
        "annual_review": by_kind(annual_review=annual_review),
    },
)
WORLD = World(
    NOTICE,
    edges=[REVIEW_FROM, *(up_to for up_to, _ in REVIEW_STEPS)],
    identities=(POOR, POOR, "low_income"),
    always_given=2,
    paid={"annual_review": [0, 1]},
    household={"annual_review": [0, 0, 1]},
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule; a review mostly with nothing given."""
    request = WORLD.request(random)
    if request["visit"]["kind"] == "annual_review" and random.random() < 0.8:
        request.pop("prior_payments", None)
    return request
