"""Every assumed figure at its low and its high (假定数值的敏感性): how each fund moves.

A figure nobody confirms is run at the ends of the range its policy states; where it states none, at a
fifth less and a fifth more of itself, and the table says so. One figure moves at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benefits.checks.addresses import address_title
from benefits.formula.graph import FigureEntry
from benefits.formula.proof import largest_figure
from benefits.indicators.groups import together
from benefits.indicators.names import graph_of, policies
from benefits.indicators.sums import MILLION, added, weighted
from benefits.problems import Text
from benefits.reading.book import PolicyBook
from benefits.simulation.block import Block
from benefits.simulation.result import Result
from benefits.simulation.run import simulate
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
            for entry in graph_of(document).figures:
                if entry.source.evidence == "assumed":
                    title = address_title(policy, entry.path)
                    found[region, entry.path] = _ranged(region, entry, title)
    return list(found.values())


def assumed_scenarios(
    book: PolicyBook, regions: Iterable[str], baseline: Scenario | None = None
) -> list[Scenario]:
    """The baseline, then each assumed figure at its low and its high.

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
    """How each payer moves with each assumed figure, as sums over blocks.

    Each block is run again for every figure's low and high, one run at a time, so that no more than one
    further result is held. Regions do not share totals, so a figure of each moves in the same run.
    """

    statistics: Mapping[str, int] = field(default_factory=dict)
    folder: Path | None = None
    """Where machine code is kept."""
    python: bool = False
    figures: dict[str, tuple[AssumedFigure, ...]] = field(default_factory=dict)
    """By region."""
    moved: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    """(region, path, end, layer or `patient`) → by how much it moves, fen × millionths."""

    people: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """(region, path, end) → people for whom some payer moves; not weighted."""

    def add(self, block: Block, baseline: Scenario) -> None:
        """Run a block again, figure by figure."""
        listed = block.table.region.words
        for region in listed:
            if region not in self.figures:
                self.figures[region] = tuple(assumed_figures(baseline.book, [region]))
        here = {region: self._moving(region) for region in listed}
        for place in range(max(map(len, here.values()), default=0)):
            moving = {region: each[place] for region, each in here.items() if place < len(each)}
            for end in (LOW, HIGH):
                scenario = baseline
                for figure in moving.values():
                    scenario = _moved(
                        scenario, figure, figure.low if end == LOW else figure.high, end
                    )
                result = simulate(
                    block.table,
                    scenario.book,
                    scenario.figures,
                    statistics=self.statistics,
                    folder=self.folder,
                    python=self.python,
                )
                for figure in moving.values():
                    self._compare(block, result, figure, end)

    def merge(self, other: "Sensitivity") -> None:
        self.figures |= other.figures
        added(self.moved, other.moved)
        added(self.people, other.people)

    def moves(self) -> list[tuple[AssumedFigure, dict[str, int], dict[str, int]]]:
        """Each figure that moves, with the change of every payer at its low and at its high."""
        return [
            (figure, self._of(figure, LOW), self._of(figure, HIGH))
            for region in sorted(self.figures)
            for figure in self._moving(region)
        ]

    def still(self) -> list[AssumedFigure]:
        """The figures that have nowhere to move."""
        return [
            each
            for region in sorted(self.figures)
            for each in self.figures[region]
            if each.low == each.high
        ]

    def _moving(self, region: str) -> list[AssumedFigure]:
        return [each for each in self.figures[region] if each.low != each.high]

    def _of(self, figure: AssumedFigure, end: str) -> dict[str, int]:
        wanted = (figure.region, figure.path, end)
        return {key[3]: amount for key, amount in self.moved.items() if key[:3] == wanted}

    def _compare(self, block: Block, result: Result, figure: AssumedFigure, end: str) -> None:
        """Add what a run gives over the baseline, among the claims of the figure's region."""
        table, before = block.table, block.results[0]
        rows = table.region.codes == table.region.words.index(figure.region)
        given = table.measures.get("weight")
        weights = None if given is None else np.where(given < 0, MILLION, given)[rows]
        columns = {**result.layers, "patient": result.patient_fen}
        known = {**before.layers, "patient": before.patient_fen}
        touched = np.zeros(len(table), dtype=np.bool_)
        for name, column in columns.items():
            change = np.where(rows, column - known.get(name, 0), 0)
            touched |= change != 0
            amount = weighted(change[rows], weights)
            added(self.moved, {(figure.region, figure.path, end, name): amount})
        people = len(together(table.person_id[touched]))
        added(self.people, {(figure.region, figure.path, end): people})

    def few(self, figure: AssumedFigure, end: str, fewest: int) -> bool:
        """Whether a figure moves something for somebody, and for fewer people than may be told of."""
        return 0 < self.people.get((figure.region, figure.path, end), 0) < fewest


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
        graph = graph_of(document)
        values = list(figures.get(document.file, graph.figure_values()))
        for place, entry in enumerate(graph.figures):
            if entry.path == figure.path and entry.source.evidence == "assumed":
                values[place] = value
        figures[document.file] = values
    return Scenario(f"{figure.region} {figure.path} {end}", start.book, figures)
