"""What was refused, and why (拒付及原因): claims by what became of them, and of each reason what is missing."""

from collections.abc import Sequence

from benefits.indicators.table import Cell, Column, Section, Table
from benefits.problems import Text, outcome
from benefits.quotes.refusal import Refusal
from benefits.reports.view import View, column

WITHHELD = Text(
    "引用了单条明细的数值，只向主管部门显示",
    "it quotes figures of one claim: shown to the bureau alone",
)


def refusals(view: View, refused: Sequence[Sequence[Refusal]] = ()) -> Section:
    """Claims by what became of them; a claim refused under any rule stands in no other table."""
    title = Text("测算与拒付", "Claims worked out and refused")
    tables = [_statuses(view, title)]
    if any(refused):
        tables.append(_reasons(view, refused))
    return Section(title, tables=tables)


def _statuses(view: View, title: Text) -> Table:
    statuses = view.tally.spend.statuses
    codes = dict.fromkeys(code for each in statuses for code in each)
    columns = [Column(Text("状态", "status"))]
    columns += [
        column(Text("笔数", "claims"), "count", name, view.compares) for _, name in view.scenarios
    ]
    rows: list[list[Cell]] = [
        [outcome(code), *(statuses[n].get(code, 0) for n, _ in view.scenarios)]
        for code in sorted(codes)
    ]
    says = Text(
        "被拒的明细按原因计数，不进入任何金额。两方案均测算成功的明细才参与比较。",
        "Refused claims are counted by their reason and stand in no amount. Claims that every scenario "
        "accepts are compared.",
    )
    return Table("statuses", title, columns, rows, (says,))


def _reasons(view: View, refused: Sequence[Sequence[Refusal]]) -> Table:
    """Of each code one claim's reason; whose claim it is, the bureau alone reads."""
    several = [(refused[0], None), (refused[-1], view.scenarios[-1][1])]
    rows: list[list[Cell]] = []
    told: set[str] = set()
    for each, scenario in several[: 2 if view.compares else 1]:
        for one in (one for one in each if one.code not in told):
            told.add(one.code)
            name = outcome(one.code)
            if scenario is not None:
                name = Text(f"{scenario.zh}：{name.zh}", f"{scenario.en}: {name.en}")
            shown = view.bureau or one.speaks_of_rules()
            row: list[Cell] = [name, one.count, one.what if shown else WITHHELD, one.where]
            rows.append([*row, str(one.claim_id)] if view.bureau else row)
    columns = [
        Column(Text("状态", "status")),
        Column(Text("笔数", "claims"), "count"),
        Column(Text("其中一笔的原因", "why, of one of them")),
        Column(Text("位置", "where")),
    ]
    if view.bureau:
        columns.append(Column(Text("明细号", "claim")))
    says = Text(
        "每种原因各举一笔，即窗口预结算对它的答复；其他各笔的原因可能不同。",
        "Of each reason one claim, and what the desk says of it; others may lack something else.",
    )
    return Table("refusals", Text("为何被拒", "Why claims are refused"), columns, rows, (says,))
