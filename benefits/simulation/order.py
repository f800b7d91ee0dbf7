"""The order in which claims count (结算次序): a year's claims of a person together, by day, then number."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.passes import DIGIT

Digit = Callable[..., bool]
"""A pass of a radix sort, `passes.by_digit` as machine code; without it NumPy sorts."""


@dataclass(frozen=True, slots=True)
class Order:
    """Claims as the kernel meets them: `rows` of the input (None: as they are), and where they belong."""

    rows: Integers | None
    first: Array | None = None
    slots: Mapping[str, Array] = field(default_factory=dict)
    """For each scope, the place of the claim's totals."""
    sizes: Mapping[str, int] = field(default_factory=dict)

    def of(self, column: Array) -> Array:
        return column if self.rows is None else column[self.rows]

    def back(self, chosen: Integers | None) -> Any:
        """The rows of the table, in the order in which the kernel met them."""
        if self.rows is None:
            return slice(None) if chosen is None else chosen
        return self.rows if chosen is None else chosen[self.rows]


def by_year(
    person: Integers, year: Array, day: Array, claim: Integers, digit: Digit | None = None
) -> Order:
    """By person, benefit year, day and claim; `first` marks where a person's year begins."""
    rows = _sorted([person, year, day, claim], digit)
    if rows is not None:
        person, year = person[rows], year[rows]
    first = np.ones(len(person), dtype=np.uint8)
    first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
    return Order(rows, first=first)


def by_household(
    person: Integers,
    household: Integers,
    year: Array,
    day: Array,
    claim: Integers,
    digit: Digit | None = None,
) -> Order:
    """People and households that ever belong together, by day and claim; each total has its slot."""
    who, where = _dense(person), _dense(household)
    rows = _sorted([_together(who, where), day, claim], digit)
    if rows is not None:
        who, where, year = who[rows], where[rows], year[rows]
    slots = {"person": _dense(who, year), "household": _dense(where, year), "lifetime": who}
    sizes = {scope: int(each.max(initial=-1)) + 1 for scope, each in slots.items()}
    return Order(rows, slots={s: a.astype(np.int32) for s, a in slots.items()}, sizes=sizes)


def _sorted(keys: list[Array], digit: Digit | None) -> Integers | None:
    """The rows in order of the keys, the first the coarsest; None where they stand in order."""
    if _stands(keys):
        return None
    if digit is None or any(_width(key) > 62 for key in keys):
        return np.lexsort(keys[::-1]).astype(np.int64)
    if bool(np.all(keys[-1][1:] > keys[-1][:-1])):
        keys = keys[:-1]  # the sort is stable, and the finest key stands in order
    size = len(keys[0])
    rows, starts = np.arange(size, dtype=np.int64), np.empty(1 << DIGIT, dtype=np.int64)
    spare_key, spare_rows = np.empty_like(rows), np.empty_like(rows)
    for whole, width in _packed(keys):
        key = whole[rows]
        for shift in range(0, width, DIGIT):
            if digit(key, rows, spare_key, spare_rows, starts, shift):
                key, spare_key = spare_key, key
                rows, spare_rows = spare_rows, rows
    return rows


def _packed(keys: list[Array]) -> Iterator[tuple[Integers, int]]:
    """Keys put together into as few numbers as hold them, the finest first, each with its bits."""
    packed, width = np.zeros(len(keys[0]), dtype=np.int64), 0
    for key in reversed(keys):
        more = _width(key)
        if width and width + more > 62:
            yield packed, width
            packed, width = np.zeros(len(key), dtype=np.int64), 0
        packed |= (key.astype(np.int64) - int(key.min())) << width
        width += more
    yield packed, width


def _width(key: Array) -> int:
    """The bits that tell a key's numbers apart."""
    return (int(key.max()) - int(key.min())).bit_length()


def _stands(keys: list[Array]) -> bool:
    undecided: Truths = np.ones(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        if bool(np.any(undecided & (key[1:] < key[:-1]))):
            return False
        undecided &= key[1:] == key[:-1]
    return True


def _dense(*keys: Array) -> Integers:
    """The numbers 0, 1, … in place of what is given, equal for equal."""
    if len(keys) == 1:
        return np.unique(keys[0], return_inverse=True)[1].astype(np.int64)
    low = int(keys[1].min(initial=0))
    span = int(keys[1].max(initial=0)) - low + 1
    return _dense(keys[0].astype(np.int64) * span + (keys[1] - low))


def _together(person: Integers, household: Integers) -> Integers:
    """One number for all who ever shared a household, through people who moved."""
    label = household
    while True:
        lowest = np.full(int(person.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(lowest, person, label)
        of_household = np.full(int(household.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(of_household, household, lowest[person])
        joined = of_household[household]
        if bool(np.array_equal(joined, label)):
            return label
        label = joined
