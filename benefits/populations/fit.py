"""Moves people and assumed figures until the simulated lines are the published ones (校准拟合).

Least squares over a factor for each movable thing about the people and, where asked, some assumed
figures. The objective is the simulator itself, so it moves in steps of a fen and of a figure's grid;
derivatives are taken over steps much larger than those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import numpy as np
from scipy.optimize import least_squares

from benefits.populations.figures import Assumed, Policies
from benefits.populations.parameters import moved
from benefits.populations.reading import described
from benefits.populations.report_table import ReportTable
from benefits.populations.trial import People, Trial
from benefits.reading.document import Places
from benefits.simulation.arrays import Integers
from benefits.simulation.run import Figures

_FINE: Final = 10_000
"""A factor is a whole number of these."""
_STEP: Final = 1 / 50
"""Derivatives are taken over 2% of a factor, and a twentieth of a figure's span."""
_FIGURE_STEP: Final = 1 / 20
_CLOSE: Final = 500
"""A line counts in units of 1/500 of itself: 0.2%."""
_MOST_RUNS: Final = 12


@dataclass(frozen=True, slots=True)
class Point:
    """People and figures (试算点)."""

    factors: tuple[int, ...]
    """In 1/10,000, in the order of the table's `fit`."""
    values: tuple[tuple[str, int], ...] = ()
    """Figures put otherwise, by path."""


@dataclass(slots=True)
class Fit:
    """A table, the policies of its region, and what was tried of them."""

    table: ReportTable
    trial: Trial
    policies: Policies
    runs: int = 0
    kept: dict[tuple[int, ...], People] = field(default_factory=dict)
    known: dict[Point, tuple[Fraction, Integers]] = field(default_factory=dict)
    beside_known: dict[tuple[Point, ...], list[tuple[Fraction, Integers]]] = field(
        default_factory=dict
    )

    def people(self, factors: tuple[int, ...]) -> People:
        """The people of some factors; the last few are kept."""
        found = self.kept.get(factors)
        if found is None:
            found = self.kept[factors] = People.of(described(self.tree(factors), Places("", {})))
            while len(self.kept) > 16:
                self.kept.pop(next(iter(self.kept)))
        return found

    def tree(self, factors: tuple[int, ...]) -> dict[str, Any]:
        """The description's tree with its factors laid over it."""
        names = self.table.fit
        by_name = {name: Fraction(each, _FINE) for name, each in zip(names, factors, strict=True)}
        return moved(self.table.people, names, by_name)

    def figures(self, point: Point) -> Figures:
        return self.policies.figures(dict(point.values))

    def sums(self, point: Point) -> Integers:
        """By household and line."""
        self.runs += 1
        return self.trial.sums(self.people(point.factors), self.figures(point))

    def found(self, point: Point) -> tuple[Fraction, Integers]:
        """What a household counts for, and the lines' totals; a point is run once."""
        known = self.known.get(point)
        if known is None:
            totals = self.sums(point).sum(axis=0)
            known = self.base(self.people(point.factors), totals), totals
            self.known[point] = known
        return known

    def beside(self, point: Point, others: Sequence[Point]) -> list[tuple[Fraction, Integers]]:
        """The same for other people under the same figures, all of them in one run."""
        known = self.beside_known.get((point, *others))
        if known is None:
            self.runs += 1
            several = [self.people(each.factors) for each in others]
            totals = self.trial.totals(several, self.figures(point))
            known = [
                (self.base(people, each), each)
                for people, each in zip(several, totals, strict=True)
            ]
            self.beside_known[point, *others] = known
        return known

    def cost(self, point: Point) -> Fraction:
        """How far the lines are off together: the sum of squares, in shares of themselves."""
        base, totals = self.found(point)
        published = [line.value for line in self.table.lines.values()]
        whole = sum(published)
        return sum(
            (
                ((int(there) * base - want) / (want or whole)) ** 2
                for there, want in zip(totals, published, strict=True)
            ),
            Fraction(0),
        )

    def base(self, people: People, totals: Integers) -> Fraction:
        """What a household counts for: from the published number of claims, else from the amounts."""
        lines = list(self.table.lines.values())
        for line in lines:
            if line.counts and not line.where:
                return Fraction(line.value, len(people.table))
        amounts = [
            (each.value, int(there))
            for each, there in zip(lines, totals, strict=True)
            if not each.counts
        ]
        return Fraction(sum(each[0] for each in amounts), max(sum(each[1] for each in amounts), 1))

    def households(self) -> int:
        """How many households the description asks for."""
        return int(self.table.people["households"])

    def start(self) -> Point:
        return Point((_FINE,) * len(self.table.fit))

    def fitted(self, start: Point, moving: Sequence[Assumed], most: int = _MOST_RUNS) -> Point:
        """The point nearest to the published lines, with some figures moving."""
        return _Search(self, start, moving, most).point()


