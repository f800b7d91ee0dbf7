"""Every assumed figure at its low and its high (假定数值的敏感性): how each fund moves.

A figure nobody confirms is run at the ends of the range its policy states; where it states none, at a
fifth less and a fifth more of itself, and the table says so. One figure moves at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.checks.addresses import address_title
from benefits.formula.compiled import compiled
from benefits.formula.graph import FigureEntry
from benefits.formula.proof import largest_figure
from benefits.indicators.names import policies
from benefits.indicators.sums import added, weighted
from benefits.problems import Text
from benefits.reading.book import PolicyBook
from benefits.simulation.block import Block
from benefits.simulation.scenario import Scenario

FIFTH: Final = 5
"""Where no range is stated a figure moves by its fifth."""

LOW, HIGH = "low", "high"


@dataclass(frozen=True, slots=True)
class AssumedFigure:
    """An assumed figure of a region, in the unit of its graph, with the two ends it is run at."""

    region: str
    path: str
    title: Text
    unit: str
    scale: int
    value: int
    low: int
    high: int
    stated: bool
    """The policy states the range."""


def assumed_figures(book: PolicyBook, regions: Iterable[str]) -> list[AssumedFigure]:
    """The assumed figures of the regions' policies, each address once."""
    found: dict[tuple[str, str], AssumedFigure] = {}
    for region in sorted(regions):
        for document, policy in policies(book, region):
            for entry in compiled(document).graph.figures:
                if entry.source.evidence == "assumed":
                    title = address_title(policy, entry.path)
                    found[region, entry.path] = _ranged(region, entry, title)
    return list(found.values())


def assumed_scenarios(
    book: PolicyBook, regions: Iterable[str], baseline: Scenario | None = None
) -> list[Scenario]:
    """The baseline, then each assumed figure at its low and its high, for `Sensitivity`.

    Figures that have nowhere to move (an assumed 0 without a range) are left out. `baseline` gives
    the other figures where they are not the book's own.
    """
    start = baseline or Scenario("baseline", book)
    found = [start]
    for figure in assumed_figures(book, regions):
        if figure.low != figure.high:
            found += [
                _moved(start, figure, figure.low, LOW),
                _moved(start, figure, figure.high, HIGH),
            ]
    return found


@dataclass(slots=True)
class Sensitivity:
    """What each layer and the patients pay under each scenario of `assumed_scenarios`."""

    figures: tuple[AssumedFigure, ...]
    sums: list[dict[str, int]] = field(default_factory=list)
    """For each scenario: layer, or `patient`, → fen × millionths."""

    @classmethod
    def begin(cls, scenarios: Sequence[Scenario], regions: Iterable[str]) -> "Sensitivity":
        """An empty tally for the scenarios `assumed_scenarios` gave for these regions."""
        figures = assumed_figures(scenarios[0].book, regions)
        return cls(tuple(figures), [{} for _ in scenarios])

    def add(self, block: Block) -> None:
        given = block.table.measures.get("weight")
        for into, result in zip(self.sums, block.results, strict=True):
            rows = result.status == 0
            weights = None if given is None else np.where(given < 0, 1_000_000, given)[rows]
            columns = {**result.layers, "patient": result.patient_fen}
            added(into, {name: weighted(each[rows], weights) for name, each in columns.items()})

    def merge(self, other: "Sensitivity") -> None:
        for into, found in zip(self.sums, other.sums, strict=True):
            added(into, found)

    def moves(self) -> list[tuple[AssumedFigure, dict[str, int], dict[str, int]]]:
        """Each figure that moves, with the change of every payer at its low and at its high."""
        moving = [each for each in self.figures if each.low != each.high]
        ends = [_less(each, self.sums[0]) for each in self.sums[1:]]
        return list(zip(moving, ends[::2], ends[1::2], strict=True))

    def still(self) -> list[AssumedFigure]:
        """The figures that have nowhere to move."""
        return [each for each in self.figures if each.low == each.high]


def _less(some: dict[str, int], others: dict[str, int]) -> dict[str, int]:
    names = dict.fromkeys([*others, *some])
    return {name: some.get(name, 0) - others.get(name, 0) for name in names}


def _ranged(region: str, entry: FigureEntry, title: Text) -> AssumedFigure:
    low, high = entry.low, entry.high
    stated = low is not None and high is not None
    if low is None or high is None:
        most = largest_figure(entry.unit)
        low, high = entry.value - entry.value // FIFTH, entry.value + entry.value // FIFTH
        high = max(min(high, most), entry.value)
    kind, scale = entry.unit.kind, entry.unit.scale
    return AssumedFigure(region, entry.path, title, kind, scale, entry.value, low, high, stated)


def _moved(start: Scenario, figure: AssumedFigure, value: int, end: str) -> Scenario:
    """The scenario with one figure put otherwise in every version of the region that assumes it."""
    figures = dict(start.figures)
    for document, _ in policies(start.book, figure.region):
        graph = compiled(document).graph
        values = list(figures.get(document.file, graph.figure_values()))
        for place, entry in enumerate(graph.figures):
            if entry.path == figure.path and entry.source.evidence == "assumed":
                values[place] = value
        figures[document.file] = values
    return Scenario(f"{figure.region} {figure.path} {end}", start.book, figures)
