"""Rows that belong together (同组明细): a person's year, a household's year, put side by side once.

What is worked out for a group is a sum, a largest or a union over its rows, so it does not depend on the
order in which the rows stood.
"""

from dataclasses import dataclass

import numpy as np

from benefits.simulation.arrays import Array, Integers


@dataclass(frozen=True, slots=True)
class Groups:
    """`rows` puts the members of each group together (None: they stand so); `starts` marks each group."""

    rows: Integers | None
    starts: Integers

    def __len__(self) -> int:
        return len(self.starts)

    def sum(self, column: Array) -> Integers:
        """The sum by group."""
        return self._reduced(np.add, column, np.int64)

    def most(self, column: Array) -> Integers:
        """The largest by group."""
        return self._reduced(np.maximum, column, np.int64)

    def union(self, bits: Array) -> Integers:
        """The bits that some member has."""
        return self._reduced(np.bitwise_or, bits, np.int64)

    def first(self, column: Array) -> Array:
        """A column that is the same for all members, by group."""
        return column[self.starts] if self.rows is None else column[self.rows[self.starts]]

    def spread(self, of_group: Array, rows: int) -> Array:
        """What is said of each group, for each of so many rows."""
        ordered = np.repeat(of_group, np.diff(self.starts, append=rows))
        if self.rows is None:
            return ordered
        found = np.empty_like(ordered)
        found[self.rows] = ordered
        return found

    def _reduced(self, how: np.ufunc, column: Array, width: type) -> Integers:
        if not len(self.starts):
            return np.zeros(0, dtype=np.int64)
        ordered = column if self.rows is None else column[self.rows]
        return np.asarray(how.reduceat(ordered.astype(width, copy=False), self.starts))


def together(*keys: Array) -> Groups:
    """Groups of rows with equal keys, in the order of the keys, the first the coarsest."""
    rows = None if _stand_in_order(keys) else np.lexsort(keys[::-1]).astype(np.int64)
    begins = np.ones(len(keys[0]), dtype=np.bool_)
    if len(begins):
        begins[1:] = False
        for key in keys:
            ordered = key if rows is None else key[rows]
            begins[1:] |= ordered[1:] != ordered[:-1]
    return Groups(rows, np.flatnonzero(begins))


def _stand_in_order(keys: tuple[Array, ...]) -> bool:
    undecided = np.ones(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        if bool(np.any(undecided & (key[1:] < key[:-1]))):
            return False
        undecided &= key[1:] == key[:-1]
    return True
