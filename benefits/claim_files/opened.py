"""Claim files as one table (打开明细文件): checked columns, then rows in pieces, in the order they stand.

Only columns of the contract are read. Each piece has the contract's types: whole numbers, days, words as
dictionaries; what does not fit is refused with its file, column and row.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benefits.claim_files import columns, csv_text
from benefits.claim_files.sentences import missing, problem, refused, row_of
from benefits.problems import Problem, Refused
from benefits.simulation.bad_table import BadTable

AT_A_TIME: Final = 1 << 18
"""Rows read together; fewer where the rows are long."""
_BYTES_AT_A_TIME: Final = 1 << 27
_READ_AHEAD: Final = 1 << 20
_TOLD_AT_MOST: Final = 20

_UNREADABLE: Final = (pa.ArrowException, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows, the first of them `start` of the whole table."""

    start: int
    table: pa.Table


@dataclass(frozen=True, slots=True)
class Claims:
    """Claim files opened as one table, in the order given; `named` is what the user calls them."""

    files: tuple[Path, ...]
    named: tuple[Path, ...]
    sizes: tuple[int, ...]
    names: tuple[str, ...]
    """The contract's columns that are there."""
    unread: tuple[str, ...] = ()
    """Columns the contract does not have."""
    region: str | None = None
    row_bytes: int = 0
    _footers: dict[Path, Any] = field(default_factory=dict, repr=False)
    _bounds: dict[str, tuple[int, int] | None] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return sum(self.sizes)

    def __reduce__(self) -> tuple[Any, ...]:
        given = (self.files, self.named, self.sizes, self.names, self.unread, self.region)
        return Claims, (*given, self.row_bytes)

    @property
    def at_a_time(self) -> int:
        return max(1 << 12, min(AT_A_TIME, _BYTES_AT_A_TIME // max(self.row_bytes, 1)))

    def pieces(
        self, names: Sequence[str] | None = None, start: int = 0, stop: int | None = None
    ) -> Iterator[Piece]:
        """The rows from `start` up to `stop`; raises `Refused` with file, column and row."""
        stop, before = len(self) if stop is None else stop, 0
        wanted = list(self.names if names is None else names)
        for number, rows in enumerate(self.sizes):
            first, last = max(start - before, 0), min(stop - before, rows)
            if first < last:
                yield from self._of_file(number, before, wanted, first, last)
            before += rows

    def ranges(self, cuts: Sequence[int]) -> Iterator[Piece]:
        """The rows between one cut and the next, in one go over the files."""
        held: list[pa.Table] = []
        place = 0
        for piece in self.pieces(start=cuts[0], stop=cuts[-1]):
            table, start = piece.table, piece.start
            while len(table):
                taken = table.slice(0, cuts[place + 1] - start)
                held.append(taken)
                start += len(taken)
                table = table.slice(len(taken))
                if start == cuts[place + 1]:
                    yield Piece(cuts[place], pa.concat_tables(held))
                    held, place = [], place + 1

    def place(self, row: int) -> tuple[Path, int]:
        """The file a row stands in, and its number there."""
        for name, rows in zip(self.named, self.sizes, strict=True):
            if row < rows:
                return name, row
            row -= rows
        raise IndexError(row)

    def wrong(self, code: str, column: str, row: int, **facts: str) -> Problem:
        """What is wrong with one value."""
        file, here = self.place(row)
        line = here + 2 if csv_text.is_csv(file) else None
        return problem(code, row_of(column, here), file, line, **facts)

    def told(self, start: int, bad: BadTable) -> list[Problem]:
        """What the simulator finds wrong with the rows from `start` on, in its place in the files."""
        told: list[Problem] = []
        for wrong, each in zip(bad.wrong, bad.problems, strict=True):
            if wrong.row is None:
                told.append(replace(each, file=str(self.named[0])))
            else:
                file, row = self.place(start + wrong.row)
                told.append(replace(each, where=row_of(wrong.column, row), file=str(file)))
        return told

    def bounds(self, name: str) -> tuple[int, int] | None:
        """The least and the largest number of a column where the files say them."""
        if name not in self._bounds:
            self._bounds[name] = self._stated(name)
        return self._bounds[name]

    def _stated(self, name: str) -> tuple[int, int] | None:
        low, high = [], []
        for path in self.files:
            footer = self._footer(path).metadata
            place = _place(footer, name)
            for group in range(footer.num_row_groups):
                told = footer.row_group(group).column(place).statistics
                if told is None or not told.has_min_max:
                    return None
                low.append(told.min)
                high.append(told.max)
        return (min(low), max(high)) if low else None

    def within(self, name: str, table: pa.Table) -> None:
        """Numbers lie where the files say that the column's do; raises `Refused`."""
        bounds, found = self.bounds(name), pc.min_max(table[name]).as_py()
        low, high = found["min"], found["max"]
        if bounds is not None and low is not None and (low < bounds[0] or high > bounds[1]):
            why = f"{low} – {high}, {bounds[0]} – {bounds[1]}"
            raise refused("file_contradicts_itself", name, self.named[0], why=why)

    # -- inside -----------------------------------------------------------------

    def _footer(self, path: Path) -> Any:
        if path not in self._footers:
            self._footers[path] = _footer(path, path)
        return self._footers[path]

    def _of_file(
        self, number: int, before: int, wanted: list[str], first: int, last: int
    ) -> Iterator[Piece]:
        path, named = self.files[number], self.named[number]
        footer = self._footer(path)
        try:
            # A few row groups at a time: a reader keeps what it has read until it is through.
            for row, groups in _groups(footer.metadata, first, last, self.at_a_time):
                for batch in footer.iter_batches(self.at_a_time, row_groups=groups, columns=wanted):
                    low, high = max(first - row, 0), min(last - row, len(batch))
                    if low < high:
                        start = before + row + low
                        yield Piece(start, self._as_agreed(batch.slice(low, high - low), start))
                    row += len(batch)
        except _UNREADABLE as error:
            raise refused("file_is_not_parquet", "", named, why=_first_line(error)) from None

    def _as_agreed(self, batch: pa.RecordBatch, start: int) -> pa.Table:
        """The contract's types, and no hole where there may be none."""
        found: list[Problem] = []
        made = {}
        for name in batch.schema.names:
            column = batch.column(name)
            if name in columns.MUST_BE_GIVEN and column.null_count:
                rows = np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))
                found += [self.wrong("value_is_missing", name, start + int(r)) for r in rows[:5]]
                continue
            try:
                made[name] = _agreed(column, columns.kind_of(name))
            except (pa.ArrowException, ValueError) as error:
                found.append(self._unreadable(name, column, start, error))
        if found:
            raise Refused("invalid_claims", found[:_TOLD_AT_MOST])
        return pa.table(made)

    def _unreadable(self, name: str, column: pa.Array, start: int, error: Exception) -> Problem:
        kind = columns.kind_of(name)
        code = "value_is_no_day" if kind == columns.DAY else "value_is_too_large"
        for row, value in enumerate(column):
            try:
                _agreed(pa.array([value.as_py()], column.type), kind)
            except (pa.ArrowException, ValueError):
                return self.wrong(code, name, start + row, given=str(value.as_py())[:40])
        return self.wrong("column_cannot_be_read", name, start, why=_first_line(error))


