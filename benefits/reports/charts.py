"""A chart's description as an ECharts option (图表配置): one function for every kind of chart.

Numbers stay whole: money in fen, shares in millionths; the page's script writes them out as yuan and
percent (`axis` and `unit` tell it which). Colours are Okabe and Ito's, told apart by colour-blind readers,
and each series has a pattern of its own beside its colour.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from benefits.indicators.sums import MILLION
from benefits.indicators.table import Chart, Kind, Series
from benefits.problems import Language, Text
from benefits.reports.figures import half_up

COLOURS: Final = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
    "#8A8A8A",
)
"""Okabe and Ito's eight, black put as grey so that patterns show on it."""

PATIENTS: Final = "#D55E00"

_INK: Final = "#1b1f24"
_SOFT: Final = "#4a525c"
_LINE: Final = "#d4d8dd"
_DESCRIBED: Final = Text("{}。各数见图下的表。", "{}. The table below has every figure.")
_BAR: Final = 30
"""Height of a bar with its gap, in pixels."""

Option = dict[str, Any]


def option(chart: Chart, language: Language) -> Option:
    """The option for `echarts.setOption`, ready to be written as JSON, with `unit` and `x_unit` beside."""
    sideways = chart.kind in ("stacked", "tornado") or len(chart.categories) > 4
    numbers = _value_axis(chart, language, name=chart.y_title is not None)
    told: Option = {
        "color": _colours(chart),
        "textStyle": {"fontSize": 13, "color": _INK},
        "animation": False,
        "aria": {
            "enabled": True,
            "label": {"description": _DESCRIBED.in_(language).format(chart.title.in_(language))},
            "decal": {"show": len(chart.series) > 1},
        },
        "legend": {
            "show": len(chart.series) > 1,
            "top": 0,
            "left": 0,
            "itemGap": 16,
            "right": 40,
        },
        "grid": {
            "left": 8,
            "right": 36,
            "top": 44 if len(chart.series) > 1 else 16,
            "bottom": 12 if sideways else 28,
            "containLabel": True,
        },
        "tooltip": {"trigger": "item", "confine": True},
        "toolbox": {
            "right": 0,
            "top": 0,
            "feature": {"saveAsImage": {"type": "svg", "name": chart.code}},
        },
        "series": [_series(chart, each, language) for each in chart.series],
    }
    if chart.kind in ("line", "points"):
        told["xAxis"] = _x_axis(chart, language)
        told["yAxis"] = numbers
        told["grid"]["bottom"] = 36
        return told
    words: Option = {
        "type": "category",
        "data": [each.in_(language) for each in chart.categories],
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": _SOFT}},
        "axisLabel": {
            "color": _INK,
            "interval": 0,
            "width": 190,
            "overflow": "break",
            "lineHeight": 15,
        },
    }
    if sideways:
        words["inverse"] = True  # read from the top, as the table beside it
    told["yAxis" if sideways else "xAxis"] = words
    told["xAxis" if sideways else "yAxis"] = numbers
    return told


def _colours(chart: Chart) -> list[str]:
    """Where bars stand on one another, the last part is the patients', in the colour kept for it."""
    if chart.kind != "stacked":
        return list(COLOURS)
    others = [each for each in COLOURS if each != PATIENTS]
    parts = len(chart.series) - 1
    return [*(others[place % len(others)] for place in range(parts)), PATIENTS]


def height(chart: Chart) -> int:
    """How many pixels high a chart is drawn."""
    if chart.kind in ("line", "points"):
        return 360
    if chart.kind == "stacked":
        return 110 + 2 * _BAR * len(chart.categories)
    if chart.kind == "tornado" or len(chart.categories) > 4:
        bars = 1 if chart.kind == "tornado" else len(chart.series)
        return 90 + (48 if chart.kind == "tornado" else 17 * bars + 16) * len(chart.categories)
    return 300


def number(value: int | Fraction | None, unit: Kind) -> int | None:
    """A value as the script is given it: shares in millionths, all else as it is."""
    if value is None:
        return None
    if unit in ("share", "index"):
        exact = Fraction(value) * MILLION
        return half_up(exact.numerator, exact.denominator)
    return half_up(Fraction(value).numerator, Fraction(value).denominator)


def _series(chart: Chart, each: Series, language: Language) -> Option:
    values: Sequence[Any] = [number(value, chart.unit) for value in each.values]
    told: Option = {"name": each.name.in_(language), "type": "bar", "data": values}
    match chart.kind:
        case "stacked":
            told |= {"stack": "all", "barMaxWidth": 44, "itemStyle": _EDGE}
        case "tornado":
            told |= {"stack": "all", "barMaxWidth": 18}
        case "bars":
            told |= {"barMaxWidth": 28, "barGap": "10%"}
        case "line" | "points":
            told["type"] = "line" if chart.kind == "line" else "scatter"
            names = [label.in_(language) for label in each.labels]
            told["data"] = [
                {"value": [number(x, chart.x_unit), y], **({"name": names[n]} if names else {})}
                for n, (x, y) in enumerate(zip(each.x, values, strict=True))
            ]
            told |= {"symbolSize": 9, "symbol": "circle"}
    return told


_EDGE: Final = {"borderColor": "#ffffff", "borderWidth": 1}


def _value_axis(chart: Chart, language: Language, name: bool) -> Option:
    told: Option = {
        "type": "value",
        "axisLabel": {"color": _SOFT, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": _LINE}},
        "splitNumber": 4,
    }
    if name and chart.y_title is not None:
        told["name"] = chart.y_title.in_(language)
    return told


def _x_axis(chart: Chart, language: Language) -> Option:
    told: Option = {
        "type": "value",
        "scale": True,
        "axisLabel": {"color": _SOFT, "hideOverlap": True},
        "splitLine": {"show": False},
        "nameLocation": "middle",
        "nameGap": 28,
    }
    if chart.x_title is not None:
        told["name"] = chart.x_title.in_(language)
    return told


__all__ = ["COLOURS", "Option", "height", "number", "option"]
