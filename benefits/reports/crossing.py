"""Who is above the line (超线人数), families too, and what it costs to bring one below it."""

from benefits.indicators.disclosure import covered
from benefits.indicators.people import Above
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
    """Before, after, and who moved: of four that add up none is left out alone."""
    _, before, after, both_ = counted.moved(above)
    _, n_before, n_after, n_both = counted.moved(above, counted=True)
    everybody = sum(counted.years())
    weighted = [before + both_, after + both_, before, after]
    people = [n // 1_000_000 for n in (n_before + n_both, n_after + n_both, n_before, n_after)]
    if not view.compares:
        weighted, people = weighted[:1], people[:1]
    shown = _shown(view, wholes(weighted), people)
    cells: list[Cell] = [line(above)]
    for count, exact in list(zip(shown, weighted, strict=True))[:2]:
        cells += [count, HIDDEN if count is HIDDEN else share(exact, everybody)]
    if view.compares:
        cells += [*shown[2:], _difference(shown[1], shown[0])]
    return cells


def _shown(view: View, counts: list[int], people: list[int]) -> list[int | Hidden]:
    return list(counts) if view.bureau else covered(counts, people)


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
    years, n_years = counted.years(), counted.years(counted=True)
    columns = [Column(NAMES["identity"]), Column(Text("人·年", "years of people"), "count")]
    cells: list[list[Cell]] = [
        [view.group_name("identity", group), whole(sum(years[cell] for cell in group))]
        for group in grouping
    ]
    total: list[Cell] = [ALL, whole(sum(years))]
    for number, (_, name) in enumerate(view.scenarios):
        columns += [
            column(
                Text(f"超过{line(above)}", f"above {line(above)}"), "count", name, view.compares
            ),
            column(Text("占比", "share"), "share", name, view.compares),
        ]
        exact = counted.by_identity(above, number)
        n = counted.by_identity(above, number, counted=True)
        sums = [sum(exact[cell] for cell in group) for group in grouping]
        people = [sum(n[cell] for cell in group) // 1_000_000 for group in grouping]
        shown = _shown(view, wholes(sums), people)
        for row, group, count, each in zip(cells, grouping, shown, sums, strict=True):
            of = sum(years[cell] for cell in group)
            row += [count, HIDDEN if count is HIDDEN else share(each, of)]
        whole_shown = _shown(view, [whole(sum(sums))], [sum(people)])[0]
        total += [
            whole_shown,
            HIDDEN if whole_shown is HIDDEN else share(sum(sums), sum(years)),
        ]
    assert n_years
    title = Text(f"超过{line(above)}的人：按身份", f"People above {line(above)} by identity")
    return Table("above_by_identity", title, columns, [*cells, total], total=True)


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
