"""Figures nobody confirmed (假定数值): where they stand, how far they may move, on which grid.

Only a figure whose evidence is `assumed` ever moves; what is `seed` or `official` never does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from benefits.formula.compiled import compiled
from benefits.formula.graph import FigureEntry
from benefits.money import percent_of, yuan
from benefits.populations.report_table import Bounds
from benefits.problems import Text
from benefits.reading.document import Document
from benefits.simulation.run import Figures

_POINTS: Final = 10_000
"""The grid of a rate: 0.01 point."""
_YUAN: Final = 100


@dataclass(frozen=True, slots=True)
class Assumed:
    """One assumed figure (假定数值), in 1/`scale`."""

    path: str
    kind: str
    scale: int
    value: int
    low: int
    high: int

    @property
    def grid(self) -> int:
        return max(self.scale // _POINTS, 1) if self.kind == "rate" else _YUAN

    @property
    def span(self) -> int:
        """How far it may move, one way or the other."""
        return max(self.high - self.value, self.value - self.low, 1)

    def on_grid(self, value: Fraction) -> int:
        """The nearest value on the figure's own grid, within its bounds."""
        nearest = round(value / self.grid) * self.grid
        return min(max(nearest, self.low), self.high)

    def went(self, value: int) -> Fraction:
        """How much of its span a value is away."""
        return Fraction(abs(value - self.value), self.span)

    def written(self, value: int) -> str:
        """As a policy or a reform writes it."""
        if self.kind == "rate":
            return percent_of(value, self.scale)
        return yuan(value).removesuffix(".00")

    def change(self, value: int) -> Text:
        """By how much it moved: points or yuan."""
        by = value - self.value
        sign = "+" if by > 0 else "−"
        if self.kind == "rate":
            points = percent_of(abs(by), self.scale).removesuffix("%")
            return Text(f"{sign}{points} 个百分点", f"{sign}{points} points")
        amount = yuan(abs(by)).removesuffix(".00")
        return Text(f"{sign}{amount} 元", f"{sign}{amount} yuan")


class Policies:
    """The policies a table is about (所涉政策), each compiled once."""

    def __init__(self, documents: Sequence[Document], bounds: Bounds) -> None:
        self.files = {each.file: compiled(each).graph.figures for each in documents}
        self.names = [each.file.removesuffix(".yaml") for each in documents]
        found: dict[str, Assumed] = {}
        for entries in self.files.values():
            for entry in entries:
                if entry.source.evidence == "assumed" and entry.unit.kind in ("rate", "fen"):
                    found.setdefault(entry.path, _bounded(entry, bounds))
        self.assumed = found

    def figures(self, values: Mapping[str, int]) -> Figures:
        """The figures of every policy, with some of them put otherwise."""
        return {
            file: tuple(values.get(each.path, each.value) for each in entries)
            for file, entries in self.files.items()
            if any(each.path in values for each in entries)
        }


def _bounded(entry: FigureEntry, bounds: Bounds) -> Assumed:
    """The policy's own low and high, else what the table says."""
    scale, value = entry.unit.scale, Fraction(entry.value)
    if entry.unit.kind == "rate":
        give = Fraction(*bounds.rate) * scale
        low, high = max(value - give, Fraction(0)), min(value + give, Fraction(scale))
    else:
        give = value * Fraction(*bounds.amount)
        low, high = value - give, value + give
    return Assumed(
        entry.path,
        entry.unit.kind,
        scale,
        entry.value,
        round(low) if entry.low is None else entry.low,
        round(high) if entry.high is None else entry.high,
    )
