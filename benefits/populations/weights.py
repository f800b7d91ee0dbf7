"""Weights that close what is left (权重校准): each household counts for a little more or less than one.

The weight of a household is a bounded function of what it adds to the published lines (the logit form
of Deville and Särndal, 1992): `F(u)` lies strictly between the bounds, `F(0) = 1`. The numbers `u` is
made with (`tilt`) are whole, and so is every step from them to a weight in millionths; a file that keeps
them gives the same weights everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import numpy as np
from scipy.optimize import least_squares

from benefits.populations.quantiles import ONE, times_power
from benefits.simulation.arrays import Integers

MILLION: Final = 1_000_000
_TILT: Final = 44
"""A tilt is kept in 1/2^44 for each fen or claim."""
_LARGEST_EXPONENT: Final = 7 * ONE
_THOUSAND: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rule:
    """How weights are made (权重规则)."""

    base: Fraction
    """What a household counts for before anything is tilted."""
    least: Fraction
    most: Fraction
    """Of the base, so that the weight itself stays between the table's bounds."""
    tilt: tuple[int, ...]
    """For each line, in 1/2^44 for each fen or claim."""

    @classmethod
    def within(
        cls, base: Fraction, bounds: tuple[Fraction, Fraction], tilt: tuple[int, ...]
    ) -> "Rule":
        """A rule whose weights stay between these bounds; raises `ValueError` for a base outside."""
        least, most = (each / base for each in bounds)
        if not least < 1 < most:
            raise ValueError("weights.base")
        return cls(base, least, most, tilt)

    def weights(self, sums: Integers) -> Integers:
        """A weight in millionths for each household, from what it adds to each line."""
        steps = np.array(self.tilt, dtype=np.int64)
        slope = (self.most - self.least) / ((1 - self.least) * (self.most - 1))
        exponent = (sums @ steps >> _TILT - 20) * round(slope * ONE) >> 20
        exponent = np.clip(exponent, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
        power = times_power(np.full(len(sums), ONE), exponent)
        low, high = ceil(self.least * _THOUSAND), floor(self.most * _THOUSAND)
        over = low * (high - _THOUSAND) * ONE + high * (_THOUSAND - low) * power
        under = (high - _THOUSAND) * ONE + (_THOUSAND - low) * power
        factor = over * _THOUSAND // under
        found: Integers = factor * self.base.numerator // self.base.denominator
        return found


def raked(
    sums: Integers, wanted: Sequence[int], base: Fraction, bounds: tuple[Fraction, Fraction]
) -> Rule:
    """The rule whose weighted sums come closest to what is wanted."""
    least, most = bounds[0] / base, bounds[1] / base
    there = sums.sum(axis=0)
    scale = np.array([int(want) or sum(wanted) for want in wanted]) / 1
    lines = sums * (len(sums) / np.maximum(there, 1))
    low, high = least.numerator / least.denominator, most.numerator / most.denominator
    slope = (high - low) / ((1 - low) * (high - 1))
    amounts = sums * (base.numerator / base.denominator)

    def factor(tilt: Any) -> tuple[Any, Any]:
        power = np.exp(np.clip(slope * (lines @ tilt), -7, 7))
        under = (high - 1) + (1 - low) * power
        value = (low * (high - 1) + high * (1 - low) * power) / under
        slant = slope * power * (high - low) * (high - 1) * (1 - low) / under**2
        return value, slant

    def off(tilt: Any) -> Any:
        return (factor(tilt)[0] @ amounts - np.array(wanted)) / scale

    def slants(tilt: Any) -> Any:
        return (amounts * factor(tilt)[1][:, None]).T @ lines / scale[:, None]

    solved = least_squares(off, np.zeros(len(there)), jac=slants, x_scale=1 / 10, max_nfev=60)
    steps = solved.x * (len(sums) / np.maximum(there, 1)) * 2**_TILT
    return Rule.within(base, bounds, tuple(int(each) for each in np.rint(steps)))


def weighted(sums: Integers, weights: Integers) -> list[int]:
    """Exact weighted totals, in millionths of a fen or a claim."""
    columns = sums.T.tolist()
    listed = weights.tolist()
    return [sum(w * x for w, x in zip(listed, column, strict=True)) for column in columns]


def effective(weights: Integers) -> tuple[int, int]:
    """Kish's effective sample (有效样本量), as a fraction of what there is: (Σw)² ÷ (n Σw²)."""
    listed = weights.tolist()
    whole = Fraction(sum(listed) ** 2, len(listed) * sum(w * w for w in listed))
    return whole.numerator, whole.denominator
