"""The charts of a search (搜索图): described, not drawn; each stands with the table that says the same."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from benefits.indicators.table import HIDDEN, Chart, Kind, Series, Table
from benefits.money import RATE_SCALE
from benefits.problems import Text
from benefits.search.axis import Axis
from benefits.search.measures import Measure, Target, share_text
from benefits.search.sweep import Point
from benefits.search.told import Shown
from benefits.search.totals import Totals, whole

MOST_LINES: Final = 8
"""As many lines as there are colours that are told apart."""

_UNITS: Final[dict[str, Kind]] = {"rate": "share", "fen": "fen", "count": "count"}


def cost(
    shown: Shown, axis: Axis, baseline: Totals, points: Sequence[Point], table: Table
) -> Chart:
    """What each layer and the patients pay more or less than under the baseline, over one figure."""
    names = [*shown.paying([baseline, *(each.totals for each in points)]), "patient"]
    lines = []
    for name in names:
        measure = Measure(name)
        before = whole(measure.of(baseline))
        changes = [whole(measure.of(each.totals)) - before for each in points]
        if any(changes):
            lines.append(Series(shown.title(measure), changes, _x(axis, points), _labels(points)))
    return Chart(
        "cost",
        "line",
        Text("各支付方较现行增减", "What each payer pays more or less than under the baseline"),
        lines[:MOST_LINES],
        table,
        unit="fen",
        x_title=Text(axis.address, axis.address),
        x_unit=_UNITS[axis.kind],
    )


def people(shown: Shown, axis: Axis, points: Sequence[Point], table: Table) -> Chart:
    """How many people are above each share, over one figure."""
    lines = [
        Series(
            Measure(f"above:{share_text(share)}").title(),
            [_number(shown, each.totals.above[share]) for each in points],
            _x(axis, points),
            _labels(points),
        )
        for share in shown.shares
    ]
    return Chart(
        "people",
        "line",
        Text("全年负担超过比例线的人数", "People who pay more than a share of their year's bills"),
        lines[:MOST_LINES],
        table,
        unit="count",
        x_title=Text(axis.address, axis.address),
        x_unit=_UNITS[axis.kind],
    )


def several(
    axes: Sequence[Axis], baseline: Totals, points: Sequence[Point], table: Table
) -> Chart | None:
    """All funds over the last figure, a line for each combination of the others; None where too many."""
    *others, last = axes
    groups = [(key, [*each]) for key, each in groupby(points, key=lambda each: each.values[:-1])]
    if len(groups) > MOST_LINES:
        return None
    before = whole(baseline.funds)
    lines = []
    for key, each in groups:
        written = [axis.written(value) for axis, value in zip(others, key, strict=True)]
        name = ", ".join(f"{axis.address}={w}" for axis, w in zip(others, written, strict=True))
        changes = [whole(point.totals.funds) - before for point in each]
        lines.append(Series(Text(name, name), changes, _x(last, each), _labels(each)))
    return Chart(
        "funds",
        "line",
        Text("各基金合计较现行增减", "What all funds pay more or less than under the baseline"),
        lines,
        table,
        unit="fen",
        x_title=Text(last.address, last.address),
        x_unit=_UNITS[last.kind],
    )


def against(
    shown: Shown,
    axes: tuple[Measure, Measure],
    baseline: Totals,
    kept: Sequence[Point],
    others: Sequence[Point],
    table: Table,
) -> Chart:
    """Cost against people above the share: the points kept, the others, the baseline."""
    money, harm = axes
    before = whole(money.of(baseline))

    def series(name: Text, found: Sequence[Totals], labels: Sequence[Text]) -> Series:
        y = [whole(money.of(each)) - before for each in found]
        x = [_number(shown, harm.of(each)) for each in found]
        there = [n for n, each in enumerate(x) if each is not None]
        at = [each for each in x if each is not None]
        return Series(name, [y[n] for n in there], at, [labels[n] for n in there])

    listed = [
        series(Text("前沿", "on the frontier"), [each.totals for each in kept], _labels(kept)),
        series(Text("其他方案", "other points"), [each.totals for each in others], _labels(others)),
        series(Text("现行", "baseline"), [baseline], [Text("现行", "baseline")]),
    ]
    cost = shown.title(money)
    return Chart(
        "frontier",
        "points",
        Text(
            f"纵轴：{cost.zh}较现行增减；横轴：{harm.title().zh}",
            f"{cost.en}, more or less than under the baseline (upwards), against {harm.title().en}",
        ),
        [each for each in listed if each.values],
        table,
        unit="fen",
        x_title=harm.title(),
        x_unit="count",
    )


def solved(
    shown: Shown, axis: Axis, target: Target, points: Sequence[Point], table: Table
) -> Chart:
    """The measure over the figure that was solved for, and the target's line."""
    measure = target.measure
    values: list[int | Fraction | None] = []
    for each in points:
        value = measure.of(each.totals)
        values.append(_number(shown, value) if measure.counts else whole(value))
    x = _x(axis, points)
    bound = whole(target.bound)
    return Chart(
        "solved",
        "line",
        Text(f"{shown.title(measure).zh}与目标", f"{shown.title(measure).en} and the target"),
        [
            Series(shown.title(measure), values, x, _labels(points)),
            Series(Text("目标", "target"), [bound, bound], [x[0], x[-1]]),
        ],
        table,
        unit="count" if measure.counts else "fen",
        x_title=Text(axis.address, axis.address),
        x_unit=_UNITS[axis.kind],
    )


def _x(axis: Axis, points: Sequence[Point]) -> list[int | Fraction]:
    """Where points stand on the last axis: a share of 1, fen, or a count."""
    if axis.kind == "rate":
        return [Fraction(each.values[-1], RATE_SCALE) for each in points]
    return [each.values[-1] for each in points]


def _labels(points: Sequence[Point]) -> list[Text]:
    written = [", ".join(each.figures.values()) for each in points]
    return [Text(each, each) for each in written]


def _number(shown: Shown, millionths: int) -> int | None:
    """People as a chart has them; nothing where they are few."""
    found = shown.people(millionths)
    assert found is HIDDEN or isinstance(found, int)
    return found if isinstance(found, int) else None
