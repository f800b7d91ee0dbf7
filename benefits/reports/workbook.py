"""A report as a workbook (Excel 工作簿): a sheet for each table, numbers as numbers, no formula anywhere.

The same report gives the same bytes: the workbook's date is fixed, and no clock is read.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from benefits.indicators.table import HIDDEN, Cell, Kind, Report, Table
from benefits.problems import Language, Text
from benefits.reports.figures import FEW, half_up

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_NAME: Final = 31
_FORMATS: Final[dict[Kind, str]] = {
    "words": "@",
    "fen": "#,##0.00",
    "count": "#,##0",
    "share": "0.00%",
    "points": "0.00",
    "index": "0.0000",
}
_PLACES: Final = 12
"""Decimals of a share as it is written into a cell; what is shown is rounded by its format."""


def workbook(report: Report, languages: Sequence[Language]) -> bytes:
    """The bytes of an .xlsx file; words stand in all languages, one under the other."""
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED, "title": said(report.title, languages, " · ")})
    styles = _styles(book)
    _summary(book, report, languages, styles)
    taken: set[str] = set()
    for table in report.tables():
        _sheet(book, table, languages, styles, _name(table, languages, taken))
    book.close()
    return written.getvalue()


def said(text: Text | str, languages: Sequence[Language], between: str) -> str:
    """Words in every language; once where they are the same."""
    if isinstance(text, str):
        return text
    return between.join(dict.fromkeys(text.in_(language) for language in languages))


def _styles(book: Any) -> dict[str, Any]:
    styles: dict[str, Any] = {}
    for kind, form in _FORMATS.items():
        styles[kind] = book.add_format({"num_format": form})
        styles[f"total {kind}"] = book.add_format({"num_format": form, "bold": True, "top": 1})
    head = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
    styles["head"] = book.add_format(head)
    styles["head number"] = book.add_format({**head, "align": "right"})
    styles["title"] = book.add_format({"bold": True, "font_size": 14})
    styles["large"] = book.add_format({"bold": True, "font_size": 14, "align": "left"})
    styles["note"] = book.add_format({"font_color": "#4A525C", "text_wrap": True, "valign": "top"})
    styles["few"] = book.add_format({"align": "right", "font_color": "#4A525C"})
    return styles


def _summary(
    book: Any, report: Report, languages: Sequence[Language], styles: dict[str, Any]
) -> None:
    sheet = book.add_worksheet(Text("结论", "In short").in_(languages[0]))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 2, 36)
    sheet.write_string(0, 0, said(report.title, languages, " · "), styles["title"])
    sheet.write_string(1, 0, said(report.subtitle, languages, " | "))
    row = 3
    for answer in report.answers:
        sheet.write_string(row, 0, said(answer.what, languages, " · "))
        sheet.write_string(row, 1, said(answer.figure, languages, " · "), styles["large"])
        sheet.write_string(row, 2, said(answer.beside, languages, " · "))
        row += 1
    for remark in report.remarks:
        row += 1
        sheet.merge_range(row, 0, row, 2, "", styles["note"])
        sheet.write_string(row, 0, said(remark, languages, "\n"), styles["note"])
        sheet.set_row(row, 16 * len(languages) + 4)


def _sheet(
    book: Any, table: Table, languages: Sequence[Language], styles: dict[str, Any], name: str
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, said(table.title, languages, " · "), styles["title"])
    for place, column in enumerate(table.columns):
        style = styles["head" if column.kind == "words" else "head number"]
        sheet.write_string(2, place, said(column.whole_name, languages, "\n"), style)
        sheet.set_column(place, place, _width(table, place, languages))
    sheet.set_row(2, 16 * 2 * len(languages))
    sheet.freeze_panes(3, 1)
    for number, row in enumerate(table.rows, start=3):
        last = table.total and number == len(table.rows) + 2
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            style = styles[f"total {column.kind}" if last else column.kind]
            if cell is HIDDEN:
                sheet.write_string(number, place, said(FEW, languages, " / "), styles["few"])
            else:
                _cell(sheet, number, place, cell, column.kind, languages, style)
    for number, note in enumerate(table.notes, start=len(table.rows) + 4):
        sheet.write_string(number, 0, said(note, languages, " | "))


def _cell(
    sheet: Any,
    row: int,
    place: int,
    cell: Cell,
    kind: Kind,
    languages: Sequence[Language],
    style: Any,
) -> None:
    if cell is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, (Text, str)):
        sheet.write_string(row, place, said(cell, languages, " / "), style)
    else:
        sheet.write_number(row, place, amount(cell, kind), style)


def amount(cell: Cell, kind: Kind) -> Decimal:
    """A number as a cell holds it: yuan with two decimals, a share of 1, a whole number.

    >>> amount(109270, "fen"), amount(Fraction(1, 4), "share"), amount(7, "count")
    (Decimal('1092.70'), Decimal('0.250000000000'), Decimal('7'))
    """
    assert isinstance(cell, (int, Fraction))
    if kind == "fen":
        return Decimal(int(cell)).scaleb(-2)
    if kind == "points":
        cell = Fraction(cell) * 100
    if isinstance(cell, int):
        return Decimal(cell)
    return Decimal(half_up(cell.numerator * 10**_PLACES, cell.denominator)).scaleb(-_PLACES)


def _width(table: Table, place: int, languages: Sequence[Language]) -> int:
    if table.columns[place].kind != "words":
        return 18
    words = [row[place] for row in table.rows]
    longest = max(
        (_columns(said(each, languages, " / ")) for each in words if isinstance(each, (Text, str))),
        default=8,
    )
    return min(max(longest + 2, 14), 60)


def _columns(text: str) -> int:
    """How wide a text is: a Chinese character is two columns wide."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _name(table: Table, languages: Sequence[Language], taken: set[str]) -> str:
    """A sheet's name, told apart from the others as Excel does."""
    wanted = table.title.in_(languages[0])
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in wanted)[:_LONGEST_NAME]
    if name.casefold() in taken:
        name = table.code[:_LONGEST_NAME]
    taken.add(name.casefold())
    return name
