"""The folder a search leaves (结果文件夹): the reform's file of every point, and the points as JSON.

A folder that holds something is refused, so that points of two searches never lie together; each file is
written beside its place and put there, so none is ever half written. The same search gives the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benefits.problems import Refused, Text
from benefits.reforms.written import reform_text
from benefits.search.sentences import problem
from benefits.search.sweep import Point
from benefits.search.told import Shown
from benefits.search.variants import Variants

POINTS: Final = "points.json"


def check_folder(folder: Path) -> None:
    """The folder is new or empty; raises `Refused`. Asked before anything is run."""
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        raise _cannot(folder) from None
    if taken:
        raise Refused("invalid_request", [problem("folder_is_not_empty", f"--out {folder}")])


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts by their place in the folder; raises `Refused`."""
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.part")
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(path)
    except OSError:
        raise _cannot(folder) from None


def files_of(
    told: Mapping[str, Any], variants: Variants, points: Iterable[Point], shown: Shown
) -> dict[str, str]:
    """The points as JSON, and each point's reform."""
    reforms = {shown.file(each): reform_file(variants, each) for each in points}
    return {POINTS: json.dumps(told, ensure_ascii=False, indent=2) + "\n", **reforms}


def reform_file(variants: Variants, point: Point) -> str:
    """A point's reform as `--reform` reads it."""
    remarks = [f"stack it on {each} · 与 {each} 叠加使用" for each in variants.stack.structural]
    written = ", ".join(f"{path}={each}" for path, each in point.figures.items())
    names = variants.plan.name
    name = Text(written, written)
    if names is not None:
        name = Text(f"{names.zh}；{written}", f"{names.en}; {written}")
    return reform_text(variants.reform(point.values), name, remarks)


def told_points(points: Sequence[Point], shown: Shown) -> list[dict[str, Any]]:
    """Points as JSON."""
    return [shown.point(each) for each in points]


def _cannot(folder: Path) -> Refused:
    return Refused("invalid_request", [problem("folder_cannot_be_written", f"--out {folder}")])
