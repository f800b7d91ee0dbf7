"""Calibration to a published table (按公布报表校准): which people, which assumed figures, which weights.

First the people alone are moved. Where no people meet the table, each assumed figure is tried by itself,
then with the one that came nearest a second, and a third: as few as possible, and of those that do, the
one that has to go the smallest part of its range.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from benefits.money import percent
from benefits.populations.figures import Assumed, Policies
from benefits.populations.fit import Fit, Point
from benefits.populations.report_table import TOLERANCE, ReportTable
from benefits.populations.sentences import problem
from benefits.populations.trial import Trial
from benefits.populations.weights import MILLION, Rule, effective, raked, weighted
from benefits.problems import Refused, Text
from benefits.reading.book import PolicyBook
from benefits.simulation.in_force import in_force

MOST_FIGURES: Final = 3
_GLANCE: Final = 4
"""Runs of a first look at a figure; those that come nearer are followed to the end."""
_FOLLOWED: Final = 3
_NEARER: Final = Fraction(3, 4)

Told = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class Considered:
    """What came of moving some assumed figures (已试的数值); none: the people alone."""

    figures: tuple[tuple[str, str], ...]
    """Path and figure, as near as it came."""
    line: str
    """The line that stays furthest off."""
    off: Fraction
    meets: bool
    moves: bool = True
    """False: moving it moves no line."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A table, the people, figures and weights that meet it, and how they were found (校准结果)."""

    table: ReportTable
    tree: Mapping[str, Any]
    """The table as it was read, without its people."""
    people: Mapping[str, Any]
    factors: Mapping[str, Fraction]
    figures: Mapping[str, str]
    """Assumed figures put otherwise: path and figure."""
    rule: Rule
    considered: tuple[Considered, ...]


def calibrated(
    table: ReportTable,
    tree: Mapping[str, Any],
    book: PolicyBook,
    tell: Told = lambda text: None,
) -> Calibrated:
    """Find them. Raises `Refused` where the region has no policy for the table's days."""
    return _Calibration(table, tree, book, tell).found()


