"""A population as a file (人群文件): Parquet or CSV, a stretch at a time, whole or not at all.

Row groups have one size whatever was made at a time, so the same description gives the same file.
"""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benefits.populations.claims import claims, stretches
from benefits.populations.description import Description
from benefits.populations.draws import Draws
from benefits.populations.sentences import problem
from benefits.populations.stretch import HOUSEHOLDS
from benefits.problems import Refused

ROW_GROUP: Final = 500_000
"""Claims in a row group."""
AT_ONCE: Final = 500_000
"""So many claims are shuffled in memory; more go through files beside the one that is written."""
_NUMBERS: Final = ("claim_id", "person_id", "household_id")
_MOST_HANDS: Final = 500
"""A process may not have many more files open."""
_SHUFFLING: Final = 1_000
"""The purpose of the streams that shuffle."""

Told = Callable[[int, int], None]
"""Called with the claims written and the share of the households done, in millionths."""


def write_population(
    description: Description,
    path: Path,
    *,
    items: bool = False,
    shuffled: bool = False,
    tell: Told = lambda claims, share: None,
) -> int:
    """Make the population and write it; how many claims. Raises `Refused` where that cannot be."""
    if path.suffix not in (".parquet", ".csv") or (items and path.suffix == ".csv"):
        raise Refused(
            "invalid_request", [problem("file_is_not_written_like_this", "--out", given=path.name)]
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".people-") as folder:
            tables = claims(description, items=items)
            if shuffled:
                tables = _shuffled(tables, description, Path(folder))
            written = _write(tables, draft, path.suffix, stretches(description), tell)
        draft.replace(path)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        raise Refused(
            "malformed", [problem("file_cannot_be_written", str(path), why=why)]
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return written


def _write(tables: Iterator[pa.Table], path: Path, kind: str, steps: int, tell: Told) -> int:
    first = next(tables)
    written, step, waiting = 0, 0, [first]
    writer = _writer(path, kind, first.schema)
    with writer:
        for table in tables:
            step += 1
            waiting.append(table)
            if sum(map(len, waiting)) >= ROW_GROUP:
                together = pa.concat_tables(waiting)
                whole = len(together) // ROW_GROUP * ROW_GROUP
                writer.write_table(together.slice(0, whole), ROW_GROUP)
                written += whole
                waiting = [together.slice(whole)]
                tell(written, min(step * 1_000_000 // steps, 1_000_000))
        rest = pa.concat_tables(waiting)
        if len(rest) or not written:
            writer.write_table(rest, ROW_GROUP)
    return written + len(rest)


def _writer(path: Path, kind: str, schema: pa.Schema) -> Any:
    if kind == ".csv":
        return pyarrow.csv.CSVWriter(str(path), schema)
    words = [each.name for each in schema if pa.types.is_dictionary(each.type)]
    return pyarrow.parquet.ParquetWriter(
        str(path),
        schema,
        compression="zstd",
        use_dictionary=words,
        column_encoding=dict.fromkeys(_NUMBERS, "DELTA_BINARY_PACKED"),
    )


def _shuffled(
    tables: Iterator[pa.Table], description: Description, folder: Path
) -> Iterator[pa.Table]:
    """The rows in an order drawn from the seed: dealt to as many files as memory asks, each mixed."""
    first = next(tables)
    expected = len(first) * description.households // min(description.households, HOUSEHOLDS)
    hands = min(-(-expected // AT_ONCE) or 1, _MOST_HANDS)
    writers = [pa.ipc.new_stream(str(folder / str(hand)), first.schema) for hand in range(hands)]
    for place, table in enumerate(chain([first], tables)):
        _deal(table, Draws(description.seed, place, _SHUFFLING), writers)
    for writer in writers:
        writer.close()
    for hand in range(hands):
        with pa.ipc.open_stream(str(folder / str(hand))) as reader:
            table = reader.read_all()
        (folder / str(hand)).unlink()
        drawn = Draws(description.seed, hand, _SHUFFLING + 1).below(1 << 31, 2 * len(table))
        order = np.argsort((drawn[: len(table)] << 31) + drawn[len(table) :], kind="stable")
        yield table.take(pa.array(order))


def _deal(table: pa.Table, draws: Draws, writers: list[Any]) -> None:
    hand = draws.below(len(writers), len(table))
    dealt = table.take(pa.array(np.argsort(hand, kind="stable"))).combine_chunks()
    ends = np.cumsum(np.bincount(hand, minlength=len(writers)))
    for writer, begin, end in zip(writers, [0, *ends], ends, strict=False):
        writer.write_table(dealt.slice(begin, end - begin))
