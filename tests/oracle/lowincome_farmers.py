"""Low-income farmers (低收入农户), from 2018-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 14 of the facts. Readings where the
text leaves room: what basic pays must be given; critical illness and aid stand in the chain for
payments given as facts and pay nothing themselves; the waiver comes after them, for in-patients and
out-patients alike, wherever the hospital stands and whatever its level.
"""

from tests.oracle.shared.arithmetic import fen, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, must_be_given, nothing
from tests.oracle.shared.stay import Payment, Stay

REGION = "lowincome-farmers"
FARMER = "low_income_farmer"

# the waiver: two free, two half
WAIVED = {
    "registration": percent("100"),
    "consultation": percent("100"),
    "large_equipment_exam": percent("50"),
    "ordinary_bed": percent("50"),
}


def hospital_waiver(stay: Stay) -> Payment:
    """Of each part: what is left of it times the waived share of it, rounded once."""
    return stay.waived(WAIVED) if stay.has(FARMER) else 0


NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    kinds={"inpatient": (), "outpatient": ()},
    chain={
        "basic": must_be_given,
        "critical_illness": nothing,
        "medical_aid": nothing,
        "hospital_waiver": hospital_waiver,
    },
)
WORLD = World(
    NOTICE,
    edges=[fen("0.01"), fen("100.00"), fen("3000.00"), fen("1000000.00")],
    identities=(FARMER, FARMER, FARMER, "low_income", "registered_poor"),
    levels=("village", "township", "secondary", "tertiary", None),
    services=(*WAIVED, "routine_tests"),
    always_given=1,
)

split = NOTICE.split
random_request = WORLD.request
