"""What patients bear (个人负担比例): of the bills and of the eligible part, before and after the backstop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from benefits.indicators.shares import DIMENSIONS
from benefits.indicators.sums import MILLION
from benefits.indicators.table import Cell, Chart, Column, Section, Series, Table
from benefits.problems import Text
from benefits.reports.figures import share, whole
from benefits.reports.view import ALL, PEOPLE, View, column
from benefits.reports.view import DIMENSIONS as NAMES

Measure = Callable[[str], int]
"""A measure's sum over one row, in millionths."""

_SHARE = Text("占总费用", "of bills")
_OF_ELIGIBLE = Text("个人占比", "patients' share")
_UNBACKED = Text("兜底前", "before the backstop")
_POINTS = Text("变化（百分点）", "change, points")
_TENTHS = Text(
    "按人·年从低到高排列，十等分；费用相同或相差不到 1/256 的人不拆开。",
    "Years of people from low to high, in tenths; people within 1/256 of one another stay together.",
)
_SEVERAL = Text(
    "一人可在多行出现，各行人数之和可大于合计。",
    "A person may stand in several rows, so that these may add up to more people than there are.",
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the tables by one thing: what they are called, how many people, their sums."""

    code: str
    by: Text
    names: Sequence[Text]
    people: Sequence[int]
    sums: Sequence[Measure]
    note: Text | None = None
    everybody: int = 0

    def all(self, measure: str) -> int:
        return sum(each(measure) for each in self.sums)

    def notes(self) -> tuple[Text, ...]:
        return () if self.note is None else (self.note,)


def bearing(view: View) -> Section:
    """The section: a chart with its table by each dimension and by tenths, then of the eligible part."""
    listed = [_tenths(view), *(_by(view, dimension) for dimension in DIMENSIONS)]
    listed = [each for each in listed if len(each.names) > 1] or listed[:1]
    told = "eligible0" in view.tally.shares.situations.cells
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
    charts = [_chart(view, rows) for rows in listed]
    tables = [_eligible(view, rows) for rows in listed] if told else []
    return Section(Text("个人负担多少", "What patients bear"), says, charts, tables)


# -- rows -----------------------------------------------------------------------------


def _by(view: View, dimension: str) -> Rows:
    shares, grouping = view.tally.shares, view.grouping(dimension)
    people = shares.people[dimension]
    measured: dict[str, list[int]] = {}

    def measure(group: Sequence[int], name: str) -> int:
        if name not in measured:
            measured[name] = shares.by(dimension, name)
        return sum(measured[name][cell] for cell in group)

    counts = [sum(people[cell] for cell in group) for group in grouping]
    once = dimension == "identity"
    return Rows(
        dimension,
        NAMES[dimension],
        [view.group_name(dimension, group) for group in grouping],
        counts,
        [partial(measure, group) for group in grouping],
        None if once else _SEVERAL,
        sum(counts) if once else view.everybody,
    )


def _tenths(view: View) -> Rows:
    ranked, tenths = view.tally.spread.ranked, view.tenths()
    by = (
        Text("家庭年收入十等分", "tenths by household income")
        if view.tally.spread.by_income.anybody
        else Text("年度医疗费用十等分", "tenths by the year's bills")
    )
    names = [
        Text(f"第{each.first}组", f"tenth {each.first}")
        if each.first == each.last
        else Text(f"第{each.first}–{each.last}组", f"tenths {each.first}–{each.last}")
        for each in tenths
    ]
    counts = [ranked.within(tenth, "n") // MILLION for tenth in tenths]
    sums = [partial(ranked.within, tenth) for tenth in tenths]
    return Rows("decile", by, names, counts, sums, _TENTHS, sum(counts))


# -- of the bills -----------------------------------------------------------------------


def _chart(view: View, rows: Rows) -> Chart:
    code = f"share_by_{rows.code}"
    series = [
        Series(name, [share(row(f"patient{number}"), row("total")) for row in rows.sums])
        for number, name in view.scenarios
    ]
    title = Text(f"个人负担比例：按{rows.by.zh}", f"Patients' share by {rows.by.en}")
    table = _shares(view, rows, code)
    return Chart(code, "bars", title, series, table, categories=rows.names, unit="share")


def _shares(view: View, rows: Rows, code: str) -> Table:
    columns = [
        Column(rows.by),
        Column(PEOPLE, "count"),
        Column(Text("总费用（元）", "bills, yuan"), "fen"),
    ]
    for _, name in view.scenarios:
        paid = Text("个人负担（元）", "patients pay, yuan")
        columns.append(column(paid, "fen", name, view.compares))
        columns.append(column(_SHARE, "share", name, view.compares))
        columns.append(column(_UNBACKED, "share", name, view.compares))
    if view.compares:
        columns.append(Column(_POINTS, "points"))

    def row(name: Text, people: int, sums: Measure) -> list[Cell]:
        total = sums("total")
        cells: list[Cell] = [name, people, whole(total)]
        for number, _ in view.scenarios:
            paid = sums(f"patient{number}")
            cells += [whole(paid), share(paid, total), share(paid + sums(f"backed{number}"), total)]
        return [*cells, *_points(view, [cells[4], cells[-2]])]

    title = Text(f"按{rows.by.zh}", f"By {rows.by.en}")
    return Table(code, title, columns, _told(rows, row), rows.notes(), total=True)


# -- of the eligible part ---------------------------------------------------------------


def _eligible(view: View, rows: Rows) -> Table:
    columns = [Column(rows.by), Column(PEOPLE, "count")]
    for _, name in view.scenarios:
        part = Text("政策范围内费用（元）", "eligible, yuan")
        columns.append(column(part, "fen", name, view.compares))
        columns.append(column(_OF_ELIGIBLE, "share", name, view.compares))
        columns.append(column(_UNBACKED, "share", name, view.compares))
    if view.compares:
        columns.append(Column(_POINTS, "points"))

    def row(name: Text, people: int, sums: Measure) -> list[Cell]:
        cells: list[Cell] = [name, people]
        for number, _ in view.scenarios:
            part, left = sums(f"eligible{number}"), sums(f"eligible_left{number}")
            backed = sums(f"eligible_backed{number}")
            cells += [whole(part), share(left, part), share(left + backed, part)]
        return [*cells, *_points(view, [cells[3], cells[-2]])]

    title = Text(
        f"政策范围内费用的个人负担比例：按{rows.by.zh}",
        f"Patients' share of the eligible part by {rows.by.en}",
    )
    told = _told(rows, row)
    return Table(f"eligible_by_{rows.code}", title, columns, told, rows.notes(), total=True)


# -- inside ---------------------------------------------------------------------------


def _told(rows: Rows, row: Callable[[Text, int, Measure], list[Cell]]) -> list[list[Cell]]:
    listed = zip(rows.names, rows.people, rows.sums, strict=True)
    return [*(row(*each) for each in listed), row(ALL, rows.everybody, rows.all)]


def _points(view: View, shares: Sequence[Cell]) -> list[Cell]:
    """By how much the share changes; nothing where nothing is compared."""
    if not view.compares:
        return []
    first, last = shares
    if not isinstance(first, Fraction) or not isinstance(last, Fraction):
        return [None]
    return [last - first]
