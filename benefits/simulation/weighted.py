"""Weighted totals (加权合计), exact however large: weights are millionths, amounts fen, sums whole numbers.

A province's fen times its weights leave int64. So numbers are cut until each product fits, each product
is cut at 31 bits so that the sums fit whatever the number of claims, and the parts are put together as
Python's whole numbers.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benefits.simulation.arrays import Array, Integers

_AT_A_TIME: Final = 1 << 16
"""Claims looked at together, so that what is worked out on the way stays small."""
_HALF: Final = 31
_LOW: Final = (1 << _HALF) - 1
_WHOLE: Final = 63
"""Bits an int64 has for its amount."""


def weighted_sum(amounts: Integers, weights: Integers) -> int:
    """The sum of `amounts × weights`: fen times millionths.

    >>> weighted_sum(np.array([2_000_000_000] * 5), np.array([3_000_000_000] * 5))
    30000000000000000000
    """
    return sum(
        int(part.sum()) << bits
        for start in range(0, len(amounts), _AT_A_TIME)
        for bits, part in _parts(amounts[start:][:_AT_A_TIME], weights[start:][:_AT_A_TIME])
    )


def weighted_sums(amounts: Integers, weights: Integers, group: Array, groups: int) -> list[int]:
    """The same for each of the groups 0, 1, …, `groups` − 1; `group` says where each claim belongs.

    >>> weighted_sums(np.array([1, 2, 3]), np.array([10, 10, 10]), np.array([0, 2, 0]), 3)
    [40, 0, 20]
    """
    found = [0] * groups
    for start in range(0, len(amounts), _AT_A_TIME):
        here = slice(start, start + _AT_A_TIME)
        for bits, part in _parts(amounts[here], weights[here]):
            sums = np.zeros(groups, dtype=np.int64)
            np.add.at(sums, group[here], part)
            found = [one + (more << bits) for one, more in zip(found, sums.tolist(), strict=True)]
    return found


def _parts(amounts: Integers, weights: Integers) -> Iterator[tuple[int, Integers]]:
    """Numbers of at most 32 bits which, each shifted by its bits, add up to the products."""
    wide, heavy = _bits(amounts), _bits(weights)
    if wide + heavy <= _WHOLE:
        products = amounts * weights
        if wide + heavy <= _HALF:
            yield 0, products
        else:
            yield 0, products & _LOW
            yield _HALF, products >> _HALF
        return
    swapped = (weights, amounts) if heavy > wide else (amounts, weights)
    for bits, cut in ((0, swapped[0] & _LOW), (_HALF, swapped[0] >> _HALF)):
        for more, part in _parts(cut, swapped[1]):
            yield bits + more, part


def _bits(numbers: Integers) -> int:
    """Bits of the number furthest from 0."""
    low, high = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    return max(high.bit_length(), (-low).bit_length())
