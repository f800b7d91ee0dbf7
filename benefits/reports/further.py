"""Further sections (其他指标): hardship, how payments are spread, intervals, cliffs met."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from benefits.indicators.bootstrap import interval
from benefits.indicators.cliffs import WITHIN_FEN
from benefits.indicators.disclosure import covered, others_together, ungrouped
from benefits.indicators.hardship import OF_INCOME, POVERTY
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Column, Section, Table
from benefits.problems import Text
from benefits.reports.figures import decimals, half_up, line, percent, share, whole, wholes
from benefits.reports.view import OTHERS, View, both, column

# -- hardship -------------------------------------------------------------------------


def hardship(view: View) -> Section:
    """Families whose payments are catastrophic, or push them under the poverty line."""
    counted = view.tally.hardship
    columns = [Column(Text("全年个人负担", "the year's payments"))]
    for _, name in view.scenarios:
        columns += [
            column(Text("户数", "families"), "count", name, view.compares),
            column(Text("占比", "share"), "share", name, view.compares),
        ]
    if view.compares:
        columns += [
            Column(Text("不再", "no longer"), "count"),
            Column(Text("新增", "newly"), "count"),
        ]
    lines = [
        (str(each), Text(f"超过家庭年收入{line(each)}", f"above {line(each)} of household income"))
        for each in OF_INCOME
    ]
    notes = [
        Text(
            "只计申报了收入的家庭；灾难性卫生支出指全年个人负担超过家庭年收入的10%、25%或40%。",
            "Families whose income is given. Catastrophic: the year's payments are above 10, 25 or 40% of "
            "the household's income.",
        )
    ]
    if counted.poverty_line_fen is not None:
        fen = decimals(Fraction(counted.poverty_line_fen, 100), 0)
        lines.append(
            (POVERTY, Text("使家庭降到贫困线以下", "push the family under the poverty line"))
        )
        notes.append(
            Text(
                f"贫困线每人每年{fen}元；家庭人数未给出的，取当年有就诊的人数，所以是近似。",
                f"Poverty line: {fen} yuan a year, a head. Where the size of a household is not given, its "
                "members with a claim in the year count, so the figure is near, not exact.",
            )
        )
    rows = [_hardship_row(view, measure, name) for measure, name in lines]
    title = Text("灾难性支出与因病致贫", "Catastrophic spending and poverty")
    return Section(title, tables=[Table("hardship", title, columns, rows, notes)])


def _hardship_row(view: View, measure: str, name: Text) -> list[Cell]:
    counted = view.tally.hardship
    neither, before, after, stay = counted.moved(measure)
    _, n_before, n_after, n_stay = counted.moved(measure, counted=True)
    weighted = [before + stay, after + stay, before, after]
    few = [n // MILLION for n in (n_before + n_stay, n_after + n_stay, n_before, n_after)]
    if not view.compares:
        weighted, few = weighted[:1], few[:1]
    shown = wholes(weighted) if view.bureau else covered(wholes(weighted), few)
    cells: list[Cell] = [name]
    families = neither + before + after + stay
    for count, exact in list(zip(shown, weighted, strict=True))[:2]:
        cells += [count, HIDDEN if count is HIDDEN else share(exact, families)]
    return [*cells, *shown[2:]]


# -- inequality -----------------------------------------------------------------------


def inequality(view: View) -> Section:
    """Gini coefficient and concentration index of what patients pay."""
    spread = view.tally.spread
    columns = [Column(Text("指标", "index"))]
    columns += [
        Column(name if view.compares else Text("值", "value"), "index")
        for _, name in view.scenarios
    ]
    rows: list[list[Cell]] = [
        [
            Text("基尼系数（个人全年负担）", "Gini coefficient of the year's payments"),
            *(spread.gini(number) for number, _ in view.scenarios),
        ]
    ]
    ranks = [
        (
            spread.by_income,
            Text("集中指数（按家庭收入排序）", "concentration index, by household income"),
        ),
        (
            spread.by_bill,
            Text("集中指数（按全年费用排序）", "concentration index, by the year's bills"),
        ),
    ]
    for ranked, name in ranks:
        if ranked.anybody:
            values = [ranked.concentration(f"patient{number}") for number, _ in view.scenarios]
            rows.append([name, *values])
    note = Text(
        "0 为人人相同，1 为全由一人负担；集中指数低于 0 表示负担落在排序靠前（较低）的人身上。"
        "分格宽度不超过 1/256，由此造成的误差小于 0.002。",
        "0: all pay the same; 1: one pays all. A concentration index below 0: those ranked low bear more. "
        "Cells are at most 1/256 wide, which moves the figures by less than 0.002.",
    )
    title = Text("负担的分布", "How payments are spread")
    return Section(title, tables=[Table("inequality", title, columns, rows, (note,))])


# -- intervals ------------------------------------------------------------------------


def intervals(view: View) -> Section:
    """95% intervals of the figures in large type, over replicates of households."""
    boot, last = view.tally.bootstrap, view.last
    total = boot.of("total")

    def funds(number: int) -> list[int]:
        return [a - b for a, b in zip(total, boot.of(f"patient{number}"), strict=True)]

    def people(number: int) -> list[int]:
        return boot.of(f"above{view.tally.share_promised}/{number}")

    def patients_share(number: int) -> list[Fraction]:
        paid = boot.of(f"patient{number}")
        return [Fraction(a, b) if b else Fraction(0) for a, b in zip(paid, total, strict=True)]

    promised = line(view.tally.share_promised)
    spend = view.tally.spend
    columns = [Column(Text("指标", "figure"))]
    ends = [Text("估计", "estimate"), Text("下限", "low"), Text("上限", "high")]
    rows: list[list[Cell]] = []
    for number, name in view.scenarios:
        paid, bills = spend.of("patient", number), spend.of("total", 0)
        rows += [
            _interval_row(
                both(Text("基金支出（元）", "funds, yuan"), name, view.compares),
                bills - paid,
                funds(number),
                _yuan,
            ),
            _interval_row(
                both(Text("个人负担比例", "patients' share"), name, view.compares),
                share(paid, bills) or 0,
                patients_share(number),
                percent,
            ),
            _interval_row(
                both(Text(f"超过{promised}的人", f"people above {promised}"), name, view.compares),
                sum(
                    view.tally.people.by_identity(
                        view.tally.share_promised, 0 if number == 0 else 1
                    )
                ),
                people(number),
                _people,
            ),
        ]
    if view.compares:
        moved = [b - a for a, b in zip(funds(0), funds(last), strict=True)]
        estimate = spend.of("patient", 0) - spend.of("patient", last)
        rows.append(
            _interval_row(Text("基金多支出（元）", "funds pay more, yuan"), estimate, moved, _yuan)
        )
    note = Text(
        "以户为单位的泊松自助法，重复 200 次，取中间 95%；同样的数据总给出同样的区间。",
        "Poisson bootstrap of households, 200 replicates, the middle 95%; the same claims always give the "
        "same interval.",
    )
    columns += [Column(each) for each in ends]
    title = Text("抽样误差（95% 区间）", "Sampling error (95% intervals)")
    return Section(title, tables=[Table("intervals", title, columns, rows, (note,))])


def _interval_row(
    name: Text,
    estimate: int | Fraction,
    values: list[int] | list[Fraction],
    told: Callable[[Fraction], str],
) -> list[Cell]:
    low, high = interval([Fraction(each) for each in values])
    return [name, told(Fraction(estimate)), told(low), told(high)]


def _yuan(millionths: Fraction) -> str:
    return decimals(millionths / MILLION / 100, 2)


def _people(millionths: Fraction) -> str:
    return decimals(millionths / MILLION, 0)


# -- cliffs -----------------------------------------------------------------------------


def cliffs(view: View) -> Section:
    """Claims just beyond a jump of the patient's share, and what the jump costs them."""
    counted = view.tally.cliffs
    places = list(dict.fromkeys(key[:4] for key in sorted(counted.claims)))
    people = [
        sum(counted.people.get((*each, number), 0) for number, _ in view.scenarios)
        for each in places
    ]
    columns = [
        Column(Text("保障层", "layer")),
        Column(Text("账单总额（元）", "bill, yuan")),
        Column(Text("个人负担跳变（元）", "the share jumps by, yuan")),
    ]
    for _, name in view.scenarios:
        columns += [
            column(Text("笔数", "claims"), "count", name, view.compares),
            column(Text("因此多付（元）", "pay more for it, yuan"), "fen", name, view.compares),
        ]
    rows: list[list[Cell]] = []
    for group in (ungrouped if view.bureau else others_together)(people):
        chosen = [places[place] for place in group]
        row: list[Cell] = _cliff_name(view, chosen)
        for number, _ in view.scenarios:
            claims = [counted.claims.get((*each, number), 0) for each in chosen]
            lost = Fraction(sum(n * abs(each[3]) for n, each in zip(claims, chosen, strict=True)))
            row += [whole(sum(claims)), half_up(lost.numerator, lost.denominator * MILLION)]
        rows.append(row)
    yuan = decimals(WITHIN_FEN // 100, 0)
    notes = [
        Text(
            f"悬崖：账单多一元，个人负担跳变。笔数为账单在悬崖不利一侧{yuan}元以内、情形相同的明细；"
            "悬崖位置按常见账单构成（政策范围内80%、先行自付8%、超限价2%、全自费10%）、当年首次就诊计算，"
            "所以是近似。",
            f"A cliff: one more yuan of the bill, and the patient's share jumps. Claims: bills of the same "
            f"kind at most {yuan} yuan beyond it on the worse side. Where a cliff lies is worked out for a "
            "usual bill (80% eligible, 8% first self-pay, 2% over limit, 10% own expense), the first of its "
            "year, so the figures are near, not exact.",
        )
    ]
    nobody = sum(1 for number in people if not number)
    if nobody:
        notes.append(
            Text(f"另有{nobody}处悬崖无人遇到。", f"{nobody} more cliffs are met by nobody.")
        )
    title = Text("遇到悬崖的明细", "Cliffs met")
    return Section(title, tables=[Table("cliffs", title, columns, rows, notes)])


def _cliff_name(view: View, chosen: Sequence[tuple[str, str, Fraction, Fraction]]) -> list[Cell]:
    if len(chosen) > 1:
        return [OTHERS, "", ""]
    region, layer, at, by = chosen[0]
    name = view.tally.names[region].layers.get(layer)
    jump = ("+" if by > 0 else "") + decimals(by / 100, 2)
    return [name.title if name else layer, decimals(at / 100, 2), jump]
