"""One figure and the values it takes (变动项): `--vary [region:]path=low:high:step`, or values with commas.

A value is a whole number in the figure's own grain: fen, millionths of a rate, or a count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from benefits import money
from benefits.claims.sentences import problem as of_values
from benefits.formula.proof import LARGEST_COUNT
from benefits.money import LARGEST_YEAR_FEN, RATE_SCALE
from benefits.problems import Problem, Text, WrongValue
from benefits.reforms.setting import Setting
from benefits.search.sentences import problem

Kind = Literal["rate", "fen", "count"]

OWN_STEP: Final[dict[Kind, int]] = {"rate": 100, "fen": 100, "count": 1}
"""The grid a solved figure moves on: 0.01 point, 1 yuan, 1."""

MOST_VALUES: Final = 1_000_000
"""So many values of one figure are told apart."""

_RANGE: Final[dict[Kind, str]] = {
    "rate": "5%:9.5%:0.5%",
    "fen": "4000:12000:1000",
    "count": "1:5:1",
}
_LIST: Final[dict[Kind, str]] = {"rate": "5%,8%,9.5%", "fen": "4000;6000", "count": "1,2,5"}
_ONE: Final[dict[Kind, str]] = {"rate": "9.5%", "fen": "12000", "count": "4"}
_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
_SEVERAL: Final = re.compile(r"[;；，]|,")


@dataclass(frozen=True, slots=True)
class Axis:
    """A figure by its address, and the values it takes, in order."""

    setting: Setting
    kind: Kind
    values: Sequence[int]

    @property
    def address(self) -> str:
        """As a reform's file names it: `layers.backstop.ceiling`, or with its region before a colon."""
        scope = self.setting.scope
        return self.setting.path if scope is None else f"{scope}:{self.setting.path}"

    def written(self, value: int) -> str:
        """A value as a reform writes it.

        >>> from benefits.reforms.setting import Spot
        >>> Axis(Setting(None, "layers.basic.cap", "", Spot("")), "fen", ()).written(1_200_050)
        '12000.50'
        """
        return written(self.kind, value)


def written(kind: Kind, value: int) -> str:
    """A value as people and files write it: `9.5%`, `12000.00`, `4`."""
    if kind == "rate":
        return money.percent_of(value, RATE_SCALE)
    return str(value) if kind == "count" else money.yuan(value)


def listed(setting: Setting, kind: Kind, wrong: list[Problem]) -> Axis | None:
    """A range with its step, or several values; what is wrong is added to `wrong`."""
    given, spot = setting.written, setting.spot.where
    if ":" in given or "：" in given:
        ends = _ends(setting, kind, wrong)
        if ends is None:
            return None
        low, high, step = ends
        if step is None:
            wrong.append(problem("range_has_no_step", spot, range=_RANGE[kind]))
            return None
        return Axis(setting, kind, range(low, high + 1, step))
    if kind == "fen" and _THOUSANDS.fullmatch(given):
        wrong.append(
            problem("comma_of_thousands", spot, given=given, apart=given.replace(",", ";"))
        )
        return None
    values: list[int] = []
    for each in (part.strip() for part in _SEVERAL.split(given)):
        value = value_of(each, kind, spot, wrong)
        if value is None:
            return None
        if value in values:
            wrong.append(problem("value_stands_twice", spot, given=each))
            return None
        values.append(value)
    return Axis(setting, kind, tuple(values))


def spanned(setting: Setting, kind: Kind, wrong: list[Problem]) -> Axis | None:
    """A range to solve in: `low:high`, on the figure's own grid unless a step is stated."""
    if ":" not in setting.written and "：" not in setting.written:
        short = _RANGE[kind].rpartition(":")[0]
        wrong.append(problem("range_is_wanted", setting.spot.where, range=short))
        return None
    ends = _ends(setting, kind, wrong)
    if ends is None:
        return None
    low, high, step = ends
    return Axis(setting, kind, range(low, high + 1, OWN_STEP[kind] if step is None else step))


def _ends(setting: Setting, kind: Kind, wrong: list[Problem]) -> tuple[int, int, int | None] | None:
    """Low, high and step of a range."""
    spot = setting.spot.where
    parts = [each.strip() for each in setting.written.replace("：", ":").split(":")]
    if len(parts) not in (2, 3) or not all(parts):
        facts = {"range": _RANGE[kind], "list": _LIST[kind]}
        wrong.append(problem("range_is_not_understood", spot, **facts))
        return None
    numbers = [value_of(each, kind, spot, wrong) for each in parts]
    low, high, *rest = numbers
    step = rest[0] if rest else None
    if low is None or high is None or (rest and step is None):
        return None
    if low >= high:
        wrong.append(problem("range_is_upside_down", spot))
        return None
    if step == 0:
        wrong.append(problem("step_is_zero", spot))
        return None
    values = (high - low) // (OWN_STEP[kind] if step is None else step) + 1
    if values > MOST_VALUES:
        points, most = f"{values:,}", f"{MOST_VALUES:,}"
        wrong.append(problem("too_many_points", spot, points=points, most=most))
        return None
    return low, high, step


def value_of(given: str, kind: Kind, spot: str, wrong: list[Problem]) -> int | None:
    """One value in the figure's grain."""
    try:
        if kind == "rate":
            exact: Fraction = money.rate(given) * RATE_SCALE
            if exact.denominator != 1:
                wrong.append(problem("value_is_too_fine", spot, given=given[:40]))
                return None
            return exact.numerator
        if kind == "count":
            if not (given.isascii() and given.isdigit() and int(given) <= LARGEST_COUNT):
                raise WrongValue("count_is_not_a_number", most=str(LARGEST_COUNT))
            return int(given)
        amount = money.fen_of_figure(given)
        if amount > LARGEST_YEAR_FEN:
            raise WrongValue("amount_too_large", most=money.yuan(LARGEST_YEAR_FEN))
        return amount
    except WrongValue as error:
        what: Text = of_values(error.code, spot, **error.facts).what
        facts: dict[str, str | Text] = {"given": given[:40] or "—", "why": what}
        wrong.append(problem("value_is_not_of_this_kind", spot, example=_ONE[kind], **facts))
        return None
