"""Yearly reviews (年度审核救助): the bill of a review is what the year before left to pay.

At the desk a clerk states that bill. In a table a review may state it too, in its four parts or as
`last_year_self_paid_fen` and `last_year_eligible_self_paid_fen`; one that states nothing is given what
the accepted claims of the year before left to the person or, where the policy looks at the household, to
the household. What is left of the eligible part stands as eligible, the rest as own expense.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benefits.money import LARGEST_BILL_FEN
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.claims import Claims
from benefits.simulation.layout import Version
from benefits.simulation.result import Columns
from benefits.simulation.table import AMOUNTS, NOT_GIVEN, ClaimTable
from benefits.words import code

_REVIEW: Final = code("kind", "annual_review")


@dataclass(frozen=True, slots=True)
class Stated:
    """The table with the bills that its reviews state; which rows are wrong, and which state nothing."""

    table: ClaimTable
    invalid: Truths
    unequal: Truths
    asking: Truths


def stated(table: ClaimTable) -> Stated | None:
    """What the reviews of a table say of last year; None where there are no reviews."""
    review = table.columns["kind"] == _REVIEW
    if not bool(review.any()):
        return None
    none = np.full(len(table), NOT_GIVEN, dtype=np.int64)
    whole = np.where(review, table.last_year.get("self_paid", none), NOT_GIVEN)
    eligible = np.where(review, table.last_year.get("eligible_self_paid", none), NOT_GIVEN)
    said = (whole != NOT_GIVEN) | (eligible != NOT_GIVEN)
    empty = review.copy()
    for part in AMOUNTS:
        empty &= table.columns[part] == 0
    if table.items is not None:
        empty[table.items.rows] = False
    total = sum(table.columns[part] for part in AMOUNTS)
    differs = ((whole != NOT_GIVEN) & (whole != total)) | (
        (eligible != NOT_GIVEN) & (eligible != table.columns["eligible"])
    )
    filled = empty & said
    short = filled & ((whole < eligible) | (eligible < 0))
    below = (whole < NOT_GIVEN) | (eligible < NOT_GIVEN)
    bills = with_bills(table, filled & ~short & ~below, eligible, whole)
    return Stated(bills, below | short, differs & ~empty, empty & ~said)


def with_bills(table: ClaimTable, rows: Array, eligible: Integers, whole: Integers) -> ClaimTable:
    """The table with other bills in some rows; amounts by row of the table, in fen."""
    columns = dict(table.columns)
    for part, amount in (("eligible", eligible), ("own_expense", whole - eligible)):
        columns[part] = np.where(rows, amount, columns[part])
    return replace(table, columns=columns)


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the year before left to pay, for each claim that asks: whether it is known, and how much."""

    known: Truths
    eligible: Integers
    whole: Integers

    def same_as(self, other: "LastYear") -> bool:
        return (
            np.array_equal(self.known, other.known)
            and np.array_equal(self.eligible, other.eligible)
            and np.array_equal(self.whole, other.whole)
        )


def unknown(claims: int) -> LastYear:
    """Before anything is worked out."""
    nothing = np.zeros(claims, dtype=np.int64)
    return LastYear(np.zeros(claims, dtype=np.bool_), nothing, nothing)


def last_year(
    claims: Claims,
    asking: Truths,
    versions: Sequence[Version],
    version: Array,
    columns: Columns,
) -> LastYear:
    """What the claims worked out so far left to pay in the year before, for each claim that asks.

    Not known where the person or household has no accepted claim in that year, or where more was left
    than a bill may be.
    """
    year = claims.years(versions, version).astype(np.int64)
    counted = (claims.of(columns.status) == 0) & (
        claims.of(claims.table.columns["kind"]) != _REVIEW
    )
    amounts = {
        "whole": claims.of(columns.patient_fen),
        "eligible": claims.of(columns.eligible_left),
    }
    of_household = np.array([each.policy.reviews_households() for each in versions])[version]
    known = np.zeros(len(claims), dtype=np.bool_)
    found = {name: np.zeros(len(claims), dtype=np.int64) for name in amounts}
    for household, owners in (
        (False, claims.table.person_id),
        (True, claims.table.household_id),
    ):
        asks = np.flatnonzero(asking & (of_household == household))
        if len(asks):
            owner = claims.of(owners)
            given = np.flatnonzero(counted)
            place = _dense(
                np.concatenate([owner[given], owner[asks]]),
                np.concatenate([year[given], year[asks] - 1]),
            )
            fed, asked = place[: len(given)], place[len(given) :]
            known[asks] = np.bincount(fed, minlength=int(place.max()) + 1)[asked] > 0
            for name, amount in amounts.items():
                left = np.zeros(int(place.max()) + 1, dtype=np.int64)
                np.add.at(left, fed, amount[given])
                found[name][asks] = left[asked]
    known &= found["whole"] <= LARGEST_BILL_FEN
    return LastYear(
        known, np.where(known, found["eligible"], 0), np.where(known, found["whole"], 0)
    )


def _dense(owner: Array, year: Array) -> Integers:
    """The numbers 0, 1, … for each owner's year."""
    who = np.unique(owner, return_inverse=True)[1].reshape(-1).astype(np.int64)
    low = int(year.min(initial=0))
    span = int(year.max(initial=0)) - low + 1
    return np.unique(who * span + (year - low), return_inverse=True)[1].reshape(-1).astype(np.int64)
