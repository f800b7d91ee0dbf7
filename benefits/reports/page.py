"""A report as a page (报告页面): HTML that needs no network, and says all it says without a script."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from benefits.indicators.table import HIDDEN, Report, Table
from benefits.problems import Language, Text
from benefits.reports.charts import height, option
from benefits.reports.figures import written

PAGE: Final = "report.{}.html"

_WORDS: Final = {
    "contents": Text("目录", "Contents"),
    "remarks": Text("说明", "Please note"),
    "files": Text("全部表格（Excel）", "All tables (Excel)"),
    "csv": Text("下载此表（CSV）", "This table (CSV)"),
    "other": Text("English", "中文"),
    "in_short": Text("结论", "In short"),
}

_TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("benefits.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["option"] = option
    made.globals["height"] = height
    return made


def page(report: Report, language: Language, languages: Sequence[Language]) -> str:
    """The whole page in one language; it links to its other languages, which lie beside it."""

    def said(text: Text) -> str:
        return text.in_(language)

    def rows(table: Table) -> list[list[str]]:
        return [
            [
                written(cell, column.kind, language)
                for cell, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]

    def number(table: Table, place: int) -> bool:
        """Whether a column is set as figures: right, with figures of one width."""
        return table.columns[place].kind != "words"

    def groups(table: Table) -> list[tuple[Text | None, int]]:
        """The heads over the heads, each with how many columns it stands over."""
        runs = groupby(column.group for column in table.columns)
        return [(group, len(list(run))) for group, run in runs]

    def grouped(table: Table) -> bool:
        return any(column.group is not None for column in table.columns)

    others = [(each, PAGE.format(each)) for each in languages if each != language]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            language=language,
            tag=_TAGS[language],
            tags=_TAGS,
            others=others,
            words={name: text.in_(language) for name, text in _WORDS.items()},
            other_name=_WORDS["other"].in_(language),
            said=said,
            rows=rows,
            number=number,
            groups=groups,
            grouped=grouped,
            hidden=HIDDEN,
        )
    )
