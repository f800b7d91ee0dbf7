"""Every kind of chart as an ECharts option of whole numbers, and figures as they are written."""

import json
from fractions import Fraction

import pytest

from benefits.indicators import Chart, Column, Series, Table
from benefits.indicators.table import ChartKind
from benefits.indicators.winners import SAME
from benefits.problems import Text
from benefits.reports.changes import _bands
from benefits.reports.charts import COLOURS, PATIENTS, height, option
from benefits.reports.figures import line, short_money, written

ONE, TWO = Text("一", "one"), Text("二", "two")
TABLE = Table("t", ONE, [Column(ONE)], [])


def chart(kind: ChartKind, **more: object) -> Chart:
    series = [Series(ONE, [Fraction(1, 3), None]), Series(TWO, [Fraction(1), Fraction(0)])]
    given = {"categories": [ONE, TWO], "unit": "share", **more}
    return Chart("c", kind, ONE, given.pop("series", series), TABLE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["stacked", "bars", "tornado"])
def test_bars_stand_over_their_words(kind: ChartKind) -> None:
    told = option(chart(kind), "en")
    (words,) = (axis for axis in (told["xAxis"], told["yAxis"]) if axis["type"] == "category")
    assert words["data"] == ["one", "two"]
    assert [each["data"] for each in told["series"]] == [[333_333, None], [1_000_000, 0]]
    assert [each["name"] for each in told["series"]] == ["one", "two"]
    assert all(each.get("stack") == (None if kind == "bars" else "all") for each in told["series"])
    json.dumps(told, allow_nan=False)


def test_points_have_both_numbers_and_a_name() -> None:
    points = [Series(ONE, [100, 250], x=[Fraction(1, 20), Fraction(1, 10)], labels=[ONE, TWO])]
    told = option(
        chart("points", series=points, categories=(), unit="fen", x_unit="share", x_title=TWO), "zh"
    )
    assert told["series"][0]["type"] == "scatter"
    assert told["series"][0]["data"] == [
        {"value": [50_000, 100], "name": "一"},
        {"value": [100_000, 250], "name": "二"},
    ]
    assert told["xAxis"]["name"] == "二"
    assert height(chart("points", series=points, categories=())) > 0


def test_the_patients_part_has_a_colour_no_payer_has() -> None:
    series = [Series(Text(str(n), str(n)), [1, 1]) for n in range(9)]
    colours = option(chart("stacked", series=series, unit="fen"), "en")["color"]
    assert colours[8] == PATIENTS
    assert PATIENTS not in colours[:8]
    assert len(set(COLOURS)) == 8


def test_a_chart_of_several_series_has_patterns_and_is_described_in_words() -> None:
    told = option(chart("bars"), "zh")
    assert told["aria"]["decal"]["show"] is True
    assert told["aria"]["label"]["description"].startswith("一")


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (4_999, "49.99元", "¥49.99"),
        (1_800_000, "1.80万元", "¥18,000"),
        (-1_800_000, "−1.80万元", "−¥18,000"),
        (123_456_789_012, "12.35亿元", "¥1,234.57m"),
    ],
)
def test_money_in_large_type(fen: int, zh: str, en: str) -> None:
    assert short_money(fen) == Text(zh, en)


def test_cells_as_they_are_read() -> None:
    assert written(-109_270, "fen", "zh") == "−1,092.70"
    assert written(Fraction(1, 8), "share", "en") == "12.50%"
    assert written(Fraction(-1, 800), "points", "en") == "−0.13"
    assert written(None, "share", "zh") == "—"
    assert line(52_500) == "5.25%"


@pytest.mark.parametrize(
    ("group", "en"),
    [
        ((SAME,), "no change"),
        ((SAME + 1,), "pays more by up to 100"),
        ((SAME - 3,), "pays less by 500–1,000"),
        ((SAME + 4, SAME + 5), "pays more by 1,000–10,000"),
        ((SAME - 6, SAME - 5), "pays less by over 5,000"),
        ((SAME - 1, SAME, SAME + 1), "pays less by up to 100 to pays more by up to 100"),
    ],
)
def test_bands_are_named_by_their_ends(group: tuple[int, ...], en: str) -> None:
    assert _bands(group).en == en
