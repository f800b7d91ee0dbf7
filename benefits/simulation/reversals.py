"""Claims taken back (冲正): a row that reverses another goes out together with it, before anything counts.

The two rows of a pair leave no trace: neither is worked out, neither feeds a running total. Pairs are
within one person and one region, so they lie in one closed block; whoever splits a file otherwise asks
here with the columns of the whole file, or of those rows that reverse or are named by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benefits.simulation.arrays import Array, Integers, Truths

NONE: Final = -(2**63)
"""Stands in `reverses_claim_id` where a row reverses nothing."""


@dataclass(frozen=True, slots=True)
class Reversals:
    """For every row: it is gone with its pair, or it says that it reverses and does not."""

    gone: Truths
    wrong: Truths


def reversed_rows(
    claim_id: Integers,
    reverses_claim_id: Integers,
    person_id: Integers,
    region: Array,
    day: Array,
    amounts: Sequence[Integers],
) -> Reversals:
    """Find the pairs; `amounts` are the four parts of the bill in fen, `region` any code of it.

    A row reverses another where both have the same person, region and amounts (as they are, or all of
    them below zero) and the other reverses nothing itself. Of several rows that reverse the same claim
    the first by day and number counts. Any other row that names a claim is wrong, and the claim it
    names stands.

    >>> ids, people = np.array([1, 2, 3]), np.array([7, 7, 7])
    >>> found = reversed_rows(ids, np.array([NONE, 1, 9]), people, people, people, [people])
    >>> found.gone.tolist(), found.wrong.tolist()
    ([True, True, False], [False, False, True])
    """
    gone = np.zeros(len(claim_id), dtype=np.bool_)
    wrong = reverses_claim_id != NONE
    back = np.flatnonzero(wrong)
    if not len(back):
        return Reversals(gone, wrong)
    back = back[np.lexsort((claim_id[back], day[back]))]
    original = _rows_of(claim_id, reverses_claim_id[back])
    back, original = back[original >= 0], original[original >= 0]
    same = ~wrong[original]
    for column in (person_id, region):
        same &= column[back] == column[original]
    as_they_are, below_zero = same, same
    for amount in amounts:
        as_they_are = as_they_are & (amount[back] == amount[original])
        below_zero = below_zero & (amount[back] == -amount[original])
    same = as_they_are | below_zero
    back, original = back[same], original[same]
    taken, first = np.unique(original, return_index=True)
    gone[taken] = gone[back[first]] = True
    wrong[back[first]] = False
    return Reversals(gone, wrong)


def _rows_of(claim_id: Integers, wanted: Integers) -> Integers:
    """The row of each claim that is wanted; −1 where there is none."""
    listed = np.unique(wanted)
    near = np.minimum(np.searchsorted(listed, claim_id), len(listed) - 1)
    rows = np.full(len(listed), -1, dtype=np.int64)
    found = np.flatnonzero(listed[near] == claim_id)
    rows[near[found]] = found
    return rows[np.searchsorted(listed, wanted)]
