"""The result's file (结果文件): whole, or not there at all.

Results are written to a draft beside it, which takes the file's name at the end. A draft that a killed
simulation left is locked by nobody and is written over.
"""

import fcntl
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from benefits.claim_files.scratch import held
from benefits.claim_files.sentences import cannot_write, refused
from benefits.simulation.arrays import Array
from benefits.simulation.result import STATUSES

ROWS: Final = 1 << 19
"""Rows of a row group, whatever the input's: the same results are the same bytes."""

STATUS: Final = pa.dictionary(pa.int8(), pa.string())
_WORDS: Final = pa.array(STATUSES)


def layout(layers: Sequence[str], reform: bool) -> pa.Schema:
    """The contract's columns, once more with `reform_` where there is one."""
    columns = [("claim_id", pa.int64())]
    for before in ("", "reform_") if reform else ("",):
        columns += [(f"{before}{layer}_fen", pa.int64()) for layer in layers]
        columns += [(f"{before}patient_fen", pa.int64()), (f"{before}status", STATUS)]
    # Nothing is ever missing; where that is said, a seventh of the time of writing is spared.
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns])


class Written:
    """The file while it is being written; `with` puts it in its place, or takes the draft away."""

    def __init__(self, out: Path, schema: pa.Schema) -> None:
        self.out, self.schema = out, schema
        self.draft = out.with_name(f".{out.name}.draft")
        self._group = {
            each.name: np.empty(ROWS, dtype=np.uint8 if each.type == STATUS else np.int64)
            for each in schema
        }
        """The rows of one group, filled again and again."""
        self._rows = 0
        self._file: Any = None
        self._writer: Any = None
        self._mine = False

    def __enter__(self) -> "Written":
        return self

    def begin(self) -> None:
        """Make the draft; inside `with`, so that an interruption at any moment takes it away."""
        try:
            self._file = open(self.draft, "ab")  # noqa: SIM115 (held until the end)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._mine = True
            self._writer = self._begun()
        except BlockingIOError:
            raise refused("out_is_being_written", "--out", self.out) from None
        except OSError as error:
            raise cannot_write(error, self.out) from None

    def write(self, columns: Mapping[str, Array]) -> None:
        """Some more rows; raises `Refused` where the disk is full."""
        rows = len(columns["claim_id"])
        taken = 0
        while taken < rows:
            more = min(rows - taken, ROWS - self._rows)
            for name, column in self._group.items():
                column[self._rows : self._rows + more] = columns[name][taken : taken + more]
            self._rows += more
            taken += more
            if self._rows == ROWS:
                self._write_group()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish()
                self._mine = False
        except OSError as cannot:
            raise cannot_write(cannot, self.out) from None
        finally:
            self._writer = None
            if self._mine:
                self.draft.unlink(missing_ok=True)
            if self._file is not None:
                self._file.close()
            if error is not None and self.draft.exists() and not held(self.draft):
                self.draft.unlink(missing_ok=True)  # interrupted before it was known as ours

    # -- inside -----------------------------------------------------------------

    def _finish(self) -> None:
        if self._rows:
            self._write_group()
        self._writer.close()
        os.replace(self.draft, self.out)

    def _begun(self) -> Any:
        if self.out.suffix.lower() == ".csv":
            return pacsv.CSVWriter(str(self.draft), self._as_text())
        words = [each.name for each in self.schema if each.type == STATUS]
        numbers = [each.name for each in self.schema if each.type != STATUS]
        return pq.ParquetWriter(
            str(self.draft),
            self.schema,
            compression="snappy",
            use_dictionary=words,
            # Two thirds of the time and 60% of the size of plain numbers; every reader knows it.
            column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
            # Amounts lie all over: nobody finds rows by them. A look at every one costs a twelfth.
            write_statistics=["claim_id"],
            write_batch_size=1 << 16,
        )

    def _write_group(self) -> None:
        made = [_column(self._group[each.name][: self._rows], each.type) for each in self.schema]
        table = pa.Table.from_arrays(made, schema=self.schema)
        self._rows = 0
        try:
            if isinstance(self._writer, pacsv.CSVWriter):
                self._writer.write_table(table.cast(self._as_text()))
            else:
                self._writer.write_table(table, row_group_size=ROWS)
        except OSError as error:
            raise cannot_write(error, self.out) from None

    def _as_text(self) -> pa.Schema:
        return pa.schema(
            [
                pa.field(each.name, pa.string()) if each.type == STATUS else each
                for each in self.schema
            ]
        )


def check(out: Path, claims: Sequence[Path]) -> None:
    """Refuse a place where a result cannot or must not be written."""
    if out.suffix.lower() not in (".parquet", ".csv"):
        raise refused("out_is_of_no_known_kind", "--out", out)
    if out.is_dir():
        raise refused("out_is_a_folder", "--out", out)
    if not out.absolute().parent.is_dir():
        raise refused("out_has_no_folder", "--out", out.parent)
    for each in claims:
        same = out.exists() and each.exists() and os.path.samefile(out, each)
        inside = each.is_dir() and out.absolute().parent.resolve() == each.resolve()
        if same or inside:
            raise refused("out_is_in", "--out", out)


def _column(numbers: Array, kind: pa.DataType) -> pa.Array:
    if kind == STATUS:
        return pa.DictionaryArray.from_arrays(pa.array(numbers.view("int8")), _WORDS)
    return pa.array(numbers)
