"""People who have been in more than one household (跨户成员), found without holding everybody at once.

Where the numbers of people lie close together, a list says in which household each was first met. Where they
do not, people are taken in several goes, each go those with the same remainder, and sorted.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa

from benefits.claim_files.opened import Claims
from benefits.simulation.arrays import Integers

_NOBODY: Final = np.int64(-(2**63))
_MOST_LISTED: Final = 1 << 26
"""512 MB as a list."""
_AT_A_GO: Final = 1 << 23
"""Rows sorted together."""


class Members:
    """Everybody met so far."""

    def __init__(self, claims: Claims) -> None:
        self._low, self._first = 0, None
        self._found: list[Integers] = [np.zeros((2, 0), dtype=np.int64)]
        self._households = "household_id" in claims.names
        bounds = claims.bounds("person_id") if self._households and len(claims) else None
        if bounds is not None and bounds[1] - bounds[0] < min(_MOST_LISTED, 8 * len(claims) + 64):
            self._low = bounds[0]
            self._first = np.full(bounds[1] - bounds[0] + 1, _NOBODY)

    _first: Integers | None

    def meet(self, person: Integers, household: Integers) -> None:
        """Note where people are; who was elsewhere ties two households together."""
        if self._first is None:
            return
        place = person - self._low
        before = self._first.take(place)
        new = before == _NOBODY
        self._add(before, household, ~new)
        if bool(new.any()):
            place, household = place[new], household[new]
            self._first[place] = household
            self._add(self._first.take(place), household, None)

    def edges(self, claims: Claims, household_of: Callable[[pa.Table], Integers]) -> Integers:
        """Pairs of households that a person ties together."""
        if self._first is None and self._households:
            goes = -(-len(claims) // _AT_A_GO)
            for go in range(goes):
                self._go(claims, household_of, go, goes)
        self._first = None
        return np.concatenate(self._found, axis=1)

    def _go(
        self, claims: Claims, household_of: Callable[[pa.Table], Integers], go: int, goes: int
    ) -> None:
        people: list[Integers] = []
        households: list[Integers] = []
        for piece in claims.pieces(["person_id", "household_id"]):
            person, household = piece.table["person_id"].to_numpy(), household_of(piece.table)
            new = np.ones(len(person), dtype=np.bool_)
            new[1:] = (person[1:] != person[:-1]) | (household[1:] != household[:-1])
            if goes > 1:
                new &= share_of(person, goes) == go
            people.append(person[new])
            households.append(household[new])
        person, household = np.concatenate(people), np.concatenate(households)
        order = np.argsort(person)
        person, household = person[order], household[order]
        self._add(household[:-1], household[1:], person[:-1] == person[1:])

    def _add(self, one: Integers, other: Integers, where: Integers | None) -> None:
        differ = one != other
        if where is not None:
            differ &= where
        if bool(differ.any()):
            pairs = np.stack([one[differ], other[differ]])
            self._found.append(np.unique(pairs, axis=1))


def share_of(numbers: Integers, shares: int) -> Integers:
    """Numbers dealt out evenly, equal ones together: 0, …, `shares` − 1."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(40)) % np.uint64(shares)).astype(np.int64)


def linked(edges: Integers) -> tuple[Integers, Integers]:
    """The households of some pairs, and for each the least of all it hangs together with.

    >>> linked(np.array([[7, 5, 1], [5, 9, 2]]))
    (array([1, 2, 5, 7, 9]), array([1, 1, 5, 5, 5]))
    """
    nodes, place = np.unique(edges, return_inverse=True)
    one, other = place.reshape(edges.shape)
    root = np.arange(len(nodes))
    while True:
        least = np.minimum(root[one], root[other])
        lower = root.copy()
        np.minimum.at(lower, root[one], least)
        np.minimum.at(lower, root[other], least)
        lower = lower[lower]
        if bool(np.array_equal(lower, root)):
            return nodes, nodes[root]
        root = lower
