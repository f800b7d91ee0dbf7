"""Claims that belong together brought together (按户分区): rows dealt out to parts on disk, in one go.

Which part each row went to is kept in the order of the file, two bytes a row: that alone brings the results
back into it, since within a part rows keep their order. Numbers are written as narrow as the file's own
bounds allow, words as codes of one list for all parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from benefits.claim_files import columns
from benefits.claim_files.members import share_of
from benefits.claim_files.opened import Claims, Piece
from benefits.claim_files.survey import Moved, household_of
from benefits.claim_files.threads import ahead
from benefits.simulation.arrays import Integers

MOST_PARTS: Final = 1 << 16
_ENUMERATED_WORDS: Final = 1 << 14
"""Further words of a short list are all the same: none of them is on it."""
_UNREADABLE: Final = "?"


@dataclass(slots=True)
class Words:
    """The words of one column over all pieces."""

    codes: dict[str, int] = field(default_factory=dict)
    most: int | None = None

    def of(self, column: pa.Array) -> Integers:
        """The column in codes of the common list, −1 where nothing is given."""
        listed = column.dictionary.to_pylist()
        wanted = np.array([*(self._code(word) for word in listed), -1], dtype=np.int32)
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        coded: Integers = wanted[codes]
        return coded

    def _code(self, word: str | None) -> int:
        if word is None:
            return -1
        if word not in self.codes and self.most is not None and len(self.codes) >= self.most:
            word = _UNREADABLE
        return self.codes.setdefault(word, len(self.codes))


@dataclass(slots=True)
class Scattered:
    """The parts on disk: how many rows each has, and the words of all."""

    folder: Path
    sizes: Integers
    words: dict[str, Words]

    @property
    def places(self) -> Path:
        """Which part each row went to, in the order of the file."""
        return self.folder / "places"

    def path(self, part: int) -> Path:
        return self.folder / f"part-{part}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part on disk as it is sent to whoever works it out."""

    number: int
    file: Path
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def piece(self) -> Piece:
        """Its claims."""
        with pa.OSFile(str(self.file), "rb") as file, pa.ipc.open_stream(file) as stream:
            table = stream.read_all().combine_chunks()
        named = dict(self.words)
        made = {}
        for name in table.column_names:
            column = table[name]
            if name in named:
                column = _worded(column, named[name])
            elif columns.kind_of(name) == columns.DAY:
                column = column.cast(pa.date32())
            made[name] = column
        return Piece(0, pa.table(made))


def scattered(
    claims: Claims, moved: Moved, parts: int, folder: Path, seen: Callable[[int], None]
) -> Scattered:
    """Deal the rows out; `seen` is told how many rows have been read."""
    assert parts <= MOST_PARTS
    words = {
        name: Words(most=_ENUMERATED_WORDS if name in columns.ENUMERATED else None)
        for name in claims.names
        if columns.kind_of(name) == columns.WORD
    }
    made = Scattered(folder, np.zeros(parts, dtype=np.int64), words)
    widths = {name: _width(claims, name) for name in claims.names}
    started: set[int] = set()
    with open(made.places, "wb") as places, ahead(claims.pieces()) as pieces:
        for piece in pieces:
            part = share_of(moved.root(household_of(piece.table)), parts).astype(np.uint16)
            places.write(part.tobytes())
            order = np.argsort(part, kind="stable")
            for name, width in widths.items():
                if width == pa.int32() and columns.kind_of(name) == columns.WHOLE:
                    claims.within(name, piece.table)
            batch = _taken(piece.table, order, widths, words)
            counts = np.bincount(part, minlength=parts)
            made.sizes += counts
            ends = np.cumsum(counts)
            for number in np.flatnonzero(counts).tolist():
                few = batch.slice(ends[number] - counts[number], counts[number])
                with open(made.path(number), "ab", buffering=0) as file:
                    if number not in started:
                        started.add(number)
                        file.write(batch.schema.serialize())
                    file.write(few.serialize())
            seen(piece.start + len(piece.table))
    return made


def scratch_bytes(claims: Claims, results: int) -> int:
    """About how much room the parts and the results of one run need on disk, in bytes.

    A part is taken away when it has been worked out, so the two are hardly there together.
    """
    widths = (_width(claims, name) for name in claims.names)
    row = sum(4 if kind is None else kind.bit_width // 8 for kind in widths)
    return len(claims) * (max(row, results) + 2)


def _taken(
    table: pa.Table, order: Integers, widths: dict[str, pa.DataType | None], words: dict[str, Words]
) -> pa.RecordBatch:
    """The rows in another order, in the forms of the scratch files."""
    made = []
    for name in table.column_names:
        column, width = table[name].combine_chunks(), widths[name]
        if columns.kind_of(name) == columns.DAY:
            column = column.cast(pa.int32())
        if name in words:
            codes = words[name].of(column).astype(_code_width(name), copy=False)
            made.append(pa.array(codes.take(order)))
        elif width is None or column.null_count:
            taken = column.take(pa.array(order))
            made.append(taken if width is None else taken.cast(width))
        else:
            numbers = column.to_numpy(zero_copy_only=False)
            made.append(
                pa.array(numbers.astype(f"i{width.bit_width // 8}", copy=False).take(order))
            )
    return pa.record_batch(made, names=table.column_names)


def _worded(column: pa.ChunkedArray, words: Sequence[str]) -> pa.Array:
    codes = column.combine_chunks().to_numpy(zero_copy_only=False).astype(np.int32)
    missing = codes < 0
    indices = pa.array(codes, mask=missing if bool(missing.any()) else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def _width(claims: Claims, name: str) -> pa.DataType | None:
    """The type of a column in the scratch files, None for its own."""
    kind = columns.kind_of(name)
    if kind == columns.WHOLE:
        bounds = claims.bounds(name)
        narrow = bounds is not None and bounds[0] >= -(2**31) and bounds[1] < 2**31
        return pa.int32() if narrow else pa.int64()
    if kind == columns.DAY:
        return pa.int32()
    if kind == columns.WORD:
        return pa.int16() if _code_width(name) == "i2" else pa.int32()
    return None


def _code_width(name: str) -> str:
    return "i2" if name in columns.ENUMERATED else "i4"
