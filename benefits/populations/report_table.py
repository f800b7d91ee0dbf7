"""A report's table (报表): what was published, which people it is about, and what a fit may move.

The tables that come along stand in `benefits/populations/tables/`; amounts are written as printed.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from benefits.policy.cited import Amount, Count, EvidenceWord, Frozen, Rate
from benefits.populations.description import fraction
from benefits.problems import Text

TOLERANCE: Final = (5, 1000)
"""A line is met within half a percent."""


def _factor(given: Any) -> tuple[int, int]:
    value = fraction(given, 100)
    if value == 0:
        raise PydanticCustomError("factor_is_not_a_number", "above 0", {"given": given})
    return (value.numerator, value.denominator)


Factor = Annotated[tuple[int, int], BeforeValidator(_factor)]
"""A factor above 0, at most 100."""


class Line(Frozen):
    """One published figure (报表行): fen or a number of claims."""

    of: str | list[str]
    """A layer or several, `patient`, `total` or `claims`."""
    name: Text
    amount: Amount = None
    number: Count | None = None
    each: Amount = None
    """Of claims: what each comes to, in yuan, where an amount was published."""
    where: Mapping[str, list[str] | str] = Field(default_factory=dict)
    """Only claims of these words, by dimension."""
    evidence: EvidenceWord = "seed"

    @property
    def parts(self) -> list[str]:
        """What is summed."""
        return [self.of] if isinstance(self.of, str) else self.of

    @property
    def value(self) -> int:
        """Fen, or a number of claims."""
        given = self.amount if self.number is None else self.number
        assert given is not None, "the reading asks for one of them"
        return given

    @property
    def counts(self) -> bool:
        """Whether it is a number of claims."""
        return self.number is not None


class Sum(Frozen):
    """A published figure that other published figures should add up to (报表合计)."""

    name: Text
    amount: Amount
    parts: list[str] = Field(min_length=1)
    """Names of lines."""


class Movable(Frozen):
    """Something about the people that a fit may move, by a factor (可调参数)."""

    of: str
    """Its address in the description; a * stands for every name."""
    rest: str | None = None
    """The share that makes up for it."""
    give: Rate
    """How far it may lie from 1 before it counts as much as a line that is off by 0.2%."""
    least: Factor
    most: Factor
    name: Text


class Bounds(Frozen):
    """How far a figure may move that the policy gives no low and high for (假定数值的范围)."""

    rate: Rate
    """Points."""
    amount: Rate
    """A share of the amount."""


class WeightBounds(Frozen):
    """Between what a household's weight stays (权重范围); 1 is a household that counts as it is."""

    least: Rate
    most: Factor


class HeldOut(Frozen):
    """Published figures the fit never sees (留作检验)."""

    name: Text
    lines: Mapping[str, Line] = Field(min_length=1)
    sums: Mapping[str, Sum] = Field(default_factory=dict)
    within: Rate
    informed_by: Text
    """What the prediction rests on, and how far that carries."""


class ReportTable(Frozen):
    """A table (报表)."""

    table: str
    name: Text
    source: Text
    region: str
    remarks: list[Text] = Field(default_factory=list)
    lines: Mapping[str, Line] = Field(min_length=1)
    sums: Mapping[str, Sum] = Field(default_factory=dict)
    fit: Mapping[str, Movable] = Field(min_length=1)
    figures: Bounds
    weights: WeightBounds
    held_out: HeldOut | None = None
    people: Mapping[str, Any]
    """The description it starts from."""
