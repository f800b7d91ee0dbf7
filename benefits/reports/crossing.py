"""Who is above the line (超线人数), families too, and what it costs to bring one below it."""

from collections.abc import Sequence

from benefits.indicators.disclosure import covered
from benefits.indicators.people import Above, Ways
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Chart, Column, Hidden, Section, Series, Table
from benefits.problems import Text
from benefits.reports.figures import half_up, line, share, whole, wholes
from benefits.reports.spending import funds_change
from benefits.reports.view import ALL, PEOPLE, View, column
from benefits.reports.view import DIMENSIONS as NAMES

_NO_LONGER = Text("不再超过", "no longer above")
_NEWLY = Text("新超过", "newly above")


def crossing(view: View) -> Section:
    """The section: how many are above 5, 9.5 and 10%, of which identities, and families."""
    promised = view.tally.share_promised
    says = [
        Text(
            "“超过”指一人（一户）全年个人负担大于全年总费用的该比例；恰好等于、或只因四舍五入多出不到半分的不算。一人两年各计一次。",
            "Above: what a person (a household) pays in a year is more than that share of the year's bills; "
            "exactly the share, or half a fen a bill that rounding adds, is not above. A person with bills in "
            "two years counts twice.",
        )
    ]
    by_identity = _by_identity(view, promised)
    return Section(
        Text("谁仍超过承诺线", "Who is above the line"),
        says,
        [_chart(view)],
        [by_identity, _lines(view, view.tally.families, families=True), *_cost(view)],
    )


def told_above(view: View, share_above: int, families: bool = False) -> list[Cell]:
    """How many are above a share, under each of the rules, as the table tells it: what is left out
    there is told nowhere."""
    counted = view.tally.families if families else view.tally.people
    row = _line_row(view, counted, share_above)
    return [row[1 + 2 * place] for place in range(len(view.scenarios))]


def protected(view: View, share_above: int) -> int:
    """Families no longer above a share, less those newly above, in millionths."""
    _, no_longer, newly, _ = view.tally.families.moved(share_above)
    return no_longer - newly


def cost_each(view: View, share_above: int) -> int | None:
    """Fen of all funds for each family brought below a share; None where none is, or nothing is spent."""
    families, cost = protected(view, share_above), funds_change(view)
    return half_up(cost, families) if families > 0 and cost > 0 else None


# -- inside ---------------------------------------------------------------------------


def _lines(view: View, counted: Above, families: bool) -> Table:
    what = Text("户数", "families") if families else PEOPLE
    columns = [Column(Text("个人负担超过", "patients bear more than"))]
    for _, name in view.scenarios:
        columns += [
            column(what, "count", name, view.compares),
            column(Text("占比", "share"), "share", name, view.compares),
        ]
    if view.compares:
        columns += [
            Column(_NO_LONGER, "count"),
            Column(_NEWLY, "count"),
            Column(Text("变化", "change"), "count"),
        ]
    rows = [_line_row(view, counted, each) for each in view.tally.shares_above]
    title = (
        Text("超过各线的家庭", "Families above each line")
        if families
        else Text("超过各线的人", "People above each line")
    )
    return Table("families_above" if families else "people_above", title, columns, rows)


def _line_row(view: View, counted: Above, above: int) -> list[Cell]:
    everybody = sum(counted.years())
    ways = counted.moved(above)
    shown = _four(view, ways, counted.moved(above, counted=True))
    cells: list[Cell] = [line(above)]
    for count, exact in zip(shown, _under_each(ways), strict=False):
        cells += [count, HIDDEN if count is HIDDEN else share(exact, everybody)]
    if view.compares:
        return [*cells, *shown[2:], _difference(shown[1], shown[0])]
    return cells[:3]


