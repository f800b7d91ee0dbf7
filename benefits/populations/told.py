"""What a calibration is told as (校准报告): JSON, CSV, and a page in each language."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from benefits.money import percent, rounded, yuan, yuan_for_people
from benefits.populations.calibrated_file import percent_off
from benefits.populations.calibration import Considered
from benefits.populations.figures import Assumed
from benefits.populations.outcome import Outcome, Row
from benefits.populations.weights import MILLION
from benefits.problems import Language, Text

_POINTS: Final = 10_000
_ALL: Final = Text("只调人群，不调政策数值", "people alone, no figure moved")
BEHAVIOUR: Final = Text(
    "就医行为视为不变：政策数值变动时，人们住不住院、去哪级医院都不随之改变。",
    "Behaviour is held fixed: whether and where people go to hospital does not change with the rules.",
)


def amount(row: Row, simulated: bool) -> str:
    """Yuan with thousands, or a number of claims."""
    value = round(row.simulated) if simulated else row.published
    return f"{value:,}" if row.counts else yuan_for_people(value)


def told(found: Outcome) -> dict[str, Any]:
    """Everything, for a program; amounts in yuan, weights and shares as decimals."""
    table = found.calibrated.table
    return {
        "table": table.table,
        "met": found.met,
        "lines": [_row(row) for row in found.rows],
        "sums": [
            {"name": name.both(), "printed": yuan(printed), "parts": yuan(parts)}
            for name, printed, parts in found.sums
        ],
        "figures": [
            {
                "path": figure.path,
                "from": figure.written(figure.value),
                "to": figure.written(value),
                "low": figure.written(figure.low),
                "high": figure.written(figure.high),
                "evidence": "assumed",
            }
            for figure, value in found.moved
        ],
        "considered": [
            {
                "figures": dict(each.figures),
                "line": each.line,
                "off": percent_off(each.off),
                "meets": each.meets,
                "moves": each.moves,
            }
            for each in found.calibrated.considered
        ],
        "people": {name: str(each) for name, each in found.calibrated.factors.items()},
        "weights": {
            "least": _weight(found.weights[0]),
            "most": _weight(found.weights[1]),
            "effective_share": _share(found.effective),
        },
        "held_out": [_row(row) for row in found.held_out],
        "claims": len(found.claims),
        "statuses": dict(found.statuses),
        "policies": list(found.policies),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name.both(),
        "published": row.published if row.counts else yuan(row.published),
        "simulated": round(row.simulated) if row.counts else yuan(round(row.simulated)),
        "off": percent_off(row.off),
        "met": row.met,
    }


def csv_rows(found: Outcome) -> Iterator[Sequence[str]]:
    """The lines and what was held out, as a table."""
    yield "part", "name_zh", "name_en", "published", "simulated", "off", "met"
    for part, rows in (("line", found.rows), ("held_out", found.held_out)):
        for row in rows:
            said = _row(row)
            yield (
                part,
                row.name.zh,
                row.name.en,
                str(said["published"]),
                str(said["simulated"]),
                said["off"],
                "yes" if row.met else "no",
            )


def page(found: Outcome, language: Language) -> str:
    """The report as Markdown."""
    return "\n".join(line.in_(language) for line in _page(found)) + "\n"


def _page(found: Outcome) -> Iterator[Text]:
    table = found.calibrated.table
    yield Text(f"# 校准：{table.name.zh}", f"# Calibration: {table.name.en}")
    yield _NOTHING
    yield Text(f"来源：{table.source.zh}。", f"Source: {table.source.en}.")
    yield _NOTHING
    yield _verdict(found)
    yield _NOTHING
    yield from _fit(found.rows)
    yield from _printed_sums(found)
    yield from _figures(found)
    yield from _people(found)
    yield from _held_out(found)
    yield Text("## 说明", "## Remarks")
    yield _NOTHING
    for each in [*table.remarks, BEHAVIOUR]:
        yield Text(f"- {each.zh}", f"- {each.en}")


_NOTHING: Final = Text("", "")


def _verdict(found: Outcome) -> Text:
    worst = max(found.rows, key=lambda row: abs(row.off))
    off = percent_off(worst.off)
    if found.met:
        return Text(
            f"各行都在0.5%以内；差得最多的是“{worst.name.zh}”（{off}）。",
            f"Every line is met within 0.5%; furthest off is {worst.name.en} ({off}).",
        )
    return Text(
        f"未能吻合：差得最多的是“{worst.name.zh}”（{off}）。",
        f"The table is not met: furthest off is {worst.name.en} ({off}).",
    )


def _fit(rows: Sequence[Row]) -> Iterator[Text]:
    yield Text("| 项目 | 公布 | 模拟 | 差 |", "| line | published | simulated | difference |")
    yield Text("| --- | ---: | ---: | ---: |", "| --- | ---: | ---: | ---: |")
    for row in rows:
        cells = f"{amount(row, False)} | {amount(row, True)} | {percent_off(row.off)}"
        yield Text(f"| {row.name.zh} | {cells} |", f"| {row.name.en} | {cells} |")
    yield _NOTHING


def _printed_sums(found: Outcome) -> Iterator[Text]:
    """Whether the table agrees with itself; where it does not, its lines count."""
    for name, printed, parts in found.sums:
        a, b = yuan_for_people(printed), yuan_for_people(parts)
        if printed == parts:
            yield Text(f"报表自身相符：{name.zh} {a}。", f"The table adds up: {name.en} {a}.")
        else:
            yield Text(
                f"报表自相矛盾：{name.zh}印为 {a}，各行之和是 {b}，差 "
                f"{yuan_for_people(abs(printed - parts))}。以各行为准，继续校准。",
                f"The table contradicts itself: {name.en} is printed as {a}, and its lines add up to "
                f"{b}, {yuan_for_people(abs(printed - parts))} apart. The lines count.",
            )
        yield _NOTHING


def _figures(found: Outcome) -> Iterator[Text]:
    yield Text("## 哪些假定数值起了作用", "## Which assumed figures carried it")
    yield _NOTHING
    if not found.moved:
        yield Text("没有调整任何政策数值。", "No figure of the policy was moved.")
        yield _NOTHING
        return
    for figure, value in found.moved:
        yield _moved(figure, value)
        yield _NOTHING
    considered = found.calibrated.considered
    alone = [each for each in considered if not each.figures]
    for each in alone:
        line, off = found.calibrated.table.lines[each.line].name, percent_off(each.off)
        yield Text(
            f"不调数值时，怎样调整人群都不能吻合，“{line.zh}”至少差 {off}。",
            f"With no figure moved, no people were found that meet the table: {line.en} stays {off} off.",
        )
        yield _NOTHING
    yield Text(
        "逐一试过全部假定数值（official 和 seed 数值从不调整）；下表是各自所能做到的：",
        "Every assumed figure was tried (official and seed figures never move); how near each came:",
    )
    yield _NOTHING
    yield Text("| 数值 | 调到 | 最差的一行 | 差 |", "| figure | moved to | worst line | off |")
    yield Text("| --- | ---: | --- | ---: |", "| --- | ---: | --- | ---: |")
    for each in considered:
        if each.moves:
            yield _considered(found, each)
    yield _NOTHING
    still = ", ".join(f"`{each.figures[-1][0]}`" for each in considered if not each.moves)
    if still:
        yield Text(f"不影响任何一行：{still}。", f"These move no line: {still}.")
        yield _NOTHING


def _moved(figure: Assumed, value: int) -> Text:
    before, after, change = (
        figure.written(figure.value),
        figure.written(value),
        figure.change(value),
    )
    low, high = figure.written(figure.low), figure.written(figure.high)
    return Text(
        f"`{figure.path}`：{before} → {after}（{change.zh}；允许 {low} 至 {high}）。",
        f"`{figure.path}`: {before} → {after} ({change.en}; allowed {low} to {high}).",
    )


def _considered(found: Outcome, each: Considered) -> Text:
    if not each.figures:
        names, to = _ALL, "—"
    else:
        names = Text(*(" + ".join(f"`{path}`" for path, _ in each.figures),) * 2)
        to = " + ".join(written for _, written in each.figures)
    line = found.calibrated.table.lines[each.line].name
    off = percent_off(each.off)
    done = Text(" ✓", " ✓") if each.meets else _NOTHING
    return Text(
        f"| {names.zh} | {to} | {line.zh} | {off}{done.zh} |",
        f"| {names.en} | {to} | {line.en} | {off}{done.en} |",
    )


def _people(found: Outcome) -> Iterator[Text]:
    yield Text("## 人群与权重", "## People and weights")
    yield _NOTHING
    for name, movable in found.calibrated.table.fit.items():
        factor = percent(found.calibrated.factors.get(name, Fraction(1)))
        yield Text(
            f"- {movable.name.zh}：起点的 {factor}", f"- {movable.name.en}: {factor} of the start"
        )
    least, most = (_weight(each) for each in found.weights)
    share = _share(found.effective)
    yield Text(
        f"- 权重 {least} 至 {most}，有效样本量（Kish）{share}；{len(found.claims):,} 笔",
        f"- weights from {least} to {most}, effective sample (Kish) {share}; "
        f"{len(found.claims):,} claims",
    )
    refused = {code: number for code, number in found.statuses.items() if code != "ok"}
    if refused:
        codes = ", ".join(f"{code} {number:,}" for code, number in refused.items())
        yield Text(
            f"- 有明细被拒，结果不可用：{codes}",
            f"- claims are refused, so this is no fit: {codes}",
        )
    yield _NOTHING


def _held_out(found: Outcome) -> Iterator[Text]:
    held = found.calibrated.table.held_out
    if held is None:
        return
    yield Text(f"## 留作检验：{held.name.zh}", f"## Held out: {held.name.en}")
    yield _NOTHING
    yield from _fit(found.held_out)
    yield held.informed_by
    yield _NOTHING


def _weight(millionths: int) -> str:
    """
    >>> _weight(995_810)
    '0.9958'
    """
    fine = rounded(millionths * _POINTS, MILLION, "half_up")
    return f"{fine // _POINTS}.{fine % _POINTS:04d}"


def _share(value: Fraction) -> str:
    """Rounded down, so that 1 is only said of weights that are all the same."""
    fine = value.numerator * _POINTS // value.denominator
    return f"{fine // _POINTS}.{fine % _POINTS:04d}"
