"""The order in which claims count (结算次序): a year's claims of a person together, by day, then number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benefits.simulation.arrays import Array, Integers, Truths


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


def by_year(person: Integers, year: Array, day: Array, claim: Integers) -> Order:
    """By person, benefit year, day and claim; `first` marks where a person's year begins."""
    rows = _sorted([person, year, day, claim])
    if rows is not None:
        person, year = person[rows], year[rows]
    first = np.ones(len(person), dtype=np.uint8)
    first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
    return Order(rows, first=first)


def by_household(
    person: Integers, household: Integers, year: Array, day: Array, claim: Integers
) -> Order:
    """People and households that ever belong together, by day and claim; each total has its slot."""
    who, where = _dense(person), _dense(household)
    rows = _sorted([_together(who, where), day, claim])
    if rows is not None:
        who, where, year = who[rows], where[rows], year[rows]
    slots = {"person": _dense(who, year), "household": _dense(where, year), "lifetime": who}
    sizes = {scope: int(each.max(initial=-1)) + 1 for scope, each in slots.items()}
    return Order(rows, slots={s: a.astype(np.int32) for s, a in slots.items()}, sizes=sizes)


def _sorted(keys: list[Array]) -> Integers | None:
    """The rows in order of the keys, the first the coarsest; None where they stand in order."""
    if _stands(keys):
        return None
    return np.lexsort(keys[::-1]).astype(np.int64)


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
