"""A search as a report (搜索报告): what was asked, the answer in large type, charts, tables, remarks."""

from collections.abc import Mapping, Sequence
from typing import Any

from benefits.indicators.table import Answer, Chart, Report, Section, Table
from benefits.problems import Text
from benefits.search import charts
from benefits.search.measures import Measure
from benefits.search.solve import Solution
from benefits.search.sweep import Point, Sweep
from benefits.search.told import Shown, in_words, varied


def shown_of(found: Sweep, bureau: bool) -> Shown:
    """How the points of a sweep are shown."""
    addresses = [axis.address for axis in found.variants.axes]
    digits = max(len(str(len(found.points))), 2)
    return Shown(found.layers, found.shares, addresses, bureau, digits)


def shown_of_solution(
    found: Solution, layers: Mapping[str, Text], shares: Sequence[int], bureau: bool
) -> Shown:
    """How the values looked at are shown."""
    digits = max(len(str(len(found.points))), 2)
    return Shown(layers, shares, [found.axis.address], bureau, digits)


def told_solution(found: Solution, shown: Shown) -> dict[str, Any]:
    """A solved figure as JSON."""
    address = found.axis.address
    return {
        "figure": address,
        "targets": [each.told() for each in found.targets],
        "met": found.met,
        "spans": [[low.figures[address], high.figures[address]] for low, high in found.spans],
        "crossings": [
            {
                "met": each.met.figures[address],
                "missed": each.missed.figures[address],
                "met_from_here": "up" if each.from_above else "down",
            }
            for each in found.crossings
        ],
        "nearest": found.nearest.figures[address],
        "goes_up_and_down": found.turns(),
        "grid": {
            "values": found.grid,
            "looked_at": len(found.points),
            "step": found.axis.written(found.axis.values[1] - found.axis.values[0]),
        },
        "baseline": shown.told(found.baseline),
        "points": [shown.point(each) for each in found.points],
    }


def sweep_report(found: Sweep, shown: Shown) -> Report:
    """A sweep: every point, cost over the figures, people above the shares."""
    axes = found.variants.axes
    title = Text("网格测算", "A sweep over figures")
    seen = found.baseline, found.points
    money = shown.table("cost", Text("各方案的支付", "What each pays"), *seen, "money")
    people = shown.table("people", Text("各方案的人数", "Whom each leaves above"), *seen, "people")
    drawn: list[Chart | None]
    if len(axes) == 1:
        drawn = [
            charts.cost(shown, axes[0], *seen, money),
            charts.people(shown, axes[0], found.points, people),
        ]
    else:
        against = Measure("funds"), _highest_share(found)
        drawn = [
            charts.several(axes, *seen, money),
            charts.against(shown, against, found.baseline, (), found.points, people),
        ]
    every = shown.table("points", Text("各方案", "Every point"), *seen)
    section = Section(title, (), [each for each in drawn if each is not None], (every,))
    return Report(
        title,
        varied(shown.addresses),
        _answers(shown, found),
        in_words(found.said),
        (section,),
    )


def frontier_report(
    found: Sweep, kept: Sequence[Point], measures: tuple[Measure, Measure], shown: Shown
) -> Report:
    """A frontier: the points no other beats, then all of them."""
    numbers = {each.number for each in kept}
    others = [each for each in found.points if each.number not in numbers]
    cost, harm = shown.title(measures[0]), measures[1].title()
    best = shown.table(
        "frontier",
        Text("前沿方案", "Points no other beats"),
        found.baseline,
        kept,
    )
    every = shown.table("points", Text("各方案", "Every point"), found.baseline, found.points)
    says = Text(
        f"在所列网格上，没有别的方案{cost.zh}不高于它而{harm.zh}又不多于它。",
        f"On this grid no other point costs as little ({cost.en}) and leaves as few ({harm.en}).",
    )
    chart = charts.against(shown, measures, found.baseline, kept, others, best)
    title = Text("前沿", "The frontier")
    return Report(
        title,
        varied(shown.addresses),
        _answers(shown, found, kept),
        in_words(found.said),
        (Section(title, (says,), (chart,), (every,)),),
    )


