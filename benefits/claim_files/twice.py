"""Claim ids that stand in the file more than once (重复明细号), found in as many goes as memory asks for."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benefits.claim_files.members import share_of
from benefits.claim_files.opened import Claims
from benefits.problems import Problem, Refused
from benefits.simulation.arrays import Integers

_AT_A_GO: Final = 1 << 25
"""Ids sorted together: 256 MB."""
_TOLD_AT_MOST: Final = 20


def no_claim_twice(claims: Claims) -> None:
    """Raises `Refused`, with file and row, where a claim id stands more than once."""
    goes = -(-len(claims) // _AT_A_GO)
    for go in range(goes):
        met = np.concatenate([np.zeros(0, dtype=np.int64), *_ids(claims, go, goes)])
        met.sort()
        twice = np.unique(met[1:][met[1:] == met[:-1]])[:_TOLD_AT_MOST]
        if len(twice):
            raise Refused("invalid_claims", list(_places(claims, twice)))


def _ids(claims: Claims, go: int, goes: int) -> Iterator[Integers]:
    for piece in claims.pieces(["claim_id"]):
        ids = piece.table["claim_id"].to_numpy()
        yield ids if goes == 1 else ids[share_of(ids, goes) == go]


def _places(claims: Claims, twice: Integers) -> Iterator[Problem]:
    """The rows where an id stands again."""
    met: set[int] = set()
    told = 0
    for piece in claims.pieces(["claim_id"]):
        ids = piece.table["claim_id"].to_numpy()
        for row in np.flatnonzero(np.isin(ids, twice)):
            claim = int(ids[row])
            if claim in met and told < _TOLD_AT_MOST:
                told += 1
                given = str(claim)
                yield claims.wrong(
                    "claim_stands_twice", "claim_id", piece.start + int(row), given=given
                )
            met.add(claim)