def _four(view: View, ways: Ways, people: Ways) -> list[int | Hidden]:
    """Above before, above after, no longer, newly: each follows from the other three, so where one is
    left out another is too. Without a reform there is the first alone."""
    weighted = [*_under_each(ways), ways[1], ways[2]]
    few = [n // MILLION for n in (*_under_each(people), people[1], people[2])]
    if not view.compares:
        weighted, few = weighted[:1], few[:1]
    return [*wholes(weighted)] if view.bureau else covered(wholes(weighted), few)


def _under_each(ways: Ways) -> tuple[int, int]:
    """Above under the baseline, above under the reform; `ways` as `Above.moved` gives them."""
    return ways[1] + ways[3], ways[2] + ways[3]


def _difference(after: int | Hidden, before: int | Hidden) -> int | Hidden:
    if isinstance(after, Hidden) or isinstance(before, Hidden):
        return HIDDEN
    return after - before


def _chart(view: View) -> Chart:
    table = _lines(view, view.tally.people, families=False)
    series = [
        Series(name, [_number(row[1 + 2 * place]) for row in table.rows])
        for place, (_, name) in enumerate(view.scenarios)
    ]
    categories = [
        Text(f"超过{line(each)}", f"above {line(each)}") for each in view.tally.shares_above
    ]
    title = Text("超过各线的人数", "People above each line")
    return Chart("people_above", "bars", title, series, table, categories=categories, unit="count")


def _number(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _by_identity(view: View, above: int) -> Table:
    grouping, counted = view.grouping("identity"), view.tally.people
    ways, people = counted.ways(above), counted.ways(above, counted=True)
    groups = [_summed(ways, group) for group in grouping]
    few = [_summed(people, group) for group in grouping]
    totals = told_above(view, above)
    columns = [Column(NAMES["identity"]), Column(Text("人·年", "years of people"), "count")]
    rows: list[list[Cell]] = [
        [view.group_name("identity", group), whole(sum(each))]
        for group, each in zip(grouping, groups, strict=True)
    ]
    everybody = sum(map(sum, ways))
    total: list[Cell] = [ALL, whole(everybody)]
    for place, (_, name) in enumerate(view.scenarios):
        columns += [
            column(
                Text(f"超过{line(above)}", f"above {line(above)}"), "count", name, view.compares
            ),
            column(Text("占比", "share"), "share", name, view.compares),
        ]
        exact = [_under_each(each)[place] for each in groups]
        shown = _column(view, place, groups, few, totals[place])
        for row, count, part, each in zip(rows, shown, exact, groups, strict=True):
            row += [count, HIDDEN if count is HIDDEN else share(part, sum(each))]
        hidden = totals[place] is HIDDEN
        total += [totals[place], HIDDEN if hidden else share(sum(exact), everybody)]
    title = Text(f"超过{line(above)}的人：按身份", f"People above {line(above)} by identity")
    return Table("above_by_identity", title, columns, [*rows, total], total=True)


def _column(
    view: View, place: int, groups: list[Ways], few: list[Ways], total: Cell
) -> list[int | Hidden]:
    """One column by identity: what a row leaves out, and another where the total would tell it."""
    counts = [whole(_under_each(each)[place]) for each in groups]
    if view.bureau:
        return list(counts)
    rows = [_four(view, *each) for each in zip(groups, few, strict=True)]
    left_out = {number for number, row in enumerate(rows) if row[place] is HIDDEN}
    if total is HIDDEN:
        return [HIDDEN if number in left_out else count for number, count in enumerate(counts)]
    return covered(counts, [_under_each(each)[place] // MILLION for each in few], left_out)


def _summed(ways: list[Ways], group: Sequence[int]) -> Ways:
    neither, before, after, both_ = (sum(ways[cell][n] for cell in group) for n in range(4))
    return neither, before, after, both_


def _cost(view: View) -> list[Table]:
    """What all funds pay more, for each family no longer above a line."""
    if not view.compares:
        return []
    columns = [
        Column(Text("个人负担超过", "patients bear more than")),
        Column(Text("净减少的户数", "families fewer above"), "count"),
        Column(Text("基金多支出（元）", "funds pay more, yuan"), "fen"),
        Column(Text("每户（元）", "for each family, yuan"), "fen"),
    ]
    rows: list[list[Cell]] = []
    for above, told in zip(
        view.tally.shares_above, _lines(view, view.tally.families, families=True).rows, strict=True
    ):
        hidden = told[-1] is HIDDEN
        fewer: Cell = HIDDEN if hidden else whole(protected(view, above))
        each: Cell = HIDDEN if hidden else cost_each(view, above)
        rows.append([line(above), fewer, whole(funds_change(view)), each])
    title = Text("每保护一户的费用", "Cost for each family protected")
    return [Table("cost_per_family", title, columns, rows)]
