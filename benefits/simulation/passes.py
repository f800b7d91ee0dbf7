"""Passes over columns that a compiler makes quick (排序): this file's text is compiled as it stands.

Plain Python over arrays; `machine` compiles it with Numba. Nobody calls it uncompiled but its tests.
"""

from typing import Any

WIDTHS = ("int8", "uint8", "int16", "int32", "int64")
"""The numbers that columns hold."""

KEYS = ("int32", "int64")
"""The numbers that claims are put in order by."""

DIGIT = 11
"""Bits sorted by at once: so many places that are written to in turn still fit the nearest memory."""


def packed(key: Any, column: Any, low: int, bits: int) -> None:
    """A column's numbers, counted from the lowest, behind what a key holds already."""
    for place in range(len(key)):
        key[place] = (key[place] << bits) | (column[place] - low)


def counted(key: Any, counts: Any, shift: int) -> None:
    """How many rows go to each part; a part is told by a key's first bits."""
    for place in range(len(key)):
        counts[key[place] >> shift] += 1


def dealt(
    key: Any, ends: Any, there: Any, to_key: Any, to_rows: Any, shift: int, before: int
) -> None:
    """Rows from `before` on dealt out to parts, each part's where its last ones end; `there` tells where."""
    for place in range(len(key)):
        part = key[place] >> shift
        to = ends[part]
        ends[part] = to + 1
        there[place] = to
        to_key[to] = key[place]
        to_rows[to] = before + place


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


FAR = 256
"""A row moved past so many others is sorted another way."""


def by_ties(key: Any, places: Any, rows: Any, claim: Any) -> bool:
    """Places with one key in order of the claims of their rows; False where too many have one."""
    for place in range(1, len(key)):
        one, there = places[place], place
        while there > 0 and key[there - 1] == key[place]:
            if claim[rows[places[there - 1]]] <= claim[rows[one]]:
                break
            places[there] = places[there - 1]
            there -= 1
        places[there] = one
        if place - there > FAR:
            return False
    return True


def taken(column: Any, rows: Any, to: Any) -> None:
    """Some rows of a column, in their order."""
    for place in range(len(rows)):
        to[place] = column[rows[place]]


def put(column: Any, rows: Any, amounts: Any) -> None:
    """Amounts back to where their rows stand."""
    for place in range(len(rows)):
        column[rows[place]] = amounts[place]
