"""One run of a kernel (一次核算): its arrays put in order, and what it wrote put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from benefits.simulation.arrays import Array
from benefits.simulation.body import BITS, TOTAL_TOO_LARGE
from benefits.simulation.claims import Claims
from benefits.simulation.layout import GIVEN_BACK, Argument, Kernel, Version
from benefits.simulation.machine import Machine
from benefits.simulation.order import Order
from benefits.simulation.parted import Parted
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
    _dealt: dict[str, Array] = field(default_factory=dict)
    """The same, as claims stand by parts."""

    def run(self, ready: Machine, columns: Columns) -> None:
        """Run it and write the results where the claims stand in the table."""
        parts, rows = self.order.parts, self.claims.rows
        if parts is None or ready.passes is None:
            told = self._whole(ready)
        else:
            told = self._by_parts(ready, Parted(self.kernel, parts, ready.passes))
        where = slice(None) if rows is None else rows
        for argument in self.kernel.arguments:
            if argument.role in GIVEN_BACK:
                self._take(columns, argument, where, told[argument.name])

    def _take(self, columns: Columns, argument: Argument, rows: Any, told: Array) -> None:
        match argument.role:
            case "layer":
                columns.take_layer(argument.key[0], rows, told)
            case "status":
                columns.status[rows] = _statuses(told)
            case "patient":
                columns.patient_fen = written(columns.patient_fen, rows, told)
            case role:
                setattr(columns, role, written(getattr(columns, role), rows, told))

    def _by_parts(self, ready: Machine, parted: Parted) -> dict[str, Array]:
        """What the claims come to, run part by part."""
        arguments = self.kernel.arguments
        if not self._dealt:
            facts = [each for each in arguments if each.role in ("fact", "version")]
            self._dealt.update(parted.dealt({each.name: self._stated(each) for each in facts}))
        shared = [each for each in arguments if each.role in ("scalars", "figures", "classes")]
        assert self.order.first is not None
        others = {each.name: self._array(each, self.order) for each in shared}
        return parted.told(ready.run, self._dealt, self.order.first, others)

    def _whole(self, ready: Machine) -> dict[str, Array]:
        """What the claims come to, columns taken into order and back one after the other."""
        arrays = [self.ready(each) for each in self.kernel.arguments]
        self._run(ready, arrays)
        given = zip(self.kernel.arguments, arrays, strict=True)
        return {
            each.name: self.order.undone(array) for each, array in given if each.role in GIVEN_BACK
        }

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
            case "version" | "fact":
                return np.ascontiguousarray(order.of(self._stated(argument)))
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

    def _stated(self, argument: Argument) -> Array:
        """What the table says of each claim, or the version that counts for it."""
        if argument.role == "version":
            return self.version.astype(argument.width, copy=False)
        column = self.claims.fact(argument.key, self.versions, self.version)
        return column.astype(argument.width, copy=False)


def _status_of_bit() -> Array:
    of_bit = np.zeros(256, dtype=np.uint8)
    of_bit[TOTAL_TOO_LARGE] = STATUSES.index("invalid_request")
    for word, bit in BITS.items():
        of_bit[bit] = STATUSES.index(word)
    return of_bit


_STATUS_OF_BIT: Final = _status_of_bit()


def _statuses(told: Array) -> Array:
    statuses = np.empty_like(told)

    def tell(part: slice) -> None:
        statuses[part] = _STATUS_OF_BIT[told[part]]

    side_by_side(tell, even(len(told)))
    return statuses
