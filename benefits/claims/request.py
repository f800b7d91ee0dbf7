"""A request as the contract has it (预结算请求): its shape, checked by pydantic in one pass.

Amounts are text in yuan and become whole fen here. What the shape cannot say (sums, the order of days)
is checked in `reading.py`; the sentences stand in `sentences.py`.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from benefits import money, words
from benefits.problems import WrongValue


def _fen(given: Any) -> int:
    try:
        return money.fen(given)
    except WrongValue as wrong:
        raise PydanticCustomError(wrong.code, "not an amount", wrong.facts) from None


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(given: object) -> date:
    """A day written `2018-06-15` and no other way; raises `WrongValue`."""
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given):
        raise WrongValue("day_is_not_iso")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise WrongValue("day_is_not_iso") from None


def _day(given: Any) -> date:
    try:
        return day(given)
    except WrongValue as wrong:
        raise PydanticCustomError(wrong.code, "not a day") from None


def _quantity(given: Any) -> tuple[int, int]:
    """A quantity as text, exact: numerator and denominator."""
    if not isinstance(given, str):
        raise PydanticCustomError("quantity_is_not_text", "not a quantity")
    whole, point, decimals = given.partition(".")
    digits = whole + decimals
    written = whole.isdigit() and len(digits) <= 12 and digits.isascii()
    if not written or (point and not decimals.isdigit()) or int(digits) == 0:
        raise PydanticCustomError("quantity_is_not_a_number", "not a quantity")
    return int(digits), 10 ** len(decimals)


def _share(given: Any) -> tuple[int, int]:
    if not isinstance(given, str):
        raise PydanticCustomError("rate_is_not_text", "not a rate")
    try:
        value = money.rate(given)
    except WrongValue as wrong:
        raise PydanticCustomError(wrong.code, "not a rate", wrong.facts) from None
    return value.numerator, value.denominator


def _without_range(described: dict[str, Any]) -> None:
    """The range is one of fen; what is written is text."""
    described.pop("ge", None)


_WRITTEN_FEN = Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,2})?$", examples=["1092.70"])]
_WRITTEN_DAY = Annotated[
    str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"})
]
_WRITTEN_QUANTITY = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,11})?$")]
_WRITTEN_SHARE = Annotated[
    str, Field(pattern=r"^([0-9]{1,9}(\.[0-9]{1,12})?( ?%)?|[0-9]{1,9} ?/ ?[0-9]{1,9})$")
]
"""How these are written, as the interface is described; what reads them says what is wrong."""

Fen = Annotated[
    int,
    BeforeValidator(_fen, json_schema_input_type=_WRITTEN_FEN),
    Field(ge=0, json_schema_extra=_without_range),
]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=_WRITTEN_DAY)]
Quantity = Annotated[
    tuple[int, int], BeforeValidator(_quantity, json_schema_input_type=_WRITTEN_QUANTITY)
]
Share = Annotated[tuple[int, int], BeforeValidator(_share, json_schema_input_type=_WRITTEN_SHARE)]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f<>]+$")
]
Service = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f<>]+$")
]
Address = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f<>]+$")
]
Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]

Kind = Literal["inpatient", "outpatient", "chronic_outpatient", "delivery", "annual_review"]
Level = Literal["village", "township", "primary", "secondary", "tertiary"]
Place = Literal["in_county", "in_city", "in_province", "out_of_province"]
Referral = Literal["local", "filed", "unfiled", "emergency"]
Insurance = Literal["resident", "employee", "ncms"]
Category = Literal[
    "registered_poor",
    "lifted_poor",
    "destitute",
    "orphan",
    "low_income",
    "low_income_edge",
    "returned_to_poverty",
    "monitored_unstable",
    "monitored_edge",
    "monitored_sudden",
    "illness_poor",
    "low_income_farmer",
    "severely_disabled",
    "veteran",
]
Finding = Literal[
    "over_treatment",
    "irregular_stay",
    "accident",
    "no_identity",
    "cannot_pay",
    "crime",
    "third_party_liable",
    "work_injury",
    "suicide_or_fight",
]
Exclusion = Literal["crime", "third_party_liable", "work_injury", "suicide_or_fight"]

for _words, _literal in (
    (words.KINDS, Kind),
    (words.LEVELS, Level),
    (words.PLACES, Place),
    (words.REFERRALS, Referral),
    (words.INSURANCES, Insurance),
    (words.IDENTITIES, Category),
    (words.FINDINGS, Finding),
    (words.EXCLUSIONS, Exclusion),
):
    assert tuple(_words) == get_args(_literal), f"the words of {_literal} have drifted"


class Form(BaseModel):
    """Immutable, exact: unknown fields are refused by name, nothing is converted silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Identity(Form):
    """An identity with its dates (身份起止); `until` null: still held."""

    category: Category
    from_: Day = Field(alias="from")
    until: Day | None = None