class _Calibration:
    def __init__(
        self, table: ReportTable, tree: Mapping[str, Any], book: PolicyBook, tell: Told
    ) -> None:
        self.table, self.tree, self.tell = table, tree, tell
        self.fit = Fit(table, Trial(book, table.lines), Policies([], table.figures))
        people = self.fit.people(self.fit.start().factors)
        days = dict.fromkeys(("admission", "discharge", "settlement"), people.table.days["date"])
        documents, _ = in_force(book, table.region, days)
        self.fit.policies = Policies(documents, table.figures)
        self.considered: list[Considered] = []

    def found(self) -> Calibrated:
        point = self._chosen()
        point = self.fit.fitted(point, [])  # figures stand on their grid now; the people follow
        rule, _, _ = self._rule(point)
        names = self.table.fit
        assumed = self.fit.policies.assumed
        return Calibrated(
            self.table,
            {name: each for name, each in self.tree.items() if name != "people"},
            self.fit.tree(point.factors),
            {name: Fraction(each, 10_000) for name, each in zip(names, point.factors, strict=True)},
            {path: assumed[path].written(value) for path, value in point.values},
            rule,
            tuple(self.considered),
        )

    def _chosen(self) -> Point:
        """The point that meets the table with the fewest figures moved, or comes nearest."""
        self.tell(Text("只调人群……", "the people alone …"))
        alone = self.fit.fitted(self.fit.start(), [])
        best, off = alone, self._consider(alone, ())
        moving: tuple[Assumed, ...] = ()
        while off > Fraction(*TOLERANCE) and len(moving) < MOST_FIGURES:
            tried = self._each_with(best, moving)
            if not tried:
                break
            met = [each for each in tried if each[1] <= Fraction(*TOLERANCE)]
            point, reached, more = (
                min(met, key=lambda each: self._way(each[0]))
                if met
                else min(tried, key=lambda each: self.fit.cost(each[0]))
            )
            if reached >= off:
                break
            best, off, moving = point, reached, more
        return best

    def _each_with(
        self, start: Point, moving: tuple[Assumed, ...]
    ) -> list[tuple[Point, Fraction, tuple[Assumed, ...]]]:
        """Every further assumed figure: a glance at each, and those that come nearer to the end."""
        glances = []
        for figure in self.fit.policies.assumed.values():
            if figure in moving:
                continue
            more = (*moving, figure)
            if not self._matters(start, figure):
                if not moving:
                    self._consider(start, more, moves=False)
                continue
            self.tell(Text(f"试 {figure.path}……", f"trying {figure.path} …"))
            point = self.fit.fitted(start, more, _GLANCE)
            glances.append((self.fit.cost(point), point, more))
        glances.sort(key=lambda each: each[0])
        before = self.fit.cost(start)
        found = []
        for place, (cost, glanced, more) in enumerate(glances):
            point = glanced
            if place < _FOLLOWED and cost < before * _NEARER:
                point = self.fit.fitted(point, more)
            found.append((point, self._consider(point, more), more))
        return found

    def _matters(self, point: Point, figure: Assumed) -> bool:
        """Whether moving a figure to one of its ends moves any line."""
        _, here = self.fit.found(point)
        for end in (figure.low, figure.high):
            values = {**dict(point.values), figure.path: end}
            _, there = self.fit.found(Point(point.factors, tuple(values.items())))
            if (here != there).any():
                return True
        return False

    def _way(self, point: Point) -> Fraction:
        """How far the figures had to go, in parts of their ranges."""
        assumed = self.fit.policies.assumed
        return sum((assumed[path].went(value) for path, value in point.values), Fraction(0))

    def _consider(self, point: Point, more: Sequence[Assumed], *, moves: bool = True) -> Fraction:
        """Weights for a point, and how far off its worst line is then; more than 1 if too few count."""
        _, offs, spread_out = self._rule(point)
        line = max(offs, key=lambda name: abs(offs[name]))
        off = abs(offs[line]) + (0 if spread_out else 1)
        values = dict(point.values)
        written = tuple(
            (each.path, each.written(values.get(each.path, each.value))) for each in more
        )
        meets = off <= Fraction(*TOLERANCE)
        self.considered.append(Considered(written, line, offs[line], meets, moves))
        return off

    def _rule(self, point: Point) -> tuple[Rule, dict[str, Fraction], bool]:
        """Weights for a point, how far off each line is then, and whether half the sample counts."""
        sums = self.fit.sums(point)
        base = self.fit.base(self.fit.people(point.factors), sums.sum(axis=0))
        wanted = [line.value for line in self.table.lines.values()]
        bounds = Fraction(*self.table.weights.least), Fraction(*self.table.weights.most)
        if not bounds[0] < base < bounds[1]:
            raise self._too_few_or_many(base, bounds)
        rule = raked(sums, wanted, base, bounds)
        totals = weighted(sums, rule.weights(sums))
        whole = sum(wanted)
        offs = {
            name: off_by(Fraction(there, MILLION), line.value, whole)
            for (name, line), there in zip(self.table.lines.items(), totals, strict=True)
        }
        n, d = effective(rule.weights(sums))
        return rule, offs, 2 * n > d

    def _too_few_or_many(self, base: Fraction, bounds: tuple[Fraction, Fraction]) -> Refused:
        """Weights near 1 need about as many households as the table speaks of."""
        households = self.fit.households()
        facts = {
            "base": f"{round(base * 100) // 100}.{round(base * 100) % 100:02d}",
            "least": percent(bounds[0]),
            "most": percent(bounds[1]),
            "wanted": f"{max(round(households * base), 1)}",
        }
        return Refused(
            "invalid_request",
            [problem("households_do_not_fit", "people.households", None, **facts)],
        )


def off_by(there: Fraction, published: int, whole: int) -> Fraction:
    """How far a line is off, as a share of itself; of the whole table where it was published as 0."""
    return (there - published) / (published or whole)
