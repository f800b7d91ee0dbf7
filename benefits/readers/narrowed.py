"""A graph narrowed to one family (图的专化): what stands still is worked out, what moves stays.

Facts that are known become whole numbers, choices between them are made, and what nothing reads goes.
The result is a graph like any other, so every reader can walk it; two families with the same narrowed
graph have the same curve. A `Round` of a standing amount is only made where it drops nothing, so the
narrowed graph is true for readers that round and for those that do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Least,
    Less,
    Most,
    Node,
    Not,
    Ref,
    Round,
    Share,
    SoFar,
    Sum,
    Unit,
    Whole,
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The narrowed graph, and where each node that was asked for stands in it."""

    graph: Graph
    places: Mapping[Ref, Ref]


def narrowed(
    graph: Graph, roots: Sequence[Ref], known: Mapping[int, int], figures: Sequence[int]
) -> Narrowed:
    """Narrow `graph` to what `roots` read, given the facts in `known` and the figures."""
    walk = _Narrowing(graph, known, figures)
    places = {root: walk[root] for root in roots}
    small = replace(graph, nodes=tuple(walk.nodes), units=tuple(walk.units), lines={})
    return Narrowed(small, places)


@dataclass(slots=True)
class _Narrowing:
    graph: Graph
    known: Mapping[int, int]
    figures: Sequence[int]
    nodes: list[Node] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    made: dict[tuple[Node, Unit], Ref] = field(default_factory=dict)
    places: dict[Ref, Ref] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Ref:
        place = self.places.get(ref)
        if place is None:
            place = self.places[ref] = self._worked_out(ref, self.graph.units[ref])
        return place

    def _add(self, node: Node, unit: Unit) -> Ref:
        place = self.made.get((node, unit))
        if place is None:
            place = self.made[node, unit] = Ref(len(self.nodes))
            self.nodes.append(node)
            self.units.append(unit)
        return place

    def _whole(self, ref: Ref) -> int | None:
        """The value of a narrowed node that stands still."""
        node = self.nodes[ref]
        return node.value if isinstance(node, Whole) else None

    def _worked_out(self, ref: Ref, unit: Unit) -> Ref:
        node = self.graph.nodes[ref]
        match node:
            case Given(fact) | SoFar(fact):
                value = self.known.get(fact)
                return self._add(node if value is None else Whole(value), unit)
            case Figure(figure):
                return self._add(Whole(self.figures[figure]), unit)
            case Choose(arms, last):
                return self._choose(arms, last, unit)
            case All(terms) | AnyOf(terms):
                return self._logic(terms, isinstance(node, All), unit)
            case Sum(terms):
                return self._sum(terms, unit)
            case Least(terms) | Most(terms):
                return self._extreme(terms, isinstance(node, Least), unit)
            case Share(value, factor):
                return self._share(self[value], self[factor], unit)
            case Less(value, taken):
                return self._less(self[value], self[taken], unit)
            case Round():
                return self._round(node, unit)
            case AtLeast(value, bound) | Above(value, bound):
                return self._compared(self[value], self[bound], isinstance(node, Above), unit)
            case IsOneOf(given, codes):
                held = self._whole(self[given])
                kept = IsOneOf(self[given], codes) if held is None else Whole(int(held in codes))
                return self._add(kept, unit)
            case HoldsAny(given, codes):
                held = self._whole(self[given])
                if held is None:
                    return self._add(HoldsAny(self[given], codes), unit)
                return self._add(Whole(int(any(held >> code & 1 for code in codes))), unit)
            case Not(term):
                held = self._whole(self[term])
                kept_not = Not(self[term]) if held is None else Whole(int(not held))
                return self._add(kept_not, unit)
        return self._add(node, unit)  # a whole number, a refusal

    def _choose(self, arms: Sequence[tuple[Ref, Ref]], last: Ref, unit: Unit) -> Ref:
        kept: list[tuple[Ref, Ref]] = []
        for test, value in arms:
            condition = self[test]
            held = self._whole(condition)
            if held is None:
                kept.append((condition, self[value]))
            elif held:
                last = value
                break
        end = self[last]
        while kept and kept[-1][1] == end:
            kept.pop()
        return self._add(Choose(tuple(kept), end), unit) if kept else end

    def _logic(self, terms: Sequence[Ref], every: bool, unit: Unit) -> Ref:
        """A standing term that decides ends the walk: what stands after it is not read."""
        kept: list[Ref] = []
        for term in terms:
            place = self[term]
            held = self._whole(place)
            if held is None:
                kept.append(place)
            elif bool(held) != every:
                if not kept:
                    return place
                kept.append(place)
                break
        if not kept:
            return self._add(Whole(int(every)), unit)
        if len(kept) == 1:
            return kept[0]
        return self._add(All(tuple(kept)) if every else AnyOf(tuple(kept)), unit)

    def _sum(self, terms: Sequence[Ref], unit: Unit) -> Ref:
        places = [self[term] for term in terms]
        moving = [place for place in places if self._whole(place) is None]
        standing = sum(self._whole(place) or 0 for place in places)
        if standing or not moving:
            moving.append(self._add(Whole(standing), unit))
        return moving[0] if len(moving) == 1 else self._add(Sum(tuple(moving)), unit)

    def _extreme(self, terms: Sequence[Ref], least: bool, unit: Unit) -> Ref:
        places = [self[term] for term in terms]
        standing = [held for each in places if (held := self._whole(each)) is not None]
        kept = [place for place in dict.fromkeys(places) if self._whole(place) is None]
        if standing:
            kept.append(self._add(Whole(min(standing) if least else max(standing)), unit))
        if len(kept) == 1:
            return kept[0]
        return self._add(Least(tuple(kept)) if least else Most(tuple(kept)), unit)

    def _share(self, value: Ref, factor: Ref, unit: Unit) -> Ref:
        held, by = self._whole(value), self._whole(factor)
        if held is not None and by is not None:
            return self._add(Whole(held * by), unit)
        return self._add(Share(value, factor), unit)

    def _less(self, value: Ref, taken: Ref, unit: Unit) -> Ref:
        held, off = self._whole(value), self._whole(taken)
        if off == 0:
            return value
        if held is not None and off is not None:
            return self._add(Whole(max(held - off, 0)), unit)
        return self._add(Less(value, taken), unit)

    def _round(self, node: Round, unit: Unit) -> Ref:
        value = self[node.value]
        part = None if node.part is None else self[node.part]
        whole = None if node.whole is None else self[node.whole]
        divisor = self.graph.units[node.value].scale * node.step
        held = self._whole(value)
        if held is not None and node.part is None and held % divisor == 0:
            return self._add(Whole(held // divisor * node.step), unit)
        if node.part is not None and (held == 0 or (part is not None and self._whole(part) == 0)):
            return self._add(Whole(0), unit)
        return self._add(Round(value, node.step, node.mode, part, whole), unit)

    def _compared(self, value: Ref, bound: Ref, above: bool, unit: Unit) -> Ref:
        a, b = self._whole(value), self._whole(bound)
        if a is not None and b is not None:
            return self._add(Whole(int(a > b if above else a >= b)), unit)
        return self._add(Above(value, bound) if above else AtLeast(value, bound), unit)
