"""Who pays how much (谁付多少): layers and funds, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from benefits.indicators.disclosure import Grouping, others_together, ungrouped
from benefits.indicators.names import LayerName
from benefits.indicators.spend import PATIENT, TOTAL
from benefits.indicators.table import Cell, Chart, Column, Section, Series, Table
from benefits.problems import Text
from benefits.reports.figures import share, whole
from benefits.reports.view import CHANGE, OTHERS, PEOPLE, View, column

_PATIENTS = Text("个人负担", "patients")
_TOTAL = Text("医疗费用合计", "bills in all")


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer's row: what it is called, its fund, what it pays under each scenario (millionths)."""

    title: Text
    fund: str | None
    fund_title: Text | None
    paid: tuple[int, ...]
    people: int
    layers: frozenset[str] = frozenset()
    merged: bool = False
    """Several stand here together, since some pay for few people."""


def payers(view: View) -> list[Payer]:
    """Every layer in the order of the chain; layers of several regions with one title and fund are one."""
    spend, scenarios = view.tally.spend, range(len(view.tally.titles))
    found: dict[tuple[str, str | None], Payer] = {}
    for region in spend.regions():
        names: Mapping[str, LayerName] = view.tally.names[region].layers
        for layer, name in names.items():
            paid = tuple(spend.money.get((region, layer, number), 0) for number in scenarios)
            people = spend.people.get((region, layer), 0)
            key = (name.title.zh, name.fund)
            before = found.get(key)
            layers = frozenset([layer])
            if before is not None:
                layers |= before.layers
                paid = tuple(a + b for a, b in zip(before.paid, paid, strict=True))
                people += before.people
            found[key] = Payer(name.title, name.fund, name.fund_title, paid, people, layers)
    return [each for each in found.values() if any(each.paid)]


def shown_payers(view: View) -> list[Payer]:
    """The payers, those who pay for few people put together as others."""
    listed = payers(view)
    people = [each.people for each in listed]
    grouping: Grouping = (
        ungrouped(people)
        if view.bureau
        else others_together(people, amounts=[max(each.paid) for each in listed])
    )
    return [
        listed[group[0]] if len(group) == 1 else _together([listed[place] for place in group])
        for group in grouping
    ]


def patients(view: View) -> tuple[int, ...]:
    """What patients pay under each scenario, in millionths of a fen."""
    return tuple(view.tally.spend.of(PATIENT, n) for n in range(len(view.tally.titles)))


def funds_change(view: View) -> int:
    """What all funds together pay more under the reform, in millionths of a fen."""
    before, *_, after = (view.tally.spend.of(TOTAL, n) - patients(view)[n] for n in (0, view.last))
    return after - before


def spending(view: View) -> Section:
    """The section: a bar for each scenario, the table of layers, the table of funds."""
    listed = shown_payers(view)
    return Section(
        Text("谁付多少", "Who pays how much"),
        charts=[_chart(view, listed)],
        tables=[_by_fund(view, listed), *_by_region(view)],
    )


# -- inside ---------------------------------------------------------------------------


def _together(listed: list[Payer]) -> Payer:
    paid = tuple(map(sum, zip(*(each.paid for each in listed), strict=True)))
    layers = frozenset().union(*(each.layers for each in listed))
    people = sum(each.people for each in listed)
    return Payer(OTHERS, None, None, paid, people, layers, merged=True)


def _money_columns(view: View, paid: Text) -> list[Column]:
    """Fen and share of the bills under each of the rules, then the change."""
    columns: list[Column] = []
    for _, name in view.scenarios:
        columns.append(column(paid, "fen", name, view.compares))
        columns.append(column(Text("占总费用", "of bills"), "share", name, view.compares))
    return [*columns, Column(CHANGE, "fen")] if view.compares else columns


def _money_cells(view: View, paid: tuple[int, ...]) -> list[Cell]:
    total = view.tally.spend.of(TOTAL, 0)
    cells: list[Cell] = []
    for number, _ in view.scenarios:
        cells += [whole(paid[number]), share(paid[number], total)]
    return [*cells, whole(paid[view.last]) - whole(paid[0])] if view.compares else cells


