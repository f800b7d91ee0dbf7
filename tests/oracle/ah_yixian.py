"""Anhui, Yi county (安徽黟县新农合), 2009: a plain calculator.

Nothing here comes from the engine: it is read beside section 15 of the facts. Readings where the
text leaves room: the insurance not given is `ncms`; "county" is a secondary hospital and "above" a
tertiary one, wherever it stands; the least payment is a share of the whole bill.
"""

from tests.oracle.shared.arithmetic import fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind
from tests.oracle.shared.stay import Stay

REGION = "ah-yixian"

# basic by level: deductible, rate, least payment above county level
BASIC = {
    "primary": (fen("100.00"), percent("65"), percent("0")),
    "secondary": (fen("200.00"), percent("55"), percent("0")),
    "tertiary": (fen("400.00"), percent("45"), percent("35")),
}
DELIVERY = fen("275.00")


def inpatient(stay: Stay) -> int:
    """The rate on what is above the deductible; above county level at least 35% of the bill."""
    deductible, rate, least = stay.by_level(BASIC)
    return half_up(max(max(0, stay.eligible - deductible) * rate, stay.total * least))


def delivery(stay: Stay) -> int:
    """A flat sum, at most the bill."""
    return min(DELIVERY, stay.total)


NOTICE = Notice(
    REGION,
    first_day="2009-01-01",
    last_day="2009-12-31",
    insurance="ncms",
    kinds={"inpatient": (), "delivery": ()},
    chain={"basic": by_kind(inpatient=inpatient, delivery=delivery)},
)
WORLD = World(
    NOTICE,
    edges=[*(deductible for deductible, _, _ in BASIC.values()), DELIVERY, fen("1800.00")],
    identities=("destitute", "registered_poor"),
)

split = NOTICE.split
random_request = WORLD.request