@dataclass(slots=True)
class _Search:
    """One least-squares fit; its unknowns are logarithms of factors, and figures by their span."""

    fit: Fit
    begin: Point
    moving: Sequence[Assumed]
    most: int

    def point(self) -> Point:
        low, high = self._bounds()
        values = dict(self.begin.values)
        start = [
            *(np.log(each / _FINE) for each in self.begin.factors),
            *((values.get(f.path, f.value) - f.value) / f.span for f in self.moving),
        ]
        inside = np.clip(start, np.array(low) + 1 / 10**6, np.array(high) - 1 / 10**6)
        solved = least_squares(
            self._off,
            inside,
            jac=self._slants,
            bounds=(low, high),
            xtol=1 / 10_000,
            ftol=1 / 1_000_000,
            max_nfev=self.most,
        )
        return self._at(solved.x)

    def _bounds(self) -> tuple[list[Any], list[Any]]:
        movable = self.fit.table.fit.values()
        low = [np.log(each.least[0] / each.least[1]) for each in movable]
        high = [np.log(each.most[0] / each.most[1]) for each in movable]
        low += [(f.low - f.value) / f.span - 1 / 10**5 for f in self.moving]
        high += [(f.high - f.value) / f.span + 1 / 10**5 for f in self.moving]
        return low, high

    def _at(self, x: Any) -> Point:
        factors = tuple(max(round(np.exp(z) * _FINE), 1) for z in x[: len(self.begin.factors)])
        values = dict(self.begin.values)
        for figure, share in zip(self.moving, x[len(factors) :], strict=True):
            exact = figure.value + Fraction(round(share * 10**9), 10**9) * figure.span
            values[figure.path] = figure.on_grid(exact)
        return Point(factors, tuple(values.items()))

    def _off(self, x: Any) -> Any:
        return self._residuals(x, *self.fit.found(self._at(x)))

    def _residuals(self, x: Any, base: Fraction, totals: Integers) -> Any:
        """How far each line is off, then how far each unknown went."""
        published = [line.value for line in self.fit.table.lines.values()]
        whole = sum(published)
        lines = [
            float_of((int(there) * base - want) / Fraction(want or whole, _CLOSE))
            for there, want in zip(totals, published, strict=True)
        ]
        gives = np.array([float_of(Fraction(*each.give)) for each in self.fit.table.fit.values()])
        return np.array([*lines, *(x[: len(gives)] / gives), *x[len(gives) :]])

    def _slants(self, x: Any) -> Any:
        """Derivatives over steps the grids cannot hide; the people of all steps run side by side."""
        point, here, factors = self._at(x), self._off(x), len(self.begin.factors)
        _, high = self._bounds()
        steps = []
        for place in range(len(x)):
            step = _STEP if place < factors else _FIGURE_STEP
            steps.append(step if x[place] + step <= high[place] else -step)
        stepped = [x + np.eye(len(x))[place] * step for place, step in enumerate(steps)]
        found = self.fit.beside(point, [self._at(each) for each in stepped[:factors]])
        rows = [self._residuals(each, *own) for each, own in zip(stepped, found, strict=False)]
        rows += [self._off(each) for each in stepped[factors:]]
        return np.array([(row - here) / step for row, step in zip(rows, steps, strict=True)]).T


def float_of(value: Fraction) -> Any:
    """For the solver, which works in floats: nothing of it is an amount anybody is told."""
    return value.numerator / value.denominator