def _layer_table(view: View, listed: list[Payer]) -> Table:
    columns = [
        Column(Text("保障层", "layer")),
        Column(Text("基金代码", "fund code")),
        Column(PEOPLE, "count"),
        *_money_columns(view, Text("支付（元）", "paid, yuan")),
    ]
    spend = view.tally.spend
    total = tuple(spend.of(TOTAL, n) for n in range(len(view.tally.titles)))
    rows: list[list[Cell]] = [
        [each.title, each.fund or "", each.people, *_money_cells(view, each.paid)]
        for each in listed
    ]
    rows.append([_PATIENTS, "", view.everybody, *_money_cells(view, patients(view))])
    rows.append([_TOTAL, "", view.everybody, *_money_cells(view, total)])
    note = Text(
        "人数为该层至少支付过一次的人（不加权）。各层加个人负担等于总费用。",
        "people: those for whom the layer pays at least once, not weighted. Layers and patients add up "
        "to the bills.",
    )
    title = Text("各保障层支付", "Paid by layer")
    return Table("spend_by_layer", title, columns, rows, (note,), total=True)


def _chart(view: View, listed: list[Payer]) -> Chart:
    series = [
        Series(each.title, [whole(each.paid[number]) for number, _ in view.scenarios])
        for each in listed
    ]
    mine = patients(view)
    series.append(Series(_PATIENTS, [whole(mine[number]) for number, _ in view.scenarios]))
    return Chart(
        "who_pays",
        "stacked",
        Text("各方支付", "Who pays"),
        series,
        _layer_table(view, listed),
        categories=[name for _, name in view.scenarios],
    )


def _by_fund(view: View, listed: list[Payer]) -> Table:
    """Funds are made of the rows shown above, so that the two tables say no more than one."""
    found: dict[str, Payer] = {}
    for each in listed:
        key = each.fund or ("" if each.title is not OTHERS else "others")
        name = each.fund_title or (
            each.title if each.title is OTHERS or not key else Text(key, key)
        )
        before = found.get(key)
        paid = each.paid
        if before is not None:
            paid = tuple(a + b for a, b in zip(before.paid, paid, strict=True))
            name = before.title
        found[key] = Payer(name, each.fund, None, paid, 0)
    columns = [
        Column(Text("基金", "fund")),
        Column(Text("基金代码", "fund code")),
        *_money_columns(view, Text("支出（元）", "spent, yuan")),
    ]
    rows = [
        [each.title, each.fund or "", *_money_cells(view, each.paid)] for each in found.values()
    ]
    return Table("spend_by_fund", Text("各基金支出", "Spent by fund"), columns, rows)


def _by_region(view: View) -> list[Table]:
    """A row for each region, where there are several."""
    spend = view.tally.spend
    regions = spend.regions()
    if len(regions) < 2:
        return []
    people = [spend.people[region, TOTAL] for region in regions]
    grouping: Grouping = (ungrouped if view.bureau else others_together)(people)
    columns = [
        Column(Text("统筹地区", "region")),
        Column(PEOPLE, "count"),
        Column(Text("总费用（元）", "bills, yuan"), "fen"),
    ]
    for _, name in view.scenarios:
        columns.append(column(Text("基金支出（元）", "funds, yuan"), "fen", name, view.compares))
        columns.append(
            column(Text("个人负担比例", "patients' share"), "share", name, view.compares)
        )
    rows: list[list[Cell]] = []
    for group in grouping:
        chosen = [regions[place] for place in group]
        title = view.tally.names[chosen[0]].title if len(chosen) == 1 else OTHERS
        total = sum(spend.of(TOTAL, 0, region) for region in chosen)
        row: list[Cell] = [title, sum(people[place] for place in group), whole(total)]
        for number, _ in view.scenarios:
            paid = sum(spend.of(PATIENT, number, region) for region in chosen)
            row += [whole(total - paid), share(paid, total)]
        rows.append(row)
    return [Table("by_region", Text("分统筹地区", "By region"), columns, rows)]


__all__ = ["Payer", "funds_change", "patients", "payers", "spending"]
