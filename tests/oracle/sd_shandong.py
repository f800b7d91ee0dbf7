"""Shandong (山东), 2014-04-01 to 2014-12-31: a plain calculator.

Nothing here comes from the engine: it is read beside section 5 of the facts. Basic must be given,
then comes critical illness. No rule looks at identity, level, place or referral.
"""

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, must_be_given
from tests.oracle.shared.stay import Stay

REGION = "sd-shandong"
TWENTY = "twenty_diseases"

# critical illness, yearly, bands from zero: over 10,000 50%, over 100,000 60%
SERIOUS: Bands = ((fen("10000.00"), percent("50")), (fen("100000.00"), percent("60")))
SERIOUS_CAP = fen("200000.00")
# the twenty diseases, this year only: 17%, over 10,000 73%
TWENTY_BANDS: Bands = ((fen("0.00"), percent("17")), (fen("10000.00"), percent("73")))
TWENTY_CAP = fen("200000.00")


def critical_illness(stay: Stay) -> int:
    """Yearly on eligible left; the twenty diseases on the same cumulative base."""
    twenty = stay.visit("programme") == TWENTY
    bands, cap = (TWENTY_BANDS, TWENTY_CAP) if twenty else (SERIOUS, SERIOUS_CAP)
    return stay.yearly(
        "critical_illness", stay.eligible, lambda base: min(half_up(banded(base, bands)), cap)
    )


NOTICE = Notice(
    REGION,
    first_day="2014-04-01",
    last_day="2014-12-31",
    kinds={"inpatient": (TWENTY,)},
    chain={"basic": must_be_given, "critical_illness": critical_illness},
)
EDGES = [*(start for start, _ in SERIOUS), fen("358333.33"), fen("281643.84")]
WORLD = World(
    NOTICE,
    edges=EDGES,
    identities=("registered_poor", "destitute"),
    levels=("village", "township", "primary", "secondary", "tertiary", None),
    always_given=1,
    base={"critical_illness": EDGES},
)

split = NOTICE.split
random_request = WORLD.request
