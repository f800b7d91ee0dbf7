"""A sweep (网格测算): every point of a grid of figures over the same claims, and the frontier among them.

All points are run while a block of claims is at hand, each with its own running totals.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benefits.indicators.names import region_names
from benefits.problems import Text
from benefits.search.measures import Measure, measures
from benefits.search.totals import Totals
from benefits.search.variants import Values, Variants
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable

Run = Callable[[Sequence[Scenario]], list[Totals]]
"""Runs scenarios over the claims: `totals` with everything but the scenarios given."""


@dataclass(frozen=True, slots=True)
class Point:
    """One variant: its figures by address, as written, and what it comes to."""

    number: int
    """From 1, in the order of the grid; 0 is the baseline."""
    values: Values
    figures: Mapping[str, str]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Sweep:
    """The baseline and every point of the grid, in its order."""

    variants: Variants
    baseline: Totals
    points: tuple[Point, ...]
    layers: Mapping[str, Text]
    """Every layer a claim may meet, with its title."""
    shares: tuple[int, ...]

    @property
    def said(self) -> tuple[Text, ...]:
        return self.variants.said

    def measures(self) -> list[Measure]:
        """Every measure of a table."""
        return measures(list(self.layers), self.shares)


def sweep(variants: Variants, run: Run, layers: Mapping[str, Text], shares: Sequence[int]) -> Sweep:
    """Run every point; raises `Refused` with every point that no policy could have."""
    values = [*variants.points()]
    scenarios = variants.scenarios(values)
    baseline, *found = run([variants.plan.scenarios[0], *scenarios])
    points = tuple(
        Point(number, each, variants.written(each), total)
        for number, (each, total) in enumerate(zip(values, found, strict=True), start=1)
    )
    return Sweep(variants, baseline, points, layers, tuple(shares))


def frontier(found: Sweep, cost: Measure, harm: Measure) -> tuple[Point, ...]:
    """The points no other beats: none costs as little and leaves as few people above the share.

    Of points that are equal in both the first of the grid stands. By cost, the cheapest first.
    """
    ranked = sorted(
        found.points, key=lambda each: (cost.of(each.totals), harm.of(each.totals), each.number)
    )
    kept: list[Point] = []
    for each in ranked:
        if not kept or harm.of(each.totals) < harm.of(kept[-1].totals):
            kept.append(each)
    return tuple(kept)


def layer_names(scenarios: Sequence[Scenario], regions: Iterable[str]) -> dict[str, Text]:
    """The layers of the regions' policies in the order of their chains, with their titles.

    A layer that is called otherwise elsewhere goes by its name in the files.
    """
    found: dict[str, Text] = {}
    for region in regions:
        names = region_names(scenarios, region)
        for name, layer in names.layers.items() if names is not None else ():
            before = found.setdefault(name, layer.title)
            if before != layer.title:
                found[name] = Text(name, name)
    return found


def regions_of(blocks: Iterable[ClaimTable]) -> list[str]:
    """The regions that stand in the claims, in order of their names."""
    return sorted({word for table in blocks for word in table.region.words})