def opened(
    paths: Sequence[Path], region: str | None, scratch: Callable[[], Path] | None = None
) -> Claims:
    """Open claim files; `region` stands where the column is missing. Raises `Refused` with everything.

    A CSV is brought into the form of Parquet first, in the folder that `scratch` makes.
    """
    named = _listed(paths)
    files = []
    for number, path in enumerate(named):
        if csv_text.is_csv(path):
            assert scratch is not None
            folder = scratch()
            files.append(csv_text.as_parquet(path, folder / f"claims-{number}.parquet"))
        else:
            files.append(path)
    footers = [_footer(file, name) for file, name in zip(files, named, strict=True)]
    found: list[Problem] = []
    for footer, name in zip(footers, named, strict=True):
        found += _of_schema(footer.schema_arrow, name)
    names = _known(footers[0].schema_arrow)
    for footer, name in zip(footers[1:], named[1:], strict=True):
        differ = sorted(set(names) ^ set(_known(footer.schema_arrow)))
        if differ:
            found.append(problem("files_differ", "", name, names=", ".join(differ)))
    found += _of_region("region" in names, region, named[0])
    if found:
        raise Refused("invalid_claims", found[:_TOLD_AT_MOST])
    sizes = tuple(each.metadata.num_rows for each in footers)
    there = footers[0].schema_arrow.names
    return Claims(
        tuple(files),
        tuple(named),
        sizes,
        tuple(names),
        tuple(name for name in there if name not in names),
        region,
        _row_bytes(footers, sizes),
    )


