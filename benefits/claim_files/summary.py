"""What a simulation comes to (测算汇总): claims, fen by layer, refusals by code; exact, added part by part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from benefits.claim_files.refusals import Example, examples
from benefits.money import RATE_SCALE, rounded
from benefits.simulation.block import Block
from benefits.simulation.result import STATUSES
from benefits.simulation.table import ITSELF
from benefits.simulation.weighted import weighted_sum


@dataclass(slots=True)
class Sums:
    """The sums of one scenario: fen by layer and the patients' own, claims by status."""

    totals_fen: dict[str, int] = field(default_factory=dict)
    weighted: dict[str, int] = field(default_factory=dict)
    """The same times the weights: fen times millionths."""
    statuses: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict, compare=False)
    """By code, the refused claim with the lowest number."""

    def merge(self, other: "Sums") -> None:
        for mine, more in ((self.totals_fen, other.totals_fen), (self.weighted, other.weighted)):
            for name, amount in more.items():
                mine[name] = mine.get(name, 0) + amount
        self.statuses.update(other.statuses)
        for code, example in other.examples.items():
            kept = self.examples.get(code)
            if kept is None or example.claim_id < kept.claim_id:
                self.examples[code] = example

    def told(self) -> dict[str, Any]:
        """For a program; what stands for the whole population is rounded half up to the fen."""
        counted = {word: self.statuses[word] for word in STATUSES if self.statuses[word]}
        made: dict[str, Any] = {"totals_fen": self.totals_fen, "statuses": counted}
        if self.weighted:
            made["weighted_totals_fen"] = {
                name: rounded(amount, RATE_SCALE, "half_up")
                for name, amount in self.weighted.items()
            }
        return made


@dataclass(slots=True)
class Summary:
    """The sums of every scenario, the baseline first."""

    claims: int = 0
    kernel_ns: int = 0
    weights: int | None = None
    """The sum of the weights, in millionths, where there are any."""
    scenarios: list[Sums] = field(default_factory=list)

    @classmethod
    def of(cls, block: Block, rows: pa.Table, layers: Sequence[str], kernel_ns: int) -> "Summary":
        """The sums of one block, `rows` as they stand in the file; every layer is named, if it pays nothing."""
        weights = block.table.measures.get("weight")
        made = cls(len(block.table), kernel_ns)
        if weights is not None:
            weights = np.where(weights < 0, ITSELF, weights)  # a bad weight pays nothing
            made.weights = weighted_sum(weights, np.ones(1, dtype=np.int64).repeat(len(weights)))
        for result in block.results:
            paid = {layer: result.layers.get(layer) for layer in layers}
            sums = Sums(statuses=Counter(result.statuses()), examples=examples(rows, result))
            for name, column in {**paid, "patient": result.patient_fen}.items():
                sums.totals_fen[name] = 0 if column is None else int(column.sum())
                if weights is not None:
                    sums.weighted[name] = 0 if column is None else weighted_sum(column, weights)
            made.scenarios.append(sums)
        return made

    def merge(self, other: "Summary") -> None:
        """Add another part's; the order of the parts does not matter."""
        self.claims += other.claims
        self.kernel_ns += other.kernel_ns
        if other.weights is not None:
            self.weights = (self.weights or 0) + other.weights
        while len(self.scenarios) < len(other.scenarios):
            self.scenarios.append(Sums())
        for mine, more in zip(self.scenarios, other.scenarios, strict=False):
            mine.merge(more)
