"""A tally as a report (分析报告): the answer first, then charts with their tables, then the rest."""

from collections.abc import Sequence
from fractions import Fraction

from benefits.indicators.disclosure import FEWEST
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Answer, Cell, Report, Section
from benefits.indicators.tally import Tally
from benefits.problems import Text
from benefits.quotes.refusal import Refusal
from benefits.reports.assumptions import assumptions
from benefits.reports.bearing import bearing
from benefits.reports.changes import changes, gaining
from benefits.reports.crossing import cost_each, crossing, protected, told_above
from benefits.reports.figures import (
    FEW,
    NOTHING,
    decimals,
    line,
    percent,
    short_money,
    signed,
    whole,
)
from benefits.reports.further import cliffs, hardship, inequality
from benefits.reports.refused import refusals
from benefits.reports.sampling import intervals
from benefits.reports.spending import funds_change, spending
from benefits.reports.view import View

_HELD_FIXED = Text(
    "就医行为按不变计算：调整不改变谁去就医、去哪里、花多少。",
    "Behaviour is held fixed: a reform changes nobody's choice of whether, where and how much care to use.",
)


def analysis(
    tally: Tally,
    said: Sequence[Text] = (),
    bureau: bool = False,
    refused: Sequence[Sequence[Refusal]] = (),
) -> Report:
    """The report on a tally; `said` is what the reform's reading wants to be read first."""
    view = View(tally, bureau)
    remarks = [*said, *_remarks(view)]
    if view.too_few:
        few = Text(
            f"能测算的明细涉及不足{FEWEST}人：除主管部门外不显示任何金额。",
            f"The claims worked out are of fewer than {FEWEST} people: no amount is shown outside the bureau.",
        )
        return Report(_title(view), _subtitle(view), (), [few, *remarks], [refusals(view, refused)])
    sections: list[Section] = [spending(view), crossing(view), bearing(view)]
    if view.compares:
        sections.append(changes(view))
    if tally.hardship.anybody:
        sections.append(hardship(view))
    sections.append(inequality(view))
    if tally.cliffs.claims:
        sections.append(cliffs(view))
    if tally.sensitivity is not None and tally.sensitivity.figures:
        sections.append(assumptions(view, tally.sensitivity))
    if tally.bootstrap.drawn:
        sections.append(intervals(view))
    sections.append(refusals(view, refused))
    return Report(_title(view), _subtitle(view), _answers(view), remarks, sections)


# -- the head -------------------------------------------------------------------------


def _title(view: View) -> Text:
    if view.compares:
        return Text("政策调整测算报告", "What a reform would do")
    return Text("医疗费用分担测算报告", "Who pays for care")


def _subtitle(view: View) -> Text:
    names = [view.tally.names[region].title for region in sorted(view.tally.names)]
    years = sorted(view.tally.years)
    span = "" if not years else f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"
    claims = decimals(view.tally.spend.claims, 0)
    zh = ["、".join(each.zh for each in names), span and f"{span}年度", f"{claims} 笔明细"]
    en = [", ".join(each.en for each in names), span, f"{claims} claims"]
    return Text(*(" · ".join(each for each in said if each) for said in (zh, en)))


def _answers(view: View) -> list[Answer]:
    """Cost, who gains, who is still above the line; without a reform, who pays and who is above."""
    spend, last = view.tally.spend, view.last
    total = spend.of("total", 0)
    before, after = (whole(total - spend.of("patient", number)) for number in (0, last))
    if view.compares:
        change = whole(funds_change(view))
        one, other = short_money(before), short_money(after)
        cost = Answer(
            Text(
                "费用：全部基金多支出" if change >= 0 else "费用：全部基金变化", "Cost to all funds"
            ),
            signed(short_money(change), change),
            Text(f"{one.zh} → {other.zh}", f"{one.en} → {other.en}"),
        )
        return [cost, _benefit(view), _above(view), *_each(view)]
    paid = short_money(whole(spend.of("patient", 0)))
    funds = short_money(before)
    share = percent(Fraction(spend.of("patient", 0), total)) if total else NOTHING
    return [
        Answer(Text("基金支付", "Funds pay"), funds, Text("全部保障层合计", "all layers together")),
        Answer(
            Text("个人负担", "Patients pay"),
            paid,
            Text(f"占总费用 {share}", f"{share} of the bills"),
        ),
        _above(view),
    ]


