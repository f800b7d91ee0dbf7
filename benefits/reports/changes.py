"""Winners and losers (受益与受损): by how much, of which identities; the largest for the bureau alone."""

from collections.abc import Sequence

from benefits.indicators.disclosure import covered
from benefits.indicators.table import HIDDEN, Cell, Chart, Column, Section, Series, Table
from benefits.indicators.winners import BANDS, EDGES, SAME, Change
from benefits.problems import Text
from benefits.reports.figures import decimals, share, whole
from benefits.reports.view import ALL, View
from benefits.reports.view import DIMENSIONS as NAMES

_CHANGE = Text("全年个人负担变化（元）", "change of the year's payment, yuan")
_YEARS = Text("人·年", "years of people")


def changes(view: View) -> Section:
    """The section; only where a reform is compared."""
    says = [
        Text(
            "按人·年比较调整前后全年个人负担：少付为受益，多付为受损。",
            "Each person's payments of a year under both rules: who pays less gains, who pays more loses.",
        )
    ]
    tables = [_by_identity(view)]
    if view.bureau:
        winners = view.tally.winners
        tables += [
            _largest("largest_losses", Text("受损最多的人", "The largest losses"), winners.losses),
            _largest("largest_gains", Text("受益最多的人", "The largest gains"), winners.gains),
        ]
    return Section(Text("谁受益、谁受损", "Who gains, who loses"), says, [_chart(view)], tables)


def gaining(view: View) -> tuple[int, int]:
    """Years of people who gain and who lose, in millionths."""
    ways = view.tally.winners.ways_of("people")
    return sum(each[0] for each in ways), sum(each[2] for each in ways)


# -- inside ---------------------------------------------------------------------------


def _bands(group: Sequence[int]) -> Text:
    """What a band is called, or several beside one another."""
    sides = {(band > SAME) - (band < SAME) for band in group}
    if sides == {0}:
        return Text("不变", "no change")
    if len(sides) > 1:
        first, last = _bands(group[:1]), _bands(group[-1:])
        return Text(f"{first.zh} 至 {last.zh}", f"{first.en} to {last.en}")
    steps = [abs(band - SAME) for band in group]
    least, most = min(steps), max(steps)
    zh, en = ("少付", "pays less by") if sides == {-1} else ("多付", "pays more by")
    low = decimals(EDGES[least - 1] // 100, 0)
    if most == len(EDGES):
        return Text(f"{zh}{low}以上", f"{en} over {low}")
    high = decimals(EDGES[most] // 100, 0)
    if least == 1:
        return Text(f"{zh}{high}以内", f"{en} up to {high}")
    return Text(f"{zh}{low}–{high}", f"{en} {low}–{high}")


def _chart(view: View) -> Chart:
    bands = view.tally.winners.bands
    people, fen = bands.of("people"), bands.of("fen")
    grouping = view.in_order([each // 1_000_000 for each in bands.of("n")])
    everybody = sum(people)
    names = [_bands(group) for group in grouping]
    counts = [sum(people[cell] for cell in group) for group in grouping]
    rows: list[list[Cell]] = [
        [name, whole(count), share(count, everybody), whole(sum(fen[cell] for cell in group))]
        for name, count, group in zip(names, counts, grouping, strict=True)
    ]
    rows.append([ALL, whole(everybody), share(everybody, everybody), whole(sum(fen))])
    columns = [
        Column(_CHANGE),
        Column(_YEARS, "count"),
        Column(Text("占比", "share"), "share"),
        Column(Text("个人负担变化合计（元）", "change in all, yuan"), "fen"),
    ]
    title = Text("个人负担变化分布", "How payments change")
    note = Text("上限含本数。", "An upper end belongs to its band.")
    table = Table("winners_and_losers", title, columns, rows, (note,), total=True)
    series = [Series(_YEARS, [whole(count) for count in counts])]
    return Chart("winners_and_losers", "bars", title, series, table, categories=names, unit="count")


def _by_identity(view: View) -> Table:
    grouping, winners = view.grouping("identity"), view.tally.winners
    people, n, fen = (winners.ways_of(measure) for measure in ("people", "n", "fen"))
    columns = [
        Column(NAMES["identity"]),
        Column(_YEARS, "count"),
        Column(Text("受益", "gain"), "count"),
        Column(Text("受损", "lose"), "count"),
        Column(Text("个人负担变化合计（元）", "change in all, yuan"), "fen"),
    ]
    rows: list[list[Cell]] = []
    shown: list[list[Cell]] = []
    for way in (0, 2):
        counts = [whole(sum(people[cell][way] for cell in group)) for group in grouping]
        few = [sum(n[cell][way] for cell in group) // 1_000_000 for group in grouping]
        column = [*(list(counts) if view.bureau else covered(counts, few))]
        total = sum(few)
        hidden = not view.bureau and 0 < total < 10
        shown.append([*column, HIDDEN if hidden else sum(counts)])
    for place, group in enumerate([*grouping, tuple(range(len(people)))]):
        last = place == len(grouping)
        name = ALL if last else view.group_name("identity", group)
        gains, loses = shown[0][place], shown[1][place]
        moved: Cell = whole(sum(sum(fen[cell]) for cell in group))
        if not last and HIDDEN in (gains, loses):
            moved = HIDDEN
        rows.append([name, whole(sum(sum(people[cell]) for cell in group)), gains, loses, moved])
    title = Text("受益与受损：按身份", "Gains and losses by identity")
    return Table("winners_by_identity", title, columns, rows, total=True)


def _largest(code: str, title: Text, listed: Sequence[Change]) -> Table:
    columns = [
        Column(Text("人员", "person")),
        Column(Text("户", "household")),
        Column(Text("年度", "year")),
        Column(Text("总费用（元）", "bills, yuan"), "fen"),
        Column(Text("现行个人负担（元）", "pays now, yuan"), "fen"),
        Column(Text("调整后（元）", "reform, yuan"), "fen"),
        Column(Text("变化（元）", "change, yuan"), "fen"),
    ]
    rows: list[list[Cell]] = [
        [
            str(each.person_id),
            str(each.household_id),
            str(each.year),
            each.total_fen,
            each.before_fen,
            each.after_fen,
            each.change_fen,
        ]
        for each in listed
    ]
    note = Text("仅限主管部门内部使用。", "For the bureau's own use alone.")
    return Table(code, title, columns, rows, (note,))


assert BANDS == 2 * SAME + 1
