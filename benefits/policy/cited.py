"""What every figure and clause says about itself (依据): evidence, source, article, quoted words."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from benefits import money
from benefits.problems import Text, WrongValue

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

EvidenceWord = Literal["seed", "official", "secondary", "interpretation", "assumed"]


class Frozen(BaseModel):
    """Immutable; a field the form does not have is a problem."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, defer_build=True)


class Cited(Frozen):
    """Evidence and source of a figure, or the default for everything below a rule or layer."""

    evidence: EvidenceWord | None = None
    source: str | None = None
    article: str | None = None
    quote: str | None = None
    reading: Text | None = None
    """What other readings the text leaves open (解释)."""


def _amount(given: Any) -> int | None:
    if given == "none":
        return None
    amount: int = _read(money.fen_of_figure, given, "amount_is_not_text")
    return amount


def _rate(given: Any) -> tuple[int, int]:
    value = _read(money.rate, given, "rate_is_not_text")
    return (value.numerator, value.denominator)


def _count(given: Any) -> int:
    if not (isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 7):
        raise PydanticCustomError("count_is_not_a_number", "a whole number is written like 4")
    return int(given)


def _day(given: Any) -> date:
    """Only 2018-01-01: a bare number must not become seconds since 1970."""
    wrong = PydanticCustomError("day_is_not_iso", "a day is written like 2018-01-01")
    if not isinstance(given, str) or _ISO.fullmatch(given) is None:
        raise wrong
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise wrong from None


def _read(read: Any, given: Any, not_text: str) -> Any:
    if not isinstance(given, str):
        raise PydanticCustomError(not_text, "write it as one value")
    try:
        return read(given)
    except WrongValue as wrong:
        raise PydanticCustomError(
            wrong.code, "not a value", {"given": given, **wrong.facts}
        ) from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day, written 2018-01-01."""

Amount = Annotated[int | None, BeforeValidator(_amount)]
"""Fen; `none` means no limit, where that makes sense."""

Rate = Annotated[tuple[int, int], BeforeValidator(_rate)]
"""Numerator and denominator, reduced."""

Count = Annotated[int, BeforeValidator(_count)]
