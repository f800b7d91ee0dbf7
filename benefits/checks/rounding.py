"""How far rounding can move a layer's payment (取整影响), at most.

A walk over a narrowed graph that carries, for each node, how far its rounded value may lie from its
exact one. What earlier layers rounded is counted with them: a layer starts from what they left.
Near a jump of the exact function rounding may also decide on which side of it a bill falls.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction

from benefits.formula.nodes import (
    Choose,
    Least,
    Less,
    Most,
    Ref,
    Round,
    Share,
    Sum,
    Whole,
)
from benefits.money import rounded
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.narrowed import Narrowed


def largest_rounding(ready: Adjudicator, small: Narrowed) -> dict[str, Fraction]:
    """The largest effect of each layer's own rounding, in fen."""
    found: dict[str, Fraction] = {}
    earlier: set[Ref] = set()
    for layer in ready.formula.layers:
        walk = _Apart(small, earlier)
        found[layer.name] = walk[small.places[layer.paid]]
        earlier |= {small.places[ref] for ref in (*layer.steps, layer.paid)}
    return found


@dataclass(slots=True)
class _Apart:
    """How far the rounded value of a node may lie from its exact one, in the node's own unit."""

    small: Narrowed
    exact: Collection[Ref]
    known: dict[Ref, Fraction] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Fraction:
        apart = self.known.get(ref)
        if apart is None:
            apart = Fraction(0) if ref in self.exact else self._worked_out(ref)
            self.known[ref] = apart
        return apart

    def _worked_out(self, ref: Ref) -> Fraction:
        graph = self.small.graph
        match graph.nodes[ref]:
            case Sum(terms):
                return sum((self[term] for term in terms), Fraction(0))
            case Less(value, taken):
                return self[value] + self[taken]
            case Least(terms) | Most(terms):
                return max(self[term] for term in terms)
            case Share(value, factor):
                by = graph.nodes[factor]
                most = by.value if isinstance(by, Whole) else graph.units[factor].scale
                return self[value] * most
            case Choose(arms, last):
                return max(self[value] for value in (*(value for _, value in arms), last))
            case Round() as node:
                return self._round(node)
        return Fraction(0)

    def _round(self, node: Round) -> Fraction:
        graph = self.small.graph
        scale = graph.units[node.value].scale
        inner = graph.nodes[node.value]
        if isinstance(inner, Whole) and node.part is None:
            whole = rounded(inner.value, scale * node.step, node.mode) * node.step
            return abs(Fraction(inner.value, scale) - whole)
        own = Fraction(node.step, 2) if node.mode == "half_up" else Fraction(node.step)
        return self[node.value] / scale + own
