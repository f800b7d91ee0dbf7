"""How far a sample's figures may be off (抽样误差): 95% intervals over replicates of households."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from benefits.indicators.bootstrap import Bootstrap, interval
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Column, Section, Table
from benefits.problems import Text
from benefits.reports.crossing import told_above
from benefits.reports.figures import FEW, decimals, line, percent
from benefits.reports.view import View, both

_NOTE = Text(
    "以户为单位的泊松自助法，重复 200 次，取中间 95%；同样的数据总给出同样的区间。",
    "Poisson bootstrap of households, 200 replicates, the middle 95%; the same claims always give the same "
    "interval.",
)

Told = Callable[[Fraction], str]


def intervals(view: View) -> Section:
    """The section: what all funds pay, the patients' share, who is above the line, each with its ends."""
    rows = [row for number, name in view.scenarios for row in _under(view, number, name)]
    if view.compares:
        boot, spend, last = view.tally.bootstrap, view.tally.spend, view.last
        moved = _less(boot.of("patient0"), boot.of(f"patient{last}"))
        estimate = spend.of("patient", 0) - spend.of("patient", last)
        rows.append(_row(Text("基金多支出（元）", "funds pay more, yuan"), estimate, moved, _yuan))
    columns = [
        Column(Text("指标", "figure")),
        Column(Text("估计", "estimate")),
        Column(Text("下限", "low")),
        Column(Text("上限", "high")),
    ]
    title = Text("抽样误差（95% 区间）", "Sampling error (95% intervals)")
    return Section(title, tables=[Table("intervals", title, columns, rows, (_NOTE,))])


def _under(view: View, number: int, scenario: Text) -> list[list[Cell]]:
    """The rows of one set of rules."""
    boot, spend, promised = view.tally.bootstrap, view.tally.spend, view.tally.share_promised
    paid, bills = spend.of("patient", number), spend.of("total", 0)

    def named(zh: str, en: str) -> Text:
        return both(Text(zh, en), scenario, view.compares)

    funds = _less(boot.of("total"), boot.of(f"patient{number}"))
    rows = [
        _row(named("基金支出（元）", "funds, yuan"), bills - paid, funds, _yuan),
        _row(
            named("个人负担比例", "patients' share"),
            Fraction(paid, bills or 1),
            _shares(boot, number),
            percent,
        ),
    ]
    above = named(f"超过{line(promised)}的人", f"people above {line(promised)}")
    place = 0 if number == 0 else 1
    if told_above(view, promised)[place] is HIDDEN:
        return [*rows, [above, FEW, "", ""]]
    people = sum(view.tally.people.by_identity(promised, place))
    return [*rows, _row(above, people, boot.of(f"above{promised}/{number}"), _people)]


def _shares(boot: Bootstrap, number: int) -> list[Fraction]:
    both_ = zip(boot.of(f"patient{number}"), boot.of("total"), strict=True)
    return [Fraction(paid, bills or 1) for paid, bills in both_]


def _less(some: Sequence[int], others: Sequence[int]) -> list[int]:
    return [a - b for a, b in zip(some, others, strict=True)]


def _row(
    name: Text, estimate: int | Fraction, values: Sequence[int | Fraction], told: Told
) -> list[Cell]:
    low, high = interval([Fraction(each) for each in values])
    return [name, told(Fraction(estimate)), told(low), told(high)]


def _yuan(millionths: Fraction) -> str:
    return decimals(millionths / MILLION / 100, 2)


def _people(millionths: Fraction) -> str:
    return decimals(millionths / MILLION, 0)
