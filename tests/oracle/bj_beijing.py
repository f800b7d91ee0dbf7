"""Beijing (北京), from 2023-01-01: a plain calculator.

Nothing here comes from the engine: it is read beside section 6 of the facts (京医保发〔2022〕37号
and the 2019 critical-illness notice). No rule of this region looks at the hospital's level.
"""

from datetime import date, timedelta
from random import Random

from tests.oracle.shared.arithmetic import Bands, banded, fen, half_up, percent
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind, must_be_given
from tests.oracle.shared.stay import Request, Stay

REGION = "bj-beijing"
POOR = ("destitute", "low_income", "low_income_edge")

# critical illness, yearly: bands above 30,404 (the poor 15,202), no cap
SERIOUS: Bands = ((fen("0.00"), percent("60")), (fen("50000.00"), percent("70")))
SERIOUS_POOR: Bands = ((fen("0.00"), percent("65")), (fen("50000.00"), percent("75")))
OVER, POOR_OVER = fen("30404.00"), fen("15202.00")
# in-patient aid: destitute 100%, others 85%; the cap binds all of them
INPATIENT_AID = {
    "destitute": percent("100"),
    "low_income": percent("85"),
    "low_income_edge": percent("85"),
}
INPATIENT_CAP = fen("160000.00")
# out-patient aid: destitute 100% without a cap, others 80%
OUTPATIENT_AID = {"low_income": percent("80"), "low_income_edge": percent("80")}
OUTPATIENT_CAP = fen("8000.00")
# the yearly review, of last year's eligible self-pay, once
REVIEW: Bands = (
    (fen("0.00"), percent("30")),
    (fen("30000.00"), percent("40")),
    (fen("50000.00"), percent("50")),
)
REVIEW_CAP = fen("150000.00")


def identities_of(stay: Stay) -> list[str]:
    """Who the patient is: lost during the stay still counts, gained during it counts at once."""
    last = stay.visit("discharged", stay.request["date"])
    first = stay.visit("admitted", stay.request["date"])
    dated = [
        each["category"]
        for each in stay.person("identities", ())
        if each["from"] <= last and (each["until"] is None or each["until"] >= first)
    ]
    return [*stay.person("categories", ()), *dated]


def critical_illness(stay: Stay) -> int:
    """Yearly, in bands above the deductible; the poor have their own of both."""
    poor = not set(POOR).isdisjoint(identities_of(stay))
    over, bands = (POOR_OVER, SERIOUS_POOR) if poor else (OVER, SERIOUS)
    return stay.yearly(
        "critical_illness",
        stay.eligible,
        lambda base: half_up(banded(max(0, base - over), bands)),
    )


def inpatient_aid(stay: Stay) -> int:
    """The best of the identities' rates on eligible left; nothing when away and not filed."""
    if not (stay.near or stay.filed):
        return 0
    rates = [INPATIENT_AID[each] for each in identities_of(stay) if each in INPATIENT_AID]
    share = half_up(stay.eligible * max(rates, default=percent("0")))
    return stay.within("medical_aid", INPATIENT_CAP, share)


def outpatient_aid(stay: Stay) -> int:
    """The destitute: all that is left of eligible; others 80% of it, at most 8,000 a year."""
    identities = identities_of(stay)
    if "destitute" in identities:
        return stay.eligible
    rates = [OUTPATIENT_AID[each] for each in identities if each in OUTPATIENT_AID]
    share = half_up(stay.eligible * max(rates, default=percent("0")))
    return stay.within("medical_aid", OUTPATIENT_CAP, share, account="outpatient")


def annual_review(stay: Stay) -> int:
    """Last year's eligible self-pay, in bands from zero, once a year."""
    if "illness_poor" not in identities_of(stay) or stay.so_far("annual_review", "paid") > 0:
        return 0
    return min(half_up(banded(stay.eligible, REVIEW)), REVIEW_CAP)


NOTICE = Notice(
    REGION,
    first_day="2023-01-01",
    kinds={"inpatient": (), "outpatient": (), "annual_review": ()},
    chain={
        "basic": by_kind(inpatient=must_be_given, outpatient=must_be_given),
        "critical_illness": by_kind(inpatient=critical_illness),
        "medical_aid": by_kind(inpatient=inpatient_aid, outpatient=outpatient_aid),
        "annual_review": by_kind(annual_review=annual_review),
    },
)
SERIOUS_EDGES = [over + start for over in (OVER, POOR_OVER) for start, _ in SERIOUS]
CAPS = [int(INPATIENT_CAP / percent("85")), OUTPATIENT_CAP, fen("10000.00"), fen("316000.00")]
WORLD = World(
    NOTICE,
    edges=[*SERIOUS_EDGES, *CAPS, INPATIENT_CAP, fen("30000.00"), fen("50000.00")],
    identities=(*POOR, "illness_poor"),
    levels=("village", "township", "primary", "secondary", "tertiary", None),
    always_given=1,
    base={"critical_illness": SERIOUS_EDGES},
    paid={"medical_aid": [INPATIENT_CAP], "annual_review": [0, 1]},
    accounts={"medical_aid": {"outpatient": [OUTPATIENT_CAP]}},
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule; now and then with identities dated around the stay."""
    request = WORLD.request(random)
    visit, person = request["visit"], request["person"]
    if visit["kind"] == "annual_review" and random.random() < 0.7:
        person["categories"].append("illness_poor")
    elif "discharged" in visit:
        person["identities"] = [
            dated(random, category, date.fromisoformat(visit["discharged"]))
            for category in person.pop("categories")
        ]
    return request


def dated(random: Random, category: str, last: date) -> dict[str, str | None]:
    """An identity that begins and ends before, during or after the stay."""
    begins = random.choice((-400, -100, -21, -20, -10, 0, 1))
    ends = random.choice([days for days in (-30, -21, -20, -5, 0, 100) if days >= begins] or [9])
    until = random.choice((None, (last + timedelta(days=ends)).isoformat()))
    return {
        "category": category,
        "from": (last + timedelta(days=begins)).isoformat(),
        "until": until,
    }
