"""A policy (政策): a region's rules from one day on, as dated data.

The shape of a policy file, after reading. The chain builder turns it into a formula graph; nothing
else interprets it. Every text a clerk reads comes in Chinese and English.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from benefits.money import RoundingMode
from benefits.policy.cited import Cited, Day, Frozen
from benefits.policy.figures import AmountParam, CountParam, RateParam, When, Words
from benefits.problems import Text

PartName = Literal["eligible", "first_self_pay", "over_limit", "own_expense"]


def _parts(given: Any) -> Any:
    if given == "all":
        return ["eligible", "first_self_pay", "over_limit", "own_expense"]
    return [given] if isinstance(given, str) else given


Parts = Annotated[tuple[PartName, ...], BeforeValidator(_parts), Field(min_length=1)]
"""Parts of the bill, in the order in which a payment uses them up; `all` is the default order."""


class SourceEntry(Frozen):
    """A notice or report (文件, 文号)."""

    title: Text
    number: str | None = None
    issued: Day | None = None


class Rounding(Cited):
    """How a payment is rounded (取整): to the fen or the yuan, by a named mode."""

    unit: Literal["fen", "yuan"] = "fen"
    mode: RoundingMode = "half_up"


class Band(Cited):
    """One slice of a band table (分段). The last band has no upper end."""

    at_most: AmountParam | None = None
    below: AmountParam | None = None
    rate: RateParam


class Step(Cited):
    """One step of a table of lump sums (定额分档)."""

    at_most: AmountParam | None = None
    below: AmountParam | None = None
    pays: AmountParam


class Gate(Cited):
    """The whole amount passes once it is reached (门槛), nothing before."""

    at_least: AmountParam | None = None
    above: AmountParam | None = None


class Cap(Cited):
    """What is paid at most (封顶线), and over what: one visit, a year, a lifetime; person or household.

    `account` keeps a running total of its own beside the layer's; without it the layer's own counts.
    """

    amount: AmountParam
    per: Literal["visit", "year", "lifetime"] = "year"
    of: Literal["person", "household"] | None = None
    """Whose total counts; left out: whose the rule's own does."""
    account: str | None = None


class Payment(Cited):
    """One schedule (支付公式): base, deductible, rate or bands. Rounded once."""

    base: Parts = ("eligible",)
    of: Literal["left", "bill", "price"] = "left"
    """What the base counts: what is left of the parts, the bill's own parts, or the fixed price."""
    deductible: AmountParam | None = None
    gate: Gate | None = None
    rate: RateParam | None = None
    bands: Mapping[str, Band] | None = Field(default=None, min_length=1)
    counted_from: Literal["zero", "deductible"] | None = None
    """Where bands begin to count: at zero (the deductible lies in the first band) or above it."""
    ladder: bool = False
    """The whole amount takes the rate of the band it falls in (全额累进)."""
    key: AmountParam | None = None
    """The amount that chooses the rung of a ladder, where it is not the base."""
    rounding: Rounding | None = None


class Tilt(Cited):
    """What an identity changes in the normal rule (倾斜政策), reported item by item."""

    when: When | None = None
    deductible: AmountParam | None = None
    rate: RateParam | None = None
    bands: Mapping[str, Band] | None = None
    cap: AmountParam | None = None


class Rule(Payment):
    """One way in which a layer pays. Exactly one of the forms below is used.

    Forms: a schedule (`rate` or `bands`), several `payments`, `patient_pays`, `pays`, `ceiling`,
    `items`, `steps`, `must_be_given`, `unknown`, or `nothing`.
    """

    when: When | None = None
    name: Text | None = None
    yearly: bool = False
    """Runs on the year: pays F(before + now) − F(before) on the cumulative base."""
    account: str | None = None
    """A running total of its own, in place of the layer's (caps not shared)."""
    scope: Literal["person", "household"] = "person"
    once: Literal["year"] | None = None
    """Pays nothing where this year has already paid under this rule."""
    cap: AmountParam | Cap | None = None
    caps: Mapping[str, Cap] = Field(default_factory=dict)
    least_payment: AmountParam | None = None
    """保底: the payment is at least this, out of the rule's own parts first and then the others."""
    tilt: Mapping[str, Tilt] = Field(default_factory=dict)
    payments: Mapping[str, Payment] | None = Field(default=None, min_length=1)
    patient_pays: AmountParam | None = None
    pays: AmountParam | None = None
    ceiling: AmountParam | None = None
    items: Mapping[str, RateParam] | None = Field(default=None, min_length=1)
    steps: Mapping[str, Step] | None = Field(default=None, min_length=1)
    must_be_given: Text | None = None
    unknown: Text | None = None
    meets: Literal["refuse", "outside"] | None = None
    nothing: Text | None = None


