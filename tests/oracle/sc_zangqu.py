"""Sichuan, a county of the Tibetan area (四川藏区), 2018: a plain calculator.

Nothing here comes from the engine: it is read beside section 10 of the facts. Readings where the
text leaves room: the plan is for the poor, so all but basic and critical illness is for
`registered_poor`; critical illness is per stay (nobody says "yearly"); what emergency aid pays is
not said, so it must be given; inside the city the referral has no effect, so the ceiling of 5%
holds there; basic for chronic out-patients must be given; the poverty-line ceiling is a layer of
its own behind the 5%; what is free of charge is the hospital's to waive, items before anything
else; the diseases of a fund, a ceiling or a grant are programmes named below.
"""

from random import Random

from tests.oracle.shared.arithmetic import fen, half_up, percent, yuan
from tests.oracle.shared.draws import World
from tests.oracle.shared.notice import Notice, by_kind, must_be_given
from tests.oracle.shared.stay import Payment, Refused, Request, Stay

REGION = "sc-zangqu"
POOR = "registered_poor"

# How a request says that a disease is on a list, or a major one: the facts give no words.
ONE_OF_93, MAJOR_DISEASE = "diseases_93", "major_disease"
FREE = ("cataract", "hiv", "echinococcosis_drug", "delivery")
GRANTED = ("late_schistosomiasis", "severe_kashin_beck")
FREE_ITEMS = dict.fromkeys(("general_consultation", "in_hospital_consultation"), percent("100"))

# basic 200/85, 400/75, 600/60
BASIC = {
    "primary": (fen("200.00"), percent("85")),
    "secondary": (fen("400.00"), percent("75")),
    "tertiary": (fen("600.00"), percent("60")),
}
# critical illness: over 5,000 50%
OVER, SERIOUS_RATE = fen("5000.00"), percent("50")
AID_RATE, AID_CAP = percent("70"), fen("20000.00")
EMERGENCY = ("no_identity", "cannot_pay")
# love fund: 40% of the patient's share, at most 20,000 a person
LOVE_FUND_RATE, LOVE_FUND_CAP = percent("40"), fen("20000.00")
# health fund: gate 500, at most 5,000 a household and year
HEALTH_FUND_GATE, HEALTH_FUND_CAP = fen("500.00"), fen("5000.00")
# ceilings: 5% of the total; for major diseases the year's poverty line
CEILING = percent("5")
POVERTY_LINE = "2995.00"


def irregular(stay: Stay) -> bool:
    """An irregular stay: everything is the hospital's."""
    return stay.found("irregular_stay")


def free(stay: Stay) -> bool:
    """A poor patient under one of the free programmes."""
    return stay.has(POOR) and stay.visit("programme") in FREE


def hospital_borne(stay: Stay) -> int:
    """The whole of an irregular stay."""
    return stay.share if irregular(stay) else 0


def hospital_waiver(stay: Stay) -> Payment:
    """Under a free programme the whole bill; in hospital the poor's free items, at the source."""
    if free(stay):
        return stay.share
    if stay.visit("kind") != "inpatient" or not stay.has(POOR):
        return 0
    return stay.waived(FREE_ITEMS)


def basic(stay: Stay) -> int:
    """By level: what is above the deductible, at the level's rate."""
    if irregular(stay) or free(stay):
        return 0
    if stay.visit("kind") == "chronic_outpatient":
        return must_be_given(stay)
    deductible, rate = stay.by_level(BASIC)
    return half_up(max(0, stay.eligible - deductible) * rate)


def critical_illness(stay: Stay) -> int:
    """50% of what is left of eligible above 5,000."""
    return half_up(max(0, stay.eligible - OVER) * SERIOUS_RATE)


def county_full_cover(stay: Stay) -> int:
    """The poor, in the county: all that is left of eligible."""
    return stay.eligible if stay.place == "in_county" and stay.has(POOR) else 0


def medical_aid(stay: Stay) -> int:
    """The poor: 70% of eligible left, at most 20,000 a year."""
    aid = half_up(stay.eligible * AID_RATE)
    return stay.within("medical_aid", AID_CAP, aid) if stay.has(POOR) else 0