def _listed(paths: Sequence[Path]) -> list[Path]:
    """The files meant, those of a folder by name."""
    listed: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.suffix == ".parquet")
            if not inside:
                raise refused("folder_has_no_claims", "", path)
            listed += inside
            continue
        if not path.exists():
            raise refused("file_is_not_there", "", path)
        if path.suffix.lower() not in (".parquet", ".csv"):
            raise refused("file_is_of_no_known_kind", "", path)
        listed.append(path)
    return listed


def _footer(path: Path, named: Path) -> Any:
    try:
        plain = pq.ParquetFile(path)
        texts = [
            each.name
            for each in plain.schema_arrow
            if columns.kind_of(each.name) == columns.WORD
            and (pa.types.is_string(each.type) or pa.types.is_large_string(each.type))
        ]
        return pq.ParquetFile(path, read_dictionary=texts, buffer_size=_READ_AHEAD)
    except PermissionError:
        raise refused("file_may_not_be_read", "", named) from None
    except _UNREADABLE as error:
        raise refused("file_is_not_parquet", "", named, why=_first_line(error)) from None


def _of_schema(schema: pa.Schema, file: Path) -> Iterator[Problem]:
    """Everything that is wrong with the columns."""
    yield from missing(schema.names, file)
    times = Counter(schema.names)
    for name in times:
        kind = columns.kind_of(name)
        if kind is None:
            continue
        if times[name] > 1:
            yield problem("column_stands_twice", name, file)
        elif not columns.holds(kind, schema.field(name).type):
            told = columns.wanted(kind)
            given = str(schema.field(name).type)
            yield problem(
                "column_is_of_another_type",
                name,
                file,
                wanted_zh=told["zh"],
                wanted_en=told["en"],
                given=given,
            )


def _of_region(there: bool, region: str | None, file: Path) -> Iterator[Problem]:
    if there and region is not None:
        yield problem("region_is_said_twice", "--region", file, given=region)
    if not there and region is None:
        yield problem("region_is_not_said", "region", file)


def _known(schema: pa.Schema) -> list[str]:
    """The contract's columns that hold anything."""
    return [
        each.name
        for each in schema
        if columns.kind_of(each.name) is not None
        and (not pa.types.is_null(each.type) or each.name in columns.MUST_BE_GIVEN)
    ]


def _agreed(column: pa.Array, kind: str | None) -> pa.Array:
    given = column.type
    if kind == columns.WHOLE and not pa.types.is_null(given):
        return column.cast(pa.int64())
    if kind == columns.DAY:
        return column.cast(pa.date32())
    if kind == columns.WORD and not pa.types.is_dictionary(given):
        if pa.types.is_list(given) or pa.types.is_large_list(given):
            if pa.types.is_dictionary(given.value_type):
                column = column.cast(pa.list_(pa.string()))
            column = pc.binary_join(column, "+")
        return column.cast(pa.string()).dictionary_encode()
    return column


def _groups(
    metadata: Any, first: int, last: int, at_a_time: int
) -> Iterator[tuple[int, list[int]]]:
    """The row groups that hold some of the rows, a few together, with the number of their first row."""
    taken: list[int] = []
    row = begins = 0
    for number in range(metadata.num_row_groups):
        rows = metadata.row_group(number).num_rows
        if row < last and row + rows > first:
            if taken and row + rows - begins > at_a_time:
                yield begins, taken
                taken = []
            if not taken:
                begins = row
            taken.append(number)
        row += rows
    if taken:
        yield begins, taken


def _place(metadata: Any, name: str) -> int:
    names = [metadata.schema.column(n).path for n in range(metadata.num_columns)]
    return names.index(name)


def _row_bytes(footers: Sequence[Any], sizes: Sequence[int]) -> int:
    """How long a row is in memory, about."""
    whole = sum(
        footer.metadata.row_group(group).total_byte_size
        for footer in footers
        for group in range(footer.metadata.num_row_groups)
    )
    return int(whole // max(sum(sizes), 1))


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
