"""What patients bear (个人负担比例): of the bills, before and after the backstop, by whom and where."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from benefits.indicators.shares import DIMENSIONS
from benefits.indicators.table import Cell, Chart, Column, Section, Series, Table
from benefits.problems import Text
from benefits.reports.figures import share, whole
from benefits.reports.view import ALL, PEOPLE, View, column
from benefits.reports.view import DIMENSIONS as NAMES

Measure = Callable[[str], int]
"""A measure's sum over one row."""

_SHARE = Text("占总费用", "of bills")
_UNBACKED = Text("兜底前", "before the backstop")


def bearing(view: View) -> Section:
    """The section: a chart and a table for each dimension, and one by tenths of people."""
    charts = [_tenths(view)] if view.tenths() else []
    charts += [_by(view, dimension) for dimension in DIMENSIONS]
    charts = [each for each in charts if len(each.table.rows) > 2]
    says = [
        Text(
            "个人负担比例 = 个人负担 ÷ 总费用；“兜底前”把政府兜底支付算在个人头上。",
            "Patients' share: what patients pay ÷ their bills; before the backstop, what it pays counts as "
            "theirs.",
        ),
        Text(
            "一人有多个身份的，按词表次序计入第一个。",
            "A person of several identities counts under the first in the list of words.",
        ),
    ]
    return Section(Text("个人负担多少", "What patients bear"), says, charts)


def _by(view: View, dimension: str) -> Chart:
    shares, grouping = view.tally.shares, view.grouping(dimension)
    people = shares.people[dimension]
    measured: dict[str, list[int]] = {}

    def row(group: Sequence[int]) -> Measure:
        def measure(name: str) -> int:
            if name not in measured:
                measured[name] = shares.by(dimension, name)
            return sum(measured[name][cell] for cell in group)

        return measure

    names = [view.group_name(dimension, group) for group in grouping]
    counts = [sum(people[cell] for cell in group) for group in grouping]
    rows = [row(group) for group in grouping]
    return _chart(view, f"share_by_{dimension}", NAMES[dimension], names, counts, rows)


def _tenths(view: View) -> Chart:
    ranked, tenths = view.tally.spread.ranked, view.tenths()
    by_income = view.tally.spread.by_income.anybody
    rows = [partial(ranked.within, tenth) for tenth in tenths]
    names = [
        Text(f"第{each.first}组", f"tenth {each.first}")
        if each.first == each.last
        else Text(f"第{each.first}–{each.last}组", f"tenths {each.first}–{each.last}")
        for each in tenths
    ]
    by = (
        Text("家庭年收入十等分", "tenths by household income")
        if by_income
        else Text("年度医疗费用十等分", "tenths by the year's bills")
    )
    counts = [ranked.within(tenth, "n") // 1_000_000 for tenth in tenths]
    return _chart(view, "share_by_decile", by, names, counts, rows)


def _chart(
    view: View,
    code: str,
    by: Text,
    names: Sequence[Text],
    people: Sequence[int],
    rows: Sequence[Measure],
) -> Chart:
    table = _table(view, code, by, names, people, rows)
    series = [
        Series(name, [share(row(f"patient{number}"), row("total")) for row in rows])
        for number, name in view.scenarios
    ]
    title = Text(f"个人负担比例：按{by.zh}", f"Patients' share by {by.en}")
    return Chart(code, "bars", title, series, table, categories=names, unit="share")


def _table(
    view: View,
    code: str,
    by: Text,
    names: Sequence[Text],
    people: Sequence[int],
    rows: Sequence[Measure],
) -> Table:
    columns = [
        Column(by),
        Column(PEOPLE, "count"),
        Column(Text("总费用（元）", "bills, yuan"), "fen"),
    ]
    for _, name in view.scenarios:
        columns.append(
            column(Text("个人负担（元）", "patients pay, yuan"), "fen", name, view.compares)
        )
        columns.append(column(_SHARE, "share", name, view.compares))
        columns.append(column(_UNBACKED, "share", name, view.compares))
    if view.compares:
        columns.append(Column(Text("变化（百分点）", "change, points"), "points"))
    told = [
        _row(view, name, count, row) for name, count, row in zip(names, people, rows, strict=True)
    ]

    def everybody(measure: str) -> int:
        return sum(row(measure) for row in rows)

    told.append(_row(view, ALL, sum(people), everybody))
    notes = (_TENTHS,) if code == "share_by_decile" else ()
    if code not in ("share_by_decile", "share_by_identity"):
        told[-1][1] = view.everybody  # a person stands in several rows
        notes = (_SEVERAL,)
    title = Text(f"按{by.zh}", f"By {by.en}")
    return Table(code, title, columns, told, notes, total=True)


_TENTHS = Text(
    "按人·年从低到高排列，十等分；费用相同或相差不到 1/256 的人不拆开。",
    "Years of people from low to high, in tenths; people within 1/256 of one another stay together.",
)
_SEVERAL = Text(
    "一人可在多行出现，各行人数之和可大于合计。",
    "A person may stand in several rows, so that these may add up to more people than there are.",
)


def _row(view: View, name: Text, people: int, row: Measure) -> list[Cell]:
    total = row("total")
    cells: list[Cell] = [name, people, whole(total)]
    shares: list[Fraction | None] = []
    for number, _ in view.scenarios:
        paid, backed = row(f"patient{number}"), row(f"backed{number}")
        shares.append(share(paid, total))
        cells += [whole(paid), shares[-1], share(paid + backed, total)]
    if view.compares:
        first, last = shares[0], shares[-1]
        cells.append(None if first is None or last is None else last - first)
    return cells
