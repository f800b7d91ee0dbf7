"""One run of a kernel (一次核算): its arrays put in order, and what it wrote put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.simulation.arrays import Array
from benefits.simulation.body import BITS, TOTAL_TOO_LARGE
from benefits.simulation.claims import Claims
from benefits.simulation.layout import Argument, Kernel, Version
from benefits.simulation.machine import Machine
from benefits.simulation.order import Order
from benefits.simulation.result import STATUSES, Columns, written
from benefits.simulation.threads import even, side_by_side

_WHATEVER_THE_FIGURES: Final = frozenset({"first", "slot", "version", "fact", "scalars"})
"""The roles of arrays that are the same for every variant of a reform."""

_OF_NO_CLAIM: Final = frozenset({"scalars", "figures", "classes", "total"})
"""The roles of arrays that have no number for each claim."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a kernel is given: claims, each with the version that counts for it, figures, scalars."""

    kernel: Kernel
    claims: Claims
    versions: Sequence[Version]
    version: Array
    figures: Sequence[Sequence[int]]
    scalars: Sequence[int]
    order: Order
    _kept: dict[str, Array] = field(default_factory=dict)
    """Arrays made once, for the same claims under other figures."""

    def run(self, ready: Machine, columns: Columns) -> None:
        """Run it and write the results where the claims stand in the table."""
        order = self.order
        arrays = [self.ready(each) for each in self.kernel.arguments]
        self._run(ready, arrays)
        rows = order.back(self.claims.rows)
        put = None if ready.passes is None else ready.passes.put
        for argument, array in zip(self.kernel.arguments, arrays, strict=True):
            match argument.role:
                case "layer":
                    columns.take_layer(argument.key[0], rows, array, put)
                case "patient":
                    columns.patient_fen = written(columns.patient_fen, rows, array, put)
                case "eligible" | "eligible_left" | "eligible_backed" as role:
                    getattr(columns, role)[rows] = array
                case "status":
                    columns.status[rows] = _STATUS_OF_BIT[array]

    def _run(self, ready: Machine, arrays: Sequence[Array]) -> None:
        """The loop over all claims, or over several parts of them side by side."""
        parts = self._parts() if ready.compiled else [slice(None)]
        side_by_side(lambda claims: ready.run(*self._part(arrays, claims)), parts)

    def _parts(self) -> list[slice]:
        """The claims in closed parts: none ends within a person's year."""
        first, claims = self.order.first, len(self.claims)
        if first is None:
            return [slice(0, claims)]
        edges = [0]
        for part in even(claims)[1:]:
            after = np.flatnonzero(first[part])
            if len(after):
                edges.append(part.start + int(after[0]))
        return [slice(*each) for each in zip(edges, [*edges[1:], claims], strict=True)]

    def _part(self, arrays: Sequence[Array], claims: slice) -> Iterator[Array]:
        """The arrays of one part; each has a table of situations of its own."""
        for argument, array in zip(self.kernel.arguments, arrays, strict=True):
            if argument.role == "table":
                yield np.zeros_like(array)
            else:
                yield array if argument.role in _OF_NO_CLAIM else array[claims]

    def ready(self, argument: Argument) -> Array:
        """An array in order; what no figure decides is made once."""
        order = self.order
        if argument.role not in _WHATEVER_THE_FIGURES:
            return self._array(argument, order)
        found = self._kept.get(argument.name)
        if found is None:
            found = self._kept[argument.name] = self._array(argument, order)
        return found

    def _array(self, argument: Argument, order: Order) -> Array:
        match argument.role:
            case "first":
                assert order.first is not None
                return order.first
            case "slot":
                return order.slots[argument.key[0]]
            case "version":
                return order.of(self.version).astype(np.int8)
            case "fact":
                column = self.claims.fact(argument.key, self.versions, self.version)
                ordered: Array = order.of(column.astype(argument.width, copy=False))
                return np.ascontiguousarray(ordered)
            case "classes":
                return self.kernel.classes[argument.name]
            case "table":
                return np.zeros(self.kernel.sizes[argument.name], dtype=np.int64)
            case "scalars":
                return np.array(self.scalars, dtype=np.int64)
            case "figures":
                return np.array(self.figures[int(argument.key[0])], dtype=np.int64)
            case "total":
                return np.zeros(order.sizes[argument.key[1]], dtype=np.int64)
        return np.empty(len(self.claims), dtype=argument.width)


def _status_of_bit() -> Array:
    of_bit = np.zeros(256, dtype=np.uint8)
    of_bit[TOTAL_TOO_LARGE] = STATUSES.index("invalid_request")
    for word, bit in BITS.items():
        of_bit[bit] = STATUSES.index(word)
    return of_bit


_STATUS_OF_BIT: Final = _status_of_bit()
