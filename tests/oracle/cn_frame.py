"""The national frame (国家框架, 国办发〔2021〕42号), from 2021-10-28: a plain calculator.

Nothing here comes from the engine: it is read beside section 16 of the facts. Readings where the
text leaves room: critical illness and aid both run on the year; a share of the disposable income is
rounded half up to the fen, and half of it once more; nobody has a cap on critical illness,
everybody one of 100,000 on the year's aid; what aid pays to those returned to poverty is not said
anywhere.
"""

from dataclasses import replace
from fractions import Fraction
from random import Random

from tests.oracle.shared.arithmetic import fen, half_up, percent, yuan
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, must_be_given
from tests.oracle.shared.stay import Refused, Request, Stay

REGION = "cn-frame"

# critical illness: over a share of the disposable income, rate; the poor half of that and more
OVER, RATE = percent("50"), percent("60")
POOR = ("destitute", "low_income", "returned_to_poverty")
POOR_HALF, POOR_RATE = percent("50"), percent("65")
# aid by identity: over a share of the disposable income, rate; not known for one
MONITORED = (percent("10"), percent("60"))
AID = {
    "destitute": (percent("0"), percent("100")),
    "low_income": (percent("0"), percent("70")),
    "monitored_unstable": MONITORED,
    "monitored_edge": MONITORED,
    "monitored_sudden": MONITORED,
    "low_income_edge": MONITORED,
    "illness_poor": (percent("25"), percent("50")),
}
AID_UNKNOWN = "returned_to_poverty"
AID_CAP = fen("100000.00")


def disposable_income(stay: Stay) -> int:
    """Last year's disposable income per head: an outside statistic, refused where it is missing."""
    stated = (stay.request.get("statistics") or {}).get("disposable_income")
    if stated is None:
        raise Refused
    return fen(stated)


def critical_illness(stay: Stay) -> int:
    """Yearly: 60% over half the disposable income; the poor 65% over half of that."""
    over, rate = half_up(disposable_income(stay) * OVER), RATE
    if stay.has(*POOR):
        over, rate = half_up(over * POOR_HALF), POOR_RATE
    return stay.yearly(
        "critical_illness", stay.eligible, lambda base: half_up(max(0, base - over) * rate)
    )


def medical_aid(stay: Stay) -> int:
    """The identity that is paid most; away from home only after a filed referral."""
    if not (stay.near or stay.filed):
        return 0
    if stay.has(AID_UNKNOWN):
        raise Refused
    named = [AID[identity] for identity in stay.person("categories", ()) if identity in AID]
    return max((aid_of(stay, share, rate) for share, rate in named), default=0)


def aid_of(stay: Stay, share: Fraction, rate: Fraction) -> int:
    """Yearly: the rate over a share of the disposable income, at most 100,000."""
    over = half_up(disposable_income(stay) * share) if share else 0
    return stay.yearly(
        "medical_aid",
        stay.eligible,
        lambda base: min(half_up(max(0, base - over) * rate), AID_CAP),
    )


NOTICE = Notice(
    REGION,
    first_day="2021-10-28",
    chain={
        "basic": must_be_given,
        "critical_illness": critical_illness,
        "medical_aid": medical_aid,
    },
)
WORLD = World(
    NOTICE,
    edges=[AID_CAP],
    identities=(*AID, *AID, AID_UNKNOWN),
    levels=("village", "secondary", "tertiary", None),
    always_given=1,
    usually_given={"medical_aid": [AID_UNKNOWN]},
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule, at the edges of some year's disposable income."""
    income = random.choice((fen("35128.00"), fen("41314.05"), fen("35128.02"), fen("12345.67")))
    over = half_up(income * OVER)
    begins = [(half_up(income * share), rate) for share, rate in AID.values()]
    ends = [start + half_up(AID_CAP / rate) for start, rate in begins]
    edges = [over, half_up(over * POOR_HALF), *(start for start, _ in begins), *ends]
    request = replace(WORLD, edges=edges).request(random)
    request["statistics"] = {"disposable_income": yuan(income)}
    if random.random() < 0.03:
        request["statistics"] = {"poverty_line": "2995.00"}
    return request