def emergency_aid(stay: Stay) -> int:
    """Only where nobody knows the patient or the patient cannot pay; how much is not said."""
    if stay.found(*EMERGENCY) and not irregular(stay):
        raise Refused
    return 0


def love_fund(stay: Stay) -> int:
    """The poor with one of the 93 diseases: 40% of their share, at most 20,000 a year."""
    if stay.visit("programme") != ONE_OF_93 or not stay.has(POOR):
        return 0
    return stay.within("love_fund", LOVE_FUND_CAP, half_up(stay.share * LOVE_FUND_RATE))


def health_fund(stay: Stay) -> int:
    """The poor's share from 500 on, the whole of it, at most 5,000 a household and year."""
    if stay.share < HEALTH_FUND_GATE or not stay.has(POOR):
        return 0
    return stay.within("health_fund", HEALTH_FUND_CAP, stay.share, household=True)


def backstop(stay: Stay) -> int:
    """The poor: what is above 5% of the total, at home always, away when filed."""
    if not (stay.near or stay.filed) or not stay.has(POOR):
        return 0
    return max(0, stay.share - half_up(stay.total * CEILING))


def major_disease_ceiling(stay: Stay) -> int:
    """The poor with a major disease: the year's self-pay above the poverty line."""
    if stay.visit("programme") != MAJOR_DISEASE or not stay.has(POOR):
        return 0
    line = fen((stay.request.get("statistics") or {}).get("poverty_line") or POVERTY_LINE)
    return stay.yearly("major_disease_ceiling", stay.share, lambda base: max(0, base - line))


IN_HOSPITAL_ONLY = (ONE_OF_93, MAJOR_DISEASE, "echinococcosis_surgery")
NOTICE = Notice(
    REGION,
    first_day="2018-01-01",
    last_day="2018-12-31",
    kinds={
        "inpatient": (*IN_HOSPITAL_ONLY, *FREE, *GRANTED),
        "chronic_outpatient": (*FREE, *GRANTED),
    },
    chain={
        "hospital_borne": hospital_borne,
        "hospital_waiver": hospital_waiver,
        "basic": basic,
        "critical_illness": by_kind(inpatient=critical_illness),
        "county_full_cover": by_kind(inpatient=county_full_cover),
        "medical_aid": by_kind(inpatient=medical_aid),
        "emergency_aid": by_kind(inpatient=emergency_aid),
        "love_fund": by_kind(inpatient=love_fund),
        "health_fund": by_kind(inpatient=health_fund),
        "backstop": by_kind(inpatient=backstop, chronic_outpatient=backstop),
        "major_disease_ceiling": by_kind(inpatient=major_disease_ceiling),
    },
)
WORLD = World(
    NOTICE,
    edges=[
        *(deductible for deductible, _ in BASIC.values()),
        OVER,
        int(AID_CAP / AID_RATE),
        int(LOVE_FUND_CAP / LOVE_FUND_RATE),
        HEALTH_FUND_GATE,
        HEALTH_FUND_CAP,
        fen(POVERTY_LINE),
    ],
    identities=(POOR, POOR, POOR, "low_income"),
    findings=("irregular_stay", "over_treatment", *EMERGENCY),
    services=tuple(FREE_ITEMS),
    base={"major_disease_ceiling": [fen(POVERTY_LINE)]},
    paid={"medical_aid": [AID_CAP], "love_fund": [LOVE_FUND_CAP]},
    household={"health_fund": [HEALTH_FUND_CAP]},
)

split = NOTICE.split


def random_request(random: Random) -> Request:
    """A request that may reach any rule; the unknown mostly given, the lists often met."""
    request = WORLD.request(random)
    visit = request["visit"]
    if visit["kind"] == "inpatient" and random.random() < 0.25:
        visit["programme"] = random.choice((ONE_OF_93, MAJOR_DISEASE))
    unknown = "basic" if visit["kind"] == "chronic_outpatient" else "emergency_aid"
    if (unknown == "basic" or visit.get("findings")) and random.random() < 0.8:
        request.setdefault("prior_payments", {}).setdefault(unknown, "0.00")
    if random.random() < 0.2:
        line = random.choice((fen("2995.00"), fen("2800.01"), fen("3218.00")))
        request["statistics"] = {"poverty_line": yuan(line)}
    return request