class Layer(Rule):
    """One step of the chain (保障层): a payer, and one rule or several tried in order."""

    title: Text
    fund: str | None = None
    local_fund: str | None = None
    backstop: bool = False
    """The layer counts as backstop in the ratios before and after it."""
    rules: Mapping[str, Rule] | None = Field(default=None, min_length=1)


class Floor(Cited):
    """All payers together pay at most this share of the total; the last is cut first (报销比例上限)."""

    when: When | None = None
    rate: RateParam


class Programme(Frozen):
    """A special path (专项): its name, the kinds of visit it belongs to, a fixed price if any."""

    name: Text
    kinds: list[str] = Field(min_length=1)
    price: AmountParam | None = None


class Grant(Cited):
    """Money not tied to the bill (补助), or a contribution paid for the person (参保资助)."""

    name: Text
    when: When | None = None
    amount: AmountParam
    fund: str | None = None


class NoLayerPays(Cited):
    """A reason why no layer pays at all (不予支付), said in the answer."""

    when: When
    says: Text


class SpokenOf(Cited):
    """Something the answer says where its conditions hold; nobody pays by it (提示, 目标)."""

    when: When | None = None
    patient_above: AmountParam | None = None
    says: Text
    kind: Literal["warning", "outside", "interpretation"] = "warning"


class Remark(Cited):
    """Something the notice says that changes no split (说明): a premium, a deposit rule, a report."""

    says: Text


class InForce(Frozen):
    """First and last day in force; no last day: until the next version or a repeal."""

    from_: Day = Field(alias="from")
    until: Day | None = None


class CarriedOver(Cited):
    """Which running totals of the version before go on in this one (累计衔接)."""

    layers: Literal["all", "none"] | list[str] = "all"


class Example(Frozen):
    """An example of the notice itself, run by `check`."""

    name: str
    request: Mapping[str, Any]
    expect: Mapping[str, Any]


class Policy(Cited):
    """One version of a region's rules."""

    region: str
    name: Text
    division: str
    in_force: InForce
    known: Day | None = None
    builds_on: str | None = None
    changes: Mapping[str, Any] | None = None
    sources: Mapping[str, SourceEntry] = Field(default_factory=dict)
    funds: Mapping[str, Text] = Field(default_factory=dict)
    """The region's map of fund codes (基金款项代码) that its layers may name."""
    insurance: list[str] = Field(default_factory=lambda: ["resident"])
    policy_day: Literal["admission", "discharge", "settlement"] = "discharge"
    year_day: Literal["admission", "discharge", "settlement"] = "discharge"
    identity_day: Literal["admission", "discharge", "settlement", "any_day_of_stay"] = "discharge"
    groups: Mapping[str, Words] = Field(default_factory=dict)
    treated_as: Mapping[str, str] = Field(default_factory=dict)
    """A hospital level read as another (township as primary)."""
    kinds: list[str] = Field(default_factory=lambda: ["inpatient"])
    programmes: Mapping[str, Programme] = Field(default_factory=dict)
    figures: Mapping[str, AmountParam] = Field(default_factory=dict)
    """Amounts that several places share through `same_as`."""
    first_self_pay_away: RateParam | None = None
    """Extra first self-pay: this share of eligible is moved to first self-pay before anything else."""
    no_layer_pays: Mapping[str, NoLayerPays] = Field(default_factory=dict)
    layers: Mapping[str, Layer] = Field(min_length=1)
    floor: Floor | None = None
    grants: Mapping[str, Grant] = Field(default_factory=dict)
    warnings: Mapping[str, SpokenOf] = Field(default_factory=dict)
    remarks: Mapping[str, Remark] = Field(default_factory=dict)
    carried_over: CarriedOver | None = None
    examples: list[Example] = Field(default_factory=list)

    def reviews_households(self) -> bool:
        """A rule for yearly reviews counts by household (以家庭为单位)."""
        for layer in self.layers.values():
            for rule in (layer, *(layer.rules or {}).values()):
                kinds = [*_kinds(layer.when), *_kinds(rule.when)]
                if rule.scope == "household" and "annual_review" in kinds:
                    return True
        return False


def _kinds(when: When | None) -> Sequence[str]:
    if when is None or when.kind is None:
        return ()
    return (when.kind,) if isinstance(when.kind, str) else when.kind


class Repeal(Cited):
    """The region has no policy of its own from this day on (废止)."""

    region: str
    repealed_from: Day
    sources: Mapping[str, SourceEntry] = Field(default_factory=dict)
    says: Text
    known: Day | None = None


__all__ = ["CountParam", "Policy", "Repeal", "Rule"]
