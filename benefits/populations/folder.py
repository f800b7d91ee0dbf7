"""What a calibration leaves in a folder (校准结果文件夹): six files, each whole."""

import csv
import json
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet

from benefits.populations.calibrated_file import text_of
from benefits.populations.chosen import written
from benefits.populations.outcome import Outcome
from benefits.populations.sentences import problem
from benefits.populations.told import csv_rows, page, told
from benefits.problems import Refused


def write_folder(found: Outcome, folder: Path) -> tuple[Path, ...]:
    """Write them; raises `Refused("malformed")` where that cannot be.

    `calibrated.yaml` to run again, `reform.yaml` where figures moved, `people.parquet` the weighted
    claims, `fit.csv`, `fit.json`, and the report in each language.
    """
    texts = {
        "calibrated.yaml": text_of(found.calibrated),
        "fit.csv": _csv(found),
        "fit.json": json.dumps(told(found), ensure_ascii=False, indent=2) + "\n",
        "report.zh.md": page(found, "zh"),
        "report.en.md": page(found, "en"),
    }
    if found.moved:
        texts["reform.yaml"] = reform_text(found)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [_whole(folder / name, _writer(text)) for name, text in texts.items()]
        paths.append(_whole(folder / "people.parquet", lambda path: _parquet(found, path)))
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        wrong = problem("file_cannot_be_written", str(folder), why=why)
        raise Refused("malformed", [wrong]) from None
    return tuple(paths)


def reform_text(found: Outcome) -> str:
    """The moved figures as a reform's file."""
    table = found.calibrated.table
    return written(
        {
            "name": {"zh": f"校准：{table.name.zh}", "en": f"calibrated to {table.name.en}"},
            "region": table.region,
            "figures": {figure.path: figure.written(value) for figure, value in found.moved},
        }
    )


def _csv(found: Outcome) -> str:
    said = StringIO()
    csv.writer(said, lineterminator="\n").writerows(csv_rows(found))
    return said.getvalue()


def _writer(text: str) -> Callable[[Path], Any]:
    return lambda path: path.write_text(text, encoding="utf-8", newline="\n")


def _parquet(found: Outcome, path: Path) -> None:
    pyarrow.parquet.write_table(found.claims, str(path), compression="zstd")


def _whole(path: Path, write: Callable[[Path], Any]) -> Path:
    """Written beside, then put in place."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
