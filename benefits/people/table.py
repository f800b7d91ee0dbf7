"""A list as rows (名单表格): CSV or XLSX, read with every cell's row and column.

Offices write CSV from Excel, so GB 18030 is read as well as UTF-8, and a title above the headings is passed
over. What a cell holds is text here, or a day where Excel says so.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from benefits.people.sentences import problem
from benefits.problems import Refused

MOST_BYTES: Final = 64_000_000
MOST_ROWS: Final = 500_000
_MOST_UNPACKED: Final = 1_000_000_000
_TITLES: Final = 10
"""Headings stand in one of the first rows."""

Cell = str | int | float | date | None


class Row(NamedTuple):
    """A row of a table, as people count them: the first is 1."""

    number: int
    cells: Sequence[Cell]


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows of a CSV or XLSX file; raises `Refused("malformed")`."""
    if len(content) > MOST_BYTES:
        raise Refused("too_large", [problem("list_is_too_large", "", most=f"{MOST_BYTES:,}")])
    read = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    for number, cells in enumerate(read, start=1):
        if number > MOST_ROWS:
            raise Refused("too_large", [problem("list_is_too_long", "", most=f"{MOST_ROWS:,}")])
        if any(each not in (None, "") for each in cells):
            yield Row(number, cells)


def _csv(content: bytes) -> Iterator[list[Cell]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise Refused("malformed", [problem("list_cannot_be_read", "")])
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            yield [each.strip() for each in row]
    except csv.Error:
        raise Refused("malformed", [problem("list_cannot_be_read", "")]) from None


def _xlsx(content: bytes) -> Iterator[list[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise Refused("too_large", [problem("list_is_too_large", "", most=f"{MOST_BYTES:,}")])
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError, OSError):
        raise Refused("malformed", [problem("list_cannot_be_read", "")]) from None
    for row in sheet:
        yield [_cell(each) for each in row]


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (date, int, float)) and not isinstance(value, bool):
        return value
    return str(value).strip()


class Headed(NamedTuple):
    """A table under its headings: each column's name by its place, and what no column is meant for."""

    places: dict[str, int]
    ignored: list[str]
    rows: Iterator[Row]


def headed(
    rows: Iterator[Row], named: Callable[[str], str | None], needed: Sequence[str]
) -> Headed:
    """Find the headings; raises `Refused("invalid_request")` with the columns that are missing."""
    best: set[str] = set()
    for row in rows:
        if row.number > _TITLES:
            break
        found: dict[str, int] = {}
        ignored = []
        for place, cell in enumerate(row.cells):
            name = named(str(cell))
            if name is not None and name not in found:
                found[name] = place
            elif cell not in (None, ""):
                ignored.append(str(cell))
        if set(needed) <= set(found):
            return Headed(found, ignored, rows)
        best = max(best, set(found), key=len)
    missing = [name for name in needed if name not in best]
    raise Refused("invalid_request", [problem("column_is_missing", each) for each in missing])
