"""Machine code (机器码): a kernel's text compiled by Numba and kept on disk; plain Python without it.

The file is named by a digest of the text, the compiler and the processor, so another policy, another
Numba or another machine never meets code that is not its own. The only module that imports Numba.
"""

import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from benefits.simulation import passes
from benefits.simulation.arrays import Array
from benefits.simulation.folder import kept, private, usual
from benefits.simulation.layout import GIVEN_BACK, WRITTEN, Argument, Kernel
from benefits.simulation.order import Passes

_lock = Lock()
_READY: dict[tuple[Path, str], Callable[..., Any]] = {}
"""What this process has loaded already."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A kernel that can be run: `run(*arrays)` fills the arrays it writes to."""

    run: Callable[..., None]
    compiled: bool
    passes: Passes | None = None
    """Passes over columns as machine code; None: NumPy's."""


def machine(kernel: Kernel, folder: Path | None = None) -> Machine:
    """The kernel made ready; raises `UnsafeFolder` where others can write to the folder."""
    try:
        import numba
    except ImportError:
        warnings.warn(
            "未安装 Numba，模拟改用纯 Python 运行，约慢百倍；请安装 numba · "
            "Numba is not installed: the simulation runs in plain Python, some hundred times slower; "
            "install numba",
            RuntimeWarning,
            stacklevel=2,
        )
        return plain(kernel)
    safe = private(usual() if folder is None else folder)
    return Machine(_compiled(numba, kernel, safe), True, _passes(numba, safe))


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


def _compiled(numba: Any, kernel: Kernel, folder: Path) -> Callable[..., None]:
    wanted = numba.void(*_types(numba, kernel.arguments))
    return _loaded(numba, "kernel", kernel.text, "run", wanted, folder, kernel.parts)


def _passes(numba: Any, folder: Path) -> Passes:
    """The passes over columns, for every width of number that there is."""
    text = Path(passes.__file__).read_text(encoding="utf-8")

    def of(width: str, readonly: bool = False) -> Any:
        return numba.types.Array(getattr(numba, width), 1, "C", readonly=readonly)

    many, read = of("int64"), of("int64", True)
    wanted: dict[str, Any] = {
        "by_digit": [numba.boolean(many, many, many, many, many, numba.int64)],
        "by_ties": [numba.boolean(many, many, read)],
        "taken": [numba.void(of(each, True), read, of(each)) for each in passes.WIDTHS],
        "put": [numba.void(of(each), read, of(each, True)) for each in passes.WIDTHS],
    }
    ready = {
        name: _loaded(numba, "passes", text, name, types, folder) for name, types in wanted.items()
    }
    return Passes(**ready)


def _loaded(
    numba: Any,
    kind: str,
    text: str,
    main: str,
    wanted: Any,
    folder: Path,
    parts: Sequence[str] = (),
) -> Callable[..., Any]:
    """A function of a text, and the functions it calls, from the folder or compiled into it."""
    digest = sha256("\n".join([text, *_told_apart(numba)]).encode()).hexdigest()
    with _lock:  # blocks are run side by side: the first makes it, the others wait for it
        path = kept(folder, f"benefits_{kind}_{digest[:40]}.py", text)
        if (path, main) not in _READY:
            _READY[path, main] = _made(numba, path, main, wanted, parts)
        return _READY[path, main]


def _made(
    numba: Any, path: Path, main: str, wanted: Any, parts: Sequence[str]
) -> Callable[..., Any]:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, ""
    try:
        sys.modules[spec.name] = module  # Numba looks its module up when it loads machine code
        spec.loader.exec_module(module)
        for part in parts:
            setattr(module, part, numba.njit(error_model="numpy")(getattr(module, part)))
        ready: Callable[..., Any] = numba.njit(wanted, cache=True, nogil=True, error_model="numpy")(
            getattr(module, main)
        )
    finally:
        numba.config.CACHE_DIR = before
    return ready


def _types(numba: Any, arguments: Sequence[Argument]) -> list[Any]:
    """Columns that are only read may be read-only: those of an Arrow table are."""
    return [
        numba.types.Array(getattr(numba, each.width), 1, "C", readonly=each.role not in WRITTEN)
        for each in arguments
    ]


def _told_apart(numba: Any) -> list[str]:
    from llvmlite import __version__ as llvmlite
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return [
        numba.__version__,
        llvmlite,
        platform.machine(),
        binding.get_host_cpu_name(),
        features,
        sys.version,
    ]
