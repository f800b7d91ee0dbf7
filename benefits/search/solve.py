"""Solving for a figure (求解): at which values does a target begin or cease to be met?

The figure moves on a grid (0.01 point, 1 yuan, unless a step is stated). A coarse part of it is looked
at first; wherever two values that stand side by side differ, what lies between is looked at more finely,
until they are neighbours on the grid. Nothing is taken to be monotone, but what lies between two values
that agree is not looked at, unless every step is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final

from benefits.problems import Refused
from benefits.search.axis import Axis
from benefits.search.measures import Target
from benefits.search.sentences import problem
from benefits.search.sweep import Point, Run
from benefits.search.totals import Totals
from benefits.search.variants import MOST_POINTS, Variants

COARSE: Final = 33
"""So many values are looked at first, the ends among them."""

FINER: Final = 16
"""A bracket is cut into so many pieces at a time: the claims are read once for all of them."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two neighbours on the grid, one of which meets the target and the other does not."""

    met: Point
    missed: Point

    @property
    def from_above(self) -> bool:
        """The target is met from here upwards."""
        return self.met.values > self.missed.values


@dataclass(frozen=True, slots=True)
class Solution:
    """Every crossing found, and what was looked at."""

    variants: Variants
    targets: tuple[Target, ...]
    baseline: Totals
    points: tuple[Point, ...]
    """The values looked at, from low to high."""
    crossings: tuple[Crossing, ...]
    spans: tuple[tuple[Point, Point], ...]
    """From where to where the values looked at meet the target, from low to high."""
    grid: int
    """How many values the grid has."""
    every_step: bool

    @property
    def axis(self) -> Axis:
        return self.variants.axes[0]

    @property
    def nearest(self) -> Point:
        """The value that meets the target, or misses it by least; of several the lowest."""
        return min(
            self.points, key=lambda each: (missed_by(self.targets, each.totals), each.values)
        )

    @property
    def met(self) -> bool:
        return bool(self.spans)

    def turning(self) -> list[Point]:
        """The values on both sides of every crossing; the nearest value where there is none."""
        both = {point.number: point for each in self.crossings for point in (each.met, each.missed)}
        return [both[number] for number in sorted(both)] or [self.nearest]

    def turns(self) -> bool:
        """Whether the first target's measure goes both up and down as the figure rises."""
        seen = [self.targets[0].measure.of(each.totals) for each in self.points]
        steps = {(after > before) - (after < before) for before, after in pairwise(seen)}
        return {-1, 1} <= steps


def missed_by(targets: Sequence[Target], found: Totals) -> Fraction:
    """How far from meeting all targets, each measured by its own bound."""
    return sum(
        (Fraction(each.missed_by(found), max(each.bound, 1)) for each in targets), Fraction(0)
    )


@dataclass(slots=True)
class _Search:
    variants: Variants
    targets: tuple[Target, ...]
    run: Run
    seen: dict[int, Totals] = field(default_factory=dict)
    """By place on the grid."""

    @property
    def grid(self) -> Sequence[int]:
        return self.variants.axes[0].values

    def look(self, places: Sequence[int], baseline: bool = False) -> list[Totals]:
        """Run the places not yet seen, all of them in one pass over the claims."""
        new = [each for each in dict.fromkeys(places) if each not in self.seen]
        scenarios = self.variants.scenarios([(self.grid[each],) for each in new])
        first = [self.variants.plan.scenarios[0]] if baseline else []
        found = self.run([*first, *scenarios]) if first or scenarios else []
        self.seen |= dict(zip(new, found[len(first) :], strict=True))
        return found[: len(first)]

    def met(self, place: int) -> bool:
        return all(each.met(self.seen[place]) for each in self.targets)

    def brackets(self) -> list[tuple[int, int]]:
        """Places seen side by side that differ, with something unseen between them."""
        return [
            (low, high)
            for low, high in pairwise(sorted(self.seen))
            if high - low > 1 and self.met(low) != self.met(high)
        ]


def solve(
    variants: Variants,
    targets: Sequence[Target],
    run: Run,
    *,
    coarse: int = COARSE,
    every_step: bool = False,
) -> Solution:
    """Find every crossing of the targets that can be seen; raises `Refused`."""
    search = _Search(variants, tuple(targets), run)
    last = len(search.grid) - 1
    if every_step and last >= MOST_POINTS:
        facts = {"points": f"{last + 1:,}", "most": f"{MOST_POINTS:,}"}
        raise Refused("invalid_request", [problem("too_many_points", "--every-step", **facts)])
    first = range(last + 1) if every_step else _evenly(0, last, coarse - 1)
    (baseline,) = search.look(first, baseline=True)
    while brackets := search.brackets():
        search.look([place for low, high in brackets for place in _evenly(low, high, FINER)])
    points = {
        place: Point(
            number,
            (search.grid[place],),
            variants.written((search.grid[place],)),
            search.seen[place],
        )
        for number, place in enumerate(sorted(search.seen), start=1)
    }
    return Solution(
        variants,
        search.targets,
        baseline,
        tuple(points.values()),
        tuple(
            Crossing(points[low], points[high])
            if search.met(low)
            else Crossing(points[high], points[low])
            for low, high in pairwise(points)
            if search.met(low) != search.met(high)
        ),
        tuple(_spans(search, points)),
        last + 1,
        every_step,
    )


def _spans(search: _Search, points: dict[int, Point]) -> list[tuple[Point, Point]]:
    found: list[tuple[Point, Point]] = []
    goes_on = False
    for place, point in points.items():
        if not search.met(place):
            goes_on = False
        elif goes_on:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
            goes_on = True
    return found


def _evenly(low: int, high: int, pieces: int) -> list[int]:
    """Places from low to high, both among them, about evenly apart.

    >>> _evenly(0, 10, 4), _evenly(3, 5, 16)
    ([0, 2, 5, 7, 10], [3, 4, 5])
    """
    pieces = max(min(pieces, high - low), 1)
    return [low + (high - low) * each // pieces for each in range(pieces + 1)]
