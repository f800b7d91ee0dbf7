"""Who belongs together (同户归并): one look at the numbers of people and households before anything is run.

A part must hold whoever shares a total in some year, so people and households are joined wherever a person
has ever been in two. Where the file stands household by household and nobody moved, it may be cut between
households and read as it comes; otherwise parts are brought together by `scattered`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from benefits.claim_files.members import Members, linked
from benefits.claim_files.opened import Claims, Piece
from benefits.claim_files.threads import ahead
from benefits.claim_files.twice import no_claim_twice
from benefits.problems import Refused
from benefits.simulation.arrays import Integers
from benefits.simulation.bad_table import BadTable, Wrong
from benefits.simulation.table import MEASURES

TELLING: Final = ("admission_number", *MEASURES)
"""A column of nothing but holes is as good as none: that turns on the file, not on a part of it."""
_LOOKED_AT: Final = ("claim_id", "person_id", "household_id", "region", *TELLING)


@dataclass(frozen=True, slots=True)
class Moved:
    """The households that people tie together: each, and the one that stands for all of them."""

    households: Integers
    roots: Integers

    def root(self, households: Integers) -> Integers:
        """The household that stands for each."""
        if not len(self.households):
            return households
        place = np.minimum(np.searchsorted(self.households, households), len(self.households) - 1)
        return np.where(self.households[place] == households, self.roots[place], households)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look at the file shows."""

    regions: tuple[str, ...]
    given: frozenset[str]
    """Of the columns whose mere being there changes something, those that hold anything."""
    cuts: tuple[int, ...] | None
    """Where the file may be cut, its ends among them; None where it has to be brought together."""
    moved: Moved


def surveyed(claims: Claims, rows: int) -> Survey:
    """Look at the file; `rows` is how many a part should have. Raises `Refused` for a claim id twice."""
    looked = _Look(claims, rows)
    with ahead(claims.pieces([n for n in _LOOKED_AT if n in claims.names])) as pieces:
        for piece in pieces:
            looked.at(piece)
    looked.nobody_below_zero()
    if not looked.ids_rise:
        no_claim_twice(claims)
    edges = looked.members.edges(claims, household_of)
    together = looked.stands and not edges.shape[1]
    return Survey(
        tuple(sorted(looked.regions)),
        frozenset(looked.given),
        (*looked.cuts, len(claims)) if together else None,
        Moved(*linked(edges)),
    )


def household_of(table: pa.Table) -> Integers:
    """The household of each row; below zero the person's own."""
    person: Integers = table["person_id"].to_numpy()
    if "household_id" not in table.column_names:
        return -1 - person
    column = table["household_id"]
    household: Integers = column.fill_null(0).to_numpy()
    if column.null_count:
        return np.where(column.is_null().to_numpy(), -1 - person, household)
    return household


class _Look:
    """What is kept from one piece to the next."""

    def __init__(self, claims: Claims, rows: int) -> None:
        self.claims, self.rows = claims, rows
        self.members = Members(claims)
        self.regions: set[str] = set() if claims.region is None else {claims.region}
        self.given: set[str] = set()
        self.ids_rise = self.stands = True
        self.cuts: list[int] = [0]
        self._claim = self._key = -(2**63)
        self._alone = self._housed = False
        self._below: dict[str, int] = {}

    def at(self, piece: Piece) -> None:
        table = piece.table
        if not len(table):
            return
        person, household = table["person_id"].to_numpy(), household_of(table)
        # Households of people without one would stand from the last to the first.
        key = household if "household_id" in self.claims.names else person
        claim = table["claim_id"].to_numpy()
        self.ids_rise &= bool(claim[0] > self._claim) and _rises(claim, strictly=True)
        self._claim = int(claim[-1])
        if self.stands:
            self.stands = bool(key[0] >= self._key) and _rises(key, strictly=False)
            if self.stands:
                self._cut(key, piece.start)
            self._key = int(key[-1])
        if "household_id" in self.claims.names:
            self.claims.within("person_id", table)
            self.members.meet(person, household)
            self._numbered(table, person, piece.start)
        if "region" in table.column_names:
            for chunk in table["region"].chunks:
                self.regions.update(each for each in chunk.dictionary.to_pylist() if each)
        for name in TELLING:
            if name in table.column_names and table[name].null_count < len(table):
                self.given.add(name)

    def _numbered(self, table: pa.Table, person: Integers, start: int) -> None:
        """Note the first rows whose numbers could be taken for those of people without a household."""
        column = table["household_id"]
        alone = column.is_null().to_numpy() if column.null_count else np.zeros(len(table), np.bool_)
        self._alone |= bool(alone.any())
        self._housed |= not bool(alone.all())
        below = {
            "household_id": ~alone & (column.fill_null(0).to_numpy() < 0),
            "person_id": alone & (person < 0),
        }
        for name, rows in below.items():
            if name not in self._below and bool(rows.any()):
                self._below[name] = start + int(np.argmax(rows))

    def nobody_below_zero(self) -> None:
        """Refuse such numbers by the whole file, so that it does not turn on how it is cut."""
        if self._alone and self._housed and self._below:
            rows = sorted(self._below.items(), key=lambda each: each[1])
            bad = BadTable([Wrong("number_is_below_zero", *each) for each in rows])
            raise Refused("invalid_claims", self.claims.told(0, bad))

    def _cut(self, key: Integers, start: int) -> None:
        """Note where the file may be cut: where a piece's last household begins and where it ends.

        So nearly all rows of a piece stay where they were read, and only a household across two pieces is
        put together. What is longer than a part should be is cut further.
        """
        enough = self.rows // 4
        ends = int(np.searchsorted(key, self._key, side="right")) if key[0] == self._key else 0
        if 0 < ends < len(key) and len(key) - ends >= enough:
            self._add(start + ends)
        last = int(np.searchsorted(key, key[-1], side="left"))
        while (want := max(self.cuts[-1] + self.rows - start, 0)) < last:
            begins = np.searchsorted(key, key[want], side="left")
            if start + begins <= self.cuts[-1] or key[begins] == self._key:
                begins = np.searchsorted(key, key[want], side="right")
            self._add(start + int(begins))
        if start + last - self.cuts[-1] >= enough and key[last] != self._key:
            self._add(start + last)

    def _add(self, cut: int) -> None:
        if cut > self.cuts[-1]:
            self.cuts.append(cut)


def _rises(numbers: Integers, strictly: bool) -> bool:
    one, next_ = numbers[:-1], numbers[1:]
    return bool(np.all(next_ > one if strictly else next_ >= one))
