"""Further sections (其他指标): hardship, how payments are spread, cliffs met."""

from collections.abc import Sequence
from fractions import Fraction

from benefits.indicators.cliffs import WITHIN_FEN
from benefits.indicators.disclosure import FEWEST, covered, others_together, ungrouped
from benefits.indicators.hardship import OF_INCOME, POVERTY
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Column, Section, Table
from benefits.problems import Text
from benefits.reports.figures import decimals, half_up, line, share, whole, wholes
from benefits.reports.view import OTHERS, View, column

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


# -- cliffs -----------------------------------------------------------------------------


def cliffs(view: View) -> Section:
    """Claims just beyond a jump of the patient's share, and what the jump costs them."""
    counted = view.tally.cliffs
    places = list(dict.fromkeys(key[:4] for key in sorted(counted.claims)))
    # The fewest met under any of the rules: a row must tell of ten people in each of its columns.
    people = [
        min(counted.people.get((*each, number), 0) or FEWEST for number, _ in view.scenarios)
        if any(counted.people.get((*each, number)) for number, _ in view.scenarios)
        else 0
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
            n = sum(counted.people.get((*each, number), 0) for each in chosen)
            if 0 < n < FEWEST and not view.bureau:
                row += [HIDDEN, HIDDEN]
                continue
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
