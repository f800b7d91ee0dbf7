"""A table as a CSV file (逗号分隔文件): UTF-8 with a mark, so that Excel opens Chinese; no formula."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from benefits.indicators.table import HIDDEN, Cell, Kind, Table
from benefits.problems import Language, Text
from benefits.reports.figures import FEW
from benefits.reports.workbook import amount, said

MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def comma_separated(table: Table, languages: Sequence[Language]) -> bytes:
    """One row of heads, then the rows: yuan with two decimals, shares of 1, empty where nothing is."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([safe(said(column.whole_name, languages, " / ")) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [
                _cell(cell, column.kind, languages)
                for cell, column in zip(row, table.columns, strict=True)
            ]
        )
    return (MARK + written.getvalue()).encode("utf-8")


def safe(text: str) -> str:
    """A text a spreadsheet takes for text.

    >>> safe("=1+1"), safe("plain")
    ("'=1+1", 'plain')
    """
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _cell(cell: Cell, kind: Kind, languages: Sequence[Language]) -> str:
    if cell is None:
        return ""
    if cell is HIDDEN:
        return said(FEW, languages, " / ")
    if isinstance(cell, (Text, str)):
        return safe(said(cell, languages, " / "))
    return format(amount(cell, kind), "f")
