"""Passes over columns that a compiler makes quick (排序): this file's text is compiled as it stands.

Plain Python over arrays; `machine` compiles it with Numba. Nobody calls it uncompiled but its tests.
"""

from typing import Any

DIGIT = 11
"""Bits sorted by at once: so many places that are written to in turn still fit the nearest memory."""


def by_digit(key: Any, rows: Any, to_key: Any, to_rows: Any, starts: Any, shift: int) -> bool:
    """One pass of a radix sort: stable, by one digit; False where all have the same one."""
    mask = len(starts) - 1
    for digit in range(len(starts)):
        starts[digit] = 0
    for place in range(len(key)):
        starts[(key[place] >> shift) & mask] += 1
    if len(key) > 0 and starts[(key[0] >> shift) & mask] == len(key):
        return False
    before = 0
    for digit in range(len(starts)):
        here = starts[digit]
        starts[digit] = before
        before += here
    for place in range(len(key)):
        digit = (key[place] >> shift) & mask
        there = starts[digit]
        starts[digit] = there + 1
        to_key[there] = key[place]
        to_rows[there] = rows[place]
    return True
