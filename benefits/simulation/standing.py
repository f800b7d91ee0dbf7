"""A graph as one table needs it (图的约简): facts the table cannot vary are numbers, dead arms go.

Unlike a graph narrowed to a family, this one keeps every refusal that may be met: nothing that could
refuse is dropped unless what stands before it is known. Figures stay figures, so that a reform is other
figures for the same program.
"""

from collections.abc import Mapping
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
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Unit,
    Whole,
    children,
)
from benefits.readers.values import Values
from benefits.simulation.presumed import Answer, answers


@dataclass(slots=True)
class Standing:
    """Rebuilds a graph for known facts; `walk[ref]` is a node's place in the new one."""

    graph: Graph
    known: Mapping[int, int]
    presumed: tuple[Answer, ...] = ()
    """Conditions on words that hold, or do not, for the claims that this graph is for."""
    nodes: list[Node] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    _made: dict[tuple[Node, Unit], Ref] = field(default_factory=dict)
    _places: dict[Ref, Ref] = field(default_factory=dict)
    _sound: dict[Ref, bool] = field(default_factory=dict)
    _values: Values = field(init=False)
    _answers: dict[Ref, bool] = field(init=False)

    def __post_init__(self) -> None:
        facts = [self.known.get(place, 0) for place in range(len(self.graph.facts))]
        self._values = Values(self.graph, facts, ())
        self._answers = answers(self.graph, self.presumed)
        self._values.update((ref, int(held)) for ref, held in self._answers.items())

    def rebuilt(self) -> Graph:
        """The graph of everything asked for so far."""
        return replace(self.graph, nodes=tuple(self.nodes), units=tuple(self.units), lines={})

    def __getitem__(self, ref: Ref) -> Ref:
        place = self._places.get(ref)
        if place is None:
            place = self._places[ref] = self._worked_out(ref)
            value = self._whole(place)
            if value is not None:  # a share of nothing is known though its figure is not
                self._values[ref] = value
        return place

    def _worked_out(self, ref: Ref) -> Ref:
        node, unit = self.graph.nodes[ref], self.graph.units[ref]
        match node:
            case IsOneOf() | HoldsAny() if ref in self._answers:
                return self._add(Whole(int(self._answers[ref])), unit)
            case Given(fact) | SoFar(fact):
                value = self.known.get(fact)
                return self._add(node if value is None else Whole(value), unit)
            case Figure() | Whole() | Refusal():
                return self._add(node, unit)
            case Choose(arms, last):
                return self._choose(arms, last, unit)
            case All(terms) | AnyOf(terms):
                return self._logic(terms, isinstance(node, All), unit)
            case Sum(terms):
                return self._sum(terms, unit)
            case Less(value, taken) if self._whole(self[taken]) == 0:
                return self[value]
            case Share(value, factor) if self._nothing(value, factor):
                return self._add(Whole(0), unit)
        if all(self._whole(self[child]) is not None for child in children(node)):
            return self._add(Whole(self._values[ref]), unit)
        return self._add(self._moved(node), unit)

    def _choose(self, arms: tuple[tuple[Ref, Ref], ...], last: Ref, unit: Unit) -> Ref:
        kept: list[tuple[Ref, Ref]] = []
        for test, value in arms:
            held = self._whole(self[test])
            if held is None:
                kept.append((self[test], self[value]))
            elif held:
                last = value
                break
        end = self[last]
        while kept and kept[-1][1] == end and self.sound(kept[-1][0]):
            kept.pop()
        return self._add(Choose(tuple(kept), end), unit) if kept else end

    def _logic(self, terms: tuple[Ref, ...], every: bool, unit: Unit) -> Ref:
        """A known term that decides ends the walk; the terms before it are still read."""
        kept: list[Ref] = []
        for term in terms:
            held = self._whole(self[term])
            if held is None:
                kept.append(self[term])
            elif bool(held) != every:
                kept.append(self[term])
                break
        if not kept:
            return self._add(Whole(int(every)), unit)
        if len(kept) == 1:
            return kept[0]
        return self._add(All(tuple(kept)) if every else AnyOf(tuple(kept)), unit)

    def _sum(self, terms: tuple[Ref, ...], unit: Unit) -> Ref:
        places = [self[term] for term in terms]
        moving = [place for place in places if self._whole(place) is None]
        known = sum(self._whole(place) or 0 for place in places)
        if known or not moving:
            moving.append(self._add(Whole(known), unit))
        return moving[0] if len(moving) == 1 else self._add(Sum(tuple(moving)), unit)

    def _nothing(self, value: Ref, factor: Ref) -> bool:
        """A share of nothing, or none of it, where neither could refuse."""
        either = 0 in (self._whole(self[value]), self._whole(self[factor]))
        return either and self.sound(self[value]) and self.sound(self[factor])

    def sound(self, ref: Ref) -> bool:
        """No refusal stands below a node of the new graph."""
        known = self._sound.get(ref)
        if known is None:
            node = self.nodes[ref]
            known = not isinstance(node, Refusal) and all(map(self.sound, children(node)))
            self._sound[ref] = known
        return known

    def _moved(self, node: Node) -> Node:
        """The same node over the places its children have here."""
        match node:
            case Least(terms):
                return Least(tuple(self[term] for term in terms))
            case Most(terms):
                return Most(tuple(self[term] for term in terms))
            case Less(value, taken):
                return Less(self[value], self[taken])
            case Share(value, factor):
                return Share(self[value], self[factor])
            case Round(value, step, mode, part, whole):
                of = None if part is None else self[part], None if whole is None else self[whole]
                return Round(self[value], step, mode, *of)
            case IsOneOf(given, codes):
                return IsOneOf(self[given], codes)
            case HoldsAny(given, codes):
                return HoldsAny(self[given], codes)
            case AtLeast(value, bound):
                return AtLeast(self[value], self[bound])
            case Above(value, bound):
                return Above(self[value], self[bound])
            case Not(term):
                return Not(self[term])
        raise AssertionError(node)

    def _whole(self, ref: Ref) -> int | None:
        node = self.nodes[ref]
        return node.value if isinstance(node, Whole) else None

    def _add(self, node: Node, unit: Unit) -> Ref:
        place = self._made.get((node, unit))
        if place is None:
            place = self._made[node, unit] = Ref(len(self.nodes))
            self.nodes.append(node)
            self.units.append(unit)
        return place
