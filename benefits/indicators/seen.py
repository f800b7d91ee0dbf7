"""A block as the tallies read it (指标用明细): the claims that every scenario accepts, once worked out.

A claim that some scenario refuses is counted by its code and stands in no other figure: what is compared
is the same claims under each set of rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from benefits import words
from benefits.indicators.groups import Groups, together
from benefits.indicators.names import RegionNames
from benefits.indicators.sums import Weights
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.block import Block
from benefits.simulation.claims import Claims
from benefits.simulation.result import Result
from benefits.simulation.table import AMOUNTS, NOT_GIVEN
from benefits.words import code

NOBODY = 0
"""The code of a word that is not given: no identity, no level."""

_LOWEST = np.array([1 << bit for bit in range(31)], dtype=np.int64)
_IDENTITIES = sum(1 << code("identity", word) for word in words.IDENTITIES)


@dataclass(frozen=True)
class Seen:
    """The rows of a block that count, as columns; amounts in fen."""

    block: Block
    names: Mapping[str, RegionNames]

    @cached_property
    def rows(self) -> Any:
        """The rows that every scenario accepts."""
        accepted = np.ones(len(self.block.table), dtype=np.bool_)
        for result in self.block.results:
            accepted &= result.status == 0
        return slice(None) if bool(accepted.all()) else np.flatnonzero(accepted)

    def of(self, column: Array) -> Array:
        found: Array = column[self.rows]
        return found

    def __len__(self) -> int:
        return len(self.person)

    @property
    def results(self) -> Sequence[Result]:
        return self.block.results

    # -- facts of the claims ----------------------------------------------------------

    @cached_property
    def person(self) -> Integers:
        return self.of(self.block.table.person_id)

    @cached_property
    def household(self) -> Integers:
        return self.of(self.block.table.household_id)

    @cached_property
    def region(self) -> Array:
        return self.of(self.block.table.region.codes)

    @cached_property
    def weights(self) -> Weights:
        """Millionths; a claim without a weight, or with one that is no weight, stands for itself."""
        given = self.block.table.measures.get("weight")
        if given is None:
            return None
        chosen = self.of(given)
        return np.where(chosen < 0, 1_000_000, chosen)

    @cached_property
    def income(self) -> Integers | None:
        """The household's income of the year; −1 where it is not given."""
        given = self.block.table.measures.get("annual_income_fen")
        if given is None:
            return None
        stated: Integers = np.maximum(self.of(given), NOT_GIVEN)
        return stated

    @cached_property
    def members(self) -> Integers | None:
        """How many people live in the household; below 1 where it is not given."""
        given = self.block.table.measures.get("household_members")
        return None if given is None else self.of(given)

    def word(self, name: str) -> Array:
        """The codes of one dimension; 0 where nothing is given, but no place is the county, as at the desk."""
        usual = code("place", "in_county") if name == "place" else NOBODY
        column = self.block.table.columns.get(name)
        if column is None:
            return np.full(len(self), usual, dtype=np.int64)
        given = self.of(column).astype(np.int64)
        return np.where(given <= 0, usual, given)

    @cached_property
    def identities(self) -> Integers:
        """The identities held, as bits."""
        return self.word("categories") & _IDENTITIES

    # -- amounts ------------------------------------------------------------------------

    @cached_property
    def total(self) -> Integers:
        """The bill. A yearly review's is what it looks back on: payers and patient add up to it."""
        whole = np.zeros(len(self), dtype=np.int64)
        for part in AMOUNTS:
            whole += self.of(self.block.table.columns[part])
        review = self.word("kind") == code("kind", "annual_review")
        if bool(review.any()):
            paid = self.patient(0)
            for layer in self.results[0].layers.values():
                paid = paid + self.of(layer)
            whole = np.where(review, paid, whole)
        return whole

    @cached_property
    def eligible(self) -> Integers:
        return self.of(self.block.table.columns["eligible"])

    def patient(self, scenario: int) -> Integers:
        return self.of(self.results[scenario].patient_fen)

    def measures(self) -> Iterator[tuple[str, Integers]]:
        """What shares are made of, by name: bills, and under each scenario what patients bear, what
        backstops pay, and the same of the eligible part where that is told."""
        yield "total", self.total
        for number, result in enumerate(self.results):
            yield f"patient{number}", self.patient(number)
            yield f"backed{number}", self.backed(number)
            told = result.of_eligible
            if told is not None:
                yield f"eligible{number}", self.of(told.whole)
                yield f"eligible_left{number}", self.of(told.left)
                yield f"eligible_backed{number}", self.of(told.backed)

    def backed(self, scenario: int) -> Integers:
        """What the layers that count as backstop paid."""
        return self._over_backstops(self.results[scenario].layers)

    def _over_backstops(self, columns: Mapping[str, Integers]) -> Integers:
        listed = self.block.table.region.words
        paid = np.zeros(len(self), dtype=np.int64)
        for layer, column in columns.items():
            counts = [layer in self.names[each].backstops for each in listed if each in self.names]
            if not any(counts):
                continue
            if all(counts):
                paid += self.of(column)
                continue
            here = [each in self.names and layer in self.names[each].backstops for each in listed]
            paid += np.where(np.array([*here, False])[self.region], self.of(column), 0)
        return paid

    # -- people and households of a year --------------------------------------------------

    @cached_property
    def year(self) -> Array:
        """The benefit year of each claim, by the day its region's policies name."""
        days = Claims(self.block.table, None).days()
        listed = self.block.table.region.words
        named = [
            self.names[each].year_day if each in self.names else "discharge" for each in listed
        ]
        day = days[named[0] if named else "discharge"]
        for number, name in enumerate(named[1:], start=1):
            day = np.where(self.block.table.region.codes == number, days[name], day)
        years = self.of(day).astype("datetime64[D]").astype("datetime64[Y]")
        return years.astype(np.int64) + 1970

    @cached_property
    def people(self) -> Groups:
        """Each person's year."""
        return together(self.person, self.year)

    @cached_property
    def families(self) -> Groups:
        """Each household's year."""
        return together(self.household, self.year)

    def weight_of(self, groups: Groups) -> Weights:
        """A group weighs what its heaviest claim does."""
        return None if self.weights is None else groups.most(self.weights)


def identity(bits: Array) -> Array:
    """The code of the first identity in the list of words that a person holds; 0 for none.

    >>> identity(np.array([0, 2, 4 + 8])).tolist()
    [0, 1, 2]
    """
    lowest = (bits & -bits).astype(np.int64)
    found: Array = np.where(lowest == 0, 0, np.searchsorted(_LOWEST, lowest))
    return found
