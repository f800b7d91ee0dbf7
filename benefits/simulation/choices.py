"""Choices moved down to what differs (下移选择): `a × 0.5 or a × 0.55` is `a × (0.5 or 0.55)`.

Where both sides of a choice are worked out anyway, two ways that differ only in their figures are worked
out as one. A side that somebody else reads too is left alone.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benefits.formula.graph import COUNT, Graph
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    HoldsAny,
    IsOneOf,
    Least,
    Less,
    Most,
    Node,
    Not,
    Ref,
    Refusal,
    Round,
    Share,
    Sum,
    Unit,
    Whole,
    children,
)
from benefits.readers.program import uses


def moved_down(graph: Graph, roots: tuple[Ref, ...]) -> tuple[Graph, Callable[[Ref], Ref]]:
    """A graph of the same values for claims that nothing refuses, and where each root stands in it."""
    two = _Rebuilt(graph, Counter())
    ready = tuple(two.of(root) for root in roots)
    nested = replace(graph, nodes=tuple(two.nodes), units=tuple(two.units), lines={})
    moved = _Rebuilt(nested, uses(nested, ready))
    places = dict(zip(roots, map(moved.of, ready), strict=True))
    made = replace(graph, nodes=tuple(moved.nodes), units=tuple(moved.units), lines={})
    return made, places.__getitem__


@dataclass(slots=True)
class _Rebuilt:
    graph: Graph
    uses: Counter[Ref]
    """How often each node is read; where nothing is known, no choice is moved."""
    nodes: list[Node] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    _places: dict[Ref, Ref] = field(default_factory=dict)
    _made: dict[tuple[Node, Unit], Ref] = field(default_factory=dict)

    def of(self, ref: Ref) -> Ref:
        if ref not in self._places:
            self._places[ref] = self._rebuilt(ref)
        return self._places[ref]

    def _rebuilt(self, ref: Ref) -> Ref:
        node, unit = self.graph.nodes[ref], self.graph.units[ref]
        if isinstance(node, Refusal):
            return self._add(Whole(0), unit)
        if isinstance(node, All) and any(self._never(term) for term in node.terms):
            return self._add(Whole(0), unit)
        if not isinstance(node, Choose):
            return self._add(_with(node, [self.of(each) for each in children(node)]), unit)
        arms = [each for each in node.arms if not self._never(each[0])]
        if len(arms) == 1:
            (test, value), last = arms[0], node.last
            return self._either(self.of(test), value, last, unit)
        made = self.of(node.last)
        for test, value in reversed(arms):
            made = self._choice(self.of(test), self.of(value), made, unit)
        return made

    def _never(self, ref: Ref) -> bool:
        node = self.graph.nodes[ref]
        if isinstance(node, All):
            return any(map(self._never, node.terms))
        return node == Whole(0)

    def _either(self, test: Ref, one: Ref, other: Ref, unit: Unit) -> Ref:
        if not self._alike(one, other):
            return self._choice(test, self.of(one), self.of(other), unit)
        a, b = self.graph.nodes[one], self.graph.nodes[other]
        pairs = zip(children(a), children(b), strict=True)
        read = [
            self.of(x) if x == y else self._either(test, x, y, self.graph.units[x])
            for x, y in pairs
        ]
        return self._add(_with(a, read), unit)

    def _alike(self, one: Ref, other: Ref) -> bool:
        """The same is done to both, and nobody else reads them."""
        a, b, units = self.graph.nodes[one], self.graph.nodes[other], self.graph.units
        if self.uses[one] != 1 or self.uses[other] != 1 or type(a) is not type(b):
            return False
        if units[one] != units[other] or not isinstance(a, _MOVED):
            return False
        read, also = list(children(a)), list(children(b))
        if len(read) != len(also) or any(
            units[x] != units[y] for x, y in zip(read, also, strict=True)
        ):
            return False
        if isinstance(a, Choose):
            return read[0] == also[0] and len(read) == 3
        if isinstance(a, Round) and isinstance(b, Round):
            return (a.step, a.mode, a.part) == (b.step, b.mode, None)
        return True

    def _choice(self, test: Ref, one: Ref, other: Ref, unit: Unit) -> Ref:
        return one if one == other else self._add(Choose(((test, one),), other), unit)

    def _add(self, node: Node, unit: Unit = COUNT) -> Ref:
        known = self._made.get((node, unit))
        if known is None:
            known = self._made[node, unit] = Ref(len(self.nodes))
            self.nodes.append(node)
            self.units.append(unit)
        return known


_MOVED = (Sum, Less, Share, Round, Least, Most, Choose)


def _with(node: Node, read: list[Ref]) -> Node:
    """The node with other nodes below it, in the order of `children`."""
    match node:
        case Choose(arms):
            pairs = zip(read[0:-1:2], read[1:-1:2], strict=True)
            assert len(read) == 2 * len(arms) + 1
            return Choose(tuple(pairs), read[-1])
        case Less():
            return Less(*read)
        case Share():
            return Share(*read)
        case Round(step=step, mode=mode):
            return Round(read[0], step, mode, *read[1:])
        case Sum() | Least() | Most() | All() | AnyOf():
            return type(node)(tuple(read))
        case IsOneOf(codes=codes) | HoldsAny(codes=codes):
            return type(node)(read[0], codes)
        case AtLeast() | Above():
            return type(node)(*read)
        case Not():
            return Not(*read)
    return node
