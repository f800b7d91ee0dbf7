"""How a policy states an amount, a rate or a count (数值的写法).

Every form is a mapping recognised by one key (`value`, `unknown`, `same_as`, `share`, `statistic`,
`start`, `lesser_of`, `greater_of`, `plus`, `times`); a mapping without any of them is a table, whose
arms are tried in order. An arm applies where its `when` holds; an arm named by a word of the trade
(`primary`, `in_county`, `registered_poor`, a group of the policy) applies where that word does.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, RootModel, Tag, model_validator

from benefits.policy.cited import Amount, Cited, Count, Frozen, Rate
from benefits.problems import Text

Words = str | list[str]
"""One word or several; any of them is enough."""


class Arm(Cited):
    """Something that may stand in a table."""

    when: "When | None" = None

    @model_validator(mode="before")
    @classmethod
    def _scalar_is_value(cls, given: Any) -> Any:
        """`rate: 90%` is short for `rate: {value: 90%}`; evidence then comes from above."""
        return {"value": given} if isinstance(given, str) else given


class AmountFigure(Arm):
    """An amount of the policy, in fen; None is no limit."""

    value: Amount
    low: Amount = None
    high: Amount = None


class RateFigure(Arm):
    """A rate of the policy."""

    value: Rate
    low: Rate | None = None
    high: Rate | None = None


class CountFigure(Arm):
    """A whole number of the policy (days, years, visits, people)."""

    value: Count
    low: Count | None = None
    high: Count | None = None


class Unknown(Arm):
    """Nobody knows (未知): the open question; a claim that meets it is refused.

    Where it must lie between `low` and `high`, the refusal says what each would leave the patient.
    """

    unknown: Text


class UnknownAmount(Unknown):
    """An amount nobody knows."""

    low: Amount = None
    high: Amount = None


class UnknownRate(Unknown):
    """A rate nobody knows."""

    low: Rate | None = None
    high: Rate | None = None


class SameAs(Arm):
    """The figure that stands at another address of this policy."""

    same_as: str


class ShareOf(Arm):
    """A share of an amount of the claim or of an outside statistic, rounded half up to the fen."""

    share: "RateParam"
    of: Literal[
        "total",
        "eligible",
        "first_self_pay",
        "over_limit",
        "own_expense",
        "poverty_line",
        "disposable_income",
    ]


class Statistic(Arm):
    """An outside statistic (外部统计数据), given with the claim; `otherwise` stands in for it."""

    statistic: Literal["poverty_line", "disposable_income"]
    otherwise: "AmountParam | None" = None


class Raise(Frozen):
    """So much for each (`adds` × (`for_each` − `beyond`)), at most a share of the start."""

    adds: "AmountParam"
    for_each: Literal["diseases", "contribution_years", "claim_free_years", "days"]
    beyond: "CountParam | None" = None
    at_most: "RateParam | None" = None


class Raised(Arm):
    """An amount that grows by incentives or with a number."""

    start: "AmountParam"
    raises: Mapping[str, Raise] = Field(min_length=1)


class LesserOf(Arm):
    """The smaller of several named amounts."""

    lesser_of: Mapping[str, "AmountParam"] = Field(min_length=2)


class GreaterOf(Arm):
    """The larger of several named amounts."""

    greater_of: Mapping[str, "AmountParam"] = Field(min_length=2)


class AmountChange(Arm):
    """In a tilt: the normal amount times a rate (rounded half up) and plus an amount."""

    times: "RateParam | None" = None
    plus: "AmountParam | None" = None


class RateChange(Arm):
    """In a tilt: the normal rate plus so many points, at most 100%."""

    plus: "RateParam"


class AmountTable(RootModel[dict[str, "AmountParam"]]):
    """Arms tried in order."""


class RateTable(RootModel[dict[str, "RateParam"]]):
    """Arms tried in order."""


class CountTable(RootModel[dict[str, "CountParam"]]):
    """Arms tried in order."""


FORMS = {
    "value": "figure",
    "unknown": "unknown",
    "same_as": "same_as",
    "share": "share",
    "statistic": "statistic",
    "start": "raised",
    "lesser_of": "lesser_of",
    "greater_of": "greater_of",
    "plus": "change",
    "times": "change",
}


def _form(given: Any) -> str:
    if isinstance(given, Mapping):
        return next((form for key, form in FORMS.items() if key in given), "table")
    return _FORM_OF_CLASS.get(type(given).__name__, "figure")


def _amount_form(given: Any) -> str:
    if isinstance(given, RateFigure):
        return "percentage"
    form = _form(given)
    if form == "figure":
        value = given.get("value") if isinstance(given, Mapping) else given
        if isinstance(value, str) and value.strip().endswith("%"):
            return "percentage"
    return form


_FORM_OF_CLASS = {
    "Unknown": "unknown",
    "UnknownAmount": "unknown",
    "UnknownRate": "unknown",
    "SameAs": "same_as",
    "ShareOf": "share",
    "Statistic": "statistic",
    "Raised": "raised",
    "LesserOf": "lesser_of",
    "GreaterOf": "greater_of",
    "AmountChange": "change",
    "RateChange": "change",
    "AmountTable": "table",
    "RateTable": "table",
    "CountTable": "table",
}


AmountParam = Annotated[
    Annotated[AmountFigure, Tag("figure")]
    | Annotated[UnknownAmount, Tag("unknown")]
    | Annotated[SameAs, Tag("same_as")]
    | Annotated[ShareOf, Tag("share")]
    | Annotated[Statistic, Tag("statistic")]
    | Annotated[Raised, Tag("raised")]
    | Annotated[LesserOf, Tag("lesser_of")]
    | Annotated[GreaterOf, Tag("greater_of")]
    | Annotated[AmountChange, Tag("change")]
    | Annotated[RateFigure, Tag("percentage")]
    | Annotated[AmountTable, Tag("table")],
    Discriminator(_amount_form),
]
"""An amount. Written as a percentage it is that share of the bill's total, rounded half up."""

