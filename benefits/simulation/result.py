"""What a simulation gives (测算结果): a row for each claim, refusals by code among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benefits.quotes.adjudicator import PROBLEM_ORDER
from benefits.simulation.arrays import Array, Integers

STATUSES: Final = (
    "ok",
    "invalid_request",
    "amounts_do_not_add_up",
    "unknown_region",
    "no_policy_in_force",
    *PROBLEM_ORDER,
    "reversed",
)
"""What may become of a claim; a number in `Result.status` is a place here."""

REVERSED: Final = STATUSES.index("reversed")
"""A claim that was taken back, or the row that takes it back (冲正): no refusal, and no claim either."""


@dataclass(frozen=True, slots=True)
class OfEligible:
    """Of each claim's eligible part, in fen: all of it as the policy takes it (what is moved to first
    self-pay away from home is no longer in it), what is left to the patient, what backstops pay."""

    whole: Integers
    left: Integers
    backed: Integers


@dataclass(frozen=True, slots=True)
class Result:
    """What every claim comes to, in the order of the table; 0 everywhere where it is refused."""

    claim_id: Integers
    layers: Mapping[str, Integers]
    patient_fen: Integers
    status: Array
    of_eligible: OfEligible | None = None
    """Only where it was asked for."""

    def statuses(self) -> dict[str, int]:
        """How many claims have which status."""
        counted = np.bincount(self.status, minlength=len(STATUSES))
        return {word: int(n) for word, n in zip(STATUSES, counted, strict=True) if n}

    def totals(self) -> dict[str, int]:
        """Fen by layer, and the patients' own."""
        told = {name: int(column.sum()) for name, column in self.layers.items()}
        return {**told, "patient": int(self.patient_fen.sum())}

    def arrow(self) -> Any:
        """The contract's result as an Arrow table."""
        status = pa.DictionaryArray.from_arrays(pa.array(self.status, pa.int8()), list(STATUSES))
        layers = {f"{name}_fen": column for name, column in self.layers.items()}
        return pa.table(
            {"claim_id": self.claim_id, **layers, "patient_fen": self.patient_fen, "status": status}
        )


@dataclass(slots=True)
class Columns:
    """A result while it is being worked out, region by region."""

    claims: int
    patient_fen: Integers = field(init=False)
    status: Array = field(init=False)
    eligible_left: Integers = field(init=False)
    """What is left of the eligible part, where a kernel tells it."""
    eligible: Integers = field(init=False)
    eligible_backed: Integers = field(init=False)
    layers: dict[str, Integers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.eligible = self.eligible_left = self.eligible_backed = np.zeros(0, dtype=np.int64)
        self.patient_fen = np.zeros(self.claims, dtype=np.int64)
        self.status = np.zeros(self.claims, dtype=np.uint8)

    def tell_eligible(self) -> None:
        """Make room for what is told of the eligible part."""
        for name in ("eligible", "eligible_left", "eligible_backed"):
            setattr(self, name, np.zeros(self.claims, dtype=np.int64))

    def of_eligible(self) -> OfEligible:
        return OfEligible(self.eligible, self.eligible_left, self.eligible_backed)

    def take_layer(self, name: str, rows: Any, paid: Integers) -> None:
        """What a layer pays to some rows; it pays nothing to rows nobody writes."""
        before = self.layers.get(name)
        if before is None and not _all(rows):
            before = np.zeros(self.claims, dtype=np.int64)
        self.layers[name] = paid if before is None else written(before, rows, paid)

    def refuse(self, wrong: Array, word: str) -> None:
        """A status for the rows that have none yet."""
        self.status[wrong & (self.status == 0)] = STATUSES.index(word)

    def clear(self, rows: Integers, word: str) -> None:
        """Rows that come to nothing after all."""
        self.status[rows] = STATUSES.index(word)
        for column in (self.patient_fen, *self.layers.values()):
            column[rows] = 0


def written(column: Integers, rows: Any, amounts: Integers) -> Integers:
    """The column with some rows written; where that is all of them, nothing is copied."""
    if _all(rows):
        return amounts
    column[rows] = amounts
    return column


def _all(rows: Any) -> bool:
    return isinstance(rows, slice)
