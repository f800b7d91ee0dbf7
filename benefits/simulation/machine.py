"""Machine code (机器码): a kernel's text compiled by Numba and kept on disk; plain Python without it."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benefits.simulation import passes
from benefits.simulation.arrays import Array
from benefits.simulation.folder import private, usual
from benefits.simulation.layout import GIVEN_BACK, WRITTEN, Kernel
from benefits.simulation.object_code import Entry, is_there, loaded
from benefits.simulation.order import Passes


@dataclass(frozen=True, slots=True)
class Machine:
    """A kernel that can be run: `run(*arrays)` fills the arrays it writes to."""

    run: Callable[..., None]
    compiled: bool
    passes: Passes | None = None
    """Passes over columns as machine code; None: NumPy's."""


def machine(kernel: Kernel, folder: Path | None = None) -> Machine:
    """The kernel made ready; raises `UnsafeFolder` where others can write to the folder."""
    if not is_there():
        warnings.warn(
            "未安装 Numba，模拟改用纯 Python 运行，约慢百倍；请安装 numba · "
            "Numba is not installed: the simulation runs in plain Python, some hundred times slower; "
            "install numba",
            RuntimeWarning,
            stacklevel=2,
        )
        return plain(kernel)
    safe = private(usual() if folder is None else folder)
    return Machine(_compiled(kernel, safe), True, _passes(safe))


def plain(kernel: Kernel) -> Machine:
    """The same text as plain Python, over lists of whole numbers."""
    scope: dict[str, Any] = {}
    exec(compile(kernel.text, "<kernel>", "exec"), scope)

    def run(*arrays: Array) -> None:
        lists = [array.tolist() for array in arrays]
        scope["run"](*lists)
        for argument, array, numbers in zip(kernel.arguments, arrays, lists, strict=True):
            if argument.role in GIVEN_BACK:
                array[:] = np.array(numbers, dtype=array.dtype)

    return Machine(run, False)


def _compiled(kernel: Kernel, folder: Path) -> Callable[..., None]:
    """Columns that are only read may be read-only: those of an Arrow table are."""
    arrays = tuple((each.width, each.role in WRITTEN) for each in kernel.arguments)
    return loaded("kernel", kernel.text, [Entry("run", "run", arrays)], folder, kernel.parts)["run"]


def _passes(folder: Path) -> Passes:
    """The passes over columns, for every width of number that there is."""
    many, read = ("int64", True), ("int64", False)
    entries = [
        Entry("counted", "counted", (read, many), numbers=1),
        Entry("dealt", "dealt", (read, many, many, many, many), numbers=2),
        Entry("by_digit", "by_digit", (many,) * 5, numbers=1, answers=True),
        Entry("by_ties", "by_ties", (read, many, read, read), answers=True),
    ]
    for each in passes.KEYS:
        entries.append(Entry(f"packed_{each}", "packed", (many, (each, False)), numbers=2))
    for each in passes.WIDTHS:
        entries.append(Entry(f"taken_{each}", "taken", ((each, False), read, (each, True))))
        entries.append(Entry(f"put_{each}", "put", ((each, True), read, (each, False))))
    ready = loaded("passes", Path(passes.__file__).read_text(encoding="utf-8"), entries, folder)

    def packed(key: Array, column: Array, low: int, bits: int) -> None:
        ready[f"packed_{column.dtype.name}"](key, column, low, bits)

    def taken(column: Array, rows: Array, to: Array) -> None:
        ready[f"taken_{column.dtype.name}"](column, rows, to)

    def put(column: Array, rows: Array, amounts: Array) -> None:
        ready[f"put_{column.dtype.name}"](column, rows, amounts)

    dealt, by_digit, by_ties = (ready[name] for name in ("dealt", "by_digit", "by_ties"))
    return Passes(packed, ready["counted"], dealt, by_digit, by_ties, taken, put)
