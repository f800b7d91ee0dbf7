"""Draws from a seed (抽样): the raw stream of a counter-based generator, and choices by shares.

The raw stream of Philox is fixed by its definition, so a seed means the same people on every processor
and under every NumPy. Each stretch of households has a stream of its own, so any stretch can be made
alone, and how many are made at a time does not show.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from benefits.populations.quantiles import normal, times_power
from benefits.simulation.arrays import Array, Integers

WHOLE: Final = 1 << 32


def thresholds(shares: Sequence[int], whole: int) -> Any:
    """Where each of several arms ends, on a scale of 2^32; the last arm takes what rounding leaves.

    >>> [int(each) for each in thresholds([1, 1, 2], 4)]
    [1073741824, 2147483648, 4294967296]
    """
    ends = np.cumsum(np.array(shares, dtype=object)) * WHOLE // whole
    ends[-1] = WHOLE
    return ends.astype(np.int64)


class Draws:
    """One stream: a seed, the number of the stretch, and what for (0: people and their visits)."""

    def __init__(self, seed: int, stretch: int, purpose: int = 0) -> None:
        self._stream = np.random.Philox(key=seed, counter=[0, 0, purpose, stretch])

    def bits(self, number: int) -> Any:
        """So many draws of 32 bits."""
        raw = self._stream.random_raw((number + 1) // 2)
        return np.asarray(raw).astype("<u8").view("<u4")[:number]

    def below(self, most: Any, number: int) -> Integers:
        """Whole numbers from 0 to `most` − 1, each as likely."""
        found: Integers = self.bits(number).astype(np.int64) * most >> 32
        return found

    def chosen(self, ends: Any, number: int) -> Array:
        """Which arm each draw falls into, by `thresholds`."""
        if len(ends) == 1:
            return np.zeros(number, dtype=np.int64)
        found: Array = np.searchsorted(ends, self.bits(number).astype(np.int64), side="right")
        return found

    def chosen_by(self, ends: Any, of: Array) -> Array:
        """The same where each draw has arms of its own: row `of` of `ends`."""
        drawn, arm = self.bits(len(of)).astype(np.int64), np.zeros(len(of), dtype=np.int64)
        for end in np.asarray(ends).T[:-1]:
            arm += drawn >= end[of]
        return arm

    def lognormal(self, medians: Any, spreads: Any, number: int) -> Integers:
        """Amounts about their medians; spreads (of the logarithm) in 1/2^20."""
        return times_power(medians, normal(self.bits(number)) * spreads >> 20)
