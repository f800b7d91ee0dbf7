"""Claim files as CSV (CSV 明细): read by the contract's types, nothing guessed, and brought into Parquet.

So a CSV larger than memory is parsed once, and all that follows knows one form. A value that does not fit
is looked for again, slowly, so that it can be told with its line.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from benefits.claim_files import columns
from benefits.claim_files.sentences import cannot_write, is_full, missing, problem, refused, row_of
from benefits.problems import Problem, Refused

_BLOCK_BYTES: Final = 1 << 24
_HEAD_BYTES: Final = 1 << 16
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
"""With these a UTF-16 file begins (Excel's "Unicode text")."""
_TOLD_AT_MOST: Final = 20
_SHAPES: Final = {columns.WHOLE: r"^\s*-?[0-9]+\s*$", columns.DAY: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TYPES: Final = {
    columns.WHOLE: pa.int64(),
    columns.DAY: pa.date32(),
    columns.WORD: pa.dictionary(pa.int32(), pa.string()),
}
_UNREADABLE: Final = (pa.ArrowException, OSError)


def is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def as_parquet(path: Path, beside: Path) -> Path:
    """The contract's columns of a CSV as a Parquet file; raises `Refused` with line and column."""
    names = _names(path)
    if "items" in names:
        raise refused("csv_holds_no_items", "items", path)
    found = missing(names, path)
    times = Counter(names)
    found += [problem("column_stands_twice", name, path) for name in times if times[name] > 1]
    if found:
        raise Refused("invalid_claims", found)
    types = {name: _TYPES[kind] for name in names if (kind := columns.kind_of(name)) is not None}
    schema = pa.schema(list(types.items()))
    try:
        with _batches(path, types) as batches, pq.ParquetWriter(
            beside, schema, compression="snappy", use_dictionary=_words(types)
        ) as writer:  # fmt: skip
            for batch in batches:
                if len(batch):
                    writer.write_table(pa.table(batch).cast(schema))
    except _UNREADABLE as error:
        if isinstance(error, OSError) and is_full(error):
            raise cannot_write(error, beside.parent.parent) from None
        raise Refused("invalid_claims", _looked_up(path, types, error)) from None
    return beside


def _names(path: Path) -> list[str]:
    try:
        _look_at_head(path)
        with _batches(path, None) as batches:
            return list(batches.schema.names)
    except PermissionError:
        raise refused("file_may_not_be_read", "", path) from None
    except _UNREADABLE as error:
        raise Refused("invalid_claims", [_unreadable(path, error)]) from None


def _look_at_head(path: Path) -> None:
    """What a spreadsheet saves otherwise: another encoding, another separator. Raises `Refused`."""
    with open(path, "rb") as file:
        head = file.readline(_HEAD_BYTES)
    try:
        names = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(head) == _HEAD_BYTES:
            return  # a letter that the look cut in two
        raise refused("csv_is_not_utf8", "", path) from None
    if head.startswith(_MARKS) or "\0" in names:
        raise refused("csv_is_not_utf8", "", path)
    if "," not in names and (";" in names or "\t" in names):
        raise refused("csv_has_no_commas", "", path)


def _batches(path: Path, types: dict[str, Any] | None) -> Any:
    """A streaming reader; without types everything is text."""
    return pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(block_size=_BLOCK_BYTES),
        convert_options=pacsv.ConvertOptions(
            column_types=types or {},
            include_columns=list(types or ()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            true_values=[],
            false_values=[],
        ),
    )


def _words(types: dict[str, Any]) -> list[str]:
    return [name for name, kind in types.items() if pa.types.is_dictionary(kind)]


def _looked_up(path: Path, types: dict[str, Any], error: BaseException) -> list[Problem]:
    """Every value that does not fit, with its line; or what the reader itself said."""
    found: list[Problem] = []
    try:
        as_text = dict.fromkeys(types, pa.string())
        row = 0
        with _batches(path, as_text) as batches:
            for batch in batches:
                for name in batch.schema.names:
                    found += _not_fitting(path, name, batch.column(name), row)
                row += len(batch)
                if len(found) >= _TOLD_AT_MOST:
                    break
    except _UNREADABLE as again:
        error = again
    found.sort(key=lambda each: (each.line or 0, each.where))
    return found[:_TOLD_AT_MOST] or [_unreadable(path, error)]


def _not_fitting(path: Path, name: str, column: pa.Array, row: int) -> Iterator[Problem]:
    kind = columns.kind_of(name)
    if kind not in _SHAPES:
        return
    fits = pc.match_substring_regex(column, _SHAPES[kind]).fill_null(True)
    code = "value_is_not_whole" if kind == columns.WHOLE else "value_is_no_day"
    if kind == columns.DAY and pc.all(fits).as_py() is not False:
        fits = pa.array([each is None or _is_day(each) for each in column.to_pylist()])
    if kind == columns.WHOLE and pc.all(fits).as_py() is not False:
        fits = pa.array(
            [each is None or -(2**63) <= int(each) < 2**63 for each in column.to_pylist()]
        )
        code = "value_is_too_large"
    for place in pc.indices_nonzero(pc.invert(fits)).to_pylist()[:_TOLD_AT_MOST]:
        here = row + place
        given = str(column[place].as_py())[:40]
        yield problem(code, row_of(name, here), path, here + 2, given=given)


def _is_day(text: str) -> bool:
    try:
        pa.scalar(text).cast(pa.date32())
    except pa.ArrowException:
        return False
    return True


def _uneven(path: Path) -> Problem | None:
    """The first line with another number of fields than there are names."""
    with open(path, encoding="utf-8", errors="replace", newline="") as text:
        lines = csv.reader(text)
        names = next(lines, [])
        for row, fields in enumerate(lines):
            if fields and len(fields) != len(names):
                given, wanted = str(len(fields)), str(len(names))
                code, where = "csv_line_is_uneven", f"row {row + 1}"
                return problem(code, where, path, lines.line_num, given=given, names=wanted)
    return None


def _unreadable(path: Path, error: BaseException) -> Problem:
    why = (str(error) or type(error).__name__).splitlines()[0][:200]
    if "Expected" in why and (uneven := _uneven(path)) is not None:
        return uneven
    if "UTF8" in why or "utf-8" in why.lower():
        return problem("csv_is_not_utf8", "", path)
    return problem("csv_cannot_be_read", "", path, why=why)
