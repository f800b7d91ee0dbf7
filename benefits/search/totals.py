"""What a variant comes to (方案合计): every layer's cost, the patients' own, who is above a share.

Sums of whole numbers over closed blocks, in millionths of a fen and of a person, so that weights are
exact; the order of the blocks does not matter. A claim the variant refuses is counted by its code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from benefits.indicators.sums import MILLION
from benefits.money import rounded


@dataclass(slots=True)
class Totals:
    """The sums of one variant; amounts in millionths of a fen, people in millionths of a person."""

    layers: dict[str, int] = field(default_factory=dict)
    patient: int = 0
    bill: int = 0
    people: int = 0
    """Years of people with an accepted claim."""
    above: dict[int, int] = field(default_factory=dict)
    """By share (millionths of the bill): years of people who paid more than it."""
    statuses: dict[str, int] = field(default_factory=dict)
    """Claims by what became of them, not weighted."""

    @property
    def funds(self) -> int:
        """What all layers pay together."""
        return sum(self.layers.values())

    @property
    def refused(self) -> int:
        """Claims that have no split."""
        return sum(each for word, each in self.statuses.items() if word not in ("ok", "reversed"))

    def add(self, other: "Totals") -> None:
        """The same of other blocks."""
        self.patient += other.patient
        self.bill += other.bill
        self.people += other.people
        _add(self.layers, other.layers)
        _add(self.above, other.above)
        _add(self.statuses, other.statuses)


Key = TypeVar("Key")


def _add(into: dict[Key, int], found: Mapping[Key, int]) -> None:
    for key, number in found.items():
        into[key] = into.get(key, 0) + number


def whole(millionths: int) -> int:
    """Fen or people as they are shown: rounded once, half up."""
    return rounded(millionths, MILLION, "half_up")
