"""Object code (目标码): functions of a text compiled once and kept; loading them needs no compiler.

Numba and its own store of machine code take half a second of every start. So what Numba makes is kept as
object code, named by a digest of all that it comes from: the text, how its functions are called, the
compiler, Python and the processor. Whatever differs, differs in name. The only module that imports Numba.
"""

import platform
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from ctypes import CFUNCTYPE, addressof, c_bool, c_int32, c_int64, c_void_p
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np

from benefits.simulation.folder import kept

_lock: Final = Lock()
_READY: Final[dict[tuple[Path, str], dict[str, Callable[..., Any]]]] = {}
"""What this process has loaded already."""

_OF_THE_COMPILER: Final = re.compile(r"^declare (.*@(?!llvm\.)[\w.\"$]+\(.*\)).*$", re.MULTILINE)
"""What the code for exceptions and for counted references calls; no loop reaches either."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A function as it is called: arrays by the width of their numbers and whether it writes to them,
    then so many whole numbers."""

    name: str
    function: str
    """Its name in the text; several entries may be one function for several widths."""
    arrays: tuple[tuple[str, bool], ...]
    numbers: int = 0
    answers: bool = False
    """It answers yes or no."""


def is_there() -> bool:
    """The compiler is installed."""
    return find_spec("numba") is not None


def loaded(
    kind: str, text: str, entries: Sequence[Entry], folder: Path, parts: Sequence[str] = ()
) -> dict[str, Callable[..., Any]]:
    """The entries of a text by name, from the folder or compiled into it; `parts` are the functions that
    they call. Raises `UnsafeFolder`."""
    told = [text, *map(repr, entries), *parts, *_made_by()]
    name = f"benefits_{kind}_{sha256(chr(0).join(told).encode()).hexdigest()[:40]}.o"
    with _lock:
        if (folder, name) not in _READY:
            code = kept(folder, name, lambda: _compiled(text, entries, parts))
            _READY[folder, name] = _opened(code, entries)
        return _READY[folder, name]


def _made_by() -> list[str]:
    from llvmlite import binding

    return [
        version("numba"),
        version("llvmlite"),
        version("numpy"),
        platform.machine(),
        binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten(),
        sys.version,
    ]


# -- made -----------------------------------------------------------------------------------


def _compiled(text: str, entries: Sequence[Entry], parts: Sequence[str]) -> bytes:
    """Object code that stands on its own, with a symbol for each entry."""
    import numba
    from llvmlite import binding

    scope: dict[str, Any] = {}
    exec(compile(text, "<kernel>", "exec"), scope)
    for part in parts:
        scope[part] = numba.njit(error_model="numpy")(scope[part])
    whole = binding.parse_assembly("")
    for each in entries:
        made = numba.cfunc(_signature(numba, each), error_model="numpy")(scope[each.function])
        module = binding.parse_assembly(made.inspect_llvm())
        function = module.get_function(made.native_name.removeprefix("cfunc."))
        taken = [str(argument.type) for argument in function.arguments]
        assert taken == _taken(each), f"Numba calls functions otherwise: {taken}"
        function.name = each.name
        whole.link_in(module)
    whole.link_in(binding.parse_assembly("\n".join(_never_reached(str(whole)))))
    code: bytes = _target_machine().emit_object(whole)
    return code


def _signature(numba: Any, entry: Entry) -> Any:
    types = numba.types
    arrays = [
        types.Array(getattr(types, width), 1, "C", readonly=not written)
        for width, written in entry.arrays
    ]
    answer = types.boolean if entry.answers else types.void
    return answer(*arrays, *[types.int64] * entry.numbers)


def _taken(entry: Entry) -> list[str]:
    """What Numba's functions take: places for the answer and for what went wrong, then of each array whose
    it is (twice), its length, the bytes of a number, where it lies, its length and stride."""
    array = ["ptr", "ptr", "i64", "i64", "ptr", "i64", "i64"]
    return ["ptr", "ptr", *array * len(entry.arrays), *["i64"] * entry.numbers]


def _never_reached(module: str) -> Iterator[str]:
    """Bodies for what the code would call of the compiler, so that it loads without; they end the process."""
    yield "declare void @llvm.trap()"
    for told in _OF_THE_COMPILER.findall(module):
        yield f"define {told} {{\n    call void @llvm.trap()\n    unreachable\n}}"


# -- loaded ---------------------------------------------------------------------------------


def _target_machine() -> Any:
    """As Numba has it."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_default_triple()
    return target.create_target_machine(
        reloc="static" if target.name.startswith("x86") else "default",
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def _opened(code: bytes, entries: Sequence[Entry]) -> dict[str, Callable[..., Any]]:
    from llvmlite import binding

    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target_machine())
    held = binding.ObjectFileRef.from_data(code)
    engine.add_object_file(held)
    engine.finalize_object()
    return {each.name: _callable(engine, each) for each in entries}


def _callable(engine: Any, entry: Entry) -> Callable[..., Any]:
    """The entry over arrays. Machine code looks at nothing, so what it is given is looked at here."""
    wanted = [(np.dtype(width), written) for width, written in entry.arrays]
    kinds = [c_void_p if each == "ptr" else c_int64 for each in _taken(entry)]
    function = CFUNCTYPE(c_int32, *kinds)(engine.get_function_address(entry.name))

    def run(*given: Any) -> bool:
        assert engine is not None, "the code lives as long as its engine"
        answer, wrong, words = c_bool(), c_void_p(), []
        for array, (width, written) in zip(given, wanted, strict=False):
            flags = array.flags
            fits = array.dtype == width and array.ndim == 1 and flags.c_contiguous and flags.aligned
            if not fits or (written and not flags.writeable):
                raise TypeError(f"{entry.name}: {array.dtype} is no column of {width}")
            size, bytes_ = len(array), width.itemsize
            words += [None, None, size, bytes_, array.ctypes.data, size, bytes_]
        status = function(addressof(answer), addressof(wrong), *words, *given[len(wanted) :])
        if status:
            raise RuntimeError(f"{entry.name} ended with {status}")
        return answer.value

    return run
