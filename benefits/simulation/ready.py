"""What is made ready once (备好的程序): a policy's formula, and the kernel of some versions of a region.

A simulation asks for the same ones block after block; making them takes as long as half a million claims.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from benefits.claims.claim import Key
from benefits.formula.compiled import compiled
from benefits.formula.formula import Formula
from benefits.reading.document import Document
from benefits.simulation.kernel import kernel
from benefits.simulation.layout import Kernel, Version
from benefits.simulation.machine import Machine, machine, plain

_MOST: Final = 256


@dataclass(slots=True)
class _Kept:
    """The things asked for last; two who ask for the same thing at once may both make it."""

    things: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def ask(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self.lock:
            if key in self.things:
                self.things.move_to_end(key)
                return self.things[key]
        made = make()
        with self.lock:
            self.things[key] = made
            while len(self.things) > _MOST:
                self.things.popitem(last=False)
        return made


_formulas: Final = _Kept()
_kernels: Final = _Kept()


def formula_of(document: Document) -> Formula:
    """The formula of a policy; raises `Refused("invalid_policy")`."""
    made: Formula = _formulas.ask((document.file, document.digest), lambda: compiled(document))
    return made


def ready(
    documents: Sequence[Document],
    versions: Sequence[Version],
    given: Iterable[Key],
    scalars: Sequence[Key],
    folder: Path | None,
    python: bool,
) -> tuple[Kernel, Machine]:
    """The kernel for a table with these columns, and its machine code, or none where `python` says so."""
    columns = frozenset(given)
    told = [
        (document.file, document.digest, version.place, version.cuts)
        for document, version in zip(documents, versions, strict=True)
    ]

    def make() -> tuple[Kernel, Machine]:
        needed = kernel(versions, columns, scalars)
        return needed, plain(needed) if python else machine(needed, folder)

    key = (tuple(told), columns, tuple(scalars), folder, python)
    made: tuple[Kernel, Machine] = _kernels.ask(key, make)
    return made
