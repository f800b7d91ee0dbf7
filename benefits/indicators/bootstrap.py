"""Bootstrap intervals (自助法区间): how far a figure of a sample may lie from the population's.

Each household is drawn a Poisson(1) number of times in each of 200 replicates. The number is worked out
from the household's number and the replicate's alone, so a household draws the same wherever its block is
worked out, and replicates of several tallies are added up. Whole numbers throughout.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from benefits.indicators.groups import Groups, together
from benefits.indicators.people import above
from benefits.indicators.seen import Seen
from benefits.indicators.sums import MILLION
from benefits.simulation.arrays import Array, Integers

REPLICATES: Final = 200
OUTSIDE: Final = 5
"""So many replicates are left out at either end: 2.5% of 200."""

_AT_A_TIME: Final = 1 << 14
"""Households drawn together: their draws take 200 × 8 bytes each."""
_LIMB: Final = 31
_MASK: Final = (1 << _LIMB) - 1


@dataclass(slots=True)
class Bootstrap:
    """For each measure, its sum in each replicate, in millionths; nothing where it is not asked for."""

    shares: tuple[int, ...]
    always: bool = False
    """Also where no weights are given: the claims are a sample."""
    sums: dict[str, Array] = field(default_factory=dict)

    def add(self, seen: Seen) -> None:
        if not (self.always or seen.weights is not None) or not len(seen):
            return
        households = together(seen.household)
        columns = dict(self._measures(seen, households))
        number = households.first(seen.household)
        for start in range(0, len(number), _AT_A_TIME):
            here = slice(start, start + _AT_A_TIME)
            drawn = draws(number[here])
            for measure, limbs in columns.items():
                found = np.zeros(REPLICATES, dtype=object)
                for bits, limb in limbs:
                    found = found + ((drawn @ limb[here]).astype(object) << bits)
                before = self.sums.get(measure)
                self.sums[measure] = found if before is None else before + found

    def merge(self, other: "Bootstrap") -> None:
        for measure, found in other.sums.items():
            before = self.sums.get(measure)
            self.sums[measure] = found if before is None else before + found

    def of(self, measure: str) -> list[int]:
        """A measure in every replicate; zeros where it was never met."""
        found = self.sums.get(measure)
        return [0] * REPLICATES if found is None else [int(each) for each in found]

    @property
    def drawn(self) -> bool:
        return bool(self.sums)

    # -- a household's part in each measure -------------------------------------------

    def _measures(self, seen: Seen, households: Groups) -> Iterator[tuple[str, list["Limb"]]]:
        weights = seen.weights
        if weights is None:
            weights = np.full(len(seen), MILLION, dtype=np.int64)

        def by_household(column: Integers) -> list["Limb"]:
            return [
                (bits + more, part)
                for bits, cut in ((0, weights & 0xFFFFF), (20, weights >> 20))
                if cut.any()
                for more, part in _limbs(households.sum(column * cut))
            ]

        yield "total", by_household(seen.total)
        for number, result in enumerate(seen.results):
            yield f"patient{number}", by_household(seen.patient(number))
            for layer, paid in result.layers.items():
                yield f"{layer}/{number}", by_household(seen.of(paid))
        people = seen.people
        # A person's year is drawn with the household of its first row.
        mark = np.zeros(len(seen), dtype=np.int64)
        total, heavy = people.sum(seen.total), people.most(weights)
        bills = people.sum(np.ones(len(seen), dtype=np.int64))
        at = people.starts if people.rows is None else people.rows[people.starts]
        for number in range(len(seen.results)):
            paid = people.sum(seen.patient(number))
            for share in self.shares:
                mark[:] = 0
                mark[at] = above(paid, total, share, bills) * heavy
                yield f"above{share}/{number}", _limbs(households.sum(mark))


Limb = tuple[int, Integers]
"""A column of numbers below 2^31 and the bits it is shifted by."""


def _limbs(column: Integers) -> list[Limb]:
    low, high = column & _MASK, column >> _LIMB
    return [(0, low), (_LIMB, high)] if high.any() else [(0, low)]


def interval(values: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The middle 95% of the replicates: the sixth from either end of 200."""
    ranked = sorted(values)
    return ranked[OUTSIDE], ranked[-1 - OUTSIDE]


# -- drawing --------------------------------------------------------------------------


def draws(households: Integers) -> Array:
    """How often each household is drawn: a row for each replicate.

    >>> draws(np.array([1, 2, 3]))[:3].tolist() == draws(np.array([1, 2, 3, 4]))[:3, :3].tolist()
    True
    """
    replicates = np.arange(1, REPLICATES + 1, dtype=np.uint64)[:, None]
    mixed = _mixed(_mixed(households.astype(np.uint64))[None, :] + replicates * _GOLDEN)
    times: Array = np.searchsorted(_THRESHOLDS, mixed, side="right").astype(np.int64)
    return times


_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)


def _mixed(numbers: Array) -> Array:
    """The finaliser of splitmix64: every bit of what comes out turns on every bit that goes in."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Array = numbers ^ (numbers >> np.uint64(31))
    return mixed


def _thresholds() -> Array:
    """The Poisson(1) distribution up to 2^64: a number from threshold n on is drawn n + 1 times."""
    terms = [Fraction(1)]
    for number in range(1, 40):
        terms.append(terms[-1] / number)
    euler, found, reached = sum(terms), [], Fraction(0)
    for term in terms[:20]:
        reached += term / euler
        found.append(min(int(reached * 2**64), 2**64 - 1))
    return np.array(found, dtype=np.uint64)


_THRESHOLDS: Final = _thresholds()