def _benefit(view: View) -> Answer:
    gain, lose = gaining(view)
    ways = view.tally.winners.ways_of("n")
    few = [sum(each[way] for each in ways) // MILLION for way in (0, 2)]
    told = [_people(view, whole(count), n) for count, n in zip((gain, lose), few, strict=True)]
    return Answer(
        Text("受益：个人少付的人", "Who gains: people who pay less"),
        told[0],
        Text(f"多付的 {told[1].zh}", f"{told[1].en} pay more"),
    )


def _above(view: View) -> Answer:
    promised = view.tally.share_promised
    cells = told_above(view, promised)
    before, after = _told(cells[0]), _told(cells[-1])
    still = Text("仍", "still ") if view.compares else Text("", "")
    return Answer(
        Text(
            f"{still.zh}超过{line(promised)}的人",
            f"People {still.en}bearing more than {line(promised)} of their bills",
        ),
        after,
        Text(f"现行 {before.zh}", f"{before.en} now")
        if view.compares
        else Text("全年合计", "over the year"),
    )


def _each(view: View) -> list[Answer]:
    """What it costs to bring one family below the line, where that can be said."""
    promised = view.tally.share_promised
    each = cost_each(view, promised)
    if each is None or HIDDEN in told_above(view, promised, families=True):
        return []
    families = decimals(whole(protected(view, promised)), 0)
    return [
        Answer(
            Text("每保护一户", "For each family protected"),
            short_money(each),
            Text(f"净减少 {families} 户", f"{families} families fewer above the line"),
        )
    ]


def _told(cell: Cell) -> Text:
    if not isinstance(cell, int):
        return FEW if cell is HIDDEN else Text(NOTHING, NOTHING)
    return Text(decimals(cell, 0) + "人", decimals(cell, 0))


def _people(view: View, count: int, people: int) -> Text:
    if not view.bureau and 0 < people < FEWEST:
        return Text(f"不足{FEWEST}人", f"fewer than {FEWEST}")
    return _told(count)


# -- what is said beside --------------------------------------------------------------


def _remarks(view: View) -> list[Text]:
    tally = view.tally
    found = [_HELD_FIXED]
    for region, changed in sorted((tally.written[-1] if view.compares else {}).items()):
        found += [_changed(view, region, path, figure) for path, figure in changed.items()]
    if tally.structural:
        found.append(
            Text(
                "结构性调整：另一份政策文件，重新编译。",
                "A structural reform: another policy file, compiled anew.",
            )
        )
    spend = tally.spend
    taken_back = max(each.get("reversed", 0) for each in spend.statuses)
    refused = spend.claims - spend.accepted - taken_back
    if refused:
        count = decimals(refused, 0)
        found.append(
            Text(
                f"{count} 笔明细无法测算，按原因计数，不进入金额。",
                f"{count} claims were refused; they are counted by reason and stand in no amount.",
            )
        )
    if tally.spend.weighted:
        found.append(Text("金额与人数已加权。", "Amounts and numbers of people are weighted."))
    if view.bureau:
        found.append(
            Text(
                "仅限主管部门内部使用：未合并小单元格，并列出个人。",
                "For the bureau's own use alone: small cells stand, and single people are named.",
            )
        )
    else:
        found.append(
            Text(
                f"不足{FEWEST}人的单元格已合并或隐去，由其可推出者一并隐去；不显示单个家庭。",
                f"Cells of fewer than {FEWEST} people are merged or left out, with those from which they would "
                "follow; no single family is shown.",
            )
        )
    return found


def _changed(view: View, region: str, path: str, figure: str) -> Text:
    """What the reform writes otherwise, in words and by its address."""
    names = view.tally.names.get(region)
    title = names.changed.get(path) if names else None
    where = names.title if names else Text(region, region)
    if title is None:
        return Text(
            f"调整（{where.zh}）：{path} = {figure}", f"The reform ({where.en}): {path} = {figure}"
        )
    return Text(
        f"调整（{where.zh}）：{title.zh} 改为 {figure}（{path}）",
        f"The reform ({where.en}): {title.en} becomes {figure} ({path})",
    )