RateParam = Annotated[
    Annotated[RateFigure, Tag("figure")]
    | Annotated[UnknownRate, Tag("unknown")]
    | Annotated[SameAs, Tag("same_as")]
    | Annotated[RateChange, Tag("change")]
    | Annotated[RateTable, Tag("table")],
    Discriminator(_form),
]

CountParam = Annotated[
    Annotated[CountFigure, Tag("figure")]
    | Annotated[Unknown, Tag("unknown")]
    | Annotated[SameAs, Tag("same_as")]
    | Annotated[CountTable, Tag("table")],
    Discriminator(_form),
]


class Bound(Frozen):
    """A boundary that says whether it includes the number itself (Civil Code, art. 1259)."""

    at_least: AmountParam | None = None
    """以上: includes."""
    above: AmountParam | None = None
    """超过: does not include."""
    at_most: AmountParam | None = None
    """以下, 以内: includes."""
    below: AmountParam | None = None
    """不满: does not include."""


class CountBound(Frozen):
    """Like `Bound`, for whole numbers."""

    at_least: CountParam | None = None
    above: CountParam | None = None
    at_most: CountParam | None = None
    below: CountParam | None = None


class When(Frozen):
    """Conditions that must all hold (适用条件). A list of words holds where any of them does."""

    identity: Words | None = None
    """The identity under which the layer is worked out; `any` is any identity at all."""
    without: Words | None = None
    """The person holds none of these identities."""
    kind: Words | None = None
    hospital_level: Words | None = None
    place: Words | None = None
    referral: Words | None = None
    """`filed` (emergency too) and `unfiled` (local too) hold only away from home."""
    programme: Words | None = None
    """A programme of the policy; `none` is no programme."""
    insurance: Words | None = None
    finding: Words | None = None
    same_division: bool | None = None
    """Patient and hospital belong to the same division."""
    total: Bound | None = None
    eligible: Bound | None = None
    first_self_pay: Bound | None = None
    over_limit: Bound | None = None
    own_expense: Bound | None = None
    left: Bound | None = None
    """What the layers before have left of the whole bill."""
    admission_number: CountBound | None = None
    age: CountBound | None = None
    days: CountBound | None = None
    diseases: CountBound | None = None
    contribution_years: CountBound | None = None
    claim_free_years: CountBound | None = None
    insured_months: CountBound | None = None
    broken_years: CountBound | None = None
    any_of: "list[When] | None" = None
    none_of: "list[When] | None" = None

    @model_validator(mode="before")
    @classmethod
    def _truth_words(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and given.get("same_division") in ("yes", "no"):
            return {**given, "same_division": given["same_division"] == "yes"}
        return given
