"""What assumed figures do (假定数值的影响): how each fund moves with each at its low and its high."""

from fractions import Fraction

from benefits.indicators.assumed import HIGH, LOW, AssumedFigure, Sensitivity
from benefits.indicators.disclosure import FEWEST
from benefits.indicators.table import Cell, Chart, Column, Section, Series, Table
from benefits.problems import Text
from benefits.reports.figures import decimals, percent, whole
from benefits.reports.spending import shown_payers
from benefits.reports.view import OTHERS, View

_DRAWN = 12
"""So many figures are drawn, those that move the funds most; the table has all."""

_RANGES = Text(
    "每次只动一个数值，其余不变。政策写明范围的取其两端；未写明的取其上下各五分之一（比例不超过100%）。",
    "One figure moves at a time. Where the policy states a range its ends are taken; else a fifth less and "
    "a fifth more (a rate at most 100%).",
)

Move = tuple[AssumedFigure, dict[str, int], dict[str, int]]
"""A figure, and what each payer moves by at its low and at its high, in millionths of a fen."""


def assumptions(view: View, sensitivity: Sensitivity) -> Section:
    """The section: a bar left and right of nothing for each figure, and the table by layer."""
    moves = sensitivity.moves()
    shown = [each for each in moves if view.bureau or not _few(sensitivity, each[0])]
    shown.sort(key=lambda each: -max(abs(_funds(each[1])), abs(_funds(each[2]))))
    title = Text("假定数值的影响", "What assumed figures do")
    notes = [_RANGES, *_left_out(sensitivity, len(moves) - len(shown))]
    if not shown:
        return Section(title, notes)
    table = _table(view, title, shown, notes)
    drawn = shown[:_DRAWN]
    chart = Chart(
        "assumed_figures",
        "tornado",
        Text("基金支出随假定数值变化", "How the funds move with each assumed figure"),
        [
            Series(Text("取低值", "at its low"), [whole(_funds(low)) for _, low, _ in drawn]),
            Series(Text("取高值", "at its high"), [whole(_funds(high)) for _, _, high in drawn]),
        ],
        table,
        categories=[figure.title for figure, _, _ in drawn],
    )
    return Section(title, charts=[chart])


def written(figure: AssumedFigure, value: int) -> str:
    """A figure as a policy writes it: 90%, 600.00, 3."""
    if figure.unit == "rate":
        return percent(Fraction(value, figure.scale)).replace(".00%", "%")
    return decimals(Fraction(value, 100), 2) if figure.unit == "fen" else str(value)


def _table(view: View, title: Text, shown: list[Move], notes: list[Text]) -> Table:
    columns = _layers(view, shown)
    several = len(view.tally.names) > 1
    rows: list[list[Cell]] = []
    for figure, low, high in shown:
        for value, found in ((figure.low, low), (figure.high, high)):
            moved = [sum(found.get(layer, 0) for layer in layers) for _, layers in columns]
            row: list[Cell] = [figure.title, written(figure, figure.value), written(figure, value)]
            row += [whole(_funds(found)), *map(whole, moved)]
            rows.append([*row, f"{figure.region} {figure.path}" if several else figure.path])
    heads = [
        Column(Text("假定数值", "assumed figure")),
        Column(Text("现值", "value")),
        Column(Text("取值", "put at")),
        Column(Text("基金合计变化（元）", "all funds, yuan"), "fen"),
        *(Column(name, "fen") for name, _ in columns),
        Column(Text("地址", "address")),
    ]
    return Table("assumed_figures", title, heads, rows, notes)


def _layers(view: View, shown: list[Move]) -> list[tuple[Text, list[str]]]:
    """The layers that move; those that the table of layers does not show alone are others here too."""
    alone = {each.title.zh for each in shown_payers(view)}
    found: dict[str, tuple[Text, list[str]]] = {}
    for names in view.tally.names.values():
        for layer, name in names.layers.items():
            if not any(low.get(layer) or high.get(layer) for _, low, high in shown):
                continue
            title = name.title if name.title.zh in alone else OTHERS
            layers = found.setdefault(title.zh, (title, []))[1]
            if layer not in layers:
                layers.append(layer)
    return list(found.values())


def _left_out(sensitivity: Sensitivity, few: int) -> list[Text]:
    found = []
    if few:
        found.append(
            Text(
                f"另有{few}个数值只涉及不足{FEWEST}人，未列出。",
                f"{few} more figures move something for fewer than {FEWEST} people and are not listed.",
            )
        )
    still = ", ".join(each.path for each in sensitivity.still())
    if still:
        found.append(
            Text(f"无可变动（假定为0且无范围）：{still}", f"Nowhere to move (0, no range): {still}")
        )
    return found


def _few(sensitivity: Sensitivity, figure: AssumedFigure) -> bool:
    return any(sensitivity.few(figure, end, FEWEST) for end in (LOW, HIGH))


def _funds(found: dict[str, int]) -> int:
    return sum(amount for name, amount in found.items() if name != "patient")