class Period(Form):
    """A period of contributions (参保缴费期间)."""

    from_: Day = Field(alias="from")
    until: Day | None = None


class Person(Form):
    """The insured person (参保人), by the site's own surrogate; never an identity number."""

    id: Name | None = None
    categories: list[Category] | None = Field(default=None, max_length=50)
    identities: list[Identity] | None = Field(default=None, max_length=200)
    insurance: Insurance | None = None
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    household: Name | None = None
    division: Division | None = None
    contribution_years: Annotated[int, Field(ge=0, le=150)] | None = None
    claim_free_years: Annotated[int, Field(ge=0, le=150)] | None = None
    contribution_periods: list[Period] | None = Field(default=None, max_length=200)


class Hospital(Form):
    """The hospital (定点医疗机构)."""

    id: Name | None = None
    division: Division | None = None


class Visit(Form):
    """The visit (就诊)."""

    kind: Kind
    hospital_level: Level | None = None
    place: Place | None = None
    referral: Referral | None = None
    admission_number: Annotated[int, Field(ge=1, le=1000)] | None = None
    programme: Name | None = None
    diseases: list[Name] | None = Field(default=None, max_length=50)
    findings: list[Finding] | None = Field(default=None, max_length=50)
    days: Annotated[int, Field(ge=0, le=3660)] | None = None
    admitted: Day | None = None
    discharged: Day | None = None
    settled: Day | None = None
    hospital: Hospital | None = None


class Item(Form):
    """A charge item (收费项目): its four parts, or a raw line from which they follow."""

    service: Service
    category: Name | None = None
    class_: Literal["A", "B", "C"] | None = Field(default=None, alias="class")
    eligible: Fen | None = None
    first_self_pay: Fen | None = None
    over_limit: Fen | None = None
    own_expense: Fen | None = None
    amount: Fen | None = None
    quantity: Quantity | None = None
    first_self_pay_rate: Share | None = None
    price_limit: Fen | None = None


class Bill(Form):
    """The bill (医疗费用): a total, and its four parts or its items."""

    total: Fen
    eligible: Fen | None = None
    first_self_pay: Fen | None = None
    over_limit: Fen | None = None
    own_expense: Fen | None = None
    items: list[Item] | None = Field(default=None, max_length=2000)


class Total(Form):
    """A running total (累计): base and paid."""

    base: Fen = 0
    paid: Fen = 0


class LayerTotal(Total):
    """A layer's running total, and those of its sub-caps."""

    accounts: Mapping[Name, Total] | None = None


class Totals(Form):
    """Running totals by layer."""

    layers: Mapping[Name, LayerTotal] = Field(default_factory=dict)


class YearToDate(Totals):
    """The year so far (年度累计): the person's layers, the household's, the lifetime's."""

    household: Totals | None = None
    lifetime: Totals | None = None


class Statistics(Form):
    """Outside statistics (外部统计数据)."""

    poverty_line: Fen | None = None
    disposable_income: Fen | None = None


class LastYear(Form):
    """What last year left to the person or household (上年自付)."""

    eligible_self_paid: Fen | None = None
    self_paid: Fen | None = None


class Request(Form):
    """A quote's request. Everything but region, date, visit and bill may be left out."""

    region: Name
    date: Day
    known_on: Day | None = None
    person: Person = Person()
    visit: Visit
    bill: Bill
    year_to_date: YearToDate | None = None
    prior_payments: Mapping[Name, Fen] = Field(default_factory=dict)
    exclusions: list[Exclusion] | None = Field(default=None, max_length=50)
    statistics: Statistics | None = None
    last_year: LastYear | None = None
    deposit: Fen | None = None
    reform: Mapping[Address, Annotated[str, StringConstraints(max_length=40)]] | None = Field(
        default=None, max_length=100
    )
