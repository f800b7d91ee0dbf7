"""The order in which claims count (结算次序): a year's claims of a person together, by day, then number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.passes import DIGIT, WIDTHS
from benefits.simulation.threads import even, side_by_side


@dataclass(frozen=True, slots=True)
class Passes:
    """The functions of `passes` as machine code; without them NumPy does the same, slower."""

    by_digit: Callable[..., bool]
    by_ties: Callable[..., bool]
    taken: Callable[..., None]
    put: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Order:
    """Claims as the kernel meets them: `rows` of the input (None: as they are), and where they belong."""

    rows: Integers | None
    first: Array | None = None
    slots: Mapping[str, Array] = field(default_factory=dict)
    """For each scope, the place of the claim's totals."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    passes: Passes | None = None

    def of(self, column: Array) -> Array:
        """A column in this order."""
        rows, passes = self.rows, self.passes
        if rows is None:
            return column
        if passes is None or column.dtype.name not in WIDTHS:
            return column[rows]
        column, to = np.ascontiguousarray(column), np.empty(len(rows), dtype=column.dtype)
        side_by_side(lambda part: passes.taken(column, rows[part], to[part]), even(len(rows)))
        return to

    def back(self, chosen: Integers | None) -> Any:
        """The rows of the table, in the order in which the kernel met them."""
        if self.rows is None:
            return slice(None) if chosen is None else chosen
        return self.rows if chosen is None else chosen[self.rows]


def by_year(
    person: Integers, year: Array, day: Array, claim: Integers, passes: Passes | None = None
) -> Order:
    """By person, benefit year, day and claim; `first` marks where a person's year begins."""
    keys = [person, year, day, claim]
    first = np.ones(len(person), dtype=np.uint8)
    if _stands(keys):
        first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
        return Order(None, first=first)
    rows, key = _sorted(keys, passes)
    if key is not None:
        person_year = key >> _width(day)
        first[1:] = person_year[1:] != person_year[:-1]
    else:
        person, year = person[rows], year[rows]
        first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
    return Order(rows, first=first, passes=passes)


def by_household(
    person: Integers,
    household: Integers,
    year: Array,
    day: Array,
    claim: Integers,
    passes: Passes | None = None,
) -> Order:
    """People and households that ever belong together, by day and claim; each total has its slot."""
    who, where = _dense(person), _dense(household)
    keys = [_together(who, where), day, claim]
    rows = None if _stands(keys) else _sorted(keys, passes)[0]
    if rows is not None:
        who, where, year = who[rows], where[rows], year[rows]
    slots = {"person": _dense(who, year), "household": _dense(where, year), "lifetime": who}
    sizes = {scope: int(each.max(initial=-1)) + 1 for scope, each in slots.items()}
    return Order(
        rows, slots={s: a.astype(np.int32) for s, a in slots.items()}, sizes=sizes, passes=passes
    )


def _sorted(keys: list[Array], passes: Passes | None) -> tuple[Integers, Integers | None]:
    """The rows in order of the keys, the first the coarsest, the last a claim's number.

    Where all but the last fit one number, that is given too, in order.
    """
    if passes is None or sum(map(_width, keys[:-1])) > 62:
        return np.lexsort(keys[::-1]).astype(np.int64), None
    key, width = np.zeros(len(keys[0]), dtype=np.int64), 0
    for each in reversed(keys[:-1]):
        key |= (each - each.min()).astype(np.int64) << width
        width += _width(each)
    rows, starts = np.arange(len(key), dtype=np.int64), np.empty(1 << DIGIT, dtype=np.int64)
    spare_key, spare_rows = np.empty_like(key), np.empty_like(rows)
    for shift in range(0, width, DIGIT):
        if passes.by_digit(key, rows, spare_key, spare_rows, starts, shift):
            key, spare_key = spare_key, key
            rows, spare_rows = spare_rows, rows
    if not passes.by_ties(key, rows, keys[-1]):
        return np.lexsort(keys[::-1]).astype(np.int64), None
    return rows, key


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
