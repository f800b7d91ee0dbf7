"""Normal quantiles and powers of e as whole numbers (分位数表): the same on every processor.

A lognormal amount is `median × e^(spread × z)`. Floats would differ in their last places between
processors, and an amount now and then by a fen; here every step is whole. A number of natural size
is kept in 1/2^20 (`ONE`).
"""

from decimal import Decimal, localcontext
from functools import cache
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from benefits.simulation.arrays import Integers

SHIFT: Final = 20
ONE: Final = 1 << SHIFT
"""What 1 is kept as."""

_CELLS: Final = 16
"""A draw of 32 bits: 16 choose a cell of the table, 16 the place inside it."""
_LAST: Final = (1, 2**20)
"""The distribution ends at one in a million on both sides."""
_FINE: Final = 12
_POWER: Final = 30
_LOG2_E: Final = 1_549_082_005
"""1/ln 2 in 1/2^30."""


@cache
def _normal() -> Integers:
    """z at 0/65,536, 1/65,536, … of the standard normal distribution, in 1/2^20."""
    inverse, cells = NormalDist().inv_cdf, 1 << _CELLS
    half = [round(inverse(n / cells) * ONE) for n in range(1, cells // 2)]
    ends = [round(inverse(_LAST[0] / _LAST[1]) * ONE), *half]
    return np.array([*ends, 0, *(-z for z in reversed(ends))], dtype=np.int64)


@cache
def _powers() -> Integers:
    """2^(n/4,096) in 1/2^30, for n from 0 to 4,096."""
    with localcontext() as context:
        context.prec = 30
        step = Decimal(2).ln() / (1 << _FINE)
        found = [round((step * n).exp() * (1 << _POWER)) for n in range((1 << _FINE) + 1)]
    return np.array(found, dtype=np.int64)


def normal(draws: Any) -> Integers:
    """z of each draw of 32 bits, in 1/2^20; between two entries of the table it is straight.

    >>> [int(z) for z in normal(np.array([0, 2**31, 2**32 - 1], dtype=np.uint32))]
    [-4994369, 0, 4994359]
    """
    table = _normal()
    cell = (draws >> np.uint32(32 - _CELLS)).astype(np.int64)
    inside = (draws & np.uint32((1 << 32 - _CELLS) - 1)).astype(np.int64)
    low = table[cell]
    found: Integers = low + ((table[cell + 1] - low) * inside >> 32 - _CELLS)
    return found


def times_power(amounts: Any, exponents: Integers) -> Integers:
    """amount × e^exponent, exponents in 1/2^20, rounded half up; amounts up to 2^31.

    >>> [int(x) for x in times_power(np.array([100, 100]), np.array([0, ONE]))]
    [100, 272]
    """
    in_twos = exponents * _LOG2_E >> _POWER
    whole, rest = in_twos >> SHIFT, in_twos & ONE - 1
    below = SHIFT - _FINE
    cell, inside = rest >> below, rest & (1 << below) - 1
    table = _powers()
    low = table[cell]
    power = low + ((table[cell + 1] - low) * inside >> below)
    down = np.clip(_POWER - whole, 0, 62)
    half = np.left_shift(np.int64(1), np.maximum(down - 1, 0)) * (down > 0)
    found: Integers = np.right_shift(amounts * power + half, down)
    return found


def mean_to_median(means: Any, spread: int) -> Integers:
    """Medians whose lognormal means are these: mean ÷ e^(spread² ÷ 2).

    >>> int(mean_to_median(np.array([1_000_000]), ONE)[0])  # ÷ e^0.5
    606531
    """
    return times_power(means, np.full(len(means), -(spread * spread >> 21), dtype=np.int64))
