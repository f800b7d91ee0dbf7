"""What a population is made from (人群描述): one small file that anybody can run again.

Shares are rates; amounts are yuan; a spread is the standard deviation of the logarithm. Everything is
assumed unless `evidence` says otherwise, by address.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from benefits.policy.cited import Amount, Count, Day, EvidenceWord, Frozen, Rate
from benefits.populations.quantiles import ONE

LARGEST_SPREAD: Final = 3
"""And the largest factor."""

Kind = Literal["inpatient", "outpatient", "chronic_outpatient", "delivery"]
Level = Literal["village", "township", "primary", "secondary", "tertiary"]
Place = Literal["in_county", "in_city", "in_province", "out_of_province"]


def fraction(given: Any, most: int) -> Fraction:
    """A number from 0 to `most`, written 0.8 or 80%, exactly."""
    wrong = PydanticCustomError(
        "factor_is_not_a_number", "written like 0.8 or 80%", {"given": str(given)[:24]}
    )
    try:
        text = given.strip()
        value = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (AttributeError, ValueError, ZeroDivisionError):
        raise wrong from None
    if not 0 <= value <= most:
        raise wrong
    return value


def _times(given: Any) -> int:
    return round(fraction(given, LARGEST_SPREAD) * ONE)


def _whole(given: Any) -> int:
    if not (isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 11):
        raise PydanticCustomError("count_is_not_a_number", "a whole number is written like 4")
    return int(given)


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number of at most ten digits."""

Times = Annotated[int, BeforeValidator(_times)]
"""A factor or spread from 0 to 3, in 1/2^20."""

Shares = Mapping[str, Rate]


class Ages(Frozen):
    """People from one age to another, each age alike."""

    from_: Count = Field(alias="from")
    to: Count
    share: Rate


class Lognormal(Frozen):
    """An amount (对数正态): half lie below the median."""

    median: Amount
    spread: Times


class Illness(Frozen):
    """A state of health that a person keeps (健康状况): how common it is, and visits a year."""

    share: Rate
    share_from_60: Rate
    visits: Mapping[str, Rate]
    """Share of people by number of visits in a year; several years are drawn anew."""
    levels: Mapping[Level, Rate] | None = None
    """Where these people go, for kinds of visit that have all these levels; else as the kind says."""


class Setting(Frozen):
    """Visits of one kind at one level (就诊场景): how many of the kind, and what their bills are."""

    share: Rate
    median: Amount
    spread: Times
    first_self_pay: Rate
    over_limit: Rate
    own_expense: Rate
    """Mean shares of the bill; the rest is eligible."""
    places: Mapping[Place, Rate]
    days: Count | None = None
    """Median length of stay."""


class Visits(Frozen):
    """Visits of one kind (就诊类别)."""

    share: Rate
    at: Mapping[Level, Setting] = Field(min_length=1)
    programmes: Shares | None = None
    diseases: Shares | None = None
    """Share by number of diseases, where the visit is for chronic ones."""


class Weights(Frozen):
    """What a household stands for (权重), each value between alike; in a policy's numbers, 1 = itself."""

    least: Times
    most: Times


class Description(Frozen):
    """A population (模拟人群)."""

    population: str
    says: Mapping[str, str] | None = None
    region: str
    insurance: Literal["resident", "employee", "ncms"] | None = None
    evidence: EvidenceWord | Mapping[str, EvidenceWord] = "assumed"
    seed: Whole
    households: Whole
    first_day: Day
    last_day: Day
    members: Shares = Field(min_length=1)
    """Share of households by number of people."""
    ages: list[Ages] = Field(min_length=1)
    identities: Shares = Field(min_length=1)
    """Share of households by identities, several joined by +, `none` for none."""
    income: Mapping[str, Lognormal] = Field(min_length=1)
    """A household's income a year for each member; `others` for identities not named."""
    illness: Mapping[str, Illness] = Field(min_length=1)
    visits: Mapping[Kind, Visits] = Field(min_length=1)
    parts_spread: Times
    """How far a bill's shares of the parts lie about their means."""
    away: Times
    """What bills away from home are times."""
    referrals: Mapping[Literal["filed", "unfiled", "emergency"], Rate] = Field(min_length=1)
    """How people go away from home."""
    findings: Shares = Field(default_factory=dict)
    items: Shares = Field(default_factory=dict)
    """Mean share of each charge item in a stay's bill, in each of its parts alike."""
    weights: Weights | None = None

    @property
    def years(self) -> range:
        return range(self.first_day.year, self.last_day.year + 1)


def year_days(description: Description, year: int) -> tuple[date, int]:
    """The first day of a year that is asked for, and how many days."""
    first = max(date(year, 1, 1), description.first_day)
    last = min(date(year, 12, 31), description.last_day)
    return first, (last - first).days + 1