def solution_report(found: Solution, shown: Shown) -> Report:
    """A solved figure: where the target begins or ceases to be met, and what was looked at."""
    title = Text("求解", "A figure that meets a target")
    looked = shown.table(
        "points", Text("看过的取值", "Values looked at"), found.baseline, found.points
    )
    drawn = [charts.solved(shown, found.axis, found.targets[0], found.points, looked)]
    crossing = shown.table(
        "crossings",
        Text("目标转折处的两侧取值", "The values on both sides of every crossing"),
        found.baseline,
        found.turning(),
    )
    tables: tuple[Table, ...] = (crossing,) if found.crossings else ()
    return Report(
        title,
        varied(shown.addresses),
        [
            Answer(
                Text("目标", "target"),
                _together([Text(each.told(), each.told()) for each in found.targets]),
                Text("", ""),
            ),
            Answer(Text("满足目标的取值", "met"), spans_text(found), looked_at(found)),
        ],
        in_words(solution_said(found)),
        (Section(title, (answer_text(found, shown),), drawn, tables),),
    )


def spans_text(found: Solution) -> Text:
    """From where to where the target is met."""
    (address,) = found.points[0].figures
    if not found.spans:
        return Text("没有", "nowhere")
    zh, en = [], []
    for low, high in found.spans:
        a, b = low.figures[address], high.figures[address]
        zh.append(a if a == b else f"{a} 至 {b}")
        en.append(a if a == b else f"{a} to {b}")
    return Text("；".join(zh), "; ".join(en))


def looked_at(found: Solution) -> Text:
    """How much of the grid was looked at: what the answer rests on."""
    step = found.axis.written(found.axis.values[1] - found.axis.values[0])
    seen, grid = f"{len(found.points):,}", f"{found.grid:,}"
    return Text(
        f"步长 {step}，看了 {grid} 个取值中的 {seen} 个",
        f"step {step}: {seen} of {grid} values looked at",
    )


def answer_text(found: Solution, shown: Shown) -> Text:
    """The answer in a sentence for each crossing, or the nearest value."""
    if not found.met:
        near = found.nearest
        (address,) = near.figures
        reached = shown.shown(found.targets[0].measure, near.totals)
        return Text(
            f"没有取值满足目标。最接近的是 {near.figures[address]}：{reached.zh}",
            f"No value meets the target. The nearest is {near.figures[address]}: {reached.en}",
        )
    if not found.crossings:
        return Text("看过的取值都满足目标", "Every value looked at meets the target")
    listed = []
    for each in found.crossings:
        (met,), (missed,) = each.met.figures.values(), each.missed.figures.values()
        measure = found.targets[0].measure
        at, beyond = (shown.shown(measure, one.totals) for one in (each.met, each.missed))
        listed.append(
            Text(
                f"{met} 满足目标（{at.zh}），{missed} 不满足（{beyond.zh}）",
                f"{met} meets the target ({at.en}), {missed} does not ({beyond.en})",
            )
        )
    return _together(listed)


def solution_said(found: Solution) -> list[Text]:
    """What was looked at, whether it goes up and down, and what the reform itself says."""
    said = [*found.variants.said]
    if found.turns():
        said.append(
            Text(
                "随数值上升，指标有升有降：下面列出所见的每一处转折",
                "as the figure rises the measure goes both up and down: every crossing seen is listed",
            )
        )
    if found.every_step or len(found.points) == found.grid:
        said.append(
            Text(
                "网格上的每个取值都看过，转折没有遗漏",
                "every value of the grid was looked at: no crossing is missed",
            )
        )
    else:
        said.append(
            Text(
                "两个相邻的看过的取值若都满足或都不满足，其间未看；要逐个看请加 --every-step",
                "between two values looked at that agree nothing was looked at; --every-step looks at "
                "each",
            )
        )
    return said


def _answers(shown: Shown, found: Sweep, kept: Sequence[Point] = ()) -> list[Answer]:
    """How many points, and the cheapest and dearest of them for all funds."""
    funds = Measure("funds")

    def at(point: Point) -> Text:
        written = ", ".join(f"{path}={each}" for path, each in point.figures.items())
        return Text(written, written)

    low = min(found.points, key=lambda each: (each.totals.funds, each.number))
    high = max(found.points, key=lambda each: (each.totals.funds, -each.number))
    number = f"{len(found.points):,}"
    on = Text(f"其中前沿 {len(kept)} 个", f"{len(kept)} of them on the frontier")
    return [
        Answer(Text("方案", "points"), Text(number, number), on if kept else Text("", "")),
        Answer(Text("各基金最少", "all funds, least"), shown.shown(funds, low.totals), at(low)),
        Answer(Text("各基金最多", "all funds, most"), shown.shown(funds, high.totals), at(high)),
    ]


def _highest_share(found: Sweep) -> Measure:
    return [each for each in found.measures() if each.name.startswith("above:")][-1]


def _together(listed: Sequence[Text]) -> Text:
    return Text("；".join(each.zh for each in listed), "; ".join(each.en for each in listed))
