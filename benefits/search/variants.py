"""Many reforms that differ in a few figures (多方案): the fixed part once, each point laid on it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from pathlib import Path
from typing import Final

from benefits.problems import Problem, Refused, Text
from benefits.reading.book import PolicyBook
from benefits.reforms.plan import Plan
from benefits.reforms.remarks import version_of
from benefits.reforms.setting import Setting, settings
from benefits.reforms.stack import Stack, stacked
from benefits.search.axis import Axis, Kind, listed, spanned
from benefits.search.sentences import problem
from benefits.simulation.scenario import Scenario

MOST_POINTS: Final = 100_000
"""So many points of a sweep are run."""

Values = tuple[int, ...]
"""A value for each figure that is varied, in the order of the axes."""


@dataclass(frozen=True, slots=True)
class Variants:
    """A reform with figures that vary."""

    stack: Stack
    plan: Plan
    axes: tuple[Axis, ...]
    said: tuple[Text, ...]

    def points(self) -> Iterator[Values]:
        """Every combination; the figure named first moves slowest."""
        return product(*(axis.values for axis in self.axes))

    def __len__(self) -> int:
        return prod(len(axis.values) for axis in self.axes)

    def written(self, values: Values) -> dict[str, str]:
        """The figures of a point as a reform's file has them: by address."""
        return {
            axis.address: axis.written(value) for axis, value in zip(self.axes, values, strict=True)
        }

    def reform(self, values: Values) -> dict[str, str]:
        """All figures of a point, for a reform's file: what is fixed by version, then what varies."""
        fixed = {
            f"{version_of(file)}:{path}": each.written
            for file, laid in self.stack.laid.items()
            for path, each in laid.items()
            if not any(_covers(axis.setting, version_of(file), path) for axis in self.axes)
        }
        return {**fixed, **self.written(values)}

    def scenario(self, values: Values) -> Scenario:
        """The reform of one point; raises `Refused` where a policy cannot have these figures."""
        here = self.stack.copy()
        for axis, value in zip(self.axes, values, strict=True):
            here.lay(replace(axis.setting, written=axis.written(value)))
        reform = here.plan(1).scenarios[1]
        name = ", ".join(f"{path}={each}" for path, each in self.written(values).items())
        return replace(reform, name=name)

    def scenarios(self, points: Sequence[Values]) -> list[Scenario]:
        """The reforms of several points; raises `Refused` with every problem of every point."""
        found: list[Scenario] = []
        wrong: list[Problem] = []
        for values in points:
            try:
                found.append(self.scenario(values))
            except Refused as refused:
                wrong += [_at_point(each, self.written(values)) for each in refused.problems]
        if wrong:
            raise Refused("invalid_request", wrong)
        return found


def _covers(setting: Setting, version: str, path: str) -> bool:
    """Whether a setting is for a figure of a version of a region."""
    region = version.partition("/")[0]
    return setting.path == path and setting.scope in (None, region, version)


def variants(
    book: PolicyBook,
    files: Sequence[Path],
    sets: Sequence[str],
    vary: Sequence[str],
    regions: Collection[str] | None,
    *,
    solve: bool = False,
) -> Variants:
    """What files and flags fix and what varies; raises `Refused` with every problem of them all."""
    stack = stacked(book, files, sets, regions)
    wrong = stack.wrong
    axes = [*_axes(stack, settings(vary, wrong, "--vary", _EXAMPLE), solve)]
    if not vary:
        wrong.append(problem("nothing_is_varied", "--vary"))
    elif solve and len(vary) > 1:
        wrong.append(problem("one_figure_is_varied", "--vary"))
    points = prod(len(axis.values) for axis in axes)
    if not solve and points > MOST_POINTS:
        facts = {"points": f"{points:,}", "most": f"{MOST_POINTS:,}"}
        wrong.append(problem("too_many_points", "--vary", **facts))
    plan = stack.plan(len(files) + len(sets))
    return Variants(
        stack, plan, tuple(axes), tuple(dict.fromkeys([*plan.said, *_said(stack, axes)]))
    )


_EXAMPLE: Final = "5%:9.5%:0.5%"


def _axes(stack: Stack, varied: Sequence[Setting], solve: bool) -> Iterator[Axis]:
    seen: set[tuple[str | None, str]] = set()
    for setting in varied:
        if (setting.scope, setting.path) in seen:
            stack.wrong.append(problem("varied_twice", setting.spot.where))
            continue
        seen.add((setting.scope, setting.path))
        kind = _kind(stack, setting)
        if kind is not None:
            axis = (spanned if solve else listed)(setting, kind, stack.wrong)
            if axis is not None:
                yield axis


def _kind(stack: Stack, setting: Setting) -> Kind | None:
    """What kind of figure stands there; None where that is told as a problem."""
    kinds: dict[Kind, None] = {}
    for each in stack.having(setting):
        kind = each.formula.graph.figures[each.figure_places[setting.path]].unit.kind
        assert kind in ("rate", "fen", "count"), "a figure is a rate, an amount or a count"
        kinds[kind] = None
    if len(kinds) > 1:
        listed_ = ", ".join(kinds)
        stack.wrong.append(problem("figures_of_two_kinds", setting.spot.where, kinds=listed_))
    return next(iter(kinds)) if len(kinds) == 1 else None


def _said(stack: Stack, axes: Sequence[Axis]) -> Iterator[Text]:
    """Regions without the figure, what the reform itself set there, and what is assumed."""
    probe = stack.copy()
    for axis in axes:
        probe.lay(axis.setting)
        for each in stack.copy().having(axis.setting):
            entry = each.formula.graph.figures[each.figure_places[axis.setting.path]]
            if entry.source.evidence == "assumed":
                version = version_of(each.document.file)
                yield Text(
                    f"{axis.setting.path}（{version}）：现行数值是假定的，未经核实",
                    f"{axis.setting.path} ({version}): the figure in force is assumed, not confirmed",
                )
    yield from probe.said


def _at_point(found: Problem, figures: Mapping[str, str]) -> Problem:
    """A problem of one point of the grid, with the point."""
    point = ", ".join(f"{path}={each}" for path, each in figures.items())
    return replace(found, where=point)
