"""Hunan, Sangzhi (湖南桑植), from 2011-08-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 7 of the facts. At a township hospital
the patient pays 150 an admission and the fund the rest of the whole bill; no other level is known.
No rule looks at identity, place or referral.
"""

from tests.oracle.shared.arithmetic import fen
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice
from tests.oracle.shared.stay import Stay

REGION = "hn-sangzhi"

# the patient's part of an admission
CO_PAYMENT = {"township": fen("150.00")}


def basic(stay: Stay) -> int:
    """All four parts of the bill above the patient's 150."""
    return max(0, stay.share - stay.by_level(CO_PAYMENT))


NOTICE = Notice(REGION, first_day="2011-08-01", chain={"basic": basic})
WORLD = World(
    NOTICE,
    edges=[*CO_PAYMENT.values(), fen("75.00")],
    identities=("registered_poor", "destitute"),
    levels=(*["township"] * 8, "primary", "secondary", "tertiary"),
)

split = NOTICE.split
random_request = WORLD.request
